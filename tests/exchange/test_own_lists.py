"""Lists as a coordinator keeps them for herself: visits, a menu without headings, what was done by its wording."""

import datetime as dt
from collections.abc import Callable

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import Activity, Item, Stage, Visit, VisitKind
from cp_desktop.register import Register

from .conftest import COUNCILLORS

Bring = Callable[..., exchange.Plan]

VISITS = """Date,Name of Home,Visiting Cllrs,Type of visit,Date report rec'd,Sent to Commissioning,Comments
3/4/17,Oak House,Cllrs Ada O'Brien-Łuk & Zoë Price,{},10/4/17,12/4/17,Good visit
4/4/17,elm house,Cllr Price,,,,
"""


def asked(plan: exchange.Plan, cause: str) -> list[exchange.Question]:
    return [one for one in plan.questions if one.cause == cause]


def visits(register: Register) -> list[tuple[dt.date, VisitKind, list[str]]]:
    with register.reading() as session:
        return [
            (one.visited_on, one.kind, [person.surname for person in one.people])
            for one in session.scalars(select(Visit).order_by(Visit.visited_on))
        ]


@pytest.mark.usefixtures("council")
def test_visits_come_in_as_she_kept_them(register: Register, bring: Bring) -> None:
    """Her own headings, two councillors a cell, a surname that one of them alone has, days of the report."""
    plan = bring("visits", VISITS.format("Monitoring"))
    assert plan.ready, plan.summary()
    assert visits(register) == [
        (dt.date(2017, 4, 3), VisitKind.MONITORING, ["O'Brien-Łuk", "Price"]),
        (dt.date(2017, 4, 4), VisitKind.MONITORING, ["Price"]),
    ]
    with register.reading() as session:
        steps = {
            step.step.stage: step.done_on for step in session.scalars(select(Visit).order_by(Visit.id)).first().steps
        }
    assert (steps[Stage.RECEIVED], steps[Stage.SENT]) == (dt.date(2017, 4, 10), dt.date(2017, 4, 12))
    [who] = asked(plan, "Who is who")
    assert "Zoë Price" in who.label(who.given), "who was taken for the surname is told"
    assert "Not read, for no such column is known: “Comments”." in plan.notes
    assert not bring("visits", VISITS.format("Monitoring")).added


@pytest.mark.usefixtures("council")
def test_a_surname_of_two_is_asked_and_of_one_in_office_is_not(register: Register, bring: Bring) -> None:
    text = "Date,Home,Councillors\n{},Oak House,Twin; Zoë Price\n"
    plan = bring("visits", text.format("2017-06-01"))
    [who] = plan.open
    assert [one.value for one in who.answers][-2:] == ["nobody", "leave-out"]
    assert who.proposed is None, "a visit does not lose one of its councillors unasked"
    bring(
        "councillors",
        COUNCILLORS.replace("ben.mill@example.org,2014-05-22,", "ben.mill@example.org,2014-05-22,2017-05-31"),
    )
    assert bring("visits", text.format("2017-06-01")).ready
    assert visits(register) == [(dt.date(2017, 6, 1), VisitKind.MONITORING, ["Price", "Twin"])]


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize("said", ["Reg 44", "Regulation 44 visit"])
def test_a_visit_under_regulation_44_is_never_ours_unasked(register: Register, bring: Bring, said: str) -> None:
    text = VISITS.format(said)
    [question] = bring("visits", text).open
    assert (
        f"“{said}” is not a councillors' visit: under Regulation 44 an independent person visits" in question.sentence
    )
    assert [one.value for one in question.answers] == ["monitoring", "leave-out"]
    assert bring("visits", text, proposed=True).ready
    assert [day for day, _, _ in visits(register)] == [dt.date(2017, 4, 4)]
    register.undo()
    assert bring("visits", text, answers={question.key: "monitoring"}).ready
    assert len(visits(register)) == 2


@pytest.mark.usefixtures("council")
def test_a_name_that_is_nearly_a_homes_is_proposed_and_another_number_is_not(bring: Bring) -> None:
    text = "Date,Home,URN,Councillors\n2017-06-01,Oak Hous,{},Zoë Price\n"
    assert [one.proposed for one in bring("visits", text.format("")).open] == ["home:1"]
    assert [one.proposed for one in bring("visits", text.format("SC9")).open] == ["leave-out"]


