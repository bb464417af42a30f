"""Single cells: numbers as Excel spoils them, ОГРН, words of yes and no, statuses."""

from __future__ import annotations

from typing import Any

import pytest

from loaders.files import fields
from loaders.files.fields import FieldError
from tests.loaders.files.samples import ogrn

GOOD = "1027700132195"
PERSON = "304500116000191"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("5", 5), ("-5", -5), ("5.0", 5), ("5,0", 5), ("5.", 5), ("1 234", 1234), ("'12", 12),
        ("1\u00a0234", 1234), ("1.5", None), ("", None), ("пять", None), ("1e2e3", None),
        ("1.027700132195E12", 1027700132195), ("1,027700132195E+12", 1027700132195),
        ("1.23456789015E12", 1234567890150), ("1.5E1", 15), ("2E0", 2), ("1.25E1", None),
    ],
)  # fmt: skip
def test_whole_numbers_however_they_are_shown(text: str, number: int | None) -> None:
    assert fields.whole(text) == number


@pytest.mark.parametrize("text", ["1,0265E+12", "1.02650E12", "2E8"])
def test_a_number_that_was_rounded_away_is_never_guessed(text: str) -> None:
    with pytest.raises(FieldError, match="rounded"):
        fields.whole(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (GOOD, GOOD), (PERSON, PERSON), (f"{GOOD}.0", GOOD), (f"'{GOOD}", GOOD),
        ("1 027 700 132 195", GOOD), ("1,027700132195E+12", GOOD),
        ("", None), ("0", None), ("нет", None), ("-", None),
    ],
)  # fmt: skip
def test_ogrn(text: str, value: str | None) -> None:
    assert fields.ogrn(text) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1027700132196", "check digit"), ("304500116000190", "check digit"),
        ("102770013219", "13 or 15"), ("10277001321955", "13 or 15"), ("-1027700132195", "13 or"),
        ("1027700132195a", "13 or 15"), ("#N/A", "13 or 15"), ("1,0277E+12", "rounded"),
    ],
)  # fmt: skip
def test_a_bad_ogrn_says_how_to_mend_it(text: str, reason: str) -> None:
    with pytest.raises(FieldError, match=reason):
        fields.ogrn(text)


def test_any_single_wrong_digit_of_an_ogrn_is_noticed() -> None:
    # A remainder of 10 counts as 0, so a few pairs of digits share a check digit.
    right = ogrn(12345)
    wrong = [
        right[:at] + digit + right[at + 1 :]
        for at in range(1, 13)
        for digit in "0123456789"
        if digit != right[at]
    ]
    missed = [text for text in wrong if not _refused(text)]
    assert len(missed) <= len(wrong) // 20


def _refused(text: str) -> bool:
    try:
        fields.ogrn(text)
    except FieldError:
        return True
    return False


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        (fields.yes_no, "да", True), (fields.yes_no, "ДА", True), (fields.yes_no, "true", True),
        (fields.yes_no, "нет", False), (fields.yes_no, "0", False), (fields.yes_no, "", None),
        (fields.yes_no, "-", None),
        (fields.status, "визитка", "card"), (fields.status, "Активный", "active"),
        (fields.status, "флагманский", "flagship"), (fields.status, "Флагман", "flagship"),
        (fields.status, "Не учитывается", "exempt"), (fields.status, "", None),
        (fields.audience, "1 200", 1200), (fields.audience, "1200.0", 1200),
        (fields.audience, "0", None), (fields.audience, "", None),
    ],
)  # fmt: skip
def test_words_and_counts(reader: Any, text: str, value: object) -> None:
    assert reader(text) is value or reader(text) == value
    assert type(reader(text)) is type(value)


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (fields.yes_no, "частично"), (fields.status, "неактивный"), (fields.status, "закрыт"),
        (fields.audience, "-5"), (fields.audience, "много"), (fields.audience, "1.5"),
        (fields.audience, "999999999999999999999"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(reader: Any, text: str) -> None:
    with pytest.raises(FieldError, match=text):
        reader(text)
