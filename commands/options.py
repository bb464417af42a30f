"""What commands share: the settings and the store they work on, and options with their checks."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from core.period import EARLIEST, LATEST, PeriodError, parse_date
from core.settings import Settings, is_web_address, load
from jobs.methodologies import day_of, known
from jobs.report import NoData, WrongFile, checked_output
from kpi.methodology import DEFAULT, Methodology, MethodologyError, named
from store import read
from store.engine import database_name, is_current, is_made, opened, upgrade

Command = Callable[..., Any]


def now() -> int:
    """The present moment: commands are where time enters."""
    return int(time.time())


def counted(count: int, noun: str, many: str = "") -> str:
    """A number with its noun: 1 page, 2 pages; ``many`` where that is not the noun with an s."""
    return f"{count} {noun if count == 1 else many or noun + 's'}"


def taken(pages: int, posts: int, comments: int) -> str:
    """What a collection took: 1 page, 2 posts, 0 comments."""
    told = ((pages, "page"), (posts, "post"), (comments, "comment"))
    return ", ".join(counted(count, noun) for count, noun in told)


def store(command: Command) -> Command:
    """Gives a command ``settings`` and an ``engine`` on a database at the newest migration."""
    return _with_store(command, read_only=False)


def reading(command: Command) -> Command:
    """The same for a command that only reads: it never waits for a sync that writes."""
    return _with_store(command, read_only=True)


def _with_store(command: Command, *, read_only: bool) -> Command:
    @functools.wraps(command)
    def wrapped(**options: Any) -> Any:
        settings = load()
        url = settings.database_url
        if read_only and not is_made(url):
            raise NoData(url, f", there is no database {database_name(url)}")
        with opened(url, read_only=read_only) as engine:
            if not is_current(engine):
                with opened(url) as writer:
                    upgrade(writer)
            return command(settings=settings, engine=engine, **options)

    return wrapped


class Day(click.ParamType[date]):
    """A day such as 2025-09-30."""

    name = "DATE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Reads the day, or says what it must look like."""
        try:
            return value if isinstance(value, date) else parse_date(value)
        except PeriodError as error:
            self.fail(str(error), param, ctx)


class Moment(click.ParamType[int]):
    """A moment such as 2025-09-30T18:00+03:00; without a zone it is the region's."""

    name = "TIME"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Reads the moment as unix seconds, or says what it must look like."""
        if isinstance(value, int):
            return value
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a moment such as 2025-09-30T18:00+03:00", param, ctx)
        zone = moment.tzinfo or ZoneInfo(load().timezone)
        return int(moment.replace(tzinfo=zone).timestamp())


class Output(click.ParamType[Path]):
    """A file to write: csv, parquet or xlsx by its ending."""

    name = "FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Checks the file before anything is computed."""
        try:
            return checked_output(Path(value))
        except WrongFile as error:
            self.fail(str(error), param, ctx)


class Address(click.ParamType[str]):
    """An address of the dashboard such as http://localhost:8501."""

    name = "URL"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Takes an address of http or https with a host, or says what it must look like."""
        if not is_web_address(value):
            self.fail(f"{value!r} is not an address such as http://localhost:8501", param, ctx)
        return str(value)


class NoFile(click.ClickException):
    """A file that is not there, or cannot be read or written: a mistake of the call."""

    exit_code = 2


def day_option(flag: str, name: str, text: str) -> Callable[[Command], Command]:
    """A required day."""
    return click.option(flag, name, type=Day(), required=True, help=text)


def year_option(text: str, *, required: bool = True) -> Callable[[Command], Command]:
    """A year of the region's calendar."""
    kind = click.IntRange(EARLIEST.year, LATEST.year)
    return click.option("--year", type=kind, required=required, metavar="Y", help=text)


methodology_option = click.option(
    "--methodology", default=DEFAULT, show_default=True, metavar="ID",
    help="What scores are made by: an id, or one version such as index-1.",
)  # fmt: skip


def methodology_of(engine: Engine, settings: Settings, name: str) -> Methodology:
    """The methodology an option names: by id the version in force, or by key any version.

    Raises:
        BadParameter: there is none of this name.
    """
    try:
        return named(name, known(engine, day_of(read.as_of(engine), settings.timezone, now())))
    except MethodologyError as error:
        raise click.BadParameter(str(error), param_hint="'--methodology'") from None


as_of_option = click.option(
    "--as-of", type=Moment(), help="Look from this moment; default: the end of the last sync."
)
rule_option = click.option(
    "--rule",
    type=click.Choice(["questions", "all"]),
    default="questions",
    show_default=True,
    help="Which citizens' comments are appeals.",
)
output_option = click.option(
    "--output", type=Output(), required=True, help="File ending in .csv, .parquet or .xlsx."
)
