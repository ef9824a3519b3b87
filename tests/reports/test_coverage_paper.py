"""The coverage paper: the numbers are the figures, the goals are told, and no home is named."""

import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.figures.goals import goals
from cp_desktop.model import ChildrenCount, Council, District, Goal, GoalHomes, Home, Ward
from cp_desktop.register import Register

from .conftest import AS_AT, LONG_NAME, letters, outside, printed, words

SINCE = dt.date(2017, 4, 4)


@pytest.fixture
def homes(year: Register) -> Register:
    """The small year with its homes in a district and a ward, one opened in the window, and two goals."""
    with year.operation("Where the homes are") as session:
        district = District(name="Northern <b>District</b>")
        session.add(district)
        session.flush()
        ward = session.scalars(select(Ward)).one()
        ward.district_id = district.id
        one, two, three = session.scalars(select(Home).order_by(Home.id))
        one.ward_id = two.ward_id = ward.id
        three.other_area, three.opened_on = "Elsewhere", dt.date(2017, 6, 1)
        session.add(ChildrenCount(home_id=two.id, counted_on=dt.date(2017, 5, 1), children=0))
        session.add(ChildrenCount(home_id=three.id, counted_on=dt.date(2017, 6, 1), children=4))
        session.add(Goal(title="Everything *by* July", homes=GoalHomes.ALL, starts_on=SINCE, due_on=AS_AT))
        session.add(
            Goal(
                title="Our children first", homes=GoalHomes.WITH_CHILDREN, starts_on=SINCE, due_on=dt.date(2018, 5, 21)
            )
        )
    return year


def test_every_number_is_the_figure(homes: Register, tmp_path: Path) -> None:
    text = words(printed(homes, "coverage", tmp_path, since=SINCE))
    with homes.reading() as session:
        got = figures.homes(session, AS_AT, SINCE)
        lines = {by: figures.homes_breakdown(session, AS_AT, SINCE, by) for by in figures.HOMES_BYS}
        reached = goals(session, AS_AT)
        changed = figures.homes_changed(session, AS_AT, SINCE)
    assert got["visited"].sentence() == "1 of 3 homes (33.3%)"
    assert (
        "From 4 Apr 2017 to 31 Jan 2018 councillors visited 1 of 2 homes (50.0%) with Northborough children, and 1 of "
        "3 homes (33.3%) that were open on 31 Jan 2018 in all. 1 home with Northborough children is due a visit, and "
        "1 home without them has not been visited."
    ) in text
    by_district = ("open", "visited", "with_children", "visited_with_children", "not_visited_with_children")
    for by, keys in (("district", by_district), ("ward", ("open", "visited", "not_visited"))):
        assert len(lines[by]) == 2
        for line in lines[by]:
            assert f" {line.label} {' '.join(str(line.figures[key].numerator) for key in keys)} " in text
        assert f" All homes {' '.join(str(got[key].numerator) for key in keys)} " in text
    assert len(reached) == 2
    for goal in reached:
        assert goal.words in text
        assert f"{goal.figure.numerator} of {goal.figure.denominator} ({goal.figure.percent()})" in text
    assert changed["opened"].numerator == changed["came_to_hold"].numerator == changed["ceased_to_hold"].numerator == 1
    assert "1 home opened. • 1 home came to hold Northborough children. • 1 home ceased" in text


def test_the_window_ends_where_it_is_told_to(homes: Register, tmp_path: Path) -> None:
    before = dt.date(2017, 8, 31)  # the day before the only visit
    text = words(printed(homes, "coverage", tmp_path, since=SINCE, until=before))
    assert "From 4 Apr 2017 to 31 Aug 2017 councillors visited 0 of 2 homes (0.0%)" in text
    with pytest.raises(UserError, match="The period ends on 31 Aug 2017, before it begins on") as refused:
        printed(homes, "coverage", tmp_path, since=AS_AT, until=before)
    assert refused.value.field == "until"


def test_the_rules_are_printed_in_full(homes: Register, tmp_path: Path) -> None:
    text = words(printed(homes, "coverage", tmp_path))
    rules = [" ".join(rule.split()) for rule in figures.HOW_COVERAGE.split("\n\n")]
    assert sum(rule in text for rule in rules) >= len(rules) - 1  # one may go over to the next page


def test_each_home_is_a_square_of_its_state(homes: Register, tmp_path: Path) -> None:
    paper = printed(homes, "coverage", tmp_path, since=SINCE)
    text = "".join(
        contents.get_data().decode("latin-1") for page in paper.pages if (contents := page.get_contents()) is not None
    )
    # Three homes, filled and outlined alike.
    assert text.count(" 9.5 9.5 re B") == 3


def test_by_ward_nobody_learns_where_children_live(homes: Register, tmp_path: Path) -> None:
    first = words(printed(homes, "coverage", tmp_path, since=SINCE))
    with homes.operation("Other homes hold them") as session:
        one, two = session.scalars(select(Home).order_by(Home.id).limit(2))
        two.ward_id, one.name, two.name = None, two.name, one.name
    assert "Zebrawood" not in first
    table = first[first.index("Table 2") : first.index("Goals")]
    assert "Due" not in table
    assert "is told by district only" in table


def test_a_register_without_homes_prints_sense(register: Register, tmp_path: Path) -> None:
    text = words(printed(register, "coverage", tmp_path))
    assert "The register held no homes that were open on 31 Jan 2018." in text
    assert "No home opened, closed, or came to hold" in text
    assert "Table" not in text
    assert "Goals" not in text
    assert "n/a" not in text


def test_the_councils_own_words_and_monstrous_names(homes: Register, tmp_path: Path) -> None:
    with homes.operation("A county") as session:
        council = session.get_one(Council, 1)
        council.ward_word, council.wards_word, council.district_word = "electoral division", "divisions", "area"
        council.children = LONG_NAME
        session.scalars(select(Ward)).one().name = LONG_NAME
        session.scalars(select(District)).one().name = LONG_NAME
        session.scalars(select(Goal)).first().title = LONG_NAME  # type: ignore[union-attr]
    paper = printed(homes, "coverage", tmp_path)
    text = words(paper)
    assert "Table 2: homes and visits by electoral division" in text
    assert "by area" in text
    assert outside(paper) == []
    assert letters(text).count(LONG_NAME) >= 5
