"""What every page is: a title with its one sentence, tools, and content that reads again when it is looked at."""

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cp_desktop.errors import UserError
from cp_desktop.figures.attention import Need
from cp_desktop.model import Listing
from cp_desktop.ui.app_session import AppSession, Scope
from cp_desktop.ui.pages import entry_of
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.unread import ReadingPlace
from cp_desktop.ui.widgets.labels import PageHeading, Secondary
from cp_desktop.ui.widgets.reading_order import ReadingOrder


class Page(ReadingPlace, ReadingOrder, QWidget):
    """One page of the window; its title and icon stand in its entry."""

    wants_page = Signal(str, object)  # the key of another page, and of a record on it, a need to attend to or None
    wants_new = Signal(str, object)  # the key of another page, and what a new record there begins with
    wants_document = Signal(str, object)  # the name of a document to show for printing, and its options
    wants_import = Signal(str)  # the kind of file to import
    wants_backup = Signal()  # to another place
    wants_restore = Signal(object)  # the path of the copy that is to take the register's place
    wants_check = Signal()  # of the register
    wants_demo = Signal()
    shortcuts: ClassVar[Sequence[tuple[str, str]]] = ()

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self.app, self.entry = app, entry_of(type(self))
        self._stale = True
        self.heading = PageHeading(self.entry.title)
        self.sentence = Secondary("", wrap=True)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(SPACE.tight)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.heading)
        words.addWidget(self.sentence)
        head = QHBoxLayout()
        head.setSpacing(SPACE.medium)
        head.addLayout(words, 1)
        head.addLayout(self.tools)
        head.setAlignment(self.tools, Qt.AlignmentFlag.AlignBottom)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(SPACE.large, SPACE.medium, SPACE.large, SPACE.tight)
        self.body.setSpacing(SPACE.small + SPACE.tight)
        self.body.addLayout(head)
        app.changed.connect(self._changed)
        app.scope_changed.connect(self.read_again)

    # -- what it shows

    @classmethod
    def searched(cls, scope: Scope) -> Listing | None:
        """What the search over everything looks through for this page; a row's key is what `go_to` takes."""
        return None

    def tables(self) -> frozenset[str]:
        """The names of the tables it shows (empty: all).

        When an operation touches one, a page on the screen reads again at once, a hidden one when it is shown next.
        """
        return frozenset()

    # -- what a page does

    def refresh(self) -> None:
        """Reads again what the page shows. Raises UserError where the register cannot be read: the page says so."""

    def new(self, **values: Any) -> None:
        """Begins something new here (Ctrl+N), with these values."""

    def search(self) -> None:
        """Puts the keyboard into the page's search box (Ctrl+F)."""

    def save(self) -> None:
        """Saves what is being typed (Ctrl+S)."""

    def go_to(self, id: int) -> None:
        """Shows one record."""

    def attend(self, need: Need) -> None:
        """Shows the rows that a need is about, and no others."""

    def commit_pending(self) -> bool:
        """Saves what was typed before another page is shown; False when that must wait for a mend."""
        return True

    def can_close(self) -> bool:
        """As `leave`, before the register is closed."""
        return self.commit_pending()

    # -- when it reads

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._stale = self._stale or self.app.unread.waits_at(self)
        self._refresh_if_stale()

    def read_again(self) -> None:
        """Reads again what it shows: at once where it is on the screen, else when it is shown next."""
        self._stale = True
        self._refresh_if_stale()

    def _refresh_if_stale(self) -> None:
        if self._stale and self.isVisible():
            self._stale = False
            try:
                self.refresh()
            except UserError as problem:
                self.not_read(problem)
            else:
                self.app.unread.answered(self, "page")

    def not_read(self, problem: UserError) -> None:
        """Says why it, or what was asked for on it, could not be read; it is read again by and by."""
        self.app.unread.add(self, "page", problem, self.read_again)

    def _changed(self, tables: frozenset[str]) -> None:
        mine = self.tables()
        if not mine or mine & tables:
            self.read_again()
