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
TWICE = 3
"""Seconds within which the same login and password are one try: a double press."""


def user(asked: str) -> Account | None:
    """The account of this session; null: the form is drawn, at the asked address.

    Nothing is drawn before it is known who is here: what stands on the screen stays meanwhile.

    Args:
        asked: title of the view that opens after the login, empty for the first.
    """
    found = visit.here()
    account = _known(found)
    cookie, form = st.container(key="visit"), st.empty()
    code = st.query_params.get("invite")
    if code:
        if found.accepted != code and not _invited(found, code, form, signed=account is not None):
            return None
        st.query_params.pop("invite", None)
        account = _known(found)
    with cookie:
        visit.write_cookie()
    if account is None:
        with form.container():
            login.form(asked)
    return account


def leave() -> None:
    """Callback of the logout button: ends this session and removes its cookie."""
    found = visit.here()
    with found.lock:
        if found.signed:
            accounts.log(here().writer, found.signed.name, "logout", None, now())
        found.forget()


def leave_everywhere() -> None:
    """Callback: ends this session and every other one of the account."""
    found = visit.here()
    with found.lock:
        if found.signed:
            accounts.end_sessions(here().writer, found.signed.name, now(), found.signed.name)
        found.forget()


def change_password(name: str, old: str, new: str) -> str | None:
    """Gives the account of this session a new password; all its other sessions end.

    Returns:
        Why it was not changed, in words; null: it was.
    """
    found = visit.here()
    with found.lock:
        tried = accounts.attempt(here().writer, name, old, now(), "password confirmed")
        if tried.account is None:
            return login.refusal(tried)
        if fault := passwords.fault(new, name):
            return login.fault(fault)
        accounts.set_password(here().writer, name, new, now(), name)
        account = accounts.find(here().reader, name)
        if found.signed and account:
            signed = replace(found.signed, given=account.valid_from)
            found.sign(signed, here().settings.cookie_key, now())
    return None


def current(signed: Signed) -> Account | None:
    """The account if what was given then still holds: one query by primary key."""
    account = accounts.find(here().reader, signed.name)
    if account is None or account.disabled:
        return None
    return account if account.valid_from <= signed.given and now() < signed.until else None


def _known(found: Visit) -> Account | None:
    """The account of the session, of what was sent, or of the cookie the browser came with."""
    with found.lock:
        if found.signed:
            found.sent = None
            account = current(found.signed)
            if account is None:
                found.forget()
            return account
        if found.sent:
            sent, found.sent = found.sent, None
            return _judged(found, sent)
        content = visit.brought()
        if not content:
            return None
        signed = visit.read_token(content, here().settings.cookie_key, now())
        account = current(signed) if signed else None
        found.token = content
        if account:
            found.signed = signed
        else:
            found.forget()
        return account


def _judged(found: Visit, sent: Sent) -> Account | None:
    """Asks through the library's gate; the answer is that of our accounts.

    It is kept at once: the library writes to the session's state afterwards, where the run may end.
    The second press of a double one tries nothing again.
    """
    if not sent.name.strip() or not sent.password.strip():
        found.refused = login.incomplete()
        return None
    same, before = found.judged
    if found.refused and same == hash(sent) and now() - before < TWICE:
        return None
    gate = AuthenticationController({"usernames": {}}, auto_hash=False)
    model = gate.authentication_model
    account: Account | None = None

    def check(name: str, password: str) -> bool:
        nonlocal account
        tried = accounts.attempt(here().writer, name, password, now())
        account, found.judged = tried.account, (hash(sent), now())
        found.refused = "" if account else login.refusal(tried)
        if account:
            given = max(now(), account.valid_from)
            lasts = REMEMBERED if sent.remember else BRIEF
            signed = Signed(account.name, given, given + lasts)
            found.sign(signed, here().settings.cookie_key, now())
            model.credentials["usernames"][name] = {"name": name, "email": None, "roles": None}
        return account is not None

    model.check_credentials = check
    gate.login(sent.name, sent.password)
    return account


def _address() -> str:
    """Where the visitor comes from; behind a proxy that is the proxy, for everybody."""
    return st.context.ip_address or ""


def _invited(found: Visit, code: str, box: DeltaGenerator, *, signed: bool) -> bool:
    """The form that sets a password by an invitation; true: one was set, and is sent.

    Whoever is signed in already and comes back to a link that was used goes on.
    """
    invitation = invitations.Invitation("unknown")
    if found.unknown_invitation != code:
        invitation = invitations.look(here().writer, code, _address(), now())
    if signed and invitation.state == "used":
        return True
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
    refused = _accepted(found, code, sent)
    if refused:
        slot.error(refused)
        return False
    box.empty()
    return True


def _accepted(found: Visit, code: str, sent: Sent) -> str:
    """Uses an invitation, once for a double press; why not, in words; empty: it is used."""
    with found.lock:
        if found.accepted == code:
            return ""
        try:
            name = invitations.accept(here().writer, code, sent.password, now())
        except InvitationError as error:
            return login.invitation_words(invitations.Invitation(error.state))
        found.accepted, found.signed, found.sent = code, None, replace(sent, name=name)
    return ""
