"""What the survey summary finds: its figures, read once, and the sentences that they come to.

No sentence names the day of the figures: it stands on the paper's first page, and a sentence changes when a figure in
it does and not from one day to the next.
"""

import datetime as dt
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.figures import Figure, Line
from cp_desktop.figures.last_year import earlier_year
from cp_desktop.model import Council, MunicipalYear, show
from cp_desktop.model.formats import listed
from cp_desktop.reports.text import capital

from .wording import all_of, are, have, out_of, plural, several, share, were

PROMISED = "What councillors promised"
REPLIED = "What those who replied say they did"
KNOWN = "What is known to have been done"
HOMES = "Visits to children's homes"

MOST_NAMED = 3  # items; of more, their number


class SummarySentences:
    """The figures of a municipal year and its menu as at a day."""

    def __init__(self, session: Session, year: MunicipalYear, edition_id: int | None, as_at: dt.date) -> None:
        self.council, self.year, self.as_at = session.get_one(Council, 1), year.label, as_at
        self.totals, self.items = figures.totals_and_items(session, edition_id, as_at)
        self.homes = figures.homes(session, as_at)
        self.earlier = earlier_year(session, year, as_at)

    @property
    def compared(self) -> str:
        """The heading under which an earlier year is told, "" without one."""
        return f"Compared with {self.earlier.label}" if self.earlier else ""

    def count(self, key: str) -> int:
        return self.totals[key].numerator

    def sentences(self) -> Iterator[tuple[str, str, str]]:
        """The name, the heading it stands under, and the words of each sentence that the figures come to, in order."""
        of: Sequence[tuple[str, str, str]] = (
            ("committed", PROMISED, self._committed()),
            ("chosen", PROMISED, self._chosen()),
            ("replied", REPLIED, self._replied()),
            ("undertaken", REPLIED, self._undertaken()),
            ("not-yet", REPLIED, self._not_yet()),
            ("known", KNOWN, self._known()),
            ("active", KNOWN, self._active()),
            ("visited-duty", HOMES, self._visited_duty()),
            ("visited", HOMES, self._visited()),
            ("not-visited", HOMES, self._not_visited()),
            ("compared", self.compared, self._compared()),
        )
        return (sentence for sentence in of if sentence[2])

    # -- promised

    def _committed(self) -> str:
        members, returned, commitments = (self.totals[key] for key in ("members", "menu_returns", "commitments"))
        menu, number = f"the menu of {self.year}", members.numerator
        if not number:
            return "There were no councillors in office, so there is nothing to count."
        if not commitments.numerator:
            none = "who had not" if number == 1 else "none of whom had"
            start = f"There {were(number)} **{several(members, 'councillor')}** in office"
            return f"{start}, {none} committed to an item of {menu}."
        if number == 1:
            return (
                f"There was **1 councillor** in office, who had made **{several(commitments, 'commitment')}** to "
                f"{plural(commitments.numerator, 'an item', 'items')} of {menu}."
            )
        together = "together they" if returned.numerator > 1 else "that councillor"
        return (
            f"There were **{show(number)} councillors** in office. Of these, **{out_of(returned)}** had committed to "
            f"at least one item of {menu}, and {together} had made **{several(commitments, 'commitment')}**."
        )

    def _chosen(self) -> str:
        counts = [line.figures["commitments"].numerator for line in self.items]
        most, least = max(counts, default=0), min(counts, default=0)
        if not most or len(counts) < 2:
            return ""
        if most == least:
            return f"Every item was chosen equally often, by {_councillors(most)} each."
        top, low = (
            [line for line, number in zip(self.items, counts, strict=True) if number == which]
            for which in (most, least)
        )
        return (
            f"{capital(_named(top))} {were(len(top))} chosen most often, by {_councillors(most)}{_each(top)}; "
            f"{_named(low)} {f'least often, by {_councillors(least)}{_each(low)}' if least else 'by nobody'}."
        )

    # -- replied

    def _replied(self) -> str:
        members, returned, replied = (self.totals[key] for key in ("members", "menu_returns", "replies"))
        number, with_return = replied.numerator, self.count("replies_with_return")
        if not number:
            return "No councillor has replied to the survey yet." if members.numerator else ""
        start = f"**{several(replied, 'councillor')}** replied to the survey: "
        if with_return == number:
            return (
                f"{start}{share(number, returned.numerator)} who had returned the menu, and "
                f"{share(number, members.numerator)} in office."
            )
        return (
            f"{start}{share(number, members.numerator)} in office. "
            f"{_those(number - with_return, number)} had not returned the menu."
        )

    def _undertaken(self) -> str:
        if not self.count("replies"):
            return ""
        done, committed = self.totals["undertaken_replies"], self.count("undertaken_replies_committed")
        own, number = self.count("repliers_commitments"), done.numerator
        if not number:
            return f"{self._their()} nothing has been undertaken yet."
        extra = self.count("undertaken_replies_uncommitted")
        items = f"**{several(done, 'item')}** {were(number)} undertaken"
        start = f"{self._their()} {items}, each councillor and item counted once"
        with_promise = f"committed to ({share(committed, own, 'commitment')} of those who replied)"
        if not extra:
            return f"{start}: {all_of(number)} had been {with_promise}."
        if not committed:
            return f"{start}: {'it had not' if number == 1 else 'none of them had'} been committed to."
        return (
            f"{start}: {show(committed)} had been {with_promise} and {show(extra)} had not ({share(extra, number)} "
            "undertaken)."
        )

    def _their(self) -> str:
        return "By the one reply," if self.count("replies") == 1 else "By their replies,"

    def _not_yet(self) -> str:
        if not self.count("replies"):
            return ""
        own, left = self.count("repliers_commitments"), self.totals["not_yet_replies"]
        number, said = left.numerator, self.count("not_yet_said")
        if not own:
            return "Those who replied had no commitments that stand, so none is left to be undertaken."
        if own == 1 and not number:
            return "The one commitment of those who replied was undertaken."
        if not number:
            return f"Of the {_own(own)}, none is left to be undertaken."
        if number == 1:
            why = "the reply says “not yet”" if said else "the reply gives no answer"
        elif said == number:
            why = "of all of them the replies say “not yet”"
        elif not said:
            why = "the replies give no answer of any of them"
        else:
            why = f"of {show(said)} the reply says “not yet”, of {show(number - said)} it gives no answer"
        if own == 1:
            return f"The one commitment of those who replied is not undertaken yet: {why}."
        return f"Of the {_own(own)}, **{show(number)}** ({left.percent()}) {are(number)} not undertaken yet: {why}."

    # -- known

    def _known(self) -> str:
        known, extra = self.totals["undertaken_known"], self.count("undertaken_known_uncommitted")
        number, said = known.numerator, self.count("undertaken_replies")
        added = number - said
        if not self.count("members"):
            return ""
        if not number:
            return "Nothing is known to have been undertaken yet."
        items = f"**{several(known, 'item')}** {are(number)} known to be undertaken"
        if added and said:
            start = f"The coordinator knows of {show(added)} more than the replies say, so that {items} in all"
        elif added:
            start = f"From the coordinator's record alone, {items}"
        else:
            start = f"The coordinator knows of no more than the replies say: {items}"
        if extra in (0, number):
            alike = f"with{'out' if extra else ''} a commitment"
            return f"{start}, {alike if number == 1 else f'{all_of(number)} {alike}'}."
        return f"{start}; {show(extra)} of them ({share(extra, number)}) without a commitment."

    def _active(self) -> str:
        active, members = self.totals["active_members"], self.count("members")
        number = active.numerator
        if not number:
            return ""
        return (
            f"**{several(active, 'councillor')}** ({share(number, members)} in office) {have(number)} undertaken at "
            "least one item, as far as is known."
        )

    # -- homes

    def _visited_duty(self) -> str:
        homes, children = self.homes, self.council.children
        if not homes["open"].numerator:
            return "The register held no homes that were open."
        duty = f"The duty to visit covers the homes where {children} live; visits to the rest are encouraged."
        if not homes["with_children"].numerator:
            return f"{duty} No open home is known to have {children} living there."
        return (
            f"{duty} In the twelve months that end with the day of these figures, councillors visited "
            f"**{out_of(homes['visited_with_children'], 'home')}** with {children}."
        )

    def _visited(self) -> str:
        visited, homes = self.homes["visited"], self.homes["open"].numerator
        if not homes or not self.homes["without_children"].numerator:
            return ""
        return (
            f"Counting every home that was open, councillors visited **{out_of(visited, 'home')}**, and "
            f"{_of_those(self.homes['without_children'], self.homes['not_visited_without_children'])} without "
            f"{self.council.children}."
        )

    def _not_visited(self) -> str:
        if not self.homes["open"].numerator:
            return ""
        children = self.council.children
        missed = self.homes["not_visited_with_children"].numerator
        others = self.homes["not_visited_without_children"].numerator
        if not missed + others:
            return "Every open home was visited in that time."
        with_them, without = (
            f"{show(number)} {plural(number, 'home')} {words}" if number else ""
            for number, words in (
                (missed, f"with {children}"),
                (others, "without them" if missed else f"without {children}"),
            )
        )
        left = " and ".join(part for part in (with_them, without) if part)
        return f"{capital(left)} {have(missed + others)} had no visit in that time."

    # -- compared

    def _compared(self) -> str:
        if self.earlier is None:
            return ""
        before, now = self.earlier.totals, self.totals
        returned = "menu_returns"
        start = "At the end of" if self.earlier.whole else "At the same point of"
        return (
            f"{start} {self.earlier.label}, {out_of(before[returned], 'councillor')} had returned the menu; now it is "
            f"{out_of(now[returned])}. {_moved('Commitments', before['commitments'], now['commitments'])}, and "
            f"{_moved('items known to be undertaken', before['undertaken_known'], now['undertaken_known'])}."
        )


def _councillors(number: int) -> str:
    return f"{show(number)} {plural(number, 'councillor')}"


def _those(some: int, whole: int) -> str:
    if whole == 1:
        return "That councillor"
    return capital(all_of(whole)) if some == whole else f"{show(some)} of them"


def _own(number: int) -> str:
    return f"{show(number)} {plural(number, 'commitment')} of those who replied"


def _named(items: Sequence[Line]) -> str:
    """Items by their numbers, or their number where they are many: "items 3 and 9", "5 items"."""
    if len(items) > MOST_NAMED:
        return f"{show(len(items))} items"
    return f"{plural(len(items), 'item')} {listed([show(line.number) for line in items])}"


def _each(items: Sequence[Line]) -> str:
    return " each" if len(items) > 1 else ""


def _of_those(whole: Figure, missed: Figure) -> str:
    number = whole.numerator
    return f"{show(number - missed.numerator)} of {show(number)} {plural(number, 'home')}"


def _moved(what: str, before: Figure, now: Figure) -> str:
    then, number = before.numerator, now.numerator
    if then == number:
        return f"{what} are {show(number)}, as then"
    return f"{what} have {'risen' if number > then else 'fallen'} from {show(then)} to {show(number)}"
