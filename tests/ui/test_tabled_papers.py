"""What is printed, sent or saved from the reports page is kept as it was, found again, proved and compared."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from sqlalchemy import select, update

from cp_desktop.model import Council, TabledPaper, Visit, VisitStatus
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.history import HistoryPage
from cp_desktop.ui.pages.reports.page import TABLED, ReportsPage
from tests.changing import change
from tests.ui.conftest import AS_AT


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> Iterator[ReportsPage]:
    made = ReportsPage(demo_app)
    qtbot.addWidget(made)
    made.resize(1040, 700)
    with qtbot.waitSignal(made.arrived, timeout=30_000):
        made.show()
    yield made
    made.close()


def saved(page: ReportsPage, qtbot: QtBot, out: Path) -> bytes:
    with qtbot.waitSignal(page.delivery.kept, timeout=30_000):
        page.delivery.save_to(out)
    return out.read_bytes()


def kept(page: ReportsPage) -> list[TabledPaper]:
    return page.app.read(lambda session: list(session.scalars(select(TabledPaper).order_by(TabledPaper.id))))


def show_tabled(page: ReportsPage, qtbot: QtBot) -> None:
    page.show_document(TABLED)
    qtbot.waitUntil(lambda: page.tabled.paper is not None, timeout=30_000)


def compared(page: ReportsPage, qtbot: QtBot) -> str:
    page.tabled.verdict.clear()
    qtbot.mouseClick(page.tabled.compare_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(page.tabled.verdict.text()), timeout=30_000)
    return page.tabled.verdict.text()


def rename(page: ReportsPage, **values: str) -> None:
    change(page.app.register, "Rename", lambda session: session.execute(update(Council).values(**values)))


def test_a_saved_paper_is_kept_and_undo_still_means_what_was_done_before(
    page: ReportsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    rename(page, committee="Scrutiny Panel")
    state = page.app.register.entries()[-1].number
    held = saved(page, qtbot, tmp_path / "paper.pdf")
    [paper] = kept(page)
    assert (paper.title, paper.document, paper.year, paper.as_at) == (
        "Survey summary",
        "survey-summary",
        "2017/18",
        AS_AT,
    )
    assert (paper.state, paper.where_to) == (state, str(tmp_path / "paper.pdf"))
    assert paper.sha256 == hashlib.sha256(held).hexdigest()
    assert page.app.register.undoable()[0] == "Rename"


def test_what_is_typed_is_saved_before_it_is_delivered(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    page.edit_button.click()
    page.texts.editor.setPlainText("# Purpose\n\nOur own umbrella.")
    held = saved(page, qtbot, tmp_path / "paper.pdf")
    assert "Our own umbrella." in PdfReader(tmp_path / "paper.pdf").pages[0].extract_text()
    assert not page.texts.dirty
    assert kept(page)[0].sha256 == hashlib.sha256(held).hexdigest()
    assert [entry.label for entry in page.app.register.entries()][-2] == "Edit text: Purpose"
    assert kept(page)[0].state == page.app.register.entries()[-2].number


def test_a_printed_paper_is_kept_with_where_it_went(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(60)
    with qtbot.waitSignal(page.delivery.kept, timeout=30_000):
        page.delivery.print_on(printer)
    assert [paper.where_to for paper in kept(page)] == [str(tmp_path / "printed.pdf")]


def test_a_draft_by_e_mail_encloses_the_paper(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.delivery.mail_to(tmp_path)
    [draft] = tmp_path.glob("*.eml")
    assert said.args is not None
    assert str(draft) in said.args[0]
    letter = message_from_bytes(draft.read_bytes(), policy=policy.default)
    assert isinstance(letter, EmailMessage)
    assert letter["Subject"] == "Survey summary 2017/18, as at 31 Jan 2018"
    [enclosed] = letter.iter_attachments()
    assert enclosed.get_content() == page.pdf
    assert enclosed.get_filename() == "Survey summary 2017-18.pdf"
    [paper] = kept(page)
    assert paper.where_to == str(draft)
    body = letter.get_body()
    assert body is not None
    assert paper.sha256 in body.get_content()


def test_a_tabled_paper_is_shown_and_saved_again_as_it_was(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    held = saved(page, qtbot, tmp_path / "paper.pdf")
    rename(page, name="Southborough Council")
    show_tabled(page, qtbot)
    assert page.pdf == held
    pages = len(PdfReader(tmp_path / "paper.pdf").pages)
    assert "as tabled on" in page.sentence.text()
    assert page.preview.at.text() == f"Page 1 of {pages}, as tabled"
    assert "Southborough" not in page.view.text()
    assert not page.edit_button.isEnabled()
    assert saved(page, qtbot, tmp_path / "again.pdf") == held
    assert len(kept(page)) == 1  # it was tabled once
    qtbot.mouseClick(page.tabled.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == hashlib.sha256(held).hexdigest()
    assert page.tabled.sha256.text().replace("\n", "") == hashlib.sha256(held).hexdigest()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("survey-summary")
    assert "Southborough" in page.view.text()
    assert page.preview.at.text() == f"Page 1 of {pages}"


def test_a_tabled_paper_is_compared_with_todays(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    saved(page, qtbot, tmp_path / "paper.pdf")
    show_tabled(page, qtbot)
    assert compared(page, qtbot).startswith("Identical")
    rename(page, committee="Scrutiny Panel")
    assert compared(page, qtbot) == "It differs on page 1: no number changed."
    rename(page, committee="Panel 2018")
    assert compared(page, qtbot) == "It differs on page 1: 1 number changed."


def test_the_coverage_of_a_period_is_compared_over_the_same_period(
    page: ReportsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    import datetime as dt

    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("coverage", {"since": dt.date(2017, 4, 4), "until": dt.date(2017, 10, 18)})
    saved(page, qtbot, tmp_path / "coverage.pdf")
    show_tabled(page, qtbot)
    assert compared(page, qtbot).startswith("Identical")


def test_another_paper_of_the_list_by_the_keyboard(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    first = saved(page, qtbot, tmp_path / "first.pdf")
    rename(page, committee="Scrutiny Panel")
    second = saved(page, qtbot, tmp_path / "second.pdf")
    show_tabled(page, qtbot)
    assert page.pdf == second
    qtbot.keyClick(page.tabled.rows.table, Qt.Key.Key_Down)
    assert page.pdf == first
    assert compared(page, qtbot).startswith("It differs")
    qtbot.keyClick(page.tabled.rows.table, Qt.Key.Key_Up)
    assert page.tabled.verdict.text() == ""


def test_no_paper_yet(page: ReportsPage, qtbot: QtBot) -> None:
    page.show_document(TABLED)
    qtbot.waitUntil(page.tabled.empty.isVisible)
    assert not page.tabled.detail.isVisible()
    assert not page.delivery.save_button.isEnabled()


def test_a_paper_that_was_tampered_with_is_not_shown(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    saved(page, qtbot, tmp_path / "paper.pdf")
    with closing(sqlite3.connect(page.app.register.place.path)) as raw:
        raw.execute("UPDATE content SET held = held || 'forged' WHERE id = (SELECT max(content_id) FROM tabled_paper)")
        raw.commit()
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.show_document(TABLED)
    assert said.args is not None
    assert "SHA-256" in said.args[0]
    assert page.pdf is None


def test_safeguarding_facts_are_saved_but_not_kept(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    def work(session: object) -> int:
        visit = session.scalars(select(Visit).where(Visit.status == VisitStatus.MADE)).first()  # type: ignore[attr-defined]
        visit.concern, visit.concern_reported_to = True, "Duty team Umbrella"
        return int(visit.id)

    visit = change(page.app.register, "Raise a concern", work)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("visit-report", {"visit": visit})
    with qtbot.waitSignals([page.arrived], timeout=30_000):
        qtbot.keyClick(page.options.concern, Qt.Key.Key_Space)
    said: list[str] = []
    page.app.message.connect(lambda words, kind, _: said.append(f"{kind}: {words}"))
    saved(page, qtbot, tmp_path / "report.pdf")
    assert "Umbrella" in " ".join(one.extract_text() for one in PdfReader(tmp_path / "report.pdf").pages)
    assert kept(page) == []
    assert said[-1].startswith(f"warning: Saved as {tmp_path / 'report.pdf'}. The paper was not kept")


def test_a_register_to_look_at_prints_and_says_that_nothing_is_kept(
    demo_register: Register, qtbot: QtBot, tmp_path: Path
) -> None:
    app = AppSession(Register.open(demo_register.place, write=False), AS_AT)
    page = ReportsPage(app)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show()
    with qtbot.waitSignal(app.message, timeout=30_000) as said:
        page.delivery.save_to(tmp_path / "paper.pdf")
    assert said.args is not None
    assert said.args[1] == "warning"
    assert "not kept among the tabled papers: this register cannot be written" in said.args[0]
    assert (tmp_path / "paper.pdf").read_bytes() == page.pdf
    page.close()
    app.close()


def test_the_history_tells_of_it(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    saved(page, qtbot, tmp_path / "paper.pdf")
    history = HistoryPage(page.app)
    qtbot.addWidget(history)
    history.resize(1040, 700)
    history.show()
    qtbot.waitUntil(lambda: history.shown is not None, timeout=10_000)
    assert history.what.text().startswith("Table Survey summary 2017/18 as at 31 Jan 2018 (SHA-256 ")
    assert "It changed nothing" in history.when.text()
    assert not history.undo_button.isVisible()


def choose(page: ReportsPage, qtbot: QtBot, document: str) -> None:
    """Chooses a document from the list as a person does, be it the one that is chosen."""
    place = page.documents.findData(document)
    page.documents.setCurrentIndex(place)
    page.documents.activated.emit(place)
    qtbot.waitUntil(lambda: not page.app.busy, timeout=30_000)
    qtbot.wait(1)


def test_a_tabled_paper_stands_there_however_often_it_is_chosen(
    page: ReportsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    """The same entry chosen twice, another document in between, the list read again: never a blank preview."""
    held = saved(page, qtbot, tmp_path / "paper.pdf")
    for document in (TABLED, TABLED, "handbook", TABLED, "letters", TABLED):
        choose(page, qtbot, document)
        if document == TABLED:
            assert page.pdf == held
            assert page.view.sheets is not None
            qtbot.waitUntil(page.view.drawn, timeout=10_000)
            assert all(button.isEnabled() for button in page.delivery.buttons)
    page.tabled.refresh()
    choose(page, qtbot, TABLED)
    assert page.pdf == held


def test_a_tabled_paper_stays_where_it_was_scrolled_to_when_it_is_printed_again(
    page: ReportsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    saved(page, qtbot, tmp_path / "paper.pdf")
    choose(page, qtbot, TABLED)
    page.view.verticalScrollBar().setValue(300)
    with qtbot.waitSignal(page.tabled.rows.arrived, timeout=30_000):
        saved(page, qtbot, tmp_path / "again.pdf")
    assert page.view.verticalScrollBar().value() == 300
