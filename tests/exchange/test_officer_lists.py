"""Officers and their posts: who is new in one, who leaves it, and when."""

import datetime as dt
from collections.abc import Callable

from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import Officer
from cp_desktop.register import Register

Bring = Callable[..., exchange.Plan]
FIRST = "Post,Name,E-mail,Telephone,From,Until\nHead of Fostering,Jo Fry,jo@example.org,0121 1,2015-01-01,\n"


def officers(register: Register) -> set[tuple[str, str, dt.date | None, dt.date | None]]:
    with register.reading() as session:
        return {(one.post.title, one.name, one.start, one.end) for one in session.scalars(select(Officer))}


def test_officers_in_other_words(register: Register, bring: Bring) -> None:
    text = "Job title,Officer,Email address,Tel,Start date\nHead of Fostering,Jo Fry,jo@example.org,0121 1,1/1/2015\n"
    assert bring("officers", text).ready
    assert ("Head of Fostering", "Jo Fry", dt.date(2015, 1, 1), None) in officers(register)
    again = bring("officers", text)
    assert (again.added, again.changed) == ({}, {})
    before = officers(register)
    assert register.undo()
    assert len(officers(register)) == len(before) - 1


def test_a_new_holder_is_asked_to_follow_the_old_one(register: Register, bring: Bring) -> None:
    bring("officers", FIRST)
    text = "Post,Name,From\nhead of fostering,Al Best,1 February 2018\n"
    [question] = bring("officers", text).open
    assert question.proposed == "2018-01-31"
    bring("officers", text, proposed=True)
    followed = {
        ("Head of Fostering", "Jo Fry", dt.date(2015, 1, 1), dt.date(2018, 1, 31)),
        ("Head of Fostering", "Al Best", dt.date(2018, 2, 1), None),
    }
    assert followed <= officers(register)
    again = bring("officers", text)
    assert (again.added, again.changed, again.ready) == ({}, {}, True)


def test_two_may_hold_a_post_together(register: Register, bring: Bring) -> None:
    bring("officers", FIRST)
    text = "Post,Name\nHead of Fostering,Al Best\n"
    [question] = bring("officers", text).open
    assert question.proposed is None, "nothing says from when"
    bring("officers", text, answers={question.key: "both"})
    assert {name for title, name, _, end in officers(register) if title == "Head of Fostering" and not end} == {
        "Jo Fry",
        "Al Best",
    }


def test_the_day_on_which_she_says_it_passed(register: Register, bring: Bring) -> None:
    bring("officers", FIRST)
    text = "Post,Name\nHead of Fostering,Al Best\n"
    [question] = bring("officers", text).open
    bring("officers", text, answers={question.key: "31/12/2017"})
    assert ("Head of Fostering", "Al Best", dt.date(2018, 1, 1), None) in officers(register)


def test_a_vacant_post_names_nobody_and_ends_nothing_unasked(register: Register, bring: Bring) -> None:
    bring("officers", FIRST)
    text = "Post,Name\nHead of Fostering,Vacant\n"
    [question] = bring("officers", text).open
    assert question.proposed == "left"
    bring("officers", text, answers={question.key: "31/12/2017"})
    assert ("Head of Fostering", "Jo Fry", dt.date(2015, 1, 1), dt.date(2017, 12, 31)) in officers(register)
    assert all(name != "Vacant" for _, name, _, _ in officers(register))


def test_a_new_address_is_told(bring: Bring) -> None:
    bring("officers", FIRST)
    [line] = bring("officers", FIRST.replace("jo@", "joanna@")).lines
    assert line.detail == "E-mail: jo@example.org → joanna@example.org"
