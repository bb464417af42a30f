"""What reaches a session between two whole runs: its account is asked for anew before anything.

A whole run asks first who is here (``ui.auth``). Fragments, dialogs, callbacks of widgets and files
made on demand run without that, for the account they were drawn for: whoever was closed, signed out
or given other rights meanwhile would go on by them. Every message of a browser passes here first.
Knows nothing of what is drawn.
"""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.runtime.app_session import AppSession

from store.accounts import Account
from ui import auth, visit

log = logging.getLogger("dashboard")
_DRAWN = "drawn_for"
_handle = AppSession.handle_backmsg


def stand() -> None:
    """Puts the gate before all sessions of this process."""
    AppSession.handle_backmsg = _passed  # type: ignore[assignment, method-assign]


def remember(account: Account | None) -> None:
    """Keeps whom this run draws for; null: the form of the login."""
    st.session_state[_DRAWN] = account


def _passed(session: AppSession, msg: BackMsg) -> None:
    """Hands a message on; of an account that holds no more only the wish for a whole run is left.

    Without states of widgets no callback is called, and the whole run says who is here now.
    """
    asked = msg.rerun_script
    acts = asked.fragment_id or asked.widget_states.widgets
    if (acts or msg.HasField("backend_operation_request")) and not _holds(session):
        if msg.HasField("backend_operation_request"):
            msg.backend_operation_request.ClearField("payload")
        else:
            asked.fragment_id = ""
            asked.ClearField("widget_states")
    _handle(session, msg)


def _holds(session: AppSession) -> bool:
    """Whether the account is still what the screen was drawn for; an unknown state is a no."""
    state = session.session_state
    try:
        if _DRAWN not in state or state[_DRAWN] is None:
            return True  # the form of the login is all there is
        drawn: Account = state[_DRAWN]
        signed = state[visit.KEY].signed
        found = auth.current(signed) if signed else None
    except Exception:
        log.exception("the account of a session cannot be read")
        return False
    kept = (drawn.name, drawn.role, drawn.grants)
    return found is not None and (found.name, found.role, found.grants) == kept
