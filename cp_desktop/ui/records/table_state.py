"""How a table was left: its columns, their widths, and what it was sorted by; kept on this machine."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from cp_desktop.ui.ui_settings import recall, remember


@dataclass(frozen=True)
class ColumnState:
    """How a column was left: its width, 0 where nobody has sized it."""

    label: str
    width: int
    hidden: bool


@dataclass(frozen=True)
class TableState:
    """How a table was left: its columns from left to right, and the one it was sorted by."""

    columns: Sequence[ColumnState] = ()
    sorted_by: str | None = None
    descending: bool = False


def recalled(key: str) -> TableState:
    """How the table of a listing was left; as it is made where that is not known."""
    try:
        found = json.loads(recall(f"tables/{key}", ""))
        sorted_by, descending = found["sort"]
        return TableState([ColumnState(*column) for column in found["columns"]], sorted_by, descending)
    except (TypeError, ValueError, KeyError):
        return TableState()  # never seen, or of another release


def keep(key: str, state: TableState) -> None:
    """Keeps how the table of a listing was left."""
    columns = [(column.label, column.width, column.hidden) for column in state.columns]
    remember(f"tables/{key}", json.dumps({"columns": columns, "sort": [state.sorted_by, state.descending]}))
