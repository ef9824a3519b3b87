"""The council's logo in the settings: looked at, chosen from a file, removed."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from cp_desktop import sandbox
from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.sandbox.picture import LONGEST_SIDE, harmless
from cp_desktop.services.council import set_logo
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary

READER: Final = "cp_desktop.ui.logo_reader"  # imported in the process that reads
FILTER = "Pictures (*.png *.svg)"


def read_logo(path: Path, waiting: Callable[[], None] | None = None) -> bytes:
    """A logo's file, PNG or SVG, as the PNG that the register keeps. Raises UserError for one that will not do.

    `waiting` is called now and then meanwhile; what it raises ends the reading.
    """
    try:
        for said in sandbox.read(READER, path, waiting):
            kept = base64.b64decode(said)
            if harmless(kept):
                return kept
        raise sandbox.Overrun("no logo of ours came back")
    except OSError as problem:
        raise UserError(
            f"{path.name} could not be read ({problem.strerror or problem}). The logo was not changed. Choose another "
            "file."
        ) from problem
    except (sandbox.Overrun, ValueError) as problem:
        raise UserError(
            f"{path.name} is damaged, or takes more time or memory to draw than a logo should. The logo was not "
            f"changed. Save it as PNG with {LONGEST_SIDE:,} pixels on its longer side."
        ) from problem


class CouncilLogo(QWidget):
    """The logo as it is kept, and the buttons that change it; each change is one step of the history."""

    changed = Signal()

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self.picture = QLabel()
        self.picture.setAccessibleName("Logo on the papers")
        self.says = Secondary("")
        self.choose_button = push_button("Choose a &logo…")
        self.choose_button.clicked.connect(self.choose)
        self.remove_button = push_button("Remo&ve the logo")
        self.remove_button.clicked.connect(self.remove)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        row.addWidget(self.picture)
        row.addWidget(self.says, 1)
        row.addWidget(self.choose_button)
        row.addWidget(self.remove_button)

    def refresh(self) -> None:
        """Shows the logo that the register has."""
        kept = self._app.read(lambda session: session.get_one(Council, 1).logo)
        shown = QPixmap()
        if kept and harmless(kept):  # another program may have written the register
            shown.loadFromData(kept, "PNG")
        high = self.fontMetrics().height() * 3
        ratio = self.devicePixelRatioF()
        if not shown.isNull():
            shown = shown.scaled(
                int(high * 4 * ratio),
                int(high * ratio),
                Qt.AspectRatioMode.KeepAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
            shown.setDevicePixelRatio(ratio)
        self.picture.setPixmap(shown)
        self.picture.setVisible(not shown.isNull())
        self.picture.setStyleSheet("background: white; padding: 2px")  # as on paper
        if kept and shown.isNull():
            self.says.setText("The logo cannot be read, and papers cannot be printed. Choose another, or remove it.")
        else:
            self.says.setText(
                "On every paper." if kept else "No logo on the papers: a PNG or SVG file of at most 1 MB."
            )
        self.choose_button.setVisible(self._app.can_write)
        self.remove_button.setVisible(self._app.can_write and bool(kept))

    def choose(self) -> None:
        """Asks for a file and keeps its picture."""
        folder = str(recall("logo/folder", str(Path.home())))
        name, _ = QFileDialog.getOpenFileName(self, "Choose a logo", folder, FILTER)
        if name:
            remember("logo/folder", str(Path(name).parent))
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Reads a file off this thread, and keeps its picture as the logo."""

        def job(_: Progress, cancelled: Cancelled) -> bytes:
            def waiting() -> None:
                if cancelled():
                    raise UserError("Reading was stopped. The logo was not changed.")

            return read_logo(path, waiting)

        self._app.work(self, f"Reading {path.name}", job, self._keep)

    def remove(self) -> None:
        self._keep(None)

    def _keep(self, logo: bytes | None) -> None:
        if self._app.try_(lambda: set_logo(self._app.register, logo)):
            self.refresh()
            self._app.message.emit("Saved." if logo else "The logo was removed.", "info", "Undo")
            self.changed.emit()
