"""A paper as a screen reader gets it from its file, and what is wrong with that."""

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import page as validation
import pikepdf
from pikepdf import Array, Dictionary, Name

DRAWN = {"Tj", "TJ", "'", '"', "f", "F", "f*", "S", "s", "B", "B*", "b", "b*", "Do", "sh"}
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass
class Read:
    """An element of the structure, with the texts of its own that stand between what it holds."""

    role: str
    within: str
    attributes: dict[str, str]
    alternative: str
    kids: "list[Read | str]" = field(default_factory=list)
    annotations: int = 0

    @property
    def text(self) -> str:
        """What is read of it, with single blanks."""
        return " ".join(self.pieces.split())

    @property
    def pieces(self) -> str:
        """What is read of it, as it stands in its pieces."""
        return "".join(kid if isinstance(kid, str) else kid.pieces for kid in self.kids)

    @property
    def own(self) -> str:
        """What is read of it, without the blocks in it."""
        kept = (kid if isinstance(kid, str) else kid.pieces if kid.role == "Link" else "" for kid in self.kids)
        return " ".join("".join(kept).split())

    def all(self, *roles: str) -> "Iterator[Read]":
        """Itself and what it holds, in reading order; of the given roles only, where there are any."""
        if not roles or self.role in roles:
            yield self
        for kid in self.kids:
            if isinstance(kid, Read):
                yield from kid.all(*roles)

    def texts(self, *roles: str) -> list[str]:
        return [element.text for element in self.all(*roles)]


class Paper:
    """A file, read: `root` is its structure, and `faults` is what came up while reading it."""

    def __init__(self, pdf: bytes) -> None:
        self.faults: list[str] = []
        self.file = pikepdf.open(io.BytesIO(pdf))
        self._texts: dict[tuple[int, int], str] = {}
        self._used: Counter[tuple[int, int]] = Counter()
        self._owners: dict[tuple[int, int], Any] = {}  # the elements of the pieces
        self._linking: dict[Any, Any] = {}  # and of the annotations
        self._pages = {sheet.obj.objgen: number for number, sheet in enumerate(self.file.pages, 1)}
        for number, sheet in enumerate(self.file.pages, 1):
            self._read(number, sheet)
        top = self.file.Root.StructTreeRoot.K
        self.root = self._read_element(top, "")
        for place in self._texts.keys() - self._used.keys():
            self.faults.append(f"page {place[0]}: piece {place[1]} is in no element")
        self.faults += [f"page {at[0]}: piece {at[1]} is in {n} elements" for at, n in self._used.items() if n > 1]
        self.faults += [f"page {at[0]}: there is no piece {at[1]}" for at in self._used.keys() - self._texts.keys()]
        self._ways_back()
        if str(self.file.docinfo.Title) != self.file.open_metadata().get("dc:title"):
            self.faults.append("the title is not that of the description")

    # -- the pages

    def _read(self, number: int, sheet: Any) -> None:
        """The text of every marked piece of a page; whatever is drawn outside one is a fault."""
        fonts = {name: _letters(font) for name, font in sheet.Resources.Font.items()}
        marks: list[int | None] = []
        font: dict[int, str] = {}
        moved = False  # to another line
        for operands, operator in pikepdf.parse_content_stream(sheet):
            what = str(operator)
            if what in ("BDC", "BMC"):
                tagged = what == "BDC" and isinstance(operands[1], Dictionary) and "/MCID" in operands[1]
                if marks:
                    self.faults.append(f"page {number}: {operands[0]} begins within another piece")
                marks.append(int(operands[1].MCID) if tagged else None)
                if tagged:
                    if (number, marks[-1]) in self._texts:
                        self.faults.append(f"page {number}: piece {marks[-1]} is there twice")
                    self._texts[number, marks[-1]] = ""
            elif what == "EMC":
                marks.pop()
            elif what == "Tf":
                font = fonts[str(operands[0])]
            elif what in ("Tm", "T*", "Td"):
                moved = True
            elif what in DRAWN:
                if not marks:
                    self.faults.append(f"page {number}: {what} draws outside of everything")
                    continue
                if what in ("Tj", "TJ"):
                    shown = operands[0] if what == "TJ" else operands
                    codes = b"".join(bytes(piece) for piece in shown if isinstance(piece, pikepdf.String))
                    text = "".join(font.get(code, "\ufffd") for code in codes)
                    if "\ufffd" in text or "\0" in text:
                        self.faults.append(f"page {number}: a letter of {text!r} means nothing")
                    if marks[-1] is not None:
                        before = self._texts[number, marks[-1]]
                        if moved and before and _glued(before, text):
                            self.faults.append(f"page {number}: words are glued at {before[-12:]!r} {text[:12]!r}")
                        self._texts[number, marks[-1]] = before + text
                    moved = False
        if marks:
            self.faults.append(f"page {number}: a piece does not end")

    # -- the structure

    def _read_element(self, node: Any, within: str) -> Read:
        kept = {name[1:]: str(value) for name, value in node.get("/A", Dictionary()).items()}
        read = Read(str(node.S)[1:], within, kept, str(node.get("/Alt", "")))
        kids = node.get("/K", Array())
        for kid in kids if isinstance(kids, Array) else [kids]:
            if isinstance(kid, int):
                read.kids.append(self._piece(node, node.Pg, kid))
            elif "/MCID" in kid:
                read.kids.append(self._piece(node, kid.get("/Pg", node.get("/Pg")), int(kid.MCID)))
            elif kid.get("/Type") == Name.OBJR:
                read.annotations += 1
                self._linking[kid.Obj.objgen] = node.objgen
            else:
                read.kids.append(self._read_element(kid, read.role))
        for before, after in pairwise(read.kids):
            if isinstance(before, str) and isinstance(after, str) and read.role != "Figure" and _glued(before, after):
                self.faults.append(f"words are glued at {before[-12:]!r} {after[:12]!r}")
        return read

    def _ways_back(self) -> None:
        """From a page or an annotation a reader finds the elements of what stands there."""
        tree = pikepdf.NumberTree(self.file.Root.StructTreeRoot.ParentTree)
        for number, sheet in enumerate(self.file.pages, 1):
            if "/StructParents" not in sheet:
                self.faults.append(f"page {number}: it has no key to its elements")
                continue
            for place, node in enumerate(tree[int(sheet.StructParents)]):
                if self._owners.get((number, place)) != node.objgen:
                    self.faults.append(f"page {number}: piece {place} finds another element")
            for note in sheet.get("/Annots", Array()):
                if "/StructParent" not in note or tree[int(note.StructParent)].objgen != self._linking.get(note.objgen):
                    self.faults.append(f"page {number}: a link does not find its element")

    def _piece(self, node: Any, sheet: Any, number: int) -> str:
        place = self._pages[sheet.objgen], number
        self._used[place] += 1
        self._owners[place] = node.objgen
        return self._texts.get(place, "")


