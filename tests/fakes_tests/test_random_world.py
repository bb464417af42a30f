"""The random world is the same for a seed and holds every trap."""

from __future__ import annotations

import statistics

from tests.fakes.vk import random_world
from tests.fakes.vk.world import everyone
from tests.fakes_tests.conftest import NOW

WEEK = 604_800


def test_the_same_seed_gives_the_same_world():
    first, again, other = (random_world(3, seed=seed, now=NOW, weeks=8) for seed in (1, 1, 2))
    assert first.pages == again.pages
    assert first.pages != other.pages


def test_ten_pages_hold_every_refusal():
    pages = random_world(10, now=NOW, weeks=4).pages
    assert [page.followers is None for page in pages].count(True) == 1
    assert [page.is_closed for page in pages].count(1) == 1
    assert [page.deactivated for page in pages].count("banned") == 1
    assert [page.comments_error for page in pages].count(212) == 1


def test_the_first_page_holds_every_way_of_answering():
    page = random_world(1, now=NOW, weeks=8).pages[0]
    post = max(page.posts, key=lambda post: len(post.comments) if post.from_id is None else 0)
    replies = [
        item for root in post.comments for item in root.thread if item.from_id == -page.owner
    ]
    by_comment = [r for r in replies if r.reply_to_comment is not None]
    by_user = [r for r in replies if r.reply_to_comment is None and r.reply_to_user is not None]
    plain = [r for r in replies if r.reply_to_user is None]
    assert len(by_comment) == len(by_user) == 1
    assert sorted(reply.text.startswith("[id") for reply in plain) == [False, True]
    roots_of_page = [root for root in post.comments if root.from_id == -page.owner]
    assert roots_of_page[0].text.startswith("[id")
    assert any(root.from_id < 0 and root.from_id != -page.owner for root in post.comments)
    assert any(root.deleted and root.thread for root in post.comments)
    assert max(len(root.thread) for root in post.comments) > 10
    assert sum(post.pinned for post in page.posts) == 1


def test_ids_follow_time_and_replies_point_into_their_thread():
    for page in random_world(4, now=NOW, weeks=20).pages:
        things = [
            *page.posts, *(c for post in page.posts for c in everyone(post.comments)),
        ]  # fmt: skip
        ids = [thing.id for thing in sorted(things, key=lambda thing: (thing.date, thing.id))]
        assert ids == sorted(ids)
        assert len(set(ids)) == len(ids)
        for post in page.posts:
            for root in post.comments:
                for item in root.thread:
                    assert item.date > root.date >= post.date
                    assert item.reply_to_comment in (None, root.id)


def test_proportions_are_those_of_a_region():
    pages = random_world(60, now=NOW, weeks=30).pages
    posts = [post for page in pages for post in page.posts]
    assert 6 < len(posts) / 60 / 30 < 9
    assert 260 < statistics.median(p.followers for p in pages if p.followers is not None) < 1_400
    comments = sum(1 for post in posts for _ in everyone(post.comments))
    assert 0.25 < comments / len(posts) < 0.6
    assert 4 < statistics.mean(post.likes for post in posts) < 14
    roots = [root for post in posts for root in post.comments]
    assert any(len(root.thread) > 10 for root in roots)
    assert any(root.deleted for root in roots)
    assert any(root.from_id < 0 and root.text.startswith("[id") for root in roots)
    assert any(root.from_id < 0 and not root.text.startswith("[id") for root in roots)
    assert any(not post.comments_open for post in posts)
    assert any(post.ads for post in posts)
    assert any(post.repost_of for post in posts)
    assert any(post.from_id for post in posts)
    assert any(post.views is None for post in posts)
    kinds = {kind for post in posts for kind in post.attachments}
    assert kinds == {"photo", "video", "clip", "link", "poll", "article", "doc", "audio"}
    assert min(post.date for post in posts) >= NOW - 30 * WEEK
    assert max(post.date for post in posts) <= NOW
