"""One councillor's reply: the commitments first, then anything else done; earlier replies are read below."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.model import Done
from cp_desktop.model.rules import missing
from cp_desktop.services import replies
from cp_desktop.services.records import ChangedMeanwhileError
from cp_desktop.services.replies import ItemAnswer, ReplySheet, StoredReply
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.survey.answers import AnswerRow
from cp_desktop.ui.records.editors import DateEditor, TextEditor
from cp_desktop.ui.records.fields import NEVER_A_NAME
from cp_desktop.ui.records.leaving import Leaving, ask_leaving
from cp_desktop.ui.records.meanwhile import ConflictChoice
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary, SubHeading
from cp_desktop.ui.widgets.scrolling import put_in, scrolled

KEYS = (
    "U undertaken · N not yet · 0 no answer · 1–5 why not yet · E example · Q may be quoted · M named · Enter next item"
)

UNFINISHED = object()  # what is typed and not readable yet: equal to nothing


class ReplyForm(QFrame):
    """The reply of one councillor. What was begun is saved before anybody else's is shown; Esc loses nothing."""

    saved = Signal(object, bool)  # the councillor's key, and whether the next one is wanted
    left = Signal()

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self.setProperty("surface", "card")
        self._app = app
        self.sheet: ReplySheet | None = None
        self.rows: list[AnswerRow] = []
        self._changing: StoredReply | None = None  # as it was read
        self._dirty = False
        self.title = SubHeading("", wrap=True)
        self.about = Secondary("", wrap=True)
        self.day, self.source = DateEditor(), TextEditor()
        self.day.name_for("Answered on")
        self.day.edited.connect(self._edited)
        self.source.name_for("Source")
        self.source.set_hint("On paper, by telephone")
        self.source.edited.connect(self._edited)
        self.error = ErrorLabel()
        self.choice = ConflictChoice()
        self.choice.chosen.connect(self._chosen)
        self.again = push_button("Enter a later reply")
        self.again.clicked.connect(lambda _: self.enter())
        self.save_button = push_button("&Save and next", "save", primary=True)
        self.save_button.setToolTip("Ctrl+Enter; Ctrl+S")
        self.save_button.clicked.connect(lambda _: self.save(onward=True))
        self.keys = Secondary(f"{KEYS}. Ctrl+Enter saves. {NEVER_A_NAME}", wrap=True)
        self._dates = self._date_line()
        self._empty()
        self.area = scrolled(self._inside)
        foot = QHBoxLayout()
        foot.addWidget(self.save_button)
        foot.addWidget(self.again)
        foot.addStretch(1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(SPACE.medium, SPACE.small, SPACE.medium, SPACE.small)
        whole.setSpacing(SPACE.small)
        for part in (self.title, self.about, self._dates):
            whole.addWidget(part)
        whole.addWidget(self.area, 1)
        whole.addWidget(self.choice)
        whole.addWidget(self.error)  # above Save, so that no row moves
        whole.addWidget(self.keys)
        whole.addLayout(foot)
        self.number, self._every = QLineEdit(self), link_button("")
        self.number.hide()

    def _date_line(self) -> QWidget:
        """When it was answered, and from where it is known."""
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.small)
        for label, editor, share in (("Answered on", self.day, 2), ("Source", self.source, 3)):
            words = QLabel(label)
            words.setBuddy(editor)
            row.addWidget(words)
            row.addWidget(editor, share)
        return line

    @property
    def dirty(self) -> bool:
        """Whether something entered has not been saved."""
        return self._dirty

    # -- showing

    def open(self, sheet: ReplySheet) -> None:
        """Shows a councillor: ready for her reply if she has none, else her replies to read."""
        self.sheet = sheet
        if sheet.replies or not self._app.can_write:
            self._read()
        else:
            self.enter()

    def enter(self, kept: StoredReply | None = None) -> None:
        """Makes ready for a new reply, or for changing one of the register."""
        assert self.sheet is not None
        self._begin("Change the reply" if kept else "A later reply" if self.sheet.replies else "Reply")
        self._changing = deepcopy(kept)
        scope = self._app.scope
        self.day.set_value(kept.answered_at.date() if kept else min(scope.as_at, scope.last_day))
        self.source.set_value(kept.source if kept else None)
        self.sheet_rows(kept.answers if kept else {})
        for reply in self.sheet.replies:
            if kept is None or reply.id != kept.id:
                self._earlier(reply, change=False)
        self._put_in()
        self._dirty = False
        self.focus_first()

    def sheet_rows(self, answers: dict[int, ItemAnswer]) -> None:
        """Lays out a row for each item: the committed ones, and of the others those that are answered."""
        assert self.sheet is not None
        if self.sheet.committed:
            self._stack.addWidget(SubHeading("Committed to"))
        for item in self.sheet.committed:
            self._row(AnswerRow(item, committed=True), answers)
        self._stack.addSpacing(SPACE.small)
        self._stack.addWidget(SubHeading("Anything else done"))
        if self.sheet.others:
            self._stack.addLayout(self._number_line())
        for item in self.sheet.others:
            row = AnswerRow(item, committed=False)
            self._row(row, answers)
            row.setVisible(item.id in answers)

    def _number_line(self) -> QHBoxLayout:
        self.number = QLineEdit()
        self.number.setAccessibleName("Number of another item that was done")
        self.number.setMaximumWidth(self.fontMetrics().averageCharWidth() * 12)
        self.number.returnPressed.connect(self._add_number)
        self.number.textEdited.connect(lambda _: self.error.end())
        self._every = link_button("Show all other items")
        self._every.clicked.connect(lambda _: self._show_others())
        line = QHBoxLayout()
        label = QLabel("&Number of the item")
        label.setBuddy(self.number)
        line.addWidget(label)
        line.addWidget(self.number)
        line.addWidget(self._every)
        line.addStretch(1)
        return line

    def _row(self, row: AnswerRow, answers: dict[int, ItemAnswer]) -> None:
        row.set_answer(answers.get(row.item.id, ItemAnswer()))
        row.edited.connect(self._edited)
        row.stepped.connect(lambda steps, row=row: self._step(row, steps))
        self.rows.append(row)
        self._stack.addWidget(row)

    def _read(self) -> None:
        assert self.sheet is not None
        self._begin("Replies" if self.sheet.replies else "No reply yet")
        for reply in self.sheet.replies:
            self._earlier(reply, change=self._app.can_write)
        self._put_in()
        self._dates.hide()
        self.save_button.hide()
        self.keys.hide()
        self.again.setVisible(self._app.can_write)

    def _earlier(self, kept: StoredReply, change: bool) -> None:
        """A reply of the register, to read."""
        assert self.sheet is not None
        self._stack.addSpacing(SPACE.small)
        head = QHBoxLayout()
        head.addWidget(SubHeading(kept.heading, wrap=True), 1)
        if change:
            button = link_button("Change this reply")
            button.clicked.connect(lambda _: self.enter(kept))
            head.addWidget(button)
        self._stack.addLayout(head)
        for committed, items in ((True, self.sheet.committed), (False, self.sheet.others)):
            for item in items:
                if item.id in kept.answers:
                    row = AnswerRow(item, committed, read_only=True)
                    row.set_answer(kept.answers[item.id])
                    row.stepped.connect(lambda steps, row=row: self._go(row, steps))
                    self._stack.addWidget(row)

    def _begin(self, what: str) -> None:
        assert self.sheet is not None
        self._empty()
        self.rows = []
        self._dirty = False
        self._changing = None
        self.choice.forget()
        self.title.setText(self.sheet.name)
        number = len(self.sheet.committed)
        items = "one item" if number == 1 else f"{number} items" if number else "no item"
        self.about.setText(f"{what}. Committed to {items}.")
        self.error.say("")
        self._dates.show()
        self.save_button.show()
        self.keys.show()
        self.again.hide()

    def _empty(self) -> None:
        """Begins what stands in the area, before anybody sees it."""
        self._inside = QWidget()
        self._stack = QVBoxLayout(self._inside)
        self._stack.setContentsMargins(0, 0, SPACE.tight, 0)
        self._stack.setSpacing(0)

    def _put_in(self) -> None:
        self._stack.addStretch(1)
        put_in(self.area, self._inside)
        self.area.verticalScrollBar().setValue(0)

    def focus_first(self) -> None:
        """Puts the keyboard on the first item."""
        if self.rows:
            (self.rows[0] if self.sheet and self.sheet.committed else self.number).setFocus()
        elif self.again.isVisible():
            self.again.setFocus()

    # -- entering

    def _edited(self) -> None:
        self._dirty = True
        self.error.end()

    def _step(self, row: AnswerRow, steps: int) -> None:
        shown = [one for one in self.rows if not one.isHidden()]
        place = shown.index(row) + steps
        last_committed = len(self.sheet.committed) - 1 if self.sheet else -1
        here = shown.index(row)
        if not self.number.isHidden() and (here, steps) in ((last_committed, 1), (last_committed + 1, -1)):
            self._focus(self.number)
        elif 0 <= place < len(shown):
            self._focus(shown[place])
        elif place >= len(shown):
            self._focus(self.save_button)

    def _go(self, row: AnswerRow, steps: int) -> None:
        self.focusNextPrevChild(steps > 0)

    def _focus(self, widget: QWidget) -> None:
        widget.setFocus()
        if self._inside.isAncestorOf(widget):
            self.area.ensureWidgetVisible(widget)

    def _add_number(self) -> None:
        text = self.number.text().strip()
        if not text:
            self._focus(self.save_button)
            return
        row = next((one for one in self.rows if str(one.item.number) == text), None)
        if row is None:
            self._complain(f"This menu has no item {text}. Nothing was added. Look at the numbers of the items.")
            return
        self.number.clear()
        row.show()
        row.set_answer(replace(row.answer(), done=row.answer().done if not row.answer().blank else Done.UNDERTAKEN))
        self._edited()
        self._stack.activate()
        self._focus(row)

    def _show_others(self) -> None:
        for row in self.rows:
            row.show()
        first = next((row for row in self.rows if self.sheet and row.item in self.sheet.others), None)
        if first:
            self._focus(first)

    def save(self, onward: bool = False) -> bool:
        """Saves the whole reply as one operation; False, with the sentence shown, if it cannot be."""
        if self.sheet is None or not self._app.can_write or not self.rows:
            return True
        sheet, answers, edition = (
            self.sheet,
            {row.item.id: row.answer() for row in self.rows},
            self._app.scope.edition_id,
        )
        assert edition is not None
        try:
            day = self.day.value()
            if day is None:
                raise missing("Answered on", "answered_at")
            self._dirty = False  # what the announcement reads again may replace what is shown
            councillor, source = sheet.councillor_id, self.source.value()
            replies.save(self._app.register, edition, councillor, answers, day, source, self._changing)
        except ChangedMeanwhileError as problem:
            self._dirty = True
            self.choice.offer(str(problem), problem.conflicts)
            return False
        except UserError as problem:
            self._dirty = True
            self._complain(str(problem))
            return False
        self.choice.forget()
        self.saved.emit(sheet.councillor_id, onward)
        return True

    def take_in(self, sheet: ReplySheet, *wanted: str) -> None:
        """Shows what the register has by now where nothing was entered since, and in the parts that are wanted."""
        if self._changing is None:
            return
        id = self._changing.id
        fresh = next((one for one in sheet.replies if one.id == id), None)
        if fresh is None:
            self._complain(
                "This reply was deleted meanwhile. What you entered is not saved, and cannot be here. Undo what "
                "deleted it in History, then save."
            )
            return
        rows = {str(row.item.id): row for row in self.rows}
        for at in ("answered_on", "source", *rows):
            if at in wanted or self._entered(at) == self._changing.part(at):
                self._changing.take(fresh, at)
                if at in rows:
                    rows[at].set_answer(fresh.part(at))
                    rows[at].setVisible(rows[at].isVisible() or not fresh.part(at).blank)
                else:
                    (self.day if at == "answered_on" else self.source).set_value(fresh.part(at))

    def _entered(self, at: str) -> Any:
        if at not in ("answered_on", "source"):
            return next(row.answer() for row in self.rows if str(row.item.id) == at)
        try:
            return (self.day if at == "answered_on" else self.source).value()
        except UserError:
            return UNFINISHED

    def _chosen(self, at: str, mine: bool) -> None:
        """What was entered stands, or what the register has by now; after the last choice it is saved."""
        assert self.sheet is not None
        scope, councillor = self._app.scope, self.sheet.councillor_id
        if mine:
            next(one for one in self.choice.conflicts if one.at == at).keep_mine()
        else:
            sheet = self._app.read(lambda session: replies.load(session, scope.edition_id, scope.as_at, councillor))
            if sheet is not None:
                self.take_in(sheet, at)
        if not self.choice.open:
            self.save()

    def _complain(self, sentence: str) -> None:
        self.error.say(sentence)

    def commit_pending(self) -> bool:
        """Saves a reply that was begun; False when that must wait for a mend."""
        if not self._dirty:
            return True
        if all(row.answer().blank for row in self.rows):  # a date alone is no reply
            self._dirty = False
            return True
        return self.save() or self._decide(self.error.text())

    def _decide(self, problem: str = "") -> bool:
        """Asks what becomes of what was entered; False when it stays as it is."""
        assert self.sheet is not None
        match ask_leaving(self, f"The reply of {self.sheet.name}", problem):
            case Leaving.DISCARD:
                self._dirty = False
                self.open(self.sheet)
                return True
            case Leaving.SAVE:
                return self.save()
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save(onward=True)
        elif event.key() == Qt.Key.Key_Escape:
            entered = self._dirty and not all(row.answer().blank for row in self.rows)
            if not entered or self._decide():
                self.left.emit()
        else:
            super().keyPressEvent(event)
