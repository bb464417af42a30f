"""The server around the script: own routes, what is loaded before the first visit, the error page.

Addresses of views give Streamlit's index with our language and title, all others lead to ``/``;
all of them stand under ``server.baseUrlPath``, where a proxy serves us beside other sites.
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
from streamlit import file_util, net_util

from store import read
from ui import data, gate, head, scores, shell
from ui.awards import data as award_data
from ui.i18n import _, language
from ui.installation import here, now
from ui.overview import data as overview_data
from ui.overview import weeks as overview_weeks
from ui.replies import figures as replies_figures

log = logging.getLogger("dashboard")
LOOK_EVERY = 15
"""Seconds between two looks at the data version."""
WARM = (
    overview_data.standing,
    scores.warm,
    overview_weeks.prepare,
    replies_figures.warm,
    award_data.warm,
)
"""What views open with."""
_HERE = Path(__file__).parent
_FRESH = {"Cache-Control": "no-cache"}


def routes() -> list[BaseRoute]:
    """Routes that are looked at before Streamlit's own."""
    base = st.get_option("server.baseUrlPath").strip("/")
    root = f"/{base}" if base else ""
    return [
        Route(f"{root}/health", _health),
        Route(f"{root}/ru.js", _script),
        Route(f"{root}/favicon.svg", _icon),
        Route(f"{root}/", _index),
        Route(f"{root}/{{name}}", _index),
    ]


@asynccontextmanager
async def lifespan(_app: Any) -> AsyncIterator[dict[str, Any]]:
    """Loads the newest facts before anybody comes; then watches."""
    # To judge a foreign Origin, Streamlit asks outside hosts for this machine's own addresses.
    net_util.get_external_ip = net_util.get_internal_ip = lambda: None
    gate.stand()
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
    shell.declared()
    data.serve_newest()
    if data.facts().as_of:
        overview_data.standing()
    gc.collect()
    gc.freeze()


async def _watch() -> None:
    """Loads a new data version in a thread and then serves it: no visitor waits for it.

    The log gets a trace once for what fails anew, not every time it fails again.
    """
    failed = ""
    while True:
        try:
            await asyncio.to_thread(data.serve_newest, WARM)
            failed = ""
        except Exception as error:
            if failed != repr(error):
                failed = repr(error)
                log.exception("the newest data could not be loaded")
        await asyncio.sleep(LOOK_EVERY)


async def _index(request: Request) -> Response:
    name = request.path_params.get("name", "")
    if name and name not in shell.declared():
        static = Path(file_util.get_static_dir()) / name
        if name in ("favicon.png", "manifest.json") and static.exists():
            return FileResponse(static)
        return RedirectResponse("./", status_code=303, headers=_FRESH)
    return HTMLResponse(page_html(language(), shell.product()), headers=_FRESH)


async def _health(_request: Request) -> Response:
    """200 while the database answers, else 503; old data are no fault of the server: ``fresh``."""
    try:
        as_of, newest = await asyncio.to_thread(_newest)
    except Exception:
        log.exception("the database cannot be read")
        return JSONResponse({"status": "the database cannot be read"}, 503, headers=_FRESH)
    fresh = as_of is not None and now() - as_of <= head.STALE
    known = {"data_version": data.version(), "newest_version": newest, "as_of": as_of}
    return JSONResponse({"status": "ok"} | known | {"fresh": fresh}, headers=_FRESH)


def _newest() -> tuple[int | None, int]:
    return read.as_of(here().reader), read.data_version(here().reader)


async def _script(_request: Request) -> Response:
    return FileResponse(_HERE / "ru.js", media_type="text/javascript", headers=_FRESH)


async def _icon(_request: Request) -> Response:
    return FileResponse(_HERE / "favicon.svg", media_type="image/svg+xml")
