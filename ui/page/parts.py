"""Sections of a page's card, in HTML and figures; the same for supervisors and administrators.

What is shown is computed in ``ui.page.data``; every text of residents and pages is escaped here.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.period import DAY, Period
from kpi import KPIS
from store.pictures import AVATAR
from ui import charts, data
from ui.collection.words import refusal
from ui.filters import CATEGORY_NAMES
from ui.formats import (
    duration,
    moment,
    number,
    span,
    weekday_moment,
    working_duration,
)
from ui.head import chips
from ui.i18n import _, ngettext
from ui.installation import here
from ui.page import data as page_data
from ui.vk import comment_link, page_link

SHOWN_APPEALS = 6
LISTED_APPEALS = 50


def identity(page: Mapping[str, Any]) -> str:
    """Head of the card: picture or initials, chips, founder, territory, followers, link to VK."""
    words: list[tuple[str, str]] = [(_(CATEGORY_NAMES[page["category"] or "card"]), "")]
    words += [(page[name], "") for name in ("level", "sphere") if page[name]]
    if page["badge"]:
        words.append((_("state mark"), "good"))
    elif page["badge"] is False:
        words.append((_("no state mark"), "warn"))
    if page["comments_open"] is False:
        words.append((_("comments are closed"), "warn"))
    if page["exempt"]:
        words.append((_("not rated: {reason}").format(reason=page["exempt_reason"] or "—"), ""))
    if page["refused"]:
        since = moment(page["refused_at"]) if page["refused_at"] else "—"
        why = refusal(page["refused"])[0]
        words.append((_("{why}, since {day}").format(why=why, day=since), "bad"))
    facts = [page["founder"], page["territory"]]
    if page["followers"] is not None:
        count = int(page["followers"])
        facts.append(ngettext("{n} follower", "{n} followers", count).format(n=number(count)))
    link = page_link(page["page_id"])
    opened = f"<a href='{escape(link)}' target='_blank'>{_('Open in VK')} ↗</a>" if link else ""
    line = " · ".join(escape(fact) for fact in facts if fact)
    return (
        f"<div class='kpi-identity'>{_avatar(page)}"
        f"<div>{chips(words)}<p class='kpi-note'>{line}</p>{opened}</div></div>"
    )


def course(page: int, weeks: pl.DataFrame) -> None:
    """52 weeks as bars and a line, under a sentence that says what they show."""
    known = weeks.drop_nulls("posts")
    if known.is_empty():
        st.html(f"<p class='kpi-note'>{_('No week of the page has been collected yet.')}</p>")
        return
    met = known.filter(pl.col("posts") >= pl.col("norm")).height
    st.html(
        "<h2 class='kpi-h2'>"
        + _("The norm of posts was met in {met} of {all} weeks").format(met=met, all=known.height)
        + "</h2>"
    )
    lower = st.segmented_control(
        _("Lower line"), ["erv", "views"], default="erv", required=True, key="course_lower",
        format_func=lambda key: _("ERV") if key == "erv" else _("Views of a post"),
        label_visibility="collapsed",
    )  # fmt: skip
    st.plotly_chart(
        charts.course(weeks, lower or "erv", page_data.shaded(page)), theme=None,
        config=charts.CONFIG, key="course",
        alt=_("Posts by week over a year with the norm, and engagement under them"),
    )  # fmt: skip
    st.html(
        "<p class='kpi-note'>"
        + _("Above: posts a week, blue where the norm is met, grey where not.")
        + f" {_('Below: the line of the chosen figure.')}"
        + f" {_('Shaded: holidays, and days of accepted marks.')}</p>"
    )


def appeals(
    page: Mapping[str, Any], waiting: pl.DataFrame, readable: bool, calm: bool = True
) -> None:
    """Open questions as cards: text, both clocks, deadline, reason, link to the comment.

    Args:
        page: a row of ``ui.data.wide``.
        waiting: ``ui.page.data.open_appeals`` of the page.
        readable: whether who looks may read what residents wrote.
        calm: say so where nothing recent waits; else nothing is drawn then.
    """
    horizon = here().settings.queue_days
    recent = waiting.filter(pl.col("waited") <= horizon * DAY)
    older = waiting.filter(pl.col("waited") > horizon * DAY)
    if calm or recent.height:
        st.html(f"<h2 class='kpi-h2'>{_('Questions without an answer')}</h2>")
    if recent.is_empty() and calm:
        st.html(_calm(page, older.height > 0, horizon))
    if not readable:
        if waiting.height:
            count = ngettext("{n} question waits.", "{n} questions wait.", waiting.height)
            st.html(f"<p class='kpi-note'>{count.format(n=number(waiting.height))}</p>")
        return
    st.html(_appeal_cards(page, recent.head(SHOWN_APPEALS)))
    for label, part in (
        (_("{n} more"), recent.slice(SHOWN_APPEALS)),
        (_("Older than {days} days: {n}"), older),
    ):
        if part.height:
            with st.expander(label.format(n=number(part.height), days=horizon)):
                st.html(_appeal_cards(page, part.head(LISTED_APPEALS)))


def _calm(page: Mapping[str, Any], has_older: bool, horizon: int) -> str:
    """What stands where no recent question waits: that is known of collected pages only."""
    if page["refused"] is not None or not page["read"]:
        said = _("Questions are not known: nothing is collected of the page.")
        return f"<p class='kpi-note'>{said}</p>"
    words = (
        _("No question of the last {n} days waits.").format(n=horizon)
        if has_older
        else _("All questions are answered.")
    )
    return f"<p class='kpi-calm'>● {words}</p>"


def response(page: Mapping[str, Any], period: Period) -> None:
    """How fast residents get an answer, beside all pages."""
    asked, half = page_data.half_within(page["page"], period)
    minimum = int(KPIS["median_response_hours"].minimum)
    if asked < minimum:
        title = _("How fast answers come: too little data ({n} of {minimum} questions)")
        st.html(f"<h2 class='kpi-h2'>{title.format(n=asked, minimum=minimum)}</h2>")
        return
    if half is None:
        title = _("Less than half of the questions get an answer")
    else:
        title = _("Half of the questions get an answer within {time}").format(
            time=duration(int(half))
        )
    st.html(f"<h2 class='kpi-h2'>{title}</h2>")
    count = ngettext("{n} question", "{n} questions", asked).format(n=number(asked))
    st.html(
        "<p class='kpi-note'>"
        + _("Share answered by time waited; the unanswered count as waiting.")
        + f" {count} · {span(period)}</p>"
    )
    st.plotly_chart(
        charts.response(page_data.curve(page["page"], period), data.curve(period)),
        theme=None, config=charts.CONFIG, key="response",
        alt=_("Share of questions answered by hours waited: this page and all pages"),
    )  # fmt: skip


def appeal_words(row: Mapping[str, Any]) -> str:
    """An open question in words: text, deadline, both clocks, why it is one."""
    text = row["text"] or _("the text is removed past its retention")
    mark, tone = ("■", "bad") if row["overdue"] else ("▲", "warn")
    due = weekday_moment(row["deadline"])
    said = _("overdue since {moment}") if row["overdue"] else _("answer before {moment}")
    reasons = (
        _("question mark")
        if row["reason"] == "?"
        else _("word «{word}»").format(word=row["reason"])
    )
    return (
        f"<p class='kpi-quote'>«{escape(text)}»</p>"
        f"<p><span class='kpi-chip {tone}'>{mark} {said.format(moment=due)}</span></p>"
        f"<p class='kpi-note'>{_('waits {time}').format(time=duration(row['waited']))} · "
        f"{working_duration(row['working_waited'])} · {_('why a question')}: {escape(reasons)}</p>"
    )


def answer_link(page: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    """The button that opens just this comment in VK."""
    link = comment_link(
        page["owner"] or 0, row["post"], row["comment"], row["root"] or row["comment"]
    )
    return f"<a class='kpi-button' href='{link}' target='_blank'>{_('Answer in VK')} ↗</a>"


def _appeal_card(page: Mapping[str, Any], row: Mapping[str, Any]) -> str:
    return f"<div class='kpi-box'>{appeal_words(row)}{answer_link(page, row)}</div>"


def _appeal_cards(page: Mapping[str, Any], rows: pl.DataFrame) -> str:
    cards = "".join(_appeal_card(page, row) for row in rows.iter_rows(named=True))
    return f"<div class='kpi-grid'>{cards}</div>"


def _avatar(page: Mapping[str, Any]) -> str:
    picture = page_data.stored_pictures(page["page"], [AVATAR]).get(AVATAR)
    if picture is None:
        return f"<span class='kpi-avatar'>{escape(initials(page['name']))}</span>"
    return f"<img class='kpi-avatar' src='{escape(picture)}' alt='{_('Picture of the page')}'>"


def initials(name: str) -> str:
    """``ШР`` of «Школа „Ромашка“»: what stands where there is no picture."""
    words = [word.strip("«»\"'„“()№") for word in name.split()]
    letters = [word[0].upper() for word in words if word and word[0].isalpha()]
    return "".join(letters[:2]) or "•"
