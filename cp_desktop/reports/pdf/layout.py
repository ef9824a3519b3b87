"""Laying out: the typesetter's blocks on sheets, again until every page number that they name is right."""

import io
from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeAlias

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.doctemplate import LayoutError

from cp_desktop.errors import UserError
from cp_desktop.reports.progress import STOPPED, Cancelled, Progress

from .canvas import TOTAL, LayoutPass, PageSetup, PaperCanvas, PaperTemplate

LAYINGS_OUT = 6
MOST_PAGES = 5000

Part: TypeAlias = Flowable | Callable[[LayoutPass], Sequence[Flowable]]  # or one that depends on where others stand

# Where everything came to stand when a paper was last made: most of it will stand there again, and then one laying out
# is enough. It is only ever a guess that `lay_out` puts to the test.
_settled: dict[tuple[str, float], dict[Hashable, Any]] = {}


def forget() -> None:
    """Makes the next laying out begin without a guess."""
    _settled.clear()


def lay_out(
    parts: Sequence[Part], setup: PageSetup, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> bytes:
    """The finished PDF. Raises UserError when it was stopped."""
    guess: dict[Hashable, Any] = {TOTAL: setup.expected_pages} if setup.expected_pages else {}
    found = _settled.get((setup.title, setup.look.scale)) or guess
    for turn in range(LAYINGS_OUT):
        layout, out = LayoutPass(found), io.BytesIO()

        def watch(page: int, turn: int = turn, expected: int = found.get(TOTAL, 0)) -> None:
            if cancelled is not None and cancelled():
                raise UserError(STOPPED)
            if page > MOST_PAGES:
                raise LayoutError(f"{setup.title} goes on without end")
            if progress is not None:
                what = f"Laying out page {page}" if turn == 0 else f"Page numbers: page {page}"
                progress(min(page, expected or page), expected, what)

        template = PaperTemplate(out, setup, layout, watch)
        edits: list[tuple[Any, ...]] = []
        template._multiBuildEdits = edits.append
        flowables: list[Flowable] = []
        for part in parts:
            flowables += part(layout) if callable(part) and not isinstance(part, Flowable) else [part]
        while flowables and isinstance(flowables[-1], Spacer):  # or it could make a page of its own
            flowables.pop()
        template.build(flowables, canvasmaker=PaperCanvas)
        for undo, *arguments in edits:  # what a laying out leaves behind would make the next give up too early
            undo(*arguments)
        found = template.found
        if template.settled:
            _settled[setup.title, setup.look.scale] = found
            return out.getvalue()
    raise LayoutError(f"The page numbers of {setup.title} do not settle")
