"""What a search looks for in names, OGRNs and links of pages.

Pure text and expressions: knows no widget and no address of ours.
"""

from __future__ import annotations

import re

import polars as pl

_ADDRESS = re.compile(r"^(?:https?://)?(?:m\.|www\.)?vk\.(?:com|ru)/")
_OWNER = re.compile(r"(?:club|public|event)(\d+)")


def needles(text: str) -> list[str]:
    """What is looked for: words, a link of VK as the page's number or name."""
    words = []
    for word in text.lower().split():
        address = _ADDRESS.sub("", word).rstrip("/")
        owner = _OWNER.fullmatch(address)
        words.append(f"vk:{owner[1]}" if owner else address)
    return [word for word in words if word]


def found(word: str) -> pl.Expr:
    """Rows whose name holds a word; a longer word may be of the OGRN or the link too."""
    columns = ("name", "ogrn", "page_id", "screen_name") if len(word) > 4 else ("name",)
    parts = [pl.col(column).fill_null("") for column in columns]
    joined = pl.concat_str(parts, separator=" ").str.to_lowercase()
    return joined.str.contains(word, literal=True)
