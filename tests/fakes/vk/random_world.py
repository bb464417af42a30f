"""A random, believable world, the same for the same seed.

Posts, comments and refusals come in the proportions of real regions; of every forty pages four
hide or refuse something (so of ten, four), and the first page of all holds one of each thing
that a loader stumbles over.
"""

from __future__ import annotations

import math
import random
from itertools import count

from tests.fakes.vk.phrases import ANSWERS, BODIES, CHAT, CITIES, POSTS, QUESTIONS
from tests.fakes.vk.world import Comment, Page, Post, World

DAY, WEEK = 86_400, 604_800
FIRST_OWNER = 210_000_000
FORMATS = ("photo",) * 11 + ("video", "video", "clip", "link", "poll", "article", "doc", "audio")
"""What is attached, as often as it stands here."""


def random_world(pages: int = 10, *, seed: int = 0, now: int, weeks: int = 60) -> World:
    """Return a world whose clock stands at `now`."""
    return World(random_pages(pages, seed=seed, now=now, weeks=weeks), clock=lambda: now)


def random_pages(pages: int, *, seed: int, now: int, weeks: int = 60) -> list[Page]:
    """Return pages with the posts and comments of the weeks up to `now`."""
    return [RandomPage(number, seed, now, weeks).page() for number in range(pages)]


