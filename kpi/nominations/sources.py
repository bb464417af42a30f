"""Columns of the frames nominations read: one row per entry; null means not known.

``evidence`` holds the network's numbers of posts or of comments, or page numbers of the store, as
the nomination's ``evidence`` says, best first.
"""

from __future__ import annotations

import polars as pl

from kpi.nominations.model import SourceName
from kpi.sources import Schema

_I, _F, _B, _S = pl.Int64(), pl.Float64(), pl.Boolean(), pl.String()
_IDS = pl.List(pl.Int64)
Columns = dict[str, tuple[pl.DataType, object]]
_ENTRY: Columns = {
    "page": (_I, 1), "page_id": (_S, "vk:1"), "segment": (_S, None), "evidence": (_IDS, []),
}  # fmt: skip

PAGES = Schema({
    **_ENTRY,
    "authority": (_B, False), "audience": (_I, None), "followers": (_I, None),
    "followers_before": (_I, None), "population_share": (_F, None),
    "original_share": (_F, None), "on_norm": (_F, None), "weeks": (_I, 52), "idle_days": (_I, None),
    "response_rate": (_F, None), "due": (_I, 0), "on_time": (_I, 0), "on_time_belief": (_F, None),
    "on_time_variance": (_F, None), "waited": (_I, 0), "fast": (_I, 0), "fast_belief": (_F, None),
    "fast_variance": (_F, None), "equal_replies": (_F, 0.0), "vanished": (_F, 0.0),
    "score": (_F, None), "score_variance": (_F, None), "group_score": (_F, None),
    "weeks_before": (_F, None), "score_before": (_F, None), "score_now": (_F, None),
    "score_change": (_F, None), "score_change_variance": (_F, None), "er_percentile": (_F, None),
    "view_percentile": (_F, None), "er_change": (_F, None), "er_change_variance": (_F, None),
    "view_change": (_F, None), "view_change_error": (_F, None), "er_before": (_F, None),
    "er_now": (_F, None), "fresh_posts": (_IDS, []), "growth": (_F, None),
    "growth_expected": (_F, None), "growth_belief": (_F, None), "growth_variance": (_F, None),
    "follower_signals": (_I, 0), "trend_posts": (_I, 0), "best_in_trend": (_IDS, []),
    "trend_formats": (_I, 0), "adoption": (_F, None), "adoption_percentile": (_F, None),
    "lift": (_F, None), "lift_percentile": (_F, None), "lift_variance": (_F, None),
})  # fmt: skip
"""One row per page that counts. ``on_norm``: share of full weeks in the norm; ``idle_days``: whole
local days without a post in a row, at most; ``due`` and ``on_time`` questions whose deadline has
passed, ``waited`` and ``fast`` those asked at least four working hours ago and answered within;
``group_score`` is the median score of the page's group; ``score_before`` and ``score_now`` are the
index of the year before and of this one by the earlier year's peers, over the lines judged in both;
changes of reactions and views, growth (``growth_expected`` of pages like it, ``growth_belief``
beyond that) and lift are logarithms, percentiles are 0–100 among peers;
``fresh_posts`` and ``best_in_trend`` are the posts received best."""

POSTS = Schema({
    **_ENTRY,
    "post": (_I, 1), "published": (_I, 0), "video": (_B, False), "videos": (_I, 0),
    "reactions": (_I, None), "usual": (_F, None), "expected": (_F, None), "bar": (_F, None),
    "posts": (_I, 0),
})  # fmt: skip
"""One row per mature original whose reactions are known. ``usual``: the page's median of
ln(1 + reactions); ``expected``: of pages of its sphere and size; ``bar``: the 99 % point of
reactions in its group; ``videos``, ``posts``: of the page in the year."""

RUBRICS = Schema({
    **_ENTRY,
    "tag": (_S, None), "carried": (_F, 0.0), "issues": (_I, 0), "months": (_I, 0),
    "others": (_I, 0),
    "belief": (_F, None), "variance": (_F, None), "lift": (_F, None),
})  # fmt: skip
"""One row per page and hashtag. ``carried``: share of the other pages whose posts carry it;
``belief``: median ln((reactions + 1) ÷ followers) of the issues less what pages of its sphere and
size have; ``lift``: less the same of the page's other posts."""

NETWORKS = Schema({
    **_ENTRY,
    "founder": (_S, None), "pages": (_I, 0), "mean_score": (_F, None), "variance": (_F, None),
    "on_norm": (_F, None), "marked": (_F, None), "silent": (_I, 0),
})  # fmt: skip
"""One row per founder; ``page`` is the founder's own page, else null. ``mean_score``: believed mean
of its pages' scores, of variance ``variance``; ``on_norm``, ``marked``: shares of its pages with
80 % of weeks in the norm and with the mark, of those of which it is known; ``silent``: pages
without a post for 30 days."""

COVERAGE = Schema({
    **_ENTRY,
    "applicable": (_I, 0), "covered": (_I, None), "bound": (_F, None), "views_ratio": (_F, None),
    "texts": (_F, None),
})  # fmt: skip
"""One row per page that some event of the calendar concerns. ``applicable``: events that concern
it and whose days are wholly observed; ``covered``: those with an own original of the page, one
event a post, null where too few of its texts are known; ``bound``: lower 5 % bound of the share;
``views_ratio``: median views of the covering posts by the page's median; ``texts``: share of its
posts about those days whose text is known, null where it had none; ``evidence``: the covering
posts, best first."""

SCHEMAS: dict[SourceName, Schema] = {
    "pages": PAGES, "posts": POSTS, "rubrics": RUBRICS, "networks": NETWORKS, "coverage": COVERAGE,
}  # fmt: skip
