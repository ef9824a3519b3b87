"""Fields read what is typed as an import reads a cell, show how they read it, and keep what nobody touched."""

import datetime as dt
from typing import Any

import pytest
from PySide6.QtCore import QLocale, Qt, QTimer
from PySide6.QtWidgets import QApplication, QCalendarWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Date, DateTime, Integer, String

from cp_desktop.errors import UserError
from cp_desktop.exchange.cells import typed
from cp_desktop.model.base import EmailAddress, Paragraphs, Reference, TimeOfDay, YearLabel
from cp_desktop.ui.records.editors import DateEditor, ParagraphsEditor, TextEditor


@pytest.fixture
def field(qtbot: QtBot) -> Any:
    """An editor of a column type, in its window."""

    def made(kind: Any) -> TextEditor:
        editor = DateEditor() if isinstance(kind, Date) else TextEditor(kind)
        qtbot.addWidget(editor)
        return editor

    return made


WRITTEN = [
    *((Date(), text) for text in ("18/10/17", "Wed 18 Oct 2017", "18 Octuary 2017", "31/02/2017", "Tue 18 Oct 2017")),
    *((Date(), text) for text in ("43026", "43026.5", "18/10/2017 2pm", "2017-10-18 00:00", "13/2017")),
    *((DateTime(), text) for text in ("18/10/2017 2.30 pm", "2017-07-01T13:00Z", "18 Oct 2017 25:00")),
    *((TimeOfDay(), text) for text in ("9.05", "1430", "2:30 pm", "25:00", "half past two")),
    *((Integer(), text) for text in ("1,800", "12,34", "1_000", "3.5", "99999999999")),
    *((EmailAddress(), text) for text in ("ada@example.org", "ada at example.org", "a@b.org; c@d.org")),
    *((Reference(), text) for text in ("sc 012345",)),
    *((YearLabel(), text) for text in ("2017/18", "2017-18", "2017/19", "seventeen")),
    *((String(), text) for text in ("two\u00a0 words\u200b", "x" * 40_000)),
]


@pytest.mark.parametrize(("kind", "text"), WRITTEN, ids=lambda one: str(one)[:20])
def test_a_field_and_an_import_read_alike_and_refuse_in_the_same_words(field: Any, kind: Any, text: str) -> None:
    editor = field(kind)
    editor.line.setText(text)
    got = []
    for read in (editor.value, lambda: typed(text, kind)):
        try:
            got.append(read())
        except UserError as problem:
            got.append(str(problem))
    assert got[0] == got[1]


def test_a_number_of_days_is_a_date_in_the_number_cell_of_a_workbook_alone(field: Any) -> None:
    assert typed(43026.0, Date()) == dt.date(2017, 10, 18)
    editor = field(Date())
    editor.line.setText("43026")
    with pytest.raises(UserError, match="“43026” is not a date"):
        editor.value()


@pytest.mark.parametrize(
    ("kind", "text", "shown"),
    [
        (Date(), "wed 18th october 2017", "18 Oct 2017"),
        (DateTime(), "18/10/17 2.30pm", "18 Oct 2017 14:30"),
        (TimeOfDay(), "9.05", "09:05"),
        (Integer(), "10000", "10,000"),
        (Date(), "18 Octuary 2017", "18 Octuary 2017"),
    ],
)
def test_a_field_shows_how_it_read_what_was_typed(field: Any, qtbot: QtBot, kind: Any, text: str, shown: str) -> None:
    editor = field(kind)
    qtbot.keyClicks(editor.line, text)
    editor.line.editingFinished.emit()
    assert editor.line.text() == shown


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (DateTime(), dt.datetime(2017, 12, 5, 16, 9, 30)),  # the seconds are not shown
        (EmailAddress(), "ask the office"),  # from a register of an earlier version
        (TimeOfDay(), "afternoon"),
        (String(), "two  blanks"),
    ],
)
def test_what_nobody_touched_stays_as_it_was(field: Any, kind: Any, value: object) -> None:
    editor = field(kind)
    editor.set_value(value)
    editor.line.editingFinished.emit()
    assert editor.value() == value


def test_paragraphs_are_as_long_as_a_cell_at_most(qtbot: QtBot) -> None:
    editor = ParagraphsEditor()
    qtbot.addWidget(editor)
    assert isinstance(editor.kind, Paragraphs)
    editor.set_value("a\n\nb  c")
    assert editor.value() == "a\n\nb  c"
    editor.box.setPlainText("x" * 32_768)
    with pytest.raises(UserError, match="at most 32,767 letters"):
        editor.value()


def test_the_calendar_is_english_on_a_german_machine(qtbot: QtBot) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.German))
    try:
        editor = DateEditor()
        qtbot.addWidget(editor)
        editor.show()
        names = []

        def look() -> None:
            popup = QApplication.activePopupWidget()
            calendar = popup.findChild(QCalendarWidget) if popup else None
            if calendar is not None and popup is not None:
                names.append(calendar.locale().monthName(1))
                popup.close()

        QTimer.singleShot(100, editor, look)
        qtbot.keyClick(editor.line, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
        assert names == ["January"]
    finally:
        QLocale.setDefault(before)
