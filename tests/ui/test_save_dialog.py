"""Saving a paper: one dialog with three kinds of file; the kind gives the ending, and one that is typed wins."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.ui_settings import remember

Answer = Callable[[QFileDialog], None]


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot, tmp_path: Path) -> Iterator[ReportsPage]:
    (tmp_path / "saved").mkdir()
    remember("export/folder", str(tmp_path / "saved"))
    page = ReportsPage(demo_app)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("visit-form", {})
    yield page
    page.close()


def answered(page: ReportsPage, qtbot: QtBot, answer: Answer) -> str:
    """Presses Save, answers the dialog as a person would, and returns what was said in the end."""

    def answer_it() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        answer(dialog)
        dialog.accept()

    QTimer.singleShot(0, answer_it)
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.delivery.save_button.click()
    assert said.args is not None
    return str(said.args[0])


def choose(dialog: QFileDialog, kind: str) -> None:
    [kinds] = [box for box in dialog.findChildren(QComboBox) if box.findText(kind) >= 0]
    kinds.setCurrentText(kind)
    kinds.textActivated.emit(kind)
    kinds.activated.emit(kinds.currentIndex())


def name(dialog: QFileDialog, text: str) -> None:
    dialog.findChild(QLineEdit, "fileNameEdit").setText(text)


def test_the_three_kinds_are_offered_and_the_chosen_one_is_written(
    page: ReportsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    offered = []

    def answer(dialog: QFileDialog) -> None:
        offered.extend(dialog.nameFilters())
        choose(dialog, "Word document (*.docx)")

    assert ".docx" in answered(page, qtbot, answer)
    assert offered == ["PDF (*.pdf)", "Web page (*.html)", "Word document (*.docx)"]
    [written] = (tmp_path / "saved").glob("*.docx")
    assert "word/document.xml" in zipfile.ZipFile(written).namelist()


def test_without_a_choice_it_is_a_pdf(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    assert ".pdf" in answered(page, qtbot, lambda dialog: None)
    [written] = (tmp_path / "saved").glob("*.pdf")
    assert written.read_bytes().startswith(b"%PDF")


def test_an_ending_that_is_typed_wins_over_the_kind(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    def answer(dialog: QFileDialog) -> None:
        choose(dialog, "Word document (*.docx)")
        name(dialog, "form.html")

    answered(page, qtbot, answer)
    assert (tmp_path / "saved" / "form.html").read_bytes().startswith(b"<!DOCTYPE html")
    assert not list((tmp_path / "saved").glob("*.docx"))
