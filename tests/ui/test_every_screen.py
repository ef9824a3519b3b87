"""Every screen, in one walk: what it shows is what a screen reader says (in the name or description of its widget),
and Alt with a letter does one thing."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import (
    QAccessible,
    QAction,
    QFontMetrics,
    QKeySequence,
    QPainter,
    QPixmap,
    QRegion,
    QShortcut,
)
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QGroupBox, QLabel, QTabBar, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import screens
from tests.ui.screen_reader import heard, read, shown


class Brush:
    """Keeps the words that widgets paint by themselves, uncut."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.words: list[str] = []
        draw = QPainter.drawText

        def drawn(painter: QPainter, *what: Any) -> Any:
            self.words += [one for one in what if isinstance(one, str)]
            return draw(painter, *what)

        monkeypatch.setattr(QPainter, "drawText", drawn)
        monkeypatch.setattr(QFontMetrics, "elidedText", lambda _, text, *__: text)

    def of(self, widget: QWidget) -> list[str]:
        """What a widget of the program paints, without what stands in it."""
        if not type(widget).__module__.startswith("cp_desktop."):
            return []
        self.words = []
        surface = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        if surface.size().isEmpty():
            return []
        picture = QPixmap(surface.size())
        surface.render(picture, QPoint(), QRegion(), QWidget.RenderFlag.DrawWindowBackground)
        return self.words


def silent(root: QWidget, brush: Brush) -> Iterator[tuple[str, str, str]]:
    """Kind of widget, what it shows, and what it says instead."""
    for widget in [root, *root.findChildren(QWidget)]:
        if not widget.isVisible() or widget.window() is not root.window():
            continue
        for text in {read(one) for one in [*shown(widget), *brush.of(widget)]}:
            if text and text not in (said := heard(widget)):
                yield type(widget).__name__, text, said


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
                words = getattr(widget, "text", widget.accessibleName)()  # a bar of tabs has none of its own
                found[keys.toString()].append(f"{type(widget).__name__} {words}")
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


@pytest.fixture
def reader() -> Iterator[None]:
    """A screen reader that listens: only then do tables tell it that their rows are others."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.parametrize("of", ["demo", "empty"])
def test_whatever_is_shown_is_spoken_and_a_letter_with_alt_does_one_thing(
    of: str,
    request: pytest.FixtureRequest,
    reader: None,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One walk for both: to open everything takes longer than to look at it."""
    window: MainWindow = request.getfixturevalue("window" if of == "demo" else "empty_window")
    brush = Brush(monkeypatch)
    wrong: dict[str, None] = {}
    for name, root in screens(window, qtbot, tmp_path):
        wrong |= dict.fromkeys(
            f"{name}: {kind} shows {text!r} and says {said!r}" for kind, text, said in silent(root, brush)
        )
        got = letters(root)
        assert root is not window or {"Alt+F", "Alt+E", "Alt+V", "Alt+H"} <= set(got)
        wrong |= dict.fromkeys(f"{name}: {keys} {who}" for keys, who in got.items() if len(who) > 1)
    assert not wrong, "\n".join(wrong)
