"""The theme: inks that can be read, signs that differ without colour, icons and fonts that are there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetrics, QIcon, QImage, QPainter, QPalette, QRawFont
from PySide6.QtWidgets import (
    QApplication,
    QHeaderView,
    QListView,
    QMenu,
    QMenuBar,
    QMessageBox,
    QPushButton,
    QStatusBar,
    QTableView,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
)
from pytestqt.qtbot import QtBot

from cp_desktop.model import contrast
from cp_desktop.ui import theme
from cp_desktop.ui.palette import DARK, LIGHT, Palette, qt_palette
from cp_desktop.ui.ui_settings import remember
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.window import MainWindow

NEEDED_ICONS = """
    overview menu councillors commitments survey homes visits reports history settings search filter add undo
    redo columns export copy print save open backup restore import close chevron-left chevron-right chevron-down
    warning concern flag star tick info calendar link people ward officer year sidebar help zoom-in zoom-out
    page edit trash
""".split()  # noqa: SIM905
ICON_FILES = sorted(theme.ICONS.glob("*.svg"))
FONT_FILES = sorted(theme.FONTS.glob("NotoSans-*.ttf"))  # the house font: others help out with single scripts
ENGLISH = "".join(map(chr, range(0x20, 0x7F))) + "£€§°½¼¾×±·•…–—‘’“”′″†‡"
NAMES = "àáâäæãåçèéêëìíîïñòóôöœøõšßùúûüýÿž" + "ŵŷẁẃẅẏŴŶẀẂẄ" + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ" + "āčēģīķļņšūž" + "ăâîșțşţğıİ"

both = pytest.mark.parametrize("palette", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture(autouse=True)
def _system_theme_afterwards(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "system")


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert contrast("#FFFFFF", "#777777") == contrast("#777777", "#FFFFFF")


@both
def test_every_ink_can_be_read_on_every_background_it_may_stand_on(palette: Palette) -> None:
    inks = ["text", "secondary", "accent", "error", "concern", "known", *glyphs.STATES]
    pairs = [(getattr(palette, ink), background) for ink in inks for background in palette.grounds] + [
        (palette.on_accent, palette.accent),
        (palette.on_accent, palette.accent_hover),
        (palette.accent_hover, palette.card),
        (palette.accent_hover, palette.window),
        (palette.info_ink, palette.info_background),
        (palette.warning_ink, palette.warning_background),
        (palette.error_ink, palette.error_background),
        *((palette.accent, background) for background in (palette.info_background, palette.warning_background)),
        (palette.accent, palette.error_background),
    ]
    assert [(ink, background) for ink, background in pairs if contrast(ink, background) < 4.5] == []


@both
def test_the_figures_in_a_bar_can_be_read(palette: Palette) -> None:
    assert contrast(palette.card, palette.undertaken) >= 4.5  # white on the solid part
    for state in glyphs.STATES:
        tint = palette.mixed(state, 0.14).name()
        assert contrast(palette.text, tint) >= 4.5
        assert contrast(getattr(palette, state), tint) >= 3  # its sign: a shape, not text


@both
def test_edges_and_focus_can_be_seen(palette: Palette) -> None:
    for background in palette.grounds:
        assert contrast(palette.focus, background) >= 3
    for background in (palette.window, palette.card):
        assert contrast(palette.border, background) >= 3


def sign(state: str, side: int, palette: Palette, *, known: bool = False) -> QImage:
    image = QImage(side, side, QImage.Format.Format_ARGB32)
    image.fill(palette.color("card"))
    with QPainter(image) as painter:
        glyphs.paint_state(painter, QRect(0, 0, side, side), state, palette, known=known)
    return image


def ink(image: QImage, background: QColor) -> list[float]:
    """How strongly each pixel differs from the ground in lightness, 0 to 1."""
    size = range(image.width())
    paper = background.lightnessF()
    return [abs(image.pixelColor(x, y).lightnessF() - paper) for y in size for x in size]


@both
@pytest.mark.parametrize("side", [12, 16, 20, 40])
def test_the_signs_differ_in_shape_when_colour_is_gone(palette: Palette, side: int) -> None:
    background = palette.color("card")
    drawn = {state: ink(sign(state, side, palette), background) for state in (*glyphs.STATES, glyphs.KNOWN)}
    for (_, a), (_, b) in combinations(drawn.items(), 2):
        # Each drawn to its own full strength, so that only the shape can tell them apart.
        a, b = ([value / max(shape) for value in shape] for shape in (a, b))
        differing = sum(abs(x - y) > 0.5 for x, y in zip(a, b, strict=True))
        assert differing >= 0.07 * side * side


@both
@pytest.mark.parametrize("state", glyphs.STATES)
def test_the_flag_is_added_to_any_sign(palette: Palette, state: str) -> None:
    assert sign(state, 16, palette, known=True) != sign(state, 16, palette)


def test_no_state_draws_nothing_and_a_strange_one_is_refused() -> None:
    assert max(ink(sign("", 16, LIGHT), LIGHT.color("card"))) < 0.01
    assert sign("", 16, LIGHT, known=True) == sign(glyphs.KNOWN, 16, LIGHT)
    with pytest.raises(ValueError, match="no commitment state"):
        sign("perhaps", 16, LIGHT)


# Icons


def test_the_icons_asked_for_are_there() -> None:
    assert set(NEEDED_ICONS) <= {path.stem for path in ICON_FILES}


@pytest.mark.parametrize("path", ICON_FILES, ids=lambda path: path.stem)
def test_an_icon_draws_something_within_its_frame(path: Path) -> None:
    image = theme.icon(path.stem).pixmap(QSize(48, 48), 1.0).toImage()
    alpha = [image.pixelColor(x, y).alpha() for x in range(48) for y in range(48)]
    assert sum(value > 128 for value in alpha) > 48
    if path.stem != "cp-desktop":
        rim = [image.pixelColor(x, y).alpha() for x in (0, 47) for y in range(48)]
        assert max(rim) < 32


@pytest.mark.parametrize("path", ICON_FILES, ids=lambda path: path.stem)
def test_an_icon_belongs_to_the_family(path: Path) -> None:
    if path.stem == "cp-desktop":
        return
    root = ElementTree.parse(path).getroot()
    assert (root.get("viewBox"), root.get("stroke-width")) == ("0 0 24 24", "1.75")
    colours = {e.get(which) for e in root.iter() for which in ("stroke", "fill")} - {None}
    assert colours <= {"currentColor", "none"}


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_an_icon_is_as_fine_as_the_screen(ratio: float) -> None:
    pixmap = theme.icon("homes").pixmap(QSize(16, 16), ratio)
    assert pixmap.size() == QSize(16, 16) * ratio
    assert pixmap.devicePixelRatio() == ratio


def strongest(icon: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> str:
    image = icon.pixmap(QSize(48, 48), 1.0, mode).toImage()
    pixels = (image.pixelColor(x, y) for x in range(48) for y in range(48))
    return max(pixels, key=QColor.alpha).name().upper()


def test_an_icon_made_before_the_change_of_theme_takes_the_new_colours(qapp: QApplication) -> None:
    icon = theme.icon("page", "accent")
    copy = QIcon(icon)
    assert strongest(icon) == LIGHT.accent
    assert strongest(icon, QIcon.Mode.Disabled) == LIGHT.disabled
    theme.apply(qapp, "dark")
    assert strongest(icon) == strongest(copy) == DARK.accent
    assert strongest(icon, QIcon.Mode.Disabled) == DARK.disabled


def test_an_unknown_icon_is_refused() -> None:
    with pytest.raises(ValueError, match="no icon named 'hmoes'"):
        theme.icon("hmoes")


# Fonts


@pytest.mark.parametrize("path", FONT_FILES, ids=lambda path: path.stem)
def test_a_bundled_font_covers_the_names_and_the_punctuation(path: Path, qapp: QApplication) -> None:
    font = QRawFont(str(path), 12)
    assert [c for c in ENGLISH + NAMES if not font.supportsCharacter(ord(c))] == []


@pytest.mark.parametrize("path", FONT_FILES, ids=lambda path: path.stem)
def test_a_bundled_font_can_be_put_into_a_pdf(path: Path) -> None:
    ttfonts = pytest.importorskip("reportlab.pdfbase.ttfonts")
    face = ttfonts.TTFont(path.stem, str(path)).face
    assert {ord(c) for c in "£éłŵŷẁŻż’–"} <= set(face.charToGlyph)


def test_the_fonts_come_with_their_licence_and_stay_small() -> None:
    assert {path.stem for path in FONT_FILES} >= {f"NotoSans-{w}" for w in ("Regular", "Bold", "Italic")}
    assert "SIL OPEN FONT LICENSE" in (theme.FONTS / "OFL.txt").read_text("utf-8")
    assert sum(path.stat().st_size for path in FONT_FILES) < 5_000_000


def test_the_application_uses_the_bundled_family_with_digits_of_one_width() -> None:
    for font in (theme.font(), theme.font(theme.TYPE.figure, strong=True)):
        assert QFontInfo(font).family() == theme.FAMILY
        metrics = QFontMetrics(font)
        assert len({metrics.horizontalAdvance(digit) for digit in "0123456789"}) == 1
    assert QFontInfo(theme.font(strong=True)).weight() == 600


def test_sizes_follow_the_users_font(qapp: QApplication) -> None:
    usual, height = qapp.font(), theme.row_height()
    larger = qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * 2)
    qapp.setFont(larger)
    try:
        assert theme.font(theme.TYPE.title).pointSizeF() == pytest.approx(usual.pointSizeF() * 3.2)
        assert theme.row_height() > height >= 28
    finally:
        qapp.setFont(usual)


# Style sheet and switching


@both
def test_the_style_sheet_is_filled_and_names_only_colours_of_the_palette(palette: Palette) -> None:
    sheet = theme.style_sheet(palette)
    assert "$" not in sheet
    ours = {str(getattr(palette, field.name)) for field in fields(palette) if field.name != "dark"}
    assert set(re.findall(r"#[0-9A-Fa-f]{6}", sheet)) <= ours
    assert "font-size" not in sheet


@both
def test_qts_own_palette_can_be_read(palette: Palette) -> None:
    qt = qt_palette(palette)
    role = QPalette.ColorRole
    for front, back in (
        (role.WindowText, role.Window),
        (role.Text, role.Base),
        (role.Text, role.AlternateBase),
        (role.PlaceholderText, role.Base),
        (role.ButtonText, role.Button),
        (role.HighlightedText, role.Highlight),
        (role.ToolTipText, role.ToolTipBase),
        (role.Link, role.Base),
        (role.Link, role.Window),
    ):
        assert contrast(qt.color(front).name(), qt.color(back).name()) >= 4.5
    off = QPalette.ColorGroup.Disabled
    assert qt.color(off, role.Text).name().upper() == palette.disabled


def test_the_theme_switches_while_the_window_is_open(qapp: QApplication, qtbot: QtBot) -> None:
    button = QPushButton("Log visit")
    qtbot.addWidget(button)
    button.show()
    seen = []
    for scheme, palette in (("light", LIGHT), ("dark", DARK), ("light", LIGHT)):
        theme.apply(qapp, scheme)  # type: ignore[arg-type]
        assert theme.current() is palette
        assert qapp.palette().window().color().name().upper() == palette.window
        seen.append(button.grab().toImage())
    assert seen[0] == seen[2] != seen[1]


def test_the_theme_is_laid_on_once(
    qapp: QApplication, empty_window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Styling every widget takes as long as building a page: a theme that is there already is not laid on again."""
    laid: list[str] = []
    lay = QApplication.setStyleSheet
    monkeypatch.setattr(QApplication, "setStyleSheet", lambda app, sheet: (laid.append(sheet), lay(app, sheet)))
    theme.apply(qapp, "dark")
    assert len(laid) == 1
    theme.apply(qapp, "dark")
    assert len(laid) == 1
    remember("window/scheme", "dark")
    another = MainWindow()
    qtbot.addWidget(another)
    another.build_ui()
    assert len(laid) == 1
    theme.apply(qapp, "light")
    assert len(laid) == 2


