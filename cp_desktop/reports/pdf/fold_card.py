"""A card to fold: four panels on one page, in the quarters in which the sheet is folded."""

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak, Flowable, Spacer

from . import style
from .canvas import ARTIFACT

PADDING = 14.0  # points between a fold and what stands beside it
SIDE = 8.0  # of a square to tick
TOO_TALL = 1e6


class FoldedSheet(Flowable):  # type: ignore[misc]
    """Four panels around the middle of the sheet, with the folds marked and a square to tick after each list item.

    Where they do not fit their quarters (other texts, larger print), they follow one another and nothing is folded.
    """

    def __init__(self, panels: Sequence[Sequence[Flowable]], size: float) -> None:
        super().__init__()
        self.size, self._content = size, [block for panel in panels for block in panel]
        self.panels = [[block for block in panel if not isinstance(block, CondPageBreak | Spacer)] for panel in panels]

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        below = style.PAGE[1] / 2 - style.BOTTOM
        self.width, self.height = width, height - 0.1
        self.across = [(0.0, width / 2 - PADDING), (width / 2 + PADDING, width / 2 - PADDING)]
        self.tops = [self.height, below - PADDING]
        room = [self.height - below - PADDING / 2, below - PADDING]
        self.talls = [self._wrapped(panel) for panel in self.panels]
        fits = len(self.panels) == 4 and all(tall <= room[at // 2] for at, tall in enumerate(self.talls))
        return width, self.height if fits else TOO_TALL

    def _wrapped(self, panel: Sequence[Flowable]) -> float:
        width = self.across[0][1]
        tall = 0.0
        for at, block in enumerate(panel):
            tall += block.getSpaceBefore() if at else 0
            tall += block.wrap(self._narrowed(block, width), style.HEIGHT)[1] + block.getSpaceAfter()
        return tall

    def _narrowed(self, block: Flowable, width: float) -> float:
        return width - (SIDE + 6) * self.size if _ticked(block) else width

    def split(self, width: float, height: float) -> list[Flowable]:
        return self._content

    def draw(self) -> None:
        self._folds()
        for at, panel in enumerate(self.panels):
            (left, width), y = self.across[at % 2], self.tops[at // 2]
            for place, block in enumerate(panel):
                y -= block.getSpaceBefore() if place else 0
                _, tall = block.wrap(self._narrowed(block, width), style.HEIGHT)
                block.drawOn(self.canv, left, y - tall)
                if _ticked(block):
                    self._square(left + width - SIDE * self.size, y - block.style.leading + 3 * self.size)
                y -= tall + block.getSpaceAfter()

    def _square(self, x: float, y: float) -> None:
        with self.canv.part(ARTIFACT):
            self.canv.setStrokeColor(style.INK)
            self.canv.setLineWidth(0.8)
            self.canv.rect(x, y, SIDE * self.size, SIDE * self.size, stroke=1, fill=0)

    def _folds(self) -> None:
        """The folds: through the very middle of the sheet, wherever the margins are."""
        x, y = self.canv.absolutePosition(0, 0)
        middle, height = style.PAGE[0] / 2 - x, style.PAGE[1] / 2 - y
        with self.canv.part(ARTIFACT):
            self.canv.saveState()
            self.canv.setStrokeColor(style.QUIET)
            self.canv.setLineWidth(0.5)
            self.canv.setDash(3, 4)
            self.canv.line(-x + 12, height, style.PAGE[0] - x - 12, height)
            self.canv.line(middle, 0, middle, self.height)
            self.canv.restoreState()


def _ticked(block: Flowable) -> bool:
    return bool(block.style.name == "card list")
