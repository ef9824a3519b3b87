"""Names stand in the order in which people look for them, in listings, exports, pickers, papers and letters alike.

Welsh, Polish, Irish and Turkish letters stand with ours, particles where they are entered, other scripts after ours;
Ll and Ch are two letters each. What one visit's councillors are called together is in that order wherever it is said.
"""

import csv
import datetime as dt
import random
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.exchange.letters import invitations, monthly, reminders
from cp_desktop.exchange.listings import LISTINGS
from cp_desktop.figures import desk_holders, desks, ward_facts
from cp_desktop.model import (
    Attendance,
    Base,
    ChildrenCount,
    Council,
    Councillor,
    District,
    Edition,
    Event,
    Home,
    Item,
    Officer,
    Post,
    Term,
    Visit,
    Visitor,
    VisitStatus,
    Ward,
    events,
    visits,
)
from cp_desktop.model.names import find_by_name
from cp_desktop.register import Register
from cp_desktop.reports import Options
from cp_desktop.services import disclosure, registers

DAY = dt.date(2018, 1, 31)
IN_ORDER = (
    *(
        "Adeyemi",
        "al-Hassan",
        "Chaudhry",
        "Ćwik",
        "Czarna",
        "de Souza",
        "Ðóra",
        "Dylan",
        "Lloyd",
        "Llwyd",
        "Łukasz",
        "Lumb",
    ),
    *("Ó Briain", "O'Hara", "o’hare", "O'Hart", "Öztürk", "Śliwa", "Smith", "van der Berg", "Ŵyn", "Zachariah", "Żak"),
    *("خان", "عائشہ"),
)
NUMBER = len(IN_ORDER)
# Where in a paper the table of homes begins, and that of whom to contact.
BEGINS = {"coverage": ">Homes", "handbook": ">Whom to contact"}


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A councillor, a ward, a district, a home and a post of each name, entered in no order, and a forename that would
    turn the order round; all of them at one visit, one planned visit and one event."""
    path = tmp_path_factory.mktemp("names") / "names.cpregister"
    with registers.create(path, "Northborough", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)) as register:
        with register.operation("Begin") as session:
            session.get_one(Council, 1).email = "priya@example.org"
            session.add(Edition(year_id=1, title="Menu", items=[Item(number=1, wording="Listen")]))
            people = []
            for place in random.Random(5).sample(range(NUMBER), NUMBER):
                name, forename = IN_ORDER[place], chr(ord("z") - place)
                ward = Ward(name=name, district=District(name=name))
                term = Term(ward=ward, start=dt.date(2014, 5, 22))
                people.append(
                    Councillor(forename=forename, surname=name, email=f"{forename}@example.org", terms=[term])
                )
                post = Post(title=name, officers=[Officer(name=name)])
                home = Home(name=name, ward=ward, counts=[ChildrenCount(counted_on=dt.date(2018, 1, 1), children=9)])
                session.add_all([people[-1], post, home])
                session.flush()
            at = {"home": home, "starts_at": "14:00"}
            made = Visit(id=1, visited_on=dt.date(2017, 12, 1), **at)
            planned = Visit(id=2, visited_on=dt.date(2018, 2, 14), status=VisitStatus.PLANNED, **at)
            event = Event(id=1, name="Fair", held_on=dt.date(2017, 12, 2))
            session.add_all([made, planned, event])
            for one in random.Random(7).sample(people, NUMBER):
                made.visitors.append(Visitor(councillor=one))
                planned.visitors.append(Visitor(councillor=one))
                event.attendances.append(Attendance(councillor=one))
                session.flush()
        yield register


def named(
    text: str, *, of: Callable[[int, str], str] = lambda place, name: f"{chr(ord('z') - place)} {name}"
) -> list[str]:
    """The names that stand in a text, in its order; each as it is written there."""
    found = {name: text.find(of(place, name)) for place, name in enumerate(IN_ORDER)}
    assert -1 not in found.values(), [name for name, at in found.items() if at < 0]
    return sorted(found, key=lambda name: found[name])


def test_every_page_and_its_export_have_one_order(council: Register) -> None:
    with council.reading() as session:
        for key, listing in LISTINGS.items():
            made = listing(1, DAY)
            page, export = session.scalars(made.ids()).all(), [row[0] for row in session.execute(made.rows())]
            assert page == export, key


@pytest.mark.parametrize(
    "key", ["councillors", "councillors-ever", "behind-members", "homes", "homes-ever", "homes-never-visited"]
)
@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_listings_and_what_is_exported_are_in_order(council: Register, tmp_path: Path, key: str, ending: str) -> None:
    listing, path = LISTINGS[key](1, DAY), tmp_path / f"internal{ending}"
    with council.reading() as session:
        disclosure.export(session, listing, path, internal=True)
    if ending == ".csv":
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows: list[list[Any]] = list(csv.reader(file))
    else:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    cells = [str(cell) for row in rows[2:] for cell in row[:1]]
    visited = {IN_ORDER[-1]} if key == "homes-never-visited" else set()
    names = [cell if key.startswith("homes") else cell.partition(" ")[2] for cell in cells]
    assert [name for name in IN_ORDER if name in names] == names
    assert len(names) >= NUMBER - 1 - len(visited)


@pytest.mark.parametrize("kind", [Councillor, Home, Ward, District, Post])
def test_pickers_are_in_order(council: Register, kind: type[Base]) -> None:
    with council.reading() as session:
        found = [name.split(" (")[0] for _, name in find_by_name(session, kind)]
    names = (
        [name.partition(" ")[2] for name in found] if kind is Councillor else [one for one in found if one in IN_ORDER]
    )
    assert names == list(IN_ORDER)


@pytest.mark.parametrize("label", ["Ward", "District"])
def test_filters_are_in_order(council: Register, label: str) -> None:
    with council.reading() as session:
        assert session.scalars(LISTINGS["councillors"](1, DAY).values(label)).all() == list(IN_ORDER)


def test_the_councillors_of_a_visit_are_in_order_wherever_they_are_named(council: Register) -> None:
    with council.reading() as session:
        made, planned = session.get_one(Visit, 1), session.get_one(Visit, 2)
        said = {
            "page": session.scalars(select(visits().column("Councillors").expression).where(Visit.id == 1)).one(),
            "event": session.scalars(select(events().column("Councillors").expression).where(Event.id == 1)).one(),
            "desk": desk_holders.desk_holders(
                session, None, [one.councillor_id for one in made.visitors], DAY
            ).councillors,
            "invitation": invitations.invitation(
                session, planned.id, dt.datetime(2018, 1, 31, tzinfo=dt.UTC)
            ).message.text,
        }
        steps = [desks.visit_and_step(key) for key in session.scalars(desks.desks(DAY).ids())]
        [reminder] = reminders.drafts(session, steps, DAY)
        said["reminder"], said["whom it goes to"] = reminder.message.text, "; ".join(reminder.message.to)
        said["desks"] = str(session.execute(desks.desks(DAY).rows()).first())
    for paper, visit in (("visit-report", 1), ("visit-form", 2)):
        made_of = reports.make(council, paper, as_at=DAY, options=Options(visit=visit), ending=".html")
        said[paper] = unescape(made_of.content.decode())
    for where, text in said.items():
        assert named(text) == list(IN_ORDER), where


def test_letters_and_wards_are_in_order(council: Register) -> None:
    with council.reading() as session:
        assert [one.ward for one in monthly.in_office(session, DAY)] == list(IN_ORDER)
        areas = [area.name for area in ward_facts.ward_facts(session, DAY)]
    assert areas == list(IN_ORDER)


@pytest.mark.parametrize("paper", BEGINS)
def test_papers_are_in_order(council: Register, paper: str) -> None:
    text = unescape(reports.make(council, paper, as_at=DAY, ending=".html").content.decode())
    start = text.index(BEGINS[paper])
    assert named(text[start:], of=lambda _, name: f">{name}<") == list(IN_ORDER)
