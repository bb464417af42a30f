"""Signals find what is planted in the demo region, and leave its honest look-alikes alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from sqlalchemy import Engine

from core.period import parse
from jobs import signals
from kpi.model import Facts, Rules
from kpi.replies import first_replies
from kpi.signals.evaluate import SIGNALS
from loaders import demo
from store import read, signal_facts, write
from store import tables as t
from store.engine import opened
from tests import databases
from tests.loaders.demo.conftest import NOW, ZONE


@pytest.fixture(scope="module")
def engine(region: demo.Region, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("demo")
    frames = {
        t.bodies: region.bodies, t.pages: region.pages, t.snapshots: region.snapshots,
        t.intervals: region.intervals, t.posts: region.posts, t.post_texts: region.post_texts,
        t.comments: region.comments, t.threads: region.threads, t.responders: region.responders,
        t.first_replies: first_replies(region.comments, region.pages, region.responders),
    }  # fmt: skip
    with databases.fresh("sqlite", folder) as url, opened(url) as made:
        with made.begin() as connection:
            for table, frame in frames.items():
                write.append(connection, table, frame)
        yield made


@pytest.fixture(scope="module")
def findings(engine: Engine) -> pl.DataFrame:
    facts = Facts(**read.fact_frames(engine), as_of=NOW)
    found = signals.found(engine, facts, parse("52w", ZONE, NOW), Rules(timezone=ZONE))
    kinds = {signal.id: signal.kind for signal in SIGNALS.values()}
    return found.with_columns(kind=pl.col("signal").replace_strict(kinds))


def test_without_notes_the_signals_are_the_same_and_no_text_of_a_post_is_read(
    engine: Engine, findings: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signal_facts, "post_texts", None)
    facts = Facts(**read.fact_frames(engine), as_of=NOW)
    rules = Rules(timezone=ZONE)
    found = signals.found(engine, facts, parse("52w", ZONE, NOW), rules, notes=False)
    assert_frame_equal(found, findings.filter(kind="signal").drop("kind"))
    assert findings.filter(kind="note", signal="sent_texts").height


def truth(region: demo.Region, name: str) -> Any:
    return region.truth[name]


def flagged(findings: pl.DataFrame) -> set[str]:
    return set(findings.filter(kind="signal")["page_id"])


def test_the_inflated_are_found_and_at_most_three_honest_pages(
    region: demo.Region, findings: pl.DataFrame
) -> None:
    inflated = {page for pages in truth(region, "inflated").values() for page in pages}
    assert len(inflated) == 28
    assert inflated <= flagged(findings)
    assert len(flagged(findings) - inflated) <= 3


@pytest.mark.parametrize("signal", [s.id for s in SIGNALS.values() if s.kind == "signal"])
def test_each_signal_has_its_pages_and_spares_those_that_look_alike(
    region: demo.Region, findings: pl.DataFrame, signal: str
) -> None:
    mine = set(findings.filter(signal=signal)["page_id"])
    planted, alike = (set(truth(region, name)[signal]) for name in ("inflated", "look_alikes"))
    assert planted & mine
    assert alike
    assert not alike & mine


def test_no_honest_spike_is_flagged(region: demo.Region, findings: pl.DataFrame) -> None:
    news = truth(region, "news")
    assert len(news) >= 8
    assert not {one["page"] for one in news} & flagged(findings)
    daily = region.snapshots.sort("page", "day").with_columns(
        gain=pl.col("followers").diff(3).over("page") / pl.col("followers")
    )
    ids = dict(region.pages.select("page_id", "page").iter_rows())
    gains = [daily.filter(page=ids[one["page"]])["gain"].max() for one in news]
    assert sum(gain > 0.05 for gain in gains) >= 4, "news bring followers at once too"


def test_the_text_sent_centrally_is_seen_on_its_pages_alone(
    region: demo.Region, findings: pl.DataFrame
) -> None:
    sent = truth(region, "sent")["posts"]
    noted = findings.filter(signal="sent_texts")
    assert len(sent) == 40
    assert noted.height >= 30, "the others have fewer than a hundred followers"
    assert set(noted["page_id"]) <= set(sent)
    assert all(
        sent[page] in posts for page, posts in noted.select("page_id", "evidence").iter_rows()
    )


def test_stock_replies_are_noted(region: demo.Region, findings: pl.DataFrame) -> None:
    stock = set(truth(region, "planted")["stock"])
    noted = set(findings.filter(signal="equal_replies")["page_id"])
    assert noted
    assert noted <= stock


def test_the_truth_tells_quality_and_kind_of_every_page(region: demo.Region) -> None:
    pages = truth(region, "pages")
    assert len(pages) == 831
    assert {"visibility", "warmth", "answers", "hours_to_reply"} <= set(next(iter(pages.values())))
