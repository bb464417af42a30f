"""Versions published in an installation: what may be, who was quicker, what is in force when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from jobs.methodologies import LONGEST_ORDER, NotPublished, day_of, known, publish, versions
from kpi.methodology import methodologies, methodology, rewritten
from store import methodologies as stored
from store import read
from store import tables as t
from store.engine import opened, upgrade
from tests import databases

NOW = 1_764_000_000
SHIPPED = methodology("index")
OWN = {line.kpi: line.weight for line in SHIPPED.lines}
OTHER = OWN | {"er_view": 30.0}
DAY = date(2026, 1, 1)


@pytest.fixture(params=databases.KINDS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with databases.fresh(request.param, tmp_path) as url, opened(url) as made:
        upgrade(made)
        yield made


def test_what_is_written_is_read_again() -> None:
    for found in set(methodologies().values()):
        assert rewritten(found.written(), found.key) == found


def test_a_published_version_is_in_force_from_its_day(engine: Engine) -> None:
    before = read.data_version(engine)
    new = publish(engine, SHIPPED, OTHER, 2, DAY, " № 17-р ", "anna", NOW)
    assert (new.key, new.order, new.author, new.valid_from) == ("index-2", "17-р", "anna", DAY)
    assert sum(line.weight for line in new.lines) == pytest.approx(100, abs=0.1)
    assert known(engine, date(2025, 12, 31))["index"] == SHIPPED
    found = known(engine, DAY)
    assert found["index"] == found["index-2"] == new
    assert found["index-1"] == SHIPPED, "past periods can be computed with it"
    assert [m.version for m in versions(found, "index")] == [1, 2]
    assert found["traffic_light"] == methodology("traffic_light")
    assert read.data_version(engine) == before + 1, "what was kept of the old is made anew"
    with engine.connect() as connection:
        (line,) = connection.execute(select(t.audit.c.who, t.audit.c.what, t.audit.c.target))
    assert tuple(line) == ("anna", "methodology published", "index-2")


def test_lines_of_no_weight_are_left_out(engine: Engine) -> None:
    new = publish(engine, SHIPPED, OWN | {"pos_widget": 0.0}, 2, DAY, "1", "anna", NOW)
    assert "pos_widget" not in {line.kpi for line in new.lines}
    assert [line.scale for line in new.lines] == [
        line.scale for line in SHIPPED.lines if line.kpi != "pos_widget"
    ]
    light = publish(
        engine, SHIPPED, OWN | {"er_view": 0.004}, 3, DAY, "2", "anna", NOW
    )  # fmt: skip
    weights = {line.kpi: line.weight for line in light.lines}
    assert weights["er_view"] > 0, "little is not nothing"
    assert weights["er_view"] / weights["er_post"] == pytest.approx(0.004 / OWN["er_post"])


def test_nothing_that_is_collected_or_that_awards_need_can_be_left_out(engine: Engine) -> None:
    light = methodology("traffic_light")
    none = {line.kpi: 0.0 if line.collected else 10.0 for line in light.lines}
    with pytest.raises(NotPublished) as told:
        publish(engine, light, none, 2, DAY, "1", "anna", NOW)
    assert told.value.why == "nothing"
    for kpi in ("er_post", "view_rate"):
        with pytest.raises(NotPublished) as told:
            publish(engine, SHIPPED, OWN | {kpi: 0.0}, 2, DAY, "1", "anna", NOW)
        assert told.value.why == "awards"
    assert stored.published(engine) == []


@pytest.mark.parametrize(
    ("weights", "day", "order", "why"),
    [
        (OTHER, DAY, "  ", "order"),
        (OTHER, DAY, "x" * (LONGEST_ORDER + 1), "order"),
        (OTHER, date(2024, 12, 31), "1", "day"),
        (OWN, DAY, "1", "same"),
        ({kpi: 3 * weight for kpi, weight in OWN.items()}, DAY, "1", "same"),
    ],
)
def test_what_cannot_be_published(
    engine: Engine, weights: dict[str, float], day: date, order: str, why: str
) -> None:
    with pytest.raises(NotPublished) as told:
        publish(engine, SHIPPED, weights, 2, day, order, "anna", NOW)
    assert told.value.why == why
    assert stored.published(engine) == []


def test_who_is_quicker_publishes(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    then = known(engine, DAY)
    publish(engine, SHIPPED, OTHER, 2, DAY, "17-р", "anna", NOW)
    for _ in ("seen at once", "written at the same moment"):
        with pytest.raises(NotPublished) as told:
            publish(engine, SHIPPED, OWN | {"er_post": 50.0}, 2, DAY, "18-р", "boris", NOW)
        assert told.value.why == "taken"
        monkeypatch.setattr("jobs.methodologies.known", lambda *_: then)
    assert [key for key, _ in stored.published(engine)] == ["index-2"]


def test_a_wrong_version_is_mended_by_the_next_of_the_same_day(engine: Engine) -> None:
    wrong = publish(engine, SHIPPED, OTHER, 2, DAY, "17-р", "anna", NOW)
    back = publish(engine, wrong, OWN, 3, DAY, "18-р", "anna", NOW)
    assert back.version == 3
    assert known(engine, DAY)["index"] == back


def test_what_was_published_here_holds_against_a_file_of_the_same_number(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = publish(engine, SHIPPED, OTHER, 2, DAY, "17-р", "anna", NOW)
    theirs = SHIPPED.reissued(OWN | {"er_post": 50.0}, 2, DAY, "", "")
    monkeypatch.setattr(
        "jobs.methodologies.methodologies", lambda: methodologies() | {"index-2": theirs}
    )
    found = known(engine, DAY)
    assert found["index"] == found["index-2"] == own
    third = SHIPPED.reissued(OWN | {"er_post": 50.0}, 3, SHIPPED.valid_from, "", "")
    monkeypatch.setattr(
        "jobs.methodologies.methodologies",
        lambda: methodologies() | {"index": third, "index-3": third},
    )
    assert known(engine, DAY)["index"] == own, "an order holds against an update"
    assert known(engine, date(2025, 12, 31))["index"] == third, "before its day the file holds"
    assert known(engine, DAY)["index-3"] == third


def test_a_version_that_cannot_be_read_is_left_out_and_the_log_says_so(
    engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    text = SHIPPED.reissued(OTHER, 2, DAY, "1", "anna").written()
    stored.publish(engine, "index", 2, text.replace("er_view", "gone_kpi"), "anna", NOW)
    found = known(engine, DAY)
    assert found["index"] == SHIPPED
    assert "index-2" not in found
    assert "there is no KPI gone_kpi" in caplog.text


def test_the_data_say_what_day_it_is() -> None:
    moscow = "Europe/Moscow"
    assert day_of(NOW, moscow, 1_800_000_000) == date(2025, 11, 24)
    for without in (None, 0):
        assert day_of(without, moscow, 1_767_214_800) == date(2025, 12, 31), "midnight ends a day"
