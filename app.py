"""The entry of the dashboard: ``streamlit run app.py`` serves it, ``python app.py`` too."""

from __future__ import annotations

import sys
import time

import streamlit as st

from core.settings import SettingError, load
from store.engine import Unusable, told, upgrade
from ui import installation, server

try:
    with told():
        upgrade(installation.begin(load(), now=lambda: int(time.time())).writer)
except (SettingError, Unusable) as error:
    sys.exit(f"Error: {error}")

app = st.App(
    "ui/main.py",
    lifespan=server.lifespan,
    routes=server.routes(),
    on_script_error=server.script_error,
)

if __name__ == "__main__":
    app.run()
