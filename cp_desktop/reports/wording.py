"""Counts in sentences: each number with its noun, each share with the two numbers it comes from."""

from cp_desktop.figures import Figure
from cp_desktop.model import show


def plural(number: int, one: str, many: str | None = None) -> str:
    return one if number == 1 else many or f"{one}s"


def several(figure: Figure, one: str) -> str:
    return f"{show(figure.numerator)} {plural(figure.numerator, one)}"


def have(number: int) -> str:
    return "has" if number == 1 else "have"


def out_of(figure: Figure, one: str) -> str:
    """ "46 of the 54 homes (85.2%)" """
    whole = figure.denominator or 0
    return f"{show(figure.numerator)} of {show(whole)} {plural(whole, one)}" + (
        f" ({figure.percent()})" if whole else ""
    )


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


def in_words(number: int) -> str:
    return "no" if number == 0 else show(number)


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]
