"""What a session knows of its visitor, and the cookie that carries it to the next session.

The cookie is written by a component that reports nothing back: a report would start a run, and a
run that starts ends the one before it, with the press that one was about to hear.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from threading import RLock
from typing import Any

import jwt
import streamlit as st

COOKIE = "kpi"
KEY = "visit"
"""The session's state of a ``Visit``."""
_JS = """
export default function ({ data }) {
  if (document.kpiCookie === data.cookie) return;
  document.kpiCookie = data.cookie;
  if (data.only && !document.cookie.split("; ").includes(data.only)) return;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = data.cookie + "; SameSite=Strict" + secure;
}
"""
"""Written once a page load, and removed only where it still is what this tab knew: no tab undoes
what another wrote meanwhile."""


@dataclass(frozen=True)
class Sent:
    """What a visitor sent: login, password, and whether to remember it on this device."""

    name: str
    password: str = field(repr=False)
    remember: bool = False


@dataclass(frozen=True)
class Signed:
    """A login: whose it is, when it was given and until when it holds, in seconds."""

    name: str
    given: int
    until: int


@dataclass(frozen=True)
class Cookie:
    """What is to be in the browser: a token and for how many seconds; empty: none.

    ``only``: written only where the browser's still is this token; empty: whatever it is.
    """

    content: str = field(default="", repr=False)
    seconds: int = 0
    only: str = field(default="", repr=False)


@dataclass
class Visit:
    """The visitor of a session, changed in place and under its lock.

    A second press does not wait for the run of the first: Streamlit lets the old run go on to its
    next use of ``st`` and starts the new one beside it. What was found out, a right password, an
    invitation used up, must not be lost with a run, nor be done twice.

    Attributes:
        signed: the login that holds; null: the form is shown.
        token: content of the cookie it stands in.
        sent: what was sent and not judged yet.
        heard: a press of the form came by its callback.
        judged: what was judged last (a hash of it) and when, in seconds.
        refused: why that did not work, in words; empty: nothing was sent, or it did.
        written: the cookie this session has written; null: the browser's is as it came.
        accepted: code of the invitation that was used in this session.
        unknown_invitation: a code that was refused, so that it counts once and not in every run.
    """

    signed: Signed | None = None
    token: str = field(default="", repr=False)
    sent: Sent | None = None
    heard: bool = False
    judged: tuple[int, int] = (0, 0)
    refused: str = ""
    written: Cookie | None = None
    accepted: str | None = None
    unknown_invitation: str | None = None
    lock: RLock = field(default_factory=RLock, repr=False, compare=False)

    def sign(self, signed: Signed, key: str, moment: int) -> None:
        """Keeps a login and writes its cookie, signed by the key."""
        self.signed, self.token, self.sent = signed, token(signed, key), None
        self.written = Cookie(self.token, signed.until - moment)

    def forget(self) -> None:
        """Ends the login here, and removes its cookie where the browser still holds it."""
        self.written = Cookie(only=self.token)
        self.signed, self.sent = None, None


def here() -> Visit:
    """The visit of this session."""
    if KEY not in st.session_state:
        st.session_state[KEY] = Visit()
    found: Visit = st.session_state[KEY]
    return found


def token(signed: Signed, key: str) -> str:
    """The cookie's content."""
    claims = {"username": signed.name, "given": signed.given, "until": signed.until}
    return jwt.encode(claims, key, algorithm="HS256")


def read_token(content: str, key: str, moment: int) -> Signed | None:
    """The login of a cookie; null: forged, malformed or over."""
    try:
        claims = jwt.decode(content, key, algorithms=["HS256"])
        found = Signed(str(claims["username"]), int(claims["given"]), int(claims["until"]))
    except (jwt.InvalidTokenError, KeyError, OverflowError, TypeError, ValueError):
        return None
    return found if moment < found.until else None


def brought() -> str:
    """The cookie the browser came with; empty: none, or this session has written another."""
    return "" if here().written is not None else st.context.cookies.get(COOKIE, "")


def write_cookie() -> None:
    """Draws what writes or removes the cookie, in every run: a redirect may have dropped it.

    It stands under our base path, which other sites of the host do not get it from.
    """
    written = here().written
    if written is None:
        return
    base = st.get_option("server.baseUrlPath").strip("/")
    cookie = f"{COOKIE}={written.content}; Path=/{base}; Max-Age={written.seconds}"
    only = written.only and f"{COOKIE}={written.only}"
    _component()(key="cookie", data={"cookie": cookie, "only": only})


@cache
def _component() -> Any:
    return st.components.v2.component("cookie", js=_JS)
