"""A listing: the rows of one subject as people see them, whether in a table, a spreadsheet or a paper.

Each subject declares its own listings. The window pages through one, an export writes all of it and a paper
prints part of it; none of them adds a column or a format of its own.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

from sqlalchemy import CTE, CompoundSelect, Date, DateTime, LargeBinary, Numeric, String, func, literal, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased
from sqlalchemy.sql import ColumnElement, Select, TableClause, visitors
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import Exists, ScalarSelect, Subquery
from sqlalchemy.types import Boolean, Integer

from cp_desktop.disclosure import GUARDED, INTERNAL, PUBLIC, Disclosure

from .base import Base, ChoiceType, Field, Paragraphs, fields, labelled, record_named, sort_columns, table_of
from .sql import holds_words, keys_in, match_rank, sort_keys


@dataclass(frozen=True)
class Column:
    """One column of a listing: `listed` ones show before anybody has chosen, `filterable` ones offer their values.

    Whom its cells may be told is what the columns of the register say that they are read from, and no less than
    `declared`. One that is read from none, such as a count, says it by `declared` alone, and leaves by no road where
    it does not. A `published` one tells, of columns that are for fewer, only what is handed on anyway. `leaving` is
    what is written of it outside the window, where that is not what the window shows.

    Where a row holds several values at once (the roles of a councillor), `holds` is the condition that it holds
    one of those given, and `offers` selects the values there are.
    """

    label: str
    expression: ColumnElement[Any]
    help: str = ""
    listed: bool = True
    declared: Disclosure | None = None
    filterable: bool = False
    holds: Callable[[Sequence[Any]], ColumnElement[bool]] | None = None
    offers: Select[Any] | None = None
    published: bool = False
    leaving: ColumnElement[Any] | None = None

    @classmethod
    def of(
        cls,
        attribute: InstrumentedAttribute[Any],
        *,
        filterable: bool | None = None,
        expression: ColumnElement[Any] | None = None,
    ) -> Self:
        """The column a mapped attribute declares; `expression` stands in where the attribute only keeps a key.

        Filterable are closed lists, yes or no, and what is declared so, unless told otherwise.
        """
        said: Field = attribute.property.columns[0].info["field"]
        shown: Any = attribute if expression is None else expression
        if filterable is None:
            filterable = said.filterable or isinstance(attribute.type, ChoiceType | Boolean)
        return cls(said.label, shown, said.help, said.listed, said.disclosure, filterable)

    @cached_property
    def source_fields(self) -> tuple[Field, ...]:
        """What the mapped columns that its cells are read from say of themselves, by whatever way they come here."""
        return tuple(dict.fromkeys(_source_fields(self.expression)))

    @property
    def disclosure(self) -> Disclosure:
        """Whom its cells may be told."""
        sources = [field.disclosure for field in self.source_fields]
        if self.published and GUARDED not in sources:
            return PUBLIC
        said = [] if self.declared is None else [self.declared]
        return max(sources + said, default=GUARDED)

    @property
    def counts_children(self) -> bool:
        """Whether its cells are numbers of children, which are handed on with the small ones hidden."""
        return any(field.counts_children for field in self.source_fields)

    @property
    def numeric(self) -> bool:
        """Whether its values are numbers, and so stand at the right."""
        kind = self.expression.type
        return isinstance(kind, Integer | Numeric) and not isinstance(kind, Boolean)

    @property
    def searchable(self) -> bool:
        """Whether typing in the search box looks in it: words are, keys of choices are not."""
        return isinstance(self.expression.type, String)

    @property
    def dated(self) -> bool:
        return isinstance(self.expression.type, Date | DateTime)


@dataclass(frozen=True)
class Listing:
    """Rows of one subject.

    `source` selects from the joined tables and holds the conditions; `id` is the key of the row that opens.
    `record` is the mapped class a row opens as, None for rows that are only read; `leads_to` is that record's key
    where it is not the row's own. `order` applies before anybody sorts. `hands_on_children` is for the one listing
    that tells numbers of children outside this office. `takes_place` is the day on which a row's visit or event is.
    """

    key: str
    title: str
    id: ColumnElement[Any]
    columns: tuple[Column, ...]
    source: Select[Any]
    order: tuple[ColumnElement[Any], ...]
    record: type[Base] | None = None
    leads_to: ColumnElement[Any] | None = None
    hands_on_children: bool = False
    takes_place: Any = None  # a mapped attribute

    def tells_what_happened(self, column: Column) -> bool:
        """Whether its days say when something took place: figures count it from that day on, and not before."""
        return column.expression is self.takes_place or any(field.happened for field in column.source_fields)

    def disclosure(self, column: Column) -> Disclosure:
        """Whom the cells of a column of it may be told.

        Numbers of children are handed on, the small ones hidden, by one listing alone: what each listing hides beside a
        small number depends on its rows, so that two of one day, laid side by side, would give the number back.
        """
        handed_on = column.counts_children and self.hands_on_children and column.disclosure is INTERNAL
        return PUBLIC if handed_on else column.disclosure

    @property
    def tables(self) -> frozenset[str]:
        """The names of the tables that its rows, and what its filters offer, are read from."""
        offers = (column.offers for column in self.columns if column.offers is not None)
        return frozenset(
            part.name
            for query in (self.rows(), *offers)
            for part in visitors.iterate(query)
            if isinstance(part, TableClause)
        )

    def column(self, label: str) -> Column:
        """The column of that label. Raises KeyError."""
        for column in self.columns:
            if column.label == label:
                return column
        raise KeyError(label)

    def ids(
        self,
        words: str = "",
        filters: Mapping[str, Iterable[Any]] | None = None,
        sort: str | None = None,
        descending: bool = False,
    ) -> Select[Any]:
        """Selects the keys of the rows that hold every word and one of each filter's values, in order."""
        query = self.source.with_only_columns(self.id)
        if words:
            query = query.where(holds_words(self._text(), words))
        for label, values in (filters or {}).items():
            column, chosen = self.column(label), set(values)
            expression, some = column.expression, chosen - {None}
            wanted = column.holds(list(some)) if column.holds else expression.in_(some)
            query = query.where(or_(wanted, expression.is_(None)) if None in chosen else wanted)
        if sort is None:
            return query.order_by(*self._in_order())
        shown = self.column(sort).expression
        [expression] = sort_keys(labelled(shown) if isinstance(shown.type, ChoiceType) else shown)
        # Blanks last, whichever way: asked of what is shown, because normalising makes them empty text.
        return query.order_by(shown.is_(None), expression.desc() if descending else expression.asc(), *self._in_order())

    def best_matches(self, words: str, limit: int) -> Select[Any]:
        """Selects key and rank (see `match_rank`) of the rows that hold every word, those first whose name it is."""
        rank = match_rank(self._name(), words)
        return (
            self.ids(words)
            .with_only_columns(self.id, rank)
            .order_by(None)
            .order_by(rank, *self._in_order())
            .limit(limit)
        )

    def rows(self, ids: Sequence[int] | None = None, columns: Sequence[Column] | None = None) -> Select[Any]:
        """Selects key and values of the given rows (of all, in the listing's own order, when `ids` is None).

        Rows of given keys come in no particular order: the caller knows theirs.
        """
        shown = self.columns if columns is None else columns
        query = self.source.with_only_columns(self.id, *(column.expression for column in shown))
        if ids is None:
            return query.order_by(*self._in_order())
        return query.where(self.id.in_(keys_in(ids)))

    def record_of(self, id: int) -> Select[Any]:
        """Selects the key of the record that a row opens as."""
        key = self.id if self.leads_to is None else self.leads_to
        return self.source.with_only_columns(key).where(self.id == id)

    def values(self, label: str) -> Select[Any]:
        """Selects the different values of a column, for its filter."""
        column = self.column(label)
        if column.offers is not None:
            return column.offers
        expression = column.expression
        found = self.source.with_only_columns(expression.label("found")).distinct().subquery().c.found
        return select(found).order_by(*sort_keys(found))  # apart: of different ones PostgreSQL orders what it selects

    def _in_order(self) -> tuple[ColumnElement[Any], ...]:
        return *sort_keys(*self.order), self.id

    def _name(self) -> ColumnElement[Any]:
        """What a row is called: its first column of words."""
        return next((column.expression for column in self.columns if column.searchable), literal(""))

    def _text(self) -> ColumnElement[str]:
        parts = [column.expression for column in self.columns if column.searchable]
        whole: ColumnElement[Any] = literal("")
        for part in parts:
            whole = whole.concat(" ").concat(func.coalesce(part, ""))
        return whole


