"""Single bits of a register's file turned over: what of it the checks tell, and whether what passes changes anything.

    python -m tests.register.flips 500

makes the demo register, turns so many bits over, one at a time, and says how many of them each check told. For each
that no check told it reads every listing, every figure and every value, and compares: the last line is to be 0.
"""

import datetime as dt
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.exchange.listings import LISTINGS
from cp_desktop.model import plain, records, table_of
from cp_desktop.register import Register, sqlite_check, sqlite_file, store_at
from cp_desktop.register.changes import describe_operation
from tests import OWN_PLACES

DAY = dt.date(2018, 1, 31)
REFUSED, TOLD_AT_OPENING, TOLD = "not opened at all", "told at opening", "told by the whole check"
PASSED, SILENT = "not told, and nothing else is shown", "not told, though something else is shown"


@dataclass(frozen=True)
class Flip:
    """One bit of one byte."""

    byte: int
    bit: int

    def done(self, content: bytes) -> bytes:
        """The content with the bit turned over."""
        turned = bytearray(content)
        turned[self.byte] ^= 1 << self.bit
        return bytes(turned)


def some(content: bytes, number: int, seed: int = 1) -> list[Flip]:
    """So many flips, spread over a file by chance, the same ones every time."""
    chance = random.Random(seed)
    return [Flip(chance.randrange(len(content)), chance.randrange(8)) for _ in range(number)]


def shown(path: Path) -> dict[str, Any]:
    """All that the program shows of a register: listings, figures, values, history; and what went wrong with it."""
    found: dict[str, Any] = {}
    store = store_at(path)
    store.begin(None, "it is looked at")  # type: ignore[attr-defined]
    with Register(store) as register, register.reading() as session:
        for name, ask in _questions(session):
            try:
                found[name] = ask()
            except Exception as problem:
                found[name] = repr(problem)
    return found


def _questions(session: Session) -> Iterator[tuple[str, Callable[[], Any]]]:
    made = {name: make(1, DAY) for name, make in LISTINGS.items()}
    made |= {f"plain {kind.__name__}": plain(kind) for kind in records() if kind.__tablename__ not in OWN}
    for name, listing in made.items():
        yield f"rows of {name}", lambda listing=listing: _rows(session, listing.rows())
        yield f"order of {name}", lambda listing=listing: _rows(session, listing.ids())
        yield f"found in {name}", lambda listing=listing: _rows(session, listing.ids("a"))
    for kind in records():
        yield f"values of {kind.__name__}", lambda kind=kind: _rows(session, select(table_of(kind)))
    yield "totals", lambda: repr(figures.totals_and_items(session, 1, DAY))
    for by in figures.BYS:
        yield f"figures by {by}", lambda by=by: repr(figures.breakdown(session, 1, DAY, by))
    yield "homes", lambda: repr(figures.homes(session, DAY))
    for part in figures.HOMES_BYS:
        yield f"homes by {part}", lambda part=part: repr(figures.homes_breakdown(session, DAY, None, part))
    yield "history", lambda: repr([describe_operation(session, number, 100_000) for number in range(1, 12)])


OWN = ("operation", "change")


def _rows(session: Session, query: Any) -> list[Any]:
    return [tuple(row) for row in session.execute(query)]


def told(path: Path) -> str:
    """Which check tells of a register in which something was turned over, "" for none."""
    try:
        sqlite_file.recognise(path)
        sqlite_file.check(path)
    except UserError:
        return REFUSED
    if sqlite_check.quick(path):
        return TOLD_AT_OPENING
    return "" if sqlite_check.whole(path, lambda *_: None, lambda: False).sound else TOLD


def outcome(path: Path, before: dict[str, Any]) -> str:
    """What becomes of it; `before` is what the register showed until then."""
    return told(path) or (PASSED if shown(path) == before else SILENT)


def main() -> None:
    """Prints how many of the flips came to what, and each that is to be looked at."""
    from cp_desktop.services import demo

    number, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        for name in OWN_PLACES:
            os.environ[name] = folder
        path, turned = Path(folder) / "demo.cpregister", Path(folder) / "turned.cpregister"
        demo.make(path)
        content, before, counted = path.read_bytes(), shown(path), Counter[str]()
        for flip in some(content, number, seed):
            turned.write_bytes(flip.done(content))
            came = outcome(turned, before)
            counted[came] += 1
            if came == SILENT:
                now = shown(turned)
                print(flip, [name for name in before if now.get(name) != before[name]], flush=True)
    for came in (REFUSED, TOLD_AT_OPENING, TOLD, PASSED, SILENT):
        print(f"{counted[came]:>5}  {came}")


if __name__ == "__main__":
    main()
