"""What if the weights were others: both ratings side by side, one page line by line, files.

Only ``ALLOWED`` may look, for pages are named by their place.
"""

from __future__ import annotations

from functools import partial
from html import escape

import polars as pl
import streamlit as st

from kpi.methodology import Methodology
from kpi.rating import Rating
from store import accounts
from store.accounts import Account
from ui import data, head, ratings, tables
from ui.exports import method as export
from ui.exports.method import Trial
from ui.exports.sheets import XLSX
from ui.formats import number, share
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.method import fields as method_fields
from ui.method import publishing, words
from ui.method.example import choose, names, rated, why
from ui.method.rating import table
from ui.method.whatif import (
    FAR,
    VERY_FAR,
    Summary,
    by_line,
    leaders,
    rescored,
    side_by_side,
    summary,
)
from ui.search import short

ALLOWED = ("supervisor",)


def draw(account: Account, methodology: Methodology, asked: dict[str, float]) -> None:
    """The fields, then what they would change.

    Args:
        account: who asks, of ``ALLOWED``.
        methodology: the version to compare with.
        asked: weights of the address, by block or line.
    """
    said = _(
        "A trial: nobody else sees it until it is published. The chosen weights stand in the "
        "address; a supervisor who opens it sees the same."
    )
    st.info(said, icon=":material/science:")
    publishing.draft(account, methodology, asked)
    weights = method_fields.draw(methodology, asked)
    if not data.facts().as_of or data.listed().is_empty():
        st.html(f"<p class='kpi-note'>{_('What would change is seen with the first data.')}</p>")
        return
    found = rated(methodology.key)
    then = rescored(found, weights)
    pages = _named(side_by_side(found, then))
    total = summary(pages)
    sentence = _sentence(total, tried=bool(asked))
    tiles = _tiles(total) if total.compared else ""
    st.html(f"<p class='kpi-sentence' style='margin:16px 0'>{escape(sentence)}</p>{tiles}")
    files = st.container(horizontal=True, width="content")
    leading = st.container()
    st.html(f"<h2 class='kpi-h2'>{_('Pages, moved most first')}</h2>")
    _pages_table(pages)
    _one_page(found, then, pages)
    with leading:
        led = _leaders(methodology, pages, weights)
    trial = Trial(
        methodology, weights, total, pages, led, sentence, head.freshness_words(), _link(asked)
    )
    with files:
        _files(account, trial)
    publishing.draw(account, methodology, asked, weights)


def _named(pages: pl.DataFrame) -> pl.DataFrame:
    named = pages.join(data.listed().select("page", "name"), on="page", how="left")
    return named.sort(pl.col("shift").abs(), "page_id", descending=[True, False], nulls_last=True)


def _sentence(total: Summary, tried: bool) -> str:
    if not total.compared:
        return _("No page has a place both now and then: too little of the weight could be judged.")
    if not tried:
        return _("Change a weight to see what it moves.")
    moved = ngettext(
        "{far} of {n} page moves by more than {least} places",
        "{far} of {n} pages move by more than {least} places", total.compared,
    ).format(far=number(total.far), n=number(total.compared), least=FAR)  # fmt: skip
    led = ngettext(
        "another leader in {k} of {n} group", "another leader in {k} of {n} groups", total.groups
    ).format(k=number(total.leaders), n=number(total.groups))
    said = f"{moved}; {led}"
    if total.left or total.entered:
        said += "; " + _("{left} lose their place, {entered} get one").format(
            left=number(total.left), entered=number(total.entered)
        )
    return said


