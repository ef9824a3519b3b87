"""Portable words of SQL: what each database says in its own way, and everything above says by one name.

A statement built from these and from SQLAlchemy's own constructs runs on every database named in `DIALECTS`. No other
module may use a word that only one database knows, but for that database's store under `register/`.

To add a database: name it in `DIALECTS`, and give each `Word` its template for it. A word without one is refused when
a statement is compiled, so that none is sent that means something else there.
"""

import json
from collections.abc import Iterable
from typing import Any, ClassVar

from sqlalchemy import (
    CTE,
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Index,
    Integer,
    ScalarSelect,
    Select,
    SelectBase,
    String,
    case,
    cast,
    column,
    extract,
    func,
    literal,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.exc import CompileError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.functions import FunctionElement

from .formats import normalise

DIALECTS = ("sqlite", "postgresql")  # by SQLAlchemy's names


class Word(FunctionElement[Any]):
    """An expression that databases write differently: a class gives a template for each, with {0}, {1} ... for the
    arguments. Compiling it for a database that it has no template for raises CompileError.
    """

    templates: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls, **templates: str) -> None:
        super().__init_subclass__()
        cls.templates = templates
        cls.inherit_cache = True  # it is told from others by its class and its arguments

    def self_group(self, against: Any = None) -> Any:
        return self  # a template brings the brackets it needs


@compiles(Word)
def _in_its_words(word: Word, compiler: SQLCompiler, **options: Any) -> str:
    template = word.templates.get(compiler.dialect.name)
    if template is None:
        raise CompileError(f"{type(word).__name__} has no template for {compiler.dialect.name}: see {__name__}")
    return template.format(*(compiler.process(argument, **options) for argument in word.clauses))


# Named like functions, as SQLAlchemy's own are: ruff's N801 would have them called otherwise.


class normalised(Word, sqlite="fold({0})", postgresql="fold({0})"):  # noqa: N801
    """A text as `normalise` gives it: "ohara" finds O'Hara, and names stand in order whatever their accents and case.

    A store gives its database a function for it.
    """

    type = String()


class place_of(Word, sqlite="instr({0}, {1})", postgresql="strpos({0}, {1})"):  # noqa: N801
    """Where in a text another one begins, letter for letter, from 1; 0 where it is not in it."""

    type = Integer()


class days_between(  # noqa: N801
    Word,
    sqlite="CAST(julianday({1}) - julianday({0}) AS INTEGER)",
    postgresql="(({1}) - ({0}))",
):
    """How many days one date is before another; negative if it is after."""

    type = Integer()


class days_after(Word, sqlite="date({0}, ({1}) || ' days')", postgresql="(({0}) + ({1}))"):  # noqa: N801
    """The date so many days after another."""

    type = Date()


class day_of(Word, sqlite="date({0})", postgresql="CAST({0} AS DATE)"):  # noqa: N801
    """The date of a moment."""

    type = Date()


class local_time(  # noqa: N801
    Word,
    sqlite="datetime({0}, 'localtime')",
    postgresql="date_trunc('second', timezone(current_setting('TimeZone'), timezone('UTC', {0})))",
):
    """A moment kept in UTC, as the clock on the wall showed it, to the second."""

    type = DateTime()


class larger(Word, sqlite="max({0}, {1})", postgresql="greatest({0}, {1})"):  # noqa: N801
    """The larger of two whole numbers."""

    type = Integer()


class _like_pattern(Word, sqlite="{0} GLOB {1}", postgresql="{0} ~ ('^' || {1} || '$')"):  # noqa: N801
    type = Boolean()


class _holds_each(  # noqa: N801
    Word,
    sqlite="NOT EXISTS (SELECT 1 FROM json_each({1}) AS each WHERE instr({0}, each.value) = 0)",
    postgresql=(
        "NOT EXISTS (SELECT 1 FROM json_array_elements_text(CAST({1} AS JSON)) AS each (value) "
        "WHERE strpos({0}, each.value) = 0)"
    ),
):
    """Whether a text holds each text of a JSON list."""

    type = Boolean()


class _each_key(  # noqa: N801
    Word,
    sqlite="json_each({0})",
    postgresql=(
        "(SELECT CAST(value AS BIGINT) AS value FROM json_array_elements_text(CAST({0} AS JSON)) AS each (value))"
    ),
):
    """The whole numbers of a JSON list as a table with the column `value`."""


