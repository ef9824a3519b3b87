"""Whatever a table comes in, its rows come out, with the numbers they have in the file; else a sentence."""

import datetime as dt
import random
import re
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter

from cp_desktop import sandbox
from cp_desktop.errors import UserError
from cp_desktop.exchange.headings import Heading, HeadingMatcher
from cp_desktop.exchange.readers import read_file
from cp_desktop.exchange.tables import RawTable, tables_in

HEADINGS = (Heading("name", ("Councillor", "Name")), Heading("ward", ("Ward",)), Heading("day", ("Date",)))
MATCHER = HeadingMatcher(HEADINGS, (("name",), ("ward",)), numbered=False)


def table_in(path: Path) -> RawTable:
    """The one table of a file that has the headings, on a sheet that is not hidden."""
    sheets = [sheet for sheet in read_file(path).sheets if not sheet.hidden]
    tables = [table for sheet in sheets for table in tables_in(sheet, MATCHER.score)]
    [found] = [table for table in tables if {"name", "ward"} <= set(MATCHER.match(table.headings)[0])]
    return found


def rows_of(path: Path) -> list[tuple[int, object, object]]:
    table = table_in(path)
    columns = MATCHER.match(table.headings)[0]
    return [(row.number, row.cells[columns["name"]], row.cells[columns["ward"]]) for row in table.rows]


PLAIN = "Councillor,Ward\nZoë Price,Mill\n\nBen Twin,Quay\n"


