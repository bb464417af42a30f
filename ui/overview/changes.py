"""«Что изменилось за неделю»: who came back or fell silent, who moved a tier and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from urllib.parse import quote

import polars as pl
import streamlit as st

from kpi import KPIS
from ui import data, watching
from ui.formats import number
from ui.i18n import _, language, ngettext
from ui.kept import kept
from ui.overview import data as overview_data
from ui.overview import weeks as overview_weeks
from ui.ranking.table import short_names
from ui.shell import Context
from ui.tables import ROW, arrow

SHOWN = 5


@dataclass(frozen=True)
class Change:
    """Pages to which one thing happened: ``page_id, name, founder, told`` (in words)."""

    id: str
    title: str
    rows: pl.DataFrame


def draw(ctx: Context, stand: pl.DataFrame) -> None:
    """Two columns: for the better, for the worse; five pages of each kind, the rest in a dialog."""
    st.html(f"<h2 class='kpi-h2'>{escape(_('What has changed in a week'))}</h2>")
    with st.container(key="overview_changes"):
        _columns(ctx, stand)


def _columns(ctx: Context, stand: pl.DataFrame) -> None:
    found = overview_weeks.prepared()
    known = _changes(data.version(), found.version if found else None, language())
    seen = pl.col("page_id").is_in(stand["page_id"].implode())
    parts = [part and replace(part, rows=part.rows.filter(seen)) for part in known]
    for column, side in zip(st.columns(2), (parts[::2], parts[1::2]), strict=True):
        with column:
            for part in side:
                if part is None:
                    st.html(f"<p class='kpi-note'>{escape(_('Steps are being counted'))}</p>")
                else:
                    _draw(ctx, part)


@kept(4)
def _changes(version: int, prepared: int | None, code: str) -> list[Change | None]:  # noqa: ARG001
    """Of all pages in words: back, silent, up, down; the last two null while they are counted."""
    stand, found = overview_data.standing(), overview_weeks.prepared()
    return [*publishing(stand), *(tiers(stand, found.moved) if found else (None, None))]


def publishing(stand: pl.DataFrame) -> tuple[Change, Change]:
    """Pages that publish again, and pages that have stopped, against a week earlier."""
    back = stand.filter(~pl.col("silent"), "silent_before").sort(
        "silent_days_before", "name", descending=[True, False]
    )
    stopped = stand.filter("silent", ~pl.col("silent_before")).sort(
        "silent_days", "name", descending=[True, False]
    )
    return (
        Change("back", _("Came back"), _told(back, "silent_days_before", _was_silent)),
        Change("silent", _("Stopped publishing"), _told(stopped, "silent_days", _is_silent)),
    )


def tiers(stand: pl.DataFrame, moved: pl.DataFrame) -> tuple[Change, Change]:
    """Pages that moved up and down a step, with the figure that did it."""
    named = moved.join(
        stand.select("page", "page_id", "founder", "name"), on="page", maintain_order="left"
    ).with_columns(short_names())
    words = [_step(row) for row in named.iter_rows(named=True)]
    told = named.with_columns(told=pl.Series(words, dtype=pl.String))
    up = pl.col("tier") < pl.col("tier_before")
    columns = ("page_id", "name", "founder", "told")
    return (
        Change("up", _("Moved a step up"), told.filter(up).select(columns)),
        Change("down", _("Moved a step down"), told.filter(~up).reverse().select(columns)),
    )


def _told(rows: pl.DataFrame, column: str, word: object) -> pl.DataFrame:
    assert callable(word)
    words = [word(round(days)) for days in rows[column]]
    return rows.select("page_id", short_names(), "founder", told=pl.Series(words, dtype=pl.String))


def _was_silent(days: int) -> str:
    return ngettext(
        "publishes again after {n} day without posts",
        "publishes again after {n} days without posts", days,
    ).format(n=number(days))  # fmt: skip


def _is_silent(days: int) -> str:
    return ngettext("no posts for {n} day", "no posts for {n} days", days).format(n=number(days))


def _step(row: dict[str, object]) -> str:
    tier, before = int(str(row["tier"])), int(str(row["tier_before"]))
    kpi = _(KPIS[str(row["kpi"])].title)
    return f"{_tier(before)} → {_tier(tier)} · {kpi}"


def _tier(tier: int) -> str:
    return _("Leaders") if tier == 1 else _("step {n}").format(n=tier)


def _draw(ctx: Context, part: Change) -> None:
    arrow_, tone = ("▲", "good") if part.id in ("back", "up") else ("▼", "warn")
    count = part.rows.height
    lines = "".join(
        f"<li><a target='_self' href='page?page={quote(row['page_id'])}'>{escape(row['name'])}</a>"
        f"<span class='kpi-note'>{escape(row['told'])}</span></li>"
        for row in part.rows.head(SHOWN).iter_rows(named=True)
    )
    none = "" if count else f"<p class='kpi-note'>{escape(_('none'))}</p>"
    st.html(
        f"<h3 class='kpi-h3'><span class='kpi-change {tone}'>{arrow_}</span> {escape(part.title)}"
        f" ({number(count)})</h3><ul class='kpi-changes'>{lines}</ul>{none}"
    )
    with st.container(horizontal=True, key=f"acts_{part.id}"):
        _acts(ctx, part)


def _acts(ctx: Context, part: Change) -> None:
    """The way to all of them, and silent ones under watch at one press."""
    count = part.rows.height
    if count > SHOWN:
        more = _("{n} more").format(n=number(count - SHOWN))
        if st.button(more, type="tertiary", key=f"more_{part.id}"):
            st.dialog(part.title, width="large")(_list)(ctx, part)
    if part.id == "silent" and count and watching.may_watch(ctx.account):
        label = _("Put under watch")
        if st.button(label, type="tertiary", key="watch_silent", icon=":material/visibility:"):
            watching.dialog(ctx.account, part.rows["page_id"].to_list(), "silent")


def _list(ctx: Context, part: Change) -> None:
    """All of them; a ticked row opens its page."""
    config = st.column_config
    event = st.dataframe(
        arrow(part.rows.select("name", "told", "founder"), ("told", "founder")),
        key=f"changes_{part.id}",
        hide_index=True,
        row_height=ROW,
        height=ROW * (min(12, part.rows.height) + 1) + 2,
        placeholder="",
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "name": config.TextColumn(_("Page"), width=300, pinned=True),
            "told": config.TextColumn(_("What has changed"), width=320),
            "founder": config.TextColumn(_("Founder"), width=260),
        },
        alt=part.title,
    )
    if event.selection.rows:
        ctx.open("page", page=part.rows["page_id"][event.selection.rows[0]])
