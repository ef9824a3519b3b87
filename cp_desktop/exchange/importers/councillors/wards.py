"""The wards of a list of councillors: found in the register, made, or, where all were redrawn, begun afresh."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import func, select

from cp_desktop.model import Home, Ward, show, table_of
from cp_desktop.model.councillors import valid_on

from ...choices import Option, some_named
from ...importer import ImportContext
from ...people import ward_key
from ...plan import ADDED, CHANGED, LEFT
from .asked import STAY
from .boundaries import Boundaries, KnownWard, compare_wards
from .entries import MemberList
from .office import DAY, HeldTerm, seat_on

WARDS = "Wards"
_NEW, _SAME, _END = "new", "same", "end"


class ListedWards:
    """The wards that a list names, on the first day of the terms that it brings."""

    def __init__(
        self, context: ImportContext, listing: MemberList, first: dt.date, seats: Mapping[int, Sequence[HeldTerm]]
    ) -> None:
        self.context, self.draft, self.first = context, context.draft, first
        self._begun: dict[str, int] = {}
        ward = table_of(Ward).c
        sat = {seat.ward for held in seats.values() if (seat := seat_on(held, first - DAY))}
        query = select(ward.id, ward.name, ward.start).where(valid_on(ward.start, ward.end, first))
        self._known = [
            KnownWard(id, name, ward_key(name), start, id in sat) for id, name, start in context.session.execute(query)
        ]
        named = [(entry.ward, entry.row) for entry in listing.entries] + [(name, row) for row, name in listing.vacant]
        self._names: dict[str, str] = {}
        for name, _ in named:
            if name:
                self._names.setdefault(ward_key(name), name)
        self._spelled: dict[str, int] = {}
        for name, row in named:
            if name and row is not None:
                context.begin(row)
                self._ask_for_spelling(name)
        listed_keys = (ward_key(name) for name in self._names.values() if ward_key(name) not in self._spelled)
        keys = [*listed_keys, *(one.key for one in self._known if one.id in self._spelled.values())]
        self.boundaries: Boundaries = compare_wards(keys, self._known, first)
        self.redrawn = False

    def redraw(self) -> None:
        """Asks, where many wards are new at once, whether those that keep their names are new ones as well."""
        found = self.boundaries
        if not found.redrawn:
            return
        self.redrawn = True
        for one in found.new:
            self._begun[one] = 0
        if not found.kept:
            return
        names = some_named(ward.name for ward in found.kept)
        said = (
            f"{len(found.new)} wards are new and {len(found.gone)} are no longer there: the boundaries were redrawn. "
            f"Are those that keep their names new wards too: {names}?"
        )
        answers = [
            Option(_NEW, f"New wards from {show(self.first)}, kept apart from the old ones by their periods"),
            Option(_SAME, "The same wards as before"),
        ]
        answer = self.context.ask("wards redrawn", said, answers, cause=WARDS, proposed=_NEW, default=_NEW)
        if answer == _NEW:
            for ward in found.kept:
                self._begun[ward.key] = 0
                self._end(ward)

    def ward_of(self, name: str, district: str, day: dt.date) -> int:
        """The ward of that name as it stood on a day; made where there is none."""
        folded = ward_key(name)
        if folded in self._spelled:
            return self._spelled[folded]
        if folded not in self._begun or day < self.first:
            return self.context.wards.named(name, district, day)
        if not self._begun[folded]:
            self._begun[folded] = self.context.wards.begin(name, district, self.first)
        return self._begun[folded]

    def _ask_for_spelling(self, name: str) -> None:
        """Asks about a ward that the register lacks where one is nearly called so that the list lacks."""
        folded, wards = ward_key(name), self.context.wards
        if folded in self._spelled or wards.knows(name):
            return
        near = [one for one in wards.similar(name) if ward_key(one[1]) not in self._names]
        if not near:
            return
        answers = [*(Option(f"ward:{id}", f"It is {known}") for id, known in near), Option(_NEW, "A new ward")]
        said = f"the register has no ward “{name}”, and one that is nearly called so; which is it?"
        answer = self.context.ask(f"ward: {name}", said, answers, cause=WARDS, proposed=answers[0].value, column="ward")
        if answer and answer != _NEW:
            self._spelled[folded] = int(answer.partition(":")[2])

    def end_those_gone(self, older: bool) -> None:
        """Asks what became of the wards that nobody of the list sits for, and ends those that are no longer there.

        Of a review of boundaries they ended; otherwise their seats are vacant, which ends no ward.
        """
        if not (gone := self.boundaries.gone):
            return
        last = self.first - DAY
        held = _END if self.redrawn and not older else STAY
        answers = [Option(_END, f"They ended on {show(last)}"), Option(STAY, "They are there, and their seats vacant")]
        said = f"nobody in the file sits for {some_named(ward.name for ward in gone)}; are these wards no longer there?"
        for_all = self.context.ask("wards gone", said, answers, cause=WARDS, proposed=held, default=held)
        own = [Option(_END, f"It ended on {show(last)}"), Option(STAY, "It is there, and its seat vacant")]
        ended = []
        for ward in gone:
            key = f"ward gone: {ward.name}"
            answer = self.context.ask(key, ward.name, own, cause=WARDS, proposed=for_all, default=for_all)
            if answer == _END and not (ward.start and ward.start > last):
                self._end(ward)
                ended.append(ward)
            else:
                self.context.line(None, ward.name, LEFT, "Nobody in the file sits for it", group="Vacant seats")
        self._tell_homes(ended)

    def _end(self, ward: KnownWard) -> None:
        last = self.first - DAY
        self.draft.change(Ward, ward.id, {"end": last})
        self.context.line(None, ward.name, CHANGED, f"Until: {show(last)}", group="Wards that ended")

    def _tell_homes(self, ended: Sequence[KnownWard]) -> None:
        """Says which homes stand in wards that end: nobody else could say in which they stand now."""
        home = table_of(Home).c
        query = select(func.count()).where(home.ward_id.in_([ward.id for ward in ended]), home.closed_on.is_(None))
        if ended and (count := self.context.session.scalar(query)):
            homes = "1 home stands in a ward" if count == 1 else f"{count} homes stand in wards"
            self.context.note(f"{homes} that ended: give each its new ward, on the page Homes.")

    def tell_begun(self) -> None:
        for folded, id in self._begun.items():
            if id:
                self.context.line(
                    None, self._names.get(folded, folded), ADDED, f"From: {show(self.first)}", group="New wards"
                )

    def tell_vacant(self, listing: MemberList) -> None:
        """Says which seats the list has without a member; each keeps its ward."""
        for row, name in listing.vacant:
            self.context.begin(row)
            if name:
                self.ward_of(name, "", self.first)
            what = f"Vacant seat ({name})" if name else "Vacant seat"
            self.context.line(row, what, LEFT, "A vacant seat is nobody: left out", group="Vacant seats")
        if count := len(listing.vacant):
            self.context.note(f"{count} vacant {'seat was' if count == 1 else 'seats were'} left out.")
