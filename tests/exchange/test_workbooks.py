"""What only a spreadsheet says: formulas that went wrong, and days as numbers. No list of either goes in unseen."""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
import xlsxwriter
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.model import Term
from cp_desktop.register import Register
from tests.exchange.conftest import COUNCILLORS
from tests.exchange.test_any_column import LISTS

Bring = Callable[..., exchange.Plan]
ERRORS = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
HEADINGS = ["Forename", "Surname", "Ward", "Term start"]


def as_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.with_suffix(".csv").write_text(text.getvalue(), "utf-8")
    return path.with_suffix(".csv")


def as_xlsx(path: Path, rows: Sequence[Sequence[object]], **options: object) -> Path:
    book = xlsxwriter.Workbook(path.with_suffix(".xlsx"), options)
    book.add_worksheet("Notes").write(0, 0, "Read me")
    sheet = book.add_worksheet("The list & more")
    date = book.add_format({"num_format": "d/m/yyyy"})
    for at, row in enumerate(rows):
        for place, cell in enumerate(row):
            if cell in ERRORS:
                sheet.write_formula(at, place, "=B99", None, cell)  # kept as a cell of errors
            else:
                sheet.write(at, place, cell, date if isinstance(cell, dt.date) else None)
    book.close()
    return path.with_suffix(".xlsx")


def as_ods(path: Path, rows: Sequence[Sequence[object]], null_date: str = "", repeat: int = 1) -> Path:
    """A workbook as LibreOffice writes one."""

    def cell(value: object) -> str:
        if value in ERRORS:
            kind = 'table:formula="of:=[.B99]" office:value-type="string" office:string-value="" '
            kind += 'calcext:value-type="error"'
            return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
        if value == "":
            return "<table:table-cell/>"
        if isinstance(value, int | float):
            kind = f'office:value-type="float" office:value="{value}" calcext:value-type="float"'
        else:
            kind = 'office:value-type="string" calcext:value-type="string"'
        return f"<table:table-cell {kind}><text:p>{escape(str(value))}</text:p></table:table-cell>"

    settings = (
        f'<table:calculation-settings><table:null-date table:date-value="{null_date}"/></table:calculation-settings>'
    )
    lines = [f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows]
    empty = f'<table:table-row table:number-rows-repeated="{repeat}"><table:table-cell/></table:table-row>'
    lines[1:1] = [empty] if repeat > 1 else []
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content{spaces} xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:'
        f'calcext:1.0"><office:body><office:spreadsheet>{settings if null_date else ""}'
        f'<table:table table:name="List">{"".join(lines)}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    with zipfile.ZipFile(path.with_suffix(".ods"), "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr("content.xml", content)
    return path.with_suffix(".ods")


@pytest.mark.parametrize("written", [as_csv, as_xlsx, as_ods])
def test_a_formula_that_went_wrong_is_told_by_row_and_column(
    bring: Bring, tmp_path: Path, written: Callable[..., Path]
) -> None:
    rows = [HEADINGS, ["Ada", "Dean", "Mill", "4 May 2017"]]
    rows += [["Ben", "Twin", error, "4 May 2017"] for error in ERRORS]
    rows += [["Cem", "Öz", "Mill", error] for error in ERRORS]
    path = written(tmp_path / "list", rows)
    plan = bring("councillors", path)
    assert not plan.ready
    assert [(one.rows, one.column) for one in plan.open] == [
        *(([str(3 + at)], "Ward") for at in range(len(ERRORS))),
        *(([str(10 + at)], "Term start") for at in range(len(ERRORS))),
    ]
    assert plan.open[0].sentence == (
        f"{path.name}, row 3, column Ward: “#N/A” is not a value: a spreadsheet shows it where a formula went wrong; "
        "correct that, or leave it empty."
    )


@pytest.mark.parametrize("written", [as_csv, as_xlsx, as_ods])
@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.usefixtures("council")
def test_no_error_in_any_column_that_a_list_reads_passes_unseen(
    register: Register, tmp_path: Path, kind: str, written: Callable[..., Path]
) -> None:
    headings, *lines = csv.reader(io.StringIO(LISTS[kind]))
    # A reply has its completion time; words beside the ticks belong to no column that is read.
    unread = {"survey": {"ID", "Start time"}, "commitments": set[str]()}.get(kind, set())
    for place, heading in enumerate(headings):
        wrong = [[*line[:place], "#REF!", *line[place + 1 :]] for line in lines]
        plan = exchange.read(register, kind, written(tmp_path / kind, [headings, *wrong]))
        told = {(int(row), one.column) for one in plan.open if "#REF!" in one.sentence for row in one.rows}
        assert told == (set() if heading in unread else {(row + 2, heading) for row in range(len(lines))}), heading


