"""Figures of each part of the council or the menu in a table, with the choice of what the parts are."""

from collections.abc import Sequence

from PySide6.QtWidgets import QComboBox, QHBoxLayout

from cp_desktop.disclosure import PUBLIC
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.widgets.accessibility import name_choice
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.surfaces import Card


class FiguresByCard(Card):
    """`by` is what the figures are given by, `table` has a row a part."""

    def __init__(self) -> None:
        super().__init__()
        self.by = QComboBox()
        name_choice(self.by, "Figures by")
        head = QHBoxLayout()
        head.addWidget(SubHeading("Figures by"))
        head.addWidget(self.by)
        head.addStretch(1)
        head.addWidget(Secondary("Enter on a number shows how it is counted; Ctrl+C copies."))
        self.table = PlainTable("Figures by part", PUBLIC, fitted=True)
        self.body.addLayout(head)
        self.body.addWidget(self.table)

    def offer(self, parts: Sequence[tuple[str, str]]) -> None:
        """Offers (label, key) to choose from; what stands chosen stays so."""
        chosen = max(self.by.currentIndex(), 0)
        self.by.clear()
        for label, key in parts:
            self.by.addItem(label, key)
        self.by.setCurrentIndex(chosen)

    def show_figures(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Shows rows of a part's label and its figures, which stand under these headings."""
        label = self.by.currentText()
        self.table.setAccessibleName(f"Figures by {label}")
        self.table.set_rows([label[:1].upper() + label[1:], *headings], rows, numbers=True)
