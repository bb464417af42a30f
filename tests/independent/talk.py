"""Random threads: every form of a reply and of an addressee that the definitions name."""

from __future__ import annotations

from typing import Any

from kpi.model import Rules
from tests.independent import clock
from tests.independent.making import DAY, HOUR, Maker, Rows

CITIZENS = (1_001, 1_002, 1_003, 1_004)
RESPONDERS = (2_001, 2_002)
STRANGER = 3_001
FOREIGN = -999


def comment_row(page: int, post: int, number: int, root: int, written: int) -> dict[str, Any]:
    """A row of ``Comments`` by nobody."""
    return {
        "page": page, "comment": number, "post": post, "root": root, "author": 0,
        "written": written, "reply_to_comment": None, "reply_to_author": None, "mention": None,
        "reason": None, "lexicon": 1, "text_hash": None, "text": None, "deleted_at": None,
    }  # fmt: skip


class Talker:
    """Draws the comments of one page."""

    def __init__(self, maker: Maker, page: int) -> None:
        self.maker, self.page = maker, page
        self.number = 10_000
        own = -(100 + page)
        self.attentive = maker.chance(0.5)
        self.authors: tuple[int, ...] = (*CITIZENS, *CITIZENS, own, own, 2_001, FOREIGN)
        if self.attentive:
            self.authors = (*CITIZENS, own, own, own, own, 2_002, FOREIGN)
        self.step = int(maker.pick(60, 5 * HOUR, 30 * HOUR))

    def next_number(self) -> int:
        """A comment number never used before; not always in the order of dates."""
        self.number += int(self.maker.pick(1, 1, 1, 2))
        return self.number

    def threads(self, posts: Rows) -> tuple[Rows, Rows]:
        """Comments and rows of ``Threads`` of some posts."""
        talked = [post for post in posts if self.maker.chance(0.25)][:14]
        comments = [row for post in talked for row in self.post(post["post"], post["published"])]
        asked = [
            {
                "page": self.page, "post": post["post"], "counted": 5,
                "whole": not self.maker.chance(0.1), "refused": None,
                "read_at": self.maker.as_of,
            }
            for post in talked
        ]  # fmt: skip
        return comments, asked

    def post(self, post: int, published: int) -> Rows:
        """All comments under one post."""
        latest = max(published, self.maker.as_of - 30 * DAY)
        rows = self.edge(post) if self.maker.chance(0.4) else []
        for _ in range(int(self.maker.pick(1, 2, 4))):
            opened = self.maker.between(published, latest + DAY)
            opened = int(self.maker.pick(opened, self.maker.start, self.maker.end - 1))
            rows += self.thread(post, max(opened, published))
        return rows

    def edge(self, post: int) -> Rows:
        """A question answered at the last moment of a deadline, or due at the very as_of."""
        maker, zone, office = self.maker, self.maker.timezone, Rules().workday
        asked = int(maker.pick(
            maker.as_of - 4 * HOUR, maker.as_of - 24 * HOUR, maker.between(maker.start, maker.end)
        ))  # fmt: skip
        answered = int(maker.pick(
            asked + 4 * HOUR, asked + 24 * HOUR,
            clock.working_deadline(asked, 9 * HOUR, zone, office),
            clock.working_deadline(asked, 63 * HOUR, zone, office),
        ))  # fmt: skip
        root = self.next_number()
        question = comment_row(self.page, post, root, root, asked)
        question |= {"author": CITIZENS[0], "reason": "?"}
        late = int(maker.pick(0, 0, 1))
        reply = comment_row(self.page, post, self.next_number(), root, answered + late)
        reply["author"] = -(100 + self.page)
        return [question, reply]

    def thread(self, post: int, opened: int) -> Rows:
        """One root with its nested comments."""
        maker, root, when = self.maker, self.next_number(), opened
        rows: Rows = []
        size = int(maker.pick(0, 1, 3, 6, 13))
        for place in range(size + 1):
            number = root if not place else self.next_number()
            row = comment_row(self.page, post, number, root, when)
            row["author"] = int(maker.pick(*self.authors))
            row["reason"] = maker.pick(None, "?", "когда")
            if place:
                self.address(row, rows)
            elif maker.chance(0.3):
                row["mention"] = maker.pick(*CITIZENS, 2_001, FOREIGN)
            self.delete(row)
            rows.append(row)
            when += int(maker.pick(0, 0, maker.between(0, self.step), maker.between(0, self.step)))
        if maker.chance(0.2) and size and rows[-1]["reply_to_comment"] is None:
            rows[-1]["written"] = rows[0]["written"]
        return rows

    def address(self, row: dict[str, Any], before: Rows) -> None:
        """Gives a nested comment its addressee in one of the forms of the definition."""
        maker = self.maker
        forms = ("none", "comment", "both", "user", "mention", "foreign", "foreign user")
        form = maker.pick(*forms[: 3 if self.attentive else 7], *forms)
        if form in ("comment", "both"):
            row["reply_to_comment"] = maker.pick(*before)["comment"]
        if form.startswith("foreign"):
            row["reply_to_comment"] = 77
        if form in ("both", "user", "foreign user"):
            people = (*CITIZENS, STRANGER, 2_001, FOREIGN, -(100 + self.page))
            row["reply_to_author"] = int(maker.pick(*people))
        if form == "mention":
            row["mention"] = int(maker.pick(*CITIZENS, 2_002, FOREIGN))

    def delete(self, row: dict[str, Any]) -> None:
        """Takes a comment away: never seen alive, or seen before and gone by ``as_of``."""
        draw = self.maker.rng.random()
        if draw < 0.04:
            row |= {"author": 0, "reason": None, "mention": None, "reply_to_comment": None}
            row |= {"reply_to_author": None, "deleted_at": row["written"]}
        elif draw < 0.10:
            row["deleted_at"] = row["written"]
