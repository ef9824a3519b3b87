"""Who attended, as a file says it: names in a cell, a name a row, or marks under names."""

import datetime as dt
from collections.abc import Sequence

from cp_desktop.model.values import key

from ..choices import BLANK, Option
from ..importer import ImportContext
from ..pasted_names import named
from ..readers import Row

_NOBODY = {"", "none", "nobody", "noone", "na", "tbc", "tba", "nil"}
_THERE = {"attended", "present", "there", "came", "completed", "trained", "a", "p"}
_NOT_THERE = {"apologies", "apology", "absent", "didnotattend", "dna", "declined", "cancelled", "booked", "invited"}
_NOT_THERE |= {"notattended", "notyet", "nottrained", "accepted", "tentative", "noresponse", "sentapologies"}
THERE, NOT_THERE = Option("attended", "They attended"), Option("not", "They did not attend")


def attendees(context: ImportContext, row: Row, text: str, column: str, day: dt.date | None = None) -> list[int]:
    """The councillors whom a cell names, each once: those who are not certain are asked about, once for the file.

    A surname alone is taken for the one who has it, of all or of those in office on the `day`, and said to be.
    """
    people = [
        one.found.people[0].id
        if one.found.sure
        else context.councillor(row, one.text, column=column, one_of_several=True, day=day)
        for one in named(context.people, text)
        if key(one.text) not in _NOBODY
    ]
    return list(dict.fromkeys(one for one in people if one is not None))


def attendee(context: ImportContext, row: Row, name: str, ward: str, email: str, column: str) -> int | None:
    """The councillor of a row; None where it names nobody, while that is asked, and where the row is left out."""
    if key(name or email) in _NOBODY:
        return None
    return context.councillor(row, name, ward, email, column=column)


def was_there(context: ImportContext, row: Row, place: int) -> bool | None:
    """Whether a mark says that somebody attended; None for a blank, and while a word of it is asked about."""
    said = context.ticked(row, place)
    if not isinstance(said, str):
        return said
    if key(said) in _THERE:
        return True
    if key(said) in _NOT_THERE:
        return False
    given = context.decide_word(row, place, said, (THERE, NOT_THERE))
    return None if given in (None, BLANK) else given == THERE.value


def names_among(context: ImportContext, headings: Sequence[tuple[int, str]]) -> dict[int, int]:
    """The places of those headings that are councillors' names, with whose."""
    found = {place: context.people.find(heading) for place, heading in headings}
    return {place: one.people[0].id for place, one in found.items() if one.sure}
