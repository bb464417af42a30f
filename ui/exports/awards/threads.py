"""Ten random questions of each finalist, printed for the commission (docx).

Texts are those still kept; who wrote them is not known here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.season import Contest, Results
from ui.exports.awards import office, protocol, wording
from ui.formats import weekday_moment, working_duration
from ui.i18n import N_, _

HEADS = (N_("Asked"), N_("Question"), N_("Answered within"), N_("Link"))
WIDTHS = (3.0, 7.8, 3.2, 3.8)
"""Of the columns, in centimetres."""


def document(
    contest: Contest, results: Results, rows: Mapping[str, Sequence[Mapping[str, Any]]]
) -> bytes:
    """The paper.

    Args:
        contest: one judged by questions.
        results: of the season.
        rows: by page id of a finalist its questions: ``asked_at, answered_at, working_seconds,
            text`` (null: removed past the retention), ``link`` (null: not known).
    """
    title = _("Questions for the commission: {title}").format(title=wording.title(contest))
    paper = office.begun(title, draft=not results.frozen)
    under = _("Ten questions of each finalist, drawn by chance.")
    office.headline(paper, title, under)
    for one in contest.finalists:
        asked = rows.get(one.page_id or "", ())
        if not asked:
            continue
        office.heading(paper, one.name)
        office.text(paper, one.proof, after=4, kept=True)
        office.table(paper, [_(head) for head in HEADS], WIDTHS, [_row(row) for row in asked])
    return office.content(paper)


def file_name(contest: Contest, results: Results) -> str:
    """``Вопросы комиссии — На связи с жителями — итоги 2025.docx``."""
    return protocol.file_name(f"{_('Questions')} — {wording.title(contest)}", results, "docx")


def _row(row: Mapping[str, Any]) -> tuple[str, ...]:
    answered = _("no answer")
    if row["answered_at"] is not None:
        answered = working_duration(row["working_seconds"])
    text = row["text"] or _("the text is removed past its retention")
    return weekday_moment(row["asked_at"]), text, answered, row["link"] or ""