def test_an_error_that_libreoffice_shows_in_another_language_is_told(bring: Bring, tmp_path: Path) -> None:
    path = as_ods(tmp_path / "list", [HEADINGS, ["Ada", "Dean", "#REF!", "4 May 2017"]], repeat=7)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["content.xml"] = parts["content.xml"].replace(b">#REF!<", b">Fehler: Bezug<")
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    [problem] = bring("councillors", path).open
    assert (problem.rows, problem.column) == (["9"], "Ward")
    assert "formula went wrong" in problem.sentence


def starts(register: Register) -> list[dt.date]:
    with register.reading() as session:
        return list(session.scalars(select(Term.start)))


@pytest.mark.parametrize(
    ("written", "options", "number"),
    [
        (as_xlsx, {}, 42859),
        (as_xlsx, {"date_1904": True}, 42859 - 1462),
        (as_ods, {}, 42859),
        (as_ods, {"null_date": "1899-12-30"}, 42859),
        (as_ods, {"null_date": "1904-01-01"}, 42859 - 1462),
    ],
)
def test_a_number_of_days_is_counted_from_the_workbooks_own_day(
    register: Register,
    bring: Bring,
    tmp_path: Path,
    written: Callable[..., Path],
    options: dict[str, object],
    number: int,
) -> None:
    path = written(tmp_path / "list", [HEADINGS, ["Ada", "Dean", "Mill", number]], **options)
    assert bring("councillors", path).ready
    assert starts(register) == [dt.date(2017, 5, 4)]


def test_a_date_of_a_workbook_that_counts_from_1904_is_that_date(
    register: Register, bring: Bring, tmp_path: Path
) -> None:
    rows = [HEADINGS, ["Ada", "Dean", "Mill", dt.date(2017, 5, 4)]]
    assert bring("councillors", as_xlsx(tmp_path / "list", rows, date_1904=True)).ready
    assert starts(register) == [dt.date(2017, 5, 4)]


@pytest.mark.parametrize("number", [1, 59, 60])
def test_no_day_before_march_1900_is_taken_from_excel(bring: Bring, tmp_path: Path, number: int) -> None:
    """It counts a 29 Feb 1900 that never was."""
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, HEADINGS)
    sheet.write_row(1, 0, ["Ada", "Dean", "Mill"])
    sheet.write(1, 3, number, book.add_format({"num_format": "d/m/yyyy"}))
    book.close()
    [problem] = bring("councillors", path).open
    assert "spreadsheets do not agree on the days before March 1900" in problem.sentence


@pytest.mark.parametrize("written", [as_csv, as_xlsx, as_ods])
def test_the_number_of_a_day_in_a_text_is_no_date(bring: Bring, tmp_path: Path, written: Callable[..., Path]) -> None:
    path = written(tmp_path / "list", [HEADINGS, ["Ada", "Dean", "Mill", "42859"]])
    if written is as_xlsx:
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADINGS)
        for place, text in enumerate(["Ada", "Dean", "Mill", "42859"]):
            sheet.write_string(1, place, text)
        book.close()
    [problem] = bring("councillors", path).open
    assert problem.sentence.endswith(": “42859” is not a date. Write it like 18 Oct 2017 or 18/10/2017.")


def test_a_binary_workbook_is_refused_with_what_to_do(bring: Bring, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsb"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", b"\x83\x01\x00")
    with pytest.raises(UserError, match=r"Nothing was imported\. Open it .* and save it as \.xlsx"):
        bring("councillors", path)


def test_a_list_without_errors_goes_in_as_before(register: Register, bring: Bring, tmp_path: Path) -> None:
    rows = list(csv.reader(io.StringIO(COUNCILLORS)))
    assert bring("councillors", as_ods(tmp_path / "list", rows)).added["councillors"] == 4
    assert len(starts(register)) == 4
