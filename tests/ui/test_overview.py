"""The overview on the demo year: its numbers are the figures, and every one of them opens what is behind it."""

import datetime as dt
import re
from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure, desks
from cp_desktop.model import Commitment, Councillor, Home, Survey, Term, Visit, VisitKind, VisitStatus
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import ExplainDialog
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.desks.page import DesksPage
from cp_desktop.ui.pages.overview import HOME_MEASURES, HOME_STATES, OverviewPage
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.window import MainWindow
from tests.changing import change
from tests.ui.conftest import AS_AT
from tests.ui.everywhere import wait_until_idle


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> OverviewPage:
    made = OverviewPage(demo_app)
    qtbot.addWidget(made)
    made.resize(1040, 700)
    made.show()
    qtbot.waitUntil(lambda: made.glance is not None and not demo_app.busy)
    return made


def counted(app: AppSession) -> dict[str, Figure]:
    scope = app.scope
    return app.read(
        lambda session: figures.totals(session, scope.edition_id, scope.as_at) | figures.homes(session, scope.as_at)
    )


def explanation(page: OverviewPage, qtbot: QtBot) -> ExplainDialog:
    dialog = page.findChildren(ExplainDialog)[-1]
    qtbot.waitUntil(lambda: dialog.rows.model.loaded and bool(dialog.title.text()) and not page.app.busy)
    return dialog


def test_the_page_paints_before_the_numbers_come(demo_app: AppSession, qtbot: QtBot) -> None:
    page = OverviewPage(demo_app)
    qtbot.addWidget(page)
    page.show()
    assert "\N{EN DASH}" in page.cards["menu_returns"].accessibleName()
    qtbot.waitUntil(lambda: "105" in page.cards["menu_returns"].accessibleName())


def test_the_numbers_on_the_cards_are_the_figures(page: OverviewPage) -> None:
    totals = counted(page.app)
    for key, card in page.cards.items():
        assert f": {totals[key].numerator}," in card.accessibleName()
    assert "of 120 members (87.5%)" in page.cards["menu_returns"].accessibleName()
    assert "27 of them not committed to" in page.cards["undertaken_known"].accessibleName()
    assert page.sentence.text() == "105 of 120 councillors have committed (87.5%), as at 31 Jan 2018."


@pytest.mark.parametrize("key", ["menu_returns", "undertaken_known", "replies", "visited"])
def test_a_card_opens_by_keyboard_what_is_behind_its_number(page: OverviewPage, qtbot: QtBot, key: str) -> None:
    qtbot.keyClick(page.cards[key], Qt.Key.Key_Return)
    dialog = explanation(page, qtbot)
    figure = counted(page.app)[key]
    assert len(dialog.rows.model.ids) == figure.numerator
    assert figure.sentence() in dialog.title.text()
    assert figure.measure.definition in dialog.words.text()
    dialog.rows.table.selectAll()
    dialog.rows.table.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len([line for line in lines if not line.startswith("Internal: ")]) == figure.numerator + 1


def test_the_parts_of_a_figure_are_a_click_away(page: OverviewPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.cards["undertaken_known"], Qt.Key.Key_Space)
    dialog = explanation(page, qtbot)
    [part] = [button for button in dialog.findChildren(QPushButton) if "not committed to: 27" in button.text()]
    with qtbot.waitSignal(dialog.rows.arrived):
        part.click()
    assert len(dialog.rows.model.ids) == 27


def test_a_row_behind_a_figure_leads_to_its_record(page: OverviewPage, qtbot: QtBot) -> None:
    for key, target in (("menu_returns", "councillors"), ("undertaken_known", "councillors"), ("visited", "homes")):
        qtbot.keyClick(page.cards[key], Qt.Key.Key_Return)
        dialog = explanation(page, qtbot)
        dialog.rows.table.go_to(dialog.rows.model.ids[3])
        name = str(dialog.rows.model.values(3)[0])
        with qtbot.waitSignal(page.wants_page) as went:
            qtbot.keyClick(dialog.rows.table, Qt.Key.Key_Return)
        assert went.args is not None
        kind, id = went.args
        assert kind == target
        if kind == "councillors":
            with page.app.register.reading() as session:
                assert session.get_one(Councillor, id).name == name


