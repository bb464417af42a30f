"""What the view of questions shows: which pages, the queues, the rows of one, their texts.

Rows are limited to the pages an account may see before anything else is done with them; what people
have decided is read live, so a decided row is gone before the figures are counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl
import streamlit as st

from core.calendar import HOUR
from core.period import DAY
from store import appeal_decisions, questions
from store.accounts import Account
from store.appeal_decisions import Comment
from ui import data, filters, rights
from ui.formats import literal, number
from ui.i18n import N_, _
from ui.installation import here, now
from ui.kept import kept
from ui.ranking.table import short_names
from ui.replies import data as replies_data

REVIEW = "review"
QUEUES = (*replies_data.QUEUES, REVIEW)
PARTS = {
    "objections": N_("Objections"),
    "decided": N_("Decided"),
    "other": N_("Taken for no question"),
}
"""Parts of the review."""

HOWS = {
    "not_question": N_("it is no question"),
    "in_person": N_("answered in person"),
    "phone": N_("answered by phone"),
    "pos": N_("answered through the state portal"),
    "other": N_("another reason"),
}
"""Why a page objects, as people read it."""
VERDICTS = {
    "not_question": N_("no question"),
    "question": N_("a question"),
    "answered": N_("answered elsewhere"),
}
"""What supervisors decide, as people read it."""

FILTERS = ("level", "sphere", "territory", "founder", "network")

_KEY = ["page", "comment"]
_PAGE = ("page", "page_id", "owner", "network", "name", "founder", "territory", "sphere")


@dataclass(frozen=True)
class Screen:
    """What is on the screen.

    Attributes:
        account: who looks.
        chosen: filters, period, kind of groups.
        pages: ``core.frames.Pages`` the account may see, that pass the filters.
        alone: the page the address limits to; null: none.
        queue: one of ``QUEUES``.
        part: of the review, one of ``PARTS``.
        queues: rows by queue and by part, in the order of the screen.
    """

    account: Account
    chosen: filters.Chosen
    pages: pl.DataFrame
    alone: str | None
    queue: str
    part: str
    queues: dict[str, pl.DataFrame]

    @cached_property
    def rows(self) -> pl.DataFrame:
        """The rows of the queue, with what the table says of their pages."""
        shown = self.queues[self.part if self.queue == REVIEW else self.queue]
        pages = self.pages.select(_PAGE).with_columns(short_names())
        return shown.join(pages, on="page", maintain_order="left")

    @property
    def decides(self) -> bool:
        """Whether who looks gives verdicts; else it objects."""
        return self.account.role == "supervisor"


def screen(account: Account, seen: pl.DataFrame, options: filters.Options) -> Screen:
    """What the address chooses of the pages an account may see.

    Args:
        account: who looks.
        seen: the listed pages it may see in full.
        options: ``ui.filters.options_of`` those pages.
    """
    chosen = filters.read(account, options, "on_time_rate")
    pages, alone = _alone(chosen.apply(seen), chosen.notices)
    if "by" not in st.query_params and pages["founder"].n_unique() > 1:
        chosen.by = "founder"
    queue = filters.one_of("queue", QUEUES, QUEUES[0], chosen.notices)
    parts = tuple(PARTS) if account.role == "supervisor" else tuple(PARTS)[:2]
    part = filters.one_of("part", parts, parts[0], chosen.notices)
    return Screen(account, chosen, pages, alone, queue, part, queues_of(pages))


def _alone(pages: pl.DataFrame, notices: list[str]) -> tuple[pl.DataFrame, str | None]:
    """The one page the address names, where the filters leave it."""
    asked = st.query_params.get("page")
    if asked is None:
        return pages, None
    one = pages.filter(pl.col("page_id") == asked)
    if one.is_empty():
        words = _("The page {page} is not among those shown here.")
        notices.append(words.format(page=literal(asked[:60])))
        return pages, None
    return one, asked


def queues_of(pages: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Rows of some pages by queue and by part of the review, as decisions stand now.

    Returns:
        Of each queue of ``replies_data.QUEUES`` the columns of ``replies_data.waiting`` with
        ``how, objection, objected_by`` where the page objects; of each of ``PARTS`` ``page, post,
        comment, asked_at`` with what ``store.appeal_decisions.standing`` says.
    """
    since = (now() - here().settings.queue_days * DAY) // HOUR * HOUR
    if pages is data.listed():  # one for all who see the whole region: a tab keeps what it shows
        return _queues_of_all(data.version(), appeal_decisions.newest(here().reader), since)
    return _queues(pages, since)


