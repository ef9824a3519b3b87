"""The council's goals for visiting homes: a line for each that climbs to its homes, and the form that sets one."""

import datetime as dt
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cp_desktop.figures.goals import GoalProgress
from cp_desktop.model import Goal
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import link_button, push_button
from cp_desktop.ui.widgets.charts import StepLine
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.letters import literal
from cp_desktop.ui.widgets.surfaces import Card


class GoalView(QWidget):
    """One goal: its title, how it stands, and its line."""

    def __init__(self, goal: GoalProgress) -> None:
        super().__init__()
        self.title = link_button(literal(goal.title))
        self.title.setToolTip("Change this goal")
        self.words = Secondary("", wrap=True)
        self.line = StepLine(goal.title, "No home visited yet")
        self.line.setFixedHeight(theme.row_height() * 4)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.tight)
        stack.addWidget(self.title, 0, Qt.AlignmentFlag.AlignLeft)
        stack.addWidget(self.words)
        stack.addWidget(self.line)
        self.show_goal(goal)

    def show_goal(self, goal: GoalProgress) -> None:
        """Shows how the goal has come on."""
        figure = goal.figure.sentence()
        self.words.setText(f"{figure[:1].upper()}{figure[1:]} visited. {goal.words}")
        until = max(goal.days.last, goal.starts_on)
        self.line.set_steps(
            goal.steps, until, goal.figure.denominator or 0, f"{figure}. {goal.words}", goal.starts_on, goal.due_on
        )


class GoalsCard(Card):
    """Every goal, and in their place the form of one that is being set or changed."""

    turned = Signal()  # to the form, or back to the goals
    asked = Signal(object)  # the GoalProgress of which somebody asks how it is counted

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self.goals: list[GoalProgress] = []
        self.views: list[GoalView] = []
        self.add_button = push_button("Add a &goal", "add")
        self.add_button.clicked.connect(lambda _: self.new())
        self._none = Secondary("", wrap=True)
        self._list = QWidget()
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE.medium)
        self.form = RecordForm(app, Goal)
        self.form.hide()
        self.form.saved.connect(self._saved)
        for ended in (self.form.deleted, self.form.closed, self.form.left, self.form.discarded):
            ended.connect(self._ended)
        head = QHBoxLayout()
        head.addWidget(SubHeading("Goals"), 1)
        head.addWidget(self.add_button)
        self.body.addLayout(head)
        self.add_button.setVisible(app.can_write)
        self.body.addWidget(self._none)
        self.body.addWidget(self._list)
        self.body.addWidget(self.form)
        self.body.addStretch(1)

    def show_goals(self, goals: Sequence[GoalProgress]) -> None:
        """Shows goals as they stand; whoever stands on one stays there."""
        same = [goal.id for goal in goals] == [goal.id for goal in self.goals]
        same = same and [goal.title for goal in goals] == [goal.title for goal in self.goals]
        self.goals = list(goals)
        if same:
            for view, goal in zip(self.views, goals, strict=True):
                view.show_goal(goal)
        else:
            for view in self.views:
                self._column.removeWidget(view)
                view.hide()
                view.deleteLater()
            self.views = [self._view(place, goal) for place, goal in enumerate(goals)]
        self._none.setText(
            "A goal is a day by which homes are to be visited, such as all homes with our children by 31 July."
        )
        self._none.setVisible(not goals and self.form.isHidden())

    def _view(self, place: int, goal: GoalProgress) -> GoalView:
        view = GoalView(goal)
        view.title.setEnabled(self._app.can_write)
        view.title.clicked.connect(partial(self._change, goal.id))
        view.line.clicked.connect(lambda _=False: self.asked.emit(self.goals[place]))
        self._column.addWidget(view)
        return view

    # -- setting one

    def new(self, starts_on: dt.date | None = None, due_on: dt.date | None = None) -> None:
        """Begins a goal."""
        if self._app.can_write and self.form.commit_pending():
            scope = self._app.scope
            self._turn(to_form=True)
            self.form.open_new(starts_on=starts_on or scope.first_day, due_on=due_on or scope.last_day)

    def _change(self, id: int, _checked: bool = False) -> None:
        if self.form.commit_pending():
            self._turn(to_form=True)
            self.form.open(id)
            self.form.focus_first()

    def _saved(self, id: int) -> None:
        self._app.message.emit(*self.form.saved_message(id))
        self._ended()

    def _ended(self) -> None:
        if self.form.commit_pending():
            self.form.put_away()
            self._turn(to_form=False)
            self.add_button.setFocus()

    def _turn(self, to_form: bool) -> None:
        self.form.setVisible(to_form)
        self._list.setVisible(not to_form)
        self.add_button.setEnabled(not to_form)
        self._none.setVisible(not to_form and not self.goals)
        self.turned.emit()
