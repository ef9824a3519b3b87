"""All that the window can show: every page, form, section and dialog, found by the program's own lists of them.

A test that goes through `screens` holds for a page, a section or a dialog that is added later, too.
"""

import datetime as dt
import importlib
import pkgutil
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from sqlalchemy import func, select

import cp_desktop.ui
from cp_desktop import figures
from cp_desktop.exchange import KINDS
from cp_desktop.model import Councillor, District, Ward
from cp_desktop.places import place_at
from cp_desktop.register.attached_files import KeptFile, NamedIn
from cp_desktop.register.mentions import Mention
from cp_desktop.register.people import Subject
from cp_desktop.register.soundness import Soundness
from cp_desktop.register.store import Copy
from cp_desktop.services import versions
from cp_desktop.services.councillors import held_records
from cp_desktop.services.privacy import ErasurePlan
from cp_desktop.ui.dialogs.check_dialog import CheckDialog
from cp_desktop.ui.dialogs.crash_box import CrashBox
from cp_desktop.ui.dialogs.explain import ExplainDialog, explain
from cp_desktop.ui.dialogs.help import AboutDialog, ShortcutsDialog
from cp_desktop.ui.dialogs.merge_dialog import MergeDialog
from cp_desktop.ui.dialogs.paste_names import PasteNamesDialog
from cp_desktop.ui.dialogs.personal_data import EraseDialog
from cp_desktop.ui.dialogs.register_dialogs import NewRegisterDialog
from cp_desktop.ui.dialogs.restore_dialog import RestoreDialog
from cp_desktop.ui.dialogs.search import SearchDialog
from cp_desktop.ui.dialogs.split_dialog import SplitDialog
from cp_desktop.ui.dialogs.versions_dialog import VersionsDialog
from cp_desktop.ui.importing.import_dialog import ImportDialog
from cp_desktop.ui.importing.incoming import Incoming
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages import PAGES, PageEntry
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.pages.survey.page import SurveyPage
from cp_desktop.ui.pages.ward_facts.letters import MonthlyLettersDialog
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.section import PageSection
from cp_desktop.ui.window import MainWindow
from tests.conftest import as_made

Row = TypeVar("Row")
DEMO = "demo.cpregister"  # what the fixtures call a copy of the demo register
Screen = tuple[str, QWidget]  # what it is called, and the window it is on

FILES = (  # kind, text: one of use, two that leave something open, and one that nothing can be done with
    (
        "homes",
        "Home,URN,Provider,Ward,Places,Q & A\nOakfield,SC000001,Acorn,{ward},4,3\nTotal,,,,,1\n",
    ),
    ("activity", "Councillor,Item,Date\n{surname},1,1 December 2017\n"),
    ("homes", "Home,URN,Places\nElm & Oak,SC000002,a few & more\nAsh,SC000003,a few & more\nYew,SC000004,\n"),
    *((kind, "Nothing\nof use\n") for kind in KINDS),
)


_shared_surname = select(Councillor.surname).group_by(Councillor.surname).having(func.count() > 1)


def wait_until_idle(window: MainWindow, qtbot: QtBot) -> None:
    """Waits until nothing is being read any more, and everything is laid out."""
    qtbot.waitUntil(lambda: window.app is None or not window.app.busy, timeout=20_000)
    QApplication.processEvents()


def listed(rows: Sequence[Row], page: PageEntry) -> Sequence[Row]:
    """The rows that a page lists in the demo register. Fails where there are none, by the page's name: a test of the
    page would see nothing."""
    assert rows, f"the demo register has nothing for the page {page.title!r}: give it rows in services/demo.py"
    return rows


def first_row(window: MainWindow, rows: RecordTable, title: str) -> int | None:
    """The first row of a page or a section; None where a register has none. The demo register has one for each: fails
    where it does not, by the title, for a test that goes on without a row would see nothing."""
    assert window.app is not None
    if rows.model.ids:
        return rows.model.ids[0]
    shown = window.app.register.place.name
    assert shown != DEMO, f"the demo register has nothing for {title!r}: give it rows in services/demo.py"
    return None


def dialog_kinds() -> set[type[QDialog]]:
    """Every dialog of the program."""
    for module in pkgutil.walk_packages(cp_desktop.ui.__path__, "cp_desktop.ui."):
        importlib.import_module(module.name)
    kinds: set[type[QDialog]] = set()
    left = list(QDialog.__subclasses__())
    while left:
        kind = left.pop()
        left += kind.__subclasses__()
        if kind.__module__.startswith("cp_desktop."):
            kinds.add(kind)
    return kinds


