"""The structure of a paper: its elements, as a screen reader tells them, beside the pages on which they are drawn.

A block carries an `Element`, which says what the block is and in what it stands. Whatever is drawn of it, on however
many pages, is gathered under one node of the `Tree`, and the tree is written into the file when all is drawn.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from reportlab.pdfbase.pdfdoc import PDFObject, PDFObjectReference

# The document's title, its chapters, their sections and what is below: the only place that knows how levels are called.
HEADINGS = ("H1", "H2", "H3", "H4")

_serials = count(1)

Box = tuple[float, float, float, float]


@dataclass(eq=False, slots=True)
class Element:
    """What a block is. `holder` is the element in which it stands, if it is not the document itself.

    `scope` is what a table's heading is the heading of ("Row" or "Column"), `columns` is how many a cell takes,
    `numbering` is how the items of a list are marked ("Disc", "Decimal" or "None"), and `alternative` says in words
    what a figure shows.
    """

    role: str
    holder: "Element | None" = None
    scope: str = ""
    columns: int = 1
    numbering: str = ""
    alternative: str = ""
    # What it is known by from page to page; an address in memory would be given out again.
    serial: int = field(default_factory=_serials.__next__)


def heading(level: int, holder: Element | None = None) -> Element:
    """The title of the document (0) or a heading of a level from 1 on."""
    return Element(HEADINGS[level], holder)


def list_item(listed: Element) -> tuple[Element, Element]:
    """The label and the body of a new item of a list."""
    item = Element("LI", listed)
    return Element("Lbl", item), Element("LBody", item)


def string(text: str) -> str:
    """A text as the file keeps it, whatever its letters."""
    return f"<feff{text.encode('utf-16-be').hex()}>"


class Node(PDFObject):  # type: ignore[misc]
    """An element in the tree of one laying out, with what it holds: nodes, places of pages, annotations."""

    def __init__(self, role: str, element: Element | None = None, parent: "Node | None" = None) -> None:
        self.role, self.element, self.parent = role, element, parent
        self.kids: list[Node | tuple[int, int] | tuple[int, str]] = []
        self.boxes: dict[int, Box] = {}
        self.number = 0

    def format(self, document: Any) -> bytes:
        """The element as an object of the file. All nodes have their numbers by now."""
        page = next((kid[0] for kid in self.kids if isinstance(kid, tuple)), 0)
        parts = [f"/S /{self.role} /P {self.parent.number if self.parent else 0} 0 R"]
        if page:
            parts.append(f"/Pg {_number(document, f'Page{page}')} 0 R")
        parts += self._attributes()
        if self.kids:
            parts.append(f"/K [{' '.join(_kid(document, kid, page) for kid in self.kids)}]")
        return f"<< {' '.join(parts)} >>".encode("ascii")

    def _attributes(self) -> Iterator[str]:
        element = self.element
        if element is None:
            return
        if element.scope or element.columns > 1:
            scope = f"/Scope /{element.scope} " if element.scope else ""
            spans = f"/ColSpan {element.columns} " if element.columns > 1 else ""
            yield f"/A << /O /Table {scope}{spans}>>"
        elif element.numbering:
            yield f"/A << /O /List /ListNumbering /{element.numbering} >>"
        elif len(self.boxes) == 1:  # one that goes over pages has no one place
            corners = " ".join(f"{at:.2f}" for at in next(iter(self.boxes.values())))
            yield f"/A << /O /Layout /Placement /Block /BBox [{corners}] >>"
        if element.alternative:
            yield f"/Alt {string(element.alternative)}"


def _number(document: Any, name: str) -> int:
    return int(document.idToObjectNumberAndVersion[name][0])


def _kid(document: Any, kid: Node | tuple[int, int] | tuple[int, str], page: int) -> str:
    if isinstance(kid, Node):
        return f"{kid.number} 0 R"
    on, what = kid
    where = f"/Pg {_number(document, f'Page{on}')} 0 R"
    if isinstance(what, str):
        return f"<< /Type /OBJR {where} /Obj {_number(document, what)} 0 R >>"
    return str(what) if on == page else f"<< /Type /MCR {where} /MCID {what} >>"


class _ElementObject(PDFObject):  # type: ignore[misc]
    """An object of the file that is written already."""

    def __init__(self, text: str) -> None:
        self.text = text

    def format(self, _: Any) -> bytes:
        return self.text.encode("ascii")


class Tree:
    """The nodes of one laying out, in the order in which they are drawn."""

    def __init__(self) -> None:
        self.document = Node("Document")
        self._nodes: dict[int, Node] = {}
        self._parents: list[Node | list[Node]] = []  # by the key that a page or an annotation has
        self._page = -1  # the key of the page that is being drawn, once something stands on it
        self._depth = -1

    def node(self, element: Element) -> Node:
        """The node of an element, made where it is met first. A heading goes at most one level deeper than the last."""
        found = self._nodes.get(element.serial)
        if found is None:
            role = element.role
            if role in HEADINGS:
                self._depth = min(HEADINGS.index(role), self._depth + 1)
                role = HEADINGS[self._depth]
            parent = self.node(element.holder) if element.holder else self.document
            found = self._nodes[element.serial] = Node(role, element, parent)
            parent.kids.append(found)
        return found

    def begun(self, node: Node, page: int) -> str:
        """The operator that begins a piece of a node on a page."""
        if self._page < 0:
            self._page = self._key([])
        drawn = self._parents[self._page]
        assert isinstance(drawn, list)
        place = len(drawn)
        drawn.append(node)
        node.kids.append((page, place))
        return f"/{node.role} <</MCID {place}>> BDC"

    def linked(self, node: Node, page: int, name: str) -> int:
        """Puts an annotation under its node; returns the key under which it finds it again."""
        node.kids.append((page, name))
        return self._key(node)

    def page_over(self) -> int:
        """The key under which the page that was drawn finds its nodes."""
        key = self._page if self._page >= 0 else self._key([])
        self._page = -1
        return key

    def _key(self, kept: Node | list[Node]) -> int:
        self._parents.append(kept)
        return len(self._parents) - 1

    def write(self, document: Any) -> PDFObjectReference:
        """Puts all nodes into the file's document; returns what the catalogue points to."""

        def put(thing: PDFObject) -> int:
            document.Reference(thing)
            return int(document.objectcounter)

        for node in (self.document, *self._nodes.values()):
            node.number = put(node)
        found = (
            f"{key} {f'{kept.number} 0 R' if isinstance(kept, Node) else _array(kept)}"
            for key, kept in enumerate(self._parents)
        )
        parents = put(_ElementObject(f"<< /Nums [{chr(10).join(found)}] >>"))
        root = _ElementObject(
            f"<< /Type /StructTreeRoot /K {self.document.number} 0 R /ParentTree {parents} 0 R "
            f"/ParentTreeNextKey {len(self._parents)} >>"
        )
        self.document.parent = Node("StructTreeRoot")
        self.document.parent.number = put(root)
        return document.Reference(root)


def _array(nodes: list[Node]) -> str:
    return f"[{' '.join(f'{node.number} 0 R' for node in nodes)}]"
