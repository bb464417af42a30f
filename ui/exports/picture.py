"""A picture for a chat, 1080 × 1080: the post of the week, so many weeks on the norm in a row.

Only what one is glad to show; no names of residents.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from ui import data
from ui.exports import names
from ui.exports.pdf import images
from ui.formats import number, week
from ui.i18n import _, ngettext
from ui.installation import here
from ui.page import data as page_data

LEAST_WEEKS = 4
"""Weeks on the norm in a row that are worth a picture."""
_TEXT = 260


def streak(page: int) -> int:
    """Full weeks on the norm in a row, up to the last one."""
    weeks = page_data.weeks(page)
    met = (weeks["posts"] >= weeks["norm"]).fill_null(value=False).reverse()
    missed = (~met).arg_true()
    return int(missed[0]) if missed.len() else met.len()


def streak_png(page: Mapping[str, Any], weeks: int) -> bytes:
    """«11 недель подряд с нормой»."""
    words = ngettext("week in a row with the norm of posts",
                     "weeks in a row with the norm of posts", weeks)  # fmt: skip
    return _png({
        "kicker": _("Runs steadily"), "number": number(weeks), "headline": words, "text": "",
        "name": names.tied(names.cut(page["name"], 120)), "figures": [],
    })  # fmt: skip


def post_of_week(page: int) -> dict[str, Any] | None:
    """The post of the last full week that was seen most; null: there is none."""
    best, least = page_data.notable_posts(page, data.last_weeks(data.facts().as_of, 1))
    found = pl.concat([best, least]).filter(pl.col("views").is_not_null())
    if found.is_empty():
        return None
    return found.sort("views", descending=True).row(0, named=True)


def post_png(page: Mapping[str, Any], post: Mapping[str, Any]) -> bytes:
    """«Пост недели», with what the page itself wrote and three figures."""
    words = {
        "views": ngettext("view", "views", post["views"] or 0),
        "likes": ngettext("like", "likes", post["likes"] or 0),
        "reposts": ngettext("repost", "reposts", post["reposts"] or 0),
    }
    figures = [
        {"value": number(post[name]), "words": said} for name, said in words.items() if post[name]
    ]
    period = data.last_weeks(data.facts().as_of, 1)
    return _png({
        "kicker": _("Post of the week {week}").format(week=week(period.start)), "number": "",
        "headline": "", "text": names.cut(post["text"] or _("no text"), _TEXT),
        "name": names.tied(names.cut(page["name"], 120)), "figures": figures,
    })  # fmt: skip


def file_name(kind: str, name: str, ending: str = "png") -> str:
    """``Пост недели — Школа № 3.png``."""
    return names.file_name([kind, names.shorter(name)], ending)


def _png(shown: Mapping[str, Any]) -> bytes:
    content = {"title": shown["kicker"], "region": here().settings.region_name, **shown}
    return images("picture", content, data.facts().as_of)[0]
