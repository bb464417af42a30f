"""The login page: what it looks like and says. Who is let in is ``ui.auth``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from store import accounts, demo_logins, passwords
from store.accounts import Attempt
from store.invitations import Invitation
from ui import visit
from ui.formats import clock_time
from ui.i18n import N_, _, ngettext
from ui.installation import here
from ui.visit import Sent

ROLE_BUTTONS = {
    "supervisor": N_("Sign in as a centre specialist"),
    "administrator": N_("Sign in as a page administrator"),
    "presenter": N_("Sign in as the presenter"),
    "operator": N_("Sign in as the operator"),
}


def form(asked: str) -> None:
    """Draws the card, with the reason why what was sent last did not work.

    A press is heard by a callback: it is kept (``Visit.sent``) before anything can end its run.

    Args:
        asked: title of the view that opens after the login, empty for the first.
    """
    settings = here().settings
    demo = demo_logins.shown(here().reader)
    with st.container(
        key="login", horizontal=True, horizontal_alignment="center", vertical_alignment="center"
    ):
        with st.container(width=420, border=True, key="login_card"):
            st.html(_head(settings.region_name))
            _fields()
            notes = [_("After signing in: {title}").format(title=asked)] if asked else []
            contact = settings.support_contact
            notes.append(
                _("Forgot the password? {contact}").format(contact=contact)
                if contact
                else _("Forgot the password? Ask whoever gave you the login.")
            )
            st.html("".join(f"<p class='kpi-note'>{escape(note)}</p>" for note in notes))
            if not demo and not accounts.every(here().reader):
                st.info(_no_accounts())
        if demo is not None:
            with st.container(width=420, key="login_demo"):
                _demo(demo)
    visit.here().heard = False


def incomplete() -> str:
    """Why nothing was tried: a field was empty."""
    return _("Type the login and the password.")


def refusal(tried: Attempt) -> str:
    """Why an attempt failed, with the tries that are left."""
    if tried.locked_until:
        return _closed(tried.locked_until)
    left = ngettext("{n} try is left.", "{n} tries are left.", tried.left).format(n=tried.left)
    return _("Wrong login or password.") + " " + left


def invited(name: str) -> tuple[Sent | None, DeltaGenerator]:
    """Draws the card that sets the first password; gives what was sent and a place for words."""
    with _card():
        st.html(_head(here().settings.region_name))
        st.html(f"<h2 class='kpi-h2'>{_('Set a password')}</h2>")
        st.text_input(_("Login"), value=name, disabled=True, key="invited_name")
        with st.form("invited_form", border=False, enter_to_submit=True):
            password = st.text_input(
                _("New password"), type="password", autocomplete="new-password",
                key="invited_password",
            )  # fmt: skip
            st.html(f"<p class='kpi-note'>{escape(rule())}</p>")
            remember = st.checkbox(
                _("Remember on this device for 30 days"),
                help=_("Without the tick the login lasts 12 hours."),
                key="invited_remember",
            )
            slot = st.empty()
            pressed = st.form_submit_button(
                _("Set the password and enter"), type="primary", width="stretch"
            )
    return (Sent(name, password, remember) if pressed else None), slot


def refuse_invitation(found: Invitation) -> None:
    """A card that says why the link does not work, with the way to the login."""
    with _card():
        st.html(_head(here().settings.region_name))
        st.error(invitation_words(found))
        st.button(_("To the login"), on_click=_forget_invitation, width="stretch")


def invitation_words(found: Invitation) -> str:
    """Why an invitation cannot be used, in one sentence."""
    if found.state == "locked" and found.until:
        return _closed(found.until)
    return {
        "used": _("This link was used already: log in with the password you have set."),
        "expired": _("This link is no longer valid: ask for a new one."),
    }.get(found.state, _("There is no such invitation: open the link whole, as you got it."))


def rule() -> str:
    """What may be a password."""
    return _(
        "At least {n} characters, not the login, not among the commonest; at most 72 Latin or "
        "36 Cyrillic letters."
    ).format(n=passwords.SHORTEST)


def fault(code: str) -> str:
    """Why a password cannot be used."""
    return {
        "short": _("Too short: a password has at least {n} characters."),
        "long": _("Too long: a password has at most 72 Latin or 36 Cyrillic letters."),
        "login": _("The password must not be the login."),
        "common": _("This password is among the commonest: choose another."),
    }[code].format(n=passwords.SHORTEST)


def _forget_invitation() -> None:
    st.query_params.pop("invite", None)


def _closed(until: int) -> str:
    words = _("The login is closed until {time}.").format(time=clock_time(until))
    contact = here().settings.support_contact
    return words + (" " + _("Contact: {contact}").format(contact=contact) if contact else "")


@contextmanager
def _card() -> Iterator[None]:
    with (
        st.container(
            key="login",
            horizontal=True,
            horizontal_alignment="center",
            vertical_alignment="center",
        ),
        st.container(width=420, border=True, key="login_card"),
    ):
        yield


def _head(region: str) -> str:
    shown = f"<div class='kpi-login-region'>{escape(region)}</div>" if region else ""
    return (
        "<div class='kpi-login-head'><img src='./favicon.svg' width='56' height='56' alt=''>"
        f"<h1>{_('Official pages dashboard')}</h1>{shown}</div>"
    )


def _fields() -> None:
    with st.form("login_form", border=False, enter_to_submit=True):
        st.text_input(_("Login"), autocomplete="username", max_chars=64, key="login_name")
        st.text_input(
            _("Password"), type="password", autocomplete="current-password", key="login_password"
        )
        st.checkbox(
            _("Remember on this device for 30 days"),
            help=_("Without the tick the login lasts 12 hours."),
            key="login_remember",
        )
        if refused := visit.here().refused:
            st.error(refused)
        pressed = st.form_submit_button(
            _("Sign in"), on_click=_send, type="primary", width="stretch"
        )
    _unheard(pressed, _send)


def _send() -> None:
    state = st.session_state
    name, password = state.get("login_name"), state.get("login_password")
    _keep(Sent(name or "", password or "", bool(state.get("login_remember"))))


def _keep(sent: Sent) -> None:
    """Keeps what was sent for the run to judge; a second press of one who is in says nothing."""
    found = visit.here()
    found.heard = True
    with found.lock:
        if found.signed is None:
            found.sent = sent


def _unheard(pressed: bool, send: Callable[[], None]) -> None:
    """A press that opens a session, after a restart or a long sleep, calls no callback."""
    if pressed and not visit.here().heard:
        send()
        st.rerun()


def _demo(logins: list[demo_logins.DemoLogin]) -> None:
    """Buttons that enter the demo region; drawn only where the store is marked as one."""
    st.warning(_("Demonstration: the data are invented"))
    for one in logins:
        label = _(ROLE_BUTTONS.get(one.role, N_("Sign in as {name}"))).format(name=one.name)
        send = partial(_keep, Sent(one.name, one.password))
        pressed = st.button(label, on_click=send, width="stretch", key=f"demo_{one.name}")
        _unheard(pressed, send)
        st.caption(
            _("login {name}, password {password}").format(name=one.name, password=one.password)
        )


def _no_accounts() -> str:
    return _(
        "There are no accounts yet. On the server: "
        "`python cli.py users add NAME --role supervisor --generate`"
    )
