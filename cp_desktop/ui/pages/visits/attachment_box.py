"""The files kept with a visit: added by a dialog or dropped here, saved elsewhere, taken away; never opened here."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop import file_names
from cp_desktop.disclosure import internal_name
from cp_desktop.model import show
from cp_desktop.services import attachments
from cp_desktop.services.attachments import Kept
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import link_button, tool_button
from cp_desktop.ui.widgets.dropping import TAKES_FILES, files_of
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.letters import literal


class AttachmentBox(QFrame):
    """The files of one saved visit. Each is added and taken away at once, as an operation of its own."""

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self._visit: int | None = None
        self._kept: list[Kept] | None = None
        self.lines: list[QWidget] = []
        self.setAcceptDrops(app.can_write)
        self.setProperty(TAKES_FILES, app.can_write)
        self._none = Secondary("", wrap=True)
        self.add_button = link_button("Add files…")
        self.add_button.clicked.connect(self.choose)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        foot.addWidget(self._none, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, SPACE.small, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addWidget(SubHeading("Attachments"))
        stack.addLayout(self._rows)
        stack.addLayout(foot)
        app.changed.connect(self._changed)

    def show_visit(self, id: int | None) -> None:
        """Shows the files of a saved visit; a new one cannot have any yet."""
        self._visit = id
        self.setVisible(id is not None)
        kept = [] if id is None else self._app.read(lambda session: attachments.of_visit(session, id))
        if kept == self._kept:
            return
        self._kept = kept
        for line in self.lines:
            line.hide()
            line.deleteLater()
        self.lines = [self._line(one) for one in kept]
        for line in self.lines:
            self._rows.addWidget(line)
        self.add_button.setVisible(self._app.can_write)
        if self._app.can_write:
            self._none.setText("or drop them here. Up to 20 MB each, kept inside the register.")
        else:
            self._none.setText("" if kept else "None.")

    def add(self, paths: Iterable[Path]) -> None:
        """Keeps files with the visit. What cannot be kept is said; the others are."""
        visit = self._visit
        if visit is None:
            return
        names = []
        for path in paths:
            if self._app.try_(partial(attachments.attach, self._app.register, visit, path)) is None:
                break  # the sentence stays in sight
            names.append(path.name)
        else:
            if names:
                said = names[0] if len(names) == 1 else f"{len(names)} files"
                self._app.message.emit(f"Attached {said}. The file outside is no longer needed here.", "info", "Undo")

    def choose(self) -> None:
        """Asks for files, and keeps them with the visit."""
        names, _ = QFileDialog.getOpenFileNames(self, "Attach files to this visit", str(_folder()))
        if names:
            remember("attachments/folder", str(Path(names[0]).parent))
            self.add(Path(name) for name in names)

    def save(self, kept: Kept) -> None:
        """Asks where to, and writes a kept file there."""
        known = Path(kept.name)
        offered = internal_name(_folder() / file_names.safe(known.stem, ending=known.suffix))
        name, _ = QFileDialog.getSaveFileName(self, f"Save {kept.name} as, for this office only", str(offered))
        if not name:
            return
        path = Path(name)
        remember("attachments/folder", str(path.parent))
        if self._app.try_(partial(attachments.save_as, self._app.register, kept.id, path)):
            self._app.message.emit(f"Saved as {path}.", "info", "")

    def remove(self, kept: Kept) -> None:
        """Takes a file away from the visit. No question is asked: Undo brings it back."""
        if self._app.try_(partial(attachments.remove, self._app.register, kept.id)):
            self.add_button.setFocus()
            self._app.message.emit(f"Removed {kept.name}.", "info", "Undo")

    def _line(self, kept: Kept) -> QWidget:
        line = QWidget()
        name = QLabel(kept.name)
        name.setTextFormat(Qt.TextFormat.PlainText)
        name.setWordWrap(True)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tight)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(name)
        words.addWidget(Secondary(f"{in_words(kept.size)}, added on {show(kept.added_on)}"))
        save = tool_button("save", literal(f"Save {kept.name} as…"))
        save.clicked.connect(lambda: self.save(kept))
        row.addLayout(words, 1)
        row.addWidget(save)
        if self._app.can_write:
            remove = tool_button("trash", literal(f"Remove {kept.name}"))
            remove.clicked.connect(lambda: self.remove(kept))
            row.addWidget(remove)
        return line

    def _changed(self, tables: frozenset[str]) -> None:
        if "attachment" in tables and self._visit is not None:
            self.show_visit(self._visit)

    # -- dropping files

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if files_of(event):
            event.acceptProposedAction()
            self._light(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self._light(False)

    def dropEvent(self, event: QDropEvent) -> None:
        self._light(False)
        event.acceptProposedAction()
        self.add(files_of(event))

    def _light(self, on: bool) -> None:
        self.setProperty("surface", "info" if on else "")
        self.style().unpolish(self)
        self.style().polish(self)


def in_words(size: int) -> str:
    """Bytes as people read them: "312 kB", "4.5 MB"."""
    return f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(round(size / 1e3), 1)} kB"


def _folder() -> Path:
    return Path(str(recall("attachments/folder", str(Path.home()))))
