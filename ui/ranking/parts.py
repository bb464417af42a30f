"""Sections of the ranking beside its table: intervals, funnel, who has no place, what is ticked."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from core.period import Period
from kpi import KPIS
from kpi.beliefs import RATES
from kpi.estimates import prior
from store.accounts import Account
from ui import charts, filters, ratings, send_out, watching
from ui.collection.words import refusal, remedy
from ui.exports import offers
from ui.filters import SCORE
from ui.formats import moment, number, share
from ui.i18n import N_, _, ngettext
from ui.method.words import group as group_words
from ui.page import score as page_score
from ui.ranking import charts as ranking_charts
from ui.ranking.compare import LEAST, MOST
from ui.ranking.frames import NOT_STATED, judged
from ui.ranking.table import short_names
from ui.scores import place_words
from ui.search import short
from ui.short_period import is_short, offer
from ui.tables import MISSING, ROW

TOP = 30
"""Pages whose intervals are drawn at once."""
FUNNELS = ("on_time_rate", "response_rate", *RATES)
VIEWS = {
    "table": N_("Table"),
    "places": N_("Places with intervals"),
    "funnel": N_("Funnel"),
    "out": N_("Outside the rating"),
}
"""Tabs of the ranking, by the word of the address."""
OUT_HEADS = ("name", "why", "helps", "founder")


def too_short(chosen: filters.Chosen, rows: pl.DataFrame) -> None:
    """Says that a period is too short for the figure rows are sorted by, and offers 13 weeks."""
    if chosen.sort not in KPIS or chosen.by != "page" or not is_short(chosen.period):
        return
    kpi, known = KPIS[chosen.sort], judged(rows, chosen.sort)
    if kpi.minimum <= 1 or known >= rows.height / 2:
        return
    words = _("So short a period is enough for {known} of {all} pages: {figure}.")
    offer(words.format(figure=_(kpi.title), known=number(known), all=number(rows.height)))


def places(rows: pl.DataFrame) -> None:
    """Is the first truly the first? Places of one group with their intervals.

    Args:
        rows: pages with scores, filtered as the screen says.
    """
    placed = rows.filter(pl.col("rank").is_not_null())
    if placed.is_empty():
        st.info(_("No page of these has a place."))
        return
    sizes = placed.group_by("group").len().sort("len", "group", descending=[True, False])
    groups = sizes["group"].to_list()
    group = filters.one_of("group", tuple(groups), groups[0], [])
    with st.container(width=480):
        filters.choose("group", groups, group, _("Comparison group"), group_words)
    inside = placed.filter(pl.col("group") == group).sort("rank", SCORE, descending=[False, True])
    shown = inside.head(TOP).with_columns(short_names())
    st.html(f"<h2 class='kpi-h2'>{escape(_leaders(inside))}</h2>")
    st.html(
        "<p class='kpi-note'>"
        + _("Dot: the place by score. Line: where the true place is in nine cases of ten. ")
        + _("Shaded: pages any of which may be the best.")
        + "</p>"
    )
    st.plotly_chart(
        ranking_charts.intervals(shown, st.query_params.get("page")), theme=None,
        config=charts.CONFIG, key="places", alt=_leaders(inside),
    )  # fmt: skip
    if inside.height > TOP:
        words = _("The first {n} of {all} pages of the group are shown.")
        st.html(f"<p class='kpi-note'>{words.format(n=TOP, all=number(inside.height))}</p>")


def _leaders(inside: pl.DataFrame) -> str:
    """Whether the first can be told from the others, in a sentence."""
    leaders = inside.filter(pl.col("tier") == 1).height
    if leaders == 1:
        name = inside.select(short_names()).item(0, 0)
        return _("The first place is certain: {name}").format(name=name)
    return ngettext(
        "{n} page cannot be told from the first", "{n} pages at the top cannot be told apart",
        leaders,
    ).format(n=leaders)  # fmt: skip


def funnel(rows: pl.DataFrame, period: Period) -> None:
    """Which figures are more than chance.

    Args:
        rows: pages with all figures, filtered as the screen says.
        period: the period of the figures.
    """
    kpi = filters.one_of("funnel", FUNNELS, FUNNELS[0], [])
    with st.container(width=360):
        filters.choose("funnel", FUNNELS, kpi, _("Figure"), lambda name: _(KPIS[name].column))
    if kpi in RATES:
        _rates(rows, kpi, period)
    else:
        _shares(rows, kpi)


def _rates(rows: pl.DataFrame, kpi: str, period: Period) -> None:
    """Rates against followers: by how much each differs from pages of its sphere and size."""
    found = rows.select("page", short_names()).join(ratings.funnel(kpi, period), on="page")
    found = found.drop_nulls("size")
    if found.is_empty():
        st.info(_("No page of these has posts that can be judged in the period."))
        return
    said = _("{figure}: {pages} pages beside those of their sphere and size").format(
        figure=_(KPIS[kpi].title), pages=number(found.height)
    )
    st.html(f"<h2 class='kpi-h2'>{escape(said)}</h2>")
    st.html(
        "<p class='kpi-note'>"
        + _("× 2 is twice the figure of such pages. ")
        + _("Inside the funnel a difference may be chance: few posts scatter widely. ")
        + _("Dotted lines: 95 and 99.8 % of pages that differ no more than pages do.")
        + "</p>"
    )
    st.plotly_chart(
        ranking_charts.rates(found), theme=None, config=charts.CONFIG, key="funnel", alt=said
    )


def _shares(rows: pl.DataFrame, kpi: str) -> None:
    """Shares against how many questions there were."""
    counted = rows.select(
        short_names(), numerator=f"{kpi}|numerator", denominator=f"{kpi}|denominator"
    ).filter(pl.col("denominator") > 0)  # fmt: skip
    if counted.is_empty():
        st.info(_("No question was asked under these pages in the period."))
        return
    a, b = counted.select(prior(pl.col("numerator"), pl.col("denominator"))).row(0)
    usual, spread = a / (a + b), 1 / (a + b + 1)
    said = _("{figure}: {share} of the questions of {pages} pages").format(
        figure=_(KPIS[kpi].title), share=share(usual), pages=number(counted.height)
    )
    st.html(f"<h2 class='kpi-h2'>{escape(said)}</h2>")
    st.html(
        "<p class='kpi-note'>"
        + _("Inside the funnel a difference may be chance: few questions scatter widely. ")
        + _("Dotted lines: 95 and 99.8 % of pages that differ no more than pages do.")
        + "</p>"
    )
    st.plotly_chart(
        ranking_charts.shares(counted, usual, spread), theme=None, config=charts.CONFIG,
        key="funnel", alt=said,
    )  # fmt: skip


def outside(rows: pl.DataFrame) -> pl.DataFrame:
    """Pages without a place: why, since when, what helps.

    Returns:
        ``page_id, name, why, helps, founder``, one row per page.
    """
    without = rows.filter(pl.col("rank").is_null())
    told = []
    for row in without.sort("name").iter_rows(named=True):
        if row["exempt"]:
            why, helps = _("not rated: {reason}").format(reason=row["exempt_reason"] or "—"), ""
        elif row["refused"]:
            since = moment(row["refused_at"]) if row["refused_at"] else "—"
            why = _("{why}, since {day}").format(why=refusal(row["refused"])[0], day=since)
            helps = remedy(row["refused"])
        elif row["coverage"] is None:
            why = _("nothing was collected of the page yet")
            helps = _("wait for the next collection")
        else:
            why = _("coverage {fullness}").format(fullness=row["fullness"])
            helps = _("posts and questions that can be judged; audience in the register")
        told.append((row["page_id"], row["name"], why, helps, row["founder"]))
    schema = dict.fromkeys(("page_id", *OUT_HEADS), pl.String)
    return pl.DataFrame(told, schema=schema, orient="row")


def out(rows: pl.DataFrame) -> None:
    """The list of pages without a place."""
    told = outside(rows)
    if told.is_empty():
        st.html(f"<p class='kpi-calm'>● {_('Every page of these has a place.')}</p>")
        return
    config = st.column_config
    st.dataframe(
        told.select(short_names(), "why", "helps", short(pl.col("founder"))),
        hide_index=True, row_height=ROW,
        height=min(680, 40 + ROW * told.height), placeholder=MISSING,
        column_config={
            "name": config.TextColumn(_("Page"), width=320),
            "why": config.TextColumn(_("Why"), width=440),
            "helps": config.TextColumn(_("What helps"), width=360),
            "founder": config.TextColumn(_("Founder"), width=280),
        },
        alt=_("Pages without a place"),
    )  # fmt: skip


def one(row: dict[str, object], period: Period, methodology: str) -> None:
    """What a ticked page's score is made of, in one strip."""
    name, page = escape(str(row["name"])), int(str(row["page"]))
    score = "—" if row[SCORE] is None else number(float(str(row[SCORE])))
    head = (
        f"<div class='kpi-picked'><b>{name}</b><span>{_('Score')} <b>{score}</b> · "
        f"{escape(place_words(row))}</span></div>"
    )
    blocks = page_score.blocks(methodology, period, page) if row["rank"] is not None else []
    st.html(head + (page_score.strip(blocks) if blocks else ""))


