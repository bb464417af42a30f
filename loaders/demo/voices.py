"""The words of comments: phrases put together, each different text judged and hashed once.

Owns how a text follows from what is said (speech) and where (group of the page, season).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
import polars as pl

from core.text import lexicon, text_hash
from loaders.demo import plan
from loaders.demo.plan import Bools, Ints
from loaders.demo.talk import Speech

Place = tuple[Speech, str, str]
"""Speech, group of the page, season."""

VARIANTS = 24
"""Fillings of one pattern that has slots."""

_SLOT = re.compile(r"{(\w+)}")
_SIMPLE = {
    Speech.EMOJI: "kind_words.emoji", Speech.CHAT: "kind_words.chat",
    Speech.WELCOME: "kind_words.welcome", Speech.OTHER_BODY: "kind_words.other",
    Speech.BOUGHT: "kind_words.bought", Speech.MORE: "questions.more",
    Speech.ADDS: "questions.adds", Speech.CONTEST: "kind_words.contest",
}  # fmt: skip
_CITIZEN = (Speech.QUESTION, Speech.INCIDENT, Speech.MORE, Speech.ADDS)


@dataclass(frozen=True)
class Shelf:
    """What one speech of one group is put together from; ``edges`` cut the bodies by pattern."""

    opens: tuple[str, ...]
    bodies: tuple[str, ...]
    closes: tuple[str, ...]
    rough: bool


def filled(
    patterns: list[str], slots: plan.Words, rng: np.random.Generator, variants: int
) -> list[str]:
    """Patterns with their slots filled, so many of each, whole patterns as often."""
    made = []
    for pattern in patterns:
        names = _SLOT.findall(pattern)
        for _ in range(variants):
            text = pattern
            for name in names:
                words = slots[f"slots.{name}"]
                text = text.replace(f"{{{name}}}", words[int(rng.integers(len(words)))], 1)
            made.append(text)
    return made


@cache
def shelves() -> dict[Place, Shelf]:
    """All shelves by speech, group and season (``any`` where they do not matter)."""
    words, rng = plan.words("talk"), plan.rng(0, 90)
    stock: list[tuple[Place, list[str], str]] = []
    for group in sorted({kind.words[1] for kind in plan.kinds()}):
        stock += _of_group(group, words)
    for speech, name in _SIMPLE.items():
        stock.append(((speech, "any", "any"), words[name], ""))
    stock.append(((Speech.INCIDENT, "any", "any"), words["questions.incident_any"], "frame."))
    made = {}
    for place, patterns, frame in stock:
        opens, closes = (words[f"{frame}open"], words[f"{frame}close"]) if frame else ([""], [""])
        texts = tuple(filled(patterns, words, rng, VARIANTS))
        made[place] = Shelf(tuple(opens), texts, tuple(closes), place[0] in _CITIZEN)
    return made


def _of_group(group: str, words: plan.Words) -> list[tuple[Place, list[str], str]]:
    """Places, patterns and frame of what differs by the kind of page."""
    own = {name: words.get(f"{name}.{group}", []) for name in ("answers", "praise", "thanks")}
    always = words[f"questions.{group}_any"]
    seasons = {name: words.get(f"questions.{group}_{name}", []) for name in ("cold", "warm")}
    same = words["questions.same"] + words.get(f"questions.same_{group}", [])
    return [
        *(((Speech.QUESTION, group, name), always + seasons[name], "frame.") for name in seasons),
        ((Speech.REPLY, group, "any"), words["answers.any"] + 2 * own["answers"], "frame.reply_"),
        ((Speech.PRAISE, group, "any"), words["kind_words.praise"] + own["praise"],
         "kind_words.praise_"),
        ((Speech.THANKS, group, "any"), words["kind_words.thanks"] + own["thanks"], ""),
        ((Speech.SAME, group, "any"), same, ""),
    ]  # fmt: skip


@dataclass(frozen=True)
class Texts:
    """Different texts and, for each comment, which of them it is."""

    different: list[str]
    which: Ints

    def judged(self, key: str) -> pl.DataFrame:
        """``text, reason, text_hash``: one row per comment; every different text is judged once."""
        judge = lexicon()
        table = pl.DataFrame(
            {
                "text": pl.Series(self.different, dtype=pl.String),
                "reason": pl.Series([judge.reason(t) for t in self.different], dtype=pl.String),
                "text_hash": pl.Series([text_hash(t, key) for t in self.different], dtype=pl.Int64),
            }
        )
        return table[self.which]


def texts(
    speech: Ints, group: list[str], kind: Ints, cold: Bools, same: Ints, rng: np.random.Generator
) -> Texts:
    """A text for every comment.

    Args:
        speech: what kind of words.
        group: group of words of each kind of page.
        kind: the kind of page each comment stands on.
        cold: whether it is written in the cold season.
        same: 0, or a number: comments of one number say the same (stock replies, bought praise).
        rng: generator.
    """
    every = list(shelves().values())
    shelf_of = _shelf_numbers(speech, group, kind, cold)
    size = np.array([[len(s.opens), len(s.bodies), len(s.closes)] for s in every], dtype=np.int64)
    draws = rng.random((len(speech), 4))
    stock = np.random.default_rng(11).random((int(same.max(initial=0)) + 1, 4))
    draws = np.where(same[:, None] > 0, stock[same], draws)
    part = (draws[:, :3] * size[shelf_of]).astype(np.int64)
    rough = np.array([shelf.rough for shelf in every])[shelf_of]
    style = np.where(rough, (draws[:, 3] * 10).astype(np.int64) - 5, 0).clip(0)
    code = shelf_of
    for column, base in ((part[:, 0], 64), (part[:, 1], 4096), (part[:, 2], 64), (style, 8)):
        code = code * base + column
    codes, which = np.unique(code, return_inverse=True)
    spoken = pl.Series([_spoken(int(value), every) for value in codes])
    different = spoken.unique(maintain_order=True)
    number = dict(zip(different, range(len(different)), strict=True))
    first = np.array([number[text] for text in spoken], dtype=np.int64)
    return Texts(different.to_list(), first[which] if len(first) else which.astype(np.int64))


def _shelf_numbers(speech: Ints, group: list[str], kind: Ints, cold: Bools) -> Ints:
    number = {place: count for count, place in enumerate(shelves())}
    table = np.zeros((len(Speech), len(group), 2), dtype=np.int64)
    for said in Speech:
        for row, words in enumerate(group):
            for column, season in enumerate(("warm", "cold")):
                wanted = ((said, words, season), (said, words, "any"), (said, "any", "any"))
                table[said, row, column] = next(number[p] for p in wanted if p in number)
    return table[speech, kind, cold.astype(np.int64)]


def _spoken(code: int, every: list[Shelf]) -> str:
    code, style = divmod(code, 8)
    code, close = divmod(code, 64)
    code, body = divmod(code, 4096)
    code, opening = divmod(code, 64)
    shelf = every[code]
    start, words, end = shelf.opens[opening], shelf.bodies[body], shelf.closes[close]
    if start.endswith(", "):
        words = words[:1].lower() + words[1:]
    if end[1:2].isupper() and words[-1:] not in ".!?":
        words += "."
    return _roughened(f"{start}{words}{end}", style)


def _roughened(text: str, style: int) -> str:
    """As people type: small letters, no commas, more marks than needed."""
    if style in (1, 2):
        return text.lower()
    if style == 3:
        return text.replace(",", "").lower()
    return text.replace("?", "???") if style == 4 else text
