"""The second place for copies in the window: asked for, chosen, put off, and told when it was away for a week."""

import datetime as dt
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from cp_desktop.private_files import own_place
from cp_desktop.register import kept_copies
from cp_desktop.services import second_place
from cp_desktop.ui.pages.copies import CopiesSection
from cp_desktop.ui.pages.overview import OverviewPage
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle


def needs(window: MainWindow, qtbot: QtBot) -> list[str]:
    """What the overview says of the copies."""
    window.show_page("overview")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, OverviewPage)
    return [line.text() for line in page.needs if "copies" in line.text().lower()]


def section_of(window: MainWindow) -> CopiesSection:
    page = window.page()
    assert isinstance(page, SettingsPage)
    section = page.front()
    assert isinstance(section, CopiesSection)
    return section


def test_it_is_asked_for_from_the_second_day_on(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert window.app is not None
    uid = window.app.uid
    assert needs(window, qtbot) == [], "who only looks around is not asked"
    [copy] = kept_copies.copies_of(uid)
    yesterday = dt.date.today() - dt.timedelta(days=1)
    copy.path.rename(copy.path.with_name(f"{yesterday} 090000 closing.cpregister"))
    window.app.register.store.keep_copy("by hand")
    window.app.changed.emit(frozenset({"council"}))
    [asked] = needs(window, qtbot)
    assert asked.startswith("Copies of this register are on this computer alone.")
    page = window.page()
    assert isinstance(page, OverviewPage)
    next(line for line in page.needs if line.text() == asked).click()
    row = section_of(window).second_place
    row.later_button.click()
    assert needs(window, qtbot) == []
    assert not second_place.known(uid).wanted_on(dt.date.today())


def test_it_is_chosen_and_copies_are_brought_there(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window.app is not None
    window.show_page("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    section = page.open_section("Copies")
    assert isinstance(section, CopiesSection)
    stick = tmp_path / "stick"
    stick.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(stick))
    with qtbot.waitSignal(window.app.message) as said:
        section.second_place.choose_button.click()
    assert said.args[0].startswith(f"Copies are brought to {stick} too from now on.")
    section.now_button.click()
    qtbot.waitUntil(lambda: len(list(stick.rglob("*by hand.cpregister"))) == 1)
    second_place.finish(60)
    section.second_place.refresh()
    assert section.second_place.sentence.text().startswith(f"{stick}: reached on ")
    section.second_place.never_button.click()
    assert second_place.known(window.app.uid) == second_place.SecondPlace(unwanted=True)


def test_a_week_without_it_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    assert window.app is not None
    gone = str(tmp_path / "gone")
    week_ago = dt.datetime.now() - dt.timedelta(days=7)
    notes = {window.app.uid: {"folder": gone, "since": week_ago.isoformat(), "reached": week_ago.isoformat()}}
    (own_place("config") / "second-places.json").write_text(json.dumps(notes))
    window.app.changed.emit(frozenset({"council"}))
    [told] = needs(window, qtbot)
    assert told.startswith(f"The second place for copies, {gone}, was not reached since ")
