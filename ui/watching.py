"""«На контроль»: putting pages under watch from any list, and the card of those that are.

Only supervisors watch; pages are limited by ``ui.rights`` before they are written. When a watch
ends by itself is ``jobs.watching``.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import polars as pl
import streamlit as st

from core.period import DAY, local_date
from store import watches
from store.accounts import Account
from store.watches import CAUSES, WatchError
from ui import data, rights
from ui.formats import calendar_day, literal, number, pages
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.ranking.table import short_names
from ui.tables import ROW, arrow

CAUSE_NAMES = {
    "silent": N_("no posts"),
    "overdue": N_("questions past the deadline"),
    "norm": N_("below the norm"),
    "other": N_("another cause"),
}
USUAL_DAYS = 14
"""Days for which a page is watched unless another day is chosen."""
NAMED = 3
"""Pages the dialog names."""
MENDED_DAYS = 30
"""Days for which mended pages are told of."""


def may_watch(account: Account) -> bool:
    """Whether an account may put pages under watch."""
    return account.role == "supervisor"


def dialog(account: Account, page_ids: Sequence[str], cause: str) -> None:
    """Opens the dialog that puts pages under watch: until when, and why.

    Args:
        account: who watches; without the right nothing opens.
        page_ids: of the pages; those the account may not see in full are left out.
        cause: one of ``store.watches.CAUSES``, which the dialog lets be changed.
    """
    if may_watch(account):
        st.dialog(_("Put under watch"))(_body)(account, list(page_ids), cause)


def _body(account: Account, page_ids: list[str], cause: str) -> None:
    seen = rights.pages_in_full(account, data.listed())
    asked = seen.filter(pl.col("page_id").is_in(page_ids))
    names = asked.select(short_names()).to_series().to_list()
    st.write(pages(len(names)))
    st.caption("; ".join(literal(name) for name in names[:NAMED]) + " …" * (len(names) > NAMED))
    today = local_date(now(), here().settings.timezone)
    until = st.date_input(
        _("Until"), today + timedelta(USUAL_DAYS), min_value=today, format="DD.MM.YYYY",
        key="watch_until",
    )  # fmt: skip
    chosen = st.selectbox(
        _("Cause"), CAUSES, index=CAUSES.index(cause), key="watch_cause",
        format_func=lambda one: _(CAUSE_NAMES[one]),
    )  # fmt: skip
    note = st.text_area(_("Note"), key="watch_note", max_chars=watches.LONGEST_NOTE, height=90)
    if chosen != "other":
        st.caption(_("A page leaves the list by itself when it has mended."))
    if not st.button(_("Put under watch"), type="primary", key="watch_send"):
        return
    try:
        added = watches.watch(
            here().writer, asked["page_id"].to_list(), chosen, until, account.name, now(), note
        )
    except WatchError:
        st.error(_("These pages cannot be put under watch: choose a later day."))
        return
    st.toast(_("Under watch: {pages}").format(pages=pages(added)), icon=":material/visibility:")
    st.rerun()


def card(account: Account) -> None:
    """How many pages are under watch and how many have mended; for supervisors with the list."""
    held, mended = _state(account)
    with st.container(border=True, key="watch_card"):
        st.html(f"<h2 class='kpi-h2 first'>{_('Under watch')}: {number(held.height)}</h2>")
        st.html(f"<p class='kpi-note'>{_told(account, held, mended)}</p>")
        if not (may_watch(account) and held.height + mended.height):
            return
        if st.button(_("Open the list"), type="tertiary", key="watch_open"):
            st.dialog(_("Under watch"), width="large", on_dismiss="rerun")(_list)(account)


def _told(account: Account, held: pl.DataFrame, mended: pl.DataFrame) -> str:
    if held.is_empty() and mended.is_empty() and not may_watch(account):
        return _("No page is under watch.")
    if held.is_empty() and mended.is_empty():
        return _("No page is under watch. Put pages there from any list: a page leaves by itself "
                 "when it has mended.")  # fmt: skip
    told = [_("none has mended yet")]
    if mended.height:
        fixed = ngettext("{n} has mended in 30 days", "{n} have mended in 30 days", mended.height)
        told = [fixed.format(n=number(mended.height))]
    today = local_date(now(), here().settings.timezone)
    late = held.filter(pl.col("until") < today).height
    if late:
        words = ngettext("{n} is past its day", "{n} are past their day", late)
        told.append(words.format(n=number(late)))
    return ", ".join(told)


def _state(account: Account) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Open watches, and those that ended by themselves lately, of pages the account may see."""
    seen = rights.pages_in_full(account, data.listed()).select("page_id", "founder", "name")
    held = watches.open_watches(here().reader)
    ended = watches.ended_since(here().reader, now() - MENDED_DAYS * DAY).filter(outcome="mended")
    return tuple(
        one.join(seen, on="page_id", maintain_order="left").with_columns(short_names())
        for one in (held, ended)
    )  # type: ignore[return-value]


def _list(account: Account) -> None:
    held, mended = _state(account)
    for title, frame, key in (
        (_("Still watched"), held, "held"),
        (_("Have mended"), mended, "mended"),
    ):
        if frame.is_empty():
            continue
        st.html(f"<h3 class='kpi-h3'>{title}: {number(frame.height)}</h3>")
        ticked = _table(frame, key)
        if key == "held":
            label = _("Take off watch")
            off = st.button(label, disabled=not ticked, key="watch_off")
            if off:
                chosen = [int(frame["watch"][row]) for row in ticked]
                watches.remove(here().writer, chosen, account.name, now())
                st.rerun(scope="fragment")
    if held.is_empty() and mended.is_empty():
        st.info(_("No page is under watch."))


def _table(frame: pl.DataFrame, key: str) -> list[int]:
    """Draws watches; which rows are ticked."""
    causes = {cause: _(name) for cause, name in CAUSE_NAMES.items()}
    shown = frame.select(
        "name",
        pl.col("cause").replace_strict(causes, return_dtype=pl.String),
        pl.col("until").map_elements(calendar_day, return_dtype=pl.String),
        "note",
        "who",
    )
    config = st.column_config
    event = st.dataframe(
        arrow(shown, ("cause", "who")),
        key=f"watches_{key}",
        hide_index=True,
        row_height=ROW,
        height=ROW * (min(8, shown.height) + 1) + 2,
        placeholder="",
        on_select="rerun",
        selection_mode="multi-row",
        column_config={
            "name": config.TextColumn(_("Page"), width=300, pinned=True),
            "cause": config.TextColumn(_("Cause"), width=180),
            "until": config.TextColumn(_("Until"), width=100),
            "note": config.TextColumn(_("Note"), width=200),
            "who": config.TextColumn(_("Who"), width=120),
        },
        alt=_("Table of pages under watch"),
    )
    ticked: list[int] = [row for row in event.selection.rows if row < frame.height]
    return ticked
