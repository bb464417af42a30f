"""A server as ``make run`` starts it, sessions that speak its websocket, and what it costs."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio import client

from core.settings import ROOT

CALM = 10
"""Seconds without work after which a server counts as prepared."""


@dataclass(frozen=True)
class Opened:
    """One opening: seconds until the script had run, bytes that came, whether it drew tables."""

    seconds: float
    size: int
    drawn: bool


@contextmanager
def server(
    command: list[str], environment: dict[str, str], folder: Path = ROOT
) -> Iterator[tuple[int, int]]:
    """A Streamlit server on a free port, with the settings of a folder: the port and the process.

    A folder without ``.streamlit`` has Streamlit's defaults.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    words = [sys.executable, "-m", "streamlit", "run", *command, "--server.port", str(port),
             "--server.headless", "true", "--browser.gatherUsageStats", "false",
             "--browser.serverAddress", "localhost"]  # fmt: skip
    quiet = subprocess.DEVNULL
    with subprocess.Popen(
        words, cwd=folder, env=environment, stdout=quiet, stderr=quiet
    ) as process:
        try:
            wait_for(port)
            yield port, process.pid
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Until the server answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise RuntimeError("the server did not start")


def link_to(port: int, cookie: str) -> client.connect:
    """A session of its own, as a browser opens one after loading the page."""
    return client.connect(
        f"ws://localhost:{port}/_stcore/stream",
        additional_headers={"Cookie": cookie, "Origin": f"http://localhost:{port}"},
        subprotocols=["streamlit"],  # type: ignore[list-item]
        max_size=None, compression=None,
    )  # fmt: skip


async def ask(link: client.ClientConnection, view: str, query: str) -> Opened:
    """Asks a session for a view and reads until its script has run."""
    begun = time.perf_counter()
    size, drawn = 0, False
    asked = BackMsg()
    asked.rerun_script.page_name = view
    asked.rerun_script.query_string = query
    await link.send(asked.SerializeToString())
    async for content in link:
        assert isinstance(content, bytes)
        size += len(content)
        told = ForwardMsg.FromString(content)
        drawn = drawn or told.delta.new_element.HasField("dataframe")
        if told.WhichOneof("type") == "script_finished":
            break
    return Opened(time.perf_counter() - begun, size, drawn)


async def open_view(port: int, view: str, query: str, cookie: str) -> Opened:
    """Opens a view in a session of its own."""
    begun = time.perf_counter()
    async with link_to(port, cookie) as link:
        found = await ask(link, view, query)
    return replace(found, seconds=time.perf_counter() - begun)


async def many(port: int, view: str, cookie: str, count: int) -> list[Opened]:
    """That many sessions opening a view at once."""
    return list(await asyncio.gather(*(open_view(port, view, "", cookie) for _ in range(count))))


def cpu(pid: int) -> float:
    """Seconds of CPU a process has used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rest(pid: int) -> None:
    """Until a process has done nothing for a while: what it prepares is no visitor's cost."""
    calm, last = 0, cpu(pid)
    while calm < CALM:
        time.sleep(1)
        used = cpu(pid)
        calm = calm + 1 if used - last < 0.1 else 0
        last = used
