"""The menu of involvement: its items with their guidance, and the title and introduction it goes out under."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cp_desktop.model import Edition, Item, Listing, MunicipalYear, menu_items, show, table_of
from cp_desktop.register.records import following
from cp_desktop.services.menus import copy_menu, latest_menu, start_menu
from cp_desktop.ui.desk import Desk, Scope
from cp_desktop.ui.looks.widgets import EmptyState, push_button
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage

NO_EDITION = 0  # the key of no menu: nothing is listed under it


class MenuPage(ListPage):
    """The items of this year's menu, and how the year comes by one."""

    kind = Item
    hidden_fields = ("edition_id",)
    shortcuts = (("Ctrl+N", "A new item, with the next number"), ("Ctrl+S", "Save the item or the title"))

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.edition_form = RecordForm(desk, Edition, ("year_id", "items"))
        self.list.add_form(self.edition_form)
        self.edition_button = push_button("&Title and introduction", "edit")
        self.edition_button.clicked.connect(self.open_edition)
        self.add_tool(self.edition_button)

    @classmethod
    def searched(cls, scope: Scope) -> Listing:
        return menu_items(scope.edition_id or NO_EDITION)

    def tables(self) -> frozenset[str]:
        return super().tables() | {table_of(MunicipalYear).name}  # an earlier one's menu may be copied

    def refresh(self) -> None:
        super().refresh()
        scope = self.desk.scope
        self.edition_button.setEnabled(scope.edition_id is not None)
        self.add_button.setEnabled(scope.edition_id is not None)
        self.sentence.setText(self.desk.read(self._said))

    def _said(self, session: Session) -> str:
        edition = session.get(Edition, self.desk.scope.edition_id or NO_EDITION)
        if edition is None:
            return f"{self.desk.scope.year} has no menu yet."
        agreed = f", agreed on {show(edition.agreed_on)}" if edition.agreed_on else ""
        return f"{edition.title}: {len(edition.items)} items{agreed}."

    def open_edition(self) -> None:
        """Shows the menu's own title, date and introduction."""
        if self.desk.scope.edition_id is not None and self.list.leave():
            self.list.show_form(self.edition_form)
            self.edition_form.open(self.desk.scope.edition_id)
            self.edition_form.focus_first()

    def defaults(self) -> dict[str, Any]:
        edition = self.desk.scope.edition_id
        number = self.desk.read(lambda session: following(session, Item.number, Item.edition_id == edition))
        return {"edition_id": edition, "number": number}

    def new(self, **values: Any) -> None:
        if self.desk.scope.edition_id is not None:
            super().new(**values)
        else:
            self.desk.said.emit(f"{self.desk.scope.year} has no menu yet: start or import one first.", "warning", "")

    # -- while there is no menu

    def make_empty(self) -> EmptyState:
        year = self.desk.scope.year
        if self.desk.scope.edition_id is not None:
            purpose = f"The menu of {year} has no items yet. Import them, or add them one by one."
        else:
            purpose = (
                f"The menu of involvement says what councillors may choose to do for the council's children. "
                f"{year} has none yet."
            )
        return EmptyState(self.entry.icon, purpose, self.empty_actions())

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        if not self.desk.can_write:
            return []
        actions: list[tuple[str, Callable[[], object]]] = [("Import a menu", lambda: self.wants_import.emit("menu"))]
        if self.desk.scope.edition_id is not None:
            return [*actions, ("Add the first item", self.new)]
        earlier = self.desk.read(lambda session: latest_menu(session, self.desk.scope.first_day))
        if earlier:
            actions.insert(0, (f"Copy the menu of {earlier[1]}", lambda: self.copy_earlier(earlier[0])))
        return [*actions, ("Start with an empty one", self.start)]

    def start(self) -> None:
        """Gives the year an empty menu."""
        self.desk.try_(lambda: start_menu(self.desk.register, self.desk.scope.year_id))

    def copy_earlier(self, edition_id: int) -> None:
        """Gives the year a copy of an earlier menu."""
        scope = self.desk.scope
        done = self.desk.try_(lambda: copy_menu(self.desk.register, edition_id, scope.year_id))
        if done is not None:
            self.desk.said.emit(
                f"The menu of {scope.year} begins with {done.number} items. Change what is new.", "info", "Undo"
            )
