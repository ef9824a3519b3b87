"""What a screen shows is what a screen reader says: every text in sight is in the name or description of its widget."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QFontMetrics, QPainter, QPixmap, QRegion
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from pytestqt.qtbot import QtBot

from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import screens
from tests.ui.spoken import heard, read, shown


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


@pytest.fixture
def reader() -> Iterator[None]:
    """A screen reader that listens: only then do tables tell it that their rows are others."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.mark.parametrize("of", ["demo", "empty"])
def test_whatever_is_shown_is_spoken(
    of: str,
    request: pytest.FixtureRequest,
    reader: None,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window: MainWindow = request.getfixturevalue("window" if of == "demo" else "empty_window")
    brush = Brush(monkeypatch)
    wrong: dict[str, None] = {}
    for name, root in screens(window, qtbot, tmp_path):
        wrong |= dict.fromkeys(
            f"{name}: {kind} shows {text!r} and says {said!r}" for kind, text, said in silent(root, brush)
        )
    assert not wrong, "\n".join(wrong)
