"""``status``: what the collection knows about itself, for a person or as JSON.

Words only; what is known comes from ``jobs.state``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from sqlalchemy import Engine

from commands.options import counted, now, reading, taken
from core.settings import Settings
from jobs.forecast import Forecast, Stage
from jobs.state import Row, State, Token, ages, known, totals

LINES = 20
"""Lines of one list; the rest is counted, and stands in ``--json``."""
_AGES = {
    "day": "within a day", "two_days": "1-2 days", "week": "2-7 days", "older": "older",
    "never": "none",
}  # fmt: skip


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object, for a program.")
@reading
def status(settings: Settings, engine: Engine, as_json: bool) -> None:
    """Runs, what is owed and how long it will take, refused pages, quotas, age of the data.

    Example: python cli.py status
    """
    found = known(engine, settings, now())
    if as_json:
        click.echo(json.dumps(found.as_dict(), ensure_ascii=False))
        return
    zone = ZoneInfo(settings.timezone)
    for line in _lines(found, settings, zone):
        click.echo(line)


def _lines(found: State, settings: Settings, zone: ZoneInfo) -> Iterator[str]:
    if found.as_of is None:
        last = f" (last run: {_result(found.last)})" if found.last else ""
        yield f"Nothing is collected yet{last}: run `python cli.py sync vk`."
    else:
        yield f"Data as of {_moment(found.as_of, zone)} ({settings.timezone})."
    for run in found.running:
        phases = found.progress.get(run["run"], {})
        done = ", ".join(f"{name} {n} of {total}" for name, (n, total) in phases.items())
        yield f"Running since {_moment(run['started_at'], zone)}: {done or 'it has just begun'}"
    if found.last and found.as_of is not None:
        yield f"Last run: {_result(found.last)}"
    yield from _owed(found)
    yield from _pages(found, zone)
    yield from _listed(
        "Rejects of the last 30 days", int(found.rejects["count"].sum()),
        [f"{row['count']} x {row['reason']} ({counted(row['pages'], 'page')})"
         for row in found.rejects.to_dicts()],
    )  # fmt: skip
    yield f"Tokens: {len(found.tokens)}" + ("" if found.tokens else ": set KPI_VK_TOKENS")
    for token in found.tokens:
        yield f"  {_token(token, zone)}"


def _result(run: Row) -> str:
    made, least = run["requests"] or 0, run["least"] or 0
    times = f", {made / least:.2f} times the least" if least else ""
    why = f": {run['message']}" if run["message"] else ""
    return (
        f"{run['kind']} {run['state']}, "
        f"{taken(run['pages'] or 0, run['posts'] or 0, run['comments'] or 0)}, "
        f"{counted(made, 'request')} (least {least}{times}), "
        f"{counted(run['retries'] or 0, 'retry', 'retries')}, {run['owed'] or 0} owed{why}"
    )


def _owed(found: State) -> Iterator[str]:
    owed = totals(found.owed)
    yield (
        f"Owed: {counted(owed['pages'], 'page')} ({counted(owed['days'], 'day')} of walls), "
        f"counters of {counted(owed['counters'], 'post')}, "
        f"comments of {counted(owed['comments'], 'post')}"
    )
    rows = found.owed.head(LINES).select("page_id", "days", "counters", "comments").iter_rows()
    for page_id, days, counters, comments in rows:
        yield f"  {page_id}  {days:g} days, {counters} counters, {comments} comments"
    if found.owed.height > LINES:
        yield f"  and {found.owed.height - LINES} more"
    if found.forecast:
        yield from _forecast(found.forecast)


def _forecast(forecast: Forecast) -> Iterator[str]:
    by = "by what was read so far" if forecast.pace.measured else "by usual proportions"
    tokens = counted(forecast.tokens, "token") if forecast.tokens else "no tokens"
    yield f"Estimate, {by}, {tokens} (as if one where there is none):"
    if forecast.recent.requests:
        yield f"  the last 30 days first: {_stage(forecast.recent)}"
    yield f"  all that is owed: {_stage(forecast.whole)}"


def _stage(stage: Stage) -> str:
    slow = f", up to {_duration(stage.slowest)} without execute" if stage.slowest else ""
    words = f"about {stage.requests} requests, {_duration(stage.seconds)}{slow}"
    if stage.days is None:
        return f"{words}; the daily quota never allows it: add a token"
    return f"{words}; the daily quota makes it {stage.days} more days" if stage.days else words


def _duration(seconds: int) -> str:
    hours, minutes = divmod(max(round(seconds / 60), 1), 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"


def _pages(found: State, zone: ZoneInfo) -> Iterator[str]:
    yield from _listed(
        "Refused pages", found.refused.height,
        [f"{row['page_id']}  {row['refused']}  since {_moment(row['refused_at'] or 0, zone)}"
         for row in found.refused.to_dicts()],
    )  # fmt: skip
    yield from _listed(
        "Changes of pages", found.changes.height,
        [f"{_moment(row['at'], zone)}  {row['page_id']}  {row['what']}: "
         f"{row['was'] or 'none'} -> {row['became'] or 'none'}"
         for row in found.changes.to_dicts()],
    )  # fmt: skip
    found_ages = ages(found.pages["age"])
    parts = [f"{words} {found_ages[name]}" for name, words in _AGES.items() if found_ages[name]]
    yield f"Age of data, pages: {', '.join(parts) or 'there are no pages'}"


def _listed(head: str, count: int, lines: list[str]) -> Iterator[str]:
    yield f"{head}: {count}"
    yield from (f"  {line}" for line in lines[:LINES])
    if len(lines) > LINES:
        yield f"  and {len(lines) - LINES} more"


def _token(token: Token, zone: ZoneInfo) -> str:
    words = f"token {token.mark}: {token.spent} wall.get today, {token.left} left"
    if token.refused is None:
        return words
    when = _moment(token.refused_at or 0, zone)
    return f"{words}; {'dead' if token.dead else 'refused'} since {when}: {token.refused}"


def _moment(instant: int, zone: ZoneInfo) -> str:
    return f"{datetime.fromtimestamp(instant, zone):%d.%m.%Y %H:%M}"
