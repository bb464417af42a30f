"""What a supervisor does with a post of the gallery: in, out, a star, what news it is; undo.

Every word is written with its line of the log; nobody else can say one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from store import post_words
from store.accounts import Account
from store.post_words import Post
from ui.i18n import N_, _
from ui.installation import here, now
from ui.practices import data as practices_data
from ui.practices.cards import KINDS
from ui.practices.data import GALLERY, HIDDEN

_DONE = "practices_done"
_TOLD = {
    "practice": N_("The post is in the gallery."),
    "hidden": N_("The post is taken out of the gallery."),
    "neutral": N_("The post stands where the figures put it."),
    "star": N_("The page's administrator will see the star on «My page» for a week."),
    "unstar": N_("The star is taken back."),
    "obituary": N_("Marked as an obituary: out of the gallery and of “Post of the year”."),
    "disaster": N_("Marked as a disaster: out of the gallery and of “Post of the year”."),
    "giveaway": N_("Marked as a giveaway: out of the gallery and of “Post of the year”."),
    "clean": N_("The post takes part in everything again."),
}


@dataclass(frozen=True)
class Done:
    """The last word said, and the one that takes it back."""

    post: Post
    word: str
    back: str


def buttons(account: Account, row: Mapping[str, Any], part: str) -> None:
    """The buttons under a card.

    Args:
        account: who looks; only who curates has them.
        row: of ``ui.practices.data.SHOWN``.
        part: of the gallery the card stands in.
    """
    if not practices_data.curates(account):
        return
    post = Post(row["page_id"], row["post"])
    key = f"{row['page']}_{row['post']}"
    with st.container(horizontal=True, gap="small", key=f"acts_{key}"):
        word, label = "practice", _("To the gallery")
        if part == HIDDEN:
            word, label = "neutral", _("Put back")
        elif part == GALLERY:
            word, label = "hidden", _("Take out")
        if row["kind"] is None:
            st.button(label, key=f"put_{key}", on_click=say, args=(account, post, word))
            star = "unstar" if row["star"] else "star"
            mark = "★" if row["star"] else "☆"
            st.button(
                f"{mark} {_('Marked') if row['star'] else _('Mark')}", key=f"star_{key}",
                on_click=say, args=(account, post, star),
                help=_("The page's administrator sees it on «My page» for a week."),
            )  # fmt: skip
        _kind(account, row, post, key)


def _kind(account: Account, row: Mapping[str, Any], post: Post, key: str) -> None:
    if row["kind"] is not None:
        words = _("It is an ordinary post")
        st.button(words, key=f"clean_{key}", on_click=say, args=(account, post, "clean"))
        return
    chosen = st.menu_button(
        _("This is…"), list(KINDS), key=f"kind_{key}", format_func=lambda one: _(KINDS[one]),
        help=_("Such posts are no example and cannot be the post of the year."),
    )  # fmt: skip
    if chosen:
        say(account, post, chosen)
        st.rerun()


def say(account: Account, post: Post, word: str) -> None:
    """Says a word of a post and remembers it for the undo.

    Raises:
        PermissionError: of somebody who does not curate.
    """
    if not practices_data.curates(account):
        raise PermissionError(account.role)
    back = _before(post, word)
    if post_words.say(here().writer, [post], word, account.name, now()):
        st.session_state[_DONE] = Done(post, word, back)


def undo(account: Account) -> None:
    """What was just done, with the way back."""
    done: Done | None = st.session_state.get(_DONE)
    if done is None or not practices_data.curates(account):
        return
    with st.container(key="practices_undo", horizontal=True, vertical_alignment="center"):
        st.html(f"<span>✓ {_(_TOLD[done.word])}</span>", width="content")
        st.button(_("Undo"), key="practices_back", icon=":material/undo:", on_click=_take_back,
                  args=(account, done))  # fmt: skip


def _take_back(account: Account, done: Done) -> None:
    post_words.say(here().writer, [done.post], done.back, account.name, now())
    st.session_state.pop(_DONE, None)


def _before(post: Post, word: str) -> str:
    """The word that brings back what stands before one is said."""
    side = next(side for side, words in post_words.SIDES.items() if word in words)
    standing = practices_data.said().filter(page_id=post.page_id, post=post.post)
    last = standing[side][0] if standing.height else None
    return last or post_words.SIDES[side][-1]
