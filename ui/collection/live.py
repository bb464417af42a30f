"""«Collect now» and the run under way: buttons that start a process, and its progress.

The collection itself never runs here: see ``jobs.start``.
"""

from __future__ import annotations

import re
from html import escape
from typing import Literal

import polars as pl
import streamlit as st

from jobs import start, state
from jobs.start import Child, Started, What
from store import read
from ui.collection import words
from ui.formats import clock_time, duration, literal, number
from ui.i18n import _
from ui.installation import here, now

EVERY = 2
"""Seconds between two looks at a run under way."""
_TOLD = "collection_told"
_POST = re.compile(r"(?:wall-?(\d+)_)?(\d+)$")
_UNRESOLVED = re.compile(r"vk:.*\D.*")
"""A page VK was not asked about yet: its number, which a link to a post holds, is not known."""


def draw(who: str, pages: pl.DataFrame) -> None:
    """Buttons, what came of the last press, and the run under way.

    Args:
        who: login of the person.
        pages: ``jobs.state.State.pages``.
    """
    if read.mark(here().reader, "demo") is not None:
        st.info(_(
            "The demonstration is never collected: its pages do not exist in VK. To collect, set "
            "`KPI_DATABASE_URL` to a new database and load your register."
        ))  # fmt: skip
        return
    busy = bool(state.under_way(here().reader, now())) or bool(_waiting())
    with st.container(horizontal=True, key="collect", vertical_alignment="center"):
        _button(_("Collect now"), What(), who, kind="primary")
        _button(_("Only the last 3 days"), What(short=True), who)
        with st.popover(_("One page or thread"), icon=":material/article:"):
            _one(who, pages)
    _told()
    st.fragment(_progress, run_every=EVERY if busy else None)(busy=busy)


def _button(
    label: str, what: What, who: str, kind: Literal["primary", "secondary"] = "secondary"
) -> None:
    st.button(
        label, key=f"collect_{what.lock}_{what.short}", type=kind, on_click=_press,
        args=(what, who),
    )  # fmt: skip


def _one(who: str, pages: pl.DataFrame) -> None:
    """Choice of one page, and of a post on it."""
    names = dict(pages.select("page_id", "name").iter_rows())
    st.selectbox(
        _("Page"), list(names), index=None, format_func=lambda one: names[one],
        key="collect_page", placeholder=_("Name of the page"),
    )  # fmt: skip
    st.text_input(
        _("Link to a post, if only its comments are meant"), key="collect_post",
        placeholder="vk.com/wall-1_2",
    )  # fmt: skip
    st.button(_("Collect"), key="collect_one", type="primary", on_click=_press_one,
              args=(who, set(names)))  # fmt: skip


def _press_one(who: str, known: set[str]) -> None:
    chosen, link = st.session_state["collect_page"], st.session_state["collect_post"].strip()
    found = _POST.search(link)
    if link and found is None:
        st.session_state[_TOLD] = "link"
        return
    post = int(found[2]) if found else None
    linked = f"vk:{found[1]}" if found and found[1] else None
    if linked and chosen not in (None, linked) and not _UNRESOLVED.fullmatch(chosen):
        st.session_state[_TOLD] = "other"
        return
    page_id = chosen or linked
    if page_id not in known:
        st.session_state[_TOLD] = "page"
        return
    _press(What(page_id=page_id, post=post), who)


def _press(what: What, who: str) -> None:
    try:
        told = start.start(here().writer, here().settings, what, who, now())
    except OSError as error:
        st.session_state[_TOLD] = error.strerror or type(error).__name__
        return
    st.session_state[_TOLD] = told


def _told() -> None:
    """What came of the last press, once."""
    told = st.session_state.pop(_TOLD, None)
    if isinstance(told, Started):
        if told.answer != "started":
            st.info(_answer(told))
    elif told == "link":
        st.info(_("This is not a link to a post such as vk.com/wall-1_2."))
    elif told == "other":
        st.info(_("This post is of another page than the chosen one: choose its page, or none."))
    elif told == "page":
        st.info(_("Choose a page of the register."))
    elif told:
        st.error(_("The collection could not be started: {why}.").format(why=literal(told)))


def _answer(told: Started) -> str:
    said = {
        "running": _("A collection is already under way; wait until it ends."),
        "no_token": _("No access key of VK is set: put it into `KPI_VK_TOKENS` and restart the "
                      "server."),
        "unknown": _("Choose a page of the register."),
        "recent": _("This page was collected just now. Again in {duration}.").format(
            duration=duration(told.wait)),
        "demo": _("The demonstration is never collected."),
    }  # fmt: skip
    return said[told.answer]


def _children() -> list[Child]:
    found = (start.child_of(here().settings, lock) for lock in ("all", "chosen"))
    return [child for child in found if child]


def _waiting() -> list[Child]:
    """Processes whose run has not begun yet."""
    return [child for child in _children() if child.code is None and not _began(child)]


def _progress(*, busy: bool) -> None:
    """The runs under way; when the last has ended, the whole view is drawn anew."""
    running, waiting = state.under_way(here().reader, now()), _waiting()
    if busy and not running and not waiting:
        st.rerun()
    for run, phases in running:
        _run(run, phases)
    if waiting:
        st.info(_("The collection is starting…"))
    for child in _children():
        if child.code not in (None, 0, 3) and not _began(child):
            _failed(child)


def _run(run: state.Row, phases: state.Phases) -> None:
    with st.container(border=True, key=f"run_{run['run']}"):
        head = _("Under way since {time}: {kind}").format(
            time=clock_time(run["started_at"]), kind=words.kind(run["kind"]).lower()
        )
        taken = duration(max(now() - run["started_at"], 0))
        st.html(f"<b>{escape(head)}</b> <span class='kpi-note'>{escape(taken)}</span>")
        for name, (done, total) in phases.items():
            text = _("{phase}: {done} of {total}").format(
                phase=words.phase(name), done=number(done), total=number(total)
            )
            st.progress(min(done / max(total, 1), 1.0), text=text)
        if not phases:
            st.progress(0.0, text=_("The first answer is awaited"))
        counted = _(
            "Posts: {posts} · comments: {comments} · requests: {requests}, the least is {least}"
        ).format(**{
            key: number(run[key] or 0) for key in ("posts", "comments", "requests", "least")
        })  # fmt: skip
        st.html(f"<span class='kpi-note'>{escape(counted)}</span>")


def _began(child: Child) -> bool:
    """Whether a run has begun since a process was started: then the run's own end tells why."""
    begun = read.runs(here().reader, 1)["started_at"]
    return begun.len() > 0 and bool(begun[0] >= child.at)


def _failed(child: Child) -> None:
    """A process that ended before its run began: what it said last."""
    st.error(_("The collection that was started at {time} ended with code {code}.").format(
        time=clock_time(child.at), code=child.code))  # fmt: skip
    if said := child.last_words():
        st.code(said, language=None, wrap_lines=True)
