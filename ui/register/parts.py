"""What the register shows: bars of the networks, the table of bodies, founders, gaps of design.

Draws frames of ``ui.register.data``; the address holds what is chosen.
"""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import urlencode

import polars as pl
import streamlit as st

from ui import data
from ui.address import write, writes
from ui.exports import register as export
from ui.filters import NETWORK_NAMES
from ui.formats import number, share
from ui.i18n import _, language
from ui.installation import here
from ui.kept import kept
from ui.ranking.table import CARDS, short_names
from ui.register import data as register_data
from ui.register import words
from ui.register.data import NETWORKS, STATES, Chosen, by_founder, counts, lacking, used, words_of
from ui.search import short
from ui.tables import MISSING, ROW, arrow

HEADS = {"vk": ("VK", 44), "ok": ("ОК", 44), "telegram": ("Telegram", 74), "max": ("MAX", 54)}
"""Column heads of the networks, short in every language, and their widths."""
TEXTS = {"publications": export.publications, "design": export.design,
         "widget": export.widget, "reason": export.reason}  # fmt: skip
"""Columns of the table that are worded row by row."""
WIDE_ENOUGH = 9
"""Percent of a bar that hold a number; narrower parts hold their shape only."""


def bars(bodies: pl.DataFrame) -> str:
    """One stacked bar per network in use, its parts with their numbers, as HTML."""
    lines = []
    for network in used(bodies):
        found, parts, said = counts(bodies, network), [], []
        for state in STATES:
            if not found[state]:
                continue
            percent = 100 * found[state] / max(bodies.height, 1)
            wide = percent >= WIDE_ENOUGH
            label = f"{_shape(state)} {number(found[state])}" if wide else _shape(state)
            told = f"{words.state(state, network)} {number(found[state])}"
            said.append(told)
            parts.append(
                f"<span class='kpi-part {state}' style='width:{percent:.2f}%' "
                f"title='{escape(told)}'>{label}</span>"
            )
        lines.append(
            f"<div class='kpi-stack'><b>{escape(_(NETWORK_NAMES[network]))}</b>"
            f"<span class='kpi-stack-bar' role='img' aria-label='{escape(', '.join(said))}'>"
            f"{''.join(parts)}</span></div>"
        )
    rest = [_(NETWORK_NAMES[one]) for one in NETWORKS if one not in used(bodies)]
    note = ""
    if rest:
        missing = _("The register holds no links to: {networks}.").format(networks=", ".join(rest))
        note = f"<p class='kpi-note'>{escape(missing)}</p>"
    return "".join(lines) + note


def parts(bodies: pl.DataFrame, chosen: Chosen) -> None:
    """The parts of a bar as buttons that filter; pressed again they let go."""
    networks = used(bodies)
    with st.container(horizontal=True, key="register_parts", vertical_alignment="center"):
        if len(networks) > 1:
            _choice("network", networks, chosen.network, lambda one: _(NETWORK_NAMES[one]), True)
        found = counts(bodies, chosen.network)
        there = [one for one in STATES if found[one] or one == chosen.state]

        def told(one: str) -> str:
            return f"{_shape(one)} {words.state(one, chosen.network)} · {number(found[one])}"

        _choice("state", there, chosen.state, told, False)


def _shape(state: str) -> str:
    return words.STATES[state][0]


def _choice(
    name: str, options: list[str], value: str | None, told: Callable[[str], str], required: bool
) -> None:
    key = f"register_{name}"
    st.session_state[key] = value
    st.pills(
        _("Network") if name == "network" else _("State"), options, key=key, format_func=told,
        required=required, label_visibility="collapsed", on_change=writes(name, key), wrap=True,
    )  # fmt: skip


def table(rows: pl.DataFrame) -> list[int]:
    """The table of bodies; gives the places of the rows that are ticked."""
    told = _told(here().settings.database_url, data.version(), language())
    unused = [one for one in NETWORKS if one not in used(register_data.bodies())]
    shown = rows.select("body").join(told, on="body", how="left").drop("body", *unused)
    there = [one for one in NETWORKS if one not in unused]
    event = st.dataframe(
        arrow(shown, ("founder", "territory", *there, *TEXTS)), key="register_rows",
        hide_index=True, row_height=ROW, height=min(572, 40 + ROW * rows.height),
        placeholder=MISSING, on_select="rerun", selection_mode="multi-row",
        column_config=_heads(unused), alt=_("Table of the register"),
    )  # fmt: skip
    return [place for place in event.selection.rows if place < rows.height]


