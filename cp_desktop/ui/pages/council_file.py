"""A file of the council's that the register keeps for its papers, in the settings: what is kept, chosen, removed."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from cp_desktop import sandbox
from cp_desktop.errors import UserError
from cp_desktop.services import Outcome
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary


def read_file(
    reader: str,
    path: Path,
    harmless: Callable[[bytes], bool],
    what: str,
    too_much: str,
    waiting: Callable[[], None] | None = None,
) -> bytes:
    """What a reader (a module's name) makes of somebody's file in the sandbox, if it is `harmless`.

    `waiting` is called now and then meanwhile; what it raises ends the reading. Raises UserError for a file that will
    not do; `what` names the thing in its sentences, `too_much` says what of a file that is damaged or asks too much.
    """
    try:
        for said in sandbox.read(reader, path, waiting):
            kept = base64.b64decode(said)
            if harmless(kept):
                return kept
        raise sandbox.Overrun(f"no {what} of ours came back")
    except OSError as problem:
        raise UserError(
            f"{path.name} could not be read ({problem.strerror or problem}). The {what} was not changed. "
            "Choose another file."
        ) from problem
    except (sandbox.Overrun, ValueError) as problem:
        raise UserError(f"{path.name} is damaged, or {too_much}") from problem


class CouncilFile(QWidget):
    """What is kept, said in a line, and the buttons that change it; each change is one step of the history."""

    what: ClassVar[str]  # in a sentence: "logo"
    choose_text: ClassVar[str]
    remove_text: ClassVar[str]
    dialog_title: ClassVar[str]
    kinds: ClassVar[str]  # of files, as a file dialog takes them

    changed = Signal()

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self.says = Secondary(wrap=True)
        self.choose_button = push_button(self.choose_text)
        self.choose_button.clicked.connect(self.choose)
        self.remove_button = push_button(self.remove_text)
        self.remove_button.clicked.connect(self.remove)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(SPACE.small)
        self.row.addWidget(self.says, 1)
        self.row.addWidget(self.choose_button)
        self.row.addWidget(self.remove_button)

    def refresh(self) -> None:
        """Shows what the register has."""
        raise NotImplementedError

    def read_file(self, path: Path, waiting: Callable[[], None]) -> bytes:
        """A file as the register keeps it. Raises UserError for one that will not do."""
        raise NotImplementedError

    def keep(self, name: str, content: bytes | None) -> Outcome:
        """Keeps what was read of a file of that name; None takes away what is kept."""
        raise NotImplementedError

    def say_kept(self, saying: str, kept: bool) -> None:
        """Says what is kept, and offers what can be done with it."""
        self.says.setText(saying)
        self.choose_button.setVisible(self._app.can_write)
        self.remove_button.setVisible(self._app.can_write and kept)

    def choose(self) -> None:
        """Asks for a file and keeps it."""
        setting = f"{self.what}/folder"
        name, _ = QFileDialog.getOpenFileName(
            self, self.dialog_title, str(recall(setting, str(Path.home()))), self.kinds
        )
        if name:
            remember(setting, str(Path(name).parent))
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Reads a file off this thread, and keeps it."""

        def job(_: Progress, cancelled: Cancelled) -> bytes:
            def waiting() -> None:
                if cancelled():
                    raise UserError(f"Reading was stopped. The {self.what} was not changed.")

            return self.read_file(path, waiting)

        self._app.work(self, f"Reading {path.name}", job, lambda content: self._keep(path.name, content))

    def remove(self) -> None:
        self._keep("", None)

    def _keep(self, name: str, content: bytes | None) -> None:
        if self._app.try_(lambda: self.keep(name, content)):
            self.refresh()
            self._app.message.emit("Saved." if content else f"The {self.what} was removed.", "info", "Undo")
            self.changed.emit()
