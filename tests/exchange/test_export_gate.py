"""Every table leaves the register by one gate: nothing private unless the file says so, nothing guarded ever."""

import ast
import csv
import datetime as dt
import shutil
import traceback
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import literal, select

import cp_desktop
from cp_desktop import exchange
from cp_desktop.disclosure import GUARDED as GUARDED_CLASS
from cp_desktop.disclosure import PUBLIC, notice
from cp_desktop.errors import UserError
from cp_desktop.exchange.listings import LISTINGS
from cp_desktop.model import ChildrenCount, Column, Council, Edition, Field, Home, Listing, homes, plain, records
from cp_desktop.register import Register
from cp_desktop.register.history import Change, Operation
from cp_desktop.services import demo, disclosure
from tests.planting import CHILDREN, GUARDED, INTERNAL, PLANTED

PACKAGE = Path(cp_desktop.__file__).parent
DAY = demo.AS_AT
SEED = PACKAGE.parent / "db" / "seed" / "demo-2017-18"
PLAIN = {f"plain {record.__name__}": record for record in records() if record not in (Operation, Change)}
NAMES = (*LISTINGS, *PLAIN)
LISTS = {  # of the kinds that the demo year brings no file of
    "officers": "Post,Name,E-mail,From\nHead of Fostering,Jo Fry,jo@example.org,2015-01-01\n",
    "training": "Councillor,Trained on\nIwona Zachariah,2017-06-20\n",
    "wards": "Ward,District\nAshmead,Ironbeck\nNew Weir,Ironbeck\n",
}
MARKED = ("homes", "visits", "events", "desks", "evidence", "homes-due", "history", "behind-open", "plain Visit")


@pytest.fixture(scope="module")
def planted(
    demo_file: Path, planted_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Register, list[str]]]:
    """The demo year with a mark in every private and guarded text, and what its homes were called before."""
    with Register.open(demo_file, write=False) as before, before.reading() as session:
        called = list(session.scalars(select(Home.name)))
    made = shutil.copyfile(planted_file, tmp_path_factory.mktemp("planted") / "demo.cpregister")
    with Register.open(made) as register:
        yield register, called


def listing_of(register: Register, name: str) -> Listing:
    if name in PLAIN:
        return plain(PLAIN[name])
    with register.reading() as session:
        return LISTINGS[name](session.scalars(select(Edition.id)).one(), DAY)


def read(path: Path) -> list[list[Any]]:
    if path.suffix == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file))
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", NAMES)
def test_nothing_private_is_handed_on_and_nothing_guarded_leaves(
    name: str, ending: str, planted: tuple[Register, list[str]], tmp_path: Path
) -> None:
    """With every column asked for, which is the most that anybody can ask."""
    register, called = planted
    listing = listing_of(register, name)
    private = all(column.disclosure > PUBLIC for column in listing.columns)
    refused = pytest.raises(UserError, match="every column asked for is private") if private else nullcontext()
    outside: list[list[Any]] = []
    with register.reading() as session:
        inside = disclosure.export(session, listing, tmp_path / f"in.{ending}", columns=listing.columns, internal=True)
        with refused:
            out = disclosure.export(session, listing, tmp_path / f"out.{ending}", columns=listing.columns)
            outside = read(out.path)
    said = "\n".join(str(cell) for row in outside for cell in row)
    assert PLANTED not in said
    assert not [one for one in called if one in said]
    assert not any(
        cell in (CHILDREN, str(CHILDREN))
        for row in outside[1:]
        for heading, cell in zip(outside[0], row, strict=False)
        if "children" in heading
    )
    assert inside.path.name == f"in-internal.{ending}"
    notice, headings, *rows = read(inside.path)
    assert notice[0].startswith("Internal: ")
    assert not any(notice[1:])
    held = "\n".join(str(cell) for row in rows for cell in row)
    for whole in (said, held, ", ".join(headings)):
        assert GUARDED not in whole
        assert "oncern" not in whole


def test_the_marks_would_be_seen(planted: tuple[Register, list[str]], tmp_path: Path) -> None:
    """Of the listings that hold private columns, each lets them out into an internal file: the test above looks."""
    register, _ = planted
    seen = set()
    for name in MARKED:
        with register.reading() as session:
            done = disclosure.export(session, listing_of(register, name), tmp_path / f"{name}.csv", internal=True)
        if INTERNAL in done.path.read_text("utf-8-sig"):
            seen.add(name)
    assert seen == set(MARKED)


def test_the_history_does_not_tell_what_files_kept_with_visits_are_called(
    planted: tuple[Register, list[str]], tmp_path: Path
) -> None:
    register, _ = planted
    with register.reading() as session:
        done = disclosure.export(session, listing_of(register, "history"), tmp_path / "history.csv", internal=True)
    labels = [row[1] for row in read(done.path)[2:]]
    assert "Attach a file to a visit" in labels
    assert not any("file.pdf" in label for label in labels)


