"""Every listing, on an empty register and on one with a year in it."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import String
from sqlalchemy.orm import Session

from cp_desktop.exchange import listings
from cp_desktop.model import (
    Activity,
    Answer,
    ChildrenCount,
    Commitment,
    Councillor,
    District,
    Done,
    Edition,
    Goal,
    Home,
    HomeKind,
    Item,
    ItemContact,
    Listing,
    Officer,
    Post,
    Reply,
    Role,
    RoleHeld,
    Survey,
    Term,
    Visit,
    VisitKind,
    Visitor,
    VisitStatus,
    Ward,
    councillors,
    homes,
    menu_items,
    normalise,
    plain,
    records,
    visits,
)
from cp_desktop.model.names import find_by_name
from cp_desktop.register import Register
from cp_desktop.register.history import Change, Operation
from tests.conftest import RegisterWith

DAY = dt.date(2018, 1, 31)
LISTINGS: dict[str, Callable[[], Listing]] = {
    name: partial(make, 1, DAY) for name, make in listings.LISTINGS.items()
} | {
    f"plain {record.__name__}": lambda kind=record: plain(kind)
    for record in records()
    if record not in (Operation, Change)
}


def a_year(session: Session) -> None:
    """Three councillors in two wards, a menu of two items, two homes and a visit by two of the three."""
    north = District(name="North")
    edition = Edition(year_id=1, title="Menu 2017/18")
    session.add_all([north, edition])
    session.flush()
    abbey = Ward(name="Abbey", district_id=north.id)
    brook = Ward(name="St. Mary's Brook")
    first, second = Item(number=1, wording="Listen"), Item(number=2, wording="Visit homes", group="City")
    head = Post(title="Head of Fostering")
    edition.items.extend([first, second])
    session.add_all([abbey, brook, head])
    session.flush()
    first.contacts.append(ItemContact(post_id=head.id))
    people = [
        Councillor(forename="Siân", surname="O'Hara", email="sian@north.example", notes="late"),
        Councillor(forename="Łukasz", surname="Zając"),
        Councillor(forename="Ann", surname="abbott", title=None, phone="0161 000"),
    ]
    session.add_all(people)
    session.flush()
    people[0].terms.append(Term(ward_id=abbey.id, party="Green", start=dt.date(2016, 5, 9)))
    people[0].roles.append(RoleHeld(role=Role.CHAIR))
    people[0].roles.append(RoleHeld(role=Role.GOVERNOR, end=dt.date(2017, 1, 1)))
    people[1].terms.append(Term(ward_id=brook.id, start=dt.date(2016, 5, 9), end=dt.date(2018, 1, 30)))
    people[1].terms.append(Term(ward_id=abbey.id, party="Labour", start=dt.date(2018, 1, 31)))
    people[2].terms.append(Term(ward_id=brook.id, party="Green", start=dt.date(2014, 5, 1), end=DAY))
    oak = Home(name="Oak House", ward_id=brook.id, kind=HomeKind.SHORT_BREAKS, urn="SC012345")
    elm = Home(name="Elm", opened_on=dt.date(2018, 2, 1))
    session.add_all([oak, elm])
    session.flush()
    oak.counts.append(ChildrenCount(counted_on=dt.date(2017, 1, 1), children=4))
    oak.counts.append(ChildrenCount(counted_on=dt.date(2018, 1, 1), children=6))
    oak.counts.append(ChildrenCount(counted_on=dt.date(2018, 3, 1), children=9))
    made = Visit(home_id=oak.id, visited_on=dt.date(2017, 9, 1), kind=VisitKind.BUDDY, concern=True)
    made.visitors.extend([Visitor(councillor_id=people[0].id), Visitor(councillor_id=people[1].id)])
    planned = Visit(place="Scout hut", visited_on=dt.date(2018, 2, 1), status=VisitStatus.PLANNED)
    survey = Survey(edition_id=edition.id, title="Follow-up")
    session.add_all([made, planned, survey])
    session.flush()
    reply = Reply(survey_id=survey.id, councillor_id=people[0].id, answered_at=dt.datetime(2018, 1, 9, 12, 0))
    reply.answers.append(Answer(item_id=first.id, done=Done.UNDERTAKEN))
    session.add(reply)
    session.add(Commitment(councillor_id=people[0].id, item_id=first.id, made_on=dt.date(2017, 6, 1)))
    session.add(Activity(councillor_id=people[1].id, item_id=second.id, done_on=dt.date(2017, 7, 1)))


@pytest.fixture
def filled(register_with: RegisterWith) -> Register:
    return register_with("A year", a_year)


def shown(register: Register, listing: Listing, label: str, **how: Any) -> list[Any]:
    """One column's values, in the order that `ids` gives."""
    with register.reading() as session:
        ids = session.scalars(listing.ids(**how)).all()
        rows = {row[0]: row[1] for row in session.execute(listing.rows(ids, [listing.column(label)]))}
        return [rows[key] for key in ids]


