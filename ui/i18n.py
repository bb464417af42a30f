"""The language of the interface: English msgids in code, Russian in ``locale/ru/app.po``.

Owns the choice of the language only; numbers and dates are ``ui.formats``.
"""

from __future__ import annotations

from functools import cache

from babel import Locale

from core.catalogue import N_, catalogue
from ui.installation import here

__all__ = ["N_", "_", "catalogue", "language", "locale", "ngettext"]


def language() -> str:
    """Language of the interface: ``ru`` or ``en``."""
    return here().settings.language


def locale() -> Locale:
    """Babel's locale of the interface; English with day before month, as the data are."""
    return _locale(language())


def _(text: str) -> str:
    """The text in the language of the interface."""
    return catalogue(language()).gettext(text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the text that fits a number; ``{n}`` is left to the caller."""
    return catalogue(language()).ngettext(one, many, count)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse({"ru": "ru_RU", "en": "en_GB"}[code])
