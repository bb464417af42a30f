"""The language of the interface: English msgids in code, Russian in ``locale/ru/app.po``.

Owns the catalogue only; numbers and dates are ``ui.formats``.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO

from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from core.settings import ROOT
from ui.installation import here


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
def catalogue(code: str) -> NullTranslations:
    """Translations of a language; English is the msgids themselves."""
    path = ROOT / "locale" / code / "app.po"
    if not path.exists():
        return NullTranslations()
    compiled = BytesIO()
    with path.open("rb") as file:
        write_mo(compiled, read_po(file, locale=code))
    compiled.seek(0)
    return Translations(compiled)


@cache
def _locale(code: str) -> Locale:
    return Locale.parse({"ru": "ru_RU", "en": "en_GB"}[code])


def N_(text: str) -> str:  # noqa: N802 - the name gettext knows
    """Marks a text for the catalogue that is translated where it is shown."""
    return text
