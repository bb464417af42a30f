"""``register``: the register of bodies and pages from the command line.

Owns words and exit codes; the import itself is ``jobs.register``. Settings that cannot be used
raise ``SettingError``, which ``cli.py`` turns into one sentence and exit code 2.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from commands.options import NoFile
from core.settings import load
from jobs.register import ImportRefusedError, Summary, apply, plan
from loaders.files.table import FileError, NoFileError
from store.register import Change, Counts

_SHOWN = 20
"""Lines of changes and of notices that are printed; ``--json`` gives all."""


@click.group()
def register() -> None:
    """The register of bodies and pages.

    Example: python cli.py register import register.xlsx --dry-run
    """


@register.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change and write nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole summary for a program.")
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take the register of bodies and pages from FILE, xlsx or csv.

    Rows that cannot be taken are left out and named with their number and reason; what has gone
    from the file is marked, not deleted; importing the same file again changes nothing.

    Example: python cli.py register import register.xlsx --dry-run
    """
    url = load().database_url
    try:
        summary = plan(file, url) if dry_run else apply(file, url)
    except NoFileError as error:
        raise NoFile(str(error)) from None
    except (FileError, ImportRefusedError) as error:
        raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps(summary.as_json(), ensure_ascii=False, indent=2))
    else:
        for line in _lines(summary):
            click.echo(line)
    if not summary.taken:
        raise click.ClickException(
            f"no row of {file} can be taken, so nothing is written: mend the rows named above"
        )
    if dry_run and not as_json:
        click.echo("Dry run: nothing is written.")


def _lines(summary: Summary) -> list[str]:
    sheet = f", sheet «{summary.sheet}»" if summary.sheet else ""
    left_out = len(summary.rejected)
    lines = [
        (
            f"{summary.file}{sheet}: {summary.rows} rows, {summary.bodies} bodies,"
            f" {summary.pages} pages, {left_out} rows left out"
        ),
        f"bodies: {_counts(summary.difference.bodies)}",
        f"pages:  {_counts(summary.difference.pages)}",
    ]
    if summary.written:
        # Of a first import every body is new; what changes and goes is what a person must see.
        told = [c for c in summary.difference.changes if c.state != "new"]
    else:
        told = list(summary.difference.changes)
    lines += _some([_change(change) for change in told])
    if left_out:
        lines.append("Left out:")
        lines += [f"  row {row}: {reason}" for row, reason in summary.rejected]
    if summary.notices:
        lines.append("To check:")
        lines += _some([f"  {notice}" for notice in summary.notices])
    return lines


def _counts(counts: Counts) -> str:
    text = f"{counts.new} new, {counts.changed} changed, {counts.gone} gone, {counts.same} same"
    return text + (f", {counts.held} kept for rows left out" if counts.held else "")


def _change(change: Change) -> str:
    what = " ".join(part for part in (change.key, _value(change.name)) if part)
    fields = "; ".join(
        f"{column}: {_value(old)} → {_value(new)}" for column, old, new in change.fields
    )
    return f"  {change.state} {change.kind} {what}" + (f": {fields}" if fields else "")


def _value(value: object) -> str:
    text = "–" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def _some(lines: list[str]) -> list[str]:
    rest = len(lines) - _SHOWN
    return lines if rest <= 0 else [*lines[:_SHOWN], f"  … and {rest} more: --json prints all"]
