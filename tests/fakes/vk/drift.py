"""A wall that moves while it is being read.

Before a call about a page something may happen to it: a post or comment appears or goes, or
counters rise. Changes the world, so what has drifted stays so.
"""

from __future__ import annotations

import random

from tests.fakes.vk.world import Comment, Page, Post, World, wall

NEAR_TOP = 150
"""Only posts this near to the top are deleted: what pages take away is mostly fresh."""


def drift(world: World, method: str, params: dict[str, str], rng: random.Random) -> None:
    """Let one thing happen to the page that a call asks about."""
    try:
        page = world.page(int(params["owner_id"]))
    except (KeyError, ValueError):
        return
    if method == "wall.get":
        rng.choice((add_post, add_post, delete_post, grow))(page, world, rng)
    elif method == "wall.getComments" and params.get("post_id", "").isdigit():
        post = next((post for post in page.posts if post.id == int(params["post_id"])), None)
        if post is not None:
            drift_comments(page, post, world, rng)


def add_post(page: Page, world: World, rng: random.Random) -> None:
    """Publish something now."""
    page.posts.append(Post(page.next_id(), world.now(), "Новая запись", likes=rng.randrange(5)))


def delete_post(page: Page, world: World, rng: random.Random) -> None:
    """Take one of the upper posts away."""
    upper = wall(page, world.now())[:NEAR_TOP]
    if upper:
        page.posts.remove(rng.choice(upper))


def grow(page: Page, world: World, rng: random.Random) -> None:
    """Raise the counters of the upper posts."""
    for post in wall(page, world.now())[:NEAR_TOP]:
        post.likes += rng.randrange(3)
        post.views = post.views and post.views + rng.randrange(40)


def drift_comments(page: Page, post: Post, world: World, rng: random.Random) -> None:
    """Add a comment, answer one, or take one away."""
    new = Comment(page.next_id(), rng.randrange(1, 10_000), world.now(), "А когда?")
    choice = rng.randrange(3)
    if choice == 0 or not post.comments:
        post.comments.append(new)
    elif choice == 1:
        root = rng.choice(post.comments)
        new.reply_to_comment, new.reply_to_user = root.id, root.from_id
        root.thread.append(new)
    else:
        root = rng.choice(post.comments)
        if root.thread:
            root.deleted = True
        else:
            post.comments.remove(root)
