"""The menu of a year, however the year comes by one; and homes with their counts and visits."""

import datetime as dt

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import (
    ChildrenCount,
    Edition,
    EventKind,
    Home,
    Item,
    ItemContact,
    ItemEventKind,
    ItemVisitKind,
    MunicipalYear,
    Post,
    SubPoint,
    Visit,
    VisitKind,
)
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.homes import HomeForm, HomesPage
from cp_desktop.ui.pages.menu import MenuPage


def add_menu(app: AppSession) -> int:
    post = records.save(app.register, records.blank(Post, title="Virtual School Head"))
    edition = records.save(app.register, records.blank(Edition, year_id=1, title="Menu of involvement 2017/18"))
    for number in (1, 2):
        item = records.blank(Item, edition_id=edition, number=number, wording=f"Do thing {number}", meaning="Why")
        item.owned["contacts"].append(records.blank(ItemContact, post_id=post))
        item.owned["sub_points"].append(records.blank(SubPoint, position=1, wording="Ask"))
        item.owned["visit_kinds"].append(records.blank(ItemVisitKind, kind=VisitKind.MONITORING))
        item.owned["event_kinds"].append(records.blank(ItemEventKind, kind=EventKind.HOME))
        records.save(app.register, item)
    return edition


def post_named(app: AppSession, title: str) -> int | None:
    return app.read(lambda session: session.scalar(select(Post.id).where(Post.title == title)))


def show_page(page: MenuPage | HomesPage, qtbot: QtBot) -> None:
    qtbot.addWidget(page)
    page.resize(1000, 760)
    with qtbot.waitSignal(page.rows.arrived):
        page.show()


@pytest.fixture
def menu(app: AppSession, qtbot: QtBot) -> MenuPage:
    add_menu(app)
    qtbot.waitUntil(lambda: app.scope.edition_id is not None)
    made = MenuPage(app)
    show_page(made, qtbot)
    return made


def test_a_new_item_gets_the_next_number_and_stands_in_this_menu(menu: MenuPage, qtbot: QtBot) -> None:
    menu.new()
    assert menu.form.fields.boxes["number"].editor.value() == 3
    menu.form.fields.boxes["wording"].editor.line.setText("Do another")  # type: ignore[attr-defined]
    with qtbot.waitSignal(menu.rows.arrived):
        menu.save()
    assert [menu.rows.model.index(row, 0).data() for row in range(3)] == ["1", "2", "3"]
    assert "3 items" in menu.sentence.text()


def test_an_item_shows_its_guidance_sub_points_and_contacts(menu: MenuPage, qtbot: QtBot) -> None:
    menu.go_to(menu.rows.model.ids[1])
    assert menu.form.fields.boxes["meaning"].editor.value() == "Why"
    assert [row.values["wording"] for row in menu.form.owned["sub_points"].collect()] == ["Ask"]
    [contact] = menu.form.owned["contacts"].collect()
    assert contact.values["post_id"] == post_named(menu.app, "Virtual School Head")


def test_title_and_introduction_are_edited_without_touching_the_items(menu: MenuPage, qtbot: QtBot) -> None:
    menu.edition_button.click()
    box = menu.edition_form.fields.boxes["introduction"].editor
    box.set_value("Choose at least one")
    box.edited.emit()
    menu.save()
    with menu.app.register.reading() as session:
        edition = session.scalars(select(Edition)).one()
        assert (edition.introduction, len(edition.items)) == ("Choose at least one", 2)


def test_a_year_without_a_menu_offers_a_copy_of_the_last_with_all_that_belongs_to_it(
    app: AppSession, qtbot: QtBot
) -> None:
    add_menu(app)
    year = records.blank(MunicipalYear, label="2018/19", first_day=dt.date(2018, 5, 22), last_day=dt.date(2019, 5, 20))
    records.save(app.register, year)
    app.choose_year("2018/19")
    page = MenuPage(app)
    show_page(page, qtbot)
    assert page.list.empty is not None
    assert [button.text() for button in page.list.empty.buttons] == [
        "Copy the menu of 2017/18",
        "Import a menu",
        "Start with an empty one",
    ]
    page.list.empty.buttons[0].click()
    qtbot.waitUntil(lambda: len(page.rows.model.ids) == 2)
    with app.register.reading() as session:
        copied = session.scalars(select(Edition).where(Edition.id == app.scope.edition_id)).one()
        assert copied.title == "Menu of involvement 2018/19"
        assert [item.sub_points[0].wording for item in copied.items] == ["Ask", "Ask"]
        assert [item.contacts[0].post.title for item in copied.items] == ["Virtual School Head"] * 2
        assert [item.visit_kinds[0].kind for item in copied.items] == [VisitKind.MONITORING] * 2
        assert [item.event_kinds[0].kind for item in copied.items] == [EventKind.HOME] * 2
        assert len(session.scalars(select(Item)).all()) == 4
    app.undo()
    qtbot.waitUntil(lambda: app.scope.edition_id is None)


