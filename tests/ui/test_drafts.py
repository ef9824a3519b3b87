"""What is typed in a visit's form comes back after the program was stopped in the midst of it, and only there."""

import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cp_desktop.register import Register
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.page import VisitsPage
from cp_desktop.ui.records.form import RecordForm
from tests.ui.conftest import AS_AT
from tests.ui.keyboard import Keyboard
from tests.ui.visiting import add_visit, make_page, open_visit, visits_of


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> VisitsPage:
    return make_page(app, qtbot)


@pytest.fixture
def drafts(own_place: Path, app: AppSession) -> Path:
    """The folder in which the register's drafts are kept."""
    return own_place / "CP Desktop" / "drafts" / app.uid


def write(form: RecordForm, name: str, value: object) -> None:
    """Types something, and waits no time for the file."""
    editor = form.fields.boxes[name].editor
    editor.set_value(value)
    editor.edited.emit()
    assert form.draft is not None
    form.draft.keep()


def again(page: VisitsPage, qtbot: QtBot) -> VisitsPage:
    """A fresh page on the same register and files, as after a crash."""
    page.hide()
    made = VisitsPage(page.app)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    return made


def said(form: RecordForm) -> str:
    assert form.draft is not None
    return "" if form.draft.banner.isHidden() else form.draft.banner.text()


def test_a_log_half_typed_comes_back(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard, drafts: Path) -> None:
    page.new()
    keyboard.type("elm")
    keyboard.press(Qt.Key.Key_Return)
    page.log.councillors.setFocus()
    keyboard.type("ohara")
    keyboard.press(Qt.Key.Key_Return)
    page.log.fields.boxes["seen"].editor.setFocus()
    keyboard.type("Half a sen")
    [file] = [drafts / "log-visit-new.json"]
    qtbot.waitUntil(lambda: file.is_file() and "Half a sen" in file.read_text("utf-8"))
    if sys.platform != "win32":
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    later = again(page, qtbot)
    assert not later.log.dirty
    later.new()
    assert said(later.log).startswith("A visit you had begun on ")
    assert said(later.log).endswith("is back. It is not saved yet.")
    assert later.log.value("home_id") == 3
    assert later.log.councillors.typed()["names"] == [1]
    assert later.log.value("seen") == "Half a sen"
    assert not later.log.fields.boxes["place"].isEnabled()
    later.save()
    assert [visit.seen for visit in visits_of(later.app)] == ["Half a sen"]
    assert not file.exists()
    assert said(later.log) == ""


def test_the_page_says_that_one_is_waiting(page: VisitsPage, qtbot: QtBot) -> None:
    page.new()
    write(page.log, "seen", "Half a sentence")
    page.hide()
    later = VisitsPage(page.app)
    qtbot.addWidget(later)
    with qtbot.waitSignal(page.app.message) as got:
        later.show()
    assert got.args is not None
    assert "Ctrl+N brings it back" in got.args[0]


def test_clearing_forgets_it(page: VisitsPage, qtbot: QtBot, drafts: Path) -> None:
    page.new()
    write(page.log, "seen", "Half a sentence")
    page.log.clear()
    assert list(drafts.iterdir()) == []
    later = again(page, qtbot)
    later.new()
    assert later.log.value("seen") is None
    assert said(later.log) == ""


def test_what_was_typed_into_a_saved_visit_comes_back(page: VisitsPage, qtbot: QtBot, drafts: Path) -> None:
    id, other = add_visit(page.app), add_visit(page.app, home_id=1)
    open_visit(page, qtbot, id)
    write(page.form, "went_well", "The garden")
    line = page.form.owned["steps"]
    line.rows[1].day.line.setText("19 Ja")  # type: ignore[attr-defined]
    line.edited.emit()
    page.form.owned["actions"].add_button.click()  # type: ignore[attr-defined]
    page.form.owned["actions"].edited.emit()
    assert page.form.draft is not None
    page.form.draft.keep()
    assert set(json.loads((drafts / f"visit-{id}.json").read_text("utf-8"))["typed"]) == {
        "went_well",
        "steps",
        "actions",
    }
    later = again(page, qtbot)
    open_visit(later, qtbot, other)
    assert not later.form.dirty
    later.go_to(id)
    assert said(later.form).startswith("What you had changed here on ")
    assert later.form.fields.boxes["went_well"].editor.value() == "The garden"
    assert later.form.owned["steps"].rows[1].day.line.text() == "19 Ja"  # type: ignore[attr-defined]
    assert len(later.form.owned["actions"].typed()) == 1
    assert later.form.draft is not None
    later.form.draft.banner.acted.emit()  # Forget it
    assert later.form.fields.boxes["went_well"].editor.value() is None
    assert not later.form.dirty
    assert list(drafts.iterdir()) == []


