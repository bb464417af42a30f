"""The show as a file: html without an address, pptx with native charts, pdf a page a screen."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pytest
from pptx import Presentation
from pypdf import PdfReader

from store.stage import Arranged
from tests.ui import staged
from tests.ui.staged import _installed, listed, screens, show
from ui.exports.stage import html, pdf, pptx

__all__ = ["_installed"]
ADDRESS = re.compile(r"https?://|(?:src|href)=['\"](?!data:)|url\((?!data:)|@import", re.IGNORECASE)


@pytest.mark.parametrize("palette", ["dark", "light"])
@pytest.mark.parametrize("ratio", ["16:9", "4:3"])
def test_the_html_has_no_address_outside(palette: str, ratio: str) -> None:
    text = html.document(show(palette=palette, ratio=ratio))
    assert ADDRESS.findall(text) == []
    assert "default-src 'none'" in text
    assert "data:image/jpeg;base64," in text
    assert "data:font/woff2;base64," in text
    assert len(text) < 400_000


def test_hostile_texts_stay_text() -> None:
    note = [Arranged("title", note="</aside><script>x()</script>", caption="<img src=x onerror=1>")]
    text = html.document(show(listed(chosen=tuple(note)), title="</title><script>y()</script>"))
    assert text.count("<script>") == 1
    assert text.count("</script>") == 1
    assert "<img src=x" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert "evil.example" in text


def test_the_pptx_has_native_charts_notes_and_one_font() -> None:
    made = pptx.document(show())
    deck = Presentation(BytesIO(made))
    assert (deck.slide_width, deck.slide_height) == (12_192_000, 6_858_000)
    assert len(deck.slides) == len(screens(listed()))
    drawn = [shape for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    charted = [one for one in screens(listed()) if one.chart]
    assert len(drawn) == len(charted) >= 5
    assert drawn[0].chart.plots[0].series[0].values[0] == 6000
    assert all(shape.chart.part.chart_workbook.xlsx_part for shape in drawn)
    runs = [
        run
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_text_frame
        for paragraph in shape.text_frame.paragraphs
        for run in paragraph.runs
    ]
    assert {run.font.name for run in runs} == {"Arial"}
    assert min(run.font.size.pt for run in runs) >= 20
    assert max(run.font.size.pt for run in runs) == 120
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert "«Школа №\u00a010»" in titles
    notes = [slide.notes_slide.notes_text_frame.text for slide in deck.slides]
    assert any("Претендентов: 40" in note for note in notes)


def test_the_pptx_for_an_old_projector_is_narrower() -> None:
    deck = Presentation(BytesIO(pptx.document(show(ratio="4:3", palette="light"))))
    assert (deck.slide_width, deck.slide_height) == (9_144_000, 6_858_000)
    edge = max(shape.left + shape.width for slide in deck.slides for shape in slide.shapes)
    assert edge <= deck.slide_width + 9


def test_the_pdf_has_a_page_a_screen() -> None:
    pages = PdfReader(BytesIO(pdf.document(show(), staged.AS_OF))).pages
    assert len(pages) == len(screens(listed()))
    assert float(pages[0].mediabox.width / pages[0].mediabox.height) == pytest.approx(16 / 9, 0.001)
    text = "".join(page.extract_text() for page in pages)
    for said in ("Год в шести числах", "Все лауреаты", "Данные на 30.12.2025", "<script>alert"):
        assert said in text


@pytest.mark.skipif("TEST_OFFICE" not in os.environ, reason="check-long: starts an office")
def test_an_office_opens_the_pptx(tmp_path: Path) -> None:
    assert shutil.which("soffice"), "LibreOffice is not here"
    (tmp_path / "show.pptx").write_bytes(pptx.document(show()))
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "show.pptx")], check=True, timeout=180)
    pages = PdfReader(tmp_path / "show.pdf").pages
    assert len(pages) == len(screens(listed()))
    assert "«Школа № 10»" in "".join(page.extract_text() for page in pages).replace("\u00a0", " ")
