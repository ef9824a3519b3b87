"""Settings: the council's words take effect at once, years follow one another, copies are kept and come back."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Activity, Councillor, Edition, Fact, Item, MunicipalYear, Term, Ward
from cp_desktop.register import backup, records
from cp_desktop.ui.desk import Desk
from cp_desktop.ui.pages.councillors import CouncillorsPage
from cp_desktop.ui.pages.settings import CopiesSection, CouncilSection, SettingsPage
from cp_desktop.ui.records.section import ListSection


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    made.show()
    return made


def section(page: SettingsPage, title: str, qtbot: QtBot) -> ListSection:
    found = page.open_section(title)
    assert isinstance(found, ListSection)
    qtbot.waitUntil(lambda: found.rows.model.loaded)
    return found


def test_the_councils_word_for_a_ward_stands_everywhere_at_once(page: SettingsPage, qtbot: QtBot) -> None:
    ward = records.save(page.desk.register, records.blank(Ward, name="Aston"))
    councillor = records.blank(Councillor, forename="Una", surname="Ellis")
    councillor.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22)))
    records.save(page.desk.register, councillor)
    councillors = CouncillorsPage(page.desk)
    qtbot.addWidget(councillors)
    with qtbot.waitSignal(councillors.rows.arrived):
        councillors.show()
    header = councillors.rows.model
    assert header.headerData(1, Qt.Orientation.Horizontal) == "Ward"
    council = page.open_section("Council")
    assert isinstance(council, CouncilSection)
    for name, word in (("ward_word", "electoral division"), ("wards_word", "electoral divisions")):
        box = council.form.fields.boxes[name].editor
        box.set_value(word)
        box.edited.emit()
    page.save()
    assert header.headerData(1, Qt.Orientation.Horizontal) == "Electoral division"
    assert page.names.item(2).text() == "Electoral divisions"
    assert council.form.fields.boxes["ward_word"]._label.text() == "Word for a ward"
    wards = section(page, "Wards", qtbot)
    assert wards.add_button.text() == "&Add electoral division"
    assert wards.form.fields.boxes["name"]._label.text() == "Electoral division (required)"
    page.desk.undo()
    assert header.headerData(1, Qt.Orientation.Horizontal) == "Ward"


def test_the_next_year_comes_with_its_days_and_a_copy_of_the_menu(page: SettingsPage, qtbot: QtBot) -> None:
    edition = records.save(page.desk.register, records.blank(Edition, year_id=1, title="Menu 2017/18"))
    records.save(page.desk.register, records.blank(Item, edition_id=edition, number=1, wording="Listen"))
    years = section(page, "Years", qtbot)
    page.new()
    assert years.form.copy_menu.isVisible()  # type: ignore[attr-defined]
    with qtbot.waitSignal(years.rows.arrived):
        page.save()
    with page.desk.register.reading() as session:
        new = session.scalars(select(MunicipalYear).where(MunicipalYear.label == "2018/19")).one()
        assert (new.first_day, new.last_day) == (dt.date(2018, 5, 22), dt.date(2019, 5, 21))
        copied = session.scalars(select(Edition).where(Edition.year_id == new.id)).one()
        assert (copied.title, [item.wording for item in copied.items]) == ("Menu 2018/19", ["Listen"])
    assert page.desk.register.undoable()[0] == "Add municipal year: 2018/19, with its menu"
    assert page.desk.years() == ["2018/19", "2017/18"]


def test_a_known_activity_is_of_this_years_menu_only(page: SettingsPage, qtbot: QtBot) -> None:
    register = page.desk.register
    other = records.save(
        register,
        records.blank(MunicipalYear, label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22)),
    )
    for year in (1, other):
        edition = records.save(register, records.blank(Edition, year_id=year, title=f"Menu {year}"))
        records.save(register, records.blank(Item, edition_id=edition, number=1, wording="Listen to children"))
    records.save(register, records.blank(Councillor, forename="Una", surname="Ellis"))
    qtbot.waitUntil(lambda: page.desk.scope.edition_id == 1)
    activities = section(page, "Known activities", qtbot)
    page.new()
    boxes = activities.form.fields.boxes
    boxes["councillor_id"].editor.set_value(1)
    qtbot.keyClicks(boxes["item_id"].editor.focusProxy(), "listen")  # type: ignore[arg-type]
    assert boxes["item_id"].editor.value() == 1
    boxes["done_on"].editor.set_value(dt.date(2017, 12, 1))
    page.save()
    with register.reading() as session:
        [done] = session.scalars(select(Activity))
        assert (done.item_id, done.councillor_id) == (1, 1)


def test_a_typed_change_is_saved_before_another_section_comes(page: SettingsPage, qtbot: QtBot) -> None:
    facts = section(page, "Facts for the handbook", qtbot)
    page.new()
    assert facts.form.fields.boxes["position"].editor.value() == 1
    for name, text in (("label", "Children in our care"), ("value", "1,800")):
        facts.form.fields.boxes[name].editor.set_value(text)
        facts.form.fields.edited.emit()
    page.open_section("Copies")
    with page.desk.register.reading() as session:
        assert session.scalars(select(Fact.label)).all() == ["Children in our care"]


def test_what_cannot_be_saved_keeps_its_section(page: SettingsPage, qtbot: QtBot) -> None:
    council = page.open_section("Council")
    assert isinstance(council, CouncilSection)
    council.form.fields.boxes["name"].editor.set_value("")
    council.form.fields.edited.emit()
    page.names.setCurrentRow(1)
    assert page.front() is council
    assert page.names.currentRow() == 0
    assert "Council is required" in council.form.fields.boxes["name"]._error.text()
    council.form.fields.boxes["name"].editor.set_value("Northborough City Council")


def test_a_copy_is_kept_on_asking(page: SettingsPage, qtbot: QtBot) -> None:
    copies = page.open_section("Copies")
    assert isinstance(copies, CopiesSection)
    before = copies.copies.count()
    assert copies.folder.text() == str(backup.folder(page.desk.register.path))
    copies.now_button.click()
    qtbot.waitUntil(lambda: copies.copies.count() == before + 1)
    assert "by hand" in copies.copies.item(0).text()
