"""Names in other scripts: letters that the house font lacks, and letters that join or carry marks, as glyphs in place.

On its way to a page text goes through `runs`. Letters that only have to come from another font stay as they are.
Those that are shaped (Arabic, Bengali, Gurmukhi, and any letter with a mark that is a character of its own) become
private letters: each stands for one glyph, its advance, where it stands and what it means. So the typesetter measures
and breaks lines as ever; `Shaping` puts each glyph where it belongs, and the font's file says what each one means.

All is kept and written in the order in which it is read, which for a screen reader is the text; runs from right to
left are only placed so. The paragraph around them goes on from left to right.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple

from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.textobject import PDFTextObject

from cp_desktop.bundled import RESOURCES
from cp_desktop.reports import text as texts
from cp_desktop.reports.text import JOINERS

from .archival import Font


@dataclass(frozen=True)
class Script:
    """A script of which the house font has nothing: its letters, its font's file, how it is shaped (if it is)."""

    face: str
    letters: str  # as in a pattern
    tag: str = ""  # ISO 15924
    language: str = ""  # which forms are preferred where languages differ
    leftwards: bool = False
    bold: bool = True


ARABIC = Script("NotoSansArabic", texts.ARABIC, "Arab", "ur", leftwards=True)
SCRIPTS = (
    ARABIC,
    Script("NotoSansBengali", texts.BENGALI, "Beng", "bn"),
    Script("NotoSansGurmukhi", texts.GURMUKHI, "Guru", "pa"),
    Script("NotoSansSymbols2", "□■▢▪▫▲▶▼◀◆◇○●★☆☎☐☑☒☞✉✎✓✔✕✖✗✘❏❑❖➔", bold=False),
    Script("NotoSansMath", "←↑→↓↔⇐⇒⇔∆∑−√∞≈≠≤≥", bold=False),
)
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
_DIGITS = "\u0660-\u0669\u06f0-\u06f9"
# What stands between letters of a script written from the right stands from the right as well.
_BETWEEN = "[ \u00a0,.-]"
_RUN = re.compile(
    "|".join(
        [
            f"(?P<{ARABIC.face}>[{ARABIC.letters}](?:[{ARABIC.letters}{JOINERS}]|{_BETWEEN}+(?=[{ARABIC.letters}]))*)",
            *(f"(?P<{s.face}>[{s.letters}]" + (f"[{s.letters}{JOINERS}]*)" if s.tag else "+)") for s in SCRIPTS[1:]),
            rf"(?P<marked>[^\W\d_][{_MARKS}]+)",
        ]
    )
)
_WORD = re.compile(rf"[{_DIGITS}]+|[^ \u00a0{_DIGITS}]+")
_PRIVATE = re.compile("[\U000f0000-\U000ffffd]")
_PLACED = re.compile("([\U000f0000-\U000ffffd]+)")


class Glyph(NamedTuple):
    """A glyph in its place; all measures in thousandths of the type's size."""

    number: int
    advance: float
    across: float
    up: float
    meaning: str


_letters: dict[tuple[str, Glyph], str] = {}
_meanings: dict[str, str] = {}
_lock = Lock()


class Shaped(Font):
    """A font that can set glyphs for which it has no letter."""

    def __init__(self, name: str, filename: str, script: Script | None = None) -> None:
        super().__init__(name, filename)
        self.script = script
        self.glyphs: dict[str, Glyph] = {}

    def letter(self, glyph: Glyph) -> str:
        """The private letter that stands for a glyph in its place."""
        with _lock:
            letter = _letters.setdefault((self.fontName, glyph), chr(0xF0000 + len(_letters)))
            if letter not in self.glyphs:
                self.glyphs[letter] = glyph
                _meanings[letter] = glyph.meaning
                self.face.charToGlyph[ord(letter)] = glyph.number
                self.face.charWidths[ord(letter)] = glyph.advance
        return letter

    def placed(self, letter: str) -> Glyph:
        """The glyph that a letter stands for."""
        number = self.face.charToGlyph.get(ord(letter), 0)
        return self.glyphs.get(letter) or Glyph(number, self.own(number), 0, 0, letter)

    def meaning(self, code: int) -> str:
        """What a code of the file's font means; a glyph beyond a word's letters only holds them together."""
        glyph = self.glyphs.get(chr(code))
        return super().meaning(code) if glyph is None else glyph.meaning or "\u2060"

    def own(self, glyph: int) -> float:
        """How wide a glyph is by itself."""
        return float(self.face._pdfScale(self.face.hmetrics[glyph][0]))

    def addObjects(self, document: Any) -> None:
        subsets = [list(subset) for subset in self.state[document].subsets]
        names = [self.getSubsetInternalName(number, document)[1:] for number in range(len(subsets))]
        super().addObjects(document)
        for subset, name in zip(subsets, names, strict=True):
            if any(chr(code) in self.glyphs for code in subset):  # the widths that the font's own file has
                widths = [self.own(self.face.charToGlyph.get(code, 0)) for code in subset]
                document.idToObject["BasicFonts"].dict[name].Widths = PDFArray(widths)


@cache
def face(script: Script, bold: bool) -> Shaped:
    """The font of a script, read when it is first used."""
    name = f"{script.face}-{'Bold' if bold and script.bold else 'Regular'}"
    font = Shaped(name, str(RESOURCES / "fonts" / f"{name}.ttf"), script)
    pdfmetrics.registerFont(font)
    return font


def found(letter: str) -> bool:
    """Whether a letter that the house font lacks is in the font of its script."""
    return letter in JOINERS or any(
        re.match(f"[{script.letters}]", letter) and ord(letter) in face(script, False).face.charToGlyph
        for script in SCRIPTS
    )


