"""What cells are read as, and what is refused."""

import datetime as dt

import pytest
from sqlalchemy import Boolean, Date, DateTime, Integer, String

from cp_desktop.exchange.cells import clean, typed
from cp_desktop.model import Choice, Done, Role, VisitKind
from cp_desktop.model.base import ChoiceType, EmailAddress, Paragraphs, Reference, TimeOfDay
from cp_desktop.model.values import UnreadableError, key


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        (1001.0, String(), "1001"),
        ("  two\u00a0 words\u200b\n here ", String(), "two words here"),
        ("two\r\nlines", Paragraphs(), "two\nlines"),
        ("'=1+1", String(), "=1+1"),
        ("'tis", String(), "'tis"),
        ("1,800", Integer(), 1800),
        (4.0, Integer(), 4),
        ("✓", Boolean(), True),
        ("Not committed", Boolean(), False),
        (True, Boolean(), True),
        ("monitoring VISIT", ChoiceType(VisitKind), VisitKind.MONITORING),
        ("Monitoring", ChoiceType(VisitKind), VisitKind.MONITORING),
        ("Intro visit", ChoiceType(VisitKind), VisitKind.INTRODUCTORY),
        ("Event", ChoiceType(VisitKind), VisitKind.EVENT),
        ("Yes", ChoiceType(Done), Done.UNDERTAKEN),
        ("Not yet", ChoiceType(Done), Done.NOT_YET),
        ("not done", ChoiceType(Done), Done.NOT_YET),
        ("Governor", ChoiceType(Role), Role.GOVERNOR),
        ("Cabinet Member", ChoiceType(Role), Role.CABINET),
        ("5 Dec 2017", Date(), dt.date(2017, 12, 5)),
        ("Tuesday 5th December 2017", Date(), dt.date(2017, 12, 5)),
        ("5-Dec-17", Date(), dt.date(2017, 12, 5)),
        ("05/12/2017", Date(), dt.date(2017, 12, 5)),
        ("5.12.2017", Date(), dt.date(2017, 12, 5)),
        ("2017-12-05", Date(), dt.date(2017, 12, 5)),
        ("14/01/99", Date(), dt.date(1999, 1, 14)),
        ("18/10/69", Date(), dt.date(2069, 10, 18)),
        ("18/10/70", Date(), dt.date(1970, 10, 18)),
        (43074.0, Date(), dt.date(2017, 12, 5)),
        (36526, Date(), dt.date(2000, 1, 1)),
        (73050, Date(), dt.date(2099, 12, 31)),
        (43074.672916666664, DateTime(), dt.datetime(2017, 12, 5, 16, 9)),
        (dt.datetime(2017, 12, 5), Date(), dt.date(2017, 12, 5)),
        (dt.datetime(2017, 12, 4, 23, 59, 59, 999_900), Date(), dt.date(2017, 12, 5)),
        (dt.datetime(2017, 12, 5, 16, 9), DateTime(), dt.datetime(2017, 12, 5, 16, 9)),
        (dt.date(1900, 3, 1), Date(), dt.date(1900, 3, 1)),
        ("2017-12-05T16:09:30Z", DateTime(), dt.datetime(2017, 12, 5, 16, 9, 30)),
        ("05/12/2017 04:09 PM", DateTime(), dt.datetime(2017, 12, 5, 16, 9)),
        (dt.time(14, 30), TimeOfDay(), "14:30"),
        (dt.timedelta(hours=9, minutes=5), TimeOfDay(), "09:05"),
        (0.6041666667, TimeOfDay(), "14:30"),
        ("2.30 pm", TimeOfDay(), "14:30"),
        ("sc 012345", Reference(), "SC012345"),
        (2512345.0, Reference(), "2512345"),
        (" ada@example.org ", EmailAddress(), "ada@example.org"),
        ("", Date(), None),
        ("\u00a0", Integer(), None),
    ],
)
def test_read_as(cell: object, kind: object, value: object) -> None:
    found = typed(cell, kind)  # type: ignore[arg-type]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        ("31/02/2014", Date(), "“31/02/2014” is not a date"),
        ("12/31/2017", Date(), "is not a date"),
        ("Mar-16", Date(), "is not a date"),
        ("43074", Date(), "“43074” is not a date. Write it like"),
        ("43074.5", DateTime(), "“43074.5” is not a date. Write it like"),
        (43074.5, Date(), r"“5 Dec 2017 12:00” is not a date: it has a time of day \(12:00\)"),
        (dt.datetime(2017, 12, 5, 16, 9), Date(), r"“5 Dec 2017 16:09” is not a date: it has a time of day \(16:09\)"),
        ("5/12/2017 16:09", Date(), r"“5/12/2017 16:09” is not a date: it has a time of day \(16:09\)"),
        (dt.date(1900, 2, 28), Date(), "“1900-02-28” is not a date that can be relied on"),
        (dt.datetime(1900, 1, 1, 9, 30), DateTime(), "spreadsheets do not agree on the days before March 1900"),
        (dt.datetime(2101, 1, 1, 9, 30), DateTime(), "between 1900 and 2100"),
        (36525.0, Date(), "“36525” is not a date"),
        (73051, Date(), "“73051” is not a date"),
        (2017, Date(), "“2017” is not a date"),
        (20170412.0, Date(), "is not a date"),
        (True, Date(), "“Yes” is not a date"),
        (dt.date(1899, 12, 31), Date(), "between 1900 and 2100"),
        ("1 Jan 2101", Date(), "between 1900 and 2100"),
        ("5 Dec 2017 25:00", DateTime(), "is not a date"),
        (1.5, TimeOfDay(), "“1.5” is not a time of day"),
        ("ada", EmailAddress(), "“ada” is not an e-mail address"),
        ("3.5", Integer(), "is not a whole number"),
        ("maybe", Boolean(), "is not Yes or No"),
        ("Coffee", ChoiceType(VisitKind), "“Coffee” is not one of: Monitoring visit, "),
        ("Reg 44", ChoiceType(VisitKind), "“Reg 44” is not a councillors' visit: .*one of: Monitoring visit, "),
        ("Regulation 44 visit", ChoiceType(VisitKind), "independent person visits every month"),
        ("monitoring (Reg44)", ChoiceType(VisitKind), "independent person visits every month"),
        ("x" * 40_000, String(), "a text of at most 32,767 letters"),
    ],
)
def test_refused(cell: object, kind: object, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        typed(cell, kind)  # type: ignore[arg-type]


def test_keys_meet() -> None:
    assert key("Birmingham Children:") == key("birmingham  children")
    assert clean(dt.datetime(2017, 1, 2)) == "2017-01-02"


def test_no_spelling_means_two_choices() -> None:
    for choices in Choice.__subclasses__():
        spelt = [{key(word) for word in (one.label, one.value, *one.others)} for one in choices]
        assert sum(map(len, spelt)) == len(set().union(*spelt)), choices
