"""What leaves the register opens rightly in Excel, holds no formula, and is whole or not there."""

import csv
import datetime as dt
import gc
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.exchange import read
from cp_desktop.exchange.exporting import tsv
from cp_desktop.model import Councillor, Home, councillors, homes
from cp_desktop.register import Register
from cp_desktop.services import disclosure

pytestmark = pytest.mark.usefixtures("council")
DAY = dt.date(2018, 1, 31)


@pytest.fixture
def awkward(register: Register) -> Register:
    """The council, with a member whose fields would be formulas in a careless program."""
    with register.operation("Be awkward") as session:
        ada = session.scalars(select(Councillor).where(Councillor.member_id == "1")).one()
        ada.email = "=hyperlink@example.org"
        ada.member_id = "@1"
        ada.forename = 'Ada "the\nGreat"'
        ada.title = "https://example.org"
    return register


def test_csv(awkward: Register, tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    with awkward.reading() as session:
        disclosure.export(session, councillors(DAY), path)
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfCouncillor,Ward,")
    text = data.decode("utf-8-sig")
    assert text.count("\r\n") == 5
    assert '"Ada ""the\nGreat"" O\'Brien-Łuk",Mill,North,Labour,,' in text
    assert ",'@1,'=hyperlink@example.org" in text
    assert "Private telephone" not in text


def test_xlsx_is_typed_and_frozen_and_holds_no_formula(awkward: Register, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    with awkward.reading() as session:
        listing = councillors(DAY)
        disclosure.export(session, listing, path, columns=listing.columns)
        disclosure.export(session, homes(DAY), tmp_path / "internal.xlsx", columns=homes(DAY).columns, internal=True)
    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    titles = rows[0]
    [ada] = [row for row in rows if "Ada" in str(row[0])]
    assert ada[titles.index("In office since")] == dt.date(2014, 5, 22)
    assert (ada[titles.index("E-mail")], ada[titles.index("Title")]) == (
        "=hyperlink@example.org",
        "https://example.org",
    )
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<hyperlink" not in sheet
    assert 'state="frozen"' in sheet
    _notice, titles, *rows = (
        CalamineWorkbook.from_path(str(tmp_path / "internal.xlsx")).get_sheet_by_index(0).to_python()
    )
    assert [row[titles.index("Our children")] for row in rows] == [0.0, 2.0]


def test_whole_numbers_are_plain_digits_for_the_next_program(register: Register, tmp_path: Path) -> None:
    with register.operation("Grow") as session:
        session.scalars(select(Home).where(Home.urn == "SC1")).one().places = 12345
    with register.reading() as session:
        disclosure.export(session, homes(DAY), tmp_path / "a.csv", columns=[homes(DAY).column("Places")])
    assert (tmp_path / "a.csv").read_text("utf-8-sig") == "Places\n3\n12345\n"


def test_chosen_rows_come_in_their_order(register: Register, tmp_path: Path) -> None:
    listing = councillors(DAY)
    with register.reading() as session:
        ids = list(session.scalars(listing.ids(sort="Ward", descending=True)))
        disclosure.export(session, listing, tmp_path / "a.csv", ids[:3], [listing.column("Ward")])
    assert (tmp_path / "a.csv").read_text("utf-8-sig") == "Ward\nQuay\nQuay\nMill\n"


def test_what_goes_out_comes_back_unchanged(awkward: Register, tmp_path: Path) -> None:
    for name in ("back.csv", "back.xlsx"):
        with awkward.reading() as session:
            disclosure.export(session, councillors(DAY), tmp_path / name)
        plan = read(awkward, "councillors", tmp_path / name)
        assert (plan.added, plan.changed, plan.ready) == ({}, {}, True), plan.summary()


FORMULAS = [
    blanks + sign + "1+1"
    for sign in "=+-@＝＋－＠"
    for blanks in ("", " ", "\n", "\r\n", "\t", "\u00a0", "\u3000 ", "'", "''", "' ")
]


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_no_formula_leaves_and_each_comes_back_equal(register: Register, tmp_path: Path, ending: str) -> None:
    """Whatever blanks stand before its sign; a sign that is wide is one for spreadsheets in Japan."""
    path = tmp_path / f"back{ending}"
    with register.operation("Be awkward") as session:
        ada = session.scalars(select(Councillor).where(Councillor.member_id == "1")).one()
    for text in FORMULAS:
        with register.operation("Be awkward") as session:
            session.get_one(Councillor, ada.id).title = text
        with register.reading() as session:
            disclosure.export(session, councillors(DAY), path, columns=councillors(DAY).columns)
        plan = read(register, "councillors", path)
        kept = " ".join(text.split())  # as every road keeps it, but the one above
        wanted = {} if kept == text else {ada.id: {"title": kept}}
        assert plan.draft.changed.get(Councillor, {}) == wanted, (text, plan.summary())
        if ending == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                cells = [cell for row in csv.reader(file) for cell in row]
            assert not [cell for cell in cells if cell.strip()[:1] in set("=+-@＝＋－＠") and cell.strip() != "-"], text


def test_a_text_that_excel_cannot_hold_is_told_with_its_row(register: Register, tmp_path: Path) -> None:
    letters = {"1": "🏠" * 16_384, "2": "x" * 32_768, "3": "🏠" * 16_383 + "x", "4": "x" * 32_767}
    with register.operation("Be long") as session:
        for one in session.scalars(select(Councillor)):
            one.title = letters[one.member_id or ""]
    columns = [councillors(DAY).column(label) for label in ("Member ID", "Title")]
    with register.reading() as session:
        done = disclosure.export(session, councillors(DAY), tmp_path / "long.xlsx", columns=columns)
        whole = disclosure.export(session, councillors(DAY), tmp_path / "long.csv", columns=columns)
    rows = CalamineWorkbook.from_path(str(tmp_path / "long.xlsx")).get_sheet_by_index(0).to_python()
    found = {str(row[0]): (number, str(row[1])) for number, row in enumerate(rows, 1)}
    assert {id: found[id][1] for id in "1234"} == letters | {"1": "🏠" * 16_383 + "…", "2": "x" * 32_766 + "…"}
    assert sorted(done.cut) == sorted((found[id][0], "Title") for id in "12")
    assert f"letters that a cell of Excel holds stand in row {done.cut[0][0]}, column Title and row " in done.sentence
    assert "Export to .csv to have all of it." in done.sentence
    assert (whole.cut, "Excel" in whole.sentence) == ((), False)


def test_whole_or_not_at_all(register: Register, tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    path.write_text("what was there")
    with register.reading() as session:
        with pytest.raises(UserError, match="cancelled"):
            disclosure.export(session, councillors(DAY), path, cancelled=lambda: True)
        with pytest.raises(UserError, match=r"ends in .xlsx or .csv"):
            disclosure.export(session, councillors(DAY), tmp_path / "list.docx")
        for name in ("list.csv", "list.xlsx"):
            with pytest.raises(UserError):
                disclosure.export(session, councillors(DAY), tmp_path / "nowhere" / name)
    assert path.read_text() == "what was there"
    assert [one.name for one in tmp_path.iterdir() if "list" in one.name] == ["list.xlsx"]


def test_clipboard() -> None:
    text = tsv(("Name", "Day"), [("=1+1", DAY), ('a\t"b"', None), (-5, True)])
    assert text == 'Name\tDay\n\'=1+1\t31 Jan 2018\n"a\t""b"""\t\n-5\tYes\n'


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_full_disk_is_told_once(
    register: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    """Also what a library leaves behind says no more of it: an exception at an object's end fails this test."""

    @contextmanager
    def full(_path: Path) -> Iterator[Path]:
        yield Path("/dev/full")

    monkeypatch.setattr(private_files, "replaced", full)
    with pytest.raises(UserError, match="The disk is full"), register.reading() as session:
        disclosure.export(session, councillors(DAY), tmp_path / f"list.{ending}")
    gc.collect()
