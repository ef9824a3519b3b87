"""Imports the list of councillors: who they are, their seats and their roles. Nobody missing from it is touched."""

import datetime as dt
import re
from typing import Any

from sqlalchemy import select

from cp_desktop.model import Councillor, Role, RoleHeld, Term, show, table_of
from cp_desktop.model.values import key, quoted

from ..choices import Option
from ..headings import Heading
from ..importer import WHO, ImportContext, describe_changes
from ..kind import Kind
from ..names import bare
from ..people import Person, name_key, ward_key
from ..plan import ADDED, CHANGED, LEFT, number_of
from ..readers import Row

_ROLES = {key(said) for role in Role for said in (role.label, *role.others)}
_DAY = dt.timedelta(days=1)
_GONE = re.compile(r"\b(resigned|died|deceased|retired|former|until|suspended|disqualified)\b", re.I)
NEW = Option("new", "Somebody new")


def plan(context: ImportContext) -> None:
    Councillors(context).plan()


KIND = Kind(
    name="councillors",
    label="Councillors",
    what="councillors",
    plan=plan,
    needs=(
        ("councillor.surname", "name"),
        ("ward",),
        # What lists of homes and of commitments do not have.
        ("councillor.surname", "term.party", "councillor.email", "councillor.member_id", "term.start"),
    ),
    records=(Councillor, Term),
    dated="True on",
    dated_help="Wards and parties that differ change on this day; empty: as the file says",
    complete="This is everybody in office",
    headings=(
        Heading("name", ("Councillor", "Name", "Councillor name", "Full name", "Member", "Person name")),
        Heading("ward", ("Ward", "Ward name", "Division", "Electoral division")),
        Heading("district", ("District", "Area")),
        Heading("roles", ("Roles", "Role", "Key posts", "Posts")),
    ),
)


