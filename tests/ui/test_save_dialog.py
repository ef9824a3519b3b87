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
from tests.ui.conftest import Answers

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


def test_a_name_with_dots_gets_the_ending_of_the_kind(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    def answer(dialog: QFileDialog) -> None:
        choose(dialog, "Word document (*.docx)")
        name(dialog, "Paper v1.2")

    assert "Paper v1.2.docx" in answered(page, qtbot, answer)
    assert [path.name for path in (tmp_path / "saved").iterdir()] == ["Paper v1.2.docx"]


@pytest.mark.parametrize("typed", ["paper.txt", "paper.odt"])
def test_an_ending_that_is_no_papers_is_refused(page: ReportsPage, qtbot: QtBot, tmp_path: Path, typed: str) -> None:
    said = answered(page, qtbot, lambda dialog: name(dialog, typed))
    assert said.endswith("Nothing was written. Let the name end in .pdf, .html or .docx.")
    assert not list((tmp_path / "saved").iterdir())


def press_save(page: ReportsPage, typed: str) -> None:
    """Presses Save and gives a name that is taken; what becomes of that, the question after it decides."""

    def answer() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QFileDialog)
        name(dialog, typed)
        dialog.accept()

    QTimer.singleShot(0, answer)
    page.delivery.save_button.click()


def test_before_a_file_is_replaced_its_name_and_whose_work_it_is_are_said(
    page: ReportsPage, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    out = tmp_path / "saved" / "form.html"
    answered(page, qtbot, lambda dialog: name(dialog, "form.html"))
    first = out.read_bytes()
    edited = first + b"<!-- by hand -->"
    out.write_bytes(edited)
    answers.next = "Keep it"
    press_save(page, "form.html")
    assert out.read_bytes() == edited
    for written in (edited, first):  # somebody's work, then as the program wrote it
        out.write_bytes(written)
        answers.next = "Replace it"
        with qtbot.waitSignal(page.app.message, timeout=30_000):
            press_save(page, "form.html")
        assert out.read_bytes() == first
    warned = "It was changed since this program wrote it. Replacing it cannot be undone."
    assert answers.asked == [*[f"form.html is there already. {warned}"] * 2, "form.html is there already."]
