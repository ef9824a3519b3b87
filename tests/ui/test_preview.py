"""The preview follows what is typed, finds words, and has a strip of small pages."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select

from cp_desktop.model import Council, DocumentText
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.pages.reports.pages_view import THIS_ONE
from cp_desktop.ui.window import MainWindow


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> Iterator[ReportsPage]:
    made = ReportsPage(demo_app)
    qtbot.addWidget(made)
    made.resize(1040, 700)
    with qtbot.waitSignal(made.arrived, timeout=30_000):
        made.show()
    qtbot.waitUntil(made.view.drawn)
    yield made
    made.close()


def write(page: ReportsPage, qtbot: QtBot, text: str) -> None:
    """Types the whole text of the open section, and waits until the pages show it."""
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.texts.editor.setPlainText(text)
    qtbot.waitUntil(page.view.drawn)


def pages(page: ReportsPage) -> int:
    """How many there are."""
    assert page.view.sheets is not None
    return len(page.view.sheets)


def words(page: ReportsPage) -> list[str]:
    """The words of each page."""
    sheets = page.view.sheets
    assert sheets is not None
    return [sheets.text(place) for place in range(len(sheets))]


def wait_until_idle(page: ReportsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.app.busy and page.view.drawn(), timeout=30_000)


# -- typing


def test_what_is_typed_is_on_the_page_before_it_is_saved(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    entries = len(page.app.register.entries())
    page.texts.editor.moveCursor(QTextCursor.MoveOperation.End)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClicks(page.texts.editor, " And **umbrellas**.")
    assert "And umbrellas." in " ".join(page.view.text().split())
    assert page.texts.dirty
    assert page.texts.editor.textCursor().atEnd()
    assert not page.preview.progress.isVisible()
    assert len(page.app.register.entries()) == entries
    assert page.app.read(lambda session: session.scalar(select(func.count()).select_from(DocumentText))) == 0
    shown = page.pdf
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.save()
    assert page.pdf == shown  # what is saved prints as it was shown


def test_undoing_the_typing_brings_the_page_back(page: ReportsPage, qtbot: QtBot) -> None:
    before = page.pdf
    page.edit_button.click()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClicks(page.texts.editor, "Something")
    assert page.pdf != before
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.texts.editor.undo()
    assert page.pdf == before


def test_only_pages_that_look_otherwise_are_drawn_anew_and_the_view_stays(page: ReportsPage, qtbot: QtBot) -> None:
    page.view.zoom_by(0.3 / page.view.zoom)  # so that more than one page is in sight
    page.edit_button.click()
    [row] = page.texts.list.findItems("Next steps", Qt.MatchFlag.MatchExactly)
    page.texts.list.setCurrentItem(row)
    wait_until_idle(page, qtbot)
    at, before = page.view.verticalScrollBar().value(), words(page)
    in_sight = {place for place, _ in page.view.in_sight()}
    redrawn: list[int] = []
    page.view.redrawn.connect(redrawn.append)
    write(page, qtbot, page.texts.editor.toPlainText().replace(".", "!", 1))
    wait_until_idle(page, qtbot)
    changed = [place + 1 for place, text in enumerate(words(page)) if text != before[place]]
    assert redrawn == changed
    assert {place - 1 for place in changed} < in_sight
    assert page.view.verticalScrollBar().value() == at


def test_only_the_last_of_several_changes_is_set(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    arrived: list[bool] = []
    page.arrived.connect(lambda: arrived.append(True))
    for number in range(5):
        page.texts.editor.setPlainText(f"# Purpose\n\nVersion {number}.")
    qtbot.waitUntil(lambda: "Version 4." in page.view.text(), timeout=30_000)
    wait_until_idle(page, qtbot)
    assert len(arrived) == 1


def test_what_cannot_be_drawn_is_said_beside_the_text_and_the_pages_stay(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    said: list[str] = []
    page.app.message.connect(lambda words, *_: said.append(words))
    before = page.pdf
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.texts.editor.setPlainText("# Purpose\n\n\N{PILE OF POO} is no letter")
    assert "no shape for" in page.texts.state.text()
    assert said == []
    assert page.pdf == before
    assert page.preview.at.text() == "Stopped: the pages are not up to date."
    write(page, qtbot, "# Purpose\n\nPlain again.")
    assert "Plain again." in page.view.text()
    assert "no shape" not in page.texts.state.text()


def test_choosing_a_section_brings_its_heading_into_sight(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    wait_until_idle(page, qtbot)
    titles = [section.text() for section in map(page.texts.list.item, range(page.texts.list.count()))]
    page.texts.list.setCurrentRow(titles.index("Next steps"))
    assert page.view.page >= 4
    wait_until_idle(page, qtbot)
    page.texts.list.setCurrentRow(0)
    assert page.view.page == 1
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("handbook")
        page.texts.list.setCurrentRow(2)  # before there are pages
    assert page.view.page > 2


# -- finding


def find(page: ReportsPage, qtbot: QtBot, words: str) -> str:
    page.search()
    page.preview.find_bar.line.clear()
    with qtbot.waitSignal(page.view.found, check_params_cb=lambda _, count: True, timeout=10_000):
        qtbot.keyClicks(page.preview.find_bar.line, words)
    qtbot.waitUntil(lambda: not page.preview.find_bar.busy)
    return page.preview.find_bar.count.text()


def orange(page: ReportsPage) -> bool:
    """Whether the place that is shown is marked in the part of the page in sight."""
    picture = page.view.viewport().grab().toImage()
    return any(
        picture.pixelColor(x, y) == QColor(THIS_ONE)
        for x in range(0, picture.width(), 2)
        for y in range(0, picture.height(), 2)
    )


def test_words_are_found_counted_and_gone_through_by_the_keyboard(page: ReportsPage, qtbot: QtBot) -> None:
    count = page.view.text().lower().replace("'", "").count("councillors")
    assert find(page, qtbot, "COUNCILLORS") == f"1 of {count}"
    qtbot.waitUntil(page.view.drawn)
    assert orange(page)
    qtbot.keyClick(page.preview.find_bar.line, Qt.Key.Key_F3)
    assert page.preview.find_bar.count.text() == f"2 of {count}"
    qtbot.keyClick(page.view, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(page.view, Qt.Key.Key_F3, Qt.KeyboardModifier.ShiftModifier)
    assert page.preview.find_bar.count.text() == f"{count} of {count}"
    assert page.view.page == max(place + 1 for place, text in enumerate(words(page)) if "ouncillors" in text)
    qtbot.waitUntil(page.view.drawn)
    assert orange(page)
    page.edit_button.click()
    qtbot.keyClick(page.texts.list, Qt.Key.Key_F3)  # from the texts as well
    assert page.preview.find_bar.count.text() == f"1 of {count}"
    qtbot.keyClick(page.preview.find_bar.line, Qt.Key.Key_Escape)
    assert not page.preview.find_bar.isVisible()
    assert not orange(page)
    assert page.view.hasFocus()


def test_words_are_found_over_the_end_of_a_line_and_without_accents(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    write(page, qtbot, "# Purpose\n\n" + "Lorem ipsum " * 30 + "Siân O’Hara-Łukasz, 87.5%.")
    ends = [line.split()[-1] for line in page.view.text().splitlines() if line.startswith(("Lorem", "ipsum"))]
    assert {"Lorem", "ipsum"} & set(ends)
    assert find(page, qtbot, "lorem ipsum lorem").endswith("of 15")
    assert find(page, qtbot, "sian o'hara lukasz") == "1 of 1"
    assert find(page, qtbot, "zebra crossing") == "Not found"
    assert not page.preview.find_bar.next.isEnabled()
    assert find(page, qtbot, "8753") == "Not found"


def test_the_count_follows_what_is_typed(page: ReportsPage, qtbot: QtBot) -> None:
    page.edit_button.click()
    assert find(page, qtbot, "umbrella") == "Not found"
    at = page.view.verticalScrollBar().value()
    write(page, qtbot, "# Purpose\n\nAn umbrella is an umbrella.")
    qtbot.waitUntil(lambda: page.preview.find_bar.count.text() == "1 of 2")
    assert page.view.verticalScrollBar().value() == at


def test_ctrl_f_of_the_window_finds_in_the_pages(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("reports")
    page = window.page()
    assert isinstance(page, ReportsPage)
    qtbot.waitUntil(lambda: page.view.sheets is not None, timeout=30_000)
    window.activateWindow()
    qtbot.keyClick(page.view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.preview.find_bar.isVisible)
    assert QApplication.focusWidget() is page.preview.find_bar.line


# -- the strip


def test_the_strip_goes_to_pages_and_follows_the_view(page: ReportsPage, qtbot: QtBot) -> None:
    strip = page.preview.strip
    assert not strip.isVisible()
    qtbot.keyClick(page.view, Qt.Key.Key_F4)
    assert strip.isVisible()
    assert strip.hasFocus()
    qtbot.waitUntil(strip.drawn)
    qtbot.keyClick(strip, Qt.Key.Key_Down)
    assert page.view.page == 2
    qtbot.keyClick(strip, Qt.Key.Key_End)
    last = len(words(page))
    assert page.view.page == last
    assert f"page {last} of {last}" in strip.accessibleName()
    assert last - 1 in [place for place, _ in strip.in_sight()]
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    assert 0 in [place for place, _ in strip.in_sight()]
    third = strip.places()[2].center() - QPoint(0, strip.verticalScrollBar().value())
    qtbot.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=third)
    assert page.view.page == 3
    qtbot.keyClick(page.view, Qt.Key.Key_F4)
    assert not strip.isVisible()


def test_the_strip_shows_what_is_typed(page: ReportsPage, qtbot: QtBot) -> None:
    page.preview.strip_button.click()
    page.edit_button.click()
    strip = page.preview.strip
    wait_until_idle(page, qtbot)
    qtbot.waitUntil(strip.drawn)
    redrawn: list[int] = []
    strip.redrawn.connect(redrawn.append)
    write(page, qtbot, page.texts.editor.toPlainText().replace(".", ".\n\nA paragraph more.", 1))
    qtbot.waitUntil(strip.drawn)
    assert 1 in redrawn


def test_the_last_page_is_reached_however_small_the_pages_are(page: ReportsPage, qtbot: QtBot) -> None:
    page.view.zoom_by(0.3 / page.view.zoom)
    for _ in words(page):
        qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.view.page == len(words(page))


def test_a_sentence_and_what_is_told_of_an_item_are_shown_before_they_are_saved(
    page: ReportsPage, qtbot: QtBot
) -> None:
    """What comes from the figures is followed as well, though it is kept elsewhere."""
    page.edit_button.click()
    for place, title in ((0, "Sentences from the figures"), (0, "Member involvement")):
        [heading] = page.texts.list.findItems(title, Qt.MatchFlag.MatchExactly)
        page.texts.list.setCurrentRow(page.texts.list.row(heading) + 1 + place)
        wait_until_idle(page, qtbot)
        write(page, qtbot, f"Four **umbrellas** for {title.lower()}.")
        assert f"Four umbrellas for {title.lower()}." in " ".join(page.view.text().split())
        assert page.texts.dirty
        entries = len(page.app.register.entries())
        shown = page.pdf
        with qtbot.waitSignal(page.arrived, timeout=30_000):
            page.save()
        assert page.pdf == shown
        assert len(page.app.register.entries()) == entries + 1


def test_what_the_paper_leaves_out_is_told_above_its_pages(page: ReportsPage, qtbot: QtBot) -> None:
    def rename(name: str) -> None:
        with page.app.register.operation("Rename") as session:
            session.get_one(Council, 1).name = name
        page.refresh()

    assert page.left_out.isHidden()
    rename("Northborough \N{SPARKLES} Council")
    qtbot.waitUntil(page.left_out.isVisible, timeout=30_000)
    assert "“\N{SPARKLES}” (in “Northborough" in page.left_out.text()
    rename("Northborough City Council")
    qtbot.waitUntil(page.left_out.isHidden, timeout=30_000)
