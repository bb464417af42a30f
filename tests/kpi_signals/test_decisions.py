"""What people said of signals is kept, word by word, and logged; on both databases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, select

from cli import cli
from core.period import Period
from jobs import signals
from jobs.report import load
from kpi.model import Rules
from kpi.signals.model import Found, Sayings
from store import accounts, signal_facts
from store import tables as t
from store.signal_decisions import DecisionError, Finding, decide, decisions, history
from tests.store.conftest import NOW

DAY = date(2025, 3, 1)


@pytest.fixture
def finding(filled: Engine) -> Finding:
    with filled.connect() as connection:
        page_id = connection.scalar(select(t.pages.c.page_id).order_by(t.pages.c.page))
    assert page_id
    return Finding(page_id, "followers_jump", DAY)


def test_a_verdict_and_an_objection_stand_side_by_side(filled: Engine, finding: Finding) -> None:
    decide(filled, finding, "confirmed", "anna", NOW, "bought within a day")
    decide(filled, finding, "objected", "school", NOW + 5, "a meeting")
    now = decisions(filled).row(0, named=True)
    assert now == {
        "page_id": finding.page_id, "signal": "followers_jump", "since": DAY,
        "verdict": "confirmed", "who": "anna", "at": NOW, "note": "bought within a day",
        "objection": "a meeting",
    }  # fmt: skip


def test_taking_back_is_a_word_too_and_nothing_is_overwritten(
    filled: Engine, finding: Finding
) -> None:
    for turn, word in enumerate(("confirmed", "dismissed", "reopened", "objected", "retracted")):
        decide(filled, finding, word, "anna", NOW + turn)
    assert history(filled)["verdict"].to_list() == [
        "confirmed", "dismissed", "reopened", "objected", "retracted",
    ]  # fmt: skip
    stands = decisions(filled)
    assert stands.select("verdict", "objection").rows() == [(None, None)]
    assert decisions(filled, at=NOW + 1)["verdict"].to_list() == ["dismissed"]


def test_every_word_is_in_the_audit_log(filled: Engine, finding: Finding) -> None:
    decide(filled, finding, "dismissed", "anna", NOW, "a meeting of parents")
    newest = accounts.entries(filled)[0]
    assert (newest.at, newest.who, newest.what) == (NOW, "anna", "signal dismissed")
    assert newest.target == f"{finding.page_id} followers_jump 2025-03-01"


@pytest.mark.parametrize(
    ("word", "note", "sentence"),
    [
        ("punished", None, "is not one of confirmed"),
        ("confirmed", "x" * 2001, "at most 2000 characters"),
        ("reopened", None, "nothing to take back"),
        ("retracted", None, "nothing to take back"),
    ],
)
def test_a_word_that_cannot_be_is_refused_and_leaves_no_trace(
    filled: Engine, finding: Finding, word: str, note: str | None, sentence: str
) -> None:
    before = len(accounts.entries(filled))
    with pytest.raises(DecisionError, match=sentence):
        decide(filled, finding, word, "anna", NOW, note)
    assert history(filled).is_empty()
    assert len(accounts.entries(filled)) == before


def test_an_unknown_page_is_refused(filled: Engine) -> None:
    with pytest.raises(DecisionError, match="no page 'vk:0'"):
        decide(filled, Finding("vk:0", "followers_jump", DAY), "confirmed", "anna", NOW)


def findings(page_id: str, *days: tuple[date, date]) -> pl.DataFrame:
    rows = [
        {
            "page_id": page_id, "signal": "followers_jump", "since": since, "until": until,
            "value": 1.0, "threshold": 1.0, "reason": "{}", "evidence": [1],
        }
        for since, until in days
    ]  # fmt: skip
    return Found.cast(pl.DataFrame(rows, schema_overrides={"evidence": pl.List(pl.Int64)}))


def test_a_decision_holds_for_the_finding_whose_days_hold_it(
    filled: Engine, finding: Finding
) -> None:
    decide(filled, finding, "confirmed", "anna", NOW)
    seen = findings(
        finding.page_id,
        (date(2025, 2, 27), date(2025, 3, 2)),
        (date(2025, 5, 1), date(2025, 5, 3)),
    )
    told = signals.with_decisions(filled, seen)
    assert told["verdict"].to_list() == ["confirmed", None]
    assert signals.with_decisions(filled, seen, at=NOW - 1)["verdict"].null_count() == 2


def plain_sayings(engine: Engine, start: int, end: int) -> dict[tuple[int, bool, int], int]:
    """The same counting, comment by comment."""
    with engine.connect() as connection:
        told = connection.exec_driver_sql(
            "select c.page, c.post, c.comment, c.root, c.author, c.written, c.text_hash, c.text, "
            "c.deleted_at, p.owner, r.author from comments c join pages p on p.page = c.page "
            "left join responders r on r.page = c.page and r.author = c.author"
        ).all()
    number: dict[tuple[int, bool, int], int] = {}
    for page, _, comment, root, author, written, hashed, text, gone, owner, listed in told:
        ours = author == -owner or listed is not None
        if not start <= written < end or hashed is None or (gone is not None and gone < end):
            continue
        counts = comment != root if ours else author > 0 and text is not None and len(text) >= 15
        if counts:
            number[page, ours, hashed] = number.get((page, ours, hashed), 0) + 1
    return number


def test_sayings_are_those_counted_comment_by_comment(
    filled: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal_facts, "LEAST_REPEATED", 1)
    start, end = NOW - 30 * 86_400, NOW - 86_400
    told = signal_facts.sayings(filled, start, end)
    Sayings.validate(told)
    counted = {
        (page, ours, hashed): n
        for page, ours, hashed, n in told.select(
            "page", "by_page", "text_hash", "comments"
        ).iter_rows()
    }
    assert counted == plain_sayings(filled, start, end)
    assert len(counted) > 20
    assert told.filter(pl.col("by_page"))["letters"].null_count() == told["by_page"].sum()


def test_pages_without_a_repeated_text_are_not_read(filled: Engine) -> None:
    told = signal_facts.sayings(filled, 0, NOW)
    often = told.group_by("page", "by_page").agg(pl.col("comments").max())
    assert (often["comments"] >= signal_facts.LEAST_REPEATED).all()


def test_post_texts_are_those_that_stand_in_the_period(filled: Engine) -> None:
    start, end = NOW - 14 * 86_400, NOW - 86_400
    told = pl.concat(signal_facts.post_texts(filled, start, end))
    posts = load(filled).posts.filter(
        pl.col("published") >= start, pl.col("published") < end,
        pl.col("deleted_at").is_null() | (pl.col("deleted_at") >= end),
    )  # fmt: skip
    assert told.height > 50
    assert told.join(posts, on=["page", "post"], how="anti").is_empty()
    assert (told["published"] >= start).all()


def test_findings_of_a_store_are_a_table_with_what_was_decided(filled: Engine) -> None:
    facts = load(filled)
    period = Period(date(2025, 9, 1), date(2025, 10, 8))
    table = signals.table(filled, facts, period, Rules(), None)
    assert table.columns == [
        "page_id", "signal", "kind", "since", "until", "value", "threshold", "reason", "evidence",
        "verdict", "decided_by", "note", "objection",
    ]  # fmt: skip


def test_the_command_writes_them(
    filled: Engine, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KPI_DATABASE_URL", url)
    monkeypatch.setenv("KPI_HASH_KEY", "k" * 32)
    output = tmp_path / "signals.csv"
    words = ["signals", "--from", "2025-09-01", "--to", "2025-10-08", "--output", str(output)]
    result = CliRunner().invoke(cli, words)
    assert result.exit_code == 0, result.output
    assert "signals of" in result.output
    assert output.read_text(encoding="utf-8").startswith("page_id,signal,kind,since")
