"""The preview: the pages, a strip of small ones beside them, how far their setting is, zoom, and finding."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from cp_desktop.ui.pages.reports.find_bar import FindBar
from cp_desktop.ui.pages.reports.page_strip import PageStrip
from cp_desktop.ui.pages.reports.pages_view import PagesView
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.buttons import link_button, tool_button
from cp_desktop.ui.widgets.labels import Secondary

STRIP = "reports/strip"
PATIENCE = 400  # milliseconds of setting before anything says so to somebody who is typing


class Preview(QWidget):
    """A document on the screen. `stopped` asks to give up the setting under way."""

    stopped = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.mark = ""  # what is said beside the page's number
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.timeout.connect(self.busy)
        self.view = PagesView("Pages")
        self.strip = PageStrip("Small pages")
        self.find_bar = FindBar(self.view)
        self.view.at_page.connect(self._at_page)
        self.strip.chosen.connect(self.view.go_to_page)
        pages = QHBoxLayout()
        pages.setSpacing(SPACE.small)
        pages.addWidget(self.strip)
        pages.addWidget(self.view, 1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addLayout(self._make_bar())
        stack.addWidget(self.find_bar)
        stack.addLayout(pages, 1)
        self.strip.setVisible(self.strip_button.isChecked())

    def add_messages(self, *messages: QWidget) -> None:
        """Says messages under the pages, where they come and go without moving anything."""
        layout = self.layout()
        assert layout is not None
        for message in messages:
            layout.addWidget(message)

    def listen(self, page: QWidget) -> None:
        """Has the preview's keys work wherever the keyboard is on a page."""
        for keys, do in (
            (QKeySequence.StandardKey.ZoomIn, self.view.zoom_in),
            (QKeySequence("Ctrl+="), self.view.zoom_in),
            (QKeySequence.StandardKey.ZoomOut, self.view.zoom_out),
            (QKeySequence("Ctrl+0"), self.view.fit_width),
            (QKeySequence("F3"), self.find_bar.step),
            (QKeySequence("Shift+F3"), partial(self.find_bar.step, -1)),
            (QKeySequence("F4"), self.strip_button.click),
        ):
            QShortcut(QKeySequence(keys), page, do, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _make_bar(self) -> QHBoxLayout:
        self.strip_button = tool_button("sidebar", "Small pages (F4)")
        self.strip_button.setCheckable(True)
        self.strip_button.setChecked(bool(int(recall(STRIP, 0))))
        self.strip_button.toggled.connect(self._toggle_strip)
        self.at = Secondary("")
        self.progress = QProgressBar()
        self.progress.setAccessibleName("Setting the pages")
        self.progress.setTextVisible(False)
        self.progress.setMaximumWidth(self.fontMetrics().averageCharWidth() * 24)
        self.stop = link_button("Stop")
        self.stop.clicked.connect(self.stopped)
        self.zoom = Secondary("")
        self.view.zoomed.connect(lambda zoom: self.zoom.setText(f"{zoom:.0%}"))
        find = tool_button("search", "Find in the pages (Ctrl+F)")
        find.clicked.connect(self.find_bar.open)
        smaller, larger = tool_button("zoom-out", "Smaller (Ctrl+-)"), tool_button("zoom-in", "Larger (Ctrl++)")
        fit = tool_button("page", "Fit width", words=True)
        fit.setToolTip("Ctrl+0")
        smaller.clicked.connect(self.view.zoom_out)
        larger.clicked.connect(self.view.zoom_in)
        fit.clicked.connect(self.view.fit_width)
        bar = QHBoxLayout()
        bar.setSpacing(SPACE.small)
        for widget in (self.strip_button, self.at, self.progress, self.stop):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (find, smaller, self.zoom, larger, fit):
            bar.addWidget(widget)
        self.done()
        return bar

    def show_pdf(self, pdf: bytes | None) -> None:
        """Shows a document, at the same place if it is a later state of the one before; None shows nothing."""
        self.strip.rest()
        self.view.show_pdf(pdf)
        self.strip.show_sheets(self.view.sheets)
        self._at_page(self.view.page, len(self.view.sheets) if self.view.sheets else 0)

    def shut(self) -> None:
        """Lets go of the document."""
        self._patience.stop()
        self.strip.finish()
        self.view.finish()
        self.show_pdf(None)

    # -- how far it is

    def soon_busy(self) -> None:
        """Says that pages are being set if that takes longer than one would notice."""
        self._patience.start()

    def busy(self) -> None:
        """Says that pages are being set."""
        self._patience.stop()
        self.progress.setVisible(True)
        self.stop.setVisible(True)
        self.progress.setRange(0, 0)
        self.at.setText("Setting the pages…")

    def moved(self, done: int, total: int, what: str) -> None:
        """Says how far the setting has come."""
        if self.progress.isVisible():
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.at.setText(what or "Setting the pages…")

    def done(self, problem: str = "") -> None:
        """Says which page is in sight again, or why there is none."""
        self._patience.stop()
        self.progress.setVisible(False)
        self.stop.setVisible(False)
        self._at_page(self.view.page, len(self.view.sheets) if self.view.sheets else 0)
        if problem:
            self.at.setText(problem)

    def _at_page(self, page: int, total: int) -> None:
        self.strip.at_page(page, total)
        if not self.progress.isVisible():
            self.at.setText(f"Page {page} of {total}{self.mark}" if total else "")

    def _toggle_strip(self, on: bool) -> None:
        remember(STRIP, int(on))
        self.strip.setVisible(on)
        if on:
            self.strip.setFocus()
