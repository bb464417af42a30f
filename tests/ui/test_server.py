"""The server between visits: what it does when the database is away."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from ui import server


def test_a_failure_that_lasts_is_logged_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    answers = [OSError("away"), OSError("away"), OSError("full"), None, OSError("full")]
    looked: list[object] = []

    def serve(_warm: object) -> None:
        looked.append(None)
        if len(looked) > len(answers):
            watching.cancel()
        elif error := answers[len(looked) - 1]:
            raise error

    async def watch() -> None:
        nonlocal watching
        watching = asyncio.get_running_loop().create_task(server._watch())
        with pytest.raises(asyncio.CancelledError):
            await watching

    watching: asyncio.Task[None]
    monkeypatch.setattr(server.data, "serve_newest", serve)
    monkeypatch.setattr(server, "LOOK_EVERY", 0)
    with ThreadPoolExecutor(1) as away:  # a browser's tests leave a loop running in this one
        away.submit(asyncio.run, watch()).result()
    said = [str(one.exc_info[1]) for one in caplog.records if one.exc_info]
    assert said == ["away", "full", "full"]
