"""In a small window, and with large letters, nothing stands on anything else."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QSplitterHandle,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cp_desktop.ui import theme
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle

WHOLE = (QAbstractItemView, QComboBox, QLineEdit, QAbstractSpinBox)  # Qt lays out what is in them
SIZES = ((1024, 600), (800, 600), (640, 420))


@pytest.fixture
def letters(qapp: QApplication) -> Iterator[None]:
    usual = qapp.font()
    yield
    qapp.setFont(usual)
    theme.apply(qapp, "light")


def still_overlapping(window: MainWindow, qtbot: QtBot) -> list[str]:
    """What overlaps once all is laid out: what is, may ask for more room, and be laid out again."""
    wait_until_idle(window, qtbot)
    with suppress(qtbot.TimeoutError):
        qtbot.waitUntil(lambda: not any(overlapping(window)), timeout=1000)
    return list(overlapping(window))


def overlapping(window: MainWindow) -> Iterator[str]:
    """Widgets of one parent that stand on one another, or beyond the end of the bar."""
    parents = [window.centralWidget()]
    while parents:
        parent = parents.pop()
        children = [one for one in parent.children() if isinstance(one, QWidget) and one.isVisible()]
        children = [one for one in children if not one.isWindow() and one is not window.banner]
        if not isinstance(parent, WHOLE):
            parents += children
            laid = [one for one in children if not isinstance(one, QSplitterHandle | QScrollBar)]
            for one, other in combinations(laid, 2):
                shared = one.geometry() & other.geometry()
                if shared.width() > 1 and shared.height() > 1:
                    yield f"{_called(one)} {_numbers(one.geometry())} on {_called(other)} {_numbers(other.geometry())}"
    for one in window.top.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
        if one.isVisible() and not window.top.rect().contains(one.geometry()):
            yield f"{_called(one)} beyond the bar"
        if one.isVisible() and one.width() < one.minimumSizeHint().width():
            yield f"{_called(one)} is cut"


def _numbers(rect: QRect) -> tuple[int, ...]:
    return rect.getRect()  # type: ignore[no-any-return]


def _called(widget: QWidget) -> str:
    words = getattr(widget, "text", lambda: "")() if hasattr(widget, "text") else ""
    return f"{type(widget).__name__} {widget.accessibleName() or words!r}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("factor", [1.0, 1.5, 2.0])
def test_nothing_overlaps(
    window: MainWindow, qtbot: QtBot, qapp: QApplication, letters: None, factor: float, scheme: theme.Scheme
) -> None:
    larger = qapp.font()
    larger.setPointSizeF(larger.pointSizeF() * factor)
    qapp.setFont(larger)
    theme.apply(qapp, scheme)
    wrong: dict[str, None] = {}
    for size in SIZES:
        window.resize(*size)
        for entry in PAGES:
            window.show_page(entry.key)
            words = still_overlapping(window, qtbot)
            assert (window.width(), window.height()) == size
            page = window.page()
            assert page is not None
            wrong |= dict.fromkeys(f"{size} {entry.key}: {one}" for one in words)
            rows = getattr(page, "rows", None)
            if isinstance(rows, RecordTable) and rows.model.ids:
                rows.opened.emit(rows.model.ids[0])
                words = still_overlapping(window, qtbot)
                wrong |= dict.fromkeys(f"{size} {entry.key}, a record: {one}" for one in words)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [1024, 800, 700, 640])
def test_the_bar_fits_a_window_that_opens_small(demo_file: Path, tmp_path: Path, qtbot: QtBot, width: int) -> None:
    """As it opens, before anybody resizes it."""
    place = tmp_path / "small.cpregister"
    shutil.copyfile(demo_file, place)
    window = MainWindow()
    qtbot.addWidget(window)
    window.resize(width, 460)
    window.show()
    window.build_ui()
    assert window.open_register(place)
    assert still_overlapping(window, qtbot) == []
    assert window.top.sizeHint().width() <= window.top.width()
    window.close_register()


def test_what_the_bar_has_no_room_for_is_in_its_menu(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    for width in (1280, 760, 640):
        window.resize(width, 600)
        QApplication.processEvents()
        top = window.top
        listed = [action.text().replace("&", "") for action in top.more_menu().actions()]
        if top.more.isHidden():
            assert top.undo.isVisible()
        else:
            assert [words.split(":")[0] for words in listed[:2]] == ["Undo", "Redo"]
            assert top.year.isVisible() or listed[2] == "Year"
    assert not window.sidebar.icons_only or window.width() < 900
    window.resize(1280, 800)
    QApplication.processEvents()
    assert not window.sidebar.icons_only  # it was the window's, and is not remembered
    assert window.top.undo.isVisible()
