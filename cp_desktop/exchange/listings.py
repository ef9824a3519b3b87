"""Every listing that can be exported, by the name it has on the command line."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from cp_desktop import figures
from cp_desktop.figures import desks, evidence, trends
from cp_desktop.model import (
    Listing,
    activities,
    councillors,
    events,
    homes,
    menu_items,
    officers,
    replies,
    tabled_papers,
    training,
    visits,
    ward_facts,
    wards,
)
from cp_desktop.register.history import operations

Made = Callable[[int, dt.date], Listing]  # from a year's menu and a day
DRILL_DOWN = "behind-"


def _homes_due(_: int, day: dt.date) -> Listing:
    return figures.homes_due(figures.window(day))


def _councillors_who_visit(_: int, day: dt.date) -> Listing:
    return trends.councillors_most(figures.twelve_months(day), day, day)


def _drill_down(measure: str, edition_id: int, day: dt.date) -> Listing:
    return figures.drill_down(measure, edition_id, day)


SUBJECTS: dict[str, Made] = {
    "councillors": lambda _, day: councillors(day),
    "councillors-ever": lambda _, day: councillors(day, everybody=True),
    "councillors-who-visit": _councillors_who_visit,
    "councillors-who-never-visited": lambda _, day: trends.councillors_never(day),
    "menu": lambda edition_id, _: menu_items(edition_id),
    "commitments": partial(_drill_down, "commitments"),
    "replies": lambda edition_id, _: replies(edition_id),
    "activity": lambda edition_id, _: activities(edition_id),
    "evidence": evidence.evidence,
    "evidence-confirmed": evidence.confirmed,
    "evidence-set-aside": lambda edition_id, _: evidence.left_aside(edition_id),
    "homes": lambda _, day: homes(day),
    "homes-ever": lambda _, day: homes(day, everything=True),
    "homes-due": _homes_due,
    "homes-never-visited": lambda _, day: trends.homes_never_visited(day),
    "visits": lambda *_: visits(),
    "desks": lambda _, day: desks.desks(day),
    "events": lambda *_: events(),
    "tabled-papers": lambda *_: tabled_papers(),
    "history": lambda *_: operations(),
    "ward-facts": lambda *_: ward_facts(),
    "training": lambda *_: training(),
    "wards": lambda *_: wards(),
    "officers": lambda *_: officers(),
}
LISTINGS: dict[str, Made] = SUBJECTS | {
    f"{DRILL_DOWN}{measure.replace('_', '-')}": partial(_drill_down, measure) for measure in figures.ALL_MEASURES
}
