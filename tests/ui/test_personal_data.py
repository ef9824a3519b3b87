"""People's data in the window: who is on the register, the dialog that erases, and what is past its period."""

import datetime as dt
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from cp_desktop.figures.attention import PEOPLES_DATA
from cp_desktop.model import Councillor, Home, Officer, Post, Retention, RetentionKind, Term, Visit, Visitor, Ward
from cp_desktop.register import Register
from cp_desktop.services.privacy import erase
from cp_desktop.ui.dialogs.personal_data import EraseDialog, save_everything_to
from cp_desktop.ui.pages.councillors import CouncillorForm, CouncillorsPage
from cp_desktop.ui.pages.overview import OverviewPage
from cp_desktop.ui.pages.personal_data import PersonalDataSection
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.window import MainWindow

NAME = "Wilhelmina Quarrington"


@pytest.fixture
def window(empty_window: MainWindow) -> MainWindow:
    return empty_window


@pytest.fixture
def people(window: MainWindow) -> Register:
    """One councillor who left, named in a visit, one in office, and an officer who left."""
    assert window.app is not None
    register = window.app.register
    with register.operation("Set up") as session:
        ward = Ward(name="Abbey")
        terms = [Term(ward=ward, start=dt.date(2014, 5, 22), end=dt.date(2018, 5, 2))]
        her = Councillor(forename="Wilhelmina", surname="Quarrington", terms=terms)
        other = Councillor(forename="Ben", surname="Ashdown", terms=[Term(ward=ward, start=dt.date(2016, 5, 9))])
        officer = Officer(name="Konstantin Drewe", end=dt.date(2019, 1, 31), post=Post(title="Manager"))
        visit = Visit(home=Home(name="Oak House"), visited_on=dt.date(2017, 10, 18), seen=f"{NAME} planted a tree.")
        visit.culture = "Cllr Quarrington laughed."
        visit.visitors = [Visitor(councillor=her)]
        session.add_all([her, other, officer, visit])
    return register


@pytest.fixture
def section(window: MainWindow, people: Register) -> PersonalDataSection:
    window.show_page("settings")
    page = window.page()
    assert isinstance(page, SettingsPage)
    found = page.open_section(PEOPLES_DATA)
    assert isinstance(found, PersonalDataSection)
    found.refresh()
    return found


def choose(section: PersonalDataSection, name: str) -> None:
    section.filter_box.setText(name)
    assert [row[0] for row in section.table.texts()] == [name]


def erasing(section: PersonalDataSection, name: str) -> EraseDialog:
    choose(section, name)
    section.buttons.erase_button.click()
    [dialog] = [one for one in section.window().findChildren(EraseDialog) if one.isVisible()]
    return dialog


def test_everybody_is_there_and_who_left_comes_first(section: PersonalDataSection) -> None:
    rows = {row[0]: list(row[1:]) for row in section.table.texts()}
    assert rows[NAME] == ["Councillor", "2 May 2018", "Left"]
    assert rows["Ben Ashdown"] == ["Councillor", "", ""]
    assert rows["Konstantin Drewe"] == ["Officer", "31 Jan 2019", "Left"]
    assert list(rows)[-1] == "Ben Ashdown"


def test_the_dialog_tells_what_goes_and_stays_and_erases_only_when_it_is_sure(
    section: PersonalDataSection, window: MainWindow, qtbot: QtBot
) -> None:
    remember("export/folder", f"/home/her/{NAME}")
    remember("import/folder", "/home/her")
    section.app.register.store.keep_copy("by hand")
    dialog = erasing(section, NAME)
    assert not dialog.erase_button.isEnabled()
    dialog.accept()
    assert dialog.isVisible()  # as long as it is not said that it is for good
    items = [dialog.choices.topLevelItem(place) for place in range(dialog.choices.topLevelItemCount())]
    assert [(item.text(1), item.checkState(0)) for item in items if item] == [
        ("What it is like to live there", Qt.CheckState.Checked),
        ("Culture and atmosphere", Qt.CheckState.Unchecked),
    ]
    dialog.delete_copies.setChecked(True)
    dialog.sure.setChecked(True)
    dialog.erase_button.click()
    qtbot.waitUntil(lambda: not section.app.busy)
    assert "Erased: the councillor is “Former councillor 1” now." in window.banner.text()
    with section.app.register.reading() as session:
        visit = session.get_one(Visit, 1)
        assert visit.seen == "Former councillor 1 planted a tree."
        assert visit.culture == "Cllr Quarrington laughed."
    assert section.app.register.store.copies() == []
    assert recall("export/folder") is None
    assert recall("import/folder") == "/home/her"
    section.filter_box.setText("Former councillor 1")
    [row] = section.table.texts()
    assert row[3].startswith("Erased on ")


def test_who_is_in_office_is_not_erased(section: PersonalDataSection, window: MainWindow) -> None:
    choose(section, "Ben Ashdown")
    section.buttons.erase_button.click()
    assert "is still in office" in window.banner.text()
    assert not any(one.isVisible() for one in window.findChildren(EraseDialog))


def test_a_councillors_record_offers_both(window: MainWindow, people: Register, qtbot: QtBot, tmp_path: Path) -> None:
    window.show_page("councillors")
    page = window.page()
    assert isinstance(page, CouncillorsPage)
    page.form.open(1)
    assert isinstance(page.form, CouncillorForm)
    assert page.form.person.held_button.isEnabled()
    assert page.form.person.erase_button.isEnabled()
    save_everything_to(page.app, page, "councillor:1", tmp_path / "held.html")
    qtbot.waitUntil(lambda: not page.app.busy)
    assert f"Private: for {NAME} alone" in (tmp_path / "held.html").read_text("utf-8")
    assert "Look at every page" in window.banner.text()
    page.form.open_new()
    assert not page.form.person.held_button.isEnabled()


def test_what_is_past_its_period_needs_attention_and_leads_there(
    window: MainWindow, people: Register, qtbot: QtBot
) -> None:
    with people.operation("Set periods") as session:
        kinds = (RetentionKind.COUNCILLORS, RetentionKind.OFFICERS, RetentionKind.NARRATIVES)
        session.add_all([Retention(kind=kind, months=24) for kind in kinds])
    window.show_page("overview")
    page = window.page()
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: any("retention period" in line.text() for line in page.needs))
    lines = [line for line in page.needs if "retention period" in line.text()]
    assert [line.text().partition(" past")[0] for line in lines] == [
        "Councillors who left: 1",
        "Officers who left: 1",
        "What was written of a visit: 1",
    ]
    lines[0].click()
    settings = window.page()
    assert isinstance(settings, SettingsPage)
    section = settings.front()
    assert isinstance(section, PersonalDataSection)
    assert [row[3] for row in section.table.texts()][:2] == ["To be erased", "To be erased"]
    assert len(section.clear_buttons) == 1
    section.clear(RetentionKind.NARRATIVES)
    qtbot.waitUntil(lambda: not section.app.busy)
    assert section.clear_buttons == []
    for key in ("councillor:1", "officer:1"):
        erase(people, key)
    window.show_page("overview")
    qtbot.waitUntil(lambda: not any("retention period" in line.text() for line in page.needs))
