"""Settings: the council's words take effect at once, years follow one another, copies are kept and come back."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import (
    Activity,
    Councillor,
    Edition,
    Fact,
    Goal,
    Holder,
    Item,
    MunicipalYear,
    Step,
    Term,
    VisitKind,
    Ward,
)
from cp_desktop.register import kept_copies
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.copies import CopiesSection
from cp_desktop.ui.pages.councillors import CouncillorsPage
from cp_desktop.ui.pages.settings import CouncilSection, SettingsPage
from cp_desktop.ui.records.section import ListSection


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> SettingsPage:
    made = SettingsPage(app)
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
    ward = records.save(page.app.register, records.blank(Ward, name="Aston"))
    councillor = records.blank(Councillor, forename="Una", surname="Ellis")
    councillor.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22)))
    records.save(page.app.register, councillor)
    councillors = CouncillorsPage(page.app)
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
    assert council.form.fields.boxes["ward_word"].label.text() == "Word for a ward"
    wards = section(page, "Wards", qtbot)
    assert wards.add_button.text() == "&Add electoral division"
    assert wards.form.fields.boxes["name"].label.text() == "Electoral division (required)"
    page.app.undo()
    assert header.headerData(1, Qt.Orientation.Horizontal) == "Ward"


def test_the_next_year_comes_with_its_days_and_a_copy_of_the_menu(page: SettingsPage, qtbot: QtBot) -> None:
    edition = records.save(page.app.register, records.blank(Edition, year_id=1, title="Menu 2017/18"))
    records.save(page.app.register, records.blank(Item, edition_id=edition, number=1, wording="Listen"))
    years = section(page, "Years", qtbot)
    page.new()
    assert years.form.copy_menu.isVisible()  # type: ignore[attr-defined]
    with qtbot.waitSignal(years.rows.arrived):
        page.save()
    with page.app.register.reading() as session:
        new = session.scalars(select(MunicipalYear).where(MunicipalYear.label == "2018/19")).one()
        assert (new.first_day, new.last_day) == (dt.date(2018, 5, 22), dt.date(2019, 5, 21))
        copied = session.scalars(select(Edition).where(Edition.year_id == new.id)).one()
        assert (copied.title, [item.wording for item in copied.items]) == ("Menu 2018/19", ["Listen"])
    assert page.app.register.undoable()[0] == "Add municipal year: 2018/19, with its menu"
    assert page.app.years() == ["2018/19", "2017/18"]


def test_a_known_activity_is_of_this_years_menu_only(page: SettingsPage, qtbot: QtBot) -> None:
    register = page.app.register
    other = records.save(
        register,
        records.blank(MunicipalYear, label="2016/17", first_day=dt.date(2016, 5, 24), last_day=dt.date(2017, 5, 22)),
    )
    for year in (1, other):
        edition = records.save(register, records.blank(Edition, year_id=year, title=f"Menu {year}"))
        records.save(register, records.blank(Item, edition_id=edition, number=1, wording="Listen to children"))
    una = records.blank(Councillor, forename="Una", surname="Ellis")
    ward = records.save(register, records.blank(Ward, name="Aston"))
    una.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22)))
    records.save(register, una)
    qtbot.waitUntil(lambda: page.app.scope.edition_id == 1)
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
    with page.app.register.reading() as session:
        assert session.scalars(select(Fact.label)).all() == ["Children in our care"]


def test_what_cannot_be_saved_keeps_its_section(page: SettingsPage, qtbot: QtBot) -> None:
    council = page.open_section("Council")
    assert isinstance(council, CouncilSection)
    council.form.fields.boxes["name"].editor.set_value("")
    council.form.fields.edited.emit()
    page.names.setCurrentRow(1)
    assert page.front() is council
    assert page.names.currentRow() == 0
    assert "Council is required" in council.form.fields.boxes["name"].error.text()
    council.form.fields.boxes["name"].editor.set_value("Northborough City Council")


def test_a_copy_is_kept_on_asking(page: SettingsPage, qtbot: QtBot) -> None:
    copies = page.open_section("Copies")
    assert isinstance(copies, CopiesSection)
    before = copies.copies.count()
    assert copies.folder.text() == str(kept_copies.folder(page.app.uid))
    copies.now_button.click()
    qtbot.waitUntil(lambda: copies.copies.count() == before + 1)
    assert "by hand" in copies.copies.item(0).text()


def test_the_way_of_a_report_is_a_setting(page: SettingsPage, qtbot: QtBot) -> None:
    """Another desk, fewer days, and a kind of visit more: ticked and saved, and refused where the desk has no name."""
    steps = section(page, "Steps of a report", qtbot)
    labels = [steps.rows.model.data(steps.rows.model.index(row, 1)) for row in range(8)]
    assert (labels[0], labels[-1]) == ("Report received", "Closed")
    steps.list.go_to(steps.rows.model.ids[1])
    qtbot.waitUntil(lambda: steps.form.record is not None)
    boxes = steps.form.fields.boxes
    boxes["holder"].editor.set_value(Holder.POST)
    boxes["holder"].editor.edited.emit()
    boxes["days"].editor.set_value(3)
    ticks = steps.form.owned["kinds"].findChildren(QCheckBox)
    buddy = next(box for box in ticks if box.text() == "Buddy visit")
    buddy.click()
    assert not steps.form.save()
    assert "Name the post on whose desk the report lies" in boxes["post_id"].error.text()
    boxes["holder"].editor.set_value(Holder.COORDINATOR)
    assert steps.form.save()
    with page.app.register.reading() as session:
        step = session.get_one(Step, steps.rows.model.ids[1])
        assert step.days == 3
        assert {kind.kind for kind in step.kinds} == {VisitKind.MONITORING, VisitKind.SUPPORTED, VisitKind.BUDDY}


def test_a_goal_begins_with_the_years_days(page: SettingsPage, qtbot: QtBot) -> None:
    goals = section(page, "Goals", qtbot)
    goals.new()
    goals.form.fields.boxes["title"].editor.set_value("All homes with our children by the end of the year")
    goals.form.fields.boxes["title"].editor.edited.emit()
    assert goals.form.save()
    with page.app.register.reading() as session:
        goal = session.scalars(select(Goal)).one()
        assert (goal.starts_on, goal.due_on) == (page.app.scope.first_day, page.app.scope.last_day)
