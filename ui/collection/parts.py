"""What the view of the collection shows first: one sentence, four tiles, thirty nights, a forecast.

Knows how things are worded and laid out; what they are is told by ``jobs.state``.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape

import polars as pl

from core.period import local_date
from jobs import state
from jobs.forecast import Forecast, Stage
from jobs.state import State
from store import read
from ui.collection import words
from ui.formats import calendar_day, clock_time, duration, moment, number
from ui.i18n import N_, _, ngettext
from ui.installation import here, now
from ui.kept import kept

NIGHTS = 30
MOST_REASONS = 3
"""Reasons of refusals that a tile names."""
FRESH_ENOUGH = 300
"""Seconds for which the state of a store that did not move is kept."""


def known() -> State:
    """The state of the collection: read anew when data or runs moved, else every five minutes."""
    reader = here().reader
    runs = read.runs(reader, 2).select("run", "state").rows()
    alive = [run["run"] for run, _phases in state.under_way(reader, now())]
    moved = (here().settings.database_url, read.data_version(reader), str(runs), str(alive))
    return _known(moved, now() // FRESH_ENOUGH)


@kept(2)
def _known(moved: tuple[object, ...], period: int) -> State:  # noqa: ARG001 - the cache's key
    return state.known(here().reader, here().settings, now())


def sentence(found: State) -> str:
    """The one sentence: can today's figures be trusted?"""
    if found.demo:
        return _("These data are invented and are never collected.")
    if found.running:
        begun = found.running[0]["started_at"]
        return _("Collecting since {time}.").format(time=clock_time(begun))
    if found.last is None:
        return _("Nothing was collected yet.")
    when = moment(found.last["finished_at"] or found.last["started_at"])
    refused = found.refused.height
    said = {
        "complete": _("The last run ended at {moment}: everything due was read."),
        "incomplete": _incomplete(found),
        "broken": _("The last run broke off at {moment}."),
    }[found.last["state"]].format(moment=when)
    if not refused:
        return said
    refuses = ngettext("VK refuses {n} page.", "VK refuses {n} pages.", refused)
    return f"{said} {refuses.format(n=number(refused))}"


def _incomplete(found: State) -> str:
    """A run may leave a part other than posts and comments, which alone are counted as owed."""
    if found.owed.is_empty():
        return _("The last run ended at {moment}, incomplete; posts and comments were all read.")
    return _("The last run ended at {moment}, a part is left to the next one.")


def bare_head(title: str, said: str) -> str:
    """The head as HTML while there are no data whose freshness could be told."""
    return (
        f"<div class='kpi-head'><h1>{escape(title)}</h1></div>"
        f"<p class='kpi-sentence'>{escape(said)}</p>"
    )


def banners(found: State) -> str:
    """What needs a person, as HTML; empty: nothing does."""
    told = []
    if found.last and found.last["state"] == "broken" and not found.running and not found.demo:
        why = words.end(found.last["message"]) or _("it left no reason")
        told.append(("bad", "■", _("The last run broke off: {why}.").format(why=why)))
    dead = sum(token.dead for token in found.tokens)
    if dead:
        line = ngettext("VK refuses {n} key of {total}.", "VK refuses {n} keys of {total}.", dead)
        told.append(("warn", "▲", line.format(n=dead, total=len(found.tokens))))
    return "".join(
        f"<p class='kpi-banner {tone}' style='margin-bottom:8px'>{mark} {escape(line)}</p>"
        for tone, mark, line in told
    )


def figures(found: State) -> list[tuple[str, str, str]]:
    """The four figures of the view: value, title, what stands behind it."""
    return [_fresh(found), _refused(found), _owed(found), _asked(found)]


def tiles(found: State) -> str:
    """The figures as tiles of HTML."""
    drawn = "".join(
        f"<div class='kpi-box'><span class='kpi-number'>{value}</span><b>{escape(title)}</b>"
        f"<span class='kpi-note'>{escape(note)}</span></div>"
        for value, title, note in figures(found)
    )
    return f"<div class='kpi-tiles'>{drawn}</div>"


def _fresh(found: State) -> tuple[str, str, str]:
    counted, whole = state.ages(found.pages["age"]), found.pages.height
    note = ngettext("of {n} page", "of {n} pages", whole).format(n=number(whole))
    title = ngettext("page updated within a day", "pages updated within a day", counted["day"])
    return number(counted["day"]), title, note


def _refused(found: State) -> tuple[str, str, str]:
    by_reason: dict[str, int] = {}
    for reason in found.refused["refused"]:
        said = words.refusal(reason)[0]
        by_reason[said] = by_reason.get(said, 0) + 1
    told = sorted(by_reason.items(), key=lambda pair: -pair[1])
    if len(told) > MOST_REASONS:
        rest = sum(count for _said, count in told[MOST_REASONS - 1 :])
        told = [*told[: MOST_REASONS - 1], (_("other reasons"), rest)]
    note = " · ".join(f"{said}: {number(count)}" for said, count in told)
    title = ngettext("page cannot be collected", "pages cannot be collected", found.refused.height)
    return number(found.refused.height), title, note or _("VK refuses no page")


