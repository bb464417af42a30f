"""The command that rates."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click
from sqlalchemy import Engine

from commands.options import (
    as_of_option,
    day_option,
    methodology_of,
    methodology_option,
    output_option,
    reading,
)
from core.period import Period
from core.settings import Settings
from jobs.rating import rating_table
from jobs.report import load, write_table
from kpi.model import Rules


@click.command()
@day_option("--from", "first", "First day.")
@day_option("--to", "last", "Last day, included.")
@as_of_option
@methodology_option
@output_option
@reading
def rating(
    settings: Settings, engine: Engine, first: date, last: date, as_of: int | None,
    methodology: str, output: Path,
) -> None:  # fmt: skip
    """Scores, places with their 90 % intervals and tiers, one row a page, and the marks of lines.

    Example: python cli.py rating --from 2025-01-01 --to 2025-12-31 --output rating.xlsx
    """
    chosen = methodology_of(engine, settings, methodology)
    period = Period(first, last, settings.timezone)
    facts = load(engine)
    if not facts.knows(period):
        raise click.UsageError(f"nothing was collected of the days {period}")
    table = rating_table(facts, period, Rules.of(settings), chosen, as_of)
    write_table(table, output)
    rated = table["place"].count()
    click.echo(f"{output.name}: {rated} of {table.height} pages rated by {chosen.key}")
