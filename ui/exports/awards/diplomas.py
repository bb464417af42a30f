"""Diplomas and letters of thanks as pdf: all in one file, or each in its own inside a zip."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.season import Results
from ui.exports import names
from ui.exports.awards.papers import Paper
from ui.exports.pdf import Template, as_svg, document, images
from ui.i18n import _
from ui.installation import here

LINE = 300
"""Characters of one field of a paper; a longer one is cut at a word."""


PREVIEW = 80
"""Dots per inch of a paper on the screen."""


@dataclass(frozen=True)
class Look:
    """What all papers of a season carry.

    Attributes:
        place: the town; empty: none is named.
        signs: position and name of those who sign, at most two.
        dear: letters begin with «Уважаемая …!» instead of «вручается».
        arms: a png; null: the neutral emblem.
    """

    place: str = ""
    signs: tuple[tuple[str, str], ...] = ()
    dear: bool = False
    arms: bytes | None = None


def diplomas(results: Results, papers: Sequence[Paper], look: Look) -> bytes:
    """Diplomas, one A4 page each; papers that are none are passed over."""
    chosen = [one for one in papers if one.form == "diploma"]
    return document("diploma", _content("diploma", results, chosen, look), _made_at(results))


def letters(results: Results, papers: Sequence[Paper], look: Look) -> bytes:
    """Letters of thanks, one A4 page each; papers that are none are passed over."""
    chosen = [one for one in papers if one.form == "letter"]
    return document("thanks", _content("thanks", results, chosen, look), _made_at(results))


def picture(results: Results, paper: Paper, look: Look) -> bytes:
    """One paper as a png, to look at before printing."""
    template: Template = "diploma" if paper.form == "diploma" else "thanks"
    shown = _content(template, results, [paper], look)
    return images(template, shown, _made_at(results), PREVIEW)[0]


def singly(results: Results, papers: Sequence[Paper], look: Look) -> bytes:
    """A zip with a pdf for every paper."""
    made: Mapping[str, Callable[..., bytes]] = {"diploma": diplomas, "letter": letters}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for paper in papers:
            # One moment for all, so that the same data give the same bytes.
            entry = zipfile.ZipInfo(file_name(paper), (results.year, 12, 31, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, made[paper.form](results, [paper], look))
    return buffer.getvalue()


def file_name(paper: Paper) -> str:
    """``07 — Диплом — На связи с жителями — Школа № 3.pdf``; names no person."""
    kind = _("Diploma") if paper.form == "diploma" else _("Letter of thanks")
    parts = [f"{paper.number:02}", kind, paper.nomination, names.shorter(paper.body)]
    return names.file_name(parts, "pdf")


def label(results: Results, paper: Paper) -> str:
    """``№ 2025-07 · На связи с жителями · Школа № 3``, for a list."""
    return " · ".join([number(results, paper), paper.nomination, names.short(paper.body, 60)])


def number(results: Results, paper: Paper) -> str:
    """``№ 2025-07``."""
    return _("No. {number}").format(number=f"{results.year}-{paper.number:02}")


def _made_at(results: Results) -> int:
    return results.frozen_at or results.as_of


def _content(
    template: Template, results: Results, papers: Sequence[Paper], look: Look
) -> dict[str, Any]:
    region = here().settings.region_name
    diploma = template == "diploma"
    title = _("Diplomas") if diploma else _("Letters of thanks")
    return {
        "title": f"{title} {results.year}",
        "author": names.printable(region),
        "year": results.year,
        "region": names.cut(region, 80),
        "place": " · ".join(filter(None, [names.cut(look.place, 80), str(results.year)])),
        "draft": "" if results.frozen else _("preliminary"),
        "arms": as_svg(look.arms) if look.arms else "",
        "signs": [{"position": _line(post), "name": names.cut(name, 60)}
                  for post, name in look.signs],
        "words": {
            "diploma": _("Diploma"),
            "awarded": _("is awarded"),
            "winner": _("winner in the nomination"),
            "given": _("is presented to"),
            "thanks": _("Letter of thanks").split(),
        },
        "papers": [_diploma(results, one) if diploma else _letter(results, one, look)
                   for one in papers],
    }  # fmt: skip


def _diploma(results: Results, paper: Paper) -> dict[str, Any]:
    honoured = paper.person
    return {
        "person": honoured is not None,
        "name": _line(honoured.name if honoured else paper.body),
        "position": _line(honoured.position) if honoured else "",
        "body": _line(paper.body) if honoured else "",
        "nomination": _quoted(paper.nomination),
        "merit": _for(paper),
        **_marks(results, paper),
    }


def _letter(results: Results, paper: Paper, look: Look) -> dict[str, Any]:
    honoured = paper.person
    greeting = honoured.greeting if honoured else _("Dear colleagues!")
    whom = honoured.dative if honoured else _("to the team")
    position = honoured.position_dative if honoured else ""
    return {
        "greeting": _line(greeting) if look.dear else "",
        "name": _line(whom),
        "position": _line(position),
        "body": _line(paper.body),
        "merit": _for(paper),
        "nomination": _quoted(paper.nomination),
        "text": _(
            "We thank you sincerely for {merit}. Your work makes the conversation of the "
            "authorities with residents open, and an official page a place where people are "
            "heard and answered."
        ).format(merit=_line(paper.merit)),
        "whom": ", ".join(filter(None, [_line(whom), _line(position), _line(paper.body)])),
        **_marks(results, paper),
    }  # fmt: skip


def _marks(results: Results, paper: Paper) -> dict[str, str]:
    """Number and code at the foot; the version where an earlier one was handed out."""
    parts = [_("Code {code}").format(code=paper.code)] if paper.code else []
    if (results.version or 1) > 1:
        parts.append(_("version {n}").format(n=results.version))
    return {"number": number(results, paper), "code": " · ".join(parts)}


def _for(paper: Paper) -> str:
    return _("for {merit}").format(merit=_line(paper.merit)) if paper.merit else ""


def _quoted(text: str) -> str:
    return _("“{title}”").format(title=_line(text))


def _line(text: str) -> str:
    """One line of somebody's text, cut, with short words tied to what follows."""
    return re.sub(
        r"(?<!\w)(\w{1,2}|для|при|под|над) ", "\\1\u00a0", names.tied(names.cut(text, LINE))
    )
