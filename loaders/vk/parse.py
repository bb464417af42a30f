"""What VK's JSON means: pages, posts, comments as rows; a bad item is a reject with a reason.

Persons leave this module only as keyed hashes. A missing field is unknown, never zero.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from core import design
from core import text as words
from core.frames import AD, FORMATS, OWN, PINNED, REPOST, VISITOR
from loaders.model import Level, Row, Wall

Json = dict[str, Any]

TEXT_LENGTH = 400
STANDING = frozenset({"post", "video", "clip", "photo", "copy", ""})
"""Kinds of posts that stand on a wall: not postponed, suggested or replies."""

_KINDS = {
    "poll": "poll", "photo": "photo", "posted_photo": "photo", "album": "photo",
    "photos_list": "photo", "article": "article", "link": "article", "page": "article",
    "doc": "file", "audio": "file", "podcast": "file", "audio_playlist": "file",
    "clip": "clip",
}  # fmt: skip
_CLIPS = frozenset({"short_video", "clip"})


class Vanished(RuntimeError):
    """A field that every answer must have is gone: the network changed, the stream stops."""


def count(value: Any) -> int | None:
    """A counter, wrapped or plain; null where it is missing or no number."""
    number = value.get("count") if isinstance(value, dict) else value
    return number if isinstance(number, int) and number >= 0 else None


def post_format(attachments: list[Json]) -> int:
    """Position in ``FORMATS`` of the first format by precedence among the attachments."""
    found = set()
    for item in attachments:
        kind = item.get("type", "")
        if kind == "video":
            is_clip = item.get("video", {}).get("type") in _CLIPS
            found.add("clip" if is_clip else "video")
        elif kind in _KINDS:
            found.add(_KINDS[kind])
    return next((n for n, name in enumerate(FORMATS) if name in found), len(FORMATS) - 1)


def text_of(item: Json) -> str:
    """The item's text; a zero byte, which PostgreSQL cannot hold, is left out."""
    return str(item.get("text") or "").replace("\x00", "")


def clipped(text: str) -> str:
    """At most ``TEXT_LENGTH`` characters of a text; hashtags from behind them are put at the end.

    People write them last, and rubrics and events are told by them.
    """
    if len(text) <= TEXT_LENGTH:
        return text
    cut, tail = TEXT_LENGTH, _tags_behind(text, TEXT_LENGTH)
    while cut + len(tail) > TEXT_LENGTH:  # room for tags may cut off one more
        cut = TEXT_LENGTH - len(tail)
        tail = _tags_behind(text, cut)
    halved = (tag.start() for tag in words.HASHTAG.finditer(text) if tag.start() < cut < tag.end())
    return text[: next(halved, cut)] + tail


def _tags_behind(text: str, cut: int) -> str:
    """Hashtags that end behind a place, once each, as far as half of the text may hold them."""
    tail = ""
    for tag in dict.fromkeys(
        match[0] for match in words.HASHTAG.finditer(text) if match.end() > cut
    ):
        if len(tail) + len(tag) < TEXT_LENGTH // 2:
            tail += f" {tag}"
    return tail


def post(item: Json, page: int, owner: int, now: int) -> Row:
    """One item of ``wall.get`` as a row of ``Posts`` with ``text`` beside.

    Raises:
        KeyError, TypeError: the item lacks what a post must have.
    """
    author = int(item["from_id"])
    flags = (
        (OWN if author == -owner else VISITOR)
        | (REPOST if item.get("copy_history") else 0)
        | (AD if item.get("marked_as_ads") else 0)
        | (PINNED if item.get("is_pinned") else 0)
    )
    views = count(item.get("views"))
    shown = text_of(item)
    return {
        "page": page, "post": int(item["id"]), "published": int(item["date"]), "flags": flags,
        "format": post_format(item.get("attachments") or []),
        "likes": count(item.get("likes")), "comments": count(item.get("comments")),
        "reposts": count(item.get("reposts")), "views": views or None,
        "read_at": now, "deleted_at": None,
        "text": clipped(shown) if flags & OWN else None,
    }  # fmt: skip


def wall(answer: Any, page: int, owner: int, now: int) -> Wall:
    """An answer of ``wall.get``; posts later than ``now`` do not exist yet.

    Raises:
        Vanished: the answer has no ``items`` or ``count``.
    """
    items, total = _list(answer, "wall.get")
    posts, pinned, rejects = [], None, Counter[str]()
    for item in items:
        if item.get("post_type", "post") not in STANDING:
            continue
        try:
            row = post(item, page, owner, now)
        except (KeyError, TypeError, ValueError) as error:
            rejects[f"a post without {error}"] += 1
            continue
        if row["flags"] & PINNED:
            pinned = row
        elif row["published"] <= now:
            posts.append(row)
    posts.sort(key=lambda row: (row["published"], row["post"]), reverse=True)
    return Wall(posts, pinned, total, len(items), rejects)


