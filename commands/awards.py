"""``awards``: the year's awards from the command line.

Owns the group and the draft; commands on files of the season are in ``commands.award_files``.
"""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from commands.award_files import events_command, votes_command
from commands.options import as_of_option, output_option, reading
from commands.season import freeze_command, verify_command
from core.period import EARLIEST, LATEST
from core.settings import Settings
from jobs import awards as season
from jobs.award_words import Words
from jobs.report import load, write_table
from kpi.awards.entries import NoYear
from kpi.methodology import MethodologyError, methodology
from kpi.model import Rules
from store import read


@click.group()
def awards() -> None:
    """The year's awards: events, votes, candidates.

    Example: python cli.py awards events calendar.xlsx --dry-run
    """


awards.add_command(events_command)
awards.add_command(votes_command)
awards.add_command(freeze_command)
awards.add_command(verify_command)


@awards.command()
@click.option("--year", type=click.IntRange(EARLIEST.year, LATEST.year), required=True, metavar="Y",
              help="Calendar year of the region.")  # fmt: skip
@as_of_option
@click.option("--methodology", "name", default="index", show_default=True, metavar="ID",
              help="What scores are made by: an id, or one version such as index-1.")  # fmt: skip
@output_option
@reading
def draft(
    settings: Settings, engine: Engine, year: int, as_of: int | None, name: str, output: Path
) -> None:
    """Candidates of every nomination: places, chances of being the best, and what proves them.

    A nomination nobody qualifies for has one row that says so. Nothing is decided by this:
    people choose.

    Example: python cli.py awards draft --year 2025 --output awards.xlsx
    """
    try:
        chosen = methodology(name)
    except MethodologyError as error:
        raise click.BadParameter(str(error), param_hint="--methodology") from None
    facts, rules = load(engine), Rules.of(settings)
    try:
        drafted = season.of_year(engine, facts, year, rules, chosen, as_of)
    except NoYear as error:
        raise click.ClickException(str(error)) from None
    words = Words(settings.language, settings.timezone)
    found = season.results(facts, rules, chosen, drafted, words, read.data_version(engine))
    write_table(season.table(found, drafted, words), output)
    filled = sum(bool(contest.finalists) for contest in found.contests)
    state = "" if drafted.whole else f"; preliminary, the data end on {drafted.period.last}"
    click.echo(f"{output.name}: {filled} of {len(found.contests)} contests have candidates{state}")
