"""«Справка»: one A4 page of a founder, a territory, a sphere or the region, for who never logs in.

The content is computed once and is the same in the pdf and in the workbook. Pages come already
limited by ``ui.rights``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from core.period import Period
from ui import data, ratings
from ui.exports import brief_words, group_place, matters, names
from ui.exports.matter_words import matters_of
from ui.exports.pdf import document
from ui.formats import moment, number, share, week
from ui.i18n import N_, _, ngettext
from ui.installation import here
from ui.method.words import DEFAULT
from ui.vk import page_link

MOST_ROWS = 12
KINDS = {"founder": N_("among founders"), "territory": N_("among territories"),
         "sphere": N_("among spheres")}  # fmt: skip


@dataclass(frozen=True)
class Brief:
    """What the «Справка» says.

    Attributes:
        by: founder, territory, sphere, or region.
        name: of whom.
        period: the days it speaks of.
        pages: rows of ``ui.data.wide``.
        stands: ``ui.exports.matters.standing`` of them.
        numbers: three ``brief_words.Number``.
        sentences: two.
        place: words and a note.
        source: the foot.
    """

    by: str
    name: str
    period: Period
    pages: pl.DataFrame
    stands: pl.DataFrame
    numbers: tuple[brief_words.Number, ...]
    sentences: tuple[str, ...]
    place: tuple[str, str]
    source: str

    @property
    def about(self) -> str:
        """``18 страниц подведомственных организаций · за 17–23.11.2025``."""
        count = self.pages.height
        if self.by == "founder":
            words = ngettext(
                "{n} page of subordinate bodies", "{n} pages of subordinate bodies", count
            )
        else:
            words = ngettext("{n} page", "{n} pages", count)
        over = _("over {period}").format(period=brief_words.short_span(self.period))
        return f"{words.format(n=number(count))} · {over}"


def brief(seen: pl.DataFrame, by: str, name: str, period: Period) -> Brief:
    """The content of a «Справка».

    Args:
        seen: rows of ``ui.data.wide`` over the period, limited by rights.
        by: founder, territory, sphere or region.
        name: whose; anything for the region.
        period: the days.
    """
    pages = seen if by == "region" else seen.filter(pl.col(by) == name)
    stands = matters.standing(pages)
    every = None if by == "region" else data.wide(period)
    return Brief(
        by,
        name,
        period,
        pages,
        stands,
        brief_words.numbers(stands),
        brief_words.sentences(pages, every, stands, period),
        _place(pages, by, name, period),
        source(),
    )


def pdf(said: Brief) -> bytes:
    """The «Справка» as a pdf of one page."""
    return document("brief", content(said), data.facts().as_of)


def named(by: str, name: str, period: Period) -> str:
    """``Справка по госпабликам — Министерство образования — 17–23.11.2025``, without an ending."""
    whose = (here().settings.region_name or _("The region")) if by == "region" else name
    over = brief_words.short_span(period)
    return names.file_name([_("Brief on official pages"), whose, over], "")


def content(said: Brief) -> dict[str, Any]:
    """The values of the template."""
    region = here().settings.region_name
    name = (region or _("The region")) if said.by == "region" else said.name
    title = _("Brief on the running of official pages")
    return {
        "title": f"{title}: {name}",
        "author": region,
        "kicker": " · ".join(filter(None, [title, region if said.by != "region" else ""])),
        "name": names.cut(name, 150),
        "about": said.about,
        "numbers": [vars(one) for one in said.numbers],
        "sentences": [names.cut(text, 300) for text in said.sentences],
        "table": _table(said.stands),
        "chart": _chart(said),
        "place": {"title": _place_title(said.by), "words": said.place[0], "note": said.place[1]},
        "foot": said.source,
    }


def source() -> str:
    """Source, moment and method: the foot of every paper."""
    used = ratings.methodology(DEFAULT)
    return _(
        "Source: open data of VK as of {moment}. Method: {title}, version {version}, deadline "
        "{deadline}. Questions in comments are counted apart from appeals under law 59-FZ."
    ).format(
        moment=moment(data.facts().as_of), title=_(used.title), version=used.version,
        deadline=brief_words.deadline(here().settings.deadline),
    )  # fmt: skip


def _table(stands: pl.DataFrame) -> dict[str, Any]:
    found = matters.troubled(stands, "all")
    as_of = data.facts().as_of
    rows = []
    for row in found.head(MOST_ROWS).iter_rows(named=True):
        told = matters_of(row, "all", as_of)
        link = page_link(row["page_id"])
        rows.append({
            "name": names.short(row["name"], 80),
            "what": [{"words": one.words, "urgent": one.urgent} for one in told],
            "since": [one.since for one in told],
            "link": link,
            "contact": names.cut((link or row["page_id"]).removeprefix("https://"), 40),
        })  # fmt: skip
    rest = range(found.height, found.height - len(rows) - 1, -1)
    return {
        "title": _("Bodies that need attention") if rows else _("No body needs attention now"),
        "head": [_("Body"), _("What is the matter"), _("Since"), _("Page in VK")],
        "rows": rows,
        "notes": [_more(count) for count in rest],
    }


def _more(count: int) -> str:
    """What stands under the table when so many rows are not shown."""
    words = ngettext(
        "And {n} body more: the whole list stands in the workbook (xlsx).",
        "And {n} bodies more: the whole list stands in the workbook (xlsx).", count,
    )  # fmt: skip
    return words.format(n=number(count)) if count else ""


def _place_title(by: str) -> str:
    return _("Place {among}").format(among=_(KINDS[by])) if by in KINDS else _("Questions")


def _place(chosen: pl.DataFrame, by: str, name: str, period: Period) -> tuple[str, str]:
    """Words of the place and what they rest on; only where the whole founder is seen."""
    if by not in KINDS:
        asked = int(chosen["appeals"].sum() or 0)
        words = ngettext("{n} question", "{n} questions", asked).format(n=number(asked))
        return words, _("asked by residents over {period}").format(
            period=brief_words.short_span(period)
        )
    if chosen.height < data.listed().filter(pl.col(by) == name).height:
        return _("not determined"), _("Only a part of these pages is given to this login.")
    found = group_place.place_of(group_place.rating_for(period), by, name)
    if found is None:
        return _("not determined"), _("Fewer than {n} rated pages.").format(
            n=group_place.LEAST_PAGES
        )
    rated = ngettext("{n} rated page", "{n} rated pages", found.rated)
    return group_place.worded(found), _(
        "By the mean score of {rated}, each against similar ones; 90 % interval."
    ).format(rated=rated.format(n=number(found.rated)))


def _chart(said: Brief) -> dict[str, Any]:
    counts, starts = matters.weeks(), matters.week_starts()
    mine = _shares(counts, said.pages, starts)
    every: list[float | None] = [None] * len(starts)
    if said.by != "region":
        every = _shares(counts, data.listed(), starts)
    return {
        "title": brief_words.course(mine),
        "subtitle": _("Share of pages that met the norm, by week; grey: all pages of the region.")
        if said.by != "region" else _("Share of pages that met the norm, by week."),
        "labels": [week(start) for start in starts],
        "mine": mine,
        "all": every,
        "axis": [share(level) for level in (0.0, 0.5, 1.0)],
        "ends": _ends(mine, every),
        "words": {
            "mine": brief_words.last_share(mine),
            "all": brief_words.last_share(every, _("region")),
        },
    }  # fmt: skip


def _shares(counts: pl.DataFrame, pages: pl.DataFrame, starts: Sequence[int]) -> list[float | None]:
    """Share of pages that met the norm by week; null: none is loaded."""
    met = (
        counts.join(pages.select("page"), on="page", how="semi")
        .group_by("start")
        .agg(met=(pl.col("done") >= pl.col("norm")).mean())
    )
    joined = pl.DataFrame({"start": starts}).join(met, on="start", how="left")
    return joined.sort("start")["met"].to_list()


def _ends(mine: list[float | None], every: list[float | None]) -> dict[str, float]:
    """Where the words at the ends of the lines stand, 0 on top, never on each other."""
    least = 0.14
    mark = 1 - (mine[-1] if mine[-1] is not None else 0.5)
    other = 1 - (every[-1] if every[-1] is not None else 0.5)
    if abs(mark - other) < least:
        middle = min(max((mark + other) / 2, least / 2), 1 - least / 2)
        up = 1 if mark <= other else -1
        mark, other = middle - up * least / 2, middle + up * least / 2
    return {"mine": mark, "all": other}
