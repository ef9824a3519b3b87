"""The files of the demo year that show the coordinator's working day: what came of the visits, events, ward facts.

Made from the people, homes and visits of the year, with chance of their own, so that the seven files of the year
stay as they are whatever changes here. Nothing here changes a published figure: planned, refused and cancelled visits
count nowhere, and what is suggested as evidence counts once somebody confirms it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from chance import Dice, office_day

Rows = list[list[Any]]

LAST_STEP = date(2018, 5, 18)
STEPS = (  # label, and the days it usually takes
    ("Report received", 0, 0),
    ("Sent to Children's Commissioning", 0, 3),
    ("Sent to the managers", 1, 7),
    ("Home Manager answered", 3, 18),
    ("Service Manager answered", 4, 20),
    ("Assistant Director answered", 5, 22),
    ("Returned to the councillor", 1, 6),
    ("Closed", 0, 5),
)
ANSWERS = range(3, 6)  # these go side by side
REPORTED = ("Monitoring visit", "Supported accommodation visit")

RUN = [
    "Two seniors lead each shift; agency staff are used at weekends only.",
    "Repairs are logged and most are done within the week.",
    "The manager has been in post for four years and knows everyone well.",
    "A new rota leaves more staff free in the evenings.",
]
CULTURE = [
    "Relaxed and kind; people knock before they come in.",
    "Busy, with good humour; disagreements are talked through at the table.",
    "Quiet. Staff know when to leave somebody be.",
]
EXPERIENCE = [
    "Those who wished to talk like their rooms and would like later evenings at weekends.",
    "They say that they are listened to, and that trips are planned with them.",
    "Bus passes take too long to come, they told us.",
]
STAFF_WORK = [
    "Patient, with clear limits. Keyworkers meet each young person weekly.",
    "Praise is frequent, and staff join in with what is going on.",
]
AGENCIES = [
    "School attendance is good; the mental health service has a waiting list of four months.",
    "The community police officer calls in once a month and is known by name.",
]
WELL = ["The welcome, the food and the garden.", "Young people showed us round themselves.", "Honest answers."]
MET = ["Manager, 2 staff, 3 young people", "Deputy manager, 3 staff", "Manager, 1 staff, 2 young people"]
JUDGED = ["Very well", "Well", "Well", "Partly"]
ACTIONS = [
    "Ask the transport team about bus passes",
    "Find a sponsor for a new computer",
    "Raise the waiting list with the health partners",
    "Visit again in the summer holidays",
]

EVENTS = (  # day, name, kind, place, and how many came
    (date(2017, 6, 20), "Visiting a home: training for councillors", "Training for councillors", "Council House", 38),
    (date(2017, 7, 6), "Summer open evening of the fostering team", "Fostering or adoption recruitment event",
     "Minster Gate library", 7),
    (date(2017, 9, 14), "Visiting a home: training, second date", "Training for councillors", "Council House", 21),
    (date(2017, 10, 26), "Celebrating success", "Celebration event", "Town Hall", 19),
    (date(2017, 11, 22), "Meet the Children in Care Council",
     "Meeting with children in care or care leavers", "Youth hub", 11),
    (date(2018, 1, 18), "Adoption information evening", "Fostering or adoption recruitment event",
     "Castle Quay centre", 5),
    (date(2018, 3, 6), "Visiting a home: training before the spring visits", "Training for councillors",
     "Council House", 0),
    (date(2018, 4, 19), "Spring awards for young people in care", "Celebration event", "Town Hall", 0),
)  # fmt: skip


def working_day_files(
    dice: Dice,
    people: Sequence[Any],
    homes: Sequence[Any],
    visits: Rows,
    forenames: Sequence[str],
    surnames: Sequence[str],
) -> dict[str, tuple[list[str], Rows]]:
    """Each file's name, its headings and its rows."""
    unique = [person for person in people if not person.shares_name]
    return {
        "visit-forms.csv": (FORM_HEADINGS, [*_forms(dice, visits), *_plans(dice, homes, unique)]),
        "report-steps.csv": (["Date of visit", "URN", "Step", "Done on"], list(_steps(dice, visits))),
        "events.csv": (["Date", "Event", "Kind", "Place", "Councillors"], list(_events(dice, unique))),
        "ward-facts.csv": (WARD_HEADINGS, list(_ward_facts(dice, people))),
        "home-managers.csv": (["URN", "Manager", "E-mail"], list(_managers(dice, homes, forenames, surnames))),
    }