WORDINGS = ("Listen to children in care", "Visit children's homes", "Celebrate success with them", "Any other activity")


@pytest.mark.parametrize("kind", ["menu", None])
def test_a_menu_without_headings_is_known_by_what_it_holds(register: Register, bring: Bring, kind: str | None) -> None:
    text = "".join(f"{number},{wording}\n" for number, wording in enumerate(WORDINGS, 1))
    plan = bring(kind or "menu", text) if kind else exchange.read(register, None, bring("menu", text).path)
    [group] = plan.open
    assert (plan.kind, group.key, group.rows) == ("menu", "group", ["1", "2", "3", "4"])
    assert bring("menu", text, answers={"group": "As a ward councillor"}).ready
    with register.reading() as session:
        items = [(one.number, one.wording, one.group) for one in session.scalars(select(Item).order_by(Item.number))]
    assert items == [(number, wording, "As a ward councillor") for number, wording in enumerate(WORDINGS, 1)]
    again = bring("menu", text)
    assert again.ready, "what the register holds is not asked again"
    assert not again.added
    assert not again.changed


def test_a_line_alone_above_items_is_their_group(register: Register, bring: Bring) -> None:
    lines = [f"{number},{wording}" for number, wording in enumerate(WORDINGS, 1)]
    text = "\n".join(["No,Wording", "In your ward,", *lines[:2], "In the city,", *lines[2:]])
    plan = bring("menu", f"{text}\n")
    assert plan.ready, plan.summary()
    assert [one.given for one in plan.questions] == ["group", "group"]
    with register.reading() as session:
        groups = [one.group for one in session.scalars(select(Item).order_by(Item.number))]
    assert groups == ["In your ward", "In your ward", "In the city", "In the city"]


@pytest.mark.usefixtures("council")
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Listen to children in care", False),
        ("1 Listen to children in care", False),
        ("1. Listen", True),
        ("Listening to the children in care", True),
    ],
)
def test_what_was_done_is_known_by_the_wording_of_its_item(
    register: Register, bring: Bring, said: str, told: bool
) -> None:
    plan = bring("activity", f"Date,Councillor,Item\n2017-06-01,Zoë Price,{said}\n")
    assert plan.ready, plan.summary()
    assert [one.given for one in plan.questions] == (["item:1"] if told else [])
    with register.reading() as session:
        assert [one.item.number for one in session.scalars(select(Activity))] == [1]


@pytest.mark.usefixtures("council")
def test_what_is_like_no_item_is_asked(bring: Bring) -> None:
    plan = bring("activity", "Date,Councillor,Item\n2017-06-01,Zoë Price,Climb a mountain\n")
    [question] = plan.open
    assert "“Climb a mountain” is no item of the menu; expected one's number, such as 2" in question.sentence


@pytest.mark.usefixtures("council")
def test_two_rows_of_a_visit_that_say_two_things_are_asked_about(bring: Callable[..., exchange.Plan]) -> None:
    """The later one was written over the earlier, at every import anew."""
    text = (
        "Date of visit,Home,Councillors,What was seen\n"
        "2017-11-30,Oak House,Zoë Price,All well\n"
        "2017-11-30,Oak House,Ada O'Brien-Łuk,{}\n"
    )
    [question] = bring("visits", text.format("Nothing well")).open
    assert "other things of the same visit" in question.sentence
    assert question.rows == ["3"]
    assert bring("visits", text.format("All well")).ready


@pytest.mark.usefixtures("council")
def test_a_urn_and_a_name_of_two_homes_are_asked_about(bring: Callable[..., exchange.Plan]) -> None:
    """The visit went to the home of the URN, and its line told the other name."""
    text = "Date of visit,Home,URN,Councillors\n2017-11-30,Elm House,SC1,Zoë Price\n"
    [question] = bring("visits", text).open
    assert [one.label for one in question.answers[:2]] == ["Oak House", "Elm House"]
    plan = bring("visits", text, answers={question.key: "Elm House"})
    assert plan.lines[0].what.startswith("Elm House")
