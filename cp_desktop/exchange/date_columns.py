"""In which order the dates of each column of a table are read: as the column decides, or as is answered."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

from sqlalchemy import DateTime

from cp_desktop.model import show
from cp_desktop.model.values import UnreadableError, quoted

from .asking import Asking
from .cells import Cell, line, typed
from .choices import Option
from .date_order import BRITISH, ComesFirst, DateOrder, days_of, order_of, other_way, turned_round, without_zone
from .readers import Row

ENOUGH = 500  # cells of another column
DATES, TURNED, RIGHT = "Months or days first", "turned", "right"
Plausible = Callable[[str], Callable[[dt.date], bool] | None]


class DateColumns:
    """The columns of dates of one table. `plausible` gives for the name of a column which days it can be of, if any."""

    def __init__(self, asking: Asking, plausible: Plausible) -> None:
        self._asking, self._plausible = asking, plausible
        self._orders: dict[int, DateOrder] = {}  # by place

    def order(self, row: Row, place: int) -> DateOrder | None:
        """The order of a column, None while it is asked, of this row among others."""
        order = self._orders.get(place)
        if order is None:
            order = self._orders[place] = self._found(place)
        if self._is_order_asked(place, order):
            answer = self._ask_for_order(row, place, order)
            if answer is None:
                return None
            order = replace(order, order=ComesFirst(answer))
        if order.kept_turned:
            answer = self._ask_whether_turned(row, place, order)
            if answer is None:
                return None
            order = replace(order, kept_turned=answer == TURNED)
        return order

    def is_asked(self, place: int) -> bool:
        """Whether there is a question about the dates of a column, answered or not."""
        order = self._orders.get(place, BRITISH)
        return self._is_order_asked(place, order) or order.kept_turned

    def _is_order_asked(self, place: int, order: DateOrder) -> bool:
        return order.order is not ComesFirst.DAY_FIRST or self._asked(place) in self._asking.choices.answers

    def dated(self, cells: Sequence[Cell], day_zero: dt.datetime) -> list[Cell]:
        """The cells of a row with its dates as they were read: in a file of their own they might be read otherwise."""
        dated = list(cells)
        for place, order in self._orders.items():
            given = self._asking.choices.answers.get(self._asked(place))
            order = replace(order, order=ComesFirst(given)) if given in ("day", "month") else order
            try:
                moment = typed(cells[place], DateTime(), day_zero, order)
            except UnreadableError:
                continue
            if moment:
                dated[place] = moment if moment.time() != dt.time() else moment.date()
        return dated

    def meant_by(self, text: str, place: int) -> list[dt.date]:
        """The days to offer for a text that is none: of a month its first and last, else what it is the other way."""
        other = other_way(text, self._orders[place]) if place in self._orders else None
        return [*days_of(text), *([other] if other else [])]

    def _asked(self, place: int) -> str:
        """The key of the question what comes first in a column."""
        return f"dates: {self._heading(place)}"

    def _heading(self, place: int) -> str:
        return self._asking.table.headings[place]

    def _cells(self, place: int) -> Iterator[Cell]:
        return (row.cells[place] for row in self._asking.table.rows)

    def _found(self, place: int) -> DateOrder:
        columns = self._asking.table.columns
        plausible = next((self._plausible(name) for name, at in columns.items() if at == place), None)
        order = order_of(self._cells(place), plausible)
        if (
            order.example and order.order is ComesFirst.DAY_FIRST
        ):  # another column may say that it is an American's file
            others = (islice(self._cells(at), ENOUGH) for at in columns.values() if at != place)
            american = any(order_of(cells).month_first for cells in others)
            order = order_of(self._cells(place), plausible, american) if american else order
        texts = (cell for cell in self._cells(place) if isinstance(cell, str) and cell[-1:].isalpha())
        zones = (without_zone(line(cell))[1] for cell in texts)
        if zone := next(filter(None, zones), ""):
            self._asking.note(f"“{quoted(zone)}” is no time zone that is known here: times are taken as written.")
        return order

    def _ask_for_order(self, row: Row, place: int, order: DateOrder) -> str | None:
        """What comes first, "day" or "month": in force at once where the column decides."""
        written, *days = order.example or ("",)
        said = [f": “{quoted(written)}” is {show(day)}" for day in days] or ["", ""]
        return self._asking.ask(
            self._asked(place),
            f"does the day or the month come first in these dates ({order.why or 'no date of them tells'})?",
            [Option("day", f"The day{said[0]}"), Option("month", f"The month{said[1]}")],
            cause=DATES,
            row=row,
            column=place,
            proposed=order.order.value or ("month" if order.american else "day"),
            default=order.order.value or None,
        )

    def _ask_whether_turned(self, row: Row, place: int, order: DateOrder) -> str | None:
        kept = next(cell for cell in self._cells(place) if isinstance(cell, dt.date))
        other = turned_round(kept)
        return self._asking.ask(
            f"turned dates: {self._heading(place)}",
            "some of these cells are dates and the others text, as a program leaves them that looked for the month "
            f"where the day stands ({order.why}): is {show(kept)} right?",
            [Option(TURNED, f"No, it is {show(other)}, and so with all of them"), Option(RIGHT, "They are right")],
            cause=DATES,
            row=row,
            column=place,
            proposed=TURNED,
        )