class Councillors:
    def __init__(self, context: ImportContext) -> None:
        self.context, self.draft = context, context.draft
        run = context.session.execute
        self.stored = {row.id: row for row in run(select(table_of(Councillor)))}
        self.terms: dict[int, list[dict[str, Any]]] = {}
        for row in run(select(table_of(Term)).order_by(table_of(Term).c.start)):
            self.terms.setdefault(row.councillor_id, []).append(dict(row._mapping))
        held = table_of(RoleHeld).c
        self.roles: set[tuple[int, Role, str]] = set()
        for councillor, role, detail in run(select(held.councillor_id, held.role, held.detail)):
            # A list that names the role alone speaks of the same role.
            self.roles |= {(councillor, role, key(detail or "")), (councillor, role, "")}
        self.seen: dict[int, tuple[Row, dict[str, Any]]] = {}
        self.new: dict[str, int] = {}

    def plan(self) -> None:
        context, vacant = self.context, 0
        for row in context.rows():
            said = self._person(row)
            if self._vacant(row, said):
                vacant += 1
                context.line(row, "Vacant seat", LEFT, "A vacant seat is nobody: left out")
            elif _GONE.search(context.text(row, "name")):
                whole = context.text(row, "name")
                context.trouble(
                    row,
                    "name",
                    f"“{quoted(whole)}” says more than a name; expected the name, and the last day under Term end",
                )
            elif not said.get("surname") or not said.get("forename"):
                part = next(p for p in ("surname", "forename") if not said.get(p))
                column = f"councillor.{part}" if context.has(f"councillor.{part}") else "name"
                context.missing(row, column, label=part.capitalize())
            elif not context.text(row, "ward"):
                context.missing(row, "ward")
            else:
                self._row(row, said)
        if vacant:
            context.note(f"{vacant} vacant {'seat was' if vacant == 1 else 'seats were'} left out.")
        missing = len(set(self.stored) - set(self.seen))
        if missing:
            context.note(f"Not in the file, and left as they are in the register: {number_of(missing, Councillor)}.")

    def _person(self, row: Row) -> dict[str, Any]:
        said = self.context.values(row, Councillor)
        if whole := self.context.text(row, "name"):
            forename, _, surname = bare(whole).rpartition(" ")
            said = {"forename": forename or None, "surname": surname} | said
        return said

    def _vacant(self, row: Row, said: dict[str, Any]) -> bool:
        names = [key(said.get(part) or "") for part in ("forename", "surname")]
        party = key(self.context.text(row, "term.party")) if not any(names) else ""
        return any(name.startswith("vacan") for name in [*names, party])

    def _row(self, row: Row, said: dict[str, Any]) -> None:
        context = self.context
        ward = context.text(row, "ward")
        name = f"{said['forename']} {said['surname']}"
        found = self._who(row, name, ward, said)
        if found is None:
            return
        details, verdict = [], LEFT
        if found == 0:
            number = self.draft.add(Councillor, **said)
            self.new[self._sign(name, ward, said)] = number
            verdict = ADDED
        else:
            number = found
            if number in self.seen and not self._agrees(row, number, said):
                return
            if number in self.stored:
                stored = self.stored[number]
                if self.context.has("name") and name_key(name) == name_key(f"{stored.forename} {stored.surname}"):
                    # A name in one cell does not say where the surname begins: the register knows.
                    said = said | {"forename": stored.forename, "surname": stored.surname}
                details = context.update(Councillor, stored, said)
                verdict = CHANGED if details else LEFT
        self.seen.setdefault(number, (row, said))
        for done, detail in (self._term(row, number, ward, name), self._roles(row, number)):
            if done != LEFT and verdict == LEFT:
                verdict = CHANGED
            details += [detail] if detail else []
        context.line(row, f"{name} ({ward})", verdict, "; ".join(details))

    def _sign(self, name: str, ward: str, said: dict[str, Any]) -> str:
        """What two rows of one file share when they are about one new councillor."""
        own = said.get("member_id") or said.get("email")
        return f"own {key(own)}" if own else f"name {name_key(name)} {ward_key(ward)}"

    def _agrees(self, row: Row, number: int, said: dict[str, Any]) -> bool:
        """Whether a second row about one councillor is about the same person."""
        first, before = self.seen[number]
        names = [name_key(f"{one['forename']} {one['surname']}") for one in (before, said)]
        if names[0] == names[1]:
            return True
        column = "councillor.member_id" if said.get("member_id") else "councillor.email"
        self.context.trouble(
            row, column, f"row {first.number} has the same but another name; expected each councillor's own"
        )
        return False

    def _who(self, row: Row, name: str, ward: str, said: dict[str, Any]) -> int | None:
        """The councillor a row is about, 0 for a new one, None when a person has to say."""
        sign = self._sign(name, ward, said)
        if sign in self.new:
            return self.new[sign]
        people, member_id = self.context.people, said.get("member_id")
        if by_id := people.with_id(member_id):
            if by_id[0].may_be_called(name):
                return by_id[0].id
            self.context.trouble(
                row,
                "councillor.member_id",
                f"{member_id} is {by_id[0].name} in the register; expected the number of {name}",
            )
            return None
        # One with another number is another person, whatever the name.
        alike = [one for one in people.with_name(name) if not (member_id and one.member_id)]
        if not alike:
            return 0
        if email := said.get("email"):
            by_email = [one for one in alike if (one.email or "").casefold() == email.casefold()]
            if len(by_email) == 1:
                return by_email[0].id
        there = [one for one in alike if any(ward_key(ward) == ward_key(seat) for seat in one.wards)]
        if len(there) == 1 and self._could_be(there[0], said):
            return there[0].id
        asked = there or alike
        question = f"“{quoted(name)}” of {quoted(ward)} may be a councillor the register has already."
        answers = [*(Option(f"councillor:{one.id}", one.label) for one in asked), NEW]
        answer = self.context.ask(f"same: {name} | {ward}", question, answers, cause=WHO, row=row, column="name")
        return None if answer is None else 0 if answer == NEW.value else int(answer.partition(":")[2])

    def _could_be(self, person: Person, said: dict[str, Any]) -> bool:
        """Whether nothing but the e-mail address could tell them apart, and it does not."""
        email = said.get("email")
        if not email or not person.email or said.get("member_id"):
            return True
        return bool(person.email.casefold() == email.casefold())

    def _term(self, row: Row, number: int, ward: str, name: str) -> tuple[str, str]:
        """Adds or mends the seat a row speaks of; returns the verdict and what to say of it."""
        context = self.context
        said = context.values(row, Term)
        terms = self.terms.setdefault(number, [])
        start = said.get("start")
        if start is None and self.context.stopped:
            return LEFT, ""
        day = start or context.assumed_day
        ward_id = context.wards.named(ward, context.text(row, "district"), day)
        wanted = said | {"ward_id": ward_id}
        same = next((term for term in terms if term["start"] == day), None)
        if same is None and start is None:
            # A list without dates says how things stand, not since when.
            same = next((t for t in terms if t["start"] <= day and (t["end"] is None or t["end"] >= day)), None)
            if same and context.date and any(same[name] != value for name, value in wanted.items()):
                same = None
        if same is not None:
            return self._mend(row, same, wanted)
        wanted["start"] = day
        details = ""
        for term in terms:
            if term["start"] < day and (term["end"] is None or term["end"] >= day):
                self._set(term, {"end": day - _DAY})
                details = f"the term from {show(term['start'])} ends on {show(term['end'])}"
        fresh: dict[str, Any] = {"party": None, "end": None} | wanted
        fresh["id"] = self.draft.add(Term, councillor_id=number, **wanted)
        terms.append(fresh)
        begins = show(day) if start else f"{context.assume_day(name)}, for the file gives none"
        return ADDED, f"{ward} from {begins}" + (f"; {details}" if details else "")

    def _mend(self, row: Row, term: dict[str, Any], wanted: dict[str, Any]) -> tuple[str, str]:
        changes = {name: value for name, value in wanted.items() if term[name] != value}
        if not changes:
            self.draft.count_unchanged(Term)
            return LEFT, ""
        self._set(term, changes)
        ward = {"ward_id": f"Ward: {self.context.text(row, 'ward')}"}
        return CHANGED, "; ".join(describe_changes(Term, changes, ward))

    def _set(self, term: dict[str, Any], changes: dict[str, Any]) -> None:
        term.update(changes)
        self.draft.change(Term, term["id"], changes)

    def _roles(self, row: Row, number: int) -> tuple[str, str]:
        added = []
        for text in roles_in(self.context.lines(row, "roles")):
            role, detail = role_of(text)
            mark = (number, role, key(detail or ""))
            if self.draft.add_once(self.roles, mark, RoleHeld, councillor_id=number, role=role, detail=detail):
                added.append(text)
        return (ADDED, "roles: " + ", ".join(added)) if added else (LEFT, "")


