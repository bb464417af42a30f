"""What a random world goes through: runs of every kind, with every kind of trouble, then peace."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.settings import Settings
from jobs.collect import Report, Wish, collect_vk
from loaders.vk import errors
from tests.fakes.vk import Page
from tests.loaders import mortal
from tests.loaders.conftest import DAY, Desk, desk
from tests.loaders.mortal import POINTS, Fate, Killed
from tests.loaders.worlds import HISTORY, REFRESH, YOUNG, Living

HOUR = 3600
TOKENS = (
    ("user-hidden-1",), ("user-hidden-1", "user-hidden-2"), ("user-hidden-1", "service-hidden-2"),
    ("user-hidden-1", "user-hidden-2"), ("service-hidden-1",),
)  # fmt: skip
Check = Callable[["Story"], list[str]]
PAGE_CODES = (7, 15, 18, 19, 30, 40, 100, 104, 113, 125, 203)
POST_CODES = (15, 100, 210, 211, 212)


class Story:
    """One world beside the store that collects it, and what a loader told on the way."""

    def __init__(self, at: Desk, living: Living, seed: int) -> None:
        self.at, self.living, self.rng = at, living, living.rng
        self.tokens = self.rng.choice(TOKENS)
        self.lanes = None if seed % 3 == 2 else 1
        self.journal: list[list[dict[str, Any]]] = []
        self.saw: dict[int, list[dict[tuple[int, str], Any]]] = defaultdict(list)
        self.told: list[str] = []
        self.said: list[str] = []
        self.complete: list[int] = []
        self.backwards = False
        self.settings = self.at.settings(
            self.tokens, history_days=HISTORY, refresh_days=REFRESH, vk_wall_quota=5000
        )

    # Runs.

    def run(self, fate: Fate | None = None, now: int | None = None, **wish: Any) -> Report | None:
        """One run; null where it died."""
        fate = fate or Fate()
        fate.lanes, fate.committed = self.lanes, self.journal.append
        mortal.NOW.fate = fate
        now = self.at.world.now() if now is None else now
        self.saw[now].append(self._truth())
        self.told.append(f"{wish or 'full'} at {now} {fate.point}{fate.count}")
        try:
            report = collect_vk(
                self.at.engine, self.settings, now, self.at.world.now, Wish(**wish),
                warn=self.said.append,
            )  # fmt: skip
        except Killed:
            self.told.append("killed")
            return None
        self.said.append(report.message or "")
        self.told.append(f"{report.state} {report.owed} {self.said[-1]}")
        if report.state == "complete" and not wish:
            self.complete.append(now)
        return report

    def _truth(self) -> dict[tuple[int, str], Any]:
        """What a network says of the pages now."""
        return {
            (page.owner, what): value
            for page in self.living.world.pages
            for what, value in (
                ("title", page.name), ("screen_name", page.screen_name),
                ("followers", page.followers), ("deactivated", page.deactivated),
            )
        }  # fmt: skip

    def beside(self, fate: Fate) -> None:
        """A chosen page is read while the others are: really at the same time."""
        page = self.rng.choice(self.at.pages())["page_id"]
        failed: list[BaseException] = []

        def chosen() -> None:
            try:
                self.run(only=frozenset({page}))
            except BaseException as error:  # noqa: BLE001 - told below
                failed.append(error)

        other = threading.Thread(target=chosen)
        other.start()
        self.run(fate)
        other.join()
        assert not failed, failed

    # Steps.

    def steps(self) -> Iterator[str]:
        """Goes on step by step; what each was, after it."""
        yield from self._step(self.run)
        for _ in range(self.rng.randint(2, 5)):
            self.living.pass_time(self.rng.choice((HOUR, 5 * HOUR, 26 * HOUR, 50 * HOUR)))
            self.living.resolved = all(page["owner"] for page in self.at.pages())
            yield from self._step(self.rng.choice(self._kinds()))

    def _kinds(self) -> list[Callable[[Fate], object]]:
        now, rng = self.at.world.now(), self.rng
        page = rng.choice(self.living.pages)
        only = frozenset({rng.choice([p["page_id"] for p in self.at.pages()])})
        post = rng.choice(page.posts).id if page.posts else 1
        one = frozenset({f"vk:{page.owner}"})
        return [
            self.run, self.run, self.run, self.run,
            lambda fate: self.run(fate, short=True),
            lambda fate: self.run(fate, short=True),
            lambda fate: self.run(fate, only=only),
            lambda fate: self.run(fate, only=one, post=post),
            lambda fate: self.run(fate, most_requests=rng.randint(1, 6)),
            lambda fate: self._back(fate, now - rng.choice((HOUR, DAY, 3 * DAY))),
            lambda fate: self._ahead(now + HOUR),
            self.beside, self.beside,
        ]  # fmt: skip

    def _back(self, fate: Fate, now: int) -> None:
        """A run as of the past, or by a clock that was set back."""
        self.backwards = True
        self.run(fate, now=now)

    def _ahead(self, now: int) -> None:
        """A clock that runs ahead: nothing is kept."""
        before = self.at.dump()
        report = self.run(now=now)
        assert report is None or report.state != "complete", report
        assert self.at.dump() == before
        del self.saw[now]

    def _step(self, kind: Callable[[Fate], object]) -> Iterator[str]:
        vk, rng = self.at.vk, self.rng
        vk.faults.add("drift")
        fate = Fate()
        trouble = rng.choice((self._none, self._kill, self._kill, *[self._fault] * 4, self._token,
                              self._quota))  # fmt: skip
        fate = trouble() or fate
        self.told.append(f"{trouble.__name__}: {vk.faults.rules[1:]} {vk.tokens.dead}")
        kind(fate)
        self.peace()
        yield "\n".join(self.told)

    def peace(self) -> None:
        """No fault any more, living tokens and a new day's quota."""
        vk = self.at.vk
        vk.faults.clear()
        vk.faults.add("drift")
        for token in self.tokens:
            vk.tokens.revive(token)
        vk.tokens.wall_quota = 5000
        self.settings = self._given()

    def _given(self, **other: Any) -> Settings:
        return self.at.settings(
            self.tokens, **{"history_days": HISTORY, "refresh_days": REFRESH} | other
        )

    # Troubles.

    def _none(self) -> None:
        """All goes well."""

    def _kill(self) -> Fate:
        return Fate(self.rng.choice(POINTS), self.rng.randint(1, 7))

    def _fault(self) -> None:
        rng, faults = self.rng, self.at.vk.faults
        page: Page = rng.choice(self.living.pages)
        young = [p for p in page.posts if self.living.moment - p.date < YOUNG and p.comments]
        kind = rng.randrange(9)
        if kind == 0:
            faults.add(
                rng.choice(sorted(errors.TRANSIENT | {errors.TOO_SLOW})), p=0.2, scope="request"
            )
        elif kind in (1, 2):
            faults.add(rng.choice(("http500", "http502", "badjson", "truncate", "drop")), p=0.3)
        elif kind == 3:
            faults.add("hang", at=(rng.randint(1, 5),), seconds=0.8)
            self.settings = self._given(vk_timeout_seconds=0.4)
        elif kind == 4:
            faults.add(rng.choice((13, 36)), method="execute", every=rng.randint(1, 3))
        elif kind == 5:
            faults.add(rng.choice(PAGE_CODES), method="wall.get", owner=page.owner,
                       after=rng.randrange(3))  # fmt: skip
        elif kind == 6 and young:
            post = rng.choice(young)
            thread = rng.choice((None, rng.choice(post.comments).id))
            faults.add(rng.choice(POST_CODES), method="wall.getComments", owner=page.owner,
                       post=post.id, comment=thread)  # fmt: skip
        elif kind == 7:
            faults.add(rng.choice(sorted(errors.OUR_FAULT)), at=(rng.randint(1, 5),),
                       scope="request")  # fmt: skip
        else:
            faults.add("drop", after=rng.randrange(6))

    def _token(self) -> None:
        rng, vk = self.rng, self.at.vk
        code = rng.choice(sorted(errors.DEAD_TOKEN | errors.NEEDS_PERSON))
        if rng.random() < 0.3:
            vk.tokens.kill(self.tokens[0], code)
        else:
            token = rng.choice((*self.tokens, "user-"))
            vk.faults.add(code, token=token, after=rng.randrange(5), scope="request")

    def _quota(self) -> None:
        rng, vk = self.rng, self.at.vk
        if rng.random() < 0.6:
            quota = rng.randint(0, 6)
            vk.tokens.wall_quota = quota
            self.settings = self._given(vk_wall_quota=rng.choice((quota, 5000)))
        else:
            method = rng.choice(("wall.get", "wall.getComments", "groups.getById"))
            vk.faults.add(rng.choice(sorted(errors.QUOTA)), method=method, after=rng.randrange(4))

    def end(self) -> None:
        """Peace: nothing happens any more, and the nightly passes go well."""
        self.living.settle()
        nights = (1, 8) if self.rng.random() < 0.85 else (1, *[1] * 8)
        for days in nights:
            self.living.moment += days * DAY + 2 * HOUR
            report = self.run()
            assert report is not None, "killed in peace"
            assert report.state == "complete", report


def told(
    seed: int, folder: Path, sound: Check, check: Check | None = None
) -> list[str]:  # fmt: skip
    """Lives through the world of a seed; what was found wrong first, with all that happened.

    Args:
        seed: of the world.
        folder: where its database goes.
        sound: looks for what is wrong after each step.
        check: looks for what is wrong in the end; null: the story is not brought to its end.
    """
    living = Living(seed)
    with desk(living.world, folder, seed=seed) as at:
        at.vk.server.api.moves = living.moves
        story = Story(at, living, seed)
        for _ in story.steps():
            if wrong := sound(story):
                return [*wrong, *story.told]
        if check is None:
            return []
        story.end()
        wrong = sound(story) + check(story)
        return [*wrong, *story.told] if wrong else []
