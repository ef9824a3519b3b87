"""How lists come to the window: chosen from the menu, dropped anywhere on it, or pasted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from cp_desktop.ui.widgets.dropping import TAKES_FILES, files_of

if TYPE_CHECKING:
    from pathlib import Path

    from cp_desktop.ui.window import MainWindow

NOT_OPEN = "No register is open. Nothing was imported. Open or make one, then try again."
READ_ONLY = "You can look at this register but not change it. Nothing was imported."


class ListsFromOutside(QObject):
    """Takes lists in for a window. What reads and shows them is loaded when the first one comes.

    Files that are dropped are taken wherever they fall, but where something else takes files; a register is opened.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.winId()  # so that it has a handle; a line of text under the mouse would take the file's name otherwise
        window.windowHandle().installEventFilter(self)

    def choose(self, kind: str) -> None:
        """Asks for files of a kind ("" for any), shows what they would change, and takes them in."""
        if self._may_import():
            from cp_desktop.ui.importing import arriving

            assert self._window.app is not None
            arriving.choose_and_import(self._window.app, kind, self._window)

    def paste(self) -> None:
        """Takes in the list, or the files, that were copied elsewhere."""
        if self._may_import():
            from cp_desktop.ui.importing import arriving

            assert self._window.app is not None
            arriving.paste_list(self._window.app, self._window)

    def take(self, paths: list[Path]) -> None:
        """Takes in files, each of whatever kind it is; a register is opened instead."""
        from cp_desktop.register import SUFFIX

        registers = [path for path in paths if path.suffix.lower() == SUFFIX]
        lists = [path for path in paths if path not in registers]
        if lists and self._may_import():
            from cp_desktop.ui.importing import arriving

            assert self._window.app is not None
            arriving.import_files(self._window.app, lists, self._window)
        elif registers and not lists:
            self._window.open_register(registers[0])

    def _may_import(self) -> bool:
        app = self._window.app
        if app is None or not app.can_write:
            self._window.say(NOT_OPEN if app is None else READ_ONLY, "warning")
            return False
        return True

    # -- dropping

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDropEvent) and (paths := self._paths(event)):
            event.acceptProposedAction()
            if not isinstance(event, QDragMoveEvent):  # of which entering is one
                self.take(paths)
            return True
        return super().eventFilter(watched, event)

    def _paths(self, event: QDropEvent) -> list[Path]:
        """The files of an event that are ours to take."""
        from PySide6.QtWidgets import QApplication

        if QApplication.activeModalWidget() is not None:
            return []
        under = self._window.childAt(event.position().toPoint())
        while under is not None:
            if under.property(TAKES_FILES):
                return []
            under = under.parentWidget()
        return files_of(event)
