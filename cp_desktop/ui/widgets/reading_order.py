"""Tab goes the way one reads: through a window as its layouts have it, whatever was made, shown or moved last.

Qt keeps a chain of its own, in the order widgets were made, and mends it by hand; a widget that stands in for its
inner line goes astray in it. Here nothing is kept: each press of Tab looks at what stands on the screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from PySide6.QtWidgets import QLayout

# Qt's other classes are named on first use: each takes its time, and the first window does without them.


def in_reading_order(widget: QWidget) -> Iterator[QWidget]:
    """A widget and all that is seen in it: layouts from their first place to their last, the rest from the top left."""
    yield widget
    for part in _parts(widget):
        if part.isVisible() and not part.isWindow():
            yield from in_reading_order(part)


def _parts(widget: QWidget) -> list[QWidget]:
    from PySide6.QtWidgets import QMainWindow, QScrollArea, QSplitter, QStackedWidget

    held: list[QWidget | None] = []
    match widget:
        case QMainWindow():
            held = [widget.centralWidget()]
        case QScrollArea():
            held = [widget.widget()]
        case QSplitter():
            held = [widget.widget(place) for place in range(widget.count())]
        case QStackedWidget():
            held = [widget.currentWidget()]
        case _:
            return _laid_and_loose(widget)
    return [part for part in held if part is not None]


def _laid_and_loose(widget: QWidget) -> list[QWidget]:
    layout = widget.layout()
    laid = list(_laid_out(layout)) if layout is not None else []
    known = set(map(id, laid))
    loose = [one for one in widget.children() if isinstance(one, QWidget) and id(one) not in known]
    return laid + sorted(loose, key=lambda one: (one.y(), one.x()))


def _laid_out(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        if item is None:
            continue
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            yield widget
        elif inner is not None:
            yield from _laid_out(inner)


def stops_at(widget: QWidget) -> bool:
    """Whether Tab stops at a widget that is seen."""
    from PySide6.QtWidgets import QAbstractButton

    tab = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    if group is not None and group.exclusive() and group.checkedButton() not in (None, widget):
        return False  # one of several: the arrow keys go from the chosen one to the others
    return tab and widget.focusProxy() is None and widget.isEnabled()


def nearest(lost: QWidget) -> QWidget | None:
    """Who takes the keyboard over from a widget that can keep it no longer: the next stop in the closest part of the
    window that has any, or the last before it. So it stays on its page."""
    part = lost.parentWidget()
    while part is not None:
        order = list(in_reading_order(part)) if part.isVisible() else []
        if any(map(stops_at, order)):
            before = set(map(id, _before(part, lost)))
            behind = [one for one in order if stops_at(one) and id(one) not in before]
            return behind[0] if behind else [one for one in order if stops_at(one)][-1]
        part = None if part.isWindow() else part.parentWidget()
    return None


def _before(part: QWidget, lost: QWidget) -> Iterator[QWidget]:
    """What is read in a part before a widget in it, whether that is seen or not."""
    for one in _parts(part):
        if one is lost:
            return
        if one.isAncestorOf(lost):
            yield one
            yield from _before(one, lost)
            return
        yield one
        yield from one.findChildren(QWidget)


class ReadingOrder:
    """To be mixed into what is, or may be, a window: Tab and Shift+Tab in it, and in all it holds, go as one reads.

    Where what has the keyboard is hidden or switched off, the keyboard goes to what is nearest: never to another part
    of the window by itself.
    """

    def focusNextPrevChild(self, forward: bool) -> bool:
        from PySide6.QtWidgets import QScrollArea

        assert isinstance(self, QWidget)
        window = self.window()
        seen = list(in_reading_order(window))
        here: QWidget | None = window.focusWidget()
        if here is not None and not (here.isVisible() and here.isEnabled()):
            target = nearest(here)
            if target is not None:
                target.setFocus()
            return target is not None
        while here is not None and here not in seen:  # in a list that popped up, or hidden by now
            here = here.parentWidget()
        place = seen.index(here) if here is not None else 0
        round = seen[place + 1 :] + seen[:place] if forward else seen[:place][::-1] + seen[place + 1 :][::-1]
        target = next(filter(stops_at, round), None)
        if target is None:
            return False
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        area = target.parentWidget()
        while area is not None:
            if isinstance(area, QScrollArea):
                area.ensureWidgetVisible(target)
            area = area.parentWidget()
        return True
