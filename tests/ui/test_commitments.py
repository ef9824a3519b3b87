"""The grid of commitments: toggled, pasted and filtered as a person does it, and always what the figures say."""

import csv
import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop import figures
from cp_desktop.exchange.pasted_ticks import headed_columns
from cp_desktop.figures.commitment_grid import STANDING, MenuStanding
from cp_desktop.model import Activity, Commitment, Item, MenuReturn, Role, RoleHeld
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.commitments import change_line
from cp_desktop.ui.pages.commitments.page import CommitmentsPage

AS_AT = dt.date(2018, 1, 31)


def shown(app: AppSession, qtbot: QtBot) -> CommitmentsPage:
    page = CommitmentsPage(app)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitActive(page):  # for the shortcuts
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: bool(page.grid.ids))
    wait_until_idle(page, qtbot)
    page.table.setFocus()
    return page


def wait_until_idle(page: CommitmentsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.app.busy, timeout=10_000)


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> CommitmentsPage:
    return shown(demo_app, qtbot)


@pytest.fixture
def accessible_name(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told to say."""
    said: list[str] = []
    monkeypatch.setattr(change_line, "announce", lambda _widget, sentence: said.append(sentence))
    return said


def stand_on(page: CommitmentsPage, row: int, number: int) -> tuple[int, int]:
    """Makes a cell the current one; returns the keys of its councillor and item."""
    column = next(place for place, item in enumerate(page.grid.items) if item.number == number)
    flags = QItemSelectionModel.SelectionFlag.ClearAndSelect  # whatever key an earlier test still seems to hold
    page.table.selectionModel().setCurrentIndex(page.grid.index(row, column), flags)
    return page.grid.ids[row], page.grid.items[column].id


def empty_row(page: CommitmentsPage) -> int:
    """A councillor without any commitment or activity."""
    columns = range(len(page.grid.items))
    return next(row for row in range(len(page.grid.ids)) if not any(page.grid.pair(row, column) for column in columns))


def stored(app: AppSession, pair: tuple[int, int]) -> list[Commitment]:
    query = select(Commitment).where(Commitment.councillor_id == pair[0], Commitment.item_id == pair[1])
    return app.read(lambda session: list(session.scalars(query.order_by(Commitment.id))))


def labels(app: AppSession) -> list[str]:
    return [entry.label for entry in app.register.entries() if entry.stands]


def test_space_commits_from_the_day_shown_and_receives_the_menu(page: CommitmentsPage, qtbot: QtBot) -> None:
    pair = stand_on(page, empty_row(page), 5)
    name = page.grid.name(page.table.currentIndex().row())[0]
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    [made] = stored(page.app, pair)
    assert (made.made_on, made.withdrawn_on) == (AS_AT, None)
    assert labels(page.app)[-1] == f"Commit {name} to item 5"
    assert page.grid.promised(*page.table.cell())  # type: ignore[misc]
    returned = select(MenuReturn.received_on).where(MenuReturn.councillor_id == pair[0])
    assert page.app.read(lambda session: session.scalars(returned).all()) == [AS_AT]


def test_a_withdrawn_commitment_is_kept_and_can_be_made_again(page: CommitmentsPage, qtbot: QtBot) -> None:
    pair = stand_on(page, empty_row(page), 5)
    for _ in range(3):
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    first, second = stored(page.app, pair)
    assert (first.withdrawn_on, second.withdrawn_on) == (AS_AT, None)
    assert [label.split()[0] for label in labels(page.app)[-3:]] == ["Commit", "Withdraw", "Commit"]


def place_of(page: CommitmentsPage, row: int, column: int) -> QPoint:
    page.table.scrollTo(page.grid.index(row, column))
    return page.table.visualRect(page.grid.index(row, column)).center()


def test_a_click_selects_a_double_click_changes_and_undo_is_beside_what_changed(
    page: CommitmentsPage, qtbot: QtBot, accessible_name: list[str]
) -> None:
    row, before = empty_row(page), labels(page.app)
    name, cells, left = page.grid.name(row)[0], page.table.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(cells, left, pos=place_of(page, row, 3))
    assert page.table.cell() == (row, 3)
    assert labels(page.app) == before
    assert page.change_line.words.text() == ""
    tall, top = page.change_line.height(), page.table.height()
    qtbot.mouseDClick(cells, left, pos=place_of(page, row, 3))
    assert page.grid.promised(row, 3)
    assert page.change_line.words.text() == f"Done: Commit {name} to item 4."
    assert accessible_name[-1:] == [f"Done: Commit {name} to item 4."]
    wait_until_idle(page, qtbot)
    assert (page.change_line.height(), page.table.height()) == (tall, top), "the grid moved under the mouse"
    qtbot.mouseDClick(cells, left, pos=place_of(page, row, 3))
    assert page.change_line.words.text() == f"Done: Withdraw {name} from item 4."
    page.change_line.undo_button.click()
    wait_until_idle(page, qtbot)
    assert page.grid.promised(row, 3)
    assert page.table.cell() == (row, 3)  # the place is kept
    assert page.table.hasFocus()
    assert page.change_line.words.text() == ""
    assert page.change_line.undo_button.isHidden()


def test_a_click_that_selects_a_block_changes_nothing(page: CommitmentsPage, qtbot: QtBot) -> None:
    before = labels(page.app)
    stand_on(page, 0, 1)
    place = page.table.visualRect(page.grid.index(2, 2)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, place)
    assert labels(page.app) == before
    assert len(page.table.chosen()) == 9


def test_a_commitment_made_later_moves_back_instead_of_standing_twice(page: CommitmentsPage, qtbot: QtBot) -> None:
    row = empty_row(page)
    pair = stand_on(page, row, 4)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    earlier = AS_AT.replace(year=2017, month=12)
    page.app.choose_day(earlier)
    wait_until_idle(page, qtbot)
    assert page.grid.pair(row, 3) is None
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    [made] = stored(page.app, pair)
    assert made.made_on == earlier


def test_before_the_year_nothing_is_committed(page: CommitmentsPage, qtbot: QtBot) -> None:
    said: list[str] = []
    page.app.message.connect(lambda sentence, *_: said.append(sentence))
    before = labels(page.app)
    page.app.choose_day(page.app.scope.first_day.replace(day=1))
    wait_until_idle(page, qtbot)
    if page.grid.ids:
        stand_on(page, 0, 5)
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
        assert "begins on" in said[-1]
    assert labels(page.app) == before


def test_own_words_are_asked_for_and_survive_escape(page: CommitmentsPage, qtbot: QtBot) -> None:
    number = next(item.number for item in page.grid.items if item.own_words)
    pair = stand_on(page, empty_row(page), number)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.ask.isVisible()
    qtbot.keyClicks(page.ask.words.line, "Run a book club")
    qtbot.keyClick(page.ask.words.line, Qt.Key.Key_Escape)
    assert not page.ask.isVisible()
    assert stored(page.app, pair) == []
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert page.ask.words.value() == "Run a book club"
    qtbot.keyClick(page.ask.words.line, Qt.Key.Key_Return)
    [made] = stored(page.app, pair)
    assert made.own_words == "Run a book club"


def test_leaving_the_page_saves_words_that_wait(page: CommitmentsPage, qtbot: QtBot) -> None:
    number = next(item.number for item in page.grid.items if item.own_words)
    pair = stand_on(page, empty_row(page), number)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.keyClicks(page.ask.words.line, "Run a book club")
    assert page.commit_pending()
    assert len(stored(page.app, pair)) == 1


def test_an_activity_is_recorded_from_the_menu_of_a_cell(page: CommitmentsPage, qtbot: QtBot) -> None:
    row = empty_row(page)
    pair = stand_on(page, row, 2)
    action = next(a for a in page.cell_menu().actions() if a.text().startswith("Record that"))
    action.trigger()
    qtbot.keyClicks(page.ask.words.line, "Visited with a colleague")
    qtbot.keyClick(page.ask.words.line, Qt.Key.Key_Return)
    query = select(Activity.what).where(Activity.councillor_id == pair[0], Activity.item_id == pair[1])
    assert page.app.read(lambda session: session.scalars(query).all()) == ["Visited with a colleague"]
    found = page.grid.pair(*page.table.cell())  # type: ignore[misc]
    assert found == figures.Pair("undertaken_uncommitted", True)


def test_a_block_is_pasted_as_one_operation_with_one_undo(page: CommitmentsPage, qtbot: QtBot) -> None:
    said: list[str] = []
    page.app.message.connect(lambda sentence, *_: said.append(sentence))
    before = labels(page.app)
    row = empty_row(page)
    stand_on(page, row, 3)
    QGuiApplication.clipboard().setText("Yes\t\tx\n")
    qtbot.keyClick(page.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [bool(page.grid.pair(row, column)) for column in (2, 3, 4)] == [True, False, True]
    assert labels(page.app) == [*before, "Paste 2 commitments"]
    assert said[-1] == "Pasted 2 commitments of 1 councillor."
    page.app.undo()
    wait_until_idle(page, qtbot)
    assert page.grid.pair(row, 2) is None


def test_a_pasted_block_with_a_slip_changes_nothing_and_says_where(page: CommitmentsPage, qtbot: QtBot) -> None:
    said: list[str] = []
    page.app.message.connect(lambda sentence, *_: said.append(sentence))
    before = labels(page.app)
    stand_on(page, 0, 3)
    page.paste("Yes\tmaybe\n")
    assert "item 4" in said[-1]
    assert "“maybe”" in said[-1]
    assert labels(page.app) == before


def test_a_whole_sheet_finds_councillors_by_name_in_any_order(page: CommitmentsPage, qtbot: QtBot) -> None:
    rows = [empty_row(page), 0]
    names = [page.grid.name(row) for row in rows]
    lines = ["Councillor\tWard\t5 A heading\t8 Another", *(f"Cllr {name}\t{ward}\tYes\t✓" for name, ward in names)]
    stand_on(page, 4, 1)
    page.paste("\r\n".join(lines) + "\r\n")
    wait_until_idle(page, qtbot)
    assert all(page.grid.promised(row, column) for row in rows for column in (4, 7))
    assert headed_columns([["1", "2"], ["x", "x"]], page.grid.items) == {}  # a block of figures is no sheet


def test_unknown_names_in_a_sheet_change_nothing(page: CommitmentsPage) -> None:
    said: list[str] = []
    page.app.message.connect(lambda sentence, *_: said.append(sentence))
    before = labels(page.app)
    page.paste("Councillor\t5 A heading\nZebedee Nobody\tYes\n")
    assert "Zebedee Nobody" in said[-1]
    assert labels(page.app) == before


def test_a_block_is_copied_with_names_and_headings(page: CommitmentsPage, qtbot: QtBot) -> None:
    row = empty_row(page)
    stand_on(page, row, 5)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    heading, line = QGuiApplication.clipboard().text().splitlines()
    assert heading.split("\t")[:2] == ["Councillor", "Ward"]
    assert heading.split("\t")[2].startswith("5 ")
    assert line.split("\t") == [*page.grid.name(row), "Yes"]


def test_none_yet_shows_only_those_and_keeps_them_while_they_are_entered(page: CommitmentsPage, qtbot: QtBot) -> None:
    page.none_yet.click()
    wait_until_idle(page, qtbot)
    totals = page.app.read(lambda session: figures.totals(session, page.app.scope.edition_id, AS_AT))
    expected = totals["members"].numerator - totals["menu_returns"].numerator
    assert len(page.grid.ids) == expected
    stand_on(page, 0, 5)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    wait_until_idle(page, qtbot)
    assert len(page.grid.ids) == expected
    page.rows.chips.toggle(STANDING, MenuStanding.NONE)
    assert not page.none_yet.isChecked()
    wait_until_idle(page, qtbot)
    assert len(page.grid.ids) == totals["members"].numerator


def test_the_grid_is_filtered_by_role_party_and_words(page: CommitmentsPage, qtbot: QtBot) -> None:
    someone = page.grid.ids[7]
    with page.app.register.operation("Roles") as session:
        session.add(RoleHeld(councillor_id=someone, role=Role.GOVERNOR, detail="Elm Primary"))
        session.add(RoleHeld(councillor_id=someone, role=Role.CABINET))
    wait_until_idle(page, qtbot)
    page.rows.chips.toggle("Roles", Role.GOVERNOR)
    wait_until_idle(page, qtbot)
    holders = select(RoleHeld.councillor_id).where(RoleHeld.role == Role.GOVERNOR)
    assert set(page.grid.ids) == set(page.app.read(lambda session: session.scalars(holders).all()))
    assert someone in page.grid.ids
    page.rows.chips.set_only({})
    wait_until_idle(page, qtbot)
    name = page.grid.name(7)[0]
    page.rows.search.setText(name.upper())
    qtbot.waitUntil(lambda: list(page.grid.ids) == [someone])


def test_totals_are_the_figures(page: CommitmentsPage, qtbot: QtBot) -> None:
    edition = page.app.scope.edition_id
    lines = page.app.read(lambda session: figures.breakdown(session, edition, AS_AT, "item"))
    for line in lines:
        assert page.grid.item_totals[line.key]["commitments"] == line.figures["commitments"].numerator  # type: ignore[index]
    rows, columns = range(len(page.grid.ids)), range(len(page.grid.items))
    promised = sum(page.grid.promised(row, column) for row in rows for column in columns)
    assert promised == sum(line.figures["commitments"].numerator for line in lines)
    assert f"{promised:,} commitments" in page.sentence.text()
    last = len(page.grid.items)
    assert sum(int(page.grid.index(row, last).data()) for row in rows) == promised


def test_a_register_to_look_at_cannot_be_toggled(demo_register: Register, qtbot: QtBot) -> None:
    path = demo_register.place.path
    demo_register.close()
    app = AppSession(Register.open(path, write=False), AS_AT)
    page = shown(app, qtbot)
    before = labels(app)
    stand_on(page, 0, 5)
    qtbot.keyClick(page.table, Qt.Key.Key_Space)
    page.paste("Yes")
    assert labels(app) == before
    assert not any("Commit" in action.text() for action in page.cell_menu().actions())
    wait_until_idle(page, qtbot)
    app.close()


def test_a_year_without_a_menu_says_what_to_do(app: AppSession, qtbot: QtBot) -> None:
    page = CommitmentsPage(app)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: not app.busy)
    assert page.stack.currentWidget() is page.no_menu


def test_another_menu_has_any_number_of_items(page: CommitmentsPage, qtbot: QtBot) -> None:
    with page.app.register.operation("Item 22") as session:
        session.add(Item(edition_id=page.app.scope.edition_id, number=22, wording="One more"))
    wait_until_idle(page, qtbot)
    assert page.grid.columnCount() == 22 + 2


def test_an_export_holds_a_yes_for_each_commitment_that_stands(
    page: CommitmentsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    page.rows.export_to(tmp_path / "grid.csv")
    qtbot.waitUntil(lambda: not page.app.busy, timeout=10_000)
    heading, *lines = list(csv.reader((tmp_path / "grid.csv").read_text("utf-8-sig").splitlines()))
    assert heading[:2] == ["Councillor", "Ward"]
    assert [title.split()[0] for title in heading[2:]] == [str(item.number) for item in page.grid.items]
    assert sum(line.count("Yes") for line in lines) == 911


def test_the_line_below_tells_the_evidence_of_the_cell(page: CommitmentsPage, qtbot: QtBot) -> None:
    cells = ((row, column) for row in range(len(page.grid.ids)) for column in range(len(page.grid.items)))
    row, column = next(cell for cell in cells if page.grid.pair(*cell) == figures.Pair("not_yet", False))
    stand_on(page, row, page.grid.items[column].number)
    wait_until_idle(page, qtbot)
    assert page.grid.items[column].wording in page.cell_words.text()
    assert "says not yet" in page.cell_words.text()
    assert "committed on 23 May 2017" in page.cell_words.text()
    row = empty_row(page)
    stand_on(page, row, 5)
    for said in ("committed on 31 Jan 2018.", "withdrawn on 31 Jan 2018."):
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
        wait_until_idle(page, qtbot)
        assert page.cell_words.text().endswith(said)
