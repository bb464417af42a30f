"""The raw archive: every answer of a run as a line of a compressed file, and its replay.

Optional. A replay asks the recorded answers instead of the network, so that a new way of reading
them can be applied to old ones. Lines hold no token and no name; see a network's ``scrubbed``.
"""

from __future__ import annotations

import gzip
import json
import os
import threading
import zlib
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from loaders.model import Again, Answer, Call, Client, Failure, Owed, Row

NOT_RECORDED = "the archive holds no answer to this"


def _key(call: Call) -> str:
    return json.dumps([call.method, call.params], sort_keys=True, ensure_ascii=False)


class Archiving:
    """A client that records what another one is answered.

    Args:
        client: asks.
        path: of the file, made anew, readable by its owner only.
        head: the first line: what the run was about.
        scrubbed: an answer without tokens and names.
    """

    def __init__(
        self, client: Client, path: Path, head: dict[str, Any], scrubbed: Callable[[Answer], Answer]
    ) -> None:  # fmt: skip
        self._client, self._scrubbed = client, scrubbed
        self._lock = threading.Lock()
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._raw: IO[bytes] = os.fdopen(handle, "wb")
        self._file = gzip.GzipFile(fileobj=self._raw, mode="wb", compresslevel=6)
        self._write([head])

    @property
    def requests(self) -> int:
        """Of the client."""
        return self._client.requests

    @property
    def retries(self) -> int:
        """Of the client."""
        return self._client.retries

    @property
    def lanes(self) -> int:
        """Of the client."""
        return self._client.lanes

    @property
    def network_time(self) -> int | None:
        """Of the client."""
        return self._client.network_time

    def can(self, method: str) -> bool:
        """Of the client."""
        return self._client.can(method)

    def pick(self, calls: list[Call], *, hold: bool) -> tuple[Any, list[int]] | None:
        """Of the client."""
        return self._client.pick(calls, hold=hold)

    def least(self, pages: int, calls: int) -> int:
        """Of the client."""
        return self._client.least(pages, calls)

    def usage(self, now: int) -> list[Row]:
        """Of the client."""
        return self._client.usage(now)

    def ask(self, token: Any, calls: list[Call]) -> list[Answer]:
        """One request of the client; its answers are on disk when it returns."""
        answers = self._client.ask(token, calls)
        lines = [
            {"method": call.method, "params": call.params, **self._told(answer)}
            for call, answer in zip(calls, answers, strict=True)
            if not isinstance(answer, (Again, Owed))
        ]
        self._write(lines)
        return answers

    def _told(self, answer: Answer) -> dict[str, Any]:
        if isinstance(answer, Failure):
            return {"failure": [answer.code, answer.text]}
        return {"answer": self._scrubbed(answer)}

    def _write(self, lines: list[dict[str, Any]]) -> None:
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        with self._lock:
            self._file.write(text.encode())
            self._file.flush(zlib.Z_SYNC_FLUSH)
            self._raw.flush()

    def close(self) -> None:
        """Ends the file."""
        self._file.close()
        self._raw.close()


class WrongArchive(RuntimeError):
    """The file is no archive of a run: one sentence."""


class Recorded:
    """A client that answers from an archive; ``head`` is what the run was about.

    A file cut short by a killed run is read as far as it goes.

    Raises:
        WrongArchive: the file is none.
    """

    def __init__(self, path: Path) -> None:
        self._answers: dict[str, deque[Answer]] = {}
        self.requests = self.retries = 0
        self.network_time: int | None = None
        self.lanes = 1
        lines = _lines(path)
        if not lines or "as_of" not in lines[0]:
            raise WrongArchive(f"{path.name} is not an archive of a run")
        self.head: dict[str, Any] = lines[0]
        for line in lines[1:]:
            told = line.get("failure")
            answer = Failure(*told) if told else line.get("answer")
            call = Call(line["method"], line["params"])
            self._answers.setdefault(_key(call), deque()).append(answer)

    def can(self, method: str) -> bool:  # noqa: ARG002 - of the protocol
        """Everything may be asked."""
        return True

    def pick(self, calls: list[Call], *, hold: bool) -> tuple[None, list[int]] | None:
        """All calls at once, one request after the other."""
        return None if hold else (None, list(range(len(calls))))

    def ask(self, token: Any, calls: list[Call]) -> list[Answer]:  # noqa: ARG002 - of the protocol
        """What was answered then, in its order; the last answer again where no more is left."""
        return [self._answer(_key(call)) for call in calls]

    def _answer(self, key: str) -> Answer:
        found = self._answers.get(key)
        if not found:
            return Owed(NOT_RECORDED)
        return found.popleft() if len(found) > 1 else found[0]

    def least(self, pages: int, calls: int) -> int:  # noqa: ARG002 - of the protocol
        """A replay needs no request."""
        return 0

    def usage(self, now: int) -> list[Row]:  # noqa: ARG002 - of the protocol
        """A replay spends nothing."""
        return []


def _lines(path: Path) -> list[dict[str, Any]]:
    found = []
    try:
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                found.append(json.loads(line))  # noqa: PERF401 - what came before an error stays
    except EOFError:
        return found
    except (OSError, UnicodeDecodeError, json.JSONDecodeError):
        if not found:
            raise WrongArchive(f"{path.name} is not an archive of a run") from None
    return found
