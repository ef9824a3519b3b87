"""The gate: all that leaves the register is let out here, and what is written outside is only what was let out.

What leaves is decided by what each column of the model declares (`cp_desktop.disclosure`): tables and copies leave
column by column, papers and letters as a whole, by what their kind declares. Numbers of children below the council's
threshold are hidden in all that is handed on, with those that would give them away. What is for this office says so in
its name and at its top.

The tests hold it: `tests/leaving_roads.py` has who may write files, the clipboard, the printer and the terminal.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.disclosure import (
    GUARDED,
    INTERNAL,
    PUBLIC,
    Disclosure,
    Released,
    ReleasedTable,
    internal_name,
    notice,
    says_internal,
)
from cp_desktop.errors import UserError
from cp_desktop.exchange.cells import clean
from cp_desktop.exchange.exporting import ENDINGS, EXCEL_LETTERS, Cut, tsv, write_table
from cp_desktop.exchange.letters.mail import Message, as_eml
from cp_desktop.exchange.plan import WHY_LEFT_OUT, Plan, Progress
from cp_desktop.figures.suppression import suppress
from cp_desktop.model import Column, Council, Listing
from cp_desktop.model.formats import listed
from cp_desktop.register.file_errors import explained
from cp_desktop.register.store import store_of
from cp_desktop.register.tabled import RenderedDocument
from cp_desktop.reports.catalogue import PAPERS

CHUNK = 5_000
MOST_NAMED = 5  # of cells, in one sentence
_LETTER = "INTERNAL: for those it is addressed to. Not for publication."
_ALL = "all"  # the key of a column's sum, beside those of its rows


# -- listings, to a file or the clipboard


@dataclass(frozen=True)
class Exported:
    """What became of an export: where the file is, its rows, the headings of the columns that stayed inside, below
    what a number of children is hidden in it (0 where none had to be), and the cells whose text Excel cannot hold."""

    path: Path
    rows: int
    left_out: tuple[str, ...]
    hidden_below: int
    cut: tuple[Cut, ...] = ()

    @property
    def sentence(self) -> str:
        """What was written, and what it does not hold."""
        said = f"Exported {self.rows:,} {'row' if self.rows == 1 else 'rows'} to {self.path}."
        if self.left_out:
            said += f" Left out, as private: {', '.join(self.left_out)}."
        if self.hidden_below:
            said += f" Numbers of children from 1 to {self.hidden_below - 1} are hidden, and what would tell them."
        if self.cut:
            named = [f"row {row}, column {label}" for row, label in self.cut[:MOST_NAMED]]
            more = len(self.cut) - len(named)
            said += (
                f" More than the {EXCEL_LETTERS:,} letters that a cell of Excel holds stand in "
                f"{listed([*named, *([f'{more:,} more'] if more else [])])}: there the text ends with “…”. Export to "
                ".csv to have all of it."
            )
        return said


def inside_columns(listing: Listing, columns: Iterable[Column]) -> list[Column]:
    """Those of the columns that leave whole only in a file for this office: without it not, or with gaps."""
    return [
        column
        for column in columns
        if column.disclosure < GUARDED and (listing.disclosure(column) > PUBLIC or column.counts_children)
    ]


def left_out(listing: Listing, columns: Iterable[Column], most: Disclosure = PUBLIC) -> tuple[str, ...]:
    """The headings of the columns that do not leave for those to whom `most` may be told."""
    return tuple(column.label for column in columns if listing.disclosure(column) > most)


def export(
    session: Session,
    listing: Listing,
    path: Path,
    ids: Sequence[int] | None = None,
    columns: Sequence[Column] | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    *,
    internal: bool = False,
) -> Exported:
    """Writes a listing to an .xlsx or .csv file, whole or not at all.

    `ids` are the rows in their order (all, in the listing's own, without it), `columns` those wanted (without it
    the ones shown before anybody has chosen, and with `internal` every one for this office). Only a file that is
    `internal` holds those for this office, under a first row that says so, and is written as `internal_name` says.
    Guarded ones leave by neither.

    Raises UserError when no column is left, when the file cannot be written, is a register, or is there already
    under a name that nobody gave; and when `cancelled` says so.
    """
    path = _checked(session, Path(path), internal)
    if columns is None:
        columns = [column for column in listing.columns if column.listed or (internal and column.disclosure > PUBLIC)]
    most = Disclosure.PRIVATE if internal else PUBLIC
    chosen = _let_out(listing, columns, most)
    if not chosen:
        raise UserError(
            f"{path.name} was not written: every column asked for is private. Show another one, or export for this "
            "office only."
        )
    below = 0 if internal else session.scalar(select(Council.suppress_below)) or 0
    hidden = _hidden(session, listing, chosen, below)
    counting = [column for column in listing.columns if column.counts_children]
    if counting and below > 1:
        ids = _in_safe_order(session, listing, counting, ids)
    number = 0

    def rows() -> Iterator[Sequence[Any]]:
        nonlocal number
        total = len(ids) if ids is not None else 0
        for number, (id, *row) in enumerate(_rows(session, listing, ids, chosen), 1):
            if number % 1000 == 1:
                if cancelled and cancelled():
                    raise UserError(f"The export was cancelled. {path.name} was not written.")
                if progress:
                    progress(number - 1, max(total, number - 1), f"Writing {path.name}")
            for place, words in hidden.items():
                row[place] = words.get(id, row[place])
            yield row

    with _replaced(path) as part:
        first_row = _notice_of(inside_columns(listing, chosen)) if internal else None
        highest = max(column.disclosure for column in chosen) if internal else PUBLIC
        table = ReleasedTable(listing.title, first_row, [column.label for column in chosen], rows(), highest)
        cut = write_table(table, part, path.suffix.lower())
    return Exported(path, number, left_out(listing, columns, most), below if any(hidden.values()) else 0, tuple(cut))


def rows_left_out(session: Session, plan: Plan, path: Path) -> Path:
    """Writes the rows that an import leaves out to an .xlsx or .csv file, each with the reason, under their headings.

    They came from outside and go back to who made them. Imported again once they are mended, the reasons are passed by.
    Raises UserError as `export` does.
    """
    path = _checked(session, Path(path), internal=False)
    headings = [*plan.headings, WHY_LEFT_OUT]
    rows = [[*(clean(cell) for cell in one.cells), one.why] for one in plan.left_out]
    with _replaced(path) as part:
        write_table(ReleasedTable("Rows left out", None, headings, rows, PUBLIC), part, path.suffix.lower())
    return path


def copied(session: Session, listing: Listing, ids: Sequence[int], columns: Sequence[Column]) -> Released:
    """Rows of a listing for the clipboard, under their headings; a first row says so where they are for this office.

    Guarded columns stay inside. Raises UserError where no other is left.
    """
    chosen = _let_out(listing, columns, Disclosure.PRIVATE)
    if not chosen:
        raise UserError("Nothing was copied: what these columns hold stays in the register. Show another one.")
    inside = inside_columns(listing, chosen)
    rows = (row[1:] for row in _rows(session, listing, ids, chosen))
    words = tsv([column.label for column in chosen], rows, _notice_of(inside) if inside else None)
    return Released(words, max(column.disclosure for column in chosen))


def _let_out(listing: Listing, columns: Iterable[Column], most: Disclosure) -> list[Column]:
    """Those of the columns that may be told to whom `most` says, as they are written outside."""
    chosen = [column for column in columns if listing.disclosure(column) <= most]
    return [column if column.leaving is None else replace(column, expression=column.leaving) for column in chosen]


def _checked(session: Session, named: Path, internal: bool) -> Path:
    private_files.require_file(named)
    path = internal_name(named) if internal else named
    if path.suffix.lower() not in ENDINGS:
        raise UserError(f"{path.name} was not written. Choose a name that ends in .xlsx or .csv.")
    if path != named and path.exists():
        raise UserError(
            f"The name of a file with private columns says “internal”, and {path.name} is there already: it was left "
            "as it is. Choose another name."
        )
    store_of(session).must_not_replace(path)
    return path


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """A file to write in place of another, as `private_files` has it; what keeps it from being written is said."""
    try:
        with private_files.replaced(path) as part:
            yield part
    except PermissionError as problem:
        raise UserError(
            f"{path.name} may not be written. Nothing was changed. Close it if it is open, or choose another place."
        ) from problem
    except OSError as problem:
        raise explained(problem) or UserError(f"{path.name} was not written: {problem.strerror}.") from problem


def _notice_of(inside: Sequence[Column]) -> str:
    """The first row of a table for this office only. It is one cell, so that importers pass it by."""
    return notice(f"holds private columns ({', '.join(column.label for column in inside)}), " if inside else "")


def _rows(
    session: Session, listing: Listing, ids: Sequence[int] | None, columns: Sequence[Column]
) -> Iterator[Sequence[Any]]:
    """The key and the values of each row."""
    if ids is None:
        yield from session.execute(listing.rows(None, columns)).yield_per(CHUNK)
        return
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        found = {row[0]: row for row in session.execute(listing.rows(some, columns))}
        yield from (found[number] for number in some if number in found)


# -- small numbers of children


def _hidden(session: Session, listing: Listing, columns: Sequence[Column], below: int) -> dict[int, dict[int, str]]:
    """What stands in place of numbers that must not be told: for each column of them (by its place) words by row.

    It goes by all rows, whichever are chosen, and as if their sum were known: papers tell it.
    """
    hidden: dict[int, dict[int, str]] = {}
    for place, column in enumerate(columns):
        if below > 1 and column.counts_children:
            rows = session.execute(listing.rows(None, [column]))
            counts: dict[int | str, int | None] = {row[0]: row[1] for row in rows}
            whole: dict[int | str, int | None] = {_ALL: sum(filter(None, counts.values()))}
            words = suppress(counts | whole, dict.fromkeys(counts, _ALL), below)
            hidden[place] = {key: said for key, said in words.items() if isinstance(key, int)}
    return hidden


def _in_safe_order(
    session: Session, listing: Listing, wanted: Sequence[Column], ids: Sequence[int] | None
) -> Sequence[int]:
    """The rows, in an order that does not tell hidden numbers: where they are sorted by such a column, as entered."""
    counts = {row[0]: row[1:] for row in session.execute(listing.rows(None, wanted))}
    ids = list(counts) if ids is None else [id for id in ids if id in counts]
    for place in range(len(wanted)):
        numbers = [counts[id][place] for id in ids if counts[id][place] is not None]
        if len(numbers) > 2 and numbers in (sorted(numbers), sorted(numbers, reverse=True)):
            return sorted(ids)
    return ids


# -- letters, papers and files


def letter(message: Message, sender: str | None = None) -> Released:
    """A letter as a draft; the subject and the first line of one that is not for everybody say so.

    Raises UserError for what is no e-mail address, and TypeError for a letter that does not say for whom it is, or is
    for this office alone: a bug, not the user's.
    """
    if message.disclosure > INTERNAL:
        raise TypeError(f"a letter is {message.disclosure.name.lower()}: that leaves by none")
    if message.disclosure is INTERNAL:
        subject, text = message.subject, message.text
        subject = subject if says_internal(subject) else f"INTERNAL: {subject}"
        text = text if says_internal(text.partition("\n")[0]) else f"{_LETTER}\n\n{text}"
        message = replace(message, subject=subject, text=text)
    return Released(as_eml(message, sender), message.disclosure)


def paper(made: RenderedDocument) -> Released:
    """A paper, or one that was tabled; what its kind declares says whom it is for."""
    return Released(made.content, paper_class(made.document))


def paper_class(document: str) -> Disclosure:
    """Whom a document is for: INTERNAL for one that there is no more, of which only tabled papers are left."""
    return PAPERS[document].disclosure if document in PAPERS else INTERNAL


def paper_name(document: str, name: str) -> str:
    """What the file of a document may be called, without its ending: one that is not for everybody says so."""
    return name if paper_class(document) is PUBLIC else str(internal_name(Path(f"{name}.pdf")).with_suffix(""))


def kept_file(content: bytes) -> Released:
    """A file kept with a visit, given back to who kept it: as it came, for this office only."""
    return Released(content, GUARDED)


# -- words


def words(text: str, disclosure: Disclosure) -> Released:
    """Words for the clipboard or the terminal, of a class that whoever composed them names; a first line says so where
    they are for this office. Raises UserError for guarded ones."""
    if disclosure >= GUARDED:
        raise UserError("Nothing was copied: what is shown here stays in the register.")
    return Released(text if disclosure is PUBLIC else f"{notice()}\n{text}", disclosure)


def data(said: Any, disclosure: Disclosure) -> Released:
    """Plain values as JSON, for another program; who prints it says for whom. Raises TypeError for guarded ones."""
    if disclosure >= GUARDED:
        raise TypeError("guarded values leave by no command")
    return Released(json.dumps(said, indent=1, default=str), disclosure)


def copied_rows(headings: Sequence[str], lines: Iterable[Sequence[Any]], disclosure: Disclosure) -> Released:
    """Rows that are at hand, for the clipboard; otherwise as `words`."""
    return words(tsv(headings, lines), disclosure)
