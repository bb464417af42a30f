"""The lists of the collection: one definition of columns and cells for the screen and the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import streamlit as st

from jobs.state import State
from ui.collection import words
from ui.exports.sheets import Column, Kind, Sheet
from ui.formats import duration, number
from ui.i18n import N_, _
from ui.installation import here
from ui.tables import MISSING, ROW, digits

HOUR = 3600


@dataclass(frozen=True)
class Listing:
    """A list: id, title, what an empty one says, heads with kinds and widths, rows of cells.

    ``pages`` are the page ids of the rows, empty where rows are no pages. Moments are datetimes
    of the region's zone without a zone, so that a browser sorts them.
    """

    id: str
    title: str
    nothing: str
    heads: tuple[tuple[str, str, int], ...]
    rows: Sequence[Sequence[Any]]
    pages: list[str]


def listings(found: State, *, keys: bool) -> list[Listing]:
    """All lists in the order of the view; ``keys``: with that of the access keys."""
    made = [_runs(found), _owed(found), _refused(found), _changes(found), _rejects(found),
            _ages(found)]  # fmt: skip
    return [*made, _keys(found)] if keys else made


def label(listing: Listing) -> str:
    """The list's title, with how many rows it has where that is news."""
    if listing.id in ("runs", "ages", "keys") or not listing.rows:
        return _(listing.title)
    return f"{_(listing.title)} · {number(len(listing.rows))}"


def draw(listing: Listing) -> str | None:
    """Draws a list; gives the page id of a row that was opened, null: none."""
    if not listing.rows:
        st.info(_(listing.nothing))
        return None
    columns = {head: _head(head, kind, width) for head, kind, width in listing.heads}
    frame = pl.DataFrame(
        listing.rows,
        schema={head: _TYPES[kind] for head, kind, _width in listing.heads},
        orient="row",
    )
    options: dict[str, Any] = {}
    if listing.pages:
        st.caption(_("Tick a row to open it."))
        options = {"on_select": "rerun", "selection_mode": "single-row"}
    event = st.dataframe(
        frame.to_arrow(compat_level=pl.CompatLevel.oldest()),
        key=f"collection_{listing.id}", hide_index=True, row_height=ROW,
        height=min(500, 40 + ROW * frame.height), placeholder=MISSING,
        column_config=columns, alt=_(listing.title), **options,
    )  # fmt: skip
    if not listing.pages or not event.selection.rows:
        return None
    place: int = event.selection.rows[0]
    return listing.pages[place]


