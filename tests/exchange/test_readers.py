"""What a file says of its rows comes with them: hidden, struck out, merged; and of itself, when it was last changed."""

import csv
import datetime as dt
import io
import os
import random
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import Literal

import pytest
import xlsxwriter

from cp_desktop.errors import UserError
from cp_desktop.exchange.readers import Sheet, read_file
from cp_desktop.exchange.readers.text import separator_of
from tests.exchange.test_workbooks import as_ods

OLD = Path(__file__).parent / "files" / "old_workbook.xls"  # written by xlwt
SAVED = dt.date(2017, 6, 1)


def new_workbook(path: Path) -> Path:
    """The same list as the old one holds, as Excel of today writes it."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Members")
    struck, day = book.add_format({"font_strikeout": True}), book.add_format({"num_format": "d/m/yyyy"})
    sheet.merge_range(0, 0, 0, 4, "Members of the council")
    sheet.write_row(2, 0, ["Councillor", "Ward", "Party", "Term start", "Checked"])
    rows = [
        ["Ann Mill", "", "Labour", dt.datetime(2014, 5, 22), True],
        ["Ben Twin", "", "Green", dt.datetime(2016, 5, 5), False],
        ["Cem Öz", "", "Labour", dt.datetime(2016, 5, 5), 7],
        ["Dee Late", "Mill", "Labour", dt.datetime(2016, 5, 5, 9, 30), 1.5],
        ["Eve Gone", "Mill", "Labour", dt.datetime(2010, 5, 6), dt.time(9, 30)],
    ]
    for number, row in enumerate(rows, 3):
        for place, cell in enumerate(row):
            out = number == 7 or (number, place) == (4, 2)
            sheet.write(number, place, cell, day if isinstance(cell, dt.date | dt.time) else struck if out else None)
    sheet.merge_range(3, 1, 5, 1, "Quay")
    sheet.write_formula(8, 0, "=NA()", None, "#N/A")
    sheet.write(8, 1, "Mill")
    sheet.set_row(6, None, None, {"hidden": True})
    old = book.add_worksheet("Old")
    old.write_column(0, 0, ["Councillor", "Wrong"])
    old.hide()
    book.set_properties({"created": dt.datetime(2017, 6, 1)})
    book.close()
    return path


def marked(sheet: Sheet) -> list[tuple[int, object, object, bool, bool]]:
    return [(row.number, row.cells[0], row.cells[1], row.hidden, row.struck) for row in sheet.rows]


@pytest.mark.parametrize("kind", ["xlsx", "xls"])
def test_rows_come_with_what_the_workbook_says_of_them(tmp_path: Path, kind: str) -> None:
    found = read_file(OLD if kind == "xls" else new_workbook(tmp_path / "list.xlsx"))
    sheet, hidden = found.sheets
    assert (sheet.name, sheet.hidden, hidden.name, hidden.hidden) == ("Members", False, "Old", True)
    assert marked(sheet) == [
        (1, "Members of the council", "", False, False),  # merged, and there once: it is a title
        (3, "Councillor", "Ward", False, False),
        (4, "Ann Mill", "Quay", False, False),
        (5, "Ben Twin", "Quay", False, False),
        (6, "Cem Öz", "Quay", False, False),
        (7, "Dee Late", "Mill", True, False),
        (8, "Eve Gone", "Mill", False, True),
        (9, "#N/A", "Mill", False, False),
    ]
    assert [row.cells[4] for row in sheet.rows[2:6]] == [True, False, 7.0, 1.5]
    assert sheet.rows[2].cells[3] == dt.date(2014, 5, 22)
    assert type(sheet.rows[2].cells[3]) is dt.date
    assert {row.sheet for row in sheet.rows} == {"Members"}
    assert found.notes == ("Struck out on sheet Members and read all the same: C5.",)


def test_times_of_an_old_workbook_are_times() -> None:
    rows = read_file(OLD).sheets[0].rows
    assert [row.cells[3] for row in rows[5:7]] == [dt.datetime(2016, 5, 5, 9, 30), dt.date(2010, 5, 6)]
    assert rows[6].cells[4] == dt.time(9, 30)


def test_an_old_workbook_counts_from_its_own_day(tmp_path: Path) -> None:
    content, mode = OLD.read_bytes(), b"\x22\x00\x02\x00"
    assert content.count(mode + b"\x00\x00") == 1
    path = tmp_path / "mac.xls"
    path.write_bytes(content.replace(mode + b"\x00\x00", mode + b"\x01\x00"))
    sheet = read_file(path).sheets[0]
    assert sheet.day_zero == dt.datetime(1904, 1, 1)
    assert sheet.rows[2].cells[3] == dt.date(2018, 5, 23)


def test_an_old_workbook_with_a_password_gets_its_sentence(tmp_path: Path) -> None:
    path = tmp_path / "locked.xls"
    path.write_bytes(OLD.read_bytes().replace(b"\xe1\x00\x02\x00", b"\x2f\x00\x02\x00", 1))  # a record FILEPASS
    with pytest.raises(UserError, match=r"locked.xls is locked with a password\. Nothing was imported\. Open it"):
        read_file(path)
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"))
    with pytest.raises(UserError, match="is locked with a password"):
        read_file(path)


def test_a_damaged_old_workbook_gets_a_sentence(tmp_path: Path) -> None:
    whole, dice, path = OLD.read_bytes(), random.Random(7), tmp_path / "damaged.xls"
    for _ in range(12):
        changed = bytearray(whole[: dice.randrange(600, len(whole))] if dice.random() < 0.3 else whole)
        for _ in range(dice.randrange(1, 200)):
            changed[dice.randrange(8, len(changed))] = dice.randrange(256)
        path.write_bytes(changed)
        with suppress(UserError):
            read_file(path)


STRUCK = (
    '<office:automatic-styles><style:style style:name="co" style:family="table-cell" style:parent-style-name="gone"/>'
    '<style:style style:name="gone" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style><style:style style:name="T1" style:family="text">'
    '<style:text-properties style:text-line-through-style="solid"/></style:style></office:automatic-styles>'
)


def changed_ods(path: Path, changes: dict[str, str], meta: str = "") -> Path:
    """A workbook of LibreOffice's in which some of its content is replaced."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts["content.xml"].decode()
    for old, new in changes.items():
        assert old in content
        content = content.replace(old, new, 1)
    style = ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    parts["content.xml"] = content.replace("<office:document-content", f"<office:document-content{style}", 1).encode()
    if meta:
        parts["meta.xml"] = meta.encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return path


