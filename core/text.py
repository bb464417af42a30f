"""What a comment's text decides, taken once when it is parsed: question, mention, hashes.

Owns the lexicon (``core/data/lexicon_ru.txt``), the keyed hash of persons and the plain form of
texts. A text may be purged later; what was decided here stays.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from pathlib import Path

_URL = re.compile(r"(?:https?://|www\.)\S+|\b[\w-]+\.(?:ru|com|рф|org|net)(?:/\S*)?", re.IGNORECASE)
_LINK = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")
_MENTION = re.compile(r"^\s*\[(id|club|public|event)(\d+)\|[^\]]*\]")
_PERSON = re.compile(r"\[id\d+\|[^\]]*\],?\s*|[@*]id\d+\b(?:\s*\([^)]*\))?,?\s*")
_LETTERS = re.compile(r"[^\w\s]|_")
HASHTAG = re.compile(r"#\w{2,}")
"""A hashtag inside a text."""


def author_hash(person: int, key: str) -> int:
    """Positive 62-bit keyed hash of a person's number: the only form in which persons are kept."""
    digest = blake2b(str(person).encode(), key=key.encode()[:64], digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 2) | 1


def author(from_id: int, key: str) -> int:
    """A person's keyed hash, or a community's negative number as it is."""
    return author_hash(from_id, key) if from_id > 0 else from_id


def plain(text: str) -> str:
    """Lower case, ё as е, links as their words, no punctuation, single spaces."""
    shown = _URL.sub(" ", _LINK.sub(r"\2", text))
    return " ".join(_LETTERS.sub(" ", shown.lower().replace("ё", "е")).split())


def text_hash(text: str, key: str) -> int | None:
    """Hash of the plain text, equal whatever case and punctuation; null: no text."""
    words = plain(_MENTION.sub("", text))
    if not words:
        return None
    return (
        int.from_bytes(
            blake2b(words.encode(), key=key.encode()[:64], digest_size=8).digest(), "big"
        )
        >> 1
    )


def leading_mention(text: str) -> int | None:
    """Number of the person (positive) or community (negative) the text begins by addressing."""
    match = _MENTION.match(text)
    if not match:
        return None
    return int(match[2]) if match[1] == "id" else -int(match[2])


def without_names(text: str) -> str:
    """The text without the names that mentions of persons carry."""
    return _PERSON.sub("", text).strip()


@dataclass(frozen=True)
class Lexicon:
    """The phrases that make a comment a question. ``reason`` names the first that is found.

    ``listed`` and ``spared`` are the phrases and the figures of speech as the file has them; ``*``
    stands for any ending.
    """

    version: int
    listed: tuple[str, ...]
    spared: tuple[str, ...]
    phrases: re.Pattern[str]
    figures: re.Pattern[str]

    def reason(self, text: str) -> str | None:
        """``?`` or the phrase found in the text; null where nothing makes it a question."""
        shown = _URL.sub(" ", _LINK.sub(r"\2", text))
        if "?" in shown:
            return "?"
        match = self.phrases.search(self.figures.sub(" ", plain(_MENTION.sub("", text))))
        return match[0] if match else None


def _pattern(phrases: list[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    parts = (re.escape(p.rstrip("*")) + (r"\w*" if p.endswith("*") else "") for p in longest_first)
    return re.compile(rf"\b(?:{'|'.join(parts)})\b")


@cache
def lexicon() -> Lexicon:
    """The lexicon in force."""
    path = Path(__file__).parent / "data" / "lexicon_ru.txt"
    version, phrases, figures = 0, [], []
    for raw in path.read_text(encoding="utf-8").splitlines():
        line = raw.strip()
        if line.startswith("version "):
            version = int(line.removeprefix("version "))
        elif line.startswith("-"):
            figures.append(line.removeprefix("-"))
        elif line and not line.startswith("#"):
            phrases.append(line)
    return Lexicon(version, tuple(phrases), tuple(figures), _pattern(phrases), _pattern(figures))


URGENT = (
    "нет воды", "нет горячей воды", "нет холодной воды", "без воды", "нет отоплени*", "нет тепла",
    "без отоплени*", "без тепла", "батареи холодн*", "холодные батареи", "нет света", "без света",
    "нет электричеств*", "без электричеств*", "нет газа", "запах газа", "пахнет газом", "травм*",
    "пострада*", "покусал*", "укусил*", "пожар*", "затопил*", "затаплива*", "прорвал*", "прорыв*",
    "не работает", "не работают", "скорая не",
)  # fmt: skip
"""Phrases of a question that cannot wait; ``*`` stands for any ending."""


def is_urgent(text: str) -> bool:
    """Whether a text speaks of what cannot wait: no water, heat or light, an injury, a fault."""
    return _urgent().search(plain(text)) is not None


@cache
def _urgent() -> re.Pattern[str]:
    return _pattern(list(URGENT))
