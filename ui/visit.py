"""What a session knows of its visitor, and the cookie that carries it to the next session.

The cookie is written by a component that reports nothing back: a report would start a run, and a
run that starts ends the one before it, with the press that one was about to hear.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
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
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = data.cookie + "; SameSite=Strict" + secure;
}
"""
"""Written once a page load: a tab that runs again does not undo what another wrote meanwhile."""


@dataclass(frozen=True)
class Sent:
    """What a visitor sent: login, password, and whether to remember it on this device."""

    name: str
    password: str
    remember: bool = False


@dataclass(frozen=True)
class Signed:
    """A login: whose it is, when it was given and until when it holds, in seconds."""

    name: str
    given: int
    until: int


@dataclass
class Visit:
    """The visitor of a session, changed in place.

    Every write to ``st.session_state`` is a place where Streamlit may end the run for the next one;
    what was found out before it, a right password, an invitation used up, would be lost with it.

    Attributes:
        signed: the login that holds; null: the form is shown.
        sent: what was sent and not judged yet.
        refused: why the last that was sent did not work, in words; empty: nothing was, or it did.
        written: content of the cookie this session has written and for how many seconds; empty and
            0: it was removed; null: the browser's is as it came.
        unknown_invitation: a code that was refused, so that it counts once and not in every run.
    """

    signed: Signed | None = None
    sent: Sent | None = None
    refused: str = ""
    written: tuple[str, int] | None = None
    unknown_invitation: str | None = None


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
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        return None
    return found if moment < found.until else None


def from_cookie(key: str, moment: int) -> Signed | None:
    """The login the browser came with; null: none, or this session has written another."""
    content = st.context.cookies.get(COOKIE)
    if not content or here().written is not None:
        return None
    return read_token(content, key, moment)


def write_cookie() -> None:
    """Draws what writes or removes the cookie, in every run: a redirect may have dropped it.

    It stands under our base path, which other sites of the host do not get it from.
    """
    written = here().written
    if written is None:
        return
    content, seconds = written
    base = st.get_option("server.baseUrlPath").strip("/")
    cookie = f"{COOKIE}={content}; Path=/{base}; Max-Age={seconds}"
    _component()(key="cookie", data={"cookie": cookie})


@cache
def _component() -> Any:
    return st.components.v2.component("cookie", js=_JS)
