"""What a check of the register found, all of it."""

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from cp_desktop.disclosure import PRIVATE
from cp_desktop.register.soundness import Soundness
from cp_desktop.services import disclosure
from cp_desktop.services.checking import REMEDY
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.clipboard import put
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder

COVERED = (
    "Looked at: every page and index of the file, every reference, every value, every row against the history, every "
    "entry of the history against its seal, the bytes of attachments and tabled papers, and whether anything is in the "
    "file that this program did not make. Somebody who knows the program and works out all seals anew is not found out "
    "so: compare with an earlier copy."
)


class CheckDialog(ReadingOrder, QDialog):
    """The findings: damage first, then remarks on what is only odd, then what is known of the history's seals."""

    def __init__(self, app: AppSession, found: Soundness, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Check of the register")
        self.setMinimumSize(640, 420)
        self.found = found
        self.findings = QListWidget()
        self.findings.setAccessibleName("What was found")
        self.findings.setWordWrap(True)
        self.findings.setSpacing(SPACE.tight // 2)
        for sentences in (found.damage, found.remarks, found.told):
            for sentence in sentences:
                self.findings.addItem(QListWidgetItem(sentence))
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        self.heading = SubHeading(verdict(app.register.name, found), wrap=True)
        stack.addWidget(self.heading)
        if not found.sound:
            stack.addWidget(Secondary(REMEDY, wrap=True))
        if found.remarks:
            stack.addWidget(Secondary("What is only odd, an earlier version took in. Correct it there.", wrap=True))
        if self.findings.count():
            stack.addWidget(self.findings, 1)
        stack.addWidget(Secondary(COVERED, wrap=True))
        stack.addStretch(0 if self.findings.count() else 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        if self.findings.count():
            copy = buttons.addButton("Copy", QDialogButtonBox.ButtonRole.ActionRole)
            copy.setToolTip("For this office and whoever looks after the program: names of people are in it.")
            copy.clicked.connect(self._copy)
        buttons.rejected.connect(self.reject)
        stack.addWidget(buttons)

    def _copy(self) -> None:
        lines = [self.heading.text(), *(self.findings.item(row).text() for row in range(self.findings.count()))]
        put(disclosure.words("\n".join(lines), PRIVATE))


def verdict(name: str, found: Soundness) -> str:
    """Whether it is sound, with how much was found."""
    number = len(found.damage)
    if number:
        return f"{name} is not sound: {'one thing is' if number == 1 else f'{number} things are'} amiss."
    odd = len(found.remarks)
    besides = f" {'One value or row is' if odd == 1 else f'{odd} values or rows are'} odd." if odd else ""
    return f"{name} is sound.{besides}"
