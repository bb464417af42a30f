"""Polars and Python find the same hashtags."""

from __future__ import annotations

import polars as pl
import pytest

from core.text import HASHTAG
from jobs.awards import hashtags


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("#день_города и #Ёлка2025", {"#день_города", "#ёлка2025"}),
        ("#а #б! ##двое #1мая#мир", {"#двое", "#1мая", "#мир"}),
        ("#мо\u0301ре #и\u0306ога #ab\ufe0f #a\u200db", {"#мо", "#ab"}),
        ("#день-города #Ⅷвек #½½ #🎉🎉", {"#день", "#ⅷвек", "#½½"}),
    ],
)
def test_both_engines_find_the_same_tags(text: str, tags: set[str]) -> None:
    found = hashtags(pl.DataFrame({"page": [1], "post": [7], "text": [text]}))
    assert set(found["tag"]) == set(HASHTAG.findall(text.lower())) == tags
