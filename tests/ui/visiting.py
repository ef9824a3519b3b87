"""The Visits page on a small council: three councillors, three homes."""

import datetime as dt

from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Councillor, Home, Term, Visit, Visitor, Ward
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.page import VisitsPage

PEOPLE = (("Siân", "O'Hara"), ("Rhys", "Ng"), ("Una", "Ellis"))


def make_page(app: AppSession, qtbot: QtBot) -> VisitsPage:
    """A page on the screen, with the keyboard."""
    ward = records.save(app.register, records.blank(Ward, name="Aston"))
    for forename, surname in PEOPLE:
        councillor = records.blank(Councillor, forename=forename, surname=surname)
        councillor.owned["terms"].append(records.blank(Term, ward_id=ward, start=dt.date(2014, 5, 22)))
        records.save(app.register, councillor)
    for name in ("Oakfield", "Oak Lodge", "Elm House"):
        records.save(app.register, records.blank(Home, name=name))
    made = VisitsPage(app)
    qtbot.addWidget(made)
    made.resize(1000, 760)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def visits_of(app: AppSession) -> list[Visit]:
    """Every visit of the register."""
    with app.register.reading() as session:
        return list(session.scalars(select(Visit).order_by(Visit.id)))


def add_visit(app: AppSession, **values: object) -> int:
    """A visit of 5 January 2018 to Oak Lodge by Rhys Ng, unless told otherwise."""
    visit = records.blank(Visit, **({"home_id": 2, "visited_on": dt.date(2018, 1, 5)} | values))
    visit.owned["visitors"].append(records.blank(Visitor, councillor_id=2))
    return records.save(app.register, visit)


def open_visit(page: VisitsPage, qtbot: QtBot, id: int) -> None:
    """Shows a saved visit at the right of its page."""
    qtbot.waitUntil(lambda: id in page.rows.model.ids)
    page.go_to(id)
    qtbot.waitUntil(lambda: page.list.front is page.form)
