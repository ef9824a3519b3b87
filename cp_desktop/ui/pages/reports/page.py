"""The printed documents: chosen, looked at, saved, printed; and their texts in the coordinator's own words."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPageSize, QShortcut
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from sqlalchemy.orm import Session

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import Council, show
from cp_desktop.register import texts
from cp_desktop.ui.desk import Cancelled, Desk, Progress
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import Secondary, link_button, push_button, tool_button
from cp_desktop.ui.memory import recall, remember
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages.reports.document_texts import LETTERS, TextPanel
from cp_desktop.ui.pages.reports.options_bar import OptionsBar, VisitShown
from cp_desktop.ui.pages.reports.preview import PagesView, print_pages
from cp_desktop.ui.pages.reports.sentences import StaleSentences


class ReportsPage(Page):
    """A document's pages as they will be printed, and what can be done with them."""

    moved = Signal(int, int, str)  # how far the setting of the pages has come; sent by another thread
    arrived = Signal()  # the pages are on the screen, or the sentence why not
    shortcuts = (
        ("Ctrl++, Ctrl+-, Ctrl+0", "Larger, smaller, as wide as the window"),
        ("Space, Shift+Space", "Next page, page before"),
        ("Page Down, Page Up, Home, End", "Scroll the pages"),
        ("Ctrl+P", "Print"),
        ("Ctrl+S", "Save the text being written"),
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pdf: bytes | None = None
        self._setting: object | None = None  # the making under way; another in its place cancels it
        self.documents = QComboBox()
        self.documents.setAccessibleName("Document")
        for key, name in reports.DOCUMENTS.items():
            self.documents.addItem(name, key)
        self.documents.addItem("Letters", LETTERS)
        self.documents.setCurrentIndex(max(self.documents.findData(recall("reports/document")), 0))
        self.documents.activated.connect(self._choose)
        self.edit_button = push_button("Edit te&xts" if desk.can_write else "Te&xts", "edit")
        self.edit_button.setCheckable(True)
        self.edit_button.toggled.connect(self._toggle_texts)
        self.print_button = push_button("Pr&int…", "print")
        self.print_button.clicked.connect(self.print_document)
        self.save_button = push_button("Save as P&DF…", "save", primary=True)
        self.save_button.clicked.connect(self.save_as)
        for widget in (self.documents, self.edit_button, self.print_button, self.save_button):
            self.tools.addWidget(widget)
        self.view = PagesView("Pages")
        self.view.at_page.connect(self._at_page)
        self.view.zoomed.connect(lambda zoom: self.zoom.setText(f"{zoom:.0%}"))
        self.texts = TextPanel(desk)
        self.texts.hide()
        self.options = OptionsBar(desk)
        self.options.changed.connect(self.refresh)
        self.options.wants_visits.connect(partial(self.wants_page.emit, "visits"))
        self.letter = QPlainTextEdit(readOnly=True)
        self.letter.setAccessibleName("The letter as it reads")
        self.texts.editor.textChanged.connect(self._show_letter)
        middle = QWidget()
        stack = QVBoxLayout(middle)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        self.bar = QWidget()
        self.bar.setLayout(self._make_bar())
        stack.addWidget(self.bar)
        stack.addWidget(self.view, 1)
        stack.addWidget(self.letter, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(middle)
        self.splitter.addWidget(self.texts)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.stale = StaleSentences(desk)
        self.stale.acted.connect(self._look_at_stale)
        self.body.addWidget(self.options)
        self.body.addWidget(self.stale)
        self.body.addWidget(self.splitter, 1)
        self.moved.connect(self._moved)
        for keys, do in (
            (QKeySequence.StandardKey.ZoomIn, self.view.zoom_in),
            (QKeySequence("Ctrl+="), self.view.zoom_in),
            (QKeySequence.StandardKey.ZoomOut, self.view.zoom_out),
            (QKeySequence("Ctrl+0"), self.view.fit_width),
            (QKeySequence.StandardKey.Print, self.print_document),
        ):
            QShortcut(QKeySequence(keys), self, do, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._turn_to(self.document)

    def _make_bar(self) -> QHBoxLayout:
        self.at = Secondary("")
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Setting the pages")
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 24)
        self.stop = link_button("Stop")
        self.stop.clicked.connect(self.cancel)
        self.zoom = Secondary("")
        smaller, larger = tool_button("zoom-out", "Smaller (Ctrl+-)"), tool_button("zoom-in", "Larger (Ctrl++)")
        fit = tool_button("page", "Fit width", words=True)
        fit.setToolTip("Ctrl+0")
        smaller.clicked.connect(self.view.zoom_out)
        larger.clicked.connect(self.view.zoom_in)
        fit.clicked.connect(self.view.fit_width)
        bar = QHBoxLayout()
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(SPACE.small)
        bar.addWidget(self.at)
        bar.addWidget(self.progress)
        bar.addWidget(self.stop)
        bar.addStretch(1)
        for widget in (smaller, self.zoom, larger, fit):
            bar.addWidget(widget)
        self._busy(False)
        return bar

    @property
    def document(self) -> str:
        """The key of the chosen document."""
        return str(self.documents.currentData())

    # -- making and showing

    def show_document(self, document: str, options: Mapping[str, Any] | None = None) -> None:
        """Shows a document with options: the fields of `reports.Options` by name."""
        place = self.documents.findData(document)
        if not self.leave() or place < 0:
            return
        self.documents.setCurrentIndex(place)
        self._turn_to(document, options or {})
        self.refresh()

    def _turn_to(self, document: str, options: Mapping[str, Any] | None = None) -> None:
        letters = document == LETTERS
        remember("reports/document", document)
        self.options.turn_to(document, options)
        for widget in (self.bar, self.view):
            widget.setVisible(not letters)
        self.letter.setVisible(letters)
        has_texts = self.texts.has_texts(document)
        self.edit_button.setChecked(letters or (has_texts and self.edit_button.isChecked()))
        self.edit_button.setEnabled(has_texts and not letters)
        self.pdf = None
        self.view.show_pdf(None)
        self._enable()

    def refresh(self) -> None:
        scope, name = self.desk.scope, self.document
        options, as_at = self.options.options, self.options.as_at
        self.stale.look(name)
        if self.texts.isVisibleTo(self):
            self.texts.show_document(name)
        if name == LETTERS:
            self._setting = None
            self._busy(False)
            self.sentence.setText(f"What is sent by e-mail, as it reads in {scope.year}.")
            self._show_letter()
            self.arrived.emit()
            return
        of_year = "" if name.startswith("visit-") else f" for {scope.year}"
        self.sentence.setText(f"{self.documents.currentText()}{of_year}, as at {show(as_at)}.")
        setting = self._setting = object()
        register, moved = self.desk.register, self.moved

        def make(session: Session) -> tuple[bytes, VisitShown | None] | UserError:
            try:
                made = reports.render(
                    register,
                    name,
                    scope.year,
                    as_at,
                    moved.emit,
                    lambda: self._setting is not setting,
                    options,
                )
                return made, _visit_of(session, name, as_at, options)
            except UserError as problem:
                return problem

        self._busy(True)
        self.desk.ask(self, make, self._made, "pages")

    def _show_letter(self) -> None:
        if self.document != LETTERS:
            return
        scope = self.desk.scope
        values = self.desk.read(lambda session: texts.placeholders(session.get_one(Council, 1), scope.year))
        subject, _, body = self.texts.editor.toPlainText().partition("\n")
        letter = f"{subject.replace('#', 'Subject:', 1)}\n{body}" if subject.startswith("# ") else f"{subject}\n{body}"
        self.letter.setPlainText(texts.filled(letter, values))

    def cancel(self) -> None:
        """Stops setting the pages; those on the screen stay."""
        self._setting = None

    def _made(self, made: tuple[bytes, VisitShown | None] | UserError) -> None:
        if self.document == LETTERS:  # chosen while the pages were on their way
            return
        self._busy(False)
        if isinstance(made, UserError):
            if self._setting is not None:
                self.pdf = None
                self.view.show_pdf(None)
                self.desk.said.emit(str(made), "error", "")
            self.at.setText("Stopped: the pages are not up to date." if self.pdf else "No pages to show.")
        else:
            self.pdf, visit = made
            self.options.say(visit)
            self.view.show_pdf(self.pdf)
        self._enable()
        self.arrived.emit()

    def _busy(self, busy: bool) -> None:
        self.progress.setVisible(busy)
        self.stop.setVisible(busy)
        if busy:
            self.progress.setRange(0, 0)
            self.at.setText("Setting the pages…")

    def _moved(self, done: int, total: int, what: str) -> None:
        if self.progress.isVisible():
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.at.setText(what or "Setting the pages…")

    def _at_page(self, page: int, total: int) -> None:
        if not self.progress.isVisible():
            self.at.setText(f"Page {page} of {total}" if total else "")

    def _enable(self) -> None:
        for button in (self.print_button, self.save_button):
            button.setEnabled(self.pdf is not None)

    def _choose(self, _: int) -> None:
        if not self.leave():
            self.documents.setCurrentIndex(self.documents.findData(self.texts.document))
            return
        self._turn_to(self.document)
        self.refresh()

    # -- saving and printing

    def save_as(self) -> None:
        """Asks where to, and writes the document there."""
        folder = Path(str(recall("export/folder", str(Path.home()))))
        name = f"{self.documents.currentText()} {self.options.file_name}".strip() + ".pdf"
        chosen, _ = QFileDialog.getSaveFileName(self, "Save as PDF", str(folder / name), "PDF (*.pdf)")
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, path: Path) -> None:
        """Writes the document to a file."""
        if not path.suffix:
            path = path.with_suffix(".pdf")
        remember("export/folder", str(path.parent))
        scope, name, register = self.desk.scope, self.document, self.desk.register
        options, as_at = self.options.options, self.options.as_at

        def job(progress: Progress, cancelled: Cancelled) -> None:
            reports.write(register, name, path, scope.year, as_at, progress, cancelled, options)

        said = partial(self.desk.said.emit, f"Saved as {path}.", "info", "")
        self.desk.work(self, f"Saving {path.name}", job, lambda _: said())

    def print_document(self) -> None:
        """Asks for a printer, and prints the pages at their real size."""
        if self.view.sheets is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self.documents.currentText())
        size = QSizeF(*self.view.sheets.sizes[0])
        printer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, len(self.view.sheets))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setModal(True)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Prints the pages on a printer."""
        pdf = self.pdf
        if pdf is None:
            return

        def done(all_of_it: bool) -> None:
            words = "Sent to the printer." if all_of_it else "Printing was stopped. The first pages may still come out."
            self.desk.said.emit(words, "info", "")

        self.desk.work(self, "Printing", lambda progress, stop: print_pages(pdf, printer, progress, stop), done)

    # -- texts

    def _toggle_texts(self, on: bool) -> None:
        if not on and not self.texts.save():
            self.edit_button.setChecked(True)
            return
        self.texts.setVisible(on)
        if on:
            self.texts.show_document(self.document)
            width = self.splitter.width()
            self.splitter.setSizes([width * 3 // 5, width * 2 // 5])
            self.texts.list.setFocus()

    def _look_at_stale(self) -> None:
        self.edit_button.setChecked(True)
        self.texts.open_flagged()

    def save(self) -> None:
        self.texts.save()

    def leave(self) -> bool:
        if not self.texts.save():
            return False
        if self.options.close_concern():  # nobody finds them open by chance
            self.pdf = None
            self.view.show_pdf(None)
            self._enable()
            self._stale = True
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        self.view.close_pdf()
        super().closeEvent(event)


def _visit_of(session: Session, document: str, as_at: dt.date, options: reports.Options) -> VisitShown | None:
    """The visit that a document is about, None where it is about none."""
    from cp_desktop.reports.visit_form import place  # the typesetter is loaded by now
    from cp_desktop.reports.visit_report import reported

    if document != "visit-report" and (document != "visit-form" or options.visit is None):
        return None
    visit = reported(session, as_at, options.visit)
    return VisitShown(visit.id, place(visit), visit.visited_on)
