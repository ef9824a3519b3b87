"""The menus of the window: what they say, their keys, and when they can be used; what they do is the window's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from cp_desktop.app_data import recent_registers
from cp_desktop.ui import theme
from cp_desktop.ui.pages import PAGES, sections
from cp_desktop.ui.sidebar import ICONS_ONLY_KEYS
from cp_desktop.ui.ui_settings import recall
from cp_desktop.ui.widgets.letters import lettered, literal

Keys = QKeySequence.StandardKey


class Command(NamedTuple):
    """A line of a menu: the key of what it does, its words, the keys on the keyboard, its icon."""

    key: str
    words: str
    keys: Keys | str = ""
    icon: str = ""


NEW: Final = Command("new_register", "&New register…")
OPEN: Final = Command("open", "&Open…", Keys.Open, "open")
COPIES: Final = (
    Command("backup", "&Back up…", icon="backup"),
    Command("restore", "Re&store a copy…", icon="restore"),
    Command("check", "&Check the register…"),
)
QUIT: Final = Command("quit", "&Quit", "Ctrl+Q")  # Windows has no standard key for it
TURNS: Final = (Command("undo", "&Undo", Keys.Undo, "undo"), Command("redo", "&Redo", "Ctrl+Y", "redo"))
HERE: Final = (
    Command("new", "&New here", Keys.New, "add"),
    Command("save", "&Save", Keys.Save, "save"),
    Command("paste", "&Paste list…\tCtrl+V", icon="import"),  # the key is the window's: a field's own comes first
    Command("find", "&Find on this page", Keys.Find),
    Command("search", "Search &everything…", "Ctrl+K", "search"),
    Command("message", "Go to the &message", "F6"),
)
HELP: Final = (
    Command("keys", "&Keyboard shortcuts", "F1", "help"),
    Command("about", "&About CP Desktop", icon="info"),
)
ICONS_ONLY: Final = Command("icons_only", "Icons only in the sidebar", ICONS_ONLY_KEYS)
SCHEMES: Final = {"system": "As the system", "light": "Light", "dark": "Dark"}
WRITING: Final = ("undo", "redo", "new", "save", "paste")  # only in a register that can be changed
READING: Final = ("backup", "check", "find", "search", *(entry.key for entry in PAGES))  # only while a register is open


def turn_words(key: str, what: str | None) -> str:
    """What stands for undo or redo: "Undo: Edit councillor", or "Undo" alone."""
    return f"{key.capitalize()}: {what}" if what else key.capitalize()


class MenuBar(QMenuBar):
    """File, Edit, View and Help."""

    page_chosen = Signal(str)  # the key of a page
    recent_chosen = Signal(object)  # the path of a register
    import_chosen = Signal(str)  # the kind of file to import, "" for any
    scheme_chosen = Signal(str)  # the key of SCHEMES

    def __init__(self, commands: Mapping[str, Callable[[], object]]) -> None:
        """`commands` says what each Command does, by its key."""
        super().__init__()
        self._commands = commands
        self._actions: dict[str, QAction] = {}
        self._make_file_menu()
        edit = self.addMenu("&Edit")
        self._add(edit, *TURNS)
        edit.addSeparator()
        self._add(edit, *HERE)
        self._make_view_menu()
        self._add(self.addMenu("&Help"), *HELP)

    def command(self, key: str) -> QAction:
        """The action of a Command or a page. Raises KeyError for a key that is none."""
        return self._actions[key]

    def enable(self, is_open: bool, can_write: bool) -> None:
        """Offers only what can be done, as a register is open or not and can be changed or not."""
        for key in READING:
            self._actions[key].setEnabled(is_open)
        for key in WRITING:
            self._actions[key].setEnabled(can_write)
        self.imports.setEnabled(can_write)

    def show_undoable(self, undo: str | None, redo: str | None) -> None:
        """Says what undo and redo would do; None for nothing."""
        for command, what in zip(TURNS, (undo, redo), strict=True):
            self._actions[command.key].setText(f"&{literal(turn_words(command.key, what))}")

    # -- how they are made

    def _add(self, menu: QMenu, *commands: Command) -> None:
        for command in commands:
            self._add_action(menu, command, self._commands[command.key])

    def _add_action(self, menu: QMenu, command: Command, do: Callable[[], object]) -> None:
        action = menu.addAction(command.words)
        if command.icon:
            action.setIcon(theme.icon(command.icon))
        if command.keys:
            action.setShortcut(QKeySequence(command.keys))
        action.triggered.connect(lambda _=False: do())
        self._actions[command.key] = action

    def _make_file_menu(self) -> None:
        file = self.addMenu("&File")
        self._add(file, NEW, OPEN)
        self.recent = file.addMenu("Open &recent")
        self.recent.aboutToShow.connect(self._fill_recent)
        file.addSeparator()
        self.imports = file.addMenu("&Import")
        self.imports.setIcon(theme.icon("import"))
        self.imports.aboutToShow.connect(self._fill_imports)
        self._add(file, *COPIES)
        file.addSeparator()
        self._add(file, QUIT)

    def _make_view_menu(self) -> None:
        view = self.addMenu("&View")
        pages = [entry.title for _, entries in sections() for entry in entries]
        words = iter(lettered([*pages, ICONS_ONLY.words, *SCHEMES.values()]))
        for _, entries in sections():
            for entry in entries:
                command = Command(entry.key, next(words), entry.keys, entry.icon)
                self._add_action(view, command, partial(self.page_chosen.emit, entry.key))
            view.addSeparator()
        self._add(view, ICONS_ONLY._replace(words=next(words)))
        self._actions[ICONS_ONLY.key].setCheckable(True)
        view.addSeparator()
        schemes = QActionGroup(self)
        for scheme in SCHEMES:
            action = view.addAction(next(words))
            action.setCheckable(True)
            action.setChecked(recall("window/scheme", "system") == scheme)
            action.triggered.connect(lambda _=False, scheme=scheme: self.scheme_chosen.emit(scheme))
            schemes.addAction(action)

    def _fill_recent(self) -> None:
        self.recent.clear()
        for place in recent_registers():
            action = self.recent.addAction(literal(str(place)))
            action.triggered.connect(lambda _=False, place=place: self.recent_chosen.emit(place))
        if self.recent.isEmpty():
            self.recent.addAction("None yet").setEnabled(False)

    def _fill_imports(self) -> None:
        from cp_desktop.exchange import KINDS

        self.imports.clear()
        entries = {"": "Any file", **{key: kind.label for key, kind in KINDS.items()}}
        for (key, _), words in zip(entries.items(), lettered(entries.values()), strict=True):
            action = self.imports.addAction(f"{words}…")
            action.triggered.connect(lambda _=False, key=key: self.import_chosen.emit(key))
