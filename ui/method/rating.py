"""The rating explained from its declaration: lines, kinds of nothing, peers, places, versions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from jobs.methodologies import versions
from kpi.beliefs import ESTIMATED
from kpi.estimates import ENOUGH_PAGES
from kpi.methodology import Line, Methodology
from kpi.peers import BANDS, BY_AUDIENCE, ENOUGH
from kpi.places import APART, DRAWS, LEADERS
from kpi.rating import LEAST_COVERAGE
from ui import ratings
from ui.formats import calendar_day, number, share
from ui.i18n import _
from ui.method import words
from ui.method.figures import folded
from ui.method.weights import of_blocks, shares

READABLE = "max-width: 880px"
HEAD = "vertical-align:bottom"
"""Cells beside the head of a block stand on its line."""


def bar(methodology: Methodology, weights: dict[str, float], title: str) -> str:
    """100 as one stacked bar of blocks, the names under it in the same order."""
    parts = shares(of_blocks(methodology, weights))
    cells = "".join(
        f"<span style='flex:{part:.4f} 1 0;min-width:0;overflow:hidden;text-align:center;"
        "background:var(--kpi-series-1);color:var(--kpi-ground);border-radius:4px;"
        f"line-height:32px;font-weight:600' title='{escape(words.block_name(block))}'>"
        f"{words.weight(part)}</span>"
        for block, part in parts.items() if part
    )  # fmt: skip
    names = " + ".join(
        f"{escape(words.block_name(block))} <b>{words.weight(part)}</b>"
        for block, part in parts.items()
    )
    return (
        f"<p class='kpi-note' style='margin:12px 0 4px'>{escape(title)}: 100 = {names}</p>"
        f"<div style='display:flex;gap:2px' aria-hidden='true'>{cells}</div>"
    )


def declared(methodology: Methodology) -> None:
    """Who laid it down and when, and the lines: weight and scale in words."""
    facts = [*words.issued(methodology), _("looks at {time}").format(
        time=words.looks_at(methodology))]  # fmt: skip
    st.html(
        f"<h2 class='kpi-h2'>{escape(_(methodology.title))}</h2>"
        f"<p class='kpi-note'>{escape(' · '.join(facts))}</p>"
        f"<p style='{READABLE}'>{escape(_score_words(methodology))}</p>"
        + folded(_("Formula"), _("score = Σ (weight · points) ÷ Σ weight, over the lines shown"))
    )
    st.html(_lines(methodology))


def _score_words(methodology: Methodology) -> str:
    said = _(
        "Every line gives a page from 0 to 100 points, and the score is their mean by weight: a "
        "line of weight 10 adds at most 10 to the score. The blocks together weigh 100."
    )
    if not methodology.colours:
        return said
    zones = ", ".join(
        _("{colour} from {score}").format(colour=_(colour), score=number(score))
        for score, colour in methodology.colours
    )
    return f"{said} {_('Zones by score: {zones}.').format(zones=zones)}"


def _lines(methodology: Methodology) -> str:
    weights = {line.kpi: line.weight for line in methodology.lines}
    blocks = shares(of_blocks(methodology, weights))
    parts = shares(weights)
    body = []
    for block, total in blocks.items():
        body.append(
            f"<tr class='kpi-block'><th scope='rowgroup'>{escape(words.block_name(block))}</th>"
            f"<td class='num' style='{HEAD}'><b>{words.weight(total)}</b></td><td></td></tr>"
        )
        body += [
            f"<tr><th scope='row'>{escape(words.line_name(line.kpi))}</th>"
            f"<td class='num'>{words.weight(parts[line.kpi])}</td>"
            f"<td class='why' style='text-align:left'>{escape(_how(line))}</td></tr>"
            for line in methodology.lines if line.block == block
        ]  # fmt: skip
    return table((_("Line"), _("Weight of 100"), _("Points of the line")), body)


def _how(line: Line) -> str:
    said = words.scale(line)
    if not line.collected:
        return f"{said} · {_('not collected yet: left out for every page')}"
    return f"{said} · {_('estimated, see «Little data»')}" if line.kpi in ESTIMATED else said


def table(heads: Sequence[str], body: Sequence[str], narrow: bool = False) -> str:
    """A table of ready rows; narrow ones scroll sideways on a phone."""
    head = "".join(f"<th scope='col'>{escape(text)}</th>" for text in heads)
    kind, shown = ("kpi-table narrow", "table-header-group") if narrow else ("kpi-table", "")
    return (
        f"<div class='kpi-scroll'><table class='{kind}'>"
        f"<thead style='display:{shown}'><tr>{head}</tr></thead>"
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def fairness() -> None:
    """What a figure that is not there counts, who is compared with whom, what places mean."""
    st.html(f"<h2 class='kpi-h2'>{_('How to read the rating')}</h2>")
    sections = (_nothing(), _peers(), _little_data(), _places(), _steps())
    left, right = st.columns(2, gap="medium")
    for side, (title, said, formula) in zip(
        (left, left, right, right, right), sections, strict=True
    ):
        with side.container(border=True):
            listed = "".join(f"<li>{escape(line)}</li>" for line in said)
            st.html(
                f"<h3 class='kpi-h2'>{escape(title)}</h3>"
                f"<ul class='kpi-rules'>{listed}</ul>{folded(_('Formula'), formula)}"
            )


Section = tuple[str, list[str], str]


def _nothing() -> Section:
    least = share(LEAST_COVERAGE)
    said = [
        _(
            "It does not apply or was not collected: the line is left out, the others weigh more. "
            "How much of the weight could be judged is called coverage; under {least} the page is "
            "listed apart, with the reason."
        ).format(least=least),
        _(
            "There is too little to judge by, four questions where ten are needed: the line counts "
            "as is usual in the group, moved a little by what was seen, and not as judged."
        ),
        _(
            "The page closed it itself: comments switched off, followers hidden, the wall closed, "
            "most questions never answered. The line gives 0 points, with the reason. So closing "
            "comments never raises a score."
        ),
        _(
            "What was seen counts on in the score: a question that was deleted, or stands under a "
            "post whose comments were closed since; followers hidden for a while, as shown before "
            "or after. A page that was deleted or blocked has no place."
        ),
    ]
    formula = _("coverage = weight of lines judged or closed by the page ÷ weight of all lines")
    return _("When there is no figure"), said, formula


def _peers() -> Section:
    audience = ", ".join(
        f"«{words.line_name(kpi)}»" for kpi in sorted(BY_AUDIENCE) if kpi in _in_use()
    )
    said = [
        _(
            "A village school is not compared with a ministry. A page's group are the pages of the "
            "same level, the same sphere and about the same size: in each sphere a third of the "
            "pages is small, a third medium-sized, a third large."
        ),
        _(
            "A group needs at least {n} pages that could be judged. Where there are fewer, size is "
            "left out, then the sphere, then the level, until there are enough."
        ).format(n=ENOUGH),
        _(
            "Size is the number of followers; for {lines} it is the number of people the body "
            "serves."
        ).format(lines=audience),
    ]
    formula = _(
        "third = ⌈{n} · (mean rank of followers − 0.5) ÷ pages⌉, inside level and sphere"
    ).format(n=BANDS)
    return _("Who is compared with whom"), said, formula


def _little_data() -> Section:
    said = [
        _(
            "One question answered of one is not yet a better page than 95 of 100. The fewer "
            "questions or posts there are, the closer a page is taken to what is usual in its "
            "group; with many its own figure decides. This is called shrinkage."
        ),
        _(
            "Reactions and views are compared with what pages of the same sphere and number of "
            "followers have: small pages always show higher percentages, and that is no merit."
        ),
        _(
            "Luck is measured by weeks, not by posts: posts of one week share the same news and "
            "the same weather."
        ),
    ]
    formula = _(
        "shares: (α + answered) ÷ (α + β + questions), α and β from at least {n} pages of the "
        "group; rates: θ = residual · τ² ÷ (τ² + v), residual of ln of the rate by sphere and ln "
        "of followers, points = 100 · Φ(θ ÷ σ)"
    ).format(n=ENOUGH_PAGES)
    return _("Little data"), said, formula


def _places() -> Section:
    said = [
        _(
            "A place is always inside the group. Beside it stands an interval: «place 14, from 9 "
            "to 22» says that by the data at hand the true place is between 9 and 22, and we would "
            "be wrong once in ten times."
        ),
        _(
            "A wide interval is no fault of the page: it has few posts or questions, or its "
            "neighbours do as well as it does."
        ),
        _(
            "Unsure is what a sample of questions or posts tells, and what has too few of them; "
            "weeks on the norm, gaps and the design are counted and taken as they are."
        ),
        _("Scores that are equal to a hundredth share a place."),
    ]
    formula = _(
        "{n} draws of normal(score, variance) for every page of the group; the interval goes from "
        "the 5 % to the 95 % point of the ranks drawn"
    ).format(n=number(DRAWS))
    return _("What a place means"), said, formula


def _steps() -> Section:
    said = [
        _(
            "A step holds pages that cannot be told apart. The first step, the leaders, holds the "
            "truly best page with at least {share}; if it holds five pages, any of the five may be "
            "the best."
        ).format(share=share(LEADERS)),
        _("Two pages of one step should not be praised or blamed for their order."),
    ]
    formula = _(
        "leaders: pages by their odds to be best until the sum is {leaders}; below: a new step "
        "begins where Φ((score − score of the step's first) ÷ √(sum of variances)) < {apart}"
    ).format(leaders=share(LEADERS), apart=share(APART))
    return _("What a step means"), said, formula


def _in_use() -> set[str]:
    return {line.kpi for found in words.in_force() for line in found.lines}


def history(chosen: Methodology) -> None:
    """Versions: side by side where there are several."""
    found = versions(ratings.methodologies(), chosen.id)
    st.html(f"<h2 class='kpi-h2'>{_('Versions')}</h2>")
    if len(found) == 1:
        said = _(
            "There is one version so far. A new one never rewrites the old: any past period can be "
            "computed again with the version that was in force."
        )
        st.html(f"<p style='{READABLE}'>{escape(said)}</p>")
        return
    heads = ("", *(_("version {n}").format(n=m.version) for m in found))
    st.html(table(heads, _history_rows(found), narrow=True))


def _history_rows(found: Sequence[Methodology]) -> list[str]:
    facts = (
        (_("in force since"), [calendar_day(m.valid_from) for m in found]),
        (_("order"), [m.order or "—" for m in found]),
        (_("author"), [m.author or "—" for m in found]),
    )
    rows = [_row(name, cells) for name, cells in facts]
    weights = [shares({line.kpi: line.weight for line in m.lines}) for m in found]
    scales = [{line.kpi: line.scale for line in m.lines} for m in found]
    for kpi in dict.fromkeys(line.kpi for m in found for line in m.lines):
        cells, before = [], None
        for place, (by_kpi, scale) in enumerate(zip(weights, scales, strict=True)):
            now = (round(by_kpi[kpi], 2), scale[kpi]) if kpi in by_kpi else None
            shown = words.weight(now[0]) if now else "—"
            cells.append(f"{shown} · {_('changed')}" if place and now != before else shown)
            before = now
        rows.append(_row(words.line_name(kpi), cells))
    return rows


def _row(name: str, cells: Sequence[str]) -> str:
    shown = "".join(f"<td class='num'>{escape(cell)}</td>" for cell in cells)
    return f"<tr><th scope='row'>{escape(name)}</th>{shown}</tr>"
