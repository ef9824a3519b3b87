"""Two councillors who are one become one, and one who is two becomes two: with all that is recorded of them."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session
from sqlalchemy.schema import Column

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Councillor, Erasure, Term, fields, show, table_of
from cp_desktop.model.names import display_name
from cp_desktop.model.values import quoted
from cp_desktop.register import Register

from .merging import Row, Steps, Wording, meet, references, rows_of
from .outcome import Outcome


@dataclass(frozen=True)
class Side:
    """One of two councillors, as they are compared: facts by label, and what is recorded of them, in all."""

    id: int
    name: str
    facts: Mapping[str, str]


@dataclass(frozen=True)
class MergePlan:
    """What merging two councillors would do, told before anything is done.

    `filled` are fields, by label, that the one who is kept gets from the other; `left_out` what the other has
    differently. `moving` are the records that move, in words, by how many of what they are ("2 replies"); `clashes`
    say what becomes of records that both have.
    """

    keep: Side
    other: Side
    filled: list[tuple[str, str]]
    left_out: list[tuple[str, str]]
    moving: Mapping[str, list[str]]
    clashes: list[str]


@dataclass(frozen=True)
class HeldRecord:
    """One record that refers to a councillor: its table and key, what kind of record it is, and what it says."""

    table: str
    id: int
    kind: str
    words: str

    @property
    def key(self) -> tuple[str, int]:
        return self.table, self.id


def plan_merge(register: Register, keep: int, other: int) -> MergePlan:
    """What `merge` would do. Nothing is changed. Raises UserError as it does."""
    with register.reading() as session:
        mine, theirs = _pair(session, keep, other)
        steps, wording = meet(session, keep, other), Wording(session)
        held = {(kind, row["id"]): row for kind, _, row in _rows(session, other)}
        moving: dict[type[Base], list[str]] = {}
        for kind, _, id in steps.moved:
            moving.setdefault(kind, []).append(wording.row(kind, held[kind, id]))
        filled, left_out = _fields_of(mine, theirs)
        labels = {name: said.label for name, _, said in fields(Councillor)}
        return MergePlan(
            _side(session, mine),
            _side(session, theirs),
            [(labels[name], _in_a_line(value)) for name, value in filled.items()],
            [(labels[name], _in_a_line(getattr(theirs, name))) for name in left_out],
            {_counted(kind, len(words)): words for kind, words in moving.items()},
            steps.told,
        )


def told(plan: MergePlan, named: bool = True) -> list[tuple[str, list[str]]]:
    """What a merge would do, in sentences under headings; of fields, unless `named`, only which they are."""

    def of_fields(values: list[tuple[str, str]]) -> list[str]:
        return [f"{label}: {value}" if named else label for label, value in values]

    parts = [
        ("What both have", plan.clashes),
        ("Filled in from the one who goes", of_fields(plan.filled)),
        ("Left out, as the one who stays has something else", of_fields(plan.left_out)),
        *((f"Moves: {many}", words) for many, words in plan.moving.items()),
    ]
    return [(title, sentences) for title, sentences in parts if sentences]


def _counted(kind: type[Base], number: int) -> str:
    return f"1 {kind.one}" if number == 1 else f"{number:,} {kind.many}"


def _in_a_line(value: Any) -> str:
    return quoted(" ".join(show(value).split()))


def merge(register: Register, keep: int, other: int) -> Outcome:
    """Makes one councillor of two: all that refers to the other refers to the one who is kept, whose blank fields are
    filled, and the other goes. The outcome counts the records that moved.

    Raises UserError where it is one and the same, or one of them is gone or was erased.
    """
    with register.operation("Merge councillors") as session:
        mine, theirs = _pair(session, keep, other)
        names = display_name(session, Councillor, other), display_name(session, Councillor, keep)
        label = session.info["label"] = f"Merge councillor {names[0]} into {names[1]}"
        steps = meet(session, keep, other)
        filled, _ = _fields_of(mine, theirs)
        _write(session, steps, keep)
        session.delete(session.get_one(Councillor, other))
        session.flush()  # the other's number is free now
        if filled:
            session.execute(update(table_of(Councillor)).where(table_of(Councillor).c.id == keep).values(**filled))
        return Outcome(label, len(steps.moved))


def _write(session: Session, steps: Steps, keep: int) -> None:
    for kind, id in steps.dropped:
        session.delete(session.get_one(kind, id))  # and what belongs to it
    session.flush()
    for kind, id, values in steps.changed:
        session.execute(update(table_of(kind)).where(table_of(kind).c.id == id).values(**values))
    for kind, column, id in steps.moved:
        _refer(session, kind, column, id, keep)
    for kind, values in steps.added:
        session.execute(insert(table_of(kind)).values(**values))
    session.expire_all()  # what moved is nobody's that goes


def _pair(session: Session, keep: int, other: int) -> tuple[Councillor, Councillor]:
    if keep == other:
        raise UserError("This is one and the same councillor. Nothing was changed. Choose another to merge with.")
    return _councillor(session, keep), _councillor(session, other)


def _councillor(session: Session, id: int) -> Councillor:
    row = session.get(Councillor, id)
    if row is None:
        raise UserError(
            "This councillor is no longer in the register. Nothing was changed. Was it deleted? See History."
        )
    erased = select(Erasure).where(Erasure.table_name == Councillor.__tablename__, Erasure.row_key == id)
    if session.scalars(erased).first() is not None:
        raise UserError(
            f"{row.name} was erased: who it was is not known any more. Nothing was changed. Choose another."
        )
    return row


def _fields_of(mine: Councillor, theirs: Councillor) -> tuple[dict[str, Any], list[str]]:
    """What the one who is kept gets from the other, and the fields of the other that go with it. Notes are added."""
    filled, left_out = {}, []
    for name, _, _ in fields(Councillor):
        own, others = getattr(mine, name), getattr(theirs, name)
        if others in (None, "", own):
            continue
        if own in (None, ""):
            filled[name] = others
        elif name == "notes":
            filled[name] = f"{own}\n\n{others}"
        else:
            left_out.append(name)
    return filled, left_out


def _side(session: Session, councillor: Councillor) -> Side:
    others = sum(kind is not Term for kind, _, _ in _rows(session, councillor.id))
    latest = max(councillor.terms, key=lambda term: term.start, default=None)
    facts = {
        "Member ID": show(councillor.member_id),
        "E-mail": show(councillor.email),
        "Party": show(latest.party) if latest else "",
        "Ward": latest.ward.name if latest else "",
        "In office since": show(min(term.start for term in councillor.terms)) if latest else "",
        "Until": show(latest.end) if latest else "",
        "Terms of office": show(len(councillor.terms)),
        "Other records": show(others),
    }
    return Side(councillor.id, councillor.name, facts)


def held_records(register: Register, id: int) -> list[HeldRecord]:
    """All that refers to a councillor, kind by kind: what a split divides. Raises UserError where there is none."""
    with register.reading() as session:
        _councillor(session, id)
        wording = Wording(session)
        return [
            HeldRecord(kind.__tablename__, row["id"], kind.one.capitalize(), wording.row(kind, row))
            for kind, _, row in _rows(session, id)
        ]


def split(register: Register, id: int, chosen: Collection[tuple[str, int]], values: Mapping[str, str | None]) -> int:
    """Makes a councillor of the chosen records of another (table and key of each); returns the new one's key.

    `values` are the fields of the new one; a name that is not given is that of the old one. Each of the two needs a
    term of office: where none is chosen, or all are, both have them. Raises UserError where nothing is chosen, or what
    is chosen is not this councillor's.
    """
    with register.operation("Split a councillor") as session:
        row = _councillor(session, id)
        named = display_name(session, Councillor, id)
        session.info["label"] = f"Split councillor {named}: {len(chosen):,} records to a new one"
        held = list(_rows(session, id))
        if not chosen:
            raise UserError("Nothing is chosen. Nothing was changed. Choose the records of the new councillor.")
        if not set(chosen) <= {(kind.__tablename__, one["id"]) for kind, _, one in held}:
            raise UserError(
                "Some of the records are no longer this councillor's. Nothing was changed. Choose them again."
            )
        given = {name: getattr(row, name) for name in ("title", "forename", "surname")}
        new = Councillor(**given | {name: value for name, value in values.items() if value})
        session.add(new)
        session.flush()
        terms = [one for kind, _, one in held if kind is Term]
        going = [one for one in terms if (Term.__tablename__, one["id"]) in chosen]
        shared = terms if len(going) in (0, len(terms)) else []
        for one in shared:
            copied = {name: value for name, value in one.items() if name != "id"}
            session.execute(insert(table_of(Term)).values(**copied | {"councillor_id": new.id}))
        for kind, column, one in held:
            if (kind.__tablename__, one["id"]) in chosen and one not in shared:
                _refer(session, kind, column.name, one["id"], new.id)
        return new.id


def _rows(session: Session, id: int) -> Iterator[tuple[type[Base], Column[Any], Row]]:
    for kind, column in references():
        for row in rows_of(session, kind, column, id):
            yield kind, column, row


def _refer(session: Session, kind: type[Base], column: str, id: int, councillor: int) -> None:
    session.execute(update(table_of(kind)).where(table_of(kind).c.id == id).values({column: councillor}))
