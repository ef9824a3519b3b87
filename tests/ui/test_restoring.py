"""The way back in the window: with nothing open, of a lost register, of another council's, and what would be lost."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from cp_desktop.model import District
from cp_desktop.register import Register, backup
from cp_desktop.ui.dialogs.restore_dialog import RestoreDialog
from cp_desktop.ui.widgets.copy_list import ONLY_HERE
from cp_desktop.ui.window import MainWindow


def add(register: Register, name: str) -> None:
    with register.operation(f"Add {name}") as session:
        session.add(District(name=name))


def dialog_of(window: MainWindow, qtbot: QtBot) -> RestoreDialog:
    window.restore()
    dialog = window.findChildren(RestoreDialog)[-1]
    qtbot.waitUntil(lambda: not dialog.busy)
    return dialog


@pytest.fixture
def shut_window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window in which nothing is open."""
    made = MainWindow()
    qtbot.addWidget(made)
    made.build_ui()
    made.show()
    made.show_welcome()
    yield made
    made.close_register()


@pytest.fixture
def southmere(register: Register, tmp_path: Path) -> Path:
    """Another council's register."""
    path = Path(shutil.copy(register.place.path, tmp_path / "southmere.cpregister"))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE council SET register_uid = ?, name = 'Southmere Council'", ("d" * 32,))
    return path


def test_a_lost_register_comes_back_with_nothing_open(
    register: Register, southmere: Path, shut_window: MainWindow, qtbot: QtBot
) -> None:
    path = register.place.path
    add(register, "North")
    backup.keep(path, "by hand")
    register.close()
    backup.keep(southmere, "by hand")
    path.unlink()
    [restore] = [one for one in shut_window.findChildren(QPushButton) if one.text() == "Restore a copy"]
    restore.click()
    [dialog] = shut_window.findChildren(RestoreDialog)
    qtbot.waitUntil(lambda: not dialog.busy)
    known = {dialog.registers.item(row).text().split("\n")[0]: row for row in range(dialog.registers.count())}
    assert set(known) == {"Southmere Council", "Northborough City Council"}
    dialog.registers.setCurrentRow(known["Northborough City Council"])
    qtbot.waitUntil(lambda: not dialog.busy)
    assert "(not there now)" in dialog.registers.currentItem().text()
    assert "0 councillors, 0 visits; last: Add North (" in dialog.copies.item(0).text()
    assert dialog.panel.loss.text() == ""
    with qtbot.waitSignal(shut_window.ready):
        dialog.restore_button.click()
    assert shut_window.app is not None
    assert shut_window.app.register.place.path == path
    assert "Restored" in shut_window.banner.text()
    assert shut_window.app.register.entries()[-1].label == "Add North"


def test_what_would_be_lost_is_seen_before(empty_window: MainWindow, qtbot: QtBot) -> None:
    assert empty_window.app is not None
    register = empty_window.app.register
    backup.keep(register.place.path, "by hand")
    for number in range(7):
        add(register, f"District {number}")
    dialog = dialog_of(empty_window, qtbot)
    lines = dialog.panel.loss.text().split("\n")
    assert lines[0] == "7 things were done in test.cpregister since this copy, and would be gone from it:"
    assert [line.split("  ")[1].split(" (")[0] for line in lines[1:6]] == [f"Add District {n}" for n in (6, 5, 4, 3, 2)]
    assert lines[6] == "and 2 before that."
    with qtbot.waitSignal(empty_window.ready):
        dialog.accept()
    dialog = dialog_of(empty_window, qtbot)
    assert "before restoring" in dialog.copies.item(0).text()
    assert dialog.panel.loss.text() == "The copy has 7 things that are not in test.cpregister, and would come back."
    dialog.copies.setCurrentRow(dialog.copies.count() - 1)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.panel.loss.text() == "test.cpregister holds the same as this copy: nothing would be lost."
    dialog.reject()


