"""What stands behind a candidate: its posts, its questions, its pages, each with a way to it.

Read only when it is opened. Texts of residents are shown within their retention, to supervisors and
presenters, who choose; they never reach a show.
"""

from __future__ import annotations

from html import escape
from typing import Any

import polars as pl
import streamlit as st

from core.season import Candidate, Contest
from kpi.awards.standing import NOMINATIONS
from store import questions, read
from ui import data
from ui.formats import day, number, weekday_moment, working_duration
from ui.i18n import _
from ui.installation import here
from ui.vk import comment_link, post_link

MOST = 10
"""Posts or questions that are shown."""
LETTERS = 140


def draw(contest: Contest, one: Candidate, key: str) -> None:
    """The folded evidence of a candidate; nothing where its figures alone prove it."""
    kind = NOMINATIONS[contest.nomination].evidence
    if not one.evidence and one.post is None:
        return
    folded = st.expander(_("Evidence"), on_change="rerun", key=key)
    if not folded.open:
        return
    with folded:
        if kind == "questions":
            st.html(_listed(map(_question, threads(one))))
        elif kind == "pages":
            st.html(_listed(map(_page, _pages(one))))
        else:
            st.html(_listed(map(_post, _posts(one))))


def threads(one: Candidate) -> list[dict[str, Any]]:
    """The questions drawn by chance, in order of asking.

    Returns:
        Rows of ``core.frames.Appeals`` with ``root`` and ``text`` (null: removed past the
        retention) and ``link`` (null: not known).
    """
    asked = data.appeals().filter(
        pl.col("page") == _number(one), pl.col("comment").is_in(one.evidence)
    )
    told = questions.texts(here().reader, asked).select("comment", "root", "text")
    rows = asked.join(told, on="comment", how="left").sort("asked_at", "comment")
    owner = _owner(one)
    return [
        row | {"link": owner and comment_link(owner, row["post"], row["comment"], row["root"])}
        for row in rows.iter_rows(named=True)
    ]


def reply(row: dict[str, Any]) -> tuple[str, str]:
    """How a question was answered, in words, and the tone of it: good, warn or bad."""
    if row["answered_at"] is None:
        return _("no answer"), "bad"
    words = _("answered within {time}").format(time=working_duration(row["working_seconds"]))
    return words, "good" if row["answered_at"] <= row["deadline"] else "warn"


def _posts(one: Candidate) -> list[dict[str, Any]]:
    wanted = [one.post] if one.post is not None else list(one.evidence[:MOST])
    page, owner = _number(one), _owner(one)
    texts = read.texts_of(here().reader, [(page, post) for post in wanted])
    order = pl.DataFrame({"post": wanted}, schema={"post": pl.Int64})
    found = data.facts().posts.filter(pl.col("page") == page, pl.col("post").is_in(wanted))
    return [
        row | {"text": texts.get((page, row["post"])),
               "link": owner and post_link(owner, row["post"])}
        for row in order.join(found, on="post", maintain_order="left").iter_rows(named=True)
    ]  # fmt: skip


def _pages(one: Candidate) -> list[dict[str, Any]]:
    found = data.facts().pages.filter(pl.col("page").is_in(one.evidence))
    return found.sort("name").to_dicts()


def _post(row: dict[str, Any]) -> str:
    reactions = sum(row[name] or 0 for name in ("likes", "comments", "reposts"))
    figures = [_("{n} reactions").format(n=number(reactions))]
    if row["views"]:
        figures.append(_("{n} views").format(n=number(row["views"])))
    said = _quoted(row["text"]) or escape(_("no text"))
    return _line(day(row["published"]), said, " · ".join(figures), row["link"])


def _question(row: dict[str, Any]) -> str:
    words, tone = reply(row)
    chip = f"<span class='kpi-chip {tone}'>{escape(words)}</span>"
    said = _quoted(row["text"]) or escape(_("the text is removed past its retention"))
    return _line(weekday_moment(row["asked_at"]), said, "", row["link"]) + chip


def _page(row: dict[str, Any]) -> str:
    address = f"page?page={escape(row['page_id'])}"
    return f"<a href='{address}' target='_self'>{escape(row['name'])}</a>"


def _quoted(text: str | None) -> str:
    """The beginning of a text as html; empty: there is none."""
    words = " ".join((text or "").split())
    cut = words if len(words) <= LETTERS else words[:LETTERS].rstrip() + "…"
    return f"«{escape(cut)}»" if cut else ""


def _line(when: str, said: str, figures: str, link: str | None) -> str:
    """One line of evidence; ``said`` is html."""
    beside = escape(" · ".join(part for part in (when, figures) if part))
    if link:
        address = f"<a href='{escape(link)}' target='_blank' rel='noreferrer'>"
        beside += f" · {address}{_('Open in VK')} ↗</a>"
    return f"{said}<br><span class='kpi-note'>{beside}</span> "


def _listed(lines: Any) -> str:
    return "<ol class='kpi-evidence'>" + "".join(f"<li>{line}</li>" for line in lines) + "</ol>"


def _number(one: Candidate) -> int:
    """The store's number of a candidate's page; a network without one has none of its own."""
    found = data.facts().pages.filter(page_id=one.page_id or "")["page"]
    return int(found[0]) if found.len() else 0


def _owner(one: Candidate) -> int | None:
    """The network's number of its community; null: not known."""
    found = data.facts().pages.filter(page_id=one.page_id or "")["owner"].drop_nulls()
    return int(found[0]) if found.len() else None
