"""The portable words of SQL: what each means on the register's database, and that every other has its words or none."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import BigInteger, case, column, func, insert, literal, null, select, union_all
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import CompileError
from sqlalchemy.schema import CreateIndex, CreateTable

from cp_desktop.model import (
    Base,
    Councillor,
    Term,
    Visit,
    Visitor,
    Ward,
    normalise,
    table_of,
)
from cp_desktop.model.sql import (
    DIALECTS,
    Word,
    any_row,
    count_where,
    day_of,
    days_after,
    days_between,
    holds_words,
    joined,
    keys_in,
    larger,
    like_pattern,
    local_time,
    match_rank,
    month_of,
    normalised,
    place_of,
    running_total,
    unique_where,
    wide,
    year_of,
)
from cp_desktop.model.visits import visitors_named
from cp_desktop.register import Register

EVE, DAY = dt.date(2016, 2, 28), dt.date(2017, 3, 1)
KNOWN = {"sqlite": sqlite.dialect(), "postgresql": postgresql.dialect()}
WORDS = sorted(Word.__subclasses__(), key=lambda word: word.__name__)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (days_between(literal(EVE), DAY), 367),
        (days_between(literal(DAY), EVE), -367),
        (days_between(literal(DAY), null()), None),
        (days_after(literal(EVE), 367), DAY),
        (days_after(literal(EVE), literal(2) - 1), dt.date(2016, 2, 29)),
        (day_of(literal(dt.datetime(2017, 3, 1, 23, 59, 59, 5))), DAY),
        (year_of(literal(DAY)), 2017),
        (month_of(literal(DAY)), 3),
        (larger(literal(-3), 0), 0),
        (larger(literal(5), 0), 5),
        (normalised(literal("  Siân O'Hara-Łukasz ")), normalise("  Siân O'Hara-Łukasz ")),
        (normalised(null()), ""),
        (place_of(literal("a%b"), "%b"), 2),
        (place_of(literal("axb"), "%b"), 0),
        (case((holds_words(literal("Siân O'Hara, 100%"), "ohara SIAN 0%"), 1), else_=0), 1),
        (case((holds_words(literal("Siân O'Hara"), "ohara sean"), 1), else_=0), 0),
        (case((holds_words(literal("Siân"), " ' "), 1), else_=0), 1),
        (match_rank(literal("Siân O'Hara"), "sian ohara"), 0),
        (match_rank(literal("Siân O'Hara"), "OHara"), 1),
        (match_rank(literal("O'Hara Row"), "oha"), 2),
        (match_rank(literal("Siân O'Hara"), "oha"), 3),
        (match_rank(literal("Siân O'Hara"), "ara"), 4),
        (case((like_pattern(literal("23:59"), "[01][0-9]:[0-5][0-9]", "2[0-3]:[0-5][0-9]"), 1), else_=0), 1),
        (case((like_pattern(literal("24:00"), "[01][0-9]:[0-5][0-9]", "2[0-3]:[0-5][0-9]"), 1), else_=0), 0),
        (case((like_pattern(literal("x12:00"), "[01][0-9]:[0-5][0-9]"), 1), else_=0), 0),
    ],
)
def test_what_the_words_mean(said: Any, meant: Any, register: Register) -> None:
    with register.reading() as session:
        found = session.scalar(select(said))
    assert found == meant
    assert type(found) is type(meant), "a whole number stays one, a date is a date"


def test_local_time_is_the_clock_on_the_wall(register: Register) -> None:
    moment = dt.datetime(2017, 7, 1, 12, 30, 15, 999, tzinfo=dt.UTC)
    with register.reading() as session:
        found = session.scalar(select(local_time(literal(moment.replace(tzinfo=None)))))
    assert found == moment.astimezone().replace(tzinfo=None, microsecond=0)


def test_counts_and_sums_of_rows_are_whole_numbers(register: Register) -> None:
    rows = union_all(*(select(literal(n).label("n")) for n in (3, 1, 2))).subquery()
    with register.reading() as session:
        counted = select(count_where(rows.c.n > 1), any_row(rows.c.n > 2), any_row(rows.c.n > 3))
        assert session.execute(counted).one() == (2, 1, 0)
        nothing = select(count_where(rows.c.n > 1)).where(rows.c.n > 9)
        assert session.scalar(nothing) == 0, "of no rows the condition holds of none"
        summed = select(rows.c.n, running_total(func.count(), rows.c.n)).group_by(rows.c.n).order_by(rows.c.n)
        assert session.execute(summed).all() == [(1, 1), (2, 2), (3, 3)]
    assert isinstance(running_total(func.count(), rows.c.n).type, BigInteger)


def test_more_keys_than_a_statement_may_have_values(register: Register) -> None:
    wanted = [*range(1, 40_000), 2**40 + 7]
    with register.reading() as session:
        given = session.scalars(keys_in(wanted)).all()
        assert list(given) == wanted
        assert session.scalars(keys_in([])).all() == []


def test_names_are_joined_in_their_order(register: Register) -> None:
    """However the rows came in, and whatever index they are found by."""
    with register.operation("Add") as session:
        mill = Ward(name="Mill")
        for n in (1, 2, 3):
            session.add(Councillor(id=n, forename="Ann", surname=f"S{n}", terms=[Term(ward=mill, start=DAY)]))
        session.add(Visit(id=1, place="Hut", visited_on=DAY))
        session.flush()
        session.execute(insert(table_of(Visitor)), [{"visit_id": 1, "councillor_id": n} for n in (3, 1, 2)])
    came = select(Councillor.surname).join(Visitor).where(Visitor.visit_id == Visit.id).correlate(Visit)
    with register.reading() as session:
        shown = session.execute(
            select(
                visitors_named(), joined(came, ", ", Visitor.id), joined(came.where(Visitor.id > 9), ", ", Visitor.id)
            )
            .select_from(Visit)
            .where(Visit.id == 1)
        ).one()
    assert shown == ("Ann S1; Ann S2; Ann S3", "S3, S1, S2", None)


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.__name__)
def test_every_database_has_its_words_and_another_is_refused(word: type[Word]) -> None:
    """Words that one does not know would fail there, or mean something else, long after they were written."""
    assert set(word.templates) == set(DIALECTS) == set(KNOWN)
    places = [column(name) for name in "ab"][: 1 + any("{1}" in template for template in word.templates.values())]
    for dialect in KNOWN.values():
        assert str(word(*places).compile(dialect=dialect))
    with pytest.raises(CompileError, match=f"{word.__name__} has no template for mysql"):
        word(*places).compile(dialect=mysql.dialect())


def test_a_statement_that_is_kept_compiled_takes_each_days_values(register: Register) -> None:
    """A word that SQLAlchemy could not tell from another by its arguments would warn, or give the last day's answer."""
    with register.reading() as session:
        answers = [session.scalar(select(days_between(literal(EVE), day))) for day in (EVE, DAY, EVE)]
        others = [session.scalar(select(larger(literal(1), number))) for number in (0, 2)]
    assert (answers, others) == ([0, 367, 0], [1, 2])


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_table_can_be_made_on_every_database(dialect: str) -> None:
    for table in Base.metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=KNOWN[dialect]))
        for index in table.indexes:
            made = str(CreateIndex(index).compile(dialect=KNOWN[dialect]))
            conditions = {str(index.dialect_options[known]["where"]) for known in DIALECTS}
            assert len(conditions) == 1, f"{index.name} is another rule on another database"
            assert (" WHERE " in made) == (conditions != {"None"}), made


def test_a_partial_unique_index_is_one_everywhere() -> None:
    index = unique_where("ix_some", "a", "b", condition="c IS NULL")
    assert index.unique
    assert {str(index.dialect_options[dialect]["where"]) for dialect in DIALECTS} == {"c IS NULL"}


def test_keys_to_reckon_with_are_wide() -> None:
    for dialect in KNOWN.values():
        assert "BIGINT" in str((wide(column("key")) * 2**21).compile(dialect=dialect))
