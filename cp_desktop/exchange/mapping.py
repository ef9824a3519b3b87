"""What a file is: which kind of list, in which of its tables, and what each of their columns means.

Guessed with a reason for each guess, and overruled by what was chosen, now or for an earlier file of the same make.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import RememberedChoice, table_of
from cp_desktop.model.formats import listed
from cp_desktop.model.values import key, quoted

from .asking import Asking
from .cells import line
from .choices import ImportChoices, Option
from .column_contents import named_by_contents
from .headings import ITEM, Table, item_number
from .kind import Kind
from .plan import ColumnUse, Plan, SheetUse, Understood
from .readers import ImportFile, Row
from .tables import RawTable, tables_in

SAMPLES = 3
COLUMNS = "What its columns mean"
_WHY = "by its heading"
_CHOSEN, _BEFORE = "chosen", "as in an earlier file with these headings"


@dataclass
class Mapped:
    """A file with the meaning it was given: its kind and why, the table to be read, what its words meant before."""

    kind: Kind
    reason: str
    table: Table
    shape: str
    sheets: tuple[SheetUse, ...]
    remembered: dict[tuple[str, str], str] = field(default_factory=dict)

    def unread(self) -> list[str]:
        """Which tables of the file are not read, a sentence each."""
        return [
            f"Not read: {quoted(one.name) or 'another table'} ({one.rows:,} rows), "
            + ("a hidden sheet." if one.hidden else one.why)
            for one in self.sheets
            if not one.used and one.rows
        ]

    def understood(self, taken: Collection[int], meant: Mapping[int, str], besides: Mapping[str, str]) -> Understood:
        """What is shown of it; `taken` are the places of columns without a known heading that are read all the same,
        `meant` what they mean, and `besides` what else a column may mean, with labels."""
        table, titles = self.table, self.kind.matcher.title
        names = {place: name for name, place in table.columns.items()}
        names |= {place: names[first] for place, first in table.repeats.items() if first in names}
        columns = []
        for place, heading in enumerate(table.headings):
            samples = [text for row in table.rows[:50] if (text := line(row.cells[place]))]
            if not heading and not samples:
                continue
            name = names.get(place, "")
            label = titles(name) if name else heading if place in taken else "Not used"
            if place in taken and not name and meant.get(place) in besides:
                name = meant[place]
                label = besides[name]
            reason = table.reasons.get(place, _WHY) if name or place in taken else ""
            columns.append(ColumnUse(heading, place, name, label, reason, tuple(samples[:SAMPLES])))
        fields = tuple((one.name, one.titles[0]) for one in self.kind.matcher.headings.values()) + tuple(
            besides.items()
        )
        return Understood(self.kind.name, self.reason, self.sheets, tuple(columns), fields, self.shape)


def understand(session: Session, file: ImportFile, choices: ImportChoices, kinds: Mapping[str, Kind]) -> Mapped:
    """Finds out what a file is. Raises UserError where it holds no table, or none of the kind that was chosen."""
    chosen = kinds[choices.kind] if choices.kind else kinds.get(file.kind or "")
    candidates = [chosen] if chosen else list(kinds.values())
    sheets = [one for one in file.sheets if (one.name in choices.sheets if choices.sheets else not one.hidden)]
    if choices.sheets and not sheets:
        names = listed([f"“{quoted(one.name)}”" for one in file.sheets])
        raise UserError(f"{file.path.name} has no such sheet. Nothing was imported. Its sheets are {names}.")
    raws = [
        raw
        for sheet in sheets
        for raw in tables_in(sheet, lambda row: max(one.matcher.score(row) for one in candidates))
    ]
    if not raws:
        _refuse(file, candidates, chosen)
    known = _remembered(session, [shape_of(raw.headings) for raw in raws])
    kind, best, reason = _best(raws, candidates, choices, known, file)
    shape = shape_of(best.headings)
    remembered = known.get((kind.name, shape), {})
    if choices.kind and not choices.columns:
        _refuse_another_kind(file, kind, best, kinds, remembered)
    _refuse_unknown_columns(file, kind, best, choices)
    same = [raw for raw in raws if _same_columns(raw, best)]
    table = _table(file, kind, best, same, choices, remembered)
    uses = tuple(SheetUse(raw.sheet, len(raw.rows), raw in same) for raw in raws)
    hidden = tuple(
        SheetUse(one.name, len(one.rows), False, one.hidden, "not chosen.") for one in file.sheets if one not in sheets
    )
    mapped = Mapped(kind, reason, table, shape, uses + hidden, remembered)
    _use_contents(session, mapped)
    if not table.columns and not kind.fits(best):
        _refuse(file, candidates, chosen, best)
    return mapped


def shape_of(headings: Sequence[str]) -> str:
    """By what the next file of the same make is known: a digest of its headings."""
    return hashlib.sha256("\n".join(key(text) for text in headings).encode()).hexdigest()[:32]


def ask_for_columns(mapped: Mapped, plan: Plan) -> None:
    """Asks which are the columns that have to be there and have no known heading."""
    table, matcher, asking = mapped.table, mapped.kind.matcher, Asking(mapped.table, plan)
    for group in mapped.kind.missing(tuple(table.columns), table.headings):
        labels = " or ".join(matcher.title(name) for name in group)
        answers = [Option(heading, _with_samples(table, place)) for place, heading in table.others.items()]
        if not answers:
            raise UserError(
                f"{mapped.table.path.name} has no column that says {labels}, and none besides those that are known. "
                "Nothing was imported. Add the column, or choose the right file."
            )
        answer = asking.ask(f"column: {group[0]}", f"which column says {labels}?", answers, cause=COLUMNS)
        if answer is not None:
            place = next(place for place, heading in table.others.items() if heading == answer)
            table.use(place, group[0], _CHOSEN)
            plan.learned["column", key(answer)] = group[0]


def _with_samples(table: Table, place: int) -> str:
    """A heading with the first things that stand under it."""
    samples = [text[:40] for row in table.rows[:SAMPLES] if (text := line(row.cells[place]))]
    return f"{table.headings[place]} ({', '.join(samples)})" if samples else table.headings[place]


def _refuse(file: ImportFile, candidates: Sequence[Kind], chosen: Kind | None, raw: RawTable | None = None) -> None:
    rows = raw.rows[:1] if raw else file.sheets[0].rows[:1] if file.sheets else []
    seen = [text for text in raw.headings if text] if raw else [line(cell) for row in rows for cell in row.cells]
    if chosen is None:
        whats = listed([one.what for one in candidates])
        found = ", ".join(f"“{quoted(text[:40])}”" for text in seen[:6])
        raise UserError(
            f"{file.path.name} is none of the lists that are known: {whats}. "
            + (f"It begins with {found}. " if found else "It is empty. ")
            + "Nothing was imported. Choose the right file, or say which kind of list it is."
        )
    raise UserError(chosen.matcher.refusal(file.path, chosen.what, [text for text in seen if text]))


def _refuse_unknown_columns(file: ImportFile, kind: Kind, raw: RawTable, choices: ImportChoices) -> None:
    """Refuses what was chosen for a column that is not there, or as a meaning that no column has."""
    there = set(map(key, raw.headings))
    for heading, means in choices.columns.items():
        if key(heading) not in there:
            names = listed([f"“{quoted(text)}”" for text in raw.headings if text])
            raise UserError(
                f"{file.path.name} has no column “{quoted(heading)}”. Nothing was imported. Its columns are {names}."
            )
        if means and means not in kind.matcher.headings and not (kind.numbered and ITEM.fullmatch(means)):
            raise UserError(
                f"“{quoted(means)}” is nothing that a column of {kind.what} may mean. Nothing was imported. A column "
                f"may mean {listed(list(kind.matcher.headings))}."
            )


def _refuse_another_kind(
    file: ImportFile,
    kind: Kind,
    raw: RawTable,
    kinds: Mapping[str, Kind],
    remembered: Mapping[tuple[str, str], str],
) -> None:
    """Refuses a table that lacks what this kind needs, and has all that another one does."""
    nothing = ImportChoices()
    matched = _matched(kind, raw, nothing, remembered)
    here, missing = _weight(kind, raw, matched), kind.missing(tuple(matched), raw.headings)
    if not missing or kind.fits(raw):
        return
    for other in kinds.values():
        matched = _matched(other, raw, nothing, {})
        complete = other is not kind and not other.missing(tuple(matched), raw.headings)
        if complete and _weight(other, raw, matched) >= here:
            lacking = " and ".join(" or ".join(map(kind.matcher.title, group)) for group in missing)
            raise UserError(
                f"{file.path.name} looks like {other.what}, not like {kind.what}: it has no column {lacking}. Nothing "
                f"was imported. Import it as {other.label[:1].lower()}{other.label[1:]}, or say what its columns mean."
            )


def _remembered(session: Session, shapes: Sequence[str]) -> dict[tuple[str, str], dict[tuple[str, str], str]]:
    """What earlier imports learned of files with these headings, by kind and shape."""
    c = table_of(RememberedChoice).c
    known: dict[tuple[str, str], dict[tuple[str, str], str]] = {}
    for row in session.execute(select(table_of(RememberedChoice)).where(c.shape.in_(set(shapes)))):
        known.setdefault((row.kind, row.shape), {})[row.subject, row.said] = row.means
    return known


def _best(
    raws: Sequence[RawTable],
    candidates: Sequence[Kind],
    choices: ImportChoices,
    known: Mapping[tuple[str, str], Mapping[tuple[str, str], str]],
    file: ImportFile,
) -> tuple[Kind, RawTable, str]:
    """The kind and the table that fit best, and why."""
    ranked = []
    for raw in raws:
        for kind in candidates:
            before = known.get((kind.name, shape_of(raw.headings)))
            matched = _matched(kind, raw, choices, before or {})
            fits = kind.fits(raw)
            lacking = max(0, len(kind.missing(tuple(matched), raw.headings)) - fits)  # what it holds may tell as well
            weight = _weight(kind, raw, matched) + fits
            ranked.append((before is not None, -lacking, weight, len(raw.rows), kind, raw, matched))
    best = max(ranked, key=lambda one: one[:4])
    kind, raw, matched = best[4:]
    if choices.kind:
        return kind, raw, _CHOSEN
    if file.kind:
        return kind, raw, "by its format"
    if best[0]:
        return kind, raw, "a file with these headings was one before"
    said = listed([f"“{quoted(raw.headings[place])}”" for place in list(matched.values())[:4]])
    return kind, raw, f"it has the headings {said}" if said else "by what it holds"


def _chosen(choices: ImportChoices, remembered: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """What folded headings mean by choice, now or before."""
    before = {said: means for (subject, said), means in remembered.items() if subject == "column"}
    return before | {key(heading): means for heading, means in choices.columns.items()}


def _matched(
    kind: Kind, raw: RawTable, choices: ImportChoices, remembered: Mapping[tuple[str, str], str]
) -> dict[str, int]:
    return kind.matcher.match(raw.headings, _chosen(choices, remembered))[0]


def _weight(kind: Kind, raw: RawTable, matched: Mapping[str, int]) -> int:
    """How many of a table's columns are those of a kind of list, columns of items included where it has them."""
    items = sum(item_number(heading) is not None for heading in raw.headings) if kind.numbered else 0
    return len(matched) + items


