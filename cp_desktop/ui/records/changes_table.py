"""What an operation changed, record by record and field by field."""

from collections.abc import Sequence

from cp_desktop.disclosure import PRIVATE
from cp_desktop.register.changes import RowChange
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.plain_table import PlainTable


class ChangesTable(PlainTable):
    """Each record with its verb, and under it what differs: field, before, after."""

    def __init__(self, app: AppSession) -> None:
        super().__init__("What it changed", PRIVATE)
        self.stayed.connect(lambda said: app.message.emit(said, "info", ""))

    def show_changes(self, changes: Sequence[RowChange]) -> None:
        """Shows the changes of an operation, as `describe_operation` tells them."""
        rows: list[tuple[str, ...]] = []
        guarded = set()
        for change in changes:
            guarded |= {len(rows) + place for place in change.guarded}
            rows += [(f"{change.verb} {change.what}",), *change.fields]
        self.set_rows(("Field", "Before", "After"), rows, widest=28, guarded=guarded)