def group_actions(
    account: Account, chosen: filters.Chosen, ticked: list[str], pages: pl.DataFrame
) -> bool:
    """Buttons for ticked founders, territories or spheres; true: the pages of one are asked for.

    Args:
        account: who acts.
        chosen: what the address chooses; its ``by`` says what the rows are.
        ticked: names of the ticked rows.
        pages: the pages under the filters, with all figures.
    """
    named = [name for name in ticked if name != NOT_STATED]
    asked = False
    with st.container(horizontal=True, key="ticked", vertical_alignment="center"):
        if len(named) == 1 == len(ticked):
            asked = st.button(_("Show its pages"), type="primary", key="open_group")
            with st.popover(_("Brief"), icon=":material/download:"):
                offers.brief_button(account, chosen.by, named[0], chosen.period)
        if account.role == "supervisor" and named and st.button(_("Send out"), key="send_ticked"):
            send_out.dialog(account, pages.filter(pl.col(chosen.by).is_in(named)), "all")
    return asked


def actions(account: Account, ticked: pl.DataFrame) -> str | None:
    """Buttons for what is ticked; gives ``open`` or ``compare`` where the view must change."""
    asked = None
    with st.container(horizontal=True, key="ticked", vertical_alignment="center"):
        if ticked.height == 1 and st.button(_("Open the page"), type="primary", key="open_page"):
            asked = "open"
        if LEAST <= ticked.height <= MOST and st.button(
            _("Compare {n}").format(n=ticked.height), type="primary", key="compare"
        ):
            asked = "compare"
        if account.role == "supervisor":
            if st.button(_("Put on watch"), key="watch_ticked"):
                watching.dialog(account, ticked["page_id"].to_list(), "other")
            if st.button(_("Send out"), key="send_ticked"):
                send_out.dialog(account, ticked, "all")
        if ticked.height > 1:
            count = ngettext("{n} page is ticked", "{n} pages are ticked", ticked.height)
            st.html(f"<span class='kpi-note'>{count.format(n=ticked.height)}</span>")
    return asked
