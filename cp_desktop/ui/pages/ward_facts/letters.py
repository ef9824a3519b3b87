"""Asking for the month and the folder of the monthly letters, writing them, and saying what came of it."""

import datetime as dt
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.model.values import write_month
from cp_desktop.services import monthly_letters
from cp_desktop.services.monthly_letters import WrittenLetters
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession, Cancelled, Progress
from cp_desktop.ui.dialogs.drafts_folder import FOLDER, drafts_folder
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import remember
from cp_desktop.ui.widgets.accessibility import announce, name_choice
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.reading_order import ReadingOrder

MONTHS = 24  # that are offered, the latest being that of the day of all pages or today's
NAMED = 12  # people without an address who are named


class MonthlyLettersDialog(ReadingOrder, QDialog):
    """The month, the folder, and then what was written."""

    def __init__(self, app: AppSession, parent: QWidget) -> None:
        super().__init__(parent)
        self._app = app
        self.setWindowTitle("Monthly letters")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = Secondary(
            app.terms.said(
                "A draft for every councillor in office on the last day of the month, with the homes and the numbers "
                "of the ward as at that day. Small numbers are hidden as the settings say. Nothing is sent: open the "
                "drafts in Outlook or Thunderbird, look at them, and send them from there."
            ),
            wrap=True,
        )
        self.month = self._make_months()
        self.month.currentIndexChanged.connect(lambda _: self._turn())
        self.counted = Secondary("", wrap=True)
        self.foreseen = Secondary("", wrap=True)
        self._folder = drafts_folder() or Path.home()
        self.folder = QLineEdit()
        self.folder.setAccessibleName("Folder")
        self.folder.setMinimumWidth(self.fontMetrics().averageCharWidth() * 60)
        browse = push_button("&Browse…", "open")
        browse.clicked.connect(lambda _: self._browse())
        place = QHBoxLayout()
        place.setSpacing(SPACE.small)
        place.addWidget(self.folder, 1)
        place.addWidget(browse)
        self.said = QLabel()
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setWordWrap(True)
        self.said.hide()
        self._make_buttons()
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading("Monthly letters"))
        stack.addWidget(words)
        stack.addSpacing(SPACE.tight)
        for name, widget in (("&Month", self.month), ("&Folder", self.folder)):
            label = QLabel(name)
            label.setBuddy(widget)
            stack.addWidget(label)
            if widget is self.month:
                stack.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
                stack.addWidget(self.counted)
            else:
                stack.addLayout(place)
                stack.addWidget(self.foreseen)
        stack.addWidget(self.said)
        stack.addSpacing(SPACE.small)
        stack.addWidget(self.buttons)
        self._turn()
        self.month.setFocus()

    def _make_months(self) -> QComboBox:
        """The last MONTHS, with that of the day of all pages chosen."""
        scope = self._app.scope
        months = QComboBox()
        name_choice(months, "Month")
        latest = max(scope.as_at, min(dt.date.today(), scope.last_day))
        for back in range(MONTHS):
            year, month = divmod(latest.year * 12 + latest.month - 1 - back, 12)
            months.addItem(write_month(day := dt.date(year, month + 1, 1)), day)
            if (year, month + 1) == (scope.as_at.year, scope.as_at.month):
                months.setCurrentIndex(back)
        return months

    def _make_buttons(self) -> None:
        self.buttons = QDialogButtonBox()
        self.write_button = push_button("&Write letters", primary=True)
        self.open_button = push_button("&Open the folder", "open")
        self.buttons.addButton(self.write_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.ActionRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        self.write_button.clicked.connect(lambda _: self.write())
        self.open_button.clicked.connect(lambda _: QDesktopServices.openUrl(QUrl.fromLocalFile(self.folder.text())))
        self.open_button.hide()
        self.buttons.rejected.connect(self.reject)

    def _turn(self) -> None:
        """Another month: its folder, how many letters go there, and how fresh the numbers of the wards are."""
        month = self.month.currentData()
        letters = self._app.read(lambda session: monthly_letters.foresee(session, month))
        self.folder.setText(str(self._folder / f"Letters {month:%Y-%m}"))
        words = letters.without_numbers
        if letters.counted_on is not None:
            old = " Nothing was counted in this month." if letters.counted_on < month else ""
            words = f"As at {show(letters.day)}. The latest numbers by then are of {show(letters.counted_on)}.{old}"
        self.counted.setText(words)
        number = "1 letter" if letters.number == 1 else f"{show(letters.number)} letters"
        self.foreseen.setText(
            f"{number} will be written into this folder, over drafts of the same names."
            if letters.number
            else f"Nobody was in office on {show(letters.day)}: there is no letter to write."
        )
        self.write_button.setText(f"&Write {number}" if letters.number else "&Write letters")

    def _browse(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Folder for the letters", str(self._folder))
        if chosen:
            self.folder.setText(chosen)

    def write(self) -> None:
        """Writes the letters, off the window's thread, and says what came of it."""
        text = self.folder.text().strip()
        if not text:
            self._say("Say which folder the letters go to.", wrong=True)
            return
        out, month, register = Path(text).expanduser(), self.month.currentData(), self._app.register

        def job(progress: Progress, cancelled: Cancelled) -> WrittenLetters:
            return monthly_letters.write(register, month, out, progress, cancelled)

        def failed(problem: UserError) -> None:
            self._say(str(problem), wrong=True)

        def written(found: WrittenLetters) -> None:
            self._folder = out.parent
            remember(FOLDER, str(out.parent))
            self._say(result_sentence(found, out))
            self.open_button.show()

        self._app.work(self, "Writing the monthly letters", job, written, failed)

    def _say(self, sentence: str, *, wrong: bool = False) -> None:
        self.said.setProperty("tone", "error" if wrong else "")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self.said.setFont(theme.font())
        self.said.setText(sentence)
        self.said.show()
        layout = self.layout()
        assert layout is not None
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
        announce(self, sentence)


def result_sentence(written: WrittenLetters, out: Path) -> str:
    """What came of it, in sentences."""
    number = len(written.paths)
    sentences = [f"{show(number)} letter{'s' if number != 1 else ''} as at {show(written.day)} written into {out}."]
    if written.letters.without_numbers:
        sentences.append(written.letters.without_numbers)
    if written.without_address:
        some = ", ".join(written.without_address[:NAMED])
        more = len(written.without_address) - NAMED
        rest = f" and {more} more" if more > 0 else ""
        sentences.append(f"Without an e-mail address, so that you must fill it in: {some}{rest}.")
    if written.others:
        others = len(written.others)
        drafts = "1 other draft lies" if others == 1 else f"{show(others)} other drafts lie"
        sentences.append(f"{drafts} in that folder from before: look at the names before you send.")
    return " ".join(sentences)
