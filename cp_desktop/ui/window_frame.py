"""What stands in the window: the sidebar, and beside it the bar, the pages and the line for messages.

Nothing overlaps in a small window: the sidebar shows icons only, the bar puts away what it has no room for, and a page
that needs more room is scrolled rather than squeezed.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from cp_desktop.ui.message_place import MessagePlace
from cp_desktop.ui.register_file.file_banners import FileBanners
from cp_desktop.ui.sidebar import Sidebar
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.top_bar import TopBar
from cp_desktop.ui.widgets.surfaces import Banner

ROOM_FOR_WORDS: Final = 105  # letters across the window, below which the sidebar shows only icons


class WindowFrame(QWidget):
    """The parts of the window; it connects none of them."""

    def __init__(self) -> None:
        super().__init__()
        self.sidebar = Sidebar()
        self.top = TopBar()
        self.read_only = Banner()
        self.file_banners = FileBanners()
        self.stack = PageStack()
        beside = QWidget()
        messages = MessagePlace(beside)
        self.banner = messages.banner
        self.file_banners.check.progressed.connect(messages.status.setText)
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        lasting = QVBoxLayout()
        lasting.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        lasting.addWidget(self.read_only)
        lasting.addWidget(self.file_banners)
        column.addLayout(lasting)
        column.addWidget(_page_area(self.stack), 1)
        column.addWidget(messages)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addWidget(beside, 1)

    def enter_message(self) -> None:
        """Brings the keyboard to the message under the page, or to the next of those over it that stay."""
        banners = [self.banner, *self.file_banners.all]
        visible = [banner for banner in banners if banner.isVisible()]
        focus = self.window().focusWidget()
        here = [place for place, banner in enumerate(visible) if focus is not None and banner.isAncestorOf(focus)]
        if visible:
            visible[(here[0] + 1 if here else 0) % len(visible)].enter()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.sidebar.set_cramped(self.width() < self.fontMetrics().averageCharWidth() * ROOM_FOR_WORDS)


class PageStack(QStackedWidget):
    """The pages, one in front; it asks for no more room than that one needs."""

    def __init__(self) -> None:
        super().__init__()
        self.addWidget(QWidget())  # until there is a page
        self.currentChanged.connect(lambda _: self.updateGeometry())

    def sizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.sizeHint()

    def minimumSizeHint(self) -> QSize:
        page = self.currentWidget()
        return QSize() if page is None else page.minimumSizeHint()

    def heightForWidth(self, width: int) -> int:
        """The least height, though Qt asks for the best: a page is as high as the window where it can be."""
        page = self.currentWidget()
        layout = None if page is None else page.layout()
        return layout.minimumHeightForWidth(width) if layout is not None and layout.hasHeightForWidth() else -1


def _page_area(stack: PageStack) -> QScrollArea:
    """What shows the pages: without bars as long as the one in front has the room it needs."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(stack)
    area.viewport().setAutoFillBackground(False)
    stack.setAutoFillBackground(False)  # the area turns it on
    return area
