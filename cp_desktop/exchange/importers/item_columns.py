"""Columns headed by the items of a menu: "7 Weigh both roles", "7. ...: have you undertaken this?"."""

from typing import Any

from cp_desktop.model.values import key, quoted

from ..choices import Option
from ..headings import item_number
from ..importer import ImportContext

WITHOUT_COLUMN = Option("without", "Leave the column out")
ITEMS = "Items of the menu"
ALIKE = 45  # out of 100: below, a heading and its item's wording are taken to be about different things


def item_columns(context: ImportContext) -> dict[int, list[tuple[int, str]]]:
    """The numbered columns: for each item's number the places of its columns and what their headings say.

    Columns without a number that follow one belong to it. A number the menu does not have is a problem.
    """
    found: dict[int, list[tuple[int, str]]] = {}
    number, last = None, 0
    for place, heading in sorted(context.table.others.items()):
        said = item_number(heading)
        if said is not None:
            number = said[0]
        elif number is None or place != last + 1:
            continue
        last = place
        context.taken.add(place)
        words = heading if said is None else said[1]
        first = next((first for first, known in found.get(number, []) if key(known) == key(words)), None)
        if first is None:
            found.setdefault(number, []).append((place, words))
        else:
            context.table.repeats[place] = first
    for unknown in [number for number in found if number not in context.items]:
        known = f"{min(context.items)} to {max(context.items)}" if context.items else "none"
        why = f"the menu of {context.year.label} has no item {unknown}; expected {known}"
        place = found[unknown][0][0]
        context.ask(f"no item: {unknown}", why, [WITHOUT_COLUMN], cause=ITEMS, column=place, proposed="without")
        del found[unknown]
    return found


def same_item(context: ImportContext, place: int, said: str, item: Any) -> bool:
    """Whether a heading speaks of the item of its number. Wholly different words are asked about."""
    if alike(said, item):
        return True
    question = (
        f"the column “{quoted(context.table.headings[place])}” does not sound like item {item.number} of the menu, "
        f"“{item.wording}”. The file may belong to another year's menu."
    )
    answers = [Option("same", f"It is item {item.number}, {item.wording}"), WITHOUT_COLUMN]
    return context.ask(f"item: {item.number} {said}", question, answers, cause=ITEMS, column=place) == "same"


def alike(said: str, item: Any) -> bool:
    """Whether words may well be an item's wording, or part of it. No words at all may."""
    if not said or key(said) == key(item.wording):
        return True
    from rapidfuzz import fuzz, utils

    return bool(fuzz.token_set_ratio(said, item.wording, processor=utils.default_process) >= ALIKE)
