"""Makes the program's icon for Windows from its drawing: the same bytes each time."""

import io
import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SIZES = (16, 20, 24, 32, 40, 48, 64, 256)  # what Windows asks for at 100 to 250 per cent


def make(drawing: Path, icon: Path) -> None:
    """Writes an .ico with the drawing in every size, each drawn afresh: scaled down, thin lines would blur."""
    pictures = [_png(drawing, side) for side in SIZES]
    head = struct.pack("<HHH", 0, 1, len(pictures))
    place = len(head) + 16 * len(pictures)
    entries = io.BytesIO()
    for side, picture in zip(SIZES, pictures, strict=True):
        entries.write(struct.pack("<BBBBHHII", side % 256, side % 256, 0, 0, 1, 32, len(picture), place))
        place += len(picture)
    icon.write_bytes(head + entries.getvalue() + b"".join(pictures))


def _png(drawing: Path, side: int) -> bytes:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(str(drawing)).render(painter)
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return held.data()
