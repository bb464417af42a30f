"""The frames of the demo region: schemas, references, time."""

from __future__ import annotations

import json

import numpy as np
import polars as pl
import pytest

from core import design, frames
from core.text import author_hash
from loaders import demo
from store import tables
from tests.loaders.demo.conftest import KEY, NOW, ZONE, built

SCHEMAS = {
    "snapshots": frames.Snapshots,
    "intervals": frames.Intervals,
    "posts": frames.Posts,
    "post_texts": frames.PostTexts,
    "comments": frames.Comments,
    "threads": frames.Threads,
    "responders": frames.Responders,
}
FRAMES = [*SCHEMAS, "bodies", "pages"]


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_hold_in_full(region: demo.Region, name: str) -> None:
    frame = getattr(region, name)
    SCHEMAS[name].validate(frame)
    assert frame.columns == list(SCHEMAS[name].column_names())


@pytest.mark.parametrize("name", ["bodies", "pages"])
def test_columns_of_the_register_are_those_of_the_store(region: demo.Region, name: str) -> None:
    assert getattr(region, name).columns == [
        column.name for column in tables.metadata.tables[name].c
    ]


@pytest.mark.parametrize("pages", [1, 3, 20])
@pytest.mark.parametrize("weeks", [1, 4])
def test_small_regions_hold_too(pages: int, weeks: int) -> None:
    small = built(pages, weeks)
    for name, schema in SCHEMAS.items():
        schema.validate(getattr(small, name))
    assert small.pages.height == small.intervals.height == pages
    assert small.bodies.height >= pages


@pytest.mark.parametrize(("pages", "weeks"), [(0, 52), (831, 0)])
def test_an_empty_region_is_refused(pages: int, weeks: int) -> None:
    with pytest.raises(ValueError, match="at least 1 page"):
        demo.region(pages, weeks, now=NOW, timezone=ZONE, hash_key=KEY)


def test_the_same_seed_gives_the_same_region() -> None:
    one = built(60, 8)
    two = demo.region(60, 8, now=NOW, timezone=ZONE, hash_key=KEY)
    assert all(getattr(one, name).equals(getattr(two, name)) for name in FRAMES)
    assert one.truth == two.truth


def test_another_seed_gives_another_region() -> None:
    one, two = built(60, 8), built(60, 8, 8)
    assert not any(getattr(one, name).equals(getattr(two, name)) for name in FRAMES)


def test_no_time_is_later_than_now(region: demo.Region) -> None:
    times = {
        "snapshots": ["read_at"],
        "intervals": ["start", "end"],
        "posts": ["published", "read_at", "deleted_at"],
        "comments": ["written", "deleted_at"],
        "threads": ["read_at"],
        "pages": ["read_at", "refused_at"],
    }
    for name, columns in times.items():
        latest = getattr(region, name).select(pl.max_horizontal(pl.col(columns).max())).item()
        assert latest <= NOW, name


def test_counters_are_read_after_the_post_and_before_it_is_gone(region: demo.Region) -> None:
    posts = region.posts
    assert (posts["read_at"] >= posts["published"]).all()
    assert posts.filter(pl.col("deleted_at") <= pl.col("read_at")).is_empty()
    old = posts.filter(pl.col("deleted_at").is_null(), pl.col("published") < NOW - 60 * 86_400)
    days = (old["read_at"] - old["published"]) / 86_400
    assert days.median() == pytest.approx(30.5, abs=0.5)


def test_posts_lie_inside_the_loaded_interval(region: demo.Region) -> None:
    joined = region.posts.join(region.intervals, on="page")
    assert joined.height == region.posts.height
    assert joined.filter(
        (pl.col("published") < pl.col("start")) | (pl.col("published") > pl.col("end"))
    ).is_empty()


def test_a_wall_read_to_its_origin_begins_with_its_first_post(region: demo.Region) -> None:
    opened = region.intervals.filter("origin")
    first = region.posts.group_by("page").agg(pl.col("published").min())
    assert 5 <= opened.height <= 30
    joined = opened.join(first, on="page")
    assert (joined["start"] == joined["published"]).all()
    assert opened["start"].min() > region.intervals["start"].min()


def test_refused_pages_end_when_they_refuse(region: demo.Region) -> None:
    refused = region.pages.filter(pl.col("refused").is_not_null()).join(region.intervals, on="page")
    assert refused.height >= 5
    assert (refused["refused_at"] == refused["end"]).all()
    open_pages = region.pages.filter(pl.col("refused").is_null()).join(region.intervals, on="page")
    assert (open_pages["end"] == NOW).all()


def test_comments_stand_under_known_posts_and_roots(region: demo.Region) -> None:
    comments = region.comments
    known = comments.join(region.posts, on=["page", "post"], how="anti")
    assert known.is_empty()
    roots = comments.select("page", "post", root="comment")
    assert comments.join(roots, on=["page", "post", "root"], how="anti").is_empty()
    inside = comments.filter(pl.col("root") != pl.col("comment"))
    assert inside.height > 1000
    above = comments.select("page", root="comment", of="root")
    nested = inside.join(above, on=["page", "root"])
    assert (nested["of"] == nested["root"]).all(), "the root of a thread is itself no reply"


