"""Posts worth showing, and the strong page nearest to one, on hand-made ratings."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl

from kpi import practices


def rated(*pages: tuple[str, str, int | None, float | None]) -> Any:
    """Pages by (sphere, group, tier, followers), best score first; no tier: not rated."""
    rows = [
        {"page": n, "page_id": f"vk:{n}", "group": group, "tier": tier, "score": 100.0 - n,
         "place": n if tier else None, "sphere": sphere, "level": "МО", "size": size}
        for n, (sphere, group, tier, size) in enumerate(pages, 1)
    ]  # fmt: skip
    kinds = {"tier": pl.Int64, "size": pl.Float64, "place": pl.Int64, "page": pl.Int32}
    frame = pl.DataFrame(rows, schema_overrides=kinds)
    return SimpleNamespace(
        scores=frame.drop("sphere", "level", "size"),
        ground=SimpleNamespace(members=frame.select("page", "page_id", "sphere", "level", "size")),
    )


def peers(found: Any, barred: tuple[str, ...] = ()) -> dict[str, tuple[str, str]]:
    rows = practices.neighbours(found, barred).to_dicts()
    return {row["page_id"]: (row["peer_id"], row["shared"]) for row in rows}


def test_the_neighbour_is_the_leader_of_the_group_nearest_in_size() -> None:
    found = rated(
        ("Школы", "Школы", 1, 100), ("Школы", "Школы", 1, 900), ("Сады", "Сады", 1, 1000),
        ("Школы", "Школы", 2, 1000), ("Школы", "Школы", 3, 150), ("Школы", "Школы", None, 150),
    )  # fmt: skip
    assert peers(found) == {"vk:4": ("vk:2", "group"), "vk:5": ("vk:1", "group")}


def test_a_group_without_leaders_of_its_own_looks_wider() -> None:
    found = rated(
        ("Школы", "Школы · 1/3", 1, 100), ("Сады", "Сады", 1, 1000), ("Школы", "Школы", 2, 1000),
        ("Спорт", "*", 2, 900), ("Спорт", "*", 2, None),
    )  # fmt: skip
    said = peers(found)
    assert said["vk:3"] == ("vk:1", "sphere")
    assert said["vk:4"] == ("vk:2", "level")
    assert said["vk:5"][1] == "level"


def test_a_page_with_a_confirmed_signal_is_nobodys_example() -> None:
    found = rated(("Школы", "Школы", 1, 100), ("Школы", "Школы", 1, 900), ("Школы", "Школы", 2, 90))
    assert peers(found, ("vk:1",)) == {"vk:3": ("vk:2", "group")}
    assert peers(found, ("vk:1", "vk:2")) == {}


def posts(*rows: dict[str, Any]) -> pl.DataFrame:
    base = {"page_id": "vk:1", "published": 0, "sphere": "Школы", "views": 10, "reactions": 9,
            "times": 1.0, "lift": 3.0, "merit": 1.0, "leads": False}  # fmt: skip
    made = [base | row | {"page_id": f"vk:{row['page']}"} for row in rows]
    return pl.DataFrame(made, schema=practices.POSTS).sort("merit", descending=True)


def test_a_leader_shows_several_posts_and_others_one() -> None:
    found = practices.offered(posts(
        *({"page": 1, "post": n, "leads": True, "merit": 5 - n} for n in range(5)),
        *({"page": 2, "post": n, "merit": 9 - n} for n in range(3)),
        {"page": 3, "post": 1, "lift": 1.9, "merit": 99.0},
    ))  # fmt: skip
    assert found.select("page", "post").rows() == [(2, 0), (1, 0), (1, 1), (1, 2)]


def test_of_a_sphere_only_the_best_are_offered() -> None:
    many = ({"page": n, "post": 1, "merit": float(n)} for n in range(1, 20))
    found = practices.offered(posts(*many))
    assert found["page"].to_list() == list(range(19, 19 - practices.OF_A_SPHERE, -1))


def test_five_posts_are_learned_from() -> None:
    many = posts(*({"page": 1, "post": n, "merit": float(n)} for n in range(9)))
    assert practices.lessons(many, "vk:1")["post"].to_list() == [8, 7, 6, 5, 4]
    assert practices.lessons(many, "vk:2").is_empty()
