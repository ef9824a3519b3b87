"""The copies of registers: what each holds, what restoring one would take away, whether it would serve, and the way
back."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.places import Place, place_at
from cp_desktop.register import kept_copies, store_at
from cp_desktop.register.kept_copies import KnownRegister
from cp_desktop.register.soundness import Cancelled, CheckStoppedError, Progress
from cp_desktop.register.store import Copy, Holdings, PastOperation

__all__ = ["Copy", "KnownRegister"]
MOST_NAMED = 5  # of what would be lost


@dataclass(frozen=True)
class Loss:
    """What restoring a copy would change in the register that it takes the place of.

    `council` is whose register that is, where it is another than the copy's. `done_since` is what the register holds
    and the copy does not, the latest first, `only_in_copy` how much of the copy's history the register does not have.
    `unreadable` says why it cannot be told.
    """

    name: str
    council: str | None = None
    done_since: Sequence[PastOperation] = ()
    only_in_copy: int = 0
    unreadable: str = ""

    @property
    def sentences(self) -> list[str]:
        """The same in words, one thing each."""
        if self.unreadable:
            return [f"What {self.name} holds now cannot be read: {self.unreadable}"]
        if self.council is not None:
            return [f"{self.name} holds another register, of {self.council}: all of it would be replaced."]
        found = []
        if self.done_since:
            number = len(self.done_since)
            what = "1 thing was" if number == 1 else f"{show(number)} things were"
            found.append(f"{what} done in {self.name} since this copy, and would be gone from it:")
            found += [f"{show(one.at)}  {one.label} ({one.who})" for one in self.done_since[:MOST_NAMED]]
            if number > MOST_NAMED:
                found.append(f"and {show(number - MOST_NAMED)} before that.")
        if self.only_in_copy:
            what = "1 thing that is" if self.only_in_copy == 1 else f"{show(self.only_in_copy)} things that are"
            found.append(f"The copy has {what} not in {self.name}, and would come back.")
        return found or [f"{self.name} holds the same as this copy: nothing would be lost."]


@dataclass(frozen=True)
class Tried:
    """A copy that was opened and read whole: what it holds, or what is wrong with it."""

    copy: Copy
    holdings: Holdings | None
    problem: str = ""

    @property
    def sentence(self) -> str:
        """What became of it, in a line."""
        if self.holdings is None:
            return f"{show(self.copy.made)}, {self.copy.why}: {self.problem}"
        return f"{show(self.copy.made)}, {self.copy.why}: sound. {described(self.holdings)}"


def described(holdings: Holdings) -> str:
    """What a register's file holds, in a line: "120 councillors, 34 visits; last: Log visit (28 Nov 2026, 14:05)"."""
    councillors = "1 councillor" if holdings.councillors == 1 else f"{show(holdings.councillors)} councillors"
    visits = "1 visit" if holdings.visits == 1 else f"{show(holdings.visits)} visits"
    last = f"; last: {holdings.last} ({show(holdings.last_at)})" if holdings.last_at else ""
    return f"{councillors}, {visits}{last}"


def of_register(place: Place | Path, uid: str | None = None) -> list[Copy]:
    """The kept copies of the register at a place, or of the one that was there, the latest first.

    Those of the register with the number `uid` where that is given: another may lie at its place by now.
    """
    return store_at(place).copies() if uid is None else kept_copies.copies_of(uid)


def known_registers() -> list[KnownRegister]:
    """All registers that are known by their copies, whether they are there or lost, the one copied last first."""
    return kept_copies.known_registers()


def known_words(known: KnownRegister) -> str:
    """A register that is known by its copies, in three lines: whose it is, where, and what the latest copy holds."""
    held = known.holdings
    latest = f"{show(known.copies[0].made)}: {described(held) if held else 'the copies cannot be read'}"
    if known.place is None:
        where = "Where it was is not known"
    else:
        where = f"{known.place}{'' if known.place.is_there() else ' (not there now)'}"
    return f"{held.council if held else 'A register'}\n{where}\n{latest}"


def place_for(copy: Path, open_at: Place | None) -> Place | None:
    """Where a copy belongs: to the open register if it is one of that, or where its register was last.

    Where neither is so, in place of the open one; None without one. Raises UserError for what is no copy.
    """
    uid = kept_copies.holdings_of(copy).register_uid
    if open_at is not None:
        with suppress(UserError):
            if store_at(open_at).holdings().register_uid == uid:
                return open_at
    return kept_copies.place_of(uid) or open_at


def holdings_of(path: Path) -> Holdings | None:
    """What a copy holds; None where it cannot be read."""
    try:
        return kept_copies.holdings_of(path)
    except UserError:
        return None


def loss(place: Place | Path, copy: Path) -> Loss | None:
    """What restoring a copy to a place would take away; None where nothing is there.

    Raises UserError for a copy that cannot be read.
    """
    target, store = place_at(place), store_at(place)
    there, theirs = kept_copies.holdings_of(copy), kept_copies.operations_of(copy)
    if not target.is_there():
        return None
    try:
        here, ours = store.holdings(), store.past_operations()
    except UserError as problem:
        return Loss(target.name, unreadable=str(problem))
    if here.register_uid != there.register_uid:
        return Loss(target.name, council=here.council)
    in_copy, in_register = ({one.identity for one in done} for done in (theirs, ours))
    since = [one for one in reversed(ours) if one.identity not in in_copy]
    return Loss(target.name, None, since, len(in_copy - in_register))


def restore(place: Place | Path, copy: Path, another: bool = False) -> str:
    """Puts a copy in a place where no register is open, after keeping what was there, and says so.

    Raises UserError, and leaves what is there as it was, for a copy that is none of ours or not sound, for one of
    another register unless `another` is wanted, for a register that somebody has open, and when there is no room.
    """
    target = place_at(place)
    was_there = target.is_there()
    store_at(target).restore(copy, another)
    kept = "What was there before is among the copies." if was_there else f"The register is {target} now."
    return f"Restored {copy.name}. {kept}"


def try_all(copies: Sequence[Copy], progress: Progress, cancelled: Cancelled) -> list[Tried]:
    """Opens every copy, checks all of it and counts what it holds. Raises CheckStoppedError when it was stopped."""
    found = []
    for number, copy in enumerate(copies):
        progress(number, len(copies), f"The copy of {show(copy.made)}")
        try:
            found.append(Tried(copy, kept_copies.tried(copy.path, cancelled)))
        except CheckStoppedError:
            raise
        except UserError as problem:
            found.append(Tried(copy, None, str(problem)))
    return found


def drill_summary(tried: Sequence[Tried]) -> str:
    """What became of trying all copies, in a sentence or two."""
    bad = [one for one in tried if one.holdings is None]
    if not tried:
        return "There is no copy to try."
    if not bad:
        number = "The only copy was" if len(tried) == 1 else f"All {len(tried)} copies were"
        return f"{number} opened and checked whole. Nothing is wrong with {'it' if len(tried) == 1 else 'them'}."
    others = " The others were opened and checked whole: nothing is wrong with them." if len(bad) < len(tried) else ""
    return f"{len(bad)} of {len(tried)} copies could not be restored.{others}"