def runs(text: str, font: str) -> list[tuple[str, str]]:
    """A text as pieces of one font each: the font's name and what is to be set in it."""
    if text.isascii():
        return [(font, text)]
    made, at = [], 0
    for match in _RUN.finditer(text):
        if text[at : match.start()]:
            made.append((font, text[at : match.start()]))
        at = match.end()
        script = next((script for script in SCRIPTS if script.face == match.lastgroup), None)
        used = face(script, "Bold" in font) if script else pdfmetrics.getFont(font)
        made.append((used.fontName, _shaped(match[0], used) if script is None or script.tag else match[0]))
    if text[at:]:
        made.append((font, text[at:]))
    return made


def width(text: str, font: str, size: float) -> float:
    """How wide a text is in its fonts."""
    if text.isascii():
        return float(stringWidth(text, font, size))
    return float(sum(stringWidth(piece, name, size) for name, piece in runs(text, font)))


def said(text: str) -> str:
    """A text that went through `runs`, by its own letters."""
    return text if text.isascii() else _PRIVATE.sub(lambda match: _meanings[match[0]], text)


def _shaped(run: str, font: Shaped) -> str:
    if font.script is not ARABIC:
        return "".join(_glyphs(run, font))
    return _WORD.sub(lambda match: _leftwards(match[0], font), run)


def _leftwards(word: str, font: Shaped) -> str:
    """A word that is read from the right; a number in it is read from the left, and stands as its last digit first."""
    return "".join(_glyphs(word, font)[::-1] if word.isdigit() else _glyphs(word, font, leftwards=True))


def _glyphs(word: str, font: Shaped, leftwards: bool = False) -> list[str]:
    """A word as its font's glyphs, in the order in which they are read."""
    import uharfbuzz  # on first use

    script = font.script
    buffer = uharfbuzz.Buffer()
    buffer.add_str(word)
    buffer.cluster_level = uharfbuzz.BufferClusterLevel.MONOTONE_GRAPHEMES
    buffer.direction = "rtl" if leftwards else "ltr"
    buffer.script = script.tag if script else "Latn"
    buffer.language = script.language if script else "en"  # or it would be that of the computer
    uharfbuzz.shape(font.hbFont(), buffer)
    glyphs = list(zip(buffer.glyph_infos, buffer.glyph_positions, strict=True))
    if leftwards:
        glyphs.reverse()
    starts = sorted({info.cluster for info, _ in glyphs})
    shares = Counter(info.cluster for info, _ in glyphs)
    meanings = {start: _meaning(word[start:end], shares[start]) for start, end in pairwise([*starts, len(word)])}
    scale = font.face._pdfScale
    return [
        font.letter(
            Glyph(
                info.codepoint,
                scale(at.x_advance),
                scale(at.x_offset),
                scale(at.y_offset),
                next(meanings[info.cluster]),
            )
        )
        for info, at in glyphs
    ]


def _meaning(letters: str, glyphs: int) -> Iterator[str]:
    """What each of some glyphs means that together are some letters: one each, and the last all that are left."""
    if glyphs > len(letters):  # a letter of two parts
        letters = unicodedata.normalize("NFD", letters)
    return iter([*letters[: glyphs - 1], letters[glyphs - 1 :], *[""] * (glyphs - 1 - len(letters))])


class Shaping(PDFTextObject):  # type: ignore[misc]
    """Text on a page with every glyph in its place, written in the order in which it is read."""

    def _formatText(self, text: str) -> str:
        if text.isascii() or not _PRIVATE.search(text):
            return super()._formatText(text)  # type: ignore[no-any-return]
        if pdfmetrics.getFont(self._fontname).script is ARABIC:
            pieces = [text[: len(text) - len(text.lstrip())], text.strip(), text[len(text.rstrip()) :]]
        else:
            pieces = _PLACED.split(text)
        return " ".join(self._piece(piece) for piece in pieces if piece)

    def _piece(self, text: str) -> str:
        if not _PRIVATE.search(text):
            return super()._formatText(text)  # type: ignore[no-any-return]
        font, document = pdfmetrics.getFont(self._fontname), self._canvas._doc
        glyphs = iter([font.placed(letter) for letter in text])
        leftwards = font.script is ARABIC
        whole = sum(font.placed(letter).advance for letter in text)
        code: list[str] = []
        origin, pen, rise = whole if leftwards else 0.0, 0.0, 0.0
        for subset, codes in font.splitString(text, document):
            if subset != self._curSubset:
                self._curSubset: int = subset
                name = font.getSubsetInternalName(subset, document)
                code.append(f"{name} {fp_str(self._fontsize)} Tf {fp_str(self._leading)} TL")
            for number in codes:
                glyph = next(glyphs)
                origin -= glyph.advance if leftwards else 0
                if glyph.up != rise:
                    rise = glyph.up
                    code.append(f"{fp_str(rise * self._fontsize / 1000)} Ts")
                at = origin + glyph.across
                code.append(f"[{_moved(at - pen)}({self._canvas._escape(bytes([number]))})] TJ")
                pen = at + font.own(glyph.number)
                origin += 0 if leftwards else glyph.advance
        if rise:
            code.append("0 Ts")
        if moved := _moved(whole - pen):
            code.append(f"[{moved}] TJ")
        return " ".join(code)


def _moved(by: float) -> str:
    """A move to the right, in thousandths of the type's size, as the file says it."""
    return f"{fp_str(-by)} " if abs(by) > 0.005 else ""
