"""Pages and sections of pages as rows of the sidebar, used by click, by keyboard and by screen reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QIcon,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTreeView

from cp_desktop.ui import theme
from cp_desktop.ui.pages import PageEntry, SidebarSection
from cp_desktop.ui.theme import SPACE, TYPE
from cp_desktop.ui.widgets.accessibility import paint_focus

_Index = QModelIndex | QPersistentModelIndex
_KEY = Qt.ItemDataRole.UserRole  # of a page; nothing for a section
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_USE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class PageTree(QTreeView):
    """Pages, and sections of pages that fold. The selected row is the page in front; the current one has the keyboard.

    A click, Enter or Space chooses a page or folds a section.
    """

    chosen = Signal(str)  # the key of a page
    folded_changed = Signal(list)  # the titles of the folded sections
    left = Signal(object)  # the Qt.Key that would lead beyond the first or the last row
    typed = Signal(str)

    def __init__(self, name: str, pages: Mapping[SidebarSection, Sequence[PageEntry]]) -> None:
        super().__init__()
        self.icons_only = False
        self.divided = False  # by a hairline in its first row, from what scrolls above: a line between has no click
        self.setAccessibleName(name)
        self.setProperty("nav", True)
        self._entries = {entry.key: entry for entries in pages.values() for entry in entries}
        self.setModel(QStandardItemModel(self))
        self.setItemDelegate(_RowPainter(self))
        self.setHeaderHidden(True)
        self.header().setMinimumSectionSize(1)  # else the one column is wider than icons are
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setExpandsOnDoubleClick(False)
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTreeView.SelectionMode.NoSelection)  # by the mouse and the keys: `mark` selects
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_Hover)
        for place, entries in pages.items():
            self._fill(place, entries)
        self.model().setHeaderData(0, Qt.Orientation.Horizontal, name)  # unseen, but a screen reader comes by it
        for section in self._sections():
            self.expand(section)  # not all: Left would then first fold a page, unseen
        self.clicked.connect(self._use)
        self.expanded.connect(self._folding)
        self.collapsed.connect(self._folding)

    def _fill(self, section: SidebarSection, entries: Sequence[PageEntry]) -> None:
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        parent = model.invisibleRootItem()
        if section.heading:
            parent = QStandardItem(section.heading)
            parent.setData(", ".join(entry.title for entry in entries), Qt.ItemDataRole.AccessibleDescriptionRole)
            model.appendRow(parent)
        for entry in entries:
            item = QStandardItem(entry.title)
            item.setData(entry.key, _KEY)
            item.setData(entry.keys, Qt.ItemDataRole.AccessibleDescriptionRole)
            parent.appendRow(item)

    # -- what it holds

    def entry(self, row: _Index) -> PageEntry | None:
        """The page of a row, None for a section."""
        return self._entries.get(row.data(_KEY) or "")

    def rows(self) -> list[QModelIndex]:
        """The rows that can be seen, or scrolled to, from the first to the last."""
        found = []
        row = self.model().index(0, 0)
        while row.isValid():
            found.append(row)
            row = self.indexBelow(row)
        return found

    def collapse_sections(self, titles: Sequence[str]) -> None:
        """Folds the sections of these titles; titles that are none are no matter."""
        for section in self._sections():
            if section.data() in titles:
                self.collapse(section)

    def front(self) -> str:
        """The key of the selected page, "" for none."""
        return next((str(row.data(_KEY)) for row in self.selectionModel().selectedIndexes()), "")

    def mark(self, key: str, unfold: bool = True) -> None:
        """Selects the page of that key, in sight unless its section stays folded; none where it is not among them."""
        selection = self.selectionModel()
        selection.clear()
        found = next((row for row in self._everything() if row.data(_KEY) == key), None)
        if found is None:
            return
        if unfold:
            self.expand(found.parent())
        if self.isExpanded(found.parent()) or not found.parent().isValid():
            selection.setCurrentIndex(found, selection.SelectionFlag.Select)
        else:  # Qt would unfold the section of the current row: the keyboard stands on the section
            selection.setCurrentIndex(found.parent(), selection.SelectionFlag.NoUpdate)
            selection.select(found, selection.SelectionFlag.Select)

    def stand_on(self, row: QModelIndex) -> None:
        """Brings the keyboard to a row."""
        self.setCurrentIndex(row)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def set_icons_only(self, icons_only: bool) -> None:
        """Paints icons without words, which tool tips say instead."""
        self.icons_only = icons_only
        model = self.model()
        for row in self._everything():
            entry = self.entry(row)
            if entry is None:
                tip = f"{row.data()}: {row.data(Qt.ItemDataRole.AccessibleDescriptionRole)}" if icons_only else ""
            else:
                tip = f"{entry.title} ({entry.keys})" if entry.keys else entry.title if icons_only else ""
            model.setData(row, tip, Qt.ItemDataRole.ToolTipRole)
        self.viewport().update()

    def wanted_width(self) -> int:
        """As its longest words need, in the font of the moment."""
        icon: int = theme.icon_size(1.1).width()
        if self.icons_only:
            return icon + 4 * int(SPACE.small)
        metrics = QFontMetrics(theme.font())
        words = max(metrics.horizontalAdvance(str(row.data())) for row in self._everything())
        return max(icon + words + 7 * int(SPACE.small), metrics.averageCharWidth() * 27)

    def wanted_height(self) -> int:
        """So that nothing has to be scrolled."""
        return sum(self.sizeHintForIndex(row).height() for row in self.rows())

    def holds_front(self, section: _Index) -> bool:
        """Whether the page in front is one of a section."""
        return any(row.parent() == section for row in self.selectionModel().selectedIndexes())

    def has_keyboard(self, row: _Index) -> bool:
        """Whether a row has the keyboard."""
        return self.hasFocus() and row == self.currentIndex()

    def _sections(self) -> Iterator[QModelIndex]:
        return (row for row in self._everything() if self.entry(row) is None)

    def _everything(self) -> Iterator[QModelIndex]:
        model = self.model()
        for place in range(model.rowCount()):
            top = model.index(place, 0)
            yield top
            yield from (model.index(inner, 0, top) for inner in range(model.rowCount(top)))

    # -- use

    def _use(self, row: QModelIndex) -> None:
        if entry := self.entry(row):
            self.chosen.emit(entry.key)
        else:
            self.setExpanded(row, not self.isExpanded(row))

    def _folding(self, section: QModelIndex) -> None:
        if self.isExpanded(section):  # what came to light is brought into sight, and the section stays there
            self.scrollTo(self.model().index(self.model().rowCount(section) - 1, 0, section))
            self.scrollTo(section)
        self._tell_screen_reader(section)
        self.folded_changed.emit([str(one.data()) for one in self._sections() if not self.isExpanded(one)])

    def _tell_screen_reader(self, section: QModelIndex) -> None:
        """Qt (6.11) tells it neither that a section is folded or not, nor that rows came or went."""
        from PySide6 import QtGui
        from PySide6.QtGui import QAccessible

        if not QAccessible.isActive():
            return
        all_of_it = QtGui.QAccessibleTableModelChangeEvent.ModelChangeType.ModelReset
        QAccessible.updateAccessibility(QtGui.QAccessibleTableModelChangeEvent(self, all_of_it))
        rows = self.rows()
        row = QAccessible.queryAccessibleInterface(self).child(rows.index(section) + 1)  # after the header
        changed = QAccessible.State()
        changed.expanded = True
        QAccessible.updateAccessibility(QtGui.QAccessibleStateChangeEvent(row, changed))
        if self.hasFocus() and self.currentIndex() in rows:  # the row it stood on is another object by now
            focus = QtGui.QAccessibleEvent(self, QAccessible.Event.Focus)
            focus.setChild(rows.index(self.currentIndex()) + 1)
            QAccessible.updateAccessibility(focus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        row, key = self.currentIndex(), Qt.Key(event.key())
        edges = {Qt.Key.Key_Up: self.indexAbove(row), Qt.Key.Key_Down: self.indexBelow(row)}
        if key in _USE:
            self._use(row)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) or (key in edges and not edges[key].isValid()):
            self.left.emit(key)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        self.typed.emit(search)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.model().index(0, 0))
        super().focusInEvent(event)


class _RowPainter(QStyledItemDelegate):
    """Paints a row: a page as icon and word, a section as a quiet word and its chevron."""

    def __init__(self, tree: PageTree) -> None:
        super().__init__(tree)
        self._tree = tree
        self._icons: dict[tuple[str, str], QIcon] = {}  # by name and ink

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, theme.row_height() + SPACE.tight)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        palette, state = theme.current(), option.state
        row: QRect = option.rect
        pill = row.adjusted(SPACE.small, 1, -SPACE.small, -1)
        folded = not self._tree.isExpanded(index)
        front = bool(state & QStyle.StateFlag.State_Selected) or (folded and self._tree.holds_front(index))
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tree.divided and index.row() == 0:
            painter.fillRect(row.left(), row.top(), row.width(), 1, palette.color("hairline"))
        if front or hovered:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color("selected" if front else "hover"))
            painter.drawRoundedRect(pill, 6, 6)
        ink = "accent" if front else "text"
        if not state & QStyle.StateFlag.State_Enabled:
            ink = "disabled"
        entry = self._tree.entry(index)
        if entry is None:
            self._paint_section(painter, pill, str(index.data()), ink if front else "secondary", folded)
        else:
            self._paint_page(painter, pill, entry, ink)
        if self._tree.has_keyboard(index):
            paint_focus(painter, pill)
        painter.restore()

    def _paint_page(self, painter: QPainter, pill: QRect, entry: PageEntry, ink: str) -> None:
        side = theme.icon_size(1.1).width()
        icon = QRect(pill.left() + SPACE.small, pill.center().y() - side // 2, side, side)
        self._draw_icon(painter, icon, entry.icon, ink)
        if not self._tree.icons_only:
            painter.setFont(theme.font())
            words = pill.adjusted(side + 2 * SPACE.small + 2, 0, -SPACE.tight, 0)
            _draw_words(painter, words, entry.title, ink)

    def _paint_section(self, painter: QPainter, pill: QRect, title: str, ink: str, folded: bool) -> None:
        side = QFontMetrics(theme.font(TYPE.secondary)).ascent()
        chevron = QRect(pill.right() - SPACE.small - side, pill.center().y() - side // 2, side, side)
        if self._tree.icons_only:
            chevron.moveLeft(pill.left() + SPACE.small + (theme.icon_size(1.1).width() - side) // 2)
        self._draw_icon(painter, chevron, "chevron-right" if folded else "chevron-down", ink)
        if not self._tree.icons_only:
            painter.setFont(theme.font(TYPE.secondary, strong=True))
            words = pill.adjusted(SPACE.small, 0, chevron.left() - pill.right() - SPACE.tight, 0)
            _draw_words(painter, words, title, ink)

    def _draw_icon(self, painter: QPainter, place: QRect, name: str, ink: str) -> None:
        icon = self._icons.setdefault((name, ink), theme.icon(name, ink))
        painter.drawPixmap(place, icon.pixmap(place.size(), painter.device().devicePixelRatio()))


def _draw_words(painter: QPainter, place: QRect, words: str, ink: str) -> None:
    painter.setPen(theme.current().color(ink))
    cut = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, place.width())
    painter.drawText(place, _LEFT, cut)
