"""What was agreed at a visit, each action on two lines: what is done, and by whom; by when, and when it was done."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout

from cp_desktop.services.records import Record
from cp_desktop.ui.records.fields import RecordFields
from cp_desktop.ui.records.owned import OwnedRows
from cp_desktop.ui.theme import SPACE


class ActionRows(OwnedRows):
    """The actions of a visit. In one line, as other rows are, their four fields would be cut in a form."""

    def _add(self, record: Record) -> RecordFields:
        editors = super()._add(record)
        line = editors.layout()
        assert isinstance(line, QBoxLayout)
        what, who, by, done = editors.boxes.values()
        both = QVBoxLayout()
        both.setContentsMargins(0, 0, 0, SPACE.small)
        both.setSpacing(SPACE.tight)
        for first, share, second in ((what, 2, who), (by, 1, done)):
            beside = QHBoxLayout()
            beside.setSpacing(SPACE.tight)
            line.removeWidget(first)
            line.removeWidget(second)
            beside.addWidget(first, share, Qt.AlignmentFlag.AlignTop)
            beside.addWidget(second, 1, Qt.AlignmentFlag.AlignTop)
            both.addLayout(beside)
        line.addLayout(both)
        return editors
