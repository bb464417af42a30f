"""Founders on the overview, those with the most to mend first: a table, on a phone cards."""

from __future__ import annotations

from html import escape
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from ui import data, rights, send_out
from ui.formats import number, pages
from ui.i18n import _
from ui.overview import data as overview_data
from ui.overview import parts as overview
from ui.overview.parts import Look
from ui.search import SHORTER
from ui.shell import Context
from ui.tables import MISSING, ROW, arrow

SHOWN = 8
CARDS = 5


def draw(look: Look, founders: pl.DataFrame) -> None:
    """The table with its actions, or five cards on a phone.

    Args:
        look: the visit.
        founders: ``overview_data.by_founder`` of the pages that are looked at.
    """
    st.html(f"<h2 class='kpi-h2 first'>{escape(_('Founders, worst first'))}</h2>")
    with st.container(key="overview_founders"):
        _actions(look, founders, _table(founders))
    with st.container(key="overview_founder_cards"):
        st.html("".join(_card(look, row) for row in founders.head(CARDS).iter_rows(named=True)))


def _table(founders: pl.DataFrame) -> list[int]:
    """Draws the table; which rows are ticked."""
    config = st.column_config
    shown = founders.select(
        pl.col("founder").str.replace_many(SHORTER).fill_null(_("no founder in the register")),
        pl.col("pages", "overdue", "silent", "below").cast(pl.Int32),
        pl.col("met").round(2),
        "weeks",
    )
    event = st.dataframe(
        arrow(shown, ()),
        key="founders",
        hide_index=True,
        row_height=ROW,
        height=ROW * (min(SHOWN, founders.height) + 1) + 2,
        placeholder=MISSING,
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "founder": config.TextColumn(_("Founder"), width=300, pinned=True),
            "pages": config.NumberColumn(_("Pages"), width=84),
            "overdue": config.NumberColumn(_("Deadline passed"), width=104, help=_(
                "Questions without an answer past the deadline, asked within the days of the "
                "queue. Older ones count in the figure «Overdue» of the ranking.")),
            "silent": config.NumberColumn(_("No posts"), width=110, help=_(
                "Pages without posts for 7 days or longer.")),
            "below": config.NumberColumn(_("Below the norm"), width=100, help=_(
                "Pages that did not meet the norm of posts in the last full week.")),
            "met": config.ProgressColumn(
                _("On the norm"), width=104, min_value=0, max_value=1, format="percent",
                help=_("Share of the pages that met the norm in the last full week.")),
            "weeks": config.LineChartColumn(_("12 weeks"), width=92, y_min=0, help=_(
                "Posts of all its pages in each of the last 12 full weeks.")),
        },
        alt=_("Table of founders, worst first"),
    )  # fmt: skip
    ticked: list[int] = [row for row in event.selection.rows if row < founders.height]
    return ticked


def _actions(look: Look, founders: pl.DataFrame, ticked: list[int]) -> None:
    """What can be done with the ticked rows."""
    if not ticked:
        st.caption(
            _("Tick founders to open their pages or to send them their lists.")
            if look.ctx.account.role == "supervisor"
            else _("Tick a founder to open its pages.")
        )
        return
    chosen = founders[ticked]
    with st.container(horizontal=True, key="founder_actions", vertical_alignment="center"):
        if look.ctx.account.role == "supervisor":
            label = _("Send to the chosen · {n}").format(n=number(chosen.height))
            if st.button(label, type="primary", icon=":material/outgoing_mail:", key="send_out"):
                _send(look.ctx, chosen)
        if chosen.height == 1 and chosen["founder"][0] is not None:
            _doors(look, chosen.row(0, named=True))


def _send(ctx: Context, chosen: pl.DataFrame) -> None:
    wide = rights.pages_in_full(ctx.account, data.wide(overview_data.now_period()))
    send_out.dialog(
        ctx.account,
        wide.filter(pl.col("founder").is_in(chosen["founder"].implode(), nulls_equal=True)),
        "all",
    )


def _doors(look: Look, row: dict[str, object]) -> None:
    founder = str(row["founder"])
    view, query = overview.overdue_door(look, founder=founder)
    silent = overview.state_door(look, "silent", founder=founder)
    below = overview.state_door(look, "below_norm", founder=founder)
    for label, count, target, address in (
        (_("Deadline passed: {n}"), row["overdue"], view, query),
        (_("No posts: {n}"), row["silent"], "ranking", silent),
        (_("Below the norm: {n}"), row["below"], "ranking", below),
        (_("All pages: {n}"), row["pages"], "ranking", look.address(founder=founder)),
    ):
        if count:
            words = label.format(n=number(int(str(count))))
            st.page_link(look.ctx.links[target], label=words, query_params=address)


def _card(look: Look, row: dict[str, object]) -> str:
    counts = {name: int(str(row[name])) for name in ("pages", "overdue", "silent", "below")}
    told = [
        text.format(n=number(counts[name]))
        for text, name in (
            (_("Deadline passed: {n}"), "overdue"),
            (_("No posts: {n}"), "silent"),
            (_("Below the norm: {n}"), "below"),
        )
        if counts[name]
    ]
    name = row["founder"]
    to = urlencode(look.address(by="page", **({"founder": str(name)} if name else {})))
    shown = escape(str(name) if name else _("no founder in the register"))
    return (
        f"<a class='kpi-card' target='_self' href='ranking?{escape(to)}'>"
        f"<span class='kpi-card-name'>{shown}</span>"
        f"<span>{escape(' · '.join(told) or _('all in order'))}</span>"
        f"<span class='kpi-note'>{pages(counts['pages'])}</span></a>"
    )