def _tiles(total: Summary) -> str:
    kept = "—" if total.same is None else share(total.same)
    tau = "—" if total.agreement is None else number(total.agreement, 2)
    shown = (
        (number(total.far), _moved(FAR), ""),
        (number(total.very_far), _moved(VERY_FAR), ""),
        (
            _("{k} of {n}").format(k=number(total.leaders), n=number(total.groups)),
            _("groups get another leader"), "",
        ),
        (
            kept, _("pairs of pages of one group keep their order"),
            _("Kendall's τ {tau}: 1 is the same order, 0 no likeness").format(tau=tau),
        ),
    )  # fmt: skip
    boxes = "".join(
        f"<div class='kpi-box'><span class='kpi-number'>{value}</span>"
        f"<b>{escape(text)}</b><span class='kpi-note'>{escape(note)}</span></div>"
        for value, text, note in shown
    )
    return f"<div class='kpi-tiles'>{boxes}</div>"


def _moved(least: int) -> str:
    return ngettext(
        "pages move by more than {n} place", "pages move by more than {n} places", least
    ).format(n=least)


def _leaders(
    methodology: Methodology, pages: pl.DataFrame, weights: dict[str, float]
) -> pl.DataFrame:
    """The leaders' table; gives its rows for the files."""
    st.html(f"<h2 class='kpi-h2'>{_('Who leads each group')}</h2>")
    said = _(
        "«Leads» says in how many of 1,000 trials the page stays first when every weight is drawn "
        "between 0.7 and 1.3 of itself: a leader that holds in nine of ten does not hang on the "
        "weights."
    )
    st.html(f"<p class='kpi-note'>{escape(said)}</p>")
    own = {line.kpi: line.weight for line in methodology.lines}
    period = data.period_of(data.DEFAULT_PERIOD)
    with st.spinner(_("Checking how firm the leaders stand…")):
        firm = [ratings.stability(methodology.key, period, given) for given in (own, weights)]
    by_page = dict(pages.select("page", "name").iter_rows())
    found = leaders(pages, *firm)
    led = found.with_columns(
        pl.Series(name, [_who(some, by_page) for some in found[column]], pl.String)
        for name, column in (("leader", "pages"), ("leader_then", "pages_then"))
    )
    if led.height:
        _leaders_table(led)
    else:
        st.html(f"<p class='kpi-note'>{_('No group has a leader.')}</p>")
    return led


def _who(some: pl.Series | None, by_page: dict[int, str]) -> str | None:
    return None if some is None else "; ".join(by_page[page] for page in some)


def _leaders_table(led: pl.DataFrame) -> None:
    shown = led.select(
        pl.col("group").map_elements(words.group, pl.String), pl.col("of").cast(pl.Int32),
        pl.Series("changed", [words.leader(row) for row in led.iter_rows(named=True)], pl.String),
        short(pl.col("leader")), pl.col("score").round(1), pl.col("first").round(2),
        short(pl.col("leader_then")), pl.col("score_then").round(1), pl.col("first_then").round(2),
    )  # fmt: skip
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    columns = {
        "group": text(_("Group"), width=240),
        "of": figure(_("Pages"), width=76, format="localized"),
        "changed": text(_("Leader"), width=110),
        "leader": text(_("Leader now"), width=244),
        "score": figure(_("Score now"), width=96, format="localized", step=tables.digits(1)),
        "first": figure(_("Leads now"), width=122, format="percent"),
        "leader_then": text(_("Leader then"), width=244),
        "score_then": figure(_("Score then"), width=112, format="localized", step=tables.digits(1)),
        "first_then": figure(_("Leads then"), width=140, format="percent"),
    }  # fmt: skip
    st.dataframe(
        tables.arrow(shown, ()), column_config=columns, hide_index=True, placeholder="—",
        key="leaders", row_height=tables.ROW, alt=_("Who leads each group"),
    )  # fmt: skip


