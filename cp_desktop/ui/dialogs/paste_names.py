"""Names from somebody's attendance list: pasted, found in the register, and handed on once nobody is guessed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.disclosure import PUBLIC
from cp_desktop.exchange import Option, Question
from cp_desktop.exchange.importer import WHO
from cp_desktop.exchange.pasted_names import Named, named
from cp_desktop.exchange.people import People
from cp_desktop.model.values import quoted
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.questions import QuestionGrid
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.reading_order import ReadingOrder

HOW = (
    "One name to a line, or semicolons or commas between them, as Outlook and Teams list who was there. "
    "Titles, e-mail addresses and a ward in brackets are understood."
)


class PasteNamesDialog(ReadingOrder, QDialog):
    """A box to paste names into, whom each means, and what to choose where it is not clear.

    `chosen` brings the keys of the councillors. Names that nobody bears stay in the box, to be corrected.
    """

    chosen = Signal(list)

    def __init__(self, app: AppSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self._people = app.read(People)
        self._answers: dict[str, str] = {}
        self.named: Sequence[Named] = ()
        self.setWindowTitle("Paste names")
        self.resize(theme.row_height() * 22, theme.row_height() * 18)
        self.box = QPlainTextEdit()
        self.box.setAccessibleName("Names")
        self.box.setAccessibleDescription(app.terms.said(HOW))
        self.box.setTabChangesFocus(True)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self._question_area = QScrollArea()
        self._question_area.setWidgetResizable(True)
        self._question_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.choices: dict[str, QComboBox] = {}
        self.rows = PlainTable("Whom the names mean", PUBLIC)
        buttons = QDialogButtonBox()
        self.add_button = buttons.addButton("&Add", QDialogButtonBox.ButtonRole.AcceptRole)
        self.add_button.setProperty("primary", True)
        self.add_button.setToolTip("Ctrl+Enter")
        buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.add)
        buttons.rejected.connect(self.reject)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self, self.add)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addWidget(Secondary(app.terms.said(HOW), wrap=True))
        stack.addWidget(self.box, 2)
        stack.addWidget(self.said)
        stack.addWidget(self._question_area, 1)
        stack.addWidget(self.rows, 2)
        stack.addWidget(buttons)
        self._pause = QTimer(self, singleShot=True, interval=150)
        self._pause.timeout.connect(self.look)
        self.box.textChanged.connect(self._pause.start)
        self.look()

    # -- who is meant

    def look(self) -> None:
        """Looks for the names in the box."""
        self._pause.stop()
        self.named = named(self._people, self.box.toPlainText())
        self._ask([one for one in self.named if one.found.people and not one.found.sure])
        self._show_found()

    def _meant(self, one: Named) -> int | None:
        if one.found.sure:
            return one.found.people[0].id
        answer = self._answers.get(one.text)
        return int(answer) if answer else None

    def _ask(self, unclear: Sequence[Named]) -> None:
        if list(self.choices) == [one.text for one in unclear]:
            return
        inside = QuestionGrid(
            [
                Question(
                    one.text,
                    WHO,
                    f"“{quoted(one.text)}”: {one.found.why}.",
                    tuple(Option(str(who.id), who.label) for who in one.found.people),
                )
                for one in unclear
            ],
            self._answers,
        )
        self.choices = inside.choices
        for text, choice in self.choices.items():
            choice.activated.connect(lambda _, text=text, box=choice: self._answer(text, box.currentData()))
        self._question_area.setWidget(inside)
        self._question_area.setMaximumHeight(inside.sizeHint().height() + 2 * self._question_area.frameWidth())
        self._question_area.setVisible(bool(unclear))

    def _answer(self, text: str, answer: str | None) -> None:
        if answer is None:
            self._answers.pop(text, None)
        else:
            self._answers[text] = answer
        self._show_found()

    def _show_found(self, before: str = "") -> None:
        in_doubt_first = sorted(self.named, key=lambda one: self._meant(one) is not None)
        self.rows.set_rows(("As pasted", "Councillor"), [(one.text, self._described(one)) for one in in_doubt_first])
        ready, open_ = self._ready(), sum(bool(one.found.people) and not self._meant(one) for one in self.named)
        unknown = sum(not one.found.people for one in self.named)
        parts = [
            *([f"{len(ready)} {'councillor' if len(ready) == 1 else 'councillors'} found"] if ready else []),
            *([f"{open_} to choose"] if open_ else []),
            *([f"{unknown} not in the register: they stay in the box, to be corrected"] if unknown else []),
        ]
        self.said.setText(before + ("; ".join(parts) + "." if self.named else ""))
        self.said.setVisible(bool(self.said.text()))
        self.rows.setVisible(bool(self.named))
        self.add_button.setText(f"&Add {len(ready)}" if ready else "&Add")
        self.add_button.setEnabled(bool(ready))

    def _described(self, one: Named) -> str:
        if (id := self._meant(one)) is not None:
            return self._people.known[id].label
        return "Choose above" if one.found.people else "Nobody of that name is in the register"

    def _ready(self) -> list[int]:
        return list(dict.fromkeys(id for one in self.named if (id := self._meant(one)) is not None))

    # -- handing them on

    def add(self) -> None:
        """Hands on whoever was found or chosen; what is left stays in the box, and without any it closes."""
        self.look()
        ready = self._ready()
        if not ready:
            return
        left = [one.text for one in self.named if self._meant(one) is None]
        self.chosen.emit(ready)
        if not left:
            self.accept()
            return
        self.box.setPlainText("\n".join(left))
        self.look()
        self._show_found(f"Added {len(ready)}. ")
        self.box.setFocus()
