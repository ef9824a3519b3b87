"""Coverage: a period by keyboard, its numbers with the homes behind them, the homes due, goals."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop import figures
from cp_desktop.figures import Figure
from cp_desktop.model import Goal, Home, Visit, Visitor
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import ExplainDialog
from cp_desktop.ui.pages.coverage.page import CARDS, CHANGES, CoveragePage
from cp_desktop.ui.pages.coverage.parts import COLUMNS
from cp_desktop.ui.pages.overview import HOME_MEASURES, HOME_STATES
from tests.ui.keyboard import Keyboard

AS_AT = dt.date(2018, 1, 31)
FIRST, LAST = dt.date(2017, 6, 1), dt.date(2017, 10, 18)


def opened(app: AppSession, qtbot: QtBot) -> CoveragePage:
    page = CoveragePage(app)
    qtbot.addWidget(page)
    page.resize(1060, 720)
    page.show()
    wait_until_idle(page, qtbot)
    return page


def wait_until_idle(page: CoveragePage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.glance is not None and page.glance.days == page.period.days and not page.app.busy)


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> CoveragePage:
    return opened(demo_app, qtbot)


def counted(page: CoveragePage, since: dt.date, until: dt.date) -> dict[str, Figure]:
    with page.app.register.reading() as session:
        return figures.homes(session, until, since, until) | figures.homes_changed(session, until, since, until)


def type_dates(page: CoveragePage, qtbot: QtBot, first: str, last: str) -> None:
    for editor, text in ((page.period.first, first), (page.period.last, last)):
        editor.line.setFocus()
        editor.line.selectAll()
        qtbot.keyClicks(editor.line, text)
        qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    wait_until_idle(page, qtbot)


def explanation(page: CoveragePage, qtbot: QtBot) -> ExplainDialog:
    dialog = page.findChildren(ExplainDialog)[-1]
    qtbot.waitUntil(lambda: dialog.rows.model.loaded and bool(dialog.title.text()) and not page.app.busy)
    return dialog


def test_at_first_it_is_the_twelve_months_to_the_day(page: CoveragePage) -> None:
    got = counted(page, dt.date(2017, 2, 1), AS_AT)
    for key, card in page.cards.items():
        assert f": {got[key].numerator}," in card.accessibleName()
    for key, link in page.changes.items():
        assert link.text() == CHANGES[key].format(got[key].numerator)
    assert page.sentence.text() == (
        "46 of 54 homes (85.2%) visited by a councillor from 1 Feb 2017 to 31 Jan 2018, as at 31 Jan 2018."
    )
    assert page.period.note.isHidden()


def test_a_period_is_typed_and_everything_is_counted_in_it(page: CoveragePage, qtbot: QtBot) -> None:
    type_dates(page, qtbot, "1/6/17", "18 oct 2017")
    got = counted(page, FIRST, LAST)
    assert (page.period.days.since, page.period.days.until, page.period.days.as_at) == (FIRST, LAST, LAST)
    for key in CARDS:
        assert f": {got[key].numerator}," in page.cards[key].accessibleName()
    assert "those of 18 Oct 2017" in page.period.note.text()
    assert page.period.quick.currentText() == "Dates of your own"
    assert len(page.due.model.ids) == got["not_visited_with_children"].numerator > 0
    whole = page.parts.table.texts()[-1]
    assert whole[1] == str(got["open"].numerator)
    assert whole[2] == f"{got['visited'].numerator} of {got['open'].numerator} ({got['visited'].percent()})"
    for place, (key, (_, shared)) in enumerate(COLUMNS.items(), 1):
        if not shared:
            assert sum(int(row[place]) for row in page.parts.table.texts()[:-1]) == got[key].numerator


def test_a_date_that_cannot_be_read_leaves_the_figures_and_says_so(page: CoveragePage, qtbot: QtBot) -> None:
    before = page.period.days
    for first, words in (
        ("31/2/17", "is not a date"),
        ("", "its first and its last day"),
        ("1/3/18", "The period ends on 31 Jan 2018, before it begins on 1 Mar 2018."),
    ):
        type_dates(page, qtbot, first, "31/1/18") if first else page.period.first.line.clear()
        page.period.first.line.setFocus()
        qtbot.keyClick(page.period.first.line, Qt.Key.Key_Return)
        assert words in page.period.problem.text()
        assert page.period.days == before
    type_dates(page, qtbot, "1/3/17", "31/1/18")
    assert page.period.problem.isHidden()


@pytest.mark.parametrize("key", ["open", "visited", "not_visited_without_children"])
def test_a_number_opens_the_homes_it_counts_in_this_period(page: CoveragePage, qtbot: QtBot, key: str) -> None:
    type_dates(page, qtbot, "1/6/17", "18/10/17")
    qtbot.keyClick(page.cards[key], Qt.Key.Key_Return)
    dialog = explanation(page, qtbot)
    figure = counted(page, FIRST, LAST)[key]
    assert len(dialog.rows.model.ids) == figure.numerator
    assert figure.sentence() in dialog.title.text()
    assert "18 Oct 2017" in dialog.title.text()


def test_what_changed_and_each_part_open_their_homes(page: CoveragePage, qtbot: QtBot) -> None:
    page.changes["closed"].click()
    assert len(explanation(page, qtbot).rows.model.ids) == 2
    table = page.parts.table
    for row, line in enumerate(table.texts()):
        if line[0] in ("Ironbeck", "All homes"):
            table.setCurrentIndex(table.model().index(row, 5))
            qtbot.keyClick(table, Qt.Key.Key_Return)
            assert len(explanation(page, qtbot).rows.model.ids) == int(line[5])


def test_a_block_says_and_opens_its_homes(page: CoveragePage, qtbot: QtBot) -> None:
    assert page.glance is not None
    lines = [line for line in page.glance.parts["district"] if line.figures["open"].numerator]
    for row, line in enumerate(lines):
        for state in HOME_STATES:
            number = line.figures[HOME_MEASURES[state]].numerator
            names = page.glance.names.get((HOME_MEASURES[state], line.key), [])  # type: ignore[arg-type]
            assert len(names) == number
            if number:
                assert page.picture.sentence(row, state).endswith(f"({', '.join(names)})")
    qtbot.keyClick(page.picture, Qt.Key.Key_Right)
    qtbot.keyClick(page.picture, Qt.Key.Key_Return)
    assert len(explanation(page, qtbot).rows.model.ids) == lines[0].figures["visited"].numerator


def test_a_due_home_asks_who_should_go_and_a_visit_takes_it_off(page: CoveragePage, qtbot: QtBot) -> None:
    home = page.due.model.ids[1]
    page.due.table.setFocus()
    page.due.table.go_to(home)
    assert page.who.home_id == home
    qtbot.keyClick(page.due.table, Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert page.who.isAncestorOf(focus)
    with page.app.register.operation("Log a visit") as session:
        session.add(Visit(home_id=home, visited_on=AS_AT, visitors=[Visitor(councillor_id=1)]))
    qtbot.waitUntil(lambda: not page.app.busy and home not in page.due.model.ids)
    assert page.who.home_id != home
    assert ": 47," in page.cards["visited"].accessibleName()


def test_the_others_not_visited_are_a_click_away(page: CoveragePage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.due.arrived):
        page.others_button.click()
    assert len(page.due.model.ids) == counted(page, dt.date(2017, 2, 1), AS_AT)["not_visited"].numerator


def test_a_goal_is_set_by_keyboard_and_its_days_can_be_looked_at(
    page: CoveragePage, qtbot: QtBot, keyboard: Keyboard
) -> None:
    before = len(page.goals.views)
    page.new()
    keyboard.type("Everyone by Easter")
    page.goals.form.fields.boxes["due_on"].editor.set_value(dt.date(2018, 4, 1))
    page.save()
    qtbot.waitUntil(lambda: len(page.goals.views) == before + 1 and not page.app.busy)
    place = [view.title.text() for view in page.goals.views].index("Everyone by Easter")
    assert "60 days left, to 1 Apr 2018" in page.goals.views[place].words.text()
    assert page.goals.form.isHidden()
    quick = page.period.quick
    quick.setCurrentIndex(quick.findText("Goal: Everyone by Easter"))
    quick.activated.emit(quick.currentIndex())
    wait_until_idle(page, qtbot)
    assert (page.period.days.since, page.period.days.until) == (page.app.scope.first_day, dt.date(2018, 4, 1))
    assert "no visit after that day is counted" in page.period.note.text()
    qtbot.keyClick(page.goals.views[place].line, Qt.Key.Key_Return)
    goal = page.goals.goals[place]
    assert len(explanation(page, qtbot).rows.model.ids) == goal.figure.numerator


def test_what_is_typed_into_a_goal_is_saved_before_the_page_is_left(page: CoveragePage, keyboard: Keyboard) -> None:
    page.new()
    keyboard.type("Half of them")
    assert page.commit_pending()
    with page.app.register.reading() as session:
        assert "Half of them" in session.scalars(select(Goal.title)).all()


def test_a_period_in_words_moves_with_the_day_and_dates_of_ones_own_stay(page: CoveragePage, qtbot: QtBot) -> None:
    page.app.choose_day(dt.date(2017, 10, 18))
    wait_until_idle(page, qtbot)
    assert (page.period.days.since, page.period.days.as_at) == (dt.date(2016, 10, 19), LAST)
    page.period.show_dates(dt.date(2017, 4, 4), LAST)
    page.app.choose_day(AS_AT)
    wait_until_idle(page, qtbot)
    assert (page.period.days.since, page.period.days.until) == (dt.date(2017, 4, 4), LAST)
    assert page.period.first.line.text() == "4 Apr 2017"


def test_print_asks_for_the_paper_of_the_period(page: CoveragePage, qtbot: QtBot) -> None:
    type_dates(page, qtbot, "1/6/17", "18/10/17")
    asked: list[Any] = []
    page.wants_document.connect(lambda name, options: asked.append((name, options)))
    page.print_button.click()
    assert asked == [("coverage", {"since": FIRST, "until": LAST})]


def test_how_it_is_counted_can_be_read(page: CoveragePage) -> None:
    assert page.how.isHidden() or not page.how.isVisible()
    page.how_button.click()
    assert page.how.isVisible()
    assert figures.HOW_COVERAGE in page.how.text()


def test_a_register_without_homes_says_what_the_page_is_for(app: AppSession, qtbot: QtBot) -> None:
    page = CoveragePage(app)
    qtbot.addWidget(page)
    page.show()
    wait_until_idle(page, qtbot)
    assert page.stack.currentWidget() is page.empty
    assert page.print_button.isHidden()
    with qtbot.waitSignal(page.wants_import) as asked:
        page.empty.buttons[0].click()
    assert asked.args == ["homes"]
    with app.register.operation("Add a home") as session:
        session.add(Home(name="Larkrise"))
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.area and not app.busy)
    assert "0 of 1 home (0.0%)" in page.sentence.text()


def test_a_register_to_look_at_only_offers_no_goal(demo_file: Path, tmp_path: Path, qtbot: QtBot) -> None:
    copy = tmp_path / "look.cpregister"
    copy.write_bytes(demo_file.read_bytes())
    with Register.open(copy), Register.open(copy) as second:  # the first holds the lock
        app = AppSession(second, AS_AT)
        page = opened(app, qtbot)
        assert not app.can_write
        assert page.goals.add_button.isHidden()
        page.new()
        assert page.goals.form.isHidden()
        app.close()
