"""Facts of a page that lines of methodologies mark and no list of figures shows.

Declared as figures are (``kpi.definitions``): so they are computed, marked and tested alike.
"""

import polars as pl

from kpi.model import Example, Kpi, Unit


def _fact(
    name: str, title: str, text: str, of: pl.Expr, example: Example, unit: Unit = "share"
) -> Kpi:
    """A fact of the page itself; null: not read, or the register does not say."""
    return Kpi(
        id=name,
        block="design",
        title=title,
        column=title,
        text=text,
        formula="1 if so, else 0" if unit == "share" else "their number",
        unit=unit,
        direction="up",
        source="page",
        value=of.cast(pl.Int64).max(),
        sample=of.is_not_null().sum(),
        minimum=1,
        counted="facts",
        example=example,
    )


in_component = _fact(
    "in_component",
    "Connected to the component «Gospabliki»",
    "Whether the register says that the page is connected to the component.",
    pl.col("component"),
    Example("The register says no.", ({"component": False},), value=0, sample=1),
)

has_photo = _fact(
    "has_photo",
    "The page has a photo",
    "Whether the page shows a photo of its own.",
    pl.col("photo"),
    Example("There is a photo.", ({"photo": True},), value=1, sample=1),
)

has_description = _fact(
    "has_description",
    "The page has a description",
    "Whether the page describes itself in at least 100 characters.",
    pl.col("description"),
    Example("A description of 40 characters.", ({"description": False},), value=0, sample=1),
)

has_cover = _fact(
    "has_cover",
    "The page has a cover",
    "Whether the page has a cover picture.",
    pl.col("cover"),
    Example("There is a cover.", ({"cover": True},), value=1, sample=1),
)

menu_widgets = _fact(
    "menu_widgets",
    "Widgets in the page's menu",
    "How many links the page's menu holds.",
    pl.col("widgets"),
    Example("Two widgets.", ({"widgets": 2},), value=2, sample=1),
    unit="posts",
)
