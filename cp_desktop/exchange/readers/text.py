"""Tables of text: read a row at a time, for nothing in them can ask for more than its own length."""

import codecs
import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from io import StringIO
from itertools import chain, islice
from operator import itemgetter
from pathlib import Path

from cp_desktop.errors import UserError

from .sheets import ImportFile, Row, Sheet

MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384  # what Excel holds, blank ones included
MOST_CELLS = 6_000_000  # of all the rows that are kept
LONGEST_RECORD = 12_000_000  # letters of some rows of text, over all their lines
CHUNK = 100  # rows
SEPARATORS = "\t;,|"  # of two that fit as well, the one that fewer people write in their words comes first
NONE = "\x1f"  # parts nothing: no text that is read has it
SAMPLE, SAMPLE_ROWS = 100_000, 500  # letters and rows by which the separator is chosen


def read(path: Path, start: bytes, modified: dt.date, waiting: Callable[[], None] | None) -> ImportFile:
    """The one sheet of a file of text. Raises UserError, csv.Error, UnicodeError and OSError."""
    encoding = _encoding(path, start)
    with path.open(encoding=encoding) as file:
        separator = separator_of(file.read(SAMPLE))
    with path.open(encoding=encoding) as file:
        lines = _TextLines(path, file)
        records = csv.reader(lines.counted(), delimiter=separator, strict=True)
        rows = list(chain.from_iterable(_filled(path, lines, records, waiting)))
    return ImportFile(path, [Sheet("", rows)], modified)


class _TextLines:
    """The lines of a file, which cannot fill the memory, however many of them are one row."""

    def __init__(self, path: Path, file: Iterable[str]) -> None:
        self._path, self._file = path, file
        self.taken = 0  # letters of the rows that are being read

    def counted(self) -> Iterator[str]:
        for line in self._file:
            self.taken += len(line)
            if self.taken >= LONGEST_RECORD:
                raise _too_large(self._path, "a row longer than any list of ours")
            yield line


def _too_large(path: Path, what: str) -> UserError:
    return UserError(f"{path.name} has {what}. Nothing was imported. Copy the table alone into a new file.")


def _filled(
    path: Path, lines: _TextLines, records: Iterator[list[str]], waiting: Callable[[], None] | None
) -> Iterator[list[Row]]:
    """The rows that hold anything, some at a time."""
    number = cells = 0
    while some := list(islice(records, CHUNK)):
        lines.taken = 0
        if max(map(len, some)) > MOST_COLUMNS:
            raise _too_large(path, f"more than {MOST_COLUMNS:,} columns")
        kept = [Row._make((at, record, "", False, False)) for at, record in enumerate(some, number + 1) if any(record)]
        number += len(some)
        cells += sum(map(len, map(itemgetter(1), kept)))
        if number > MOST_ROWS:
            raise _too_large(path, f"more than {MOST_ROWS:,} rows, most of them blank perhaps")
        if cells > MOST_CELLS:
            raise _too_large(path, f"more than {MOST_CELLS:,} cells")
        if waiting and number % 5_000 == 0:
            waiting()
        yield kept


# -- by what the cells are separated


def separator_of(text: str) -> str:
    """The sign that separates the cells of a text, told by how alike its rows come out."""
    if _names_alone(text):
        return NONE
    there = [one for one in SEPARATORS if one in text] or [","]
    return max(there, key=lambda one: _fitness(text, one)) if len(there) > 1 else there[0]


def _names_alone(text: str) -> bool:
    """Whether a text is a heading, and under it nothing but names with their surnames first."""
    if any(sign in text for sign in ';|\t"'):
        return False
    heading, *names = [line for line in text.splitlines() if line.strip()] or [""]
    return "," not in heading and len(names) > 1 and all(name.count(", ") == name.count(",") == 1 for name in names)


def _fitness(text: str, separator: str) -> tuple[bool, float]:
    """How well a text reads with a separator: whether its quotation marks do, how many of its rows are as wide as most.

    What is followed by a blank stands in a sentence rather than between cells, so it counts for less.
    """
    rows: list[list[str]] = []
    sound = True
    try:
        rows.extend(islice(csv.reader(StringIO(text), delimiter=separator, strict=True), SAMPLE_ROWS))
    except csv.Error as problem:
        sound = "expected after" not in str(problem)  # the text may end within a cell
    rows = [row for row in rows if any(row)]
    widths = Counter(len(row) for row in rows if len(row) > 1)
    if not widths:
        return sound, 0.0
    alike = max(widths.values())
    cells = [cell for row in rows for cell in row[1:] if cell]
    prose = sum(cell.startswith(" ") for cell in cells) / len(cells) if cells else 0
    return sound, alike / len(rows) - prose


# -- in which encoding it was written

_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f-\x9f]")


def _encoding(path: Path, start: bytes) -> str:
    """The encoding in which the whole file reads as text without signs that no list has. Raises UserError."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in start:
        encodings = ["utf-16-le" if start[1:2] == b"\0" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        length = 0  # of the line that is being read
        with path.open("rb") as file:
            try:
                first = part = decoder.decode(file.read(SAMPLE))
                while part:
                    end = max(part.rfind("\n"), part.rfind("\r"))
                    length = length + len(part) if end < 0 else len(part) - end
                    if length >= LONGEST_RECORD:
                        raise _too_large(path, "a row longer than any list of ours")
                    part = decoder.decode(file.read(1 << 20))
                decoder.decode(b"", final=True)
            except UnicodeError:
                continue
        if not _CONTROLS.search(first):
            return encoding
    raise UserError(f"{path.name} is not a table of text that can be read. Nothing was imported. Save it as .xlsx.")
