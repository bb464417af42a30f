"""A hand-made season and year for the tests of the show."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO

import polars as pl
import pytest
from PIL import Image

from core.events import Event
from core.period import DAY, WEEK
from core.season import Candidate, Contest, Results
from jobs.award_words import Words
from store.stage import Arranged
from ui.stage import scenes
from ui.stage.model import Picture, Scene, Screen, Show
from ui.stage.scenes import Material
from ui.stage.year import Totals, Year
from ui.stage.year_scenes import Post

AS_OF = 1_767_085_200
"""30 December 2025, 12:00 in Moscow."""
MONDAY = 1_736_110_800
"""6 January 2025, 00:00 in Moscow."""
HOSTILE = "</script><script>alert(1)</script> «Ромашка» http://evil.example <b>№ 17</b>"


def candidate(number: int, place: int | None, *, leader: bool, name: str = "") -> Candidate:
    """A finalist of some contest."""
    return Candidate(
        f"vk:{number}", name or f"МБОУ «Школа № {number}»", "Управление образования", "Оха",
        "Школы", place, 1 - number / 100, 0.5, 1.0, 0.4, leader=leader,
        proof=f"Вопросов жителей: {number}; в срок отвечено на 42.", post=None,
        evidence=(number,),
    )  # fmt: skip


def contest(nomination: str, first: int, *, ties: int = 1, segment: str | None = None) -> Contest:
    """Five candidates of whom three lead; the first ones win."""
    finalists = tuple(
        candidate(first + n, 1 if n < ties else n + 1, leader=n < 3) for n in range(5)
    )
    won = tuple(one.page_id or "" for one in finalists[:ties])
    return Contest(nomination, segment, 40, finalists, won)


def results(*, frozen: bool = True) -> Results:
    """A usual contest, a tie, one nobody wins, and one with a hostile name."""
    hostile = candidate(90, 1, leader=True, name=HOSTILE)
    told = (
        contest("citizen_dialogue", 10), contest("steady_voice", 20, ties=2),
        Contest("event_chronicle", None, 0, ()),
        Contest("sphere_leader", "Школы", 9, (hostile,), ("vk:90",)),
        contest("for_every_resident", 30, segment="< 5"),
    )  # fmt: skip
    seal = {"version": 1, "code": "7F3A-91C2", "frozen_at": AS_OF, "hash": "7f3a"} if frozen else {}
    return Results(2025, AS_OF, "index:3", 1, told, **seal)  # type: ignore[arg-type]


def many(count: int = 28) -> Results:
    """So many awards, whatever they are for."""
    told = tuple(
        contest("sphere_leader", 10 * n, segment=f"Сфера {n}") for n in range(1, count + 1)
    )
    return Results(2025, AS_OF, "index:3", 1, told, 1, "7F3A-91C2", AS_OF, "7f3a")


def year() -> Year:
    """Fifty weeks and three spheres, two of which grew."""
    weeks = pl.DataFrame({
        "start": [MONDAY + n * WEEK for n in range(50)], "posts": [6000 + 10 * n for n in range(50)]
    })  # fmt: skip
    growth = pl.DataFrame({
        "measure": ["views"] * 3, "sphere": ["Школы", "Культура", "Спорт"],
        "first": [100.0, 200.0, 300.0], "last": [130.0, 220.0, 250.0],
    })  # fmt: skip
    now = Totals(324_123, 127_000_000, 23_900, 0.74)
    before = Totals(300_000, 130_000_000, 23_900, 0.71)
    return Year(2025, 831, now, before, weeks, growth, (1, 4))


def picture() -> Picture:
    """A small jpeg."""
    file = BytesIO()
    Image.new("RGB", (64, 48), "#3377AA").save(file, "JPEG")
    return Picture("image/jpeg", file.getvalue())


def post(number: int) -> Post:
    """A post with a long text."""
    text = "Приглашаем жителей на открытый урок и встречу с выпускниками. " * 8
    return Post(f"vk:{number}_7", f"vk:{number}", number, 7, f"МБОУ «Школа № {number}»", text,
                12_400, 300, None)  # fmt: skip


def material(found: Results | None) -> Material:
    """What a show is made of."""
    days = (("День Победы", 5, 9), ("День знаний", 9, 1), ("День города", 9, 6), ("Ёлка", 12, 20))
    events = [Event(title, date(2025, m, d), date(2025, m, d)) for title, m, d in days]
    return Material(
        year(), found, Words("ru", "Europe/Moscow"), "Сахалинская область", AS_OF + DAY, events,
        tuple(post(n) for n in range(41, 46)), {"vk:10": "МБОУ «Школа № 10»"},
    )  # fmt: skip


@pytest.fixture(autouse=True)
def _installed(begin: Callable[..., object]) -> None:
    begin()


def listed(found: object = None, chosen: tuple[Arranged, ...] = ()) -> list[Scene]:
    given = material(found or results())  # type: ignore[arg-type]
    return scenes.scenes(given, chosen, {"vk:41_7": picture()})


def show(shown: list[Scene] | None = None, **given: object) -> Show:
    usual = {"title": "Итоги года", "stamp": "Данные на 30.12.2025"}
    told = tuple(one for one in shown or listed() if one.shown)
    return Show(scenes=told, **(usual | given))  # type: ignore[arg-type]


def screens(shown: list[Scene]) -> list[Screen]:
    return [screen for scene in shown for screen in scene.screens]


def of_kind(kind: str, shown: list[Scene] | None = None) -> list[Screen]:
    return [one for one in screens(shown or listed()) if one.kind == kind]
