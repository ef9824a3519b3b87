"""The answer of ModernGov to GetCouncillorsByWard: everybody in office in a council, ward by ward.

Its parser takes no document type, so that nothing in it can grow; what it holds in hand is one councillor.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.parsers import expat

from cp_desktop.errors import UserError

from .sheets import ImportFile, Row, Sheet

ROOT = "councillorsbyward"
HEADINGS = (
    *("Councillor", "Ward", "Party", "Email", "Councillor ID", "Term start", "Term end", "Roles"),
    *("District", "Representing", "Telephone", "Mobile", "Address", "Surgeries"),
)
MOST_ROWS, LONGEST_TEXT = 100_000, 100_000
# Each of a councillor's texts, by the elements that it stands in. What stands in `homeaddress` is nobody's business.
_TEXTS = {
    ("councillorid",): "Councillor ID",
    ("fullusername",): "Councillor",
    ("politicalpartytitle",): "Party",
    ("districttitle",): "District",
    ("representing",): "Representing",
    ("keyposts",): "Roles",
    ("workaddress", "email"): "Email",
    ("workaddress", "phone"): "Telephone",
    ("workaddress", "mobile"): "Mobile",
    ("workaddress", "postcode"): "Address",
    ("termsofoffice", "termofoffice", "startdate"): "Term start",
    ("termsofoffice", "termofoffice", "enddate"): "Term end",
}
_LINES = {"workaddress": "Address", "surgerydetails": "Surgeries"}


def read(path: Path, modified: dt.date, waiting: Callable[[], None] | None) -> ImportFile:
    """A sheet of one row a councillor, and of one a term where there are several. Raises UserError and OSError."""
    answer = _ModernGovAnswer(path)
    with path.open("rb") as file:
        try:
            part = file.read(1 << 16).lstrip()
            while part:
                answer.parser.Parse(part)
                part = file.read(1 << 16)
                if waiting and part:
                    waiting()
            answer.parser.Parse(b"", True)
        except (expat.ExpatError, ValueError) as problem:
            raise UserError(
                f"{path.name} is damaged, or an answer of ModernGov that was cut off. Nothing was imported. "
                "Fetch the list again."
            ) from problem
    rows = [Row(number, cells, ROOT) for number, cells in enumerate([list(HEADINGS), *answer.rows], 1)]
    if answer.rows:
        notes = ["Home addresses and photographs were not read.", *answer.notes]
    else:
        notes = [f"{path.name} is an answer of ModernGov that lists nobody: it changes nothing."]
    return ImportFile(path, [Sheet(ROOT, rows)], modified, "councillors", bool(answer.rows), tuple(notes))


class _ModernGovAnswer:
    """What has been read of an answer."""

    def __init__(self, path: Path) -> None:
        self.rows: list[list[str]] = []
        self.notes: list[str] = []
        self._path = path
        self._within: list[str] = []
        self._shown: list[str] = []
        self._ward, self._told, self._counted = "", "", 0
        self._texts: dict[str, str] = {}
        self._terms: list[dict[str, str]] = []
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True  # so that the parts of a text are few
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begun
        self.parser.EndElementHandler = self._ended
        self.parser.CharacterDataHandler = self._show

    def _refuse(self, *_: Any) -> None:
        raise ValueError("an answer of ModernGov has no document type")

    def _show(self, part: str) -> None:
        self._shown.append(part)
        if sum(map(len, self._shown)) > LONGEST_TEXT:
            raise ValueError("no text of ModernGov is so long")

    def _begun(self, tag: str, _: Any) -> None:
        self._within.append(tag.lower())
        self._shown.clear()
        match self._within[1:]:
            case ["wards", "ward"]:
                self._ward, self._told, self._counted = "", "", 0
            case [*_, "councillor"]:
                self._texts, self._terms = {}, []
            case [*_, "termofoffice"]:
                self._terms.append({})
        if len(self._within) > 20:
            raise ValueError("no answer of ModernGov is so deep")

    def _ended(self, _: str) -> None:
        text = " ".join("".join(self._shown).split())
        self._shown.clear()
        match self._within[1:]:
            case ["wards", "ward", "wardtitle"]:
                self._ward = text
            case ["wards", "ward", "councillors", "councillorcount"]:
                self._told = text
            case ["wards", "ward"]:
                if self._told.isdigit() and int(self._told) != self._counted:
                    self.notes.append(
                        f"{self._ward or 'A ward without a name'} has {self._told} councillors by the answer's own "
                        f"count, and {self._counted} are listed."
                    )
            case ["wards", "ward", "councillors", "councillor"]:
                self._counted += 1
                self._take()
            case ["wards", "ward", "councillors", "councillor", *place]:
                self._note(place, text)
        self._within.pop()

    def _note(self, place: Sequence[str], text: str) -> None:
        name = _TEXTS.get(tuple(place))
        if place[-1].startswith("line") and len(place) == 2:
            name = _LINES.get(place[0])
        if not name or not text or text == "unspecified":
            return
        said = self._terms[-1] if place[0] == "termsofoffice" else self._texts
        said[name] = f"{said[name]}, {text}" if name in _LINES.values() and name in said else said.get(name, text)

    def _take(self) -> None:
        for term in [one for one in self._terms if one] or [{}]:
            said = {**self._texts, **term, "Ward": self._ward}
            self.rows.append([said.get(heading, "") for heading in HEADINGS])
        if len(self.rows) > MOST_ROWS:
            raise UserError(f"{self._path.name} lists more councillors than any council has. Nothing was imported.")
