"""How the window looks: palette, type and spacing scales, fonts, icons; light and dark.

`apply(app)` once at the start; everything else asks `current()` at the moment it paints, so that a change of
the system's colours needs no bookkeeping: Qt repaints every widget, and icons are drawn afresh.

Numbers line up in columns without further ado: the digits of the bundled font all have one width.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from string import Template
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final, Literal

from PySide6.QtCore import QByteArray, QDir, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontDatabase,
    QFontInfo,
    QFontMetrics,
    QIcon,
    QIconEngine,
    QPainter,
    QPixmap,
    QPixmapCache,
)
from PySide6.QtWidgets import QApplication

from cp_desktop.bundled import RESOURCES
from cp_desktop.ui.palette import DARK, LIGHT, Palette, control_palettes, qt_palette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView

Scheme = Literal["system", "light", "dark"]

FAMILY: Final = "Noto Sans"
FONTS: Final = RESOURCES / "fonts"
ICONS: Final = RESOURCES / "icons"

SPACE: Final = SimpleNamespace(tight=4, small=8, medium=16, large=24)
TYPE: Final = SimpleNamespace(body=1.0, secondary=0.9, section=1.25, title=1.6, figure=2.2)


_state = SimpleNamespace(palette=LIGHT, scheme="system", listening=False, applying=False)


def current() -> Palette:
    """The palette in use. Ask when painting; do not keep it."""
    palette: Palette = _state.palette
    return palette


def apply(app: QApplication, scheme: Scheme = "system") -> None:
    """Give the whole program its look; again whenever the system changes between light and dark.

    `scheme` overrides the system's choice. May be called again at any time with another one.
    """
    hints = app.styleHints()
    _state.applying = True  # telling Qt our choice (it colours the title bar) signals a change back to us
    try:
        match scheme:
            case "light":
                hints.setColorScheme(Qt.ColorScheme.Light)
            case "dark":
                hints.setColorScheme(Qt.ColorScheme.Dark)
            case "system":
                hints.unsetColorScheme()
    finally:
        _state.applying = False
    _state.scheme = scheme
    dark = scheme == "dark" or (scheme == "system" and system_is_dark())
    _state.palette = DARK if dark else LIGHT
    sheet = style_sheet(current())
    if not _state.listening:
        _state.listening = True
        hints.colorSchemeChanged.connect(_follow)
        app.setStyle("Fusion")
        QDir.addSearchPath("cp-controls", str(RESOURCES / "controls"))
        _load_fonts()
        app.setFont(_bundled_font(app.font()))
    if app.styleSheet() != sheet:  # styling every widget again takes as long as building a page
        QPixmapCache.clear()
        app.setPalette(qt_palette(current()))
        for widget, palette in control_palettes(current()).items():
            app.setPalette(palette, widget)  # type: ignore[arg-type]  # the stub says bytes, Qt wants str
        app.setStyleSheet(sheet)
    for widget in FONTS_OF_THEIR_OWN:  # last, each time: with a style or colours the system brings these again
        app.setFont(app.font(), widget)  # type: ignore[arg-type]  # the stub says bytes, Qt wants str


# For which Qt asks the system besides its one font; on Windows it answers, and there were two families on one screen.
FONTS_OF_THEIR_OWN = (
    "QMenu",
    "QMenuBar",
    "QMessageBox",
    "QTipLabel",
    "QStatusBar",
    "QTitleBar",
    "QMdiSubWindowTitleBar",
    "QDockWidgetTitle",
    "QPushButton",
    "QCheckBox",
    "QRadioButton",
    "QToolButton",
    "QAbstractItemView",
    "QListView",
    "QHeaderView",
    "QListBox",
    "QComboMenuItem",
    "QComboLineEdit",
    "QSmallFont",
    "QMiniFont",
)


def system_is_dark() -> bool:
    return QApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _follow() -> None:
    app = QApplication.instance()
    if _state.scheme == "system" and not _state.applying and isinstance(app, QApplication):
        apply(app, "system")


def _load_fonts() -> None:
    for path in sorted(FONTS.glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def _bundled_font(system: QFont) -> QFont:
    """Our family at the size the user's system asks for."""
    font = QFont(FAMILY)
    font.setPointSizeF(QFontInfo(system).pointSizeF())
    return font


