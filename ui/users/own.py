"""One's own account: the popover of the bar with the password, the logout, the logout everywhere.

Knows what is drawn; sessions and cookies are ``ui.auth``.
"""

from __future__ import annotations

from html import escape

import streamlit as st

from store.accounts import Account
from ui import auth, login
from ui.i18n import _


def menu(account: Account) -> None:
    """What stands in the popover under one's login."""
    if st.button(_("Change the password"), key="own_password", width="stretch"):
        _password(account.name)
    st.button(
        _("Log out everywhere"), on_click=auth.leave_everywhere, key="log_out_everywhere",
        width="stretch", help=_("Ends your sessions on all devices, this one too."),
    )  # fmt: skip
    st.button(_("Log out"), on_click=auth.leave, key="log_out", width="stretch")


def _password(name: str) -> None:
    st.dialog(_("Change the password"))(_form)(name)


def _form(name: str) -> None:
    with st.form("own_password_form", border=False):
        old = st.text_input(
            _("Password now"), type="password", autocomplete="current-password", key="own_old"
        )
        new = st.text_input(
            _("New password"), type="password", autocomplete="new-password", key="own_new"
        )
        st.html(f"<p class='kpi-note'>{escape(login.rule())}</p>")
        slot = st.empty()
        pressed = st.form_submit_button(_("Save"), type="primary", width="stretch")
    if not pressed:
        return
    if refused := auth.change_password(name, old, new):
        slot.error(refused)
    else:
        st.toast(_("The password is changed; your other sessions have ended."))
        st.rerun()
