"""What is counted: every measure with its definition, and the figure that never comes without its base."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from cp_desktop.model import percent, show


@dataclass(frozen=True)
class Measure:
    """One thing that is counted.

    `one` and `many` are what is counted, in a sentence. `base` is the key of the measure it is shown as a share
    of, None when it is no share of anything. `of_which` is the key of the measure it is a part of.

    Where some of it may lie outside that base, `within` is the key of what lies inside, and `wider` of the base that
    holds all of it and takes over: no share claims to be of those it is not of, or passes 100%.
    """

    key: str
    label: str
    one: str
    many: str
    definition: str
    base: str | None = None
    of_which: str | None = None
    within: str | None = None
    wider: str | None = None

    @property
    def title(self) -> str:
        """The label as it stands alone, away from the figure it is a part of."""
        if self.of_which and self.label.startswith("of which"):
            return f"{ALL_MEASURES[self.of_which].label}, {self.label}"
        return self.label


@dataclass(frozen=True)
class Figure:
    """A measure's number on a day. `denominator` is None exactly when `base` is."""

    measure: Measure
    numerator: int
    denominator: int | None
    base: Measure | None
    as_at: dt.date

    def of(self, other: "Figure") -> "Figure":
        """The same number as a share of another figure: replies of members instead of menu returns."""
        return replace(self, denominator=other.numerator, base=other.measure)

    def percent(self, places: int = 1) -> str:
        """The share, rounded half up: "87.5%"; "n/a" of nothing; "" for a figure that is no share."""
        return "" if self.denominator is None else percent(self.numerator, self.denominator, places)

    def sentence(self, places: int = 1) -> str:
        """The number with its base: "105 of 120 members (87.5%)", or "911 commitments" without one."""
        if self.denominator is None or self.base is None:
            return f"{show(self.numerator)} {self.measure.one if self.numerator == 1 else self.measure.many}"
        noun = self.base.one if self.denominator == 1 else self.base.many
        share = f" ({self.percent(places)})" if self.denominator else ""
        return f"{show(self.numerator)} of {show(self.denominator)} {noun}{share}"


def _keyed(*measures: Measure) -> dict[str, Measure]:
    return {measure.key: measure for measure in measures}


_PAIR = "A councillor and an item count once, however many records support them."

