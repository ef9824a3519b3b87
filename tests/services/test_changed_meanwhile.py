"""A save writes only what was changed here; what another changed since it was read stays, or is asked about."""

import datetime as dt

import pytest

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Councillor, Home, HomeKind, Term, Visit, VisitAction, Visitor, VisitStatus, Ward
from cp_desktop.register import Register
from cp_desktop.reports.sentences import SUMMARY
from cp_desktop.services import records, texts
from cp_desktop.services.records import ChangedMeanwhileError, Record
from tests.services.conftest import Menu

DAY = dt.date(2017, 10, 18)


def read(register: Register, kind: type[Base], id: int) -> Record:
    with register.reading() as session:
        return records.load(session, kind, id)


def change(register: Register, kind: type[Base], id: int, **values: object) -> None:
    record = read(register, kind, id)
    record.values |= values
    records.save(register, record)


@pytest.fixture
def ada(register: Register) -> int:
    ward = records.save(register, records.blank(Ward, name="Elm"))
    one = records.blank(Councillor, forename="Ada", surname="Łukasz", email="ada@old.example", phone="1")
    one.owned["terms"] = [records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22))]
    return records.save(register, one)


@pytest.fixture
def visit(register: Register, ada: int) -> int:
    home = records.save(register, records.blank(Home, name="Larch House"))
    one = records.blank(Visit, home_id=home, visited_on=DAY)
    one.owned["visitors"] = [records.blank(Visitor, councillor_id=ada)]
    one.owned["actions"] = [records.blank(VisitAction, what="Paint the hall")]
    return records.save(register, one)


def test_what_another_changed_in_other_fields_stays(register: Register, ada: int) -> None:
    mine = read(register, Councillor, ada)
    change(register, Councillor, ada, email="ada@new.example")
    mine.values["phone"] = "2"
    records.save(register, mine)
    now = read(register, Councillor, ada).values
    assert (now["email"], now["phone"]) == ("ada@new.example", "2")


def test_what_undo_took_back_stays_taken_back(register: Register, ada: int) -> None:
    change(register, Councillor, ada, email="ada@new.example")
    mine = read(register, Councillor, ada)
    register.undo()
    mine.values["phone"] = "2"
    records.save(register, mine)
    assert read(register, Councillor, ada).values["email"] == "ada@old.example"


def test_one_field_changed_on_both_sides_saves_nothing_and_gives_both_values(register: Register, ada: int) -> None:
    mine = read(register, Councillor, ada)
    change(register, Councillor, ada, phone="3")
    mine.values |= {"phone": "2", "email": "ada@mine.example"}
    with pytest.raises(
        ChangedMeanwhileError, match=r"in what you changed too: Private telephone\. Nothing was saved"
    ) as met:
        records.save(register, mine)
    [conflict] = met.value.conflicts
    assert (conflict.at, conflict.label, conflict.mine, conflict.theirs) == ("phone", "Private telephone", "2", "3")
    now = read(register, Councillor, ada).values
    assert (now["phone"], now["email"]) == ("3", "ada@old.example")
    conflict.keep_mine()
    records.save(register, mine)
    now = read(register, Councillor, ada).values
    assert (now["phone"], now["email"]) == ("2", "ada@mine.example")


def test_the_same_change_on_both_sides_is_no_conflict(register: Register, ada: int) -> None:
    mine = read(register, Councillor, ada)
    change(register, Councillor, ada, phone="2")
    mine.values |= {"phone": "2", "email": None}
    records.save(register, mine)
    assert read(register, Councillor, ada).values["email"] is None


@pytest.mark.parametrize(
    ("kind", "name", "theirs", "touched", "mine"),
    [
        (Councillor, "member_id", "0042", "phone", "2"),
        (Councillor, "surname", "Ó Briain", "phone", "2"),
        (Councillor, "notes", "Back in May", "surname", "Ó Briain"),
        (Home, "name", "Ash House", "notes", "Ring first"),
        (Home, "places", 4, "name", "Ash House"),
        (Home, "opened_on", DAY, "kind", HomeKind.SUPPORTED),
        (Visit, "visited_on", DAY - dt.timedelta(days=1), "seen", "The garden"),
        (Visit, "status", VisitStatus.CANCELLED, "met", "Three"),
        (Visit, "announced", True, "running", "Well"),
    ],
)
def test_a_field_nobody_touched_here_is_not_written(
    register: Register, ada: int, visit: int, kind: type[Base], name: str, theirs: object, touched: str, mine: object
) -> None:
    record = read(register, kind, 1)
    change(register, kind, 1, **{name: theirs})
    record.values[touched] = mine
    records.save(register, record)
    now = read(register, kind, 1).values
    assert (now[name], now[touched]) == (theirs, mine)


