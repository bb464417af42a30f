"""The queue on screen: rows that can be ticked, on a phone cards; what people do with them.

One row is a tick box and a piece of HTML that folds into a card; every text of residents and pages
is escaped here. Ticks rerun the list alone, a decision the whole view.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

import polars as pl
import streamlit as st

from kpi.appeals import OVERRULED
from ui import data
from ui.formats import duration, moment, number, weekday_moment, working_duration
from ui.i18n import _
from ui.installation import here
from ui.replies import acts as replies_acts
from ui.replies import screen as replies
from ui.replies.screen import HOWS, REVIEW, VERDICTS, Screen
from ui.vk import comment_link

ON_SCREEN = 50
SCROLL = 760
"""Pixels of the list: what stands under it must not be a minute's scrolling away."""


def draw(shown: Screen) -> None:
    """The rows of the queue, ``ON_SCREEN`` at a time, with the buttons for the ticked ones."""
    rows = shown.rows
    last = -(-rows.height // ON_SCREEN)
    key = f"replies_at_{shown.queue}"
    if st.session_state.get(key, 1) > last:
        st.session_state[key] = 1
    start = (st.session_state.get(key, 1) - 1) * ON_SCREEN
    part = replies.with_texts(shown.account, rows.slice(start, ON_SCREEN))
    st.fragment(_list)(shown, replies.with_others(part))
    if last > 1:
        st.pagination(last, key=key, max_visible_pages=5)


def _list(shown: Screen, rows: pl.DataFrame) -> None:
    keys = rows.select("page", "comment").rows()
    ticks = [f"tick_{replies_acts.turn()}_{page}_{comment}" for page, comment in keys]
    ticked = [bool(st.session_state.get(tick)) for tick in ticks]
    with st.container(key="replies_bar", horizontal=True, vertical_alignment="center"):
        _all_of_them(ticks, ticked)
        replies_acts.draw(shown, rows.filter(pl.Series(ticked, dtype=pl.Boolean)))
    with st.container(
        key="replies_rows", gap=None, height=SCROLL if rows.height > 6 else "content", border=False
    ):
        for tick, row in zip(ticks, rows.iter_rows(named=True), strict=True):
            with st.container(horizontal=True, key=f"row_{tick}", gap="small"):
                label = _("Choose the question of {page}").format(page=row["name"])
                st.checkbox(label, key=tick, label_visibility="collapsed", width=24)
                st.html(_row(shown, row))


def _all_of_them(ticks: list[str], ticked: list[bool]) -> None:
    """The tick box of the whole screen."""
    st.session_state["tick_all"] = bool(ticked) and all(ticked)

    def change() -> None:
        for tick in ticks:
            st.session_state[tick] = st.session_state["tick_all"]

    count = sum(ticked)
    label = _("Chosen: {n}").format(n=number(count)) if count else _("Choose all on the screen")
    st.checkbox(label, key="tick_all", on_change=change)


def _row(shown: Screen, row: Mapping[str, Any]) -> str:
    text = row["text"] or _("the text is removed past its retention")
    tone = "" if row["text"] else " kpi-note"
    cells = _review(shown.part, row) if shown.queue == REVIEW else _waits(row)
    return (
        f"<div class='kpi-ask'><div class='kpi-ask-text'><p class='kpi-ask-words{tone}' "
        f"title='{escape(text)}'>{escape(text)}</p>{_chips(row)}</div>"
        f"<div class='kpi-ask-page'>{_page(row)}</div>{cells}{_link(shown, row)}</div>"
    )


def _page(row: Mapping[str, Any]) -> str:
    founder = f"<span class='kpi-note'>{escape(row['founder'])}</span>" if row["founder"] else ""
    address = f"page?page={quote(row['page_id'])}"
    return f"<a href='{address}' target='_self'>{escape(row['name'])}</a>{founder}"


def _waits(row: Mapping[str, Any]) -> str:
    """How long it waits on both clocks, and until when to answer."""
    passed = row["queue"] in ("overdue", "older")
    mark, tone = ("■", "bad") if passed else ("▲", "warn")
    due = weekday_moment(row["deadline"])
    if row["queue"] == "older":
        due = moment(row["deadline"])
    said = _("overdue since {moment}") if passed else _("answer before {moment}")
    if row["other"]:
        tone, mark = "", "●"
        said = _("another state body answered")
    waits = _("waits {time}").format(time=working_duration(row["working_waited"]))
    other = f"<span class='kpi-note'>{escape(row['other'])}</span>" if row["other"] else ""
    return (
        f"<div class='kpi-ask-wait'><span class='kpi-chip {tone}'>{mark} "
        f"{said.format(moment=due)}</span>{other}"
        f"<span class='kpi-note'>{waits} · {duration(row['waited'])}</span></div>"
    )


def _review(part: str, row: Mapping[str, Any]) -> str:
    """What was said of the comment, by whom and when."""
    if part == "other":
        asked = weekday_moment(row["asked_at"])
        return f"<div class='kpi-ask-wait'><span class='kpi-note'>{asked}</span></div>"
    if part == "objections":
        said, note = _(HOWS[row["how"]]), row["objection"]
        who, at, tone = row["objected_by"], row["objected_at"], "warn"
    else:
        said, note = _(VERDICTS[row["verdict"]]), row["note"]
        who, at, tone = row["who"], row["at"], ""
    noted = f"<span>«{escape(note)}»</span>" if note else ""
    return (
        f"<div class='kpi-ask-wait'><span class='kpi-chip {tone}'>{said}</span>{noted}"
        f"<span class='kpi-note'>{escape(who)} · {weekday_moment(at)}</span></div>"
    )


def _chips(row: Mapping[str, Any]) -> str:
    """Why it is a question, what cannot wait, what the page says against it."""
    words = []
    if row.get("urgent"):
        words.append((f"▲ {_('urgent')}", "bad"))
    if row.get("reason"):
        words.append((reason(row["reason"]), ""))
    if row.get("queue") and row["how"]:
        words.append((_("objection: {how}").format(how=_(HOWS[row["how"]])), "warn"))
    chips = "".join(f"<span class='kpi-chip {tone}'>{escape(text)}</span>" for text, tone in words)
    return f"<div class='kpi-chips'>{chips}</div>" if chips else ""


def reason(code: str) -> str:
    """Why a comment counts as a question."""
    if code == OVERRULED:
        return _("by decision of a supervisor")
    return _("question mark") if code == "?" else _("word «{word}»").format(word=code)


def link(row: Mapping[str, Any]) -> str | None:
    """Address of the comment in its network; null: it is not known."""
    if row["network"] != "vk" or row["owner"] is None:
        return None
    root = row.get("root") or row["comment"]
    return comment_link(row["owner"], row["post"], row["comment"], root)


def _link(shown: Screen, row: Mapping[str, Any]) -> str:
    address = link(row)
    if address is None:
        return "<span></span>"
    words = _("Open in VK") if shown.decides else _("Answer in VK")
    return f"<a class='kpi-button' href='{address}' target='_blank'>{words} ↗</a>"


def nothing(shown: Screen, longest: int | None) -> str:
    """What an empty queue says: a calm sentence where all is answered."""
    if shown.queue == REVIEW:
        words = {
            "objections": _("No objection waits for a decision."),
            "decided": _("Nothing was decided in {n} days."),
            "other": _("The rule passed over no comment of {n} days."),
        }[shown.part]
        return f"<p class='kpi-note'>{words.format(n=_days())}</p>"
    unread = data.uncollected().join(shown.pages.select("page"), on="page", how="semi").height
    if shown.pages.height and unread == shown.pages.height:
        said = _("Questions are not known: nothing is collected of these pages.")
        return f"<p class='kpi-note'>{said}</p>"
    if shown.queue == "overdue":
        words = _("All answers are given.")
        if longest is not None:
            words += " " + _("The longest of a day: {time}.").format(time=duration(longest))
        return f"<p class='kpi-calm'>● {words}</p>"
    words = {
        "today": _("No deadline passes today."),
        "ahead": _("No question waits with its deadline ahead."),
        "older": _("No question older than {n} days waits."),
    }[shown.queue]
    return f"<p class='kpi-calm'>● {words.format(n=_days())}</p>"


def _days() -> int:
    return here().settings.queue_days
