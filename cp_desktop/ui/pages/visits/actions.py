"""What was agreed at a visit, each action on two lines: what is done; who does it, by when, and when it was done."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout
from sqlalchemy.orm import RelationshipProperty

from cp_desktop.register.records import Record
from cp_desktop.ui.desk import Desk
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.records.fields import RecordFields
from cp_desktop.ui.records.owned import OwnedRows


class ActionRows(OwnedRows):
    """The actions of a visit. In one line, as other rows are, their four fields would be cut in a form."""

    def __init__(self, desk: Desk, link: RelationshipProperty[Any]) -> None:
        super().__init__(desk, link)

    def _add(self, record: Record) -> RecordFields:
        editors = super()._add(record)
        line = editors.layout()
        assert isinstance(line, QBoxLayout)
        what, *others = editors.boxes.values()
        below = QHBoxLayout()
        below.setSpacing(SPACE.tight)
        for box in others:
            line.removeWidget(box)
            below.addWidget(box, 1, Qt.AlignmentFlag.AlignTop)
        line.removeWidget(what)
        both = QVBoxLayout()
        both.setContentsMargins(0, 0, 0, SPACE.small)
        both.setSpacing(SPACE.tight)
        both.addWidget(what)
        both.addLayout(below)
        line.addLayout(both)
        return editors
