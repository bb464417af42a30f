"""The state of a VK: pages, their posts and the comments under them.

Plain dataclasses, written by hand tersely and changed between two syncs by assignment. All
times are UTC unix seconds. What is dated later than `World.clock()` does not exist yet, so a
world can be written ahead and revealed by moving its clock. Knows nothing of HTTP or tokens.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

Attachment = str | dict
"""A kind (`photo`, `video`, `clip`, `poll`, `link`, `article`, `doc`, `audio`) or raw JSON."""


@dataclass(slots=True)
class Comment:
    """One comment; only a root holds a `thread`.

    A `deleted` one stays in its place as a stub without author and text, its thread alive.
    To make a comment vanish altogether, take it out of its list.
    """

    id: int
    from_id: int = 0
    date: int = 0
    text: str = ""
    reply_to_comment: int | None = None
    reply_to_user: int | None = None
    thread: list[Comment] = field(default_factory=list)
    deleted: bool = False
    likes: int = 0
    attachments: tuple[Attachment, ...] | list[Attachment] = ()


@dataclass(slots=True)
class Post:
    """One post of a wall; `from_id` None means the page itself, `views` None or 0 "not said"."""

    id: int
    date: int
    text: str = ""
    comments: list[Comment] = field(default_factory=list)
    likes: int = 0
    reposts: int = 0
    views: int | None = None
    attachments: tuple[Attachment, ...] | list[Attachment] = ()
    from_id: int | None = None
    pinned: bool = False
    ads: bool = False
    repost_of: int | None = None
    post_type: str = "post"
    comments_open: bool = True
    comments_error: int | None = None
    signer_id: int | None = None
    edited: int | None = None

    def comment(self, comment_id: int) -> Comment:
        """Return the root or nested comment of this id; KeyError where there is none."""
        for found in everyone(self.comments):
            if found.id == comment_id:
                return found
        raise KeyError(comment_id)


@dataclass(slots=True)
class Page:
    """One community: `owner` is its positive number; `followers` None means hidden."""

    owner: int
    posts: list[Post] = field(default_factory=list)
    screen_name: str = ""
    name: str = ""
    followers: int | None = 1000
    type: str = "page"
    deactivated: str | None = None
    is_closed: int = 0
    ban_info: dict | None = None
    verified: bool = False
    government: bool = False
    has_photo: bool = True
    cover: bool = True
    description: str = ""
    site: str = ""
    phone: str = ""
    contacts: list[dict] = field(default_factory=list)
    address: str | None = None
    status: str = ""
    activity: str = "Государственная организация"
    menu: list[str] = field(default_factory=list)
    wall: int = 1
    city: str | None = None
    links: list[str] = field(default_factory=list)
    clips_count: int = 0
    wall_error: int | None = None
    comments_error: int | None = None
    extra: dict = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.screen_name = self.screen_name or f"club{self.owner}"
        self.name = self.name or f"Сообщество {self.owner}"

    def post(self, post_id: int) -> Post:
        """Return the post of this id; KeyError where there is none."""
        for found in self.posts:
            if found.id == post_id:
                return found
        raise KeyError(post_id)

    def delete_post(self, post_id: int) -> None:
        """Take a post off the wall."""
        self.posts.remove(self.post(post_id))

    def next_id(self) -> int:
        """Return an id not yet used: posts and comments of a wall share one sequence."""
        ids = [post.id for post in self.posts]
        ids += [comment.id for post in self.posts for comment in everyone(post.comments)]
        return max(ids, default=0) + 1


@dataclass(slots=True)
class World:
    """All pages and the clock.

    `growth_days` > 0 lets the counters of a post grow towards their written values: after that
    many days a post has 63 % of them. Hold `lock` for a change that a running server must not
    see half done.
    """

    pages: list[Page] = field(default_factory=list)
    clock: Callable[[], float] = time.time
    growth_days: float = 0.0
    lock: threading.RLock = field(default_factory=threading.RLock, repr=False, compare=False)
    _places: dict[int, int] = field(default_factory=dict, repr=False, compare=False)

    def now(self) -> int:
        """Return the present moment of this world."""
        return int(self.clock())

    def page(self, owner: int) -> Page:
        """Return the page of this number (its sign is ignored); KeyError where there is none."""
        owner = abs(owner)
        place = self._places.get(owner, len(self.pages))
        # Pages come and go by plain list operations, so the index is only a guess.
        if place >= len(self.pages) or self.pages[place].owner != owner:
            self._places = {page.owner: place for place, page in enumerate(self.pages)}
            place = self._places[owner]
        return self.pages[place]

    def by_name(self) -> dict[str, Page]:
        """Return the pages by every name they answer to, in lower case."""
        names: dict[str, Page] = {}
        for page in self.pages:
            for prefix in ("", "club", "public", "event"):
                names[f"{prefix}{page.owner}"] = page
        names.update({page.screen_name.lower(): page for page in self.pages})
        return names

    def share_grown(self, date: int) -> float:
        """Return the part of its final counters that a post of this date has by now."""
        if not self.growth_days:
            return 1.0
        return 1.0 - math.exp(-max(self.now() - date, 0) / (self.growth_days * 86_400))


def everyone(comments: list[Comment]) -> Iterator[Comment]:
    """Yield roots and the comments of their threads."""
    for root in comments:
        yield root
        yield from root.thread


def living(post: Post, now: int) -> int:
    """Return the number a wall shows: comments of all levels that exist and are not deleted."""
    if not post.comments or not post.comments_open:
        return 0
    return sum(1 for c in everyone(post.comments) if not c.deleted and c.date <= now)


def wall(page: Page, now: int, whose: str = "all") -> list[Post]:
    """Return the posts as a wall lists them: the pinned one, then newest first."""
    own = -page.owner
    posts = [post for post in page.posts if post.date <= now]
    if whose == "owner":
        posts = [post for post in posts if post.from_id is None or post.from_id == own]
    elif whose == "others":
        posts = [post for post in posts if post.from_id is not None and post.from_id != own]
    posts.sort(key=lambda post: (post.pinned, post.date, post.id), reverse=True)
    return posts
