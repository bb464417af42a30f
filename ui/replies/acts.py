"""What people do with ticked questions: verdicts of a supervisor, objections of a page, undo.

A word is said of the comments that are on the screen and nobody has ruled on meanwhile; who was
quicker is told. Every word can be taken back right after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape

import polars as pl
import streamlit as st

from store import appeal_decisions
from store.appeal_decisions import HOWS, Comment
from store.signal_decisions import LONGEST_NOTE
from ui import data, send_out, watching
from ui.formats import number
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.replies import data as replies_data
from ui.replies import screen as replies
from ui.replies.screen import REVIEW, Screen

_DONE = "replies_done"
_TURN = "replies_turn"


@dataclass(frozen=True)
class Done:
    """What was just done.

    Attributes:
        queue: where.
        back: the word that takes it back; null: it was one itself.
        comments: of which it was news.
        count: how many rows of the screen it was done with.
        quicker: who had ruled on the others.
    """

    queue: str
    back: str | None
    comments: tuple[Comment, ...]
    count: int
    quicker: tuple[str, ...]


def turn() -> int:
    """Moves with every act, so that what was ticked before it is ticked no more."""
    return int(st.session_state.get(_TURN, 0))


def draw(shown: Screen, ticked: pl.DataFrame) -> None:
    """The buttons that fit the queue and the account; dead while nothing is ticked."""
    none = ticked.is_empty()
    if not shown.decides:
        _of_a_page(shown, ticked)
        return
    if shown.queue != REVIEW:
        _button(_("Not a question"), none, lambda: say(shown, ticked, "not_question"))
        _button(_("Answered elsewhere"), none, lambda: say(shown, ticked, "answered"))
        if st.button(_("Send to founders"), key="act_send", icon=":material/outgoing_mail:"):
            _send(shown, shown.rows if none else ticked)
        if st.button(_("Put on watch"), key="act_watch", icon=":material/visibility:"):
            rows = shown.rows if none else ticked
            pages = rows["page_id"].unique(maintain_order=True).to_list()
            watching.dialog(shown.account, pages, "overdue")
    elif shown.part == "objections":
        _button(_("Accept"), none, lambda: _accept(shown, ticked))
        if st.button(_("Decline…"), disabled=none, key="act_decline"):
            _decline(shown, ticked)
    elif shown.part == "decided":
        _button(_("Take back"), none, lambda: say(shown, ticked, "reopened"))
    else:
        _button(_("This is a question"), none, lambda: say(shown, ticked, "question"))


def _send(shown: Screen, rows: pl.DataFrame) -> None:
    """Letters about the pages of the ticked questions, of the whole queue where none is ticked."""
    pages = data.wide(shown.chosen.period).join(rows, on="page", how="semi")
    send_out.dialog(shown.account, pages, "overdue")


def _of_a_page(shown: Screen, ticked: pl.DataFrame) -> None:
    none = ticked.is_empty()
    if shown.queue != REVIEW:
        if st.button(_("Object…"), disabled=none, key="act_object"):
            _object(shown, ticked)
    elif shown.part == "objections":
        _button(_("Take back"), none, lambda: say(shown, ticked, "retracted"))


def _button(label: str, disabled: bool, act: Callable[[], None]) -> None:
    if st.button(label, disabled=disabled, key=f"act_{label}"):
        act()
        st.rerun()


def say(
    shown: Screen, rows: pl.DataFrame, word: str, how: str | None = None, note: str | None = None
) -> None:
    """Says a word of some rows, and remembers it for the undo."""
    _say_each(shown, rows.with_columns(word=pl.lit(word)), how, note)


def _say_each(
    shown: Screen, rows: pl.DataFrame, how: str | None = None, note: str | None = None
) -> None:
    """Says of each row the word in its column ``word``; all of them are of one side.

    Raises:
        PermissionError: a verdict of somebody who gives none.
    """
    if not shown.decides and set(rows["word"]) & set(appeal_decisions.VERDICTS):
        raise PermissionError(shown.account.role)
    kept, quicker = _left(shown, rows)
    written: list[Comment] = []
    for (word,), some in kept.partition_by("word", as_dict=True).items():
        about = replies.comments(_turns(some) if word == "answered" else some)
        written += appeal_decisions.decide(
            here().writer, about, word, shown.account.name, now(), how=how, note=note or None
        )
    st.session_state[_TURN] = turn() + 1
    words = set(rows["word"])
    back = None if words & {"reopened", "retracted"} else "reopened"
    back = "retracted" if "objected" in words else back
    st.session_state[_DONE] = Done(
        shown.queue, back, tuple(written), kept.height, tuple(sorted(quicker))
    )


def _left(shown: Screen, rows: pl.DataFrame) -> tuple[pl.DataFrame, set[str]]:
    """Rows that still stand as they were drawn, and who has ruled on the others meanwhile."""
    key = ["page", "comment"]
    ruled = pl.col("verdict").is_not_null()
    changed = (
        {
            "objections": ~pl.col("awaiting"),
            "decided": ~ruled,
            "other": ruled,
        }[shown.part]
        if shown.queue == REVIEW
        else ruled & (pl.col("verdict") != "question")
    )
    gone = replies_data.standing().join(rows, on=key, how="semi").filter(changed)
    return rows.join(gone, on=key, how="anti"), set(gone["who"].drop_nulls())


def _turns(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows and all else that belongs to the same question: one answer is for all of it."""
    whole = pl.concat([
        rows.select("page", "post", "comment"), replies_data.whole_turns(rows),
    ]).unique(maintain_order=True)  # fmt: skip
    return whole.join(data.listed().select("page", "page_id"), on="page", maintain_order="left")


