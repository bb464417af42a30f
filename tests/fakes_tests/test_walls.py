"""Replayed walls: written here, and the real ones where they are at hand."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest

from tests.fakes.vk import World, owner_of, serve, wall_pages
from tests.fakes_tests.conftest import NOW

WALLS = Path(__file__).parents[2] / ".." / "shared" / "walls"
HEAD = "id,text,date,likes,reposts,views\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = [
        '7,"Приколото, давно",2016-05-01 12:00:00,3,1,0',
        '9,"Строка\nвторая",2025-01-02 03:04:05,10,2,300',
        "8,,2024-07-01 00:00:00,0,0,15",
    ]
    with gzip.open(tmp_path / "some_page.csv.gz", "wt", encoding="utf-8") as file:
        file.write(HEAD + "\n".join(lines) + "\n")
    return tmp_path


def test_a_wall_is_replayed(folder, ask):
    with serve(World(wall_pages(folder), clock=lambda: NOW)) as vk:
        owner = ask(vk, "utils.resolveScreenName", screen_name="some_page")["response"]["object_id"]
        first, second, third = ask(vk, "wall.get", owner_id=-owner)["response"]["items"]
    assert owner == owner_of("some_page")
    assert (first["id"], first["is_pinned"], "views" in first) == (7, 1, False)
    assert (second["id"], second["text"], second["views"]) == (9, "Строка\nвторая", {"count": 300})
    assert second["date"] == 1_735_776_245  # 00:04:05 UTC
    assert (third["likes"]["count"], third["comments"]["count"]) == (0, 0)


def test_number_and_followers_follow_from_the_name(folder):
    first, again = wall_pages(folder)[0], wall_pages(folder)[0]
    assert first == again
    assert owner_of("some_page") != owner_of("other_page")
    assert (first.followers or 0) >= 300


@pytest.mark.skipif(not WALLS.is_dir(), reason="../shared/walls: no recorded walls here")
def test_the_real_walls_come_back_post_for_post(ask):
    pages = wall_pages(WALLS)
    assert len(pages) == 10
    assert len({page.owner for page in pages}) == 10
    page = pages[0]
    with gzip.open(WALLS / f"{page.screen_name}.csv.gz") as file:
        rows = list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8", newline="")))
    with serve(World(pages, clock=lambda: NOW)) as vk:
        items: list[dict] = []
        while True:
            answer = ask(vk, "wall.get", owner_id=-page.owner, count=100, offset=len(items))
            items += answer["response"]["items"]
            if not answer["response"]["items"]:
                break
    assert answer["response"]["count"] == len(items)
    assert {item["id"] for item in items} == {int(row["id"]) for row in rows}
    texts = {int(row["id"]): row["text"] for row in rows}
    assert all(item["text"] == texts[item["id"]] for item in items)
    uncounted = {int(row["id"]) for row in rows if row["views"] == "0"}
    assert {item["id"] for item in items if "views" not in item} == uncounted
    assert len(uncounted) > 10
