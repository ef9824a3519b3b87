"""The dialog that makes one councillor of two: both side by side, what moves, and what becomes of what clashes."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop.disclosure import PRIVATE
from cp_desktop.errors import UserError
from cp_desktop.model import Councillor
from cp_desktop.services import councillors
from cp_desktop.services.councillors import MergePlan
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder
from cp_desktop.ui.widgets.scrolling import scrolled


class MergeDialog(ReadingOrder, QDialog):
    """Two councillors who are the same person, one of whom stays. `merged` tells which, once it is done."""

    merged = Signal(int)

    def __init__(self, app: AppSession, parent: QWidget, keep: int | None = None, other: int | None = None) -> None:
        super().__init__(parent)
        self._app = app
        self.plan: MergePlan | None = None
        self.setWindowTitle("Merge two councillors")
        side = theme.row_height()
        self.resize(side * 26, side * 19)
        self.keep, self.other = LookupEditor(app, Councillor), LookupEditor(app, Councillor)
        self.exchange_button = push_button("E&xchange the two")
        self.exchange_button.setToolTip("The other one stays")
        self.exchange_button.clicked.connect(self.exchange)
        self.error = ErrorLabel()
        self.facts = PlainTable("The two side by side", PRIVATE, fitted=True)
        self.facts.stayed.connect(lambda sentence: app.message.emit(sentence, "info", ""))
        self.told = QWidget()
        self._sentences = QVBoxLayout(self.told)
        self._sentences.setContentsMargins(0, 0, SPACE.small, 0)
        self._sentences.setSpacing(SPACE.tight)
        buttons = QDialogButtonBox()
        self.merge_button = buttons.addButton("&Merge", QDialogButtonBox.ButtonRole.ActionRole)
        self.merge_button.setProperty("primary", True)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.merge_button.clicked.connect(lambda _: self.merge())
        buttons.rejected.connect(self.reject)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addLayout(self._choice())
        stack.addWidget(self.error)
        stack.addWidget(self.facts)
        stack.addWidget(scrolled(self.told), 1)
        stack.addWidget(buttons)
        self.keep.set_value(keep)
        self.other.set_value(other)
        self.look()
        (self.merge_button if self.plan else self.keep if keep is None else self.other).setFocus()

    def _choice(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.medium)
        grid.setVerticalSpacing(SPACE.tight)
        for column, (words, editor) in enumerate((("Who &stays", self.keep), ("Who is the same &person", self.other))):
            label = QLabel(words)
            label.setBuddy(editor)
            editor.name_for(words.replace("&", ""))
            editor.edited.connect(self.look)
            grid.addWidget(label, 0, column)
            grid.addWidget(editor, 1, column)
            grid.setColumnStretch(column, 1)
        grid.addWidget(self.exchange_button, 1, 2)
        return grid

    def exchange(self) -> None:
        """Lets the other one stay."""
        keep, other = self.keep.key, self.other.key
        self.keep.set_value(other)
        self.other.set_value(keep)
        self.look()

    def look(self) -> None:
        """Shows what merging the two would do, as soon as both are chosen."""
        keep, other = self.keep.key, self.other.key
        self.plan = None
        self.error.say("")
        if keep is not None and other is not None:
            try:
                self.plan = councillors.plan_merge(self._app.register, keep, other)
            except UserError as problem:
                self.error.say(str(problem))
        self.merge_button.setEnabled(self.plan is not None and self._app.can_write)
        self._show()

    def _show(self) -> None:
        while self._sentences.count():
            item = self._sentences.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.deleteLater()
        self.facts.setVisible(self.plan is not None)
        if self.plan is None:
            said = "Choose both: then what moves, and what becomes of what both have, is told here first."
            self._sentences.addWidget(Secondary(said, wrap=True))
        else:
            keep, other = self.plan.keep, self.plan.other
            rows = [[label, mine, other.facts[label]] for label, mine in keep.facts.items()]
            self.facts.set_rows(["", f"{keep.name} stays", f"{other.name} goes"], rows)
            for title, sentences in councillors.told(self.plan):
                self._sentences.addWidget(SubHeading(title))
                words = "\n".join(f"•  {sentence}" for sentence in sentences)
                self._sentences.addWidget(Secondary(words, wrap=True))
        self._sentences.addStretch(1)

    def merge(self) -> None:
        """Does it: one operation, which Undo takes back."""
        if self.plan is None:
            return
        keep, other = self.plan.keep.id, self.plan.other.id
        try:
            done = councillors.merge(self._app.register, keep, other)
        except UserError as problem:
            self.error.say(str(problem))
            return
        self.accept()
        self.merged.emit(keep)
        moved = "1 record moved" if done.number == 1 else f"{done.number:,} records moved"
        self._app.message.emit(f"{done.label}. {moved}.", "info", "Undo")
