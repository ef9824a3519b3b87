"""Today is today: the pages follow the calendar, unless another day was chosen in this session."""

import datetime as dt
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from cp_desktop.figures import homes, totals
from cp_desktop.figures.attention import attention
from cp_desktop.model import ConcernKind
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
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
    assert page.form.strip.clock.text() == "It is to be reported today."
    assert need.endswith(page.form.strip.clock.text())
    app.choose_day(dt.date(2018, 2, 28))
    page.refresh()
    assert "20 working days late" in page.form.strip.clock.text()
