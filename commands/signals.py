"""The command that writes signals of inflated figures to a file."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from commands.options import as_of_option, day_option, output_option, reading
from core.period import Period
from core.settings import Settings
from jobs import report, signals
from kpi.model import Rules


@click.command("signals")
@day_option("--from", "first", "First day.")
@day_option("--to", "last", "Last day, included.")
@as_of_option
@output_option
@reading
def signals_command(
    settings: Settings, engine: Engine, first: object, last: object, as_of: int | None,
    output: Path,
) -> None:  # fmt: skip
    """Signals of inflated figures and notes: one row a finding, with what people decided.

    Example: python cli.py signals --from 2025-01-01 --to 2025-12-31 --output signals.csv
    """
    period = Period(first, last, settings.timezone)  # type: ignore[arg-type]
    facts = report.load(engine)
    table = signals.table(engine, facts, period, Rules.of(settings), as_of)
    report.write_table(table, output)
    found = table.filter(kind="signal")
    click.echo(
        f"{output}: {found.height} signals of {found['page_id'].n_unique()} pages, "
        f"{table.height - found.height} notes"
    )
