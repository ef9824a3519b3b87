"""Whoever a list of everybody in office does not have: told by name, and ended unless somebody says otherwise."""

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from cp_desktop.model import Councillor, show
from cp_desktop.model.formats import listed

from ...choices import Option, some_named
from ...importer import ImportContext
from ...plan import CHANGED, LEFT, number_of
from ..days import day_answered
from .asked import STAY
from .office import DAY, HeldTerm, seat_on
from .terms import Terms

LEFT_OFFICE = "Left office"
FEW = 10  # members: of fewer, all may have changed


class Leavers:
    """Those in office on the day of a list who are not in it."""

    def __init__(
        self, context: ImportContext, terms: Terms, names: Mapping[int, str], seen: set[int], maybe: set[int]
    ) -> None:
        self.context, self.terms, self._names = context, terms, names
        held = {number: seat_on(seats, terms.day) for number, seats in terms.everybody().items() if number > 0}
        self.members = {number: seat for number, seat in held.items() if seat}
        missing = {number: seat for number, seat in self.members.items() if number not in seen}
        self.open = {number: seat for number, seat in missing.items() if number in maybe}
        self.gone = {number: seat for number, seat in missing.items() if number not in maybe}
        self.gone = dict(sorted(self.gone.items(), key=lambda one: self._label(*one)))
        self._ended: dict[dt.date, list[str]] = {}  # each by name, however many they are

    def _label(self, number: int, seat: HeldTerm) -> str:
        return f"{self._names[number]} ({self.terms.wards[seat.ward]})"

    def leave_as_they_are(self) -> None:
        """Says who is not in a list that need not be everybody; nobody of them is touched."""
        for number, seat in self.gone.items():
            self._stays(number, seat)
        if self.gone:
            self.context.note(f"Not in the file, and left as they are in the register: {self._some()}.")

    def _some(self) -> str:
        every = [self._label(*one) for one in self.gone.items()]
        return f"{number_of(len(every), Councillor)}: {some_named(every)}"

    def _stays(self, number: int, seat: HeldTerm) -> None:
        self.context.line(
            None, self._label(number, seat), LEFT, "Not in the file, and left as it is", group="Not in the file"
        )

    def end(self, count: int, elected: dt.date | None, older: bool) -> None:
        """Ends the terms of those who are gone, on the day before the list, or before the terms of an election.

        That holds until somebody says otherwise, unless the list is far too short to be everybody, or older than what
        the register knows already.
        """
        for number, seat in self.open.items():
            why = "Left as it is while a row that may be about them is open or left out"
            self.context.line(None, self._label(number, seat), LEFT, why, group="Not in the file")
        if not self.gone:
            return
        day, short = self.terms.day, 2 * count < len(self.members)
        # No election takes nearly everybody: such a list is rather of another council.
        strange = len(self.members) >= FEW and 4 * len(self.gone) > 3 * len(self.members)
        last = (elected or day) - DAY
        days = {last: "the day before the new terms began" if elected and elected < day else "the day before"}
        days.setdefault(day - DAY, "the day before the list")
        answers = [
            *(Option(one.isoformat(), f"Their terms ended on {show(one)}, {why}") for one, why in days.items()),
            Option(STAY, "They stay in office"),
        ]
        said = f"in office on {show(day)} in the register, and not in the file: {self._some()}; have they left?"
        if older:
            said += " The register knows of later days than the file"
        elif short:
            said += f" The file has {number_of(count, Councillor)}, and the register {len(self.members):,} in office"
        elif strange:
            said += " Hardly anybody of the register is in the file: it may be of another council"
        proposed = STAY if older or short or strange else last.isoformat()
        ask = self.context.ask
        self.context.begin(None)
        for_all = ask(
            "left office",
            said,
            answers,
            cause=LEFT_OFFICE,
            proposed=proposed,
            default=None if short or strange else proposed,
            takes="date",
        )
        for number, seat in self.gone.items():
            label = self._label(number, seat)
            own = [
                *(Option(one.isoformat(), f"Left: the last day was {show(one)}") for one in days),
                Option(STAY, "Stays in office"),
            ]
            key = f"left office: {label}"
            answer = ask(
                key, label, own, cause=LEFT_OFFICE, proposed=for_all or proposed, default=for_all or STAY, takes="date"
            )
            self._one(number, seat, day_answered(self.context, key, answer))
        for last, names in sorted(self._ended.items()):
            self.context.note(f"In office until {show(last)}: {number_of(len(names), Councillor)}: {listed(names)}.")

    def _one(self, number: int, seat: HeldTerm, last: dt.date | None) -> None:
        label = self._label(number, seat)
        if last is None:
            self._stays(number, seat)
        elif self.terms.end(number, last):
            self._ended.setdefault(last, []).append(label)
            self.context.line(None, label, CHANGED, f"In office until {show(last)}", group="Left office")
        else:
            why = f"Their term began on {show(seat.start)}: it cannot have ended on {show(last)}"
            self.context.line(None, label, LEFT, why, group="Not in the file")
            self.context.note(f"Not in the file and still in office: {label}. {why}.")

    def tell_vacancies(self) -> None:
        """Says in which wards fewer sit than the day before."""
        before = Counter(seat.ward for seat in self.members.values())
        seats: Sequence[HeldTerm | None] = [seat_on(held, self.terms.day) for held in self.terms.everybody().values()]
        now = Counter(seat.ward for seat in seats if seat)
        for ward, count in before.items():
            if 0 < now[ward] < count:
                said = f"{count - now[ward]} of {count} seats without a member"
                self.context.line(None, self.terms.wards[ward], LEFT, said, group="Vacant seats")
