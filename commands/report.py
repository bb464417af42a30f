"""Commands that write figures to files: kpi, appeals."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy import Engine

from commands.options import as_of_option, day_option, output_option, reading, rule_option
from core.period import Period
from core.settings import Settings
from jobs import report
from kpi.model import Rules


def _asked(settings: Settings, first: object, last: object, rule: str) -> tuple[Period, Rules]:
    return Period(first, last, settings.timezone), Rules.of(settings, rule)  # type: ignore[arg-type]


@click.command("kpi")
@day_option("--from", "first", "First day.")
@day_option("--to", "last", "Last day, included.")
@as_of_option
@rule_option
@click.option("--raw", is_flag=True, help="Keep values whose sample is under the minimum.")
@output_option
@reading
def kpi_command(
    settings: Settings, engine: Engine, first: object, last: object, as_of: int | None,
    rule: str, raw: bool, output: Path,
) -> None:  # fmt: skip
    """KPI values: one row a page and KPI, to csv, parquet or xlsx.

    Example: python cli.py kpi --from 2025-01-01 --to 2025-12-31 --output kpi.csv
    """
    period, rules = _asked(settings, first, last, rule)
    table = report.kpi_table(report.load(engine), period, rules, as_of, raw)
    report.write_table(table, output)
    click.echo(f"{output}: {table.height} values of {table['page_id'].n_unique()} pages")


@click.command("appeals")
@day_option("--from", "first", "First day.")
@day_option("--to", "last", "Last day, included.")
@as_of_option
@rule_option
@output_option
@reading
def appeals_command(
    settings: Settings, engine: Engine, first: object, last: object, as_of: int | None,
    rule: str, output: Path,
) -> None:  # fmt: skip
    """Citizens' questions with their replies: one row an appeal, no names.

    Example: python cli.py appeals --from 2025-01-01 --to 2025-12-31 --output appeals.csv
    """
    period, rules = _asked(settings, first, last, rule)
    table = report.appeal_table(report.load(engine), period, rules, as_of)
    report.write_table(table, output)
    answered = table["answered_at"].count()
    click.echo(f"{output}: {table.height} appeals, {answered} answered")
