"""The way back: the copies of the open register, or of any that is known by its copies, whether it is there or lost."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QListWidget,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.errors import UserError
from cp_desktop.places import Place, place_at
from cp_desktop.register import SUFFIX
from cp_desktop.services import copies as service
from cp_desktop.ui.background_job import BackgroundReader
from cp_desktop.ui.dialogs.register_dialogs import FILTER, last_folder
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.copy_list import CopiesPanel
from cp_desktop.ui.widgets.labels import ErrorLabel, Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder

_WIDTH, _HEIGHT = 920, 560


class RestoreDialog(ReadingOrder, QDialog):
    """The registers at the left, the copies of the chosen one at the right, the latest first.

    `chosen` tells the copy, the place that it is to take, and whether it may take that of another register.
    """

    chosen = Signal(object, object, bool)

    def __init__(self, register: Place | None, parent: QWidget, uid: str | None = None) -> None:
        """`register` is the one whose copies are shown first: the open one, or the one used last.

        `uid` is the own number of the open one, whatever lies at its place by now.
        """
        super().__init__(parent)
        self.setWindowTitle("Restore a copy")
        self.resize(_WIDTH, _HEIGHT)
        self._first, self._uid = register, uid
        self._place: Place | None = None  # of the chosen one
        self._first_paths: set[Path] = set()
        self._known: list[service.KnownRegister] = []
        self._reader = BackgroundReader(self)
        self.registers = QListWidget()
        self.registers.setAccessibleName("Registers that are known by their copies")
        self.registers.setWordWrap(True)
        self.registers.setSpacing(SPACE.tight // 2)
        self.registers.currentRowChanged.connect(self._show_copies)
        self.panel = CopiesPanel()
        self.copies = self.panel.copies
        self.copies.itemActivated.connect(lambda _: self.accept())
        self.heading = SubHeading(wrap=True)
        self.error = ErrorLabel()
        self._build()
        self._show_first()
        self._reader.ask("known", lambda _: service.known_registers(), self._show_known)

    def _build(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(SPACE.small)
        left.addWidget(SubHeading("Registers"))
        left.addWidget(self.registers, 1)
        right.addWidget(self.heading)
        words = "The chosen copy takes the register's place. What is there now is kept as a copy first, so that you can"
        right.addWidget(Secondary(f"{words} go back.", wrap=True))
        right.addWidget(self.panel, 1)
        columns = QHBoxLayout()
        columns.setSpacing(SPACE.large)
        columns.addLayout(left, 2)
        columns.addLayout(right, 3)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        stack.addLayout(columns, 1)
        stack.addWidget(self.error)
        buttons = QDialogButtonBox()
        self.restore_button = buttons.addButton("Restore this copy", QDialogButtonBox.ButtonRole.AcceptRole)
        self.elsewhere_button = buttons.addButton("Restore to another place…", QDialogButtonBox.ButtonRole.ActionRole)
        self.file_button = buttons.addButton("Another file…", QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.elsewhere_button.clicked.connect(self._elsewhere)
        self.file_button.clicked.connect(self._other_file)
        stack.addWidget(buttons)
        self.copies.setFocus()

    @property
    def busy(self) -> bool:
        """Whether anything is still being read."""
        return self._reader.busy or self.panel.busy

    # -- which registers there are

    def _show_first(self) -> None:
        """The copies of the open register are there at once."""
        copies = service.of_register(self._first, self._uid) if self._first is not None else []
        self._first_paths = {copy.path for copy in copies}
        self._list(copies, self._first)

    def _show_known(self, known: list[service.KnownRegister]) -> None:
        self._known = known
        self.registers.clear()
        for one in known:
            self.registers.addItem(service.known_words(one))
        front = next((row for row, one in enumerate(known) if self._is_first(one)), None)
        if front is not None or self._first is None:
            self.registers.setCurrentRow(front or 0)
        if not known:
            self.heading.setText("No copies are kept on this computer. Another file… restores one that lies elsewhere.")

    def _show_copies(self, row: int) -> None:
        if 0 <= row < len(self._known):
            one = self._known[row]
            self._list(one.copies, self._first if self._is_first(one) else one.place)

    def _is_first(self, known: service.KnownRegister) -> bool:
        return not self._first_paths.isdisjoint(copy.path for copy in known.copies)

    def _list(self, copies: list[service.Copy], place: Place | None) -> None:
        self._place = place
        self.heading.setText(f"Copies of {place.name}" if place is not None else "Its copies")
        self.panel.show_copies(copies, place)
        self.restore_button.setEnabled(bool(copies))
        self.elsewhere_button.setEnabled(bool(copies))

    # -- what is restored, and where to

    def accept(self) -> None:
        copy = self.copies.chosen_copy()
        if copy is not None:
            self._restore(copy, self._place)

    def _elsewhere(self) -> None:
        copy = self.copies.chosen_copy()
        if copy is not None:
            self._restore(copy, None)

    def _other_file(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, "Restore from a file", str(last_folder()), FILTER)
        if name:
            self._restore_file(Path(name))

    def _restore_file(self, copy: Path) -> None:
        """A file that somebody has chosen goes where its register is or was, or else in place of the open one."""
        try:
            place = service.place_for(copy, self._first)
        except UserError as problem:
            self.error.say(str(problem))
            return
        self._restore(copy, place)

    def _restore(self, copy: Path, place: Place | None) -> None:
        """Asks for what is not known: where to, and whether another register may be replaced."""
        self.error.say("")
        if place is None or (not place.is_there() and not (place.folder is None or place.folder.is_dir())):
            place = self._asked_place(place)
        if place is None:
            return
        try:
            loss = service.loss(place, copy)
        except UserError as problem:
            self.error.say(str(problem))
            return
        another = loss is not None and loss.council is not None
        if loss is not None and another:
            match self._may_replace(loss, copy):
                case "elsewhere":
                    self._restore(copy, None)
                    return
                case "no":
                    return
        super().accept()
        self.chosen.emit(place, copy, another)

    def _asked_place(self, was: Place | None) -> Place | None:
        proposed = last_folder() / (was.name if was is not None else f"Restored register{SUFFIX}")
        name, _ = QFileDialog.getSaveFileName(self, "Restore the register as", str(proposed), FILTER)
        if not name:
            return None
        return place_at(name if Path(name).suffix else f"{name}{SUFFIX}")

    def _may_replace(self, loss: service.Loss, copy: Path) -> str:
        """What becomes of a copy of another council's register: "replace", "elsewhere" or "no"."""
        box = QMessageBox(self)
        box.setWindowTitle("Another register")
        box.setIcon(QMessageBox.Icon.Warning)
        held = service.holdings_of(copy)
        whose = f", of {held.council}" if held is not None else ""
        box.setText(f"{copy.name} is a copy of another register{whose}.")
        box.setInformativeText(
            f"{loss.sentences[0]} What is there now is kept as a copy first. "
            "Usually such a copy is restored to a place of its own."
        )
        elsewhere = box.addButton("Restore to another &place…", QMessageBox.ButtonRole.AcceptRole)
        replace = box.addButton("&Replace it", QMessageBox.ButtonRole.DestructiveRole)
        no = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(elsewhere)
        box.setEscapeButton(no)
        box.exec()
        clicked = box.clickedButton()
        box.deleteLater()
        return "elsewhere" if clicked is elsewhere else "replace" if clicked is replace else "no"