def font(factor: float = 1.0, *, strong: bool = False) -> QFont:
    """The application's font at a step of TYPE; `strong` is semi-bold."""
    scaled = QApplication.font()
    scaled.setPointSizeF(scaled.pointSizeF() * factor)
    if strong:
        scaled.setWeight(QFont.Weight.DemiBold)
    return scaled


def row_height() -> int:
    """The height of a table's row: 28 at the usual font size, more when the user's font is larger."""
    return max(28, round(QFontMetrics(QApplication.font()).height() * 1.6))


def icon_size(factor: float = 1.0) -> QSize:
    """The side of an icon standing beside text of that size."""
    side = max(16, round(QFontMetrics(font(factor)).height() * 1.1))
    return QSize(side, side)


def style_sheet(palette: Palette) -> str:
    """The style sheet, filled from a palette; KeyError if it names a colour the palette lacks."""
    return Template((RESOURCES / "style.qss").read_text("utf-8")).substitute(asdict(palette))


def style_table(view: QTableView) -> None:
    """How every table looks: rows of `row_height`, hairlines between rows, a quiet header, no grid."""
    # Naming a Qt class for the first time takes a millisecond or more: not before the first window is up.
    from PySide6.QtWidgets import QAbstractItemView, QHeaderView

    view.setProperty("lines", "rows")
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.verticalHeader().hide()
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    view.verticalHeader().setDefaultSectionSize(row_height())
    header = view.horizontalHeader()
    header.setHighlightSections(False)  # else the whole header turns bold with a selected row
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionsMovable(True)


# Icons


@cache
def _svg(name: str) -> str:
    return (ICONS / f"{name}.svg").read_text("utf-8")


def paint_icon(painter: QPainter, rect: QRect | QRectF, name: str, colour: str) -> None:
    """Draw an icon of the family, in one colour (#RRGGBB), at any size."""
    from PySide6.QtSvg import QSvgRenderer  # not needed before the first icon is painted

    svg = _svg(name).replace("currentColor", colour)
    area = QRectF(rect)
    side = min(area.width(), area.height())
    square = QRectF(0, 0, side, side)
    square.moveCenter(area.center())
    QSvgRenderer(QByteArray(svg.encode())).render(painter, square)


class _Engine(QIconEngine):
    """Draws in the palette of the moment, so that icons in menus and buttons survive a change of theme."""

    def __init__(self, name: str, role: str) -> None:
        super().__init__()
        self._name, self._role = name, role

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._role)

    def iconName(self) -> str:
        return self._name

    def _colour(self, mode: QIcon.Mode) -> str:
        return str(getattr(current(), "disabled" if mode == QIcon.Mode.Disabled else self._role))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        paint_icon(painter, rect, self._name, self._colour(mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        if size.isEmpty():  # of a button squeezed to nothing while a layout finds its sizes
            return QPixmap()
        colour = self._colour(mode)
        key = f"cp-icon/{self._name}/{colour}/{size.width()}x{size.height()}@{scale}"
        pixmap = QPixmap()
        if QPixmapCache.find(key, pixmap):
            return pixmap
        pixmap = QPixmap(size * scale)  # QIcon sets the device pixel ratio
        pixmap.fill(Qt.GlobalColor.transparent)
        with QPainter(pixmap) as painter:
            paint_icon(painter, pixmap.rect(), self._name, colour)
        QPixmapCache.insert(key, pixmap)
        return pixmap


def icon(name: str, role: str = "text") -> QIcon:
    """The icon of that name in colour `role` of the palette in use when it is painted."""
    if not (ICONS / f"{name}.svg").is_file():
        raise ValueError(f"no icon named {name!r}")
    return QIcon(_Engine(name, role))


def app_icon() -> QIcon:
    """The program's own icon, for windows and the task bar."""
    return QIcon(str(ICONS / "cp-desktop.svg"))
