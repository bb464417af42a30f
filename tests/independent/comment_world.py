"""A world of comments written by hand: every form of a question and of a reply, once each.

Times are Moscow's. Persons are 7 to 14 and 50, the page answers as itself and as person 77, the
other page of the register is 2, a stranger among communities is 33.
"""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from tests.fakes.vk import Comment, Page, Post, World

MOSCOW = timezone(timedelta(hours=3))
NOW = "2025-11-18 12:00"
THANKS = "Спасибо"


def at(local: str) -> int:
    """UTC seconds of a Moscow time."""
    return int(datetime.fromisoformat(local).replace(tzinfo=MOSCOW).timestamp())


def said(number: int, author: int, local: str, text: str, *thread: Comment,
         to: int | None = None, user: int | None = None) -> Comment:  # fmt: skip
    """A comment; ``to`` and ``user`` are the comment and the author it replies to."""
    return Comment(
        number, author, at(local), text, reply_to_comment=to, reply_to_user=user,
        thread=list(thread),
    )  # fmt: skip


def gone(number: int, local: str, *thread: Comment) -> Comment:
    """A comment that its author has deleted."""
    return Comment(number, date=at(local), thread=list(thread), deleted=True)


def over_the_weekend() -> Post:
    """Asked on Friday at 18:05, answered on Monday at 17:59 and at 18:01."""
    friday = "2025-11-07 18:05"
    return Post(100, at("2025-11-05 10:00"), "Расписание", [
        said(201, 7, friday, "Подскажите расписание", said(202, -1, "2025-11-10 17:59", "Вот")),
        said(203, 8, friday, "Когда откроют?", said(204, -1, "2025-11-10 18:01", "Завтра")),
    ])  # fmt: skip


def worked_saturdays() -> list[Post]:
    """28 December 2024 is worked in full, 1 November 2025 an hour less."""
    december = [
        said(301, 7, "2024-12-27 17:00", "Почему нет автобуса?",
             said(302, -1, "2024-12-28 10:30", "Будет", to=301)),
        said(303, 8, "2024-12-28 17:30", "Не работает лифт"),
    ]  # fmt: skip
    november = [
        said(401, 7, "2025-10-31 16:00", "Сколько стоит билет",
             said(402, 77, "2025-11-01 16:30", "Сто рублей", to=401)),
        said(403, 8, "2025-11-01 16:30", "Где справка?",
             said(404, -1, "2025-11-05 10:00", "У нас", user=8)),
    ]  # fmt: skip
    return [
        Post(110, at("2024-12-27 09:00"), "Зима", december),
        Post(120, at("2025-10-31 09:00"), "Осень", november),
    ]


def conversations() -> list[Comment]:
    """Replies to a comment, to a person, to a community, to everybody and to nobody."""
    day = "2025-11-11"
    several = said(
        501, 7, f"{day} 10:00", "Когда ремонт?",
        said(502, 8, f"{day} 10:05", "Прошу ответить"),
        said(503, 7, f"{day} 10:06", "И где график?"),
        said(504, -1, f"{day} 10:10", "Уточним", to=502),
        said(505, 7, f"{day} 10:20", "А сколько ждать?"),
        said(506, -1, f"{day} 10:30", "Неделю", to=503),
    )  # fmt: skip
    foreign = said(
        511, 8, f"{day} 11:00", "Где сдать документы?",
        said(512, -33, f"{day} 11:05", "У нас!"),
        said(513, -1, f"{day} 11:10", "Спасибо, коллеги", to=512),
        said(514, 9, f"{day} 11:15", "Подскажите и мне", to=513),
        said(515, 10, f"{day} 11:16", "Когда?", to=512),
        said(516, -1, f"{day} 11:30", "Договорились", user=-33),
    )  # fmt: skip
    at_once = said(
        521, 9, f"{day} 12:00", "Можно ли записаться",
        said(522, -1, f"{day} 12:00", "[id9|Анна], да"),
    )  # fmt: skip
    everybody = said(
        531, 10, f"{day} 12:10", "Кто отвечает за двор?",
        said(532, -1, f"{day} 12:20", "[id9|Анна], спасибо"),
        said(533, -1, f"{day} 12:40", "Мы"),
    )  # fmt: skip
    roots = [
        said(517, -33, f"{day} 11:40", "Когда откроете?"),
        said(541, 11, f"{day} 13:00", "Почему закрыто?"),
        said(542, 12, f"{day} 13:01", "Почему закрыто?"),
        said(543, -1, f"{day} 13:30", "[id11|Олег], ремонт"),
        said(544, -1, f"{day} 13:40", "Всем спасибо"),
        said(545, 77, f"{day} 13:50", "Когда совещание?"),
    ]
    return [several, foreign, at_once, everybody, *roots]


