"""The dialog for a new register: what no year can be is said there, as everywhere, and nothing is made."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.register import Register
from cp_desktop.ui.dialogs.register_dialogs import NewRegisterDialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def dialog_for(year: str, parent: QWidget) -> NewRegisterDialog:
    dialog = NewRegisterDialog(parent)
    dialog.council.set_value("Winterbrook Council")
    dialog.year.set_value(year)
    dialog.first_day.set_value(dt.date(2017, 5, 1))
    dialog.last_day.set_value(dt.date(2018, 4, 30))
    return dialog


@pytest.mark.parametrize("year", ["banana", "17/18", "2017/19", "9999/00", "1899/00", ""])
def test_what_is_no_municipal_year_is_refused(year: str, tmp_path: Path, parent: QWidget) -> None:
    dialog = dialog_for(year, parent)
    dialog.make_at(tmp_path / "new.cpregister")
    assert "is not a municipal year" in dialog.error.text()
    assert not list(tmp_path.iterdir())


def test_a_councils_name_that_cannot_be_read_is_said_before_a_place_is_asked_for(parent: QWidget) -> None:
    dialog = dialog_for("2017/18", parent)
    dialog.council.line.setText("Winter\u202ebrook")
    dialog.make()
    assert "(U+202E) turns the order of its letters round" in dialog.error.text()


def test_days_in_the_wrong_order_are_refused_as_in_settings(tmp_path: Path, parent: QWidget) -> None:
    dialog = dialog_for("2017/18", parent)
    dialog.last_day.set_value(dt.date(2016, 4, 30))
    dialog.make_at(tmp_path / "new.cpregister")
    assert "The last day is before the first." in dialog.error.text()
    assert not list(tmp_path.iterdir())


def test_a_year_is_kept_as_it_is_labelled(tmp_path: Path, parent: QWidget) -> None:
    dialog = dialog_for("2017-18 ", parent)
    dialog.make_at(tmp_path / "new.cpregister")
    with Register.open(tmp_path / "new.cpregister") as made, made.reading() as session:
        assert session.connection().exec_driver_sql("select label from municipal_year").scalar() == "2017/18"


def test_the_days_follow_another_year_and_a_refusal_is_seen_whole(
    parent: QWidget, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = NewRegisterDialog(parent)
    dialog.show()
    dialog.council.set_value("Northborough City Council")
    dialog.year.line.selectAll()
    qtbot.keyClicks(dialog.year.line, "2017/18")
    assert (dialog.first_day.value(), dialog.last_day.value()) == (dt.date(2017, 5, 1), dt.date(2018, 4, 30))
    dialog.first_day.set_value(dt.date(2016, 5, 1))
    dialog.make_at(tmp_path / "new.cpregister")
    QApplication.processEvents()
    assert "Nothing was saved" in dialog.error.text()
    assert dialog.error.height() >= dialog.error.heightForWidth(dialog.error.width())
    qtbot.keyClicks(dialog.council.line, "!")
    assert not dialog.error.text()
