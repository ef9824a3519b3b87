"""The menu of involvement: its items with their guidance, and the title and introduction it goes out under."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cp_desktop.model import Edition, Item, Listing, MunicipalYear, menu_items, show, table_of
from cp_desktop.services.records import following
from cp_desktop.services.years import copy_menu, latest_menu, start_menu
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.surfaces import EmptyState

NO_EDITION = 0  # the key of no menu: nothing is listed under it


class MenuPage(ListPage):
    """The items of this year's menu, and how the year comes by one."""

    kind = Item
    hidden_fields = ("edition_id",)
    shortcuts = (("Ctrl+N", "A new item, with the next number"), ("Ctrl+S", "Save the item or the title"))

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.edition_form = RecordForm(app, Edition, ("year_id", "items"))
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
        scope = self.app.scope
        self.edition_button.setEnabled(scope.edition_id is not None)
        self.add_button.setEnabled(scope.edition_id is not None)
        self.sentence.setText(self.app.read(self._said))

    def _said(self, session: Session) -> str:
        edition = session.get(Edition, self.app.scope.edition_id or NO_EDITION)
        if edition is None:
            return f"{self.app.scope.year} has no menu yet."
        agreed = f", agreed on {show(edition.agreed_on)}" if edition.agreed_on else ""
        return f"{edition.title}: {len(edition.items)} items{agreed}."

    def open_edition(self) -> None:
        """Shows the menu's own title, date and introduction."""
        if self.app.scope.edition_id is not None and self.list.commit_pending():
            self.list.show_form(self.edition_form)
            self.edition_form.open(self.app.scope.edition_id)
            self.edition_form.focus_first()

    def defaults(self) -> dict[str, Any]:
        edition = self.app.scope.edition_id
        number = self.app.read(lambda session: following(session, Item.number, Item.edition_id == edition))
        return {"edition_id": edition, "number": number}

    def new(self, **values: Any) -> None:
        if self.app.scope.edition_id is not None:
            super().new(**values)
        else:
            self.app.message.emit(f"{self.app.scope.year} has no menu yet: start or import one first.", "warning", "")

    # -- while there is no menu

    def make_empty(self) -> EmptyState:
        year = self.app.scope.year
        if self.app.scope.edition_id is not None:
            purpose = f"The menu of {year} has no items yet. Import them, or add them one by one."
        else:
            purpose = (
                f"The menu of involvement says what councillors may choose to do for the council's children. "
                f"{year} has none yet."
            )
        return EmptyState(self.entry.icon, purpose, self.empty_actions())

    def empty_actions(self) -> Sequence[tuple[str, Callable[[], object]]]:
        if not self.app.can_write:
            return []
        actions: list[tuple[str, Callable[[], object]]] = [("Import a menu", lambda: self.wants_import.emit("menu"))]
        if self.app.scope.edition_id is not None:
            return [*actions, ("Add the first item", self.new)]
        earlier = self.app.read(lambda session: latest_menu(session, self.app.scope.first_day))
        if earlier:
            actions.insert(0, (f"Copy the menu of {earlier[1]}", lambda: self.copy_earlier(earlier[0])))
        return [*actions, ("Start with an empty one", self.start)]

    def start(self) -> None:
        """Gives the year an empty menu."""
        self.app.try_(lambda: start_menu(self.app.register, self.app.scope.year_id))

    def copy_earlier(self, edition_id: int) -> None:
        """Gives the year a copy of an earlier menu."""
        scope = self.app.scope
        done = self.app.try_(lambda: copy_menu(self.app.register, edition_id, scope.year_id))
        if done is not None:
            self.app.message.emit(
                f"The menu of {scope.year} begins with {done.number} items. Change what is new.", "info", "Undo"
            )