def deletions() -> list[Comment]:
    """Deleted roots with living threads, replies to what is deleted or is not there."""
    day = "2025-11-12"
    living = gone(
        601, f"{day} 09:55",
        said(602, 7, f"{day} 10:00", "Когда?"),
        said(603, 8, f"{day} 10:05", "Где?", user=-1),
        said(604, -1, f"{day} 10:15", "Здесь", to=601),
        said(605, -1, f"{day} 10:25", "Там", to=601, user=8),
        said(606, 9, f"{day} 10:30", "Куда писать?", to=605),
        said(607, -1, f"{day} 10:45", "Поправка", to=605),
        said(608, -1, f"{day} 11:00", "В приёмную", to=99_999, user=9),
    )  # fmt: skip
    nested = said(
        611, 10, f"{day} 11:10", "Сколько стоит?",
        gone(612, f"{day} 11:12"),
        said(613, -1, f"{day} 11:20", "Нет", to=612),
        said(614, -1, f"{day} 11:40", "Бесплатно"),
    )  # fmt: skip
    return [living, nested, gone(621, f"{day} 11:50")]


def long_thread() -> Comment:
    """Sixteen nested comments: VK shows ten of them beside their root."""
    day = "2025-11-13"
    return said(
        701, 7, f"{day} 10:00", "Когда дадут воду?",
        *[said(701 + n, 8, f"{day} 10:{n:02}", THANKS) for n in range(1, 14)],
        said(715, 13, f"{day} 10:20", "У нас тоже нет воды", user=-1),
        said(716, -1, f"{day} 10:40", "К вечеру"),
        said(717, 8, f"{day} 10:50", "А у нас?", to=716),
    )  # fmt: skip


def comment_world() -> World:
    """Two pages; the first holds all forms, the second a refusal and its own view of person 77."""
    visitor = said(801, 9, "2025-11-14 08:00", "Почему темно?",
                   said(802, -1, "2025-11-14 09:30", "Чиним"))  # fmt: skip
    advertised = said(812, 14, "2025-11-15 12:00", "Где скидка?")
    first = Page(1, [
        over_the_weekend(), *worked_saturdays(),
        Post(130, at("2025-11-10 09:00"), "Дворы", conversations()),
        Post(140, at("2025-11-11 09:00"), "Услуги", deletions()),
        Post(150, at("2025-11-12 09:00"), "Вода", [long_thread()]),
        Post(160, at("2025-11-13 12:00"), "Когда включат свет?", [visitor], from_id=50),
        Post(170, at("2025-11-14 12:00"), "Ярмарка", [advertised], ads=True, repost_of=-33),
    ])  # fmt: skip
    heard = said(901, 77, "2025-11-17 10:00", "Когда приём?",
                 said(902, -2, "2025-11-17 10:00:01", "Сейчас"))  # fmt: skip
    refused = said(911, 7, "2025-11-17 11:00", "Когда?")
    second = Page(2, [
        Post(180, at("2025-11-16 12:00"), "Приём", [heard]),
        Post(190, at("2025-11-16 13:00"), "Закрыто", [refused], comments_error=212),
    ])  # fmt: skip
    return World([first, second], clock=lambda: at(NOW))
