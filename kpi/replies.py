"""From comments to first replies: which comment of the page answers which comment of a citizen.

The rules are those of "What is an appeal, what is a reply": a reply answers the person it is
addressed to, or everybody in the thread when it is addressed to nobody. Deleted comments count for
nothing; a citizen's keeps beside its deletion what was true of it while it stood. Works on any
number of pages and posts at once; knows no rule for questions, no deadline.
"""

from __future__ import annotations

import polars as pl

from core.frames import FirstReplies

_THREAD = ["page", "post", "root"]
_KEY_BASE = 2**31
"""Comments are ordered by (written, comment) in one Int64: ids and seconds are below 2^31."""


def first_replies(
    comments: pl.DataFrame, owners: pl.DataFrame, responders: pl.DataFrame
) -> pl.DataFrame:
    """First reply to each citizen's comment.

    Args:
        comments: ``core.frames.Comments``, whole threads.
        owners: one row per page: ``page``, ``owner`` (the network's positive number).
        responders: ``core.frames.Responders``: persons who answer for the page.

    Returns:
        ``core.frames.FirstReplies``: one row per page and citizen's comment. One that was deleted
        after it was seen has ``deleted_at``, and the turn, addressee and reply it would have if no
        citizen had deleted anything: who answered first gains and loses nothing by a deletion.
    """
    known = _with_root(_with_kind(comments, owners, responders))
    parts = [_first_answers(known.filter(pl.col("deleted_at").is_null()), responders)]
    if known["deleted_at"].null_count() < known.height:  # seldom; it takes as long as the rest
        parts.append(_gone(known, responders))
    result = pl.concat(parts).sort("page", "comment")
    return FirstReplies.cast(result.select(FirstReplies.column_names()))


def _first_answers(standing: pl.DataFrame, responders: pl.DataFrame) -> pl.DataFrame:
    """Citizens' comments among those that stand, each with its first reply."""
    known = _with_addressees(standing)
    return _answered(_asked(known, responders), _replies(known, responders))


def _gone(known: pl.DataFrame, responders: pl.DataFrame) -> pl.DataFrame:
    """Citizens' deleted comments, judged as if only what the page itself deleted were gone."""
    stands = pl.col("deleted_at").is_null()
    gone = known.filter(~stands & (pl.col("kind") == "citizen")).select("page", "post", "comment")
    before = known.join(gone, on=["page", "post"], how="semi").filter(
        stands | pl.col("kind").is_in(["citizen", "community"])
    )
    return _first_answers(before, responders).join(gone, on=["page", "comment"], how="semi")


def _with_kind(
    comments: pl.DataFrame, owners: pl.DataFrame, responders: pl.DataFrame
) -> pl.DataFrame:
    is_page = (pl.col("author") == -pl.col("owner")) | pl.col("responder").fill_null(False)
    return (
        comments.join(owners.select("page", "owner"), on="page", how="left")
        .join(
            responders.select("page", "author", responder=pl.lit(True)),
            on=["page", "author"],
            how="left",
        )
        .with_columns(
            kind=pl.when(is_page)
            .then(pl.lit("page"))
            .when(pl.col("author") > 0)
            .then(pl.lit("citizen"))
            .when(pl.col("author") < 0)
            .then(pl.lit("community"))
            .otherwise(pl.lit("unknown")),
            key=pl.col("written") * _KEY_BASE + pl.col("comment"),
            nested=pl.col("comment") != pl.col("root"),
        )
    )


def _with_root(known: pl.DataFrame) -> pl.DataFrame:
    """Adds the author of the root, whom a comment without an addressee speaks to: gone or not."""
    roots = known.filter(pl.col("comment") == pl.col("root"))
    return known.join(roots.select(*_THREAD, root_author="author"), on=_THREAD, how="left")