@kept(2)
def _queues_of_all(version: int, newest: int, since: int) -> dict[str, pl.DataFrame]:  # noqa: ARG001
    return _queues(data.listed(), since)


def _queues(pages: pl.DataFrame, since: int) -> dict[str, pl.DataFrame]:
    mine = pages.select("page")
    said = replies_data.standing().join(mine, on="page", how="semi").drop("page_id")
    ruled = said.filter(pl.col("verdict").is_not_null())
    gone = ruled.filter(pl.col("verdict") != "question")
    objecting = said.filter("awaiting").select(*_KEY, "how", "objection", "objected_by")
    open_ones = (
        replies_data.waiting()
        .join(mine, on="page", how="semi")
        .join(gone, on=_KEY, how="anti", maintain_order="left")
        .join(objecting, on=_KEY, how="left", maintain_order="left")
    )
    other = replies_data.passed_over().join(mine, on="page", how="semi")
    parts = {
        "objections": said.filter("awaiting").sort("objected_at", "comment"),
        "decided": ruled.filter(pl.col("at") > since).sort(
            "at", "comment", descending=[True, False]
        ),
        "other": other.join(ruled, on=_KEY, how="anti", maintain_order="left"),
    }
    by_queue = open_ones.partition_by("queue", as_dict=True, maintain_order=True)
    return {name: by_queue.get((name,), open_ones.clear()) for name in replies_data.QUEUES} | parts


def with_texts(account: Account, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``text`` and ``root`` of each comment, for those who may read them.

    ``text`` null: removed past its retention.

    Raises:
        PermissionError: the account reads no texts.
    """
    if not rights.reads_citizens(account):
        raise PermissionError(account.role)
    texts = questions.texts(here().reader, rows)
    return rows.join(texts, on=_KEY, how="left", maintain_order="left")


def with_others(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with ``other``: name of a page of the register that wrote in the thread, else null.

    Args:
        rows: with ``page, post, root, asked_at``; what was written before the question is no
            answer to it.
    """
    found = questions.answered_by_others(here().reader, rows)
    names = data.listed().select(other="page_id", other_name="name")
    told = (
        rows.select("page", "comment", "root", "asked_at")
        .join(found.join(names, on="other"), on=["page", "root"])
        .filter(pl.col("written") >= pl.col("asked_at"))
        .sort("written")
        .group_by("page", "comment")
        .agg(other=pl.col("other_name").first())
    )
    return rows.join(told, on=_KEY, how="left", maintain_order="left")


def comments(rows: pl.DataFrame) -> list[Comment]:
    """The comments some rows are about."""
    return [Comment(*row) for row in rows.select("page_id", "post", "comment").iter_rows()]


def queue_name(queue: str) -> str:
    """A queue as people read it."""
    names = {
        "overdue": _("Deadline passed"),
        "today": _("Expires today"),
        "ahead": _("Time left"),
        "older": _("Older than {days} days").format(days=here().settings.queue_days),
        REVIEW: _("Under review"),
    }
    return names[queue]


def label(queue: str, shown: Screen) -> str:
    """A queue's name with how many rows it has."""
    rows = shown.queues["objections" if queue == REVIEW else queue]
    return f"{queue_name(queue)} {number(rows.height)}"


def name(shown: Screen) -> str:
    """What the rows on the screen are: the queue, or the part of the review."""
    return _(PARTS[shown.part]) if shown.queue == REVIEW else queue_name(shown.queue)


def concentration(rows: pl.DataFrame, by: str) -> tuple[int, int]:
    """How many groups hold half of some rows, largest first, and how many hold any."""
    counts = rows[by].drop_nulls().value_counts(sort=True)["count"]
    if counts.is_empty():
        return 0, 0
    enough = (counts.cum_sum() * 2 >= counts.sum()).arg_true()
    return int(enough[0]) + 1, counts.len()
