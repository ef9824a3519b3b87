"""What was typed and cannot be saved can be abandoned, on every road away from every form; never without a word."""

import shutil
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QPlainTextEdit
from pytestqt.qtbot import QtBot

from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.coverage.page import CoveragePage
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.pages.survey.page import SurveyPage
from cp_desktop.ui.pages.visits.page import VisitsPage
from cp_desktop.ui.records import leaving
from cp_desktop.ui.records.editors import ParagraphsEditor, TextEditor
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.leaving import Leaving, ask_leaving
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.records.section import ListSection
from cp_desktop.ui.window import MainWindow
from tests.ui.conftest import Answers
from tests.ui.everywhere import listed

LISTS = [entry.key for entry in PAGES if issubclass(entry.kind, ListPage)]


def wait_until_idle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.app is not None and not window.app.busy)
    QApplication.processEvents()


def spoil(form: RecordForm, qtbot: QtBot) -> None:
    """Types something in a form, by keys, that cannot be saved."""
    editors = [box.editor for box in form.fields.boxes.values() if box.editor.isVisible() and box.editor.isEnabled()]
    unreadable = [
        one
        for one in editors
        if type(one) is not TextEditor and isinstance(one, TextEditor) and not isinstance(one, LookupEditor)
    ]
    required = [box.editor for box in form.fields.boxes.values() if box.required and box.editor in editors]
    other = [one for one in editors if isinstance(one, TextEditor | ParagraphsEditor) and one not in required]
    is_new = form.record is not None and form.record.id is None
    place = (unreadable or (other[::-1] if is_new else required))[0].focusProxy()
    assert isinstance(place, QLineEdit | QPlainTextEdit)
    if unreadable or is_new:
        qtbot.keyClicks(place, "whenever")
    else:
        place.selectAll()
        qtbot.keyClick(place, Qt.Key.Key_Delete)
    assert form.dirty
    assert not form.save()


def begin(window: MainWindow, qtbot: QtBot, key: str, new: bool) -> RecordForm:
    """Half a record in the form of a page: a new one, or one that is there."""
    window.show_page(key)
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, ListPage)
    if new:
        page.new()
    else:
        page.go_to(listed(page.rows.model.ids, page.entry)[0])
    wait_until_idle(window, qtbot)
    form = page.list.front
    assert form is not None
    if isinstance(page, VisitsPage) and not new:
        page.form.visit.set_open(True)  # type: ignore[attr-defined]
    QApplication.processEvents()
    spoil(form, qtbot)
    return form


def to_another_page(window: MainWindow, qtbot: QtBot) -> bool:
    here = window.page()
    qtbot.keyClick(window, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    return window.page() is not here


def to_another_record(window: MainWindow, qtbot: QtBot) -> bool:
    page = window.page()
    assert isinstance(page, ListPage)
    form = page.list.front
    assert form is not None
    assert form.record is not None
    before = form.record.id
    table = page.rows.table
    window.activateWindow()
    table.setFocus()
    qtbot.waitUntil(table.hasFocus)
    down = before is None or table.currentIndex().row() <= 0
    if table.currentIndex().row() < 0:
        table.setCurrentIndex(page.rows.model.index(0, 0))
    else:
        qtbot.keyClick(table, Qt.Key.Key_Down if down else Qt.Key.Key_Up)
    QApplication.processEvents()
    form = page.list.front
    return form is not None and form.record is not None and form.record.id not in (None, before)


def to_a_new_one(window: MainWindow, qtbot: QtBot) -> bool:
    qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = window.page()
    assert isinstance(page, ListPage)
    form = page.list.front
    return form is not None and form.record is not None and form.record.id is None and not form.dirty


def to_the_close_button(window: MainWindow, qtbot: QtBot) -> bool:
    page = window.page()
    assert isinstance(page, ListPage)
    page.list.close_form()
    return page.list.front is None


def away(window: MainWindow, qtbot: QtBot) -> bool:
    window.close()
    return window.app is None


def by_ctrl_q(window: MainWindow, qtbot: QtBot) -> bool:
    window.menus.command("quit").trigger()
    return window.app is None


def to_another_register(window: MainWindow, qtbot: QtBot) -> bool:
    assert window.app is not None
    other = window.app.register.place.path.with_name("other.cpregister")
    if not other.exists():
        shutil.copyfile(window.app.register.place.path, other)
    return window.open_register(other)


ROADS: list[Callable[[MainWindow, QtBot], bool]] = [
    to_another_page,
    to_another_record,
    to_a_new_one,
    to_the_close_button,
    away,
    by_ctrl_q,
    to_another_register,
]


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.__name__)
@pytest.mark.parametrize("key", LISTS)
@pytest.mark.parametrize("new", [True, False], ids=["new", "changed"])
def test_what_cannot_be_saved_is_kept_or_let_go_as_one_says(
    window: MainWindow,
    qtbot: QtBot,
    answers: Answers,
    road: Callable[[MainWindow, QtBot], bool],
    key: str,
    new: bool,
) -> None:
    if key == "visits" and new and road in (to_another_page, to_another_record, to_a_new_one, to_the_close_button):
        pytest.skip("what is typed there stays, hidden or not")
    form = begin(window, qtbot, key, new)
    app = window.app
    assert app is not None
    before = app.register.undoable()
    assert not road(window, qtbot)
    assert form.dirty
    assert len(answers.asked) >= 1
    asked = len(answers.asked)
    answers.next = "Discard"
    assert road(window, qtbot)
    assert len(answers.asked) == asked + 1
    if window.app is app:
        assert app.register.undoable() == before  # nothing was saved
        assert not form.dirty