def _same_columns(raw: RawTable, other: RawTable) -> bool:
    return sorted(map(key, filter(None, raw.headings))) == sorted(map(key, filter(None, other.headings)))


def _table(
    file: ImportFile,
    kind: Kind,
    best: RawTable,
    same: Sequence[RawTable],
    choices: ImportChoices,
    remembered: Mapping[tuple[str, str], str],
) -> Table:
    """The rows of the tables of one shape under their headings, each column with what it is taken for."""
    chosen = _chosen(choices, remembered)
    columns, others, repeats = kind.matcher.match(best.headings, chosen)
    now = {key(heading) for heading in choices.columns}
    reasons = {
        place: _CHOSEN if key(best.headings[place]) in now else _BEFORE
        for place in columns.values()
        if key(best.headings[place]) in chosen
    }
    rows = [row for raw in same for row in _rows(raw, best)]
    table = Table(
        file.path,
        best.heading_rows[-1] if best.heading_rows else 0,
        list(best.headings),
        columns,
        others,
        repeats,
        reasons,
        rows,
        best.day_zero,
        len({raw.sheet for raw in same}) > 1,
        {place: chosen[key(heading)] for place, heading in others.items() if key(heading) in chosen},
    )
    for place, heading in list(others.items()):
        if key(heading) not in chosen and (like := kind.matcher.like(heading)) and like[0] not in columns:
            table.use(place, like[0], f"its heading is much like “{like[1]}”")
    return table


def _rows(raw: RawTable, best: RawTable) -> list[Row]:
    """The rows of a table with their cells in the order of another one's headings."""
    if list(map(key, raw.headings)) == list(map(key, best.headings)):
        return raw.rows
    free = list(enumerate(map(key, raw.headings)))
    order = []
    for heading in map(key, best.headings):
        found = next(((place, one) for place, one in free if one == heading), None)
        if found:
            free.remove(found)
        order.append(found[0] if found else None)
    return [
        Row(row.number, ["" if at is None else row.cells[at] for at in order], row.sheet, row.hidden, row.struck)
        for row in raw.rows
    ]


def _use_contents(session: Session, mapped: Mapped) -> None:
    """Takes columns that have to be there for what they are by their cells: names, wards, addresses, days."""
    table = mapped.table
    for group in mapped.kind.missing(tuple(table.columns), table.headings):
        found = named_by_contents(session, mapped.kind, table, group)
        if found:
            name, place, why = found
            table.use(place, name, why)
