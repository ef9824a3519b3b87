"""The roles that a list names beside the seats: read as people write them, added, and ended where they are gone."""

import datetime as dt
import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from cp_desktop.model import Role, RoleHeld, show, table_of
from cp_desktop.model.values import key

from ...choices import Option
from ...importer import ImportContext
from ...plan import CHANGED, LEFT
from ..days import day_answered
from .asked import STAY
from .office import DAY

_NAMES = {key(said): role for role in Role for said in (role.label, *role.others)}
ROLES_GONE = "Roles that are gone"


class RolesHeld:
    """The roles of the register, and what a list that is true on a day changes in them."""

    def __init__(self, context: ImportContext, day: dt.date, ends: bool) -> None:
        self.context, self.draft, self.day = context, context.draft, day
        self._ends = ends  # whether a role that is not listed is taken to have ended
        self._held: dict[int, list[dict[str, Any]]] = {}
        held = table_of(RoleHeld)
        for row in context.session.execute(select(held).order_by(held.c.id)):
            self._held.setdefault(row.councillor_id, []).append(dict(row._mapping))
        self._gone: list[tuple[int, str, dict[str, Any]]] = []

    def listed(self, councillor: int, name: str, said: Iterable[str], since: dt.date | None, whole: bool) -> list[str]:
        """Adds the roles that somebody does not hold yet, from a day on; returns them in words. With `whole` those
        that are not said are kept for `end_those_gone`.
        """
        held = [role for role in self._held.get(councillor, []) if role["end"] is None or role["end"] >= self.day]
        found, added = set[int](), []
        for text in said:
            role, detail = role_of(text)
            same = next((at for at, one in enumerate(held) if _same(one, role, detail)), None)
            if same is None:
                start = since if since and since <= self.day else None
                values = {"councillor_id": councillor, "role": role, "detail": detail, "start": start, "end": None}
                values["id"] = self.draft.add(RoleHeld, **values)
                self._held.setdefault(councillor, []).append(values)
                held.append(values)
                found.add(len(held) - 1)
                added.append(text)
            else:
                self.draft.count_unchanged(RoleHeld)
                found.add(same)
        if whole:
            now = [
                one for at, one in enumerate(held) if at not in found and not (one["start"] and one["start"] > self.day)
            ]
            self._gone += [(councillor, name, one) for one in now]
        return added

    def end_those_gone(self) -> None:
        """Asks, for all at once and for each, whether the roles that are no longer listed have ended, and ends them."""
        gone = [one for one in self._gone if one[2]["start"] is None or one[2]["start"] < self.day]
        if not gone:
            return
        last = self.day - DAY
        answers = [Option(last.isoformat(), f"They ended on {show(last)}"), Option(STAY, "They stay as they are")]
        held = last.isoformat() if self._ends else STAY
        names = [f"{name}: {_words(one)}" for _, name, one in gone]
        said = f"roles that the register has, and the file does not: {'; '.join(names)}; have they ended?"
        ask = self.context.ask
        for_all = ask("roles gone", said, answers, cause=ROLES_GONE, proposed=held, default=held, takes="date")
        own = [Option(last.isoformat(), f"It ended on {show(last)}"), Option(STAY, "It stays as it is")]
        for (_, _, one), name in zip(gone, names, strict=True):
            answer = ask(
                f"role gone: {name}", name, own, cause=ROLES_GONE, proposed=for_all, default=for_all, takes="date"
            )
            ended = day_answered(self.context, f"role gone: {name}", answer)
            if ended is None:
                self.context.line(None, name, LEFT, "Not in the file, and left as it is", group="Role gone")
            else:
                self.draft.change(RoleHeld, one["id"], {"end": ended})
                self.context.line(None, name, CHANGED, f"Until: {show(ended)}", group="Role gone")


def _same(held: dict[str, Any], role: Role, detail: str | None) -> bool:
    # A list that names the role alone speaks of the same role.
    return held["role"] == role and (not detail or _folded(held["detail"]) == _folded(detail))


def _folded(detail: str | None) -> str:
    return key((detail or "").replace("&", " and "))


def _words(role: dict[str, Any]) -> str:
    return " - ".join(filter(None, [show(role["role"]), role["detail"]]))


def roles_in(cell: str) -> list[str]:
    """The roles in a cell, one a line or parted by semicolons; by commas where nothing but plain roles stands."""
    if not cell:
        return []
    by_comma = cell.split(",")
    parts = by_comma if all(key(part) in _NAMES for part in by_comma) else re.split(r"[;\n]", cell)
    return [part.strip() for part in parts if part.strip()]


def role_of(text: str) -> tuple[Role, str | None]:
    """A role as people write it: "Cabinet Member for Finance" is that role, with Finance as its detail.

    What names no role of ours is another role, kept word for word; "Other role" alone, as our lists say, is just that.
    """
    if key(text) == key(Role.OTHER.label):
        return Role.OTHER, None
    if text.startswith("(") and text.endswith(")") and text.count("(") == 1:
        text = text[1:-1].strip()
    for role in Role:
        if role is Role.OTHER:
            continue
        names = "|".join(map(re.escape, (role.label, *role.others)))
        found = re.fullmatch(rf"(?:{names})s?(?:\s*[,:(–-]|\s+(?:for|of|at)\b|$)\s*(.*?)\)?", text, re.I)
        if found:
            return role, found[1].strip() or None
    if found := re.fullmatch(r"(.*\b(?:committee|panel))(?:\s+member)?", text, re.I):
        return Role.COMMITTEE, found[1]
    if found := re.fullmatch(r"chair(?:man|woman|person)? of (?:the )?(.*)", text, re.I):
        return Role.CHAIR, found[1]
    return Role.OTHER, text
