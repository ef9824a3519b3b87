"""The window: the page in front, the menus, opening and closing registers.

It is painted before anything else is imported, empty; then dressed with its sidebar and menus; then a register
is opened and the first page asked for. So this module imports little at its top.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStyle

from cp_desktop.app_data import recent_registers, remember_register
from cp_desktop.ui.pages import PAGES, sections
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.reading_order import ReadingOrder

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QKeySequence
    from PySide6.QtWidgets import QMenu

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
        self._actions: dict[str, QAction] = {}
        self._banner_action = ""
        self.setMinimumSize(640, 420)
        self._restore_geometry()

    def build_ui(self) -> None:
        """Gives the window its looks, its sidebar, its top bar and its menus."""
        from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

        from cp_desktop.ui import theme
        from cp_desktop.ui.sidebar import Sidebar
        from cp_desktop.ui.theme import SPACE
        from cp_desktop.ui.top_bar import TopBar
        from cp_desktop.ui.widgets.surfaces import Banner

        self._apply_theme()
        self.setWindowIcon(theme.app_icon())
        self.sidebar = Sidebar()
        self.top = TopBar()
        self.banner = Banner()
        self.read_only = Banner()
        self.stack = QStackedWidget()
        self.stack.addWidget(QWidget())
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top)
        banners = QVBoxLayout()
        banners.setContentsMargins(SPACE.large, SPACE.small, SPACE.large, 0)
        banners.addWidget(self.read_only)
        banners.addWidget(self.banner)
        column.addLayout(banners)
        column.addWidget(self.stack, 1)
        middle = QWidget()
        row = QHBoxLayout(middle)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.sidebar)
        row.addLayout(column, 1)
        self.setCentralWidget(middle)
        self._make_menus()
        self.sidebar.chosen.connect(self.show_page)
        self.top.search.clicked.connect(self.search_everything)
        self.top.undo.clicked.connect(lambda: self._turn("undo"))
        self.top.redo.clicked.connect(lambda: self._turn("redo"))
        self.banner.acted.connect(self._banner_acted)
        self._fading = QTimer(self, singleShot=True, interval=8000)
        self._fading.timeout.connect(self.banner.dismiss)
        self._enable()

    # -- menus

    def _make_menus(self) -> None:
        from PySide6.QtGui import QActionGroup, QKeySequence

        from cp_desktop.ui import theme
        from cp_desktop.ui.sidebar import ICONS_ONLY_KEYS
        from cp_desktop.ui.widgets.letters import lettered

        bar = self.menuBar()
        file = bar.addMenu("&File")
        self._add(file, "new_register", "&New register…", self.new_register)
        self._add(file, "open", "&Open…", self.choose_register, QKeySequence.StandardKey.Open, icon="open")
        self._recent = file.addMenu("Open &recent")
        self._recent.aboutToShow.connect(self._fill_recent)
        file.addSeparator()
        self._import = file.addMenu("&Import")
        self._import.setIcon(theme.icon("import"))
        self._import.aboutToShow.connect(self._fill_import)
        self._add(file, "backup", "&Back up…", self.back_up, icon="backup")
        self._add(file, "restore", "Re&store a copy…", self.restore, icon="restore")
        file.addSeparator()
        self._add(file, "quit", "&Quit", self.close, "Ctrl+Q")  # Windows has no standard key for it
        edit = bar.addMenu("&Edit")
        self._add(edit, "undo", "&Undo", lambda: self._turn("undo"), QKeySequence.StandardKey.Undo, icon="undo")
        self._add(edit, "redo", "&Redo", lambda: self._turn("redo"), "Ctrl+Y", icon="redo")
        edit.addSeparator()
        self._add(edit, "new", "&New here", lambda: self._page_does("new"), QKeySequence.StandardKey.New, icon="add")
        self._add(edit, "save", "&Save", lambda: self._page_does("save"), QKeySequence.StandardKey.Save, icon="save")
        self._add(edit, "find", "&Find on this page", lambda: self._page_does("search"), QKeySequence.StandardKey.Find)
        self._add(edit, "search", "Search &everything…", self.search_everything, "Ctrl+K", icon="search")
        view = bar.addMenu("&View")
        schemes = {"system": "As the system", "light": "Light", "dark": "Dark"}
        pages = [entry.title for _, entries in sections() for entry in entries]
        titles = iter(lettered([*pages, "Icons only in the sidebar", *schemes.values()]))
        for _, entries in sections():
            for entry in entries:
                go = partial(self.show_page, entry.key)
                self._add(view, entry.key, next(titles), go, entry.keys or None, icon=entry.icon)
            view.addSeparator()
        self._add(view, "icons_only", next(titles), self._turn_icons_only, ICONS_ONLY_KEYS)
        self._actions["icons_only"].setCheckable(True)
        self._actions["icons_only"].setChecked(self.sidebar.icons_only)
        self.sidebar.icons_only_changed.connect(self._actions["icons_only"].setChecked)
        view.addSeparator()
        looks = QActionGroup(self)
        for scheme in schemes:
            action = view.addAction(next(titles))
            action.setCheckable(True)
            action.setChecked(recall("window/scheme", "system") == scheme)
            action.triggered.connect(lambda _=False, scheme=scheme: self._choose_scheme(scheme))
            looks.addAction(action)
        help = bar.addMenu("&Help")
        self._add(help, "keys", "&Keyboard shortcuts", self.show_shortcuts, "F1", icon="help")
        self._add(help, "about", "&About CP Desktop", self.about, icon="info")

    def _add(
        self,
        menu: QMenu,
        key: str,
        words: str,
        do: Callable[[], object],
        keys: QKeySequence.StandardKey | str | None = None,
        icon: str = "",
    ) -> None:
        from PySide6.QtGui import QKeySequence

        from cp_desktop.ui import theme

        action = menu.addAction(words)
        if icon:
            action.setIcon(theme.icon(icon))
        if keys is not None:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: do())
        self._actions[key] = action

    def _turn_icons_only(self) -> None:
        self.sidebar.set_icons_only(not self.sidebar.icons_only)

    def _enable(self) -> None:
        is_open = self.app is not None
        can_write = self.app is not None and self.app.can_write
        for key in ("backup", "find", "search", *(entry.key for entry in PAGES)):
            self._actions[key].setEnabled(is_open)
        for key in ("undo", "redo", "new", "save"):
            self._actions[key].setEnabled(can_write)
        self._import.setEnabled(can_write)
        self.sidebar.set_pages_enabled(is_open)
        self._show_undoable()

    def _fill_recent(self) -> None:
        from cp_desktop.ui.widgets.letters import literal

        self._recent.clear()
        for path in recent_registers():
            self._recent.addAction(literal(str(path))).triggered.connect(partial(self._open_recent, path))
        if self._recent.isEmpty():
            self._recent.addAction("None yet").setEnabled(False)

    def _fill_import(self) -> None:
        from cp_desktop.exchange import KINDS

        self._import.clear()
        for key, kind in KINDS.items():
            label = getattr(kind, "label", kind)
            self._import.addAction(f"{label}…").triggered.connect(partial(self._import_kind, key))

    def _open_recent(self, path: Path, _checked: bool = False) -> None:
        self.open_register(path)

    def _import_kind(self, kind: str, _checked: bool = False) -> None:
        self.import_file(kind)

    # -- opening and closing

    def open_register(self, path: Path, as_at: dt.date | None = None) -> bool:
        """Opens a register in this window, in place of the one that is open; False, with the sentence said, if not."""
        from cp_desktop.errors import UserError
        from cp_desktop.register import Register
        from cp_desktop.ui.app_session import AppSession

        if not self.close_register():
            return False
        try:
            register = Register.open(path)
        except UserError as problem:
            self.say(str(problem), "error")
            self.show_welcome()
            return False
        self.app = AppSession(register, as_at, self)
        self.app.message.connect(self.say)
        self.app.changed.connect(self._show_undoable)
        self.app.changed.connect(self._retitle)
        self.app.scope_changed.connect(self.top.show_scope)
        self.app.years_changed.connect(self.top.show_scope)
        remember_register(path)
        self.banner.hide()
        if register.read_only_because:
            self.read_only.say(
                f"You can look at this register but not change it: {register.read_only_because}.",
                "warning",
                closable=False,
            )
        self.top.serve(self.app)
        self._retitle()
        self._enable()
        self.show_page(str(recall("window/page", "overview")))
        if register.before_upgrade:
            copy = register.before_upgrade
            self.say(f"{path.name} was brought up to this version of the program. A copy as it was is at {copy}.")
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
        self.read_only.hide()
        for page in self.pages.values():
            self.stack.removeWidget(page)
            page.close()
            page.deleteLater()
        self.pages.clear()
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
        """Shows the kept copies of the open (or last used) register; the chosen one takes its place."""
        from cp_desktop.ui.dialogs.register_dialogs import RestoreDialog

        register = self.app.register.path if self.app else next(iter(recent_registers()), None)
        if register is None:
            self.say("Open a register first: copies are kept for each. Nothing was changed.", "warning")
            return
        dialog = RestoreDialog(register, self)
        dialog.chosen.connect(partial(self._restore_copy, register))
        dialog.open()

    def _restore_copy(self, register: Path, copy: Path) -> None:
        """Closes a register, puts a copy in its place and opens it again."""
        from cp_desktop.errors import UserError
        from cp_desktop.register import backup

        if not self.close_register():
            return
        try:
            backup.restore(register, copy)
        except UserError as problem:
            self.open_register(register)
            self.say(str(problem), "error")
            return
        if self.open_register(register):
            self.say(f"Restored {copy.name}. What was there before is among the copies.")

    def import_file(self, kind: str) -> None:
        """Asks for a file of that kind, shows what it would change, and takes it in."""
        from cp_desktop.ui.dialogs import import_dialog

        if self.app is not None:
            import_dialog.choose_and_import(self.app, kind, self)

    # -- pages

    def show_page(self, key: str, id: int | None = None) -> None:
        """Brings a page to the front, and one record on it."""
        if self.app is None:
            return
        entry = next((entry for entry in PAGES if entry.key == key), PAGES[0])
        front = self.page()
        if front is not None and front is not self.pages.get(entry.key) and not front.commit_pending():
            self.sidebar.mark(next(key for key, page in self.pages.items() if page is front))
            return
        if entry.key not in self.pages:
            page = entry.kind(self.app)
            page.wants_page.connect(self.show_page)
            page.wants_new.connect(self.begin_on)
            page.wants_document.connect(self.show_document)
            page.wants_import.connect(self.import_file)
            page.wants_backup.connect(self.back_up)
            page.wants_restore.connect(partial(self._restore_copy, self.app.register.path))
            page.wants_demo.connect(self.open_demo)
            self.pages[entry.key] = page
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(self.pages[entry.key])
        self.sidebar.mark(entry.key)
        remember("window/page", entry.key)
        if id is not None:
            self.pages[entry.key].go_to(id)

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
        from cp_desktop.ui.widgets.letters import literal

        undo, redo = self.app.register.undoable() if self.app is not None and self.app.can_write else (None, None)
        for key, label, button in (("undo", undo, self.top.undo), ("redo", redo, self.top.redo)):
            words = f"{key.capitalize()}: {label}" if label else key.capitalize()
            self._actions[key].setText(f"&{literal(words)}")
            button.setEnabled(label is not None)
            button.setToolTip(f"{words} ({self._actions[key].shortcut().toString()})")
            button.setAccessibleName(words)

    def say(self, sentence: str, kind: str = "info", action: str = "") -> None:
        """Says a sentence in the banner; what is only for information goes by itself."""
        self._banner_action = action
        self.banner.say(sentence, kind, action=action)  # type: ignore[arg-type]
        if kind == "info":
            self._fading.start()
        else:
            self._fading.stop()

    def _banner_acted(self) -> None:
        self.banner.dismiss()
        if self._banner_action in ("Undo", "Redo"):
            self._turn(self._banner_action.lower())

    def _retitle(self) -> None:
        if self.app is None:
            self.setWindowTitle("CP Desktop")
        else:
            self.setWindowTitle(f"{self.app.terms.council} - {self.app.register.path.name} - CP Desktop")

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

    def _restore_geometry(self) -> None:
        geometry = recall("window/geometry")
        if not (isinstance(geometry, QByteArray) and self.restoreGeometry(geometry)):
            screen = self.screen().availableGeometry()
            wide, high = max(screen.width() * 7 // 8, 1280), max(screen.height() * 7 // 8, 800)
            title_bar = self.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)  # the system puts it on top
            self.resize(min(wide, screen.width()), min(high, screen.height() - title_bar))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self.painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.close_register():
            remember("window/geometry", self.saveGeometry())
            event.accept()
        else:
            event.ignore()
