"""VK as a ``Network``: which call reads what, and what its answer means."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from loaders.model import Answer, Batch, Call, Failure, Level, Target, Wall
from loaders.vk import parse, scrub

FIELDS = (
    "members_count,verified,is_government_organization,cover,photo_200,has_photo,description,site,"
    "contacts,addresses,phone,status,activity,menu,wall,city,links,clips_count,is_closed,"
    "deactivated,ban_info"
)
GROUP_KINDS = frozenset({"group", "page", "event"})
NOBODY = 125
"""What ``groups.getById`` answers when it knows none of the pages."""
DAY = 86_400


class Vk:
    """Calls and answers of VK's API 5.199.

    Args:
        hash_key: keys the hashes of persons.
        hashed: answers come from the raw archive, where persons are hashes already.
        texts_since: texts of comments written before are not taken.
    """

    id = "vk"

    def __init__(self, hash_key: str, *, hashed: bool = False, texts_since: int = 0) -> None:
        self._key = hash_key
        self._comments = parse.Comments(hash_key, hashed=hashed, texts_since=texts_since)

    def scrubbed(self, answer: Answer) -> Answer:
        """An answer as the raw archive may keep it; see ``loaders.vk.scrub``."""
        return scrub.scrubbed(answer, self._key)

    def resolve_call(self, name: str) -> Call:
        """Asks which number a screen name has."""
        return Call("utils.resolveScreenName", {"screen_name": name})

    def resolved(self, answer: Answer) -> int | str:
        """The community's number, or why there is none."""
        if isinstance(answer, Failure):
            return f"{answer.code}: {answer.text}"
        if not isinstance(answer, dict) or not answer:
            return "unknown name"
        if answer.get("type") not in GROUP_KINDS:
            return f"not a community: {answer.get('type')}"
        return int(answer["object_id"])

    def pages_call(self, targets: list[Target]) -> Call:
        """Asks for up to 500 pages at once, by number or, where it is not known, by name."""
        ids = ",".join(str(t.owner or t.screen_name) for t in targets)
        return Call("groups.getById", {"group_ids": ids, "fields": FIELDS}, len(targets))

    def pages(
        self, answer: Answer, targets: list[Target], now: int, batch: Batch
    ) -> tuple[list[Target], list[Target]]:
        """Puts what was said of the pages, and their followers, into the batch.

        Returns:
            Pages whose walls can be read, and names that were not answered.
        """
        if isinstance(answer, Failure):
            reason = f"{answer.code}: {answer.text}"
            gone = answer.code == NOBODY
            batch.refusals += [(t.page, "vanished" if gone and t.owner else reason)
                               for t in targets]  # fmt: skip
            return [], []
        items = answer.get("groups", []) if isinstance(answer, dict) else answer
        items = [item for item in items if isinstance(item, dict) and "id" in item]
        numbers = {int(item["id"]): item for item in items}
        names = {str(item.get("screen_name", "")).lower(): item for item in items}
        readable, unknown = [], []
        for target in targets:
            name = (target.screen_name or "").lower()
            item = numbers.get(target.owner) if target.owner else names.get(name)
            if item is None and target.owner is None:
                unknown.append(target)
            elif item is None:
                batch.refusals.append((target.page, "vanished"))
            elif _take_page(item, target, now, batch):
                readable.append(replace(target, owner=int(item["id"])))
        return readable, unknown

    def wall_call(self, owner: int, offset: int, count: int) -> Call:
        """Asks for a part of a wall, visitors' posts included."""
        params: dict[str, Any] = {"owner_id": -owner, "count": count}
        return Call("wall.get", params | ({"offset": offset} if offset else {}), count)

    def wall(self, answer: Answer, page: int, owner: int, now: int) -> Wall:
        """See ``parse.wall``."""
        return parse.wall(answer, page, owner, now)

    def comments_call(
        self, owner: int, post: int, offset: int, root: int | None, expected: int
    ) -> Call:
        """Asks for roots with the first ten comments of their threads, or for one thread."""
        params: dict[str, Any] = {
            "owner_id": -owner, "post_id": post, "count": 100, "sort": "asc",
        }  # fmt: skip
        params |= {"thread_items_count": 10} if root is None else {"comment_id": root}
        params |= {"offset": offset} if offset else {}
        return Call("wall.getComments", params, expected)

    def comments(self, answer: Answer, page: int, post: int, root: int | None, now: int) -> Level:
        """See ``parse.Comments.level``."""
        return self._comments.level(answer, page, post, root, now)


def _take_page(item: dict[str, Any], target: Target, now: int, batch: Batch) -> bool:
    """Puts one page into the batch; whether its wall can be read."""
    batch.pages.append({"page": target.page, **parse.page_row(item, now)})
    if not item.get("deactivated"):
        batch.snapshots.append({
            "page": target.page, "day": now // DAY, "read_at": now,
            "followers": parse.count(item.get("members_count")),
        })  # fmt: skip
    return batch.pages[-1]["refused"] is None
