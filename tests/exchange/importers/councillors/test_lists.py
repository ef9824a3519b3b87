"""Lists of councillors as they come: who joins, leaves, moves, and what is asked before anything is written."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from cp_desktop.exchange.plan import Plan
from cp_desktop.model import Commitment, Councillor, Event, EventKind, MunicipalYear, RoleHeld, Term, Ward, show
from cp_desktop.model.councillors import valid_on
from cp_desktop.register import Register

Bring = Callable[..., Plan]
HEADINGS = "Member ID,Forename,Surname,Party,Ward,E-mail,Term start\n"
BEFORE = f"""{HEADINGS}0007,Ada,O'Brien-Łuk,Labour,Mill,ada@example.org,2014-05-22
0012,Ben,Twin,Labour,Mill,ben@example.org,2014-05-22
0013,Cem,Öz,Green,Quay,cem@example.org,2016-05-05
0014,Dee,Vale,Conservative,Hill,dee@example.org,2014-05-22
"""
MAY_2018, JUNE_2018 = dt.date(2018, 5, 8), dt.date(2018, 6, 1)
LEFT = "left office"


@pytest.fixture(autouse=True)
def before(bring: Bring) -> None:
    assert bring("councillors", BEFORE).ready


def in_office(register: Register, day: dt.date) -> dict[str, tuple[str, str | None]]:
    """Everybody in office on a day, with ward and party; a ward whose period does not hold the day is marked."""
    query = select(Councillor, Term, Ward).join(Term, Term.councillor_id == Councillor.id).join(Ward)
    with register.reading() as session:
        found = session.execute(query.where(valid_on(Term.start, Term.end, day))).all()
        return {
            f"{one.forename} {one.surname}": (
                ward.name if (ward.start or day) <= day <= (ward.end or day) else f"{ward.name}, not on that day",
                term.party,
            )
            for one, term, ward in found
        }


def grouped(plan: Plan) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for line in plan.lines:
        groups.setdefault(line.group, []).append(line.what)
    return groups


def details(plan: Plan, group: str) -> list[str]:
    return [line.detail for line in plan.lines if line.group == group]


# -- a complete list


AFTER = f"""{HEADINGS}0007,Ada,O'Brien-Łuk,Independent,Mill,ada@example.org,2014-05-22
0012,Ben,Twin-Hall,The Labour Party,Quay,ben@example.org,
0021,Eve,New,Green,Quay,eve@example.org,2018-05-20
,Vacant,,,Mill,,
,Vacancy,,,Hill,,
"""


def test_a_complete_list_says_who_came_went_and_changed_before_it_is_so(register: Register, bring: Bring) -> None:
    plan = bring("councillors", AFTER, complete=True, date=JUNE_2018)
    assert plan.ready, plan.summary()
    groups = grouped(plan)
    assert groups["Left office"] == ["Cem Öz (Quay)", "Dee Vale (Hill)"]
    assert details(plan, "Left office") == ["In office until 31 May 2018"] * 2
    assert groups["Joined"] == ["Eve New (Quay)"]
    assert groups["Changed party"] == ["Ada O'Brien-Łuk (Mill)"]
    assert details(plan, "Changed party") == [
        "Party: Labour → Independent from 1 Jun 2018; the term from 22 May 2014 ends on 31 May 2018"
    ]
    assert groups["Moved ward"] == ["Ben Twin-Hall (Quay)"]
    assert "Surname: Twin → Twin-Hall; Ward: Mill → Quay from 1 Jun 2018" in details(plan, "Moved ward")[0]
    assert groups["Vacant seats"][:2] == ["Vacant seat (Mill)", "Vacant seat (Hill)"]
    assert "Wards that ended" not in groups  # a vacancy ends no ward
    assert in_office(register, JUNE_2018) == {
        "Ada O'Brien-Łuk": ("Mill", "Independent"),
        "Ben Twin-Hall": ("Quay", "Labour"),
        "Eve New": ("Quay", "Green"),
    }
    assert set(in_office(register, dt.date(2018, 5, 31))) == {
        "Ada O'Brien-Łuk",
        "Ben Twin-Hall",
        "Cem Öz",
        "Dee Vale",
        "Eve New",
    }
    again = bring("councillors", AFTER, complete=True, date=JUNE_2018)
    assert again.ready
    assert (again.added, again.changed) == ({}, {})


def test_leavers_have_one_default_and_exceptions_by_name(register: Register, bring: Bring) -> None:
    answers = {f"{LEFT}: Cem Öz (Quay)": "12 Feb 2018", f"{LEFT}: Dee Vale (Hill)": "stay"}
    plan = bring("councillors", AFTER, complete=True, date=JUNE_2018, answers=answers)
    assert "Dee Vale" in in_office(register, JUNE_2018)
    assert "Cem Öz" in in_office(register, dt.date(2018, 2, 12))
    assert "Cem Öz" not in in_office(register, dt.date(2018, 2, 13))
    assert all(not question.open for question in plan.questions)
    for_all, *each = [question for question in plan.questions if question.cause == "Left office"]
    assert for_all.given == "2018-05-31"
    assert "Cem Öz (Quay) and Dee Vale (Hill)" in for_all.sentence
    assert [question.given for question in each] == ["12 Feb 2018", "stay"]


def test_nobody_leaves_on_a_day_that_is_none(register: Register, bring: Bring) -> None:
    plan = bring("councillors", AFTER, complete=True, date=JUNE_2018, answers={f"{LEFT}: Cem Öz (Quay)": "in spring"})
    assert [question.key for question in plan.open] == [f"{LEFT}: Cem Öz (Quay)"]


def test_a_list_too_short_to_be_everybody_ends_nobody_unasked(register: Register, bring: Bring) -> None:
    one = HEADINGS + "0007,Ada,O'Brien-Łuk,Labour,Mill,ada@example.org,2014-05-22\n"
    plan = bring("councillors", one, complete=True, date=JUNE_2018)
    assert [question.key for question in plan.open] == [LEFT]
    assert "The file has 1 councillor, and the register 4 in office" in plan.summary()
    plan = bring("councillors", one, complete=True, date=JUNE_2018, proposed=True)
    assert len(in_office(register, JUNE_2018)) == 4
    plan = bring("councillors", one, complete=True, date=JUNE_2018, answers={LEFT: "2018-05-31"})
    assert list(in_office(register, JUNE_2018)) == ["Ada O'Brien-Łuk"]


def test_a_complete_list_without_a_day_asks_for_it(register: Register, bring: Bring) -> None:
    plan = bring("councillors", AFTER, complete=True)
    assert next(question.key for question in plan.open) == "day"
    assert plan.open[0].proposed == dt.date.today().isoformat()  # the file's own
    assert bring("councillors", AFTER, complete=True, answers={"day": "1 June 2018"}).ready
    assert len(in_office(register, JUNE_2018)) == 3


def test_whoever_is_in_a_row_that_is_left_out_has_not_left(register: Register, bring: Bring) -> None:
    broken = BEFORE.replace("cem@example.org,2016-05-05", "cem@example.org,31/02/2016")
    plan = bring("councillors", broken, complete=True, date=JUNE_2018)
    [question] = plan.open
    assert "Cem Öz (Quay)" in grouped(plan)["Not in the file"]
    plan = bring("councillors", broken, complete=True, date=JUNE_2018, answers={question.key: "leave-out"})
    assert plan.ready
    assert "Cem Öz" in in_office(register, JUNE_2018)


def test_an_older_list_ends_nobody_whom_the_register_knows_later(register: Register, bring: Bring) -> None:
    assert bring("councillors", AFTER, complete=True, date=JUNE_2018).ready
    old = "\n".join(BEFORE.splitlines()[:4]) + "\n"
    plan = bring("councillors", old, complete=True, date=dt.date(2017, 6, 1))
    assert plan.ready, plan.summary()
    assert "Left office" not in grouped(plan)
    assert len(in_office(register, JUNE_2018)) == 3


def test_an_unfinished_list_adds_changes_and_tells_who_is_not_in_it(register: Register, bring: Bring) -> None:
    plan = bring("councillors", HEADINGS + "0031,Fay,Added,Green,Quay,,2018-05-20\n", date=JUNE_2018)
    assert (
        "Not in the file, and left as they are in the register: 4 councillors: Ada O'Brien-Łuk (Mill)" in plan.summary()
    )
    assert len(grouped(plan)["Not in the file"]) == 4
    assert len(in_office(register, JUNE_2018)) == 5


def test_a_ward_nobody_sits_for_stays_unless_somebody_says_it_ended(register: Register, bring: Bring) -> None:
    without = "".join(line + "\n" for line in BEFORE.splitlines() if "Hill" not in line)
    plan = bring("councillors", without, complete=True, date=JUNE_2018)
    assert "Hill" in grouped(plan)["Vacant seats"]
    with register.reading() as session:
        assert session.scalars(select(Ward).where(Ward.end.is_not(None))).all() == []
    register.undo()
    plan = bring("councillors", without, complete=True, date=JUNE_2018, answers={"ward gone: Hill": "end"})
    with register.reading() as session:
        [ended] = session.scalars(select(Ward).where(Ward.end.is_not(None)))
        assert (ended.name, ended.end) == ("Hill", dt.date(2018, 5, 31))


# -- election night


ELECTED = f"""{HEADINGS}0007,Ada,O'Brien-Łuk,Labour,Mill,,2018-05-08
0012,Ben,Twin,Labour,North,,2018-05-08
0041,Gus,Fresh,Green,North,,2018-05-08
0042,Hal,Fresh,Green,South,,2018-05-08
0043,Ivy,Fresh,Labour,South,,2018-05-08
"""
MENU = "No,Group,Wording\n1,Ward,Listen to children\n"
HOMES = "URN,Name,Ward,Places\nSC1,Oak House,Hill,4\n"


def test_election_night(register: Register, bring: Bring) -> None:
    assert bring("menu", MENU).ready
    assert bring("homes", HOMES).ready
    assert bring("commitments", "Councillor,Ward,1 Listen to children,Date\nCem Öz,Quay,x,2017-06-01\n").ready
    plan = bring("councillors", ELECTED, complete=True, date=MAY_2018)
    assert plan.ready, plan.summary()
    assert sorted(grouped(plan)["Wards that ended"]) == ["Hill", "Mill", "Quay"]
    assert sorted(grouped(plan)["New wards"]) == ["Mill", "North", "South"]
    assert details(plan, "Elected again") == [
        "Ward: Mill in its new boundaries from 8 May 2018; the term from 22 May 2014 ends on 7 May 2018"
    ]
    assert "To be trained in their first two weeks, by 22 May 2018: Gus Fresh, Hal Fresh and Ivy Fresh." in plan.notes
    assert any(note.startswith("1 home stands in a ward that ended") for note in plan.notes)
    assert in_office(register, MAY_2018) == {
        "Ada O'Brien-Łuk": ("Mill", "Labour"),
        "Ben Twin": ("North", "Labour"),
        "Gus Fresh": ("North", "Green"),
        "Hal Fresh": ("South", "Green"),
        "Ivy Fresh": ("South", "Labour"),
    }
    assert {ward for ward, _ in in_office(register, dt.date(2018, 5, 7)).values()} == {"Mill", "Quay", "Hill"}
    with register.reading() as session:
        mills = session.scalars(select(Ward).where(Ward.name == "Mill").order_by(Ward.id)).all()
        assert [(ward.start, ward.end) for ward in mills] == [(None, dt.date(2018, 5, 7)), (MAY_2018, None)]
        assert [one.withdrawn_on for one in session.scalars(select(Commitment))] == [None]  # kept as history
        [training] = session.scalars(select(Event))
        assert (training.kind, training.held_on) == (EventKind.TRAINING, dt.date(2018, 5, 22))
    again = bring("councillors", ELECTED, complete=True, date=MAY_2018)
    assert (again.added, again.changed) == ({}, {})
    assert [question for question in again.questions if question.cause != "Left office"] == []


def test_a_ward_may_be_the_same_after_a_review_and_training_may_be_planned_elsewhere(
    register: Register, bring: Bring
) -> None:
    answers = {"wards redrawn": "same", "training: 2018-05-08": "not"}
    assert bring("councillors", ELECTED, complete=True, date=MAY_2018, answers=answers).ready
    with register.reading() as session:
        assert [(one.start, one.end) for one in session.scalars(select(Ward).where(Ward.name == "Mill"))] == [
            (None, None)
        ]
        assert session.scalars(select(Event)).all() == []


def test_a_list_made_after_the_election_ends_the_old_terms_on_the_eve(register: Register, bring: Bring) -> None:
    plan = bring("councillors", ELECTED, complete=True, date=JUNE_2018)
    assert plan.ready, plan.summary()
    assert len(in_office(register, MAY_2018)) == 5
    assert len(in_office(register, dt.date(2018, 5, 7))) == 4


# -- parties, names, numbers


def row(number: str, rest: str) -> str:
    return f"{HEADINGS}{number},{rest}\n"


def test_a_party_is_never_changed_earlier_than_asked(register: Register, bring: Bring) -> None:
    green = row("0014", "Dee,Vale,Green,Hill,,2014-05-22")
    plan = bring("councillors", green)
    assert [question.key for question in plan.open] == ["past: since changed party"]
    assert "Dee Vale (Party: Conservative → Green)" in plan.summary()
    day = dt.date(2017, 10, 1)
    assert bring("councillors", green, date=day).ready
    assert in_office(register, dt.date(2017, 9, 30))["Dee Vale"] == ("Hill", "Conservative")
    assert in_office(register, day)["Dee Vale"] == ("Hill", "Green")
    assert bring("councillors", green, date=dt.date(2018, 1, 1)).changed == {}


def test_another_label_is_no_other_party(register: Register, bring: Bring) -> None:
    plan = bring("councillors", row("0012", "Ben,Twin,Labour Party,Mill,,"), date=JUNE_2018)
    assert (plan.changed, grouped(plan)["Relabelled"]) == ({}, ["Ben Twin (Mill)"])
    assert in_office(register, JUNE_2018)["Ben Twin"] == ("Mill", "Labour")


def test_poorer_spellings_lost_zeros_and_placeholders_change_nothing(register: Register, bring: Bring) -> None:
    plan = bring(
        "councillors",
        "Member ID,Forename,Surname,Party,Ward,E-mail\n"
        "7,ada,O’BRIEN-LUK,Labour,Mill,n/a\n13,Cem,Oz,-,Quay,none\n12,Ben,Twin,Labour,Mill,new@example.org\n",
        date=JUNE_2018,
    )
    assert plan.ready, plan.summary()
    assert (plan.added, plan.changed) == ({}, {"councillors": 1})
    assert details(plan, "Changed") == ["E-mail: ben@example.org → new@example.org"]
    assert in_office(register, JUNE_2018)["Cem Öz"] == ("Quay", "Green")


def test_two_of_one_name_in_one_ward_are_asked_about(register: Register, bring: Bring) -> None:
    text = "Forename,Surname,Party,Ward,Term start\nJo,Smith,Labour,Mill,2018-05-08\nJo,Smith,Green,Mill,2018-05-08\n"
    plan = bring("councillors", text)
    [question] = plan.open
    assert question.proposed is None
    assert bring("councillors", text, answers={question.key: "two"}).added["councillors"] == 2
    register.undo()
    assert bring("councillors", text, answers={question.key: "one"}).added["councillors"] == 1


def test_whoever_is_likely_is_one_question_and_may_be_answered_alone(register: Register, bring: Bring) -> None:
    text = "Councillor,Party,Ward,Term start\nBen Twin,Labour,Hill,2018-05-08\nCem Öz,Green,Hill,2018-05-08\n"
    plan = bring("councillors", text, date=MAY_2018)
    [question] = plan.open
    assert question.key == "same: all who are likely"
    assert "Ben Twin (Mill → Hill)" in question.sentence
    answers = {question.key: "same", "same: Cem Öz | Hill": "new"}
    plan = bring("councillors", text, date=MAY_2018, answers=answers)
    assert plan.added["councillors"] == 1
    assert in_office(register, MAY_2018)["Ben Twin"] == ("Hill", "Labour")
    with register.reading() as session:
        assert len(session.scalars(select(Councillor).where(Councillor.surname == "Öz")).all()) == 2


def test_a_name_in_one_cell_is_shown_as_it_came_apart_and_changed_by_an_answer(
    register: Register, bring: Bring
) -> None:
    text = "Name,Party,Ward,Term start\nMcQUEEN Jo,Green,Mill,2018-05-08\nCllr Kit van der Berg,Green,Mill,2018-05-08\n"
    plan = bring("councillors", text, answers={"name: Cllr Kit van der Berg": "Kit van | der Berg"})
    assert [line.partition(";")[0] for line in details(plan, "Joined")] == [
        "Forename and surname: Jo | McQueen",
        "Forename and surname: Kit van | der Berg",
    ]
    wrong = bring("councillors", text.replace("Kit", "Lou"), answers={"name: Cllr Lou van der Berg": "Lou"})
    assert [question.key for question in wrong.open] == ["name: Cllr Lou van der Berg"]


def test_which_word_is_the_surname_is_not_guessed_in_silence(register: Register, bring: Bring) -> None:
    names = ['"Moss, Kit"', '"Ray, Lou"', "Moss Ida", "Ray Kit", "Orr Pip", "Fen Zak"]
    text = "Name,Party,Ward,Term start\n" + "".join(f"{name},Green,Mill,2018-05-08\n" for name in names)
    plan = bring("councillors", text)
    assert {question.key: question.proposed for question in plan.open} == {
        "names: order": "taken",
        "name: Orr Pip": "Pip | Orr",
        "name: Fen Zak": "Zak | Fen",
    }
    assert bring("councillors", text, answers={"names: order": "taken", "name: Orr Pip": "Orr | Pip"}).ready
    new = {"Kit Moss", "Lou Ray", "Ida Moss", "Kit Ray", "Orr Pip", "Zak Fen"}
    assert new <= set(in_office(register, MAY_2018))


@pytest.mark.parametrize("name", ["Ben Twinn", "B. Twin", "Benjamin Twin", "Ben J Twin", "Ben Twin-Hall"])
def test_nobody_goes_in_twice_for_a_slip_or_a_short_name(bring: Bring, name: str) -> None:
    [question] = bring("councillors", f"Councillor,Ward,Party\n{name},Mill,Green\n", date=JUNE_2018).open
    assert question.key == f"same: {name} | Mill"
    assert "Ben Twin (Mill, Labour, since 2014, ben@example.org): " in question.answers[0].label


def test_the_number_of_a_member_is_found_in_the_address_of_a_page(register: Register, bring: Bring) -> None:
    pages = "Member ID,Councillor,Ward\nhttps://x.example/mgUserInfo.aspx?UID=12,Ben Twin,Mill\n"
    plan = bring("councillors", f"{pages}https://x.example/mgUserInfo.aspx?UID=77,Jo Moss,Mill\n", date=JUNE_2018)
    assert (plan.added["councillors"], plan.changed) == (1, {})
    with register.reading() as session:
        assert session.scalars(select(Councillor.member_id).where(Councillor.surname == "Moss")).all() == ["77"]


def test_a_remark_is_a_question_with_the_answer_that_is_likely(register: Register, bring: Bring) -> None:
    text = (
        "Councillor,Ward,Party,Notes\nBen Twin,Mill,Labour,Resigned 3/9/17\nCem Öz (died Aug 2017),Quay,Green,\n"
        "Dee Vale [suspended],Hill,Conservative,\n"
    )
    plan = bring("councillors", text, date=JUNE_2018)
    assert [question.proposed for question in plan.open] == ["2017-09-03", "2017-08-31", "stay"]
    assert bring("councillors", text, date=JUNE_2018, proposed=True).ready
    assert "Ben Twin" in in_office(register, dt.date(2017, 9, 3))
    assert set(in_office(register, JUNE_2018)) == {"Ada O'Brien-Łuk", "Dee Vale"}
    assert "Cem Öz" not in in_office(register, dt.date(2017, 9, 1))


def test_roles_that_are_gone_are_told_and_end_if_somebody_says_so(register: Register, bring: Bring) -> None:
    text = "Member ID,Forename,Surname,Ward,Roles\n0012,Ben,Twin,Mill,{}\n"
    assert bring("councillors", text.format("Cabinet Member for Children"), date=dt.date(2017, 6, 1)).ready
    gone = text.format("")

    def ended() -> list[dt.date | None]:
        with register.reading() as session:
            return list(session.scalars(select(RoleHeld.end)))

    plan = bring("councillors", gone, date=JUNE_2018)
    assert grouped(plan)["Role gone"] == ["Ben Twin: Cabinet member - Children"]
    assert ended() == [None]
    assert bring("councillors", gone, date=JUNE_2018, answers={"roles gone": "2018-05-31"}).changed == {"roles": 1}
    assert ended() == [dt.date(2018, 5, 31)]
    assert bring("councillors", gone, date=JUNE_2018, complete=False).changed == {}


def test_a_complete_list_ends_the_roles_that_are_gone_but_for_those_named(register: Register, bring: Bring) -> None:
    listed = [line + ",{}" for line in BEFORE.splitlines()[1:]]
    text = HEADINGS.strip() + ",Roles\n" + "\n".join(listed) + "\n"
    options: dict[str, Any] = {"complete": True, "date": JUNE_2018}
    assert bring("councillors", text.format("Governor", "Governor", "", ""), complete=True, date=MAY_2018).ready
    key = "role gone: Ada O'Brien-Łuk: School governor"
    assert bring("councillors", text.format("", "", "", ""), answers={key: "stay"}, **options).changed == {"roles": 1}


def test_a_term_the_wrong_way_round_and_an_overlap_are_questions(register: Register, bring: Bring) -> None:
    text = "Forename,Surname,Ward,Term start,Term end\nKim,Late,Mill,2018-05-08,2017-05-08\n"
    plan = bring("councillors", text)
    assert [question.proposed for question in plan.open] == ["no-end"]
    assert bring("councillors", text, answers={plan.open[0].key: "swap"}).ready
    with register.reading() as session:
        [term] = session.scalars(select(Term).join(Councillor).where(Councillor.surname == "Late"))
        assert (term.start, term.end) == (dt.date(2017, 5, 8), MAY_2018)


def test_a_ward_that_is_nearly_called_so_is_asked_about(register: Register, bring: Bring) -> None:
    text = "Forename,Surname,Ward,Term start\nKim,Close,Quayy,2018-05-08\n"
    plan = bring("councillors", text)
    assert [question.key for question in plan.open] == ["ward: Quayy"]
    assert bring("councillors", text, proposed=True).added == {"councillors": 1, "terms of office": 1}


# -- terms in rows of their own


TERMS = """Councillor ID,Councillor,Ward,Party,Term start,Term end
31,Cllr Kim Long,Mill,Green,2010-05-06,2014-05-22
31,Cllr Kim Long,Mill,Green,2014-05-22,2018-05-03
31,Cllr Kim Long,Mill,Green,2018-05-03,
"""


def terms_of(register: Register, surname: str) -> list[tuple[dt.date, dt.date | None]]:
    with register.reading() as session:
        terms = session.scalars(select(Term).join(Councillor).where(Councillor.surname == surname).order_by(Term.start))
        return [(term.start, term.end) for term in terms]


def test_terms_in_rows_of_their_own_that_overlap_are_parted_and_told(register: Register, bring: Bring) -> None:
    plan = bring("councillors", TERMS, date=JUNE_2018)
    assert plan.ready, plan.summary()
    [question] = [one for one in plan.questions if one.key == "terms overlap"]
    assert question.rows == ["2", "3"]
    assert (len(grouped(plan)["Earlier terms"]), len(grouped(plan)["Joined"])) == (2, 1)
    assert terms_of(register, "Long") == [
        (dt.date(2010, 5, 6), dt.date(2014, 5, 21)),
        (dt.date(2014, 5, 22), dt.date(2018, 5, 2)),
        (dt.date(2018, 5, 3), None),
    ]
    again = bring("councillors", TERMS, date=JUNE_2018)
    assert (again.added, again.changed) == ({}, {})


MODERNGOV = """<councillorsbyward><wards><ward><wardtitle>Mill</wardtitle><councillors>
<councillor><councillorid>31</councillorid><fullusername>Councillor Kim Long</fullusername><politicalpartytitle>Green
</politicalpartytitle><termsofoffice><termofoffice><startdate>03/05/2012</startdate><enddate>01/05/2014</enddate>
</termofoffice><termofoffice><startdate>22/05/2014</startdate><enddate>{}</enddate></termofoffice></termsofoffice>
</councillor></councillors></ward></wards></councillorsbyward>"""


@pytest.mark.parametrize("end", ["04/05/2017", "02/05/2019"], ids=["over already", "to come"])
def test_an_end_that_moderngov_schedules_takes_nobody_out_of_office(
    register: Register, bring: Bring, tmp_path: Path, end: str
) -> None:
    path = tmp_path / "members.xml"
    path.write_text(MODERNGOV.format(end))
    answers = {LEFT: "stay"}
    plan = bring("councillors", path, date=JUNE_2018, answers=answers)
    assert plan.ready, plan.summary()
    assert "Kim Long" in in_office(register, dt.date(2026, 5, 1))
    register.undo()
    taken = {"terms that are over": "left", "terms to come to an end": "take"}
    assert bring("councillors", path, date=JUNE_2018, answers=answers | taken).ready
    assert terms_of(register, "Long")[-1][1] == dt.datetime.strptime(end, "%d/%m/%Y").date()


def test_a_list_that_its_format_says_is_everybody_ends_nobody_without_a_day(
    register: Register, bring: Bring, tmp_path: Path
) -> None:
    path = tmp_path / "members.xml"
    path.write_text(MODERNGOV.format("unspecified"))
    assert {question.key for question in bring("councillors", path).open} == {"day", LEFT}
    assert len(in_office(register, JUNE_2018)) == 4


def test_a_surname_in_a_column_of_its_own_is_no_role(register: Register, bring: Bring) -> None:
    plan = bring("councillors", "Forename,Surname,Ward,Term start\nAnn,Mayor,Mill,2018-05-08\n", date=JUNE_2018)
    assert plan.ready, plan.summary()
    assert "Ann Mayor" in in_office(register, JUNE_2018)
    assert "roles" not in plan.added


def test_whoever_left_before_the_list_began_on_the_day_that_is_answered(register: Register, bring: Bring) -> None:
    text = "Councillor,Ward,Party\nKim Gone (resigned 3 Sep 2017),Mill,Green\n"
    plan = bring("councillors", text, date=JUNE_2018, proposed=True)
    with register.reading() as session:
        first = session.scalars(select(MunicipalYear.first_day)).one()
    assert terms_of(register, "Gone") == [(first, dt.date(2017, 9, 3))]
    assert details(plan, "Left") == [f"Forename and surname: Kim | Gone; Mill from {show(first)}; until 3 Sep 2017"]
    assert not any("gives no day" in note for note in plan.notes)


def test_the_day_on_which_most_terms_begin_is_proposed_for_everybody(bring: Bring) -> None:
    """The day on which the file was copied was the only one offered."""
    rows = BEFORE.replace("2014-05-22", "2018-05-08").replace("2016-05-05", "2018-05-08")
    asked = next(one for one in bring("councillors", rows, complete=True).open if one.key == "day")
    assert asked.proposed == "2018-05-08"


def test_letters_are_no_answer_to_a_question_for_a_day(bring: Bring) -> None:
    """They were taken for a no, and everybody stayed in office."""
    rows = "\n".join(BEFORE.splitlines()[:-1]) + "\n"
    plan = bring("councillors", rows, complete=True, date=JUNE_2018, answers={LEFT: "yesterday"})
    assert not plan.ready
    assert any("yesterday" in one.sentence for one in plan.open)


def test_a_complete_list_of_another_council_ends_nobody_unasked(register: Register, bring: Bring) -> None:
    """Everybody was replaced, without a question."""
    headings = "Forename,Surname,Ward,Term start\n"
    ours = "".join(f"Ann,Ours{one},Mill,2016-05-05\n" for one in "abcdefghijkl")
    assert bring("councillors", headings + ours, proposed=True).ready
    theirs = "".join(f"Bob,Theirs{one},Elsewhere,2016-05-05\n" for one in "mnopqrstuvwxyz")
    plan = bring("councillors", headings + theirs, complete=True, date=JUNE_2018)
    asked = next(one for one in plan.open if one.key == LEFT)
    assert "it may be of another council" in asked.sentence
    assert asked.proposed == "stay"