MEASURES = _keyed(
    Measure(
        "members",
        "Members",
        "member",
        "members",
        "Councillors in office on the day. Every other figure counts only them: those who have left drop out, "
        "with all that they promised or did.",
    ),
    Measure(
        "menu_returns",
        "Menu returns",
        "member who returned the menu",
        "members who returned the menu",
        "Members with at least one standing commitment to an item of this year's menu.",
        base="members",
    ),
    Measure(
        "commitments",
        "Commitments",
        "commitment",
        "commitments",
        "Commitments of members to items of this year's menu that stand on the day: made by then and not withdrawn "
        f"by then. {_PAIR}",
    ),
    Measure(
        "replies",
        "Replies",
        "member who replied",
        "members who replied",
        "Members who answered this year's survey by the day. Of several replies of one member the latest counts. "
        "The share is of the menu returns, and of all members where somebody replied who has not returned the menu.",
        base="menu_returns",
        within="replies_with_return",
        wider="members",
    ),
    Measure(
        "replies_with_return",
        "of which with a menu return",
        "member who returned the menu and replied",
        "members who returned the menu and replied",
        "Members who replied and have at least one standing commitment.",
        base="menu_returns",
        of_which="replies",
    ),
    Measure(
        "repliers_commitments",
        "Commitments of those who replied",
        "commitment of those who replied",
        "commitments of those who replied",
        "Standing commitments of the members who answered the survey.",
        base="commitments",
        of_which="commitments",
    ),
    Measure(
        "undertaken_replies",
        "Undertaken (replies)",
        "item undertaken by the replies",
        "items undertaken by the replies",
        f"Items that a member's reply says were undertaken, committed to or not. {_PAIR}",
    ),
    Measure(
        "undertaken_replies_committed",
        "of which committed to",
        "commitment undertaken by the replies",
        "commitments undertaken by the replies",
        "Items undertaken by the replies to which the member had a standing commitment, as a share of the "
        "commitments of those who replied.",
        base="repliers_commitments",
        of_which="undertaken_replies",
    ),
    Measure(
        "undertaken_replies_uncommitted",
        "of which not committed to",
        "item undertaken by the replies without a commitment",
        "items undertaken by the replies without a commitment",
        "Items undertaken by the replies to which the member had no standing commitment.",
        base="undertaken_replies",
        of_which="undertaken_replies",
    ),
    Measure(
        "undertaken_known",
        "Undertaken (all known)",
        "item known to be undertaken",
        "items known to be undertaken",
        "Items that a member's reply says were undertaken, and those that the coordinator has recorded as done "
        f"by the day. {_PAIR}",
    ),
    Measure(
        "undertaken_known_committed",
        "of which committed to",
        "commitment known to be undertaken",
        "commitments known to be undertaken",
        "Items known to be undertaken to which the member had a standing commitment, as a share of all commitments.",
        base="commitments",
        of_which="undertaken_known",
    ),
    Measure(
        "undertaken_known_uncommitted",
        "of which not committed to",
        "item known to be undertaken without a commitment",
        "items known to be undertaken without a commitment",
        "Items known to be undertaken to which the member had no standing commitment.",
        base="undertaken_known",
        of_which="undertaken_known",
    ),
    Measure(
        "not_yet_replies",
        "Not yet undertaken (replies)",
        "commitment not undertaken yet by the replies",
        "commitments not undertaken yet by the replies",
        "Standing commitments of the members who replied that their replies do not say were undertaken.",
        base="repliers_commitments",
        of_which="repliers_commitments",
    ),
    Measure(
        "not_yet_said",
        "of which the reply says “not yet”",
        "commitment of which the reply says “not yet”",
        "commitments of which the reply says “not yet”",
        "Commitments not undertaken yet of which the member's reply says so.",
        base="not_yet_replies",
        of_which="not_yet_replies",
    ),
    Measure(
        "not_yet_no_answer",
        "of which the reply gives no answer",
        "commitment of which the reply gives no answer",
        "commitments of which the reply gives no answer",
        "Commitments not undertaken yet of which the member's reply says nothing: a blank is no answer.",
        base="not_yet_replies",
        of_which="not_yet_replies",
    ),
    Measure(
        "active_members",
        "Members in targeted activity",
        "member in targeted activity",
        "members in targeted activity",
        "Members with at least one item known to be undertaken, from their reply or from the coordinator's record.",
        base="members",
        of_which="members",
    ),
)

# What can be told of one item or one group of items: figures of councillor and item, not of members.
_OF_MEMBERS = {"members", "menu_returns", "replies", "replies_with_return", "active_members"}
PAIR_MEASURES = tuple(key for key in MEASURES if key not in _OF_MEMBERS)

VISITED_RULE = (
    "A visit counts when it was made, by at least one councillor, in the period stated, first and last day "
    "included (the twelve months to the day unless another is stated), but none after the day or before the home "
    "opened; visits of every kind count."
)
CHILDREN_RULE = "The latest count of the council's children by the day holds; a home never counted holds none."

HOME_MEASURES = _keyed(
    Measure(
        "open",
        "Homes open",
        "home",
        "homes",
        "Homes in the register that are open on the day: one is open on the day it opens, and no longer on the day it "
        "closes. One that opened in the period counts in full; one that has closed is not counted, nor are visits "
        "to it.",
    ),
    Measure(
        "visited",
        "Visited by a councillor",
        "home visited",
        "homes visited",
        f"Open homes that a councillor has visited. {VISITED_RULE}",
        base="open",
        of_which="open",
    ),
    Measure(
        "not_visited",
        "Not visited",
        "home not visited",
        "homes not visited",
        f"Open homes that no councillor has visited. {VISITED_RULE}",
        base="open",
        of_which="open",
    ),
    Measure(
        "with_children",
        "Homes with the council's children",
        "home with the council's children",
        "homes with the council's children",
        f"Open homes where children of the council live: the duty to visit covers these. {CHILDREN_RULE}",
        base="open",
        of_which="open",
    ),
    Measure(
        "without_children",
        "Homes without the council's children",
        "home without the council's children",
        "homes without the council's children",
        f"Open homes where no child of the council lives: a visit is encouraged, no duty. {CHILDREN_RULE}",
        base="open",
        of_which="open",
    ),
    Measure(
        "visited_with_children",
        "Visited, with the council's children",
        "home visited that holds the council's children",
        "homes visited that hold the council's children",
        f"Open homes with the council's children that a councillor has visited. {VISITED_RULE} {CHILDREN_RULE}",
        base="with_children",
        of_which="visited",
    ),
    Measure(
        "not_visited_with_children",
        "Not visited, with the council's children",
        "home not visited that holds the council's children",
        "homes not visited that hold the council's children",
        f"Open homes with the council's children that no councillor has visited. {VISITED_RULE} {CHILDREN_RULE}",
        base="with_children",
        of_which="not_visited",
    ),
    Measure(
        "not_visited_without_children",
        "Not visited, without the council's children",
        "home not visited that holds none of the council's children",
        "homes not visited that hold none of the council's children",
        f"Open homes without the council's children that no councillor has visited. {VISITED_RULE} {CHILDREN_RULE}",
        base="without_children",
        of_which="not_visited",
    ),
)

