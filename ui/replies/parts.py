"""Head, controls and the right column of the view of questions; pieces of HTML and widgets."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from core.period import DAY
from jobs.forecast import next_run
from store import state
from ui import data, filters
from ui.address import writes
from ui.formats import clock_time, literal, number, share, weekday_moment
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.kept import kept
from ui.replies import figures as replies_figures
from ui.replies import screen as replies
from ui.replies.screen import PARTS, QUEUES, REVIEW, Screen

MINUTE = 60
BARS = 10
"""Founders, or pages of one founder, that the right column names."""


def sentence(shown: Screen) -> str:
    """Where half of the overdue questions are; empty where there are none to compare."""
    rows = shown.queues["overdue"].join(shown.pages, on="page")
    half, _all = replies.concentration(rows, "founder")
    founders = shown.pages["founder"].n_unique()
    if founders < 5 or rows.height < 10:
        return ""
    words = ngettext(
        "Half of the overdue questions are with {k} founder of {n}",
        "Half of the overdue questions are with {k} founders of {n}",
        half,
    )
    return words.format(k=number(half), n=number(founders))


def numbers(shown: Screen) -> str:
    """The number of the view, two beside it, and until when answers are known."""
    counts = {name: shown.queues[name].height for name in ("overdue", "today")}
    done, due = replies_figures.on_time(shown.pages, shown.chosen.period)
    overdue, today = counts["overdue"], counts["today"]
    longer = ngettext(
        "question waits longer than the deadline", "questions wait longer than the deadline",
        overdue,
    )  # fmt: skip
    expires = ngettext("deadline passes today", "deadlines pass today", today)
    tone = " bad" if overdue else ""
    boxes = [
        f"<span class='kpi-lead{tone}'><b>{number(overdue)}</b> {longer}</span>",
        f"<span class='kpi-side'><b>{number(today)}</b> {expires}</span>",
    ]
    if due:
        words = _("answered in time")
        boxes.append(f"<span class='kpi-side'><b>{share(done / due)}</b> {words}</span>")
    note = _next(data.freshness()[0], now() // MINUTE)
    return f"<div class='kpi-leads'>{''.join(boxes)}</div><p class='kpi-note'>{note}</p>"


@kept(2)
def _next(as_of: int, minute: int) -> str:
    """When the data are of, and when answers given since then will show."""
    begun = state.runs(here().reader, now() - 8 * DAY).filter(pl.col("kind") != "chosen")
    coming = next_run(begun["started_at"], minute * MINUTE)
    if coming is None:
        words = _("As of {time}. Answers given later will show after the next collection.")
        return words.format(time=clock_time(as_of))
    words = _("As of {time}. Answers given later will show after the next collection: it usually "
              "begins at {next}.")  # fmt: skip
    return words.format(time=clock_time(as_of), next=weekday_moment(coming))


def controls(shown: Screen, options: filters.Options) -> None:
    """One row of filters; all of them in a sheet."""
    with st.container(horizontal=True, key="controls", vertical_alignment="center"):
        with st.container(key="controls_wide", horizontal=True, width=560):
            for column in ("sphere", "territory", "founder"):
                filters.select(column, options, "row")
        with st.container(width=240):
            filters.search()
        where = shown.chosen.where
        count = f" · {len(where)}" if where else ""
        sheet = st.popover(
            _("Filters") + count, icon=":material/tune:", on_change="rerun", key="filters_sheet"
        )
        if sheet.open:
            with sheet:
                for column in replies.FILTERS:
                    filters.select(column, options, "sheet")
        filters.narrowed(shown.chosen)
        if shown.alone:
            name = literal(shown.pages["name"][0])
            st.button(f"✕ {name}", on_click=filters.drop("page"), key="lift_page")


def switch(shown: Screen) -> None:
    """The switch of queues: buttons, on a phone a select; the address keeps the choice."""
    for place in ("wide", "narrow"):
        key = f"queue_{place}"
        st.session_state[key] = shown.queue
        with st.container(key=f"replies_{key}"):
            if place == "wide":
                st.segmented_control(
                    _("Queue"), QUEUES, format_func=lambda one: replies.label(one, shown), key=key,
                    required=True, label_visibility="collapsed", on_change=writes("queue", key),
                )  # fmt: skip
            else:
                st.selectbox(
                    _("Queue"), QUEUES, format_func=lambda one: replies.label(one, shown), key=key,
                    label_visibility="collapsed", on_change=writes("queue", key),
                )  # fmt: skip
    if shown.queue == REVIEW:
        _parts(shown)


def _parts(shown: Screen) -> None:
    """The switch of the parts of the review."""
    parts = [part for part in PARTS if shown.decides or part != "other"]
    st.session_state["review_part"] = shown.part
    st.segmented_control(
        _("Part of the review"), parts, key="review_part", required=True,
        format_func=lambda one: f"{_(PARTS[one])} {number(shown.queues[one].height)}",
        label_visibility="collapsed", on_change=writes("part", "review_part"),
    )  # fmt: skip


def bars(shown: Screen) -> str:
    """Where the queue piles up: founders, or the pages of the one founder chosen.

    Empty where there is one of them only, and for the review.
    """
    by = "name" if shown.pages["founder"].n_unique() < 2 or shown.alone else "founder"
    rows = shown.rows.filter(pl.col(by).is_not_null())
    if shown.queue == REVIEW or rows[by].n_unique() < 2:
        return ""
    counts = rows.group_by(by, maintain_order=True).agg(
        pl.len().alias("count"), pl.col("page_id").first()
    ).sort("count", by, descending=[True, False])  # fmt: skip
    half, total = replies.concentration(rows, by)
    most = counts["count"][0]
    lines = "".join(
        _bar(row[by], row["count"], 100 * row["count"] / most, _address(by, row))
        for row in counts.head(BARS).iter_rows(named=True)
    )
    more = total - BARS
    rest = f"<p class='kpi-note'>{_('and {n} more').format(n=number(more))}</p>" if more > 0 else ""
    said = f"<p class='kpi-note'>{escape(_half(by, half, total))}</p>" if total > 2 else ""
    title = f"<h2 class='kpi-h2'>{_('Where it piles up')}</h2>"
    return f"{title}{said}<div class='kpi-bars'>{lines}</div>{rest}"


def _half(by: str, half: int, total: int) -> str:
    if by == "founder":
        words = ngettext(
            "{k} founder of {n} in this queue holds half of it",
            "{k} founders of {n} in this queue hold half of it",
            half,
        )
    else:
        words = ngettext(
            "{k} page of {n} in this queue holds half of it",
            "{k} pages of {n} in this queue hold half of it",
            half,
        )
    return words.format(k=number(half), n=number(total))


def _bar(name: str, count: int, width: float, address: str) -> str:
    return (
        f"<a class='kpi-barline' target='_self' href='{escape(address)}'>"
        f"<span class='kpi-barline-name'>{escape(name)}</span><b>{number(count)}</b>"
        f"<span class='kpi-barline-bar'><i style='width:{width:.0f}%'></i></span></a>"
    )


def _address(by: str, row: dict[str, str]) -> str:
    query = st.query_params.to_dict()
    query |= {"page": row["page_id"]} if by == "name" else {"founder": row["founder"]}
    return f"replies?{urlencode(query)}"


def nothing_found(shown: Screen, seen: pl.DataFrame) -> None:
    """No page passes the filters: say so and offer to drop the narrowest."""
    st.info(_("No pages fit these conditions."))
    if shown.chosen.q:
        st.button(_("Clear the search"), on_click=filters.drop("q"))
    where = {
        column: value for column, value in shown.chosen.where.items() if column in seen.columns
    }
    if where:
        narrow = min(where, key=lambda c: seen.filter(pl.col(c) == where[c]).height)
        name = _(filters.LABELS[narrow]).lower()
        st.button(_("Drop the filter: {name}").format(name=name), on_click=filters.drop(narrow))