def _owed(found: State) -> tuple[str, str, str]:
    if found.demo:
        return "—", _("left to collect"), _("does not apply to invented data")
    owed = state.totals(found.owed)
    due = owed["counters"] + owed["comments"]
    parts = [
        (owed["days"], ngettext("{n} day of posts", "{n} days of posts", owed["days"])),
        (due, ngettext("{n} post to re-read", "{n} posts to re-read", due)),
    ]
    note = " · ".join(text.format(n=number(count)) for count, text in parts if count)
    title = ngettext("page left to collect", "pages left to collect", owed["pages"])
    return number(owed["pages"]), title, note or _("posts and comments are all read")


def _asked(found: State) -> tuple[str, str, str]:
    title = _("requests of the last run")
    if found.demo:
        return "—", title, _("does not apply to invented data")
    if found.last is None:
        return "—", title, _("no run yet")
    made, least = found.last["requests"] or 0, found.last["least"] or 0
    if not least:
        return number(made), title, _("no data on the least")
    if round(made / least, 2) == 1:
        return number(made), title, _("exactly the least")
    note = _("the least is {least} · {times} times that")
    return number(made), title, note.format(least=number(least), times=number(made / least, 2))


def nights(found: State) -> str:
    """The last 30 nights as HTML: how the full run of each day ended."""
    zone = here().settings.timezone
    today = local_date(found.now, zone)
    best = {"complete": 4, "running": 3, "incomplete": 2, "broken": 1}
    ended: dict[object, str] = {}
    for row in found.runs.filter(pl.col("kind") == "full").iter_rows(named=True):
        key = local_date(row["started_at"], zone)
        if best[row["state"]] > best.get(ended.get(key, ""), 0):
            ended[key] = row["state"]
    cells = []
    for back in range(NIGHTS - 1, -1, -1):
        night = today - timedelta(days=back)
        shape, tone, said = words.STATES.get(ended.get(night, ""), ("○", "none", N_("not started")))
        cells.append(
            f"<span title='{calendar_day(night)}: {escape(_(said))}' style='display:inline-flex;"
            "flex-direction:column;align-items:center;width:32px'>"
            f"<span style='font-size:18px;color:var(--kpi-{tone}-ink)'>{shape}</span>"
            f"<span class='kpi-note'>{night.day}</span></span>"
        )
    legend = " · ".join(words.state(one) for one in ("complete", "incomplete", "broken"))
    return (
        f"<h2 class='kpi-h2'>{escape(_('Runs over all pages in 30 days'))}</h2>"
        f"<div style='display:flex;flex-wrap:wrap'>{''.join(cells)}</div>"
        f"<p class='kpi-note'>{escape(legend)} · ○ {escape(_('not started'))}</p>"
    )


def forecast(found: State) -> str:
    """What reading all that is owed will take, as HTML; empty: nothing is owed."""
    estimate = found.forecast
    if estimate is None:
        return ""
    lines = []
    if estimate.recent.requests:
        lines.append(_("The last 30 days come first: {stage}.").format(
            stage=_stage(estimate.recent)))  # fmt: skip
    lines.append(_("All that is owed: {stage}.").format(stage=_stage(estimate.whole)))
    lines += _doubts(estimate)
    shown = "".join(f"<p>{escape(line)}</p>" for line in lines)
    title = _("How long it will take: an estimate")
    return f"<div class='kpi-box'><b>{escape(title)}</b>{shown}</div>"


def _stage(stage: Stage) -> str:
    requests = ngettext("about {n} request", "about {n} requests", stage.requests)
    said = f"{requests.format(n=number(stage.requests))}, {duration(max(stage.seconds, 60))}"
    if stage.days:
        said += ", " + _("but the daily quota makes it {days}").format(
            days=words.days(stage.days + 1)
        )
    return said


def _doubts(estimate: Forecast) -> list[str]:
    """What the estimate rests on."""
    told = []
    if estimate.whole.days is None:
        told.append(_("The daily quota will not do for the old posts: add a key."))
    if estimate.whole.slowest:
        told.append(_("With service keys, which cannot bundle requests, up to {duration}.").format(
            duration=duration(max(estimate.whole.slowest, 60))))  # fmt: skip
    told.append(
        _("By what was read so far; {keys}, {rate} each.")
        if estimate.pace.measured
        else _("Little data yet, so by the usual proportions of official pages; {keys}, {rate} "
               "each.")
    )  # fmt: skip
    keys = ngettext("{n} key", "{n} keys", estimate.tokens).format(n=estimate.tokens)
    told[-1] = told[-1].format(keys=keys, rate=_rate(here().settings.vk_requests_per_second))
    if not estimate.tokens:
        told.append(_("No key is set; this is the time with one."))
    return told


def _rate(a_second: float) -> str:
    """Requests a second; a fraction takes the form of one."""
    whole = a_second == int(a_second)
    words = ngettext(
        "up to {n} request a second",
        "up to {n} requests a second",
        int(a_second) if whole else 1,
    )
    return words.format(n=number(a_second, 0 if whole else 1))
