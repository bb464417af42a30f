"""An answer of VK without what the archive must not hold: names, persons' numbers, addresses.

Persons are put as the keyed hashes that the store keeps, so that a replay finds the same authors;
what a field means stays, what identifies a person goes.
"""

from __future__ import annotations

import re
from typing import Any

from core import text as words

DROPPED = frozenset({
    "profiles", "contacts_user", "signer_id", "created_by", "first_name", "last_name", "user_id",
    "email", "photo", "photo_50", "photo_100", "photo_200", "thumbs", "preview", "image", "images",
    "sizes", "url", "access_key", "track_code", "hash", "player", "artist", "performer",
})  # fmt: skip
"""Fields that nothing reads and that may lead to a person, or only fill the disk."""

PERSONS = frozenset({"from_id", "reply_to_user", "owner_id", "to_id"})
_ADDRESSED = re.compile(r"^\s*\[id(\d+)\|[^\]]*\]")


def scrubbed(answer: Any, key: str) -> Any:
    """The answer with persons as hashes under ``key`` and without names."""
    if isinstance(answer, dict):
        kept = {name: value for name, value in answer.items() if name not in DROPPED}
        if "pos.gosuslugi.ru" in str(answer.get("url")):
            kept["url"] = answer["url"]
        return {name: _field(name, value, key) for name, value in kept.items()}
    if isinstance(answer, list):
        return [scrubbed(item, key) for item in answer]
    return answer


def _field(name: str, value: Any, key: str) -> Any:
    if name in PERSONS and isinstance(value, int):
        return words.author(value, key)
    if name == "contacts" and isinstance(value, list):
        return [{"phone": "+"} for item in value if isinstance(item, dict) and item.get("phone")]
    if name == "text" and isinstance(value, str):
        return _text(value, key)
    return scrubbed(value, key)


def _text(value: str, key: str) -> str:
    """A text without the names in mentions; whom it begins by addressing stays, as a hash."""
    addressed = _ADDRESSED.match(value)
    rest = words.without_names(value)
    if addressed is None:
        return rest
    return f"[id{words.author_hash(int(addressed[1]), key)}|] {rest}"
