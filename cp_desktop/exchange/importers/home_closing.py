"""Homes that a list has as closed, as open again, or not at all: nothing of the register ends before she said so."""

import datetime as dt
from typing import Any

from cp_desktop.model import Home, show
from cp_desktop.model.homes import HomeKind
from cp_desktop.model.values import quoted

from ..choices import LEAVE_OUT, LEFT_OUT, Option
from ..importer import ImportContext
from ..plan import CHANGED
from ..readers import Row
from .days import ask_day, on_the_day
from .known_homes import Homes
from .ofsted import has_closed

_LEFT, _OPEN = Option("left", "Leave it as it is"), Option("open", "It is open: take its last day out")
_IS_OPEN, _HAS_CLOSED = Option("open", "It is open"), Option("closed", "It has closed")


class Closing:
    """What a list says of which homes are open."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context

    def said_by(self, row: Row, said: dict[str, Any], stored: Any) -> dict[str, Any]:
        """What the status of a row says of the day on which a home closed."""
        context, place = self.context, self.context.place("status")
        status = context.text(row, "status")
        if not status or place is None or said.get("closed_on"):
            return {}
        closed = has_closed(status)
        if closed is None:
            closed = context.decide_word(row, place, status, (_IS_OPEN, _HAS_CLOSED)) == _HAS_CLOSED.value
        if closed and not (stored and stored.closed_on):
            return self._ask_when(row, said, status, stored)
        if not closed and stored and stored.closed_on and stored.closed_on <= (context.date or dt.date.today()):
            return self._ask_whether_open(row, status, stored)
        return {}

    def _ask_when(self, row: Row, said: dict[str, Any], status: str, stored: Any) -> dict[str, Any]:
        name = quoted(str(stored.name if stored else said.get("name") or said.get("urn") or ""))
        days = on_the_day(self.context.date, "It closed on")
        # A home that the register does not have, and that is closed: there is nothing to enter of it.
        other = _LEFT if stored else LEAVE_OUT
        day = ask_day(
            self.context,
            f"closed: {said.get('urn') or name}",
            f"the status of {name} is “{quoted(status)}”, and the list does not say since when",
            [*days, other],
            cause="Homes that have closed",
            row=row,
            column="status",
            proposed=days[0].value if days and stored else LEFT_OUT if not stored else _LEFT.value,
        )
        return {"closed_on": day} if day else {}

    def _ask_whether_open(self, row: Row, status: str, stored: Any) -> dict[str, Any]:
        given = self.context.ask(
            f"open: {stored.urn or stored.name}",
            f"the list says “{quoted(status)}” of {quoted(stored.name)}, which closed on {show(stored.closed_on)} in "
            "the register",
            [_LEFT, _OPEN],
            cause="Homes that are open again",
            row=row,
            column="status",
            proposed=_LEFT.value,
            default=_LEFT.value,
        )
        return {"closed_on": None} if given == _OPEN.value else {}

    def ask_for_missing(self, homes: Homes, of_england: bool) -> None:
        """Asks about each home of the register that a complete list does not have: it stays unless she says a day."""
        context, unnumbered = self.context, 0
        day = context.date or dt.date.today()
        for home in sorted(homes.stored.values(), key=lambda one: str(one.name)):
            if home.id in homes.seen or home.other_area or (home.closed_on and home.closed_on <= day):
                continue
            if (home.opened_on and home.opened_on > day) or (of_england and home.kind == HomeKind.SUPPORTED):
                continue
            if of_england and not home.urn:
                unnumbered += 1
                continue
            name = quoted(home.name) + (f" ({home.urn})" if home.urn and home.urn != home.name else "")
            closed = ask_day(
                context,
                f"missing: {home.urn or home.name}",
                f"{name} is not in the list; has it closed?",
                [_LEFT, *on_the_day(context.date, "It closed on")],
                cause="Homes that are not in the list",
                proposed=_LEFT.value,
                default=_LEFT.value,
            )
            if closed:
                context.draft.change(Home, home.id, {"closed_on": closed})
                context.line(None, home.name, CHANGED, f"Closed on: {show(closed)}", group="Closed")
        if unnumbered:
            have = "home of the register has" if unnumbered == 1 else "homes of the register have"
            context.note(f"{show(unnumbered)} {have} no URN and cannot be looked for in this list.")
