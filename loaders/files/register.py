"""The register of bodies and pages, as the ЦУР keeps it in xlsx or csv, read into frames.

Owns what makes two rows one body and the reasons for which a row is left out. Pure but for reading
the file; knows neither store nor network. Nothing is guessed: an empty cell below a filled one (a
merged cell) stays empty and is reported, a doubtful row is left out with its number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import dataframely as dy
import polars as pl

from core.text import plain
from loaders.files import fields, links
from loaders.files.fields import EXEMPT, FieldError, quoted
from loaders.files.links import Link
from loaders.files.register_frames import (
    COLUMNS,
    NETWORKS,
    REQUIRED,
    Bodies,
    ListedPages,
    Register,
    Rejects,
)
from loaders.files.table import Row, Sheet, content, read_table
from loaders.files.workbook_child import ERROR

Value = str | int | bool | None
_BASE = ("level", "exempt_reason", "sphere", "sphere_2", "sphere_3", "status")
_TEXTS = ("founder", "level", "sphere", "sphere_2", "sphere_3", "territory", "exempt_reason")
_READERS: Mapping[str, Callable[[str], Value]] = {
    **dict.fromkeys(_TEXTS, fields.text),
    "status": fields.status,
    "audience": fields.audience,
    "badge": fields.yes_no,
    "component": fields.yes_no,
}
Key = tuple[str, ...]
T = TypeVar("T")
S = TypeVar("S", bound=dy.Schema)


def read(path: Path, resolved: Mapping[str, str] | None = None) -> Register:
    """The register in a file.

    Args:
        path: xlsx or csv.
        resolved: page ids by screen name of VK, as far as they are known by now; they let a link by
            name and a link by number be seen as one page.

    Raises:
        FileError: the file as a whole cannot be taken; NoFileError: there is none.
    """
    return parse(content(path), str(path), resolved)


def parse(data: bytes, name: str, resolved: Mapping[str, str] | None = None) -> Register:
    """As ``read``, from the bytes of a file called ``name``."""
    sheet = read_table(data, name, COLUMNS, REQUIRED)
    making = _Making(resolved or {})
    for row in sheet.rows:
        making.take(row)
    return Register(
        bodies=_frame(Bodies, making.body_rows()),
        pages=_frame(ListedPages, making.pages),
        rejects=_frame(Rejects, making.rejects),
        rows=len(sheet.rows),
        sheet=sheet.name,
        given=_given(sheet.columns),
        networks=frozenset({"vk"} | sheet.columns.intersection(NETWORKS)),
        notices=(*sheet.notices, *_absent(sheet), *_gaps(sheet), *making.notices),
    )


def _frame(schema: type[S], rows: Sequence[Mapping[str, Value]]) -> dy.DataFrame[S]:
    return schema.validate(pl.DataFrame(rows, schema=schema.create_empty().schema))


def _given(columns: frozenset[str]) -> frozenset[str]:
    own = columns - {"id", "status", *NETWORKS}
    return own | {"category", "exempt"} if "status" in columns else own


def _absent(sheet: Sheet) -> list[str]:
    return [
        f"there is no column «{COLUMNS[key][0]}»: what it would say stays as it was"
        for key in _BASE
        if key not in sheet.columns
    ]


def _gaps(sheet: Sheet) -> list[str]:
    notices = []
    for key in ("level", "founder"):
        empty = [row.number for row in sheet.rows if key not in row.cells and "name" in row.cells]
        filled = any(key in row.cells for row in sheet.rows)
        if empty and filled:
            some = ", ".join(map(str, empty[:5])) + (", …" if len(empty) > 5 else "")
            notices.append(
                f"«{COLUMNS[key][0]}» is empty in {len(empty)} rows ({some}) and stays empty:"
                " if its cells are merged, unmerge them and fill every row"
            )
    return notices


def _name_faults(name: str) -> list[str]:
    if not any(letter.isalpha() for letter in name) or name == ERROR:
        shown = f" (it holds {quoted(name)})" if name else ""
        return [f"no name: fill «{COLUMNS['name'][0]}»{shown} in every row, merged cells too"]
    if name.casefold().split()[0].rstrip(":.") in ("итого", "всего"):
        return [f"{quoted(name)} is a total, not an organisation: remove the row"]
    return []


def _plain(text: str) -> str:
    # A name made of an address or of signs has no plain form; it is then its own key.
    return plain(text) or text.casefold()


@dataclass
class _Body:
    number: int
    row: int
    values: dict[str, Value]
    rows: dict[str, int]


@dataclass
class _Making:
    """The frames while they are made, row by row."""

    resolved: Mapping[str, str]
    bodies: dict[Key, _Body] = field(default_factory=dict)
    pages: list[dict[str, Value]] = field(default_factory=list)
    rejects: list[dict[str, Value]] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    stands: dict[str, tuple[int, Key]] = field(default_factory=dict)
    names: dict[str, tuple[int, str]] = field(default_factory=dict)

    def take(self, row: Row) -> None:
        """Takes a row, or leaves it out with all its faults."""
        name = row.cells.get("name", "")
        faults = [row.fault] if row.fault else []
        faults += _name_faults(name)
        ogrn, page = None, None
        try:
            ogrn = _cell("ogrn", row, fields.ogrn)
        except FieldError as error:
            faults.append(str(error))
        try:
            page = self._page(row)
        except FieldError as error:
            faults.append(str(error))
        if page:
            faults += self._duplicate(page)
        if faults:
            self.rejects.append(
                {
                    "row": row.number,
                    "reason": "; ".join(faults),
                    "name": name or None,
                    "ogrn": ogrn,
                    "page_id": page.page_id if page else None,
                }
            )
            return
        key = self._body(row, name, ogrn)
        if page:
            self._add(page, row.number, key)
        for network in NETWORKS[1:]:
            self._other(network, row, key)

    def _page(self, row: Row) -> Link | None:
        """The page in VK; where the number is known it counts, the link's name is kept with it."""
        owner = _cell("id", row, links.number)
        link = _cell("vk", row, links.vk)
        if link is None:
            return Link("vk", owner) if owner else None
        if owner is None:
            known = self.resolved.get(link.name or "", "").removeprefix("vk:")
            return Link("vk", int(known) if known.isdecimal() else link.owner, link.name)
        if link.owner not in (None, owner):
            raise FieldError(
                f"«{COLUMNS['id'][0]}» {owner} and the link {quoted(row.cells['vk'])} disagree:"
                " they name two pages, leave the right one in both"
            )
        return Link("vk", owner, link.name)

    def _duplicate(self, page: Link) -> list[str]:
        for shown in (page.page_id, f"vk:{page.name}" if page.name else page.page_id):
            if shown in self.stands:
                first = self.stands[shown][0]
                told = f"duplicate: the page {shown} stands already in row {first}"
                return [f"{told}, leave it in one of the two rows"]
        return []

    def _add(self, page: Link, row: int, key: Key) -> None:
        self.stands[page.page_id] = (row, key)
        if page.name:
            self.stands[f"{page.network}:{page.name}"] = (row, key)
        self.pages.append(
            {
                "page_id": page.page_id,
                "network": page.network,
                "owner": page.owner,
                "screen_name": page.name,
                "body": self.bodies[key].number,
                "row": row,
            }
        )

    def _other(self, network: str, row: Row, key: Key) -> None:
        """A page of another network; what cannot be taken is a notice, the row stays."""
        heading = COLUMNS[network][0]
        try:
            page = links.READERS[network](row.cells.get(network, ""))
        except FieldError as error:
            self.notices.append(
                f"row {row.number}: «{heading}» {error}; left out, the row is taken"
            )
            return
        if page is None:
            return
        earlier = self.stands.get(page.page_id)
        if not earlier:
            self._add(page, row.number, key)
        elif earlier[1] != key:
            self.notices.append(
                f"row {row.number}: «{heading}» {page.page_id} stands already in row {earlier[0]}"
                " for another organisation; it stays with that one"
            )

    def _body(self, row: Row, name: str, ogrn: str | None) -> Key:
        """The key of the row's body: ОГРН and name, without an ОГРН name and founder."""
        values = self._values(row)
        founder = str(values["founder"] or "")
        key = (ogrn, _plain(name)) if ogrn else ("", _plain(name), _plain(founder))
        if ogrn:
            self._same_ogrn(ogrn, name, row.number)
        body = self.bodies.get(key)
        if body is None:
            rows = dict.fromkeys(values, row.number)
            own: dict[str, Value] = {"ogrn": ogrn, "name": name, **values}
            self.bodies[key] = _Body(len(self.bodies), row.number, own, rows)
            return key
        if not ogrn:
            self.notices.append(
                f"row {row.number}: no ОГРН; by name and founder"
                f" it is the organisation of row {body.row}"
            )
        self._merge(body, values, row.number)
        return key

    def _merge(self, body: _Body, values: Mapping[str, Value], row: int) -> None:
        for column, value in values.items():
            if body.values[column] is None:
                body.values[column], body.rows[column] = value, row
            elif value not in (None, body.values[column]):
                self.notices.append(
                    f"row {row}: «{COLUMNS[column][0]}» differs from row {body.rows[column]}"
                    " of the same organisation; the upper row counts"
                )

    def _same_ogrn(self, ogrn: str, name: str, row: int) -> None:
        first, known = self.names.setdefault(ogrn, (row, name))
        if _plain(known) != _plain(name):
            self.notices.append(
                f"row {row}: ОГРН {ogrn} stands in row {first} with another name;"
                " taken as two organisations"
            )

    def _values(self, row: Row) -> dict[str, Value]:
        """What the row says of its body; a cell that cannot be read is null and a notice."""
        values: dict[str, Value] = {}
        for column, reader in _READERS.items():
            text = row.cells.get(column, "")
            try:
                if text == ERROR:
                    raise FieldError("shows an error of Excel: taken as not known")
                values[column] = reader(text)
            except FieldError as error:
                values[column] = None
                self.notices.append(f"row {row.number}: «{COLUMNS[column][0]}» {error}")
        return values

    def body_rows(self) -> list[dict[str, Value]]:
        """Rows of ``Bodies``: the status becomes category and exempt."""
        made = []
        for body in self.bodies.values():
            status = body.values.pop("status")
            category = None if status == EXEMPT else status
            made.append(
                {
                    "body": body.number,
                    **body.values,
                    "category": category,
                    "exempt": status == EXEMPT,
                }
            )
        return made


def _cell(column: str, row: Row, reader: Callable[[str], T]) -> T:
    text = row.cells.get(column, "")
    try:
        if text == ERROR:
            raise FieldError("shows an error of Excel: mend its formula or write the value itself")
        return reader(text)
    except FieldError as error:
        raise FieldError(f"«{COLUMNS[column][0]}» {error}") from None
