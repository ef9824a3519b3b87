"""The homes of the register and of a file, as a file speaks of them: by URN or by name."""

from typing import Any

from cp_desktop.model.values import key

from ..readers import Row


class Homes:
    """The homes known so far, by URN and by name, and the row of the file that spoke of each."""

    def __init__(self, rows: list[Any]) -> None:
        self.stored = {row.id: row for row in rows}
        self.urns = {key(row.urn): row.id for row in rows if row.urn}
        self.names: dict[str, list[int]] = {}
        for row in rows:
            self.names.setdefault(key(row.name), []).append(row.id)
        self.seen: dict[int, tuple[Row, dict[str, Any]]] = {}
        self.new_urn: dict[int, str | None] = {}

    def find(self, urn: str | None, name: str) -> list[int]:
        """The homes a URN and a name fit: by URN, else those of that name that have no other URN."""
        if urn and key(urn) in self.urns:
            return [self.urns[key(urn)]]
        same = self.names.get(key(name), []) if name else []
        return [one for one in same if not (urn and self._urn(one))]

    def _urn(self, number: int) -> str | None:
        return self.stored[number].urn if number in self.stored else self.new_urn.get(number)

    def take_in(self, number: int, name: str, urn: str | None) -> None:
        """Takes in a home that the file brings."""
        self.names.setdefault(key(name), []).append(number)
        self.new_urn[number] = urn
        if urn:
            self.urns[key(urn)] = number
