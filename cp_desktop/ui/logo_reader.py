"""Makes of a logo's file, PNG or SVG, the picture that the register keeps; runs in a process of its own.

What an SVG would fetch or run is refused with its reason here; the limits of the process hold for what looks harmless
and is not.
"""

import base64
import io
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication, QImage, QImageReader, QImageWriter, QPainter
from PySide6.QtSvg import QSvgRenderer

from cp_desktop.bundled import RESOURCES
from cp_desktop.errors import UserError
from cp_desktop.sandbox.picture import LARGEST, LONGEST_SIDE

MOST_PIXELS = 25_000_000  # of a PNG before it is made smaller: 100 MB in memory
NOT_SAVED = "The logo was not changed. Choose another file."


def read(path: Path) -> Iterator[str]:
    """The picture as PNG in base64, once. Raises UserError for a file that will not do."""
    with path.open("rb") as file:
        held = file.read(LARGEST + 1)
    if len(held) > LARGEST:
        raise UserError(f"{path.name} is larger than 1 MB. {NOT_SAVED}")
    image = _scaled(path, held) if held.startswith(b"\x89PNG") else _drawn(path, held)
    if image is None or image.isNull():
        raise UserError(f"{path.name} is not a picture that can be read as PNG or SVG. {NOT_SAVED}")
    while len(kept := _png(image)) > LARGEST:
        image = image.scaled(image.size() * 0.7, mode=Qt.TransformationMode.SmoothTransformation)
    yield base64.b64encode(kept).decode("ascii")


def _scaled(path: Path, held: bytes) -> QImage | None:
    buffer = QBuffer()
    buffer.setData(QByteArray(held))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    size = reader.size()
    if not size.isValid():
        return None
    if size.width() * size.height() > MOST_PIXELS:
        raise UserError(
            f"{path.name} has {size.width():,} × {size.height():,} pixels, far more than paper shows. The logo was "
            f"not changed. Save it with {LONGEST_SIDE:,} pixels on its longer side."
        )
    if max(size.width(), size.height()) > LONGEST_SIDE:
        fitting = size.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(fitting.expandedTo(QSize(1, 1)))
    return reader.read()


def _drawn(path: Path, held: bytes) -> QImage | None:
    """The picture that an SVG describes, so large that it is sharp on paper."""
    try:
        written = _refuse_reaching_out(path, held)
    except (ElementTree.ParseError, ValueError, LookupError):  # no XML; or in an encoding that nobody knows
        return None
    application = _application() if written else None  # letters need fonts, and those an application
    drawing = QSvgRenderer(QByteArray(held))
    size = drawing.viewBoxF().size() if drawing.isValid() else None
    if size is None or size.isEmpty():
        return None
    whole = size.scaled(LONGEST_SIDE, LONGEST_SIDE, Qt.AspectRatioMode.KeepAspectRatio).toSize()
    image = QImage(whole.expandedTo(QSize(1, 1)), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    drawing.render(painter, QRectF(image.rect()))
    painter.end()
    del application
    return image


def _application() -> QGuiApplication:
    if sys.platform.startswith("linux"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"  # no screen is needed, and there may be none
    application = QGuiApplication([])
    for font in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(font))
    return application


_INSIDE = re.compile(r"\s*(?:#|data:image/(?:png|jpeg|gif)[;,]|$)", re.I)
_FETCHES = re.compile(r"@import|url\(\s*['\"]?\s*(?!#|data:)[^\s'\")]", re.I)


def _refuse_reaching_out(path: Path, held: bytes) -> bool:
    """Refuses an SVG that holds a program or refers to another file; returns whether it has letters."""
    written = False
    for event, part in ElementTree.iterparse(io.BytesIO(held), ("start", "end", "pi")):
        if event == "pi":
            if (part.text or "").startswith("xml-stylesheet"):
                raise _refers_outside(path)
            continue
        name = _local(part.tag)
        if event == "end":
            if _FETCHES.search(part.text or "") and name == "style":
                raise _refers_outside(path)
            part.clear()
            continue
        if name == "script":
            raise _has_program(path)
        written |= name in ("text", "tspan", "textArea")
        for attribute, value in part.items():
            said = _local(attribute)
            if said.startswith("on") or "javascript:" in value.casefold():
                raise _has_program(path)
            # Where a link would lead is of no matter on paper; all else that is referred to would be drawn.
            if (said in ("href", "src") and name != "a" and not _INSIDE.match(value)) or _FETCHES.search(value):
                raise _refers_outside(path)
    return written


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _refers_outside(path: Path) -> UserError:
    return UserError(
        f"{path.name} refers to another file or to the web, and a logo must hold all of itself. The logo was not "
        "changed. Save it as PNG, or with its pictures embedded."
    )


def _has_program(path: Path) -> UserError:
    return UserError(
        f"{path.name} holds a program (a script). The logo was not changed. Save it as PNG, or as a plain SVG."
    )


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
