"""A register with a menu of two items and two councillors, for what people do with them."""

import datetime as dt
from dataclasses import dataclass

import pytest

from cp_desktop.model import Councillor, Edition, Item, MunicipalYear, Term, Ward
from cp_desktop.register import Register
from tests.exchange.letters.conftest import chased
from tests.rights import as_nobody, open_place

__all__ = ["Menu", "as_nobody", "chased", "menu", "open_place"]


@dataclass(frozen=True)
class Menu:
    """The keys of what a register with a menu has."""

    edition: int
    items: tuple[int, int]
    councillors: tuple[int, int]  # Ada Ashdown and Ben Ashdown


@pytest.fixture
def menu(register: Register) -> Menu:
    """Puts a menu of 2017/18 with items 1 and 2 into the register, and two councillors."""
    with register.operation("Set up") as session:
        items = [Item(number=number, wording=f"Item {number}") for number in (1, 2)]
        edition = Edition(year=session.get_one(MunicipalYear, 1), title="Menu of involvement 2017/18", items=items)
        ward = Ward(name="Abbey")
        people = [
            Councillor(forename=name, surname="Ashdown", terms=[Term(ward=ward, start=dt.date(2016, 5, 9))])
            for name in ("Ada", "Ben")
        ]
        session.add_all([edition, *people])
        session.flush()
        return Menu(edition.id, (items[0].id, items[1].id), (people[0].id, people[1].id))
