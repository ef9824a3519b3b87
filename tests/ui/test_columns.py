"""The columns of every listing are read at the sizes that windows have: the room there is goes to what would be cut."""

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.history import HistoryPage
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table import ListingTable
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle

SIZES = [(1280, 800), (1024, 700)]


def cut(table: ListingTable) -> list[str]:
    """Headings that are cut, numbers and days that are, and words that are although there is room for them."""
    model, metrics, wrong = table.listing_model, table.fontMetrics(), []
    shown = table.shown_columns()
    room = table.viewport().width() - sum(table.columnWidth(place) for place in shown)
    for place in shown:
        column, width = model.columns[place], table.columnWidth(place)
        if width < metrics.horizontalAdvance(model.heading(column)):
            wrong.append(f"heading {column.label!r}")
        if width < table.sizeHintForColumn(place) and (not column.searchable or room > 0):
            wrong.append(f"{column.label!r}: {width} of {table.sizeHintForColumn(place)}, {room} left")
    return wrong


@pytest.mark.parametrize("size", SIZES, ids=["1280", "1024"])
def test_the_columns_of_every_listing_are_read(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    wrong = []
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        assert page is not None
        for rows in page.findChildren(RecordTable):
            if type(rows.table) is ListingTable and rows.table.isVisible() and rows.model.ids:
                wrong += [f"{entry.key}, {rows.model.listing.title}: {one}" for one in cut(rows.table)]
                table = rows.table
                assert table.verticalScrollBar().value() == 0 or table.currentIndex().row() > 0, entry.key
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("size", SIZES, ids=["1280", "1024"])
def test_the_state_of_an_operation_is_in_sight(window: MainWindow, qtbot: QtBot, size: tuple[int, int]) -> None:
    window.resize(*size)
    window.show_page("history")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, HistoryPage)
    qtbot.waitUntil(lambda: page.detail.isVisible())
    QApplication.processEvents()
    table = page.rows.table
    place = [column.label for column in page.rows.model.columns].index("State")
    assert table.columnViewportPosition(place) + table.columnWidth(place) <= table.viewport().width()


def test_a_width_that_somebody_gave_stays(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("visits")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    table = page.findChildren(ListingTable)[0]
    others = [table.columnWidth(place) for place in table.shown_columns()]
    table.horizontalHeader().resizeSection(1, 111)
    window.resize(900, 700)
    QApplication.processEvents()
    assert table.columnWidth(1) == 111
    window.resize(1280, 800)
    QApplication.processEvents()
    assert table.columnWidth(0) == others[0]