def test_replies_come_after_what_they_answer(region: demo.Region) -> None:
    asked = region.comments.select(
        "page", "post", "root", reply_to_comment="comment", asked="written"
    )
    replies = region.comments.filter(pl.col("reply_to_comment").is_not_null())
    joined = replies.join(asked, on=["page", "post", "root", "reply_to_comment"])
    assert joined.height == replies.height > 10_000
    assert (joined["written"] > joined["asked"]).all()
    assert (joined["comment"] > joined["reply_to_comment"]).all()


def test_numbers_of_the_wall_grow_with_time(region: demo.Region) -> None:
    wall = pl.concat(
        [
            region.posts.select("page", number="post", at="published"),
            region.comments.select("page", number="comment", at="written"),
        ]
    ).sort("page", "number")
    assert wall.select(pl.struct("page", "number").is_unique().all()).item()
    assert wall.select((pl.col("at").diff().over("page").fill_null(0) >= 0).all()).item()


def test_posts_count_the_comments_that_stand(region: demo.Region) -> None:
    live = region.comments.filter(pl.col("deleted_at").is_null()).group_by("page", "post").len("n")
    joined = region.posts.join(live, on=["page", "post"], how="left")
    assert (joined["comments"] == joined["n"].fill_null(0)).all()
    threads = region.threads.join(region.posts, on=["page", "post"])
    assert threads.height == region.threads.height
    assert (threads["counted"] == threads["comments"]).all()
    asked = region.comments.join(region.threads, on=["page", "post"], how="anti")
    assert asked.is_empty()


def test_closed_comments_are_refused_with_212(region: demo.Region) -> None:
    refused = region.threads.filter(pl.col("refused").is_not_null())
    assert refused["refused"].unique().to_list() == [212]
    assert not refused["whole"].any()
    assert (refused["counted"] == 0).all()
    closed = region.pages.filter(pl.col("comments_open").not_())
    since = {page: truth["comments_closed_at"] for page, truth in region.truth["pages"].items()}
    later = region.posts.join(closed, on="page").filter(
        pl.col("published") > pl.col("page_id").replace_strict(since, return_dtype=pl.Int64)
    )
    assert closed.height > 10
    assert later.join(refused, on=["page", "post"], how="anti").is_empty()


def test_texts_are_kept_for_young_comments_of_citizens_only(region: demo.Region) -> None:
    owners = region.pages.select("page", own=-pl.col("owner"))
    kept = region.comments.filter(pl.col("text").is_not_null()).join(owners, on="page")
    assert kept["written"].min() > NOW - 90 * 86_400
    assert kept["author"].min() > 0
    assert kept["deleted_at"].null_count() == kept.height
    assert kept.join(region.responders, on=["page", "author"], how="semi").is_empty()
    young = region.comments.filter(
        pl.col("written") > NOW - 90 * 86_400, pl.col("author") > 0, pl.col("deleted_at").is_null()
    ).join(region.responders, on=["page", "author"], how="anti")
    assert young["text"].null_count() == 0


def test_persons_are_hashes_and_communities_are_numbers(region: demo.Region) -> None:
    persons = region.comments.filter(pl.col("author") > 0)["author"]
    assert persons.min() > 1 << 40
    assert (persons % 2 == 1).all()
    hashes = {author_hash(9_000_000_000_000 + number, KEY) for number in range(40)}
    assert hashes & set(persons)
    own = region.comments.join(region.pages, on="page").filter(pl.col("author") == -pl.col("owner"))
    assert own.height > 10_000
    others = region.comments.filter(pl.col("author") < 0).height - own.height
    assert others > 100


def test_every_page_stands_in_the_register(region: demo.Region) -> None:
    pages, bodies = region.pages, region.bodies
    assert pages.height == 831
    assert pages.join(bodies, on="body", how="anti").is_empty()
    assert bodies.height > pages["body"].n_unique(), "some bodies have no page yet"
    assert pages["page_id"].n_unique() == pages["screen_name"].n_unique() == 831
    assert (pages["page_id"] == "vk:" + pages["owner"].cast(pl.String)).all()
    missing = [len(design.missing(items or "")) for items in pages["design_missing"]]
    assert [7 - filled for filled in pages["design_filled"]] == missing


def test_the_truth_is_plain_data_about_every_page(region: demo.Region) -> None:
    truth = json.loads(json.dumps(region.truth, ensure_ascii=False))
    assert set(truth["pages"]) == set(region.pages["page_id"])
    planted = {page for pages in truth["planted"].values() for page in pages}
    assert planted <= set(truth["pages"])
    assert all(truth["planted"].values())


def test_progress_runs_from_nothing_to_all() -> None:
    seen: list[float] = []
    demo.region(
        3, 2, now=NOW, timezone=ZONE, hash_key=KEY, progress=lambda share, _: seen.append(share)
    )
    assert seen[0] == 0
    assert seen[-1] == 1
    assert np.all(np.diff(seen) > 0)
