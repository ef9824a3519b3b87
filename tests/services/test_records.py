"""One record as a form holds it: loaded, saved, refused beside its field, deleted."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import (
    Activity,
    ChildrenCount,
    Commitment,
    Councillor,
    District,
    Edition,
    Holder,
    Home,
    HomeKind,
    Item,
    MunicipalYear,
    Officer,
    SetAside,
    Stage,
    Step,
    StepDone,
    Term,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
)
from cp_desktop.model.names import display_name, find_by_name
from cp_desktop.register import Register
from cp_desktop.services import records
from cp_desktop.services.records import Record


@pytest.fixture
def ward(register: Register) -> int:
    return records.save(register, records.blank(Ward, name="Abbey"))


def councillor(register: Register, ward: int, forename: str = "Siân", **values: object) -> int:
    record = records.blank(Councillor, forename=forename, surname="O'Hara", **values)
    record.owned["terms"] = [records.blank(Term, ward_id=ward, start=dt.date(2016, 5, 9))]
    return records.save(register, record)


def loaded(register: Register, kind: type, id: int) -> Record:
    with register.reading() as session:
        return records.load(session, kind, id)


def test_a_record_comes_back_as_it_was_saved(register: Register, ward: int) -> None:
    record = records.blank(Home, name="  Oak House ", ward_id=ward, urn="")
    assert record.values["kind"] is HomeKind.HOME
    record.owned["counts"] = [records.blank(ChildrenCount, counted_on=dt.date(2018, 1, 1), children=0)]
    key = records.save(register, record)
    again = loaded(register, Home, key)
    assert again.display_name == "Oak House"
    assert again.values["urn"] is None, "an empty box is no answer"
    assert [child.values["children"] for child in again.owned["counts"]] == [0]
    assert register.undoable()[0] == "Add home: Oak House"
    register.undo()
    with register.reading() as session:
        assert session.scalars(select(Home)).all() == session.scalars(select(ChildrenCount)).all() == []


def test_only_what_was_changed_is_written(register: Register, ward: int) -> None:
    key = councillor(register, ward)
    record = loaded(register, Councillor, key)
    assert records.save(register, record) == key
    assert register.undoable()[0] == "Add councillor: Siân O'Hara", "saving without a change is no operation"
    record.values["email"] = "sian@north.example"
    records.save(register, record)
    assert register.undoable()[0] == "Edit councillor: Siân O'Hara"
    record.values["surname"] = "Hughes"
    records.save(register, record)
    assert register.undoable()[0] == "Edit councillor: Siân Hughes"


def test_what_belongs_is_added_changed_and_removed_in_one_operation(register: Register, ward: int) -> None:
    key = councillor(register, ward)
    record = loaded(register, Councillor, key)
    record.owned["terms"][0].values["end"] = dt.date(2018, 5, 6)
    record.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2018, 5, 7), party="Green"))
    records.save(register, record)
    again = loaded(register, Councillor, key)
    assert [term.values["party"] for term in again.owned["terms"]] == [None, "Green"]
    del again.owned["terms"][0]
    records.save(register, again)
    assert [term.values["party"] for term in loaded(register, Councillor, key).owned["terms"]] == ["Green"]
    register.undo()
    assert len(loaded(register, Councillor, key).owned["terms"]) == 2


def test_something_removed_and_added_again_in_one_go(register: Register, ward: int) -> None:
    person = councillor(register, ward)
    visit = records.blank(Visit, place="Scout hut", visited_on=dt.date(2017, 9, 1))
    visit.owned["visitors"] = [records.blank(Visitor, councillor_id=person)]
    key = records.save(register, visit)
    again = loaded(register, Visit, key)
    again.owned["visitors"] = [records.blank(Visitor, councillor_id=person)]
    records.save(register, again)
    assert [one.values["councillor_id"] for one in loaded(register, Visit, key).owned["visitors"]] == [person]


@pytest.mark.parametrize(
    ("kind", "values", "field", "sentence"),
    [
        (Councillor, {"forename": "Ann", "surname": " "}, "surname", "Surname is required. Nothing was saved."),
        (Councillor, {"forename": None, "surname": "Lee"}, "forename", "Forename is required. Nothing was saved."),
        (
            Councillor,
            {"forename": "A", "surname": "B", "member_id": "M1"},
            "member_id",
            "the same “Member ID”. Nothing",
        ),
        (MunicipalYear, {"label": "2018/19", "first_day": dt.date(2018, 5, 22)}, "last_day", "Last day is required"),
        (
            MunicipalYear,
            {"label": "2018/19", "first_day": dt.date(2018, 5, 22), "last_day": dt.date(2018, 5, 21)},
            "last_day",
            "The last day is before the first. Nothing was saved.",
        ),
        (
            MunicipalYear,
            {"label": "2017/18", "first_day": dt.date(2018, 5, 22), "last_day": dt.date(2019, 5, 21)},
            "label",
            "another municipal year with the same “Year”",
        ),
        (Home, {"name": "Oak", "places": -1}, "places", "Places cannot be fewer than none. Nothing was saved."),
        (Visit, {"visited_on": dt.date(2018, 1, 1)}, "home_id", "A visit needs a home or another place. Nothing"),
        (
            Visit,
            {"place": "x", "visited_on": dt.date(2018, 1, 2), "planned_on": dt.date(2018, 1, 3)},
            "visited_on",
            "The visit is before the day on which it was planned. Nothing was saved.",
        ),
        (
            Visit,
            {"place": "x", "visited_on": dt.date(2018, 1, 2), "starts_at": "half past two"},
            "starts_at",
            "Write the time like 14:30. Nothing was saved.",
        ),
        (
            Step,
            {"position": 9, "label": "Sent", "stage": Stage.SENT, "holder": Holder.POST},
            "post_id",
            "Name the post on whose desk the report lies",
        ),
        (
            Ward,
            {"name": "Abbey", "start": dt.date(2018, 1, 2), "end": dt.date(2018, 1, 1)},
            "end",
            "last day is before",
        ),
    ],
)
def test_a_refusal_names_its_field(
    register: Register, ward: int, kind: type, values: dict[str, object], field: str, sentence: str
) -> None:
    councillor(register, ward, member_id="M1")
    count = len(register.entries())
    with pytest.raises(UserError) as refused:
        records.save(register, records.blank(kind, **values))
    assert refused.value.field == field
    assert sentence in str(refused.value)
    assert len(register.entries()) == count


def test_a_rule_over_several_rows_is_kept(register: Register, ward: int) -> None:
    key = councillor(register, ward)
    record = loaded(register, Councillor, key)
    record.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2018, 5, 7)))
    with pytest.raises(UserError, match=r"Two terms of office of Siân O'Hara overlap.*Nothing was saved"):
        records.save(register, record)
    assert len(loaded(register, Councillor, key).owned["terms"]) == 1


def test_a_default_stands_in_for_a_box_left_empty(register: Register, ward: int) -> None:
    key = records.save(register, records.blank(Home, name="Oak", kind=None))
    assert loaded(register, Home, key).values["kind"] is HomeKind.HOME


def test_a_record_that_is_gone(register: Register, ward: int) -> None:
    key = councillor(register, ward)
    record = loaded(register, Councillor, key)
    records.delete(register, Councillor, key)
    assert register.undoable()[0] == "Delete councillor: Siân O'Hara"
    with pytest.raises(UserError, match=r"no longer in the register. Nothing was saved"):
        records.save(register, record)
    with pytest.raises(UserError, match="no longer in the register"):
        records.delete(register, Councillor, key)
    register.undo()
    assert loaded(register, Councillor, key) == record


def test_what_others_need_stays(register: Register, ward: int) -> None:
    key = councillor(register, ward)
    with register.operation("Commit") as session:
        edition = Edition(year_id=1, title="Menu", items=[Item(number=1, wording="Listen")])
        session.add(edition)
        session.flush()
        session.add(Commitment(councillor_id=key, item_id=edition.items[0].id, made_on=dt.date(2017, 6, 1)))
    with pytest.raises(UserError, match="This councillor is needed by 1 commitment"):
        records.delete(register, Councillor, key)
    with pytest.raises(UserError, match="This ward is needed by 1 term of office"):
        records.delete(register, Ward, ward)


@pytest.mark.usefixtures("visits_by_nobody")
def test_what_was_set_aside_goes_with_its_visit_and_what_was_confirmed_holds_it(register: Register, ward: int) -> None:
    key = councillor(register, ward)
    with register.operation("Set aside") as session:
        edition = Edition(year_id=1, title="Menu", items=[Item(number=1, wording="Visit")])
        visits = [Visit(place="Oak", visited_on=dt.date(2018, 1, day)) for day in (2, 3)]
        session.add_all([edition, *visits])
        session.flush()
        item = edition.items[0].id
        session.add(SetAside(councillor_id=key, item_id=item, visit=visits[0]))
        session.add(Activity(councillor_id=key, item_id=item, done_on=dt.date(2018, 1, 3), visit=visits[1]))
    records.delete(register, Visit, 1)
    with pytest.raises(UserError, match="This visit is needed by 1 activity"):
        records.delete(register, Visit, 2)
    register.undo()
    with register.reading() as session:
        assert session.scalars(select(SetAside.visit_id)).all() == [1]


def test_no_step_of_a_report_is_before_its_visit(register: Register) -> None:
    visit = records.blank(Visit, place="Scout hut", visited_on=dt.date(2018, 1, 2), status=VisitStatus.PLANNED)
    visit.owned["steps"] = [records.blank(StepDone, step_id=1, done_on=dt.date(2018, 1, 1))]
    with pytest.raises(UserError, match=r"dated before the visit on 2 Jan 2018\. Nothing was saved\."):
        records.save(register, visit)
    visit.owned["steps"][0].values["done_on"] = dt.date(2018, 1, 2)
    records.save(register, visit)


def test_choosing_by_a_few_letters(register: Register, ward: int) -> None:
    councillor(register, ward)
    councillor(register, ward, forename="Łukasz")
    records.save(register, records.blank(District, name="North"))
    with register.reading() as session:
        [(_, name)] = find_by_name(session, Councillor, "ohara luk")
        assert name.startswith("Łukasz O'Hara")
        assert [name for _, name in find_by_name(session, District)] == ["North"]
        assert find_by_name(session, Officer) == []


def test_two_of_a_name_are_told_apart_as_dates_read_anywhere(
    register: Register, ward: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ward, "disambiguator", "start")
    key = records.save(register, records.blank(Ward, name="Abbey", start=dt.date(2018, 5, 7)))
    with register.reading() as session:
        assert find_by_name(session, Ward, "abbey") == [(ward, "Abbey"), (key, "Abbey (7 May 2018)")]
        assert display_name(session, Ward, key) == "Abbey (7 May 2018)"


def test_every_owned_relationship_is_on_the_form() -> None:
    assert {link.key for link in records.belongings(Councillor)} == {"terms", "roles"}