def test_a_draft_of_a_visit_changed_since_is_offered_and_changes_no_other_field(
    page: VisitsPage, qtbot: QtBot, drafts: Path
) -> None:
    id = add_visit(page.app, went_well="The kitchen")
    open_visit(page, qtbot, id)
    write(page.form, "went_well", "The garden")
    page.hide()
    page.form.put_away()  # as though it had been another program's
    with page.app.register.operation("Another hand") as session:
        visit = session.get_one(type(visits_of(page.app)[0]), id)
        visit.went_well, visit.running = "The rooms", "Well"
    later = again(page, qtbot)
    open_visit(later, qtbot, id)
    boxes = later.form.fields.boxes
    assert boxes["went_well"].editor.value() == "The rooms"
    assert "it was changed since" in said(later.form)
    assert not later.form.dirty
    write(later.form, "capacity", "Buddies")
    later.save()
    assert (drafts / f"visit-{id}.json").is_file()  # saving something else does not lose it
    assert "it was changed since" in said(later.form)
    assert later.form.draft is not None
    later.form.draft.banner.acted.emit()  # Put it in
    later.save()
    [visit] = visits_of(later.app)
    assert (visit.went_well, visit.running, visit.capacity) == ("The garden", "Well", "Buddies")
    assert list(drafts.iterdir()) == []


def test_a_draft_is_not_put_into_another_visit_that_got_the_same_number(page: VisitsPage, qtbot: QtBot) -> None:
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    write(page.form, "went_well", "The garden")
    page.form.put_away()
    page.hide()
    records.delete(page.app.register, type(visits_of(page.app)[0]), id)
    assert add_visit(page.app, home_id=1) == id
    later = again(page, qtbot)
    open_visit(later, qtbot, id)
    assert later.form.fields.boxes["went_well"].editor.value() is None
    assert "“Oak Lodge, 5 Jan 2018”" in said(later.form)


def test_a_deleted_visit_leaves_no_draft(page: VisitsPage, qtbot: QtBot, drafts: Path) -> None:
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    write(page.form, "went_well", "The garden")
    page.form.delete()
    assert list(drafts.iterdir()) == []


def test_what_is_typed_back_to_what_was_saved_is_no_draft(page: VisitsPage, qtbot: QtBot, drafts: Path) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    write(page.form, "went_well", "The garden")
    write(page.form, "went_well", None)
    assert list(drafts.iterdir()) == []


@pytest.mark.parametrize("damaged", ["", "{", "[1]", "null", '{"typed": {}}'])
def test_a_damaged_draft_is_passed_by(page: VisitsPage, drafts: Path, damaged: str) -> None:
    drafts.mkdir(parents=True)
    (drafts / "log-visit-new.json").write_text(damaged, "utf-8")
    page.new()
    assert said(page.log) == ""
    assert not page.log.dirty


def test_where_nothing_can_be_written_only_comfort_is_lost(page: VisitsPage, qtbot: QtBot, drafts: Path) -> None:
    drafts.parent.mkdir(parents=True)
    drafts.write_text("a file where the folder should be")
    page.new(home_id=1)
    write(page.log, "seen", "All of it")
    page.log.councillors.add(2)
    page.save()
    assert [visit.seen for visit in visits_of(page.app)] == ["All of it"]


KILLED = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from cp_desktop.ui.app import application
from cp_desktop.ui.window import MainWindow
from cp_desktop import app_data

app = application()
window = MainWindow()
window.build_ui()
window.show()
window.open_register(Path(sys.argv[1]))
window.show_page("visits")
form = window.page().log
window.page().new()
form.fields.boxes["seen"].editor.box.insertPlainText("Typed before the lights went out")
while app_data.read_draft(f"{window.app.uid}/log-visit-new") is None:
    app.processEvents()
print("typed", flush=True)
app.exec()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_it_survives_kill_9(register: Register, qtbot: QtBot) -> None:
    path = register.place.path
    register.close()
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], stdout=subprocess.PIPE, env=dict(os.environ))
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == b"typed\n"
        process.send_signal(signal.SIGKILL)
        process.wait()
    finally:
        process.kill()
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]
    app: Any = AppSession(Register.open(path), AS_AT)
    later = VisitsPage(app)
    qtbot.addWidget(later)
    later.show()
    later.new()
    assert later.log.value("seen") == "Typed before the lights went out"
    later.hide()
    qtbot.waitUntil(lambda: not app.busy)
    app.close()
