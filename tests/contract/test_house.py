"""The house rules that a command can see: tables, imports, declarations, docs."""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from pathlib import Path

import click
import pytest

from cli import cli
from core import frames
from core.registry import collect
from core.settings import ROOT
from kpi import KPIS, definitions
from kpi.definitions import reach
from kpi.model import BLOCKS, Kpi
from store import tables

FACTS = {
    "snapshots": frames.Snapshots, "intervals": frames.Intervals, "posts": frames.Posts,
    "post_counters": frames.PostCounters, "post_texts": frames.PostTexts,
    "comments": frames.Comments, "threads": frames.Threads,
    "responders": frames.Responders, "first_replies": frames.FirstReplies,
}  # fmt: skip

ONLY = {
    "streamlit": ("ui/", "pages/", "app.py"),
    "plotly": ("ui/", "pages/"),
    "streamlit_authenticator": ("ui/auth.py",),
    "sqlalchemy": ("store/", "jobs/", "ui/", "commands/", "cli.py"),
    "vk_api": ("loaders/vk/token.py",),
    "requests": ("loaders/vk/token.py", "loaders/vk/pictures.py"),
    "pickle": (),
}
"""Modules that belong to certain rooms; ``jobs``, ``ui`` and ``commands`` name the Engine only."""

TIME = ("app.py", "cli.py", "commands/options.py", "loaders/pace.py", "ui/clock.py")
SOURCES = [
    path
    for folder in ("core", "kpi", "loaders", "store", "jobs", "commands", "ui", "pages")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "migrations/versions" not in path.as_posix()
] + [ROOT / "app.py", ROOT / "cli.py"]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(tree: ast.AST) -> set[tuple[str, str]]:
    """Top-level packages imported, each with the names taken from it."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(alias.name.split(".")[0], "") for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {(node.module.split(".")[0], alias.name) for alias in node.names}
    return found


@pytest.mark.parametrize("name", FACTS)
def test_fact_tables_have_the_columns_of_their_frames(name: str) -> None:
    table, schema = tables.metadata.tables[name], FACTS[name]
    assert [c.name for c in table.columns] == schema.column_names()
    optional = {n for n, column in schema.columns().items() if column.nullable}
    assert {c.name for c in table.columns if c.nullable} == optional
    assert {c.name for c in table.primary_key} == set(schema.primary_key())


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_modules_stay_in_their_rooms(path: Path) -> None:
    name, modules = name_of(path), imported(ast.parse(path.read_text(encoding="utf-8")))
    for module, rooms in ONLY.items():
        if any(found == module for found, _ in modules):
            assert name.startswith(rooms), f"{module} does not belong in {name}"
    if name.startswith(("ui/", "commands/", "cli.py")):
        named = {what for module, what in modules if module == "sqlalchemy"}
        assert named <= {"Engine"} or name == "cli.py"


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_time_enters_in_few_places(path: Path) -> None:
    if name_of(path) in TIME:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    calls = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert not calls & {"datetime.now", "time.time", "time.sleep", "date.today", "datetime.today"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_rooms_are_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 320, "split the file: a room has one purpose"


def test_two_declarations_of_one_id_name_both_homes(monkeypatch: pytest.MonkeyPatch) -> None:
    twin = replace(KPIS["posts"])
    monkeypatch.setattr(reach, "twin", twin, raising=False)
    with pytest.raises(ValueError, match=r"'posts' is declared twice: in kpi.definitions.activity"):
        collect(definitions, Kpi)


def test_every_kpi_belongs_to_a_block_and_says_what_it_is() -> None:
    for kpi in KPIS.values():
        assert kpi.block in BLOCKS
        assert kpi.text.endswith("."), kpi.id
        assert kpi.title
        assert kpi.column
        assert kpi.formula


def commands(group: click.Group, prefix: str = "") -> list[str]:
    found = []
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix}{name} ")
        else:
            found.append(f"{prefix}{name}")
    return found


def command_of(words: str) -> click.Command:
    command: click.Command = cli
    for word in words.split():
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


@pytest.mark.parametrize("words", commands(cli))
def test_every_command_has_an_example_and_stands_in_the_docs(words: str) -> None:
    assert "Example: python cli.py" in (command_of(words).help or "")
    docs = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert f"`{words}" in docs


def test_links_of_the_docs_lead_somewhere() -> None:
    for document in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8")):
            if not target.startswith("http"):
                assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_what_the_style_names_has_a_key() -> None:
    """A form gives its key to no class: a rule for it would hold nothing."""
    style = (ROOT / "ui/style.css").read_text()
    sources = [path.read_text() for name in ("ui", "pages") for path in (ROOT / name).rglob("*.py")]
    keys = {
        key for text in sources for key in re.findall(r'key(?:: str)? ?= ?\(?f?"([^"{]+)', text)
    }
    named = set(re.findall(r"\.st-key-([\w-]+)", style))
    begun = set(re.findall(r'class\*="st-key-([\w-]+)', style))
    lost = {one for one in named if not any(one.startswith(key) for key in keys)}
    lost |= {
        one for one in begun if not any(key.startswith(one) or one.startswith(key) for key in keys)
    }
    assert not lost


def test_the_address_is_written_in_one_place() -> None:
    """But for the code of an invitation, taken away before there is an account."""
    writing = re.compile(r"query_params(\[[^]]+\] = |\.(pop|update|clear|from_dict)\()")
    found = {
        str(path.relative_to(ROOT))
        for room in ("ui", "pages")
        for path in (ROOT / room).rglob("*.py")
        if writing.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"ui/address.py", "ui/auth.py", "ui/login.py"}
