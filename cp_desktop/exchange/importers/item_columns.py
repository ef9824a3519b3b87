"""Which columns of a file are about which item of the menu: by number, by wording, by place or by what they hold."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from cp_desktop.model.values import key, quoted

from ..cells import line
from ..choices import Option
from ..headings import ITEM, has_codes, item_number, without_codes
from ..importer import ImportContext
from ..menu_words import LIKELY, MenuWords, NamedItem
from ..ticks import read_tick

WITHOUT_COLUMN = Option("without", "Leave the column out")
ITEMS = "Items of the menu"
ALIKE = 45  # out of 100: below, a heading and its item's wording are taken to be about different things
LOOKED_AT = 200  # cells of a column, to see what it holds
FEW_WORDS = 8  # different ones in a column of answers to choose from
# What else a survey asks about an item, or about all of them.
_NAME = re.compile(
    r"\b(may|can|could|shall) (we|you|i|be)\b.*\bnam(e|ed)\b|\b(with|by|under|use|give) (my|your|their|the)? ?names?\b",
    re.I,
)
_QUOTE = re.compile(r"\bquot|\bpermission to (use|share|print|publish)|\bmay we (use|share|print|publish)\b", re.I)
_EXAMPLE = re.compile(
    r"\b(examples?|comments?|describe|details?|tell us|reasons?|why|remarks?|notes?|what did you|if (so|yes|not?)\b)",
    re.I,
)
_SIGNS = (("name", _NAME), ("quote", _QUOTE), ("example", _EXAMPLE))
_CHOOSES = re.compile(
    r"\b(items?|commit\w*|choos\w*|chosen|choices?|pledg\w*|which|undertak\w*|select\w*|tick)\b", re.I
)


@dataclass
class ItemColumns:
    """The places of a file's columns about items.

    `parts` gives for an item's number which of its columns says whether it was "done" (or chosen), gives an "example",
    and the leave to "quote" it and to "name" who said it. `chosen` are columns whose cells name the items themselves;
    `general` those parts that are about all that a row says.
    """

    parts: dict[int, dict[str, int]] = field(default_factory=dict)
    chosen: list[int] = field(default_factory=list)
    general: dict[str, int] = field(default_factory=dict)

    @property
    def places(self) -> list[int]:
        """The columns that say of one item each whether it was done or chosen."""
        return [parts["done"] for parts in self.parts.values()]

    def __bool__(self) -> bool:
        return bool(self.parts or self.chosen)


def item_columns(context: ImportContext) -> ItemColumns:
    """The columns about items. What is not sure is asked, and what is taken says why."""
    return _Finder(context).find()


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


def part_of(heading: str) -> str:
    """What a heading asks about an item: "done", or "example", "quote", "name"."""
    return next((part for part, sign in _SIGNS if sign.search(heading)), "done")


def without_question(heading: str) -> str:
    """An item's wording out of a question's heading: without what is asked about it."""
    return re.sub(r"\W*\b(have|did|has) you\b.*$", "", heading, flags=re.I | re.S)


class _Finder:
    """Goes through the columns without a known heading, from the left."""

    def __init__(self, context: ImportContext) -> None:
        self.context, self.table = context, context.table
        self.words = MenuWords(context.items)
        plain = without_codes(self.table.headings) if has_codes(self.table.headings) else self.table.headings
        self.headings = {place: plain[place] for place in sorted(self.table.others) if place not in self.table.chosen}
        self.found = ItemColumns()
        self.said: dict[int, list[tuple[int, str]]] = {}  # by number the places and what their headings say
        self.renumbered: dict[int, tuple[int, NamedItem]] = {}  # by place the number it has and the item its words are
        self.agreed: set[int] = set()  # places of which was said that their number is right
        self.loose: list[int] = []  # columns that may be about all items

    def find(self) -> ItemColumns:
        if (place := self.context.place("item")) is not None:
            self.found.chosen.append(place)
        for place, means in self.table.chosen.items():
            if (chosen := ITEM.fullmatch(means)) and int(chosen[1]) in self.context.items:
                self._put(int(chosen[1]), place, self.table.headings[place], "as was said")
                self.agreed.add(place)
        number, last = None, 0
        for place, heading in self.headings.items():
            said = item_number(heading)
            named = self._by_words(place, heading, said)
            if named is None and self._names_items(place, heading, said is not None):
                self.found.chosen.append(place)
                self._take(place, "its cells name items of the menu")
                number = None
            elif named is not None or (said is not None and not self._asks_about_all(said)):
                number = named.item.number if named is not None else said[0] if said else None
                assert number is not None
                why = named.why if named else "by its number"
                self._put(number, place, said[1] if said else heading, why)
            elif number is not None and place == last + 1:
                self._put(number, place, heading, f"it follows item {number}")
            else:
                self.loose.append(place)
                continue
            last = place
        self._renumber()
        self._forget_unknown()
        self._sort_out()
        return self.found

    def _take(self, place: int, why: str) -> None:
        self.context.taken.add(place)
        self.table.reasons.setdefault(place, why)

    def _by_words(self, place: int, heading: str, said: tuple[int, str] | None) -> NamedItem | None:
        """The item whose wording a heading has: for certain, or because it was answered so."""
        if said is not None and not said[1]:
            return None
        named = self.words.one(heading)
        if said is None and part_of(heading) != "done" and not (named and named.certain):
            return None  # it asks for an example: of the item before it
        if named is not None:
            if said is not None and named.item.number != said[0] and named.certain and said[0] in self.context.items:
                self.renumbered[place] = said[0], named
            elif said is not None and named.item.number != said[0]:
                return None
            return named
        near = self.words.named(heading) if said is None else []
        return self._ask_which(place, near) if near and self._answers(place) else None

    def _ask_which(self, place: int, near: list[NamedItem]) -> NamedItem | None:
        """Which item a heading means that is more or less like one or several of them."""
        said = self.table.headings[place]
        answers = [Option(str(one.item.number), f"{one.item.number} {one.item.wording}") for one in near[:5]]
        first = near[0]
        clear = len(near) == 1 or near[0].score > near[1].score
        answer = self.context.ask(
            f"item: {said}",
            f"the heading “{quoted(said)}” is something like item {first.item.number}, “{first.item.wording}” "
            f"({first.score:.0f} of 100); which item is it",
            [*answers, WITHOUT_COLUMN],
            cause=ITEMS,
            column=place,
            proposed=answers[0].value if clear else None,
        )
        return next((one for one in near if str(one.item.number) == answer), None)

    def _cells(self, place: int) -> list[str]:
        return [text for row in self.table.rows[:LOOKED_AT] if (text := line(row.cells[place]))]

    def _answers(self, place: int) -> bool:
        """Whether a column holds ticks, or a few words to choose from."""
        cells = self._cells(place)
        ticks = sum(read_tick(text) is not None for text in cells)
        return bool(cells) and (ticks * 2 >= len(cells) or len(set(cells)) <= min(FEW_WORDS, len(cells) // 2))

    def _names_items(self, place: int, heading: str, numbered: bool) -> bool:
        """Whether the cells of a column name items, by their wordings or as numbers under such a heading."""
        cells = self._cells(place)
        split = [self.words.split(text)[0] for text in cells]
        worded = sum(any(one.by != "number" for one in found) for found in split)
        if worded * 2 >= len(cells) > 0:
            return True
        asks = bool(_CHOOSES.search(heading)) and not numbered
        return asks and len(cells) > 0 and sum(map(bool, split)) * 10 >= len(cells) * 8

    def _asks_about_all(self, said: tuple[int, str]) -> bool:
        """Whether the number before a heading is only a question's: of no item, and what it asks is of none."""
        return said[0] not in self.context.items and part_of(said[1]) != "done"

    def _put(self, number: int, place: int, words: str, why: str) -> None:
        """Keeps a column of an item; one that says again what an earlier one is for repeats it."""
        places = self.said.setdefault(number, [])
        first = next((first for first, known in places if key(known) == key(words)), None)
        if first is None:
            places.append((place, words))
        else:
            self.table.repeats[place] = first
        self._take(place, f"item {number}, {why}")

    def _renumber(self) -> None:
        """Asks once for all whether headings mean the items of their numbers or those of their words."""
        if not self.renumbered:
            return
        place, (number, named) = next(iter(self.renumbered.items()))
        said = (
            f"“{quoted(self.table.headings[place])}” is item {named.item.number} of the menu by its words, and item "
            f"{number} by its number; "
        )
        said += f"so it is with {len(self.renumbered)} columns; " if len(self.renumbered) > 1 else ""
        answers = [Option("words", "Their words say which item it is"), Option("numbers", "Their numbers do")]
        answer = self.context.ask(
            "numbers", f"{said}which is right?", [*answers, WITHOUT_COLUMN], cause=ITEMS, proposed="words"
        )
        if answer == "words":
            return
        for place, (number, named) in self.renumbered.items():
            entry = next(one for one in self.said[named.item.number] if one[0] == place)
            self.said[named.item.number].remove(entry)
            if answer == "numbers":
                self.said.setdefault(number, []).append(entry)
                self.agreed.add(place)

    def _forget_unknown(self) -> None:
        """Asks about numbers that the menu does not have."""
        items = self.context.items
        for unknown in [number for number in self.said if number not in items]:
            known = f"{min(items)} to {max(items)}" if items else "none"
            why = f"the menu of {self.context.year.label} has no item {unknown}; expected {known}"
            place = self.said[unknown][0][0]
            self.context.ask(
                f"no item: {unknown}", why, [WITHOUT_COLUMN], cause=ITEMS, column=place, proposed="without"
            )
            self._drop(unknown)

    def _drop(self, number: int) -> None:
        for place, _ in self.said.pop(number):
            self.context.taken.discard(place)
            self.table.reasons.pop(place, None)

    def _sort_out(self) -> None:
        """What each column of an item is for; what is about no item alone is about all."""
        for number, places in list(self.said.items()):
            parts = self._parts(places)
            if "done" in parts and self._agrees(number, parts["done"], dict(places)[parts["done"]]):
                self.found.parts[number] = parts
            elif "done" not in parts:
                self.loose += parts.values()
        self._part_with_the_last()
        items = self.context.items
        self.context.meant |= {parts["done"]: f"item {number}" for number, parts in self.found.parts.items()}
        self.context.besides |= {
            f"item {number}": f"Item {number}: {items[number].wording}" for number in sorted(items)
        }
        for number, parts in self.found.parts.items():
            for part, place in parts.items():
                if part == "example" and part_of(self.table.headings[place]) == "done":
                    said = quoted(self.table.headings[place])
                    self.context.note(f"“{said}” follows item {number} and is taken for what is told of it.")
        for place in sorted(self.loose):
            part = part_of(self.table.headings[place])
            if self.found and part != "done" and part not in self.found.general:
                self.found.general[part] = place
                self.table.reasons.pop(place, None)
                self._take(place, "it asks about all that is said")
            else:
                self.context.taken.discard(place)

    def _agrees(self, number: int, place: int, words: str) -> bool:
        if place in self.agreed:
            return True
        near = self.words.named(words)
        if near and near[0].item.number == number and near[0].score >= LIKELY:
            return True
        return same_item(self.context, place, without_question(words), self.context.items[number])

    def _parts(self, places: Iterable[tuple[int, str]]) -> dict[str, int]:
        """Which of an item's columns is for what: by what it asks, else by its place after the first."""
        parts: dict[str, int] = {}
        for place, said in places:
            part = "done" if place in self.agreed else part_of(said)
            if part == "done" and "done" in parts and "example" not in parts and not self._answers(place):
                part = "example"
            if part not in parts:
                parts[part] = place
            else:
                self.context.taken.discard(place)
                self.table.reasons.pop(place, None)
        return parts

    def _part_with_the_last(self) -> None:
        """What stands behind the last item only, and behind no other, is about all of them."""
        if len(self.found.parts) < 2:
            return
        last = max(self.found.parts.values(), key=lambda parts: parts["done"])
        for part in ("example", "quote", "name"):
            having = [parts for parts in self.found.parts.values() if part in parts]
            place = last.get(part)
            numbered = place is not None and item_number(self.headings[place]) is not None
            if place is not None and having == [last] and not numbered:
                del last[part]
                self.loose.append(place)
