"""The styles of a Word paper: the house's own, each added only where the council's template does not have it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document as WordDocument
from docx.styles import BabelFish

from cp_desktop.reports import palette

from .elements import NAMESPACES, OF_LETTERS, element, parsed, put, w
from .lists import Lists
from .package import defaults

INK, QUIET, HAIRLINE, WARNING, WARNING_BACKGROUND = (
    ink[1:] for ink in (palette.INK, palette.QUIET, palette.HAIRLINE, palette.WARNING, palette.WARNING_BACKGROUND)
)
LINE = 240  # of spacing between lines that is one line


@dataclass(frozen=True)
class Colours:
    """The council's own accent, and the pale tint that goes with it, as RRGGBB."""

    accent: str
    tint: str


@dataclass(frozen=True)
class _TextStyle:
    """A style of paragraphs. Sizes and spaces are points of the usual edition."""

    name: str
    size: float = 0  # that of the style it is based on
    colour: str = ""
    bold: bool = False
    italic: bool = False
    before: float = 0
    after: float = 0
    line: float = 0  # in lines
    left: float = 0
    hanging: float = 0
    right: bool = False
    level: int = 0  # of a heading, from 1
    with_next: bool = False
    bordered: str = ""  # the colour of a line at its left
    tint: str = ""
    list_of: str = ""  # bullet | number
    based_on: str = "Normal"
    next: str = "Normal"
    quick: bool = True  # offered in Word's gallery of styles


def paragraphs(colours: Colours) -> list[_TextStyle]:
    """Every style of paragraphs that a paper uses. A template is likely to have those whose names Word knows."""
    accent, tint = colours.accent, colours.tint
    return [
        _TextStyle("Title", 24, bold=True, after=8, line=1.1, with_next=True),
        _TextStyle("Subtitle", 12, QUIET, after=10, line=1.2),
        _TextStyle("Heading 1", 16, accent, bold=True, before=20, after=6, line=1.1, level=1, with_next=True),
        _TextStyle("Heading 2", 12.5, INK, bold=True, before=12, after=3, line=1.15, level=2, with_next=True),
        _TextStyle("Heading 3", 10.5, QUIET, bold=True, before=8, after=2, line=1.15, level=3, with_next=True),
        _TextStyle("List Bullet", after=2.5, left=20, hanging=14, list_of="bullet", next=""),
        _TextStyle("List Number", after=2.5, left=20, hanging=20, list_of="number", next=""),
        _TextStyle("List Bullet 2", after=2.5, left=52, hanging=14, list_of="bullet", next=""),
        _TextStyle("List Number 2", after=2.5, left=52, hanging=20, list_of="number", next=""),
        _TextStyle("Quote", italic=True, colour=INK, after=6, left=12, bordered=accent),
        _TextStyle("Caption", 9.5, INK, bold=True, before=10, after=4, line=1.1, with_next=True),
        _TextStyle("toc 1", 10, bold=True, before=2, after=2, line=1.05, next="", quick=False),
        _TextStyle("toc 2", 10, after=1.5, line=1.05, left=14, next="", quick=False),
        _TextStyle("index 1", 9.5, after=2, left=14, hanging=14, next="", quick=False),
        _TextStyle("Header", 8.5, QUIET, line=1.1, quick=False, next=""),
        _TextStyle("Footer", 8.5, QUIET, line=1.1, quick=False, next=""),
        _TextStyle("Council Name", 10.5, accent, bold=True, after=6),
        _TextStyle("Numbered Paragraph", after=6.5, left=32, hanging=32, next=""),
        _TextStyle("Small Text", 8.5, QUIET, after=4, line=1.15),
        _TextStyle("Note", 8.5, QUIET, before=4, after=10, line=1.15),
        _TextStyle("Table Text", 9, before=2, after=2, line=1.1, next=""),
        _TextStyle("Table Number", right=True, next="", based_on="Table Text"),
        _TextStyle("Table Label", colour=QUIET, next="", based_on="Table Text"),
        _TextStyle("Key Figure", 21, accent, bold=True, line=1.05, next="Key Figure Label", with_next=True),
        _TextStyle("Key Figure Label", 9, bold=True, line=1.1, next="Key Figure Base", with_next=True),
        _TextStyle("Key Figure Base", 8.5, QUIET, line=1.1, next=""),
        _TextStyle("Box Text", 10, INK, left=12, after=0, line=1.25, bordered=accent, tint=tint, next=""),
        _TextStyle("Box Heading", bold=True, with_next=True, based_on="Box Text", next="Box Text"),
        _TextStyle("Box Bullet", left=26, hanging=14, list_of="bullet", based_on="Box Text", next=""),
        _TextStyle("Box Number", left=32, hanging=20, list_of="number", based_on="Box Text", next=""),
        _TextStyle("Warning Text", bordered=WARNING, tint=WARNING_BACKGROUND, based_on="Box Text", left=12, next=""),
        _TextStyle("Warning Heading", bold=True, with_next=True, based_on="Warning Text", left=12, next="Warning Text"),
        _TextStyle("Warning Bullet", left=26, hanging=14, list_of="bullet", based_on="Warning Text", next=""),
        _TextStyle("Warning Number", left=32, hanging=20, list_of="number", based_on="Warning Text", next=""),
        _TextStyle("Index Letter", 10.5, accent, bold=True, before=8, after=1, with_next=True, next="index 1"),
        _TextStyle("Tick Item", after=4, left=20, hanging=20, next=""),
        _TextStyle("Form Question", 12.5, INK, bold=True, before=12, after=3, based_on="Heading 1", with_next=True),
        _TextStyle("Form Answer", before=2, after=2, line=1.2, next=""),
    ]


