"""How names are found, values read and shares round."""

import datetime as dt

import pytest

from cp_desktop.model import VisitKind, normalise, percent, show


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ohara", "O'Hara"),
        ("ohara", "O’Hara"),
        ("ohara", "Oʼhara"),
        ("lukasz", "Łukasz"),
        ("sian", "Siân"),
        ("zoe", "Zoë"),
        ("zoe", "ZOE\N{COMBINING DIAERESIS}"),
        ("strasse", "Straße"),
        ("soren aero", "Søren Ærø"),
        ("dwr", "Dŵr"),
        ("lloyd jones", "Lloyd-Jones"),
        ("lloyd jones", "Lloyd‐Jones"),
        ("lloyd jones", "Lloyd\N{NON-BREAKING HYPHEN}Jones"),
        ("lloyd jones", "Lloyd – Jones"),
        ("st marys", "St. Mary's"),
        ("j p oneill", "J P  O'Neill "),
        ("ann lee", "Ann\N{NO-BREAK SPACE}Lee"),
    ],
)
def test_a_name_typed_in_a_hurry_finds_its_owner(typed: str, name: str) -> None:
    assert normalise(name) == typed
    assert normalise(normalise(name)) == normalise(name)


@pytest.mark.parametrize("nothing", [None, "", "  ", "'"])
def test_folding_nothing_gives_nothing(nothing: str | None) -> None:
    assert normalise(nothing) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "Yes"),
        (False, "No"),
        (0, "0"),
        (9999, "9999"),
        (10000, "10,000"),
        (-911000, "-911,000"),
        (dt.date(2017, 6, 1), "1 Jun 2017"),
        (dt.date(2018, 12, 31), "31 Dec 2018"),
        (dt.datetime(2018, 1, 5, 9, 7, 59), "5 Jan 2018 09:07"),
        (VisitKind.BUDDY, "Buddy visit"),
        ("0123", "0123"),
    ],
)
def test_a_value_reads_the_same_everywhere(value: object, text: str) -> None:
    assert show(value) == text


@pytest.mark.parametrize(
    ("numerator", "denominator", "places", "text"),
    [
        (105, 120, 1, "87.5%"),
        (105, 120, 0, "88%"),
        (30, 105, 1, "28.6%"),
        (30, 120, 1, "25.0%"),
        (51, 120, 1, "42.5%"),
        (1, 8, 0, "13%"),  # half up, where rounding half to even would say 12%
        (1, 2000, 1, "0.1%"),
        (46, 54, 1, "85.2%"),
        (0, 7, 1, "0.0%"),
        (7, 7, 0, "100%"),
        (0, 0, 1, "n/a"),
        (3, 0, 1, "n/a"),
    ],
)
def test_shares_round_half_up(numerator: int, denominator: int, places: int, text: str) -> None:
    assert percent(numerator, denominator, places) == text
