"""The ranking on screen: a table, and on a phone cards; the same rows in the same order."""

from __future__ import annotations

from html import escape
from typing import Any
from urllib.parse import quote
from weakref import WeakKeyDictionary

import polars as pl
import pyarrow as pa
import streamlit as st

from kpi import KPIS
from ui import ratings
from ui.exports.ranking import Listing, described
from ui.filters import LABELS, SCORE
from ui.formats import YES_NO, number, worded
from ui.i18n import N_, _
from ui.method.words import title
from ui.nothing import behind_column
from ui.ranking import frames as ranking
from ui.scores import place_words
from ui.search import short
from ui.tables import MISSING, ROW, arrow, figure, figure_column, text_column

CARDS = 20
"""Cards on one screen of a phone."""
SCORED = ("rank", "span", "step", "change", "fullness", "peers")
"""What the table says of a page's score besides the score, and its zone where there are zones."""
REPEATED = ("span", "step", "zone", "fullness", "peers", "founder", "territory", "sphere",
            "category")  # fmt: skip


def draw(listing: Listing, by: str) -> list[str]:
    """Draws table and cards; gives the page ids or groups that are ticked, in their order."""
    with st.container(key="ranking_table"):
        ticked = _table(listing, by)
    with st.container(key="ranking_cards"):
        _cards(listing, by)
    return ticked


def _table(listing: Listing, by: str) -> list[str]:
    rows, by_page = listing.rows, by == "page"
    event = st.dataframe(
        _arrow(listing, by_page),
        key=f"ranking_{by}",
        hide_index=True,
        row_height=ROW,
        height=min(680, 40 + ROW * rows.height),
        placeholder=MISSING,
        on_select="rerun",
        selection_mode="multi-row",
        column_config=_heads(by, listing),
        alt=_("Table of the ranking: {sentence}").format(sentence=listing.sentence),
    )
    ids = rows["page_id" if by_page else "name"]
    return [ids[place] for place in event.selection.rows if place < rows.height]


def _arrow(listing: Listing, by_page: bool) -> pa.Table:
    """The table as Streamlit takes it; made once for a listing, as long as the listing lives."""
    made = _made.get(listing)
    if made is None:
        sorted_by = listing.sort
        behind = None
        if sorted_by != SCORE:
            behind = behind_column(listing.rows, sorted_by).alias("behind")
        shown = listing.rows.select(_columns(listing, by_page, behind))
        words = ("behind", *REPEATED, *(YES_NO if by_page else ()))
        repeated = tuple(name for name in words if name in shown.columns)
        made = _made[listing] = arrow(shown, repeated)
    return made


_made: WeakKeyDictionary[Listing, pa.Table] = WeakKeyDictionary()


def _columns(listing: Listing, by_page: bool, behind: pl.Series | None) -> list[object]:
    """What is shown, in order: the page, what rows are sorted by, the score, figures, the rest."""
    figures = [figure(KPIS[kpi], by_page) for kpi in listing.kpis]
    sorted_by: list[object] = []
    if behind is not None:
        sorted_by, figures = ["place", figures[0], behind], figures[1:]
    score = pl.col(SCORE).round(0).cast(pl.Float32)
    if not by_page:
        low = pl.col("low_score").round(0).cast(pl.Float32)
        return [short_names(), *sorted_by, "pages", score, low, *figures]
    zone = ["zone"] if ratings.methodology(listing.chosen.methodology).colours else []
    return [
        short_names(), *sorted_by, score, *zone, *SCORED[:4], *figures[:3], *SCORED[4:],
        pl.col("weeks").cast(pl.List(pl.Int16)), *figures[3:],
        *[described(text) for text in ("founder", "territory", "sphere", "category")],
    ]  # fmt: skip


def short_names() -> pl.Expr:
    """Names as people say them: no legal form before a quoted name, usual abbreviations."""
    stated = pl.col("name").replace({ranking.NOT_STATED: _("not stated")})
    return short(stated)


