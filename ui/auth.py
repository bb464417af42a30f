"""Who is here: the login form, the cookie, the logout.

The only room that knows streamlit_authenticator; it serves as the cookie's writer and as the gate
of the form, while accounts, lock-out and log are ``store.accounts``. Order matters more than it
looks: the component that sets a cookie must stay on the page of its run, and the library must be
imported during a script run only.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import jwt
import streamlit as st

from store import accounts, invitations, passwords
from store.accounts import Account, Attempt
from store.invitations import InvitationError
from ui import login
from ui.installation import here, now

COOKIE = "kpi"
REMEMBERED = 30 * 86_400
"""Seconds a login lasts where «remember me» is ticked."""
BRIEF = 12 * 3600
"""Seconds a login lasts where it is not."""
_SETTER = "cookie_setter"


def user(asked: str) -> Account | None:
    """The account of this session; null: the form is drawn, at the asked address.

    Args:
        asked: title of the view that opens after the login, empty for the first.
    """
    if code := st.query_params.get("invite"):
        return _invited(code)
    state = st.session_state
    authenticator = None
    leaving = state.pop("leave", False)
    if state.get("authentication_status"):
        account = current(state["username"], state["signed_at"], state["until"])
        if account and not leaving:
            _keep_cookie()
            return account
        state.pop("cookie_due", None)
        authenticator = _authenticator()
        if account:
            accounts.log(here().writer, account.name, "logout", None, now())
        authenticator.authentication_controller.logout()
    elif seen := _from_cookie():
        account = current(*seen)
        if account:
            state.update(
                authentication_status=True, username=seen[0], signed_at=seen[1], until=seen[2]
            )
            return account
    authenticator = authenticator or _authenticator()
    if state.get("logout"):  # on every run until the next login, else it is dropped unheard
        _write_cookie(authenticator, "", 0, "cookie_remover")
    return _form(authenticator, asked)


def leave() -> None:
    """Callback of the logout button: the next run ends the session and deletes the cookie."""
    st.session_state["leave"] = True


def leave_everywhere() -> None:
    """Callback: ends this session and every other one of the account."""
    name = st.session_state["username"]
    accounts.end_sessions(here().writer, name, now(), name)
    leave()


def change_password(name: str, old: str, new: str) -> str | None:
    """Gives the account of this session a new password; all its other sessions end.

    Returns:
        Why it was not changed, in words; null: it was.
    """
    tried = accounts.attempt(here().writer, name, old, now(), "password confirmed")
    if tried.account is None:
        return login.refusal(tried)
    if fault := passwords.fault(new, name):
        return login.fault(fault)
    accounts.set_password(here().writer, name, new, now(), name)
    state, account = st.session_state, accounts.find(here().reader, name)
    given = account.valid_from if account else now()
    state.update(signed_at=given, cookie_due=(name, given, state["until"]))
    return None


def token(name: str, given: int, until: int, key: str) -> str:
    """The cookie's content: login, when it was given and until when it holds."""
    return jwt.encode({"username": name, "given": given, "until": until}, key, algorithm="HS256")


def read_token(content: str, key: str, moment: int) -> tuple[str, int, int] | None:
    """Login, given and until of a cookie; null: forged, malformed or over."""
    try:
        claims = jwt.decode(content, key, algorithms=["HS256"])
        name, given, until = str(claims["username"]), int(claims["given"]), int(claims["until"])
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        return None
    return (name, given, until) if moment < until else None


def _from_cookie() -> tuple[str, int, int] | None:
    content = st.context.cookies.get(COOKIE)
    if not content or st.session_state.get("logout"):
        return None
    return read_token(content, here().settings.cookie_key, now())


def current(name: str, given: int, until: int) -> Account | None:
    """The account if what was given then still holds: one query by primary key."""
    account = accounts.find(here().reader, name)
    if account is None or account.disabled or given < account.valid_from or until <= now():
        return None
    return account


