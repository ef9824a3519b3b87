"""The trends: the chart, the days and the lists say what the figures say, and lead to homes and councillors."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from cp_desktop.figures import trends
from cp_desktop.model import Councillor, Home, Visit, VisitKind, Visitor
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.trends import TrendsPage
from cp_desktop.ui.widgets.columns import Bar, Columns

FIRST, LAST = dt.date(2016, 1, 1), dt.date(2018, 12, 31)


def opened(app: AppSession, qtbot: QtBot) -> TrendsPage:
    page = TrendsPage(app)
    qtbot.addWidget(page)
    page.resize(1040, 700)
    page.show()
    qtbot.waitExposed(page)
    wait_until_idle(page, qtbot)
    return page


def wait_until_idle(page: TrendsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.seen is not None and not page.app.busy)


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> TrendsPage:
    return opened(demo_app, qtbot)


def test_the_chart_and_the_days_are_the_figures(page: TrendsPage) -> None:
    as_at = page.app.scope.as_at

    def query(session: Session) -> tuple[list[trends.Month], list[trends.Returns]]:
        months = trends.visits_by_month(session, FIRST, LAST, as_at)
        return months, trends.returns(session, FIRST, LAST, as_at, "quarter")[1]

    months, reports = page.app.read(query)
    made = sum(month.visits for month in months)
    assert made > 0
    assert page.sentence.text().startswith(f"{made} visits made in 2016 to 2018, as at 31 Jan 2018.")
    assert f"Jan 2018: {months[-1].visits} visits." in page.months.accessibleDescription()
    shown = {row[0]: row[1:] for row in page.reports.texts()}
    for line in reports:
        if line.visits:
            counts = (line.visits, line.returned, line.not_returned, line.median, line.slowest)
            assert list(shown[line.label]) == ["–" if one is None else str(one) for one in counts]
    assert int(shown["2016 to 2018"][0]) == sum(line.visits for line in reports)


def test_the_months_are_walked_through_by_keyboard(page: TrendsPage, qtbot: QtBot) -> None:
    assert page.month.text().startswith("Jan 2018: ")
    qtbot.keyClick(page.months, Qt.Key.Key_Left)
    assert page.month.text().startswith("Dec 2017: ")
    qtbot.keyClick(page.months, Qt.Key.Key_Home)
    assert page.month.text() == "Jan 2016: no visits."
    qtbot.keyClick(page.months, Qt.Key.Key_Left)
    assert page.months.current() == 0


def test_other_years_are_chosen(page: TrendsPage, qtbot: QtBot) -> None:
    page.last.setFocus()
    while page.last.currentText() != "2016":
        qtbot.keyClick(page.last, Qt.Key.Key_Down)
    wait_until_idle(page, qtbot)
    assert (page.first.currentText(), page.last.currentText()) == ("2016", "2016")
    assert "made in 2016, as at" in page.sentence.text()
    assert len(page.months.accessibleDescription().split("; ")) == 12
    page.first.setFocus()
    qtbot.keyClick(page.first, Qt.Key.Key_Home)  # 2018, after the last year: that one goes along
    wait_until_idle(page, qtbot)
    assert (page.first.currentText(), page.last.currentText()) == ("2018", "2018")
    assert len(page.months.accessibleDescription().split("; ")) == 1


def test_the_days_of_whole_years(page: TrendsPage, qtbot: QtBot) -> None:
    page.every.setFocus()
    qtbot.keyClick(page.every, Qt.Key.Key_Down)
    wait_until_idle(page, qtbot)
    assert [row[0] for row in page.reports.texts()] == ["2016 to 2018", "2018", "2017", "2016"]
    page.reports.copy()
    assert QGuiApplication.clipboard().text().startswith("Visits of\tVisits\tReturned\tNot yet\tMedian\tNine in ten")


@pytest.mark.parametrize(("key", "leads_to"), [("homes", "homes"), ("most", "councillors"), ("never", "councillors")])
def test_a_row_of_a_list_opens_the_home_or_the_councillor(
    page: TrendsPage, qtbot: QtBot, key: str, leads_to: str
) -> None:
    page.which.setFocus()
    while page.which.currentData() != key:
        qtbot.keyClick(page.which, Qt.Key.Key_Down)
    rows = page.lists[key]
    qtbot.waitUntil(lambda: rows.model.loaded and not page.app.busy)
    assert rows.isVisible()
    qtbot.keyClick(rows.search, Qt.Key.Key_Down)
    with qtbot.waitSignal(page.wants_page) as wanted:
        qtbot.keyClick(rows.table, Qt.Key.Key_Return)
    assert wanted.args == [leads_to, rows.model.ids[0]]
    kind = Home if leads_to == "homes" else Councillor
    assert page.app.read(lambda session: session.get(kind, rows.model.ids[0])) is not None


def test_the_lists_are_as_long_as_the_sentence_says(page: TrendsPage, qtbot: QtBot) -> None:
    assert page.seen is not None
    got = page.seen.never
    assert f"{got.homes} of {got.homes_open} open homes" in page.sentence.text()
    assert f"{got.councillors} of {got.members} councillors in office" in page.sentence.text()
    for place, (key, number) in enumerate((("homes", got.homes), ("never", got.councillors))):
        page.which.setCurrentIndex(page.which.findData(key))
        page.which.activated.emit(place)
        qtbot.waitUntil(lambda key=key: page.lists[key].model.loaded and not page.app.busy)  # type: ignore[misc]
        assert len(page.lists[key].model.ids) == number


def test_a_visit_logged_elsewhere_is_seen_at_once(page: TrendsPage, qtbot: QtBot) -> None:
    before = page.month.text()
    home = page.lists["homes"].model.ids[0]
    visit = records.blank(Visit, home_id=home, visited_on=page.app.scope.as_at, kind=VisitKind.BUDDY)
    visit.owned["visitors"].append(records.blank(Visitor, councillor_id=1))
    records.save(page.app.register, visit)
    wait_until_idle(page, qtbot)
    assert page.month.text() != before
    assert "Buddy visit 1" in page.month.text()
    assert home not in page.lists["homes"].model.ids


def test_without_a_visit_it_says_what_it_is_for(app: AppSession, qtbot: QtBot) -> None:
    page = opened(app, qtbot)
    assert page.stack.currentWidget() is page.empty
    assert not page.first.isVisible()
    with qtbot.waitSignal(page.wants_import) as wanted:
        qtbot.mouseClick(page.empty.buttons[1], Qt.MouseButton.LeftButton)
    assert wanted.args == ["visits"]


def test_a_column_says_its_sentence_where_the_mouse_is(qtbot: QtBot) -> None:
    chart = Columns("Visits a month")
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    chart.show()
    chart.grab()  # with nothing in it
    chart.set_bars([Bar("Jan", "2017", 0, "none"), Bar("Feb", "2017", 4, "four"), Bar("Mar", "2018", 2, "two")])
    tall, half = chart.bar_rect(1), chart.bar_rect(2)
    assert chart.bar_rect(0).height() == 0
    assert tall.height() == pytest.approx(2 * half.height())
    chart.grab()
    with qtbot.waitSignal(chart.pointed) as pointed:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=tall.center().toPoint())
    assert pointed.args == [1]
    qtbot.mouseMove(chart, half.center().toPoint())
    qtbot.waitUntil(lambda: chart.toolTip() == "two")
