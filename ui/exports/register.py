"""The register as files: the rows of the screen, letters about what is missing, the template.

A letter names facts and how to mend them; it shames nobody and holds no text of residents.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import polars as pl

from loaders.files.register_frames import COLUMNS
from ui.collection.words import refusal, remedy
from ui.exports.sheets import Column, Sheet, workbook
from ui.filters import NETWORK_NAMES
from ui.formats import day, number
from ui.i18n import _, ngettext
from ui.installation import here, now
from ui.register.data import NETWORKS, SILENT_DAYS, words_of
from ui.register.words import MEND, standing
from ui.vk import page_link

Row = dict[str, Any]
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ITEMS = 7


def sheet(rows: pl.DataFrame) -> Sheet:
    """The rows of the screen, with the OGRN."""
    columns = (
        Column(_("Organisation"), "link", 45), Column(_("OGRN"), "text", 16),
        Column(_("Founder"), "text", 36), Column(_("Territory"), "text", 22),
        *(Column(_(NETWORK_NAMES[one]), "text", 22) for one in NETWORKS),
        Column(_("Publications"), "text", 16), Column(_("Design"), "text", 12),
        Column(_("POS widget"), "text", 12), Column(_("Reason"), "text", 45),
    )  # fmt: skip
    cells = [
        (
            (row["name"], link) if (link := page_link(row["page_id"] or "")) else row["name"],
            row["ogrn"], row["founder"], row["territory"],
            *(standing(row[one], one) for one in NETWORKS),
            publications(row), design(row), widget(row), reason(row),
        )
        for row in rows.iter_rows(named=True)
    ]  # fmt: skip
    return Sheet(_("Register"), columns, cells)


def publications(row: Row) -> str | None:
    """Whether a page publishes; null: not known."""
    silent = row["silent"]
    if silent is None:
        return None
    if silent < SILENT_DAYS:
        return _("there are")
    return ngettext("none for {n} day", "none for {n} days", silent).format(n=number(silent))


def design(row: Row) -> str | None:
    """Filled items of the design; null: the page was never read."""
    return None if row["design"] is None else f"{row['design']}/{ITEMS}"


def widget(row: Row) -> str | None:
    """Whether the menu has the widget of POS; null: not known."""
    if row["pos_widget"] is None:
        return None
    return _("yes") if row["pos_widget"] else _("no")


def reason(row: Row) -> str | None:
    """Why a body has no page, or why its page cannot be read."""
    if row["vk"] == "refused":
        return refusal(row["refused"])[0]
    return row["exempt_reason"] if row["exempt"] else None


def lacks(row: Row) -> list[tuple[str, str]]:
    """What a body lacks and how to mend it, as words; empty: nothing."""
    if row["vk"] == "exempt":
        return []
    if row["vk"] == "none":
        return [(_("There is no page in VK"), _(MEND["created"]))]
    if row["vk"] == "refused":
        return [(str(reason(row)), remedy(row["refused"]) or _(MEND["refused"]))]
    told = []
    if row["vk"] == "created":
        told.append((_("The official status is not confirmed"), _(MEND["badge"])))
    if row["silent"] is not None and row["silent"] >= SILENT_DAYS:
        days = ngettext("No publications for {n} day", "No publications for {n} days",
                        row["silent"])  # fmt: skip
        told.append((days.format(n=number(row["silent"])), _(MEND["silent"])))
    told += [
        (_("Not filled: {item}").format(item=words_of(item).lower()), _(MEND[item]))
        for item in row["lacks"] or []
    ]
    if row["pos_widget"] is False:
        told.append((_("The menu has no widget «Report a problem»"), _(MEND["pos_widget"])))
    return told


def letters(rows: pl.DataFrame, *, by_founder: bool) -> bytes:
    """A docx with one letter per founder, or per body: what is missing and how to mend it.

    Bodies that lack nothing, and those that need not have a page, get none.
    """
    from docx import Document
    from docx.shared import Cm, Pt

    groups: dict[str, list[Row]] = {}
    for row in rows.iter_rows(named=True):
        if lacks(row):
            addressee = (row["founder"] or _("Of no founder")) if by_founder else row["name"]
            groups.setdefault(addressee, []).append(row)
    document = Document()
    document.styles["Normal"].font.name = "Arial"
    document.styles["Normal"].font.size = Pt(11)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin, section.right_margin = Cm(3), Cm(1.5)
    if not groups:
        document.add_paragraph(_("These organisations lack nothing."))
    for place, (addressee, group) in enumerate(groups.items()):
        if place:
            document.add_page_break()
        _letter(document, addressee, group, by_founder=by_founder)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _letter(document: Any, addressee: str, group: Sequence[Row], *, by_founder: bool) -> None:
    head = document.add_paragraph(_text(addressee))
    head.alignment = 2
    document.add_paragraph(
        _("On the official pages in social networks, {day}").format(day=day(now()))
    ).runs[0].bold = True
    document.add_paragraph(
        _("Colleagues, by the data of the register and of VK some things are missing on the "
          "official pages of these organisations. Please mend them.")
        if by_founder
        else _("Colleagues, by the data of the register and of VK some things are missing on your "
               "official page. Please mend them.")
    )  # fmt: skip
    for row in group:
        if by_founder:
            document.add_paragraph(_text(row["name"])).runs[0].bold = True
        link = page_link(row["page_id"] or "")
        if link:
            document.add_paragraph(link)
        for what, mend in lacks(row):
            document.add_paragraph(_text(f"{what}. {mend}"), style="List Bullet")
    region, contact = here().settings.region_name, here().settings.support_contact
    document.add_paragraph()
    document.add_paragraph(_text(", ".join(filter(None, [_("Regional Management Centre"),
                                                          region, contact]))))  # fmt: skip


def _text(text: str) -> str:
    # A document refuses the control characters of XML.
    return re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", text)


def template() -> bytes:
    """A register to fill in: the columns of the contract with two sample rows."""
    samples: list[dict[str, str]] = [
        {
            "level": "МО", "founder": "Администрация Холмского округа",
            "name": "МБОУ «Средняя школа № 1»", "ogrn": "1026500000010", "sphere": "Образование",
            "status": "визитка", "id": "1", "vk": "https://vk.com/club1", "territory": "Холмск",
            "audience": "850", "badge": "да", "component": "да",
        },
        {
            "level": "Министерство", "founder": "Министерство здравоохранения",
            "name": "ГБУЗ «Районная больница»", "exempt_reason": "Капитальный ремонт",
            "ogrn": "1026500000020", "sphere": "Здравоохранение", "status": "не учитывается",
            "id": "0", "vk": "нет", "territory": "Корсаков", "badge": "нет", "component": "нет",
        },
    ]  # fmt: skip
    columns = tuple(Column(texts[0], "text", 24) for texts in COLUMNS.values())
    rows = [[one.get(key) for key in COLUMNS] for one in samples]
    return workbook([Sheet("Реестр", columns, rows)])
