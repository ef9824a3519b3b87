"""Every colour of the window, light and dark, and the same in the roles that Qt knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor, QPalette


@dataclass(frozen=True)
class Palette:
    """Every colour of the window, as #RRGGBB. Inks hold 4.5:1 on every background they may stand on."""

    dark: bool
    # grounds
    window: str
    sidebar: str
    card: str
    hover: str
    selected: str
    # ink and lines
    text: str
    secondary: str
    disabled: str
    hairline: str  # separates; carries no meaning
    border: str  # the edge of a control: 3:1
    focus: str
    accent: str
    accent_hover: str
    on_accent: str
    # what is said
    error: str
    error_background: str
    error_ink: str
    warning_background: str
    warning_ink: str
    info_background: str
    info_ink: str
    concern: str  # a safeguarding concern, and nothing else
    # the state of one commitment; each also has a shape (glyphs.paint_state)
    committed: str
    undertaken: str
    not_yet: str
    undertaken_uncommitted: str
    known: str

    @property
    def grounds(self) -> tuple[str, ...]:
        """The grounds on which any ink and any state may stand."""
        return (self.window, self.sidebar, self.card, self.hover, self.selected)

    def color(self, role: str) -> QColor:
        """The colour of a field, by its name."""
        return QColor(str(getattr(self, role)))

    def mixed(self, role: str, share: float, background: str = "card") -> QColor:
        """`share` (0 to 1) of one colour laid over another: for tints that carry dark text."""
        top, under = self.color(role), self.color(background)

        def blend(a: float, b: float) -> float:
            return a * share + b * (1 - share)

        return QColor.fromRgbF(
            blend(top.redF(), under.redF()),
            blend(top.greenF(), under.greenF()),
            blend(top.blueF(), under.blueF()),
        )


LIGHT: Final = Palette(
    dark=False,
    window="#F5F7F7",
    sidebar="#EBF0F0",
    card="#FFFFFF",
    hover="#E9F0F0",
    selected="#D6EAEA",
    text="#1A2326",
    secondary="#4F5D63",
    disabled="#8B979C",
    hairline="#DCE3E4",
    border="#7B898E",
    focus="#0E7C86",
    accent="#0B5C63",
    accent_hover="#08464C",
    on_accent="#FFFFFF",
    error="#A8201A",
    error_background="#FCEBE9",
    error_ink="#7A1712",
    warning_background="#FFF3D6",
    warning_ink="#663F00",
    info_background="#E1F0F0",
    info_ink="#0A4A50",
    concern="#A3123F",
    committed="#006AA6",
    undertaken="#00724D",
    not_yet="#994D00",
    undertaken_uncommitted="#8A3F81",
    known="#45525A",
)

DARK: Final = Palette(
    dark=True,
    window="#14191B",
    sidebar="#0F1315",
    card="#1B2124",
    hover="#252D30",
    selected="#1D3B3D",
    text="#E8EDEE",
    secondary="#A6B2B7",
    disabled="#68757A",
    hairline="#2C3538",
    border="#77868C",
    focus="#6FD3C7",
    accent="#6FD3C7",
    accent_hover="#96E3DA",
    on_accent="#06282A",
    error="#FF9B91",
    error_background="#3D1F1D",
    error_ink="#FFC9C3",
    warning_background="#3A2E12",
    warning_ink="#FFD98A",
    info_background="#15373A",
    info_ink="#B8EBE5",
    concern="#FF8FA8",
    committed="#6CB8EC",
    undertaken="#5CCB9F",
    not_yet="#F0A94E",
    undertaken_uncommitted="#DE9FD6",
    known="#C5D0D6",
)


def qt_palette(p: Palette) -> QPalette:
    """The same colours in Qt's roles, disabled group included."""
    role = QPalette.ColorRole
    colours = {
        role.Window: p.window,
        role.WindowText: p.text,
        role.Base: p.card,
        role.AlternateBase: p.window,
        role.Text: p.text,
        role.PlaceholderText: p.secondary,
        role.Button: p.card,
        role.ButtonText: p.text,
        role.BrightText: p.error,
        role.ToolTipBase: p.card,
        role.ToolTipText: p.text,
        # A pale highlight keeps the glyphs and inks of a selected row readable.
        role.Highlight: p.selected,
        role.HighlightedText: p.text,
        role.Accent: p.accent,
        role.Link: p.accent,
        role.LinkVisited: p.accent,
        role.Light: p.hover if p.dark else p.card,
        role.Midlight: p.hover,
        role.Mid: p.hairline,
        role.Dark: p.border,
        role.Shadow: "#000000" if p.dark else p.secondary,
    }
    palette = QPalette()
    for which, colour in colours.items():
        palette.setColor(which, QColor(colour))
    off = QPalette.ColorGroup.Disabled
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText, role.PlaceholderText):
        palette.setColor(off, which, QColor(p.disabled))
    for which in (role.Base, role.Button):
        palette.setColor(off, which, QColor(p.window))
    for which in (role.Highlight, role.Accent):
        palette.setColor(off, which, QColor(p.hairline))
    return palette


def control_palettes(p: Palette) -> dict[str, QPalette]:
    """For the controls that Fusion draws: outlines that hold 3:1 on a dark background too, fillings in the accent.

    Fusion outlines a control in a darker shade of its Window colour, which on a dark window cannot be seen.
    """
    outlined = qt_palette(p)
    outlined.setColor(QPalette.ColorRole.Window, p.color("border").lighter(140))
    filled = QPalette(outlined)
    filled.setColor(QPalette.ColorRole.Highlight, p.color("accent"))
    filled.setColor(QPalette.ColorRole.HighlightedText, p.color("on_accent"))
    return {
        "QCheckBox": outlined,
        "QRadioButton": outlined,
        "QGroupBox": outlined,
        "QTreeWidget": outlined,  # whose rows have boxes to tick
        "QProgressBar": filled,
        "QSlider": filled,
    }
