"""What is scrolled where it is too high for its place: forms, and pages of cards."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget


class UprightArea(QScrollArea):
    """Scrolls up and down, never sideways, and takes no keyboard itself."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)


class ScrolledArea(UprightArea):
    """One that asks for the width without which its content would be squeezed."""

    def minimumSizeHint(self) -> QSize:
        inside, least = self.widget(), super().minimumSizeHint()
        if inside is None:
            return least
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(inside.minimumSizeHint().width() + bar + 2 * self.frameWidth(), least.height())

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # the content has another size by now
            self.updateGeometry()
        return super().viewportEvent(event)


def scrolled(inside: QWidget) -> ScrolledArea:
    """A widget that scrolls up and down where it is too high, on its own background, as wide as there is room."""
    area = ScrolledArea()
    put_in(area, inside)
    return area


def lay_out_now() -> None:
    """Has whatever asked for another size get it before anything is painted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)


def put_in(area: QScrollArea, inside: QWidget) -> None:
    """Has another widget scroll in an area. Filled before it is put there, it is laid out whole from the first paint:
    what is added to one on the screen is shown bit by bit, the rest squeezed meanwhile."""
    before = area.takeWidget()
    if before is not None:
        before.hide()
        before.deleteLater()  # not at once: it may be its own key that brings the next
    inside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setAutoFillBackground(False)  # the area turns it on
