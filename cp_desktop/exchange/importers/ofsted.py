"""What the words of Ofsted's lists mean.

The lists are of all England. They withhold the names of private homes, and have a row for each place (providers) or for
each inspection.
"""

import re

from cp_desktop.model.homes import HomeKind, Judgement
from cp_desktop.model.values import UnreadableError, key, read_choice

WITHHELD = "redacted"  # what Ofsted prints instead of the name and the address of a private home
# Said of an interim inspection: which way things went since the full one, which alone gives a grade.
_NO_GRADE = re.compile(
    r"(?:sustained|improved?|declined?|maintained)(?:in)?(?:effectiveness)?|not(?:yet)?(?:judged|inspected|applicable)|"
    r"na|none|nojudgement|tbc|met|notmet|insufficientevidence|newlyregistered|new"
)
_CLOSED = re.compile(r"closed|resigned|cancelled|deregistered|ceased|removed|inactive|voluntarycancellation")
_OPEN = re.compile(r"active|registered|open|suspended|proposedtoclose|operational|current")


def withheld(text: str) -> bool:
    return key(text) == WITHHELD


def says_a_grade(said: str) -> bool:
    return bool(said) and not _NO_GRADE.fullmatch(key(said))


def grade_of(said: str) -> Judgement | None:
    """The grade in a cell; None for what is said where none was given. Raises UnreadableError for other words."""
    if not says_a_grade(said):
        return None
    found = read_choice(said, Judgement)
    assert isinstance(found, Judgement)
    return found


def has_closed(status: str) -> bool | None:
    """Whether a status of registration says that a place has closed; None for a word that is not known."""
    said = key(status)
    if _CLOSED.match(said):
        return True
    return False if not said or _OPEN.match(said) else None


def kind_of(provision: str, short_breaks_only: bool) -> HomeKind | None:
    """What a place is, as far as a type of provision says it; None where it may be more than a home."""
    if short_breaks_only:
        return HomeKind.SHORT_BREAKS
    try:
        found = read_choice(provision, HomeKind)
    except UnreadableError:
        return None
    return found if isinstance(found, HomeKind) and found is not HomeKind.HOME else None