@pytest.mark.parametrize(
    "content",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        PLAIN.encode("cp1252"),
        PLAIN.encode("utf-16"),
        PLAIN.encode("utf-16-le"),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace("\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode(),
        PLAIN.replace("Ward", "  WARD\u00a0").encode(),
        PLAIN.replace("Mill", "Mill,,,").encode(),
    ],
)
def test_text_in_any_layout(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    assert rows_of(path) == [(2, "Zoë Price", "Mill"), (4, "Ben Twin", "Quay")]


def test_headings_below_a_title_and_a_line_break_in_a_cell(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text('Our councillors\nas at May\n"Coun-\ncillor",Ward\n"Ben\nTwin",Mill\nCoun-cillor,Ward\nAda,Quay\n')
    assert rows_of(path) == [(4, "Ben\nTwin", "Mill"), (6, "Ada", "Quay")]


def test_semicolons_win_where_headings_hold_commas(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Councillor;Ward;1 Visit, listen, learn, and, so, on\nAda;Mill;yes\n")
    assert rows_of(path) == [(2, "Ada", "Mill")]


def test_workbook_with_a_hidden_sheet_and_a_table_at_b2(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(path)
    hidden = book.add_worksheet("Old")
    hidden.write_row(0, 0, ["Councillor", "Ward"])
    hidden.write_row(1, 0, ["Wrong", "Wrong"])
    hidden.hide()
    book.add_worksheet("Notes").write(0, 0, "Read me")
    sheet = book.add_worksheet("List")
    sheet.activate()
    sheet.write_row(1, 1, ["Councillor", "Ward", "Date"])
    sheet.write_row(3, 1, ["Ada", 1001])
    sheet.write_datetime(3, 3, dt.datetime(2017, 12, 5), book.add_format({"num_format": "d/m/yy"}))
    book.close()
    table = table_in(path)
    assert [(row.number, row.cells[1], row.cells[2], row.cells[3]) for row in table.rows] == [
        (4, "Ada", 1001.0, dt.date(2017, 12, 5))
    ]


def packed(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


SHEET = b'<worksheet><sheetData><row><c r="A1"/></row><row><c r="XFD1048576"/></row></sheetData></worksheet>'


def monsters(folder: Path) -> dict[str, Path]:
    """Files that are no table, or would be one of the wrong size, each by what its sentence has to say."""
    plain = {
        "is empty": b"",
        "is empty.": b" \r\n ",
        "old Excel workbook": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
        "is a PDF": b"%PDF-1.7 ...",
        "web page": b"<!DOCTYPE html><table><tr><td>Councillor</td></tr></table>",
        "cannot be unpacked": b"PK\x03\x04" + bytes(range(256)),
        "cannot be read as a table": b'Councillor,Ward\n"Ada,Mill\nBen,Quay\n',
        "cannot be read as a table: a quotation mark is": b'Councillor\tWard\n"Ada" Bell\tMill\n',
        "cannot be read as a table: field": b"Councillor,Ward\n" + b"x" * 10_000_000 + b",Mill\n",
        "not a table of text": bytes([0x81, 0x8D, 0x00]) * 500,
    }
    found = {}
    for number, (said, content) in enumerate(plain.items()):
        found[said] = folder / f"monster{number}.csv"
        found[said].write_bytes(content)
    found["not a workbook"] = packed(folder / "letter.xlsx", word__document_xml=b"<w/>")
    found["too large to read"] = packed(
        folder / "far.xlsx", xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=SHEET
    )
    found["too large once unpacked"] = packed(
        folder / "bomb.xlsx", xl__workbook_xml=b"<workbook/>", xl__sharedStrings_xml=bytes(201_000_000)
    )
    found["damaged or not a workbook"] = packed(folder / "hollow.xlsx", xl__workbook_xml=b"<workbook/>")
    repeated = (
        b'<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
        b'office:value="1" table:number-columns-repeated="16384"/></table:table-row>'
    )
    named = b"<worksheet><sheetData><row><c r='XFD1048576' t=\"n\"><v>1</v></c></row></sheetData></worksheet>"
    found["as far out as XFD1048576"] = packed(
        folder / "far_quoted.xlsx", xl__workbook_xml=b"<workbook/>", xl__worksheets__sheet1_xml=named
    )
    found["repeats one row or cell"] = packed(folder / "repeat.ods", content_xml=repeated)
    return found


def test_spreadsheets_from_hell_get_a_sentence(tmp_path: Path) -> None:
    for said, path in monsters(tmp_path).items():
        with pytest.raises(UserError) as caught:
            rows_of(path)
        assert said.rstrip(".") in str(caught.value), path
        assert path.name in str(caught.value)
        assert "Nothing was imported" in str(caught.value)


ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="A">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
ODS_KIND = b"application/vnd.oasis.opendocument.spreadsheet"
ODS_PARTS = (
    b'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
    b'manifest:full-path="/" manifest:media-type="' + ODS_KIND + b'"/></manifest:manifest>'
)


def small_bombs(folder: Path) -> list[Path]:
    """Files of a few kilobytes that ask for gigabytes, in ways that a look at the file beforehand misses."""
    filled = (
        '<table:table-cell table:number-columns-repeated="999" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell>"
    )
    repeats = f'<table:table-row table:number-rows-repeated="999">{filled * 40}</table:table-row>'
    blanks = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>a<text:s text:c="999999999"/></text:p>'
        "</table:table-cell></table:table-row>"
    )
    found = []
    for name, rows in (("repeats", repeats), ("blanks", blanks)):
        found.append(folder / f"{name}.ods")
        with zipfile.ZipFile(found[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", ODS_KIND)
            archive.writestr("META-INF/manifest.xml", ODS_PARTS)
            archive.writestr("content.xml", ODS.format(rows))
    far = '<row r="1048576"><c {}><v>1</v></c></row>'
    for name, cell in (("apart", 'r = "XFD1048576"'), ("no cell named", 't="n"/>' + "<c/>" * 16_000 + "<c")):
        found.append(folder / f"{name}.xlsx")
        book = xlsxwriter.Workbook(found[-1])
        book.add_worksheet().write_row(0, 0, ["Councillor", "Ward"])
        book.close()
        with zipfile.ZipFile(found[-1]) as archive:
            parts = {part: archive.read(part) for part in archive.namelist()}
        rows = far.format(cell).encode()
        parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(
            b"</sheetData>", rows + b"</sheetData>"
        )
        with zipfile.ZipFile(found[-1], "w", zipfile.ZIP_DEFLATED) as archive:
            for part, content in parts.items():
                archive.writestr(part, content)
    return found


def test_a_kilobyte_that_asks_for_gigabytes_gets_a_sentence(tmp_path: Path) -> None:
    for path in small_bombs(tmp_path):
        assert path.stat().st_size < 8000, path
        with pytest.raises(UserError, match="too large to read in the time and memory") as caught:
            rows_of(path)
        assert path.name in str(caught.value)


def test_a_file_of_blank_lines_is_given_up_early(tmp_path: Path) -> None:
    path = tmp_path / "blank.csv"
    path.write_bytes(b"Councillor,Ward\n" + b"\n" * 2_000_000)
    with pytest.raises(UserError, match=r"more than 1,048,576 rows.* Nothing was imported"):
        rows_of(path)


WIDE = {
    "columns": b"," * 5_000_000 + b"\n",
    "a row longer": b"," * 13_000_000 + b"\n",
    "a row longer than": b'"\n",' * 4_000_000,  # over many lines
    "cells": (b"," * 15_000 + b"x\n") * 500,
}


@pytest.mark.parametrize("said", WIDE)
def test_a_table_of_text_that_would_fill_the_memory_is_refused_as_it_is_read(tmp_path: Path, said: str) -> None:
    path = tmp_path / "wide.csv"
    path.write_bytes(b"Councillor,Ward\n" + WIDE[said])
    with pytest.raises(UserError, match=rf"has .*{said}.* Nothing was imported"):
        rows_of(path)


def test_cells_of_every_kind_come_out_as_they_went_in(tmp_path: Path) -> None:
    cells = [
        "Ó Briain\nSiân",
        1.5,
        7.0,
        True,
        dt.date(2017, 12, 5),
        dt.datetime(2017, 12, 5, 9, 30),
        dt.time(9, 30),
        "",
    ]
    path = tmp_path / "kinds.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Councillor", "Ward", *"abcdef"])
    formats = {dt.date: "d/m/yyyy", dt.datetime: "d/m/yyyy hh:mm", dt.time: "hh:mm"}
    for place, cell in enumerate(cells):
        number_format = formats.get(type(cell))
        sheet.write(1, place, cell, book.add_format({"num_format": number_format}) if number_format else None)
    book.close()
    (row,) = table_in(path).rows
    assert list(row.cells) == cells
    assert [type(cell) for cell in row.cells] == [type(cell) for cell in cells]


def test_random_bytes_get_a_sentence(tmp_path: Path) -> None:
    dice = random.Random(17)
    path = tmp_path / "noise.csv"
    for start in (b"", b"PK\x03\x04", b"\xff\xfe", b"\xef\xbb\xbf", b"Councillor,Ward\n"):
        for _ in range(40):
            path.write_bytes(start + dice.randbytes(dice.randrange(1, 3000)))
            with suppress(UserError):
                rows_of(path)


def test_a_cut_workbook_gets_a_sentence(tmp_path: Path) -> None:
    whole = tmp_path / "whole.xlsx"
    book = xlsxwriter.Workbook(whole)
    book.add_worksheet().write_row(0, 0, ["Councillor", "Ward"])
    book.close()
    data = whole.read_bytes()
    dice = random.Random(4)
    for _ in range(60):
        changed = bytearray(data[: dice.randrange(30, len(data))] if dice.random() < 0.5 else data)
        for _ in range(dice.randrange(1, 20)):
            changed[dice.randrange(len(changed))] = dice.randrange(256)
        (path := tmp_path / "cut.xlsx").write_bytes(changed)
        with suppress(UserError):
            rows_of(path)


OPEN_DOCUMENT = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="List">{}</table:table></office:spreadsheet></office:body></office:document-content>'
)
CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def damaged(parts: dict[str, bytes], dice: random.Random) -> dict[str, bytes]:
    """A workbook's parts with a few things wrong in one of them: numbers, attributes, tags, nesting, letters."""
    name = dice.choice([one for one in parts if one.endswith((".xml", ".rels"))])
    text = parts[name].decode()
    for _ in range(dice.randrange(1, 5)):
        pattern = dice.choice([r"\d+", r' [\w:]+="[^"]*"', r"<[^>]*>", r"\b"])
        found = list(re.finditer(pattern, text))
        if not found:
            continue
        one = dice.choice(found)
        instead = dice.choice(
            ["", one[0] * 3, "-1", "4294967296", "XFD1048576", "&#x0;", "<a>" * 20_000, one[0].replace('"', "'")]
        )
        text = text[: one.start()] + instead + text[one.end() :]
    return parts | {name: text.encode()}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_workbook_damaged_within_gets_a_sentence(tmp_path: Path, kind: str) -> None:
    whole = tmp_path / "whole.xlsx"
    if kind == "xlsx":
        book = xlsxwriter.Workbook(whole)
        sheet = book.add_worksheet()
        for number, row in enumerate([["Councillor", "Ward"], ["Ada Dean", "Mill"], ["Ben Twin", 7]]):
            sheet.write_row(number, 0, row)
        book.close()
    else:
        rows = "".join(
            f"<table:table-row>{''.join(CELL.format(text) for text in row)}</table:table-row>"
            for row in (("Councillor", "Ward"), ("Ada Dean", "Mill"), ("Ben Twin", "Quay"))
        )
        others = {
            "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        }
        packed(whole, content_xml=OPEN_DOCUMENT.format(rows).encode(), **others)
    with zipfile.ZipFile(whole) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert len(rows_of(whole)) == 2
    dice = random.Random(23)
    read = 0
    for _ in range(25):
        with suppress(UserError):
            read += bool(rows_of(packed(tmp_path / "damaged.xlsx", **damaged(parts, dice))))
    assert 0 < read < 25  # some damage is none to the table, some is


def test_cancel_while_a_workbook_is_opened_ends_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = xlsxwriter.Workbook(tmp_path / "list.xlsx")
    book.add_worksheet().write_row(0, 0, ["Councillor", "Ward"])
    book.close()
    monkeypatch.setattr(sandbox, "STEP", 0.001)

    def waiting() -> None:
        raise UserError("Reading was stopped.")

    with pytest.raises(UserError, match="stopped"):
        read_file(tmp_path / "list.xlsx", waiting)
