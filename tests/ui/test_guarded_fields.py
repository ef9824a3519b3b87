"""What visits found and what is kept of a concern stays in its fields: neither keys, menu nor mouse copies it out."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QListWidget,
    QMenu,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QToolTip,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import Date, Integer, LargeBinary
from sqlalchemy.types import Boolean

from cp_desktop.disclosure import GUARDED
from cp_desktop.model import Field, fields, records
from cp_desktop.model.base import ChoiceType
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import DateEditor, ParagraphsEditor, TextEditor
from cp_desktop.ui.records.fields import editor_for
from cp_desktop.ui.records.guarded import STAYS

STORY = "3 Jan 2018"
CONTROL = Qt.KeyboardModifier.ControlModifier
TYPED = [
    (f"{record.__tablename__}.{name}", column, said)
    for record in records()
    for name, column, said in fields(record)
    if said.disclosure is GUARDED and not isinstance(column.type, ChoiceType | Boolean) and not column.foreign_keys
    if not isinstance(column.type, LargeBinary)
]


@pytest.fixture
def app(register: Register, qtbot: QtBot) -> Iterator[AppSession]:
    made = AppSession(register)
    yield made
    qtbot.waitUntil(lambda: not made.busy)


def copied() -> str:
    return QGuiApplication.clipboard().text()


@pytest.mark.parametrize(("called", "column", "said"), TYPED, ids=[one[0] for one in TYPED])
def test_what_stands_in_a_guarded_field_is_not_copied(
    app: AppSession, qtbot: QtBot, called: str, column: Any, said: Field
) -> None:
    editor = editor_for(app, column, said)
    qtbot.addWidget(editor)
    editor.show()
    QGuiApplication.clipboard().setText("before")
    typed = editor.focusProxy()
    assert isinstance(typed, QLineEdit | QPlainTextEdit), called
    (typed.setText if isinstance(typed, QLineEdit) else typed.setPlainText)(STORY)
    for key in (Qt.Key.Key_C, Qt.Key.Key_X):
        typed.selectAll()
        qtbot.keyClick(typed, key, CONTROL)
        assert STORY not in copied()
        assert QToolTip.text() == STAYS
        QToolTip.hideText()
    (typed.setText if isinstance(typed, QLineEdit) else typed.setPlainText)(STORY)
    typed.selectAll()
    menu_chosen(typed, qtbot)
    assert STORY not in copied()


def menu_chosen(typed: QWidget, qtbot: QtBot) -> None:
    """Chooses all that the menu of a field has to cut and to copy."""
    done = []

    def choose() -> None:
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        for action in menu.actions():
            if action.objectName() in ("edit-copy", "edit-cut") and action.isVisible() and action.isEnabled():
                action.trigger()
        done.append(menu)
        menu.close()

    QTimer.singleShot(0, choose)
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, typed.rect().center(), typed.mapToGlobal(QPoint()))
    QApplication.sendEvent(typed.viewport() if isinstance(typed, QPlainTextEdit) else typed, event)
    qtbot.waitUntil(lambda: bool(done))


def test_a_story_moves_within_the_program(qtbot: QtBot) -> None:
    one, other, public = ParagraphsEditor(guarded=True), ParagraphsEditor(guarded=True), ParagraphsEditor()
    for editor in (one, other, public):
        qtbot.addWidget(editor)
        editor.show()
    one.box.setPlainText("A garden\nwith apples")
    one.box.selectAll()
    qtbot.keyClick(one.box, Qt.Key.Key_X, CONTROL)
    assert one.value() is None
    for editor in (other, public):
        qtbot.keyClick(editor.box, Qt.Key.Key_V, CONTROL)
    assert other.value() == "A garden\nwith apples"
    assert public.value() is None
    from_outside = QMimeData()
    from_outside.setText("From the councillor's e-mail")
    QGuiApplication.clipboard().setMimeData(from_outside)
    other.box.selectAll()
    qtbot.keyClick(other.box, Qt.Key.Key_V, CONTROL)
    assert other.value() == "From the councillor's e-mail"


def test_other_fields_are_copied_as_ever(qtbot: QtBot) -> None:
    for editor in (TextEditor(), DateEditor(), TextEditor(Integer()), TextEditor(Date())):
        qtbot.addWidget(editor)
        editor.line.setText("14")
        editor.line.selectAll()
        QGuiApplication.clipboard().clear()
        qtbot.keyClick(editor.line, Qt.Key.Key_C, CONTROL)
        assert copied() == "14"
    lines = ParagraphsEditor()
    qtbot.addWidget(lines)
    lines.box.setPlainText("Anything")
    lines.box.selectAll()
    qtbot.keyClick(lines.box, Qt.Key.Key_C, CONTROL)
    assert copied() == "Anything"


@pytest.mark.parametrize("kind", [QListWidget, QTreeWidget, QTableWidget])
def test_a_list_copies_by_the_gate_what_qt_would_copy_by_itself(kind: type[QAbstractItemView], qtbot: QtBot) -> None:
    """Any list that there is, or comes to be, as soon as it has the keyboard."""
    made = kind()
    qtbot.addWidget(made)
    if isinstance(made, QListWidget):
        made.addItem("Oak Lodge")
    elif isinstance(made, QTreeWidget):
        QTreeWidgetItem(made, ["Oak Lodge"])
    elif isinstance(made, QTableWidget):
        made.setRowCount(1)
        made.setColumnCount(1)
        made.setItem(0, 0, QTableWidgetItem("Oak Lodge"))
    made.show()
    made.setFocus()
    qtbot.waitUntil(made.hasFocus)
    made.setCurrentIndex(made.model().index(0, 0))
    QGuiApplication.clipboard().clear()
    qtbot.keyClick(made, Qt.Key.Key_C, CONTROL)
    assert copied().splitlines() == ["Internal: for this office only. Do not hand it on.", "Oak Lodge"]
