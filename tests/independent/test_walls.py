"""Ten real walls through the whole product, against figures known beforehand and the bare files."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import duckdb
import pytest

from tests.fakes.vk import World, owner_of, serve, wall_pages
from tests.independent import clock
from tests.independent.agreement import differences
from tests.independent.calculation import MINIMUM, Figure
from tests.independent.commands import ROOT, Desk

WALLS = ROOT.parent / "shared" / "walls"
NAMES = (
    "club_dk_padany", "domderevnivoknavolok", "kalevala_fest", "karjalankielenkodi",
    "mediacenter_periodika", "melnikpryazha", "museum_ptz", "olonmus", "omapajo", "vepsmuseum",
)  # fmt: skip
YEAR = (date(2024, 1, 1), date(2024, 12, 31))
DAYS, NORM = 366, 3
KNOWN = {
    "museum_ptz": {
        "posts": 172, "posts_per_week": 3.289617, "longest_gap_days": 16.762315,
        "weeks_on_norm": 31 / 50, "er_view": 0.0203897744, "median_views": 635.5,
    },
    "olonmus": {
        "posts": 496, "posts_per_week": 9.486339, "longest_gap_days": 4.000046,
        "weeks_on_norm": 1, "er_view": 0.0326993665, "median_views": 1204,
    },
}  # fmt: skip
POSTS = """
with wall as (
    select id, date, likes::double as likes, reposts::double as reposts,
        nullif(views, 0)::double as views
    from read_csv(?, header = true)
), year as (from wall where date >= '2024-01-01' and date < '2025-01-01'
), seen as (select * from year where views is not null
), middle as (select median(views) as views from seen)
select count(*), count(views), sum(likes), sum(reposts), sum(likes + reposts),
    (select sum(likes + reposts) / sum(views) from seen), (select views from middle),
    (select count(*) filter (s.views > 2 * m.views) / count(*) from seen s, middle m),
    (select max(date) from wall where date < '2025-01-01'), list(date order by date)
from year
"""

Figures = dict[str, Figure]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Figures]:
    """What the command `kpi` says of 2024, by wall."""
    there = [name for name in NAMES if path_of(name).exists()]
    if not there:
        pytest.skip(f"no walls in {WALLS.name}")
    with serve(World(wall_pages(WALLS))) as vk:
        desk = Desk(tmp_path_factory.mktemp("walls"), vk.url)
        desk.register([owner_of(name) for name in there])
        desk.run("sync", "vk", "--since", "2023-12-25")
        rows = desk.table("kpi", YEAR[0].isoformat(), YEAR[1].isoformat())[1:]
    found: dict[str, Figures] = {f"vk:{owner_of(name)}": {} for name in there}
    for page, kpi, value, sample, *_ in rows:
        found[page][kpi] = Figure(float(value) if value else None, float(sample or 0))
    return {name: found[f"vk:{owner_of(name)}"] for name in there}


def path_of(name: str) -> Path:
    """The file of a wall."""
    return WALLS / f"{name}.csv.gz"


def moment(local: datetime) -> int:
    """UTC seconds of a local time of 2024 in Moscow."""
    return int(local.replace(tzinfo=UTC).timestamp()) - 3 * clock.HOUR


def weeks_on_norm(published: list[int]) -> tuple[float, int]:
    """Share of the counted weeks of 2024 with the norm of posts, and their number."""
    good = counted = 0
    for week in range(52):
        days = [YEAR[0] + timedelta(days=7 * week + day) for day in range(7)]
        if sum(clock.kind_of(day) != "off" for day in days) < 3:
            continue
        low = clock.midnight(days[0], "Europe/Moscow")
        counted += 1
        good += sum(low <= instant < low + 7 * clock.DAY for instant in published) >= NORM
    return good / counted, counted


def from_file(name: str) -> Figures:
    """Figures of 2024 straight from the file of a wall."""
    row = duckdb.execute(POSTS, [str(path_of(name))]).fetchone()
    assert row is not None
    n, seen, likes, reposts, reactions, er_view, median_views, breakout, last, dates = row
    start, end = (clock.midnight(day, "Europe/Moscow") for day in (YEAR[0], date(2025, 1, 1)))
    published = [moment(day) for day in dates]
    gaps = [later - earlier for earlier, later in pairwise([start, *published, end])]
    followers = 300 + owner_of(name) % 5_000
    known = seen >= 0.8 * n
    figures = {
        "posts": (n, DAYS), "posts_per_week": (n * 7 / DAYS, DAYS),
        "weeks_on_norm": weeks_on_norm(published),
        "longest_gap_days": (max(gaps) / clock.DAY, DAYS),
        "silent_days": ((end - moment(last)) / clock.DAY, 1),
        "original_share": (1, n), "format_diversity": (0, n), "trend_format_share": (0, n),
        "median_views": (median_views if known else None, seen),
        "er_view": (er_view if known else None, seen),
        "breakout_share": (breakout if known else None, seen),
        "view_rate": (median_views / followers if known else None, seen),
        "er_post": (reactions / (n * followers), n), "love_rate": (likes / (n * followers), n),
        "talk_rate": (0, n), "repost_rate": (reposts / reactions, n), "followers": (None, 0),
        "follower_growth": (None, 0), "population_share": (None, 0), "appeals": (None, 0),
    }  # fmt: skip
    return {kpi: Figure(*figure) for kpi, figure in figures.items()}


@pytest.mark.parametrize("name", NAMES)
def test_the_wall_agrees_with_its_file(name: str, told: dict[str, Figures]) -> None:
    if name not in told:
        pytest.skip(f"the wall {name} is not there")
    expected = {
        (name, kpi): Figure(value if (sample or 0) >= MINIMUM[kpi] else None, sample)
        for kpi, (value, sample) in from_file(name).items()
    }
    found = {(name, kpi): told[name][kpi] for _, kpi in expected}
    assert differences(found, expected) == []


@pytest.mark.parametrize(("name", "figures"), KNOWN.items(), ids=list(KNOWN))
def test_the_figures_known_beforehand(
    name: str, figures: dict[str, float], told: dict[str, Figures]
) -> None:
    if name not in told:
        pytest.skip(f"the wall {name} is not there")
    assert told[name]["weeks_on_norm"][1] == 50
    for kpi, value in figures.items():
        digits = len(str(value).partition(".")[2])
        precision = 1e-12 if kpi == "weeks_on_norm" else 0.51 * 10.0**-digits
        assert told[name][kpi][0] == pytest.approx(value, rel=0, abs=precision), kpi
