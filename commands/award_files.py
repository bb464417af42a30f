"""``awards events`` and ``awards votes``: files of the season from the command line.

Owns words and exit codes; what a file holds and changes is ``jobs.events``. Both belong to the
group of ``commands.awards``.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import click
from sqlalchemy import Engine

from commands.options import NoFile, now, store, year_option
from core.settings import Settings
from jobs import events as award_files
from jobs.events import Plan
from loaders.files.table import FileError, NoFileError, content

BY = "cli"


@click.command("events")
@click.argument("file", type=click.Path(path_type=Path))
@year_option("Only of this year; default: years of FILE.", required=False)
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole summary for a program.")
@store
def events_command(
    settings: Settings, engine: Engine, file: Path, year: int | None, dry_run: bool, as_json: bool
) -> None:
    """Take the calendar of events of the region from FILE, xlsx or csv.

    Columns: Название, Начало, Окончание, Территория, Сферы, Ключевые слова, Хештеги. FILE is the
    whole calendar of its years: events it does not name any more go.

    Example: python cli.py awards events calendar.xlsx --dry-run
    """
    planned = _planned(file, lambda data: award_files.plan_events(engine, data, str(file), year))
    if not dry_run:
        award_files.apply_events(engine, planned, BY, now())
    _tell(planned, file, "events", dry_run, as_json)


@click.command("votes")
@click.argument("file", type=click.Path(path_type=Path))
@year_option("Year of the season.")
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole summary for a program.")
@store
def votes_command(
    settings: Settings, engine: Engine, file: Path, year: int, dry_run: bool, as_json: bool
) -> None:
    """Take the votes of the public from FILE, xlsx or csv.

    Columns: Номинация (its name or id), Страница (link, number or ОГРН of the body), Голосов. FILE
    is the whole vote of the year.

    Example: python cli.py awards votes votes.csv --year 2025
    """
    planned = _planned(file, lambda data: award_files.plan_votes(engine, data, str(file), year))
    if not dry_run:
        award_files.apply_votes(engine, planned, BY, now())
    _tell(planned, file, "votes", dry_run, as_json)


def _planned(file: Path, plan: Callable[[bytes], Plan]) -> Plan:
    try:
        return plan(content(file))
    except NoFileError as error:
        raise NoFile(str(error)) from None
    except FileError as error:
        raise click.ClickException(str(error)) from None


def _tell(planned: Plan, file: Path, what: str, dry_run: bool, as_json: bool) -> None:
    if as_json:
        told = {"file": str(file), "written": not dry_run} | planned.as_json()
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        counts = planned.counts
        years = ", ".join(map(str, planned.years)) or "no year"
        click.echo(
            f"{file}: {planned.rows} rows, {len(planned.taken)} {what} of {years},"
            f" {len(planned.rejected)} rows left out"
        )
        click.echo(
            f"{what}: {counts.new} new, {counts.changed} changed, {counts.gone} gone,"
            f" {counts.same} same"
        )
        for row, reason in planned.rejected:
            click.echo(f"  row {row}: {reason}")
        for notice in planned.notices:
            click.echo(f"  {notice}")
    if not planned.taken:
        raise click.ClickException(
            f"no row of {file} can be taken, so nothing is written: mend the rows named above"
        )
    if dry_run and not as_json:
        click.echo("Dry run: nothing is written.")