def test_every_item_and_every_block_of_homes_adds_up(page: OverviewPage) -> None:
    totals = counted(page.app)
    glance = page.glance
    assert glance is not None
    whole: dict[str, int] = {}
    for states in glance.states.values():
        for state, number in states.items():
            whole[state] = whole.get(state, 0) + number
    promised = whole["committed"] + whole["undertaken"] + whole["not_yet"]
    assert promised == totals["commitments"].numerator
    assert whole["undertaken_uncommitted"] == totals["undertaken_known_uncommitted"].numerator
    assert whole["undertaken"] + whole["undertaken_uncommitted"] == totals["undertaken_known"].numerator
    scope = page.app.scope
    pairs = page.app.read(
        lambda session: figures.grid(
            session, scope.edition_id, scope.as_at, list(session.scalars(select(Councillor.id)))
        ).values()
    )
    assert whole == Counter(pair.state for pair in pairs)
    for state in HOME_STATES:
        key = HOME_MEASURES[state]
        assert sum(line.figures[key].numerator for line in glance.districts) == totals[key].numerator


def test_an_item_of_the_chart_explains_itself(page: OverviewPage, qtbot: QtBot) -> None:
    page.items.setFocus()
    qtbot.keyClick(page.items, Qt.Key.Key_Down)
    qtbot.keyClick(page.items, Qt.Key.Key_Return)
    dialog = explanation(page, qtbot)
    assert page.glance is not None
    line = page.glance.items[1]
    assert len(dialog.rows.model.ids) == line.figures["commitments"].numerator
    assert line.label in dialog.title.text()


def test_a_block_of_homes_opens_those_homes(page: OverviewPage, qtbot: QtBot) -> None:
    assert page.glance is not None
    row = next(
        place for place, line in enumerate(page.glance.districts) if line.figures["not_visited_with_children"].numerator
    )
    block = page.homes.part_rect(row, "not_yet")
    qtbot.mouseClick(page.homes, Qt.MouseButton.LeftButton, pos=block.center())
    dialog = explanation(page, qtbot)
    assert len(dialog.rows.model.ids) == page.glance.districts[row].figures["not_visited_with_children"].numerator


def test_the_figures_of_a_part_stand_in_a_table(page: OverviewPage, qtbot: QtBot) -> None:
    page.by.setCurrentIndex(page.by.findData("party"))
    page.by.activated.emit(page.by.currentIndex())
    qtbot.waitUntil(lambda: page.parts.accessibleName() == "Figures by party" and not page.app.busy)
    page.parts.copy()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    members = lines[0].index("Members")
    assert sum(int(line[members]) for line in lines[1:]) == 120
    page.parts.setCurrentIndex(page.parts.model().index(0, members))
    qtbot.keyClick(page.parts, Qt.Key.Key_Return)
    assert len(explanation(page, qtbot).rows.model.ids) == int(lines[1][members])


def test_a_change_elsewhere_shows_at_once(page: OverviewPage, qtbot: QtBot) -> None:
    def withdraw(session: object) -> None:
        commitments = session.scalars(select(Commitment).where(Commitment.councillor_id == councillor))  # type: ignore[attr-defined]
        for commitment in commitments:
            commitment.withdrawn_on = dt.date(2018, 1, 1)

    councillor = page.app.read(lambda session: session.scalar(select(Commitment.councillor_id)))
    change(page.app.register, "Withdraw", withdraw)
    qtbot.waitUntil(lambda: "104 of 120 councillors have committed" in page.sentence.text())
    assert ": 104," in page.cards["menu_returns"].accessibleName()
    page.app.choose_day(dt.date(2017, 12, 10))
    qtbot.waitUntil(lambda: "10 Dec 2017" in page.sentence.text())
    assert ": 6," in page.cards["replies"].accessibleName()


def test_a_concern_reported_to_nobody_leads_to_its_visit_without_telling_where(
    page: OverviewPage, qtbot: QtBot
) -> None:
    def raise_concern(session: object) -> tuple[int, str]:
        visit = session.scalars(select(Visit).where(Visit.home_id.is_not(None))).first()  # type: ignore[attr-defined]
        visit.concern = True
        assert visit.home is not None
        return visit.id, visit.home.name

    raised = change(page.app.register, "Concern", raise_concern)
    assert raised is not None
    visit, home = raised
    qtbot.waitUntil(lambda: "safeguarding concern" in page.needs[0].text())
    assert home not in page.needs[0].text()
    with qtbot.waitSignal(page.wants_page) as went:
        qtbot.keyClick(page.needs[0], Qt.Key.Key_Return)
    assert went.args == ["visits", visit]


def test_each_need_leads_somewhere(page: OverviewPage, qtbot: QtBot) -> None:
    sentences = [line.text() for line in page.needs]
    assert "15 councillors have not committed to anything yet." in sentences
    [homes] = [line for line in page.needs if "had no visit" in line.text()]
    qtbot.keyClick(homes, Qt.Key.Key_Space)
    assert len(explanation(page, qtbot).rows.model.ids) == 2
    with qtbot.waitSignal(page.wants_page) as went:
        page.needs[sentences.index("15 councillors have not committed to anything yet.")].click()
    assert went.args is not None
    assert went.args[0] == "commitments"


