"""A page's card on one A4 page, to show to the head of a body; and a founder's pages in one file.

Numbers are those of the page's view; no text of residents is here, only how many wait. Pages come
already limited by ``ui.rights``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from core.period import DAY, Period
from kpi import KPIS
from ui import data, scores
from ui.exports import brief, brief_words, names
from ui.exports.pdf import document
from ui.filters import CATEGORY_NAMES
from ui.formats import fact, month, number, worded
from ui.i18n import _, ngettext
from ui.installation import here
from ui.method.words import DEFAULT, block_name
from ui.nothing import behind_of
from ui.page import data as page_data
from ui.page import score as page_score
from ui.vk import page_link

FIGURES = (
    "weeks_on_norm", "posts_per_week", "silent_days", "longest_gap_days", "original_share",
    "on_time_rate", "response_rate", "median_response_working_hours", "er_view", "median_views",
    "followers", "population_share", "has_badge", "design_score",
)  # fmt: skip
Row = Mapping[str, Any]


def pdf(pages: pl.DataFrame, period: Period, title: str = "") -> bytes:
    """Cards of pages, one A4 page each; more than one begin with contents.

    Args:
        pages: rows of ``ui.data.wide`` over the period, limited by rights; one card each, in order.
        period: the days.
        title: of several pages, whose they are.
    """
    return document("pages", content(pages, period, title), data.facts().as_of)


def file_name(name: str, period: Period) -> str:
    """``Страница — МБОУ «Школа № 3» — 25.08–23.11.2025.pdf``."""
    return names.file_name([_("Page"), name, brief_words.short_span(period)], "pdf")


def batch_name(name: str, period: Period) -> str:
    """``Страницы — Министерство образования — 25.08–23.11.2025.pdf``."""
    return names.file_name([_("Pages"), name, brief_words.short_span(period)], "pdf")


def content(pages: pl.DataFrame, period: Period, title: str = "") -> dict[str, Any]:
    """The values of the template."""
    every = data.wide(period)
    scored = {row["page_id"]: row for row in scores.scored(DEFAULT, period).iter_rows(named=True)}
    cards = [_card(row, every, scored, period) for row in pages.iter_rows(named=True)]
    single = title or (names.cut(pages["name"][0], 200) if pages.height else "")
    return {
        "title": f"{_('Figures of an official page')}: {single}",
        "author": here().settings.region_name,
        "kicker": " · ".join(
            filter(None, [_("Figures of an official page"), here().settings.region_name])
        ),
        "contents": _("Contents") if len(cards) > 1 else "",
        "name": names.cut(title, 150),
        "over": _("over {period}").format(period=brief_words.short_span(period)),
        "words": {
            "out_of": _("of 100"), "blocks": _("What the score is made of"),
            "blocks_note": _("Points of the block out of the possible; the tick is the middle of "
                             "the group."),
            "raise": _("What would raise the score"), "figures": _("Figures"),
            "weeks": _("Posts by week, 52 weeks; grey: below the norm"), "norm": _("the norm"),
        },
        "heads": [_("Figure"), _("Value"), _("Out of"), _("Median of similar pages")],
        "cards": cards,
        "foot": brief.source(),
    }  # fmt: skip


def _card(
    page: Row, every: pl.DataFrame, scored: Mapping[str, Row], period: Period
) -> dict[str, Any]:
    number_of = page["page"]
    score = scored.get(page["page_id"])
    peers = page_data.peers(dict(page), every)
    waiting = _waiting(number_of)
    link = page_link(page["page_id"])
    return {
        "name": names.tied(names.cut(page["name"], 170)),
        "about": _about(page),
        "link": link,
        "address": names.cut((link or page["page_id"]).removeprefix("https://"), 60),
        "score": number(score["score"]) if score and score["score"] is not None else "",
        "place": _place(score),
        "notes": _notes(score),
        "blocks": _blocks(period, number_of) if score else [],
        "steps": _steps(period, number_of) if score else [],
        "figures": [_figure(KPIS[name], page, peers.medians[name]) for name in FIGURES],
        "waiting": waiting,
        "weeks": _weeks(number_of),
    }


def _about(page: Row) -> str:
    parts = [page["founder"], page["territory"], _(CATEGORY_NAMES[page["category"] or "card"])]
    if page["followers"] is not None:
        count = int(page["followers"])
        words = ngettext("{n} follower", "{n} followers", count)
        parts.append(words.format(n=number(count)).replace(" ", "\u00a0"))
    return " · ".join(names.cut(part, 90) for part in parts if part)


def _place(score: Row | None) -> str:
    if score is None:
        return _("Not rated: the body may do without a page")
    return scores.place_words(score)


def _notes(score: Row | None) -> list[str]:
    """The tier, and how much of the score could be judged."""
    if score is None or score["score"] is None:
        return []
    coverage = _("Judged so much of the weight: {share}").format(share=score["fullness"])
    return [part for part in (score["step"], coverage) if part]


def _blocks(period: Period, page: int) -> list[dict[str, Any]]:
    return [
        {
            "name": block_name(block["block"]),
            "share": block["points"] / block["possible"] if block["possible"] else None,
            "median": min(block["median"] / block["possible"], 1)
            if block["possible"] and block["median"] is not None else None,
            "words": _("{points} of {possible}").format(
                points=number(block["points"]), possible=number(block["possible"]))
            if block["possible"] else _("no data"),
        }
        for block in page_score.blocks(DEFAULT, period, page)
    ]  # fmt: skip


def _steps(period: Period, page: int) -> list[dict[str, str]]:
    found = page_score.gains(DEFAULT, period, page).head(page_score.GAINS)
    steps = [
        {
            "words": page_score.step_words(row["kpi"], row["amount"], row["value"]),
            "gain": "+" + number(row["gain"], 0 if row["gain"] >= 9.95 else 1),
        }
        for row in found.iter_rows(named=True)
    ]
    return steps or [{"words": _("No single step would raise the score now."), "gain": ""}]


def _figure(kpi: Any, page: Row, median: float | None) -> dict[str, str]:
    value = page[kpi.id]
    return {
        "name": _(kpi.title),
        "value": "—" if value is None else fact(kpi, value),
        "behind": behind_of(kpi, page),
        "median": "—" if median is None else worded(kpi, median),
    }


def _waiting(page: int) -> dict[str, Any]:
    """How many questions wait, without a word of them."""
    found = page_data.open_appeals(page)
    found = found.filter(pl.col("waited") <= here().settings.queue_days * DAY)
    late, ahead = found.filter("overdue").height, found.filter(~pl.col("overdue")).height
    if not found.height:
        return {"urgent": False, "words": _("No question of residents waits for an answer.")}
    parts = []
    if late:
        parts.append(ngettext(
            "{n} question waits past the deadline", "{n} questions wait past the deadline", late,
        ).format(n=number(late)))  # fmt: skip
    if ahead:
        parts.append(ngettext(
            "{n} question is within the deadline", "{n} questions are within the deadline", ahead,
        ).format(n=number(ahead)))  # fmt: skip
    return {"urgent": late > 0, "words": "; ".join(parts)}


def _weeks(page: int) -> dict[str, Any]:
    weeks = page_data.weeks(page)
    period = data.last_weeks(data.facts().as_of, page_data.WEEKS)
    norm = weeks["norm"].drop_nulls()
    top = max(weeks["posts"].max() or 0, norm.max() or 0, 1)
    return {
        "posts": weeks["posts"].to_list(),
        "norm": int(norm[-1]) if norm.len() else None,
        "top": top,
        "ends": [month(period.first), month(period.last)],
    }
