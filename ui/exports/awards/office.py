"""What office papers (docx) of the awards share: page, type, tables, the mark of a draft.

Knows python-docx and nothing of awards.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ui.exports.letters import CELL, typed
from ui.exports.names import printable, tied
from ui.i18n import _
from ui.installation import here

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_QUIET = RGBColor(0x4A, 0x58, 0x68)


def begun(title: str, across: bool = False, draft: bool = False) -> Docx:
    """An empty A4 paper with the margins of Russian office papers and numbered pages.

    Args:
        title: of the file's properties.
        across: whether it lies on its side.
        draft: whether every page says «предварительно» on top.
    """
    paper = Document()
    section = paper.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    if across:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width
    section.left_margin, section.right_margin = Cm(2), Cm(1.2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    typed(paper, 2)
    paper.core_properties.author = printable(here().settings.region_name)
    paper.core_properties.title = printable(title)
    if draft:
        mark = section.header.paragraphs[0].add_run(_("preliminary").upper())
        mark.bold, mark.font.color.rgb, mark.font.size = True, RGBColor(0x7A, 0x4B, 0x00), Pt(11)
        section.header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    _number(section.footer.paragraphs[0])
    return paper


def content(paper: Docx) -> bytes:
    """The file."""
    buffer = io.BytesIO()
    paper.save(buffer)
    return buffer.getvalue()


def headline(paper: Docx, text: str, under: str = "") -> None:
    """The paper's title in its middle, with a quieter line under it."""
    title = paper.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.paragraph_format.space_after = Pt(4 if under else 14)
    run = title.add_run(clean(text))
    run.bold, run.font.size = True, Pt(15)
    if under:
        line = paper.add_paragraph(clean(under))
        line.alignment = WD_ALIGN_PARAGRAPH.CENTER
        line.paragraph_format.space_after = Pt(14)
        line.runs[0].font.color.rgb = _QUIET


def heading(paper: Docx, text: str) -> None:
    """The head of a part, never alone at the foot of a page."""
    line = paper.add_paragraph()
    line.paragraph_format.space_before, line.paragraph_format.space_after = Pt(12), Pt(4)
    line.paragraph_format.keep_with_next = True
    run = line.add_run(clean(text))
    run.bold, run.font.size = True, Pt(13)


def text(
    paper: Docx, words: str, after: int = 6, bold: str = "", quiet: bool = False,
    kept: bool = False,
) -> None:  # fmt: skip
    """A paragraph.

    Args:
        paper: where it stands.
        words: of it.
        after: points of space under it.
        bold: words before it that stand out.
        quiet: whether it is small and grey.
        kept: whether it stays on the page of what follows.
    """
    line = paper.add_paragraph()
    line.paragraph_format.space_after = Pt(after)
    line.paragraph_format.keep_with_next = kept
    if bold:
        line.add_run(clean(bold) + " ").bold = True
    run = line.add_run(clean(words))
    if quiet:
        run.font.color.rgb, run.font.size = _QUIET, Pt(10)


def table(
    paper: Docx, heads: Sequence[str], widths: Sequence[float], rows: Sequence[Sequence[str]],
    bold: Sequence[int] = (),
) -> None:  # fmt: skip
    """A table whose head stands on every page and whose rows are never parted.

    Args:
        paper: where it stands.
        heads: of the columns.
        widths: of the columns, in centimetres.
        rows: cells as text.
        bold: numbers of the rows that stand out.
    """
    made = paper.add_table(rows=0, cols=len(heads), style="Table Grid")
    made.alignment, made.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(made.columns, widths, strict=True):
        column.width = Cm(width)  # rows added from here on take it over
    style = paper.styles[CELL]
    for place, cells in enumerate([heads, *rows]):
        line = made.add_row()
        for name in ("w:cantSplit", "w:tblHeader")[: 1 if place else 2]:
            line._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - no public name
        for cell, said in zip(line.cells, cells, strict=True):
            cell.paragraphs[0].style = style
            run = cell.paragraphs[0].add_run(clean(said))
            run.bold = place == 0 or place - 1 in bold
    paper.add_paragraph().paragraph_format.space_after = Pt(0)


def signature(paper: Docx, position: str, name: str) -> None:
    """A position, room for a hand, a name."""
    line = paper.add_paragraph(f"{clean(position)}   ____________________   {clean(name)}")
    line.paragraph_format.space_before = Pt(16)
    line.paragraph_format.keep_together = True


def clean(words: str) -> str:
    """Text as XML takes it, with marks tied to what follows."""
    return tied(printable(words))


def _number(line: Any) -> None:
    """The page's number, as a field that the program fills."""
    line.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = line.add_run()
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = words
        run._r.append(mark)  # noqa: SLF001 - python-docx has no fields
