"""Words of methodologies: lines, blocks, scales, groups, and what a page has closed itself."""

from __future__ import annotations

from collections.abc import Mapping

from kpi import KPIS, methodology
from kpi.methodology import Line, Methodology, Scale
from kpi.model import Kpi
from ui import ratings
from ui.formats import YES_NO, calendar_day, number, share
from ui.i18n import N_, _, ngettext

NO_FIGURES = {
    "in_component": N_("Connected to the component «Gospabliki»"),
    "has_photo": N_("The page has a photo"),
    "has_description": N_("The page has a description"),
    "has_cover": N_("The page has a cover"),
    "menu_widgets": N_("Widgets in the page's menu"),
    "weekly_reach_rate": N_("People reached in a week as a share of followers"),
}
"""Lines of methodologies that no list of figures shows, collected or not."""
DEFAULT = methodology.DEFAULT
"""The methodology where the address names none."""
SIZES = {"1/3": N_("small"), "2/3": N_("medium-sized"), "3/3": N_("large")}
OWN = {
    "comments": N_("comments are switched off: that is the page's own choice, 0 points"),
    "followers": N_("the number of followers is hidden: that is the page's own choice, 0 points"),
    "wall": N_("the wall is closed: that is the page's own choice, 0 points"),
    "not_reached": N_("less than half of the questions got an answer: 0 points"),
}


def line_name(kpi: str) -> str:
    """Full title of a line, whether a figure or not."""
    if kpi in KPIS:
        return _(KPIS[kpi].title)
    return _(NO_FIGURES[kpi]) if kpi in NO_FIGURES else kpi


def block_name(block: str) -> str:
    """A block of a methodology."""
    words = _(block)
    return words[:1].upper() + words[1:]


def weight(value: float) -> str:
    """A weight as a share of 100: ``25`` or ``8,3``."""
    return number(value, 0 if abs(value - round(value)) < 0.05 else 1)


def in_force() -> list[Methodology]:
    """The version of every methodology that is in force, the index first."""
    known = ratings.methodologies()
    return sorted({known[m.id] for m in known.values()}, key=lambda m: (m.id != DEFAULT, m.id))


def title(found: Methodology) -> str:
    """``Индекс ЦУР, вер. 3``."""
    return _("{title}, ver. {n}").format(title=_(found.title), n=found.version)


def issued(found: Methodology) -> list[str]:
    """Version, date, order and author of a methodology."""
    return [
        _("version {n}").format(n=found.version),
        _("in force since {day}").format(day=calendar_day(found.valid_from)),
        _("order {number}").format(number=found.order) if found.order else _("order not stated"),
        _("author {name}").format(name=found.author) if found.author else _("author not stated"),
    ]


def looks_at(found: Methodology) -> str:
    """The time a methodology looks at."""
    if found.months:
        words = ngettext(
            "the last {n} month of the period", "the last {n} months of the period", found.months
        )
        return words.format(n=found.months)
    if found.days:
        words = ngettext(
            "the last {n} day of the period", "the last {n} days of the period", found.days
        )
        return words.format(n=found.days)
    return _("the chosen period")


def scale(line: Line) -> str:
    """How a value becomes points: ``0 points at 14 days, 100 at 3``."""
    kpi = KPIS.get(line.kpi)
    if line.scale.kind == "percentile":
        return _("by the share of similar pages it is ahead of: 50 points in the middle of them")
    if line.scale.kind == "steps":
        return _steps(kpi, line.scale)
    bad, good = float(line.scale.bad), float(line.scale.good)
    if kpi is None or (kpi.id in YES_NO and (bad, good) == (0, 1)):
        return _("0 points for no, 100 for yes")
    return _("0 points {bad}, 100 {good}").format(
        bad=_at(kpi, bad), good=_("at {n}").format(n=_amount(kpi, good))
    )


def _steps(kpi: Kpi | None, found: Scale) -> str:
    pattern = _("{points} above {value}") if found.strict else _("{points} from {value}")
    steps = [
        pattern.format(points=number(points), value=_amount(kpi, value))
        for value, points in found.steps
    ]
    return _("points by steps: {steps}; else 0").format(steps=", ".join(steps))


def _amount(kpi: Kpi | None, value: float) -> str:
    if kpi.unit == "share" if kpi else not value.is_integer():
        return share(value)
    return number(value, 0 if value.is_integer() else 1)


def _at(kpi: Kpi, value: float) -> str:
    """«при 14 днях»: a value with its unit, in the case that follows the preposition."""
    n = int(value) if value.is_integer() else 5
    forms = {
        "days": lambda: ngettext("at {n} day", "at {n} days", n),
        "hours": lambda: ngettext("at {n} hour", "at {n} hours", n),
        "working_hours": lambda: ngettext("at {n} working hour", "at {n} working hours", n),
    }
    words = forms[kpi.unit]() if kpi.unit in forms else _("at {n}")
    return words.format(n=_amount(kpi, value))


def group(name: str) -> str:
    """A comparison group: ``МО · Школы · малые`` of ``МО · Школы · 1/3``."""
    if name == "*":
        return _("all pages of the region")
    parts = name.split(" · ")
    if parts[-1] in SIZES:
        parts[-1] = _(SIZES[parts[-1]])
    return " · ".join(_("not stated") if part == "?" else part for part in parts)


def leader(row: Mapping[str, object]) -> str:
    """What becomes of who leads a group: of a row of ``ui.method.whatif.leaders``."""
    match row["changed"]:
        case None:
            return _("no leader then") if row["pages_then"] is None else _("no leader before")
        case changed:
            return "▲ " + _("changes") if changed else _("stays")
