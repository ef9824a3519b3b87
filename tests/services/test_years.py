"""How a year comes by its menu, and the logo on the papers: each one entry of the history, and one undo."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.model import Council, Edition, Item, MunicipalYear
from cp_desktop.register import Register
from cp_desktop.services import records
from cp_desktop.services.council import set_logo
from cp_desktop.services.years import add_year, copy_menu, latest_menu, start_menu
from tests.services.conftest import Menu

NEXT = {"label": "2018/19", "first_day": dt.date(2018, 5, 22), "last_day": dt.date(2019, 5, 20)}


def menus(register: Register) -> list[tuple[str, str, int]]:
    with register.reading() as session:
        query = select(Edition).join(Edition.year).order_by(MunicipalYear.first_day)
        return [(one.year.label, one.title, len(one.items)) for one in session.scalars(query)]


def test_a_year_begins_with_a_copy_of_the_latest_menu_in_one_step(register: Register, menu: Menu) -> None:
    add_year(register, records.blank(MunicipalYear, **NEXT), menu.edition)
    assert menus(register)[1:] == [("2018/19", "Menu of involvement 2018/19", 2)]
    assert register.undo() == "Add municipal year: 2018/19, with its menu"
    with register.reading() as session:
        assert session.scalars(select(MunicipalYear.label)).all() == ["2017/18"]


def test_a_year_with_its_menu_keeps_the_rules_of_a_year(register: Register, menu: Menu) -> None:
    with pytest.raises(UserError, match="The last day is before the first") as refused:
        add_year(register, records.blank(MunicipalYear, **NEXT | {"last_day": dt.date(2018, 1, 1)}), menu.edition)
    assert refused.value.field == "last_day"
    with pytest.raises(UserError, match="Year is required") as refused:
        add_year(register, records.blank(MunicipalYear, **NEXT | {"label": "  "}), menu.edition)
    assert refused.value.field == "label"
    with pytest.raises(UserError, match="menu to be copied is no longer"):
        add_year(register, records.blank(MunicipalYear, **NEXT), 999)
    assert len(menus(register)) == 1


def test_a_menu_is_started_or_copied_from_the_year_before(register: Register, menu: Menu) -> None:
    year = records.save(register, records.blank(MunicipalYear, **NEXT))
    with register.reading() as session:
        assert latest_menu(session, dt.date(2017, 5, 23)) is None
        assert latest_menu(session, NEXT["first_day"]) == latest_menu(session) == (menu.edition, "2017/18")
    assert start_menu(register, year).label == register.undoable()[0] == "Start the menu of 2018/19"
    assert menus(register)[1] == ("2018/19", "Menu of involvement 2018/19", 0)
    register.undo()
    done = copy_menu(register, menu.edition, year)
    assert (done.label, done.number) == ("Copy a menu for 2018/19", 2)
    assert menus(register)[1] == ("2018/19", "Menu of involvement 2018/19", 2)


def test_a_new_item_follows_the_last_of_its_menu_alone(register: Register, menu: Menu) -> None:
    with register.operation("Another menu") as session:
        year = MunicipalYear(**NEXT)
        session.add(Edition(year=year, title="Next", items=[Item(number=30, wording="Thirty")]))
    with register.reading() as session:
        assert records.following(session, Item.number, Item.edition_id == menu.edition) == 3
        assert records.following(session, Item.number, Item.edition_id == 999) == 1


def test_the_logo_is_chosen_and_removed(register: Register) -> None:
    for png, label in ((b"\x89PNG", "Choose a logo"), (None, "Remove the logo")):
        assert set_logo(register, png).label == register.undoable()[0] == label
        with register.reading() as session:
            assert session.get_one(Council, 1).logo == png
