"""What a document is told besides year and day: which visit, which period, whether with the safeguarding facts."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from cp_desktop import file_names
from cp_desktop.model import show
from cp_desktop.reports import DOCUMENTS, Options
from cp_desktop.services.concerns import Opening, note_opening
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.coverage.period import PeriodChooser
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import link_button
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.letters import literal


@dataclass(frozen=True)
class VisitShown:
    """The visit that the pages on the screen are about."""

    id: int
    place: str
    day: dt.date


class OptionsBar(QWidget):
    """A line above the pages with what belongs to the document; `changed` comes when they are to be set anew."""

    changed = Signal()
    wants_visits = Signal(object)  # another visit is to be chosen; the key of this one

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self._document = ""
        self._visits: dict[str, int | None] = {}  # by document, the visit it was asked for
        self._home: str | None = None
        self.shown: VisitShown | None = None
        self.about = Secondary("")
        self.other = link_button("Choose another visit")
        self.other.clicked.connect(lambda: self.wants_visits.emit(self.shown.id if self.shown else None))
        self.blank = link_button("Back to the blank form")
        self.blank.clicked.connect(self._blank)
        self.concern = QCheckBox("With the safe&guarding facts")
        self.concern.setAccessibleDescription("Opening them is noted in the history")
        self.concern.setToolTip(self.concern.accessibleDescription())
        self.concern.clicked.connect(self._concern_clicked)
        self.opening: Opening | None = None  # of the safeguarding facts that are shown
        self.by = {name: QCheckBox() for name in ("group", "district", "ward")}
        for name, box in self.by.items():
            box.setChecked(name in recall("reports/by", [""]))
            box.clicked.connect(self._by_clicked)
        self.period = PeriodChooser(app.scope)
        self.period.chosen.connect(self.changed)
        self.large = QCheckBox("&Large print")
        self.large.setToolTip("18 points, and no letter smaller than 16")
        self.large.setAccessibleDescription(self.large.toolTip())
        self.large.toggled.connect(self.changed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.medium)
        row.addWidget(self.period, 1)
        for widget in (*self.by.values(), self.about, self.other, self.blank, self.concern):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self.large)
        self.turn_to("")

    def turn_to(self, document: str, options: Mapping[str, Any] | None = None) -> None:
        """Shows what belongs to a document, with the options it is asked for, or those it had.

        Safeguarding facts that were open are closed: whoever wants them opens them again.
        """
        self._document, self.shown = document, None
        self.close_concern()
        if options is not None:
            asked = Options(**options)
            self._visits[document], self._home = asked.visit, asked.home
            if asked.by:
                for name, box in self.by.items():
                    box.setChecked(name in asked.by)
            if asked.since and asked.until:
                self.period.show_dates(asked.since, asked.until)
        self.period.turn_to(self._app.scope)
        self._fit()

    def say(self, shown: VisitShown | None) -> None:
        """Says which visit the pages are about."""
        self.shown = shown
        if shown is not None:
            of = "Of the visit to" if self._document == "visit-report" else "For the visit to"
            self.about.setText(f"{of} {shown.place} on {show(shown.day)}.")
        self._fit()

    @property
    def options(self) -> Options:
        """What the document is told."""
        visit, large = self._visits.get(self._document), self.large.isChecked()
        match self._document:
            case "visit-report":
                # Facts are only of the visit for which they were opened, whichever is the latest by then.
                return Options(visit=visit, concern=self.concern.isChecked(), large=large)
            case "visit-form":
                return Options(visit=visit, home=self._home, large=large)
            case "survey-summary":
                return Options(by=tuple(name for name, box in self.by.items() if box.isChecked()), large=large)
            case "coverage":
                return Options(since=self.period.days.since, until=self.period.days.until, large=large)
        return Options(large=large)

    @property
    def as_at(self) -> dt.date:
        """The day of the figures: the scope's, or the last of a period that has ended by then."""
        self.period.turn_to(self._app.scope)
        return self.period.days.as_at if self._document == "coverage" else self._app.scope.as_at

    @property
    def file_name(self) -> str:
        """What a file of the document may be called after its own name, without what the operating systems refuse."""
        scope = self._app.scope
        match self._document:
            case "visit-report" | "visit-form":
                return file_names.safe(show(self.shown.day), self.shown.place) if self.shown else ""
            case "coverage":
                return f"{show(self.period.days.since)} to {show(self.period.days.until)}"
        return scope.year.replace("/", "-")

    def close_concern(self) -> bool:
        """Closes the safeguarding facts; whether they were open."""
        was_open = self.concern.isChecked()
        self.concern.setChecked(False)
        self.opening = None
        return was_open

    def _fit(self) -> None:
        report, form = self._document == "visit-report", self._document == "visit-form"
        about = self.shown is not None and (report or form)
        summary = self._document == "survey-summary"
        for name, box in self.by.items():
            box.setText(literal(f"Table by {self._app.terms.said(name)}"))
            box.setVisible(summary)
        self.period.setVisible(self._document == "coverage")
        self.about.setVisible(about)
        self.other.setVisible(report)
        self.blank.setVisible(about and form)
        self.concern.setVisible(report and about)
        self.setVisible(self._document in DOCUMENTS)

    def _by_clicked(self) -> None:
        remember("reports/by", [name for name, box in self.by.items() if box.isChecked()] or [""])
        self.changed.emit()

    def _blank(self) -> None:
        self._visits[self._document], self._home = None, None
        self.changed.emit()

    def _concern_clicked(self, on: bool) -> None:
        shown = self.shown
        if on and shown is not None:
            self.opening = self._app.try_(partial(note_opening, self._app.register, shown.id))
            if self.opening is None:
                self.concern.setChecked(False)
                return
            self._visits[self._document] = shown.id
        self.changed.emit()