def test_an_empty_register_says_how_to_begin(app: AppSession, qtbot: QtBot) -> None:
    page = OverviewPage(app)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.empty)
    assert [button.text() for button in page.empty.buttons] == ["Import councillors", "Import a menu", "See the demo"]
    with qtbot.waitSignal(page.wants_import) as wanted:
        qtbot.keyClick(page.empty.buttons[0], Qt.Key.Key_Space)
    assert wanted.args == ["councillors"]


def test_in_the_window_a_row_opens_the_councillor(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("overview")
    page = window.page()
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.glance is not None)
    qtbot.keyClick(page.cards["replies"], Qt.Key.Key_Return)
    dialog = explanation(page, qtbot)
    id = dialog.rows.model.ids[0]
    dialog.rows.table.go_to(id)
    qtbot.keyClick(dialog.rows.table, Qt.Key.Key_Return)
    front = window.page()
    assert front is window.pages["councillors"]
    qtbot.waitUntil(lambda: front.form.record is not None and front.form.record.id == id)  # type: ignore[union-attr]


_COUNT = re.compile(r"\d[\d,]*(?<!,)")


def numbers(sentence: str) -> list[int]:
    return [int(found.replace(",", "")) for found in _COUNT.findall(sentence)]


def first_count(sentence: str) -> int:
    return numbers(sentence)[0]


def make_needs(session: Session) -> None:
    """More of everything that is told in one line, than has a line of its own."""
    homes = session.scalars(select(Home)).all()
    for number, home in enumerate(homes[:5]):
        day = AS_AT - dt.timedelta(number + 1)
        session.add(Visit(home=home, visited_on=day, status=VisitStatus.PLANNED, kind=VisitKind.MONITORING))
    for term in session.scalars(select(Term).where(Term.end.is_(None)).limit(4)):
        term.end = AS_AT + dt.timedelta(10)
    for survey in session.scalars(select(Survey)):
        survey.closes_on = AS_AT + dt.timedelta(3)


def test_every_number_that_opens_a_page_is_the_number_of_rows_it_opens_with(window: MainWindow, qtbot: QtBot) -> None:
    """Whatever the page was left at before: another view, a search, a filter."""
    assert window.app is not None
    change(window.app.register, "More to attend to", make_needs)
    seen = set()
    for entry in PAGES:  # each was looked at already, and left with a search
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        rows = getattr(window.page(), "rows", None)
        if isinstance(rows, RecordTable):
            rows.search.setText("nothing like it")
            qtbot.wait(150)
    window.show_page("overview")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, OverviewPage)
    assert page.glance is not None
    needs = [
        need for need in page.glance.needs if need.page and need.id is None and not need.measure and not need.section
    ]
    for need in needs:
        window.show_page("overview")
        wait_until_idle(window, qtbot)
        [line] = [line for line in page.needs if line.text() == need.sentence]
        line.click()
        qtbot.wait(150)
        wait_until_idle(window, qtbot)
        front = window.page()
        assert front is window.pages[need.page]
        rows = front.rows  # type: ignore[union-attr]
        assert len(rows.model.ids) == first_count(need.sentence), need.sentence
        assert rows.count.text() == f"{first_count(need.sentence)} shown", need.sentence
        assert rows.chips.isVisible(), "what is hidden can be brought back"
        rows.chips.set_only({})
        wait_until_idle(window, qtbot)
        assert len(rows.model.ids) > first_count(need.sentence) or need.page == "evidence"
        seen.add(need.page)
    assert seen == {"desks", "visits", "survey", "commitments", "evidence", "councillors"}


def test_the_desks_say_one_number_for_one_thing(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("desks")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, DesksPage)
    rows = len(page.rows.model.ids)
    late = sum(1 for row in range(rows) if page.rows.model.values(row)[4])
    reports = len({desks.visit_and_step(key)[0] for key in page.rows.model.ids})
    counts = {name: numbers(button.text()) for name, button in page.counters.buttons.items()}
    assert counts.pop("") == [rows, late]
    assert sum(number for number, *_ in counts.values()) == rows
    assert sum(sum(late_ones) for _, *late_ones in counts.values()) == late
    assert page.rows.count.text() == f"{rows}"
    assert reports < rows, "the demo has a report on several desks"
    assert numbers(page.sentence.text()) == [reports, rows, late]
