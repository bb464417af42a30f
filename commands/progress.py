"""Progress of a long command: a bar on a terminal, one line a step in a log."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn


class Bar:
    """Shows ``(phase, done, total)``; on a terminal as bars, else a line at each tenth."""

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
            click.echo(f"{phase}: {done} of {total}", err=True)

    def say(self, sentence: str) -> None:
        """A sentence between the steps."""
        if self._bars:
            self._bars.console.print(sentence)
        else:
            click.echo(sentence, err=True)
