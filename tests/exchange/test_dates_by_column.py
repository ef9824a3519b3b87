"""Files with dates as others write them: read in the order of their column, or asked about once."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import Activity, Base, Reply, Term, Visit
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]
pytestmark = pytest.mark.usefixtures("council")

SURVEY = "Timestamp,Name,Ward,1. Listen to children in care\n{},Ada O'Brien-Łuk,Mill,Yes\n{},Zoë Price,Quay,Yes\n"
MEMBERS = "Forename,Surname,Ward,Date elected,Notes\nCem,Öz,Mill,{},\nDee,Dean,Mill,{},\n"
ACTIVITY = "Date,Councillor,Ward,Item\n{},Zoë Price,Quay,1\n"


def days(register: Register, column: Any) -> list[dt.date]:
    kind: type[Base] = column.class_
    with register.reading() as session:
        return list(session.scalars(select(column).order_by(kind.id)))


def test_a_month_that_there_is_not_says_that_months_come_first(register: Register, bring: Bring) -> None:
    before = len(days(register, Term.start))
    plan = bring("councillors", MEMBERS.format("5/22/2014", "5/6/2014").replace("Date elected", "Term start"))
    assert plan.ready, plan.summary()
    assert days(register, Term.start)[before:] == [dt.date(2014, 5, 22), dt.date(2014, 5, 6)]
    [asked] = [one for one in plan.questions if one.key == "dates: Term start"]
    assert (asked.given, asked.rows) == ("month", ["2", "3"])
    assert "“5/22/2014” can only be 22 May 2014" in asked.sentence


def test_the_days_that_a_survey_can_have_say_what_comes_first(register: Register, bring: Bring) -> None:
    """12 Apr 2017 is before the year, and 4 Dec 2017 is in it."""
    plan = bring("survey", SURVEY.format("12/4/2017 13:10:31", "1/2/2018 09:00:00"))
    assert plan.ready, plan.summary()
    assert days(register, Reply.answered_at) == [dt.datetime(2017, 12, 4, 13, 10, 31), dt.datetime(2018, 1, 2, 9)]


def test_an_american_clock_that_leaves_both_open_is_asked_once(register: Register, bring: Bring) -> None:
    text = SURVEY.format("2/1/2018 13:10:31", "3/2/2018 9:00:00")
    plan = bring("survey", text)
    assert not plan.ready
    [asked] = plan.open
    assert (asked.key, asked.proposed, asked.rows) == ("dates: Timestamp", "month", ["2", "3"])
    assert [one.label for one in asked.answers] == [
        "The day: “2/1/2018” is 2 Jan 2018",
        "The month: “2/1/2018” is 1 Feb 2018",
    ]
    assert bring("survey", text, answers={"dates: Timestamp": "day"}).ready
    assert days(register, Reply.answered_at) == [dt.datetime(2018, 1, 2, 13, 10, 31), dt.datetime(2018, 2, 3, 9)]
    register.undo()
    assert bring("survey", text, proposed=True).ready
    assert days(register, Reply.answered_at) == [dt.datetime(2018, 2, 1, 13, 10, 31), dt.datetime(2018, 3, 2, 9)]


def test_dates_that_nothing_decides_are_british_and_may_be_said_otherwise(register: Register, bring: Bring) -> None:
    text = ACTIVITY.format("02/01/2018")
    plan = bring("activity", text)
    assert not [one for one in plan.questions if one.key.startswith("dates")]
    assert days(register, Activity.done_on) == [dt.date(2018, 1, 2)]
    register.undo()
    bring("activity", text, answers={"dates: Date": "month"})
    assert days(register, Activity.done_on) == [dt.date(2018, 2, 1)]


def test_another_column_says_that_the_file_is_american(bring: Bring) -> None:
    text = "Date of visit,Home,Councillors,Report received\n{},Oak House,Ada O'Brien-Łuk,{}\n"
    plan = bring("visits", text.format("9/10/2017", "9/17/2017"))
    assert [one.key for one in plan.open] == ["dates: Date of visit"]
    plan = bring("visits", text.format("9/10/2017", "17/11/2017"))
    assert plan.ready, plan.summary()


def test_dates_that_a_spreadsheet_turned_round_are_asked_about(
    register: Register, bring: Bring, tmp_path: Path
) -> None:
    """An American's CSV opened here: 9/6/2017 became 9 June, and 9/17/2017 stayed a text."""
    path = tmp_path / "visits.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Date of visit", "Home", "Councillors"])
    for row, cell in enumerate([dt.date(2017, 6, 9), dt.date(2017, 7, 9), dt.date(2017, 8, 10), "9/17/2017"], 1):
        sheet.write(row, 0, cell, day)
        sheet.write_row(row, 1, ["Oak House", "Ada O'Brien-Łuk"])
    book.close()
    plan = bring("visits", path)
    assert [one.key for one in plan.open] == ["turned dates: Date of visit"]
    assert "is 9 Jun 2017 right?" in plan.open[0].sentence
    assert bring("visits", path, proposed=True).ready
    turned = [dt.date(2017, 9, 6), dt.date(2017, 9, 7), dt.date(2017, 10, 8), dt.date(2017, 9, 17)]
    assert days(register, Visit.visited_on) == turned
    register.undo()
    assert bring("visits", path, answers={"turned dates: Date of visit": "right"}).ready
    assert days(register, Visit.visited_on)[0] == dt.date(2017, 6, 9)


