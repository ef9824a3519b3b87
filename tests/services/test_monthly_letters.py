"""The monthly letters: one for all in office, the same numbers for the same ward, internal, whole or not at all."""

import calendar
import datetime as dt
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.engine import Engine

from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.monthly import MARKED
from cp_desktop.model import (
    ChildrenCount,
    Council,
    Councillor,
    District,
    DocumentText,
    Home,
    HomeKind,
    MunicipalYear,
    Term,
    Ward,
    WardCount,
    WardMeasure,
)
from cp_desktop.register import Register
from cp_desktop.services import monthly_letters
from tests.old_registers import without_rules

BEGUN, DECEMBER, JANUARY = dt.date(2014, 5, 22), dt.date(2017, 12, 1), dt.date(2018, 1, 31)
NAMES = (
    "Acton, Ann Abel, 2018-01, internal.eml",
    "Acton, Bob Zane, 2018-01, internal.eml",
    "Brook, Siân O'Hara, 2018-01, internal.eml",
)


@pytest.fixture
def council(register: Register) -> Register:
    """Two wards of one district with two councillors and one; one who left and one who is to come; homes and counts."""
    with register.operation("Begin") as session:
        north = District(name="North Side")
        acton, brook = Ward(name="Acton", district=north), Ward(name="Brook", district=north)
        session.add_all([acton, brook])
        session.flush()

        def sits(forename: str, surname: str, ward: Ward, start: dt.date = BEGUN, end: dt.date | None = None) -> None:
            email = f"{forename.lower()}@example.org" if forename.isascii() else None
            terms = [Term(ward=ward, start=start, end=end)]
            session.add(Councillor(forename=forename, surname=surname, email=email, terms=terms))

        sits("Bob", "Zane", acton)
        sits("Ann", "Abel", acton)
        sits("Siân", "O'Hara", brook)
        sits("Gone", "Before", brook, end=dt.date(2018, 1, 30))
        sits("Come", "Later", brook, start=dt.date(2018, 2, 1))
        session.add_all(
            [
                Home(
                    name="Elm House",
                    ward_id=acton.id,
                    address="1 Secret Street",
                    counts=[ChildrenCount(counted_on=DECEMBER, children=2)],
                ),
                Home(
                    name="The Hive",
                    kind=HomeKind.SUPPORTED,
                    ward_id=acton.id,
                    counts=[ChildrenCount(counted_on=JANUARY, children=7)],
                ),
                Home(name="Oak House", ward_id=acton.id),
            ]
        )
        for ward, measure, day, number in (
            (acton, WardMeasure.IN_CARE, DECEMBER, 99),
            (acton, WardMeasure.IN_CARE, JANUARY, 31),
            (brook, WardMeasure.IN_CARE, DECEMBER, 12),
            (acton, WardMeasure.CARE_LEAVERS, JANUARY, 3),
            (brook, WardMeasure.CARE_LEAVERS, JANUARY, 20),
            (acton, WardMeasure.AT_SCHOOL, JANUARY, 0),
            (brook, WardMeasure.AT_SCHOOL, JANUARY, 44),
            (acton, WardMeasure.FOSTER_HOMES, dt.date(2018, 2, 1), 17),
        ):
            session.add(WardCount(ward_id=ward.id, measure=measure, counted_on=day, number=number))
    return register


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "letters"


def read(path: Path) -> EmailMessage:
    return message_from_bytes(path.read_bytes(), policy=policy.default)  # type: ignore[return-value]


def text(path: Path) -> str:
    return str(read(path).get_content())


