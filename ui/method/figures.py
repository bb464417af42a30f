"""Every figure as a card: what it says, from how much on, a worked example, the formula folded."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

import streamlit as st

from kpi import KPIS
from kpi.methodology import Line
from kpi.model import Example, Kpi
from kpi.sources import SCHEMAS
from ui.formats import number, worded
from ui.i18n import N_, _
from ui.installation import here
from ui.method import words as method_words
from ui.method.weights import shares
from ui.nothing import counted
from ui.page.figures import BLOCKS

DIRECTIONS = {
    "up": N_("more is better"),
    "down": N_("less is better"),
    "neutral": N_("neither is better"),
}
FIELDS = {
    "answered_at": N_("answered, s"), "as_of": N_("now, s"), "audience": N_("audience"),
    "badge": N_("mark"), "comments": N_("comments"), "comments_open": N_("comments open"),
    "counted": N_("own post"), "deadline": N_("deadline, s"), "design_filled": N_("items filled"),
    "followers": N_("followers"), "followers_before": N_("followers before"),
    "format": N_("format"), "gap_days": N_("days since the post before"),
    "in_period": N_("in the period"), "likes": N_("likes"), "norm": N_("norm"),
    "observed_days": N_("observed days"), "original": N_("original"),
    "pos_widget": N_("widget"), "posts": N_("posts"), "reposts": N_("reposts"),
    "seconds": N_("waited, s"), "silent_days": N_("days since the last post"),
    "survival": N_("share still waiting"), "views": N_("views"),
    "working_days": N_("working days"), "working_seconds": N_("waited, working s"),
    "working_survival": N_("share still waiting, working clock"),
    "working_waited": N_("old, working s"),
}  # fmt: skip
"""What the rows of worked examples hold."""
ROWS = 8
"""Longer examples are folded."""
FORMATS = {
    "poll": N_("poll"), "clip": N_("clip"), "video": N_("video"), "photo": N_("photo"),
    "article": N_("article"), "file": N_("file"), "text": N_("text"),
}  # fmt: skip


def draw() -> None:
    """Ground rules, then the figures of the chosen block."""
    st.html(f"<ul class='kpi-rules'>{''.join(_ground_rules())}</ul>")
    shown = st.segmented_control(
        _("Block"), list(BLOCKS), default=next(iter(BLOCKS)), required=True, key="method_block",
        format_func=lambda block: _(BLOCKS[block]), label_visibility="collapsed",
    )  # fmt: skip
    columns = st.columns(2)
    for place, kpi in enumerate(kpi for kpi in KPIS.values() if kpi.block == shown):
        with columns[place % 2].container(border=True):
            st.html(_described(kpi))


def folded(title: str, text: str) -> str:
    """A formula that a click unfolds."""
    return (
        f"<details class='kpi-note'><summary>{escape(title)}</summary>"
        f"<p>{escape(text)}</p></details>"
    )


def deadline_words() -> str:
    """The time a question may wait: ``девять рабочих часов``."""
    words = {"9wh": _("nine working hours"), "4h": _("four hours"), "24h": _("24 hours")}
    return words[here().settings.deadline]


def _ground_rules() -> list[str]:
    settings = here().settings
    norms = settings.norms
    rules = [
        _(
            "What is not known is shown as «no data», never as zero; too small a sample as "
            "«little data» with its size."
        ),
        _(
            "The norm of posts a week: card page {card}, active page {active}, "
            "flagship page {flagship}."
        ).format(**norms),
        _(
            "A question should be answered within {deadline}; working hours are {workday} by the "
            "production calendar."
        ).format(deadline=deadline_words(), workday=settings.workday.replace("-", "–")),
        _("Counters of a post are judged three days after it, when they have settled."),
        _("Figures of several pages are sums over sums; figures of a typical post are medians."),
    ]
    return [f"<li>{escape(rule)}</li>" for rule in rules]


def _described(kpi: Kpi) -> str:
    minimum = counted(kpi, kpi.minimum)
    facts = [_(DIRECTIONS[kpi.direction])]
    if minimum:
        facts.append(_("not judged under {minimum}").format(minimum=minimum))
    return (
        f"<h2 class='kpi-h2'>{escape(_(kpi.title))}</h2>"
        f"<p class='kpi-note'>{escape(_('Column «{column}»').format(column=_(kpi.column)))} · "
        f"{' · '.join(escape(fact) for fact in facts)} · {kpi.id}</p>"
        f"<p>{escape(_(kpi.text))}</p>{_counts(kpi)}"
        f"<p><b>{_('Example')}:</b> {escape(_(kpi.example.text))}</p>{_worked(kpi, kpi.example)}"
        f"{folded(_('Formula'), _(kpi.formula))}"
    )


def _counts(kpi: Kpi) -> str:
    """What the figure weighs in each methodology, and how it becomes points."""
    said = []
    for found in method_words.in_force():
        weights = shares({line.kpi: line.weight for line in found.lines})
        said += [_counted_in(_(found.title), line, weights[line.kpi])
                 for line in found.lines if line.kpi == kpi.id]  # fmt: skip
    return "".join(said)


def _counted_in(title: str, line: Line, share: float) -> str:
    words = _("«{title}»: weight {weight} of 100; {scale}.").format(
        title=title, weight=method_words.weight(share), scale=method_words.scale(line)
    )
    return f"<p class='kpi-note'>{escape(words)}</p>"


def _worked(kpi: Kpi, example: Example) -> str:
    """The example's rows, equal ones once with their number, and what they give."""
    columns = list(dict.fromkeys(column for row in example.rows for column in row))
    neutral = {name: value for name, (_kind, value) in SCHEMAS[kpi.source].columns.items()}
    times = Counter(
        tuple(row.get(column, neutral[column]) for column in columns) for row in example.rows
    )
    heads = [_("rows"), *(_(FIELDS.get(column, column)) for column in columns)]
    body = "".join(
        "<tr>"
        + "".join(f"<td class='num'>{_cell(value)}</td>" for value in (count, *values))
        + "</tr>"
        for values, count in times.items()
    )
    gives = _("no data") if example.value is None else worded(kpi, example.value)
    sample = counted(kpi, example.sample) if example.sample is not None else ""
    result = f"<p class='kpi-result'>= <b>{gives}</b> <span class='kpi-note'>{sample}</span></p>"
    if not columns:
        return result
    head_row = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    table = (
        "<div class='kpi-scroll'><table class='kpi-table narrow'>"
        f"<thead><tr>{head_row}</tr></thead><tbody>{body}</tbody></table></div>"
    )
    if len(times) > ROWS:
        summary = _("Rows of the example: {n}").format(n=number(times.total()))
        table = f"<details class='kpi-note'><summary>{summary}</summary>{table}</details>"
    return f"{table}{result}"


def _cell(value: Any) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (int, float)):
        return number(value, 0 if float(value).is_integer() else 2)
    return escape(_(FORMATS[value])) if value in FORMATS else escape(str(value))
