"""Accounts on screen: a table with rows to tick, and on a phone cards that open one account."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from store.accounts import Account
from ui.exports.users import accounts_sheet, pages_sheet
from ui.formats import moment
from ui.i18n import _
from ui.installation import here
from ui.register.preview import table
from ui.tables import MISSING, ROW, arrow
from ui.users import words
from ui.users.data import Known

HIGHEST = 572
CARDS = 20
"""Cards on one screen of a phone."""


def draw(known: Known, shown: Sequence[Account], query: dict[str, str]) -> list[str]:
    """Draws table and cards; gives the logins that are ticked.

    Args:
        known: what may be known.
        shown: accounts to show.
        query: of the address, which the cards' links keep.
    """
    with st.container(key="users_table"):
        ticked = _table(known, shown)
    with st.container(key="users_cards"):
        _cards(known, shown, query)
    return ticked


def bare(known: Known) -> None:
    """Pages without an administrator, as table and as cards."""
    sheet = pages_sheet(known.bare)
    with st.container(key="users_table"):
        table(sheet, HIGHEST)
    with st.container(key="users_cards"):
        st.html("".join(
            f"<div class='kpi-card'><span class='kpi-card-name'>{escape(row[0])}</span>"
            f"<span class='kpi-note'>{escape(row[1] or '')}</span></div>"
            for row in sheet.rows[:CARDS]
        ))  # fmt: skip
        _rest(len(sheet.rows))


def _table(known: Known, shown: Sequence[Account]) -> list[str]:
    sheet = accounts_sheet(known, shown)
    heads = [column.head for column in sheet.columns]
    zone = here().settings.timezone
    seen = pl.Series(heads[3], [one.seen_at for one in shown], dtype=pl.Int64)
    frame = pl.DataFrame(
        sheet.rows, schema=dict.fromkeys(heads, pl.String), orient="row"
    ).with_columns(
        pl.from_epoch(seen).dt.replace_time_zone("UTC").dt.convert_time_zone(zone)
        .dt.replace_time_zone(None)
    )  # fmt: skip
    widths = (180, 190, 380, 150, 190, 270)
    helps = (
        None,
        None,
        _("Pages granted one by one; of a curator those of a founder or territory."),
        None,
        _("A session lasts 12 hours, with «remember» 30 days; here is when the last may end."),
        None,
    )
    event = st.dataframe(
        arrow(frame, (heads[1], heads[5])), key="users_rows", hide_index=True, row_height=ROW,
        height=min(HIGHEST, 40 + ROW * frame.height), placeholder=MISSING, on_select="rerun",
        selection_mode="multi-row", alt=_("Table of accounts"),
        column_config={
            head: st.column_config.TextColumn(head, width=width, help=said, pinned=head == heads[0])
            for head, width, said in zip(heads, widths, helps, strict=True)
        } | {heads[3]: st.column_config.DatetimeColumn(
            heads[3], width=150, format="DD.MM.YYYY HH:mm")},
    )  # fmt: skip
    return [shown[row].name for row in event.selection.rows if row < len(shown)]


def _cards(known: Known, shown: Sequence[Account], query: dict[str, str]) -> None:
    cards = []
    for one in shown[:CARDS]:
        address = escape(f"users?{urlencode(query | {'user': one.name})}")
        seen = moment(one.seen_at) if one.seen_at else _("never")
        cards.append(
            f"<a class='kpi-card' target='_self' href='{address}'>"
            f"<span class='kpi-card-name'>{escape(one.name)}</span>"
            f"<span>{escape(words.role(one))} · {escape(words.access(one.grants, known.names))}"
            f"</span><span class='kpi-note'>{escape(words.state(one, known.standing[one.name]))}"
            f" · {escape(_('last login'))}: {escape(seen)}</span></a>"
        )
    st.html("".join(cards))
    _rest(len(shown))


def _rest(count: int) -> None:
    if count > CARDS:
        st.caption(_("The first {n} are shown: search narrows them down.").format(n=CARDS))