@pytest.fixture
def statements() -> Iterator[list[str]]:
    got: list[str] = []

    def tell(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        got.append(statement)

    event.listen(Engine, "before_cursor_execute", tell)
    yield got
    event.remove(Engine, "before_cursor_execute", tell)


def test_everybody_in_office_on_the_last_day_of_the_month_gets_a_draft(council: Register, out: Path) -> None:
    written = monthly_letters.write(council, dt.date(2018, 1, 5), out)
    assert written.day == JANUARY
    assert tuple(path.name for path in written.paths) == NAMES
    assert sorted(path.name for path in out.parent.iterdir() if "letters" in path.name) == ["letters"]
    letter = read(written.paths[0])
    assert (letter["To"], letter["X-Unsent"]) == ("Cllr Ann Abel <ann@example.org>", "1")
    assert letter["Subject"] == "INTERNAL: our children in Acton, January 2018"


def test_the_month_is_english_under_another_locale(
    council: Register, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calendar, "month_name", ["", "Ionawr", *calendar.month_name[2:]])  # as a Welsh machine has it
    subject = read(monthly_letters.write(council, JANUARY, out).paths[0])["Subject"]
    assert subject == "INTERNAL: our children in Acton, January 2018"


def test_the_letter_tells_the_homes_and_numbers_of_the_ward_and_its_district(council: Register, out: Path) -> None:
    got = text(monthly_letters.write(council, JANUARY, out).paths[0])
    assert got.startswith(MARKED)
    for line in (
        "Dear Cllr Abel,",
        "- Elm House, children's home: fewer than 5 (as at 1 Dec 2017)",
        "- Oak House, children's home: not counted yet",
        "- The Hive, supported accommodation: 7 (as at 31 Jan 2018)",
        "Numbers for Acton, and in the whole district of North Side:",
        "- Children in care: 31 (as at 31 Jan 2018); district 43 (counted 1 Dec 2017 to 31 Jan 2018)",
        "- Care leavers: fewer than 5; district 23 (as at 31 Jan 2018)",
        "- At school in the ward: 0; district 44 (as at 31 Jan 2018)",
    ):
        assert line in got.splitlines()
    assert "Foster homes" not in got  # counted in February only
    assert "Secret Street" not in got


def test_letters_laid_side_by_side_do_not_give_a_small_number_away(council: Register, out: Path) -> None:
    first, second, brook = (text(path) for path in monthly_letters.write(council, JANUARY, out).paths)
    assert first.partition("\n\nThis is")[2] == second.partition("\n\nThis is")[2]
    # 23 in the district less Brook's 20 would be Acton's 3.
    assert "- Care leavers: not shown; district 23 (as at 31 Jan 2018)" in brook.splitlines()


def test_without_a_limit_every_number_is_told(council: Register, out: Path) -> None:
    with council.operation("Set") as session:
        session.get_one(Council, 1).suppress_below = 0
    got = text(monthly_letters.write(council, JANUARY, out).paths[0])
    assert "- Elm House, children's home: 2 (as at 1 Dec 2017)" in got.splitlines()
    assert "recognised" not in got


def test_the_councils_own_words_and_text_are_used_and_still_marked_internal(council: Register, out: Path) -> None:
    with council.operation("Set") as session:
        row = session.get_one(Council, 1)
        row.ward_word, row.district_word = "electoral division", "area"
        year = session.scalars(select(MunicipalYear.id)).one()
        body = "# News for {ward_name}\n\nDear {councillor},\n\n{facts}"
        session.add(DocumentText(year_id=year, document="letters", section="30-monthly-letter", body=body))
    letter = read(monthly_letters.write(council, JANUARY, out).paths[0])
    assert letter["Subject"] == "INTERNAL: News for Acton"
    got = str(letter.get_content())
    assert got.startswith(MARKED)
    assert "- At school in the electoral division: 0; area 44 (as at 31 Jan 2018)" in got.splitlines()
    assert "Elm House" not in got


def test_whoever_has_no_address_is_told_of_and_has_a_draft_all_the_same(
    council: Register, out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_rules(monkeypatch, "councillor.email_is_an_address")
    with council.operation("Spoil") as session:
        session.scalars(select(Councillor).where(Councillor.forename == "Bob")).one().email = "bob at example"
    written = monthly_letters.write(council, JANUARY, out)
    assert written.without_address == ("Bob Zane", "Siân O'Hara")
    assert [read(path)["To"] for path in written.paths[1:]] == [None, None]
    assert "Dear Cllr O'Hara," in text(written.paths[2])


def test_the_same_again_gives_the_same_bytes_and_leaves_other_files(council: Register, out: Path) -> None:
    first = {path.name: path.read_bytes() for path in monthly_letters.write(council, JANUARY, out).paths}
    (out / NAMES[0]).write_text("changed")
    (out / "Coton, Ann Abel, 2018-01, internal.eml").write_text("where she sat before")
    (out / "notes.txt").write_text("mine")
    again = monthly_letters.write(council, JANUARY, out)
    assert {path.name: path.read_bytes() for path in again.paths} == first
    assert again.others == ("Coton, Ann Abel, 2018-01, internal.eml",)
    assert {path.name for path in out.iterdir()} == {*NAMES, *again.others, "notes.txt"}


def test_two_of_one_name_in_one_ward_have_a_letter_each(council: Register, out: Path) -> None:
    with council.operation("Another") as session:
        ward = session.scalars(select(Ward).where(Ward.name == "Acton")).one()
        session.add(Councillor(forename="ANN", surname="Abel", terms=[Term(ward=ward, start=BEGUN)]))
    names = [path.name for path in monthly_letters.write(council, JANUARY, out).paths]
    assert len({name.casefold() for name in names}) == len(list(out.iterdir())) == 4


def test_cancelled_letters_leave_nothing(council: Register, out: Path) -> None:
    seen: list[int] = []
    with pytest.raises(UserError, match="Stopped at 2 of 3 letters"):
        monthly_letters.write(council, JANUARY, out, lambda done, *_: seen.append(done), lambda: len(seen) == 2)
    assert not out.exists()


@pytest.mark.parametrize("earlier", [True, False])
def test_a_folder_that_fails_half_way_is_as_it_was(
    council: Register, out: Path, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    if earlier:
        out.mkdir()
        (out / NAMES[0]).write_text("from before")
    really = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if self.name == NAMES[2]:
            raise PermissionError(13, "open elsewhere")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(UserError, match="open elsewhere"):
        monthly_letters.write(council, JANUARY, out)
    assert out.exists() == earlier
    if earlier:
        assert [(path.name, path.read_text()) for path in out.iterdir()] == [(NAMES[0], "from before")]
    assert not [path for path in out.parent.iterdir() if path.name.endswith(".part")]


def test_a_month_in_which_nobody_sat_is_refused(council: Register, out: Path) -> None:
    with pytest.raises(UserError, match="Nobody was in office on 31 Jan 2010"):
        monthly_letters.write(council, dt.date(2010, 1, 1), out)
    assert not out.exists()


def test_a_hundred_letters_take_no_more_questions_than_three(
    council: Register, out: Path, statements: list[str]
) -> None:
    monthly_letters.write(council, JANUARY, out)
    asked = len(statements)
    with council.operation("More") as session:
        ward = session.scalars(select(Ward).where(Ward.name == "Brook")).one()
        session.add_all(
            Councillor(forename="Kim", surname=f"Number {n}", terms=[Term(ward=ward, start=BEGUN)]) for n in range(97)
        )
    statements.clear()
    assert len(monthly_letters.write(council, JANUARY, out).paths) == 100
    assert len(statements) == asked <= 10
