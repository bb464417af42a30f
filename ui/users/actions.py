"""What is done to accounts: added, invited, reset, signed out, closed, opened.

Every action asks anew whether it may be done, at the moment it is done; links are shown once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import streamlit as st

from jobs import invitations as handing
from jobs.invitations import Ticket
from store import accounts, invitations, roster
from store.accounts import Account, Grant
from store.roster import Wanted
from ui.exports import users as export
from ui.exports.sheets import XLSX
from ui.formats import day, moment
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.users import words
from ui.users.data import Known, still_managed

SHOWN_LINKS = 5
"""Links that are shown on screen; more are in the file only."""


def draw(account: Account, found: Known, ticked: list[str], *, opened: bool) -> None:
    """The buttons over some accounts; a curator has two.

    Args:
        account: who acts.
        found: what may be known.
        ticked: logins to act on.
        opened: they come from the address; a phone, where nothing can be ticked, shows only those.
    """
    chosen = [name for name in ticked if name in found.managed]
    open_ones = [one.name for one in found.accounts if one.name in chosen and not one.disabled]
    closed = [name for name in chosen if name not in open_ones]
    count = len(chosen)
    key = "users_actions_one" if opened else "users_actions"
    with st.container(horizontal=True, key=key, vertical_alignment="center"):
        _button(_("Invite"), ":material/mail:", open_ones, "invite", lambda: _invite(
            account, open_ones))  # fmt: skip
        _button(_("Reset the password"), ":material/lock_reset:", open_ones, "reset", lambda: (
            _reset(account, open_ones)))  # fmt: skip
        if account.role in ("supervisor", "operator"):
            _button(_("Log out everywhere"), ":material/logout:", open_ones, "sessions", lambda: (
                _confirm(account, open_ones, "sessions")))  # fmt: skip
            _button(_("Disable"), ":material/block:", open_ones, "disable", lambda: _confirm(
                account, open_ones, "disable"))  # fmt: skip
            if closed:
                _button(_("Enable"), ":material/check:", closed, "enable", lambda: _confirm(
                    account, closed, "enable"))  # fmt: skip
        st.caption(_said(count, len(ticked)))


def _said(count: int, ticked: int) -> str:
    if not ticked:
        return _("Tick rows to act on them.")
    if count < ticked:
        return _("Of {ticked} ticked you may change {n}.").format(ticked=ticked, n=count)
    return ngettext("{n} account is ticked.", "{n} accounts are ticked.", count).format(n=count)


def _button(label: str, icon: str, names: list[str], key: str, action: Callable[[], None]) -> None:
    shown = f"{label} · {len(names)}" if names else label
    if st.button(shown, icon=icon, disabled=not names, key=f"users_{key}"):
        action()


def add(account: Account, found: Known) -> None:
    """The dialog that makes one account and its invitation."""
    st.dialog(_("Add an account"))(_add)(account, found)


def _add(account: Account, found: Known) -> None:
    name = st.text_input(
        _("Login"), max_chars=64, key="add_name",
        help=_("1 to 64 letters, digits and . _ @ -, a letter or digit first."),
    )  # fmt: skip
    role = st.selectbox(
        _("Role"), words.makes(account), format_func=lambda one: _(words.ROLES[one]),
        key="add_role",
    )  # fmt: skip
    given: list[Grant] = []
    if role == "administrator":
        given = _grants(found)
    if not st.button(_("Add and make a link"), type="primary", key="add_save"):
        return
    plain = accounts.plain_name(name)
    if refused := _refusal(account, plain, role, given):
        st.error(refused)
        return
    roster.save(here().writer, [Wanted(plain, role, tuple(given))], now(), account.name)
    codes = invitations.invite(here().writer, [plain], now(), account.name)
    st.success(_("The account is made. Hand over the link:"))
    _hand_over(account, codes)


def _grants(found: Known) -> list[Grant]:
    pages = st.multiselect(
        _("Pages"), list(found.names), format_func=lambda page: found.names[page],
        key="add_pages", placeholder=_("Choose pages"),
    )  # fmt: skip
    lists = {}
    for kind, label in (("founder", _("Founder")), ("territory", _("Territory"))):
        values = found.pages[kind].drop_nulls().unique().sort().to_list()
        lists[kind] = st.multiselect(
            label, values, key=f"add_{kind}", placeholder=_("For a curator only"),
            help=_("Pages of a curator follow the register."),
        )  # fmt: skip
    return [Grant("page", page) for page in pages] + [
        Grant(kind, value) for kind, values in lists.items() for value in values
    ]


def _refusal(account: Account, name: str, role: str, given: list[Grant]) -> str | None:
    if not accounts.is_name(name):
        return _("This cannot be a login: 1 to 64 letters, digits and . _ @ -.")
    if accounts.find(here().reader, name):
        return _("This login is taken.")
    if role not in words.makes(account):
        return _("Your role may not make such an account.")
    if role == "administrator" and not given:
        return _("Choose what the administrator looks after.")
    return None


def _invite(account: Account, names: list[str]) -> None:
    st.dialog(_("Invitations"), width="large")(_links)(account, names, reset=False)


def _reset(account: Account, names: list[str]) -> None:
    st.dialog(_("Reset the password"), width="large")(_links)(account, names, reset=True)


def _links(account: Account, names: list[str], *, reset: bool) -> None:
    count = ngettext("{n} account", "{n} accounts", len(names)).format(n=len(names))
    said = (
        _("{count}: the passwords stop working and all sessions end at once. Everybody sets a new "
          "password by a one-time link, valid {days}.")
        if reset
        else _("{count}: everybody gets a one-time link, valid {days}, and sets a password by it. "
               "Links given before stop working.")
    )  # fmt: skip
    st.write(said.format(count=count, days=words.lasting()))
    if not st.button(_("Make links"), type="primary", key="links_make"):
        return
    allowed = still_managed(account, names)
    make = invitations.reset if reset else invitations.invite
    try:
        codes = make(here().writer, allowed, now(), account.name)
    except accounts.AccountError:
        st.error(_("Somebody has changed these accounts just now: look at the list again."))
        return
    _hand_over(account, codes)


def _hand_over(account: Account, codes: dict[str, str]) -> None:
    """Links on screen while they are few, and all of them as a workbook."""
    made = handing.tickets(here().reader, codes, base(), now() + invitations.LASTS)
    for one in made[:SHOWN_LINKS] if len(made) <= SHOWN_LINKS else []:
        st.caption(one.name)
        st.code(one.link, language=None, wrap_lines=True)
    until = moment(now() + invitations.LASTS)
    st.caption(_("Each link opens once, until {moment}. It is not shown again.").format(
        moment=until))  # fmt: skip
    st.download_button(
        _("Download the links, a sheet for each founder"), data=_workbook(account, made),
        file_name=f"{_('Invitations')} — {day(now())}.xlsx", mime=XLSX, on_click="ignore",
        icon=":material/download:", key="links_file",
    )  # fmt: skip


def _workbook(account: Account, made: Iterable[Ticket]) -> Callable[[], bytes]:
    tickets = list(made)

    def build() -> bytes:
        target = f"invitations xlsx, {len(tickets)} rows"
        accounts.log(here().writer, account.name, "export", target, now())
        return export.invitations(tickets)

    return build


def _confirm(account: Account, names: list[str], what: str) -> None:
    titles = {
        "sessions": _("Log out everywhere"), "disable": _("Disable"), "enable": _("Enable"),
    }  # fmt: skip
    st.dialog(titles[what])(_confirmed)(account, names, what)


def _confirmed(account: Account, names: list[str], what: str) -> None:
    said = {
        "sessions": _("All sessions of these accounts end with their next click."),
        "disable": _("These accounts are closed and their sessions end. The log stays."),
        "enable": _("These accounts may log in again with the password they had."),
    }[what]
    st.write(said)
    st.caption(", ".join(names[:20]) + (" …" if len(names) > 20 else ""))
    if st.button(_("Do it"), type="primary", key=f"confirm_{what}"):
        act = {"sessions": accounts.end_sessions, "disable": accounts.disable,
               "enable": accounts.enable}[what]  # fmt: skip
        for name in still_managed(account, names):
            act(here().writer, name, now(), account.name)
        st.rerun()


def base() -> str:
    """The dashboard's address as this visitor has opened it."""
    seen = urlsplit(st.context.url or "http://localhost:8501")
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"{seen.scheme}://{seen.netloc}" + (f"/{path}" if path else "")
