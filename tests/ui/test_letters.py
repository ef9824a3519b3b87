"""Alt and a letter do one thing on each screen, and an & in a name is only an &."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QGroupBox,
    QLabel,
    QMenu,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cp_desktop.ui.widgets.letters import lettered, literal, plain
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import screens


def marked(widget: QWidget) -> Iterator[QKeySequence]:
    """The letters that a widget answers to with Alt, as Qt understands it."""
    match widget:
        case QAbstractButton():
            yield widget.shortcut()
        case QLabel() if widget.buddy():
            yield QKeySequence.mnemonic(widget.text())
        case QGroupBox():
            yield QKeySequence.mnemonic(widget.title())
        case QTabBar():
            yield from (QKeySequence.mnemonic(widget.tabText(place)) for place in range(widget.count()))


def letters(root: QWidget) -> dict[str, list[str]]:
    """Who answers to each key with Alt on a window, wherever the keyboard is."""
    found = defaultdict(list)
    for widget in root.findChildren(QWidget):
        if widget.isVisible() and widget.window() is root.window():
            for keys in marked(widget):
                found[keys.toString()].append(f"{type(widget).__name__} {widget.text()}")
    bar = root.menuBar() if isinstance(root, MainWindow) else None
    for action in root.findChildren(QAction):
        for keys in action.shortcuts():
            found[keys.toString()].append(f"menu {action.text()}")
        if bar is not None and action in bar.actions():
            found[QKeySequence.mnemonic(action.text()).toString()].append(f"menu bar {action.text()}")
    for shortcut in root.findChildren(QShortcut):
        parent = shortcut.parent()
        if (
            shortcut.context() != Qt.ShortcutContext.WidgetShortcut
            and isinstance(parent, QWidget)
            and parent.isVisible()
        ):
            found[shortcut.key().toString()].append(f"shortcut of {type(parent).__name__}")
    return {keys: who for keys, who in found.items() if keys.startswith("Alt+")}


@pytest.mark.parametrize("of", ["demo", "empty"])
def test_a_letter_with_alt_does_one_thing(
    of: str, request: pytest.FixtureRequest, tmp_path: Path, qtbot: QtBot
) -> None:
    window: MainWindow = request.getfixturevalue("window" if of == "demo" else "empty_window")
    clashes: dict[str, None] = {}
    for name, root in screens(window, qtbot, tmp_path):
        told = letters(root)
        assert root is not window or {"Alt+F", "Alt+E", "Alt+V", "Alt+H"} <= set(told)
        clashes |= dict.fromkeys(f"{name}: {keys} {who}" for keys, who in told.items() if len(who) > 1)
    assert not clashes, "\n".join(clashes)


def menus(menu: QMenu) -> Iterator[QMenu]:
    menu.aboutToShow.emit()
    yield menu
    for action in menu.actions():
        if (inner := action.menu()) is not None:
            yield from menus(inner)


def test_a_letter_of_a_menu_does_one_thing(window: MainWindow, qtbot: QtBot) -> None:
    clashes = []
    seen = 0
    for top in window.menuBar().actions():
        for menu in menus(top.menu()):
            seen += 1
            found = defaultdict(list)
            for action in menu.actions():
                if keys := QKeySequence.mnemonic(action.text()).toString():
                    found[keys].append(action.text())
            clashes += [f"{menu.title()}: {keys} {who}" for keys, who in found.items() if len(who) > 1]
    assert seen >= 6
    assert clashes == []


def test_words_get_letters_of_their_own() -> None:
    words = ["Menu", "Events", "Evidence", "Me & me", "Mme", "e"]
    assert lettered(words) == ["&Menu", "&Events", "E&vidence", "Me && me", "Mme", "e"]
    assert [plain(text) for text in lettered(words)] == words
    assert plain(literal("Bird & Hay && Co")) == "Bird & Hay && Co"
