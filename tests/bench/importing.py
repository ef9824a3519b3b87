"""Large lists over the raw readers and raw SQLite, a year's files once they are read, and names that nobody bears."""

import csv
import datetime as dt
import itertools
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import xlsxwriter
from python_calamine import CalamineWorkbook

from cp_desktop import exchange
from cp_desktop.exchange.readers import ImportFile, read_file
from cp_desktop.register import Register
from cp_desktop.services import demo, imports

from . import worlds
from .clock import SMALL, pairs, timed

ROWS = 1_000 if SMALL else 100_000
STRANGERS = 200 if SMALL else 20_000
_HEADINGS = ("Date", "Councillor", "Ward", "Item", "What was done")
_FIRST = dt.date(2017, 5, 24)
_DAYS, _ITEMS = 200, 20


def lines(folder: Path) -> Iterator[str]:
    """The ratios, and how long it takes to plan."""
    made = worlds.demo_register(folder)
    for ending, write, read in ((".csv", _write_csv, _raw_csv), (".xlsx", _write_xlsx, _raw_xlsx)):
        path = folder / f"large{ending}"
        write(path, [_HEADINGS, *_activities(ROWS)])
        yield _over_raw(made, path, read, folder)
    yield from _plans(made)
    strangers = folder / "strangers.csv"
    _write_csv(strangers, [_HEADINGS, *_unknown(STRANGERS)])
    with Register.open(made, write=False) as register:
        yield _took(
            f"plan of {STRANGERS:,} rows, nobody's names", partial(_plan, register, "activity", strangers), 2000
        )


def _over_raw(made: Path, path: Path, raw: Callable[[Path], list[list[object]]], folder: Path) -> str:
    """A list through the program, audited and sealed, over the same rows read and inserted with nothing between."""
    number = itertools.count()

    def ours() -> float:
        copy = shutil.copyfile(made, folder / f"import{next(number)}{path.suffix}.cpregister")
        with Register.open(copy) as register:
            return timed(lambda: imports.apply(register, _plan(register, "activity", path)))

    def other() -> float:
        connection = sqlite3.connect(folder / f"raw{next(number)}{path.suffix}.sqlite", isolation_level=None)
        columns = ", ".join(f"column{place}" for place in range(len(_HEADINGS)))
        connection.execute(f"CREATE TABLE list (id INTEGER PRIMARY KEY, {columns})")

        def insert() -> None:
            connection.execute("BEGIN IMMEDIATE")
            marks = ", ".join("?" * len(_HEADINGS))
            connection.executemany(f"INSERT INTO list ({columns}) VALUES ({marks})", raw(path))
            connection.execute("COMMIT")

        try:
            return timed(insert)
        finally:
            connection.close()

    what = f"import of {ROWS:,} rows of {path.suffix}, audited / raw reader and SQLite"
    return pairs(ours, other, 1).line(what, 3.0)


def _plans(made: Path) -> Iterator[str]:
    """A year's files, after they are read, in a register that holds them already and in one that holds the lists."""
    with Register.open(made, write=False) as register:
        for kind in ("councillors", "menu", "commitments", "survey", "activity", "homes", "visits"):
            path = demo.FILES / f"{kind}.csv"
            yield _took(
                f"plan of the year's {kind}, once read", partial(_plan, register, kind, path, read_file(path)), 300
            )


def _plan(register: Register, kind: str, path: Path, file: ImportFile | None = None) -> exchange.Plan:
    return exchange.read(register, kind, path, file=file)


def _took(what: str, work: Callable[[], object], aim: int) -> str:
    work()
    taken = sorted(timed(work) for _ in range(1 if SMALL else 5))
    return f"{what:<58} {taken[len(taken) // 2] * 1000:9.1f} ms  (aim <= {aim} ms)"


def _activities(rows: int) -> Iterator[Sequence[str]]:
    """Things that the demo year's councillors did, each another."""
    with (demo.FILES / "councillors.csv").open(encoding="utf-8") as file:
        people = [(f"Cllr {row['Forename']} {row['Surname']}", row["Ward"]) for row in csv.DictReader(file)]
    for number in range(rows):
        name, ward = people[number % len(people)]
        day = (_FIRST + dt.timedelta(days=number % _DAYS)).strftime("%d/%m/%Y")
        yield day, name, ward, str(number % _ITEMS + 1), f"Came to meeting {number}"


def _unknown(rows: int) -> Iterator[Sequence[str]]:
    for number, (day, _, _, item, what) in enumerate(_activities(rows)):
        yield day, f"Nobody{number} Of That Name", "", item, what


def _write_csv(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _write_xlsx(path: Path, rows: Iterable[Sequence[str]]) -> None:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)


def _raw_csv(path: Path) -> list[list[object]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))  # type: ignore[arg-type]


def _raw_xlsx(path: Path) -> list[list[object]]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()  # type: ignore[return-value]
