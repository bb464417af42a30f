"""Posts behind the winners of the newest frozen season, for a supervisor to choose from.

Nobody else sees them as such: the ceremony comes first.
"""

from __future__ import annotations

import polars as pl

from kpi.awards.standing import NOMINATIONS
from store import season as acts
from store.season import Seal
from ui.awards import data as award_data
from ui.installation import here
from ui.kept import kept

OF_A_WINNER = 2
"""Posts of the evidence that are offered."""

AWARDED = {"page_id": pl.String, "post": pl.Int64, "award": pl.String}


def posts() -> pl.DataFrame:
    """``AWARDED``: one row per post, ``award`` is the nomination; empty where nothing is frozen."""
    for year in acts.years(here().reader):
        sealed = acts.seals(here().reader, year)
        if sealed:
            return _posts(sealed[-1].hash, sealed[-1])
    return pl.DataFrame(schema=AWARDED)


@kept(2, beside=1)
def _posts(_hash: str, sealed: Seal) -> pl.DataFrame:
    rows = []
    for contest in award_data.frozen(sealed).contests:
        nomination = NOMINATIONS.get(contest.nomination)
        if nomination is None or nomination.evidence != "posts":
            continue
        for one in contest.finalists:
            if one.page_id in contest.winners:
                shown = (one.post,) if one.post is not None else one.evidence[:OF_A_WINNER]
                rows += [(one.page_id, post, nomination.id) for post in shown]
    frame = pl.DataFrame(rows, schema=AWARDED, orient="row")
    return frame.unique(["page_id", "post"], keep="first", maintain_order=True)
