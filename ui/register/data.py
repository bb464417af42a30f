"""The register as one frame: each body, how it stands in every network, what its page lacks.

Computed once per data version; whoever opens the view sees all pages.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
import streamlit as st

from core.design import ITEMS, missing
from core.frames import OWN
from core.period import DAY
from store import register_reading
from ui import data
from ui.i18n import N_, _
from ui.installation import here
from ui.kept import kept
from ui.search import needles, short

NETWORKS = ("vk", "ok", "telegram", "max")
STATES = ("badge", "created", "unknown", "refused", "exempt", "none")
"""How a body stands in a network, the best first; only VK tells of the mark."""
SILENT_DAYS = 30
FILTERS = ("level", "sphere", "territory", "founder")
LACKING = {
    "photo": N_("Picture"), "cover": N_("Cover"), "description": N_("Description"),
    "site": N_("Site"), "phone": N_("Phone"), "address": N_("Address"),
    "category": N_("Subject"),
}  # fmt: skip
"""Items of a page's design, as ``core.design`` names them."""


@dataclass
class Chosen:
    """What the address chooses of the register, and what in it means nothing."""

    where: dict[str, str] = field(default_factory=dict)
    network: str = "vk"
    state: str | None = None
    lacks: str | None = None
    silent: bool = False
    q: str = ""
    unknown: list[tuple[str, str]] = field(default_factory=list)

    def among(self, bodies: pl.DataFrame) -> pl.DataFrame:
        """Bodies that pass the filters of the register itself and the search."""
        for column, value in self.where.items():
            bodies = bodies.filter(pl.col(column) == value)
        for word in needles(self.q):
            bodies = bodies.filter(pl.col("searched").str.contains(word, literal=True))
        return bodies

    def rows(self, bodies: pl.DataFrame) -> pl.DataFrame:
        """Those that stand as chosen in the network too, lack the item, are silent."""
        bodies = self.among(bodies)
        if self.state:
            bodies = bodies.filter(pl.col(self.network) == self.state)
        if self.lacks:
            bodies = bodies.filter(pl.col("lacks").list.contains(self.lacks))
        if self.silent:
            bodies = bodies.filter(pl.col("silent") >= SILENT_DAYS)
        return bodies


def bodies() -> pl.DataFrame:
    """One row per listed body.

    Returns:
        Columns of ``store.register_reading.bodies``; for each network how it stands there, one of
        ``STATES``; ``page_id`` of its page in VK (null: none), ``design`` (filled of 7; null: never
        read), ``lacks`` (items not filled), ``pos_widget``, ``refused``, ``silent`` (whole days
        since the last own post at the moment of the data; null: not known), ``searched``.
    """
    return _bodies(here().settings.database_url, data.version())


def chosen(of: pl.DataFrame) -> Chosen:
    """What the address chooses."""
    query, made = st.query_params, Chosen(q=st.query_params.get("q", "").strip())
    for column in FILTERS:
        if value := query.get(column):
            if value in data.distinct(of, column):
                made.where[column] = value
            else:
                made.unknown.append((column, value))
    for name, allowed in (("network", NETWORKS), ("state", STATES), ("lacks", ITEMS)):
        if value := query.get(name):
            if value in allowed:
                setattr(made, name, value)
            else:
                made.unknown.append((name, value))
    if value := query.get("silent"):
        made.silent = value == str(SILENT_DAYS)
        made.unknown += [] if made.silent else [("silent", value)]
    return made


def counts(of: pl.DataFrame, network: str) -> dict[str, int]:
    """Bodies by how they stand in a network."""
    found = dict(of.group_by(network).len().iter_rows())
    return {state: found.get(state, 0) for state in STATES}


def used(of: pl.DataFrame) -> list[str]:
    """Networks in which any body has a page; VK always."""
    return [one for one in NETWORKS if one == "vk" or not of[one].is_in(["none", "exempt"]).all()]


def by_founder(of: pl.DataFrame) -> pl.DataFrame:
    """Founders: ``founder, marked, bodies, share``, the lowest share first.

    Bodies of whose page the mark is not known are left out.
    """
    return (
        of.filter(pl.col("founder").is_not_null(), pl.col("vk") != "unknown")
        .group_by("founder")
        .agg(marked=(pl.col("vk") == "badge").sum(), bodies=pl.len())
        .with_columns(share=pl.col("marked") / pl.col("bodies"))
        .sort("share", "bodies", "founder", descending=[False, True, False])
    )


def lacking(of: pl.DataFrame) -> dict[str, int]:
    """Bodies whose page lacks each item of the design, in the order of the checklist."""
    items = of.select(item=pl.col("lacks").explode()).drop_nulls()
    found = dict(items.group_by("item").len().rows())
    return {item: found.get(item, 0) for item in ITEMS}


@kept(2)
def _bodies(url: str, version: int) -> pl.DataFrame:  # noqa: ARG001 - the cache's key
    reader = here().reader
    made, pages = register_reading.bodies(reader), register_reading.pages(reader)
    for network in NETWORKS:
        made = made.join(_standing(pages, network), on="body", how="left").with_columns(
            pl.when(pl.col(network).is_not_null())
            .then(pl.col(network))
            .when("exempt")
            .then(pl.lit("exempt"))
            .otherwise(pl.lit("none"))
            .alias(network)
        )
    own = _best(pages, "vk").join(_silence(), on="page", how="left")
    lacks = pl.Series("lacks", [missing(text or "") for text in own["design_missing"]],
                      dtype=pl.List(pl.String))  # fmt: skip
    own = own.with_columns(lacks).select(
        "body", "page_id", "screen_name", "pos_widget", "refused", "silent",
        "lacks", design=pl.col("design_filled"),
    )  # fmt: skip
    words = [pl.col(name).fill_null("") for name in ("name", "ogrn", "page_id", "screen_name")]
    words.append(short(words[0]))
    return made.join(own, on="body", how="left").with_columns(
        searched=pl.concat_str(words, separator=" ").str.to_lowercase()
    )


def _best(pages: pl.DataFrame, network: str) -> pl.DataFrame:
    """One page of each body in a network: the one that stands best."""
    state = (
        pl.when(pl.col("refused").is_not_null())
        .then(pl.lit("refused"))
        .when(pl.col("network") != "vk")
        .then(pl.lit("created"))
        .when("badge")
        .then(pl.lit("badge"))
        .when(pl.col("badge").is_null())
        .then(pl.lit("unknown"))
        .otherwise(pl.lit("created"))
    )
    return (
        pages.filter(pl.col("network") == network, pl.col("body").is_not_null())
        .with_columns(state=state)
        .with_columns(rank=pl.col("state").replace_strict(
            {state: place for place, state in enumerate(STATES)}, return_dtype=pl.Int32))
        .sort("body", "rank", "page")
        .unique("body", keep="first", maintain_order=True)
    )  # fmt: skip


def _standing(pages: pl.DataFrame, network: str) -> pl.DataFrame:
    return _best(pages, network).select("body", pl.col("state").alias(network))


def _silence() -> pl.DataFrame:
    """Days since the last own post of each page at the moment of the data."""
    facts = data.facts()
    if not facts.as_of:
        return pl.DataFrame(schema={"page": pl.Int32, "silent": pl.Int64})
    return (
        facts.posts.filter((pl.col("flags") & OWN) != 0, pl.col("deleted_at").is_null())
        .group_by("page")
        .agg(silent=(facts.as_of - pl.col("published").max()) // DAY)
    )


def words_of(item: str) -> str:
    """An item of the design in words."""
    return _(LACKING[item])
