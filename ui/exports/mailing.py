"""A mailing: what founders are asked to mend, once for the workbook, the letters and the chat.

Frames and words only, without names or texts of residents; rows come already limited by
``ui.rights``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from ui import data
from ui.exports import brief_words, matters
from ui.exports.matter_words import Matter, Row, matters_of
from ui.exports.matters import About
from ui.formats import moment, number, weekday_moment
from ui.i18n import _, ngettext
from ui.installation import here


@dataclass(frozen=True)
class Mailing:
    """What is sent.

    Attributes:
        rows: ``ui.exports.matters.troubled`` of the chosen pages.
        about: what it is about.
        greeting: first line of letters and of the text.
        deadline: when it must be mended, UTC unix seconds.
        as_of: the moment of the data.
    """

    rows: pl.DataFrame
    about: About
    greeting: str
    deadline: int
    as_of: int

    @property
    def due(self) -> str:
        """``вт 25.11, 18:00``."""
        return weekday_moment(self.deadline)

    def founders(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Founders in order of their names, with the rows of each, urgent first."""
        parts = self.rows.partition_by("founder", as_dict=True, maintain_order=True)
        for (name,) in sorted(parts, key=lambda key: (key[0] is None, str(key[0]).casefold())):
            yield (name or _("No founder in the register")), parts[(name,)]

    def told(self, row: Row) -> list[Matter]:
        """What is the matter with a row."""
        return matters_of(row, self.about, self.as_of)

    def summary(self, rows: pl.DataFrame) -> str:
        """``12 вопросов ждут ответа …; 13 страниц без публикаций …`` of some rows."""
        counts = {
            "overdue": int(rows["overdue"].sum()),
            "silent": int(rows["silent"].sum()),
            "norm": int(rows["below_norm"].sum()),
        }
        words = {
            "overdue": lambda n: ngettext(
                "{n} question of residents waits for an answer past the deadline ({deadline})",
                "{n} questions of residents wait for an answer past the deadline ({deadline})", n),
            "silent": lambda n: ngettext(
                "{n} page without posts for 7 days and longer",
                "{n} pages without posts for 7 days and longer", n),
            "norm": lambda n: ngettext(
                "{n} page below the norm of posts last week",
                "{n} pages below the norm of posts last week", n),
        }  # fmt: skip
        deadline = brief_words.deadline(here().settings.deadline)
        said = [
            words[kind](count).format(n=number(count), deadline=deadline)
            for kind, count in counts.items()
            if count and self.about in (kind, "all")
        ]
        return _("As of {moment}: {what}.").format(moment=moment(self.as_of), what="; ".join(said))

    def request(self) -> str:
        """What is asked: «Просим исправить до вт 25.11, 18:00»."""
        return _("Please mend it before {moment}.").format(moment=self.due)


def mailing(pages: pl.DataFrame, about: About, greeting: str, deadline: int) -> Mailing:
    """The mailing about some pages.

    Args:
        pages: rows limited by rights, with ``page``.
        about: what it is about; pages with nothing of it are left out.
        greeting: first line.
        deadline: when it must be mended.
    """
    found = matters.troubled(matters.standing(pages), about)
    return Mailing(found, about, " ".join(greeting.split()), deadline, data.facts().as_of)
