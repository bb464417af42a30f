"""The register as it stands in the store: bodies, and the pages they have in each network.

Reads only; what a listing changes is ``store.register``.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from sqlalchemy import Engine, Select, func, select

from store import tables as t

_BODIES: dict[str, type[pl.DataType]] = {
    "body": pl.Int64, "name": pl.String, "ogrn": pl.String, "founder": pl.String,
    "level": pl.String, "sphere": pl.String, "territory": pl.String, "exempt": pl.Boolean,
    "exempt_reason": pl.String,
}  # fmt: skip
_PAGES: dict[str, type[pl.DataType]] = {
    "page": pl.Int32, "body": pl.Int64, "page_id": pl.String, "network": pl.String,
    "badge": pl.Boolean, "refused": pl.String, "design_filled": pl.Int32,
    "design_missing": pl.String, "pos_widget": pl.Boolean, "screen_name": pl.String,
}  # fmt: skip


def bodies(engine: Engine) -> pl.DataFrame:
    """Listed bodies: one row per body, in the order of the register.

    Returns:
        ``body, name, ogrn, founder, level, sphere, territory, exempt, exempt_reason``; texts the
        register does not give are null.
    """
    c = t.bodies.c
    query = select(*[c[name] for name in _BODIES]).where(c.listed).order_by(c.body)
    return _frame(engine, query, _BODIES)


def pages(engine: Engine) -> pl.DataFrame:
    """Listed pages: one row per page.

    Returns:
        ``page, body`` (null: of no body), ``page_id, network, badge`` (the network first, else the
        register; null: not known), ``refused`` (null: it is not), ``design_filled`` (null: never
        read), ``design_missing`` (``core.design``), ``pos_widget, screen_name``.
    """
    p = t.pages.c
    columns = [
        func.coalesce(p.badge, t.bodies.c.badge).label("badge") if name == "badge" else p[name]
        for name in _PAGES
    ]
    joined = t.pages.outerjoin(t.bodies, t.bodies.c.body == p.body)
    query = select(*columns).select_from(joined).where(p.listed).order_by(p.page)
    return _frame(engine, query, _PAGES)


def _frame(
    engine: Engine, query: Select[Any], schema: dict[str, type[pl.DataType]]
) -> pl.DataFrame:
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")