def screens(window: MainWindow, qtbot: QtBot, place: Path) -> Iterator[Screen]:
    """Each in turn while it is on the screen. `place` is for the files that are imported."""
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        assert page is not None, entry.key
        yield entry.key, window
        for state in _states(window, page, qtbot):
            yield f"{entry.key}, {state}", window
    yield from dialogs(window, qtbot, place)


def _states(window: MainWindow, page: Page, qtbot: QtBot) -> Iterator[str]:
    if isinstance(page, SettingsPage):
        for row in range(page.names.count()):
            page.names.setCurrentRow(row)
            wait_until_idle(window, qtbot)
            title, section = page.names.item(row).text(), page.front()
            assert section is not None
            yield title
            for state in _records(window, section, title, qtbot):
                yield f"{title}, {state}"
        return
    if isinstance(page, ReportsPage):
        yield from _documents(window, page, qtbot)
        return
    yield from _turned(window, page, qtbot)
    yield from _records(window, page, page.entry.title, qtbot)


def _turned(window: MainWindow, page: Page, qtbot: QtBot) -> Iterator[str]:
    """A page with each of its buttons that stay down; then it is as it was."""
    buttons = page.findChildren(QPushButton) + page.findChildren(QToolButton)
    down = [button for button in buttons if button.isChecked() and button.group()]
    for button in buttons:
        if (
            isValid(button)
            and button.isCheckable()
            and button.isVisible()
            and button.isEnabled()
            and not button.isChecked()
        ):
            button.click()
            wait_until_idle(window, qtbot)
            yield f"{button.text()} turned on"
            if isValid(button) and not button.group():
                button.click()
                wait_until_idle(window, qtbot)
    for button in down:
        if isValid(button) and button.isVisible() and not button.isChecked():
            button.click()
            wait_until_idle(window, qtbot)


def _records(window: MainWindow, page: Page | PageSection, title: str, qtbot: QtBot) -> Iterator[str]:
    rows = getattr(page, "rows", None)
    if isinstance(rows, RecordTable) and (first := first_row(window, rows, title)) is not None:
        rows.opened.emit(first)
        wait_until_idle(window, qtbot)
        yield "its first record"
    if isinstance(page, SurveyPage) and page.form.isVisible():
        page.form.focus_first()
        for key in (Qt.Key.Key_U, Qt.Key.Key_N):
            qtbot.keyClick(QApplication.focusWidget(), key)
            yield f"its first record answered with {key.name[-1]}"
    page.new()
    wait_until_idle(window, qtbot)
    yield "something new"
    # Nothing was typed in it, so that it can be left.
    assert page.commit_pending()


def _documents(window: MainWindow, page: ReportsPage, qtbot: QtBot) -> Iterator[str]:
    for row in range(page.documents.count()):
        if not page.documents.itemData(row):
            continue  # the line between
        page.show_document(page.documents.itemData(row))
        wait_until_idle(window, qtbot)
        yield page.documents.currentText()
        if page.edit_button.isEnabled() and not page.edit_button.isChecked():
            page.edit_button.click()
            wait_until_idle(window, qtbot)
            yield f"{page.documents.currentText()}, its texts"
            page.edit_button.click()


def dialogs(window: MainWindow, qtbot: QtBot, place: Path) -> Iterator[Screen]:
    """Every dialog of the program, open."""
    open_ones: dict[type[QDialog], Callable[[], Iterator[tuple[str, QDialog]]]] = {
        SearchDialog: lambda: _search(window, qtbot),
        PasteNamesDialog: lambda: _paste_names(window, qtbot),
        ExplainDialog: lambda: _explanations(window, qtbot),
        ShortcutsDialog: lambda: _shortcuts(window),
        AboutDialog: lambda: iter([("", AboutDialog(window.app, window))]),
        CheckDialog: lambda: iter(
            (name, CheckDialog(window.app, found, window))
            for name, found in (("sound", Soundness()), ("not sound", Soundness(["Amiss"], ["Odd"], ["Sealed anew"])))
        ),
        ImportDialog: lambda: _imports(window, qtbot, place),
        NewRegisterDialog: lambda: iter([("", NewRegisterDialog(window))]),
        RestoreDialog: lambda: _restore(window),
        MonthlyLettersDialog: lambda: _letters(window),
        VersionsDialog: lambda: _versions(window, place),
        EraseDialog: lambda: _erasure(window),
        MergeDialog: lambda: _merges(window),
        SplitDialog: lambda: _splits(window),
        CrashBox: lambda: iter([("", CrashBox("KeyError, in a place of the program", place / "log", window))]),
    }
    assert set(open_ones) == dialog_kinds(), "a dialog of the program that is not opened here"
    for kind, opened in open_ones.items():
        for name, dialog in opened():
            dialog.open()
            wait_until_idle(window, qtbot)
            yield f"{kind.__name__} {name}".strip(), dialog
            dialog.close()
            dialog.deleteLater()
            QApplication.processEvents()