def _authenticator() -> Any:
    import streamlit_authenticator  # its component is registered only during a script run

    return streamlit_authenticator.Authenticate(
        {"usernames": {}}, COOKIE, here().settings.cookie_key, REMEMBERED // 86_400, auto_hash=False
    )


def _form(authenticator: Any, asked: str) -> Account | None:
    box = st.empty()
    with box.container():
        sent, slot = login.form(asked)
    if sent is None:
        return None
    if not sent.name.strip() or not sent.password.strip():
        login.refuse(slot, None)
        return None
    tried = _attempt(authenticator, sent.name, sent.password)
    if tried.account is None:
        login.refuse(slot, tried)
        return None
    box.empty()
    return _entered(authenticator, tried.account, sent.remember)


def _entered(authenticator: Any, account: Account, remember: bool) -> Account:
    given = max(now(), account.valid_from)
    until = given + (REMEMBERED if remember else BRIEF)
    due = (account.name, given, until)
    st.session_state.update(signed_at=given, until=until, logout=None, cookie_due=due)
    _set_cookie(authenticator, *due)  # outside the box of the form, else it sets nothing
    return account


def _address() -> str:
    """Where the visitor comes from; behind a proxy that is the proxy, for everybody."""
    return st.context.ip_address or ""


def _invited(code: str) -> Account | None:
    """The form that sets a password by an invitation; it signs in whoever has set one."""
    state, found = st.session_state, invitations.Invitation("unknown")
    if state.get("invitation_refused") != code:  # counted once, not in every run
        found = invitations.look(here().writer, code, _address(), now())
    if found.name is None:
        if found.state == "unknown":
            state["invitation_refused"] = code
        login.refuse_invitation(found)
        return None
    authenticator, box = _authenticator(), st.empty()
    with box.container():
        sent, slot = login.invited(found.name)
    if sent is None:
        return None
    if fault := passwords.fault(sent.password, found.name):
        slot.error(login.fault(fault))
        return None
    try:
        name = invitations.accept(here().writer, code, sent.password, now())
    except InvitationError as error:
        slot.error(login.invitation_words(invitations.Invitation(error.state)))
        return None
    box.empty()
    st.query_params.pop("invite", None)
    tried = _attempt(authenticator, name, sent.password)
    return _entered(authenticator, tried.account, sent.remember) if tried.account else None


def _keep_cookie() -> None:
    """Draws the cookie's component until it reports: a rerun or redirect may have dropped it."""
    due = st.session_state.get("cookie_due")
    if due and st.session_state.get(_SETTER):
        st.session_state.pop("cookie_due")
    elif due:
        _set_cookie(_authenticator(), *due)


def _attempt(authenticator: Any, name: str, password: str) -> Attempt:
    """Asks through the library's gate; the answer is that of our accounts."""
    tried: list[Attempt] = []
    model = authenticator.authentication_controller.authentication_model

    def check(name: str, password: str) -> bool:
        tried.append(accounts.attempt(here().writer, name, password, now()))
        if tried[-1].account:
            model.credentials["usernames"][name] = {"name": name, "email": None, "roles": None}
        return tried[-1].account is not None

    model.check_credentials = check
    authenticator.authentication_controller.login(name, password)
    return tried[-1]


def _set_cookie(authenticator: Any, name: str, given: int, until: int) -> None:
    content = token(name, given, until, here().settings.cookie_key)
    _write_cookie(authenticator, content, until, _SETTER)


def _write_cookie(authenticator: Any, content: str, until: int, key: str) -> None:
    """Writes the cookie under our base path, or removes it by a moment that is past.

    The library's own removal knows the path ``/`` only; a cookie there would be sent to every
    site that shares the host.
    """
    authenticator.cookie_controller.cookie_model.cookie_manager.set(
        COOKIE,
        content,
        key=key,
        path=f"/{st.get_option('server.baseUrlPath').strip('/')}",
        expires_at=datetime.fromtimestamp(until, UTC),
        secure=(st.context.url or "").startswith("https:") or None,
    )
