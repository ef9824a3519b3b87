"""The seven imports: what goes in, what is left, what is asked about, and that a refusal changes nothing."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, func, select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.figures import desks
from cp_desktop.model import (
    Activity,
    Answer,
    Base,
    ChildrenCount,
    Commitment,
    Councillor,
    District,
    Done,
    Home,
    Item,
    MenuReturn,
    Reason,
    Reply,
    Role,
    RoleHeld,
    Step,
    StepDone,
    Term,
    Visit,
    VisitKind,
    Visitor,
    Ward,
    fields,
    table_of,
)
from cp_desktop.model.base import ChoiceType, EmailAddress
from cp_desktop.register import Register
from cp_desktop.services import imports

from .conftest import COUNCILLORS, HOMES, MENU

Bring = Callable[..., exchange.Plan]
pytestmark = pytest.mark.usefixtures("council")

GRID = """Councillor,Ward,1 Listen to children in care,2 Visit children's homes,3 Any other activity
Cllr Ada O'Brien-Łuk,Mill,Yes,,
"Twin, Ben",Quay,x,✓,Sing in the choir
Cllr Zoe Price,Quay,,No,
"""
SURVEY = """ID,Start time,Completion time,Email,Name,1. Listen to children in care: have you undertaken this?,\
1. Please give an example,1. May we quote this?,1. May we name you?,\
2. Visit children's homes: have you undertaken this?,2. Please give an example
1,,05/12/2017 16:09,ada@example.org,Ada,Yes,Met the council of children,Yes,Yes,Not yet,Planned for spring
2,,06/12/2017 10:00,anonymous,Zoë Price,,Only a remark,,Yes,Not yet,
"""
ACTIVITY = """Date,Councillor,Ward,Item,What was done
15/10/2017,Ben Twin,Mill,2,Seen
15/10/2017,Ben Twin,Mill,2,Seen
16/10/2017,Ben Twin,Mill,2,Seen
"""
VISITS = """Date of visit,Home,URN,Councillors,Type,Report received,Safeguarding concern
2017-09-10,Oak House,SC1,Cllr Ada O'Brien-Łuk & Zoë Price,Monitoring visit,2017-09-17,No
2017-09-11,elm house,,"Price, Zoë",Event at a home,,Yes
"""


def rows(register: Register, kind: type[Base]) -> list[Base]:
    with register.reading() as session:
        return list(session.scalars(select(kind).order_by(kind.id)))


def counted(register: Register) -> dict[str, int]:
    with register.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in ("operation", "change")
        }


ALL = {
    "councillors": COUNCILLORS,
    "menu": MENU,
    "homes": HOMES,
    "commitments": GRID,
    "survey": SURVEY,
    "activity": ACTIVITY,
    "visits": VISITS,
}


def test_every_file_twice_adds_nothing_and_each_is_one_undo(register: Register, bring: Bring) -> None:
    states = []
    for kind in ("commitments", "survey", "activity", "visits"):
        states.append(counted(register))
        plan = bring(kind, ALL[kind])
        assert plan.ready, plan.summary()
        assert plan.added
    full, entries = counted(register), len(register.entries())
    for kind, text in ALL.items():
        plan = bring(kind, text)
        assert plan.ready, plan.summary()
        assert (plan.added, plan.changed) == ({}, {}), kind
        assert plan.left, kind
    assert counted(register) == full
    assert len(register.entries()) == entries
    for state in reversed(states):
        register.undo()
        assert counted(register) == state


def test_one_problem_keeps_the_whole_file_out(register: Register, bring: Bring) -> None:
    before = counted(register)
    text = COUNCILLORS + "5,Cllr,New,Person,Green,Mill,North,n@example.org,31/02/2014,\n"
    plan = bring("councillors", text)
    assert [problem.sentence for problem in plan.open] == [
        "councillors.csv, row 6, column Term start: “31/02/2014” is not a date: "
        "February 2014 has 28 days. Write it like 18 Oct 2017 or 18/10/2017."
    ]
    assert (plan.open[0].rows, plan.open[0].column) == (["6"], "Term start")
    with pytest.raises(UserError, match="Nothing was imported"):
        imports.apply(register, plan)
    assert counted(register) == before


def test_councillors_change_and_nobody_is_lost(register: Register, bring: Bring) -> None:
    plan = bring(
        "councillors",
        "Member ID,Forename,Surname,Party,Ward,District,E-mail,Term start,Roles\n"
        "4,Zoë,Price-Jones,Independent,Quay,South,,2016-05-05,Governor; Cabinet Member for Parks\n"
        "1,Ada,O'Brien-Łuk,Labour,Harbour,South,,2018-05-03,\n"
        ",Vacant,Vacant,,Mill,North,,,\n"
        "9,New,Person,Green,Harbour,South,,2018-05-03,\n",
        answers={"past: since changed party": "always"},
    )
    assert plan.ready, plan.summary()
    assert "1 vacant seat was left out" in plan.summary()
    assert "Not in the file, and left as they are in the register: 2 councillors: Ben Twin (Mill) and" in plan.summary()
    by_id = {one.member_id: one for one in rows(register, Councillor) if isinstance(one, Councillor)}
    assert by_id["4"].surname == "Price-Jones"
    assert by_id["4"].email == "zoe@example.org"  # a blank cell clears nothing
    assert len(by_id) == 5
    terms = [one for one in rows(register, Term) if isinstance(one, Term)]
    assert [one.party for one in terms if one.councillor_id == by_id["4"].id] == ["Independent"]
    assert [(one.start.year, one.end) for one in terms if one.councillor_id == by_id["1"].id] == [
        (2014, dt.date(2018, 5, 2)),
        (2018, None),
    ]
    assert [(one.role, one.detail) for one in rows(register, RoleHeld) if isinstance(one, RoleHeld)] == [
        (Role.GOVERNOR, None),
        (Role.CABINET, "Parks"),
    ]


def test_the_same_member_id_under_another_name(bring: Bring) -> None:
    plan = bring(
        "councillors", "Member ID,Forename,Surname,Ward,Term start\n7,A,B,Mill,2017-05-23\n7,C,D,Mill,2017-05-23\n"
    )
    assert "row 2 has the same but another name" in plan.summary()


def test_a_new_councillor_of_a_known_name_is_asked_about(register: Register, bring: Bring) -> None:
    text = "Councillor,Party,Ward,Term start\nCllr Zoë Price,Green,Mill,2017-05-23\n"
    plan = bring("councillors", text)
    assert not plan.ready
    [question] = plan.open
    assert [one.label.partition(",")[0] for one in question.answers] == [
        "Zoë Price (Quay",
        "Somebody new",
        "Leave the row out",
    ]
    assert bring("councillors", text, answers={question.key: "new"}).added["councillors"] == 1


def test_another_district_of_a_ward_is_told(register: Register, bring: Bring) -> None:
    plan = bring("councillors", COUNCILLORS.replace("Mill,North", "Mill,South"))
    assert (plan.added, plan.changed) == ({}, {})
    assert any("The list has Mill in South, which the register has elsewhere" in note for note in plan.notes)


def test_an_empty_file_wipes_nothing(register: Register, bring: Bring) -> None:
    before = counted(register)
    for text in ("", COUNCILLORS.splitlines()[0] + "\n"):
        with pytest.raises(UserError, match="Nothing was imported"):
            bring("councillors", text)
    assert counted(register) == before


def test_a_file_of_another_kind_is_refused(bring: Bring) -> None:
    for kind, wrong in (
        ("councillors", "homes"),
        ("councillors", "activity"),
        ("councillors", "commitments"),
        ("commitments", "survey"),
        ("commitments", "activity"),
        ("survey", "commitments"),
        ("homes", "visits"),
        ("menu", "councillors"),
    ):
        with pytest.raises(UserError, match="Nothing was imported"):
            bring(kind, ALL[wrong])


def test_commitments(register: Register, bring: Bring) -> None:
    plan = bring("commitments", GRID)
    assert plan.added == {"commitments": 4, "menu returns": 2}
    assert [(line.verdict, line.detail) for line in plan.lines] == [
        ("added", "1 commitment"),
        ("added", "3 commitments"),
        ("left", "Nothing chosen"),
    ]
    made = [one for one in rows(register, Commitment) if isinstance(one, Commitment)]
    assert {one.made_on for one in made} == {dt.date(2017, 5, 23)}
    assert [one.own_words for one in made] == [None, None, None, "Sing in the choir"]
    assert len(rows(register, MenuReturn)) == 2
    # An unticked box withdraws nothing; what was withdrawn stays withdrawn, until it is promised anew.
    with register.operation("Withdraw") as session:
        session.scalars(select(Commitment)).first().withdrawn_on = dt.date(2017, 9, 1)  # type: ignore[union-attr]
    plan = bring("commitments", GRID.replace("x,✓", ",✓"))
    assert plan.added == {}
    assert "Left standing though not ticked in the file: 1 commitment." in plan.summary()
    assert bring("commitments", GRID, date=dt.date(2017, 10, 1)).added == {"commitments": 1}


UNDATED = "Forename,Surname,Ward,Term start\nAsha,Ash,Mill,\nBen,Beck,Quay,4/5/2017\nCem,Öz,Mill,\n"


def test_a_day_that_a_list_of_councillors_lacks_is_told_with_whom_and_why(register: Register, bring: Bring) -> None:
    plan = bring("councillors", UNDATED)
    assert [line.detail for line in plan.lines if line.what.startswith(("Asha", "Ben B", "Cem"))] == [
        "Mill from 23 May 2017, the first day of 2017/18, for the file gives none",
        "Quay from 4 May 2017",
        "Mill from 23 May 2017, the first day of 2017/18, for the file gives none",
    ]
    told = "The file gives no day for Asha Ash and Cem Öz: counted from 23 May 2017, the first day of 2017/18."
    assert told in plan.summary()
    assert "gives no day" not in bring("councillors", UNDATED).summary()  # they sit by now


def test_the_day_given_for_the_whole_file_is_told_as_such(bring: Bring) -> None:
    plan = bring("councillors", UNDATED, date=dt.date(2018, 1, 9))
    assert "Asha Ash and Cem Öz: counted from 9 Jan 2018, the day given for the whole file." in plan.summary()


def test_of_many_without_a_day_the_first_are_named_and_all_are_counted(bring: Bring) -> None:
    many = "".join(f"Dee,N{chr(97 + place)}mes,Mill,\n" for place in range(14))
    plan = bring("councillors", f"Forename,Surname,Ward,Term start\n{many}")
    assert "Dee Njmes and 4 more: counted from" in plan.summary()


def test_commitments_count_from_the_day_of_their_row_and_what_is_filled_in_is_told(
    register: Register, bring: Bring
) -> None:
    text = "Councillor,Ward,Date,1 Listen\nAda O'Brien-Łuk,Mill,1/7/2017,Yes\nZoë Price,Quay,,Yes\n"
    plan = bring("commitments", text, date=dt.date(2017, 10, 1))
    made = {one.made_on for one in rows(register, Commitment) if isinstance(one, Commitment)}
    assert made == {dt.date(2017, 7, 1), dt.date(2017, 10, 1)}
    told = "The file gives no day for Zoë Price: counted from 1 Oct 2017, the day given for the whole file."
    assert told in plan.summary()


def test_commitments_say_what_is_wrong(bring: Bring) -> None:
    plan = bring("commitments", GRID.replace("Mill,Yes", "Mill,perhaps"))
    assert "row 2, column 1 Listen to children in care: “perhaps” is not Yes or No. Nothing was" in plan.summary()
    plan = bring("commitments", GRID.replace("3 Any other", "7 Any other"))
    assert "the menu of 2017/18 has no item 7; expected 1 to 3" in plan.summary()
    plan = bring("commitments", GRID.replace("2 Visit children's homes", "2 Sponsor a football league"))
    [question] = plan.open
    assert "does not sound like item 2" in question.sentence
    assert bring(
        "commitments",
        GRID.replace("2 Visit children's homes", "2"),
    ).ready


def test_two_of_one_name_are_asked_about_once(register: Register, bring: Bring) -> None:
    text = GRID.replace(",Quay,", ",,") + "Ben Twin,,x,,\n"
    plan = bring("commitments", text)
    first = plan.open[0]
    assert "several councillors bear that name" in first.sentence
    assert [one.label for one in first.answers] == [
        "Ben Twin (Mill, Labour, since 2014, ben.mill@example.org)",
        "Ben Twin (Quay, Green, since 2016, ben.quay@example.org)",
        "Leave the row out",
    ]
    answers = {question.key: question.answers[1].value for question in plan.open}
    assert bring("commitments", text, answers=answers).ready
    who = {one.councillor_id for one in rows(register, Commitment) if isinstance(one, Commitment)}
    with register.reading() as session:
        assert {session.get_one(Councillor, one).email for one in who} == {"ada@example.org", "ben.quay@example.org"}


def test_survey(register: Register, bring: Bring) -> None:
    assert bring("survey", SURVEY).added == {"surveys": 1, "replies": 2, "answers": 4}
    answers = [one for one in rows(register, Answer) if isinstance(one, Answer)]
    assert [(one.done, one.reason, one.example, one.may_be_quoted, one.may_be_named) for one in answers] == [
        (Done.UNDERTAKEN, None, "Met the council of children", True, True),
        (Done.NOT_YET, Reason.PLANNED, "Planned for spring", False, False),
        (Done.NO_ANSWER, None, "Only a remark", False, False),
        (Done.NOT_YET, None, None, False, False),
    ]
    later = SURVEY.replace("06/12/2017", "16/12/2017")
    assert bring("survey", later).added == {"replies": 1, "answers": 2}
    assert len({one.survey_id for one in rows(register, Reply) if isinstance(one, Reply)}) == 1
    plan = bring("survey", SURVEY.replace("Yes,Met", "Partly,Met").replace("05/12", "07/12"))
    assert "“Partly” is not one of: Undertaken, Not yet, No answer. Nothing was imported." in plan.summary()


def test_leave_to_name_is_leave_to_quote_where_nothing_else_asks(register: Register, bring: Bring) -> None:
    file = (
        SURVEY.replace("1. May we quote this?,1. May we name you?", "1. May we quote you by name?")
        .replace("children,Yes,Yes,", "children,Yes,")
        .replace("remark,,Yes", "remark,No")
    )
    bring("survey", file)
    answers = [one for one in rows(register, Answer) if isinstance(one, Answer)]
    assert [(one.may_be_quoted, one.may_be_named) for one in answers[::2]] == [(True, True), (False, False)]


def test_activity(register: Register, bring: Bring) -> None:
    plan = bring("activity", ACTIVITY)
    assert (plan.added, plan.left) == ({"activities": 2}, {"activities": 1})
    plan = bring("activity", ACTIVITY.replace("Mill,2", "Mill,22"))
    assert "“22” is no item of the menu" in plan.summary()
    assert len(rows(register, Activity)) == 2


def test_homes(register: Register, bring: Bring) -> None:
    later = (
        "URN,Name,Places,Our children,Counted on,Ward\n"
        "SC1,REDACTED,5,3,2017-10-01,Mill\n"
        ",Elm House,3,1,01/04/2017,Quay\n"
        "SC9,Ash House,2,,,Mil\n"
    )
    plan = bring("homes", later)
    [question] = plan.open
    assert [one.label for one in question.answers] == ["Mill", "A new ward"]
    plan = bring("homes", later, answers={question.key: question.answers[0].value})
    assert plan.ready, plan.summary()
    homes = {one.urn: one for one in rows(register, Home) if isinstance(one, Home)}
    assert (homes["SC1"].name, homes["SC1"].places) == ("Oak House", 5)
    assert homes["SC9"].ward_id == homes["SC1"].ward_id
    assert plan.lines[0].detail == "Places: 4 → 5; children counted on 1 Oct 2017"
    counts = [one for one in rows(register, ChildrenCount) if isinstance(one, ChildrenCount)]
    assert [(one.counted_on.month, one.children) for one in counts] == [(4, 2), (4, 1), (10, 3)]
    plan = bring("homes", "URN,Name,Places,Opened,Closed\nSC8,Fir House,-1,2018-01-01,2017-01-01\n")
    said = plan.summary()
    assert "row 2, column Places: Places cannot be fewer than none" in said
    assert "row 2, column Closed: The home closes before it opens" in said


def test_visits(register: Register, bring: Bring) -> None:
    assert bring("visits", VISITS).added == {"visits": 2, "visiting councillors": 3, "steps done": 1}
    visits = [one for one in rows(register, Visit) if isinstance(one, Visit)]
    assert [(one.kind, one.concern) for one in visits] == [(VisitKind.MONITORING, False), (VisitKind.EVENT, True)]
    more = VISITS.replace("elm house,,", "Elm House,SC2,").replace('"Price, Zoë"', "Zoë Price; Ada O'Brien Luk")
    assert bring("visits", more).added == {"visiting councillors": 1}
    assert len(rows(register, Visitor)) == 4
    plan = bring("visits", VISITS.replace("2017-09-17", "2017-09-01").replace("2017-09-10", "2017-09-12"))
    assert "column Report received: A step of the report is dated before the visit" in plan.summary()
    plan = bring("visits", VISITS.replace("Monitoring visit", "Reg 44 visit"))
    [problem] = plan.open
    assert "row 2, column Type: “Reg 44 visit” is not a councillors' visit" in problem.sentence
    plan = bring("visits", VISITS.replace("elm house", "Elmhouse Lodge").replace("SC1", "SC404"))
    assert not plan.ready


def test_a_visit_whose_urn_and_name_are_of_two_homes_is_asked_about(register: Register, bring: Bring) -> None:
    text = "Date,URN,Home,Councillors\n10/09/2017,SC1,Elm House,Zoë Price\n"
    [asked] = bring("visits", text).open
    assert [one.label for one in asked.answers][:2] == ["Oak House", "Elm House"]
    for answer in asked.answers[:2]:
        plan = bring("visits", text, answers={asked.key: answer.value})
        assert plan.ready, plan.summary()
        assert plan.lines[0].what == f"{answer.label}, 10 Sep 2017"
        register.undo()


def test_the_way_of_a_report_and_what_was_agreed(register: Register, bring: Bring) -> None:
    bring("visits", VISITS)
    header, first, *_ = VISITS.splitlines()
    more = f"{header},Report sent to Commissioning,Report returned,Actions,Concern reported to\n"
    first = first.removesuffix("No") + "Yes"
    said = more + f'{first},2017-09-20,2017-10-02,"- Mend the gate\n- Ask for a bus pass",The duty team\n'
    plan = bring("visits", said)
    assert plan.added == {"steps done": 2 + 5, "actions": 2}  # and what a report that came back has passed
    assert [note for note in plan.notes if "“Home Manager answered”" in note] == [
        "Where a report was returned to the councillor and the file has no day for “Home Manager answered”, that is "
        "taken for done on the same day."
    ], "what nobody wrote is not filled in without a word"
    assert "Action: Mend the gate" in plan.lines[0].detail
    assert "Returned to the councillor: 2 Oct 2017" in plan.lines[0].detail
    assert "Safeguarding" in plan.lines[0].detail
    assert "duty team" not in plan.lines[0].detail
    with register.reading() as session:
        done = session.execute(
            select(Step.label, StepDone.done_on).join(StepDone).where(StepDone.visit_id == 1).order_by(Step.position)
        ).all()
    assert [(label, day.day) for label, day in done] == [
        ("Report received", 17),
        ("Sent to Children's Commissioning", 20),
        ("Sent to the managers", 2),
        ("Home Manager answered", 2),
        ("Service Manager answered", 2),
        ("Assistant Director answered", 2),
        ("Returned to the councillor", 2),
        ("Closed", 2),
    ]
    with register.reading() as session:
        assert desks.board(session, dt.date(2018, 1, 31)) == []
    again = bring("visits", said)
    assert (again.added, again.changed) == ({}, {})
    assert bring("visits", said.replace("2017-10-02", "2017-10-03")).changed == {"steps done": 1}


def test_a_menu_of_another_year_is_asked_about(register: Register, bring: Bring) -> None:
    bring("commitments", GRID)
    other = MENU.replace("Listen to children in care", "Sponsor a football league")
    plan = bring("menu", other)
    [question] = plan.open
    assert bring("menu", other, answers={question.key: "keep"}).changed == {}
    assert bring("menu", other, answers={question.key: question.answers[0].value}).changed == {"items": 1}
    assert next(one.wording for one in rows(register, Item) if isinstance(one, Item)) == "Sponsor a football league"


def test_a_stale_plan_is_worked_out_again(register: Register, tmp_path: Path, bring: Bring) -> None:
    (path := tmp_path / "commitments.csv").write_text(GRID, encoding="utf-8")
    plan = exchange.read(register, "commitments", path)
    bring("activity", ACTIVITY)
    bring("commitments", GRID)
    done = imports.apply(register, plan)
    assert len(rows(register, Commitment)) == 4
    assert (plan.added.get("commitments"), done.added) == (4, {}), "what was done is told, not what was planned"


def test_a_cancelled_import_leaves_nothing(register: Register, tmp_path: Path) -> None:
    (path := tmp_path / "commitments.csv").write_text(GRID, encoding="utf-8")
    before, entries = counted(register), len(register.entries())
    plan = exchange.read(register, "commitments", path)
    calls: list[int] = []

    def cancelled() -> bool:
        calls.append(1)
        return len(calls) > 2  # after some rows are in

    with pytest.raises(UserError, match="was cancelled"):
        imports.apply(register, plan, cancelled=cancelled)
    assert counted(register) == before
    assert len(register.entries()) == entries


def test_every_declared_column_of_councillors_and_homes_is_read(register: Register, bring: Bring) -> None:
    """A column added to a mapped class is importable without a word in an importer."""
    for kind, record, extra in (("councillors", Councillor, "Ward,Term start"), ("homes", Home, "Provider")):
        wanted = [
            (name, column.type, said.label.upper())
            for name, column, said in fields(record)
            if not column.foreign_keys and said.label not in extra
        ]
        # No home closes before it opens, nor does anything else: later columns hold later days.
        values = [_fitting(name, type_, place) for place, (name, type_, _) in enumerate(wanted)]
        text = f"{','.join(label for *_, label in wanted)},{extra}\n{','.join(values)},Mill,2016-05-05\n"
        plan = bring(kind, text)
        assert plan.ready, plan.summary()
        with register.reading() as session:
            newest = select(table_of(record)).order_by(table_of(record).c.id.desc())
            row = session.execute(newest).mappings().first()
            assert row is not None
            assert [name for name, *_ in wanted if row[name] is None] == []


def _fitting(name: str, type_: Any, place: int) -> str:
    """A cell that a column of that type can hold."""
    match type_:
        case ChoiceType(choices=choices):
            return str(list(choices)[-1].label)
        case Boolean():
            return "Yes"
        case Integer():
            return "7"
        case Date() | DateTime():
            return f"{place + 1} Mar 2016"
        case EmailAddress():
            return f"{name}@example.org"
        case _:
            return f"{name} text"


def test_plans_go_into_json_and_progress_is_told(register: Register, tmp_path: Path) -> None:
    (path := tmp_path / "visits.csv").write_text(VISITS, encoding="utf-8")
    got: list[tuple[int, int, str]] = []
    plan = exchange.read(register, "visits", path, progress=lambda *said: got.append(said))
    imports.apply(register, plan, progress=lambda *said: got.append(said))
    assert got[0] == (0, 2, "Reading visits.csv")
    assert got[-1] == (6, 6, "Import visits from visits.csv")
    said = plan.to_json()
    assert said["added"] == {"visits": 2, "visiting councillors": 3, "steps done": 1}
    assert said["lines"][0] == {
        "row": "2",
        "what": "Oak House, 10 Sep 2017",
        "verdict": "added",
        "detail": "",
        "group": "",
    }


def test_unknown_kinds_years_and_files(register: Register, tmp_path: Path, bring: Bring) -> None:
    with pytest.raises(UserError, match="no kind of import"):
        bring("weather", "a,b\n")
    with pytest.raises(UserError, match="no municipal year 1999/00"):
        bring("commitments", GRID, year="1999/00")
    with pytest.raises(UserError, match="There is no file"):
        exchange.read(register, "menu", tmp_path / "nowhere.csv")
    with pytest.raises(UserError, match="Nothing was imported"):
        exchange.read(register, "menu", tmp_path)


def test_a_list_of_councillors_gives_a_ward_the_district_it_lacks(
    register: Register, bring: Callable[..., exchange.Plan]
) -> None:
    with register.operation("Add wards") as session:
        session.add_all([Ward(name="Lock"), Ward(name="Wharf", district=District(name="Harbour"))])
    moved = {"past: since moved ward": "always"}
    assert bring("councillors", COUNCILLORS.replace("Mill", "Lock").replace("Quay", "Wharf"), answers=moved).ready
    with register.reading() as session:
        ward_and_district = select(Ward.name, District.name.label("district")).join(District)
        wards = {row.name: row.district for row in session.execute(ward_and_district)}
    # One that has a district keeps it.
    assert (wards["Lock"], wards["Wharf"]) == ("North", "Harbour")


@pytest.mark.parametrize("word", ["N/A", "NA", "none", "TBC", "-", "not known"])
def test_a_placeholder_is_as_good_as_blank(bring: Bring, register: Register, word: str) -> None:
    bring("councillors", COUNCILLORS)
    head = "Member ID,Forename,Surname,Party,Ward,Email,Term end\n"
    plan = bring("councillors", f"{head}4,Zoë,Price,{word},Quay,{word},{word}\n")
    assert plan.ready
    assert not plan.draft.changed
