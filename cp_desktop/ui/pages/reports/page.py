"""The printed documents: chosen, looked at while their texts are written, printed, sent, saved; and those tabled."""

import datetime as dt
from collections.abc import Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QSplitter, QWidget
from sqlalchemy.orm import Session

from cp_desktop import file_names, reports
from cp_desktop.errors import UserError
from cp_desktop.model import Council, show
from cp_desktop.register import texts
from cp_desktop.register.tabled import RenderedDocument, Tabled
from cp_desktop.register.texts import Drafts
from cp_desktop.services import papers
from cp_desktop.services.papers import PaperOrder
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages.reports.delivery import Delivery, Order
from cp_desktop.ui.pages.reports.document_texts import LETTERS, TextPanel
from cp_desktop.ui.pages.reports.options_bar import OptionsBar, VisitShown
from cp_desktop.ui.pages.reports.preview import Preview
from cp_desktop.ui.pages.reports.sentences import StaleSentences
from cp_desktop.ui.pages.reports.tabled_panel import TabledPanel, local
from cp_desktop.ui.records.leaving import Leaving, ask_leaving
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.surfaces import Banner

TABLED = "tabled"  # the papers that were tabled: each has its pages, but no document is set
PAUSE = 100  # milliseconds without a key before what is typed is set


