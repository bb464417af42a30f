"""What the awards say, in the language of the region: proofs, figures of a gate, reasons.

Owns how a number of ``kpi.nominations.model`` is written; texts stand in the catalogue.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal

from core.catalogue import N_, catalogue
from kpi.awards.standing import NOMINATIONS
from kpi.nominations.model import Nomination, NumberKind

BANDS = {
    "< 5": N_("under 5 thousand residents"),
    "5–20": N_("5–20 thousand residents"),
    "20–100": N_("20–100 thousand residents"),
    "> 100": N_("over 100 thousand residents"),
}
"""Segments that are no names of the register."""

NOBODY = N_("Nobody fulfils all conditions: most often missing is “{condition}”.")
ELSEWHERE = N_("Has its first place in the nomination “{title}”.")
TIED = N_("Equal in every figure: the commission decides.")
LEADERS = N_("Cannot be told from the first place by the figures.")
AHEAD = N_("Ahead of all others beyond chance.")


@dataclass(frozen=True)
class Words:
    """The words of an installation: its language (``ru`` or ``en``) and IANA zone."""

    language: str
    timezone: str

    def text(self, msgid: str) -> str:
        """A text of the catalogue."""
        return catalogue(self.language).gettext(msgid) if msgid else ""

    def title(self, nomination: str) -> str:
        """Title of a nomination by its id."""
        return self.text(NOMINATIONS[nomination].title)

    def segment(self, segment: str | None) -> str:
        """A segment as people read it; empty where there is one contest."""
        return self.text(BANDS[segment]) if segment in BANDS else segment or ""

    def proof(self, nomination: Nomination, numbers: Mapping[str, Any]) -> str:
        """The sentence that proves an entry."""
        written = {
            name: self.number(one.kind, numbers.get(name))
            for name, one in nomination.numbers.items()
        }
        return self.text(nomination.proof).format(**written)

    def number(self, kind: NumberKind, value: object) -> str:
        """A number of a declaration as it is written; null: «no data»."""
        if value is None:
            return self.text("no data")
        if kind == "text":
            return str(value)
        if kind == "yes":
            return self.text("yes" if value else "no")
        figure = float(value)  # type: ignore[arg-type]
        return self._figure(kind, figure) if math.isfinite(figure) else self.text("no data")

    def _figure(self, kind: NumberKind, figure: float) -> str:
        match kind:
            case "day":
                at = datetime.fromtimestamp(figure, ZoneInfo(self.timezone))
                return format_date(at, "d MMMM", locale=self._locale)
            case "growth":
                grown = math.exp(figure) - 1
                return ("+" if grown > 0 else "") + self._percent(grown, 0)
            case "share" | "fine":
                return self._percent(figure, 1 if kind == "fine" else 0)
            case "decimal":
                return self._decimal(figure, 1)
            case _:
                return self._decimal(figure, 0)

    @property
    def _locale(self) -> Locale:
        return Locale.parse({"ru": "ru_RU", "en": "en_GB"}[self.language])

    def _percent(self, value: float, digits: int) -> str:
        """A share in percent; one that is not whole never rounds up to 100 %."""
        percent = 100 * value
        if percent < 100 <= round(percent, digits):
            percent = 100 - 10.0**-digits
        space = "\u00a0" if self.language == "ru" else ""
        return f"{self._decimal(percent, digits)}{space}%"

    def _decimal(self, value: float, digits: int) -> str:
        pattern = "#,##0" + ("." + "0" * digits if digits else "")
        rounded = round(value, digits) + 0.0
        return format_decimal(rounded, format=pattern, locale=self._locale).replace("-", "−")
