"""``awards freeze`` and ``awards verify``: results that cannot change without being seen.

Owns words and exit codes; what a season is stands in ``jobs.season``. Both belong to the group of
``commands.awards``.
"""

from __future__ import annotations

import json
import sys

import click
from sqlalchemy import Engine

from commands.options import methodology_of, methodology_option, now, store, year_option
from core.commission import SeasonError
from core.settings import Settings
from jobs import season
from jobs.award_words import Words
from jobs.report import load
from kpi.awards.entries import NoYear
from kpi.methodology import MethodologyError
from kpi.model import Rules
from store import season as kept

BY = "cli"
_year_option = year_option("Calendar year of the season.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print it for a program.")


@click.command("freeze")
@_year_option
@methodology_option
@click.option("--reason", help="Why results frozen before are replaced: makes a new version.")
@json_option
@store
def freeze_command(
    settings: Settings, engine: Engine, year: int, methodology: str, reason: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """Freeze the results of a season with every figure, and print their hash.

    Contests the commission has decided are as decided, the others as the figures propose. Frozen
    results never change; with --reason a new version is made and the old one stays.

    Example: python cli.py awards freeze --year 2025
    """
    chosen = methodology_of(engine, settings, methodology)
    try:
        made = season.judged(
            engine, load(engine), year, Rules.of(settings), chosen,
            Words(settings.language, settings.timezone),
        )  # fmt: skip
        sealed = season.freeze(engine, made, season.program(), BY, now(), reason)
    except NoYear as error:
        raise click.ClickException(str(error)) from None
    except SeasonError as error:
        more = ": give --reason to replace them by a new version" * (error.why == "frozen")
        raise click.ClickException(f"{error}{more}") from None
    told = {"year": year, "version": sealed.version, "code": sealed.code, "hash": sealed.hash}
    click.echo(
        json.dumps(told)
        if as_json
        else f"results of {year} are frozen: version {sealed.version}, code {sealed.code}, "
        f"hash {sealed.hash}"
    )


@click.command("verify")
@_year_option
@json_option
@store
def verify_command(settings: Settings, engine: Engine, year: int, as_json: bool) -> None:
    """Compute the frozen results of a season anew and compare.

    Works on the database they were frozen in or on a restored backup of it. Exit code 0: the same
    hash comes out and nothing was changed in the database; 1: it says what differs.

    Example: python cli.py awards verify --year 2025
    """
    del settings
    sealed = kept.seals(engine, year)
    if not sealed:
        if edited := kept.tampered(engine, year):
            raise click.ClickException(edited)
        raise click.ClickException(f"no results of {year} are frozen")
    try:
        found = season.checked(engine, load(engine), sealed[-1])
    except (NoYear, MethodologyError) as error:
        raise click.ClickException(str(error)) from None
    told = {
        "year": year, "version": sealed[-1].version, "hash": sealed[-1].hash, "anew": found.hash,
        "holds": found.holds, "tampered": found.tampered, "differing": list(found.differing),
    }  # fmt: skip
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else _sentence(found))
    sys.exit(0 if found.holds else 1)


def _sentence(found: season.Check) -> str:
    about = f"results of {found.seal.year}, version {found.seal.version}, code {found.seal.code}"
    if found.tampered:
        return f"{about}: {found.tampered}"
    if found.holds:
        return f"{about}: computed anew, the hash is the same: {found.hash}"
    differing = ", ".join(found.differing) or "settings or decisions"
    return f"{about}: computed anew they differ in {differing}"
