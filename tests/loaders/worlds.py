"""Random worlds that never stand still: what happens to pages, posts and comments, by a seed.

Whatever happens to posts and comments may happen before any call of a run (`moves`); pages change
between runs. What no loader could tell from nothing having happened is not done: posts older than
the refresh window stay as they are, and so do their comments.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

from tests.fakes.vk import Comment, Page, Post, World
from tests.fakes.vk.world import everyone, wall
from tests.loaders.conftest import DAY, NOW

NAME = "Зинаида Тайная"
HISTORY, REFRESH = 45, 30
YOUNG = 12 * DAY
"""Posts older than this get no new comments: they are re-read for weeks yet."""

TALK = (
    "Когда починят лифт?", "Спасибо!", "Почему не вывозят мусор?", "Красиво", "Где узнать адрес?",
    f"[id77|{NAME}], согласна", f"Поддерживаю @id78 ({NAME})", "Нет воды третий день", "Очень жаль",
)  # fmt: skip
ANSWERS = (
    "Здравствуйте! Передали.", f"[id1007|{NAME}], ответили в личном сообщении", "Ремонт завтра",
)  # fmt: skip


class Living:
    """A world, its clock, and everything that happens in it."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(f"world {seed}")
        self.moment = NOW
        self.given: Counter[int] = Counter()
        sizes = [self.rng.randrange(115, 190), self.rng.randrange(15, 70), self.rng.randrange(6)]
        pages = [self._page(100 + n, size) for n, size in enumerate(sizes)]
        self.world = World(pages, clock=lambda: self.moment)
        self.pages = list(pages)
        self.removed: list[tuple[Page, Post]] = []
        self.loose: set[tuple[int, int]] = set()
        self.calm = False
        self.resolved = False

    def _page(self, owner: int, size: int) -> Page:
        """A page that began some time ago, its ids in the order of time."""
        rng = self.rng
        oldest = NOW - rng.choice((20, 60, 60)) * DAY
        dates = sorted(rng.sample(range(oldest, NOW - 60), size))
        page = Page(owner, screen_name=f"page{owner}", followers=rng.randrange(100, 900))
        for date in dates:
            post = self._post(page, date)
            page.posts.append(post)
            if rng.random() < 0.2:
                self._talk(page, post, rng.randrange(1, 5))
        if size > 100:
            self._talk(page, rng.choice(page.posts[-40:-5]), rng.randrange(101, 130))
        if page.posts and rng.random() < 0.5:
            rng.choice(page.posts).pinned = True
        return page

    def _number(self, page: Page) -> int:
        """A number that was never given before, though what had it may be gone."""
        self.given[page.owner] += 1
        return self.given[page.owner]

    def _post(self, page: Page, date: int) -> Post:
        rng = self.rng
        return Post(
            self._number(page), date, f"Новость {rng.randrange(1000)}", likes=rng.randrange(50),
            views=rng.choice((None, rng.randrange(1, 900))), reposts=rng.randrange(3),
            from_id=rng.choice((None, None, None, rng.randrange(1000, 1020))),
            ads=rng.random() < 0.05, repost_of=rng.choice((None, None, None, -5)),
        )  # fmt: skip

    def _talk(self, page: Page, post: Post, roots: int) -> None:
        """Comments since the post was published, in the order of time."""
        rng = self.rng
        long = rng.randrange(roots)
        span = max((NOW - post.date) // (roots * 40 + 1), 0)
        date = post.date
        for number in range(roots):
            date += rng.randint(0, span)
            root = self._comment(page, date)
            post.comments.append(root)
            length = rng.choice((11, 30)) if number == long and roots > 3 else rng.randrange(4)
            for _ in range(length):
                date += rng.randint(0, span)
                root.thread.append(self._comment(page, date, root))

    def _comment(self, page: Page, date: int, root: Comment | None = None) -> Comment:
        rng = self.rng
        from_page = rng.random() < 0.25
        author = -page.owner if from_page else rng.choice((-7, *range(1000, 1012)))
        made = Comment(self._number(page), author, date, rng.choice(ANSWERS if from_page else TALK))
        if root is not None and rng.random() < 0.6:
            made.reply_to_comment, made.reply_to_user = root.id, root.from_id or None
        return made

    # What may happen at any moment.

    def moves(self, world: World, method: str, params: dict[str, str], _: random.Random) -> None:
        """Time passes before a call, and something may happen to the page it is about."""
        self.moment += self.rng.randint(0, 40)
        owner = params.get("owner_id", "").lstrip("-")
        page = next((p for p in world.pages if str(p.owner) == owner), None)
        if page is not None and not self.calm and self.rng.random() < 0.5:
            self.happen(page, int(params.get("post_id", 0)))

    def happen(self, page: Page, post: int = 0) -> None:
        """Lets one thing happen to the posts of a page, or to the comments of one."""
        young = [p for p in page.posts if self.moment - p.date < YOUNG]
        talked = [p for p in young if p.id == post] or [p for p in young if p.comments] or young
        if talked and self.rng.random() < 0.4:
            event = self.rng.choice((self.comment, self.reply, self.silence, self.swap, self.close))
            event(page, self.rng.choice(talked))
        else:
            events = (self.publish, self.delete, self.restore, self.grow, self.edit, self.pin)
            self.rng.choice(events)(page)

    def publish(self, page: Page) -> None:
        for _ in range(self.rng.randint(1, 4)):
            page.posts.append(self._post(page, self.moment))

    def delete(self, page: Page) -> None:
        """Some of the upper posts go at once."""
        upper = [p for p in wall(page, self.moment)[:110] if self.moment - p.date < 22 * DAY]
        for post in self.rng.sample(upper, min(len(upper), self.rng.randint(1, 6))):
            page.posts.remove(post)
            post.pinned = False
            self.removed.append((page, post))

    def restore(self, page: Page) -> None:
        lost = [pair for pair in self.removed if pair[0] is page]
        if lost and self.moment - lost[-1][1].date < YOUNG:
            self.removed.remove(lost[-1])
            page.posts.append(lost[-1][1])
            self.loose.add((page.owner, lost[-1][1].id))

    def grow(self, page: Page) -> None:
        for post in page.posts:
            post.likes += self.rng.randrange(3)
            post.views = post.views and post.views + self.rng.randrange(40)

    def edit(self, page: Page) -> None:
        young = [p for p in page.posts if self.moment - p.date < YOUNG]
        if young:
            post = self.rng.choice(young)
            post.text, post.edited = f"Исправлено {self.rng.randrange(1000)}", self.moment

    def pin(self, page: Page, oldest: int = YOUNG) -> None:
        """Another post is pinned, or none; an old one is let go between runs only."""
        old = [p for p in page.posts if p.pinned and self.moment - p.date >= oldest]
        young = [p for p in page.posts if self.moment - p.date < oldest]
        if old or not young:
            return
        for post in page.posts:
            post.pinned = False
        if self.rng.random() < 0.7:
            post = self.rng.choice(young)
            post.pinned = True
            if oldest == YOUNG:
                self.loose.add((page.owner, post.id))

    def comment(self, page: Page, post: Post) -> None:
        for _ in range(self.rng.choice((1, 1, 3))):
            post.comments.append(self._comment(page, self.moment))

    def reply(self, page: Page, post: Post) -> None:
        if post.comments:
            root = self.rng.choice(post.comments)
            for _ in range(self.rng.choice((1, 1, 12))):
                root.thread.append(self._comment(page, self.moment, root))

    def silence(self, page: Page, post: Post) -> None:
        """A comment goes; a root with a living thread leaves its place."""
        found = [c for c in everyone(post.comments) if not c.deleted]
        if not found:
            return
        comment = self.rng.choice(found)
        level = next((r.thread for r in post.comments if comment in r.thread), post.comments)
        if comment.thread or self.rng.random() < 0.5:
            comment.deleted = True
        else:
            level.remove(comment)

    def swap(self, page: Page, post: Post) -> None:
        """One goes and one comes or is rewritten: the number stands still."""
        self.silence(page, post)
        self.comment(page, post)

    def close(self, page: Page, post: Post) -> None:
        post.comments_error = None if post.comments_error else 212

    # What happens between runs.

    def pass_time(self, seconds: int) -> None:
        """Lets time pass and things happen meanwhile."""
        self.moment += seconds // 2
        for page in self.pages:
            for _ in range(self.rng.randrange(4)):
                self.moment += self.rng.randint(1, 600)
                self.happen(page)
            if self.rng.random() < 0.3:
                self.pin(page, oldest=40 * DAY)
        if self.rng.random() < 0.6:
            self.change(self.rng.choice(self.pages))
        self.moment += seconds // 2

    def change(self, page: Page) -> None:
        """A page is renamed, closed, banned or gone, or all that is taken back."""
        changes: tuple[Callable[[], object], ...] = (
            lambda: setattr(page, "name", f"Имя {self.rng.randrange(1000)}"),
            lambda: self._rename(page),
            lambda: setattr(page, "is_closed", 1 - page.is_closed),
            lambda: setattr(page, "deactivated", None if page.deactivated else "banned"),
            lambda: setattr(page, "wall_error", None if page.wall_error else 15),
            lambda: setattr(page, "followers", self.rng.choice((None, self.rng.randrange(900)))),
            lambda: self._vanish(page),
        )
        self.rng.choice(changes)()

    def _rename(self, page: Page) -> None:
        """Whoever is known by name only cannot be followed when the name moves."""
        if self.resolved:
            page.screen_name = f"other{page.owner}_{self.rng.randrange(1000)}"

    def _vanish(self, page: Page) -> None:
        """The first page always stands: a network that knows none of the pages refuses to say."""
        if page not in self.world.pages:
            self.world.pages.append(page)
        elif page is not self.pages[0]:
            self.world.pages.remove(page)

    def settle(self) -> None:
        """Everything ends well for some pages, as it is for others."""
        self.calm = True
        for page in self.pages:
            if self.rng.random() < 0.7:
                page.is_closed, page.deactivated, page.wall_error = 0, None, None
                if page not in self.world.pages:
                    self.world.pages.append(page)
