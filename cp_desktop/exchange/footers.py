"""Rows that belong to no list: totals, notes and signatures that stand under it or between its parts."""

import re
from collections.abc import Sequence

from .cells import Cell, line

_TOTAL = re.compile(r"((grand|sub)[\s-]?)?totals?\b(?!\w)", re.I)
_NOTE = re.compile(
    r"(prepared|produced|compiled|printed|created|exported|generated|(last )?updated|collated) (by|on|from|at)\b"
    r"|(sources?|notes?|key|n\.?b\.?|please note|contact|number of (members|councillors|homes|replies|rows))\s*[:.–-]"
    r"|page \d+( of \d+)?$|end of (list|report|table|document)\b|©|copyright\b|\*{1,3}\s?\w",
    re.I,
)


def looks_like_footer(cells: Sequence[Cell]) -> bool:
    """Whether a row reads like a total or a note: it begins so and fills few cells, or numbers alone after "Total"."""
    first = next((text for cell in cells if cell not in ("", None) and (text := line(cell))), "")
    total, note = _TOTAL.match(first), _NOTE.match(first)
    if not total and not note:  # nearly every row
        return False
    filled = [text for cell in cells if (text := line(cell))]
    if total and all(re.fullmatch(r"[\d.,%£ ]+", text) for text in filled[1:]):
        return True
    return len(filled) <= 2 and len(filled) < len(cells) and bool(note)
