"""The sidebar: the pages under their sections, and at the foot those that always stay in sight.

Sections fold; the whole collapses to icons. Both are remembered on this machine. Rows touch one another and reach
from edge to edge, so that no click falls between two of them.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from cp_desktop.ui.page_tree import PageTree
from cp_desktop.ui.pages import SidebarSection, sections
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import tool_button

ICONS_ONLY_KEYS = "Ctrl+B"
FOLDED = "sidebar/folded"  # the titles of the folded sections
ICONS_ONLY = "window/folded"


class Sidebar(QWidget):
    """The pages, icon and word, in their sections; collapses to icons."""

    chosen = Signal(str)  # the key of a page
    icons_only_changed = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.icons_only = self._cramped = False
        pages = dict(sections())
        foot = pages.pop(SidebarSection.FOOT)
        self.list = PageTree("Pages", pages)
        self.foot = PageTree(" and ".join(entry.title for entry in foot), {SidebarSection.FOOT: foot})
        self.foot.divided = True
        self.foot.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.icons_button = tool_button("sidebar", "")
        self.icons_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click needs no ring round it
        self.icons_button.clicked.connect(self.toggle_icons_only)
        below = QHBoxLayout()
        below.setContentsMargins(SPACE.small + 2, SPACE.tight, SPACE.small, SPACE.small)
        below.addWidget(self.icons_button)
        below.addStretch(1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, SPACE.small, 0, 0)
        stack.setSpacing(0)
        stack.addWidget(self.list, 1)
        stack.addWidget(self.foot)
        stack.addLayout(below)
        for tree in self._trees():
            tree.chosen.connect(self.chosen)
            tree.left.connect(self._step_out)
            tree.typed.connect(self._find)
        self._typed, self._since_typed = "", QElapsedTimer()
        self.list.collapse_sections(recall(FOLDED, []))
        self.list.folded_changed.connect(lambda titles: remember(FOLDED, titles or None))
        self.list.verticalScrollBar().rangeChanged.connect(self._fit)
        self.set_icons_only(recall(ICONS_ONLY, "false") == "true")

    def set_cramped(self, cramped: bool) -> None:
        """Whether the window is too narrow for words: icons are shown then, which is not remembered."""
        if cramped != self._cramped:
            self._cramped = cramped
            self._show(cramped or recall(ICONS_ONLY, "false") == "true")

    def set_icons_only(self, icons_only: bool) -> None:
        """Shows icons only, or icons and words; remembered."""
        remember(ICONS_ONLY, str(icons_only).lower())
        self._show(icons_only)

    def _show(self, icons_only: bool) -> None:
        changed, self.icons_only = self.icons_only != icons_only, icons_only
        label = "Show words in the sidebar" if icons_only else "Show only icons in the sidebar"
        self.icons_button.setText(label)
        self.icons_button.setToolTip(f"{label} ({ICONS_ONLY_KEYS})")
        for tree in self._trees():
            tree.set_icons_only(icons_only)
        self._fit()
        if changed:
            self.icons_only_changed.emit(icons_only)

    def toggle_icons_only(self) -> None:
        """Turns from icons and words to icons only, or back."""
        self.set_icons_only(not self.icons_only)

    def set_pages_enabled(self, enabled: bool) -> None:
        """Whether pages can be chosen: not while no register is open."""
        for tree in self._trees():
            tree.setEnabled(enabled)

    def front(self) -> str:
        """The key of the page marked as the one in front, "" before there is one."""
        return next((key for tree in self._trees() if (key := tree.front())), "")

    def mark(self, key: str) -> None:
        """Marks a page as the one in front, none for "". Its section unfolds, but for the first page of all: that
        leaves the sections as they were remembered."""
        unfold = bool(self.front())
        for tree in self._trees():
            tree.mark(key, unfold)

    def _trees(self) -> tuple[PageTree, PageTree]:
        return self.list, self.foot

    # -- size

    def _fit(self) -> None:
        """As wide as its words or icons, and the foot as high as its rows."""
        width = max(tree.wanted_width() for tree in self._trees())
        bar = self.list.verticalScrollBar()
        if self.icons_only and bar.maximum() > 0:
            width += bar.sizeHint().width()
        self.setFixedWidth(width)
        self.foot.setFixedHeight(self.foot.wanted_height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange):
            self._fit()
        return done

    # -- the keyboard, where it goes on from one of the trees to the other

    def _step_out(self, key: Qt.Key) -> None:
        """Where a key leads that ends at the first or last row of one of the two."""
        match key:
            case Qt.Key.Key_Down if self.list.hasFocus():
                self.foot.stand_on(self.foot.rows()[0])
            case Qt.Key.Key_Up if self.foot.hasFocus():
                self.list.stand_on(self.list.rows()[-1])
            case Qt.Key.Key_Home:
                self.list.stand_on(self.list.rows()[0])
            case Qt.Key.Key_End:
                self.foot.stand_on(self.foot.rows()[-1])

    def _find(self, letters: str) -> None:
        """Type-ahead: the next visible row that begins with what was typed in one go."""
        if self._since_typed.isValid() and not self._since_typed.hasExpired(QApplication.keyboardInputInterval()):
            letters = self._typed + letters
        self._typed = letters
        self._since_typed.start()
        rows = [(tree, row) for tree in self._trees() for row in tree.rows()]
        here = next((place for place, (tree, row) in enumerate(rows) if tree.hasFocus() and row == tree.currentIndex()))
        again = len(set(letters.casefold())) == 1  # one letter, once or again and again: on to the next
        start = here + 1 if again else here
        wanted = letters[:1] if again else letters
        for tree, row in rows[start:] + rows[:start]:
            if str(row.data()).casefold().startswith(wanted.casefold()):
                tree.stand_on(row)
                return
