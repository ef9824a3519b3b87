"""The whole window on the demo year: pages, search, undo, names for a screen reader."""

import datetime as dt
import sqlite3
import subprocess
import sys
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.app_data import recent_registers
from cp_desktop.exchange import KINDS
from cp_desktop.model import Council, Listing, MunicipalYear
from cp_desktop.register import Register, backup
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.explain import explain
from cp_desktop.ui.dialogs.restore_dialog import RestoreDialog
from cp_desktop.ui.dialogs.search import SearchDialog
from cp_desktop.ui.importing import arriving
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.copies import CopiesSection
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.widgets.reading_order import in_reading_order, stops_at
from cp_desktop.ui.window import MainWindow
from tests.changing import change
from tests.ui.everywhere import first_row, listed
from tests.ui.keyboard import Keyboard
from tests.ui.screen_reader import accessible_name


def rename_council(session: Session) -> None:
    session.get_one(Council, 1).name = "Another council"


def wait_until_idle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.app is not None and not window.app.busy)


KEYS = ("overview", "menu", "councillors", "commitments", "survey", "homes", "visits", "reports", "history")


def test_every_page_opens_by_the_key_it_always_had(window: MainWindow, qtbot: QtBot) -> None:
    for digit, name in enumerate(KEYS, 1):
        entry = next(entry for entry in PAGES if entry.key == name)
        qtbot.keyClick(window, Qt.Key(Qt.Key.Key_0 + digit), Qt.KeyboardModifier.ControlModifier)
        wait_until_idle(window, qtbot)
        assert window.page() is window.pages[entry.key]
        assert window.sidebar.front() == entry.key
        assert window.page().entry.title in window.page().heading.text()  # type: ignore[union-attr]


def test_whatever_takes_the_keyboard_has_a_name(window: MainWindow, qtbot: QtBot) -> None:
    nameless = []
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        assert page is not None
        rows = getattr(page, "rows", None)
        if isinstance(rows, RecordTable):
            page.go_to(first_row(window, rows, entry.title))
        for widget in window.findChildren(QWidget):
            inner = isinstance(widget.parent(), QAbstractItemView | QComboBox) or widget.objectName().startswith("qt_")
            if widget.focusPolicy() == Qt.FocusPolicy.NoFocus or inner or not widget.isVisible():
                continue
            if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())):
                nameless.append(f"{entry.key}: {type(widget).__name__} in {type(widget.parent()).__name__}")
    assert nameless == []


