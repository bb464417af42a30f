"""The fields of a trial of weights: the address is the truth, they only show and change it."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from urllib.parse import urlencode

import streamlit as st

from kpi.methodology import Methodology
from ui.address import write
from ui.i18n import N_, _
from ui.method import weights as method_weights
from ui.method import words
from ui.method.rating import bar

PARAM = "weights"
PART = {"part": "weights"}
GRAINS = {"block": N_("By block"), "line": N_("By line")}


def draw(methodology: Methodology, asked: dict[str, float]) -> dict[str, float]:
    """Fields by block or by line, the sum, both bars; gives the weight of every line."""
    own = {line.kpi: line.weight for line in methodology.lines}
    weights = method_weights.resolved(methodology, asked)
    with st.container(horizontal=True, vertical_alignment="center"):
        grain = st.segmented_control(
            _("Fields"), list(GRAINS), default="block", required=True, key="weights_grain",
            format_func=lambda key: _(GRAINS[key]), label_visibility="collapsed",
        )  # fmt: skip
        st.button(_("Reset"), on_click=_reset, disabled=not asked, icon=":material/undo:")
        st.html(f"<span class='kpi-note'>{_sum(weights)}</span>", width="content")
    with st.container(key="method_fields"):
        _columns(methodology, asked, weights, str(grain))
    st.html(
        f"<p class='kpi-note kpi-elsewhere'>{escape(_('Weights are changed at a computer.'))}</p>"
    )
    st.html(bar(methodology, own, _("In force")) + bar(methodology, weights, _("Tried")))
    return weights


def _columns(
    methodology: Methodology, asked: dict[str, float], weights: dict[str, float], grain: str
) -> None:
    """A column of fields a block."""
    blocks = method_weights.of_blocks(methodology, weights)
    for column, block in zip(st.columns(len(blocks)), blocks, strict=True):
        with column:
            if grain == "block":
                _field(methodology, asked, block, words.block_name(block), blocks, 1.0)
                continue
            st.html(f"<b>{escape(words.block_name(block))}</b>")
            for line in methodology.lines:
                if line.block == block:
                    title = words.line_name(line.kpi)
                    _field(methodology, asked, line.kpi, title, weights, 0.5)


def query(asked: dict[str, float]) -> str:
    """The address of a trial, after the question mark."""
    kept = {name: st.query_params[name] for name in ("methodology",) if name in st.query_params}
    return urlencode(kept | PART | {PARAM: method_weights.text_of(asked)}, safe=":,")


def _sum(weights: dict[str, float]) -> str:
    total = words.weight(sum(weights.values()))
    return escape(_("The fields add up to {sum}; what counts are the shares.").format(sum=total))


def _field(
    methodology: Methodology,
    asked: dict[str, float],
    name: str,
    title: str,
    values: dict[str, float],
    step: float,
) -> None:
    """One weight: the field, and under it the share of 100 it makes."""
    key = f"weight_{methodology.key}_{name}"
    own = method_weights.resolved(methodology, {})
    before = method_weights.shares(
        own if name in own else method_weights.of_blocks(methodology, own)
    )
    st.session_state[key] = round(values[name], 1)
    st.number_input(
        title, min_value=0.0, max_value=method_weights.MOST, step=step, key=key,
        format="%.0f" if step.is_integer() else "%.1f",
        on_change=_write(methodology, asked, name, key),
    )  # fmt: skip
    share = words.weight(method_weights.shares(values)[name])
    said = _("share {share} of 100, in force {before}").format(
        share=share, before=words.weight(before[name])
    )
    st.html(f"<p class='kpi-note' style='margin:0'>{escape(said)}</p>")


def _write(
    methodology: Methodology, asked: dict[str, float], name: str, key: str
) -> Callable[[], None]:
    def change() -> None:
        weight = round(float(st.session_state[key]), 1)
        chosen = method_weights.changed(methodology, asked, name, weight)
        if chosen:
            write(**PART, **{PARAM: method_weights.text_of(chosen)})
        else:
            _reset()

    return change


def _reset() -> None:
    write(**PART, **{PARAM: None})
