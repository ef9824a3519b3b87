"""A letter of a menu does one thing, and an & in a name is only an &."""

from collections import defaultdict
from collections.abc import Iterator

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QMenu,
)
from pytestqt.qtbot import QtBot

from cp_desktop.ui.widgets.letters import lettered, literal, plain
from cp_desktop.ui.window import MainWindow


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
