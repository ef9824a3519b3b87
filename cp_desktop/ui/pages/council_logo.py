"""The council's logo in the settings: looked at, chosen from a file, removed."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from cp_desktop.model import Council
from cp_desktop.sandbox.picture import LONGEST_SIDE, harmless
from cp_desktop.services import Outcome
from cp_desktop.services.council import set_logo
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.council_file import CouncilFile, read_file

READER: Final = "cp_desktop.ui.logo_reader"  # imported in the process that reads


def read_logo(path: Path, waiting: Callable[[], None] | None = None) -> bytes:
    """A logo's file, PNG or SVG, as the PNG that the register keeps. Raises UserError for one that will not do.

    `waiting` is called now and then meanwhile; what it raises ends the reading.
    """
    too_much = (
        "takes more time or memory to draw than a logo should. The logo was not changed. Save it as PNG with "
        f"{LONGEST_SIDE:,} pixels on its longer side."
    )
    return read_file(READER, path, harmless, CouncilLogo.what, too_much, waiting)


class CouncilLogo(CouncilFile):
    """The logo as it is kept."""

    what = "logo"
    choose_text = "Choose a &logo…"
    remove_text = "Remo&ve the logo"
    dialog_title = "Choose a logo"
    kinds = "Pictures (*.png *.svg)"

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.picture = QLabel()
        self.picture.setAccessibleName("Logo on the papers")
        self.row.insertWidget(0, self.picture)

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
            saying = "The logo cannot be read, and papers cannot be printed. Choose another, or remove it."
        else:
            saying = "On every paper." if kept else "No logo on the papers: a PNG or SVG file of at most 1 MB."
        self.say_kept(saying, bool(kept))

    def read_file(self, path: Path, waiting: Callable[[], None]) -> bytes:
        return read_logo(path, waiting)

    def keep(self, name: str, content: bytes | None) -> Outcome:
        return set_logo(self._app.register, content)