@pytest.mark.parametrize(("month", "first", "last"), [("Sept 2017", 1, 30), ("Sep-17", 1, 30)])
def test_a_month_without_its_day_is_asked_for_it(
    register: Register, bring: Bring, month: str, first: int, last: int
) -> None:
    text = f"Date of visit,Home,Councillors\n{month},Oak House,Ada O'Brien-Łuk\n{month},Elm House,Zoë Price\n"
    plan = bring("visits", text)
    [asked] = plan.open
    assert (asked.rows, asked.takes) == (["2", "3"], "date")
    offered = [dt.date(2017, 9, first).isoformat(), dt.date(2017, 9, last).isoformat()]
    assert [one.value for one in asked.answers][:2] == offered
    assert bring("visits", text, answers={asked.key: offered[1], f"{asked.key} @3": "12 Sep 2017"}).ready
    assert days(register, Visit.visited_on) == [dt.date(2017, 9, last), dt.date(2017, 9, 12)]


def test_one_date_the_other_way_round_is_offered_as_what_it_is(register: Register, bring: Bring) -> None:
    lines = "".join(f"{day}/9/2017,Oak House,Ada O'Brien-Łuk\n" for day in range(13, 23))
    plan = bring("visits", f"Date of visit,Home,Councillors\n{lines}9/23/2017,Elm House,Zoë Price\n")
    [asked] = plan.open
    assert asked.answers[0].label == "23 Sep 2017"


def test_a_zone_that_is_not_known_is_told(register: Register, bring: Bring) -> None:
    plan = bring("survey", SURVEY.format("2018/01/22 11:07:29 AM AST", "2018/01/23 1:07:29 PM AST"))
    assert plan.ready, plan.summary()
    assert "“AST” is no time zone that is known here: times are taken as written." in plan.notes
    assert days(register, Reply.answered_at)[1] == dt.datetime(2018, 1, 23, 13, 7, 29)


def test_a_day_given_for_a_reply_without_one_is_its_moment(register: Register, bring: Bring) -> None:
    text = SURVEY.format("", "15/01/2018 09:00")
    [asked] = bring("survey", text).open
    assert asked.takes == "date"
    assert not bring("survey", text, answers={asked.key: "soon"}).ready, "what is no day is asked again"
    plan = bring("survey", text, answers={asked.key: "2018-01-16"})
    assert plan.ready, plan.summary()
    assert sorted(days(register, Reply.answered_at)) == [dt.datetime(2018, 1, 15, 9), dt.datetime(2018, 1, 16)]
