"""Events with attendance, and training: names in a cell, a row a councillor, grids of names and events."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import Event, EventKind
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]
pytestmark = pytest.mark.usefixtures("council")
ADA, BEN, ZOE = "Ada O'Brien-Łuk", "Ben Twin", "Zoë Price"
OCTOBER, JUNE = dt.date(2017, 10, 12), dt.date(2017, 6, 20)


def events(register: Register) -> dict[tuple[dt.date, str], tuple[EventKind, list[str]]]:
    with register.reading() as session:
        return {
            (event.held_on, event.name): (event.kind, sorted(one.councillor.name for one in event.attendances))
            for event in session.scalars(select(Event))
        }


CELL = (
    "Date,Event,Kind,Place,Councillors\n"
    "12/10/2017,Celebrating success,Celebration event,Hall,Cllrs Ada O'Brien-Łuk & Zoe Price\n"
    "20/06/2017,A first evening,Training,Hall,\n"
)
ROWS = (
    "Event,Date,Type,Councillor,Ward,Attended\n"
    f"Celebrating success,12/10/2017,Celebration event,{ADA},Mill,Yes\n"
    f"Celebrating success,12/10/2017,Celebration event,{ZOE},Quay,x\n"
    f"Celebrating success,12/10/2017,Celebration event,{BEN},Quay,Apologies\n"
    "A first evening,20/06/2017,Training,,,\n"
)
NAMES_DOWN = f"Councillor,Ward,Celebrating success 12 Oct 2017\n{ADA},Mill,x\n{ZOE},Quay,Yes\n{BEN},Quay,no\n"
NAMES_ACROSS = f"Date,Event,Kind,{ADA},{ZOE}\n12/10/2017,Celebrating success,Celebration,✓,x\n"


@pytest.mark.parametrize("text", [CELL, ROWS, NAMES_DOWN, NAMES_ACROSS], ids=["cell", "rows", "down", "across"])
def test_who_attended_in_whatever_shape(register: Register, bring: Bring, text: str) -> None:
    before = events(register)
    plan = bring("events", text)
    assert plan.ready, plan.summary()
    kept = events(register)
    assert kept[OCTOBER, "Celebrating success"] == (EventKind.CELEBRATION, [ADA, ZOE])
    assert (JUNE, "A first evening") in kept or len(kept) == 1
    again = bring("events", text)
    assert (again.added, again.changed, again.ready) == ({}, {}, True)
    assert register.undo()
    assert events(register) == before


def test_a_row_of_days_under_the_names_of_events(register: Register, bring: Bring) -> None:
    text = f"Councillor,Ward,Celebrating success,Open day\n,,12/10/2017,3 Nov 2017\n{ADA},Mill,x,\n{ZOE},Quay,x,x\n"
    assert bring("events", text).ready
    assert events(register) == {
        (OCTOBER, "Celebrating success"): (EventKind.CELEBRATION, [ADA, ZOE]),
        (dt.date(2017, 11, 3), "Open day"): (EventKind.OTHER, [ZOE]),
    }


def test_shapes_speak_of_the_same_events(register: Register, bring: Bring) -> None:
    bring("events", CELL)
    for text in (ROWS, NAMES_DOWN, NAMES_ACROSS):
        plan = bring("events", text)
        assert (plan.added, plan.changed) == ({}, {}), plan.summary()
    assert len(events(register)) == 2


def test_an_unknown_name_keeps_nobody_else_out(register: Register, bring: Bring) -> None:
    text = f"Date,Event,Councillors\n12/10/2017,Celebrating success,{ADA}; Nora Nobody; {BEN}\n"
    open_ones = {one.key: one for one in bring("events", text).open}
    assert {one.proposed for one in open_ones.values()} == {"nobody", None}, "two bear the name of Ben Twin"
    answers = dict.fromkeys(open_ones, "nobody")
    assert bring("events", text, answers=answers).ready
    assert events(register)[OCTOBER, "Celebrating success"][1] == [ADA]


def test_an_event_nearly_of_that_name_on_that_day_is_asked_about(register: Register, bring: Bring) -> None:
    bring("events", CELL)
    text = f"Date,Event,Councillors\n12/10/2017,Celebrating success awards,{ZOE}\n"
    [question] = bring("events", text).open
    assert question.cause == "Events that may be the same"
    bring("events", text, answers={question.key: "new"})
    assert len(events(register)) == 3


def test_nobody_attended_what_is_still_to_come(register: Register, bring: Bring) -> None:
    text = f"Date,Event,Councillors\n1/1/2099,Far away,{ZOE}\n"
    [question] = bring("events", text).open
    assert "still to come" in question.sentence
    bring("events", text, answers={question.key: "event"})
    assert events(register)[dt.date(2099, 1, 1), "Far away"][1] == []


def test_two_places_of_one_event_are_asked_about(bring: Bring) -> None:
    text = f"Date,Event,Place,Councillor\n12/10/2017,Celebration,Hall,{ADA}\n12/10/2017,Celebration,Library,{ZOE}\n"
    [question] = bring("events", text).open
    assert "“Library” and “Hall” are said of one event" in question.sentence


def test_the_kind_by_the_name_is_told(bring: Bring) -> None:
    [line] = bring("events", "Date,Event,Place\n12/10/2017,Fostering evening,Hall\n").lines
    assert line.detail == "Kind: Fostering or adoption recruitment event, by its name"


TRAINED = f"Councillor,Ward,Date of training\n{ADA},Mill,20/6/2017\n{BEN},Quay,20/06/2017\n{ZOE},Quay,\n"


def test_who_was_trained_on_which_day(register: Register, bring: Bring) -> None:
    plan = bring("training", TRAINED)
    assert events(register) == {(JUNE, "Training for councillors"): (EventKind.TRAINING, [ADA, BEN])}
    assert plan.lines[-1].detail == "No day is given"
    assert not bring("training", TRAINED).added
    nobody = bring("training", "Councillor,Trained on\nNora Nobody,1/7/2017\n", proposed=True)
    assert not nobody.added, "a training that nobody is known to have attended is none"


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_days_alone_head_a_grid_of_training(register: Register, bring: Bring, tmp_path: Path, ending: str) -> None:
    """A row that is half days was taken for data, and the list for none of training."""
    rows = [["Councillor", "Ward", JUNE, dt.date(2017, 11, 3)], [ADA, "Mill", "x", ""], [ZOE, "Quay", "", "x"]]
    path = tmp_path / f"grid.{ending}"
    if ending == "csv":
        path.write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    bring("training", path)
    assert events(register) == {
        (JUNE, "Training for councillors"): (EventKind.TRAINING, [ADA]),
        (dt.date(2017, 11, 3), "Training for councillors"): (EventKind.TRAINING, [ZOE]),
    }


def test_training_joins_the_one_training_of_its_day(register: Register, bring: Bring) -> None:
    bring("events", CELL)
    bring("training", TRAINED)
    assert events(register)[JUNE, "A first evening"] == (EventKind.TRAINING, [ADA, BEN])
    grid = f"Councillor,Ward,Training 20/6/2017\n{ZOE},Quay,x\n"
    bring("training", grid, proposed=True)
    assert events(register)[JUNE, "A first evening"][1] == [ADA, BEN, ZOE]


def test_what_is_no_training_is_left_out(register: Register, bring: Bring) -> None:
    plan = bring("training", CELL.replace("Training,Hall,", f"Training,Hall,{ADA}"))
    assert len(plan.left_out) == 1
    assert list(events(register)) == [(JUNE, "A first evening")]


@pytest.mark.parametrize("kind", ["events", "training"])
def test_a_nought_and_a_blank_under_attended_are_no_attendance(register: Register, bring: Bring, kind: str) -> None:
    for said, came in (("0", []), ("", []), ("1", [ADA])):
        text = f"Date,Event,Councillor,Attended\n12/10/2017,Training,{ADA},{said}\n12/10/2017,Training,{ZOE},Yes\n"
        assert bring(kind, text).ready
        assert events(register)[OCTOBER, "Training"][1] == [*came, ZOE], said
        register.undo()
