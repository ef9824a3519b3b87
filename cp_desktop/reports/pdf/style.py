"""The house style of every printed paper, in one place: faces, type scale, colours, grid.

All sizes are points on A4. The large-print edition is the same style, its text set in 18 points and none below 16. The
council's colour stands in for the house's own where it has one.
"""

import unicodedata
from functools import cache, cached_property, lru_cache

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.fonts import addMapping
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics

from cp_desktop.bundled import RESOURCES
from cp_desktop.reports import palette
from cp_desktop.reports.blocks import ChartState
from cp_desktop.reports.text import clean

from . import scripts
from .scripts import Shaped

FACE = "NotoSans"
BOLD = f"{FACE}-Bold"

# The inks of `palette.py`, as the typesetter takes them.
INK = HexColor(palette.INK)
QUIET = HexColor(palette.QUIET)
ACCENT = HexColor(palette.ACCENT)
HAIRLINE = HexColor(palette.HAIRLINE)
WARNING = HexColor(palette.WARNING)
WARNING_BACKGROUND = HexColor(palette.WARNING_BACKGROUND)
WHITE = HexColor(palette.WHITE)

PAGE = A4
LEFT = RIGHT = 62.0
TOP = 62.0
BOTTOM = 60.0
WIDTH = PAGE[0] - LEFT - RIGHT
HEIGHT = PAGE[1] - TOP - BOTTOM
LEAST_HEIGHT = HEIGHT - 60  # of a page in large print, whose foot has more lines
FOOT = 24.0  # from the edge of the page to its last line
BODY = 10.5
LARGE = 18.0
LEAST_LARGE = 16.0


def thinned(colour: Color, share: float) -> Color:
    """A colour thinned with white."""
    return Color(*(1 - share + share * part for part in colour.rgb()))


def tint(accent: Color) -> Color:
    """The pale tint that goes with an accent, on which the accent can still be read."""
    share = palette.tint_share(hexadecimal(accent))
    return thinned(accent, share) if share else WHITE


def hexadecimal(colour: Color) -> str:
    """A colour as #rrggbb."""
    return f"#{colour.hexval()[2:]}"


@cache
def ink(state: ChartState) -> HexColor:
    """The ink of a state of a chart."""
    return HexColor(state.colour)


@cache
def face(which: str) -> str:
    """The name of a face of the house font ("Regular", "Bold", "Italic", "BoldItalic"), read when first used."""
    if which != "Regular":
        face("Regular")  # registering the family's own name maps all its faces afresh: it comes first
    name = FACE if which == "Regular" else f"{FACE}-{which}"
    pdfmetrics.registerFont(Shaped(name, str(RESOURCES / "fonts" / f"NotoSans-{which}.ttf")))
    addMapping(FACE, int("Bold" in which), int("Italic" in which), name)
    return name


@cache
def _drawable() -> frozenset[int]:
    return frozenset(pdfmetrics.getFont(face("Regular")).face.charToGlyph)


def settable(text: str) -> str:
    """A cleaned text in which what no font has stands in its plain form, where the fonts have that: ① as 1."""
    text = clean(text)
    plain = {sign: unicodedata.normalize("NFKC", sign) for sign in undrawable(text)}
    return text.translate({ord(sign): form for sign, form in plain.items() if form != sign and not undrawable(form)})


def undrawable(text: str) -> list[str]:
    """The characters of a cleaned text that no font of the house has a shape for, each once, in order.

    Variation selectors only ask for another look of the character before them, so they are not counted.
    """
    if text.isascii():
        return []
    drawable = _drawable()
    return [
        letter
        for letter in dict.fromkeys(text)
        if ord(letter) not in drawable and not 0xFE00 <= ord(letter) <= 0xFE0F and not scripts.found(letter)
    ]


def is_letter(sign: str) -> bool:
    """Whether a sign is a letter, a mark on one or a figure: what words and names consist of. The frame of a key,
    which is a mark around one, is not."""
    kind = unicodedata.category(sign)
    return kind[0] in "LMN" and kind != "Me"


