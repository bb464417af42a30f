"""Posts as cards: picture or initials, 30 words, three figures, whose it is, why it is here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

import polars as pl

from kpi.awards.standing import NOMINATIONS
from store.pictures import AVATAR
from ui.formats import day, number
from ui.head import chips
from ui.i18n import N_, _
from ui.page import data as page_data
from ui.page.parts import initials
from ui.practices import data as practices_data
from ui.ranking.table import short_names
from ui.vk import post_link

MOST_WORDS = 30
KINDS = {
    "obituary": N_("an obituary"),
    "disaster": N_("news of a disaster"),
    "giveaway": N_("a giveaway"),
}
"""What a post may be that teaches nothing, as a menu says it."""

MARKED = {
    "obituary": N_("Obituary"),
    "disaster": N_("Disaster"),
    "giveaway": N_("Giveaway"),
}
"""The same as a chip."""

_WHY = {
    "chosen": (
        N_("Chosen by the supervisors: {times} the usual reactions of the page."),
        N_("Chosen by the supervisors."),
    ),
    "leader": (
        N_("The page is among the leaders of its group: {times} its usual reactions."),
        N_("The page is among the leaders of its group."),
    ),
    "sphere": (
        N_("One of the strongest in its sphere: {times} the usual reactions of the page."),
        N_("One of the strongest in its sphere."),
    ),
}  # fmt: skip


def drawn(rows: pl.DataFrame, link: bool = True, whose: bool = True) -> list[str]:
    """The cards of some posts, as HTML.

    Args:
        rows: ``ui.practices.data.SHOWN``, few enough for one screen.
        link: whether names lead to the page's card.
        whose: whether they say whose posts they are and why they are here; else only when.
    """
    texts = practices_data.texts(rows)
    pictures = _pictures(rows)
    named = rows.with_columns(short_names())
    return [
        _card(
            row,
            texts.get((row["page"], row["post"]), ""),
            pictures,
            _whose(row, pictures, link) if whose else "",
        )
        for row in named.iter_rows(named=True)
    ]


def why(row: Mapping[str, Any]) -> str:
    """Why a post is in the gallery, in one sentence."""
    if row["award"]:
        words = _("Behind the victory in the nomination “{title}”.")
        return words.format(title=_(NOMINATIONS[row["award"]].title))
    known, bare = _WHY[row["why"]]
    lift = row["lift"]
    if lift is None or lift < 1.05:
        return _(bare)
    return _(known).format(times=times(lift))


def times(lift: float) -> str:
    """``×3,1``; from ten on whole."""
    return f"×{number(lift, 0 if lift >= 10 else 1)}"


def cut(text: str) -> str:
    """At most ``MOST_WORDS`` words of a text."""
    words = text.split()
    return " ".join(words) if len(words) <= MOST_WORDS else " ".join(words[:MOST_WORDS]) + " …"


def _card(
    row: Mapping[str, Any], text: str, pictures: Mapping[tuple[int, int], str], whose: str
) -> str:
    picture = pictures.get((row["page"], row["post"]))
    words = _("Picture of the post of {moment}").format(moment=day(row["published"]))
    shown = f"<img class='kpi-picture' src='{escape(picture)}' alt='{words}'>" if picture else ""
    marks = [(_(MARKED[row["kind"]]), "warn")] if row["kind"] else []
    marks += [("☆ " + _("marked by the supervisors"), "")] if row["star"] else []
    opened = ""
    if row["owner"]:
        address = post_link(row["owner"], row["post"])
        opened = f"<a href='{address}' target='_blank'>{_('Open in VK')} ↗</a>"
    said = f"«{escape(cut(text))}»" if text.strip() else escape(_("no text"))
    when = f"<p class='kpi-note'>{day(row['published'])}</p>"
    reason = ""
    if whose and row["kind"] is None:
        reason = f"<p class='kpi-note'>{escape(why(row))}</p>"
    return (
        f"<div class='kpi-practice'>{whose or when}{shown}{chips(marks) if marks else ''}"
        f"<p>{said}</p>{_figures(row)}{reason}"
        f"<p class='kpi-row'>{opened}</p></div>"
    )


def _whose(row: Mapping[str, Any], pictures: Mapping[tuple[int, int], str], link: bool) -> str:
    """The page's picture or initials, its name and sphere, the day."""
    avatar = pictures.get((row["page"], AVATAR))
    face = f"<span class='kpi-face'>{escape(initials(row['name']))}</span>"
    if avatar:
        face = f"<img class='kpi-face' src='{escape(avatar)}' alt=''>"
    name = escape(row["name"])
    if link:
        name = f"<a href='page?page={escape(row['page_id'])}' target='_self'>{name}</a>"
    beside = f"{escape(row['sphere'] or _('not stated'))} · {day(row['published'])}"
    return (
        f"<div class='kpi-whose'>{face}<p><b>{name}</b>"
        f"<span class='kpi-note'>{beside}</span></p></div>"
    )


def _figures(row: Mapping[str, Any]) -> str:
    shown = (
        (row["views"], _("views")), (row["reactions"], _("reactions")),
        (row["lift"], _("the usual")),
    )  # fmt: skip
    cells = []
    ways: tuple[Callable[[float], str], ...] = (number, number, times)
    for (value, label), written in zip(shown, ways, strict=True):
        figure = "—" if value is None else written(value)
        cells.append(f"<span><b>{figure}</b><br>{escape(label)}</span>")
    return f"<div class='kpi-three'>{''.join(cells)}</div>"


def _pictures(rows: pl.DataFrame) -> dict[tuple[int, int], str]:
    """Stored pictures of the posts and of their pages."""
    found = {}
    for (page,), part in rows.group_by("page", maintain_order=True):
        wanted = [AVATAR, *part["post"].to_list()]
        for post, address in page_data.stored_pictures(int(str(page)), wanted).items():
            found[int(str(page)), post] = address
    return found