def test_search_finds_a_councillor_and_goes_there(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    [dialog] = window.findChildren(SearchDialog)
    qtbot.keyClicks(dialog.line, "ohara")
    qtbot.waitUntil(lambda: dialog.found.count() > 0 and "O'Hara" in dialog.found.item(0).text())
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    page = window.page()
    assert page is window.pages["councillors"]
    qtbot.waitUntil(lambda: page.form.record is not None)  # type: ignore[union-attr]
    assert "O'Hara" in page.form.record.display_name  # type: ignore[union-attr]


NOT_SEARCHED: dict[str, str] = {}  # the keys of list pages that the search over everything leaves out, and why


def targets(dialog: SearchDialog) -> list[tuple[str, int | None]]:
    found = (dialog.found.item(row).data(Qt.ItemDataRole.UserRole) for row in range(dialog.found.count()))
    return [tuple(target) for target in found if target]


def test_whatever_a_list_page_lists_is_found_from_everywhere(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    pages = [entry for entry in PAGES if issubclass(entry.kind, ListPage) and entry.key not in NOT_SEARCHED]
    assert {entry.key for entry in pages} >= {"menu", "councillors", "homes", "visits"}
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    [dialog] = window.findChildren(SearchDialog)
    for entry in pages:
        listing = entry.kind.searched(window.app.scope)
        assert listing is not None
        assert listing.record is entry.kind.kind  # type: ignore[attr-defined]
        with window.app.register.reading() as session:
            rows = list(session.execute(listing.rows(columns=[c for c in listing.columns if c.searchable][:1])))
        id, name = listed(rows, entry)[-1]
        dialog.line.clear()
        dialog.line.insert(name)
        dialog.line.textEdited.emit(name)
        qtbot.waitUntil(lambda: (entry.key, id) in targets(dialog))  # noqa: B023
        window.show_page(entry.key, id)
        page = window.page()
        assert isinstance(page, ListPage)
        qtbot.waitUntil(lambda: page.form.record is not None and page.form.record.id == id)  # noqa: B023


def read_by(register: Register, listing: Listing) -> set[str]:
    """The tables that SQLite itself says it reads for a listing: its rows, a search, and what its filters offer."""
    read: set[str] = set()

    def authorize(action: int, table: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table and not table.startswith(("sqlite_", "json_")):
            read.add(table)
        return sqlite3.SQLITE_OK

    with register.reading() as session:
        raw = session.connection().connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.set_authorizer(authorize)
        session.execute(listing.rows()).all()
        session.scalars(listing.ids("a")).all()
        for column in listing.columns:
            if column.filterable:
                session.scalars(listing.values(column.label)).all()
    return read


def test_a_page_reads_again_whatever_table_of_its_list_changes(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    listed = 0
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        rows = getattr(page, "rows", None)
        if not isinstance(rows, RecordTable):
            continue
        listed += 1
        for table in read_by(window.app.register, rows.listing()) - {"operation", "change"}:
            with qtbot.waitSignal(rows.arrived):
                window.app.changed.emit(frozenset({table}))
        wait_until_idle(window, qtbot)
    assert listed >= 7


def test_undo_from_the_top_bar_names_what_it_takes_back(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    register = window.app.register
    before = register.undoable()[0]
    assert before
    assert before in window.top.undo.accessibleName()
    window.top.undo.click()
    assert register.undoable()[1] == before
    assert before in window.top.redo.accessibleName()
    window.top.redo.click()
    assert register.undoable()[0] == before


def test_the_register_is_remembered_and_nothing_stays_beside_it(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    path = window.app.register.place.path
    assert recent_registers()[0] == window.app.register.place
    assert window.close_register()
    assert sorted(other.name for other in path.parent.iterdir()) == [path.name]


def test_typed_text_survives_escape(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("councillors")
    wait_until_idle(window, qtbot)
    page = window.page()
    page.go_to(page.rows.model.ids[0])  # type: ignore[union-attr]
    notes = page.form.fields.boxes["notes"].editor.focusProxy()  # type: ignore[union-attr]
    assert isinstance(notes, QPlainTextEdit)
    notes.insertPlainText("Prefers mornings")
    qtbot.keyClick(notes, Qt.Key.Key_Escape)
    assert notes.toPlainText() == "Prefers mornings"
    assert page.form.dirty  # type: ignore[union-attr]
    name = page.form.fields.boxes["email"].editor.focusProxy()  # type: ignore[union-attr]
    assert isinstance(name, QLineEdit)


def test_the_import_and_recent_menus_do_their_work(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(arriving, "choose_and_import", lambda app, kind, parent: asked.append(kind))
    window.menus.imports.aboutToShow.emit()
    for action in window.menus.imports.actions():
        action.trigger()
    assert asked == ["", *KINDS]
    before = window.app
    assert before is not None
    window.menus.recent.aboutToShow.emit()
    [action] = window.menus.recent.actions()
    with qtbot.waitSignal(window.ready):
        action.trigger()
    assert window.app is not None
    assert window.app is not before
    assert window.app.register.place == before.register.place


def test_a_copy_chosen_in_the_settings_takes_the_registers_place(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    path = window.app.register.place.path
    backup.keep(path, "by hand")
    change(window.app.register, "Rename", rename_council)
    window.show_page("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    copies = page.open_section("Copies")
    assert isinstance(copies, CopiesSection)
    assert "by hand" in copies.copies.item(0).text()
    with qtbot.waitSignal(window.ready):
        copies.restore_button.click()
    assert window.app.register.place.path == path
    assert window.app.terms.council != "Another council"
    assert "Restored" in window.banner.text()


def test_a_copy_chosen_from_the_file_menu_too(window: MainWindow, qtbot: QtBot) -> None:
    assert window.app is not None
    backup.keep(window.app.register.place.path, "by hand")
    change(window.app.register, "Rename", rename_council)
    window.restore()
    [dialog] = window.findChildren(RestoreDialog)
    with qtbot.waitSignal(window.ready):
        qtbot.keyClick(dialog.copies, Qt.Key.Key_Return)
    assert not dialog.isVisible()
    assert window.app.terms.council != "Another council"


def test_pages_and_dialogs_do_not_know_the_window() -> None:
    """They say what they want; the window listens. So each can be shown, and tested, without it."""
    code = (
        "import importlib, pkgutil, sys, cp_desktop.ui.dialogs as dialogs, cp_desktop.ui.pages as pages\n"
        "for package in (dialogs, pages):\n"
        "    for module in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
        "        importlib.import_module(module.name)\n"
        "assert 'cp_desktop.ui.window' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# Page and name of what Tab may come to out of turn.
OUT_OF_ORDER = {  # the heads of second columns
    ("overview", "Commitments by item"),
    ("coverage", "Add a goal"),
    ("coverage", "How they are ordered"),
    ("trends", "Every quarter or year"),
}


def pane(widget: QWidget) -> QWidget:
    """The part of a splitter a widget stands in, or else its window: what is read from top to bottom."""
    place = widget
    while (parent := place.parentWidget()) is not None and not isinstance(parent, QSplitter):
        place = parent
    return place


def stops(page: QWidget) -> list[QWidget]:
    """Where Tab stops on a page, in its order."""
    return [one for one in in_reading_order(page) if stops_at(one)]


def lay_out(page: QWidget) -> None:
    """Lets every layout come to rest: what arrived last may hold rows that wrap, which takes a turn for each."""
    before = None
    while before != (now := [(one.mapTo(page, QPoint()), one.size()) for one in stops(page)]):
        before = now
        page.grab()
        QApplication.processEvents()


def place_of(widget: QWidget, page: QWidget, *both: QWidget) -> QRect:
    """Where it stands on the page; what is scrolled out of sight stands at the edge, for one who reads outside."""
    place = widget.rect().translated(widget.mapTo(page, QPoint()))
    for area in page.findChildren(QScrollArea):
        if area.isAncestorOf(widget) and not all(map(area.isAncestorOf, both)):
            seen = area.viewport().rect().translated(area.viewport().mapTo(page, QPoint()))
            place.moveTop(min(max(place.top(), seen.top()), seen.bottom() - place.height()))
    return place


def called(widget: QWidget) -> str:
    return widget.accessibleName() or accessible_name(widget) or type(widget).__name__


def test_tab_goes_the_way_one_reads(window: MainWindow, qtbot: QtBot) -> None:
    """From the top down and from left to right, within each pane of a page; a pane is left once."""
    wrong = []
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        assert page is not None
        rows = getattr(page, "rows", None)
        if isinstance(rows, RecordTable):
            page.go_to(first_row(window, rows, entry.title))
            wait_until_idle(window, qtbot)
        lay_out(page)
        chain = stops(page)
        assert chain, entry.key
        left: list[QWidget] = []
        for before, after in pairwise(chain):
            if pane(before) is not pane(after):
                left.append(pane(before))
                if pane(after) in left:
                    wrong.append((entry.key, "back into a pane", called(after)))
                elif page.isAncestorOf(pane(before)):
                    wrong += [(entry.key, called(before), called(after))] * (pane(after).x() <= pane(before).x())
                continue
            one, other = (place_of(widget, page, before, after) for widget in (before, after))
            beside = (
                one.top() <= other.center().y() <= one.bottom() or other.top() <= one.center().y() <= other.bottom()
            )
            reads_on = other.left() > one.left() if beside else other.top() > one.top()
            if not reads_on and (entry.key, called(after)) not in OUT_OF_ORDER:
                wrong.append((entry.key, called(before), called(after)))
    assert wrong == [], "\n".join(map(str, wrong))


def test_tab_goes_from_the_year_to_the_day_and_only_then_to_undo(window: MainWindow, keyboard: Keyboard) -> None:
    window.top.year.setFocus()
    names = []
    for _ in range(2):
        keyboard.press(Qt.Key.Key_Tab)
        focus = QApplication.focusWidget()
        assert focus is not None
        names.append(focus.accessibleName())
    assert names[0] == "As at"
    assert names[1].startswith("Undo")


class Shown(QObject):
    """What comes to the screen as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(called(watched))
        return False


def test_no_part_of_a_page_comes_up_as_a_window_of_its_own(demo_app: AppSession, qtbot: QtBot) -> None:
    """One that is shown before it has its place would take the keyboard from the window."""
    shown = Shown()
    QApplication.instance().installEventFilter(shown)
    for entry in PAGES:
        page = entry.kind(demo_app)
        qtbot.addWidget(page)
        assert (entry.key, shown.windows) == (entry.key, [])
        page.show()
        qtbot.waitUntil(lambda: not demo_app.busy)
        assert shown.windows == [called(page)], entry.key
        page.hide()
        shown.windows.clear()
    QApplication.instance().removeEventFilter(shown)


def test_escape_in_the_table_behind_a_figure_closes_it(window: MainWindow, qtbot: QtBot, keyboard: Keyboard) -> None:
    window.show_page("overview")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    assert window.app is not None
    dialog = explain(window.app, page, "members")
    with qtbot.waitSignal(dialog.rows.arrived):
        dialog.activateWindow()
    dialog.rows.table.setFocus()
    qtbot.waitUntil(dialog.rows.table.hasFocus)
    with qtbot.waitSignal(dialog.rejected):
        keyboard.press(Qt.Key.Key_Escape)


def test_the_list_of_years_follows_the_register(window: MainWindow, qtbot: QtBot) -> None:
    """A year added, renamed, deleted, by whichever road, and each of it undone."""
    app = window.app
    assert app is not None

    def listed() -> list[str]:
        return [window.top.year.itemText(place) for place in range(window.top.year.count())]

    def year(session: Session, label: str) -> MunicipalYear:
        return session.scalars(select(MunicipalYear).where(MunicipalYear.label == label)).one()

    with app.register.operation("Add year") as session:
        session.add(MunicipalYear(label="2018/19", first_day=dt.date(2018, 5, 22), last_day=dt.date(2019, 5, 20)))
    qtbot.waitUntil(lambda: listed() == ["2018/19", "2017/18"])
    assert app.scope.year == "2017/18"
    assert window.top.year.currentText() == "2017/18"
    with app.register.operation("Rename year") as session:
        one = year(session, "2017/18")
        one.label, one.first_day, one.last_day = "2016/17", dt.date(2016, 12, 31), dt.date(2017, 12, 31)
    qtbot.waitUntil(lambda: listed() == ["2018/19", "2016/17"])
    assert window.top.year.currentText() == app.scope.year == "2016/17"
    app.undo()
    qtbot.waitUntil(lambda: listed() == ["2018/19", "2017/18"])
    app.choose_year("2018/19")
    with app.register.operation("Delete year") as session:
        session.delete(year(session, "2018/19"))
    qtbot.waitUntil(lambda: listed() == ["2017/18"])
    assert app.scope.year == "2017/18"
    app.undo()
    qtbot.waitUntil(lambda: listed() == ["2018/19", "2017/18"])
