"""What a cell of the register says: numbers, ОГРН, yes or no, status.

Knows single cells as cleaned text; must not know rows, links or frames.
"""

from __future__ import annotations

import re

NOTHING = frozenset({"", "0", "0.0", "0,0", "нет", "-", "–", "—", "отсутствует"})
"""Words (lower case) by which people say that there is none."""

EXEMPT = "exempt"
"""Status of a body that is kept and not rated («не учитывается»)."""

_STATUSES = {
    "флагман": "flagship", "актив": "active", "визитк": "card",
    "не учит": EXEMPT, "неучит": EXEMPT,
}  # fmt: skip
_YES = frozenset(
    {"да", "есть", "+", "1", "1.0", "true", "истина", "yes", "подключен", "подключено"}
)
_NO = frozenset(
    {"нет", "0", "0.0", "false", "ложь", "no", "отсутствует", "не подключен", "не подключено"}
)
_PLAIN = re.compile(r"([-+]?\d+)(?:[.,]0*)?")
_SCIENTIFIC = re.compile(r"([-+]?)(\d)(?:[.,](\d+))?e\+?(\d{1,2})", re.IGNORECASE)
_MAX_AUDIENCE = 200_000_000


class FieldError(ValueError):
    """A cell that cannot be taken: what it holds and how to mend it."""


def quoted(text: str) -> str:
    """The cell's text in «», cut to what fits a line."""
    return f"«{text if len(text) <= 60 else text[:59] + '…'}»"


def is_nothing(text: str) -> bool:
    """Whether the cell says that there is none: «0», «нет», a dash, an empty cell."""
    return text.casefold() in NOTHING


def text(cell: str) -> str | None:
    """The cell as it stands; null: it says that there is none."""
    return None if is_nothing(cell) else cell


def whole(text: str) -> int | None:
    """A whole number however Excel shows it: spaces, ``.0``, ``1,026E+12``; null: it is none.

    Raises:
        FieldError: Excel has rounded the number away (``1,0265E+12``).
    """
    bare = re.sub(r"\s", "", text).lstrip("'’")
    if match := _PLAIN.fullmatch(bare):
        return int(match[1])
    match = _SCIENTIFIC.fullmatch(bare)
    if not match:
        return None
    sign, first, rest, power = match[1], match[2], match[3] or "", int(match[4])
    digits = (first + rest).rstrip("0")
    # Excel shows six digits of a long number in a narrow cell; programs write all they have.
    if len(first + rest) <= power and len(digits) < 10:
        raise FieldError(
            f"{quoted(text)} is a number that Excel has rounded: format the column as a number"
            " without decimals, enter it again and save"
        )
    number = digits.ljust(power + 1, "0")
    return int(sign + number) if len(number) == power + 1 else None


def ogrn(text: str) -> str | None:
    """ОГРН of 13 digits or ОГРНИП of 15, its check digit tested; null: there is none.

    Raises:
        FieldError: other characters, another length, or a wrong check digit.
    """
    if is_nothing(text):
        return None
    number = whole(text)
    digits = str(number)
    if number is None or number < 0 or len(digits) not in (13, 15):
        raise FieldError(f"{quoted(text)} must have 13 or 15 digits: copy it again from ЕГРЮЛ")
    if number // 10 % (len(digits) - 2) % 10 != number % 10:
        raise FieldError(
            f"{quoted(text)} has a wrong check digit, so a digit is mistyped:"
            " copy it again from ЕГРЮЛ"
        )
    return digits


def yes_no(text: str) -> bool | None:
    """«да» or «нет»; null: not known (an empty cell or a dash).

    Raises:
        FieldError: any other word.
    """
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    if is_nothing(text):
        return None
    raise FieldError(f"{quoted(text)} is neither «да» nor «нет»: taken as not known")


def status(text: str) -> str | None:
    """``card``, ``active``, ``flagship`` or ``exempt``; null: no status.

    Raises:
        FieldError: a status that is not known.
    """
    if is_nothing(text):
        return None
    word = text.casefold().lstrip("«\"' ")
    for stem, found in _STATUSES.items():
        if word.startswith(stem):
            return found
    raise FieldError(
        f"{quoted(text)} is none of «визитка», «активный», «флагманский», «не учитывается»:"
        " kept without a category, the norm of a «визитка» applies"
    )


def audience(text: str) -> int | None:
    """Residents, pupils or patients of the body; null: not known (an empty cell, a dash, 0).

    Raises:
        FieldError: no whole number of people.
    """
    if is_nothing(text):
        return None
    number = whole(text)
    if number is None or not 0 < number <= _MAX_AUDIENCE:
        raise FieldError(f"{quoted(text)} is no number of people: taken as not known")
    return number