class Style:
    """The type scale of one edition, in a council's colour: paragraph styles by what they are for, and its logo."""

    def __init__(self, large: bool = False, accent: str | None = None, logo: bytes | None = None) -> None:
        self.large, self.logo = large, logo
        self.scale = LARGE / BODY if large else 1.0  # of what is not text: spaces, lines, bars
        self.accent = HexColor(accent) if accent else ACCENT
        self.tint = tint(self.accent)
        face("Regular")
        face("Bold")

    @property
    def accent_hex(self) -> str:
        """The accent as markup names it."""
        return hexadecimal(self.accent)

    def letters(self, size: float) -> float:
        """The size of letters that are so large in the usual edition. In large print small ones grow the most."""
        if not self.large:
            return size
        return LARGE + (size - BODY) * 1.15 if size > BODY else max(size * self.scale, LEAST_LARGE)

    @property
    def foot_step(self) -> float:
        """From one line at the foot of a page to the next."""
        return self.letters(8.5) * 1.4

    def foot_lines(self, title: str, day: str, page: str) -> list[tuple[str, str]]:
        """What stands at the foot of every page: at the left and at the right of each line."""
        return [(title, ""), (day, page)] if self.large else [(f"{title}  ·  {day}", page)]

    def foot(self, marked: bool) -> float:
        """How high the foot of a page is, with a line more where it says for whom the paper is."""
        return max(BOTTOM, FOOT + self.foot_step * (len(self.foot_lines("", "", "")) + marked + 0.9))

    def _text(self, name: str, size: float, leading: float, **more: object) -> ParagraphStyle:
        bold = more.pop("bold", False)
        letters = self.letters(size)
        settings: dict[str, object] = {
            "fontName": BOLD if bold else FACE,
            "bulletFontName": FACE,
            "bulletFontSize": letters,
            "fontSize": letters,
            "leading": leading * letters / size,
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
            text("council", 10, 14, bold=True, textColor=self.accent, spaceBefore=16, spaceAfter=4),
            text("title", 25, 31, bold=True, spaceAfter=10),
            text("cover", 38, 45, bold=True, textColor=WHITE),
            text("cover line", 13, 19, textColor=WHITE),
            text("h1", 16, 21, bold=True, textColor=self.accent, spaceBefore=20, spaceAfter=7),
            text("h2", 11.5, 16, bold=True, spaceBefore=11, spaceAfter=3),
            text("h3", 10.5, 15, bold=True, textColor=QUIET, spaceBefore=7, spaceAfter=2),
            text("cell", 9, 11.5),
            text("cell label", 9, 11.5, textColor=QUIET),
            text("cell number", 9, 11.5, alignment=TA_RIGHT),
            text("cell total", 9, 11.5, bold=True),
            text("cell total number", 9, 11.5, bold=True, alignment=TA_RIGHT),
            text("column", 8.5, 11, bold=True, textColor=self.accent),
            text("column number", 8.5, 11, bold=True, textColor=self.accent, alignment=TA_RIGHT),
            text("figure", 21, 26, bold=True, textColor=self.accent),
            text("figure label", 9, 12, bold=True),
            text("figure base", 8.5, 11.5, textColor=QUIET),
            text("box head", 10.5, 15, bold=True, spaceAfter=3),
            text("box", 10, 14),
            text("box list", 10, 14, leftIndent=18, bulletIndent=2),
            text("contents 1", 10, 13.5, bold=True, spaceBefore=0),
            text("contents 2", 9.5, 13, leftIndent=14),
            text("contents page", 10, 13.5, alignment=TA_RIGHT),
            text("index", 9, 11.7, leftIndent=12, firstLineIndent=-12 * self.scale),
            text("key", 8.5, 11.5),
            text("index letter", 10, 13.5, bold=True, textColor=self.accent, spaceBefore=6, spaceAfter=1),
        ]
        return {style.name: style for style in made}


@lru_cache(maxsize=4)
def edition(large: bool = False, accent: str | None = None, logo: bytes | None = None) -> Style:
    """The house style as a council's papers are set in it."""
    return Style(large, accent, logo)