FORM_HEADINGS = [
    "Date of visit", "Time", "Home", "URN", "Councillors", "Type", "Status", "Planned on", "Reason", "Who was met",
    "How the home is run", "Culture and atmosphere", "Young people's experience", "How staff work with them",
    "How others support them", "What went well", "How well needs are met", "Actions",
]  # fmt: skip


def _forms(dice: Dice, visits: Rows) -> Iterator[list[Any]]:
    """The rest of the form, for the monitoring visits from September on."""
    for day, home, urn, who, kind, *_ in visits:
        if kind == "Monitoring visit" and "2017-09" <= day <= "2018-01-31" and dice.chance(70):
            hour = f"{dice.between(10, 17)}:{dice.pick(['00', '30'])}"
            told = [dice.pick(pool) for pool in (MET, RUN, CULTURE, EXPERIENCE, STAFF_WORK, AGENCIES, WELL, JUDGED)]
            action = dice.pick(ACTIONS) if dice.chance(60) else ""
            yield [day, hour, home, urn, who, kind, "Made", "", "", *told, action]


def _plans(dice: Dice, homes: Sequence[Any], people: Sequence[Any]) -> Iterator[list[Any]]:
    """What is arranged at the end of January, and what came to nothing before."""
    lived_in = dice.shuffled(home for home in homes if home.children and not home.closed)
    for number, home in enumerate(lived_in[:5]):
        day, who = date(2018, 2, 6) + timedelta(days=3 * number), dice.pick(people)
        hour = f"{dice.between(10, 16)}:00"
        yield _plan(
            office_day(day), hour, home, who, "Planned", str(date(2018, 1, 15) + timedelta(days=2 * number)), ""
        )
    yield _plan(date(2017, 12, 11), "14:00", lived_in[5], dice.pick(people), "Cancelled", "2017-11-27", "Snow")
    yield _plan(
        date(2017, 11, 9), "", lived_in[6], dice.pick(people), "Entry refused", "", "Nobody had been told of it"
    )


def _plan(day: date, hour: str, home: Any, who: Any, status: str, planned: str, reason: str = "") -> list[Any]:
    said = [str(day), hour, home.name, home.urn, who.shown, "Monitoring visit", status, planned, reason]
    return [*said, *[""] * (len(FORM_HEADINGS) - len(said))]


def _steps(dice: Dice, visits: Rows) -> Iterator[list[Any]]:
    """The days on which the reports that came in went on; some stay on a desk for long."""
    for day, _, urn, _, kind, received, *_ in visits:
        if not received or kind not in REPORTED:
            continue
        # Of the older ones nearly all are done with.
        stuck = dice.between(1, len(STEPS) - 1) if dice.chance(8 if day < "2017-10" else 25) else len(STEPS)
        passed, latest, waiting = date.fromisoformat(received), date.fromisoformat(received), False
        for place, (label, least, most) in enumerate(STEPS[1:], 1):
            if place not in ANSWERS:
                if waiting or place >= stuck:
                    break
                passed = latest
            done = office_day(passed + timedelta(days=dice.between(least, most)))
            if done > LAST_STEP or place == stuck:
                waiting = True  # another answer may come meanwhile, but no later step
                continue
            latest = max(latest, done)
            yield [day, urn, label, str(done)]


def _events(dice: Dice, people: Sequence[Any]) -> Iterator[list[Any]]:
    for day, name, kind, place, number in EVENTS:
        came = dice.weighted(people, [1 + len(person.committed) for person in people], number) if number else []
        yield [str(day), name, kind, place, "; ".join(person.shown for person in came)]


WARD_HEADINGS = [
    "Ward", "Counted on", "Children in care", "Foster homes", "In supported accommodation", "Care leavers",
    "At school in the ward", "From the ward, living outside the boundary",
]  # fmt: skip


def _ward_facts(dice: Dice, people: Sequence[Any]) -> Iterator[list[Any]]:
    """Two counts of each ward, the second not far from the first."""
    for ward in sorted({person.ward for person in people}):
        first = [dice.between(14, 78), dice.between(4, 31), dice.between(0, 9), dice.between(5, 28),
                 dice.between(9, 60), dice.between(2, 24)]  # fmt: skip
        second = [max(0, number + dice.between(-3, 4)) for number in first]
        yield [ward, "2017-10-31", *first]
        yield [ward, "2018-01-31", *second]


def _managers(
    dice: Dice, homes: Sequence[Any], forenames: Sequence[str], surnames: Sequence[str]
) -> Iterator[list[Any]]:
    for home in sorted(homes, key=lambda home: home.urn):
        if home.children and not home.closed:
            yield [
                home.urn,
                f"{dice.pick(forenames)} {dice.pick(surnames)}",
                f"manager.{home.urn.lower()}@homes.example",
            ]
