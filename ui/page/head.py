"""The top of a page's card: the verdict an administrator reads first, the score and its blocks."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.period import Period
from ui import ratings, scores
from ui.collection.words import refusal
from ui.formats import duration, moment, number
from ui.i18n import _, ngettext
from ui.method.words import looks_at
from ui.page import score as page_score

LONG_STREAK = 3
"""Weeks in a row with the norm that are worth a word."""


def unread(page: Mapping[str, Any]) -> str | None:
    """Why nothing is collected of a page, a row of ``ui.data.wide``; null: it is."""
    if page["refused"] is None and page["read"]:
        return None
    if page["refused"] is None:
        return _("The page has not been read yet: its figures come with the next collection.")
    return _(
        "{why}, since {day}: posts and questions are not collected until that is mended."
    ).format(
        why=refusal(page["refused"])[0],
        day=moment(page["refused_at"]) if page["refused_at"] else "—",
    )


def verdict(missing: str | None, waiting: pl.DataFrame, weeks: pl.DataFrame) -> str:
    """The one sentence an administrator reads first: ■ overdue, ▲ something to do, ● calm.

    Args:
        missing: ``unread`` of the page.
        waiting: ``ui.page.data.open_appeals`` of the queue's days.
        weeks: ``ui.page.data.weeks``.
    """
    if missing:
        return _banner("warn", "▲", missing)
    overdue = waiting.filter("overdue")
    if overdue.height:
        late = overdue.select((pl.col("as_of") - pl.col("deadline")).max()).item()
        words = ngettext(
            "{n} question waits longer than the deadline, by {time}.",
            "{n} questions wait longer than the deadline, by {time} at most.", overdue.height,
        )  # fmt: skip
        return _banner("bad", "■", words.format(n=overdue.height, time=duration(late)))
    norm, done = weeks["norm"].drop_nulls(), weeks["posts"][-1]
    behind = norm.len() > 0 and done is not None and done < norm[-1]
    said = _("Posts last week: {done} of {norm}.").format(
        done=number(done or 0), norm=number(norm[-1] if norm.len() else 0)
    )
    if waiting.height:
        words = ngettext(
            "{n} question waits for an answer.", "{n} questions wait for an answer.",
            waiting.height,
        ).format(n=waiting.height)  # fmt: skip
        return _banner("warn", "▲", f"{words} {said}" if behind else words)
    if behind:
        return _banner("warn", "▲", f"{_('All is answered.')} {said}")
    if done is None:
        return _banner("good", "●", _("All is answered."))
    return _banner("good", "●", _("All is answered, the norm is met. Have a good evening!"))


def next_post(weeks: pl.DataFrame) -> None:
    """How many posts are missing to last week's norm, or for how many weeks it has been met."""
    known = weeks.drop_nulls(["posts", "norm"])
    if known.is_empty():
        return
    met = (known["posts"] >= known["norm"]).to_list()[::-1]
    streak = met.index(False) if False in met else len(met)
    if streak >= LONG_STREAK:
        words = ngettext(
            "{n} week in a row with the norm", "{n} weeks in a row with the norm", streak
        )
        st.html(f"<p class='kpi-calm'>● {words.format(n=streak)}</p>")
        return
    missing = int(known["norm"][-1] - known["posts"][-1])
    if missing > 0:
        words = ngettext(
            "{n} post was missing to last week's norm: plan it for this week.",
            "{n} posts were missing to last week's norm: plan them for this week.", missing,
        )  # fmt: skip
        st.html(f"<div class='kpi-box'><p>▲ {words.format(n=missing)}</p></div>")


def score(page: Mapping[str, Any], period: Period, methodology: str) -> None:
    """The score, the place in the group with its interval, and what would raise the score."""
    found = scores.scored(methodology, period).filter(pl.col("page_id") == page["page_id"])
    row = found.row(0, named=True) if found.height else None
    if row is None or row["score"] is None:
        why = _("not rated: {reason}").format(reason=page["exempt_reason"] or "—")
        if row is not None and row["reason"] == "gone":
            why = f"{_('Outside the rating')}. {refusal(page['refused'] or '')[0]}."
        elif not page["exempt"]:
            why = _("There is too little to judge the page by yet.")
            if row is not None:
                why += " " + _("Coverage {fullness}").format(fullness=row["fullness"]) + "."
        st.html(f"<p class='kpi-note'>{escape(why)}</p>")
        return
    said = [row["zone"], scores.place_words(row), row["step"], _moved(row["change"]),
            _("Coverage {fullness}").format(fullness=row["fullness"])]  # fmt: skip
    used = ratings.methodology(methodology)
    if used.months or used.days:
        said.append(_("The score is of {time}").format(time=looks_at(used)))
    lines = "".join(f"<p class='kpi-note'>{escape(part)}</p>" for part in said if part)
    of = escape(_("of 100"))
    st.html(
        f"<div class='kpi-score'><p><span class='kpi-number'>{number(row['score'])}</span> {of}</p>"
        f"{lines}</div>"
    )
    st.html(f"<h2 class='kpi-h2'>{_('What would raise the score')}</h2>"
            + page_score.steps(page_score.gains(methodology, period, page["page"])))  # fmt: skip


def blocks(page: Mapping[str, Any], period: Period, methodology: str) -> None:
    """Why the score is what it is: blocks that open to their lines."""
    found = scores.scored(methodology, period).filter(pl.col("page_id") == page["page_id"])
    if found.is_empty() or found["score"][0] is None:
        return
    every = page_score.lines(methodology, period, page["page"])
    parts = page_score.blocks(methodology, period, page["page"])
    note = _("The tick is the middle of the group. Click a block to open it.")
    st.html(
        f"<h2 class='kpi-h2'>{_('What the score is made of')}</h2><p class='kpi-note'>{note}</p>"
        + page_score.explained(parts, every)
    )


def _moved(change: int | None) -> str:
    if change is None:
        return ""
    if change == 0:
        return _("no change of place over the period")
    words = ngettext("{n} place", "{n} places", abs(change)).format(n=abs(change))
    return f"▲ {words}" if change > 0 else f"▼ {words}"


def _banner(tone: str, mark: str, words: str) -> str:
    return f"<p class='kpi-banner {tone}'>{mark} {escape(words)}</p>"
