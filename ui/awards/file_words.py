"""Why a row of the season's files is not taken, in the interface's language.

The loader's sentences are English; here their patterns are told. Whatever matches none is shown as
it came.
"""

from __future__ import annotations

from collections.abc import Sequence

from ui.i18n import N_
from ui.register.words import told

FAULTS: Sequence[tuple[str, str]] = (
    (r"the row has (?P<n>\d+) cells and the header (?P<m>\d+).*",
     N_("The row has {n} cells, the header {m}")),
    (r"«(?P<c>[^»]*)» holds a formula that failed.*", N_("{c}: an error of Excel")),
    (r"«(?P<c>[^»]*)» is empty.*", N_("“{c}” is empty")),
    (r"no title.*", N_("There is no title")),
    (r"the title is longer than (?P<n>\d+) .*", N_("The title is longer than {n} characters")),
    (r"no first day.*", N_("There is no first day")),
    (r"ends \((?P<v>\S+)\) before it begins \((?P<w>\S+)\)",
     N_("Ends on {v}, before it begins on {w}")),
    (r"lasts (?P<n>\d+) days: an event lasts at most (?P<m>\d+).*",
     N_("Lasts {n} days; an event lasts at most {m}: name its single days")),
    (r"neither a keyword nor a hashtag.*",
     N_("Neither a keyword nor a hashtag: no post could be found")),
    (r"more than (?P<n>\d+) keywords.*", N_("More than {n} keywords and hashtags")),
    (r"(?P<v>«.*») is no keyword.*", N_("{v} is no keyword: it needs two letters")),
    (r"(?P<v>«.*») is no hashtag.*", N_("{v} is no hashtag such as #деньгорода")),
    (r"«(?P<c>[^»]*)» holds (?P<v>«.*»): write the day.*",
     N_("“{c}”: {v} is no day such as 09.05.2025")),
    (r"«(?P<c>[^»]*)» is (?P<v>\S+): is the year right\?", N_("“{c}”: is the year of {v} right?")),
    (r"repeats row (?P<n>\d+).*", N_("Repeats row {n}")),
    (r"begins on (?P<v>\S+), not in (?P<n>\d+)", N_("Begins on {v}, not in {n}")),
    (r"no page of the register is of the territory (?P<v>«.*»)",
     N_("The register has no territory {v}")),
    (r"no page of the register is of the sphere (?P<v>«.*»)", N_("The register has no sphere {v}")),
    (r"(?P<v>«.*») is no nomination.*", N_("{v} is no nomination")),
    (r"(?P<v>«.*») must be one link .*", N_("{v} is no single link to VK")),
    (r"(?P<v>«.*») (?:does not lead to VK|is no link to a community of VK).*",
     N_("{v} is no link to VK such as https://vk.com/club1")),
    (r"(?P<v>«.*») leads to a person's page.*", N_("{v} leads to a person's page")),
    (r"(?P<v>«.*») holds a number that no (?:community|group) has.*",
     N_("{v} holds a number no community has")),
    (r"(?P<v>«.*») names no page.*", N_("{v} names no page: give a link or an OGRN")),
    (r"(?P<v>«.*») is no number of votes.*", N_("{v} is no number of votes")),
    (r"(?P<v>«.*») is not in the register.*", N_("The page {v} is not in the register")),
    (r"the body with the ОГРН (?P<v>\d+) has (?P<n>\d+) pages.*",
     N_("The organisation {v} has {n} pages in VK: give the link of one")),
    (r"the body with the ОГРН (?P<v>\d+) has no page.*",
     N_("The organisation {v} has no page in VK")),
    (r"(?P<v>«.*») must have 13 or 15 digits.*", N_("{v}: an OGRN has 13 or 15 digits")),
    (r"(?P<v>«.*») has a wrong check digit.*", N_("{v}: the OGRN holds a mistyped digit")),
    (r"(?P<v>«.*») is a number that Excel has rounded.*", N_("{v}: Excel has rounded the number")),
)  # fmt: skip
"""Pattern of the loader's sentence, and what is said."""


def fault(reason: str) -> str:
    """Why a row is left out."""
    return told(FAULTS, reason)
