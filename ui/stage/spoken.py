"""Names of bodies as they are said on a stage."""

from __future__ import annotations

import re

from ui.exports import names

_FORMS = "учреждени|предприяти|обществ|организаци"
"""Words of legal forms written in full; a name in quotes follows them."""


def spoken(name: str) -> str:
    """A body's name as it is said on a stage: without the words of its legal form.

    Where it may break is the wall's own matter.
    """
    told = re.sub(rf"^[^«]*(?:{_FORMS})[^«]*(?=«)", "", " ".join(name.split()), flags=re.IGNORECASE)
    return names.short(told).replace("\u200b", "")
