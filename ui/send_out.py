"""«Разослать»: what to send to founders about chosen pages, asked for in one dialog.

Draws the dialog only: rows are limited by ``ui.rights`` once more, files are ``ui.exports``, each
is computed when it is asked for and written to the log.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from core.period import local_date
from store import accounts
from store.accounts import Account
from ui import rights
from ui.exports import chat, letters, lists, mailing, matters
from ui.exports.mailing import Mailing
from ui.exports.matters import About
from ui.exports.sheets import XLSX
from ui.formats import number, pages
from ui.i18n import N_, _, ngettext
from ui.installation import here, now

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ABOUT: dict[About, str] = {
    "overdue": N_("Questions of residents past the deadline"),
    "silent": N_("Pages without posts for 7 days and longer"),
    "norm": N_("Pages below the norm of posts last week"),
    "all": N_("All there is to mend"),
}


def dialog(account: Account, pages: pl.DataFrame, about: About) -> None:
    """Opens the dialog: whom it concerns, an editable greeting and deadline, and three files.

    Args:
        account: who sends; rows it may not see in full are left out.
        pages: rows of ``ui.data.listed``, those ticked on screen.
        about: questions past their deadline, pages without posts, below the norm, or all of it.
    """
    st.dialog(_("Send out"), width="medium")(_body)(account, pages, about)


def _body(account: Account, chosen: pl.DataFrame, about: About) -> None:
    own = rights.pages_in_full(account, chosen)
    found = matters.troubled(matters.standing(own), about)
    if found.is_empty():
        st.success(_("Nothing to mend on these pages: there is nothing to send."))
        return
    founders = found["founder"].n_unique()
    count = ngettext("{n} founder", "{n} founders", founders).format(n=number(founders))
    st.markdown(f"**{_(ABOUT[about])}**  \n{count} · {pages(found.height)}")
    greeting = st.text_input(
        _("Greeting"), value=_("Dear colleagues,"), max_chars=chat.GREETING, key="send_greeting"
    )
    deadline = _deadline()
    if deadline <= now():
        st.warning(_("This moment has passed: choose a later one."))
        return

    def sent() -> Mailing:
        return mailing.mailing(own, about, greeting, deadline)

    _files(account, about, sent)
    _chat(account, about, sent)


def _deadline() -> int:
    """The moment people are given, chosen as a day and a time."""
    usual = matters.next_tuesday(now())
    zone = ZoneInfo(here().settings.timezone)
    today = local_date(now(), here().settings.timezone)
    left, right = st.columns(2)
    day = left.date_input(
        _("Mend it before"), value=local_date(usual, here().settings.timezone), min_value=today,
        format="DD.MM.YYYY", key="send_day",
    )  # fmt: skip
    time = right.time_input(
        _("Time"), value=datetime.fromtimestamp(usual, zone).time(), step=1800, key="send_time"
    )
    return int(datetime.combine(day, time, zone).astimezone(UTC).timestamp())


def _files(account: Account, about: About, sent: Callable[[], Mailing]) -> None:
    """The workbook and the letters."""
    today = local_date(now(), here().settings.timezone)
    for label, ending, mime, make in (
        (_("Workbook: a sheet for each founder (xlsx)"), "xlsx", XLSX, lists.xlsx),
        (_("Letters: one for each founder (docx)"), "docx", DOCX, letters.docx),
    ):
        st.download_button(
            label,
            data=_built(account, about, sent, ending, make),
            file_name=lists.named(today, ending),
            mime=mime,
            on_click="ignore",
            icon=":material/download:",
            key=f"send_{ending}",
            width="stretch",
        )


def _built(
    account: Account,
    about: About,
    sent: Callable[[], Mailing],
    ending: str,
    make: Callable[[Mailing], bytes],
) -> Callable[[], bytes]:
    def build() -> bytes:
        made = sent()
        content = make(made)
        _log(account, about, ending, made)
        return content

    return build


def _chat(account: Account, about: About, sent: Callable[[], Mailing]) -> None:
    """The text for a chat, written once it is asked for."""
    if not st.button(
        _("Text for a working chat"), icon=":material/chat:", key="send_text", width="stretch"
    ):
        return
    made = sent()
    text = chat.text(made)
    _log(account, about, "text", made)
    st.code(text, language=None, wrap_lines=True)
    st.caption(
        _("{n} characters. «Copy» stands at the right of the text; if the browser refuses, select "
          "the text.").format(n=number(len(text)))
    )  # fmt: skip


def _log(account: Account, about: About, ending: str, made: Mailing) -> None:
    target = f"send out {about} {ending}, {made.rows.height} pages"
    accounts.log(here().writer, account.name, "export", target, now())
