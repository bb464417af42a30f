"""What the gallery shows to whom: posts the figures offer or people chose, the strong neighbour.

Whoever may not see every page in full sees posts of leaders, where ``KPI_LEADERS`` names them, and
posts a supervisor chose; of his own pages the neighbour. Only what pages themselves posted is here.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from core.period import Period
from kpi import practices
from store import post_words, read, signal_decisions
from store.accounts import Account
from ui import data, ratings, rights
from ui.installation import here
from ui.kept import kept
from ui.method.words import DEFAULT
from ui.practices import awarded

GALLERY, OFFERED, HIDDEN = "gallery", "offered", "hidden"
_CHOSEN = "chosen"
"""The gallery without leaders."""

SHOWN = {
    "page": pl.Int32, "page_id": pl.String, "post": pl.Int64, "published": pl.Int64,
    "name": pl.String, "owner": pl.Int64, "sphere": pl.String, "views": pl.Int64,
    "reactions": pl.Int64, "lift": pl.Float64, "why": pl.String, "kind": pl.String,
    "star": pl.Boolean, "award": pl.String,
}  # fmt: skip
"""One row per post of the gallery. ``lift``: reactions ÷ the page's usual, null: not known; ``why``
it is here: chosen, leader, sphere or winner, of the nomination ``award``; ``kind``: obituary,
disaster, giveaway; null: neither."""


def curates(account: Account) -> bool:
    """Whether an account may say words of posts."""
    return account.role == "supervisor"


def gallery(account: Account, period: Period, part: str = GALLERY) -> pl.DataFrame:
    """Posts of a part: ``SHOWN``, chosen ones first, then by merit.

    Args:
        account: who looks; only who curates has other parts than the gallery.
        period: of what the figures offer; chosen posts are of any time.
        part: gallery, offered (behind winners, or of pages that do not lead) or hidden (taken
            out, or marked).
    """
    if not curates(account):
        part = GALLERY if names_leaders(account) else _CHOSEN
    state = data.version(), post_words.newest(here().reader), _ruled()
    found = _part(state, period.first, period.last, part)
    if part != OFFERED:
        return found
    winners = _behind_winners(period)
    key = ["page_id", "post"]
    return pl.concat([winners, found.join(winners, on=key, how="anti", maintain_order="left")])


def names_leaders(account: Account) -> bool:
    """Whether an account may read the names of leaders it does not look after."""
    return account.role in rights.SEES_ALL or here().settings.leaders == "on"


def said() -> pl.DataFrame:
    """``store.post_words.standing``."""
    return _said(post_words.newest(here().reader))


def neighbour(page_id: str, period: Period) -> dict[str, Any] | None:
    """The strong page nearest to one, a row of ``kpi.practices.NEIGHBOURS`` with names.

    Null: the page leads itself, or is not rated.
    """
    found = neighbours(period).filter(pl.col("page_id") == page_id)
    return found.row(0, named=True) if found.height else None


def neighbours(period: Period) -> pl.DataFrame:
    """``kpi.practices.NEIGHBOURS`` with ``name, sphere, peer_name``, lowest score first."""
    return _neighbours(data.version(), _ruled(), period.first, period.last)


def leads(page_id: str, period: Period) -> bool:
    """Whether a page is in the leaders' tier."""
    scores = ratings.rating(DEFAULT, period).scores.filter(pl.col("page_id") == page_id)
    return scores.height == 1 and scores["tier"][0] == 1


def lessons(page_id: str, period: Period) -> pl.DataFrame:
    """Posts of a strong page to learn from: ``SHOWN``."""
    key = ["page_id", "post"]
    open_ones = _judged_of(period).join(_barred_posts(), on=key, how="anti", maintain_order="left")
    return _shown(practices.lessons(open_ones, page_id), period, why="leader")


def texts(rows: pl.DataFrame) -> dict[tuple[int, int], str]:
    """What the pages wrote, by page and post; a post without a text is not there."""
    return read.texts_of(here().reader, rows.select("page", "post").unique().iter_rows())


