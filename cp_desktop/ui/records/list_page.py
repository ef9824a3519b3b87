"""The page of one subject: its table and its record, with a button to add one."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtWidgets import QWidget

from cp_desktop.model import Base, Listing, plain, table_of
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.record_list import RecordList
from cp_desktop.ui.records.table_page import TablePage
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.surfaces import EmptyState


class ListPage(TablePage):
    """A subject's page. A subclass names the mapped class and, where the plain one will not do, what is searched, and
    where that is not what it shows, the listing."""

    kind: ClassVar[type[Base]]
    purpose: ClassVar[str] = ""  # said while there is nothing to show
    hidden_fields: ClassVar[Sequence[str]] = ()

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.form = self.make_form()
        self.list = RecordList(app, self.listing, self.form, self.make_empty, self.kind.many.capitalize())
        self.rows = self.list.rows
        self.add_button = push_button(f"&Add {self.kind.one}", "add", primary=True)
        self.add_button.clicked.connect(lambda _: self.new())
        self.add_button.setToolTip("Ctrl+N")
        if not app.can_write:
            self.add_button.hide()
        self.tools.addWidget(self.add_button)
        self.body.addWidget(self.list, 1)

    def add_tool(self, button: QWidget) -> None:
        """Puts a button before the one that adds a record."""
        self.tools.insertWidget(self.tools.indexOf(self.add_button), button)

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return plain(cls.kind)

    def listing(self) -> Listing:
        """The listing it shows now, for this year and day: all that is searched, unless told otherwise."""
        return self.searched(self.app.scope)

    def tables(self) -> frozenset[str]:
        """Those of its listing, of the record and its belongings, and of what these refer to."""
        mine = [table_of(self.kind), *(table_of(link.mapper.class_) for link in records.belongings(self.kind))]
        referred = (key.column.table for table in mine for key in table.foreign_keys)
        return self.listing().tables | {table.name for table in (*mine, *referred)}

    def make_form(self) -> RecordForm:
        """The form of one record."""
        return RecordForm(self.app, self.kind, self.hidden_fields)

    def make_empty(self) -> EmptyState:
        """What stands there while there is nothing to show."""
        return EmptyState(self.entry.icon, self.purpose or f"No {self.kind.many} yet.", self.empty_actions())

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        """What the empty page offers."""
        return [(f"Add the first {self.kind.one}", self.new)] if self.app.can_write else []

    def defaults(self) -> dict[str, Any]:
        """What a new record begins with, besides the declared defaults."""
        return {}

    def refresh(self) -> None:
        self.list.refresh()

    def new(self, **values: Any) -> None:
        self.list.new(**(self.defaults() | values))

    def save(self) -> None:
        self.list.save()

    def go_to(self, id: int) -> None:
        self.list.go_to(id)

    def commit_pending(self) -> bool:
        return self.list.commit_pending()
