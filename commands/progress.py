"""Progress of a long command: bars on a terminal, lines a person can read in a log.

Log lines are plain echo, not ``logging``: a command says little, to one place, and libraries must
not mix their own records in (a record of a request could hold an access token).
"""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from commands.options import now


class Bar:
    """Shows ``(phase, done, total)``; on a terminal as bars, else a line at each tenth.

    A line begins with the machine's local time, which cron and the journal show too, and a level:
    ``2025-11-24 03:00:12 INFO walls: 400 of 831``.
    """

    def __init__(self) -> None:
        self._console = Console(stderr=True)
        columns = (TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn())
        self._bars = Progress(*columns, console=self._console) if sys.stderr.isatty() else None
        self._tasks: dict[str, TaskID] = {}
        self._tenths: dict[str, int] = {}

    def __enter__(self) -> Self:
        if self._bars:
            self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bars:
            self._bars.stop()

    def show(self, phase: str, done: int, total: int) -> None:
        """One step of a phase."""
        if self._bars:
            if phase not in self._tasks:
                self._tasks[phase] = self._bars.add_task(phase)
            self._bars.update(self._tasks[phase], completed=done, total=total)
            return
        tenth = 10 * done // max(total, 1)
        if self._tenths.get(phase) != tenth:
            self._tenths[phase] = tenth
            _log("INFO", f"{phase}: {done} of {total}")

    def say(self, sentence: str) -> None:
        """A sentence between the steps: what a person should know."""
        if self._bars:
            self._bars.console.print(sentence)
        else:
            _log("WARNING", sentence)


def _log(level: str, sentence: str) -> None:
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(now()))
    click.echo(f"{moment} {level} {sentence}", err=True)
