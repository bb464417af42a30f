"""What a register is once read: its columns and the frames it becomes.

Declarations only; ``loaders.files.register`` fills them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import dataframely as dy

NETWORKS = ("vk", "ok", "telegram", "max")
"""Networks a register may name pages of; VK always, the others where they have a column."""

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "level": ("Уровень",),
    "founder": ("Учредитель",),
    "name": (
        "Наименование подведомственной организации",
        "Наименование организации",
        "Наименование",
    ),
    "exempt_reason": ("причина",),
    "ogrn": ("ОГРН",),
    "sphere": ("Сфера 1", "Сфера"),
    "sphere_2": ("Сфера 2",),
    "sphere_3": ("Сфера 3",),
    "status": ("Статус",),
    "id": ("ID госпаблика", "ID госпаблика ВК"),
    "vk": ("Ссылка на госпаблик ВК", "Ссылка на госпаблик ВКонтакте", "Ссылка на госпаблик"),
    "territory": ("Территория",),
    "audience": ("Аудитория",),
    "badge": ("Госметка (да/нет)",),
    "component": ("Подключение к компоненту «Госпаблики» (да/нет)",),
    "ok": ("Ссылка на госпаблик ОК", "ОК", "Одноклассники"),
    "telegram": ("Телеграм", "Telegram", "Ссылка на Телеграм"),
    "max": ("MAX", "Ссылка на MAX"),
}
"""Key of a column → its headings, the contract's first."""

REQUIRED = (("name",), ("founder",), ("ogrn",), ("vk", "id"))
"""What says which body and which page a row is about; any other column may be absent."""


class Bodies(dy.Schema):
    """Bodies of the file: one row per body, in the order of the rows."""

    body = dy.Int32(primary_key=True, description="number inside this file")
    ogrn = dy.String(
        nullable=True, description="13 or 15 digits; null: not given, keyed by name, founder"
    )
    name = dy.String()
    founder = dy.String(nullable=True)
    level = dy.String(nullable=True)
    sphere = dy.String(nullable=True)
    sphere_2 = dy.String(nullable=True)
    sphere_3 = dy.String(nullable=True)
    territory = dy.String(nullable=True)
    category = dy.String(
        nullable=True, description="card, active, flagship; null: none or not known"
    )
    exempt = dy.Bool(description="«не учитывается»")
    exempt_reason = dy.String(nullable=True)
    audience = dy.Int64(nullable=True)
    badge = dy.Bool(nullable=True)
    component = dy.Bool(nullable=True)


class ListedPages(dy.Schema):
    """Pages of the file: one row per page; a body without a page has none."""

    page_id = dy.String(primary_key=True, description="network:owner; vk:name until resolved")
    network = dy.String()
    owner = dy.Int64(
        nullable=True, description="the network's number; null: only the name is known"
    )
    screen_name = dy.String(nullable=True)
    body = dy.Int32(description="number inside this file")
    row = dy.Int64(description="row in Excel")


class Rejects(dy.Schema):
    """Rows left out: one row per row of the file, all its faults in one reason."""

    row = dy.Int64(primary_key=True, description="row in Excel")
    reason = dy.String()
    name = dy.String(nullable=True, description="what the row says of its body, to recognise it")
    ogrn = dy.String(nullable=True, description="null: none, or none that is right")
    page_id = dy.String(
        nullable=True, description="page in VK; null: none, or none that can be read"
    )


@dataclass(frozen=True)
class Register:
    """A register as read.

    ``rows`` counts the rows that hold something; each is taken or stands in ``rejects`` once.
    ``given`` are the columns of ``Bodies`` the file speaks of, ``networks`` the networks: about all
    others it says nothing, so they stay as they were. ``notices`` name what was taken with a doubt.
    """

    bodies: dy.DataFrame[Bodies]
    pages: dy.DataFrame[ListedPages]
    rejects: dy.DataFrame[Rejects]
    rows: int
    sheet: str | None
    given: frozenset[str]
    networks: frozenset[str]
    notices: tuple[str, ...]

    @property
    def taken(self) -> int:
        """Rows that were taken."""
        return self.rows - self.rejects.height
