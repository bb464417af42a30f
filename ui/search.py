"""What a search looks for in names, OGRNs and links of pages, and how people shorten names.

Pure text and expressions: knows no widget and no address of ours.
"""

from __future__ import annotations

import re

import polars as pl

LEGAL_FORM = r"^(?:[А-ЯЁ]{2,8}\s+){1,2}(?:[а-яё]+\s+)?([«\"])"
SHORTER = {
    "Средняя общеобразовательная школа": "СОШ",
    "Основная общеобразовательная школа": "ООШ",
    " с углублённым изучением отдельных предметов": " с УИОП",
    "социального обслуживания населения": "соцобслуживания",
    " администрации ": " ",
    "муниципального округа": "МО",
    "городского округа": "ГО",
    "муниципального района": "МР",
    "Муниципальный округ": "МО",
    "муниципальный округ": "МО",
    "Городской округ": "ГО",
    "городской округ": "ГО",
    "Муниципальный район": "МР",
    "муниципальный район": "МР",
}
"""Long words of the register and how people shorten them."""
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


def short(name: pl.Expr) -> pl.Expr:
    """Names as people say them: no legal form before a quoted name, usual abbreviations."""
    return name.str.replace(LEGAL_FORM, "$1").str.replace_many(SHORTER)


def found(word: str, *more: str) -> pl.Expr:
    """Rows whose name, whole or shortened, holds a word, or one of some more columns.

    A longer word may be of the OGRN or the link too.
    """
    columns = ("ogrn", "page_id", "screen_name") if len(word) > 4 else ()
    names = pl.col("name"), short(pl.col("name")), *map(pl.col, (*columns, *more))
    parts = [part.fill_null("") for part in names]
    joined = pl.concat_str(parts, separator=" ").str.to_lowercase()
    return joined.str.contains(word, literal=True)
