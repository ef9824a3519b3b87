"""A cell that names the items themselves: one of them, or all that were chosen from a list."""

from typing import Any

from cp_desktop.model.values import quoted

from ..choices import BLANK, LEAVE_OUT, TAKE_AS_BLANK, Option
from ..importer import ImportContext
from ..menu_words import MenuWords, NamedItem
from ..readers import Row
from ..ticks import stands_for_nothing
from .item_columns import ITEMS


class ItemChoices:
    """The columns of a table whose cells name items of the menu."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        self.words = MenuWords(context.items)
        self.wanting = [number for number, item in context.items.items() if item.own_words]
        self._split: dict[str, tuple[list[NamedItem], list[str]]] = {}

    def read(self, row: Row, place: int) -> dict[int, str | None]:
        """The items that a cell names, by number, with the words of the one that wants some.

        What else it says is own words of the item that wants them, where there is one; otherwise it is asked about.
        """
        text = self.context.lines(row, place)
        if not text or stands_for_nothing(text):
            return {}
        if (meant := self.context.meaning(place, row.cells[place])) is not None:
            text = meant
        if text not in self._split:
            self._split[text] = self.words.split(text)
        named, others = self._split[text]
        chosen: dict[int, str | None] = {}
        for one in named:
            chosen[one.item.number] = None
            if not one.certain:
                self._tell(row, place, one)
        for other in others:
            self._add(row, place, other, chosen)
        return chosen

    def _tell(self, row: Row, place: int, one: NamedItem) -> None:
        """Shows what words were taken for that are not quite an item's."""
        item = f"item {one.item.number}, “{one.item.wording}”"
        said = f"“{quoted(one.said)}” is something like {item} ({one.score:.0f} of 100)"
        answer = Option(str(one.item.number), f"It is item {one.item.number}")
        self.context.ask(
            f"item: {one.said}",
            said,
            [answer, LEAVE_OUT],
            cause=ITEMS,
            row=row,
            column=place,
            proposed=answer.value,
            default=answer.value,
        )

    def _add(self, row: Row, place: int, other: str, chosen: dict[int, str | None]) -> None:
        """Finds out what else a cell says."""
        if stands_for_nothing(other):
            return
        own = self.wanting[0] if len(self.wanting) == 1 else None
        items: dict[int, Any] = self.context.items
        near = [one.item.number for one in self.words.named(other)]
        number = self.words.number(other)
        if own is not None and not near and number is None:
            said = chosen.get(own)
            chosen[own] = f"{said}; {other}" if said else other
            return
        if number is not None:
            known = f"; its items are {min(items)} to {max(items)}" if items else ""
            sentence = f"the menu of {self.context.year.label} has no item “{quoted(other)}”{known}"
        else:
            sentence = f"“{quoted(other)}” is no item of the menu; which is meant?"
        order = dict.fromkeys([*near, *([own] if own is not None else []), *items])
        answers = [Option(str(one), f"{one} {items[one].wording}") for one in order]
        answer = self.context.ask(
            f"item: {other}",
            sentence,
            [*answers, TAKE_AS_BLANK, LEAVE_OUT],
            cause=ITEMS,
            row=row,
            column=place,
            proposed=answers[0].value if near else None,
        )
        if answer is not None and answer != BLANK:
            chosen.setdefault(int(answer), other if items[int(answer)].own_words else None)
