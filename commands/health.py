"""``health``: whether the data are fresh, in one line and an exit code, for a monitoring system.

Owns the judgement "fresh"; what is known comes from ``jobs.collect.freshness`` and ``jobs.state``.
Names neither pages nor persons, so its answer may be shown anywhere.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from commands.options import counted, now, reading
from core.settings import Settings, load
from jobs.collect import freshness
from jobs.report import NoData
from jobs.state import known
from store.engine import Unusable, told

HOUR = 3600


@click.command()
@click.option(
    "--max-age", type=click.IntRange(1), default=26, show_default=True, metavar="HOURS",
    help="Older data are not fresh; 26: last night's pass, and two hours for it to run.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a program.")
def health(max_age: int, as_json: bool) -> None:
    """Say in one line whether the data are fresh.

    Exit code 0: fresh, 1: not fresh or the last run broke, 2: a wrong call.

    Example: python cli.py health --max-age 26
    """
    try:
        with told():
            found = _measured(moment=now())
        sentence = _trouble(found, max_age)
    except (NoData, Unusable) as error:
        if not as_json:
            raise
        found, sentence = _told({}, None, None), str(error)
    if as_json:
        status = "stale" if sentence else "fresh"
        click.echo(json.dumps({"status": status, "reason": sentence} | found))
        raise SystemExit(1 if sentence else 0)
    if sentence:
        raise click.ClickException(f"{sentence}; see `python cli.py status`")
    as_of = datetime.fromtimestamp(found["as_of"], ZoneInfo(load().timezone))
    click.echo(
        f"fresh: data of {as_of:%d.%m.%Y %H:%M} ({found['age_hours']} h old), "
        f"last run {found['last_run']}, {counted(found['owed'], 'page')} owed"
    )


@reading
def _measured(settings: Settings, engine: Engine, moment: int) -> dict[str, Any]:
    """What the judgement rests on."""
    fresh: dict[str, Any] = freshness(engine)
    as_of = fresh["as_of"]
    age = None if as_of is None else round(max(0, moment - as_of) / HOUR, 1)
    return _told(fresh, age, known(engine, settings, moment).owed.height)


def _told(fresh: dict[str, Any], age: float | None, owed: int | None) -> dict[str, Any]:
    """The same for programs; ``as_of`` is unix seconds, null anywhere: not known."""
    last = fresh.get("last_run") or {}
    return {
        "as_of": fresh.get("as_of"), "age_hours": age, "last_run": last.get("state"), "owed": owed,
        "message": last.get("message"),
    }  # fmt: skip


def _trouble(found: dict[str, Any], max_age: int) -> str | None:
    """What is wrong, in one sentence; null: nothing."""
    if found["last_run"] == "broken":
        return f"the last run broke: {found['message'] or 'it left no reason'}"
    if found["as_of"] is None:
        return "nothing is collected yet: run `python cli.py sync vk`"
    if found["age_hours"] > max_age:
        return f"the data are {found['age_hours']} hours old, allowed are {max_age}"
    return None
