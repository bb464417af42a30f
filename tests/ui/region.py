"""A small invented region written straight into the tables: known figures, no loader."""

from __future__ import annotations

import random
from typing import Any

import polars as pl
from sqlalchemy import Engine, insert

from core import frames
from core.frames import OWN, REPOST
from core.period import DAY, WEEK
from kpi.replies import first_replies
from store import tables as t

AS_OF = 1_763_953_800
"""24 November 2025, 06:10 in Moscow."""
START = AS_OF - 60 * WEEK
FOUNDERS = ("Министерство образования", "Министерство здравоохранения", "Администрация Холмска")
SPHERES = ("Образование", "Здравоохранение", "Управление")
TERRITORIES = ("Холмск", "Южно-Сахалинск", "Корсаков", "Оха")
NAMES = ("МБОУ «Школа № {n}»", "ГБУЗ «Районная больница № {n}»", "Администрация посёлка № {n}")
HOSTILE = '=HYPERLINK("http://evil";"жми") «Ромашка» <b>№ 17</b>'
QUESTIONS = (
    "Когда откроют запись на кружок?",
    "Почему третий день нет воды?",
    "Как попасть к врачу?",
)


def build(engine: Engine, pages: int = 12, seed: int = 7) -> None:
    """Writes the region: every page has posts; the second has no questions, the third is silent."""
    chance = random.Random(seed)
    with engine.begin() as connection:
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in t.metadata.tables}
        for page in range(1, pages + 1):
            _page(rows, page, chance)
        for table in t.metadata.sorted_tables:
            if rows[table.name]:
                empty = {column.name: None for column in table.columns}
                connection.execute(insert(table), [empty | row for row in rows[table.name]])
        comments = pl.DataFrame(
            rows["comments"], schema=dict(frames.Comments.create_empty().schema)
        )
        owners = pl.DataFrame({"page": range(1, pages + 1), "owner": range(101, 101 + pages)}).cast(
            {"page": pl.Int32, "owner": pl.Int64}
        )
        answered = first_replies(comments, owners, frames.Responders.create_empty())
        connection.execute(insert(t.first_replies), answered.to_dicts())
        finished = {"network": "vk", "started_at": AS_OF, "as_of": AS_OF, "state": "complete"}
        connection.execute(insert(t.runs), finished)
        connection.execute(insert(t.marks), {"mark": "data_version", "value": "1"})


def empty(engine: Engine) -> None:
    """Leaves of the region its register and that a collection has ended."""
    facts = (
        "post_texts",
        "threads",
        "first_replies",
        "comments",
        "posts",
        "snapshots",
        "intervals",
    )
    known = ("owner", "title", "badge", "design_filled", "pos_widget", "comments_open", "read_at")
    with engine.begin() as connection:
        for name in facts:
            connection.execute(t.metadata.tables[name].delete())
        connection.execute(t.pages.update().values(dict.fromkeys(known)))
        left = ("founder", "level", "sphere", "territory", "category", "audience")
        connection.execute(t.bodies.update().values(dict.fromkeys(left)))


def _page(rows: dict[str, list[dict[str, Any]]], page: int, chance: random.Random) -> None:
    kind = page % 3
    name = HOSTILE if page == 4 else NAMES[kind].format(n=page)
    rows["bodies"].append({
        "body": page, "name": name, "ogrn": f"10265{page:08}", "founder": FOUNDERS[kind],
        "level": "МО" if kind == 2 else "Регион", "sphere": SPHERES[kind],
        "territory": TERRITORIES[page % 4], "category": ("card", "active", None)[kind],
        "exempt": False, "audience": 900 + page if page % 2 else None, "listed": True,
    })  # fmt: skip
    rows["pages"].append({
        "page": page, "page_id": f"vk:{100 + page}", "network": "vk", "owner": 100 + page,
        "screen_name": f"page_{page}", "body": page, "listed": True, "title": name,
        "badge": page % 4 != 0, "design_filled": 3 + page % 5, "pos_widget": page % 2 == 0,
        "comments_open": True, "read_at": AS_OF,
    })  # fmt: skip
    rows["intervals"].append({"page": page, "start": START, "end": AS_OF, "origin": False})
    followers = 200 + 40 * (page % 50)
    for week in range(61):
        read_at = START + week * WEEK
        day = read_at // DAY
        growth = followers + week * (page % 5)
        rows["snapshots"].append(
            {"page": page, "day": day, "read_at": read_at, "followers": growth}
        )
    _posts(rows, page, followers, chance)


def _posts(
    rows: dict[str, list[dict[str, Any]]], page: int, followers: int, chance: random.Random
) -> None:
    number = 0
    for week in range(60):
        if page == 3 and week > 56:
            break
        for _ in range(2 + (page + week) % 4):
            number += 1
            published = START + week * WEEK + chance.randrange(WEEK - 4 * DAY)
            views = int(followers * chance.lognormvariate(-0.6, 0.5)) + 1
            likes = int(views * chance.uniform(0.005, 0.04))
            rows["posts"].append({
                "page": page, "post": number, "published": published,
                "flags": OWN | (REPOST if number % 9 == 0 else 0), "format": number % 7,
                "likes": likes, "comments": number % 5, "reposts": likes // 5, "views": views,
                "read_at": published + 4 * DAY,
            })  # fmt: skip
            rows["post_texts"].append({
                "page": page, "post": number,
                "text": f"Запись № {number}. Приглашаем жителей на открытый урок и встречу.",
            })  # fmt: skip
            if number % 6 == 0 and page != 2:
                _thread(rows, page, number, published, chance)


def _thread(
    rows: dict[str, list[dict[str, Any]]],
    page: int,
    post: int,
    published: int,
    chance: random.Random,
) -> None:
    asked = published + chance.randrange(600, 2 * DAY)
    root, nested = post * 100 + 1, post * 100 + 2
    common = {"page": page, "post": post, "root": root, "lexicon": 1}
    text = QUESTIONS[post % 3]
    rows["comments"].append(common | {
        "comment": root, "author": 5000 + post, "written": asked, "reason": "?", "text": text,
    })  # fmt: skip
    if chance.random() < 0.7:
        rows["comments"].append(common | {
            "comment": nested, "author": -(100 + page),
            "written": asked + int(chance.expovariate(1 / 20_000)), "reply_to_comment": root,
        })  # fmt: skip
    rows["threads"].append(
        {"page": page, "post": post, "counted": 2, "whole": True, "read_at": AS_OF}
    )
