"""What makes a comment a question: the rule, examples judged by it, phrases, what was overruled."""

from __future__ import annotations

from html import escape

import polars as pl
import streamlit as st

from core.text import lexicon, plain
from kpi.appeals import OVERRULED
from ui import data
from ui.formats import number, share
from ui.i18n import _
from ui.method.rating import table

EXAMPLES = (
    ("Когда откроют бассейн после ремонта?", True),
    ("Подскажите, до какого числа принимают документы", True),
    ("На Лесной, 5 третий день нет воды", True),
    ("Прошу убрать снег у школы № 5", True),
    ("Автобус опять не ходит, ждали сорок минут", True),
    ("Спасибо за праздник, дети в восторге!", True),
    ("Как красиво украсили площадь", True),
    ("Поздравляем победителей", True),
    ("Вот расписание: https://vk.com/topic-1?day=2", True),
    ("Мария, а вы не знаете, когда начало?", False),
)
"""A comment, and whether it begins a thread or speaks to the page; else it speaks to a resident."""
MOST = 10
"""Reasons that are listed."""


def draw() -> None:
    """The rule in words, ten examples, what supervisors decided against it, the phrases."""
    listed = "".join(f"<li>{escape(rule)}</li>" for rule in _rules())
    st.html(f"<ul class='kpi-rules'>{listed}</ul>")
    st.html(f"<h2 class='kpi-h2'>{escape(_('Ten examples'))}</h2>")
    st.html(_examples())
    st.html(f"<h2 class='kpi-h2'>{escape(_('What supervisors decided otherwise'))}</h2>")
    st.html(_overruled())
    st.html(f"<h2 class='kpi-h2'>{escape(_('Phrases'))}</h2>")
    st.html(_phrases())


def _rules() -> list[str]:
    return [
        _(
            "A resident's comment is a question if there is a question mark in it or one of the "
            "phrases below, and it begins a thread or speaks to the page."
        ),
        _(
            "Several comments of one person in one thread are one question until the page answers; "
            "it is dated by the first of them."
        ),
        _(
            "An answer is a comment of the page in the same thread, later than the question; an "
            "answer to somebody else does not count."
        ),
        _(
            "Comments of other communities, deleted comments and visitors' posts are no questions. "
            "A score still counts a deleted question, so deleting it raises nothing."
        ),
        _(
            "A supervisor may decide otherwise for any comment: the decision stands in the log, "
            "and the page may object."
        ),
    ]


def _examples() -> str:
    rows = []
    for text, heard in EXAMPLES:
        reason = lexicon().reason(text)
        verdict = _("question") if reason and heard else _("no question")
        why = _why(reason, heard) if reason else _spared(text)
        rows.append(
            f"<tr><th scope='row'>{escape(text)}</th><td class='num'>{escape(verdict)}</td>"
            f"<td class='why' style='text-align:left'>{escape(why)}</td></tr>"
        )
    return table((_("Comment"), _("Verdict"), _("Why")), rows)


def _spared(text: str) -> str:
    """Why a text without a reason is no question."""
    if "?" in text:
        return _("the mark stands in a link")
    if lexicon().figures.search(plain(text)):
        return _("a figure of speech")
    return _("neither a question mark nor a phrase")


def _why(reason: str, heard: bool) -> str:
    if not heard:
        return _("it speaks to another resident")
    return _("question mark") if reason == "?" else _("phrase «{phrase}»").format(phrase=reason)


def _overruled() -> str:
    """By reason: how many questions the rule found, and how many were taken out of the count."""
    said = overruled()
    added = int(said.filter(reason=OVERRULED)["taken"].sum())
    rows = said.filter(pl.col("reason") != OVERRULED, pl.col("taken") > 0).head(MOST)
    words = _("Counted as questions though the rule found none: {n}.").format(n=number(added))
    if rows.is_empty():
        none = _("No question of the rule was taken out of the count.")
        return f"<p class='kpi-note'>{escape(none)} {escape(words)}</p>"
    body = [
        f"<tr><th scope='row'>{escape(_why(reason, heard=True))}</th>"
        f"<td class='num'>{number(found)}</td>"
        f"<td class='num'>{number(taken)}</td>"
        f"<td class='num'>{share(taken / found, 1)}</td></tr>"
        for reason, found, taken in rows.iter_rows()
    ]
    heads = (_("Reason"), _("Questions"), _("Taken out of the count"), _("Share"))
    return table(heads, body, narrow=True) + f"<p class='kpi-note'>{escape(words)}</p>"


def overruled() -> pl.DataFrame:
    """What supervisors decided against the rule, by what made the comment a question.

    Returns:
        ``reason, found, taken``, most taken first: questions by the rule, and those of them that
        were taken out of the count; of the reason ``kpi.appeals.OVERRULED`` both are the comments
        put in.
    """
    facts = data.facts()
    keys = ["page", "comment"]
    said = facts.first_replies.select(*keys, "reason", "addressed").join(
        facts.overrules.select(*keys, "counts"), on=keys, how="left"
    )
    asks = pl.col("reason").is_not_null() & pl.col("addressed")
    by_rule = said.filter(asks).group_by("reason").agg(
        found=pl.len(), taken=(~pl.col("counts")).fill_null(value=False).sum()
    )  # fmt: skip
    put_in = said.filter(~asks & pl.col("counts").fill_null(value=False)).height
    extra = pl.DataFrame(
        {"reason": [OVERRULED], "found": [put_in], "taken": [put_in]}, schema=by_rule.schema
    )
    return pl.concat([by_rule, extra]).sort(
        "taken", "found", "reason", descending=[True] * 2 + [False]
    )


def _phrases() -> str:
    known = lexicon()
    shown = ", ".join(phrase.replace("*", "…") for phrase in known.listed)
    spared = ", ".join(phrase.replace("*", "…") for phrase in known.spared)
    version = _("Version {n} of the list; «…» stands for any ending.").format(n=known.version)
    return (
        f"<p class='kpi-note'>{escape(version)}</p>"
        f"<p style='max-width:880px' lang='ru'>{escape(shown)}</p>"
        f"<p class='kpi-note'>{escape(_('Figures of speech that make no question:'))}</p>"
        f"<p style='max-width:880px' lang='ru'>{escape(spared)}</p>"
    )
