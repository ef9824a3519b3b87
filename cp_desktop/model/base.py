"""The base of every subject: mapped columns that say their own label, help, choices and format.

A fact about a column is declared once, in `field(...)`, and read from there by the forms, the tables, the
importers, the exports and the printed papers.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar, Self, cast

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ColumnElement,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Text,
    case,
    inspect,
    type_coerce,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, mapped_column, relationship
from sqlalchemy.sql.schema import Column as SchemaColumn
from sqlalchemy.types import TypeDecorator, TypeEngine

from cp_desktop.disclosure import GUARDED, Disclosure

from .rules import Rule, has_happened


class Choice(StrEnum):
    """A closed list of answers: the value is what the file keeps, the label is what people read.

    `others` are what people's spreadsheets call it besides (compared as headings are).
    """

    label: str
    others: tuple[str, ...]

    def __new__(cls, value: str, label: str, others: tuple[str, ...] = ()) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.others = others
        return member

    @classmethod
    def why_not(cls, text: str) -> str | None:
        """What to say of words that sound like one of these and are none, None for all other words.

        It goes on a sentence: "“Reg 44” is not" ... "one of: Monitoring visit, ...".
        """
        return None


class ChoiceType(TypeDecorator[Choice]):
    """Keeps a `Choice` as its short text, so that the file stays readable without this program."""

    impl = String
    cache_ok = True

    def __init__(self, choices: type[Choice]) -> None:
        super().__init__()
        self.choices = choices

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else self.choices(value).value  # type: ignore[call-arg]

    def process_result_value(self, value: Any, dialect: Dialect) -> Choice | None:
        return None if value is None else self.choices(value)  # type: ignore[call-arg]


def labelled(column: Any) -> ColumnElement[str]:
    """A column of choices as the labels people read, in SQL."""
    choices: type[Choice] = column.type.choices
    return case({choice.value: choice.label for choice in choices}, value=type_coerce(column, String))


class Paragraphs(Text):
    """Text of several lines. A form gives it a tall box, with the reminder never to name a child."""


class TimeOfDay(String):
    """A time of day, kept as "14:30"."""


class EmailAddress(String):
    """One e-mail address."""


class Reference(String):
    """A number that others gave, such as Ofsted's: capitals and digits without blanks."""


class YearLabel(String):
    """The label of a municipal year, kept as "2017/18"."""


@dataclass(frozen=True)
class Field:
    """What one column says of itself.

    `headings` are the other titles under which people's spreadsheets hold it (compared without case, spaces
    and punctuation). `disclosure` says whom its values may be told when they leave the register; `listed`
    whether a table shows the column before anybody has chosen columns. `filterable` ones are no closed list, yet
    hold few enough different values that a table offers them as a filter. `safeguarding` ones are shown
    only where somebody opened them on purpose: no search, export or history tells their values, and no print unasked.
    `counts_children` are internal numbers of children that are handed on all the same, the small ones hidden.
    Days that have `happened` say when something was done, counted or told: none is still to come.
    """

    label: str
    disclosure: Disclosure = GUARDED
    help: str = ""
    headings: tuple[str, ...] = ()
    listed: bool = True
    filterable: bool = False
    safeguarding: bool = False
    counts_children: bool = False
    happened: bool = False


def field(
    label: str,
    disclosure: Disclosure = GUARDED,
    *,
    choices: type[Choice] | None = None,
    paragraphs: bool = False,
    type: TypeEngine[Any] | None = None,
    references: str | None = None,
    help: str = "",
    headings: tuple[str, ...] = (),
    listed: bool = True,
    filterable: bool = False,
    safeguarding: bool = False,
    counts_children: bool = False,
    happened: bool = False,
    **options: Any,
) -> MappedColumn[Any]:
    """A mapped column with its `Field`; whether it is required follows from the annotation (`| None`).

    One that does not say whom it may be told leaves the register by no road. `type` is named where the annotation does
    not say it: a text that is an e-mail address, a time of day ...
    """
    shown = listed and not paragraphs
    info = {
        "field": Field(label, disclosure, help, headings, shown, filterable, safeguarding, counts_children, happened)
    }
    arguments: list[Any] = []
    if type is not None:
        arguments.append(type)
    elif choices is not None:
        arguments.append(ChoiceType(choices))
    elif paragraphs:
        arguments.append(Paragraphs())
    if references is not None:
        arguments.append(ForeignKey(references))
        options.setdefault("index", True)
    return mapped_column(*arguments, info=info, **options)


def owned(label: str, **options: Any) -> Any:
    """A relationship to rows that belong to this record: its form edits them, and they go when it goes."""
    return relationship(cascade="all, delete-orphan", info={"label": label}, **options)


