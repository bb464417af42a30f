"""Questions as signals count them: by turns, as appeals are, and as supervisors have said."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from core.frames import Overrules, Snapshots
from core.period import DAY
from kpi.appeals import appeals
from kpi.model import Facts
from kpi.signals.sources import questions, scene
from tests.kpi.test_vanished import NOW, PERIOD, RULES, deleted, facts


def followed(given: Facts) -> Facts:
    """A page large enough to be judged."""
    row = {"page": 1, "day": 20_000, "read_at": NOW - 2 * DAY, "followers": 500}
    shown = pl.DataFrame([row], schema=Snapshots.create_empty().schema, orient="row")
    return replace(given, snapshots=shown)


def counted(given: Facts) -> pl.DataFrame:
    return questions(scene(given, PERIOD, RULES, None))


def test_who_deletes_a_typo_and_asks_again_has_not_gone() -> None:
    asked = [(author, 1 + author % 3, author) for author in range(1, 13) for _ in range(2)]
    first = set(range(1, len(asked) + 1, 2))
    found = counted(followed(deleted(facts(asked, []), first)))
    assert (found.height, found["gone"].sum()) == (12, 0)
    both = counted(followed(deleted(facts(asked, []), {*first, 2, 4})))
    assert (both.height, both["gone"].sum()) == (12, 2), "who deletes both has"


def test_what_a_supervisor_took_out_is_no_question_of_a_signal() -> None:
    given = followed(facts([(1, 1, 3), (2, 2, 5), (3, 3, 7)], []))
    out = pl.DataFrame(
        [{"page": 1, "post": 2, "comment": 2, "counts": False}],
        schema=Overrules.create_empty().schema,
    )
    assert counted(given)["comment"].to_list() == [1, 2, 3]
    ruled = replace(given, overrules=out)
    assert counted(ruled)["comment"].to_list() == [1, 3]
    assert appeals(ruled, RULES)["comment"].to_list() == [1, 3], "as the figures do"
