"""What every file comes down to: sheets of rows of cells, with the numbers that the rows have in the file."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ..cells import DAY_ZERO, Cell


class Row(NamedTuple):  # a dataclass takes twice as long to make, a hundred thousand times
    """A row that holds anything at all."""

    number: int
    cells: Sequence[Cell]
    sheet: str = ""
    hidden: bool = False  # by a filter or by hand
    struck: bool = False  # struck out


@dataclass
class Sheet:
    """The rows of a sheet, the day from which it counts days, and whether it is hidden. Merged cells are filled."""

    name: str
    rows: list[Row]
    day_zero: dt.datetime = DAY_ZERO
    hidden: bool = False


@dataclass
class ImportFile:
    """What was read of a file.

    `modified` is the day on which it was last changed. `kind` and `complete` are said where the format itself tells
    them: which kind of list this is, and that nobody is missing from it. `notes` are sentences about the file.
    """

    path: Path
    sheets: list[Sheet]
    modified: dt.date | None = None
    kind: str | None = None
    complete: bool = False
    notes: tuple[str, ...] = ()
