"""Replies to the survey as any road saves them: what is kept of an answer, which survey it is of, which one counts."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop.errors import UserError
from cp_desktop.exchange import read
from cp_desktop.model import Answer, Done, Reason, Reply, Survey
from cp_desktop.register import Register
from cp_desktop.services import replies
from cp_desktop.services.imports import apply
from cp_desktop.services.records import ChangedMeanwhileError
from cp_desktop.services.replies import ItemAnswer, StoredReply
from tests.services.conftest import Menu

FIRST, DAY = dt.date(2017, 5, 23), dt.date(2017, 12, 11)
YES = ItemAnswer(Done.UNDERTAKEN)


def kept(register: Register) -> list[tuple[Done, Reason | None, str | None, bool, bool]]:
    with register.reading() as session:
        return [
            (one.done, one.reason, one.example, one.may_be_quoted, one.may_be_named)
            for one in session.scalars(select(Answer).order_by(Answer.id))
        ]


def stored(register: Register, menu: Menu, who: int, id: int) -> StoredReply:
    with register.reading() as session:
        sheet = replies.load(session, menu.edition, DAY, who)
    assert sheet is not None
    return next(one for one in sheet.replies if one.id == id)


def test_an_answer_keeps_only_what_belongs_to_it(register: Register, menu: Menu) -> None:
    one, two = menu.items
    who = menu.councillors[0]
    answers = {
        one: ItemAnswer(Done.UNDERTAKEN, Reason.PLANNED, None, True, True),
        two: ItemAnswer(Done.NOT_YET, Reason.PLANNED, "Booked for June", False, True),
    }
    replies.save(register, menu.edition, who, answers, DAY, "On paper")
    assert kept(register) == [
        (Done.UNDERTAKEN, None, None, False, False),
        (Done.NOT_YET, Reason.PLANNED, "Booked for June", False, False),
    ]


def test_an_example_is_read_as_in_a_file(register: Register, menu: Menu) -> None:
    who, item = menu.councillors[0], menu.items[0]
    replies.save(
        register, menu.edition, who, {item: ItemAnswer(Done.UNDERTAKEN, None, " Sang\u200b  along ")}, DAY, None
    )
    assert [one[2] for one in kept(register)] == ["Sang along"]
    with pytest.raises(UserError, match=r"U\+202E"):
        replies.save(register, menu.edition, who, {item: ItemAnswer(Done.UNDERTAKEN, None, "a\u202eb")}, DAY, None)


def test_an_import_keeps_of_an_answer_what_the_window_keeps(register: Register, menu: Menu, tmp_path: Path) -> None:
    path = tmp_path / "replies.csv"
    path.write_text(
        "Name,Completion time,1. Item 1: have you undertaken this?,1. Please give an example,1. May we quote you?,"
        "1. May we use your name?\nAda Ashdown,2017-12-11 10:00,Yes,,Yes,Yes\n",
        encoding="utf-8",
    )
    apply(register, read(register, "survey", path))
    imported = kept(register)
    said = ItemAnswer(Done.UNDERTAKEN, None, None, True, True)
    replies.save(register, menu.edition, menu.councillors[1], {menu.items[0]: said}, DAY, None)
    assert kept(register) == [*imported, *imported] == [(Done.UNDERTAKEN, None, None, False, False)] * 2


def test_a_reply_belongs_to_the_survey_that_was_open_on_its_day(register: Register, menu: Menu, tmp_path: Path) -> None:
    with register.operation("Two surveys") as session:
        for title, opens, closes in (("Winter", (2017, 12, 4), (2018, 1, 26)), ("Spring", (2018, 3, 1), (2018, 3, 31))):
            days = {"opens_on": dt.date(*opens), "closes_on": dt.date(*closes)}
            session.add(Survey(edition_id=menu.edition, title=title, **days))
    path = tmp_path / "replies.csv"
    path.write_text("Name,Completion time,1. Item 1\nBen Ashdown,2017-12-11 10:00,Yes\n", encoding="utf-8")
    apply(register, read(register, "survey", path))
    replies.save(register, menu.edition, menu.councillors[0], {menu.items[0]: YES}, DAY, None)
    replies.save(register, menu.edition, menu.councillors[0], {menu.items[0]: YES}, dt.date(2018, 2, 10), None)
    with register.reading() as session:
        titles = session.scalars(select(Survey.title).join(Reply, Reply.survey_id == Survey.id).order_by(Reply.id))
        assert list(titles) == ["Winter", "Winter", "Spring"]


def test_the_first_reply_makes_the_survey_by_the_name_that_an_import_gives_it(register: Register, menu: Menu) -> None:
    replies.save(register, menu.edition, menu.councillors[0], {menu.items[0]: YES}, DAY, None)
    replies.save(register, menu.edition, menu.councillors[1], {menu.items[0]: YES}, DAY, None)
    with register.reading() as session:
        assert session.scalars(select(Survey.title)).all() == ["Follow-up survey 2017/18"]


def test_a_later_reply_of_the_day_counts_and_a_changed_one_keeps_its_place(register: Register, menu: Menu) -> None:
    who, item = menu.councillors[0], menu.items[0]
    first = replies.save(register, menu.edition, who, {item: YES}, DAY, None)
    second = replies.save(register, menu.edition, who, {item: ItemAnswer(Done.NOT_YET)}, DAY, None)
    as_read = stored(register, menu, who, first)
    replies.save(register, menu.edition, who, {item: YES, menu.items[1]: YES}, DAY, "By telephone", as_read)
    with register.reading() as session:
        sheet = replies.load(session, menu.edition, DAY, who)
    assert sheet is not None
    assert [(one.id, one.counts, one.source, len(one.answers)) for one in sheet.replies] == [
        (second, True, None, 1),
        (first, False, "By telephone", 2),
    ]
    labels = [entry.label for entry in register.entries()][-3:]
    assert labels == [*["Record the reply of Ada Ashdown"] * 2, "Change the reply of Ada Ashdown"]


def test_what_is_no_reply_is_refused_and_leaves_nothing(register: Register, menu: Menu) -> None:
    before = len(register.entries())

    def save(answers: dict[int, ItemAnswer], day: dt.date, councillor: int, reply: StoredReply | None = None) -> None:
        replies.save(register, menu.edition, councillor, answers, day, None, reply)

    who, yes = menu.councillors[0], {menu.items[0]: YES}
    with pytest.raises(UserError, match=r"Nothing is answered yet\. Nothing was saved"):
        save({menu.items[0]: ItemAnswer()}, DAY, who)
    with pytest.raises(UserError, match="before the municipal year"):
        save(yes, FIRST - dt.timedelta(days=1), who)
    with pytest.raises(UserError, match="This councillor is no longer in the register"):
        save(yes, DAY, 999)
    with pytest.raises(UserError, match="This reply is no longer in the register"):
        save(yes, DAY, who, StoredReply(999, dt.datetime.combine(DAY, dt.time()), None, True, {}))
    assert len(register.entries()) == before
    with register.reading() as session:
        assert session.scalars(select(Survey)).all() == []


def test_only_what_was_changed_since_it_was_read_is_written(register: Register, menu: Menu) -> None:
    who, (one, two) = menu.councillors[0], menu.items
    id = replies.save(register, menu.edition, who, {one: YES, two: YES}, DAY, None)
    mine, theirs = (stored(register, menu, who, id) for _ in range(2))
    replies.save(register, menu.edition, who, {one: ItemAnswer(Done.NOT_YET), two: YES}, DAY, "On paper", theirs)
    with_example = ItemAnswer(Done.UNDERTAKEN, None, "Sang along")
    replies.save(register, menu.edition, who, {one: YES, two: with_example}, DAY, None, mine)
    now = stored(register, menu, who, id)
    assert (now.answers, now.source) == ({one: ItemAnswer(Done.NOT_YET), two: with_example}, "On paper")


def test_what_was_changed_on_both_sides_is_offered_and_nothing_is_saved(register: Register, menu: Menu) -> None:
    who, (one, two) = menu.councillors[0], menu.items
    id = replies.save(register, menu.edition, who, {one: YES, two: YES}, DAY, None)
    mine, theirs = (stored(register, menu, who, id) for _ in range(2))
    later = DAY + dt.timedelta(days=1)
    planned = ItemAnswer(Done.NOT_YET, Reason.PLANNED)
    replies.save(register, menu.edition, who, {one: planned, two: YES}, later, "By post", theirs)
    entered = {one: ItemAnswer(), two: planned}
    two_days_later = DAY + dt.timedelta(days=2)
    for at in ("answered_on", "source", str(one)):
        with pytest.raises(ChangedMeanwhileError) as refused:
            replies.save(register, menu.edition, who, entered, two_days_later, "On paper", mine)
        assert refused.value.conflicts[0].at == at
        assert stored(register, menu, who, id).answers == {one: planned, two: YES}
        refused.value.conflicts[0].keep_mine()
    labels = [(one.label, one.mine, one.theirs) for one in refused.value.conflicts]
    assert labels == [("Item 1", "No answer", f"Not yet. {Reason.PLANNED.label}")]
    replies.save(register, menu.edition, who, entered, two_days_later, "On paper", mine)
    now = stored(register, menu, who, id)
    assert (now.answers, now.source, now.answered_at.date()) == ({two: planned}, "On paper", two_days_later)
