"""A page of one table of records: what its keys and the needs of the Overview do there."""

from cp_desktop.figures.attention import Need
from cp_desktop.ui.page import Page
from cp_desktop.ui.records.record_table import RecordTable


class TablePage(Page):
    """`rows` is the table that Ctrl+F searches, and that shows the rows of a need."""

    rows: RecordTable

    def attend(self, need: Need) -> None:
        self.rows.attend(need)

    def search(self) -> None:
        self.rows.enter_search()