class RandomPage:
    """The making of one page: its own seed, one sequence of ids for posts and comments."""

    def __init__(self, number: int, seed: int, now: int, weeks: int) -> None:
        self.number = number
        self.owner = FIRST_OWNER + number * 37
        self.now = now
        self.start = now - weeks * WEEK
        self.weeks = weeks
        self.rng = random.Random(f"{seed}:{number}")

    def page(self) -> Page:
        """Return the page with its wall."""
        rng = self.rng
        title, prefix = BODIES[self.number % len(BODIES)]
        followers = min(int(rng.lognormvariate(math.log(600), 0.9)) + 20, 60_000)
        place = CITIES[self.number % len(CITIES)]
        page = Page(
            self.owner, screen_name=f"{prefix}_{self.number + 1}",
            name=title.format(self.number + 1), followers=followers, city=place,
            verified=rng.random() < 0.6, government=rng.random() < 0.6,
            cover=rng.random() < 0.8, has_photo=rng.random() < 0.95,
            description="Официальная страница учреждения. " * rng.randrange(1, 6),
            site="https://example.org" if rng.random() < 0.7 else "",
            phone="+7 000 000-00-00" if rng.random() < 0.5 else "",
            address="ул. Садовая, 1" if rng.random() < 0.6 else None,
            menu=["https://pos.gosuslugi.ru/form/?opaId=1"] if rng.random() < 0.7 else [],
            contacts=[{"phone": "+7 000 000-00-00", "desc": "Приёмная"}]
            if rng.random() < 0.6 else [],
            clips_count=rng.randrange(40), status="Мы на связи",
        )  # fmt: skip
        self.fill(page, followers)
        self.restrict(page)
        return page

    def restrict(self, page: Page) -> None:
        """Let some pages hide or refuse something."""
        case = self.number % 40
        if case == 6:
            page.followers = None
        elif case == 7:
            page.is_closed = 1
        elif case == 8:
            page.deactivated = "banned"
        elif case == 9:
            page.comments_error = 212

    def fill(self, page: Page, followers: int) -> None:
        """Write the wall, then number everything on it in the order of time."""
        per_week = max(self.rng.gauss(7.5, 2.5), 1.0)
        for _ in range(round(per_week * self.weeks)):
            date = self.moment(self.start, self.now)
            page.posts.append(self.post(date, followers))
        if page.posts:
            page.posts.sort(key=lambda post: post.date)
            if self.rng.random() < 0.4 or self.number == 0:
                self.rng.choice(page.posts).pinned = True
            if self.number == 0:
                self.show_everything(page.posts)
        self.number_all(page)

    def moment(self, first: int, last: int) -> int:
        """Return a time between two, by day rather than by night (UTC+3)."""
        rng = self.rng
        day = rng.randrange(first, max(last, first + 1)) // DAY * DAY
        return min(max(day + round(rng.triangular(5, 20, 11) * 3600), first), last)

    def post(self, date: int, followers: int) -> Post:
        """Return one post; its ids are given later."""
        rng = self.rng
        views = int(followers * rng.lognormvariate(-1.0, 0.6)) + 1
        post = Post(
            0, date, rng.choice(POSTS), likes=int(views * rng.lognormvariate(-3.9, 0.6)),
            reposts=int(views * rng.lognormvariate(-6.5, 0.8)),
            views=None if rng.random() < 0.02 else views,
        )  # fmt: skip
        if rng.random() < 0.85:
            kind = rng.choice(FORMATS)
            post.attachments = (kind,) * (rng.randrange(1, 5) if kind == "photo" else 1)
        lot = rng.random()
        if lot < 0.02:
            post.from_id = self.citizen()
        elif lot < 0.12:
            post.repost_of, post.text = -(FIRST_OWNER - rng.randrange(1, 50)), ""
        elif lot < 0.14:
            post.ads = True
        if rng.random() < 0.17:
            post.comments = self.comments(post)
        return post

    def citizen(self) -> int:
        """Return a person's number."""
        return self.rng.randrange(1_000, 90_000_000)

    def comments(self, post: Post) -> list[Comment]:
        """Return the roots under one post, with their threads."""
        rng = self.rng
        roots = [self.root(post.date) for _ in range(1 + int(rng.expovariate(0.9)))]
        asked = roots[-1]
        if asked.from_id > 0 and not asked.deleted and rng.random() < 0.03:
            date = self.later(asked.date, rng.lognormvariate(1.4, 1.4))
            text = f"[id{asked.from_id}|Имя], {rng.choice(ANSWERS)}"
            roots.append(Comment(0, -self.owner, date, text))
        post.comments_open = rng.random() > 0.01
        return roots

    def later(self, date: int, hours: float) -> int:
        """Return a time some hours later; it may lie ahead of now and then is not seen yet."""
        return date + int(hours * 3600) + 1

    def root(self, date: int) -> Comment:
        """Return one top-level comment with its thread."""
        rng = self.rng
        author = self.citizen()
        asked = self.later(date, rng.expovariate(1 / 10))
        question = rng.random() < 0.3
        root = Comment(0, author, asked, rng.choice(QUESTIONS if question else CHAT))
        if rng.random() < 0.03:
            root.from_id = -(FIRST_OWNER - rng.randrange(1, 50))
        if question and rng.random() < 0.75:
            root.thread.append(self.answer(root))
        while rng.random() < 0.25:
            root.thread.append(self.nested(root))
        if rng.random() < 0.004:
            root.thread += [self.nested(root) for _ in range(rng.randrange(11, 40))]
        if root.thread and rng.random() < 0.04:
            root.deleted = True
        return root

    def answer(self, root: Comment, way: int | None = None) -> Comment:
        """Return the page's reply, addressed in one of the ways pages do."""
        rng = self.rng
        date = self.later(root.date, rng.lognormvariate(1.4, 1.4))
        reply = Comment(0, -self.owner, date, rng.choice(ANSWERS))
        way = rng.randrange(4) if way is None else way
        if way == 0:
            reply.reply_to_comment, reply.reply_to_user = -1, root.from_id
        elif way == 1:
            reply.reply_to_user = root.from_id
        elif way == 2 and root.from_id > 0:
            reply.text = f"[id{root.from_id}|Имя], {reply.text}"
        return reply

    def nested(self, root: Comment) -> Comment:
        """Return somebody's comment in a thread."""
        rng = self.rng
        author = root.from_id if rng.random() < 0.4 else self.citizen()
        last = root.thread[-1].date if root.thread else root.date
        text = rng.choice(QUESTIONS if rng.random() < 0.2 else CHAT)
        item = Comment(0, author, self.later(last, rng.expovariate(1 / 5)), text)
        if rng.random() < 0.8:
            item.reply_to_comment, item.reply_to_user = -1, root.from_id
        return item

    def show_everything(self, posts: list[Post]) -> None:
        """Put one of each trap under a recent post of the first page."""
        post = posts[-min(8, len(posts))]
        base = min(post.date, self.now - DAY)
        post.date, post.from_id, post.repost_of = base, None, None
        roots = [Comment(0, 1_001 + i, base + 60 + i, QUESTIONS[i]) for i in range(6)]
        for way in range(4):
            roots[way].thread = [self.answer(roots[way], way)]
            roots[way].thread[0].date = base + 7_200
        roots[4].deleted = True
        roots[4].thread = [Comment(0, 1_050, base + 400, "И у нас так же. Когда починят?")]
        roots[5].thread = [
            Comment(0, 1_100 + i, base + 500 + i, CHAT[i % len(CHAT)]) for i in range(14)
        ]
        by_root = Comment(0, -self.owner, base + 9_000, f"[id1006|Имя], {ANSWERS[0]}")
        other = Comment(0, -(FIRST_OWNER - 5), base + 9_100, "Готовы помочь")
        post.comments = [*roots, by_root, other]

    def number_all(self, page: Page) -> None:
        """Give ids in the order of time and point replies at what they answer."""
        things: list[Post | Comment] = list(page.posts)
        parents: list[tuple[Comment, Comment]] = []
        for post in page.posts:
            for root in post.comments:
                things.append(root)
                things.extend(root.thread)
                parents.extend((root, item) for item in root.thread)
        ids = count(1)
        for thing in sorted(things, key=lambda thing: thing.date):
            thing.id = next(ids)
        for root, item in parents:
            if item.reply_to_comment is not None:
                item.reply_to_comment = root.id