def _source_fields(shown: Any) -> Iterator[Field]:
    """The declarations of the mapped columns whose values an expression shows; what it only asks by is none of them."""
    if hasattr(shown, "__clause_element__"):  # a mapped attribute
        shown = shown.__clause_element__()
    if isinstance(shown, Select | CompoundSelect):
        for column in shown.exported_columns:
            yield from _source_fields(column)
    elif isinstance(shown, Exists):
        return
    elif isinstance(shown, ScalarSelect):
        yield from _source_fields(shown.element)
    elif isinstance(shown, ColumnClause) and shown.table is not None and not isinstance(shown.table, TableClause):
        # Of a query or a second reading of a table: what stands behind its name there.
        if isinstance(shown.table, Subquery | CTE):
            drill_down = shown.table.element
            parts = drill_down.selects if isinstance(drill_down, CompoundSelect) else [drill_down]
            place = list(shown.table.c.keys()).index(shown.key)
            for part in parts:
                yield from _source_fields(list(part.exported_columns)[place])
        else:
            yield from (field for column in shown.base_columns for field in _source_fields(column))
    elif isinstance(shown, ColumnClause):
        if "field" in getattr(shown, "info", {}):
            yield shown.info["field"]
    else:
        for part in shown.get_children():
            yield from _source_fields(part)


def declared(record: type[Base], **expressions: ColumnElement[Any]) -> tuple[Column, ...]:
    """The columns of a mapped class in the order of declaration, without long texts, bytes, keys and safeguarding.

    `expressions` gives, by attribute name, what to show instead of a key to another table; a reference that is
    not given is left out.
    """
    columns = []
    for name, column, said in fields(record):
        if isinstance(column.type, Paragraphs | LargeBinary) or said.safeguarding:
            continue
        if column.foreign_keys and name not in expressions:
            continue
        attribute: InstrumentedAttribute[Any] = getattr(record, name)
        named = True if name in expressions else None
        columns.append(Column.of(attribute, filterable=named, expression=expressions.get(name)))
    return tuple(columns)


def plain(record: type[Base]) -> Listing:
    """All rows of a mapped class, its declared columns, references by what they are called, ordered by name."""
    source, expressions = select(record.id), {}
    for name, column, _ in fields(record):
        for key in column.foreign_keys:
            other = aliased(record_named(key.column.table.name))
            source = source.join(other, getattr(record, name) == other.id, isouter=True)
            expressions[name] = getattr(other, record_named(key.column.table.name).display_attribute).expression
    return Listing(
        key=table_of(record).name,
        title=record.many.capitalize(),
        record=record,
        id=table_of(record).c.id,
        source=source,
        columns=declared(record, **expressions),
        order=sort_columns(record),
    )
