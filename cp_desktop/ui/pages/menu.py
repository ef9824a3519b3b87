"""The menu of involvement: its items with their guidance, and the title and introduction it goes out under."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.model import Edition, Item, Listing, MunicipalYear, menu_items, show, table_of
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
        highest = select(func.max(Item.number)).where(Item.edition_id == edition)
        return {"edition_id": edition, "number": (self.desk.read(lambda session: session.scalar(highest)) or 0) + 1}

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
        earlier = self.desk.read(self._earlier)
        if earlier:
            actions.insert(0, (f"Copy the menu of {earlier[1]}", lambda: self.copy_earlier(earlier[0])))
        return [*actions, ("Start with an empty one", self.start)]

    def _earlier(self, session: Session) -> tuple[int, str] | None:
        query = (
            select(Edition.id, MunicipalYear.label)
            .join(Edition.year)
            .where(MunicipalYear.first_day < self.desk.scope.first_day)
            .order_by(MunicipalYear.first_day.desc())
        )
        found = session.execute(query).first()
        return (found[0], found[1]) if found else None

    def start(self) -> None:
        """Gives the year an empty menu, and asks for its title."""
        scope = self.desk.scope
        title = f"Menu of involvement {scope.year}"

        def work(session: Session) -> None:
            session.add(Edition(year_id=scope.year_id, title=title))

        self.desk.do(f"Start the menu of {scope.year}", work)

    def copy_earlier(self, edition_id: int) -> None:
        """Gives the year a copy of an earlier menu."""
        scope = self.desk.scope

        def work(session: Session) -> int:
            year = session.get_one(MunicipalYear, scope.year_id)
            edition = session.get_one(Edition, edition_id).renewed(year)
            session.add(edition)
            return len(edition.items)

        count = self.desk.do(f"Copy a menu for {scope.year}", work)
        if count is not None:
            self.desk.said.emit(
                f"The menu of {scope.year} begins with {count} items. Change what is new.", "info", "Undo"
            )
