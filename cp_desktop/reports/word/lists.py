"""The lists of a Word document: their signs and indents, and where each begins to count."""

from docx.document import Document as WordDocument

from .elements import NAMESPACES, element, parsed, w
from .package import numbering


class Lists:
    """The kinds of lists of a document, and each list that begins anew."""

    def __init__(self, document: WordDocument) -> None:
        self._root = numbering(document)
        ids = [int(kind.get(w("abstractNumId"))) for kind in self._root.iterfind("w:abstractNum", NAMESPACES)]
        self._kind = max(ids, default=0)

    def add(self, kind: str, left: int, hanging: int) -> int:
        """Another kind of list, "bullet" or "number", with its words so far in; returns the number for its styles."""
        self._kind += 1
        format, sign = ("bullet", "•") if kind == "bullet" else ("decimal", "%1.")
        level = (
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{format}"/><w:lvlText w:val="{sign}"/>'
            f'<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
        )
        made = parsed(
            f'<w:abstractNum w:abstractNumId="{self._kind}"><w:multiLevelType w:val="singleLevel"/>{level}'
            "</w:abstractNum>"
        )
        first = self._root.find("w:num", NAMESPACES)
        if first is None:
            self._root.append(made)
        else:
            first.addprevious(made)
        return self._numbered(self._kind)

    def _numbered(self, kind: int, first: int | None = None) -> int:
        ids = [int(num.get(w("numId"))) for num in self._root.iterfind("w:num", NAMESPACES)]
        number = max(ids, default=0) + 1
        made = element("w:num", element("w:abstractNumId", val=kind), numId=number)
        if first is not None:
            made.append(element("w:lvlOverride", element("w:startOverride", val=first), ilvl=0))
        last = self._root.findall("w:num", NAMESPACES)
        if last:
            last[-1].addnext(made)
        else:
            self._root.append(made)
        return number

    def begun(self, number: int, first: int) -> int:
        """The number of a list of the same kind as another that begins at a number of its own."""
        kinds = {
            int(num.get(w("numId"))): int(num.find("w:abstractNumId", NAMESPACES).get(w("val")))
            for num in self._root.iterfind("w:num", NAMESPACES)
        }
        return self._numbered(kinds[number], first)
