"""The seals of the history: each operation has a hash over all that is kept of it and the seal before.

**What is hashed.** SHA-256, written in hexadecimal, of one text in UTF-8: first the seal of the operation before (that
of the next smaller number; nothing for the first one), then what is kept of the operation itself (its number, label,
who, when, whether it can be taken back, which one it takes back, when it was sealed anew), then of each of its changes,
in their order, the table, the row's key, and the row's image before and after, as the history keeps them. Each value is
written as the database keeps it: one letter for its kind (n nothing, i a whole number, r another number, t a text), how
many letters it has, a colon, and its letters; so no value can pass as part of another. Of a row that is only ever added
and holds bytes (what is attached, what was tabled) the image has their SHA-256.

**What that shows.** Whoever changes, deletes or inserts an entry of the history, or one of its changes, without doing
anew the seals of all that came after, is found out; and as every row has to be equal to its last image, so is whoever
changes a row. That the last entry is still there, the number of it in the file's header shows.

**What it does not show.** There is no secret in it: somebody who knows this page, has the file, and works out all seals
from there anew leaves no trace in the file; nor does who cuts off the newest entries, what they did to the rows, and
their number in the header. Only another copy of it shows that: from some entry on the two differ.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

_KINDS = {int: "i", float: "r", str: "t"}
_AT_ONCE = 1 << 16  # letters hashed in one go


def seal(before: str | None, operation: Sequence[Any], changes: Iterable[Sequence[Any]]) -> str:
    """The seal of an operation, from the seal before, what is kept of it, and of each of its changes; see above."""
    digest = hashlib.sha256()
    waiting, size = [_written([before]), _written(operation)], 0
    for change in changes:
        text = _written(change)
        waiting.append(text)
        size += len(text)
        if size > _AT_ONCE:
            digest.update("".join(waiting).encode(errors="surrogateescape"))
            waiting, size = [], 0
    digest.update("".join(waiting).encode(errors="surrogateescape"))
    return digest.hexdigest()


def _written(values: Sequence[Any]) -> str:
    return "".join("n0:" if value is None else _one(value) for value in values)


def _one(value: Any) -> str:
    text = str(value)
    return f"{_KINDS.get(type(value), 'o')}{len(text)}:{text}"