def test_the_system_is_followed_unless_overridden(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.apply(qapp, "system")
    assert theme.current() is LIGHT
    monkeypatch.setattr(theme, "system_is_dark", lambda: True)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    theme.apply(qapp, "light")
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is LIGHT


def test_an_icon_of_a_button_squeezed_to_nothing_draws_nothing(qapp: QApplication) -> None:
    assert theme.icon("calendar").pixmap(QSize(19, -7), 1.0).isNull()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_whole_screen_has_one_family(qapp: QApplication, scheme: theme.Scheme) -> None:
    """On Windows the system gives menus, tables, headers, messages and tips fonts of their own, again and again."""
    kinds = (QMenu, QMenuBar, QMessageBox, QStatusBar, QTableView, QListView, QHeaderView, QPushButton, QToolButton)
    theirs = [
        "QMenu",
        "QMenuBar",
        "QMessageBox",
        "QTipLabel",
        "QStatusBar",
        "QTitleBar",
        "QDockWidgetTitle",
        "QPushButton",
        "QToolButton",
    ]
    theirs += ["QAbstractItemView", "QListView", "QHeaderView", "QCheckBox", "QRadioButton", "QSmallFont", "QMiniFont"]
    for name in theirs:
        qapp.setFont(QFont("Courier"), name)
    theme.apply(qapp, scheme)
    for name in theirs:
        assert qapp.font(name).family() == theme.FAMILY, name
    for kind in kinds:
        made = kind(Qt.Orientation.Horizontal) if kind is QHeaderView else kind()
        assert made.font().family() == theme.FAMILY, kind
        made.deleteLater()


def test_an_empty_box_of_a_list_is_seen_in_the_dark(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "dark")
    try:
        tree = QTreeWidget()
        qtbot.addWidget(tree)
        item = QTreeWidgetItem(["Words"])
        item.setCheckState(0, Qt.CheckState.Unchecked)
        tree.addTopLevelItem(item)
        tree.setRootIsDecorated(False)
        tree.show()
        row = tree.visualItemRect(item)
        picture = tree.viewport().grab(row).toImage()
        ground = picture.pixelColor(row.width() - 2, row.height() // 2)
        edge = (picture.pixelColor(x, row.height() // 2) for x in range(24))
        assert max(contrast(one.name(), ground.name()) for one in edge) >= 3, "WCAG 2.2, 1.4.11"
    finally:
        theme.apply(qapp, "light")


FIRST_START = """
from PySide6.QtWidgets import QApplication, QMainWindow
from cp_desktop.ui import theme
app = QApplication([])
window = QMainWindow()
menu = window.menuBar().addMenu("File")
window.show()
theme.apply(app, "system")
app.processEvents()
print({app.font(name).family() for name in theme.FONTS_OF_THEIR_OWN} | {menu.font().family()})
"""


def test_a_window_with_its_theme_for_the_first_time_has_one_family() -> None:
    """With a first style the system brings its fonts once more: only a fresh program on its own screen tells."""
    env = os.environ | ({"QT_QPA_PLATFORM": "windows"} if sys.platform == "win32" else {})
    done = subprocess.run(
        [sys.executable, "-c", FIRST_START], env=env, capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == str({theme.FAMILY})


def test_every_standard_key_in_use_is_a_key_on_windows() -> None:
    """Qt has no key for these there: whoever wants one says which."""
    nothing_there = {"Quit", "Preferences", "SaveAs", "Deselect", "DeleteCompleteLine", "Backspace"}
    sources = Path(theme.__file__).parent.parent.rglob("*.py")
    used = {name for source in sources for name in re.findall(r"StandardKey\.(\w+)", source.read_text("utf-8"))}
    assert used
    assert not used & nothing_there
