"""Making, choosing and copying registers, as the File menu asks for them."""

import datetime as dt
import re
from pathlib import Path

from platformdirs import user_documents_path
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from cp_desktop import file_names
from cp_desktop.app_data import recent_registers
from cp_desktop.errors import UserError
from cp_desktop.model import Council, MunicipalYear, table_of
from cp_desktop.model.council import year_label
from cp_desktop.register import SUFFIX
from cp_desktop.services import registers
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import DateEditor, TextEditor
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder

FILTER = f"Registers (*{SUFFIX});;All files (*)"


def choose(parent: QWidget) -> Path | None:
    """Asks for a register; None when none was chosen."""
    name, _ = QFileDialog.getOpenFileName(parent, "Open a register", str(last_folder()), FILTER)
    if name:
        remember("registers/folder", str(Path(name).parent))
    return Path(name) if name else None


class NewRegisterDialog(ReadingOrder, QDialog):
    """The council's name, the first municipal year and where to keep the file; `path` once it is made."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("New register")
        self.path = Path()
        self.council = TextEditor()
        self.year = TextEditor()
        self.first_day, self.last_day = DateEditor(), DateEditor()
        start = dt.date.today().year - (dt.date.today().month < 5)
        self.year.set_value(f"{start}/{(start + 1) % 100:02}")
        self.first_day.set_value(dt.date(start, 5, 1))
        self.last_day.set_value(dt.date(start + 1, 4, 30))
        self.error = ErrorLabel()
        self.year.edited.connect(self._move_days)
        for editor in (self.council, self.year, self.first_day, self.last_day):
            editor.edited.connect(self.error.end)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading("A register for one council"))
        year = table_of(MunicipalYear).c
        for editor, declared in (
            (self.council, table_of(Council).c.name.info["field"]),
            (self.year, year.label.info["field"]),
            (self.first_day, year.first_day.info["field"]),
            (self.last_day, year.last_day.info["field"]),
        ):
            label = QLabel(declared.label)
            label.setBuddy(editor)
            editor.name_for(declared.label, declared.help)
            stack.addWidget(label)
            stack.addWidget(editor)
            if declared.help:
                stack.addWidget(Secondary(declared.help, wrap=True))
        stack.addWidget(self.error)
        buttons = QDialogButtonBox()
        self.make_button = buttons.addButton("Choose where to keep it…", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.make)
        buttons.rejected.connect(self.reject)
        stack.addWidget(buttons)
        self.council.setFocus()

    def make(self) -> None:
        """Asks for the file and makes the register there."""
        try:
            council = self.council.value()
        except UserError as problem:
            self._complain(str(problem), self.council)
            return
        if not council:
            self._complain("Type the council's name.", self.council)
            return
        name = file_names.safe(council, ending=SUFFIX)
        chosen, _ = QFileDialog.getSaveFileName(self, "Keep the register", str(last_folder() / name), FILTER)
        if chosen:
            self.make_at(Path(chosen))

    def make_at(self, path: Path) -> None:
        """Makes the register at a path; what is wrong is said in the dialog."""
        if path.suffix != SUFFIX:
            path = path.with_name(path.name + SUFFIX)
        try:
            first, last = self.first_day.value(), self.last_day.value()
            registers.create(path, self.council.value() or "", self.year.value() or "", first, last).close()
        except UserError as problem:
            self._complain(str(problem), self.council)
            return
        remember("registers/folder", str(path.parent))
        self.path = path
        self.accept()

    def _move_days(self) -> None:
        """The days of another year than was proposed go with it."""
        try:
            first, last, label = self.first_day.value(), self.last_day.value(), self.year.value() or ""
        except UserError:
            return
        if first is None or last is None or not re.fullmatch(r"20\d\d/\d\d", label):
            return
        years = int(label[:4]) - first.year
        if years and label == year_label(first.replace(year=first.year + years)):
            self.first_day.set_value(first.replace(year=first.year + years))
            self.last_day.set_value(last.replace(year=last.year + years))

    def _complain(self, sentence: str, editor: QWidget) -> None:
        self.error.say(sentence)
        self.adjustSize()  # or the sentence would be cut where the dialog ends
        editor.setFocus()


def back_up(app: AppSession, parent: QWidget) -> None:
    """Asks where to, and copies the open register there."""
    register = app.register
    name = f"{register.place.title} {dt.date.today():%Y-%m-%d}{SUFFIX}"
    chosen, _ = QFileDialog.getSaveFileName(parent, "Back up the register", str(last_folder() / name), FILTER)
    if not chosen:
        return

    def copied(sentence: str) -> None:
        app.message.emit(sentence, "info", "")

    app.work(parent, "Copying the register", lambda *_: registers.back_up(register, Path(chosen)), copied)


def keep_opened(app: AppSession, parent: QWidget) -> Path | None:
    """Asks where to keep the register that was open, now that another file took its place; where it is, None if not."""
    register = app.register
    name = f"{register.place.title} as it was open {dt.datetime.now():%Y-%m-%d %H%M}{SUFFIX}"
    folder = register.place.folder or last_folder()
    chosen, _ = QFileDialog.getSaveFileName(parent, "Keep what was open", str(folder / name), FILTER)
    if not chosen:
        return None
    path = Path(chosen)
    if path.suffix != SUFFIX:
        path = path.with_name(path.name + SUFFIX)
    kept = app.try_(lambda: registers.keep_opened(register, path))
    return path if kept else None


def demo_register() -> tuple[Path, dt.date]:
    """The demo register, made if it is not there yet, and the day it is looked at. Raises UserError."""
    from cp_desktop.services import demo

    return demo.made_in(), demo.AS_AT


def last_folder() -> Path:
    """The folder to propose where a register is asked for."""
    last = next(iter(recent_registers()), None)
    return Path(str(recall("registers/folder", str((last and last.folder) or user_documents_path()))))
