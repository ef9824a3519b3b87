"""What a kind of list is: what it is called, by which columns it is known, and who plans what becomes of it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cp_desktop.model import Base, Field, fields

from .headings import Heading, HeadingMatcher

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from .choices import ImportChoices
    from .headings import Table
    from .importer import ImportContext
    from .tables import RawTable


@dataclass(frozen=True)
class Kind:
    """One importer: what it reads, by which headings, and how it plans.

    `records` are the mapped classes whose declared columns it takes, under the labels and headings that they
    declare; `headings` are those it knows besides. `needs` names, group by group, what has to be there; `prepare` sees
    a table before what is missing is asked for: it may turn it over, and raises UserError for one that is of no use.
    `dated` is what the day given for the whole file is called, "" where a day means nothing; `complete` is how a
    list of it is said to be everybody, or everything, there is ("on" and the day follow), "" where it may not be.
    """

    name: str
    label: str  # as a menu offers it
    what: str  # as sentences name it
    plan: Callable[["ImportContext"], None]
    needs: tuple[tuple[str, ...], ...]
    records: tuple[type[Base], ...] = ()
    headings: tuple[Heading, ...] = ()
    numbered: bool = False  # whether columns are headed by the numbers of items
    dated: str = ""
    dated_help: str = ""
    complete: str = ""
    of_a_year: bool = False
    shapes: Callable[["RawTable"], float] | None = None  # how much a table is like it, besides its headings
    prepare: Callable[["Kind", "Session", "Table", "ImportChoices"], None] | None = None
    # Which columns the headings of others stand for: an event and its day, above the marks of who attended it.
    stands_for: Callable[[Sequence[str]], frozenset[str]] | None = None

    @cached_property
    def columns(self) -> dict[str, Any]:
        """The column types of the declared columns, by heading name: "councillor.email"."""
        return {name: column.type for name, column, _ in self._declared()}

    @cached_property
    def declared(self) -> dict[str, Field]:
        """What the declared columns say of themselves, by heading name."""
        return {name: said for name, _, said in self._declared()}

    def all_headings(self) -> list[Heading]:
        declared = [Heading(name, (said.label, *said.headings)) for name, _, said in self._declared()]
        # What an importer names itself comes first: "Home" on a visit is a name, whatever else is called so.
        return [*self.headings, *declared]

    def _declared(self) -> Iterator[tuple[str, Any, Field]]:
        for record in self.records:
            for name, column, said in fields(record):
                if not column.foreign_keys:
                    yield f"{record.__tablename__}.{name}", column, said

    @cached_property
    def matcher(self) -> HeadingMatcher:
        """The headings that it is known by."""
        return HeadingMatcher(self.all_headings(), self.needs, self.numbered)

    def missing(self, columns: Sequence[str], headings: Sequence[str]) -> list[tuple[str, ...]]:
        """The groups of columns, one of each of which has to be there, that are not and for which no heading stands."""
        stand = self.stands_for(headings) if self.stands_for else frozenset[str]()
        return self.matcher.missing((*columns, *stand))

    def fits(self, table: "RawTable") -> float:
        """How much a table looks like one of this kind besides the headings it is known by."""
        return self.shapes(table) if self.shapes else 0.0