@pytest.mark.parametrize("key", LISTS)
def test_esc_in_what_was_begun_asks_and_lets_it_go(
    window: MainWindow, qtbot: QtBot, answers: Answers, key: str
) -> None:
    form = begin(window, qtbot, key, new=True)
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    assert len(answers.asked) == 1
    assert form.dirty
    answers.next = "Discard"
    qtbot.keyClick(form, Qt.Key.Key_Escape)
    page = window.page()
    assert isinstance(page, ListPage)
    assert page.list.front is None
    assert not form.dirty
    assert page.rows.table.hasFocus() or window.focusWidget() is page.rows.table


def test_esc_offers_to_save_what_can_be_saved(window: MainWindow, qtbot: QtBot, answers: Answers) -> None:
    window.show_page("councillors")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, ListPage)
    page.go_to(page.rows.model.ids[0])
    wait_until_idle(window, qtbot)
    notes = page.form.fields.boxes["notes"].editor.focusProxy()
    assert notes is not None
    qtbot.keyClicks(notes, "Mornings. ")
    answers.next = "Save"
    qtbot.keyClick(notes, Qt.Key.Key_Escape)
    assert "is not saved yet" in answers.asked[0]
    assert not page.form.dirty
    assert window.app is not None
    assert (window.app.register.undoable()[0] or "").startswith("Edit councillor")


def test_every_section_of_the_settings_lets_go(window: MainWindow, qtbot: QtBot, answers: Answers) -> None:
    window.show_page("settings")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, SettingsPage)
    tried = 0
    for place in range(page.names.count()):
        page.names.setCurrentRow(place)
        wait_until_idle(window, qtbot)
        section = page.front()
        if not isinstance(section, ListSection):
            continue
        section.new()
        wait_until_idle(window, qtbot)
        form = section.list.front
        assert form is not None
        form.fields.edited.emit()
        if form.save():
            continue  # nothing there is required
        tried += 1
        other = (place + 1) % page.names.count()
        page.names.setCurrentRow(other)
        assert page.names.currentRow() == place
        assert form.dirty
        answers.next = "Discard"
        page.names.setCurrentRow(other)
        assert page.names.currentRow() == other
        assert section.list.front is None
    assert tried >= 4


def test_a_goal_half_set_is_let_go(window: MainWindow, qtbot: QtBot, answers: Answers) -> None:
    window.show_page("coverage")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, CoveragePage)
    page.goals.new()
    spoil(page.goals.form, qtbot)
    assert not page.commit_pending()
    answers.next = "Discard"
    assert page.commit_pending()
    assert page.goals.form.isHidden()


def test_a_reply_that_cannot_be_saved_is_let_go(window: MainWindow, qtbot: QtBot, answers: Answers) -> None:
    window.show_page("survey")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, SurveyPage)
    for id in page.rows.model.ids:
        page.show_councillor(id, enter=True)
        if page.form.rows:
            break
    qtbot.keyClick(page.form.rows[0], Qt.Key.Key_U)
    assert page.form.dirty
    page.form.day.line.setText("whenever")
    assert not to_another_page(window, qtbot)
    answers.next = "Discard"
    assert to_another_page(window, qtbot)
    assert not page.form.dirty
    assert "whenever" in answers.asked[-1]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [("Keep", Leaving.KEEP), ("Discard", Leaving.DISCARD), ("Save", Leaving.SAVE), ("", Leaving.KEEP)],
)
def test_the_question_itself(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, words: str, wanted: Leaving
) -> None:
    monkeypatch.undo()  # the real one, which waits

    def answer() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        if not words:
            qtbot.keyClick(box, Qt.Key.Key_Escape)
        for button in box.buttons():
            if words and button.text().replace("&", "").startswith(words):
                qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    QTimer.singleShot(50, answer)
    assert ask_leaving(window, "This") is wanted
    assert leaving.QMessageBox is QMessageBox
