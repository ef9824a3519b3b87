"""The reports page on the demo year: pages on the screen, the file saved, texts in the coordinator's words."""

import datetime as dt
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import figures, reports
from cp_desktop.model import Home, Visit, VisitStatus, show
from cp_desktop.register import texts
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.window import MainWindow
from tests.changing import change
from tests.ui.keyboard import Keyboard


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> Iterator[ReportsPage]:
    made = ReportsPage(demo_app)
    qtbot.addWidget(made)
    made.resize(1040, 700)
    with qtbot.waitSignal(made.arrived, timeout=30_000):
        made.show()
    yield made
    made.close()
    assert made.view.sheets is None


def choose(page: ReportsPage, document: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.documents.setCurrentIndex(page.documents.findData(document))
        page.documents.activated.emit(page.documents.currentIndex())


@pytest.mark.parametrize("document", list(reports.DOCUMENTS))
def test_the_preview_shows_every_page_of_the_document(page: ReportsPage, qtbot: QtBot, document: str) -> None:
    choose(page, document, qtbot)
    scope = page.app.scope
    pages = PdfReader(io.BytesIO(reports.render(page.app.register, document, scope.year, scope.as_at))).pages
    assert page.view.sheets is not None
    assert len(page.view.sheets) == len(pages)
    assert page.preview.at.text() == f"Page 1 of {len(pages)}"
    qtbot.waitUntil(page.view.drawn)
    qtbot.keyClick(page.view, Qt.Key.Key_End)
    assert page.preview.at.text() == f"Page {len(pages)} of {len(pages)}"
    assert f"page {len(pages)} of" in page.view.accessibleName()
    qtbot.waitUntil(page.view.drawn)
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.preview.at.text().startswith("Page 2 ")


def test_the_pages_are_drawn_ink_on_white(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.view.drawn)
    picture = page.view.viewport().grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(30, 900, 3) for y in range(30, 500, 3)}
    assert "#ffffff" in colours
    assert len(colours) > 10


def test_zoom_by_keys_and_back_to_the_width(page: ReportsPage, qtbot: QtBot) -> None:
    fitted = page.view.zoom
    control = Qt.KeyboardModifier.ControlModifier
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Minus, control)
    assert page.view.zoom == pytest.approx(fitted / 1.25)
    assert page.preview.zoom.text() == f"{page.view.zoom:.0%}"
    qtbot.keyClick(page.view, Qt.Key.Key_Equal, control)
    qtbot.keyClick(page.view, Qt.Key.Key_Equal, control)
    assert page.view.zoom == pytest.approx(fitted * 1.25)
    qtbot.waitUntil(page.view.drawn)
    qtbot.keyClick(page.view, Qt.Key.Key_0, control)
    assert page.view.zoom == pytest.approx(fitted)


