"""Note on texts sent centrally: posts of one text on many pages within days.

A post is known by its smallest shingle hashes (five words in a row; Broder, 1997). Posts that share
one of the smallest and were written within a week are compared by all that were kept. A region-year
of 1.3 million texts is sketched in parts, so memory holds hashes, not words; benchmarks/signals.py
states the cost.
"""

from __future__ import annotations

import polars as pl

from core.period import WEEK
from kpi.signals.episodes import finding
from kpi.signals.model import Copies, Example, Signal

SHINGLE, KEPT, KEYS = 5, 12, 3
"""Words of a shingle, smallest hashes kept of a text, and those of them that bring posts together."""

ALIKE = 8
"""Hashes in common from which texts are near-equal: 8 of 12 are about four fifths of the shingles."""

PAGES = 10
"""Pages from which a text counts as sent centrally."""


def sketches(texts: pl.DataFrame) -> pl.DataFrame:
    """The smallest shingle hashes of texts.

    Args:
        texts: ``page, post, published, text``: one row per post; a few hundred thousand at once.

    Returns:
        ``page, post, published, hashes`` (ascending): one row per post of at least seven words.
    """
    words = (
        texts.lazy()
        .with_columns(
            words=pl.col("text").str.to_lowercase().str.replace_all("ё", "е", literal=True)
            .str.extract_all(r"[\p{L}\d]+")
        )
        .filter(pl.col("words").list.len() >= SHINGLE + 2)
        .select("page", "post", "published", "words")
        .with_row_index("row")
    )  # fmt: skip
    exploded = (
        words.select("row", "words")
        .explode("words")
        .with_columns(hash=pl.col("words").hash(seed=1))
    )
    rolled = pl.col("hash")
    for step in range(1, SHINGLE):
        rolled = rolled * 0x9E3779B1 + pl.col("hash").shift(-step)
    whole = pl.col("row") == pl.col("row").shift(1 - SHINGLE)
    smallest = (
        exploded.select("row", shingle=pl.when(whole).then(rolled.hash(seed=2)))
        .drop_nulls()
        .group_by("row")
        .agg(hashes=pl.col("shingle").unique().bottom_k(KEPT).sort())
    )
    return words.drop("words").join(smallest, on="row").drop("row").sort("page", "post").collect()


def copies(sketched: pl.DataFrame) -> pl.DataFrame:
    """Posts whose text stands on at least ``PAGES`` pages.

    Args:
        sketched: ``sketches`` of all pages and of the period.

    Returns:
        ``Copies``: one row per page and post. Within a run of posts that share a small hash and lie
        at most a week apart, each is compared with the first.
    """
    keyed = (
        sketched.with_columns(key=pl.col("hashes").list.head(KEYS))
        .explode("key")
        .filter(pl.len().over("key") >= PAGES)
        .sort("key", "published", "page", "post")
        .with_columns(
            opens=(pl.col("published").diff() > WEEK).over("key").fill_null(True).cast(pl.Int32)
        )
        .with_columns(run=pl.col("opens").cum_sum().over("key"))
        .with_columns(first=pl.col("hashes").first().over("key", "run"))
    )
    alike = keyed.filter(
        pl.col("hashes").list.set_intersection("first").list.len()
        >= pl.min_horizontal(pl.lit(ALIKE), pl.col("hashes").list.len())
    ).with_columns(pages=pl.col("page").n_unique().over("key", "run"))
    sent = (
        alike.filter(pl.col("pages") >= PAGES)
        .group_by("page", "post")
        .agg(pl.col("published").first(), pl.col("pages").max())
        .sort("page", "post")
    )
    return Copies.cast(sent.select(Copies.column_names()))


def _sent(rows: pl.DataFrame) -> pl.DataFrame:
    pages = rows.filter(pl.col("pages") >= PAGES).group_by("page").agg(
        sent=pl.len(), most=pl.col("pages").max(), originals=pl.col("originals").first(),
        since=pl.col("published").min(), until=pl.col("published").max(),
        posts=pl.col("post").sort(),
    )  # fmt: skip
    return finding(
        pages, pl.col("sent"), pl.lit(1), pl.col("posts"),
        sent=pl.col("sent"), originals=pl.col("originals"), pages=pl.col("most"),
    )  # fmt: skip


sent_texts = Signal(
    id="sent_texts",
    kind="note",
    family="texts",
    title="Texts sent centrally",
    text="Posts of the page stand, nearly word for word, on many pages within days: they tell what "
    "was sent down, not what the page wrote.",
    rule="own posts of ≥ 7 words, about four fifths of their five-word runs in common with posts of "
    "≥ 10 pages, at most a week apart",
    sentence="{sent} of {originals} posts stand on other pages too, one of them on {pages}.",
    source="copies",
    points="posts",
    find=_sent,
    example=Example(
        "Two of ten posts stand on 34 and 12 pages.",
        ({"post": 1, "pages": 34}, {"post": 2, "pages": 12}),
        found=(2, 1),
    ),
)
