"""The step «Документы»: persons of the season, how papers look, and the papers themselves.

Persons are typed or imported here only and can be deleted here; the log says how many, never who.
Every paper is made when its button is pressed, and the rights are asked once more then.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from core.season import Answer, Contest, Minutes, Results
from kpi.awards.standing import NOMINATIONS
from loaders.files.table import FileError
from store import laureates
from store.accounts import Account
from store.laureates import Laureate
from ui import download
from ui.awards import evidence, laureate_file, laureate_table, paper_look
from ui.exports import names
from ui.exports.awards import answer, diplomas, papers, protocol, threads
from ui.exports.awards.office import DOCX
from ui.exports.awards.papers import Paper
from ui.exports.sheets import XLSX
from ui.formats import literal, number
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.register.words import file_error
from ui.shell import Context
from ui.tables import ROW

ROLES = ("supervisor",)
CEREMONY = ("supervisor", "presenter")
"""Roles that may take the order of the ceremony."""

PDF, ZIP = "application/pdf", "application/zip"
MEGABYTES = 5


def draw(ctx: Context, results: Results, minutes: Minutes | None = None) -> None:
    """The step: sentence, table of persons, files, look, deleting.

    Args:
        ctx: of the view.
        results: of the season, frozen or not.
        minutes: of the commission, for the protocol; null: there was none.
    """
    account = ctx.account
    if account.role not in CEREMONY:
        return
    made = _papers(results)
    if not made:
        st.info(_("There are no winners yet: papers appear with the decisions."))
        return
    st.html(f"<p class='kpi-sentence'>{sentence(results, made)}</p>")
    said = minutes or Minutes(None, ())
    if account.role not in ROLES:
        _files(account, results, said, made)
        return
    with st.container(key="award_persons"):
        _table(account, results, made)
        _import(account, results, made)
    shown, beside = st.columns([5, 4], gap="large")
    with shown:
        paper_look.preview(results, made)
    with beside:
        _files(account, results, said, made)
        with st.container(horizontal=True, key="award_papers_more"):
            paper_look.draw(account)
            _check(results)
            _forget_button(account, results)


def sentence(results: Results, made: Sequence[Paper]) -> str:
    """``28 бумаг: 21 диплом, 7 благодарственных писем; ФИО вписаны для 12``."""
    named = sum(one.person is not None for one in made)
    doubtful = sum(bool(one.person and one.person.unsure) for one in made)
    told = [
        protocol.amount(made),
        _("full names typed: {n} of {all}").format(n=number(named), all=number(len(made))),
    ]
    if doubtful:
        told.append(ngettext("{n} form to look at", "{n} forms to look at", doubtful).format(
            n=number(doubtful)))  # fmt: skip
    if not results.frozen:
        told.append(_("until the freeze every paper says “preliminary”"))
    return " · ".join(told)


def answer_button(account: Account, said: Answer, results: Results) -> None:
    """The button of «Почему не мы» for one page and nomination."""
    if account.role in ROLES:
        file = answer.file_name(said, results), PDF
        download.button(account, _("Answer (pdf)"), file, lambda: answer.pdf(said, results))


def threads_button(account: Account, contest: Contest, results: Results) -> None:
    """The button of the questions the commission reads, where a contest is judged by them."""
    asked = NOMINATIONS[contest.nomination].evidence == "questions"
    if account.role not in ROLES or not asked or not contest.finalists:
        return

    def made() -> bytes:
        rows = {one.page_id or "": evidence.threads(one) for one in contest.finalists}
        return threads.document(contest, results, rows)

    file = threads.file_name(contest, results), DOCX
    download.button(account, _("Questions for the commission (docx)"), file, made)


def _papers(results: Results) -> tuple[Paper, ...]:
    return papers.papers(results, laureates.laureates(here().reader, results.year))


def _table(account: Account, results: Results, made: Sequence[Paper]) -> None:
    turn = st.session_state.get("laureates_turn", 0)
    key = f"laureates_{results.year}_{results.version}_{turn}"
    head = {name: _(words) for name, words in laureate_table.HEADS.items()}
    wide = {"name": 240, "position": 180, "body": 340, "nomination": 230, "dative": 260,
            "position_dative": 220, "greeting": 240, "merit": 320, "presenter": 150,
            "look": 240}  # fmt: skip
    config = {
        name: st.column_config.TextColumn(words, width=wide.get(name), max_chars=laureates.LONGEST)
        for name, words in head.items()
    }
    config["number"] = st.column_config.NumberColumn(head["number"], width=56, pinned=True)
    config["gender"] = st.column_config.SelectboxColumn(
        head["gender"], width=90, options=[_(one) for one in laureate_table.SEXES.values()]
    )
    st.data_editor(
        laureate_table.frame(made).to_pandas(), key=key, hide_index=True, row_height=ROW,
        height=min(640, 42 + ROW * len(made)), column_config=config,
        column_order=["number", "nomination", "body", *laureate_table.TYPED[:4], "look",
                      *laureate_table.TYPED[4:]],
        disabled=["number", "nomination", "body", "look"], placeholder="",
        on_change=lambda: _take(account, results, key), alt=_("Laureates"),
    )  # fmt: skip
    st.caption(_("Forms are made of the name as you type and can be changed; an emptied one is "
                 "made anew. Persons' data stay in this table only."))  # fmt: skip


def _take(account: Account, results: Results, key: str) -> None:
    """Writes what was edited since the last time."""
    if account.role not in ROLES:
        return
    cells = st.session_state[key]["edited_rows"]
    seen = st.session_state.get(f"{key}_seen", {})
    edits = laureate_table.fresh(cells, seen)
    kept = laureates.laureates(here().reader, results.year)
    made = _papers(results)
    persons = laureate_table.taken(made, kept, edits)
    _save(account, results, persons)
    if edits:
        st.session_state[paper_look.shown(results, len(made))] = max(edits)
    st.session_state[f"{key}_seen"] = {row: dict(edited) for row, edited in cells.items()}
    if laureate_table.restarts(edits, seen):
        st.session_state["laureates_turn"] = st.session_state.get("laureates_turn", 0) + 1


def _save(account: Account, results: Results, persons: laureate_file.Persons) -> None:
    written = [Laureate(key, forms) for key, forms in persons.items()]
    laureates.save(here().writer, results.year, written, account.name, now())


def _import(account: Account, results: Results, made: Sequence[Paper]) -> None:
    sheet = st.expander(_("Load names from a file"), icon=":material/upload_file:",
                        on_change="rerun", key="laureates_import")  # fmt: skip
    if not sheet.open:
        return
    with sheet:
        template = names.file_name([_("Laureates"), str(results.year)], "xlsx"), XLSX
        download.button(account, _("Download a table to fill"), template,
                        lambda: laureate_file.template(made))  # fmt: skip
        file = st.file_uploader(_("File, xlsx or csv"), type=["xlsx", "csv"],
                                max_upload_size=MEGABYTES, key="laureates_file")  # fmt: skip
        if file is None:
            return
        kept = laureates.laureates(here().reader, results.year)
        try:
            found = laureate_file.filled(file.getvalue(), file.name, made, kept)
        except FileError as error:
            st.error(file_error(str(error), file.name))
            return
        st.caption(_("Rows: {rows}, names to write: {n}.").format(
            rows=number(found.rows), n=number(len(found.persons))))  # fmt: skip
        for row, why in found.rejected[:50]:
            st.caption(_("Row {n} is not taken: {why}.").format(n=row, why=literal(why)))
        if found.persons and st.button(_("Write"), type="primary", key="laureates_write"):
            _save(account, results, found.persons)
            st.session_state["laureates_turn"] = st.session_state.get("laureates_turn", 0) + 1
            st.rerun()


def _files(
    account: Account, results: Results, minutes: Minutes, made: Sequence[Paper]
) -> None:  # fmt: skip
    def offer(label: str, title: str, kind: tuple[str, str], made: Callable[[], bytes]) -> None:
        file = protocol.file_name(title, results, kind[0]), kind[1]
        download.button(account, label, file, made)

    forms, own = {one.form for one in made}, account.role in ROLES
    with st.container(horizontal=True, key="award_papers"):
        if own and "diploma" in forms:
            offer(
                _("Diplomas (pdf)"),
                _("Diplomas"),
                ("pdf", PDF),
                lambda: diplomas.diplomas(results, _papers(results), paper_look.look()),
            )
        if own and "letter" in forms:
            offer(
                _("Letters of thanks (pdf)"),
                _("Letters of thanks"),
                ("pdf", PDF),
                lambda: diplomas.letters(results, _papers(results), paper_look.look()),
            )
        if own:
            offer(
                _("One file each (zip)"),
                _("Diplomas and letters"),
                ("zip", ZIP),
                lambda: diplomas.singly(results, _papers(results), paper_look.look()),
            )
            offer(
                _("Protocol (docx)"),
                _("Protocol"),
                ("docx", DOCX),
                lambda: protocol.protocol(results, minutes, made, paper_look.look().place),
            )
        offer(
            _("Order of the ceremony (docx)"),
            _("Order of the ceremony"),
            ("docx", DOCX),
            lambda: protocol.order(results, _papers(results)),
        )


def _check(results: Results) -> None:
    if not results.frozen:
        return
    with st.popover(_("Check a code"), icon=":material/verified:"):
        typed = st.text_input(_("Code of a paper"), placeholder="7F3A-91C2", key="paper_code")
        if not typed:
            return
        found = papers.checked(results, typed)
        if found is None:
            st.warning(_("No paper of this season has such a code."))
        else:
            st.success(_("{number}: {nomination}, {body}").format(
                number=diplomas.number(results, found), nomination=literal(found.nomination),
                body=literal(found.body)))  # fmt: skip


def _forget_button(account: Account, results: Results) -> None:
    kept = laureates.laureates(here().reader, results.year)
    if kept and st.button(_("Delete persons' data of the season"), icon=":material/delete:",
                          key="laureates_forget"):  # fmt: skip
        st.dialog(_("Delete persons' data of the season"))(_confirm)(account, results, len(kept))


def _confirm(account: Account, results: Results, count: int) -> None:
    st.write(_("{n} persons with names, positions and forms will be deleted. Figures, decisions "
               "and the frozen results stay; papers can be printed without names.").format(
                   n=number(count)))  # fmt: skip
    if st.button(_("Delete"), type="primary", key="laureates_forget_yes"):
        laureates.forget(here().writer, results.year, account.name, now())
        st.session_state["laureates_turn"] = st.session_state.get("laureates_turn", 0) + 1
        st.rerun()
