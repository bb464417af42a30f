"""Signals and notes on what stands under the posts: equal texts, vanished questions."""

from __future__ import annotations

import math

import polars as pl

from kpi.signals.episodes import finding
from kpi.signals.model import Example, Signal

LETTERS, COMMENTS, EQUAL, POSTS = 15, 30, 0.30, 5


def _equal(sayings: pl.DataFrame) -> pl.DataFrame:
    """A prescribed phrase under one contest is no inflation: the text stands under many posts."""
    said = sayings.filter(~pl.col("by_page"), pl.col("letters") >= LETTERS)
    return _most_equal(said, pl.lit(COMMENTS), pl.lit(EQUAL), POSTS)


def _most_equal(
    said: pl.DataFrame, least: pl.Expr, bar: pl.Expr, posts: int, *, reach: bool = False
) -> pl.DataFrame:
    """Pages whose most frequent text makes more than ``bar`` of at least ``least`` comments."""
    largest = said.sort("comments", "text_hash", descending=[True, False]).filter(
        pl.col("posts") >= posts
    ).unique("page", keep="first", maintain_order=True)  # fmt: skip
    both = largest.join(said.group_by("page").agg(all=pl.col("comments").sum()), on="page")
    share = pl.col("comments") / pl.col("all")
    passed = share >= bar if reach else share > bar
    return finding(
        both.filter(pl.col("all") >= least, passed), share, bar, pl.concat_list("text_hash"),
        share=100 * share, equal=pl.col("comments"), comments=pl.col("all"), posts=pl.col("posts"),
    )  # fmt: skip


equal_texts = Signal(
    id="equal_texts",
    kind="signal",
    family="comments",
    title="Citizens' comments of equal text",
    text="Many citizens' comments say the same, word for word, under different posts. A greeting "
    "everybody writes looks the same if the page has few other comments.",
    rule="one text is > 30 % of ≥ 30 citizens' comments of ≥ 15 letters, after case and "
    "punctuation, under ≥ 5 posts; of comments whose text is still kept",
    sentence="{equal} of {comments} comments ({share} %) under {posts} posts are one text.",
    source="sayings",
    points="texts",
    find=_equal,
    example=Example(
        "12 of 32 comments are one text, under 6 posts.",
        (
            {"text_hash": 7, "comments": 12, "posts": 6},
            *({"text_hash": 100 + number} for number in range(20)),
        ),
        found=(0.375, 0.30),
    ),
)

REPLIES, STOCK = 20, 0.50


def _stock(sayings: pl.DataFrame) -> pl.DataFrame:
    return _most_equal(sayings.filter("by_page"), pl.lit(REPLIES), pl.lit(STOCK), 1, reach=True)


equal_replies = Signal(
    id="equal_replies",
    kind="note",
    family="comments",
    title="Replies of equal text",
    text="At least half of the page's replies are one and the same text: a thread is answered, but "
    "the citizen may not be.",
    rule="one text is ≥ 50 % of ≥ 20 replies of the page, after case and punctuation",
    sentence="{equal} of {comments} replies ({share} %) are one text.",
    source="sayings",
    points="texts",
    find=_stock,
    example=Example(
        "15 of 30 replies are one text.",
        (
            {"by_page": True, "text_hash": 7, "comments": 15, "posts": 15},
            *({"by_page": True, "text_hash": 100 + number} for number in range(15)),
        ),
        found=(0.5, 0.50),
    ),
)

VANISHED, PERSONS, CHANCE = 0.05, 3, 3e-4


def _gone(questions: pl.DataFrame) -> pl.DataFrame:
    """One in twenty of ten questions is nothing: chance must not account for it, nor one person."""
    pages = (
        questions.group_by("page")
        .agg(
            n=pl.len(), k=pl.col("gone").sum(), persons=pl.col("author").filter("gone").n_unique(),
            since=pl.col("asked_at").min(), until=pl.col("asked_at").max(),
            comments=pl.col("comment").filter("gone"),
        )
        .filter(pl.col("k") > VANISHED * pl.col("n"), pl.col("persons") >= PERSONS)
    )  # fmt: skip
    tails = [_tail(n, k) for n, k in pages.select("n", "k").iter_rows()]
    found = pages.filter(pl.Series(tails, dtype=pl.Float64) < CHANCE)
    share = pl.col("k") / pl.col("n")
    return finding(
        found, share, pl.lit(VANISHED), pl.col("comments"),
        gone=pl.col("k"), questions=pl.col("n"), share=100 * share, persons=pl.col("persons"),
    )  # fmt: skip


def _tail(n: int, k: int) -> float:
    """Odds of at least ``k`` of ``n`` where each is gone with odds ``VANISHED`` (binomial)."""
    odds = [
        math.exp(
            math.lgamma(n + 1) - math.lgamma(i + 1) - math.lgamma(n - i + 1)
            + i * math.log(VANISHED) + (n - i) * math.log1p(-VANISHED)
        )
        for i in range(k, n + 1)
    ]  # fmt: skip
    return math.fsum(odds)


vanished_questions = Signal(
    id="vanished_questions",
    kind="signal",
    family="comments",
    title="Vanished questions",
    text="Questions of several citizens were seen under the posts and are gone now. People remove "
    "their own comments too: who did it is not known.",
    rule="more than 5 % of the appeals gone, of ≥ 3 persons, and so many less likely than 3 in "
    "10,000 if each were gone with odds of 5 %",
    sentence="{gone} of {questions} questions ({share} %) of {persons} persons are gone.",
    source="questions",
    points="comments",
    find=_gone,
    example=Example(
        "9 of 30 questions of nine persons are gone.",
        tuple({"comment": n, "author": n, "gone": n < 9} for n in range(30)),
        found=(0.3, 0.05),
    ),
)

ONE_PERSON, FEWEST_QUESTIONS = 0.20, 10


def _one_person(questions: pl.DataFrame) -> pl.DataFrame:
    asked = questions.filter(~pl.col("gone"))
    persons = asked.group_by("page", "author").agg(
        k=pl.len(), since=pl.col("asked_at").min(), until=pl.col("asked_at").max(),
        comments=pl.col("comment"),
    )  # fmt: skip
    most = persons.sort("k", "author", descending=[True, False]).unique(
        "page", keep="first", maintain_order=True
    )
    both = most.join(asked.group_by("page").agg(n=pl.len()), on="page")
    share = pl.col("k") / pl.col("n")
    return finding(
        both.filter(pl.col("n") >= FEWEST_QUESTIONS, share > ONE_PERSON), share, pl.lit(ONE_PERSON),
        pl.col("comments"), asked=pl.col("k"), questions=pl.col("n"), share=100 * share,
    )  # fmt: skip


one_author = Signal(
    id="one_author",
    kind="note",
    family="comments",
    title="One author asks most",
    text="One person asks a large part of the page's questions, so its reply figures tell how that "
    "person is answered.",
    rule="one person's appeals > 20 % of ≥ 10",
    sentence="{asked} of {questions} questions ({share} %) are one person's.",
    source="questions",
    points="comments",
    find=_one_person,
    example=Example(
        "4 of 12 questions are one person's.",
        tuple({"comment": n, "author": max(n, 3)} for n in range(12)),
        found=(1 / 3, 0.20),
    ),
)
