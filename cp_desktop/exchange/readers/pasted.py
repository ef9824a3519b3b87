"""What somebody pasted: a block of cells, or a list of addresses as Outlook writes one."""

import csv
import re
from io import StringIO
from pathlib import Path

from cp_desktop.errors import UserError

from .sheets import ImportFile, Row, Sheet
from .text import separator_of

NAME = "Pasted list"
LARGEST = 5_000_000  # letters
# "Bell, Ann" <ann@x.example> or Bell, Ann <ann@x.example> or ann@x.example, with what parts it from the next
_ADDRESS = re.compile(
    r"""\s*(?: (?: "(?P<quoted>[^"]*)" | (?P<name>[^<>;"\t\n]*?) ) \s* < (?P<mail>[^\s<>;,]+@[^\s<>;,]+) >
        | (?P<bare>[^\s<>;,"]+@[^\s<>;,"]+) ) \s* (?:[;,\n]|$)""",
    re.X,
)


def read_pasted(text: str) -> ImportFile:
    """The rows of a pasted block, or the names and addresses of a list. Raises UserError."""
    if not text.strip():
        raise UserError("Nothing was pasted. Nothing was imported. Copy the rows of the list first.")
    if len(text) > LARGEST:
        raise UserError("What was pasted is too large. Nothing was imported. Save it as a file and import that.")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows = _addresses(text) or _block(text)
    return ImportFile(Path(NAME), [Sheet(NAME, [row for row in rows if any(row.cells)])])


def _addresses(text: str) -> list[Row]:
    """The rows of a list that is nothing but addresses, with or without names; none of other texts."""
    found, place = [["Name", "E-mail"]], 0
    text = text.strip()
    while place < len(text):
        one = _ADDRESS.match(text, place)
        if not one or one.end() == place:
            return []
        found.append([(one["quoted"] or one["name"] or "").strip(" ,'"), one["mail"] or one["bare"]])
        place = one.end()
    return [Row(number, cells, NAME) for number, cells in enumerate(found, 1)]


def _block(text: str) -> list[Row]:
    separator = "\t" if "\t" in text else separator_of(text)
    try:
        records = list(csv.reader(StringIO(text), delimiter=separator, strict=True))
    except csv.Error:  # a quotation mark that means itself
        records = list(csv.reader(StringIO(text), delimiter=separator, quoting=csv.QUOTE_NONE))
    return [Row(number, record, NAME) for number, record in enumerate(records, 1)]