KINDS = {"section": texts.SectionText, "involvement": texts.InvolvementText}


@pytest.mark.parametrize("kind", ["section", "involvement"])
def test_a_text_changed_meanwhile_is_not_written_over(register: Register, menu: Menu, kind: str) -> None:
    def read_text() -> texts.EditableText:
        with register.reading() as session:
            found = texts.load(session, SUMMARY, "2017/18", menu.edition, DAY)
        return next(one for one in found if isinstance(one, KINDS[kind]))

    mine, theirs = read_text(), read_text()
    theirs.save(register, 1, "# Theirs\n\nWhat they wrote")
    with pytest.raises(UserError, match=r"changed meanwhile\. Nothing was saved"):
        mine.save(register, 1, "# Mine\n\nWhat I wrote")
    assert "What they wrote" in read_text().text
    mine = read_text()
    mine.save(register, 1, "# Mine\n\nWhat I wrote")
    assert "What I wrote" in read_text().text


def rows(register: Register, visit: int) -> list[str]:
    return [row.values["what"] for row in read(register, Visit, visit).owned["actions"]]


def add_action(record: Record) -> None:
    record.owned["actions"].append(records.blank(VisitAction, what="Mend the gate"))


def test_rows_that_others_added_stay_and_mine_come_beside_them(register: Register, visit: int) -> None:
    mine, theirs = read(register, Visit, visit), read(register, Visit, visit)
    theirs.owned["actions"].append(records.blank(VisitAction, what="Ask about school"))
    records.save(register, theirs)
    add_action(mine)
    records.save(register, mine)
    assert sorted(rows(register, visit)) == ["Ask about school", "Mend the gate", "Paint the hall"]


def test_rows_that_others_took_away_stay_away(register: Register, visit: int) -> None:
    mine, theirs = read(register, Visit, visit), read(register, Visit, visit)
    theirs.owned["actions"] = []
    records.save(register, theirs)
    mine.values["met"] = 3
    records.save(register, mine)
    assert rows(register, visit) == []


def test_a_row_both_added_is_there_once(register: Register, ada: int, visit: int) -> None:
    zoe = records.blank(Councillor, forename="Zoë", surname="Ng")
    with register.reading() as session:
        zoe.owned["terms"] = [records.blank(Term, ward_id=session.get_one(Term, 1).ward_id, start=dt.date(2014, 5, 22))]
    zoe_id = records.save(register, zoe)
    mine, theirs = read(register, Visit, visit), read(register, Visit, visit)
    for record in (theirs, mine):
        record.owned["visitors"].append(records.blank(Visitor, councillor_id=zoe_id))
        records.save(register, record)
    assert [row.values["councillor_id"] for row in read(register, Visit, visit).owned["visitors"]] == [ada, zoe_id]


@pytest.mark.parametrize("keep", [True, False])
def test_a_row_changed_here_and_taken_away_there_is_asked_about(register: Register, visit: int, keep: bool) -> None:
    mine, theirs = read(register, Visit, visit), read(register, Visit, visit)
    theirs.owned["actions"] = []
    records.save(register, theirs)
    mine.owned["actions"][0].values["what"] = "Paint the hall blue"
    with pytest.raises(ChangedMeanwhileError) as met:
        records.save(register, mine)
    [conflict] = met.value.conflicts
    assert (conflict.at, conflict.mine, conflict.theirs) == ("actions", "Paint the hall blue", records.TAKEN_AWAY)
    if keep:
        conflict.keep_mine()
    else:
        mine.owned["actions"] = []
    records.save(register, mine)
    assert rows(register, visit) == (["Paint the hall blue"] if keep else [])


@pytest.mark.parametrize("keep", [True, False])
def test_a_row_taken_away_here_and_changed_there_is_asked_about(register: Register, visit: int, keep: bool) -> None:
    mine, theirs = read(register, Visit, visit), read(register, Visit, visit)
    theirs.owned["actions"][0].values["what"] = "Paint the hall blue"
    records.save(register, theirs)
    kept, mine.owned["actions"] = mine.owned["actions"], []
    with pytest.raises(ChangedMeanwhileError) as met:
        records.save(register, mine)
    [conflict] = met.value.conflicts
    assert (conflict.mine, conflict.theirs) == (records.TAKEN_AWAY, "Paint the hall blue")
    if keep:
        conflict.keep_mine()
    else:
        mine.owned["actions"] = kept
    records.save(register, mine)
    assert rows(register, visit) == ([] if keep else ["Paint the hall blue"])
