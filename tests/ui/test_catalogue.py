"""The catalogue is whole both ways: every text has its Russian, and no Russian is left over."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from core.settings import ROOT
from kpi import KPIS
from kpi.awards.standing import GATE, NOMINATIONS
from kpi.methodology import methodologies
from kpi.signals.evaluate import SIGNALS

Key = tuple[str, ...]
SAME = {"ER", "ERV", "MAX", "Telegram"}
"""Words that are the same in both languages."""


def texts_of(path: Path) -> set[Key]:
    """Msgids of a module: constant arguments of ``_``, ``N_`` and ``ngettext``."""
    found: set[Key] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            constants = tuple(
                argument.value
                for argument in node.args
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            )
            if node.func.id in ("_", "N_") and constants:
                found.add(constants[:1])
            elif node.func.id == "ngettext":
                assert len(constants) == 2, f"{path}: ngettext needs two constant texts"
                found.add(constants)
    return found


def wanted() -> set[Key]:
    files = [*ROOT.glob("ui/**/*.py"), *ROOT.glob("pages/*.py"), ROOT / "jobs/award_words.py"]
    found = {key for path in files for key in texts_of(path)}
    for kpi in KPIS.values():
        found |= {(text,) for text in (kpi.title, kpi.column, kpi.text, kpi.formula)}
        found.add((kpi.example.text,))
    for signal in SIGNALS.values():
        texts = (signal.title, signal.text, signal.rule, signal.sentence, signal.example.text)
        found |= {(text,) for text in texts}
    found |= {(one.text,) for one in GATE}
    for award in NOMINATIONS.values():
        texts = (award.title, award.merit, award.rule, award.proof, award.minimum, award.caution)
        found |= {(text,) for text in texts if text}
        found |= {(one.text,) for one in (*award.conditions, *award.examples)}
    for methodology in methodologies().values():
        found |= {(methodology.title,), *((line.block,) for line in methodology.lines)}
        found |= {(colour,) for _score, colour in methodology.colours}
    return found


@pytest.fixture(scope="module")
def russian() -> Catalog:
    with (ROOT / "locale" / "ru" / "app.po").open("rb") as file:
        return read_po(file, locale="ru", abort_invalid=True)


def key(message: Message) -> Key:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_every_text_has_its_russian(russian: Catalog) -> None:
    have = {key(message) for message in russian if message.id and all(forms(message))}
    assert sorted(wanted() - have) == []


def test_no_russian_is_left_over(russian: Catalog) -> None:
    assert sorted({key(message) for message in russian if message.id} - wanted()) == []


def test_placeholders_agree(russian: Catalog) -> None:
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{\w*\}|%\{\w+\}", text))

    for message in russian:
        for form in forms(message) if message.id else []:
            assert names(form) == names(key(message)[0]), key(message)


def test_plurals_have_three_forms(russian: Catalog) -> None:
    for message in russian:
        if message.id and message.pluralizable:
            assert len(set(forms(message))) >= 2
            assert len(forms(message)) == 3


def test_the_russian_is_russian(russian: Catalog) -> None:
    """Latin words are names, links, commands and formula signs only."""
    allowed = re.compile(
        r"\{\w*\}|`[^`]*`|https?://\S+|%\{?\w*\}?|\b(VK|ERV?|MAX|Telegram|OGRN|csv|xlsx|ln|KPI_\w+|"
        r"docx|pdf|pptx|html|svg|png|jpeg|zip|Excel|N|F|V|I|L|C|R|T|S|p|t|as_of|"
        r"pos\.gosuslugi\.ru|python|cli\.py|demo|verified|is_government_organization)\b|F₀"
    )
    for message in russian:
        if message.id and key(message)[0] not in SAME:
            for form in forms(message):
                assert not re.search(r"[A-Za-z]{2,}", allowed.sub("", form)), (key(message), form)