def sheet(listing: Listing) -> Sheet:
    """The list as a sheet of a workbook."""
    kinds: dict[str, Kind] = {"number": "number", "tenths": "tenths", "hundredths": "hundredths"}
    columns = tuple(
        Column(_(head), kinds.get(kind, "text"), max(width // 7, 9))
        for head, kind, width in listing.heads
    )
    rows = [[_shown(cell) for cell in row] for row in listing.rows]
    return Sheet(_(listing.title), columns, rows)


def _shown(cell: Any) -> Any:
    return f"{cell:%d.%m.%Y %H:%M}" if isinstance(cell, datetime) else cell


_TYPES: dict[str, Any] = {
    "text": pl.String, "number": pl.Int64, "tenths": pl.Float64, "hundredths": pl.Float64,
    "moment": pl.Datetime("ms"),
}  # fmt: skip
_DIGITS = {"number": digits(0), "tenths": digits(1), "hundredths": digits(2)}


def _head(head: str, kind: str, width: int) -> Any:
    config, label = st.column_config, _(head)
    if kind == "moment":
        return config.DatetimeColumn(label, format="DD.MM.YYYY HH:mm", width=width)
    if kind == "text":
        return config.TextColumn(label, width=width)
    return config.NumberColumn(label, format="localized", width=width, step=_DIGITS[kind])


def _local(instant: int | None) -> datetime | None:
    if instant is None:
        return None
    return datetime.fromtimestamp(instant, ZoneInfo(here().settings.timezone)).replace(tzinfo=None)


def _runs(found: State) -> Listing:
    heads = (
        (N_("Begun"), "moment", 140), (N_("Took"), "text", 100), (N_("Run"), "text", 110),
        (N_("Ended"), "text", 110), (N_("Read pages"), "number", 80),
        (N_("Read posts"), "number", 100), (N_("Read comments"), "number", 115),
        (N_("Requests"), "number", 85), (N_("Least"), "number", 85),
        (N_("÷ least"), "hundredths", 90), (N_("Retries"), "number", 85),
        (N_("Not taken"), "number", 95), (N_("Owed"), "number", 85), (N_("Why"), "text", 480),
    )  # fmt: skip
    rows = [
        (
            _local(run["started_at"]),
            duration(run["finished_at"] - run["started_at"]) if run["finished_at"] else None,
            words.kind(run["kind"]), words.state(run["state"]), run["pages"], run["posts"],
            run["comments"], run["requests"], run["least"],
            round((run["requests"] or 0) / run["least"], 2) if run["least"] else None,
            run["retries"], run["rejects"], run["owed"], words.end(run["message"]) or None,
        )
        for run in found.runs.iter_rows(named=True)
    ]  # fmt: skip
    return Listing("runs", N_("Runs"), N_("There was no run yet."), heads, rows, [])


def _owed(found: State) -> Listing:
    heads = (
        (N_("Page"), "text", 260), (N_("Days of posts"), "tenths", 130),
        (N_("Posts to count again"), "number", 190),
        (N_("Posts with unread comments"), "number", 220), (N_("Read up to"), "moment", 150),
    )  # fmt: skip
    owed = found.owed
    rows = [
        (row["name"], round(row["days"], 1), row["counters"], row["comments"], _local(row["end"]))
        for row in owed.iter_rows(named=True)
    ]
    nothing = (
        N_("Does not apply: invented data are never collected.")
        if found.demo
        else N_("There are no pages yet: load the register.")
        if found.pages.is_empty()
        else N_("Nothing is owed: posts and comments are all read.")
    )
    return Listing("owed", N_("Left to collect"), nothing, heads, rows, owed["page_id"].to_list())


def _refused(found: State) -> Listing:
    heads = (
        (N_("Page"), "text", 260), (N_("What happened"), "text", 340), (N_("Since"), "moment", 140),
        (N_("What to do"), "text", 420), (N_("Code"), "text", 120),
    )  # fmt: skip
    refused = found.refused
    rows = []
    for row in refused.iter_rows(named=True):
        said, code = words.refusal(row["refused"])
        since = _local(row["refused_at"])
        rows.append((row["name"], said, since, words.remedy(row["refused"]), code or None))
    return Listing(
        "refused",
        N_("Refused"),
        N_("VK refuses no page."),
        heads,
        rows,
        refused["page_id"].to_list(),
    )


def _changes(found: State) -> Listing:
    heads = (
        (N_("Seen"), "moment", 140), (N_("Page"), "text", 260), (N_("What changed"), "text", 560),
    )  # fmt: skip
    rows = [
        (_local(row["at"]), row["name"], words.change(row["what"], row["was"], row["became"]))
        for row in found.changes.iter_rows(named=True)
    ]
    nothing = N_("No page was renamed, closed or reopened.")
    return Listing(
        "changes", N_("Changes"), nothing, heads, rows, found.changes["page_id"].to_list()
    )


def _rejects(found: State) -> Listing:
    heads = (
        (N_("Why it was not taken"), "text", 420), (N_("How often"), "number", 110),
        (N_("On pages"), "number", 110), (N_("Last time"), "moment", 150),
    )  # fmt: skip
    rows = [
        (words.reject(row["what"], row["reason"]), row["count"], row["pages"], _local(row["last"]))
        for row in found.rejects.iter_rows(named=True)
    ]
    nothing = N_("Everything VK gave in 30 days was taken.")
    return Listing("rejects", N_("Not taken"), nothing, heads, rows, [])


def _ages(found: State) -> Listing:
    heads = (
        (N_("Page"), "text", 260), (N_("Read up to"), "moment", 150), (N_("Age"), "text", 130),
        (N_("Age, hours"), "number", 110),
    )  # fmt: skip
    oldest = found.pages.sort("age", descending=True, nulls_last=False)
    rows = [
        (row["name"], _local(row["end"]), _("no data") if row["age"] is None else
         duration(row["age"]), None if row["age"] is None else row["age"] // HOUR)
        for row in oldest.iter_rows(named=True)
    ]  # fmt: skip
    nothing = N_("There are no pages yet: load the register.")
    return Listing("ages", N_("Age of data"), nothing, heads, rows, oldest["page_id"].to_list())


def _keys(found: State) -> Listing:
    heads = (
        (N_("Key"), "text", 180), (N_("State"), "text", 130), (N_("Spent today"), "number", 120),
        (N_("Left today"), "number", 120), (N_("Refused for"), "text", 460),
        (N_("Since"), "moment", 140),
    )  # fmt: skip
    rows = []
    for token in found.tokens:
        over = token.refused is not None
        state = _("■ refused") if token.dead else _("▲ quota spent") if over else _("● works")
        rows.append((
            _("key {mark}…").format(mark=token.mark[:6]), state, token.spent, token.left,
            words.token(token.refused) if token.refused else None, _local(token.refused_at),
        ))  # fmt: skip
    nothing = N_("No access key of VK is set: put it into `KPI_VK_TOKENS` and restart the server.")
    return Listing("keys", N_("Keys and quota"), nothing, heads, rows, [])


AGES = {
    "day": N_("up to a day"), "two_days": N_("1–2 days"), "week": N_("2–7 days"),
    "older": N_("over a week"), "never": N_("no data"),
}  # fmt: skip


def age_bars(counted: dict[str, int]) -> str:
    """How many pages have data of which age, as bars of HTML."""
    whole = max(sum(counted.values()), 1)
    tones = {"day": "good", "two_days": "warn", "week": "warn", "older": "bad", "never": "none"}
    rows = []
    for name, said in AGES.items():
        width = 100 * counted[name] / whole
        rows.append(
            "<div style='display:flex;align-items:center;gap:12px;min-height:28px'>"
            f"<span style='flex:0 0 112px'>{_(said)}</span>"
            f"<span style='flex:0 0 64px;text-align:right'>{number(counted[name])}</span>"
            f"<span style='flex:1'><span style='display:block;height:12px;border-radius:4px;"
            f"width:{width:.1f}%;background:var(--kpi-{tones[name]})'></span></span></div>"
        )
    return f"<div style='max-width:560px'>{''.join(rows)}</div>"
