"""``awards``: the year's awards from the command line.

Owns the group and the draft; commands on files of the season are in ``commands.award_files``.
"""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from commands.award_files import events_command, votes_command
from commands.options import (
    as_of_option,
    methodology_of,
    methodology_option,
    output_option,
    reading,
    year_option,
)
from commands.season import freeze_command, verify_command
from core.settings import Settings
from jobs.award_words import Words
from jobs.awards import table
from jobs.report import load, write_table
from jobs.season import judged
from kpi.awards.entries import NoYear
from kpi.model import Rules


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
@year_option("Calendar year of the region.")
@as_of_option
@methodology_option
@output_option
@reading
def draft(
    settings: Settings, engine: Engine, year: int, as_of: int | None, methodology: str,
    output: Path,
) -> None:  # fmt: skip
    """Candidates of every nomination: places, chances of being the best, and what proves them.

    A nomination nobody qualifies for has one row that says so. Nothing is decided by this:
    people choose.

    Example: python cli.py awards draft --year 2025 --output awards.xlsx
    """
    chosen = methodology_of(engine, settings, methodology)
    words = Words(settings.language, settings.timezone)
    try:
        made = judged(engine, load(engine), year, Rules.of(settings), chosen, words, as_of)
    except NoYear as error:
        raise click.ClickException(str(error)) from None
    found, drafted = made.results, made.drafted
    write_table(table(found, drafted, words), output)
    filled = sum(bool(contest.finalists) for contest in found.contests)
    state = "" if drafted.whole else f"; preliminary, the data end on {drafted.period.last}"
    click.echo(f"{output.name}: {filled} of {len(found.contests)} contests have candidates{state}")
