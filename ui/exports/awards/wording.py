"""What people call a contest and its figures: title with segment, what it is given for, values.

Titles and merits are those of ``kpi.nominations``; a segment is a word of the register.
"""

from __future__ import annotations

from core.season import Contest
from jobs.award_words import Words
from kpi.awards.standing import NOMINATIONS
from ui.formats import number, share
from ui.i18n import N_, _, language, ngettext
from ui.installation import here

BY_SEGMENT = "sphere_leader"
OF_SEGMENT = {
    "министерство": N_("Best official page of a ministry"),
    "ведомство": N_("Best official page of a department"),
    "мо": N_("Best official page of a municipal administration"),
    "здравоохранение": N_("Best official page of a medical organisation"),
    "школы": N_("Best official page of a school"),
    "общее образование": N_("Best official page of a school"),
    "детские сады": N_("Best official page of a kindergarten"),
    "дошкольное образование": N_("Best official page of a kindergarten"),
    "дополнительное образование": N_("Best official page of additional education"),
    "колледжи и техникумы": N_("Best official page of a college"),
    "культура": N_("Best official page of a cultural institution"),
    "спорт": N_("Best official page of a sports organisation"),
    "социальная защита": N_("Best official page of a social service"),
}
"""Titles of usual segments of the register, which need a case of their own."""


MANY = 2.0
"""A growth from which on it is told how many times."""


def words() -> Words:
    """The words of the awards in the language of the interface."""
    return Words(language(), here().settings.timezone)


def title(contest: Contest) -> str:
    """``На связи с жителями``, ``Лучший госпаблик школы``, ``Ближе к людям: до 5 тыс. жителей``."""
    told, segment = parts(contest)
    return f"{told}: {segment}" if segment else told


def parts(contest: Contest) -> tuple[str, str]:
    """Title of a contest and its segment; empty: there is none, or the title says it."""
    if contest.nomination not in NOMINATIONS:
        return contest.nomination, ""
    own = OF_SEGMENT.get((contest.segment or "").casefold())
    if contest.nomination == BY_SEGMENT and own:
        return _(own), ""
    return words().title(contest.nomination), words().segment(contest.segment)


def value(nomination: str, figure: float, digits: int = 0) -> str:
    """What a contest is ranked by, in words; empty: points, which mean nothing but their order."""
    match NOMINATIONS[nomination].kind:
        case "share":
            return share(figure, digits)
        case "growth" if figure >= MANY:
            return f"×{number(1 + figure, 1 if figure < 9 else 0)}"
        case "growth":
            return ("+" if figure > 0 else "") + share(figure)
        case "score":
            return number(figure, 1)
        case "days":
            return ngettext("{n} day", "{n} days", round(figure)).format(n=number(figure))
        case _:
            return ""


def merit(contest: Contest) -> str:
    """What stands after «за»: ``качественную и своевременную отработку обращений граждан``."""
    known = NOMINATIONS.get(contest.nomination)
    return _(known.merit) if known else ""