def _heads(by: str, listing: Listing) -> dict[str, Any]:
    config, rows, by_page = st.column_config, listing.rows, by == "page"
    judged = {kpi: ranking.judged(rows, kpi) for kpi in listing.kpis}
    method = title(ratings.methodology(listing.chosen.methodology))
    said = _("Points of 100 by «{methodology}».").format(methodology=method)
    if not by_page:
        said += " " + _("Median of the rated pages.")
    return {
        "name": text_column(
            N_("Page") if by_page else LABELS[by], width=300 if by_page else 380, pinned=True),
        "place": config.NumberColumn(_("No."), width=52, help=_(
            "Place by the chosen figure among the rows shown; equal figures share a place.")),
        "behind": config.TextColumn(_("Out of"), width=110, help=_(
            "How many observations stand behind the figure, or why there is none.")),
        SCORE: config.ProgressColumn(
            _("Score") if by_page else _("Median score"), width=100, format="%.0f", min_value=0,
            max_value=100, help=said),
        "low_score": config.NumberColumn(_("Lowest tenth"), width=130, help=_(
            "A tenth of the pages has this score or less.")),
        "rank": config.NumberColumn(_("Place"), width=64, help=_(
            "Place inside the comparison group: pages of the same level, sphere and size.")),
        "span": config.TextColumn(_("from–to"), width=80, help=_(
            "By the data at hand the true place is between these, in nine cases of ten.")),
        "step": config.TextColumn(_("Step"), width=92, help=_(
            "Pages of one step cannot be told apart.")),
        "zone": config.TextColumn(_("Zone"), width=100, help=_(
            "Colour by the score alone, whatever the group; its bounds stand in the method.")),
        "change": config.NumberColumn(_("Δ places"), width=72, format="localized", help=_(
            "Places risen (+) or fallen (−) since the period before, in the same group.")),
        "fullness": config.TextColumn(_("Coverage"), width=130, help=_(
            "Share of the weight that could be judged, and what there was too little on.")),
        "peers": config.TextColumn(_("Comparison group · pages"), width=210),
        "pages": config.NumberColumn(_("Number of pages"), width=80),
        "weeks": config.BarChartColumn(_("12 weeks"), width=120, y_min=0, help=_(
            "Posts in each of the last 12 full weeks.")),
        **{text: text_column(LABELS[text], width=170) for text in LABELS},
        **{kpi: figure_column(KPIS[kpi], judged[kpi], rows.height, by_page)
           for kpi in listing.kpis},
    }  # fmt: skip


def _cards(listing: Listing, by: str) -> None:
    last = -(-listing.rows.height // CARDS)
    page = min(st.session_state.get("cards", 1), last) if last > 1 else 1
    written = _written.setdefault(listing, {})
    if page not in written:
        written[page] = _cards_of(listing, by, (page - 1) * CARDS)
    st.html(written[page])
    if last > 1:
        st.pagination(last, key="cards", max_visible_pages=5)


_written: WeakKeyDictionary[Listing, dict[int, str]] = WeakKeyDictionary()
"""Cards of a listing by their page, as HTML; made once, as long as the listing lives."""


def _cards_of(listing: Listing, by: str, start: int) -> str:
    part = listing.rows.slice(start, CARDS)
    behind = behind_column(part, listing.sort).to_list() if listing.sort != SCORE else None
    cards = []
    for place, row in enumerate(part.iter_rows(named=True)):
        value, said = _card_words(listing, row, behind[place] if behind else "")
        name = row["name"] if row["name"] != ranking.NOT_STATED else _("not stated")
        cards.append(
            f"<a class='kpi-card' target='_self' href='{_address(row, by, listing)}'>"
            f"<span class='kpi-card-name'>{escape(name)}</span>"
            f"<span class='kpi-card-value'>{value}</span>"
            f"<span class='kpi-note'>{escape(said)}</span></a>"
        )
    return "".join(cards)


def _card_words(listing: Listing, row: dict[str, object], behind: str) -> tuple[str, str]:
    """The figure of a card as HTML, and what stands under it."""
    score = MISSING if row[SCORE] is None else number(float(str(row[SCORE])))
    if listing.sort == SCORE:
        value = f"{_('Score')} <b>{score}</b>"
        if listing.chosen.by != "page":
            return value, ""
        return value, " · ".join(filter(None, [str(row["zone"] or ""), place_words(row)]))
    kpi = KPIS[listing.sort]
    figure_of = row[kpi.id]
    shown = MISSING if figure_of is None else worded(kpi, float(str(figure_of)))
    place = "" if row["place"] is None else f"{row['place']}. "
    return f"{place}<b>{shown}</b> {escape(_(kpi.column))}", behind


def _address(row: dict[str, object], by: str, listing: Listing) -> str:
    period = quote(listing.chosen.word)
    if by == "page":
        return f"page?page={quote(str(row['page_id']))}&period={period}"
    return f"ranking?{by}={quote(str(row['name']))}&by=page&period={period}"