def roles_in(cell: str) -> list[str]:
    """The roles in a cell, one a line or parted by semicolons; by commas where nothing but plain roles stands."""
    if not cell:
        return []
    by_comma = cell.split(",")
    parts = by_comma if all(key(part) in _ROLES for part in by_comma) else re.split(r"[;\n]", cell)
    return [part.strip() for part in parts if part.strip()]


def role_of(text: str) -> tuple[Role, str | None]:
    """A role as people write it: "Cabinet Member for Finance" is that role, with Finance as its detail.

    What names no role of ours is another role, kept word for word; "Other role" alone, as our lists say, is just that.
    """
    if key(text) == key(Role.OTHER.label):
        return Role.OTHER, None
    for role in Role:
        if role is Role.OTHER:
            continue
        names = "|".join(map(re.escape, (role.label, *role.others)))
        found = re.fullmatch(rf"(?:{names})s?(?:\s*[,:(–-]|\s+(?:for|of|at)\b|$)\s*(.*?)\)?", text, re.I)
        if found:
            return role, found[1].strip() or None
    if found := re.fullmatch(r"(.*\b(?:committee|panel))\s+member", text, re.I):
        return Role.COMMITTEE, found[1]
    if found := re.fullmatch(r"chair(?:man|woman|person)? of (?:the )?(.*)", text, re.I):
        return Role.CHAIR, found[1]
    return Role.OTHER, text
