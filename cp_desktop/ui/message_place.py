"""Where the window says its messages: a line kept free for them under the page, so that nothing moves when one comes
or goes. A message of many lines grows upward over the foot of the page, and never under the mouse of who works above.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QHBoxLayout, QWidget

from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.surfaces import Banner

SHOWN_FOR = 8000  # milliseconds that a message only for information stays


class MessagePlace(QWidget):
    """The free line, with the banner that stands on it. It is as high as a banner of one line, whatever is said.

    `status` says there, under any message, how far work in the background is.
    """

    def __init__(self, parent: QWidget) -> None:
        """`parent` is the widget whose layout holds this one; the banner may reach over its siblings."""
        super().__init__(parent)
        self.status = Secondary("")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE.large, 0, SPACE.large, SPACE.small)
        row.addWidget(self.status)
        self.banner = Banner(parent, info_for=SHOWN_FOR)
        self.banner.installEventFilter(self)
        self._fit()

    def _fit(self) -> None:
        one_line = self.banner.fontMetrics().height() + 2 * SPACE.tight
        self.setFixedHeight(max(one_line, self.banner.least_height()) + SPACE.small)
        self._arrange()

    def _arrange(self) -> None:
        place = self.geometry().adjusted(SPACE.large, 0, -SPACE.large, -SPACE.small)
        high = max(self.banner.heightForWidth(place.width()), place.height())
        place.setTop(place.bottom() + 1 - high)
        self.banner.setGeometry(place)
        self.banner.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.banner and event.type() in (QEvent.Type.Show, QEvent.Type.LayoutRequest):
            self._arrange()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move):
            self._arrange()
        elif event.type() in (QEvent.Type.FontChange, QEvent.Type.ApplicationFontChange, QEvent.Type.StyleChange):
            self._fit()
        return done
