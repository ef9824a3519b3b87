"""The papers that were tabled: chosen from a list, proved by their SHA-256, compared with what is printed today."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from cp_desktop import reports
from cp_desktop.disclosure import PUBLIC
from cp_desktop.errors import UserError
from cp_desktop.model import show, tabled_papers
from cp_desktop.register import tabled
from cp_desktop.register.tabled import Tabled
from cp_desktop.reports.comparing import compared
from cp_desktop.services import disclosure
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.pages.reports.sheets import lines_of
from cp_desktop.ui.records.clipboard import put
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.surfaces import EmptyState


class TabledPanel(QWidget):
    """The list, and what is known of the paper chosen from it. `opened` hands the paper on, or None."""

    opened = Signal(object)

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self.paper: Tabled | None = None
        self.rows = RecordTable(app, "Tabled papers", tabled_papers)
        self.rows.table.selectionModel().currentRowChanged.connect(lambda *_: self._open())
        self.rows.arrived.connect(self._arrived)
        self.empty = EmptyState(
            "reports",
            "No paper was tabled yet. Every paper printed, sent or saved from this page is kept here as it was, so "
            "that you can prove later what was tabled, and print it again.",
        )
        self.title = SubHeading("", wrap=True)
        self.facts = Secondary("", wrap=True)
        self.sha256 = QLabel()
        self.sha256.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.sha256.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.copy_button = push_button("Copy &SHA-256", "copy")
        self.copy_button.clicked.connect(self.copy)
        self.compare_button = push_button("&Compare with today's")
        self.compare_button.clicked.connect(self.compare)
        self.verdict = QLabel()
        self.verdict.setWordWrap(True)
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QHBoxLayout()
        buttons.addWidget(self.compare_button)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        self.detail = QWidget()
        inside = QVBoxLayout(self.detail)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE.small)
        inside.addWidget(self.title)
        inside.addWidget(self.facts)
        inside.addWidget(self.sha256)
        inside.addLayout(buttons)
        inside.addWidget(self.verdict)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.empty, 1)
        stack.addWidget(self.rows, 1)
        stack.addWidget(self.detail)
        self._show(None)

    def refresh(self) -> None:
        """Reads the list again; the paper that was handed on is not handed on again."""
        self.rows.refresh()

    def put_away(self) -> None:
        """Forgets the paper that was handed on: whoever took it shows something else by now."""
        self.paper = None
        self.detail.hide()

    def _arrived(self) -> None:
        none = not self.rows.model.ids and not self.rows.model.narrowed
        self.empty.setVisible(none)
        self.rows.setVisible(not none)
        if self.rows.table.current_id() is None and self.rows.model.ids:
            self.rows.table.go_to(self.rows.model.ids[0])
        self._open()

    def _open(self) -> None:
        id = self.rows.table.current_id()
        if id is not None and self.paper is not None and self.paper.id == id:
            return
        register = self._app.register
        self._show(None if id is None else self._app.try_(lambda: tabled.again(register, id)))

    def _show(self, paper: Tabled | None) -> None:
        self.paper = paper
        self.detail.setVisible(paper is not None)
        self.verdict.clear()
        self.verdict.hide()
        if paper is not None:
            self.title.setText(paper.name)
            self.facts.setText(
                f"{paper.edition} edition, printed {show(local(paper.made_at))}"
                f"{f', to {paper.where_to}' if paper.where_to else ''}. "
                f"From the register as of entry {show(paper.state)} of its history. Its SHA-256, checked just now:"
            )
            half = len(paper.sha256) // 2
            self.sha256.setText(f"{paper.sha256[:half]}\n{paper.sha256[half:]}")
            self.sha256.setAccessibleName(f"SHA-256 {paper.sha256}")
        self.opened.emit(paper)

    def copy(self) -> None:
        """Puts the SHA-256 on the clipboard."""
        if self.paper is not None:
            put(disclosure.words(self.paper.sha256, PUBLIC))
            self._app.message.emit("The SHA-256 is on the clipboard.", "info", "")

    def compare(self) -> None:
        """Makes the paper again from the register as it is now, and says whether and where it differs."""
        paper, register = self.paper, self._app.register
        if paper is None:
            return

        def job(progress: Progress, cancelled: Cancelled) -> str:
            try:
                now = reports.today(register, paper, progress, cancelled)
            except UserError as problem:
                return str(problem)
            return compared(paper.content, now.content, lines_of)

        def show_verdict(verdict: str) -> None:
            if self.paper is paper:
                self.verdict.setText(verdict)
                self.verdict.show()
                announce(self, verdict)

        self._app.work(self, "Comparing", job, show_verdict)


def local(moment: dt.datetime) -> dt.datetime:
    """A moment kept in UTC, by the clock on the wall."""
    return moment.replace(tzinfo=dt.UTC).astimezone()
