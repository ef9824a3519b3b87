"""Lists come to the window by the menu, dropped on it, or pasted; several at once, each its kind, in a few clicks."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from cp_desktop.bundled import DB
from cp_desktop.exchange import KINDS, Option, Question
from cp_desktop.model import Commitment, Councillor, Home, Reply, Visit
from cp_desktop.ui.importing.answer_panel import AnswerPanel
from cp_desktop.ui.importing.answering import GivenAnswers
from cp_desktop.ui.importing.import_dialog import ImportDialog
from cp_desktop.ui.importing.incoming import Fate, Incoming
from cp_desktop.ui.widgets.dropping import TAKES_FILES
from cp_desktop.ui.window import MainWindow

YEAR = DB / "seed" / "demo-2017-18"
SEVEN = ("visits", "survey", "activity", "commitments", "homes", "menu", "councillors")
HOMES = "Home,URN,Places\nElm & Oak,SC000001,4\n"
PEOPLE = "Member ID,Name,Ward,Party,Shoe size\n7,Ann Bell,Mill,Independent,5\n8,Rhys Ng,Quay,Independent,7\n"


class Mouse:
    """Presses the mouse, and counts how often."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot, self.clicks = qtbot, 0

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        self.clicks += 1
        assert widget.isVisible()
        assert widget.isEnabled()
        self._qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())


@pytest.fixture
def mouse(qtbot: QtBot) -> Mouse:
    return Mouse(qtbot)


def import_dialog(window: MainWindow, qtbot: QtBot) -> ImportDialog:
    """The dialog that is open, once it knows what it shows."""
    [dialog] = [one for one in window.findChildren(ImportDialog) if one.isVisible()]
    qtbot.waitUntil(lambda: not dialog.busy)
    return dialog


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def count(window: MainWindow, kind: type) -> int:
    assert window.app is not None
    return window.app.read(lambda session: session.scalar(select(func.count()).select_from(kind)) or 0)


