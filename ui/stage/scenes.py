"""The list of scenes of a year, and what a presenter changes of it.

The order of the list is that of the evening; a presenter's own order, captions, notes and seconds
lie over it, by scene id. A scene that comes later stands where the evening has it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.events import Event
from core.season import Results
from jobs.award_words import Words
from store.stage import Arranged
from ui.formats import clock_time, day
from ui.i18n import _
from ui.stage import contest_scenes, year_scenes
from ui.stage.model import MOST_WORDS, Picture, Scene, Screen, within
from ui.stage.year import Year
from ui.stage.year_scenes import Post

POSTS = 3
"""Posts of the year that are shown."""


@dataclass(frozen=True)
class Material:
    """What a show is made of.

    Attributes:
        year: figures of the region.
        results: of the season; null: there are none.
        words: the language of proofs.
        region: its name; empty: not set.
        as_of: the moment of the data, UTC seconds.
        events: of the region's calendar.
        posts: that may be shown, the best first.
        known: names of bodies by ``page_id``.
    """

    year: Year
    results: Results | None
    words: Words
    region: str
    as_of: int
    events: Sequence[Event] = ()
    posts: Sequence[Post] = ()
    known: Mapping[str, str] | None = None


def scenes(
    found: Material, chosen: Sequence[Arranged] = (), pictures: Mapping[str, Picture] | None = None
) -> list[Scene]:
    """All scenes in the order of the show, those left out too.

    Args:
        found: what there is.
        chosen: what the presenter arranged.
        pictures: by key of the post, those the presenter chose.
    """
    own = {one.scene: one for one in chosen}
    listed = _ordered([one for one in _all(found, own, pictures or {}) if one], chosen)
    return [_arranged(one, own.get(one.id)) for one in listed]


def stamp(found: Material) -> str:
    """``Данные на 05.12.2025 · зафиксировано · код 7F3A``, or to what time live data reach."""
    results = found.results
    as_of = results.as_of if results and results.frozen else found.as_of
    parts = [_("Data as of {day}").format(day=day(as_of))]
    if results and results.frozen:
        code = (results.code or "").split("-")[0]
        parts += [_("frozen"), _("code {code}").format(code=code)]
    else:
        parts.append(_("updated {time}").format(time=clock_time(as_of)))
        if results and results.contests:
            parts.append(_("preliminary"))
    return " · ".join(parts)


def award_count(found: Material) -> int:
    """How many awards are given: equal winners each have one."""
    known, results = found.known or {}, found.results
    if results is None:
        return 0
    return sum(len(contest_scenes.winners(one, known)) for one in results.contests)


def chosen_posts(found: Material, detail: Mapping[str, object]) -> list[Post]:
    """Posts the presenter chose; else the first of different pages."""
    wanted = detail.get("posts")
    if isinstance(wanted, list):
        by_key = {one.key: one for one in found.posts}
        return [by_key[key] for key in wanted if key in by_key][:POSTS]
    taken: dict[str, Post] = {}
    for one in found.posts:
        taken.setdefault(one.page_id, one)
    return list(taken.values())[:POSTS]


def _all(
    found: Material, own: Mapping[str, Arranged], pictures: Mapping[str, Picture]
) -> list[Scene | None]:
    known, results = found.known or {}, found.results
    awards = contest_scenes.contests(results, found.words, known) if results else []
    return [
        _one("check", _check(), 30),
        _one("title", _title(found), 20),
        _one("year", year_scenes.six(found.year, award_count(found)), 60),
        _one("weeks", year_scenes.weeks(found.year, found.events), 40),
        _one("growth", year_scenes.growth(found.year, _measure(own)), 30),
        _posts(found, own, pictures),
        *awards,
        contest_scenes.laureates(results, known) if results else None,
        _one("method", _method(results), 30) if awards else None,
        _one("thanks", _thanks(found), 15),
    ]


def _one(name: str, screen: Screen | None, seconds: int) -> Scene | None:
    return Scene(name, screen.title, (screen,), seconds=seconds) if screen else None


def _check() -> Screen:
    """Six lines, each smaller than the one above, both palettes, and the key pressed last."""
    lines = tuple(_("Is|this|read|in the|last|row?").split("|"))
    return Screen(
        "check", title=_("Screen check"), lead=_("Press a key of the remote:"), lines=lines,
        names=(_("Dark"), _("Light")),
    )  # fmt: skip


def _measure(own: Mapping[str, Arranged]) -> str | None:
    asked = own["growth"].detail.get("measure") if "growth" in own else None
    return asked if isinstance(asked, str) else None


def _title(found: Material) -> Screen:
    title = _("Results of the year of official pages")
    last = found.results.frozen_at if found.results and found.results.frozen_at else found.as_of
    lead = day(last) if last else str(found.year.year)
    return Screen("title", title=title, kicker=found.region, lead=lead)


def _posts(
    found: Material, own: Mapping[str, Arranged], pictures: Mapping[str, Picture]
) -> Scene | None:
    detail = own["posts"].detail if "posts" in own else {}
    shown = chosen_posts(found, detail)
    screens = tuple(year_scenes.post(one, pictures.get(one.key)) for one in shown)
    return Scene("posts", _("Posts of the year"), screens, seconds=60) if screens else None


def _method(results: Results | None) -> Screen:
    decided = (
        _("A commission decided.") if results and results.frozen else _("A commission decides.")
    )
    lines = (
        _("Pages were compared with pages like them."),
        _("Small and large ones on equal terms."),
        decided,
    )
    return Screen("method", title=_("How we counted"), lines=lines)


def _thanks(found: Material) -> Screen:
    lead = _("To everyone who keeps a page and answers residents.")
    return Screen("thanks", title=_("Thank you"), kicker=found.region, lead=lead)


def _ordered(listed: list[Scene], chosen: Sequence[Arranged]) -> list[Scene]:
    """The presenter's order; what it does not know follows what stands before it in the evening."""
    place = {one.scene: float(number) for number, one in enumerate(chosen)}
    last, keys = -1.0, {}
    for number, scene in enumerate(listed):
        last = place.get(scene.id, last)
        keys[scene.id] = (last, 0 if scene.id in place else 1, number)
    return sorted(listed, key=lambda scene: keys[scene.id])


def _arranged(scene: Scene, own: Arranged | None) -> Scene:
    if own is None:
        return scene
    screens = scene.screens
    if own.caption:
        screens = tuple(_captioned(screen, own.caption) for screen in screens)
    return replace(
        scene, screens=screens, shown=own.shown, label=own.caption or scene.label,
        note=scene.note if own.note is None else own.note,
        seconds=scene.seconds if own.seconds is None else own.seconds,
    )  # fmt: skip


def _captioned(screen: Screen, caption: str) -> Screen:
    """A screen under another headline, whichever line of it the headline is."""
    field = "kicker" if screen.kind in ("winner", "post") else "title"
    bare = replace(screen, **{field: ""})  # type: ignore[arg-type]
    room = max(MOST_WORDS - bare.words, 1)
    return replace(bare, **{field: within(caption, room)})  # type: ignore[arg-type]
