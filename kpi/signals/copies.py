"""Note on texts sent centrally: posts of one text on many pages within days.

A post is known by its smallest shingle hashes (five words in a row; Broder, 1997). Posts that share
one of the smallest and lie within four days are compared by all that were kept. A region-year
of 1.3 million texts is sketched in parts, so memory holds hashes, not words; benchmarks/signals.py
states the cost.
"""

from __future__ import annotations

import polars as pl

from core.period import DAY
from kpi.signals.episodes import finding
from kpi.signals.model import Copies, Example, Signal

SHINGLE, KEPT, KEYS = 5, 12, 3
"""Words of a shingle, smallest hashes kept of a text, and how many of them bring posts together."""

WORDS = 20
"""Shorter texts are alike by themselves: a feast has few greetings."""

ALIKE = 8
"""Hashes in common from which texts are near-equal: 8 of 12 is about half of all shingles."""

PAGES = 10
"""Pages from which a text counts as sent centrally."""

SPAN = 4 * DAY
"""What is sent centrally appears within days; greetings of another year are another text."""


def sketches(texts: pl.DataFrame) -> pl.DataFrame:
    """The smallest shingle hashes of texts.

    Args:
        texts: ``page, post, published, text``: one row per post; a few hundred thousand at once.

    Returns:
        ``page, post, published, hashes`` (ascending): one row per post of at least ``WORDS`` words.
    """
    words = (
        texts.lazy()
        .with_columns(
            words=pl.col("text").str.to_lowercase().str.replace_all("ё", "е", literal=True)
            .str.extract_all(r"[\p{L}\d]+")
        )
        .filter(pl.col("words").list.len() >= WORDS)
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
        ``Copies``: one row per page and post. Of posts that share a small hash and lie in the same
        four days (of two divisions, so that any two days are whole in one), each is compared with
        the first.
    """
    spans = pl.concat(
        sketched.with_columns(
            key=pl.col("hashes").list.head(KEYS), span=(pl.col("published") + shift) // SPAN
        )
        .with_columns(half=pl.lit(shift))
        .explode("key")
        for shift in (0, SPAN // 2)
    )
    together = ["key", "half", "span"]
    alike = (
        spans.filter(pl.len().over(together) >= PAGES)
        .sort("key", "half", "published", "page", "post")
        .with_columns(first=pl.col("hashes").first().over(together))
        .filter(
            pl.col("hashes").list.set_intersection("first").list.len()
            >= pl.min_horizontal(pl.lit(ALIKE), pl.col("hashes").list.len())
        )
        .with_columns(pages=pl.col("page").n_unique().over(together))
    )
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
    text="Posts of the page stand, nearly word for word, on many pages within days: they tell "
    "what was sent down, not what the page wrote.",
    rule="own posts of ≥ 20 words, 8 of the 12 smallest hashes of their five-word runs in common "
    "with posts of ≥ 10 pages within four days",
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