def test_rows_of_an_opendocument_come_with_what_it_says_of_them(tmp_path: Path) -> None:
    rows = [["Councillor", "Ward"], ["Ann Mill", "Quay"], ["Ben Twin", ""], ["Dee Late", "Mill"], ["Eve Gone", "Mill"]]
    rows += [["Fay Part", "Mill"], ["Guy Whole", "Mill"]]
    cell = '<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>{}</text:p>'
    row = '<table:table-row table:visibility="{}">'
    changes = {
        "<office:body>": f"{STRUCK}<office:body>",
        cell.format("Quay"): cell.format("Quay").replace("cell ", 'cell table:number-rows-spanned="2" '),
        f"{cell.format('Ben Twin')}</table:table-cell><table:table-cell/>": (
            f"{cell.format('Ben Twin')}</table:table-cell><table:covered-table-cell/>"
        ),
        f"<table:table-row>{cell.format('Dee Late')}": row.format("filter") + cell.format("Dee Late"),
        f"<table:table-row>{cell.format('Fay Part')}": row.format("collapse") + cell.format("Fay Part"),
        cell.format("Eve Gone"): cell.format("Eve Gone").replace("cell ", 'cell table:style-name="co" '),
        "<text:p>Guy Whole": '<text:p><text:span text:style-name="T1">Guy Whole</text:span>',
    }
    meta = "<m:meta xmlns:m='m' xmlns:d='d'><d:date>2017-06-01T09:30:00.5</d:date></m:meta>"
    found = read_file(changed_ods(as_ods(tmp_path / "list", rows), changes, meta))
    assert marked(found.sheets[0])[1:] == [
        (2, "Ann Mill", "Quay", False, False),
        (3, "Ben Twin", "Quay", False, False),
        (4, "Dee Late", "Mill", True, False),
        (5, "Eve Gone", "Mill", False, True),
        (6, "Fay Part", "Mill", True, False),
        (7, "Guy Whole", "Mill", False, True),
    ]
    assert found.modified == SAVED


