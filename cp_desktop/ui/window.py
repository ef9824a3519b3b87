"""The window: the page in front, the menus, opening and closing registers.

It is painted before anything else is imported, empty; then its sidebar and menus are built; then a register
is opened and the first page asked for. So this module imports little at its top.
"""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from cp_desktop.ui import window_geometry
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.reading_order import ReadingOrder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cp_desktop.figures.attention import Need
    from cp_desktop.places import Place
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.page import Page


class MainWindow(ReadingOrder, QMainWindow):
    """The window. `painted` comes once, after it was first on the screen; `ready` when a register's page is."""

    painted = Signal()
    ready = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("CP Desktop")
        self.app: AppSession | None = None
        self.pages: dict[str, Page] = {}
        self._was_painted = False
        self._banner_action = ""
        self.setMinimumSize(640, 420)
        window_geometry.restore(self)

    def build_ui(self) -> None:
        """Gives the window its theme, its sidebar, its top bar and its menus."""
        from cp_desktop.ui import theme
        from cp_desktop.ui.importing.lists_from_outside import ListsFromOutside
        from cp_desktop.ui.register_file import comparing_versions
        from cp_desktop.ui.window_frame import WindowFrame

        self._apply_theme()
        self.setWindowIcon(theme.app_icon())
        frame = WindowFrame()
        self.sidebar, self.top, self.stack = frame.sidebar, frame.top, frame.stack
        self.banner, self.read_only, self.file_banners = frame.banner, frame.read_only, frame.file_banners
        self.setCentralWidget(frame)
        self.lists = ListsFromOutside(self)
        self._make_menus(frame.enter_message)
        self.sidebar.chosen.connect(self.show_page)
        self.top.search.clicked.connect(self.search_everything)
        self.top.undo.clicked.connect(lambda: self._turn("undo"))
        self.top.redo.clicked.connect(lambda: self._turn("redo"))
        self.banner.acted.connect(self._banner_acted)
        self.file_banners.wants_register.connect(self.open_register)
        self.file_banners.wants_restore.connect(self.restore)
        self.file_banners.wants_comparison.connect(partial(comparing_versions.compare, self))
        self._enable()

    def _make_menus(self, enter_message: Callable[[], None]) -> None:
        from cp_desktop.ui.menu_bar import MenuBar

        self.menus = MenuBar(
            {
                "new_register": self.new_register,
                "open": self.choose_register,
                "backup": self.back_up,
                "restore": self.restore,
                "check": self.file_banners.check.check_now,
                "quit": self.close,
                "undo": partial(self._turn, "undo"),
                "redo": partial(self._turn, "redo"),
                "new": partial(self._page_does, "new"),
                "save": partial(self._page_does, "save"),
                "paste": self.lists.paste,
                "find": partial(self._page_does, "search"),
                "search": self.search_everything,
                "message": enter_message,
                "icons_only": self.sidebar.toggle_icons_only,
                "keys": self.show_shortcuts,
                "about": self.about,
            }
        )
        self.setMenuBar(self.menus)
        self.menus.page_chosen.connect(self.show_page)
        self.menus.recent_chosen.connect(self.open_register)
        self.menus.import_chosen.connect(self.lists.choose)
        self.menus.scheme_chosen.connect(self._choose_scheme)
        self.menus.command("icons_only").setChecked(self.sidebar.icons_only)
        self.sidebar.icons_only_changed.connect(self.menus.command("icons_only").setChecked)

    def _enable(self) -> None:
        is_open = self.app is not None
        self.menus.enable(is_open, self.app is not None and self.app.can_write)
        self.sidebar.set_pages_enabled(is_open)
        self._show_undoable()

    # -- opening and closing

    def open_register(self, place: Place | Path, as_at: dt.date | None = None) -> bool:
        """Opens a register in this window, in place of the one that is open; False, with the sentence said, if not."""
        from cp_desktop.errors import UserError
        from cp_desktop.ui.app_session import open_session

        if not self.close_register():
            return False
        try:
            self.app, upgraded = open_session(place, as_at, self)
        except UserError as problem:
            self.say(str(problem), "error")
            self.show_welcome()
            return False
        self.app.message.connect(self.say)
        self.app.over.connect(self.banner.take_back)
        self.app.changed.connect(self._go_on)  # before any page hears of it, and says something
        self.app.scope_changed.connect(self._go_on)
        self.app.changed.connect(self._show_undoable)
        self.app.changed.connect(self._retitle)
        self.app.scope_changed.connect(self.top.show_scope)
        self.app.years_changed.connect(self.top.show_scope)
        self.banner.hide()
        if because := self.app.register.read_only_because:
            self.read_only.say(
                f"You can look at this register but not change it: {because}.",
                "warning",
                closable=False,
            )
        self.top.serve(self.app)
        self.file_banners.serve(self.app)
        self._retitle()
        self._enable()
        self.show_page(str(recall("window/page", "overview")))
        if upgraded:
            self.say(upgraded)
        QTimer.singleShot(0, self.ready.emit)
        return True

    def close_register(self) -> bool:
        """Saves what is being typed and closes the register; False when that must wait for a mend."""
        if self.app is None:
            return True
        if not all(page.can_close() for page in self.pages.values()):
            return False
        app, self.app = self.app, None
        self.top.serve(None)
        self.file_banners.serve(None)
        self.read_only.hide()
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.close()
            page.deleteLater()
        self.pages.clear()
        self.sidebar.mark("")
        app.close()
        app.deleteLater()
        self._retitle()
        self._enable()
        return True

    def show_welcome(self) -> None:
        """What stands there while no register is open."""
        from cp_desktop.ui.widgets.surfaces import EmptyState

        welcome = EmptyState(
            "cp-desktop",
            "A register keeps one council's menu of involvement, its councillors' commitments, the survey and the "
            "visits to children's homes, in one file.",
            [
                ("New register", self.new_register),
                ("Open a register", self.choose_register),
                ("Restore a copy", self.restore),
                ("See the demo", self.open_demo),
            ],
        )
        self.stack.addWidget(welcome)
        self.stack.setCurrentWidget(welcome)

    def open_demo(self) -> None:
        """Makes the demo register, if it is not there yet, and opens it."""
        from cp_desktop.errors import UserError
        from cp_desktop.ui.dialogs.register_dialogs import demo_register

        try:
            self.open_register(*demo_register())
        except UserError as problem:
            self.say(str(problem), "error")

    def new_register(self) -> None:
        """Asks for a council and a file, makes a register and opens it."""
        from cp_desktop.ui.dialogs.register_dialogs import NewRegisterDialog

        dialog = NewRegisterDialog(self)
        dialog.accepted.connect(lambda: self.open_register(dialog.path))
        dialog.open()

    def choose_register(self) -> None:
        """Asks for a register and opens it."""
        from cp_desktop.ui.dialogs import register_dialogs

        path = register_dialogs.choose(self)
        if path is not None:
            self.open_register(path)

    def back_up(self) -> None:
        """Asks where to, and copies the register there."""
        from cp_desktop.ui.dialogs import register_dialogs

        if self.app is not None:
            register_dialogs.back_up(self.app, self)

    def restore(self) -> None:
        """Asks for a copy of the open register, or of any that is known by its copies; it takes its place."""
        from cp_desktop.ui.register_file.restoring import ask_for_copy

        ask_for_copy(self)

    def restore_copy(self, place: Place, copy: Path, another: bool = False) -> None:
        """Puts a copy in a place and opens it here; `another` where that of another register may be replaced."""
        from cp_desktop.ui.register_file.restoring import put_back

        put_back(self, place, copy, another)

    # -- pages

    def show_page(self, key: str, target: int | Need | None = None) -> None:
        """Brings a page to the front, and one record on it, or the rows that a need is about."""
        if self.app is None:
            return
        entry = next((entry for entry in PAGES if entry.key == key), PAGES[0])
        front, said = self.page(), self.banner.said
        if front is not None and front is not self.pages.get(entry.key) and not front.commit_pending():
            self.sidebar.mark(next(key for key, page in self.pages.items() if page is front))
            return
        if entry.key not in self.pages:
            page = entry.kind(self.app)
            page.wants_page.connect(self.show_page)
            page.wants_new.connect(self.begin_on)
            page.wants_document.connect(self.show_document)
            page.wants_import.connect(self.lists.choose)
            page.wants_backup.connect(self.back_up)
            page.wants_check.connect(self.file_banners.check.check_now)
            page.wants_restore.connect(partial(self.restore_copy, self.app.register.place))
            page.wants_demo.connect(self.open_demo)
            self.pages[entry.key] = page
            self.stack.addWidget(page)
        if front is not self.pages[entry.key] and said == self.banner.said and self.banner.kind != "info":
            self._go_on()
        self.stack.setCurrentWidget(self.pages[entry.key])
        self.sidebar.mark(entry.key)
        remember("window/page", entry.key)
        if isinstance(target, int):
            self.pages[entry.key].go_to(target)
        elif target is not None:
            self.pages[entry.key].attend(target)

    def begin_on(self, key: str, values: dict[str, Any]) -> None:
        """Brings a page to the front and begins something new there, with these values."""
        self.show_page(key)
        page = self.page()
        if page is not None and page is self.pages.get(key):
            page.new(**values)

    def show_document(self, name: str, options: dict[str, Any]) -> None:
        """Brings the Reports page to the front, with a document as its options have it."""
        self.show_page("reports")
        page = self.page()
        if page is not None and page is self.pages.get("reports"):
            page.show_document(name, options)  # type: ignore[attr-defined]

    def page(self) -> Page | None:
        """The page in front, None while no register is open."""
        front = self.stack.currentWidget()
        return next((page for page in self.pages.values() if page is front), None)

    def _page_does(self, what: str) -> None:
        page = self.page()
        if page is not None:
            getattr(page, what)()

    def search_everything(self) -> None:
        """Opens the search over all subjects."""
        if self.app is not None:
            from cp_desktop.ui.dialogs.search import SearchDialog

            dialog = SearchDialog(self.app, self)
            dialog.chosen.connect(self.show_page)
            dialog.open()

    # -- undo, words

    def _turn(self, word: str) -> None:
        if self.app is not None:
            getattr(self.app, word)()

    def _show_undoable(self) -> None:
        undoable = (None, None) if self.app is None else self.app.undoable()
        if undoable is not None:
            self.menus.show_undoable(*undoable)
            self.top.show_undoable(*undoable)

    def say(self, sentence: str, kind: str = "info", action: str = "") -> None:
        """Says a sentence in the banner; what is only for information goes by itself."""
        self._banner_action = action
        self.banner.say(sentence, kind, action=action)  # type: ignore[arg-type]

    def _go_on(self) -> None:
        """Something else was done: what the banner says is over. It speaks of the last thing done, or refused."""
        if not self.banner.isHidden():
            self.banner.dismiss()

    def _banner_acted(self) -> None:
        self.banner.dismiss()
        if self._banner_action in ("Undo", "Redo"):
            self._turn(self._banner_action.lower())

    def _retitle(self) -> None:
        if self.app is None:
            self.setWindowTitle("CP Desktop")
        else:
            self.setWindowTitle(f"{self.app.terms.council} - {self.app.register.name} - CP Desktop")

    def show_shortcuts(self) -> None:
        """Lists the keys that work on this page."""
        from cp_desktop.ui.dialogs.help import ShortcutsDialog

        ShortcutsDialog(self.page(), self).open()

    def about(self) -> None:
        """Says which version this is and where it keeps things."""
        from cp_desktop.ui.dialogs.help import AboutDialog

        AboutDialog(self.app, self).open()

    # -- the window itself

    def come_to_front(self) -> None:
        """Stands before all other windows, with the keyboard."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def _choose_scheme(self, scheme: str) -> None:
        remember("window/scheme", scheme)
        self._apply_theme()

    def _apply_theme(self) -> None:
        from cp_desktop.ui import theme

        app = QApplication.instance()
        assert isinstance(app, QApplication)
        theme.apply(app, str(recall("window/scheme", "system")))  # type: ignore[arg-type]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):  # no field had the keyboard, or it had no use for it
            self.lists.paste()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.close_register():
            window_geometry.keep(self)
            event.accept()
        else:
            event.ignore()
