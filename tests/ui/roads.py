"""Ways in which a test breaks a rule about rows, one for each road to a table: form, import, service, paste and SQL.

A road is a function of the register (and of the window, or of a folder for files) that tries to write, and returns
what is said instead.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.exchange.pasted_counts import read_block
from cp_desktop.exchange.pasted_ticks import read_ticks
from cp_desktop.figures.commitment_grid import items_of
from cp_desktop.figures.ward_facts import Area
from cp_desktop.model import (
    Activity,
    Answer,
    Attachment,
    Attendance,
    ChildrenCount,
    Commitment,
    Content,
    Councillor,
    Done,
    Edition,
    Event,
    Fact,
    Goal,
    Home,
    Item,
    MenuReturn,
    MunicipalYear,
    Officer,
    Reminder,
    Reply,
    Role,
    RoleHeld,
    Survey,
    Term,
    Visit,
    VisitAction,
    Visitor,
    Ward,
    WardCount,
    WardMeasure,
    table_of,
)
from cp_desktop.model.council import year_label
from cp_desktop.register import Register
from cp_desktop.services import commitments, ward_facts
from cp_desktop.services import records as saved
from cp_desktop.services.records import Record
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.form import VisitForm
from cp_desktop.ui.records.form import RecordForm

Alter = Callable[[Record], None]
Form = Callable[[AppSession, QtBot], str]
Write = Callable[[Register], object]
FormStep = Callable[[Any], None]

TODAY = dt.date.today()
TOMORROW, FUTURE = TODAY + dt.timedelta(days=1), TODAY + dt.timedelta(days=400)
ELECTED, VISITED, KNOWN = dt.date(2014, 5, 22), dt.date(2018, 1, 5), dt.date(2017, 9, 1)
# The year that is running: it began and will end months from now, whenever the test is run.
BEGAN = max(
    day for year in (TODAY.year - 1, TODAY.year) for month in (1, 5, 10) if (day := dt.date(year, month, 2)) < TODAY
) - dt.timedelta(days=61)
RUNNING = year_label(BEGAN)
ANN, BEA = 1, 2
CHOSEN = 2  # the item of the running year's menu, to which Ann is committed


def fill(session: Session) -> None:
    """One row of nearly every table: of 2017/18, with its menu, survey and visit, and a menu of the running year."""
    mill = Ward(name="Mill")
    ann = Councillor(id=ANN, forename="Ann", surname="Ashdown", terms=[Term(ward=mill, start=ELECTED)])
    bea = Councillor(id=BEA, forename="Bea", surname="Brook", terms=[Term(ward=mill, start=ELECTED)])
    ann.roles.append(RoleHeld(role=Role.CHAIR, start=ELECTED))
    home = Home(name="Oak House", urn="SC1", counts=[ChildrenCount(counted_on=VISITED, children=3)])
    visit = Visit(home=home, visited_on=VISITED, visitors=[Visitor(councillor=ann)], concern=True)
    visit.actions.append(VisitAction(what="Mend the swing"))
    listen = Item(number=1, wording="Listen")
    edition = Edition(id=1, year_id=1, title="Menu", items=[listen])
    now = MunicipalYear(id=2, label=RUNNING, first_day=BEGAN, last_day=BEGAN + dt.timedelta(days=364))
    session.add_all([ann, bea, visit, edition, now])
    session.flush()
    chosen = Item(id=CHOSEN, number=1, wording="Listen")
    survey = Survey(edition=edition, title="Survey", opens_on=KNOWN, closes_on=VISITED)
    reply = Reply(survey=survey, councillor=ann, answered_at=dt.datetime(2018, 1, 10))
    reply.answers.append(Answer(item=listen, done=Done.UNDERTAKEN))
    event = Event(name="Fair", held_on=KNOWN, attendances=[Attendance(councillor=ann)])
    content = Content(sha256="0", held=b"0")
    session.add_all([Edition(id=2, year=now, title="Menu now", items=[chosen]), survey, reply, event, content])
    session.flush()
    session.add_all(
        [
            Commitment(councillor=ann, item=listen, made_on=KNOWN),
            Commitment(councillor=ann, item=chosen, made_on=BEGAN),
            MenuReturn(edition=edition, councillor=ann, received_on=KNOWN),
            Activity(councillor=ann, item=listen, done_on=KNOWN),
            WardCount(ward=mill, measure=WardMeasure.IN_CARE, counted_on=KNOWN, number=5),
            Goal(title="All homes", starts_on=KNOWN, due_on=VISITED),
            Fact(label="In our care", value="400", as_at=KNOWN),
            Officer(post_id=1, name="Kim Post", start=KNOWN),
            Reminder(visit=visit, step_id=1, sent_on=VISITED),
            Attachment(visit=visit, name="a.pdf", size=1, added_on=VISITED, content_id=content.id),
        ]
    )


def refused(write: Callable[[], object]) -> str:
    """What a road says instead of writing."""
    with pytest.raises(UserError) as problem:
        write()
    return str(problem.value)


# -- what is altered


def values(**said: Any) -> Alter:
    """Other values of a record."""
    return lambda record: record.values.update(said)


def first(owned: str, **said: Any) -> Alter:
    """Other values of the first row that belongs to a record."""
    return lambda record: record.owned[owned][0].values.update(said)


def without(owned: str) -> Alter:
    return lambda record: record.owned[owned].clear()


def one_more(owned: str, kind: Any, **said: Any) -> Alter:
    return lambda record: record.owned[owned].append(saved.blank(kind, **said))


# -- the roads


def by_form(kind: Any, alter: Alter, id: int | None = 1, typing: FormStep | None = None) -> Form:
    """The form of a record, of a new one without a key, with other values in its fields; `typing` types besides."""

    def road(app: AppSession, qtbot: QtBot) -> str:
        form = VisitForm(app) if kind is Visit else RecordForm(app, kind)
        qtbot.addWidget(form)
        form.show()
        form.open(id) if id else form.open_new()
        assert form.record is not None
        alter(form.record)
        form.fields.fill(form.record)
        for key, rows in form.owned.items():
            rows.fill(form.record.owned[key])
        if typing:
            typing(form)
        return said_by(form)

    return road


def said_by(form: RecordForm) -> str:
    """What a form shows after saving was tried."""
    form.fields.edited.emit()
    assert not form.save()
    said = " ".join(label.text() for label in form.findChildren(QLabel) if label.isVisibleTo(form))
    form.start_again()  # or its draft would be kept, for the next test too
    return said


def by_import(kind: str, text: str, year: str = "2017/18", asks: str = "") -> tuple[str, str, str, str]:
    """A list to be imported for a municipal year: by the window, and by command. `asks` is what the importer asks of
    it before the rule could be broken."""
    return kind, text, year, asks


def written_list(road: tuple[str, str, str, str], folder: Path) -> Path:
    kind, text, *_ = road
    path = folder / f"{kind}.csv"
    path.write_text(text, encoding="utf-8")
    return path


def imported(road: tuple[str, str, str, str], register: Register, folder: Path) -> str:
    """What the preview of an import says."""
    kind, _, year, _ = road
    return exchange.read(register, kind, written_list(road, folder), exchange.ImportChoices(year=year)).refusal()


def by_service(kind: Any, alter: Alter, id: int | None = 1) -> Write:
    """The service that saves what forms hold."""

    def road(register: Register) -> object:
        with register.reading() as session:
            record = saved.load(session, kind, id) if id else saved.blank(kind)
        alter(record)
        return saved.save(register, record)

    return road


def by_sql(*statements: Any) -> Write:
    """Past the mapper, as bulks of rows go in."""

    def road(register: Register) -> None:
        with register.operation("In bulk") as session:
            for statement in statements:
                session.execute(statement)

    return road


def changed(kind: Any, **said: Any) -> Write:
    table = table_of(kind)
    return by_sql(update(table).where(table.c.id == 1).values(**said))


def added(kind: Any, /, **said: Any) -> Write:
    return by_sql(insert(table_of(kind)).values(**said))


def pasted_ticks(day: dt.date, edition: int, text: str) -> Write:
    """A sheet pasted onto the commitments' grid, as the page does it."""

    def road(register: Register) -> object:
        with register.reading() as session:
            lines = [line.split("\t") for line in text.splitlines()]
            wanted = read_ticks(session, lines, items_of(session, edition), (), ())
        return commitments.paste(register, day, wanted)

    return road


def pasted_counts(day: dt.date, text: str) -> Write:
    """A block pasted onto the grid of ward facts, as the page does it."""

    def road(register: Register) -> object:
        wards = [Area(("ward", 1), "Mill", None)]
        block = read_block([line.split("\t") for line in text.splitlines()], wards, [], wards, 0)
        return ward_facts.save(register, day, block.numbers)

    return road


# -- a rule with its roads


@dataclass
class Case:
    """A rule's sentence, and how each road tries to break it; None where there is a reason why it cannot."""

    sentence: str
    sql: Write
    form: Form | None = None
    lists: tuple[str, str, str, str] | None = None
    paste: Write | None = None
    service: Write | None = None
    command: list[str] | None = None  # other words than "import"


def edited(kind: Any, alter: Any, sentence: str, sql: Write, id: int | None = 1, **roads: Any) -> Case:
    """The case of a rule that the form of a record can break, and the service that saves it."""
    both: dict[str, Any] = {"form": by_form(kind, alter, id), "service": by_service(kind, alter, id)}
    return Case(sentence, sql, **(both | roads))