@pytest.mark.parametrize("document", list(reports.DOCUMENTS))
def test_every_paper_is_saved_as_a_web_page_too(page: ReportsPage, qtbot: QtBot, tmp_path: Path, document: str) -> None:
    choose(page, document, qtbot)
    with qtbot.waitSignal(page.app.message, timeout=30_000):
        page.delivery.save_to(tmp_path / "paper.html")
    assert (tmp_path / "paper.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_name_with_another_ending_is_refused(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.delivery.save_to(tmp_path / "summary.odt")
    assert said.args is not None
    assert "Let the name end in .pdf, .html or .docx" in said.args[0]
    assert said.args[1] == "error"
    assert not list(tmp_path.glob("summary*"))


def test_saving_writes_a_file_others_open(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "paper.pdf"
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.delivery.save_to(out)
    assert said.args is not None
    assert "paper.pdf" in said.args[0]
    assert out.read_bytes() == page.pdf
    assert "Northborough" in PdfReader(out).pages[0].extract_text()


def test_a_file_that_cannot_be_written_is_said(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "folder").write_text("a file, not a folder")
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.delivery.save_to(tmp_path / "folder" / "paper.pdf")
    assert said.args is not None
    assert said.args[1] == "error"


def test_printing_sends_the_chosen_pages_at_their_real_size(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setResolution(100)
    printer.setFromTo(2, 3)
    with qtbot.waitSignal(page.app.message, timeout=30_000) as said:
        page.delivery.print_on(printer)
    assert said.args == ["Sent to the printer.", "info", ""]
    printed = PdfReader(tmp_path / "printed.pdf").pages
    assert len(printed) == 2
    assert float(printed[0].mediabox.width) == pytest.approx(595, abs=2)


def test_a_text_in_ones_own_words_is_on_the_page_at_once(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.edit_button, Qt.Key.Key_Space)
    texts = page.texts
    built_in = texts.editor.toPlainText()
    assert built_in.startswith("# Purpose")
    assert "Our own reasons" not in page.view.text()
    texts.editor.setPlainText("# Purpose\n\nOur own reasons, in {year}.")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.save()
    assert "Our own reasons, in 2017/18." in page.view.text()
    assert page.app.register.undoable()[0] == "Edit text: Purpose"
    assert "your own words" in texts.list.item(0).text()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClick(texts.back_button, Qt.Key.Key_Space)
    assert "Our own reasons" not in page.view.text()
    assert texts.editor.toPlainText() == built_in
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.app.undo()
    assert "Our own reasons, in 2017/18." in page.view.text()
    assert "Our own reasons" in texts.editor.toPlainText()


def test_words_in_braces_that_nothing_fills_in_are_said_before_saving(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.keyClick(page.edit_button, Qt.Key.Key_Space)
    texts = page.texts
    texts.editor.setPlainText("# Purpose\n\nFor {counsil}, {year}, and { ward }.")
    said = texts.state.text()
    assert "{counsil} and { ward } are printed as they stand." in said
    assert all(f"{{{name}}}" in said for name in ("council", "year", "ward", "coordinator"))
    assert "{reports}" not in said  # a letter's
    texts.editor.setPlainText("# Purpose\n\nFor {council}, {year}.")
    assert texts.state.text() == "Not saved yet."
    texts.discard()


def test_what_is_said_of_a_text_moves_no_button(page: ReportsPage, qtbot: QtBot) -> None:
    """The editor gives its room to what is said above the buttons, and gets it back."""
    qtbot.keyClick(page.edit_button, Qt.Key.Key_Space)
    texts = page.texts
    qtbot.waitUntil(texts.save_button.isVisible)
    qtbot.wait(50)

    def places() -> list[int]:
        buttons = (texts.save_button, texts.back_button)
        return [button.mapTo(page, button.rect().topLeft()).y() for button in buttons]

    before = places()
    texts.editor.setPlainText("# Purpose\n\n{counsil} {one} {two} {three}.")
    texts.notice.say("A figure in this sentence has changed.\nIt was: “Five”\nNow it is: “Six”")
    qtbot.wait(50)
    assert texts.state.height() > 2 * texts.fontMetrics().lineSpacing()
    assert places() == before
    texts.discard()


def test_what_was_typed_is_kept_when_another_section_or_page_is_chosen(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    page.texts.editor.setPlainText("# Purpose\n\nTyped and not saved.")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.texts.list.setCurrentRow(2)
    page.texts.list.setCurrentRow(0)
    assert "Typed and not saved." in page.texts.editor.toPlainText()
    page.texts.editor.setPlainText("# Purpose\n\nMore.")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        assert page.commit_pending()
    assert "More." in page.view.text()


def test_a_change_in_the_register_reaches_the_page_and_keeps_what_is_being_typed(
    page: ReportsPage, qtbot: QtBot
) -> None:
    page.edit_button.click()
    page.texts.editor.setPlainText("# Purpose\n\nHalf a sentence")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        change(
            page.app.register,
            "Rename",
            lambda session: setattr(session.get_one(_council(), 1), "name", "Southborough Council"),
        )
    assert "Southborough Council" in page.view.text()
    assert page.texts.editor.toPlainText().endswith("Half a sentence")
    assert page.texts.dirty


def _council() -> type:
    from cp_desktop.model import Council

    return Council


def test_stopping_leaves_the_pages_that_are_there(page: ReportsPage, qtbot: QtBot) -> None:
    before = page.pdf
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.refresh()
        page.cancel()
    assert page.pdf == before
    assert page.preview.at.text().startswith("Stopped")
    assert not page.preview.progress.isVisible()


def shown(page: ReportsPage, qtbot: QtBot, document: str, **options: object) -> str:
    """The words of a document that is asked for by another page."""
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document(document, options)
    return " ".join(page.view.text().split())


def concerned_visit(page: ReportsPage) -> int:
    """A visit with a safeguarding concern on record; its key."""

    def work(session: Session) -> int:
        visit = session.scalars(select(Visit).where(Visit.status == VisitStatus.MADE)).first()
        assert visit is not None
        visit.concern, visit.concern_reported_to, visit.concern_reference = True, "Duty team Umbrella", "XYZZY-1"
        return visit.id

    found = change(page.app.register, "Raise a concern", work)
    assert found is not None
    return found


def test_a_report_asked_for_elsewhere_is_that_visit(page: ReportsPage, qtbot: QtBot) -> None:
    latest = shown(page, qtbot, "visit-report")
    visit = page.app.read(lambda session: session.scalars(select(Visit.id).order_by(Visit.visited_on)).first())
    text = shown(page, qtbot, "visit-report", visit=visit)
    assert page.document == "visit-report"
    assert text != latest
    home, day = page.app.read(
        lambda session: session.execute(
            select(Home.name, Visit.visited_on).join(Visit, Visit.home_id == Home.id).where(Visit.id == visit)
        ).one()
    )
    assert f"Home {home} Date of visit {show(day)}" in text
    assert page.options.about.text() == f"Of the visit to {home} on {show(day)}."
    assert page.options.file_name == f"{show(day)} {home}"
    with qtbot.waitSignal(page.wants_page) as asked:
        page.options.other.click()
    assert asked.args == ["visits", visit]
    assert not page.edit_button.isEnabled()


def test_the_form_for_a_planned_visit_and_the_blank_one(page: ReportsPage, qtbot: QtBot) -> None:
    visit = page.app.read(lambda session: session.scalars(select(Visit.id).order_by(Visit.visited_on)).first())
    assert page.options.about.text() == ""
    shown(page, qtbot, "visit-form", visit=visit)
    assert page.options.about.text().startswith("For the visit to ")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.options.blank.click()
    assert not page.options.about.isVisible()
    assert "Home Date of visit" in " ".join(page.view.text().split())


def test_large_print_is_set_at_once_and_stays_from_document_to_document(page: ReportsPage, qtbot: QtBot) -> None:
    usual = shown(page, qtbot, "coverage")
    assert not page.options.options.large
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.options.large.click()
    assert page.options.options.large
    assert page.pdf == reports.render(
        page.app.register, "coverage", page.app.scope.year, page.options.as_at, options=page.options.options
    )
    assert " ".join(page.view.text().split()) != usual
    shown(page, qtbot, "visit-form")
    assert page.options.options.large


def test_safeguarding_facts_are_shown_when_opened_and_the_opening_is_noted(page: ReportsPage, qtbot: QtBot) -> None:
    visit = concerned_visit(page)
    undoable = page.app.register.undoable()
    assert "Umbrella" not in shown(page, qtbot, "visit-report", visit=visit)
    page.options.concern.setFocus()
    with qtbot.waitSignals([page.arrived], timeout=30_000):
        qtbot.keyClick(page.options.concern, Qt.Key.Key_Space)
    assert "Umbrella" in page.view.text()
    assert page.app.register.entries()[-1].label.startswith("Open the safeguarding concern of the visit on")
    assert page.app.register.undoable() == undoable
    assert page.commit_pending()
    assert page.pdf is None
    assert "Umbrella" not in shown(page, qtbot, "visit-report", visit=visit)
    assert not page.options.concern.isChecked()
    assert "Umbrella" not in shown(page, qtbot, "visit-report", visit=visit, concern=True)


def test_no_facts_of_a_visit_without_a_concern_or_of_a_register_that_cannot_note_it(
    page: ReportsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = concerned_visit(page)
    other = page.app.read(lambda session: session.scalars(select(Visit.id).where(~Visit.concern)).first())
    shown(page, qtbot, "visit-report", visit=other)
    with qtbot.waitSignal(page.app.message) as said:
        page.options.concern.click()
    assert said.args is not None
    assert "no safeguarding concern" in said.args[0]
    assert not page.options.concern.isChecked()
    shown(page, qtbot, "visit-report", visit=visit)
    monkeypatch.setattr(type(page.app.register), "can_write", property(lambda _: False))
    with qtbot.waitSignal(page.app.message):
        page.options.concern.click()
    assert not page.options.concern.isChecked()
    assert "Umbrella" not in page.view.text()


def test_coverage_of_another_period(page: ReportsPage, qtbot: QtBot, tmp_path: Path) -> None:
    since, until = dt.date(2017, 4, 4), dt.date(2017, 10, 18)
    text = shown(page, qtbot, "coverage", since=since, until=until)
    assert "From 4 Apr 2017 to 18 Oct 2017 councillors visited" in text
    got = page.app.read(lambda session: figures.homes(session, until, since, until))  # as at the period's last day
    assert f"{got['visited'].sentence()} that were open on 18 Oct 2017" in text
    assert page.options.file_name == "4 Apr 2017 to 18 Oct 2017"
    with qtbot.waitSignal(page.app.message, timeout=30_000):
        page.delivery.save_to(tmp_path / "coverage.pdf")
    assert (tmp_path / "coverage.pdf").read_bytes() == page.pdf
    page.options.period.first.line.setFocus()
    page.options.period.first.line.selectAll()
    qtbot.keyClicks(page.options.period.first.line, "1 May 2017")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClick(page.options.period.first.line, Qt.Key.Key_Return)
    assert "From 1 May 2017 to 18 Oct 2017" in " ".join(page.view.text().split())


def test_the_letters_read_as_they_are_written(page: ReportsPage, qtbot: QtBot) -> None:
    choose(page, "letters", qtbot)
    assert page.texts.isVisible()
    assert not page.view.isVisible()
    assert not page.delivery.save_button.isEnabled()
    assert page.letter.toPlainText().startswith("Subject: Reminder: {what}")
    page.texts.editor.setPlainText("# Please answer\n\nDear {name}, from {council}: {what}.")
    assert page.letter.toPlainText() == (
        "Subject: Please answer\n\nDear {name}, from Northborough City Council: {what}."
    )
    page.save()
    kept = page.app.read(lambda session: texts.sections(session, "letters", page.app.scope.year))
    assert (kept[0].title, kept[0].edited) == ("Please answer", True)
    choose(page, "handbook", qtbot)
    assert page.view.isVisible()
    assert page.delivery.save_button.isEnabled()
    assert not page.letter.isVisible()


def test_another_page_of_the_window_asks_for_a_document(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("visits")
    visits = window.page()
    assert visits is not None
    visits.wants_document.emit("coverage", {"since": dt.date(2017, 4, 4), "until": dt.date(2017, 10, 18)})
    page = window.page()
    assert isinstance(page, ReportsPage)
    qtbot.waitUntil(lambda: "4 Apr 2017 to 18 Oct 2017" in " ".join(page.view.text().split()), timeout=30_000)


def test_the_list_of_documents_is_used_by_keyboard_alone(page: ReportsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    """Arrows and letters choose at once; in the open list they only go about, until Enter chooses or Esc does not."""

    def pressed(*keys: Qt.Key | str, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
        keyboard.press(*keys, modifier=modifier)
        qtbot.waitUntil(lambda: not page.app.busy, timeout=30_000)
        return page.documents.currentText()

    def spoken() -> tuple[str, str]:
        found = QAccessible.queryAccessibleInterface(page.documents)
        return found.text(QAccessible.Text.Value), found.text(QAccessible.Text.Description)

    page.activateWindow()
    page.documents.setFocus()
    assert pressed(Qt.Key.Key_Home) == "Survey summary"
    assert pressed(Qt.Key.Key_Down) == "Handbook"
    assert page.document == "handbook"
    assert page.sentence.text().startswith("Handbook for")
    assert page.documents.hasFocus()
    assert spoken() == ("Handbook", "Document")
    assert pressed(Qt.Key.Key_End) == "Tabled papers"
    assert pressed(Qt.Key.Key_Up) == "Letters"  # past the line between
    assert page.letter.isVisible()
    assert pressed("c") == "Coverage of homes"
    assert page.options.period.isVisible()
    assert page.documents.hasFocus()
    pressed(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    assert page.documents.view().isVisible()
    assert page.documents.view().accessibleName() == "Document"
    listed = page.documents.view()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Up):
        qtbot.keyClick(listed, key)
    assert page.document == "coverage"  # nothing is chosen yet
    qtbot.keyClick(listed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.document == "visit-form" and not page.app.busy, timeout=30_000)
    assert page.sentence.text().startswith("Blank visit form")
    pressed(Qt.Key.Key_Down, modifier=Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(listed, Qt.Key.Key_Up)
    qtbot.keyClick(listed, Qt.Key.Key_Escape)
    assert page.document == "visit-form"
    assert not listed.isVisible()