class Styles:
    """The styles of one document, by the names that people see."""

    def __init__(self, document: WordDocument, colours: Colours, large: bool, lists: Lists) -> None:
        """Adds those that the document lacks. In large print text is 18 points and nothing below 16."""
        self._root = document.styles.element
        self._large, self._lists, self._colours = large, lists, colours
        self._ids = {(kind, name.lower()): id for kind, name, id in self._there()}
        self.own: set[str] = set()  # those that are the house's, and not a template's
        if large:
            self._grow(document)
        self._add_normal()
        self._with_next: set[str] = set()
        for look in paragraphs(colours):
            if look.with_next:
                self._with_next.add(look.name.lower())
            if ("paragraph", look.name.lower()) not in self._ids:
                self._add(look.name, "paragraph", self._paragraph(look))
        for name, inside in (
            ("Hyperlink", f'<w:color w:val="{colours.accent}"/><w:u w:val="single"/>'),
            ("Placeholder Text", f'<w:color w:val="{QUIET}"/>'),
        ):
            if ("character", name.lower()) not in self._ids:
                self._add(name, "character", f'<w:uiPriority w:val="99"/><w:unhideWhenUsed/><w:rPr>{inside}</w:rPr>')
        for name, inside in (("Paper Table", self._table()), ("Key Figures", self._strip())):
            if ("table", name.lower()) not in self._ids:
                self._add(name, "table", inside)

    def __getitem__(self, name: str) -> str:
        """The key by which paragraphs name a style."""
        return self._ids["paragraph", name.lower()]

    def keeps_with_next(self, name: str) -> bool:
        """Whether a paragraph has to say itself that it stays with the next: a template's style need not."""
        return name.lower() in self._with_next and name not in self.own

    def of(self, kind: str, name: str) -> str:
        """The same of a style of another kind: character, table."""
        return self._ids[kind, name.lower()]

    def list_of(self, name: str) -> int | None:
        """The number of the list that a style belongs to, itself or by what it is based on."""
        id: str | None = self[name]
        for _ in range(12):  # no style is based on a longer row of others
            style = self._by_id(id)
            if style is None:
                return None
            found = style.find("w:pPr/w:numPr/w:numId", NAMESPACES)
            if found is not None:
                return int(found.get(w("val")))
            based = style.find("w:basedOn", NAMESPACES)
            id = None if based is None else based.get(w("val"))
        return None

    def derived(self, name: str, based_on: str, level: int = 0) -> str:
        """The name of a style that looks like another and is told from it; a heading of a level, where one is given."""
        if ("paragraph", name.lower()) not in self._ids:
            layout = "<w:keepNext/>" if self.keeps_with_next(based_on) else ""
            layout += f'<w:outlineLvl w:val="{level - 1}"/>' if level else ""
            inside = (
                f'<w:basedOn w:val="{self[based_on]}"/><w:next w:val="{self["Normal"]}"/><w:uiPriority w:val="30"/>'
            )
            self._add(name, "paragraph", f"{inside}<w:pPr>{layout}</w:pPr>")
        return name

    def points(self, size: float) -> float:
        """How large letters of a size are in this edition."""
        if not self._large:
            return size
        return 18 + (size - 10.5) * 1.15 if size > 10.5 else max(size * 18 / 10.5, 16)

    # -- adding

    def _there(self) -> Iterator[tuple[str, str, str]]:
        for style in self._root.iterfind("w:style", NAMESPACES):
            name = style.find("w:name", NAMESPACES)
            if name is not None:
                yield style.get(w("type"), "paragraph"), name.get(w("val"), ""), style.get(w("styleId"), "")

    def _by_id(self, id: str | None) -> Any:
        return next(
            (style for style in self._root.iterfind("w:style", NAMESPACES) if style.get(w("styleId")) == id), None
        )

    def _grow(self, document: WordDocument) -> None:
        """Makes the letters of the styles that are there as large as those of the house."""
        letters = defaults(document)
        if letters.find("w:sz", NAMESPACES) is None:
            put(letters, element("w:sz", val=20), OF_LETTERS)  # what Word takes where nothing is said
        for size in [*self._root.iter(element("w:sz").tag), *self._root.iter(element("w:szCs").tag)]:
            size.set(w("val"), str(round(2 * self.points(float(size.get(w("val"))) / 2))))

    def _add_normal(self) -> None:
        """The style of plain text: the house's own, or the template's, in large print made as large as that is."""
        there = self._root.find("w:style[@w:type='paragraph'][@w:default='1']", NAMESPACES)
        if there is not None:
            self._ids["paragraph", "normal"] = there.get(w("styleId"))
            return
        size = round(2 * self.points(10.5))
        inside = (
            '<w:qFormat/><w:pPr><w:spacing w:before="0" w:after="130" w:line="300" w:lineRule="auto"/></w:pPr>'
            f'<w:rPr><w:color w:val="{INK}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'
        )
        self._add("Normal", "paragraph", inside, ' w:default="1"')

    def _add(self, name: str, kind: str, inside: str, more: str = "") -> None:
        taken = {id.lower() for id in self._ids.values()}
        id, number = "".join(word[:1].upper() + word[1:] for word in name.split()), 1
        while id.lower() in taken:
            number += 1
            id = f"{''.join(name.split())}{number}"
        shown = BabelFish.ui2internal(name)
        custom = "" if name in _WORDS_OWN else ' w:customStyle="1"'
        self._root.append(
            parsed(
                f'<w:style w:type="{kind}"{more}{custom} w:styleId={quoteattr(id)}><w:name w:val={quoteattr(shown)}/>'
                f"{inside}</w:style>"
            )
        )
        self._ids[kind, name.lower()] = id
        self.own.add(name)

    def _paragraph(self, look: _TextStyle) -> str:
        scale = 18 / 10.5 if self._large else 1.0

        def twips(points: float) -> int:
            return round(20 * points * scale)

        layout = [
            "<w:keepNext/><w:keepLines/>" if look.with_next else "",
            self._numbers(look, twips),
            self._border(look),
            f'<w:shd w:val="clear" w:color="auto" w:fill="{look.tint}"/>' if look.tint else "",
            self._spacing(look, twips),
            self._indents(look, twips),
            '<w:jc w:val="right"/>' if look.right else "",
            f'<w:outlineLvl w:val="{look.level - 1}"/>' if look.level else "",
        ]
        size = round(2 * self.points(look.size))
        letters = [
            "<w:b/><w:bCs/>" if look.bold else "",
            "<w:i/><w:iCs/>" if look.italic else "",
            f'<w:color w:val="{look.colour}"/>' if look.colour else "",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if look.size else "",
        ]
        next = f'<w:next w:val="{self._ids["paragraph", look.next.lower()]}"/>' if self._knows(look.next) else ""
        return (
            f'<w:basedOn w:val="{self[look.based_on]}"/>{next}<w:uiPriority w:val="{9 if look.level else 30}"/>'
            f"{'<w:qFormat/>' if look.quick else '<w:unhideWhenUsed/>'}"
            f"<w:pPr>{''.join(layout)}</w:pPr><w:rPr>{''.join(letters)}</w:rPr>"
        )

    def _numbers(self, look: _TextStyle, twips: Any) -> str:
        if not look.list_of:
            return ""
        number = self._lists.add(look.list_of, twips(look.left), twips(look.hanging))
        return f'<w:numPr><w:numId w:val="{number}"/></w:numPr>'

    @staticmethod
    def _border(look: _TextStyle) -> str:
        """A thick line at the left; on a tint, the tint goes a little beyond the words."""
        if not look.bordered:
            return ""
        edge = f'w:val="single" w:sz="4" w:space="4" w:color="{look.tint}"/>' if look.tint else ""
        left = f'<w:left w:val="single" w:sz="24" w:space="8" w:color="{look.bordered}"/>'
        top, bottom, right = (edge and f"<w:{side} {edge}" for side in ("top", "bottom", "right"))
        return f"<w:pBdr>{top}{left}{bottom}{right}</w:pBdr>"

    @staticmethod
    def _indents(look: _TextStyle, twips: Any) -> str:
        """How far in the words begin; on a tint they end before it does."""
        right = f' w:right="{twips(5)}"' if look.tint or look.based_on in ("Box Text", "Warning Text") else ""
        return f'<w:ind w:left="{twips(look.left)}"{right} w:hanging="{twips(look.hanging)}"/>' if look.left else ""

    def _knows(self, name: str) -> bool:
        return ("paragraph", name.lower()) in self._ids

    @staticmethod
    def _spacing(look: _TextStyle, twips: Any) -> str:
        line = f' w:line="{round(LINE * look.line)}" w:lineRule="auto"' if look.line else ""
        if look.based_on != "Normal" and not (look.before or look.after or line):
            return ""
        return f'<w:spacing w:before="{twips(look.before)}" w:after="{twips(look.after)}"{line}/>'

    def _table(self) -> str:
        accent = self._colours.accent
        return (
            f"{self._table_of(_line('bottom', 4, HAIRLINE) + _line('insideH', 4, HAIRLINE), 60)}"
            f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/><w:color w:val="{accent}"/></w:rPr><w:tcPr>'
            f'<w:tcBorders>{_line("bottom", 8, accent)}</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
            f'<w:tblStylePr w:type="lastRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
            f"{_line('top', 8, accent)}</w:tcBorders></w:tcPr></w:tblStylePr>"
        )

    def _strip(self) -> str:
        return self._table_of(_line("top", 12, self._colours.accent), 0)

    def _table_of(self, borders: str, left: int) -> str:
        normal = self._ids.get(("table", "normal table"))
        based = f'<w:basedOn w:val="{normal}"/>' if normal else ""
        return (
            f'{based}<w:uiPriority w:val="40"/>'
            f"<w:qFormat/><w:tblPr><w:tblBorders>{borders}</w:tblBorders><w:tblCellMar>"
            f'<w:left w:w="{left}" w:type="dxa"/><w:right w:w="100" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )


def _line(side: str, size: int, colour: str) -> str:
    return f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'


_WORDS_OWN = {
    "Normal",
    "Title",
    "Subtitle",
    "Heading 1",
    "Heading 2",
    "Heading 3",
    "List Bullet",
    "List Number",
    "List Bullet 2",
    "List Number 2",
    "Quote",
    "Caption",
    "toc 1",
    "toc 2",
    "index 1",
    "Header",
    "Footer",
    "Hyperlink",
    "Placeholder Text",
}