CHANGE_MEASURES = _keyed(
    Measure(
        "opened",
        "Homes opened",
        "home opened",
        "homes opened",
        "Homes that opened from the first day of the period to the day the figures are as at, both included, whether "
        "or not they have closed again.",
    ),
    Measure(
        "closed",
        "Homes closed",
        "home closed",
        "homes closed",
        "Homes that closed from the first day of the period to the day the figures are as at, both included. They are "
        "in no other figure of homes on the day, visited or not.",
    ),
    Measure(
        "came_to_hold",
        "of which came to hold them in the period",
        "home that came to hold the council's children",
        "homes that came to hold the council's children",
        "Homes with the council's children on the day that held none, or were not open, on the day before the period. "
        "They count in full: the duty to visit covers them. A home that was open but never counted before the period "
        "is not told here, and neither is what changed to and fro in between.",
        base="with_children",
        of_which="with_children",
    ),
    Measure(
        "ceased_to_hold",
        "Ceased to hold the council's children",
        "home that ceased to hold the council's children",
        "homes that ceased to hold the council's children",
        "Homes with the council's children on the day before the period that hold none, or are not open any more, on "
        "the day. No duty to visit is left, whatever it was before.",
    ),
)

ALL_MEASURES = MEASURES | HOME_MEASURES | CHANGE_MEASURES


def figures(numbers: Mapping[str, int], as_at: dt.date) -> dict[str, Figure]:
    """Numbers by measure as figures, each with its base where the base is among them."""
    return {figure.measure.key: figure for figure in _figures(numbers, as_at)}


def _figures(numbers: Mapping[str, int], as_at: dt.date) -> Iterator[Figure]:
    for key, number in numbers.items():
        measure = ALL_MEASURES[key]
        base = measure.base
        if measure.within is not None and numbers[measure.within] < number:
            base = measure.wider
        if base is not None and base in numbers:
            yield Figure(measure, number, numbers[base], ALL_MEASURES[base], as_at)
        else:
            yield Figure(measure, number, None, None, as_at)


def how_counted(figure: Figure, scope: str = "", since: dt.date | None = None, until: dt.date | None = None) -> str:
    """How a figure is counted, in paragraphs of plain text that a person can copy.

    `scope` names the part it is of ("Item 3 Attend an event", "Ash ward"), empty for the whole council; `since`
    and `until` are the first and last day of the period in which a visit to a home counts, where it is one of those
    figures; without `until` the period ends with the day.
    """
    measure = figure.measure
    what = "changes" if measure.key in CHANGE_MEASURES else "visits"
    period = f", {what} from {show(since)}" if since else ""
    if since and until and until != figure.as_at and what == "visits":
        period += f" to {show(until)}"
    paragraphs = [
        f"{measure.title}{f' ({scope})' if scope else ''}: {figure.sentence()}, as at {show(figure.as_at)}{period}.",
        f"Counted: {show(figure.numerator)}. {measure.definition}",
    ]
    if figure.base is not None and figure.denominator is not None:
        paragraphs.append(f"Of: {show(figure.denominator)} {figure.base.many}. {figure.base.definition}")
        paragraphs.append("A percentage is rounded half up and always stands beside the two numbers it comes from.")
    return "\n\n".join(paragraphs)