def test_every_listing_of_the_program_is_among_those_exported(
    planted: tuple[Register, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Found by where the package makes one: a new listing that no name leads to fails here."""
    kinds = (Listing, *Listing.__subclasses__())
    made = {
        (path.name, node.lineno)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {kind.__name__ for kind in kinds}
    }
    seen = set()

    def noted_by(initialise: Any) -> Any:
        def noted(self: Listing, *args: Any, **words: Any) -> None:
            seen.update((Path(frame.filename).name, frame.lineno or 0) for frame in traceback.extract_stack(limit=4))
            initialise(self, *args, **words)

        return noted

    for kind in kinds:
        monkeypatch.setattr(kind, "__init__", noted_by(kind.__init__))
    register, _ = planted
    for name in NAMES:
        listing_of(register, name)
    assert made
    assert made <= seen, f"no name in exchange/listings.py leads to {made - seen}"


def test_only_the_gate_writes_tables() -> None:
    """A new road that wrote a spreadsheet or a CSV file by itself would pass it by, and fails here."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            words = ast.unparse(node) if isinstance(node, ast.Import | ast.ImportFrom | ast.Attribute) else ""
            if "xlsxwriter" in words or words in ("csv.writer", "csv.DictWriter") or "import writer" in words:
                found.add(path.relative_to(PACKAGE).as_posix())
    assert found == {"exchange/exporting.py"}


def test_a_column_that_does_not_say_for_whom_it_is_leaves_by_no_road_and_that_is_told(
    planted: tuple[Register, list[str]], tmp_path: Path
) -> None:
    """As a count that is new in a listing, or a field that is new in the model."""
    register, _ = planted
    assert Field("Bedrooms").disclosure is GUARDED_CLASS
    new = Column("New", literal("a story"))
    columns = [homes(DAY).column("URN"), new]
    for internal in (False, True):
        with register.reading() as session:
            done = disclosure.export(session, homes(DAY), tmp_path / "new.csv", columns=columns, internal=internal)
        assert "a story" not in done.path.read_text("utf-8-sig")
        assert "Left out, as private: New." in done.sentence
    with register.reading() as session:
        ids = list(session.scalars(homes(DAY).ids()))
        assert "a story" not in disclosure.copied(session, homes(DAY), ids, columns).words
        with pytest.raises(UserError, match="Nothing was copied: what these columns hold stays in the register"):
            disclosure.copied(session, homes(DAY), ids, [new])


def test_every_column_of_a_listing_says_for_whom_it_is(planted: tuple[Register, list[str]]) -> None:
    """Those that stay by every road are the visits' own, and in none of the listings that the window has."""
    register, _ = planted
    stays = [
        (name, column.label)
        for name in LISTINGS
        for column in listing_of(register, name).columns
        if column.disclosure is GUARDED_CLASS
    ]
    assert stays == []


# -- small numbers


@pytest.fixture
def five_homes(register: Register) -> Register:
    """Homes with 3, 7, 9, 12 and no children."""
    with register.operation("Homes") as session:
        for place, number in enumerate((3, 7, 9, 12, 0), 1):
            home = Home(name=f"Home {place}", urn=f"SC{place}")
            home.counts.append(ChildrenCount(counted_on=DAY, children=number))
            session.add(home)
    return register


def children(register: Register, path: Path, listing: Listing, **how: Any) -> dict[str, Any]:
    columns = [listing.column("Our children"), listing.column("URN")]
    with register.reading() as session:
        done = disclosure.export(session, listing, path, columns=columns, **how)
    rows = read(done.path)
    return {urn: number for number, urn in rows[rows.index(["Our children", "URN"]) + 1 :]}


def test_small_numbers_are_hidden_and_no_sum_gives_them_back(five_homes: Register, tmp_path: Path) -> None:
    got = children(five_homes, tmp_path / "a.csv", homes(DAY))
    assert got == {"SC1": "fewer than 5", "SC2": "not shown", "SC3": "9", "SC4": "12", "SC5": "0"}
    assert children(five_homes, tmp_path / "a.xlsx", homes(DAY))["SC2"] == "not shown"
    inside = children(five_homes, tmp_path / "b.csv", homes(DAY), internal=True)
    assert list(inside.values()) == ["3", "7", "9", "12", "0"]


def test_numbers_of_children_leave_by_one_listing_alone(five_homes: Register, tmp_path: Path) -> None:
    """One listing hides the 7 beside the 3; another, of other rows, would show it."""
    telling = []
    for name, made in LISTINGS.items():
        listing = made(1, DAY)
        if not any(column.counts_children for column in listing.columns):
            continue
        with five_homes.reading() as session:
            done = disclosure.export(session, listing, tmp_path / f"{name}.csv", columns=listing.columns)
        if "Our children" in read(done.path)[0]:
            telling.append(name)
        else:
            assert "Our children" in done.left_out
    assert telling == ["homes"]


def test_what_is_hidden_does_not_depend_on_the_rows_chosen(five_homes: Register, tmp_path: Path) -> None:
    """Two files with different rows would otherwise give a number back."""
    with five_homes.reading() as session:
        ids = list(session.scalars(homes(DAY).ids()))
    assert children(five_homes, tmp_path / "a.csv", homes(DAY), ids=ids[1:3]) == {"SC2": "not shown", "SC3": "9"}


def test_the_order_of_the_rows_does_not_tell_a_hidden_number(five_homes: Register, tmp_path: Path) -> None:
    with five_homes.reading() as session:
        ids = list(session.scalars(homes(DAY).ids(sort="Our children", descending=True)))
    got = children(five_homes, tmp_path / "a.csv", homes(DAY), ids=ids)
    assert list(got) == ["SC1", "SC2", "SC3", "SC4", "SC5"]


def test_a_council_that_hides_nothing_has_its_numbers(five_homes: Register, tmp_path: Path) -> None:
    with five_homes.operation("Settings") as session:
        session.scalars(select(Council)).one().suppress_below = 0
    assert list(children(five_homes, tmp_path / "a.csv", homes(DAY)).values()) == ["3", "7", "9", "12", "0"]


# -- names and files


def test_a_name_that_does_not_say_internal_is_made_to(five_homes: Register, tmp_path: Path) -> None:
    def export(name: str) -> str:
        with five_homes.reading() as session:
            return disclosure.export(session, homes(DAY), tmp_path / name, internal=True).path.name

    assert export("homes.csv") == "homes-internal.csv"
    with pytest.raises(UserError, match=r"homes-internal.csv is there already"):
        export("homes.csv")
    assert export("homes-internal.csv") == "homes-internal.csv", "this name was given, and is replaced"
    assert export("Internal homes.xlsx") == "Internal homes.xlsx"
    assert export("internally.csv") == "internally-internal.csv"


def test_nothing_but_private_columns_is_refused(five_homes: Register, tmp_path: Path) -> None:
    with five_homes.reading() as session, pytest.raises(UserError, match="every column asked for is private"):
        disclosure.export(session, homes(DAY), tmp_path / "a.csv", columns=[homes(DAY).column("Home")])
    assert list(tmp_path.glob("a*")) == []


def test_a_register_is_never_written_over(five_homes: Register, tmp_path: Path) -> None:
    """Whatever it is called, and by whatever way it is reached."""
    disguised = tmp_path / "list.csv"
    shutil.copyfile(five_homes.place.path, disguised)
    before = disguised.read_bytes()
    with five_homes.reading() as session, pytest.raises(UserError, match="is a register"):
        disclosure.export(session, homes(DAY), disguised)
    assert disguised.read_bytes() == before


def test_what_was_written_and_left_out_is_told(five_homes: Register, tmp_path: Path) -> None:
    with five_homes.reading() as session:
        done = disclosure.export(session, homes(DAY), tmp_path / "a.csv", columns=homes(DAY).columns)
    assert done.sentence == (
        f"Exported 5 rows to {tmp_path / 'a.csv'}. Left out, as private: Home, Ofsted's judgement, Judged on. "
        "Numbers of children from 1 to 4 are hidden, and what would tell them."
    )


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("kind", ["councillors", "homes"])
def test_an_internal_export_is_read_back_by_the_importers(
    kind: str, ending: str, register: Register, tmp_path: Path
) -> None:
    listing = LISTINGS[kind](1, dt.date(2018, 1, 31))
    with register.reading() as session:
        done = disclosure.export(session, listing, tmp_path / f"back.{ending}", internal=True)
    plan = exchange.read(register, kind, done.path, exchange.ImportChoices(date=dt.date(2017, 4, 1)))
    assert plan.ready, plan.summary()
    assert (plan.added, plan.changed) == ({}, {}), plan.summary()


@pytest.mark.parametrize("kind", sorted(exchange.KINDS))
def test_every_importer_passes_the_first_row_by(kind: str, demo_file: Path, tmp_path: Path) -> None:
    """The line that says for whom a file is changes nothing of what is read under it."""
    seed = SEED / f"{kind}.csv"
    content = seed.read_bytes().removeprefix(b"\xef\xbb\xbf") if seed.exists() else LISTS[kind].encode()
    (tmp_path / "plain.csv").write_bytes(content)
    (tmp_path / "internal.csv").write_bytes(f'"{notice("holds private columns (Home), ")}"\r\n'.encode() + content)
    with Register.open(demo_file, write=False) as register:
        plain, internal = (
            exchange.read(register, kind, tmp_path / f"{name}.csv", exchange.ImportChoices(date=DAY))
            for name in ("plain", "internal")
        )
    assert plain.summary() == internal.summary()
    assert [one.sentence for one in plain.open] == [one.sentence for one in internal.open]