@pytest.mark.parametrize("name", LISTINGS)
def test_every_listing_runs_whole(name: str, filled: Register) -> None:
    listing = LISTINGS[name]()
    labels = [column.label for column in listing.columns]
    assert len(set(labels)) == len(labels), "a filter or a sort could not tell two columns apart"
    with filled.reading() as session:
        everything = session.execute(listing.rows()).all()
        ids = session.scalars(listing.ids()).all()
        assert [row[0] for row in everything] == ids, "the table and the export differ in their order"
        for column in listing.columns:
            assert column.numeric or column.searchable or column.dated or column.filterable, column.label
            for descending in (False, True):
                assert sorted(session.scalars(listing.ids(sort=column.label, descending=descending))) == sorted(ids)
            values = {*session.scalars(listing.values(column.label)), *([None] if column.offers is not None else [])}
            if column.filterable:
                assert sorted(session.scalars(listing.ids(filters={column.label: values}))) == sorted(ids)
            assert session.scalars(listing.ids(filters={column.label: []})).all() == []
        assert session.scalars(listing.ids(words="no such words")).all() == []


@pytest.mark.parametrize("name", LISTINGS)
def test_every_listing_runs_on_an_empty_register(name: str, register: Register) -> None:
    listing = LISTINGS[name]()
    with register.reading() as session:
        for column in listing.columns:
            session.scalars(listing.ids("anything", {column.label: [None]}, column.label, True)).all()
            session.scalars(listing.values(column.label)).all()
        assert len(session.execute(listing.rows()).all()) == len(session.scalars(listing.ids()).all())


def test_councillors_show_ward_and_roles_as_on_the_day(filled: Register) -> None:
    listing = councillors(DAY)
    assert shown(filled, listing, "Councillor") == ["Ann abbott", "Siân O'Hara", "Łukasz Zając"]
    assert shown(filled, listing, "Ward", words="lukasz") == ["Abbey"]
    assert shown(filled, councillors(DAY - dt.timedelta(1)), "Ward", words="lukasz") == ["St. Mary's Brook"]
    assert shown(filled, listing, "Roles", words="ohara") == ["Committee chair"]
    later = councillors(DAY + dt.timedelta(1))
    assert shown(filled, later, "Councillor") == ["Siân O'Hara", "Łukasz Zając"]
    everybody = councillors(DAY + dt.timedelta(1), everybody=True)
    assert len(shown(filled, everybody, "Councillor")) == 3


def test_words_find_whatever_is_shown(filled: Register) -> None:
    listing = councillors(DAY)
    assert shown(filled, listing, "Councillor", words="OHARA green") == ["Siân O'Hara"]
    assert shown(filled, listing, "Councillor", words="st marys") == ["Ann abbott"]
    assert shown(filled, listing, "Councillor", words="committee chair") == ["Siân O'Hara"]
    assert shown(filled, visits(), "Place", words="zajac") == ["Oak House"]
    assert shown(filled, menu_items(1), "No.", words="fostering") == [1]
    for nothing in ("%", "_", "\\", "%" * 32_767, " ".join(f"word{number}" for number in range(8_000))):
        assert shown(filled, listing, "Councillor", words=nothing) == []
    assert len(shown(filled, listing, "Councillor", words="a " * 16_000)) == 3


def test_signs_that_databases_take_for_wildcards_are_found_literally(register: Register) -> None:
    odd = ["100% Care", "50 Care", "Snow_drop", "Snowxdrop", "Back\\slash", "Backslash"]
    with register.operation("Add") as session:
        session.add_all(Home(name=name) for name in odd)
    for words, found in (("0%", odd[:1]), ("snow_", odd[2:3]), ("\\s", odd[4:5])):
        assert shown(register, homes(DAY), "Home", words=words) == found
        with register.reading() as session:
            assert [name for _, name in find_by_name(session, Home, words)] == found


