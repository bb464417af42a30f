"""What a comment's text decides."""

import pytest

from core import text

KEY = "k" * 32


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Когда откроют бассейн", "когда"),
        ("Во дворе темно, не работает фонарь", "не работает"),
        ("Третий день нет воды!", "нет воды"),
        ("Спасибо?", "?"),
        ("Прошу убрать снег", "прошу"),
        ("[id7|Анна], подскажите график", "подскажите"),
        ("Ёлка — где она будет", "где"),
        ("Как записать ребёнка", "как"),
    ],
)
def test_questions(words: str, reason: str) -> None:
    assert text.lexicon().reason(words) == reason


@pytest.mark.parametrize(
    "words",
    [
        "Спасибо большое",
        "Как красиво!",
        "Смотрите https://example.ru/a?b=1",
        "Так как мы рядом, придём",
        "показать всем",
        "",
        "😍😍😍",
        "Какие молодцы!",
        "[id7|Как Вас Зовут], спасибо",
    ],
)
def test_no_questions(words: str) -> None:
    assert text.lexicon().reason(words) is None


@pytest.mark.parametrize(
    ("words", "who"),
    [
        ("[id7|Анна], добрый день", 7),
        (" [club12|Школа], спасибо", -12),
        ("[public3|Дом культуры] да", -3),
        ("Анна, [id7|Вы]", None),
        ("[https://vk.com/x|ссылка]", None),
    ],
)
def test_leading_mentions(words: str, who: int | None) -> None:
    assert text.leading_mention(words) == who


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("[id7|Анна Петрова], когда?", "когда?"),
        ("спросите [id7|Анну], она знает", "спросите она знает"),
        ("@id7 (Анна), да", "да"),
        ("[club12|Школа], да", "[club12|Школа], да"),
    ],
)
def test_names_are_taken_out(words: str, kept: str) -> None:
    assert text.without_names(words) == kept


def test_hashes_are_keyed_stable_and_tell_persons_from_communities() -> None:
    assert text.author(7, KEY) == text.author(7, KEY) > 0
    assert text.author(7, KEY) != text.author(7, "other" * 8)
    assert text.author(-7, KEY) == -7
    assert 0 < text.author(2**40, KEY) < 2**63


def test_texts_equal_but_for_case_and_punctuation_share_a_hash() -> None:
    assert text.text_hash("Спасибо, ёжик!", KEY) == text.text_hash("спасибо ежик", KEY)
    assert text.text_hash("Спасибо", KEY) != text.text_hash("Спасибо большое", KEY)
    assert text.text_hash("!!!", KEY) is None