class ReportsPage(Page):
    """A document's pages as they will be printed, and what can be done with them."""

    moved = Signal(int, int, str)  # how far the setting of the pages has come; sent by another thread
    arrived = Signal()  # the pages are on the screen, or the sentence why not
    shortcuts = (
        ("Ctrl+F, F3, Shift+F3", "Find in the pages, the next one, the one before"),
        ("Ctrl++, Ctrl+-, Ctrl+0", "Larger, smaller, as wide as the window"),
        ("Space, Shift+Space", "Next page, page before"),
        ("Page Down, Page Up, Home, End", "Scroll the pages"),
        ("F4", "Small pages beside them; there, the arrow keys go from page to page"),
        ("Ctrl+P", "Print"),
        ("Ctrl+S", "Save the text being written"),
    )

    def __init__(self, app: AppSession) -> None:
        super().__init__(app)
        self.pdf: bytes | None = None
        self._setting: object | None = None  # the making under way; another in its place cancels it
        self._section = ""  # the one to be shown when there are pages
        self._drafts: Drafts = {}  # what was typed and not saved of what the pages show
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._set_pages)
        self.documents = QComboBox()
        name_choice(self.documents, "Document")
        for key, name in reports.DOCUMENTS.items():
            self.documents.addItem(name, key)
        self.documents.addItem("Letters", LETTERS)
        self.documents.insertSeparator(self.documents.count())
        self.documents.addItem("Tabled papers", TABLED)
        self.documents.setCurrentIndex(max(self.documents.findData(recall("reports/document", "")), 0))
        self.documents.activated.connect(self._choose)
        self.edit_button = push_button("Edit te&xts" if app.can_write else "Te&xts", "edit")
        self.edit_button.setCheckable(True)
        self.edit_button.toggled.connect(self._toggle_texts)
        self.delivery = Delivery(app, self._order)
        for widget in (self.documents, self.edit_button, self.delivery):
            self.tools.addWidget(widget)
        self.preview = Preview()
        self.view = self.preview.view
        self.preview.stopped.connect(self.cancel)
        self.texts = TextPanel(app)
        self.texts.hide()
        self.texts.typed.connect(self._typed)
        self.texts.opened.connect(self._go_to_section)
        self.tabled = TabledPanel(app)
        self.tabled.hide()
        self.tabled.opened.connect(self._show_tabled)
        self.delivery.kept.connect(self._kept)
        self.options = OptionsBar(app)
        self.options.changed.connect(self.refresh)
        self.options.wants_visits.connect(partial(self.wants_page.emit, "visits"))
        self.letter = QPlainTextEdit(readOnly=True)
        self.letter.setAccessibleName("The letter as it reads")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        left: tuple[QWidget, ...] = (self.preview, self.letter)
        for part in (*left, self.texts, self.tabled):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.count() - 1, 3 if part in left else 2)
        self.stale = StaleSentences(app)
        self.stale.acted.connect(self._look_at_stale)
        self.body.addWidget(self.options)
        self.left_out = Banner()
        self.preview.add_messages(self.stale, self.left_out)
        self.body.addWidget(self.splitter, 1)
        self.moved.connect(self.preview.moved)
        self.preview.listen(self)
        keys = QKeySequence(QKeySequence.StandardKey.Print)
        within = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(keys, self, self.delivery.print_document, context=within)
        self._turn_to(self.document)

    @property
    def document(self) -> str:
        """The key of the chosen document."""
        return str(self.documents.currentData())

    # -- which document

    def show_document(self, document: str, options: Mapping[str, Any] | None = None) -> None:
        """Shows a document with options: the fields of `reports.Options` by name."""
        place = self.documents.findData(document)
        if not self.commit_pending() or place < 0:
            return
        self.documents.setCurrentIndex(place)
        self._turn_to(document, options or {})
        self.refresh()

    def _turn_to(self, document: str, options: Mapping[str, Any] | None = None) -> None:
        letters, tabled = document == LETTERS, document == TABLED
        remember("reports/document", document)
        self._stop()
        self._section = ""
        self.options.turn_to(document, options)
        self.preview.setVisible(not letters)
        self.preview.mark = ", as tabled" if tabled else ""
        self.letter.setVisible(letters)
        self.tabled.setVisible(tabled)
        self.tabled.put_away()
        self._show_pdf(None)

    def _offer_texts(self) -> None:
        letters = self.document == LETTERS
        has_texts = self.document != TABLED and self.texts.has_texts(self.document)
        self.edit_button.setChecked(letters or (has_texts and self.edit_button.isChecked()))
        self.edit_button.setEnabled(has_texts and not letters)

    def refresh(self) -> None:
        self._offer_texts()
        self.stale.look(self.document)
        if self.texts.isVisibleTo(self):
            self.texts.show_document(self.document)
        if self.document == LETTERS:
            self.sentence.setText(
                f"What is sent by e-mail, as it reads in {self.app.scope.year}. A letter that names a home begins with "
                "a line that says it is internal."
            )
            self._show_letter()
            self.arrived.emit()
        elif self.document == TABLED:
            self.tabled.refresh()
        else:
            self._set_pages()

    def _choose(self, _: int) -> None:
        if not self.commit_pending():
            self.documents.setCurrentIndex(self.documents.findData(self.texts.document))
            return
        self._turn_to(self.document)
        self.refresh()

    # -- making and showing

    def _set_pages(self) -> None:
        """Sets the pages, with what is being typed; those on the screen stand until then."""
        self._pause.stop()
        scope, name, drafts = self.app.scope, self.document, self.texts.drafts
        options, as_at = self.options.options, self.options.as_at
        of_year = "" if name.startswith("visit-") else f" for {scope.year}"
        self.sentence.setText(f"{self.documents.currentText()}{of_year}, as at {show(as_at)}.")
        setting = self._setting = object()
        register, moved, order = self.app.register, self.moved, self._paper_order

        def make(session: Session) -> tuple[RenderedDocument, VisitShown | None] | UserError:
            def stopped() -> bool:
                return self._setting is not setting

            try:
                made = papers.make(register, order, moved.emit, stopped, drafts)
                return made, _visit_of(session, name, as_at, options)
            except UserError as problem:
                return problem

        if drafts and self.pdf is not None:  # whoever types need not be told every time
            self.preview.soon_busy()
        else:
            self.preview.busy()
        self._drafts = drafts
        self.app.ask(self, make, self._made, "pages")

    def _typed(self) -> None:
        if self.document == LETTERS:
            self._show_letter()
        elif self.document in reports.DOCUMENTS and self.texts.drafts != self._drafts:
            self._setting = None  # what is being set is no longer what is wanted
            self._pause.start()

    def _made(self, made: tuple[RenderedDocument, VisitShown | None] | UserError) -> None:
        if self.document not in reports.DOCUMENTS or self._pause.isActive():  # something else is wanted by now
            return
        problem = ""
        if isinstance(made, UserError):
            if self._setting is not None and self._drafts and self.pdf is not None:
                self.texts.say(str(made))  # half of a sentence may be beyond the typesetter
            elif self._setting is not None:
                self._show_pdf(None)
                self.app.message.emit(str(made), "error", "")
            problem = "Stopped: the pages are not up to date." if self.pdf else "No pages to show."
        else:
            paper, visit = made
            self.options.say(visit)
            self._show_pdf(paper.content, paper.left_out)
            self._go_to_section(self._section)
        self.preview.done(problem)
        self.arrived.emit()

    def _show_pdf(self, pdf: bytes | None, left_out: str = "") -> None:
        self.left_out.hide()
        if left_out:
            self.left_out.say(left_out, "warning", closable=False)
        if pdf is None or pdf != self.pdf:
            self.preview.show_pdf(pdf)
        self.pdf = pdf
        for button in self.delivery.buttons:
            button.setEnabled(pdf is not None)

    def _show_letter(self) -> None:
        scope = self.app.scope
        values = self.app.read(lambda session: texts.placeholders(session.get_one(Council, 1), scope.year))
        subject, _, body = self.texts.editor.toPlainText().partition("\n")
        letter = f"{subject.replace('#', 'Subject:', 1)}\n{body}" if subject.startswith("# ") else f"{subject}\n{body}"
        self.letter.setPlainText(texts.filled(letter, values))

    def _show_tabled(self, paper: Tabled | None) -> None:
        if self.document != TABLED:
            return
        if paper is None:
            self.sentence.setText("Papers that were printed, sent or saved, as they were.")
        else:
            self.sentence.setText(f"{paper.name}, as tabled on {show(local(paper.made_at))}.")
        self._show_pdf(None)
        self._show_pdf(None if paper is None else paper.content)
        self.arrived.emit()

    # -- how far it is

    def cancel(self) -> None:
        """Stops setting the pages; those on the screen stay."""
        self._setting = None

    def _stop(self) -> None:
        self._setting = None
        self._pause.stop()
        self.preview.done()

    # -- printing, sending, saving

    @property
    def _paper_order(self) -> PaperOrder:
        """The document that is chosen, as its options have it."""
        options = self.options
        return PaperOrder(self.document, self.app.scope.year, options.as_at, options.options, options.opening)

    def _order(self) -> Order | None:
        """What the delivery delivers: the document with its texts saved, or the tabled paper as it was."""
        sheets = self.view.sheets
        if sheets is None or not self.texts.save():
            return None
        paper = self.tabled.paper
        if self.document == TABLED:
            return None if paper is None else Order(file_names.safe(paper.name), paper, sheets.sizes[0])
        called = f"{self.documents.currentText()} {self.options.file_name}".strip()
        return Order(called, self._paper_order, sheets.sizes[0], (*reports.FORMATS, ".htm"))

    def _kept(self) -> None:
        if self.document == TABLED:
            self.tabled.refresh()

    # -- texts

    def _toggle_texts(self, on: bool) -> None:
        if not on and not self.texts.save():
            self.edit_button.setChecked(True)
            return
        self.texts.setVisible(on)
        if on:
            self.texts.show_document(self.document)
            width = self.splitter.width()
            self.splitter.setSizes([width * 3 // 5, width * 3 // 5, width * 2 // 5, width * 2 // 5])
            if not self.documents.hasFocus():  # whoever goes through the documents by keyboard goes on there
                self.texts.list.setFocus()

    def _go_to_section(self, title: str) -> None:
        """Shows the section that is being written, as soon as there are pages."""
        self._section = title
        if self.pdf is None or not title:
            return
        year = self.app.scope.year
        values = self.app.read(lambda session: texts.placeholders(session.get_one(Council, 1), year))
        self.view.go_to_heading(texts.filled(title, values))
        self._section = ""

    def _look_at_stale(self) -> None:
        self.edit_button.setChecked(True)
        self.texts.open_flagged()

    def save(self) -> None:
        self.texts.save()

    def search(self) -> None:
        if self.preview.isVisible():
            self.preview.find_bar.open()

    def commit_pending(self) -> bool:
        if not self.texts.save():
            if ask_leaving(self, "The text you changed", self.texts.state.text()) is not Leaving.DISCARD:
                return False
            self.texts.discard()
        if self.options.close_concern():  # nobody finds them open by chance
            self._show_pdf(None)
            self._stale = True
        return True

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        self.preview.shut()
        super().closeEvent(event)


def _visit_of(session: Session, document: str, as_at: dt.date, options: reports.Options) -> VisitShown | None:
    """The visit that a document is about, None where it is about none."""
    from cp_desktop.reports.documents.visit_report import reported

    if document != "visit-report" and (document != "visit-form" or options.visit is None):
        return None
    visit = reported(session, as_at, options.visit)
    return VisitShown(visit.id, visit.where, visit.visited_on)
