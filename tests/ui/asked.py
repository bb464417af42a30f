"""Questions put into the invented region, and what people do with their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
from sqlalchemy import insert
from streamlit.testing.v1 import AppTest

from store import accounts
from store import tables as t
from tests.ui import region
from ui import data
from ui.installation import here
from ui.replies import data as replies_data
from ui.replies import screen as replies

HOSTILE = '=cmd|"/c calc" <script>alert(1)</script> **нет воды**'
Begin = Callable[..., object]


def shown(app: AppTest) -> list[str]:
    """The rows of the list, as HTML."""
    assert not app.exception
    return [e.proto.body for e in app.get("html") if "class='kpi-ask'" in e.proto.body]


def press(app: AppTest, label: str) -> AppTest:
    button = next(button for button in app.button if button.label == label)
    assert not button.disabled
    return button.click().run()


def tick(app: AppTest, *places: int) -> AppTest:
    boxes = [
        box for box in app.checkbox if (box.key or "").startswith("tick_") and box.key != "tick_all"
    ]
    for place in places:
        boxes[place].check()
    return app.run()


def ask(page: int, comment: int, hours_ago: int, text: str | None, **given: Any) -> None:
    """Writes a question without an answer straight into the tables."""
    post = {"page": page, "post": 1}
    row = post | {
        "comment": comment, "root": comment, "author": 7000 + comment, "lexicon": 1, "text": text,
        "written": region.AS_OF - hours_ago * 3600, "reason": "?",
    }  # fmt: skip
    first = post | {
        "comment": comment, "root": comment, "author": 7000 + comment, "turn": 0,
        "asked_at": row["written"], "addressed": True, "reason": "?",
    }  # fmt: skip
    with here().writer.begin() as connection:
        connection.execute(insert(t.comments), row | {k: v for k, v in given.items() if k in row})
        connection.execute(
            insert(t.first_replies), first | {k: v for k, v in given.items() if k in first}
        )
    data.forget()


def the_open(page: int | None = None) -> pl.DataFrame:
    waiting = replies_data.waiting()
    return waiting if page is None else waiting.filter(pl.col("page") == page)


def the_screen(role: str, **given: Any) -> replies.Screen:
    """The screen a role would see, without a browser."""
    from ui import filters, rights

    account = accounts.find(here().reader, role)
    assert account is not None
    seen = rights.pages_in_full(account, data.listed())
    period = data.period_of("13w")
    chosen = filters.Chosen(period, "13w", "founder", "on_time_rate", "", "index")
    queues = replies.queues_of(seen)
    return replies.Screen(
        account, chosen, seen, None, given.get("queue", "overdue"), given.get("part", "objections"),
        queues,
    )  # fmt: skip
