"""Requests of a collection against the least that would do and against the obvious way."""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path

from sqlalchemy import insert

from core.settings import Settings
from jobs.collect import collect_vk
from store import tables as t
from store.engine import open_engine, upgrade
from tests.fakes.vk import World, random_pages, serve

NOW = 1_763_964_000
DAY = 86_400


def least(world: World, since: int) -> tuple[int, int]:
    """The least requests with batches of 25, and those of one call a request, no batches."""
    walls = comments = posts = 0
    for page in world.pages:
        if page.deactivated or page.is_closed:
            continue
        inside = [post for post in page.posts if since <= post.date <= NOW]
        walls += max(math.ceil(len(inside) / 100), 1)
        posts += len(inside)
        for post in inside:
            if post.comments and post.comments_open:
                comments += max(math.ceil(len(post.comments) / 100), 1)
                comments += sum(len(root.thread) > 10 for root in post.comments)
    resolved = math.ceil(len(world.pages) / 25)
    batched = resolved + math.ceil(len(world.pages) / 500) + math.ceil((walls + comments) / 25)
    return batched, len(world.pages) + walls + posts


def main() -> None:
    """A first fill of 90 days and the next day's pass, at an unlimited rate."""
    world = World(random_pages(200, seed=7, now=NOW, weeks=20), clock=lambda: NOW)
    since = NOW - 90 * DAY
    with tempfile.TemporaryDirectory() as folder, serve(world) as vk:
        engine = open_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        upgrade(engine)
        rows = [
            {"page": n, "page_id": f"vk:{p.screen_name}", "network": "vk",
             "screen_name": p.screen_name, "listed": True}
            for n, p in enumerate(world.pages, 1)
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.execute(insert(t.pages), rows)
        settings = Settings(
            vk_tokens=("user-1",),
            vk_api_url=vk.url,
            vk_requests_per_second=10_000,
            hash_key="b" * 32,
        )
        start = time.perf_counter()
        first = collect_vk(engine, settings, NOW, lambda: NOW, since=since)
        took = time.perf_counter() - start
        batched, obvious = least(world, since)
        again = collect_vk(engine, settings, NOW, lambda: NOW, since=since)
        engine.dispose()
    print(
        f"200 pages, 90 days: {first.posts} posts, {first.comments} comments, {first.requests} "
        f"requests in {took:.1f} s; ÷ least {first.requests / batched:.2f}; "
        f"the obvious way {obvious} ({obvious / first.requests:.0f} times as many)"
    )
    print(f"an idle second run: {again.requests} request(s)")
