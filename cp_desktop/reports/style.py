"""The house style of every printed paper, in one place: faces, type scale, colours, grid.

All sizes are points on A4. A larger edition is the same style at another `scale`.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.fonts import addMapping
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics

from cp_desktop.bundled import RESOURCES

from .archival import Font

FACE = "NotoSans"
BOLD = f"{FACE}-Bold"

# One accent; the inks hold 4.5:1 on white and on the pale ground.
INK = HexColor("#1B2529")
QUIET = HexColor("#55636A")
ACCENT = HexColor("#0B5C63")
HAIRLINE = HexColor("#C9D3D6")
GROUND = HexColor("#EEF4F4")
WARNING = HexColor("#9A3B00")
WARNING_GROUND = HexColor("#FDF3EC")
WHITE = HexColor("#FFFFFF")

PAGE = A4
LEFT = RIGHT = 62.0
TOP = 62.0
BOTTOM = 60.0
WIDTH = PAGE[0] - LEFT - RIGHT
HEIGHT = PAGE[1] - TOP - BOTTOM


@dataclass(frozen=True)
class State:
    """How one state of a commitment looks: never by colour alone, so each has a pattern of its own as well."""

    label: str
    colour: str
    pattern: str  # solid | slanted | dotted | open

    @property
    def ink(self) -> HexColor:
        return HexColor(self.colour)


UNDERTAKEN = State("Undertaken", "#007A5A", "solid")
NOT_YET = State("Not yet undertaken", "#B35C00", "slanted")
COMMITTED = State("Committed", "#0072B2", "open")
UNCOMMITTED = State("Undertaken without a commitment", "#8E4585", "dotted")


@cache
def face(which: str) -> str:
    """The name of a face of the house font ("Regular", "Bold", "Italic", "BoldItalic"), read when first used."""
    if which != "Regular":
        face("Regular")  # registering the family's own name maps all its faces afresh: it comes first
    name = FACE if which == "Regular" else f"{FACE}-{which}"
    pdfmetrics.registerFont(Font(name, str(RESOURCES / "fonts" / f"NotoSans-{which}.ttf")))
    addMapping(FACE, int("Bold" in which), int("Italic" in which), name)
    return name


@cache
def _drawable() -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(face("Regular")).face.charToGlyph)


def clean(text: str) -> str:
    """Text as it can be set: letters with their accents in one character, nothing invisible but spaces."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    kept = (" " if letter in "\t\n\r\u2028\u2029\u0085\u3000" else letter for letter in text)
    return "".join(letter for letter in kept if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Cn", "Co"))


def undrawable(text: str) -> list[str]:
    """The characters of a cleaned text that the house font has no shape for, each once, in order.

    Variation selectors only ask for another look of the character before them, so they are not counted.
    """
    if text.isascii():
        return []
    drawable = _drawable()
    return [
        letter for letter in dict.fromkeys(text) if ord(letter) not in drawable and not 0xFE00 <= ord(letter) <= 0xFE0F
    ]


class Style:
    """The type scale at one size: paragraph styles by what they are for."""

    def __init__(self, scale: float = 1.0) -> None:
        self.scale = scale
        face("Regular")
        face("Bold")

    def _text(self, name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
        bold = more.pop("bold", False)
        settings: dict[str, object] = {
            "fontName": BOLD if bold else FACE,
            "bulletFontName": FACE,
            "bulletFontSize": size * self.scale,
            "fontSize": size * self.scale,
            "leading": leading * self.scale,
            "textColor": INK,
            "alignment": TA_LEFT,
            "allowWidows": 0,
            "allowOrphans": 0,
            "splitLongWords": 1,
            "spaceShrinkage": 0,
        }
        points = {"spaceBefore", "spaceAfter", "leftIndent", "bulletIndent"}
        settings |= {key: value * self.scale if key in points else value for key, value in more.items()}  # type: ignore[operator]
        return ParagraphStyle(name, **settings)

    @cached_property
    def styles(self) -> dict[str, ParagraphStyle]:
        """Every paragraph style of the house, by name."""
        text = self._text
        made = [
            text("body", 10.5, 15, spaceAfter=6.5),
            text("lead", 12, 18, spaceAfter=10, textColor=QUIET),
            text("small", 8.5, 12, textColor=QUIET, spaceAfter=4),
            text("list", 10.5, 15, leftIndent=20, bulletIndent=3, spaceAfter=2.5),
            text("numbered", 10.5, 15, leftIndent=32, bulletIndent=0, spaceAfter=6.5),
            text("numbered list", 10.5, 15, leftIndent=52, bulletIndent=35, spaceAfter=2.5),
            text("quote", 10, 14.5, leftIndent=12),
            text("card", 10.5, 14.5, spaceAfter=4),
            text("card list", 10.5, 14.5, leftIndent=13, bulletIndent=2, spaceAfter=4),
            text("caption", 9, 12.5, bold=True, spaceBefore=10, spaceAfter=5),
            text("note", 8.5, 12, textColor=QUIET, spaceBefore=4, spaceAfter=10),
            text("council", 10, 14, bold=True, textColor=ACCENT, spaceBefore=16, spaceAfter=4),
            text("title", 25, 31, bold=True, spaceAfter=10),
            text("cover", 38, 45, bold=True, textColor=WHITE),
            text("cover line", 13, 19, textColor=WHITE),
            text("h1", 16, 21, bold=True, textColor=ACCENT, spaceBefore=20, spaceAfter=7),
            text("h2", 11.5, 16, bold=True, spaceBefore=11, spaceAfter=3),
            text("h3", 10.5, 15, bold=True, textColor=QUIET, spaceBefore=7, spaceAfter=2),
            text("cell", 9, 11.5),
            text("cell label", 9, 11.5, textColor=QUIET),
            text("cell number", 9, 11.5, alignment=TA_RIGHT),
            text("cell total", 9, 11.5, bold=True),
            text("cell total number", 9, 11.5, bold=True, alignment=TA_RIGHT),
            text("column", 8.5, 11, bold=True, textColor=ACCENT),
            text("column number", 8.5, 11, bold=True, textColor=ACCENT, alignment=TA_RIGHT),
            text("figure", 21, 26, bold=True, textColor=ACCENT),
            text("figure label", 9, 12, bold=True),
            text("figure base", 8.5, 11.5, textColor=QUIET),
            text("box head", 10.5, 15, bold=True, spaceAfter=3),
            text("box", 10, 14),
            text("box list", 10, 14, leftIndent=18, bulletIndent=2),
            text("contents 1", 10, 13.5, bold=True, spaceBefore=0),
            text("contents 2", 9.5, 13, leftIndent=14),
            text("contents page", 10, 13.5, alignment=TA_RIGHT),
            text("index", 9, 11.7, leftIndent=12, firstLineIndent=-12 * self.scale),
            text("index letter", 10, 13.5, bold=True, textColor=ACCENT, spaceBefore=6, spaceAfter=1),
        ]
        return {style.name: style for style in made}
