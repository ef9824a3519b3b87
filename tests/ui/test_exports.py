"""What leaves by the window: from every page, every table there is, with marks in all that should stay inside."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from cp_desktop import figures
from cp_desktop.disclosure import Disclosure
from cp_desktop.exchange.listings import LISTINGS
from cp_desktop.model import Home
from cp_desktop.ui.dialogs.explain import ExplainDialog
from cp_desktop.ui.page import Page
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.commitments.grid import GridTable
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.pages.ward_facts.grid import FactsGrid
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.records.table import ListingTable
from cp_desktop.ui.window import MainWindow
from tests.planting import GUARDED, INTERNAL, PLANTED
from tests.ui.conftest import AS_AT


@pytest.fixture
def planted(planted_file: Path, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window on the demo year with a mark in every private and guarded text."""

    copy = shutil.copyfile(planted_file, tmp_path / "planted.cpregister")
    made = MainWindow()
    qtbot.addWidget(made)
    made.build_ui()
    made.show()
    with qtbot.waitSignal(made.ready):
        assert made.open_register(copy, AS_AT)
    yield made
    made.close_register()


def wait_until_idle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.app is not None and not window.app.busy, timeout=15_000)


def shown(window: MainWindow, key: str, qtbot: QtBot) -> Page:
    """A page with all that it holds, sections of the settings that are made when they are opened among it."""
    window.show_page(key)
    page = window.page()
    assert page is not None
    if isinstance(page, SettingsPage):
        for place in range(page.names.count()):
            page.names.setCurrentRow(place)
            wait_until_idle(window, qtbot)
    wait_until_idle(window, qtbot)
    return page


def show_all_columns(rows: RecordTable) -> None:
    for place in range(rows.model.columnCount()):
        rows.table.setColumnHidden(place, False)


def export(window: MainWindow, rows: RecordTable, path: Path, qtbot: QtBot, internal: bool) -> str:
    """What an export of a table writes, and what is said of it."""
    said: list[str] = []
    assert window.app is not None
    window.app.message.connect(lambda words, *_: said.append(words))
    rows.export_to(path, internal)
    qtbot.waitUntil(lambda: bool(said), timeout=15_000)
    there = sorted(path.parent.glob(f"{path.stem}*"))
    return "\n".join([said[-1], *(one.read_text("utf-8-sig") for one in there)])


def test_from_every_page_nothing_private_is_handed_on_and_nothing_guarded_leaves(
    planted: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    exported, marked = [], set()
    for entry in PAGES:
        page = shown(planted, entry.key, qtbot)
        for number, rows in enumerate(page.findChildren(RecordTable)):
            rows.refresh()
            wait_until_idle(planted, qtbot)
            show_all_columns(rows)
            outside = export(planted, rows, tmp_path / f"{entry.key}-{number}-out.csv", qtbot, internal=False)
            inside = export(planted, rows, tmp_path / f"{entry.key}-{number}-in.csv", qtbot, internal=True)
            assert PLANTED not in outside, (entry.key, number)
            assert GUARDED not in outside + inside, (entry.key, number)
            assert "Internal: " in inside, (entry.key, number)
            exported.append((entry.key, number))
            if INTERNAL in inside:
                marked.add(entry.key)
    pages = {key for key, _ in exported}
    assert pages >= {"councillors", "commitments", "survey", "evidence", "homes", "coverage", "visits", "desks"}
    assert pages >= {"menu", "events", "trends", "reports", "history", "settings"}
    assert marked >= {"evidence", "homes", "coverage", "visits", "desks", "events", "trends", "history"}


def test_the_rows_behind_a_figure_leave_by_the_same_gate(planted: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    assert planted.app is not None
    for measure in sorted(figures.ALL_MEASURES):
        assert f"behind-{measure.replace('_', '-')}" in LISTINGS
        dialog = ExplainDialog(planted.app, measure, parent=planted.page())
        qtbot.addWidget(dialog)
        wait_until_idle(planted, qtbot)
        show_all_columns(dialog.rows)
        outside = export(planted, dialog.rows, tmp_path / f"{measure}.csv", qtbot, internal=False)
        assert PLANTED not in outside, measure
        assert dialog.rows.listing().record is not Home or ",3," not in outside, (
            f"{measure}: a small number of children"
        )
        dialog.reject()


def test_copying_takes_what_is_on_the_screen_and_nothing_guarded(planted: MainWindow, qtbot: QtBot) -> None:
    """What she sees is hers to copy, under a line that says for whom it is; what visits found is in no copy, nor is a
    concern, nor what a file kept with a visit is called."""
    tables, for_us = 0, 0
    for entry in PAGES:
        page = shown(planted, entry.key, qtbot)
        for rows in page.findChildren(RecordTable):
            stays = [one.label for one in rows.exported(rows.listing()) if one.disclosure is Disclosure.GUARDED]
            assert not stays, "a column that does not say for whom it is would be missing from exports"
        for kind in (ListingTable, PlainTable, GridTable, FactsGrid):
            for table in page.findChildren(kind):
                table.selectAll()
                QApplication.clipboard().clear()
                table.copy()
                copied = QApplication.clipboard().text()
                assert GUARDED not in copied, entry.key
                if PLANTED in copied:
                    assert copied.startswith("Internal: "), entry.key
                    for_us += 1
                tables += 1
    assert tables > 20
    assert for_us > 3


def test_the_menu_says_for_whom_each_export_is(
    planted: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    planted.show_page("homes")
    wait_until_idle(planted, qtbot)
    page = planted.page()
    assert page is not None
    rows = page.findChildren(RecordTable)[0]
    asked: list[tuple[str, str]] = []

    def name(_parent: object, title: str, path: str, _kinds: str) -> tuple[str, str]:
        asked.append((title, Path(path).name))
        return str(tmp_path / "named.xlsx"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", staticmethod(name))
    said: list[str] = []
    assert planted.app is not None
    planted.app.message.connect(lambda words, *_: said.append(words))

    def choose(words: str) -> None:
        def pick() -> None:
            menu = QApplication.activePopupWidget()
            assert isinstance(menu, QMenu)
            [action] = [one for one in menu.actions() if one.text().replace("&", "").startswith(words)]
            menu.close()
            action.trigger()

        QTimer.singleShot(0, pick)
        rows.export_button.click()

    choose("Export to Excel")
    qtbot.waitUntil(lambda: len(said) == 1, timeout=15_000)
    choose("Export with private columns")
    qtbot.waitUntil(lambda: len(said) == 2, timeout=15_000)
    assert asked == [
        ("Export homes to hand on: without Home", "Homes.xlsx"),
        ("Export homes, for this office only: with Home, Our children", "Homes-internal.xlsx"),
    ]
    assert "Left out, as private: Home." in said[0]
    assert "named-internal.xlsx" in said[1]
    assert "“internal” was added to the name named.xlsx." in said[1]
    choose("Copy all rows")
    assert said[2].endswith("They hold private columns, for this office only: Home, Our children.")
