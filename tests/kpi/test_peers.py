"""Size bands and who counts, by hand."""

from __future__ import annotations

import polars as pl

from core.frames import Pages
from kpi.peers import grouped, members


def register(**columns: list[object]) -> pl.DataFrame:
    count = len(columns["page"])
    blank = {name: [None] * count for name in Pages.column_names()}
    same = {
        "network": "vk", "name": "a", "exempt": False, "listed": True, "level": "МО", "sphere": "а",
    }  # fmt: skip
    filled = {name: [value] * count for name, value in same.items()}
    named = {"page_id": [f"vk:{page}" for page in columns["page"]]}
    return Pages.cast(pl.DataFrame(blank | filled | named | columns))


def followers(sizes: dict[int, int]) -> pl.DataFrame:
    rows = {"page": list(sizes), "followers": list(sizes.values())}
    return pl.DataFrame(rows, schema={"page": pl.Int32, "followers": pl.Int64})


def test_bands_are_thirds_by_mean_rank() -> None:
    """Ranks 1, 2.5, 2.5, 4, 5 of 5: ⌈3 · 0.1⌉, ⌈3 · 0.4⌉ twice, ⌈3 · 0.7⌉, ⌈3 · 0.9⌉."""
    pages = register(page=[1, 2, 3, 4, 5, 6])
    found = members(pages, followers({1: 10, 2: 20, 3: 20, 4: 30, 5: 40}))
    assert found["band"].to_list() == [1, 2, 2, 3, 3, None]


def test_bands_of_the_audience_are_their_own() -> None:
    pages = register(page=[1, 2, 3], audience=[900, 100, None])
    found = members(pages, followers({1: 10, 2: 20, 3: 30}))
    assert found["band"].to_list() == [1, 2, 3]
    assert found["audience_band"].to_list() == [3, 1, None]


def test_exempt_pages_and_those_gone_from_the_register_shape_no_band() -> None:
    pages = register(page=[1, 2, 3, 4], exempt=[False, True, False, False],
                     listed=[True, True, False, True])  # fmt: skip
    found = members(pages, followers({1: 10, 2: 20, 3: 30, 4: 40}))
    assert found["page"].to_list() == [1, 4]
    assert found["band"].to_list() == [1, 3]


def test_a_page_without_its_size_is_compared_with_its_sphere() -> None:
    found = pl.DataFrame({
        "page": range(61), "level": ["МО"] * 61, "sphere": ["а"] * 61,
        "band": [1, 2, 3] * 20 + [None], "has": [True] * 61,
    }, schema_overrides={"band": pl.Int32})  # fmt: skip
    last = grouped(found, "has").row(60, named=True)
    assert (last["group"], last["group_size"]) == ("МО · а", 61)
    first = grouped(found, "has").row(0, named=True)
    assert (first["group"], first["group_size"]) == ("МО · а · 1/3", 20)


def test_a_group_needs_twenty_pages_with_a_value() -> None:
    found = pl.DataFrame({
        "page": range(45), "level": ["МО"] * 45, "sphere": ["а"] * 25 + ["б"] * 20,
        "band": [1] * 25 + [None] * 20, "has": [True] * 44 + [False],
    }, schema_overrides={"band": pl.Int32})  # fmt: skip
    groups = grouped(found, "has").group_by("group").agg(pl.len(), pl.col("group_size").first())
    assert set(groups.rows()) == {("МО · а · 1/3", 25, 25), ("МО", 20, 44)}