@kept(16)
def _part(state: tuple[int, int, int], first: date, last: date, part: str) -> pl.DataFrame:
    """A part as it stands at a data version, the newest word of posts and of signals."""
    period, words = Period(first, last, here().settings.timezone), _said(state[1])
    if part == HIDDEN:
        out = pl.col("kind").is_not_null() | (pl.col("gallery") == "hidden")
        return _shown(words.filter(out), period, why=None)
    chosen = words.filter(pl.col("gallery") == "practice", pl.col("kind").is_null())
    own = _shown(chosen.sort("gallery_at", descending=True), period, why="chosen")
    if part == _CHOSEN:
        return own
    open_ones = _judged_of(period).filter(~pl.col("page_id").is_in(_confirmed()))
    key = ["page_id", "post"]
    open_ones = open_ones.join(_barred_posts(), on=key, how="anti", maintain_order="left")
    found = practices.offered(open_ones).join(chosen, on=key, how="anti", maintain_order="left")
    if part == OFFERED:
        return _shown(found.filter(~pl.col("leads")), period, why="sphere")
    return pl.concat([own, _shown(found.filter("leads"), period, why="leader")])


def _behind_winners(period: Period) -> pl.DataFrame:
    """Posts behind winners nobody has spoken of: ``SHOWN``."""
    key = ["page_id", "post"]
    ruled = said().filter(pl.col("gallery").is_not_null() | pl.col("kind").is_not_null())
    open_ones = awarded.posts().join(ruled, on=key, how="anti", maintain_order="left")
    named = _shown(open_ones, period, why="winner").drop("award")
    joined = named.join(open_ones, on=key, maintain_order="left")
    return joined.select(pl.col(name).cast(kind) for name, kind in SHOWN.items())


def _barred_posts() -> pl.DataFrame:
    """Posts that teach nothing, or that a supervisor took out: ``page_id, post``."""
    out = pl.col("kind").is_not_null() | (pl.col("gallery") == "hidden")
    return said().filter(out).select("page_id", "post")


def _ruled() -> int:
    return signal_decisions.newest(here().reader)


def _confirmed() -> list[str]:
    """Pages with a confirmed signal of inflated figures, which are no example."""
    ruled = signal_decisions.decisions(here().reader)
    return ruled.filter(pl.col("verdict") == "confirmed")["page_id"].unique().to_list()


def _shown(rows: pl.DataFrame, period: Period, why: str | None) -> pl.DataFrame:
    """Rows with ``page_id`` and ``post`` in the columns of ``SHOWN``, in their order."""
    facts, key = data.facts(), ["page", "post"]
    reactions = pl.col("likes") + pl.col("comments") + pl.col("reposts")
    pages = (
        data.listed()
        .select("page", "page_id", "name", "owner", "sphere")
        .join(rows.select("page_id").unique(), on="page_id", how="semi")
    )
    # A region has a million posts, a gallery some dozens of pages.
    mine = pl.col("page").is_in(pages["page"].implode())
    standing = facts.posts.filter(mine, pl.col("deleted_at").is_null())
    posts = standing.select(*key, "published", "views", reactions=reactions)
    judged = _judged_of(period).filter(mine).select(*key, "lift", "leads")
    words = said().select("page_id", "post", "kind", star=pl.col("star").is_not_null())
    reason = pl.lit(why, pl.String)
    if why is None:
        reason = pl.when("leads").then(pl.lit("leader")).otherwise(pl.lit("sphere"))
    return (
        rows.select("page_id", "post")
        .join(pages, on="page_id", maintain_order="left")
        .join(posts, on=key, maintain_order="left")
        .join(judged, on=key, how="left", maintain_order="left")
        .join(words, on=["page_id", "post"], how="left", maintain_order="left")
        .with_columns(
            pl.col("star").fill_null(value=False), why=reason, award=pl.lit(None, pl.String)
        )
        .select(pl.col(name).cast(kind) for name, kind in SHOWN.items())
    )


def _judged_of(period: Period) -> pl.DataFrame:
    return _judged(data.version(), period.first, period.last)


@kept(4)
def _judged(version: int, first: date, last: date) -> pl.DataFrame:  # noqa: ARG001 - the key
    period = Period(first, last, here().settings.timezone)
    return practices.judged(data.facts(), period, ratings.rating(DEFAULT, period))


@kept(4)
def _neighbours(version: int, ruled: int, first: date, last: date) -> pl.DataFrame:  # noqa: ARG001
    period = Period(first, last, here().settings.timezone)
    names = data.listed().select("page_id", "name", "sphere")
    found = practices.neighbours(ratings.rating(DEFAULT, period), _confirmed())
    peers = names.select(peer_id="page_id", peer_name="name")
    return found.join(names, on="page_id", maintain_order="left").join(
        peers, on="peer_id", maintain_order="left"
    )


@kept(2)
def _said(newest: int) -> pl.DataFrame:  # noqa: ARG001 - the key
    return post_words.standing(here().reader)