def _letters(font: Any) -> dict[int, str]:
    """What the codes of a font mean."""
    if "/ToUnicode" not in font:
        return {}
    got = font.ToUnicode.read_bytes().decode()
    return {
        int(code, 16): bytes.fromhex(letters).decode("utf-16-be")
        for section in re.findall(r"beginbfchar(.*?)endbfchar", got, re.S)
        for code, letters in re.findall(r"<(\w+)>\s*<(\w+)>", section)
    }


def _glued(before: str, after: str) -> bool:
    """Whether two words on two lines would be taken for one; a word too long for a line is broken rightly."""
    ends, begins = re.search(r"\S*$", before), re.match(r"\S*", after)
    assert ends is not None
    assert begins is not None
    if not ends[0] or not begins[0] or ends[0][-1] in "-/–":
        return False
    return len(ends[0]) + len(begins[0]) < 24


def read(pdf: bytes) -> Read:
    """The structure of a paper."""
    return Paper(pdf).root


def faults(pdf: bytes) -> list[str]:
    """What is wrong with a paper: what page-validation finds for both profiles, and our own rules of structure."""
    found = [
        f"{profile}: {failure.rule_id} {failure.message}"
        for profile in ("ua1", "2a")
        for failure in validation.validate_pdf_bytes(pdf, profile=profile).failures
    ]
    try:
        paper = Paper(pdf)
    except (AttributeError, KeyError) as lacking:
        return [*found, f"the structure cannot be read: {lacking}"]
    found += paper.file.check_pdf_syntax()
    return [*found, *paper.faults, *_headings(paper.root), *_tables(paper.root), *_others(paper.root), *_links(paper)]


def _headings(root: Read) -> Iterator[str]:
    depths = [0, *(HEADINGS.index(heading.role) + 1 for heading in root.all(*HEADINGS))]
    for before, after in pairwise(depths):
        if after > before + 1:
            yield f"a heading H{after} comes after H{before}"
    if depths.count(1) != 1:
        yield f"there are {depths.count(1)} titles"
    yield from (f"{heading.role} is empty" for heading in root.all(*HEADINGS) if not heading.text)


def _tables(root: Read) -> Iterator[str]:
    for table in root.all("Table"):
        rows = [kid for kid in table.kids if isinstance(kid, Read) and kid.role == "TR"]
        wide = {
            sum(int(cell.attributes.get("ColSpan", 1)) for cell in row.kids if isinstance(cell, Read)) for row in rows
        }
        if len(wide) != 1:
            yield f"a table's rows have {sorted(wide)} cells"
        if not list(table.all("TH")):
            yield "a table has no headings"
        for row in rows:
            yield from (f"a row holds {kid.role}" for kid in row.kids if kid.role not in ("TH", "TD"))
        for cell in table.all("TH"):
            if cell.attributes.get("Scope") not in ("/Row", "/Column", "/Both"):
                yield f"the heading {cell.text!r} does not say of what"
            if not cell.text:
                yield "a heading of a table is empty"
        holds = [kid.role for kid in table.kids if isinstance(kid, Read)]
        if set(holds) - {"TR", "Caption"} or "Caption" in holds[1:]:
            yield f"a table holds {holds}"


def _others(root: Read) -> Iterator[str]:
    within = {
        "LI": ("L",),
        "Lbl": ("LI",),
        "LBody": ("LI",),
        "TR": ("Table",),
        "TH": ("TR",),
        "TD": ("TR",),
        "TOCI": ("TOC",),
        "Caption": ("Table",),
    }
    for element in root.all():
        if element.within not in within.get(element.role, (element.within,)):
            yield f"{element.role} stands in {element.within}"
        if element.role == "Figure" and not element.alternative.strip():
            yield "a figure does not say what it shows"
        if element.role == "L" and list(element.all("Lbl")) and "ListNumbering" not in element.attributes:
            yield "a list does not say how it is numbered"
        if element.role == "P" and not element.text:
            yield "a paragraph is empty"


def _links(paper: Paper) -> Iterator[str]:
    kept = sum(link.annotations for link in paper.root.all("Link"))
    there = [note for sheet in paper.file.pages for note in sheet.get("/Annots", Array())]
    if kept != len(there):
        yield f"there are {len(there)} links, and {kept} of them in the structure"
    for link in paper.root.all("Link"):
        if not link.annotations or not link.text:
            yield f"the link {link.text!r} is not whole"
    yield from ("a link does not say where it leads" for note in there if not str(note.get("/Contents", "")).strip())