def test_a_text_that_is_struck_through_from_end_to_end_is_struck_out(tmp_path: Path) -> None:
    """Excel keeps it in the text then, and not in the cell's format."""
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, struck = book.add_worksheet(), book.add_format({"font_strikeout": True})
    sheet.write_row(0, 0, ["Councillor", "Ward"])
    sheet.write_rich_string(1, 0, struck, "Ada", struck, " Dean")
    sheet.write_rich_string(2, 0, struck, "Ben", " Twin")
    book.close()
    assert [row.struck for row in read_file(path).sheets[0].rows] == [False, True, False]


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>Members</title><style>td {{}}</style></head><body>
<table><tr><td><a href="/">Home</a></td></tr></table>
<table><caption>Our members</caption><thead><tr><th>Councillor</th><th>Ward<th>Notes</tr></thead>
<tr><td>Zoë &amp; Ann<td rowspan="2">Mill</td><td>one<br>two<script>x()</script></td></tr>
<tr><td>Ben Twin</td><td><table><tr><td>in</td><td>side</td></tr><tr><td>1</td><td>2</td></tr></table></td></tr>
<tr style="display: none"><td colspan=2>Cem Öz</td></tr>
<tr><td><s>Dee Late</s></td><td>Quay</td></tr></table></body></html>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252", "utf-8-sig"])
@pytest.mark.parametrize("name", ["members.html", "members.xls"])
def test_the_tables_of_a_web_page_are_read(tmp_path: Path, name: str, encoding: str) -> None:
    """Many a council's own system writes one and names it .xls."""
    path = tmp_path / name
    path.write_bytes(PAGE.format(charset={"cp1252": "windows-1252"}.get(encoding, "utf-8")).encode(encoding))
    members, inner = read_file(path).sheets
    assert members.name == "Our members"
    assert [(list(row.cells), row.hidden, row.struck) for row in members.rows] == [
        (["Councillor", "Ward", "Notes"], False, False),
        (["Zoë & Ann", "Mill", "one\ntwo"], False, False),
        (["Ben Twin", "Mill", ""], False, False),
        (["Cem Öz", "Cem Öz"], True, False),
        (["Dee Late", "Quay"], False, True),
    ]
    assert [row.cells for row in inner.rows] == [["in", "side"], ["1", "2"]]


@pytest.mark.parametrize(
    "page",
    [
        "<table>" * 20_000 + "<tr><td>a<td>b<tr><td>c<td>d",
        "<table>" + "<tr><td rowspan=9999 colspan=9999>x" * 3_000,
    ],
)
def test_a_page_that_is_built_to_be_large_is_given_up(tmp_path: Path, page: str) -> None:
    path = tmp_path / "page.html"
    path.write_text(page)
    with suppress(UserError):
        read_file(path)


@pytest.mark.parametrize("result", ["</f></c>", "</f><v></v></c>", "</f><v/></c>"])
def test_formulas_without_a_result_and_hidden_columns_are_told(tmp_path: Path, result: str) -> None:
    """A program that is no spreadsheet writes formulas so: each came out blank, unsaid."""
    path, changed = tmp_path / "list.xlsx", tmp_path / "changed.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("List")
    sheet.write_row(0, 0, ["Councillor", "Ward", "Note", ""])
    sheet.write_row(1, 0, ["Ada", "Mill", "a note"])
    sheet.write_formula(1, 1, '=A2&"x"', None, 7)
    sheet.write_formula(1, 3, '=""', None, "x")
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.set_column(8, 16_383, None, None, {"hidden": True})
    book.close()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b"</f><v>7</v></c>", result.encode())
            new.writestr(name, part.replace(b"<v>x</v>", b"<v></v>"))  # a text of no letters is a result
    assert read_file(path).notes == ("Hidden columns of sheet List are read like the others: C.",)
    assert read_file(changed).notes == (
        "Formulas without a result on sheet List are read as blank: B2. Open the file in a spreadsheet program and "
        "save it, and they have one.",
        "Hidden columns of sheet List are read like the others: C.",
    )