def test_sorting_goes_by_what_is_read_and_leaves_blanks_last(filled: Register) -> None:
    listing = councillors(DAY)
    assert shown(filled, listing, "Councillor", sort="Councillor") == ["Ann abbott", "Łukasz Zając", "Siân O'Hara"]
    for descending in (False, True):
        assert shown(filled, listing, "E-mail", sort="E-mail", descending=descending)[-1] is None
    kinds = shown(filled, visits(), "Kind", sort="Kind")
    assert [kind.label for kind in kinds] == sorted(kind.label for kind in kinds)
    status = shown(filled, visits(), "Status", sort="Status", descending=True)
    assert [one.label for one in status] == ["Planned", "Made"]


NAMES = ("Zachariah", "Ó Briain", "O'Hara", "Siân", "oakes", "émile", "Łukasz", "ÅBERG", "Ames")  # as they come in


def oddly_named(session: Session) -> None:
    """Of each subject that can stand alone as many rows as there are names, each with one of them."""
    for name in NAMES:
        ward, post = Ward(name=name), Post(title=name)
        session.add_all([District(name=name), ward, post])
        councillor = Councillor(forename="Ann", surname=name, terms=[Term(ward=ward, start=dt.date(2016, 5, 9))])
        session.add_all([councillor, Officer(name=name, post=post), Home(name=name, ward=ward)])
        session.add(Goal(title=name, starts_on=DAY, due_on=DAY))


@pytest.mark.parametrize("name", LISTINGS)
def test_names_stand_in_peoples_order(name: str, register_with: RegisterWith) -> None:
    """Whatever their accents, case and apostrophes, in every listing that goes by name before anybody sorts it."""
    register = register_with("Odd names", oddly_named)
    listing = LISTINGS[name]()
    first = listing.order[0]
    with register.reading() as session:
        if isinstance(first.type, String):
            came = [value or "" for value in session.scalars(listing.rows().with_only_columns(first))]
            assert came == sorted(came, key=normalise)
        for column in listing.columns:
            if column.filterable and column.searchable:
                offered = [value for value in session.scalars(listing.values(column.label)) if value]
                assert offered == sorted(offered, key=normalise), column.label


def test_names_to_choose_from_stand_in_peoples_order_the_best_answer_first(register_with: RegisterWith) -> None:
    with register_with("Odd names", oddly_named).reading() as session:
        for kind in (Councillor, Ward, District, Home, Officer, Post):
            names = [name for _, name in find_by_name(session, kind)]
            assert set(names) >= set(NAMES) or kind is Councillor
            assert names == sorted(names, key=normalise), kind
        assert [name for _, name in find_by_name(session, Ward, "o")] == ["Ó Briain", "oakes", "O'Hara"]


def test_filters_take_several_values_and_nothing(filled: Register) -> None:
    listing = councillors(DAY)
    assert shown(filled, listing, "Councillor", filters={"Party": ["Green", "Labour"], "Ward": ["Abbey"]}) == [
        "Siân O'Hara",
        "Łukasz Zając",
    ]
    assert shown(filled, listing, "Councillor", filters={"District": [None]}) == ["Ann abbott"]
    assert len(shown(filled, listing, "Councillor", filters={"District": iter([None, "North"])})) == 3


def test_homes_show_the_count_that_holds_on_the_day(filled: Register) -> None:
    assert shown(filled, homes(DAY), "Home") == ["Oak House"]
    assert shown(filled, homes(DAY), "Our children") == [6]
    assert shown(filled, homes(dt.date(2017, 12, 31)), "Our children") == [4]
    assert shown(filled, homes(DAY), "Last visit") == [dt.date(2017, 9, 1)]
    assert shown(filled, homes(dt.date(2017, 8, 31)), "Last visit") == [None]
    assert shown(filled, homes(DAY, everything=True), "Home") == ["Elm", "Oak House"]


def test_a_concern_is_neither_shown_nor_found_in_the_list_of_visits() -> None:
    assert not any("oncern" in column.label for column in visits().columns)


def test_more_rows_than_sqlite_takes_values(filled: Register) -> None:
    listing = councillors(DAY)
    with filled.reading() as session:
        assert len(session.execute(listing.rows(range(1, 40_000))).all()) == 3


def test_an_unknown_column_is_a_bug() -> None:
    with pytest.raises(KeyError):
        visits().ids(sort="Shoe size")
