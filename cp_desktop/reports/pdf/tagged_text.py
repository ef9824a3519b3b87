"""A paragraph as it is told: where its words end, however its lines are broken, and what its links lead to."""

from collections.abc import Iterable
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from .scripts import Shaping, said
from .tagging import Element

if TYPE_CHECKING:
    from .canvas import PaperCanvas


class TaggedParagraph:
    """What a paragraph says, for all the pieces that it is drawn in.

    `label` is the element of its mark, where it is the item of a list; the mark of another is its first word. One that
    `goes_on` ends with a blank, because the next words of the same element are another paragraph's.
    """

    def __init__(
        self, pieces: Iterable[Any], element: Element, label: Element | None = None, goes_on: bool = False
    ) -> None:
        self.element, self.label, self.goes_on = element, label, goes_on
        self.links: dict[int, tuple[Element, str]] = {}
        whole = []
        for piece in pieces:
            text = getattr(piece, "text", "")
            whole.append(text)
            for number, _ in piece.link:
                link, words = self.links.get(number) or (Element("Link", element), "")
                self.links[number] = link, words + said(text)
        self.text = " ".join("".join(whole).split())

    @cached_property
    def ends(self) -> frozenset[int]:
        """After how many letters a blank follows."""
        found = list(accumulate(map(len, self.text.split())))
        return frozenset(found if self.goes_on else found[:-1])


class ListMark(Shaping):
    """The bullet or number before a paragraph, and the blank that stands for the white after it."""

    def textOut(self, text: str) -> None:
        self._x += self._canvas.stringWidth(text, self._fontname, self._fontsize)
        self._code.append(self._formatText(f"{text} "))


class Lines(Shaping):
    """The lines of a paragraph, or of a piece of one: each belongs to its element, and its links to elements in that.

    The typesetter leaves out the blank at the end of a line; here it is written, or a screen reader would take the
    words on both sides for one.
    """

    def __init__(self, canvas: "PaperCanvas", x: float, y: float, tagged: TaggedParagraph, whole: Any) -> None:
        super().__init__(canvas, x, y)
        self._tagged = tagged
        self._free = canvas.marking  # what is drawn in something else belongs to that
        self._drawn = 0 if self._free else canvas.drawn_letters.get(tagged, 0)
        self._link_element = tagged.links[whole[0][0]][0] if whole else tagged.element
        self._unmarked: int | None = None  # where in the code there is text that belongs nowhere yet
        self._open = False

    def _textOut(self, text: str, ends: object = 0) -> None:
        self._drawn += len("".join(text.split()))
        if ends and self._drawn in self._tagged.ends and not text.endswith(" "):
            text += " "
        self._mark()
        if not self._open and not self._free:
            self._unmarked = len(self._code)
        super()._textOut(text, ends)

    def _mark(self) -> None:
        if self._unmarked is not None:
            self._code.insert(self._unmarked, self._canvas.begun(self._link_element))
            self._unmarked, self._open = None, True

    def _linkRecord(self, link: tuple[int, str], what: str) -> None:
        """The typesetter says when a link's first words in a line were written, and when its last were."""
        if self._free:
            return
        if what == "start":
            last = len(self._code) - 1
            if self._unmarked == last:
                self._unmarked = None
            elif self._open:
                self._code.insert(last, "EMC")
                last += 1
            element, _ = self._tagged.links[link[0]]
            self._code.insert(last, self._canvas.begun(element))
            self._canvas.drawn_links.append(link[0])
        else:
            self._code.append("EMC")
        self._open = what == "start"

    def getCode(self) -> str:
        self._mark()
        if self._open:
            self._code.append("EMC")
        if not self._free:
            self._canvas.drawn_letters[self._tagged] = self._drawn
        return super().getCode()  # type: ignore[no-any-return]
