"""What a show is made of, from the store: figures of the year, results, posts, events, pictures.

Kept once a data version; what people changed since (a season frozen, a post spoken of) is looked up
anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import polars as pl

from core.period import local_date
from core.season import Contest, Results
from core.text import without_names
from kpi.awards.standing import NOMINATIONS
from store import events, papers, pictures, post_words, read
from store.pictures import AVATAR
from store.stage import Arranged
from ui import data
from ui.awards import data as award_data
from ui.exports.awards import wording
from ui.installation import here
from ui.kept import kept
from ui.stage import scenes, year
from ui.stage.model import Palette, Picture, Ratio, Scene, Show
from ui.stage.scenes import Material
from ui.stage.year_scenes import Post

OFFERED, OF_A_PAGE = 15, 3
"""Posts a presenter chooses from, in all and of one page."""
OF_POSTS = ("post_of_year", "video_of_year")
_LINK = re.compile(r"\[[^|\]]*\|([^\]]*)\]")
_ADDRESS = re.compile(r"\S+://\S+|\b[\w.-]+\.(?:ru|com|рф|org|net)\b(?:/\S*)?", re.IGNORECASE)


def years() -> list[int]:
    """Years of which there are posts, the newest first."""
    loaded = data.facts()
    if not loaded.as_of or loaded.posts.is_empty():
        return []
    zone = here().settings.timezone
    first = local_date(loaded.posts["published"].min(), zone).year  # type: ignore[arg-type]
    return list(range(local_date(loaded.as_of, zone).year, first - 1, -1))


def default_year(known: Sequence[int]) -> int:
    """The year an evening in winter is about: that which ends or has just ended."""
    today = local_date(data.facts().as_of, here().settings.timezone)
    wanted = today.year - (today.month <= 6)
    return wanted if wanted in known else known[0]


def material(asked: int) -> Material:
    """All a show of a year may show."""
    found = results(asked)
    wanted = tuple(key for one in found.contests for key in _candidates(one)) if found else ()
    return Material(
        _year(data.version(), asked), found, wording.words(), here().settings.region_name,
        data.facts().as_of, events.of_year(here().reader, asked),
        _posts(data.version(), post_words.newest(here().reader), wanted), _names(data.version()),
    )  # fmt: skip


def results(asked: int) -> Results | None:
    """Of the season as it holds; null: the year has no data."""
    found = award_data.stand(asked)
    return found.results if found else None


def composed(
    found: Material, listed: Sequence[Scene], palette: Palette, ratio: Ratio, only: str = ""
) -> Show:
    """The show of an arranged list.

    Args:
        found: what it is made of.
        listed: all its scenes in order.
        palette: of all screens.
        ratio: of all screens.
        only: id of the one scene wanted, shown or not; empty: all that are shown.
    """
    title = next((one.screens[0].title for one in listed if one.id == "title"), "")
    wanted = tuple(one for one in listed if (one.id == only if only else one.shown))
    return Show(
        f"{title} {found.year.year}", wanted, scenes.stamp(found), palette, ratio,
        papers.arms(here().reader),
    )  # fmt: skip


def chosen_pictures(found: Material, chosen: Iterable[Arranged]) -> dict[str, Picture]:
    """Stored pictures the presenter chose for posts, by key of the post."""
    own = next((one.detail for one in chosen if one.scene == "posts"), {})
    wanted = own.get("pictures")
    if not isinstance(wanted, dict):
        return {}
    by_key = {one.key: one for one in scenes.chosen_posts(found, own)}
    return {
        key: picture
        for key, which in wanted.items()
        if key in by_key and (picture := stored(by_key[key]).get(which))
    }


def stored(post: Post) -> dict[str, Picture]:
    """Stored pictures a post may be shown with: ``post`` and ``page``."""
    found = pictures.contents(here().reader, post.page, (post.post, AVATAR))
    named = {"post": post.post, "page": AVATAR}
    return {name: Picture(*found[key]) for name, key in named.items() if key in found}


@kept(4)
def _year(version: int, asked: int) -> year.Year:  # noqa: ARG001 - the cache's key
    return year.of_year(data.facts(), asked, data.rules(), data.appeals())


@kept(2)
def _names(version: int) -> dict[str, str]:  # noqa: ARG001 - the cache's key
    return dict(data.facts().pages.select("page_id", "name").iter_rows())


@kept(8)
def _posts(version: int, said: int, wanted: tuple[tuple[str, int], ...]) -> tuple[Post, ...]:  # noqa: ARG001
    """Those of the wanted that may be shown, the most seen first."""
    excluded = set(post_words.excluded(here().reader).select("page", "post").iter_rows())
    pages = {row["page_id"]: row for row in data.facts().pages.iter_rows(named=True)}
    keys = pl.DataFrame(
        [(pages[page_id]["page"], post) for page_id, post in wanted if page_id in pages],
        schema={"page": pl.Int32, "post": pl.Int64}, orient="row",
    ).unique()  # fmt: skip
    rows = data.facts().posts.join(keys, on=["page", "post"]).filter(pl.col("deleted_at").is_null())
    by_page = {row["page"]: row for row in pages.values()}
    ordered = rows.sort("views", "post", descending=[True, False], nulls_last=True).filter(
        pl.col("post").cum_count().over("page") <= OF_A_PAGE
    )
    texts: dict[int, Mapping[int, str]] = {}
    made = []
    for row in ordered.iter_rows(named=True):
        if (row["page"], row["post"]) in excluded:
            continue
        if row["page"] not in texts:
            texts[row["page"]] = _texts(row["page"])
        made.append(_post(row, by_page[row["page"]], texts[row["page"]].get(row["post"], "")))
        if len(made) == OFFERED:
            break
    return tuple(made)


def _candidates(contest: Contest) -> list[tuple[str, int]]:
    """Posts of leaders: those that stand themselves but do not win, and those behind winners.

    A winning post waits for its award.
    """
    found = []
    for one in contest.finalists:
        wins = one.page_id in contest.winners
        if contest.nomination in OF_POSTS and one.leader and not wins and one.post is not None:
            found.append((one.page_id or "", one.post))
        elif NOMINATIONS[contest.nomination].evidence == "posts" and wins:
            mine = one.evidence if contest.nomination not in OF_POSTS else ()
            found += [(one.page_id or "", post) for post in mine]
    return found


def _texts(page: int) -> dict[int, str]:
    return dict(read.post_texts(here().reader, page).select("post", "text").iter_rows())


def _post(row: Mapping[str, Any], page: Mapping[str, Any], text: str) -> Post:
    plain = _ADDRESS.sub("", _LINK.sub(r"\1", without_names(text)))
    return Post(
        f"{page['page_id']}_{row['post']}", page["page_id"], row["page"], row["post"],
        page["name"], " ".join(plain.split()), row["views"], row["likes"], row["reposts"],
    )  # fmt: skip