def like_pattern(column: ColumnElement[str], *patterns: str) -> ColumnElement[bool]:
    """Whether a text is, letter for letter, as one of some patterns made of letters and of sets such as [0-9]."""
    return or_(*(_like_pattern(column, pattern) for pattern in patterns))


def holds_words(shown: Any, words: str) -> ColumnElement[bool]:
    """Whether a text holds every word that somebody typed, both normalised: letter for letter, % and _ too.

    The words are one value, however many they are: databases limit how deep a condition may be.
    """
    wanted = dict.fromkeys(normalise(words).split())
    return _holds_each(normalised(shown), json.dumps(list(wanted))) if wanted else true()


def match_rank(name: Any, words: str) -> ColumnElement[int]:
    """How well a name answers to what somebody typed, 0 the best: it is the name, a whole word of it, its beginning,
    the beginning of a word of it, or something else (4)."""
    wanted, shown = normalise(words), normalised(name)
    padded = literal(" ").concat(shown).concat(" ")
    return case(
        (shown == wanted, 0),
        (place_of(padded, f" {wanted} ") > 0, 1),
        (place_of(shown, wanted) == 1, 2),
        (place_of(padded, f" {wanted}") > 0, 3),
        else_=4,
    )


def sort_keys(*shown: Any) -> tuple[ColumnElement[Any], ...]:
    """What rows are put in order by, for `order_by`: texts as people sort names (normalised), all else as it is.

    Every list of names is put in order by this, or where Python does it by `normalise`: letter by letter, accents,
    case, apostrophes, dots and hyphens no matter, so that Ó Briain stands with O'Brien and Łuk before Lumb. Ll and Ch
    are two letters each, as in English registers of Welsh and Czech names; other scripts come after ours, as Unicode
    has their letters.
    """
    return tuple(normalised(one) if isinstance(_type_of(one), String) else one for one in shown)


def _type_of(shown: Any) -> Any:
    return None if isinstance(shown, UnaryExpression) else shown.type


def keys_in(keys: Iterable[int]) -> Select[Any]:
    """Selects keys that are given as one value, for `in_`: databases limit how many values a statement may have."""
    return select(_each_key(json.dumps(list(keys))).table_valued(column("value", BigInteger)).c.value)


def materialized(query: SelectBase, name: str) -> CTE:
    """A query as a table that other parts of its statement ask, worked out once however often they do."""
    return query.cte(name).prefix_with("MATERIALIZED")


def joined(texts: Select[Any], separator: str, *order: Any) -> ScalarSelect[str]:
    """The one column of a query as one text, in an order; NULL where it has no rows."""
    [shown] = texts.selected_columns
    in_order = texts.with_only_columns(shown.label("shown")).order_by(*order).subquery()
    return select(func.aggregate_strings(in_order.c.shown, separator)).select_from(in_order).scalar_subquery()


def year_of(day: Any) -> ColumnElement[int]:
    """The year of a date. Cast, as some databases make decimals of it."""
    return cast(extract("year", day), Integer)


def month_of(day: Any) -> ColumnElement[int]:
    """The month of a date, 1 to 12."""
    return cast(extract("month", day), Integer)


def count_where(condition: Any) -> ColumnElement[int]:
    """Of how many rows of a group a condition holds."""
    return func.count(case((condition, 1)))


def any_row(condition: Any) -> ColumnElement[int]:
    """1 if a condition holds of a row of a group, 0 if of none."""
    return func.max(case((condition, 1), else_=0))


def running_total(number: ColumnElement[int], order: Any) -> ColumnElement[int]:
    """The sum of a whole number over the rows up to each, in an order. Cast, as some databases make decimals of it."""
    return cast(func.sum(number).over(order_by=order), BigInteger)


def wide(key: Any) -> ColumnElement[int]:
    """A key to reckon with: what is worked out from keys outgrows 32 bits long before they do."""
    return cast(key, BigInteger)


def unique_where(name: str, *columns: str, condition: str) -> Index:
    """The rule that columns together are unique among the rows of which a condition holds, for every database."""
    where: dict[str, Any] = {f"{dialect}_where": text(condition) for dialect in DIALECTS}
    return Index(name, *columns, unique=True, **where)
