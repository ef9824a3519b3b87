"""What stands in the window for imports: the files at the left, the parts of one, its sum and the buttons under it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.ui import theme
from cp_desktop.ui.importing.incoming import Fate, Incoming
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.flow import FlowLayout
from cp_desktop.ui.widgets.labels import ScaledLabel, SubHeading
from cp_desktop.ui.widgets.scrolling import UprightArea, put_in
from cp_desktop.ui.widgets.surfaces import Banner

SUMMARY_LINES = 4
MOST_FOR_COLUMNS = 0.45  # of the height that columns, questions and rows share
SIGNS = {
    Fate.WAITING: "",
    Fate.DONE: "✓ ",
    Fate.NOTHING_NEW: "= ",
    Fate.SKIPPED: "– ",
    Fate.REFUSED: "! ",
}
QWIDGETSIZE_MAX = (1 << 24) - 1  # Qt's own, which PySide does not hand on
ROOM_FOR_FILES = 110  # letters across
WIDEST_LIST = 32  # letters


class FileList(QListWidget):
    """The files that came in together, each with its kind and what became of it. `chosen` brings one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._files: Sequence[Incoming] = ()
        self.setAccessibleName("Files")
        self.setWordWrap(True)
        self.setSpacing(SPACE.tight // 2)
        self.itemActivated.connect(self._choose)
        self.itemClicked.connect(self._choose)

    def show_files(self, files: Sequence[Incoming], front: Incoming) -> None:
        """Shows them, with the one in front marked."""
        self._files = files
        if self.count() != len(files):
            self.clear()
            for _ in files:
                self.addItem(QListWidgetItem())
        for place, one in enumerate(files):
            fate = "" if one.fate is Fate.WAITING else f", {one.fate.value}"
            self.item(place).setText(f"{SIGNS[one.fate]}{one.path.name}\n{one.kind_words}{fate}")
        place = next(place for place, one in enumerate(files) if one is front)
        self.setCurrentRow(place)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(self._files[self.row(item)])


class FewLines(UprightArea):
    """A text that takes the lines it needs, but not too many: then it scrolls."""

    def __init__(self, text: QLabel) -> None:
        super().__init__()
        self._text = text
        put_in(self, text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        most = self.fontMetrics().lineSpacing() * SUMMARY_LINES
        wanted = self._text.heightForWidth(max(self.viewport().width(), 1))
        return QSize(super().sizeHint().width(), min(wanted, most) + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self.updateGeometry()
        return super().viewportEvent(event)


class _FileParts(QWidget):
    """What is shown of one file: as high as there is room for, and scrolled only where that is too little."""

    def heightForWidth(self, width: int) -> int:
        """The least height, though Qt asks for the best."""
        layout = self.layout()
        return layout.minimumHeightForWidth(width) if layout is not None else -1


class ImportFrame:
    """Lays out the parts of the window for imports, and shows of the buttons those that do something now."""

    def __init__(
        self, dialog: QDialog, understood: QWidget, columns: QWidget, tabs: QTabWidget, *, several: bool
    ) -> None:
        self._understood, self._columns, self._tabs = understood, columns, tabs
        self._arranged, self._several = False, several
        self.banner = Banner()
        self.file_list = FileList()
        self.file_list.setVisible(several)
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.outcome = UprightArea()
        self.outcome.hide()
        self.parts = QSplitter(Qt.Orientation.Vertical)
        self.parts.addWidget(columns)
        self.parts.addWidget(tabs)
        self.parts.setStretchFactor(1, 1)
        self.parts.setChildrenCollapsible(False)
        self.parts.hide()
        tabs.setMinimumHeight(theme.row_height() * 6)
        self.proposed_button = push_button("Take what is &proposed")
        self.leave_button = push_button("Not sure? &Leave it out and go on")
        self.skip_button = push_button("Not this &file")
        self.all_button = push_button("Import &all")
        self.import_button = push_button("&Import", primary=True)
        self.close_button = push_button("Cancel")
        self._lay_out(dialog, understood)

    def _lay_out(self, dialog: QDialog, understood: QWidget) -> None:
        side = theme.row_height()
        parent = dialog.parentWidget()
        room = parent.window().size() if parent is not None else dialog.screen().availableSize()
        dialog.resize(min(side * 48, room.width() - side), min(side * 32, room.height() - side))
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        summary_area = FewLines(self.summary)
        inside = _FileParts()
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE.medium if self._several else 0, 0, 0, 0)
        column.setSpacing(SPACE.small)
        column.addWidget(understood)
        column.addWidget(self.banner)
        column.addWidget(self.parts, 1)
        column.addWidget(self.outcome, 1)
        column.addStretch(0)  # where neither is shown
        area = UprightArea()
        put_in(area, inside)
        middle = self._middle = QSplitter(Qt.Orientation.Horizontal)
        middle.addWidget(self.file_list)
        middle.addWidget(area)
        middle.setStretchFactor(1, 1)
        middle.setSizes([dialog.fontMetrics().averageCharWidth() * WIDEST_LIST, dialog.width()])
        buttons = FlowLayout()
        buttons.setSpacing(SPACE.small)
        for button in (
            self.import_button,
            self.all_button,
            self.proposed_button,
            self.leave_button,
            self.skip_button,
            self.close_button,
        ):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        stack = QVBoxLayout(dialog)
        stack.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.medium)
        stack.setSpacing(SPACE.small)
        stack.addWidget(middle, 1)
        stack.addWidget(summary_area)
        stack.addLayout(buttons)

    # -- what is shown

    def fit(self, width: int) -> None:
        """Puts the files over the one in front where there is no room for them beside it."""
        narrow = width < self.file_list.fontMetrics().averageCharWidth() * ROOM_FOR_FILES
        self._middle.setOrientation(Qt.Orientation.Vertical if narrow else Qt.Orientation.Horizontal)
        self.file_list.setMaximumHeight(theme.row_height() * 2 if narrow else QWIDGETSIZE_MAX)

    def show_parts(self, there: bool) -> None:
        """Shows the columns, questions and rows of a file, or that there are none."""
        self._understood.show()
        self.parts.setVisible(there)
        self.outcome.hide()

    def arrange(self, columns_height: int) -> None:
        """Gives the columns so much room, the first time there are any; then the splitter is hers."""
        if not self._arranged:
            self._arranged = True
            height = min(columns_height, int(self.parts.height() * MOST_FOR_COLUMNS))
            self.parts.setSizes([height, max(self.parts.height() - height, self._tabs.minimumHeight())])

    def set_busy(self, busy: bool) -> None:
        """Keeps hands off while something is worked out."""
        for part in (self.import_button, self.all_button, self.proposed_button, self.leave_button, self.skip_button):
            part.setEnabled(not busy)

    def show_buttons(self, *, ready: bool, fresh: bool, proposed: int, leavable: int, more: int, over: bool) -> None:
        """Shows what can be done: `more` files wait behind this one, `over` when none is left."""
        self.import_button.setEnabled(ready)
        self.import_button.setText("&Go on" if fresh else "&Import")
        self.import_button.setVisible(not over)
        self.all_button.setVisible(more > 0)
        self.all_button.setEnabled(ready)
        self.all_button.setText(f"Import &all {more + 1}")
        self.all_button.setToolTip("One after another, up to the first about which something is asked")
        self.proposed_button.setVisible(proposed > 0)
        self.leave_button.setVisible(leavable > 0)
        self.skip_button.setVisible(more > 0)
        self.close_button.setText("Close" if over else "Cancel")

    def show_outcome(self, files: Sequence[Incoming], said: str = "") -> None:
        """Shows what became of files, in the place of their parts, and says something of them all."""
        self._understood.hide()
        self.parts.hide()
        self.banner.hide()
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, SPACE.small, 0, 0)
        column.setSpacing(SPACE.small)
        for one in files:
            heading = SubHeading(f"{one.path.name}: {one.fate.value}", wrap=True)
            column.addWidget(heading)
            column.addWidget(ScaledLabel(one.said, wrap=True))
        column.addStretch(1)
        put_in(self.outcome, inside)
        self.outcome.show()
        self.summary.setText(said)
