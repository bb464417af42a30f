"""Who is here: what the form sent, the login of the session or of the cookie, the logout.

The only room that knows streamlit_authenticator, which is the gate of the form; accounts, lock-out
and log are ``store.accounts``. Of the library only the gate is taken: its cookie's component
reports to the server, and the run which that starts ends the one that hears a press.
"""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit_authenticator.controllers import AuthenticationController

from store import accounts, invitations, passwords
from store.accounts import Account
from store.invitations import InvitationError
from ui import login, visit
from ui.installation import here, now
from ui.visit import Sent, Signed, Visit

REMEMBERED = 30 * 86_400
"""Seconds a login lasts where «remember me» is ticked."""
BRIEF = 12 * 3600
"""Seconds a login lasts where it is not."""
_REMOVED = ("", 0)


def user(asked: str) -> Account | None:
    """The account of this session; null: the form is drawn, at the asked address.

    Args:
        asked: title of the view that opens after the login, empty for the first.
    """
    cookie, form = st.container(key="visit"), st.empty()
    code = st.query_params.get("invite")
    if code and visit.here().sent is None and not _invited(code, form):
        return None
    if code:
        st.query_params.pop("invite", None)
    account = _known()
    with cookie:
        visit.write_cookie()
    if account is None:
        with form.container():
            login.form(asked)
    return account


def leave() -> None:
    """Callback of the logout button: ends the session and removes the cookie."""
    if signed := visit.here().signed:
        accounts.log(here().writer, signed.name, "logout", None, now())
    _forget()


def leave_everywhere() -> None:
    """Callback: ends this session and every other one of the account."""
    if signed := visit.here().signed:
        accounts.end_sessions(here().writer, signed.name, now(), signed.name)
    _forget()


def change_password(name: str, old: str, new: str) -> str | None:
    """Gives the account of this session a new password; all its other sessions end.

    Returns:
        Why it was not changed, in words; null: it was.
    """
    found = visit.here()
    tried = accounts.attempt(here().writer, name, old, now(), "password confirmed")
    if tried.account is None:
        return login.refusal(tried)
    if fault := passwords.fault(new, name):
        return login.fault(fault)
    accounts.set_password(here().writer, name, new, now(), name)
    account = accounts.find(here().reader, name)
    if found.signed and account:
        _sign(found, replace(found.signed, given=account.valid_from))
    return None


def current(signed: Signed) -> Account | None:
    """The account if what was given then still holds: one query by primary key."""
    account = accounts.find(here().reader, signed.name)
    if account is None or account.disabled:
        return None
    return account if account.valid_from <= signed.given and now() < signed.until else None


def _known() -> Account | None:
    """The account of the session, of what was sent, or of the cookie the browser came with."""
    found = visit.here()
    if found.signed:
        account = current(found.signed)
        if account is None:
            _forget()
        return account
    if found.sent:
        return _judged(found, found.sent)
    brought = visit.from_cookie(here().settings.cookie_key, now())
    account = current(brought) if brought else None
    if account:
        found.signed = brought
    return account


def _judged(found: Visit, sent: Sent) -> Account | None:
    """Asks through the library's gate; the answer is that of our accounts.

    It is kept at once: the library writes to the session's state afterwards, where the run may end.
    """
    if not sent.name.strip() or not sent.password.strip():
        found.sent, found.refused = None, login.incomplete()
        return None
    gate = AuthenticationController({"usernames": {}}, auto_hash=False)
    model = gate.authentication_model
    account: Account | None = None

    def check(name: str, password: str) -> bool:
        nonlocal account
        tried = accounts.attempt(here().writer, name, password, now())
        account, found.sent = tried.account, None
        found.refused = "" if account else login.refusal(tried)
        if account:
            given = max(now(), account.valid_from)
            lasts = REMEMBERED if sent.remember else BRIEF
            _sign(found, Signed(account.name, given, given + lasts))
            model.credentials["usernames"][name] = {"name": name, "email": None, "roles": None}
        return account is not None

    model.check_credentials = check
    gate.login(sent.name, sent.password)
    return account


def _sign(found: Visit, signed: Signed) -> None:
    found.signed = signed
    found.written = visit.token(signed, here().settings.cookie_key), signed.until - now()


def _forget() -> None:
    found = visit.here()
    found.signed, found.written = None, _REMOVED


def _address() -> str:
    """Where the visitor comes from; behind a proxy that is the proxy, for everybody."""
    return st.context.ip_address or ""


def _invited(code: str, box: DeltaGenerator) -> bool:
    """The form that sets a password by an invitation; true: one was set, and is sent."""
    found, invitation = visit.here(), invitations.Invitation("unknown")
    if found.unknown_invitation != code:
        invitation = invitations.look(here().writer, code, _address(), now())
    with box.container():
        if invitation.name is None:
            if invitation.state == "unknown":
                found.unknown_invitation = code
            login.refuse_invitation(invitation)
            return False
        sent, slot = login.invited(invitation.name)
    if sent is None:
        return False
    if fault := passwords.fault(sent.password, sent.name):
        slot.error(login.fault(fault))
        return False
    try:
        name = invitations.accept(here().writer, code, sent.password, now())
    except InvitationError as error:
        slot.error(login.invitation_words(invitations.Invitation(error.state)))
        return False
    found.signed, found.sent = None, replace(sent, name=name)
    box.empty()
    return True
