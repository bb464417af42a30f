"""The ranking on screen: a table, and on a phone cards; the same rows in the same order."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

import polars as pl
import streamlit as st

from kpi import KPIS
from ui import ranking
from ui.exports.ranking import Listing, described
from ui.filters import LABELS
from ui.formats import worded
from ui.i18n import N_, _
from ui.nothing import behind_column
from ui.tables import MISSING, ROW, arrow, figure, figure_column, text_column

LEGAL_FORM = r"^(?:[А-ЯЁ]{2,8}\s+){1,2}(?:[а-яё]+\s+)?([«\"])"
CARDS = 20
"""Cards on one screen of a phone."""
SHORTER = {
    "Средняя общеобразовательная школа": "СОШ",
    "Основная общеобразовательная школа": "ООШ",
    " с углублённым изучением отдельных предметов": " с УИОП",
    "социального обслуживания населения": "соцобслуживания",
    " администрации ": " ",
    "муниципального округа": "МО",
    "городского округа": "ГО",
    "муниципального района": "МР",
}
"""Long words of the register and how people shorten them."""


def draw(listing: Listing, by: str) -> str | None:
    """Draws table and cards; gives the page id or group that was opened, null: none."""
    behind = behind_column(listing.rows, listing.kpis[0])
    with st.container(key="ranking_table"):
        st.caption(_("Tick a row to open it."))
        opened = _table(listing, by, behind)
    with st.container(key="ranking_cards"):
        _cards(listing, by, behind)
    return opened


def _table(listing: Listing, by: str, behind: pl.Series) -> str | None:
    rows, by_page = listing.rows, by == "page"
    texts = ("founder", "territory", "sphere", "category") if by_page else ()
    shown = rows.select(
        "place",
        short_names(),
        figure(KPIS[listing.kpis[0]], by_page),
        behind.alias("behind"),
        "weeks" if by_page else "pages",
        *[figure(KPIS[kpi], by_page) for kpi in listing.kpis[1:]],
        *[described(text) for text in texts],
    )
    judged = {kpi: ranking.judged(rows, kpi) for kpi in listing.kpis}
    event = st.dataframe(
        arrow(shown, ("behind", *texts)),
        key=f"ranking_{by}",
        hide_index=True,
        row_height=ROW,
        height=min(572, 40 + ROW * rows.height),
        placeholder=MISSING,
        on_select="rerun",
        selection_mode="single-row",
        column_config=_heads(by, judged, listing, rows.height),
        alt=_("Table of the ranking: {sentence}").format(sentence=listing.sentence),
    )
    picked = event.selection.rows
    return rows["page_id" if by_page else "name"][picked[0]] if picked else None


def short_names() -> pl.Expr:
    """Names as people say them: no legal form before a quoted name, usual abbreviations."""
    return pl.col("name").str.replace(LEGAL_FORM, "$1").str.replace_many(SHORTER)


def _heads(by: str, judged: dict[str, int], listing: Listing, rows: int) -> dict[str, object]:
    config = st.column_config
    return {
        "place": config.NumberColumn(_("No."), width=52, pinned=True, help=_(
            "Place by the chosen figure among the rows shown; equal figures share a place.")),
        "name": text_column(N_("Page") if by == "page" else LABELS[by], width=300, pinned=True),
        "behind": config.TextColumn(_("Out of"), width=110, help=_(
            "How many observations stand behind the figure, or why there is none.")),
        "pages": config.NumberColumn(_("Number of pages"), width=80),
        "weeks": config.BarChartColumn(_("12 weeks"), width=120, y_min=0, help=_(
            "Posts in each of the last 12 full weeks.")),
        **{text: text_column(LABELS[text], width=170) for text in LABELS},
        **{kpi: figure_column(KPIS[kpi], judged[kpi], rows, by == "page") for kpi in listing.kpis},
    }  # fmt: skip


def _cards(listing: Listing, by: str, behind: pl.Series) -> None:
    rows, kpi = listing.rows, KPIS[listing.kpis[0]]
    last = -(-rows.height // CARDS)
    page = st.session_state.get("cards", 1) if last > 1 else 1
    start = (min(page, last) - 1) * CARDS
    cards = []
    for row, words in zip(
        rows.slice(start, CARDS).iter_rows(named=True), behind[start : start + CARDS], strict=True
    ):
        value = row[kpi.id]
        shown = MISSING if value is None else worded(kpi, value)
        place = "" if row["place"] is None else f"{row['place']}. "
        cards.append(
            f"<a class='kpi-card' target='_self' href='{_address(row, by, listing)}'>"
            f"<span class='kpi-card-name'>{place}{escape(row['name'])}</span>"
            f"<span class='kpi-card-value'><b>{shown}</b> {escape(_(kpi.column))}</span>"
            f"<span class='kpi-note'>{escape(words)}</span></a>"
        )
    st.html("".join(cards))
    if last > 1:
        st.pagination(last, key="cards", max_visible_pages=5)


def _address(row: dict[str, object], by: str, listing: Listing) -> str:
    period = quote(listing.chosen.word)
    if by == "page":
        return f"page?page={quote(str(row['page_id']))}&period={period}"
    return f"ranking?{by}={quote(str(row['name']))}&by=page&period={period}"
