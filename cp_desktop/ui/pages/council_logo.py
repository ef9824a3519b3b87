"""The council's logo in the settings: looked at, chosen from a file, removed."""

from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QImageReader, QImageWriter, QPainter, QPixmap
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QWidget

from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.ui.desk import Desk
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import Secondary, push_button
from cp_desktop.ui.memory import recall, remember

MOST = 1024 * 1024  # bytes
SHARP = 1200  # pixels of the longer side: on paper it is at most 60 mm wide
FILTER = "Pictures (*.png *.svg)"
NOT_SAVED = "The logo was not changed. Choose another file."


def read_logo(path: Path) -> bytes:
    """A logo's file, PNG or SVG, as the PNG that the register keeps. Raises UserError for one that will not do."""
    try:
        held = path.read_bytes() if path.stat().st_size <= MOST else None
    except OSError as problem:
        raise UserError(f"{path.name} could not be read ({problem.strerror or problem}). {NOT_SAVED}") from problem
    if held is None:
        raise UserError(f"{path.name} is larger than 1 MB. {NOT_SAVED}")
    image = _drawn(held) if path.suffix.casefold() == ".svg" else _read(held)
    if image is None or image.isNull():
        raise UserError(f"{path.name} is not a picture that can be read as PNG or SVG. {NOT_SAVED}")
    while True:
        kept = _png(image)
        if len(kept) <= MOST:
            return kept
        image = image.scaled(image.size() * 0.7, mode=Qt.TransformationMode.SmoothTransformation)


def _read(held: bytes) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(held))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    if not size.isValid():
        return None
    if max(size.width(), size.height()) > SHARP:
        reader.setScaledSize(size.scaled(SHARP, SHARP, Qt.AspectRatioMode.KeepAspectRatio))
    return reader.read()


def _drawn(held: bytes) -> QImage | None:
    """The picture that an SVG describes, so large that it is sharp on paper."""
    from PySide6.QtSvg import QSvgRenderer  # on first use

    drawing = QSvgRenderer(QByteArray(held))
    size = drawing.viewBoxF().size() if drawing.isValid() else None
    if size is None or size.isEmpty():
        return None
    whole = size.scaled(SHARP, SHARP, Qt.AspectRatioMode.KeepAspectRatio).toSize()
    image = QImage(whole.expandedTo(QSize(1, 1)), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(image.rect()))
    painter.end()
    return image


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())


class CouncilLogo(QWidget):
    """The logo as it is kept, and the buttons that change it; each change is one step of the history."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
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
        kept = self._desk.read(lambda session: session.get_one(Council, 1).logo)
        shown = QPixmap()
        if kept:
            shown.loadFromData(kept)
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
        self.says.setText("On every paper." if kept else "No logo on the papers: a PNG or SVG file of at most 1 MB.")
        self.choose_button.setVisible(self._desk.can_write)
        self.remove_button.setVisible(self._desk.can_write and bool(kept))

    def choose(self) -> None:
        """Asks for a file and keeps its picture."""
        folder = str(recall("logo/folder", str(Path.home())))
        name, _ = QFileDialog.getOpenFileName(self, "Choose a logo", folder, FILTER)
        if name:
            remember("logo/folder", str(Path(name).parent))
            self.take(Path(name))

    def take(self, path: Path) -> None:
        """Keeps the picture of a file as the logo."""
        kept = self._desk.try_(lambda: read_logo(path))
        if kept is not None:
            self._keep(kept, "Choose a logo")

    def remove(self) -> None:
        self._keep(None, "Remove the logo")

    def _keep(self, logo: bytes | None, label: str) -> None:
        def keep() -> bool:
            with self._desk.register.operation(label) as session:
                session.get_one(Council, 1).logo = logo
            return True

        if self._desk.try_(keep):
            self.refresh()
            self._desk.said.emit("Saved." if logo else "The logo was removed.", "info", "Undo")
            self.changed.emit()