@kept(2)
def _told(url: str, version: int, language: str) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    """All bodies as the table words them, with ``body``: some 10 µs a cell, so once a version."""
    bodies = register_data.bodies()
    named = list(bodies.iter_rows(named=True))
    shapes = {state: shape for state, (shape, _words) in words.STATES.items()}
    return bodies.select(
        "body", short_names(), short(pl.col("founder")), short(pl.col("territory")),
        *(pl.col(one).replace_strict(shapes, return_dtype=pl.String) for one in NETWORKS),
    ).with_columns(
        pl.Series(name, [build(row) for row in named], dtype=pl.String)
        for name, build in TEXTS.items()
    )  # fmt: skip


def _heads(unused: list[str]) -> dict[str, Any]:
    """Heads and widths; names take the room of networks without a link in the register."""
    text, room = st.column_config.TextColumn, sum(HEADS[one][1] for one in unused)
    legend = ", ".join(f"{shape} {_(said)}" for shape, said in words.STATES.values())
    return {
        "name": text(_("Organisation"), width=200 + room // 2, pinned=True),
        "founder": text(_("Founder"), width=110 + room // 2),
        "territory": text(_("Territory"), width=96),
        **{one: text(head, width=width, help=legend) for one, (head, width) in HEADS.items()},
        "publications": text(_("Publications"), width=98, help=_(
            "Whether the page has published within 30 days.")),
        "design": text(_("Design"), width=96, help=_(
            "Filled of 7: picture, cover, description, site, phone, address, subject.")),
        "widget": text(_("POS widget"), width=90, help=_(
            "Whether the menu leads to «Report a problem».")),
        "reason": text(_("Reason"), width=240),
    }  # fmt: skip


def cards(rows: pl.DataFrame) -> str:
    """The rows as cards of a phone, with a shape for each network, as HTML."""
    made = []
    for row in rows.head(CARDS).iter_rows(named=True):
        icons = " · ".join(f"{_(NETWORK_NAMES[one])} {_shape(row[one])}" for one in NETWORKS)
        note = " · ".join(filter(None, [
            words.standing(row["vk"], "vk"), export.design(row), export.reason(row)]))  # fmt: skip
        inner = (
            f"<span class='kpi-card-name'>{escape(row['name'])}</span><span>{icons}</span>"
            f"<span class='kpi-note'>{escape(note)}</span>"
        )
        if row["page_id"]:
            address = escape(f"page?{urlencode({'page': row['page_id']})}")
            made.append(f"<a class='kpi-card' target='_self' href='{address}'>{inner}</a>")
        else:
            made.append(f"<div class='kpi-card'>{inner}</div>")
    if rows.height > CARDS:
        said = _("The first {n} are shown: search narrows them down.").format(n=CARDS)
        made.append(f"<p class='kpi-note'>{escape(said)}</p>")
    return "".join(made)


def founders(bodies: pl.DataFrame) -> None:
    """Founders by the share with the mark, the lowest first; a ticked one filters."""
    found = by_founder(bodies)
    st.html(f"<h2 class='kpi-h2'>{escape(_('With the mark, by founder'))}</h2>")
    shown = found.select(
        short(pl.col("founder")), pl.format("{} / {}", "marked", "bodies").alias("of"),
        (pl.col("share") * 100).round(0).alias("share"),
    )  # fmt: skip

    def choose() -> None:
        picked = st.session_state["register_founders"].selection.rows
        if picked:
            write(founder=found["founder"][picked[0]])

    st.dataframe(
        arrow(shown, ()), key="register_founders", hide_index=True, row_height=ROW,
        height=min(572, 40 + ROW * shown.height), on_select=choose,
        selection_mode="single-row", alt=_("Founders by the share with the mark"),
        column_config={
            "founder": st.column_config.TextColumn(_("Founder"), width=190),
            "of": st.column_config.TextColumn(_("k of n"), width=70),
            "share": st.column_config.ProgressColumn(
                _("Share"), min_value=0, max_value=100, format="%d %%", width=120),
        },
    )  # fmt: skip


def gaps(bodies: pl.DataFrame) -> None:
    """How many pages lack each item of the design, each with the door to the list."""
    read = bodies.filter(pl.col("design").is_not_null()).height
    st.html(f"<h2 class='kpi-h2'>{escape(_('What the design lacks'))}</h2>")
    if not read:
        st.caption(_("No page was read yet."))
        return
    for item, count in sorted(lacking(bodies).items(), key=lambda pair: -pair[1]):
        with st.container(horizontal=True, key=f"gap_{item}", vertical_alignment="center"):
            st.html(
                f"<div class='kpi-gap'><span>{escape(words_of(item))}</span><span>"
                f"{number(count)} · {share(count / read)}</span><span class='kpi-gap-bar'>"
                f"<span style='width:{100 * count / read:.1f}%'></span></span></div>",
                width="stretch",
            )
            st.button(
                _("List"), key=f"lacks_{item}", type="tertiary", on_click=_lacks(item),
                disabled=not count,
            )  # fmt: skip


def _lacks(item: str) -> Callable[[], None]:
    return lambda: write(lacks=item)
