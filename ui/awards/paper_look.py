"""How papers look: who signs, the town, the kind of letter, the region's arms, and a preview."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.season import Results
from store import papers as store
from store.accounts import Account
from ui.exports.awards import arms, diplomas
from ui.exports.awards.arms import ArmsError
from ui.exports.awards.diplomas import Look
from ui.exports.awards.papers import Paper
from ui.i18n import N_, _
from ui.installation import here, now

FIELDS = {
    "place": N_("Town"), "position": N_("Position of who signs"), "name": N_("Name of who signs"),
    "position_2": N_("Position of the second"), "name_2": N_("Name of the second"),
}  # fmt: skip
LETTERS = {"given": N_("“is presented to” and the dative"), "dear": N_("“Dear …!” and a text")}


def look() -> Look:
    """How papers of this installation look."""
    said = store.words(here().reader)
    signs = [(said.get("position", ""), said.get("name", "")),
             (said.get("position_2", ""), said.get("name_2", ""))]  # fmt: skip
    return Look(
        said.get("place", ""), tuple(one for one in signs if any(one)),
        said.get("letters") == "dear", store.arms(here().reader),
    )  # fmt: skip


def shown(results: Results, count: int) -> str:
    """Where the session keeps the number of the paper that is looked at."""
    return f"paper_shown_{results.year}_{results.version}_{count}"


def preview(results: Results, made: Sequence[Paper]) -> None:
    """A paper as it would be printed; by default the first with a name."""
    first = next((at for at, one in enumerate(made) if one.person), 0)
    chosen = st.selectbox(
        _("Paper"), range(len(made)), first,
        key=shown(results, len(made)),
        format_func=lambda at: diplomas.label(results, made[at]),
    )  # fmt: skip
    st.image(diplomas.picture(results, made[chosen], look()), alt=_("The paper as printed"))


def draw(account: Account) -> None:
    """The popover with a form and the upload of the arms."""
    sheet = st.popover(_("Signatures and arms"), icon=":material/draw:", on_change="rerun",
                       key="paper_look")  # fmt: skip
    if not sheet.open:
        return
    with sheet:
        _words(account)
        _arms(account)


def _words(account: Account) -> None:
    said = store.words(here().reader)
    with st.form("paper_words", border=False):
        typed = {
            name: st.text_input(_(label), said.get(name, ""), max_chars=120, key=f"paper_{name}")
            for name, label in FIELDS.items()
        }
        kind = st.radio(
            _("Letters of thanks"), list(LETTERS), format_func=lambda one: _(LETTERS[one]),
            index=list(LETTERS).index(said.get("letters", "given")), key="paper_letters",
        )  # fmt: skip
        if st.form_submit_button(_("Save")):
            kept = {name: " ".join(text.split()) for name, text in typed.items()}
            store.save_words(here().writer, kept | {"letters": kind}, account.name, now())
            st.rerun()


def _arms(account: Account) -> None:
    kept = store.arms(here().reader)
    file = st.file_uploader(
        _("Coat of arms, png or svg"), type=["png", "svg", "jpg"], max_upload_size=arms.MEGABYTES,
        key=f"paper_arms_{st.session_state.get('arms_turn', 0)}",
    )  # fmt: skip
    if file is not None:
        try:
            content = arms.png(file.getvalue())
        except ArmsError as error:
            st.error(str(error))
        else:
            _keep(account, content)
    if kept and st.button(_("Remove the arms"), key="paper_arms_remove"):
        _keep(account, None)


def _keep(account: Account, content: bytes | None) -> None:
    store.save_arms(here().writer, content, account.name, now())
    st.session_state["arms_turn"] = st.session_state.get("arms_turn", 0) + 1
    st.rerun()
