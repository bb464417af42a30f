"""The register import: a file is read, compared with the store, and written if that is asked.

Joins ``loaders.files.register`` and ``store.register``; the command line and the screen call it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loaders.files.register import parse
from loaders.files.register_frames import Register
from loaders.files.table import content
from store import register as store
from store.engine import is_current, is_made, opened, upgrade
from store.read import mark


class ImportRefusedError(RuntimeError):
    """An import that must not be done: one sentence says why and how to mend it."""


@dataclass(frozen=True)
class Summary:
    """What an import does, or would do.

    Attributes:
        file: the file as it was named; ``sheet`` its sheet, null for a csv.
        rows: rows that hold something; ``taken`` plus ``rejected`` make them up.
        bodies: bodies in the file; ``pages`` pages of all networks in the file.
        rejected: (row in Excel, reason) of every row left out.
        notices: what was taken with a doubt, or is missing.
        difference: what it changes in the store.
        written: false: only planned, or no row could be taken.
    """

    file: str
    sheet: str | None
    rows: int
    taken: int
    bodies: int
    pages: int
    rejected: tuple[tuple[int, str], ...]
    notices: tuple[str, ...]
    difference: store.Difference
    written: bool

    def as_json(self) -> dict[str, Any]:
        """The summary for programs: plain dicts, lists, numbers and texts."""
        difference = asdict(self.difference)
        return {
            "file": self.file,
            "sheet": self.sheet,
            "rows": self.rows,
            "taken": self.taken,
            "written": self.written,
            "bodies": {"in_file": self.bodies} | difference["bodies"],
            "pages": {"in_file": self.pages} | difference["pages"],
            "changes": [
                change | {"fields": [dict(zip(_FIELD, f, strict=True)) for f in change["fields"]]}
                for change in difference["changes"]
            ],
            "rejected": [{"row": row, "reason": reason} for row, reason in self.rejected],
            "notices": list(self.notices),
        }


_FIELD = ("column", "old", "new")


def plan(path: Path, database_url: str) -> Summary:
    """What importing a file would change; writes nothing and makes no database.

    Raises:
        FileError: the file cannot be taken.
        ImportRefusedError: the database stands at an older migration.
        SettingError: the URL cannot be used.
    """
    return plan_bytes(content(path), str(path), database_url)


def plan_bytes(data: bytes, name: str, database_url: str) -> Summary:
    """As ``plan``, from the bytes of a file called ``name``."""
    if not is_made(database_url):
        register = parse(data, name)
        return _summary(name, register, store.plan(None, _listing(register)), written=False)
    with opened(database_url, read_only=True) as engine:
        empty = store.is_empty(engine)
        if not empty and not is_current(engine):
            raise ImportRefusedError(
                "the database stands at an older migration and a dry run writes nothing:"
                " run `python cli.py db upgrade` first"
            )
        register = parse(data, name, {} if empty else store.page_ids(engine))
        difference = store.plan(None if empty else engine, _listing(register))
        return _summary(name, register, difference, written=False)


def apply(path: Path, database_url: str) -> Summary:
    """Imports a file in one transaction, the database made or upgraded first where it must be.

    A file of which no row can be taken is not written: it would empty the register.

    Raises:
        FileError: the file cannot be taken; the database is not touched.
        ImportRefusedError: the database holds the demo region.
        SettingError: the URL cannot be used.
    """
    return apply_bytes(content(path), str(path), database_url)


def apply_bytes(
    data: bytes, name: str, database_url: str, seen: store.Difference | None = None
) -> Summary:
    """As ``apply``, from the bytes of a file called ``name``.

    Args:
        data: the file.
        name: what sentences call it.
        database_url: of the store.
        seen: the difference somebody has agreed to; null: whatever it is.

    Raises:
        ImportRefusedError: also where the store has moved, so that another difference came out.
    """
    if not parse(data, name).taken:
        return plan_bytes(data, name, database_url)
    with opened(database_url) as engine:
        if not is_current(engine):
            upgrade(engine)
        if mark(engine, "demo") is not None:
            raise ImportRefusedError(
                "this database holds the demo region: set KPI_DATABASE_URL to one of its own"
            )
        register = parse(data, name, store.page_ids(engine))
        if not register.taken:
            return plan_bytes(data, name, database_url)
        try:
            difference = store.save(engine, _listing(register), seen)
        except store.MovedError as error:
            raise ImportRefusedError(str(error)) from None
        return _summary(name, register, difference, written=True)


def _listing(register: Register) -> store.Listing:
    return store.Listing(
        bodies=register.bodies,
        pages=register.pages,
        left_out=register.rejects,
        given=register.given,
        networks=register.networks,
    )


def _summary(
    name: str, register: Register, difference: store.Difference, *, written: bool
) -> Summary:
    return Summary(
        file=name,
        sheet=register.sheet,
        rows=register.rows,
        taken=register.taken,
        bodies=register.bodies.height,
        pages=register.pages.height,
        rejected=tuple(register.rejects.select("row", "reason").iter_rows()),
        notices=register.notices,
        difference=difference,
        written=written,
    )
