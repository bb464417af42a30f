"""The register in words: how bodies stand, what pages lack and how to mend it, what a file said.

The loader's sentences are English; here their patterns are told in the interface's language.
Whatever matches none is shown as it came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ui.i18n import N_, _

STATES = {
    "badge": ("●", N_("with the mark")), "created": ("○", N_("created without the mark")),
    "unknown": ("?", N_("created, the mark is not known")),
    "refused": ("■", N_("cannot be read")), "exempt": ("–", N_("need not have one")),
    "none": ("–", N_("not created")),
}  # fmt: skip
"""Shape and words of how a body stands in a network."""

_ONE = {
    "badge": N_("with the mark"), "created": N_("without the mark"),
    "unknown": N_("the mark is not known"),
    "refused": N_("the page cannot be read"), "exempt": N_("need not have one"),
    "none": N_("has no page"),
}  # fmt: skip
MEND = {
    "photo": N_("Add a picture: the page's menu «Manage» → «Settings» → picture."),
    "cover": N_("Add a cover of 1920 × 768 points: «Manage» → «Design» → «Cover»."),
    "description": N_("Describe the body in at least 100 characters: «Manage» → «Settings»."),
    "site": N_("Give the address of the site: «Manage» → «Settings» → «Site»."),
    "phone": N_("Give the phone: «Manage» → «Contact details»."),
    "address": N_("Give the address: «Manage» → «Contact details» → «Address»."),
    "category": N_("Choose the subject of the community: «Manage» → «Settings»."),
    "badge": N_("Confirm the page in the component «Gospabliki» of the state portal."),
    "created": N_("Create a page in VK and enter its link into the register."),
    "pos_widget": N_("Add the widget «Report a problem» (POS) to the page's menu."),
    "silent": N_("Publish: the norm is at least three posts a week."),
    "refused": N_("Open the page: it can be neither read nor judged."),
}
"""How to mend what a letter names."""

FIELDS = {
    "name": N_("name"), "ogrn": N_("OGRN"), "founder": N_("founder"), "level": N_("level"),
    "sphere": N_("sphere 1"), "sphere_2": N_("sphere 2"), "sphere_3": N_("sphere 3"),
    "territory": N_("territory"), "category": N_("status"), "exempt": N_("left out of the count"),
    "exempt_reason": N_("reason"), "audience": N_("audience"), "badge": N_("mark"),
    "component": N_("component «Gospabliki»"), "listed": N_("stands in the register"),
    "body": N_("organisation"), "owner": N_("number of the page"), "page_id": N_("page"),
    "screen_name": N_("address of the page"), "listed_name": N_("address in the register"),
}  # fmt: skip
"""Columns of bodies and pages."""

_FAULTS: Sequence[tuple[str, str, str]] = (
    (r"the row has (?P<n>\d+) cells and the header (?P<m>\d+).*",
     N_("The row has {n} cells, the header {m}"),
     N_("Put texts that hold the delimiter into quotation marks")),
    (r"no name: fill .*", N_("There is no name of the organisation"),
     N_("Fill the name in every row, in merged cells too")),
    (r"(?P<v>«.*») is a total, not an organisation.*", N_("{v} is a total, not an organisation"),
     N_("Remove the row")),
    (r"(?:«(?P<c>[^»]*)» )?(?P<v>«.*») must have 13 or 15 digits.*",
     N_("{c}: {v} must have 13 or 15 digits"), N_("Copy it again from the state register")),
    (r"(?:«(?P<c>[^»]*)» )?(?P<v>«.*») has a wrong check digit.*",
     N_("{c}: {v} holds a mistyped digit"), N_("Copy it again from the state register")),
    (r"(?:«(?P<c>[^»]*)» )?(?P<v>«.*») is a number that Excel has rounded.*",
     N_("{c}: Excel has rounded the number {v}"),
     N_("Format the column as a number without decimals, enter it again and save")),
    (r"«(?P<c>[^»]*)» shows an error of Excel.*", N_("{c}: an error of Excel"),
     N_("Mend the formula or write the value itself")),
    (r"«(?P<c>[^»]*)» (?P<v>«.*») does not lead to .*", N_("{c}: {v} leads to another network"),
     N_("Give a link such as https://vk.com/club1")),
    (r"«(?P<c>[^»]*)» (?P<v>«.*») leads to a person's page.*",
     N_("{c}: {v} leads to a person's page"), N_("Give the link of the organisation's community")),
    (r"«(?P<c>[^»]*)» (?P<v>«.*») is no (?:link|number) .*",
     N_("{c}: {v} names no page"), N_("Give a link such as https://vk.com/club1")),
    (r"«(?P<c>[^»]*)» (?P<v>«.*») must be one link .*",
     N_("{c}: {v} is more than one link"), N_("Give every page a row of its own")),
    (r"«(?P<c>[^»]*)» (?P<v>«.*») holds a number that no (?:community|group) has.*",
     N_("{c}: {v} holds a number no community has"), N_("Copy the link again")),
    (r"«(?P<c>[^»]*)» (?P<n>\d+) and the link (?P<v>«.*») disagree.*",
     N_("{c} {n} and the link {v} name two pages"), N_("Leave the right one in both cells")),
    (r"duplicate: the page (?P<v>\S+) stands already in row (?P<n>\d+).*",
     N_("The page {v} stands already in row {n}"), N_("Leave it in one of the two rows")),
)  # fmt: skip

_NOTICES: Sequence[tuple[str, str]] = (
    (r"there is no column «(?P<c>[^»]*)».*",
     N_("There is no column «{c}»: what it would say stays as it was.")),
    (r"«(?P<c>[^»]*)» is empty in (?P<n>\d+) rows .*",
     N_("«{c}» is empty in {n} rows and stays empty: unmerge merged cells and fill every row.")),
    (r"«(?P<c>[^»]*)» stands in the header more than once.*",
     N_("«{c}» stands in the header more than once: the leftmost column is used.")),
    (r"row (?P<n>\d+): no ОГРН.* row (?P<m>\d+)",
     N_("Row {n}: no OGRN; by name and founder it is the organisation of row {m}.")),
    (r"row (?P<n>\d+): «(?P<c>[^»]*)» differs from row (?P<m>\d+) .*",
     N_("Row {n}: «{c}» differs from row {m} of the same organisation; the upper row counts.")),
    (r"row (?P<n>\d+): ОГРН (?P<v>\d+) stands in row (?P<m>\d+) .*",
     N_("Row {n}: OGRN {v} stands in row {m} with another name; taken as two organisations.")),
    (r"row (?P<n>\d+): «(?P<c>[^»]*)» (?P<v>\S+) stands already in row (?P<m>\d+) .*",
     N_("Row {n}: «{c}» {v} stands already in row {m} of another organisation; it stays there.")),
    (r"row (?P<n>\d+): «(?P<c>[^»]*)» .*left out, the row is taken",
     N_("Row {n}: «{c}» names no page; it is left out, the row is taken.")),
    (r"row (?P<n>\d+): «(?P<c>[^»]*)» .*(?:taken as not known|norm of a «визитка» applies)",
     N_("Row {n}: «{c}» could not be understood and is taken as not known.")),
)  # fmt: skip

_FILES: Sequence[tuple[str, str]] = (
    (r"is empty", N_("{file} is empty: save the table again as xlsx or csv.")),
    (r"has no header row with (?P<c>.*?) among", N_(
        "{file} has no header row with {c}: name the columns as the template does.")),
    (r"a quotation mark in row (?P<n>\d+)", N_(
        "{file}: a quotation mark in row {n} is never closed: close it, or save as xlsx.")),
    (r"has no rows under its header", N_("{file} has no rows under its header: fill the table.")),
    (r"protected by a password", N_("{file} is protected by a password: remove it in Excel.")),
    (r"an old Excel file", N_("{file} is an old Excel file: save it as «Excel workbook (.xlsx)».")),
    (r"unpacks to more", N_(
        "{file} holds far more than a table: copy the table alone into a new file.")),
    (r"is no Excel workbook", N_("{file} is damaged or no workbook: save it in Excel anew.")),
    (r"", N_("{file} is neither an Excel workbook nor a csv: save the table as xlsx.")),
)  # fmt: skip


def state(one: str, network: str = "vk") -> str:
    """How bodies stand in a network, in words; only VK has the mark."""
    if one == "created" and network != "vk":
        return _("created")
    return _(STATES[one][1])


def standing(one: str, network: str) -> str:
    """How one body stands in a network: shape and words."""
    said = _("has a page") if one == "created" and network != "vk" else _(_ONE[one])
    return f"{STATES[one][0]} {said}"


def fault(reason: str) -> tuple[str, str]:
    """Why a row of the register is left out, and how to mend it."""
    told = [_told(part) for part in reason.split("; ")]
    return "; ".join(why for why, _mend in told), "; ".join(mend for _why, mend in told if mend)


def _told(part: str) -> tuple[str, str]:
    for pattern, why, mend in _FAULTS:
        if match := re.fullmatch(pattern, part, re.DOTALL):
            named = {key: value or "" for key, value in match.groupdict().items()}
            return _(why).format(**named).removeprefix(": "), _(mend)
    return part, ""


def notice(text: str) -> str:
    """What was taken with a doubt."""
    return told(_NOTICES, text)


def told(known: Iterable[tuple[str, str]], text: str) -> str:
    """A sentence of the loader in the words for its pattern; none is known: as it came."""
    for pattern, words in known:
        if match := re.fullmatch(pattern, text, re.DOTALL):
            return _(words).format(**match.groupdict())
    return text


def file_error(text: str, file: str) -> str:
    """Why a file cannot be taken at all."""
    for pattern, words in _FILES:
        if match := re.search(pattern, text):
            named = {key: part.replace("» or «", f"» {_('or')} «")
                     for key, part in match.groupdict().items()}  # fmt: skip
            return _(words).format(**{"file": f"«{file}»"} | named)
    return text


def value(column: str, cell: object) -> str:
    """A cell of the register as the preview shows it."""
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return _("yes") if cell else _("no")
    if column == "category":
        return {"card": _("card page"), "active": _("active page"),
                "flagship": _("flagship page")}.get(str(cell), str(cell))  # fmt: skip
    return str(cell)