def _pages_table(pages: pl.DataFrame) -> None:
    shown = pages.select(
        short(pl.col("name")), pl.col("place").cast(pl.Int32), pl.col("place_then").cast(pl.Int32),
        pl.col("shift").cast(pl.Int32), pl.col("score").round(1), pl.col("score_then").round(1),
        pl.col("group").map_elements(words.group, pl.String), pl.col("of").cast(pl.Int32),
    )  # fmt: skip
    text, figure = st.column_config.TextColumn, st.column_config.NumberColumn
    columns = {
        "name": text(_("Page"), width=400),
        "place": figure(_("Place now"), format="localized"),
        "place_then": figure(_("Place then"), format="localized"),
        "shift": figure(_("Places won"), format="localized", help=_("Minus: places lost.")),
        "score": figure(_("Score now"), format="localized", step=tables.digits(1)),
        "score_then": figure(_("Score then"), format="localized", step=tables.digits(1)),
        "group": text(_("Group now"), width=270),
        "of": figure(_("Pages in it"), format="localized"),
    }  # fmt: skip
    st.dataframe(
        tables.arrow(shown, ("group",)), column_config=columns, hide_index=True, placeholder="—",
        key="moved", row_height=tables.ROW, height=400, alt=_("Places now and then"),
    )  # fmt: skip


def _one_page(found: Rating, then: Rating, pages: pl.DataFrame) -> None:
    st.html(f"<h2 class='kpi-h2'>{_('One page, line by line')}</h2>")
    shown = names(pages.select("page_id", "name"))
    chosen = choose(shown, "tried_page", _("choose a page"))
    if chosen is None:
        return
    page = pages.row(by_predicate=pl.col("page_id") == chosen, named=True)
    st.html(f"<p><b>{escape(_before_after(page))}</b> · {escape(words.group(page['group']))}</p>")
    heads = (
        _("Line"), _("Weight now"), _("then"), _("Adds now"), _("then"), _("Difference"),
        _("From what"),
    )  # fmt: skip
    about = {row["kpi"]: why(row) for row in found.lines.filter(page=page["page"]).to_dicts()}
    body = [
        _line(row, about[row["kpi"]])
        for row in by_line(found, then, page["page"]).iter_rows(named=True)
    ]
    st.html(table(heads, body, narrow=True))


def _before_after(page: dict[str, object]) -> str:
    def shown(score: object, place: object, of: object) -> str:
        if not isinstance(score, float):
            return _("no score")
        words_of = _("score {score}").format(score=number(score, 1))
        if place is None:
            return f"{words_of}, {_('no place')}"
        return f"{words_of}, {_('place {place} of {n}').format(place=place, n=of)}"

    return _("Now: {now}. Then: {then}.").format(
        now=shown(page["score"], page["place"], page["of"]),
        then=shown(page["score_then"], page["place_then"], page["of_then"]),
    )


def _line(row: dict[str, float | None], about: str) -> str:
    now_, then_ = row["points"], row["points_then"]
    step = None if now_ is None or then_ is None else then_ - now_
    cells = [row["weight"], row["weight_then"], now_, then_]
    shown = ["—" if value is None else number(value, 1) for value in cells]
    sign = "+" if step and round(step, 1) > 0 else ""
    shown.append("—" if step is None else sign + number(step, 1))
    figures = "".join(f"<td class='num'>{text}</td>" for text in shown)
    name = escape(words.line_name(str(row["kpi"])))
    return (
        f"<tr><th scope='row' style='min-width:180px'>{name}</th>"
        f"{figures}<td class='why' style='min-width:280px'>{escape(about)}</td></tr>"
    )


def _link(asked: dict[str, float]) -> str:
    return "/method?" + method_fields.query(asked)


def _files(account: Account, trial: Trial) -> None:
    for ending, label, mime in (
        ("xlsx", _("Export xlsx"), XLSX),
        ("csv", _("Export csv"), "text/csv"),
    ):
        st.download_button(
            label,
            data=partial(_built, account, trial, ending),
            file_name=export.file_name(trial.methodology, ending),
            mime=mime,
            on_click="ignore",
            icon=":material/download:",
            key=f"export_{ending}",
        )


def _built(account: Account, trial: Trial, ending: str) -> bytes:
    target = f"method {ending}, {trial.pages.height} rows"
    accounts.log(here().writer, account.name, "export", target, now())
    return export.xlsx(trial) if ending == "xlsx" else export.csv(trial)
