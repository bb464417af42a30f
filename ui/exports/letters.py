"""Letters of a mailing as one docx: a letter per founder, each from a new page."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
from docx import Document
from docx.document import Document as Letter
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.run import Run

from ui.exports.mailing import Mailing
from ui.exports.matter_words import Row
from ui.exports.names import printable, tied
from ui.formats import day
from ui.i18n import _, language
from ui.installation import here
from ui.vk import page_link

FONT = "Times New Roman"
CELL = "Cell"
WIDTHS = (Cm(0.9), Cm(5.4), Cm(4.2), Cm(2.2), Cm(4.6))


def docx(sent: Mailing) -> bytes:
    """One letter per founder: whom, the request, a table of pages, the deadline."""
    letter = Document()
    _prepare(letter)
    for place, (name, rows) in enumerate(sent.founders()):
        _letter(letter, sent, name, rows, new_page=place > 0)
    buffer = io.BytesIO()
    letter.save(buffer)
    return buffer.getvalue()


def _prepare(letter: Letter) -> None:
    """A4 with the margins of Russian office papers, one serif font, the language of the text."""
    section = letter.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin, section.right_margin = Cm(2.5), Cm(1.2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(1.8)
    typed(letter, 0)
    letter.core_properties.author = printable(here().settings.region_name)
    letter.core_properties.title = _("On the running of official pages")


def typed(paper: Letter, gap: float) -> None:
    """One serif font and the language of the text; a style of table cells ``gap`` points apart."""
    normal = paper.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(12)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:cs", "w:eastAsia", "w:hAnsi"):
        fonts.set(qn(script), FONT)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), "ru-RU" if language() == "ru" else "en-GB")
    normal.element.get_or_add_rPr().append(spoken)
    normal.paragraph_format.space_after = Pt(6)
    cell = paper.styles.add_style(CELL, WD_STYLE_TYPE.PARAGRAPH)
    cell.base_style, cell.font.size = normal, Pt(10)
    cell.paragraph_format.space_before = cell.paragraph_format.space_after = Pt(gap)


def _letter(letter: Letter, sent: Mailing, name: str, rows: pl.DataFrame, new_page: bool) -> None:
    to = letter.add_paragraph(tied(printable(name)))
    to.paragraph_format.left_indent = Cm(9)
    to.paragraph_format.page_break_before = new_page
    to.paragraph_format.space_after = Pt(18)
    letter.add_paragraph(day(sent.as_of))
    title = letter.add_paragraph()
    title.add_run(_("On the running of official pages")).bold = True
    title.paragraph_format.space_after = Pt(12)
    if sent.greeting:
        greeting = letter.add_paragraph(printable(sent.greeting))
        greeting.alignment = WD_ALIGN_PARAGRAPH.CENTER
        greeting.paragraph_format.space_after = Pt(10)
    for text in (sent.summary(rows), sent.request()):
        letter.add_paragraph(text).paragraph_format.first_line_indent = Cm(1.25)
    _table(letter, sent, rows)
    note = letter.add_paragraph(_(
        "Questions in comments are counted apart from appeals under law 59-FZ."))  # fmt: skip
    note.paragraph_format.space_before = Pt(10)
    note.runs[0].font.size = Pt(10)
    contact = here().settings.support_contact
    if contact:
        asked = letter.add_paragraph(_("Contact: {contact}").format(contact=printable(contact)))
        asked.runs[0].font.size = Pt(10)


def _table(letter: Letter, sent: Mailing, rows: pl.DataFrame) -> None:
    heads = (_("No."), _("Page"), _("What is the matter"), _("Since"), _("How to mend it"))
    table = letter.add_table(rows=0, cols=len(heads), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = width  # rows added from here on take it over
    style = letter.styles[CELL]
    head = table.add_row()
    _mark(head, "w:cantSplit", "w:tblHeader")
    for cell, words in zip(head.cells, heads, strict=True):
        _write(cell, style, words).bold = True
    for place, row in enumerate(rows.iter_rows(named=True), start=1):
        _add_row(table, style, sent, place, row)


def _add_row(table: Table, style: Any, sent: Mailing, place: int, row: Row) -> None:
    line = table.add_row()
    _mark(line, "w:cantSplit")
    cells, told = line.cells, sent.told(row)
    _write(cells[0], style, str(place))
    _add_link(cells[1], style, tied(printable(row["name"])), page_link(row["page_id"]))
    _write(cells[2], style, "\n".join(one.words for one in told))
    _write(cells[3], style, "\n".join(one.since for one in told))
    _write(cells[4], style, "\n".join(dict.fromkeys(one.mend for one in told)))


def _write(cell: _Cell, style: Any, text: str) -> Run:
    paragraph = cell.paragraphs[0]
    paragraph.style = style
    run: Run = paragraph.add_run(text)
    return run


def _add_link(cell: _Cell, style: Any, text: str, address: str | None) -> None:
    """A link where there is an address: python-docx knows the relation, not the element."""
    run = _write(cell, style, text)
    if address is None:
        return
    run.font.underline, run.font.color.rgb = True, RGBColor(0x1F, 0x4E, 0x9E)
    paragraph = cell.paragraphs[0]
    relation = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    link.append(run._r)  # noqa: SLF001 - python-docx has no public name for the element
    paragraph._p.append(link)  # noqa: SLF001 - as above


def _mark(row: Any, *names: str) -> None:
    """Properties of a row that python-docx has no name for."""
    for name in names:
        row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - as in _add_link
