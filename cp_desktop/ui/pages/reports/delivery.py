"""What becomes of a paper: printed, sent by e-mail, saved; and kept among the tabled papers each time."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from cp_desktop import private_files, reports
from cp_desktop.disclosure import PUBLIC, Released
from cp_desktop.services import disclosure, papers
from cp_desktop.services.papers import Paper
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.dialogs.drafts_folder import choose_drafts_folder, drafts_folder
from cp_desktop.ui.dialogs.replacing import may_replace
from cp_desktop.ui.pages.reports.sheets import print_pages
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import push_button

FOLDER = "export/folder"


@dataclass(frozen=True)
class Order:
    """A paper to be delivered: what its file may be called (without its ending), the size of a page, and the endings
    of files it can be written as."""

    name: str
    paper: Paper
    size: tuple[float, float]
    endings: tuple[str, ...] = (".pdf",)


class _StoppedError(Exception):
    """Printing to a file was stopped: none is written."""


class Delivery(QWidget):
    """The buttons that print, send and save. `ordered` says what; None where there is nothing, or it must wait."""

    kept = Signal()  # among the tabled papers

    def __init__(self, app: AppSession, ordered: Callable[[], Order | None]) -> None:
        super().__init__()
        self._app, self._ordered = app, ordered
        self.print_button = push_button("Pr&int…", "print")
        self.print_button.clicked.connect(self.print_document)
        self.mail_button = push_button("E-&mail", "letters")
        self.mail_button.setToolTip("Makes a draft for your e-mail program, with the PDF enclosed")
        self.mail_button.clicked.connect(self.mail)
        self.save_button = push_button("Save &document…", "save", primary=True)
        self.save_button.setToolTip("As a PDF, a web page or a Word document")
        self.save_button.clicked.connect(self.save_as)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE.tight)
        for button in self.buttons:
            row.addWidget(button)

    @property
    def buttons(self) -> tuple[QWidget, ...]:
        return self.print_button, self.mail_button, self.save_button

    # -- saving

    def save_as(self) -> None:
        """Asks where to, and writes the document there."""
        order = self._ordered()
        if order is None:
            return
        kinds = {f"{name} (*{ending})": ending for ending, name in reports.FORMATS.items() if ending in order.endings}
        document = order.paper.document
        title = "Save" if disclosure.paper_class(document) is PUBLIC else "Save, internal: not for publication"
        dialog = QFileDialog(self, title, str(recall(FOLDER, str(Path.home()))))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(kinds))
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # asked below, of the name with its ending
        dialog.selectFile(disclosure.paper_name(document, order.name))
        typed = Path(dialog.selectedFiles()[0]) if dialog.exec() else None
        kind = kinds[dialog.selectedNameFilter()]
        dialog.deleteLater()
        if typed is not None:
            path = self._app.try_(lambda: reports.named(typed, kind))
            if path is not None and may_replace(self, path):
                self.save_to(path)

    def save_to(self, path: Path) -> None:
        """Writes the document to a file, in the format that its name's ending says, over the one that is there."""
        order = self._ordered()
        if order is None:
            return
        remember(FOLDER, str(path.parent))
        register = self._app.register

        def job(progress: Progress, cancelled: Cancelled) -> str:
            return papers.save(register, order.paper, path, None, progress, cancelled, replace=True)

        self._app.work(self, f"Saving {path.name}", job, lambda why: self._say(f"Saved as {path}.", why))

    # -- sending

    def mail(self) -> None:
        """Writes a draft where those of all letters go, which is asked for once."""
        folder = drafts_folder() or choose_drafts_folder(self)
        if folder is not None:
            self.mail_to(folder)

    def mail_to(self, folder: Path) -> None:
        """Writes a draft with the document enclosed into a folder."""
        order = self._ordered()
        if order is None:
            return
        register = self._app.register
        name = disclosure.paper_name(order.paper.document, order.name)

        def job(progress: Progress, cancelled: Cancelled) -> tuple[Path, str]:
            return papers.draft_mail(register, order.paper, folder, name, progress, cancelled)

        def done(made: tuple[Path, str]) -> None:
            path, why = made
            words = f"A draft is at {path}. Open it in your e-mail program, say whom it is for, and send it there."
            self._say(words, why)

        self._app.work(self, "Making the draft", job, done)

    # -- printing

    def print_document(self) -> None:
        """Asks for a printer, and prints the pages at their real size."""
        order = self._ordered()
        if order is None:
            return
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(order.name)
        size = QSizeF(*order.size)
        printer.setPageSize(QPageSize(size, QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch))
        dialog = QPrintDialog(printer, self)
        dialog.setOption(QPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self.print_on(printer))
        dialog.setModal(True)
        dialog.show()

    def print_on(self, printer: QPrinter) -> None:
        """Prints the pages on a printer."""
        order = self._ordered()
        if order is None:
            return
        where_to = f"Printer {printer.printerName()}" if printer.printerName() else printer.outputFileName()
        register = self._app.register

        def job(progress: Progress, cancelled: Cancelled) -> str | None:
            def send(pages: Released) -> bool:
                if not printer.outputFileName():
                    return print_pages(pages, printer, progress, cancelled)
                out = Path(printer.outputFileName())
                with (
                    suppress(_StoppedError),
                    private_files.hands_out(out) as filled,
                ):  # Qt would make it for all to read
                    printer.setOutputFileName(str(filled))
                    if not print_pages(pages, printer, progress, cancelled):
                        raise _StoppedError
                    return True
                return False

            return papers.print_out(register, order.paper, send, where_to, progress, cancelled)

        def done(why: str | None) -> None:
            if why is None:
                self._app.message.emit("Printing was stopped. The first pages may still come out.", "info", "")
            else:
                self._say("Sent to the printer.", why)

        self._app.work(self, "Printing", job, done)

    # -- saying what came of it

    def _say(self, done: str, remark: str) -> None:
        if remark:
            self._app.message.emit(f"{done} {remark}", "warning", "")
        else:
            self._app.message.emit(done, "info", "")
        self.kept.emit()
