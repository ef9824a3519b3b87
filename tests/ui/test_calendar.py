"""Today is today: the pages follow the calendar, unless another day was chosen in this session."""

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.figures import homes, totals
from cp_desktop.figures.attention import attention
from cp_desktop.model import ConcernKind, Event, Listing, Stage, Step, events, visits
from cp_desktop.register import Register
from cp_desktop.services.report_steps import mark_done
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.listing_model import ListingModel
from tests.ui.visiting import add_visit, make_page, open_visit

EVENING, MORNING = dt.date(2018, 1, 30), dt.date(2018, 1, 31)
AS_AT = MORNING


class Calendar:
    """A calendar that a test turns."""

    day = EVENING

    def __call__(self) -> dt.date:
        return self.day


@pytest.fixture
def calendar() -> Calendar:
    return Calendar()


@pytest.fixture
def session(register: Register, calendar: Calendar, qapp: object) -> Iterator[AppSession]:
    """A session begun in the evening, in which nobody chose a day."""
    made = AppSession(register, calendar=calendar)
    yield made
    made.close()


def turn(app: AppSession, calendar: Calendar, day: dt.date) -> list[str]:
    """Lets a day begin; gives what was said of it."""
    said: list[str] = []
    app.message.connect(lambda sentence, *_: said.append(sentence))
    calendar.day = day
    app.follow_calendar()
    return said


def test_a_window_left_open_over_night_moves_on_and_says_so(session: AppSession, calendar: Calendar) -> None:
    changed: list[None] = []
    session.scope_changed.connect(lambda: changed.append(None))
    assert session.scope.as_at == EVENING
    assert turn(session, calendar, MORNING) == ["A new day has begun: every page is now as at 31 Jan 2018."]
    assert session.scope.as_at == MORNING
    assert len(changed) == 1


def test_a_day_that_was_chosen_stays(session: AppSession, calendar: Calendar) -> None:
    session.choose_day(dt.date(2017, 10, 18))
    assert turn(session, calendar, MORNING) == []
    assert session.scope.as_at == dt.date(2017, 10, 18)


def test_who_chooses_today_again_follows_it_again(session: AppSession, calendar: Calendar) -> None:
    session.choose_day(dt.date(2017, 10, 18))
    session.choose_day(EVENING)
    turn(session, calendar, MORNING)
    assert session.scope.as_at == MORNING


def test_the_day_chosen_last_time_is_not_chosen_this_time(
    session: AppSession, calendar: Calendar, register: Register
) -> None:
    session.choose_day(dt.date(2017, 10, 18))
    assert AppSession(register, calendar=calendar).scope.as_at == EVENING


def test_after_the_year_every_page_stays_at_its_last_day(session: AppSession, calendar: Calendar) -> None:
    last = session.scope.last_day
    turn(session, calendar, last + dt.timedelta(days=40))
    assert session.scope.as_at == last
    assert turn(session, calendar, last + dt.timedelta(days=41)) == []


def test_a_concerns_strip_and_the_overview_have_one_clock(app: AppSession, qtbot: QtBot) -> None:
    page = make_page(app, qtbot)
    on = dt.date(2018, 1, 30)
    visit = add_visit(app, visited_on=on, concern=True, concern_kind=ConcernKind.OTHER, concern_raised_on=on)
    open_visit(page, qtbot, visit)
    glance = app.read(lambda s: attention(s, 1, None, AS_AT, totals(s, None, AS_AT), homes(s, AS_AT), AS_AT, AS_AT))
    [need] = [need.sentence for need in glance if need.id == visit and "safeguarding" in need.sentence]
    assert page.form.strip.clock.text() == "It is to be reported today, 31 Jan 2018."
    assert need.endswith(page.form.strip.clock.text())
    app.choose_day(dt.date(2018, 2, 28))
    page.refresh()
    assert "20 working days late" in page.form.strip.clock.text()


def test_what_happened_after_the_day_of_all_pages_is_marked_and_what_is_to_come_by_today_is_not(
    register: Register, calendar: Calendar, session: AppSession, qtbot: QtBot
) -> None:
    calendar.day = MORNING
    session.follow_calendar()
    make_page(session, qtbot)
    received = session.read(
        lambda reading: reading.scalars(select(Step.id).where(Step.stage == Stage.RECEIVED)).first()
    )
    assert received is not None
    for day in (dt.date(2018, 1, 10), dt.date(2018, 1, 25)):
        mark_done(register, [(add_visit(session, visited_on=day), received)], day + dt.timedelta(days=3))
    with register.operation("Events") as writing:
        writing.add_all(Event(name=str(day), held_on=day) for day in (dt.date(2018, 1, 9), dt.date(2018, 2, 20)))

    def shown(listing: Listing, label: str, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[str]:
        model = ListingModel(session)
        with qtbot.waitSignal(model.counted):
            model.show_listing(listing)
        at = [column.label for column in model.columns].index(label)
        return [model.index(row, at).data(role) for row in range(model.rowCount())]

    assert shown(visits(), "Date of visit") == ["25 Jan 2018", "10 Jan 2018"]
    session.choose_day(dt.date(2018, 1, 11))
    assert shown(visits(), "Date of visit") == ["25 Jan 2018 (later)", "10 Jan 2018"]
    assert shown(visits(), "Report received") == ["28 Jan 2018 (later)", "13 Jan 2018 (later)"]
    assert shown(events(), "Date") == ["20 Feb 2018 (later)", "9 Jan 2018"]
    assert shown(visits(), "Date of visit", Qt.ItemDataRole.AccessibleTextRole) == [
        "Date of visit: 25 Jan 2018, after 11 Jan 2018, and in no figure as at that day",
        "Date of visit: 10 Jan 2018",
    ]
