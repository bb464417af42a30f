"""A button that gives a file: made when it is asked for, and written to the log."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from store import accounts
from store.accounts import Account
from ui.installation import here, now


def button(
    account: Account, label: str, file: tuple[str, str], made: Callable[[], bytes],
    target: str = "", *, wide: bool = False,
) -> None:  # fmt: skip
    """The button of one file.

    Args:
        account: who takes it, for the log.
        label: of the button.
        file: its name, which is the button's key too, and its kind for the browser.
        made: makes the file, at the press.
        target: what the log says was taken; empty: the name.
        wide: whether the button takes the width there is.
    """

    def build() -> bytes:
        content = made()
        accounts.log(here().writer, account.name, "export", target or file[0], now())
        return content

    st.download_button(
        label, data=build, file_name=file[0], mime=file[1], on_click="ignore",
        icon=":material/download:", key=f"file_{file[0]}", width="stretch" if wide else "content",
    )  # fmt: skip