def _with_addressees(live: pl.DataFrame) -> pl.DataFrame:
    """Adds author and kind of the comment replied to (in this thread)."""
    other = live.select(*_THREAD, "comment", "author", "kind")
    return live.join(
        other.rename({"comment": "reply_to_comment", "author": "to_author", "kind": "to_kind"}),
        on=[*_THREAD, "reply_to_comment"],
        how="left",
    )


def _for_page(author: str, responders: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """Adds ``is_page``: whether the person or community in a column answers for the page."""
    listed = responders.select("page", pl.col("author").alias(author), listed=pl.lit(True))
    return frame.join(listed, on=["page", author], how="left").with_columns(
        is_page=(pl.col(author) == -pl.col("owner")).fill_null(False)
        | pl.col("listed").fill_null(False)
    )


def _asked(live: pl.DataFrame, responders: pl.DataFrame) -> pl.DataFrame:
    """Citizens' comments, with the page's comments before each in its thread and the addressee."""
    turns = (
        live.filter(pl.col("kind") == "page")
        .sort("key")
        .select(*_THREAD, "key", turn=pl.int_range(1, pl.len() + 1).over(_THREAD))
    )
    citizens = live.filter(pl.col("kind") == "citizen").with_columns(
        addressee=pl.coalesce("to_author", "reply_to_author", "root_author")
    )
    return (
        _for_page("addressee", responders, citizens)
        .with_columns(
            addressed=~pl.col("nested")
            | pl.col("is_page")
            | (pl.col("addressee") == pl.col("author")).fill_null(False)
        )
        .sort("key")
        .join_asof(turns, on="key", by=_THREAD, strategy="backward", check_sortedness=False)
        .with_columns(pl.col("turn").fill_null(0))
    )


def _replies(live: pl.DataFrame, responders: pl.DataFrame) -> pl.DataFrame:
    """Comments of the page that answer: ``to`` is a person, or null for everybody in the thread."""
    nested, no_comment = pl.col("nested"), pl.col("reply_to_comment").is_null()
    lost = pl.col("to_kind").is_null() & pl.col("reply_to_author").is_not_null()
    named = pl.coalesce("reply_to_author", "mention")
    target = (
        pl.when(~nested)
        .then(pl.col("mention"))
        .when(pl.col("to_kind") == "citizen")
        .then(pl.col("to_author"))
        .when(no_comment | lost)
        .then(named)
    )
    silent = (
        (~nested & pl.col("mention").is_null())
        | (nested & ~no_comment & (pl.col("to_kind") != "citizen").fill_null(False))
        | (nested & ~no_comment & pl.col("to_kind").is_null() & pl.col("reply_to_author").is_null())
    )
    answering = live.filter(pl.col("kind") == "page").with_columns(to=target).filter(~silent)
    return (
        _for_page("to", responders, answering)
        .filter(pl.col("to").is_null() | ((pl.col("to") > 0) & ~pl.col("is_page")))
        .select(*_THREAD, "key", "nested", "written", author="to")
        .sort("key")
    )


def _answered(asked: pl.DataFrame, replies: pl.DataFrame) -> pl.DataFrame:
    """Each citizen's comment with the earliest reply of the three scopes."""
    to_all = replies.filter(pl.col("nested"), pl.col("author").is_null())
    to_one = replies.filter(pl.col("nested"), pl.col("author").is_not_null())
    under_post = replies.filter(~pl.col("nested"))
    scopes = (
        (to_all, _THREAD),
        (to_one, [*_THREAD, "author"]),
        (under_post, ["page", "post", "author"]),
    )
    for number, (scope, by) in enumerate(scopes):
        asked = asked.join_asof(
            scope.select(*by, "key", pl.col("written").alias(f"answer_{number}")),
            on="key",
            by=by,
            strategy="forward",
            check_sortedness=False,
        )
    return asked.select(
        "page", "comment", "post", "root", "author", "turn", "addressed", "reason",
        asked_at="written",
        answered_at=pl.min_horizontal("answer_0", "answer_1", "answer_2"),
        deleted_at="deleted_at",
    )  # fmt: skip
