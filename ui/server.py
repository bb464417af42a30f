"""The server around the script: own routes, what is loaded before the first visit, the error page.

Addresses of views give Streamlit's index with our language and title, all others lead to ``/``.
Never import streamlit_authenticator here: imported outside a script run, its component answers 404
for ever and no cookie is set.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.requests import Request
from starlette.responses import (
    FileResponse,
    HTMLResponse,
    JSONResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import BaseRoute, Route
from streamlit import file_util

from store.engine import upgrade
from ui import data, shell
from ui.i18n import _, language
from ui.installation import here

log = logging.getLogger("dashboard")
LOOK_EVERY = 15
"""Seconds between two looks at the data version."""
_HERE = Path(__file__).parent
_FRESH = {"Cache-Control": "no-cache"}


def routes() -> list[BaseRoute]:
    """Routes that are looked at before Streamlit's own."""
    return [
        Route("/health", _health),
        Route("/ru.js", _script),
        Route("/favicon.svg", _icon),
        Route("/", _index),
        Route("/{name}", _index),
    ]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Migrates the database and loads the newest facts before anybody comes; then watches."""
    await asyncio.to_thread(_prepare)
    watch = asyncio.create_task(_watch())
    try:
        yield {}
    finally:
        watch.cancel()


def script_error(error: Exception) -> bool:
    """Shows one sentence instead of a trace; the trace goes to the log under the same number."""
    number = secrets.token_hex(3).upper()
    log.error("error %s", number, exc_info=error)
    st.error(
        _(
            "This view could not be drawn. Reload the page; if it stays so, tell us "
            "number {number}."
        ).format(number=number)
    )
    contact = here().settings.support_contact
    if contact:
        st.caption(_("Contact: {contact}").format(contact=contact))
    return True


def page_html(code: str, title: str) -> str:
    """Streamlit's index in a language, with our title, icon and, in Russian, the words of ru.js."""
    html = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    html = html.replace('<html lang="en">', f'<html lang="{code}">')
    html = re.sub(r"<title>.*?</title>", lambda _match: f"<title>{title}</title>", html)
    html = html.replace('href="./favicon.png"', 'href="./favicon.svg"')
    script = '<script src="./ru.js" defer></script>' if code == "ru" else ""
    return html.replace("</head>", f'<meta name="robots" content="noindex" />{script}</head>')


def _prepare() -> None:
    upgrade(here().writer)
    shell.declared()
    data.serve_newest()
    gc.collect()
    gc.freeze()


async def _watch() -> None:
    """Loads a new data version in a thread and then serves it: no visitor waits for it."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        try:
            await asyncio.to_thread(data.serve_newest)
        except Exception:
            log.exception("the newest data could not be loaded")


async def _index(request: Request) -> Response:
    name = request.path_params.get("name", "")
    if name and name not in shell.declared():
        static = Path(file_util.get_static_dir()) / name
        if name in ("favicon.png", "manifest.json") and static.exists():
            return FileResponse(static)
        return RedirectResponse("./", status_code=303, headers=_FRESH)
    return HTMLResponse(page_html(language(), shell.product()), headers=_FRESH)


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok", "data_version": data.version()})


async def _script(_request: Request) -> Response:
    return FileResponse(_HERE / "ru.js", media_type="text/javascript", headers=_FRESH)


async def _icon(_request: Request) -> Response:
    return FileResponse(_HERE / "favicon.svg", media_type="image/svg+xml")
