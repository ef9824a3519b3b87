"""What is new in an edition of the handbook since the last one: on the menu, item by item, and in the chapters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Edition, Item, MunicipalYear, normalise
from cp_desktop.register.texts import Section

ALIKE = 0.6  # how much of two wordings agrees when one is the other reworded,
SAME_NUMBER = 0.45  # and when they stand under the same number
GUIDANCE = ("condition", "meaning", "how_to", "examples", "questions", "counts_as_done")


@dataclass
class HandbookChanges:
    """What changed since the edition of the year before: items, and the titles of chapters."""

    since: str
    added: list[Item] = field(default_factory=list)
    dropped: list[Item] = field(default_factory=list)
    reworded: list[tuple[Item, Item]] = field(default_factory=list)  # as it was, as it is
    regrouped: list[tuple[Item, Item]] = field(default_factory=list)
    renumbered: list[tuple[Item, Item]] = field(default_factory=list)
    explained_anew: list[Item] = field(default_factory=list)
    chapters_added: list[str] = field(default_factory=list)
    chapters_rewritten: list[str] = field(default_factory=list)
    chapters_dropped: list[str] = field(default_factory=list)


def previous(session: Session, year: MunicipalYear) -> Edition | None:
    """The latest menu of an earlier year."""
    query = select(Edition).join(Edition.year).where(MunicipalYear.first_day < year.first_day)
    return session.scalars(query.order_by(MunicipalYear.first_day.desc()).limit(1)).first()


def paired(before: Sequence[Item], now: Sequence[Item]) -> list[tuple[Item, Item]]:
    """The items of two editions that are the same, as they were and as they are: of the same wording wherever they
    stand, then the most alike, those of one number more readily."""
    pairs: list[tuple[Item, Item]] = []
    left = {item.id: item for item in before}
    by_wording = {normalise(item.wording): item for item in before}
    coming: list[Item] = []
    for item in now:
        same = by_wording.pop(normalise(item.wording), None)
        if same is None:
            coming.append(item)
        else:
            pairs.append((left.pop(same.id), item))
    alike = [(likeness, item, old) for item in coming for old in left.values() if (likeness := _alike(old, item))]
    taken: set[int] = set()
    for _, item, old in sorted(alike, key=lambda one: (-one[0], one[1].number, one[2].number)):
        if item.id not in taken and old.id in left:
            taken.add(item.id)
            pairs.append((left.pop(old.id), item))
    return sorted(pairs, key=lambda pair: pair[1].number)


def _alike(old: Item, item: Item) -> float:
    """How much of two wordings agrees; 0 where it is too little for one item."""
    enough = SAME_NUMBER if old.number == item.number else ALIKE
    likeness = SequenceMatcher(None, normalise(old.wording), normalise(item.wording), autojunk=False)
    if likeness.real_quick_ratio() < enough or likeness.quick_ratio() < enough:
        return 0
    ratio = likeness.ratio()
    return ratio if ratio >= enough else 0


def changes(
    last: Edition,
    pairs: Sequence[tuple[Item, Item]],
    items: Sequence[Item],
    then: Sequence[Section],
    now: Sequence[Section],
) -> HandbookChanges:
    """Everything that changed since the last edition: its paired items, and the texts of both years."""
    kept, known = {old.id for old, _ in pairs}, {item.id for _, item in pairs}
    found = HandbookChanges(last.year.label)
    found.added = [item for item in items if item.id not in known]
    found.dropped = [item for item in last.items if item.id not in kept]
    found.reworded = [(old, item) for old, item in pairs if _differ(old.wording, item.wording)]
    found.regrouped = [(old, item) for old, item in pairs if _differ(old.group, item.group)]
    found.renumbered = [(old, item) for old, item in pairs if old.number != item.number]
    found.explained_anew = [
        item for old, item in pairs if any(_differ(getattr(old, part), getattr(item, part)) for part in GUIDANCE)
    ]
    was, has = ({section.key: section for section in sections} for sections in (then, now))
    found.chapters_added = [section.title for section in now if section.key not in was]
    found.chapters_dropped = [section.title for section in then if section.key not in has]
    found.chapters_rewritten = [
        section.title
        for section in now
        if section.key in was and _differ(section.body + section.title, was[section.key].body + was[section.key].title)
    ]
    return found


def _differ(one: str | None, other: str | None) -> bool:
    """Whether two texts differ in more than white space."""
    return (one or "").split() != (other or "").split()


def change_sentences(changed: HandbookChanges) -> Iterator[tuple[str, list[str]]]:
    """The changes that are told in sentences, by heading, those without one left out. As they were reworded is for a
    table."""
    since = changed.since
    yield "New on the menu", [f"**{item.number}. {item.wording}**" for item in changed.added]
    yield "No longer on the menu", [f"{item.wording} (number {item.number} in {since})" for item in changed.dropped]
    moved = [
        f"{item.wording}: now under “{item.group or 'no group'}”, in {since} under “{old.group or 'no group'}”"
        for old, item in changed.regrouped
    ]
    if changed.renumbered:
        numbers = "; ".join(f"{item.number} was {old.number}" for old, item in changed.renumbered)
        moved.append(f"Items that had another number in {since}: {numbers}.")
    yield "Moved", moved
    anew = ", ".join(str(item.number) for item in changed.explained_anew)
    yield (
        "Pages and chapters",
        [
            *([f"The pages of these items have new guidance: {anew}."] if anew else []),
            *(f"New chapter: *{title}*" for title in changed.chapters_added),
            *(f"Rewritten: *{title}*" for title in changed.chapters_rewritten),
            *(f"No longer in this handbook: *{title}*" for title in changed.chapters_dropped),
        ],
    )
