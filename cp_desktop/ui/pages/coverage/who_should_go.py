"""Who should go to a home: the councillors in the order to ask them, and a visit planned with one of them or two."""

import datetime as dt
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.figures.who_should_go import HOW, Suggestion, coming, suggestions, usual_kind
from cp_desktop.model import Councillor, Home, Term, VisitKind, show
from cp_desktop.model.base import TimeOfDay
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.rules import missing
from cp_desktop.model.working_days import working_day_after
from cp_desktop.services import invitations, visits
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.drafts_folder import choose_drafts_folder, drafts_folder
from cp_desktop.ui.pages.coverage.candidates import Candidates
from cp_desktop.ui.records.editors import ChoiceEditor, DateEditor, Editor, TextEditor
from cp_desktop.ui.records.lookup_editor import LookupEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.letters import literal

SHOWN = 12  # at first
AHEAD = dt.timedelta(days=14)
STARTS_AT = "14:00"


@dataclass(frozen=True)
class _Suggested:
    """What the panel shows of a home; `more` when there are more councillors than are shown."""

    name: str
    kind: VisitKind
    people: list[Suggestion]
    coming: list[tuple[dt.date, str]]
    more: bool


class WhoShouldGo(QWidget):
    """One home's suggested councillors with the reasons; a visit is planned, and the invitation drafted, at a click.

    Ctrl+Return plans and drafts. `planned` is the new visit's key.
    """

    planned = Signal(int)
    arrived = Signal()  # the councillors are on the screen

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self.home_id: int | None = None
        self._home, self.limit, self._stale = "", SHOWN, False
        self._others: list[int] = []  # looked up by name
        self.title = SubHeading("Who should go", wrap=True)
        self.state = Secondary("", wrap=True)
        self.how_button = link_button("How they are ordered")
        self.how_button.setCheckable(True)
        self.how = Secondary(HOW, wrap=True)
        self.how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.how.hide()
        self.how_button.toggled.connect(self.how.setVisible)
        self.people = Candidates("Who should go")
        self.people.can_tick = app.can_write
        self.people.ticked.connect(self._say_who)
        self.more = link_button("Show more councillors")
        self.more.clicked.connect(self._show_more)
        self.plan_parts = self._planning()
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.how_button)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addLayout(head)
        stack.addWidget(self.how)
        stack.addWidget(self.state)
        stack.addWidget(self.people, 1)
        stack.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        stack.addWidget(self.plan_parts)
        QShortcut(
            QKeySequence("Ctrl+Return"),
            self,
            self.plan_and_draft,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        app.changed.connect(self._changed)
        app.scope_changed.connect(self._expire)
        self.show_home(None)

    def _planning(self) -> QWidget:
        """The line that plans the visit: who else, when, which kind, the buttons."""
        self.other = LookupEditor(self._app, Councillor)
        self.other.only = lambda: Councillor.terms.any(valid_on(Term.start, Term.end, self._app.scope.as_at))
        self.other.chosen.connect(self._add_other)
        self.day, self.time = DateEditor(), TextEditor(TimeOfDay())
        self.kind = ChoiceEditor([(kind, kind.label) for kind in VisitKind], optional=False)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE.small)
        grid.setVerticalSpacing(0)
        editors: tuple[tuple[str, Editor, int], ...] = (
            ("Somebody else", self.other, 3),
            ("Day", self.day, 2),
            ("Time", self.time, 1),
            ("Kind", self.kind, 3),
        )
        places = ((0, 0, 1), (0, 1, 1), (0, 2, 1), (2, 0, 3))
        for (label, editor, share), (row, column, wide) in zip(editors, places, strict=True):
            words = QLabel(label)
            words.setBuddy(editor)
            editor.name_for(label)
            grid.addWidget(words, row, column, 1, wide)
            grid.addWidget(editor, row + 1, column, 1, wide)
            if wide == 1:
                grid.setColumnStretch(column, share)
        self.error = QLabel()
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.error.setProperty("tone", "error")
        self.error.setWordWrap(True)
        self.draft_button = push_button("Plan the visit and &draft the invitation", primary=True)
        self.draft_button.setToolTip("Ctrl+Return")
        self.draft_button.clicked.connect(self.plan_and_draft)
        self.plan_button = push_button("Pl&an only")
        self.plan_button.clicked.connect(self.plan)
        buttons = FlowLayout()
        buttons.addWidget(self.draft_button)
        buttons.addWidget(self.plan_button)
        self.folder = link_button("")
        self.folder.clicked.connect(self._choose_folder)
        self._say_folder()
        parts = QWidget()
        stack = QVBoxLayout(parts)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addLayout(grid)
        stack.addWidget(self.error)
        stack.addLayout(buttons)
        stack.addWidget(self.folder, 0, Qt.AlignmentFlag.AlignLeft)
        self.error.hide()
        return parts

    # -- what it shows

    def show_home(self, home_id: int | None) -> None:
        """Turns to a home, ready to plan a visit to it; None where none is chosen."""
        if home_id != self.home_id or home_id is None:
            self.home_id, self.limit, self._others, self._home = home_id, SHOWN, [], ""
            self.people.fill([])
            self.other.clear()
            self.error.hide()
            # A fortnight ahead, or the next day on which offices are open.
            self.day.set_value(working_day_after(self._app.scope.as_at + AHEAD - dt.timedelta(days=1), 1))
            self.time.set_value(STARTS_AT)
        there = home_id is not None
        for part in (self.people, self.how_button):
            part.setVisible(there)
        self.plan_parts.setVisible(there and self._app.can_write)
        if not there:
            self.title.setText("Who should go")
            self.state.setText("Choose a home, and the councillors who should visit it stand here, with the reasons.")
            self.state.show()
            self.more.hide()
            self.how_button.setChecked(False)
        self.refresh()

    def refresh(self) -> None:
        """Reads the councillors again; those ticked stay ticked."""
        self._stale = False
        home_id = self.home_id
        if home_id is None:
            return
        scope, limit = self._app.scope, self.limit
        wanted = [*self.people.chosen(), *self._others]

        def query(session: Session) -> _Suggested | None:
            home = session.get(Home, home_id)
            if home is None:
                return None
            found = suggestions(session, home_id, scope.edition_id, scope.as_at, limit + 1)
            people = found[:limit]
            missing = set(wanted) - {one.councillor_id for one in people}
            if missing:
                among = sorted(missing)
                people += suggestions(session, home_id, scope.edition_id, scope.as_at, len(among), among)
            more = len(found) > limit
            return _Suggested(home.name, usual_kind(home.kind), people, coming(session, home_id, scope.as_at), more)

        self._app.ask(self, query, self._show)

    def _show(self, found: _Suggested | None) -> None:
        if found is None or self.home_id is None:
            self.show_home(None)
            return
        if not self._home:
            self.kind.set_value(found.kind)
        self._home = found.name
        self.title.setText(f"Who should go to {found.name}")
        sentences = [
            f"A visit is planned for {show(day)}{f': {names}' if names else ''}." for day, names in found.coming
        ]
        if not found.people:
            sentences.append("No councillor is in office on this day.")
        self.state.setText(" ".join(sentences))
        self.state.setVisible(bool(sentences))
        self.people.fill(found.people, [*self.people.chosen(), *self._others])
        if self._others:
            self.people.stand_on(self._others[-1])
        self._others = []
        self.more.setVisible(found.more)
        self.arrived.emit()

    def _show_more(self) -> None:
        self.limit *= 2
        self.refresh()
        self.people.setFocus()

    def _add_other(self, councillor_id: int) -> None:
        self.other.clear()
        self._others.append(councillor_id)
        self.refresh()

    def _say_who(self) -> None:
        number = len(self.people.chosen())
        self.plan_button.setEnabled(number > 0)
        self.draft_button.setEnabled(number > 0)
        self.error.hide()

    def _expire(self) -> None:
        self._stale = True
        if self.isVisible():
            self.refresh()

    def _changed(self, tables: frozenset[str]) -> None:
        self._expire()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    # -- planning

    def plan(self) -> int | None:
        """Plans the visit and says so; the new visit's key, None with the reason shown when it cannot be."""
        visit_id = self._plan()
        if visit_id is not None:
            self._said(visit_id, "")
        return visit_id

    def plan_and_draft(self) -> int | None:
        """Plans the visit and writes the invitation into the folder for drafts, asking for one the first time."""
        if not self.draft_button.isEnabled() or (drafts_folder() is None and not self._choose_folder()):
            return None
        visit_id = self._plan()
        if visit_id is not None:
            self._said(visit_id, self._draft(visit_id))
        return visit_id

    def _plan(self) -> int | None:
        self.error.hide()
        try:
            return self._planned_visit()
        except UserError as problem:
            self.error.setText(str(problem))
            self.error.show()
            return None

    def _planned_visit(self) -> int:
        day = self.day.value()
        if day is None:
            raise missing("Day", "visited_on")
        assert self.home_id is not None
        return visits.plan(
            self._app.register,
            self.home_id,
            day,
            self.time.value(),
            self.kind.value(),
            self.people.chosen(),
            self._app.scope.as_at,
        )

    def _draft(self, visit_id: int) -> str:
        """Writes the invitation; a sentence about where it is, or why it is not there."""
        folder = drafts_folder()
        assert folder is not None
        try:
            return invitations.draft(self._app.register, visit_id, folder, self._app.scope.year).sentence
        except UserError as problem:
            return str(problem)

    def _said(self, visit_id: int, sentence: str) -> None:
        day = show(self.day.value())
        self.people.fill([])
        self.refresh()
        self._app.message.emit(f"The visit to {self._home} on {day} is planned. {sentence}".strip(), "info", "Undo")
        self.planned.emit(visit_id)

    def _choose_folder(self) -> bool:
        chosen = choose_drafts_folder(self) is not None
        self._say_folder()
        return chosen

    def _say_folder(self) -> None:
        folder = drafts_folder()
        words = f"Drafts go to {folder}" if folder else "Choose a folder for the drafts"
        self.folder.setText(literal(words))
