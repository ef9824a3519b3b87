"""The page of councillors: merging two who are one, and splitting one who is two, with the mouse and by keyboard."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Attendance, Councillor
from cp_desktop.register import Register
from cp_desktop.ui.dialogs.merge_dialog import MergeDialog
from cp_desktop.ui.pages.councillors import CouncillorsPage
from tests.services.test_councillors import ANN, BEN, NAN, twice
from tests.ui.conftest import opened
from tests.ui.everywhere import wait_until_idle

__all__ = ["twice"]


@pytest.fixture
def page(twice: Register, qtbot: QtBot) -> Iterator[CouncillorsPage]:
    twice.close()
    window = opened(Path(str(twice.place)), qtbot)
    window.show_page("councillors")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, CouncillorsPage)
    yield page
    window.close_register()


def ids(page: CouncillorsPage) -> list[int]:
    return page.app.read(lambda session: list(session.scalars(select(Councillor.id).order_by(Councillor.id))))


def mark(page: CouncillorsPage, *keys: int) -> None:
    table = page.rows.table
    table.clearSelection()
    for key in keys:
        index = table.model().index(page.rows.model.row_of(key), 0)
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        table.selectionModel().select(index, flags)


def words(dialog: MergeDialog) -> str:
    return "\n".join(label.text() for label in dialog.told.findChildren(QLabel))


def test_two_who_are_marked_are_shown_side_by_side_and_merged(page: CouncillorsPage, qtbot: QtBot) -> None:
    said: list[tuple[str, str, str]] = []
    page.app.message.connect(lambda *words: said.append(words))
    mark(page, ANN, NAN)
    page.merge_button.click()
    [dialog] = page.window().findChildren(MergeDialog)
    assert dialog.facts.texts()[:3] == [
        ["Member ID", "7", ""],
        ["E-mail", "", "a.bell@north.example"],
        ["Party", "Labour", "Labour"],
    ]
    assert "Attendance (Fair (1 Sep 2017)): both have it; it stays once." in words(dialog)
    assert "Moves: 1 commitment\n•  Wording 2 (item 2), made on 1 Sep 2017" in words(dialog)
    dialog.exchange_button.click()
    assert dialog.facts.texts()[0] == ["Member ID", "", "7"]
    dialog.exchange_button.click()
    assert ids(page) == [ANN, NAN, BEN], "nothing is done by looking"
    dialog.merge_button.click()
    wait_until_idle(page.window(), qtbot)  # type: ignore[arg-type]
    assert ids(page) == [ANN, BEN]
    assert said[-1] == ("Merge councillor Ann Bell (Mill) into Ann Bell (Mill). 5 records moved.", "info", "Undo")
    assert page.form.record is not None
    assert page.form.record.id == ANN
    page.app.undo()
    assert ids(page) == [ANN, NAN, BEN]


def test_the_other_may_be_chosen_in_the_dialog_and_nobody_is_merged_with_himself(
    page: CouncillorsPage, qtbot: QtBot
) -> None:
    mark(page, BEN)
    dialog = page.ask_merging()
    assert dialog is not None
    assert dialog.keep.key == BEN
    assert not dialog.merge_button.isEnabled()
    assert "Choose both" in words(dialog)
    dialog.other.set_value(BEN)
    dialog.look()
    assert "one and the same councillor" in dialog.error.text()
    assert not dialog.merge_button.isEnabled()
    dialog.other.line.setFocus()
    dialog.other.line.selectAll()
    qtbot.keyClicks(dialog.other.line, "Bell")
    assert not dialog.merge_button.isEnabled(), "two are called so"
    dialog.other.set_value(NAN)
    dialog.look()
    assert dialog.error.text() == ""
    dialog.merge_button.click()
    assert ids(page) == [ANN, BEN]


def test_more_than_two_are_not_merged(page: CouncillorsPage) -> None:
    said: list[tuple[str, str, str]] = []
    page.app.message.connect(lambda *words: said.append(words))
    mark(page, ANN, NAN, BEN)
    assert page.ask_merging() is None
    assert said == [("More than two are marked. Mark the two who are the same person.", "warning", "")]
    assert page.ask_splitting() is None


def test_records_are_ticked_by_keyboard_and_go_to_a_new_councillor(page: CouncillorsPage, qtbot: QtBot) -> None:
    mark(page, NAN)
    dialog = page.ask_splitting()
    assert dialog is not None
    assert not dialog.split_button.isEnabled()
    top = [dialog.records.topLevelItem(place) for place in range(dialog.records.topLevelItemCount())]
    [attended] = [item for item in top if item is not None and item.text(0) == "Attendance (2)"]
    dialog.records.setCurrentItem(attended)
    qtbot.keyClick(dialog.records, Qt.Key.Key_Space)
    assert len(dialog.chosen()) == 2, "a heading ticks all below it"
    assert dialog.count.text().startswith("2 of 13 go to the new councillor. Each of the two needs a term")
    dialog.editors["forename"].set_value("Nan")
    dialog.split_button.click()
    wait_until_idle(page.window(), qtbot)  # type: ignore[arg-type]
    assert page.form.record is not None
    new = page.form.record.id
    assert page.form.record.values["forename"] == "Nan"
    query = select(Attendance.councillor_id).order_by(Attendance.id)
    assert page.app.read(lambda session: list(session.scalars(query))) == [ANN, new, new]
    page.app.undo()
    assert ids(page) == [ANN, NAN, BEN]
