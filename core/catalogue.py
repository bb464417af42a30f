"""The catalogue of texts: English msgids, translated by ``locale/<code>/app.po``.

Knows no installation: the language is an argument.
"""

from __future__ import annotations

from functools import cache
from gettext import NullTranslations
from io import BytesIO

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import Translations

from core.settings import ROOT


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


def N_(text: str) -> str:  # noqa: N802 - the name gettext knows
    """Marks a text for the catalogue that is translated where it is shown."""
    return text