def _accept(shown: Screen, rows: pl.DataFrame) -> None:
    """The verdict each objection asks for."""
    is_none = pl.col("how") == "not_question"
    word = pl.when(is_none).then(pl.lit("not_question")).otherwise(pl.lit("answered"))
    _say_each(shown, rows.with_columns(word=word))


def _decline(shown: Screen, rows: pl.DataFrame) -> None:
    """Asks for the reason, and says that it is a question."""

    def ask() -> None:
        note = st.text_area(
            _("Reason"), key="decline_note", max_chars=LONGEST_NOTE,
            placeholder=_("The page will read it"),
        )  # fmt: skip
        # Never dead: a text area tells what stands in it only when it is left.
        if st.button(_("Decline"), type="primary"):
            if not note.strip():
                st.warning(_("Write why, in a few words."))
                return
            say(shown, rows, "question", note=note.strip())
            st.rerun()

    st.dialog(_("Decline the objection"))(ask)()


def _object(shown: Screen, rows: pl.DataFrame) -> None:
    """Asks a page how it was, and objects."""

    def ask() -> None:
        how = st.radio(
            _("What happened"), HOWS, format_func=lambda one: _(replies.HOWS[one]),
            key="object_how",
        )  # fmt: skip
        note = st.text_area(_("Comment"), key="object_note", max_chars=LONGEST_NOTE)
        st.caption(_("A supervisor will decide; until then the question stays in the queue."))
        if st.button(_("Send"), type="primary"):
            say(shown, rows, "objected", how, note.strip())
            st.rerun()

    st.dialog(_("Objection"))(ask)()


def undo(shown: Screen) -> None:
    """What was just done, with the way back; nothing where it was done in another queue."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None or done.queue != shown.queue:
        return
    with st.container(key="replies_undo", horizontal=True, vertical_alignment="center"):
        st.html(f"<span>{_done_words(done)}</span>", width="content")
        if (
            done.back
            and done.comments
            and st.button(_("Undo"), key="act_undo", icon=":material/undo:")
        ):
            _take_back(shown, done)
            st.rerun()


def _take_back(shown: Screen, done: Done) -> None:
    """Takes back one's own words only: somebody else may have spoken since."""
    assert done.back is not None
    who = "objected_by" if done.back == "retracted" else "who"
    own = replies_data.standing().filter(pl.col(who) == shown.account.name)
    mine = set(replies.comments(own))
    about = [one for one in done.comments if one in mine]
    appeal_decisions.decide(here().writer, about, done.back, shown.account.name, now())
    st.session_state[_TURN] = turn() + 1
    del st.session_state[_DONE]


def _done_words(done: Done) -> str:
    said = ngettext("{n} question is done.", "{n} questions are done.", done.count)
    if done.back == "retracted":
        said = ngettext("{n} objection is sent.", "{n} objections are sent.", done.count)
    words = f"✓ {said.format(n=number(done.count))}" if done.count else ""
    if done.quicker:
        names = ", ".join(done.quicker)
        words += " " + _("The others were decided already: {names}.").format(names=names)
    return escape(words or _("There was nothing left to decide."))
