"""The head of the overview and its three tiles: the sentence, «mine», numbers that are doors.

Draws from ``ui.overview.data``; which rows a door opens is decided by the filter in its address.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from ui import data, filters, head
from ui.address import write
from ui.formats import number, pages, share, weekday_date
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.overview import data as overview_data
from ui.overview.data import Mine
from ui.shell import Context, declared


@dataclass(frozen=True)
class Look:
    """One visit: of whom, what the account looks after, and whether it sees only that."""

    ctx: Context
    mine: Mine
    narrowed: bool

    def among(self, stand: pl.DataFrame) -> pl.DataFrame:
        """The rows this visit looks at."""
        return stand.filter(self.mine.wanted) if self.narrowed else stand

    def address(self, **query: str) -> dict[str, str]:
        """The address of a door: what it filters by, and «mine» where that is on."""
        return query | ({"mine": "1"} if self.narrowed else {})


def look(ctx: Context) -> Look:
    """A visit: «mine» is on once something is chosen, unless the address switches it off."""
    mine = overview_data.mine(ctx.account.name)
    return Look(ctx, mine, bool(mine) and st.query_params.get("mine") != "0")


def draw_head(look: Look, stand: pl.DataFrame, founders: pl.DataFrame) -> None:
    """Title with the day and the freshness; the sentence, with «mine» at the right of it."""
    account = look.ctx.account
    head.title(look.ctx.page.title_for(account.role), beside=weekday_date(now()))
    with st.container(horizontal=True, key="overview_head", vertical_alignment="center"):
        st.html(f"<p class='kpi-sentence'>{escape(sentence(stand, founders))}</p>")
        if account.role == "supervisor":
            _choose_mine(look)


def sentence(stand: pl.DataFrame, founders: pl.DataFrame) -> str:
    """The one sentence: where most of those who wait are, or that nobody does."""
    few, whole = overview_data.half(founders), founders.height
    silent = int(stand["silent"].sum())
    if few and whole > 1:
        return ngettext(
            "{n} of {whole} founders holds half of the overdue questions",
            "{n} of {whole} founders hold half of the overdue questions", few,
        ).format(n=number(few), whole=number(whole))  # fmt: skip
    if few:
        return _("Residents wait for answers longer than the deadline")
    if silent:
        return _("No question waits past its deadline; without posts for 7 days: {pages}").format(
            pages=pages(silent)
        )
    return _("No question waits past its deadline, every page publishes")


def _choose_mine(look: Look) -> None:
    """The chip «mine»: whether it is on, and what it is."""
    label = _("Mine") if look.narrowed else _("Whole region")
    sheet = st.popover(label, icon=":material/tune:", on_change="rerun", key="mine_sheet")
    if not sheet.open:
        return
    with sheet:
        if look.mine:
            st.session_state["mine_on"] = look.narrowed
            st.toggle(_("Only those I look after"), key="mine_on", on_change=_switch)
        options = filters.options_of(data.listed())
        kept = {"founder": look.mine.founders, "territory": look.mine.territories}
        labels = {"founder": _("Founders"), "territory": _("Territories")}
        for column, name in labels.items():
            st.session_state[f"mine_{column}"] = [
                one for one in kept[column] if one in options[column]
            ]
            st.multiselect(
                name, options[column], key=f"mine_{column}", placeholder=_("Choose"),
                on_change=_keep, args=(look.ctx.account.name,),
            )  # fmt: skip


def _switch() -> None:
    write(mine=None if st.session_state["mine_on"] else "0")


def _keep(name: str) -> None:
    chosen = (tuple(st.session_state[f"mine_{column}"]) for column in ("founder", "territory"))
    overview_data.look_after(name, Mine(*chosen))
    write(mine=None)


@dataclass(frozen=True)
class Tile:
    """One number, what it counts, what stands beside it, and the doors: label, view, address."""

    id: str
    value: str
    text: str
    note: str
    doors: tuple[tuple[str, str, dict[str, str]], ...]


def draw_tiles(look: Look, stand: pl.DataFrame) -> None:
    """The three tiles; the first door of a tile covers the whole of it."""
    made: tuple[Callable[[Look, pl.DataFrame], Tile], ...] = (_overdue, _silent, _below)
    with st.container(key="overview_tiles"):
        for column, make in zip(st.columns([5, 3.5, 3.5]), made, strict=True):
            tile = make(look, stand)
            with column.container(border=True, key=f"tile_{tile.id}"):
                st.html(
                    f"<div class='kpi-tile'><span class='kpi-tile-number'>{tile.value}</span>"
                    f"<span class='kpi-tile-text'>{escape(tile.text)}</span></div>"
                    f"<p class='kpi-note'>{escape(tile.note)}</p>"
                )
                with st.container(horizontal=True, key=f"doors_{tile.id}", gap="small"):
                    for label, view, query in tile.doors:
                        st.page_link(look.ctx.links[view], label=label, query_params=query)


def may_open(ctx: Context, view: str) -> bool:
    """Whether there is a view of this address for the role."""
    return view in ctx.links and ctx.account.role in declared()[view].roles


def overdue_door(look: Look, **query: str) -> tuple[str, dict[str, str]]:
    """The queue of questions, or, for roles that do not read them, the pages they stand on."""
    if may_open(look.ctx, "replies"):
        return "replies", look.address(queue="overdue", **query)
    return "ranking", look.address(state="overdue", sort="open_appeals", **query)


def state_door(look: Look, state: str, **query: str) -> dict[str, str]:
    """The address of the pages in a state, sorted by the figure that says it."""
    period = str(overview_data.now_period())
    sorts = {"silent": {"sort": "silent_days", "period": period},
             "below_norm": {"sort": "weeks_on_norm"}}  # fmt: skip
    return look.address(state=state, **sorts[state], **query)


def _overdue(look: Look, stand: pl.DataFrame) -> Tile:
    count, before = int(stand["overdue"].sum()), int(stand["overdue_before"].sum())
    on = pages(stand.filter(pl.col("overdue") > 0).height)
    days = here().settings.queue_days
    within = ngettext("within {n} day", "within {n} days", days).format(n=days)
    text = ngettext(
        "question of residents waits past the deadline",
        "questions of residents wait past the deadline", count,
    )  # fmt: skip
    view, query = overdue_door(look)
    label = _("Open the queue") if view == "replies" else _("Open the list")
    note = f"{within}, {on} · {change(count, before)}"
    return Tile("overdue", number(count), text, note, ((label, view, query),))


def _silent(look: Look, stand: pl.DataFrame) -> Tile:
    count = int(stand["silent"].sum())
    new = stand.filter("silent", ~pl.col("silent_before")).height
    back = stand.filter(~pl.col("silent"), "silent_before").height
    text = ngettext(
        "page without posts for 7 days or longer", "pages without posts for 7 days or longer", count
    )
    note = ", ".join([
        ngettext("{n} new", "{n} new ones", new).format(n=number(new)),
        ngettext("{n} has come back", "{n} have come back", back).format(n=number(back)),
    ])  # fmt: skip
    return Tile("silent", number(count), text, note, _both(look, "silent"))


def _below(look: Look, stand: pl.DataFrame) -> Tile:
    judged = stand["below_norm"].drop_nulls()
    before = stand["below_norm_before"].drop_nulls()
    count = int(judged.sum())
    text = ngettext(
        "page did not meet the norm last week", "pages did not meet the norm last week", count
    )
    if judged.is_empty():
        return Tile("below", "—", text, _("the week has no norm, or is not collected"), ())
    note = share(count / judged.len())
    if before.len():
        note = _("{share}, a week earlier {before}").format(
            share=note, before=share(int(before.sum()) / before.len())
        )
    return Tile("below", number(count), text, note, _both(look, "below_norm"))


def _both(look: Look, state: str) -> tuple[tuple[str, str, dict[str, str]], ...]:
    query = state_door(look, state)
    return (
        (_("Open the list"), "ranking", query),
        (_("By founder"), "ranking", query | {"by": "founder"}),
    )


def change(count: int, before: int) -> str:
    """``18 more than a week ago``, ``▲ на 18 за неделю``: how a count has moved in a week."""
    if count == before:
        return _("as many as a week ago")
    words = _("{n} more than a week ago") if count > before else _("{n} fewer than a week ago")
    return words.format(n=number(abs(count - before)))
