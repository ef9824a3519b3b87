"""Laying out: the typesetter's blocks on sheets, again until every page number that they name is right."""

import datetime as dt
import io
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from reportlab.platypus import Flowable, Spacer
from reportlab.platypus.doctemplate import LayoutError

from cp_desktop.errors import UserError
from cp_desktop.reports.progress import STOPPED, Cancelled, Progress

from .canvas import TOTAL, LayoutPass, PaperCanvas, PaperTemplate
from .style import Style

LAYINGS_OUT = 6
MOST_PAGES = 5000

Part: TypeAlias = Flowable | Callable[[LayoutPass], Sequence[Flowable]]  # or one that depends on where others stand

# Where everything came to stand when a paper was last made: most of it will stand there again, and then one laying out
# is enough. It is only ever a guess that `lay_out` puts to the test.
_settled: dict[tuple[str, float], dict[Hashable, Any]] = {}


def forget() -> None:
    """Makes the next laying out begin without a guess."""
    _settled.clear()


@dataclass(frozen=True)
class Sheets:
    """What stands on every sheet of a paper and in the description of its file. `terms` are those of the index, folded;
    `expected_pages` is a guess: a right one saves laying out twice for "page n of m"."""

    title: str
    council: str
    as_at: dt.date
    subject: str
    author: str
    mark: str
    language: str
    cover: bool
    terms: tuple[str, ...]
    expected_pages: int | None
    look: Style


def lay_out(
    parts: Sequence[Part], sheets: Sheets, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> bytes:
    """The finished PDF. Raises UserError when it was stopped."""
    guess: dict[Hashable, Any] = {TOTAL: sheets.expected_pages} if sheets.expected_pages else {}
    found = _settled.get((sheets.title, sheets.look.scale)) or guess
    for turn in range(LAYINGS_OUT):
        layout, out = LayoutPass(found), io.BytesIO()

        def watch(page: int, turn: int = turn, expected: int = found.get(TOTAL, 0)) -> None:
            if cancelled is not None and cancelled():
                raise UserError(STOPPED)
            if page > MOST_PAGES:
                raise LayoutError(f"{sheets.title} goes on without end")
            if progress is not None:
                what = f"Laying out page {page}" if turn == 0 else f"Page numbers: page {page}"
                progress(min(page, expected or page), expected, what)

        template = _template(out, sheets, layout, watch)
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
            _settled[sheets.title, sheets.look.scale] = found
            return out.getvalue()
    raise LayoutError(f"The page numbers of {sheets.title} do not settle")


def _template(out: io.BytesIO, sheets: Sheets, layout: LayoutPass, watch: Callable[[int], None]) -> PaperTemplate:
    return PaperTemplate(
        out,
        look=sheets.look,
        title=sheets.title,
        council=sheets.council,
        as_at=sheets.as_at,
        subject=sheets.subject,
        author=sheets.author,
        mark=sheets.mark,
        language=sheets.language,
        layout=layout,
        cover=sheets.cover,
        terms=sheets.terms,
        watch=watch,
    )
