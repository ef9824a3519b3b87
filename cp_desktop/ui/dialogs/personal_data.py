"""What is held about a person: all of it as a paper, and the dialog that erases one who left."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from cp_desktop import reports
from cp_desktop.services import papers, privacy
from cp_desktop.services.privacy import ErasureChoices, ErasurePlan
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.replacing import may_replace
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import forget_texts, recall, remember
from cp_desktop.ui.widgets.buttons import link_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.letters import literal
from cp_desktop.ui.widgets.reading_order import ReadingOrder
from cp_desktop.ui.widgets.scrolling import scrolled

_FOLDER = "privacy/folder"


def save_everything(app: AppSession, parent: QWidget, key: str, name: str) -> None:
    """Asks where to, and writes everything that is held about the person of that key, for that person."""
    kinds = {f"{words} (*{ending})": ending for ending, words in reports.FORMATS.items()}
    start = Path(str(recall(_FOLDER, str(Path.home())))) / f"Private - Everything held about {name}"
    chosen, kind = QFileDialog.getSaveFileName(
        parent, f"Save, for {name} alone", str(start), ";;".join(kinds), options=QFileDialog.Option.DontConfirmOverwrite
    )
    if chosen:
        path = app.try_(lambda: reports.named(Path(chosen), kinds[kind]))
        if path is not None and may_replace(parent, path):
            save_everything_to(app, parent, key, path)


def save_everything_to(app: AppSession, parent: QWidget, key: str, path: Path) -> None:
    """Writes everything that is held about a person to a file, over the one that is there."""
    remember(_FOLDER, str(path.parent))

    def job(progress: object, cancelled: object) -> str:
        return papers.save(app.register, privacy.order_about(key), path, replace=True)

    def done(remark: str) -> None:
        app.message.emit(f"Saved {path}. Look at every page before you hand it over. {remark}".strip(), "info", "")

    app.work(parent, "Writing what is held", job, done)


class EraseDialog(ReadingOrder, QDialog):
    """What erasing a person would do: what goes, what stays, and each text that names them, to be chosen.

    Nothing is done before the box that says it is for good is ticked and the button is pressed.
    """

    def __init__(self, app: AppSession, parent: QWidget, plan: ErasurePlan) -> None:
        super().__init__(parent)
        self._app, self._plan, self._owner = app, plan, parent
        self.setWindowTitle(f"Erase {plan.subject.name}")
        self.resize(760, 620)
        inside = QWidget()
        said = QVBoxLayout(inside)
        said.setContentsMargins(0, 0, SPACE.small, 0)
        said.setSpacing(SPACE.tight)
        for title, sentences in privacy.told(plan):
            said.addWidget(SubHeading(title))
            for sentence in sentences:
                said.addWidget(Secondary(literal(f"•  {sentence}"), wrap=True))
        self.choices = QTreeWidget()
        self.choices.setAccessibleName("Texts and files that name the person")
        self.choices.setHeaderLabels(["Replace or delete", "Field", "Words"])
        self.choices.setRootIsDecorated(False)
        self._fill()
        if self.choices.topLevelItemCount():
            said.addWidget(SubHeading("Texts and files that name them, or somebody of that name"))
            said.addWidget(
                Secondary("In those ticked the name is replaced; files that are ticked are deleted.", wrap=True)
            )
            said.addWidget(self.choices, 1)
        self.delete_copies = QCheckBox(f"Delete the copies made before as well ({len(plan.copies)})")
        self.delete_copies.setVisible(bool(plan.copies))
        self.delete_copies.setToolTip("Those that this program keeps. What was copied elsewhere is yours to delete.")
        self.sure = QCheckBox(literal(f"Erase {plan.subject.name} for good. It cannot be undone."))
        self.buttons = QDialogButtonBox()
        self.erase_button = self.buttons.addButton("&Erase", QDialogButtonBox.ButtonRole.DestructiveRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        self.erase_button.setEnabled(False)
        self.sure.toggled.connect(self.erase_button.setEnabled)
        self.erase_button.clicked.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.large, SPACE.large, SPACE.large, SPACE.large)
        stack.setSpacing(SPACE.small)
        stack.addWidget(scrolled(inside), 1)
        stack.addWidget(self.delete_copies)
        stack.addWidget(self.sure)
        stack.addWidget(self.buttons)

    def _fill(self) -> None:
        usual = privacy.usual_choices(self._plan)
        for one in self._plan.mentions:
            words = "Kept of a safeguarding concern: not shown here" if one.guarded else one.excerpt
            where = f"{one.what} (in the history)" if one.earlier else one.what
            self._add(where, one.label, words, one.place, one.place in usual.mentions)
        for file in self._plan.files:
            self._add(file.name, "File", "The name is in it", file.content_id, file.content_id in usual.files)
        for column in range(2):
            self.choices.resizeColumnToContents(column)
            self.choices.setColumnWidth(column, min(self.choices.columnWidth(column), 240))

    def _add(self, what: str, label: str, words: str, key: object, ticked: bool) -> None:
        item = QTreeWidgetItem([what, label, words])
        item.setCheckState(0, Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        item.setData(0, Qt.ItemDataRole.UserRole, [key])
        for column, text in enumerate((what, label, words)):
            item.setToolTip(column, literal(text))
        self.choices.addTopLevelItem(item)

    def chosen(self) -> ErasureChoices:
        """What is ticked."""
        items = [self.choices.topLevelItem(place) for place in range(self.choices.topLevelItemCount())]
        keys = [
            item.data(0, Qt.ItemDataRole.UserRole)[0]
            for item in items
            if item is not None and item.checkState(0) is Qt.CheckState.Checked
        ]
        files = frozenset(key for key in keys if isinstance(key, int))
        return ErasureChoices(frozenset(tuple(key) for key in keys if not isinstance(key, int)), files)

    def accept(self) -> None:
        if not self.sure.isChecked():
            return
        chosen, key, app = self.chosen(), self._plan.subject.key, self._app
        copies = self._plan.copies if self.delete_copies.isChecked() else []
        super().accept()

        def job(progress: object, cancelled: object) -> str:
            return privacy.erase(app.register, key, chosen, copies=copies)

        def done(sentence: str) -> None:
            forget_texts(self._plan.subject.names)
            app.message.emit(sentence, "info", "")

        app.work(self._owner, "Erasing", job, done)


def ask_erasing(app: AppSession, parent: QWidget, key: str) -> EraseDialog | None:
    """Opens the dialog that erases the person of that key; what prevents it is said in the banner."""
    plan = app.try_(lambda: privacy.plan_erasure(app.register, key))
    if plan is None:
        return None
    dialog = EraseDialog(app, parent, plan)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


class PersonButtons(QWidget):
    """Beside a person's record: everything that is held, and erasing. `show_person` says whose."""

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app, self._key, self._name = app, "", ""
        self.held_button = link_button("Everything held…")
        self.held_button.setToolTip("All that the register holds about this person, as a paper for this person alone")
        self.held_button.clicked.connect(lambda: save_everything(app, self, self._key, self._name))
        self.erase_button = link_button("Erase…")
        self.erase_button.setToolTip("For one who left: what goes and what stays is told first")
        self.erase_button.clicked.connect(lambda: ask_erasing(app, self.window(), self._key))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE.small, 0, 0)
        row.setSpacing(SPACE.medium)
        row.addWidget(self.held_button)
        row.addWidget(self.erase_button)
        row.addStretch(1)

    def show_person(self, key: str, name: str) -> None:
        """Says whose data the buttons are about; "" for nobody yet."""
        self._key, self._name = key, name
        self.held_button.setEnabled(bool(key))
        self.erase_button.setEnabled(bool(key) and self._app.can_write)