def drop(window: MainWindow, paths: list[Path], on: QWidget | None = None) -> bool:
    """Drags files over a place of the window and drops them; whether the window says that it takes them."""
    place = QPointF(on.mapTo(window, on.rect().center()) if on else QPoint(500, 300))
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    rest = (Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    enter = QDragEnterEvent(place.toPoint(), *rest)
    enter.ignore()
    QApplication.sendEvent(window.windowHandle(), enter)
    if enter.isAccepted():
        QApplication.sendEvent(window.windowHandle(), QDropEvent(place, *rest))
    return enter.isAccepted()


def test_a_year_in_seven_files_goes_in_by_fewer_than_ten_clicks(
    empty_window: MainWindow, mouse: Mouse, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = empty_window
    files = [str(YEAR / f"{name}.csv") for name in SEVEN]
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: (files, ""))
    bar = window.menus
    file = bar.actions()[0]
    mouse.click(bar, bar.actionGeometry(file).center())
    menu = file.menu()
    mouse.click(menu, menu.actionGeometry(bar.imports.menuAction()).center())
    qtbot.waitUntil(bar.imports.isVisible)
    mouse.click(bar.imports, bar.imports.actionGeometry(bar.imports.actions()[0]).center())
    mouse.clicks += 3  # in the system's own dialog: the first file, the last with Shift, Open
    dialog = import_dialog(window, qtbot)
    assert [one.guess for one in dialog.files] == [name for name in KINDS if name in SEVEN]
    mouse.click(dialog.all_button)
    qtbot.waitUntil(lambda: not dialog.busy and all(one.fate is Fate.DONE for one in dialog.files))
    mouse.click(dialog.frame.close_button)
    assert mouse.clicks < 10
    found = {kind: count(window, kind) for kind in (Councillor, Commitment, Reply, Home, Visit)}
    assert all(found.values()), found
    assert "7 files are imported" in window.banner.text()
    window.banner.acted.emit()
    assert count(window, [Visit, Home][dialog.files[-1].guess == "homes"]) == 0


def test_several_files_stop_at_the_first_about_which_something_is_asked(
    empty_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = empty_window
    people = write(tmp_path, "people.csv", PEOPLE)
    homes = write(tmp_path, "homes.csv", HOMES + "Ash,SC000002,a few\n")
    notes = write(tmp_path, "notes.txt", "Nothing of any use\n")
    assert drop(window, [notes, homes, people])
    dialog = import_dialog(window, qtbot)
    assert [one.path.name for one in dialog.files] == ["people.csv", "homes.csv", "notes.txt"]
    dialog.take_all_in()
    qtbot.waitUntil(lambda: not dialog.busy and dialog.one.path == homes)
    assert [one.fate for one in dialog.files] == [Fate.DONE, Fate.WAITING, Fate.WAITING]
    assert (count(window, Councillor), count(window, Home)) == (2, 0)
    assert dialog.one.given.open
    dialog.skip()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.one.path == notes
    assert "Nothing was imported" in dialog.banner.text()
    dialog.skip()
    assert dialog.frame.outcome.isVisible()
    assert [one.fate for one in dialog.files] == [Fate.DONE, Fate.SKIPPED, Fate.SKIPPED]
    assert count(window, Home) == 0
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert "1 file is imported. Undo takes back people.csv." in window.banner.text()


def test_a_file_is_dropped_anywhere_even_on_a_line_of_text(
    empty_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    window = empty_window
    window.show_page("councillors")
    [line, *_] = [one for one in window.page().findChildren(QLineEdit) if one.isVisible()]  # type: ignore[union-attr]
    assert drop(window, [write(tmp_path, "homes & more.csv", HOMES)], line)
    assert line.text() == ""
    dialog = import_dialog(window, qtbot)
    assert (dialog.understood.name.text(), dialog.understood.kind.currentData()) == ("homes & more.csv", "homes")
    assert not drop(window, [tmp_path / "homes & more.csv"])  # the open dialog comes first
    dialog.reject()


def test_what_takes_files_itself_keeps_them(empty_window: MainWindow, tmp_path: Path) -> None:
    page = empty_window.page()
    assert page is not None
    page.setProperty(TAKES_FILES, True)
    assert not drop(empty_window, [write(tmp_path, "homes.csv", HOMES)], page)


def test_a_dropped_register_is_opened(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    assert window.app is not None
    place = window.app.register.place.path
    other = tmp_path / "other.cpregister"
    window.close_register()
    other.write_bytes(place.read_bytes())
    with qtbot.waitSignal(window.ready):
        assert drop(window, [other])
    assert window.app is not None
    assert window.app.register.place.path == other


def test_without_a_register_a_dropped_list_says_what_to_do(qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build_ui()
    window.show()
    drop(window, [write(tmp_path, "homes.csv", HOMES)])
    assert "No register is open" in window.banner.text()
    assert not window.findChildren(ImportDialog)


@pytest.fixture
def clipboard(qapp: QApplication) -> Iterator[None]:
    yield
    QGuiApplication.clipboard().clear()


def test_a_copied_list_is_pasted_where_no_field_has_the_keyboard(
    empty_window: MainWindow, clipboard: None, tmp_path: Path, qtbot: QtBot
) -> None:
    window = empty_window
    QGuiApplication.clipboard().setText(HOMES.replace(",", "\t"))
    window.sidebar.setFocus()
    qtbot.keyClick(window.focusWidget() or window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    dialog = import_dialog(window, qtbot)
    assert dialog.understood.kind.currentData() == "homes"
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()
    assert count(window, Home) == 1
    QGuiApplication.clipboard().setText("")
    window.menus.command("paste").trigger()
    assert "Nothing was pasted" in window.banner.text()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write(tmp_path, "people.csv", PEOPLE)))])
    QGuiApplication.clipboard().setMimeData(data)  # as a file manager copies files
    window.menus.command("paste").trigger()
    again = import_dialog(window, qtbot)
    assert again.understood.kind.currentData() == "councillors"
    again.reject()


def test_a_field_keeps_what_is_pasted_into_it(empty_window: MainWindow, clipboard: None, qtbot: QtBot) -> None:
    window = empty_window
    window.show_page("councillors")
    [line, *_] = [one for one in window.page().findChildren(QLineEdit) if one.isVisible()]  # type: ignore[union-attr]
    line.setFocus()
    QGuiApplication.clipboard().setText("Bell")
    qtbot.keyClick(line, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == "Bell"
    assert not window.findChildren(ImportDialog)


# -- what a file is taken for, and what that changes


def opened(window: MainWindow, path: Path, qtbot: QtBot) -> ImportDialog:
    assert window.app is not None
    dialog = ImportDialog(window.app, [Incoming(path)], window)
    dialog.open()
    qtbot.waitUntil(lambda: not dialog.busy)
    return dialog


def test_one_choice_changes_what_a_column_means(empty_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    window = empty_window
    dialog = opened(window, write(tmp_path, "people.csv", PEOPLE), qtbot)
    assert dialog.columns.said.text() == "4 columns are used; not used: Shoe size."
    last = dialog.columns.table.texts()[-1]
    assert last[:3] == ("Shoe size", "Not used", "5, 7")
    dialog.columns.table.setCurrentIndex(dialog.columns.table.model().index(4, 0))
    place = dialog.columns.means.findData("councillor.notes")
    dialog.columns.means.setCurrentIndex(place)
    dialog.columns.means.activated.emit(place)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.columns.said.text() == "5 columns are used, every one there is."
    with qtbot.waitSignal(dialog.accepted):
        dialog.import_button.click()
    assert window.app is not None
    assert set(window.app.read(lambda session: session.scalars(select(Councillor.notes)).all())) == {"5", "7"}


def test_the_kind_is_guessed_with_a_reason_and_can_be_changed(
    empty_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(empty_window, write(tmp_path, "people.csv", PEOPLE), qtbot)
    assert dialog.understood.kind.currentData() == "councillors"
    assert "“Name”" in dialog.understood.why.text()
    place = dialog.understood.kind.findData("homes")
    dialog.understood.kind.setCurrentIndex(place)
    dialog.understood.kind.activated.emit(place)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.one.kind == "homes"
    assert not dialog.import_button.isEnabled()
    place = dialog.understood.kind.findData("councillors")
    dialog.understood.kind.setCurrentIndex(place)
    dialog.understood.kind.activated.emit(place)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.import_button.isEnabled()
    assert dialog.banner.isHidden()


def test_every_row_of_the_file_stands_beside_what_becomes_of_it(
    empty_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(empty_window, write(tmp_path, "homes.csv", HOMES + "Ash,SC000002,\nTotal,,4\n"), qtbot)
    assert [row[:2] for row in dialog.rows.file.texts()] == [("2", "Elm & Oak"), ("3", "Ash"), ("4", "Total")]
    assert [row[0] for row in dialog.rows.becomes.texts()] == ["Added", "Added", "Left out"]
    dialog.rows.file.setCurrentIndex(dialog.rows.file.model().index(2, 0))
    assert dialog.rows.becomes.currentIndex().row() == 2
    names = [dialog.rows.groups.item(place).text() for place in range(dialog.rows.groups.count())]
    assert names == ["All (3)", "Added (2)", "Left out (1)"]


def test_marked_rows_are_left_out_by_choice_and_taken_again(
    empty_window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = opened(empty_window, write(tmp_path, "homes.csv", HOMES + "Ash,SC000002,\nYew,SC000003,\n"), qtbot)
    rows = dialog.rows
    for again, button in ((False, "Leave the &marked rows out"), (True, "Take the &marked rows again")):
        rows.becomes.setCurrentIndex(rows.becomes.model().index(1, 0))
        rows.becomes.selectRow(1)
        assert len(rows.file.selectionModel().selectedRows()) == 1
        assert rows.leave_button.text() == button
        rows.leave_button.click()
        qtbot.waitUntil(lambda: not dialog.busy and not dialog.one.given.fresh)
        assert [row[0] for row in rows.becomes.texts()] == ["Added", "Added" if again else "Left out", "Added"]


def test_a_complete_list_says_so_with_its_day(empty_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    dialog = opened(empty_window, write(tmp_path, "people.csv", PEOPLE), qtbot)
    panel = dialog.understood
    assert panel.complete.text() == "This is everybody in office on"
    assert panel.date.line.accessibleName() == KINDS["councillors"].dated
    panel.complete.click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert panel.date.line.accessibleName() == "This is everybody in office on"
    panel.date.line.setText("the 32nd")
    panel.date.line.editingFinished.emit()
    assert "the 32nd" in panel.error.text()
    assert not dialog.busy
    panel.date.line.setText("8 May 2018")
    qtbot.keyClick(panel.date.line, Qt.Key.Key_Return)  # which imports nothing
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.one.plan is not None
    assert (dialog.one.plan.choices.complete, str(dialog.one.plan.choices.date)) == (True, "2018-05-08")


def test_many_answers_are_chosen_from_a_list(empty_window: MainWindow, qtbot: QtBot) -> None:
    given = GivenAnswers()
    asked = Question("whose", "Whose rows", "which is it?", tuple(Option(str(n), f"Place {n}") for n in range(40)))
    given.ask([asked])
    panel = AnswerPanel(given, lambda _: (), lambda: ())
    qtbot.addWidget(panel)
    panel.show_question(asked)
    assert not panel.buttons.buttons()
    assert panel.choices is not None
    panel.choose(1)  # a digit does nothing where no digit is shown
    assert given.open
    panel.choices.activated.emit(7)
    assert given.by_key == {"whose": "7"}