@pytest.mark.parametrize("answer", ["Cancel", "&Replace it", "Restore to another &place…"])
def test_a_copy_of_another_council_asks(
    empty_window: MainWindow, southmere: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    assert empty_window.app is not None
    path, before = empty_window.app.register.place.path, empty_window.app.terms.council
    asked: list[str] = []
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(southmere), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path.with_name("own.cpregister")), ""))

    def answered(box: QMessageBox) -> None:
        asked.append(f"{box.text()} {box.informativeText()}")
        box.show()
        [button] = [one for one in box.buttons() if one.text() == answer]
        button.click()

    monkeypatch.setattr(QMessageBox, "exec", answered)
    dialog = dialog_of(empty_window, qtbot)
    content = path.read_bytes()
    if answer == "Cancel":
        dialog.file_button.click()
        assert dialog.isVisible()
        dialog.reject()
    else:
        with qtbot.waitSignal(empty_window.ready):
            dialog.file_button.click()
    assert len(asked) == 1
    assert "southmere.cpregister is a copy of another register, of Southmere Council." in asked[0]
    assert f"test.cpregister holds another register, of {before}: all of it would be replaced." in asked[0]
    app = empty_window.app
    assert app is not None
    assert app.terms.council == (before if answer == "Cancel" else "Southmere Council")
    if answer == "&Replace it":
        assert app.register.place.path == path
        kept = [copy for copy in backup.copies(southmere) if copy.why == backup.BEFORE_RESTORE]
        assert kept == [], "it is kept among its own copies"
    else:
        assert path.read_bytes() == content


def test_a_register_that_was_restored_over_another_is_known_and_comes_back(
    empty_window: MainWindow, southmere: Path, qtbot: QtBot
) -> None:
    assert empty_window.app is not None
    place, path = empty_window.app.register.place, empty_window.app.register.place.path
    empty_window.restore_copy(place, southmere)
    assert "is a copy of another register" in empty_window.banner.text()
    assert empty_window.app.terms.council == "Northborough City Council", "not without being asked for"
    empty_window.restore_copy(place, southmere, another=True)
    assert empty_window.app.terms.council == "Southmere Council"
    dialog = dialog_of(empty_window, qtbot)
    words = [dialog.registers.item(row).text() for row in range(dialog.registers.count())]
    [row] = [row for row, said in enumerate(words) if said.startswith("Northborough")]
    dialog.registers.setCurrentRow(row)
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.copies.item(0).text().split("   ")[1] == "before restoring"
    assert dialog.panel.loss.text().startswith("test.cpregister holds another register, of Southmere Council")
    dialog.reject()
    assert path == empty_window.app.register.place.path


def test_with_a_strangers_register_in_its_place_our_own_copies_are_listed(
    empty_window: MainWindow, southmere: Path, qtbot: QtBot
) -> None:
    assert empty_window.app is not None
    path = empty_window.app.register.place.path
    ours = backup.keep(path, "by hand")
    path.rename(path.with_name("away.cpregister"))
    shutil.copy(southmere, path)
    backup.keep(path, "of theirs")
    dialog = dialog_of(empty_window, qtbot)
    assert dialog.heading.text() == f"Copies of {path.name}"
    assert dialog.copies.item(0).text().split("   ")[1] == "by hand"
    assert dialog.copies.chosen_copy() == ours
    dialog.reject()


def test_all_copies_are_tried(empty_window: MainWindow, qtbot: QtBot) -> None:
    assert empty_window.app is not None
    path = empty_window.app.register.place.path
    bad = backup.keep(path, "by hand")
    dialog = dialog_of(empty_window, qtbot)
    dialog.panel.try_button.click()
    qtbot.waitUntil(lambda: not dialog.busy)
    said = dialog.panel.outcome.text()
    assert said.startswith("All 2 copies were opened and checked whole. Nothing is wrong with them. ")
    assert said.endswith(ONLY_HERE), "the second place was not looked at, and is not passed over in silence"
    assert [dialog.copies.item(row).text().split("\n")[-1] for row in (0, 1)] == ["Tried: sound."] * 2
    bad.write_bytes(bad.read_bytes()[:-5000])
    dialog.panel.try_button.click()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert dialog.panel.outcome.text().startswith("1 of 2 copies could not be restored. The others were opened")
    assert "is damaged" in dialog.copies.item(0).text()
    dialog.reject()