def _search(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    dialog = SearchDialog(window.app, window)
    dialog.line.insert("a")
    yield "", dialog


def _paste_names(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    dialog = PasteNamesDialog(window.app, window)
    dialog.box.setPlainText("Smith\nNobody of that name")
    qtbot.wait(250)
    yield "", dialog


def _explanations(window: MainWindow, qtbot: QtBot) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    page = window.page()
    assert page is not None
    for key in figures.ALL_MEASURES:
        yield key, explain(window.app, page, key)


def _shortcuts(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    for entry in PAGES:
        window.show_page(entry.key)
        yield entry.key, ShortcutsDialog(window.page(), window)


def _imports(window: MainWindow, qtbot: QtBot, place: Path) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    ward = window.app.read(lambda session: session.scalar(select(Ward.name))) or "Nowhere"
    surname = window.app.read(lambda session: session.scalar(_shared_surname)) or "Somebody"
    for number, (kind, text) in enumerate(FILES):
        path = place / f"{kind}-{number}.csv"
        path.write_text(text.format(ward=ward, surname=surname), "utf-8")
        yield f"{kind} {number}", _import_of([Incoming(path, kind)], window, qtbot)
    paths = [place / f"{kind}-{number}.csv" for number, (kind, _) in enumerate(FILES[:3])]
    yield "several", _import_of(map(Incoming, paths), window, qtbot)
    over = _import_of(map(Incoming, paths), window, qtbot)
    for _ in paths:
        over.skip()
        qtbot.waitUntil(lambda: not over.busy, timeout=20_000)
    yield "several, their outcome", over


def _import_of(files: Iterable[Incoming], window: MainWindow, qtbot: QtBot) -> ImportDialog:
    assert window.app is not None
    dialog = ImportDialog(window.app, list(files), window)
    qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    return dialog


def _restore(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    yield "", RestoreDialog(window.app.register.place, window)


def _letters(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    yield "", MonthlyLettersDialog(window.app, window)


def _erasure(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    day = dt.date(2018, 5, 2)
    subject = Subject(Councillor, 1, "Ann Bell & Co", ("Ann Bell & Co",), (), day, False, None)
    mention = Mention(("visit", 1, "seen"), "visit: Oak & Elm, 2 May 2018", "Seen", "Ann Bell & Co", True, False, False)
    file = KeptFile(1, "report & letter.txt", "2018-05-02", NamedIn.YES)
    copy = Copy(Path("copy.cpregister"), dt.datetime(2018, 5, 2), 1, "by hand")
    plan = ErasurePlan(subject, ["Surname"], [mention], [file], [file], 1, 1, ["a draft"], [copy], ["A second place."])
    yield "", EraseDialog(window.app, window, plan)


def _merges(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    yield "of nobody yet", MergeDialog(window.app, window)
    some = window.app.read(lambda session: session.scalars(select(Councillor.id).limit(2)).all())
    if len(some) == 2:
        yield "of two", MergeDialog(window.app, window, *some)


def _splits(window: MainWindow) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    id = window.app.read(lambda session: session.scalar(select(Councillor.id)))
    if id is not None:
        yield "", SplitDialog(window.app, window, id, held_records(window.app.register, id))


def _versions(window: MainWindow, place: Path) -> Iterator[tuple[str, QDialog]]:
    assert window.app is not None
    register = window.app.register
    path = Path(shutil.copy(str(register.place), place / "other version.cpregister"))
    with closing(as_made(path)) as other:
        with other.operation("Add Northmoor") as session:
            session.add(District(name="Northmoor"))
        comparison = versions.compare(register, other)
        yield "", VersionsDialog(window.app, place_at(path), other, comparison, window)
