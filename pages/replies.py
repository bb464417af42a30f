"""Questions of residents: who must be answered now, what people decide, where it piles up."""

from __future__ import annotations

from functools import partial

import streamlit as st

from store import accounts
from ui import data, filters, head, rights
from ui.exports import replies as export
from ui.exports.sheets import XLSX
from ui.i18n import N_, _
from ui.installation import here, now
from ui.replies import acts as replies_acts
from ui.replies import charts as replies_charts
from ui.replies import data as replies_data
from ui.replies import list as replies_list
from ui.replies import parts as replies_parts
from ui.replies import screen as replies
from ui.replies.screen import Screen
from ui.shell import Context, Page

ROLES = ("supervisor", "administrator")


def render(ctx: Context) -> None:
    """The number, filters, the switch of queues, the rows; then figures of the period."""
    title = ctx.page.title_for(ctx.account.role)
    if not data.facts().as_of:
        head.title(title)
        head.greeting(ctx.account)
        return
    seen = rights.pages_in_full(ctx.account, data.listed())
    if seen.is_empty():
        head.title(title)
        st.info(_("No page is given to this login yet."))
        return
    options = filters.options_of(seen)
    shown = replies.screen(ctx.account, seen, options)
    head.title(title, replies_parts.sentence(shown))
    head.notices(shown.chosen.notices)
    if shown.pages.height:
        st.html(replies_parts.numbers(shown))
    replies_parts.controls(shown, options)
    if shown.pages.is_empty():
        replies_parts.nothing_found(shown, seen)
        return
    _queue(shown)
    _figures(shown)


def _queue(shown: Screen) -> None:
    """The switch and the files, the rows, and where they pile up."""
    with st.container(horizontal=True, key="replies_switch"):
        with st.container(key="replies_queues"):
            replies_parts.switch(shown)
        if shown.rows.height:
            _files(shown)
    replies_acts.undo(shown)
    if shown.rows.is_empty():
        longest = replies_data.longest_of_a_day(shown.pages)
        st.html(replies_list.nothing(shown, longest))
        return
    bars = replies_parts.bars(shown)
    if not bars:
        replies_list.draw(shown)
        return
    left, right = st.columns([8, 4], gap="medium")
    with left:
        replies_list.draw(shown)
    with right:
        st.html(bars)


def _figures(shown: Screen) -> None:
    """Charts and table; on a phone folded, and drawn once they are opened."""
    st.html(f"<h2 class='kpi-h2'>{_('How questions are answered')}</h2>")
    with st.container(horizontal=True, key="replies_period", vertical_alignment="center"):
        with st.container(width=310):
            filters.select_period(shown.chosen.word)
        filters.select_by(shown.chosen)
    with st.container(key="replies_wide"):
        replies_charts.draw(shown, "wide")
    with st.container(key="replies_narrow"):
        folded = st.expander(_("Charts and table"), on_change="rerun", key="replies_folded")
        if folded.open:
            with folded:
                replies_charts.draw(shown, "narrow")


def _files(shown: Screen) -> None:
    """Files of exactly these rows, in a sheet; each is made when it is asked for, and logged."""
    sheet = st.popover(
        _("Export"), icon=":material/download:", on_change="rerun", key="export_sheet"
    )
    if not sheet.open:
        return
    with sheet:
        texts = st.checkbox(
            _("With what residents wrote"), key="export_texts",
            help=_("The log keeps who took the texts."),
        )  # fmt: skip
        for ending, label, mime in (
            ("xlsx", _("Export xlsx"), XLSX),
            ("csv", _("Export csv"), "text/csv"),
        ):
            st.download_button(
                label, data=partial(_built, shown, ending, texts),
                file_name=export.file_name(shown, now(), ending), mime=mime, on_click="ignore",
                icon=":material/download:", key=f"export_{ending}", width="stretch",
            )  # fmt: skip


def _built(shown: Screen, ending: str, texts: bool) -> bytes:
    what = f"replies {shown.queue} {ending}, {shown.rows.height} rows"
    target = f"{what}, with texts" if texts else what
    accounts.log(here().writer, shown.account.name, "export", target, now())
    if ending == "xlsx":
        return export.xlsx(shown, texts, now())
    return export.csv(shown, texts)


PAGE = Page(
    id="replies",
    title=N_("Questions of residents"),
    roles=ROLES,
    render=render,
    menu=ROLES,
    order=30,
)
