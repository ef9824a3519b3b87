"""Counts in sentences: each number with its noun, each share with the two numbers it comes from."""

from cp_desktop.figures import Figure
from cp_desktop.model import percent, show


def plural(number: int, one: str, many: str | None = None) -> str:
    return one if number == 1 else many or f"{one}s"


def several(figure: Figure, one: str) -> str:
    return f"{show(figure.numerator)} {plural(figure.numerator, one)}"


def have(number: int) -> str:
    return "has" if number == 1 else "have"


def were(number: int) -> str:
    return "was" if number == 1 else "were"


def out_of(figure: Figure, one: str = "") -> str:
    """ "46 of 54 homes (85.2%)", or "46 of 54 (85.2%)" without a noun"""
    whole = figure.denominator or 0
    noun = f" {plural(whole, one)}" if one else ""
    return f"{show(figure.numerator)} of {show(whole)}{noun}" + (f" ({figure.percent()})" if whole else "")


def share(number: int, whole: int, one: str = "") -> str:
    """A percentage with both its numbers, the number standing before it: "87.5% of the 120", with a noun
    "87.5% of the 120 commitments"."""
    noun = f" {plural(whole, one)}" if one else ""
    return f"{percent(number, whole)} of the {'one' if whole == 1 else show(whole)}{noun}"


def all_of(whole: int) -> str:
    """All of a number that was told before."""
    return "it" if whole == 1 else "both of them" if whole == 2 else "all of them"


def written(number: int, figure: Figure) -> str:
    whole = figure.denominator or 0
    return f"{show(number)} of {show(whole)}" + (f" ({figure.percent()})" if whole else "")


def base_of(figure: Figure) -> str:
    """The base of a key figure, under it: "87.5% of 120 members"."""
    if not figure.denominator or figure.base is None:
        return ""
    noun = figure.base.one if figure.denominator == 1 else figure.base.many
    return f"{figure.percent()} of {show(figure.denominator)} {noun}"


def are(number: int) -> str:
    return "is" if number == 1 else "are"
