"""The section of the settings about people's data: everybody on the register, and what is past its period."""

import datetime as dt
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from sqlalchemy.orm import Session

from cp_desktop.disclosure import PRIVATE
from cp_desktop.figures.attention import PEOPLES_DATA
from cp_desktop.figures.retention import PEOPLE, Due, past_periods
from cp_desktop.model import RetentionKind, normalise, show
from cp_desktop.register.people import Subject, people
from cp_desktop.services import privacy
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.confirm import may_go
from cp_desktop.ui.dialogs.personal_data import PersonButtons
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.section import PageSection
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary


class PersonalDataSection(PageSection):
    """Everybody whom the register names in a record of their own, those who are due to be erased first."""

    def __init__(self, app: AppSession) -> None:
        super().__init__(
            app,
            PEOPLES_DATA,
            "Everything held about a person, for that person; and erasing one who left. Figures of past years stay.",
        )
        self.filter_box = QLineEdit()
        self.filter_box.setPlaceholderText("Find a person")
        self.filter_box.setAccessibleName("Find a person")
        self.filter_box.setClearButtonEnabled(True)
        self.filter_box.textChanged.connect(self._show)
        self.table = PlainTable("People on the register", PRIVATE)
        self.table.setSelectionMode(PlainTable.SelectionMode.SingleSelection)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._chosen())
        self.table.stayed.connect(lambda sentence: app.message.emit(sentence, "info", ""))
        self.buttons = PersonButtons(app)
        self.past = QHBoxLayout()
        self.past.setSpacing(SPACE.small)
        self.clear_buttons: list[QWidget] = []
        self._people: list[Subject] = []
        self._shown: list[Subject] = []
        self._due: list[Due] = []
        self.body.addWidget(self.filter_box)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.buttons)
        self.body.addLayout(self.past)

    def refresh(self) -> None:
        def query(session: Session) -> tuple[list[Subject], list[Due]]:
            return people(session), past_periods(session, dt.date.today())

        self._people, self._due = self.app.read(query)
        first = {one.key for kind in self._due for one in kind.people}
        self._people.sort(key=lambda one: (one.key not in first, one.left_on is None))
        self._show()
        self._show_past()

    def search(self) -> None:
        self.filter_box.setFocus()

    def _show(self) -> None:
        words = normalise(self.filter_box.text())
        first = {one.key for kind in self._due for one in kind.people}
        self._shown = [one for one in self._people if any(words in normalise(name) for name in one.names)]
        rows = [
            [one.name, one.one.capitalize(), show(one.left_on) if one.left_on else "", _state(one, one.key in first)]
            for one in self._shown
        ]
        self.table.set_rows(["Name", "Who", "Until", "State"], rows)
        if rows:
            self.table.selectRow(0)
        self._chosen()

    def _chosen(self) -> None:
        row = self.table.currentIndex().row()
        one = self._shown[row] if 0 <= row < len(self._shown) else None
        self.buttons.show_person(one.key if one else "", one.name if one else "")

    def _show_past(self) -> None:
        while self.past.count():
            item = self.past.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self.clear_buttons = []
        for one in self._due:
            if one.kind not in PEOPLE:
                button = push_button(f"Clear: {one.kind.label} ({show(one.number)})…")
                button.setToolTip(f"What is from {show(one.until)} or before, in the history too")
                button.clicked.connect(partial(self._ask_clearing, one))
                button.setEnabled(self.app.can_write)
                self.past.addWidget(button)
                self.clear_buttons.append(button)
        if self.clear_buttons:
            self.past.insertWidget(0, Secondary("Past its period:"))
        self.past.addStretch(1)

    def _ask_clearing(self, one: Due) -> None:
        text = f"{one.kind.label}: {show(one.number)} from {show(one.until)} or before."
        more = (
            "It goes from the history too, and cannot be undone. Every figure stays as it was. Copies made before hold "
            "it still."
        )
        if may_go(self, "Clear what is past its period", text, more, "&Clear it"):
            self.clear(one.kind)

    def clear(self, kind: RetentionKind) -> None:
        """Clears what of a kind is past its period."""
        register = self.app.register
        self.app.work(self, "Clearing", lambda *_: privacy.clear(register, kind), self._cleared)

    def _cleared(self, sentence: str) -> None:
        self.refresh()
        self.app.message.emit(sentence, "info", "")


def _state(one: Subject, past: bool) -> str:
    if one.erased_on is not None:
        return f"Erased on {show(one.erased_on)}"
    if past:
        return "To be erased"
    if one.gone:
        return "Deleted; still in the history"
    return "" if one.left_on is None else "Left"
