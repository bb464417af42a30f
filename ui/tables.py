"""Frames as tables: Arrow of small types, column heads in words, numbers a browser can sort.

Text that stands in many rows goes as a dictionary, whole numbers as 32 bits: half the bytes of the
plain frame. Shares and tenths stay 64 bits, else the browser shows the error of the 32.
"""

from __future__ import annotations

from typing import Any

import polars as pl
import pyarrow as pa
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from kpi.model import Kpi
from ui.formats import YES_NO, number, style
from ui.i18n import _

ROW = 36
MISSING = "—"


def arrow(frame: pl.DataFrame, repeated: tuple[str, ...]) -> pa.Table:
    """The frame as Streamlit takes it without a detour; ``repeated`` texts as dictionaries.

    Of an Enum the numbers that stand for texts take one byte where there are few, else two; of a
    Categorical always four.
    """
    kinds = {name: pl.Enum(frame[name].drop_nulls().unique().sort()) for name in repeated}
    return frame.cast(kinds).to_arrow(compat_level=pl.CompatLevel.oldest())  # type: ignore[arg-type]


def figure(kpi: Kpi, of_pages: bool) -> pl.Expr:
    """A KPI's column as it is shown: rounded, and narrow where that loses nothing.

    Args:
        kpi: which.
        of_pages: rows are single pages, so yes-or-no figures are words.
    """
    if of_pages and kpi.id in YES_NO:
        words = pl.when(pl.col(kpi.id) == 1).then(pl.lit(_("yes"))).otherwise(pl.lit(_("no")))
        return pl.when(pl.col(kpi.id).is_not_null()).then(words).alias(kpi.id)
    how = style(kpi.id)
    rounded = (pl.col(kpi.id) * how.factor).round(how.rounding)
    return rounded.cast(pl.Float32) if how.rounding == 0 else rounded


def figure_column(kpi: Kpi, judged: int, rows: int, of_pages: bool) -> ColumnConfig:
    """Head of a KPI's column: its short name and how many rows could be judged."""
    help_text = " ".join([
        f"**{_(kpi.title)}.**",
        _(kpi.text),
        _("Judged: {judged} of {rows}.").format(judged=number(judged), rows=number(rows)),
    ])  # fmt: skip
    label = f"{_(kpi.column)} · {number(judged)}"
    if of_pages and kpi.id in YES_NO:
        return st.column_config.TextColumn(label, help=help_text)
    how = style(kpi.id)
    return st.column_config.NumberColumn(
        label,
        help=help_text,
        format="percent" if how.percent else "localized",
        step=digits(how.rounding),
    )


def digits(count: int) -> float:
    """The ``step`` of a number column whose every row is to show so many digits, zeros too.

    The browser cuts the rest off: values come rounded.
    """
    return float(10**-count)


def text_column(label: str, width: Any = None, pinned: bool = False) -> ColumnConfig:
    """Head of a text column."""
    return st.column_config.TextColumn(_(label), width=width, pinned=pinned)