def test_a_file_says_when_it_was_last_changed(tmp_path: Path) -> None:
    """By itself, and by its name in the folder where it does not."""
    assert read_file(new_workbook(tmp_path / "list.xlsx")).modified == SAVED
    path = tmp_path / "list.csv"
    path.write_text("Councillor,Ward\nAda Dean,Mill\n")
    noon = dt.datetime(2017, 6, 1, 12).timestamp()
    os.utime(path, (noon, noon))
    assert read_file(path).modified == SAVED


def test_a_merged_heading_stands_over_each_of_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 1, 0, "Councillor")
    sheet.merge_range(0, 1, 0, 2, "Visits")
    sheet.write_row(1, 1, ["Date", "Home"])
    sheet.write_row(2, 0, ["Ada Dean", "5 May 2017", "Home 1"])
    sheet.merge_range(3, 0, 3, 2, "Prepared by the office")
    book.close()
    assert [row.cells for row in read_file(path).sheets[0].rows] == [
        ["Councillor", "Visits", "Visits"],
        ["Councillor", "Date", "Home"],
        ["Ada Dean", "5 May 2017", "Home 1"],
        ["Prepared by the office", "", ""],
    ]


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("Name;Note\nAda;a, b, c\nBen;d, e\n", ["Ada", "a, b, c"]),
        ("Name,Items\nAda,1;2;3\nBen,4\nCem,5;6\n", ["Ada", "1;2;3"]),
        ("Name\tWhere\nBell, Ann\tMill, north\nTwin, Ben\tQuay\n", ["Bell, Ann", "Mill, north"]),
        ('Name,Said\n"Ada;x","one; two\nthree"\n"Ben;y","four"\n', ["Ada;x", "one; two\nthree"]),
        ("Name|Ward\nAda|Mill\n", ["Ada", "Mill"]),
        ("Title of the list\n\nName;Ward;Party\nAda;Mill;Lab\n", ["Ada", "Mill", "Lab"]),
    ],
)
def test_the_separator_is_told_by_how_alike_the_rows_come_out(tmp_path: Path, text: str, cells: list[str]) -> None:
    path = tmp_path / "list.csv"
    path.write_text(text)
    assert cells in [row.cells for row in read_file(path).sheets[0].rows]


def test_names_with_the_surname_first_are_one_column(tmp_path: Path) -> None:
    path = tmp_path / "names.csv"
    path.write_text("Name\nBell, Ann\n\nTwin-Öz, Ben A.\n")
    assert [row.cells for row in read_file(path).sheets[0].rows] == [["Name"], ["Bell, Ann"], ["Twin-Öz, Ben A."]]
    path.write_text("Surname, Forename\nBell, Ann\nTwin, Ben\n")
    assert [len(row.cells) for row in read_file(path).sheets[0].rows] == [2, 2, 2]


CELLS = ["Ada Dean", "Bell, Ann", "Mill; north", "a|b", 'said "no"', "1,5", "x", "", "one; two, three", "a\nb", "a\tb"]


@pytest.mark.parametrize("quoting", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
@pytest.mark.parametrize("separator", list(",;\t|"))
def test_whatever_a_table_holds_its_separator_is_told(separator: str, quoting: Literal[0, 1]) -> None:
    dice = random.Random(3)
    for _ in range(60):
        wide = dice.randrange(2, 6)
        rows = [["Name", "Ward", "Party", "Notes, if any", "Date"][:wide]]
        rows += [[dice.choice(CELLS) for _ in range(wide)] for _ in range(dice.randrange(2, 8))]
        text = io.StringIO()
        csv.writer(text, delimiter=separator, quoting=quoting).writerows(rows)
        assert separator_of(text.getvalue()) == separator, text.getvalue()