def rule(name: str, condition: str | ColumnElement[bool], sentence: str, at: str) -> CheckConstraint:
    """A condition in SQL that every row of a table keeps; `sentence` tells whoever breaks it, beside the field `at`.

    As text it is of words that every database knows; `sql` has others.
    """
    return CheckConstraint(condition, name=name, info={"sentence": sentence, "field": at})


def in_order(first: str, last: str, sentence: str = "The last day is before the first.") -> CheckConstraint:
    """The rule that of two days of a row, each of which may be empty, one does not come before the other."""
    return rule(f"{last}_in_order", f'"{first}" <= "{last}"', sentence, last)


@dataclass(frozen=True)
class PersonColumns:
    """That each row of a class holds a person: what is asked about people, and erased of them, is read from here.

    `name` are the columns whose words, in this order, are the name, and `pseudonym` what an erasure puts into each of
    them, with the row's number for {}. `emptied` are the columns that it empties. `stays` are other texts of the row
    that do not tell who it is. `through` are references to what stands for the person, such as a post. `left_on` gives
    the last day on which a row's person was what the row says, None while that is open.
    """

    name: tuple[str, ...]
    pseudonym: tuple[str, ...]
    emptied: tuple[str, ...]
    left_on: Callable[[Any], dt.date | None]
    stays: tuple[str, ...] = ()
    through: tuple[str, ...] = ()

    def called(self, values: Mapping[str, Any]) -> str:
        """The name that a row has, by the values of its columns; "" where nobody is named."""
        return " ".join(str(values[column]) for column in self.name if values.get(column))

    def erased(self, id: int) -> dict[str, str | None]:
        """What an erasure writes into the row of that key, by its columns."""
        named = {column: word.format(id) for column, word in zip(self.name, self.pseudonym, strict=True)}
        return {**named, **dict.fromkeys(self.emptied)}


class Base(DeclarativeBase):
    """Every table of the register: an integer key, a word for one and for many of its rows, the attribute
    that says what a row is called, the one that tells two of a name apart, and those by which rows stand in order
    where it is not what they are called. `person` says that its rows are people."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        bool: Boolean(),
        int: Integer(),
        str: String(),
        dt.date: Date(),
        dt.datetime: DateTime(),
        bytes: LargeBinary(),
    }
    one: ClassVar[str] = "row"
    many: ClassVar[str] = "rows"
    display_attribute: ClassVar[str] = "name"
    disambiguator: ClassVar[str | None] = None
    sort_attributes: ClassVar[tuple[str, ...]] = ()
    rules: ClassVar[tuple[Rule, ...]] = ()
    person: ClassVar[PersonColumns | None] = None

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


def sort_columns(record: type[Base]) -> tuple[Any, ...]:
    """The mapped attributes by which the rows of a class stand in order, in every list of them that says no other."""
    return tuple(getattr(record, name) for name in record.sort_attributes or (record.display_attribute,))


def table_of(record: type[Base]) -> Any:
    """The table behind a mapped class."""
    return inspect(record).local_table


def fields(record: type[Base]) -> Iterator[tuple[str, SchemaColumn[Any], Field]]:
    """(attribute name, column, its declaration) of a mapped class, in the order of declaration."""
    for attribute in inspect(record).column_attrs:
        column = attribute.columns[0]
        if isinstance(column, SchemaColumn) and "field" in column.info:
            yield attribute.key, column, cast(Field, column.info["field"])


@cache
def _days_that_were(record: type[Base]) -> tuple[Rule, ...]:
    return tuple(has_happened(said.label, name) for name, _, said in fields(record) if said.happened)


@cache
def _addresses(record: type[Base]) -> tuple[Rule, ...]:
    return tuple(_is_an_address(name) for name, column, _ in fields(record) if isinstance(column.type, EmailAddress))


def _is_an_address(column: str) -> Rule:
    from .values import UnreadableError, read_email  # not before: they read the declarations here

    def broken(row: Any) -> str | None:
        try:
            read_email(getattr(row, column) or "none@example.org")
        except UnreadableError as problem:
            return str(problem)
        return None

    return Rule(f"{column}_is_an_address", column, (column,), broken, alone=True)


def rules_of(record: type[Base]) -> tuple[Rule, ...]:
    """The rules of a mapped class: those it declares, and one for each column of days that have happened and of e-mail
    addresses.
    """
    return (*record.rules, *_days_that_were(record), *_addresses(record))


def records() -> list[type[Base]]:
    """Every mapped class, by name: SQLAlchemy keeps them in no order, and each process would find another one."""
    return sorted((mapper.class_ for mapper in Base.registry.mappers), key=lambda record: record.__name__)


def record_named(table: str) -> type[Base]:
    """The mapped class of a table, by the table's name. Raises KeyError for a table that is not there."""
    for record in records():
        if record.__tablename__ == table:
            return record
    raise KeyError(table)
