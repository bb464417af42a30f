"""Comments that ask nothing: praise, smiles, talk among citizens, the page's thanks for it."""

from __future__ import annotations

import numpy as np

from loaders.demo.days import DAY
from loaders.demo.dialogue import Scene
from loaders.demo.talk import Speech

PER_POST = 0.18
"""Root comments that ask nothing, a post; with questions and replies it makes 0.4."""


def chatter(scene: Scene) -> None:
    """Adds praise and talk under posts: the more a post is seen, the more of it."""
    posts, traits, rng = scene.posts, scene.traits, scene.rng
    heat = (posts.pull / 420) ** 0.75 * np.exp(
        traits.talk[posts.page] + rng.normal(-0.6, 1.1, posts.count)
    )
    scale = PER_POST / heat.mean() if posts.count > 20_000 else 0.16
    number = rng.poisson((heat * scale).clip(0, 60))
    post = np.repeat(np.arange(posts.count, dtype=np.int64), number)
    gap = np.where(rng.random(len(post)) < 0.8, 0.35, 2.5) * DAY
    written = posts.published[post] + 40 + rng.exponential(gap).astype(np.int64)
    kept = scene.talk.heard(post, written) & (written < traits.closed[posts.page[post]])
    post, written = post[kept], written[kept]
    author = scene.people.some(traits, posts.page[post], rng)
    smile = rng.random(len(post)) < 0.34
    for mask, speech in ((smile, Speech.EMOJI), (~smile, Speech.PRAISE)):
        rows = scene.talk.add(post[mask], written[mask], author[mask], speech)
        _follow(scene, rows, post[mask], written[mask], author[mask])


def _follow(
    scene: Scene, rows: np.ndarray, post: np.ndarray, written: np.ndarray, author: np.ndarray
) -> None:
    talk, rng = scene.talk, scene.rng
    later = written + 60 + rng.exponential(5 * 3600, len(rows)).astype(np.int64)
    told = talk.heard(post, later) & (later < scene.traits.closed[scene.posts.page[post]])
    draw = rng.random(len(rows))
    chat, welcome = told & (draw < 0.16), told & (draw > 0.91)
    friend = scene.people.some(scene.traits, scene.posts.page[post[chat]], rng)
    talk.add(post[chat], later[chat], friend, Speech.CHAT, root=rows[chat], to=rows[chat],
             to_author=author[chat])  # fmt: skip
    talk.add(post[welcome], later[welcome], talk.voice(post[welcome]), Speech.WELCOME,
             root=rows[welcome], to=rows[welcome], to_author=author[welcome])  # fmt: skip
