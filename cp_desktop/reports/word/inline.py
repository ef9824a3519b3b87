"""Words in a Word document: runs, links, fields, bookmarks, places to fill in."""

from collections.abc import Collection, Sequence
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE as RELATIONS

from .elements import NAMESPACES, W14, element, parsed, w
from .styles import Styles

EMPTY = "Write here"  # what stands in a place to fill in until somebody does


class Keys:
    """Numbers that stand once in a document."""

    def __init__(self, taken: Collection[str]) -> None:
        self._taken, self._last = taken, 0

    def next(self) -> int:
        """A number that nothing else has."""
        self._last += 1
        while str(self._last) in self._taken:
            self._last += 1
        return self._last


def run(text: str, *, bold: bool = False, italic: bool = False, style: str = "") -> Any:
    """Letters of one look."""
    made = element("w:r")
    look = element("w:rPr")
    if style:
        look.append(element("w:rStyle", val=style))
    if bold:
        look.extend([element("w:b"), element("w:bCs")])
    if italic:
        look.extend([element("w:i"), element("w:iCs")])
    if len(look):
        made.append(look)
    made.append(written(text))
    return made


def written(text: str) -> Any:
    """A text as it is: without the attribute Word drops blanks at its ends."""
    made = element("w:t")
    made.text = text
    if text != text.strip():
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made


def link(document: Any, address: str, runs: Sequence[Any]) -> Any:
    """Words that lead to the web, a mail address or, with an address like "#part_1", to a bookmark. `document` is the
    part of the file in which they stand."""
    made = element("w:hyperlink")
    if address.startswith("#"):
        made.set(w("anchor"), address[1:])
    else:
        made.set(f"{{{NAMESPACES['r']}}}id", document.relate_to(address, RELATIONS.HYPERLINK, is_external=True))
    made.set(w("history"), "1")
    made.extend(runs)
    return made


def field(instruction: str, result: Sequence[Any] = ()) -> list[Any]:
    """What Word works out, such as "PAGE", with what stands there until it does."""
    said = element("w:instrText")
    said.text = f" {instruction} "
    said.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return [
        element("w:r", element("w:fldChar", fldCharType="begin")),
        element("w:r", said),
        element("w:r", element("w:fldChar", fldCharType="separate")),
        *result,
        element("w:r", element("w:fldChar", fldCharType="end")),
    ]


def bookmark(name: str, number: int, parts: Sequence[Any]) -> list[Any]:
    """Parts of a paragraph under a name to which links lead."""
    return [
        element("w:bookmarkStart", id=number, name=name),
        *parts,
        element("w:bookmarkEnd", id=number),
    ]


def answer(label: str, number: int, styles: Styles, given: str = "", lines: bool = False) -> Any:
    """A place to write in, called by its label; what is given stands in it already."""
    about = element("w:sdtPr", element("w:alias", val=label[:64]), element("w:tag", val=f"answer-{number}"))
    about.append(element("w:id", val=number))
    if not given:
        about.append(element("w:showingPlcHdr"))
    about.append(element("w:text", multiLine=1) if lines else element("w:text"))
    shown = run(given) if given else run(EMPTY, style=styles.of("character", "Placeholder Text"))
    return element("w:sdt", about, element("w:sdtContent", shown))


def box(label: str, number: int, ticked: bool = False) -> Any:
    """A box to tick, called by its label."""
    check = parsed(
        '<w14:checkbox><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    if ticked:
        check[0].set(f"{{{W14}}}val", "1")
    about = element("w:sdtPr", element("w:alias", val=label[:64]), element("w:tag", val=f"box-{number}"))
    about.extend([element("w:id", val=number), check])
    fonts = element("w:rFonts", ascii="MS Gothic", eastAsia="MS Gothic", hAnsi="MS Gothic", hint="eastAsia")
    sign = element("w:r", element("w:rPr", fonts), written("☒" if ticked else "☐"))
    return element("w:sdt", about, element("w:sdtContent", sign))
