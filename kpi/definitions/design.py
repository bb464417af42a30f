"""Design: what a visitor finds on the page before reading a post."""

import polars as pl

from kpi.model import Example, Kpi

has_badge = Kpi(
    id="has_badge",
    block="design",
    title="Mark of a government organisation",
    column="Badge",
    text="Whether the network shows that the page is official.",
    formula="first known of: is_government_organization, verified, the register",
    unit="share",
    direction="up",
    source="page",
    value=pl.col("badge").cast(pl.Int64).max(),
    sample=pl.col("badge").is_not_null().sum(),
    minimum=1,
    counted="facts",
    example=Example("The network shows the mark.", ({"badge": True},), value=1, sample=1),
)

design_score = Kpi(
    id="design_score",
    block="design",
    title="Design of the page: filled items of 7",
    column="Design",
    text="Photo, cover, description of at least 100 characters, site, phone, address, category.",
    formula="filled ÷ 7",
    unit="share",
    direction="up",
    source="page",
    value=pl.col("design_filled").max() / 7,
    sample=pl.col("design_filled").is_not_null().sum(),
    minimum=1,
    counted="facts",
    numerator=pl.col("design_filled").max(),
    denominator=pl.when(pl.col("design_filled").max().is_not_null()).then(7),
    example=Example("No cover and no phone.", ({"design_filled": 5},), value=5 / 7, sample=1),
)

pos_widget = Kpi(
    id="pos_widget",
    block="design",
    title="Widget «Сообщить о проблеме» (ПОС)",
    column="POS widget",
    text="Whether the page's menu leads to the state service for reporting a problem.",
    formula="1 if the menu links to pos.gosuslugi.ru, else 0",
    unit="share",
    direction="up",
    source="page",
    value=pl.col("pos_widget").cast(pl.Int64).max(),
    sample=pl.col("pos_widget").is_not_null().sum(),
    minimum=1,
    counted="facts",
    example=Example("The menu has no such link.", ({"pos_widget": False},), value=0, sample=1),
)