def _list(answer: Any, method: str) -> tuple[list[Json], int]:
    if not isinstance(answer, dict) or "items" not in answer or "count" not in answer:
        raise Vanished(f"{method} answers without items and count: the API has changed")
    return [item for item in answer["items"] if isinstance(item, dict)], int(answer["count"])


class Comments:
    """Reads comments with the installation's hash key and lexicon.

    Args:
        key: of the hashes.
        hashed: persons stand as hashes already, as in the raw archive.
        texts_since: texts of comments written before are past their retention and not taken.
    """

    def __init__(self, key: str, *, hashed: bool = False, texts_since: int = 0) -> None:
        self._key, self._hashed, self._texts_since = key, hashed, texts_since
        self._lexicon = words.lexicon()

    def level(self, answer: Any, page: int, post: int, root: int | None, now: int) -> Level:
        """An answer of ``wall.getComments``: roots with the threads they show, or one thread."""
        items, total = _list(answer, "wall.getComments")
        total = int(answer.get("current_level_count", total))
        rows: list[Row] = []
        ids, rejects = [], Counter[str]()
        threads: dict[int, tuple[int, int]] = {}
        for item in items:
            ids.append(int(item.get("id", 0)))
            shown = item.get("thread", {}).get("items", []) if root is None else []
            rows += self._rows([item], page, post, root, now, rejects)
            rows += self._rows(shown, page, post, ids[-1], now, rejects)
            if root is None:
                threads[ids[-1]] = (int(item.get("thread", {}).get("count", 0)), len(shown))
        later = frozenset(
            row["comment"] for row in rows if row["written"] > now and row["deleted_at"] is None
        )
        rows = [row for row in rows if row["written"] <= now]
        return Level(rows, ids, total, threads, rejects, later)

    def _rows(
        self, items: list[Json], page: int, post: int, root: int | None, now: int,
        rejects: Counter[str],
    ) -> list[Row]:  # fmt: skip
        rows = []
        for item in items:
            try:
                row = self.comment(item, page, post, root, now)
            except (KeyError, TypeError, ValueError) as error:
                rejects[f"a comment without {error}"] += 1
                continue
            rows.append(row)
        return rows

    def comment(self, item: Json, page: int, post: int, root: int | None, now: int) -> Row:
        """One comment as a row of ``Comments``; a deleted one keeps its place and nothing else."""
        number, deleted = int(item["id"]), bool(item.get("deleted"))
        author = self._author(item["from_id"]) or 0 if not deleted else 0
        written = "" if deleted else text_of(item)
        shown = words.without_names(written)
        citizen, at = author > 0, int(item["date"])
        return {
            "page": page, "comment": number, "post": post, "root": root or number,
            "author": author, "written": at,
            "reply_to_comment": item.get("reply_to_comment") or None,
            "reply_to_author": self._author(item.get("reply_to_user")),
            "mention": self._author(words.leading_mention(written)),
            "reason": self._lexicon.reason(shown) if citizen else None,
            "lexicon": self._lexicon.version,
            "text_hash": words.text_hash(shown, self._key),
            "text": shown if citizen and at >= self._texts_since else None,
            "deleted_at": now if deleted else None,
        }  # fmt: skip

    def _author(self, number: int | None) -> int | None:
        if not number:
            return None
        return int(number) if self._hashed else words.author(int(number), self._key)


def page_row(item: Json, now: int) -> Row:
    """One item of ``groups.getById`` as columns of the table of pages."""
    filled = {
        "photo": bool(item.get("has_photo")),
        "cover": bool((item.get("cover") or {}).get("enabled")),
        "description": len(str(item.get("description") or "")) >= 100,
        "site": bool(item.get("site")),
        "phone": bool(item.get("phone"))
        or any(c.get("phone") for c in item.get("contacts") or [] if isinstance(c, dict)),
        "address": bool((item.get("addresses") or {}).get("is_enabled")),
        "category": bool(item.get("activity")),
    }
    menu = (item.get("menu") or {}).get("items") or []
    badge = next(
        (
            bool(item[f])
            for f in ("is_government_organization", "verified")
            if item.get(f) is not None
        ),
        None,
    )
    return {
        "owner": int(item["id"]),
        "screen_name": item.get("screen_name"),
        "title": item.get("name"),
        "badge": badge,
        "design_filled": sum(filled.values()),
        "design_missing": design.written(filled, len(menu)),
        "pos_widget": any("pos.gosuslugi.ru" in str(entry.get("url", "")) for entry in menu),
        "picture": item.get("photo_200") if item.get("has_photo") else None,
        "refused": _gone(item),
        "read_at": now,
    }


def _gone(item: Json) -> str | None:
    if item.get("deactivated"):
        return str(item["deactivated"])
    return "closed" if item.get("is_closed") else None
