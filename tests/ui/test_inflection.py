"""Forms of names and positions: the usual ones right, the doubtful ones marked for looking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ui.exports.awards import inflection

SURE = {
    "Иванова Мария Петровна": "Ивановой Марии Петровне",
    "Толстой Лев Николаевич": "Толстому Льву Николаевичу",
    "Толстая Анна Львовна": "Толстой Анне Львовне",
    "Шевченко Олег Иванович": "Шевченко Олегу Ивановичу",
    "Шевченко Анна Ильинична": "Шевченко Анне Ильиничне",
    "Дюма Александр Александрович": "Дюма Александру Александровичу",
    "Кузьмич Анна Ивановна": "Кузьмич Анне Ивановне",
    "Кузьмич Пётр Кузьмич": "Кузьмичу Петру Кузьмичу",
    "Черных Сергей Петрович": "Черных Сергею Петровичу",
    "Черных Анна Петровна": "Черных Анне Петровне",
    "Салтыков-Щедрин Михаил Евграфович": "Салтыкову-Щедрину Михаилу Евграфовичу",
    "Салтыкова-Щедрина Анна-Мария Евграфовна": "Салтыковой-Щедриной Анне-Марии Евграфовне",
    "Бонч-Бруевич Владимир Дмитриевич": "Бонч-Бруевичу Владимиру Дмитриевичу",
    "Ли Виктор Борисович": "Ли Виктору Борисовичу",
    "Цой Виктор Робертович": "Цою Виктору Робертовичу",
    "Шевчук Ольга Юрьевна": "Шевчук Ольге Юрьевне",
    "Шевчук Илья Юрьевич": "Шевчуку Илье Юрьевичу",
    "Окуджава Булат Шалвович": "Окуджаве Булату Шалвовичу",
    "Кравец Никита Фомич": "Кравцу Никите Фомичу",
    "Живаго Юрий Андреевич": "Живаго Юрию Андреевичу",
    "Алиев Вагиф Мамед оглы": "Алиеву Вагифу Мамед оглы",
    "Алиева Севда Мамед-кызы": "Алиевой Севде Мамед-кызы",
    "Соловьёв Фёдор Павлович": "Соловьёву Фёдору Павловичу",
    "Королёва Любовь Ивановна": "Королёвой Любови Ивановне",
    "Мария Петровна Иванова": "Марии Петровне Ивановой",
}
UNSURE = (
    "Ли Анна", "Ким Чен Ын", "Заяц Игорь Львович", "Берёза Артём Яковлевич", "Smith John",
    "Нигматуллина Айгуль Рашитовна", "Петрова А. И.", "Иванов", "Мария Петровна", "Валиев Саша",
    "ИВАНОВА МАРИЯ ПЕТРОВНА", "Де Ла Крус Хуан Петрович",
)  # fmt: skip
"""No patronymic, two ways to inflect, foreign letters, initials, capitals: people decide."""

POSITIONS = {
    "администратор официальной страницы": "администратору официальной страницы",
    "главный врач": "главному врачу",
    "Главный врач, администратор страницы": "Главному врачу, администратору страницы",
    "заместитель директора по воспитательной работе":
        "заместителю директора по воспитательной работе",
    "учитель-логопед": "учителю-логопеду",
    "учитель русского языка, литературы": "учителю русского языка, литературы",
    "заведующая детским садом": "заведующей детским садом",
    "старшая медицинская сестра": "старшей медицинской сестре",
    "SMM-специалист": "SMM-специалисту",
    "исполняющий обязанности директора": "исполняющему обязанности директора",
    "и. о. директора": "и. о. директора",
    "глава администрации": "главе администрации",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize(("full", "wanted"), SURE.items())
def test_usual_names_need_nobody_to_look(full: str, wanted: str) -> None:
    form = inflection.dative(inflection.name(full))
    assert (form.text, form.unsure) == (wanted, False)


@pytest.mark.parametrize("full", UNSURE)
def test_doubtful_names_are_marked(full: str) -> None:
    assert inflection.dative(inflection.name(full)).unsure


def test_greetings_follow_the_gender() -> None:
    told = {
        full: inflection.greeting(inflection.name(full)).text
        for full in ("Иванова Мария Петровна", "Черных Сергей Ильич", "Алиева Севда Мамед кызы")
    }
    assert list(told.values()) == [
        "Уважаемая Мария Петровна!", "Уважаемый Сергей Ильич!", "Уважаемая Севда Мамед кызы!",
    ]  # fmt: skip
    unknown = inflection.greeting(inflection.name("Ким Чен Ын"))
    assert unknown.text.startswith("Уважаемый(-ая)")
    assert unknown.unsure


def test_a_gender_that_is_given_counts_and_one_against_the_patronymic_is_doubted() -> None:
    known = inflection.name("Ким Чен Ын", "male")
    assert inflection.dative(known).text.startswith("Киму")
    against = inflection.name("Иванова Мария Петровна", "male")
    assert against.gender == "male"
    assert against.unsure


@pytest.mark.parametrize(("position", "wanted"), POSITIONS.items())
def test_the_head_of_a_position_is_inflected(position: str, wanted: str) -> None:
    form = inflection.position_dative(position)
    assert (form.text, form.unsure) == (wanted, False)


def test_a_position_nobody_knows_stays_and_is_marked() -> None:
    form = inflection.position_dative("временно исполняющая обязанности")
    assert form == inflection.Form("временно исполняющая обязанности", unsure=True)


@given(some.text(max_size=60))
def test_any_text_gives_forms_that_hold_its_words(text: str) -> None:
    taken = inflection.name(text)
    assert len(inflection.dative(taken).text.split(" ")) <= max(1, len(text.split()))
    assert inflection.greeting(taken).text.endswith("!")
    assert inflection.position_dative(text).text[:1].casefold() == text[:1].casefold()
