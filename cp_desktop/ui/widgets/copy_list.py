"""The kept copies of a register, to choose one from: what each holds, and what would be lost by restoring it."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.places import Place
from cp_desktop.register.store import Copy
from cp_desktop.services import copies as service
from cp_desktop.ui.background_job import BackgroundJob, BackgroundReader
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary

ONLY_HERE = "Only those on this computer were tried; cp-desktop check --copies tries those in the second place as well."


class CopyList(QListWidget):
    """Copies with when and why each was made; what it holds comes after, when it has been read."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Kept copies, the latest first")
        self.setWordWrap(True)
        self.setSpacing(SPACE.tight // 2)

    def show_copies(self, copies: Iterable[Copy]) -> None:
        """Lists copies, in their order, and chooses the first."""
        self.clear()
        for copy in copies:
            item = QListWidgetItem(f"{show(copy.made)}   {copy.why}   {copy.size // 1024:,} KB")
            item.setData(Qt.ItemDataRole.UserRole, copy.path)
            self.addItem(item)
        self.setCurrentRow(0)

    def say_of(self, row: int, words: str) -> None:
        """Adds a line to what is said of a copy."""
        item = self.item(row)
        if item is not None:
            item.setText(f"{item.text()}\n{words}")

    def chosen_copy(self) -> Path | None:
        """Where the chosen copy is; None where there are none."""
        item = self.currentItem()
        path: Path | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return path


class CopiesPanel(QWidget):
    """The copies of one register. Below the list stands what restoring the chosen one would take away.

    `foot` is the row of buttons, for more of them.
    """

    def __init__(self) -> None:
        super().__init__()
        self.copies = CopyList()
        self.copies.currentRowChanged.connect(self._read_loss)
        self.loss = Secondary("", wrap=True)
        self.loss.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.try_button = push_button("&Try all copies")
        self.try_button.setToolTip("Opens every copy, checks all of it and counts what it holds. Nothing is changed.")
        self.try_button.clicked.connect(self.try_all)
        self.try_button.setEnabled(False)
        self.outcome = Secondary("", wrap=True)
        self._reader = BackgroundReader(self)
        self._listed: list[Copy] = []
        self._place: Place | None = None
        self.foot = QHBoxLayout()
        self.foot.setSpacing(SPACE.small)
        self.foot.addWidget(self.try_button)
        self.foot.addWidget(self.outcome, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(self.copies, 1)
        stack.addWidget(self.loss)
        stack.addLayout(self.foot)

    @property
    def busy(self) -> bool:
        """Whether anything is still being read."""
        return self._reader.busy

    def show_copies(self, copies: list[Copy], place: Place | None) -> None:
        """Lists the copies of the register that is, or was, at a place, and chooses the first.

        The same copies again leave the choice where it is.
        """
        if copies == self._listed and place == self._place:
            self._read_loss()
            return
        self._listed, self._place = copies, place
        self.copies.show_copies(copies)
        self.outcome.clear()
        self.try_button.setEnabled(bool(copies))
        self._reader.ask("holdings", partial(_holdings, copies), self._say_holdings)

    def _say_holdings(self, words: list[str]) -> None:
        for row, line in enumerate(words):
            self.copies.say_of(row, line)

    def _read_loss(self) -> None:
        copy, place = self.copies.chosen_copy(), self._place
        self.loss.clear()
        if copy is not None and place is not None:
            self._reader.ask("loss", lambda _: service.loss(place, copy), self._say_loss, self._say_unreadable)

    def _say_loss(self, loss: service.Loss | None) -> None:
        self.loss.setText("\n".join(loss.sentences) if loss is not None else "")

    def _say_unreadable(self, problem: UserError) -> None:
        self.loss.setText(f"This copy cannot be restored: {problem}")

    def try_all(self) -> None:
        """Opens every copy and reads it whole, and says of each what became of it."""
        copies = self._listed
        self.try_button.setEnabled(False)
        self.outcome.setText("Trying the copies…")

        def work(job: BackgroundJob[list[service.Tried]]) -> list[service.Tried]:
            return service.try_all(copies, job.signals.moved.emit, lambda: job.cancelled)

        job = self._reader.ask("drill", work, self._say_tried, self._say_stopped)
        job.signals.moved.connect(self._say_progress)

    def _say_progress(self, done: int, total: int, _: str) -> None:
        if self._reader.busy:
            self.outcome.setText(f"Trying copy {done + 1} of {total}…")

    def _say_stopped(self, problem: UserError) -> None:
        self.outcome.setText(str(problem))

    def _say_tried(self, tried: list[service.Tried]) -> None:
        self.try_button.setEnabled(True)
        self.outcome.setText(f"{service.drill_summary(tried)} {ONLY_HERE}")
        announce(self.outcome, self.outcome.text())
        rows = {copy.path: row for row, copy in enumerate(self._listed)}
        for one in tried:
            self.copies.say_of(rows[one.copy.path], one.problem or "Tried: sound.")


def _holdings(copies: list[Copy], _: BackgroundJob[list[str]]) -> list[str]:
    found = [service.holdings_of(copy.path) for copy in copies]
    return ["What it holds cannot be read." if one is None else service.described(one) for one in found]
