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
from jobs import season
from jobs.award_words import Words
from kpi.awards.standing import NOMINATIONS
from store import events, papers, pictures, post_words, read
from store.pictures import AVATAR
from store.stage import Arranged, arrangement
from ui import data
from ui.awards import data as award_data
from ui.i18n import language
from ui.installation import here
from ui.kept import kept
from ui.stage import scenes, year
from ui.stage.model import Picture, Show
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
    said = post_words.newest(here().reader)
    return Material(
        _year(data.version(), asked), found, _words(), here().settings.region_name,
        data.facts().as_of, events.of_year(here().reader, asked),
        _posts(data.version(), asked, said, _won(found), found), _names(data.version()),
    )  # fmt: skip


def results(asked: int) -> Results | None:
    """Of the season as it was frozen, else as it stands; null: the year has no data."""
    reader = here().reader
    frozen = season.frozen(reader, asked)
    if frozen is not None:
        return frozen
    found = award_data.stand(asked)
    return found and found.live


def show(asked: int, now: int, palette: str, ratio: str, only: str | None = None) -> Show:
    """The show as it is arranged.

    Args:
        asked: year.
        now: the moment of making it, for the line at the bottom.
        palette: ``dark`` or ``light``.
        ratio: ``16:9`` or ``4:3``.
        only: id of the one scene wanted, shown or not; null: all that are shown.
    """
    found, chosen = material(asked), arrangement(here().reader, asked)
    listed = scenes.scenes(found, chosen, chosen_pictures(found, chosen))
    title = next((one.screens[0].title for one in listed if one.id == "title"), "")
    kept_scenes = [one for one in listed if (one.id == only if only else one.shown)]
    return Show(
        f"{title} {asked}", tuple(kept_scenes), scenes.stamp(found, now),
        "light" if palette == "light" else "dark", "4:3" if ratio == "4:3" else "16:9",
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


def _words() -> Words:
    return Words(language(), here().settings.timezone)


@kept(8, beside=1)
def _posts(
    version: int, asked: int, said: int, won: tuple[tuple[str, ...], ...],  # noqa: ARG001
    found: Results | None,
) -> tuple[Post, ...]:  # fmt: skip
    """Posts of those who lead a contest, the most seen first; a winning one waits for its award."""
    excluded = set(post_words.excluded(here().reader).select("page", "post").iter_rows())
    wanted = [key for one in found.contests for key in _candidates(one)] if found else []
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


def _won(found: Results | None) -> tuple[tuple[str, ...], ...]:
    return tuple(one.winners for one in found.contests) if found else ()


def _candidates(contest: Contest) -> list[tuple[str, int]]:
    """Posts of leaders: those that stand themselves but do not win, and those behind winners."""
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
