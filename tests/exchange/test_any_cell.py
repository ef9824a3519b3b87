"""Whatever stands in a cell of a list: the value that it is, or a sentence; never a bug, and nothing goes in changed.

The cells come to the importers as a workbook's reader hands them on; that the reader does so is tested beside it.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import Date, select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.exchange.cells import Cell, clean, typed
from cp_desktop.exchange.readers import ImportFile, Row, Sheet, read_file
from cp_desktop.model import record_named
from cp_desktop.register import Register
from cp_desktop.services import imports
from tests.exchange.settling import settled
from tests.exchange.test_any_column import LISTS

CELLS: dict[str, Cell] = {
    "words": "Siân O’Hara-Łukasz",
    "whole number": 7,
    "number": 7.5,
    "below zero": -3,
    "huge": 1e20,
    "tiny": 1e-9,
    "yes": True,
    "no": False,
    "day": dt.date(2017, 6, 9),
    "day long ago": dt.date(1899, 12, 31),
    "moment": dt.datetime(2017, 6, 9, 9, 30, 5),
    "time": dt.time(9, 30),
    "duration": dt.timedelta(hours=30),
    "error": "#REF!",
    "formula": "=SUM(A1:A9)",
    "long": "x" * 40_000,
    "long number": "9" * 400,
    "controls": "a\x07b\x00c",
    "lines": "one\ntwo\r\nthree",
    "turned round": "a\u202eb",
    "half a letter": "\ud800",
    "percent signs": "%s %d {year} %",
    "nothing": None,
    "blanks": "\u00a0 \u200b ",
}

NOT_IN_A_WORKBOOK = {"day long ago", "long", "half a letter", "nothing", "blanks"}


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.usefixtures("council")
def test_any_cell_is_read_as_what_it_is_or_told(register: Register, tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"{kind}.csv"
    path.write_text(LISTS[kind], encoding="utf-8")
    file = read_file(path)
    headings, first, *others = file.sheets[0].rows
    named = {place: name for name, place in exchange.KINDS[kind].matcher.match(headings.cells)[0].items()}
    for place, heading in enumerate(headings.cells):
        for what, cell in CELLS.items():
            cells = [*first.cells[:place], cell, *first.cells[place + 1 :]]
            rows = [headings, Row(first.number, cells), *others]
            changed = replace(file, sheets=[Sheet("", rows)])
            check(register, kind, changed, named.get(place, ""), cell, f"{kind}, {heading}: {what}")


def check(register: Register, kind: str, file: ImportFile, name: str, cell: Cell, where: str) -> None:
    """Plans the import, does it where it is ready, and takes it back."""
    try:
        plan = exchange.read(register, kind, file.path, file=file)
    except UserError as problem:
        refusal = str(problem)
    else:
        refusal = ""
    if refusal:
        assert "Nothing was imported" in refusal, where
        return
    for problem in plan.open:
        assert problem.sentence.startswith(f"{file.path.name}, row "), where
        assert problem.sentence.isprintable(), where
    if not plan.ready:
        settled(lambda choices: exchange.read(register, kind, file.path, choices, file), where)
        return
    before = len(register.entries())
    imports.apply(register, plan)
    if name in exchange.KINDS[kind].columns:
        column_type = exchange.KINDS[kind].columns[name]
        if isinstance(cell, dt.datetime) and isinstance(column_type, Date):
            expected = cell.date()  # the stamp of a form, where a list may have one
        else:
            expected = typed(cell, column_type)  # what cannot be read is not ready
        table, column = name.split(".")
        with register.reading() as session:
            kept = list(session.scalars(select(getattr(record_named(table), column))))
        assert expected is None or expected in kept, where
    if len(register.entries()) > before:
        register.undo()


def test_a_workbook_hands_on_every_cell_as_it_is(tmp_path: Path) -> None:
    """Written by another program than reads it; a text longer than a cell of Excel's is not to be had in one."""
    kept = {what: cell for what, cell in CELLS.items() if what not in NOT_IN_A_WORKBOOK}
    book = xlsxwriter.Workbook(tmp_path / "cells.xlsx", {"strings_to_formulas": False})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Home", "Places"])
    formats = {dt.date: "d/m/yyyy", dt.datetime: "d/m/yyyy hh:mm:ss", dt.time: "hh:mm:ss", dt.timedelta: "[h]:mm:ss"}
    for row, cell in enumerate(kept.values(), 1):
        sheet.write(row, 0, f"Home {row}")
        if isinstance(cell, dt.date | dt.time | dt.timedelta):
            sheet.write_datetime(row, 1, cell, book.add_format({"num_format": formats[type(cell)]}))
        else:
            sheet.write(row, 1, cell)
    book.close()
    rows = read_file(tmp_path / "cells.xlsx").sheets[0].rows[1:]
    read = {what: row.cells[1] for what, row in zip(kept, rows, strict=True)}
    assert {what: clean(cell) for what, cell in read.items()} == {what: clean(cell) for what, cell in kept.items()}


@pytest.mark.parametrize("cell", ["3.7", "1.5", "1e+20"])
@pytest.mark.usefixtures("council")
def test_a_number_that_is_not_whole_is_no_item(bring: Callable[..., exchange.Plan], cell: str) -> None:
    plan = bring("activity", LISTS["activity"].replace(",1,", f",{cell},"))
    assert [problem.sentence for problem in plan.open] == [
        f"activity.csv, row 2, column Item: “{cell}” is no item of the menu; expected one's number, such as 2."
    ]