def test_a_year_without_any_menu_can_start_with_an_empty_one(app: AppSession, qtbot: QtBot) -> None:
    page = MenuPage(app)
    show_page(page, qtbot)
    assert page.list.empty is not None
    assert [button.text() for button in page.list.empty.buttons] == ["Import a menu", "Start with an empty one"]
    page.list.empty.buttons[1].click()
    qtbot.waitUntil(lambda: app.scope.edition_id is not None)
    qtbot.waitUntil(lambda: page.add_button.isEnabled())
    page.new()
    assert page.form.fields.boxes["number"].editor.value() == 1


@pytest.fixture
def homes(app: AppSession, qtbot: QtBot, visits_by_nobody: None) -> HomesPage:
    for name, closed in (("Oakfield", None), ("Elm House", dt.date(2017, 12, 31))):
        home = records.blank(Home, name=name, closed_on=closed)
        home.owned["counts"] += [
            records.blank(ChildrenCount, counted_on=dt.date(2017, month, 1), children=month) for month in (6, 9)
        ]
        records.save(app.register, home)
    records.save(app.register, records.blank(Visit, home_id=1, visited_on=dt.date(2018, 1, 5)))
    records.save(app.register, records.blank(Visit, home_id=2, visited_on=dt.date(2017, 7, 5)))
    made = HomesPage(app)
    show_page(made, qtbot)
    return made


def cell(page: HomesPage, heading: str, row: int = 0) -> str:
    model = page.rows.model
    place = [column.label for column in model.columns].index(heading)
    return str(model.index(row, place).data())


def test_homes_open_on_the_day_with_the_latest_count_and_visit(homes: HomesPage, qtbot: QtBot) -> None:
    assert len(homes.rows.model.ids) == 1
    assert (cell(homes, "Our children"), cell(homes, "Last visit")) == ("9", "5 Jan 2018")
    with qtbot.waitSignal(homes.rows.arrived):
        homes.everything_button.click()
    assert len(homes.rows.model.ids) == 2


def test_a_home_shows_its_own_visits_and_goes_to_them(homes: HomesPage, qtbot: QtBot) -> None:
    homes.go_to(1)
    form = homes.form
    assert isinstance(form, HomeForm)
    qtbot.waitUntil(lambda: len(form.visits.listing_model.ids) == 1)
    with qtbot.waitSignal(homes.wants_page) as asked:
        form.visits.opened.emit(form.visits.listing_model.ids[0])
    assert asked.args == ["visits", 1]
    with qtbot.waitSignal(homes.wants_new) as wanted:
        form.log_button.click()
    assert wanted.args == ["visits", {"home_id": 1}]


def test_a_count_of_children_is_added_on_the_home(homes: HomesPage, qtbot: QtBot) -> None:
    homes.go_to(1)
    counts = homes.form.owned["counts"]
    counts.add_button.click()  # type: ignore[attr-defined]
    editors = counts.lines()[-1]  # type: ignore[attr-defined]
    editors.boxes["counted_on"].editor.line.setText("15/1/2018")
    editors.boxes["children"].editor.line.setText("4")
    with qtbot.waitSignal(homes.rows.arrived):
        homes.save()
    assert cell(homes, "Our children") == "4"


def test_homes_are_filtered_by_who_runs_them(app: AppSession, qtbot: QtBot) -> None:
    for name, provider in (("Oakfield", "Northborough"), ("Elm House", "Bright Futures"), ("Ash View", None)):
        records.save(app.register, records.blank(Home, name=name, provider=provider))
    page = HomesPage(app)
    show_page(page, qtbot)
    assert app.read(lambda session: list(session.scalars(page.listing().values("Provider")))) == [
        *(None, "Bright Futures", "Northborough"),
    ]
    with qtbot.waitSignal(page.rows.arrived):
        page.rows.chips.toggle("Provider", "Bright Futures")
    assert [page.rows.model.index(row, 0).data() for row in range(page.rows.model.rowCount())] == ["Elm House"]
    assert page.listing().column("Provider").filterable
