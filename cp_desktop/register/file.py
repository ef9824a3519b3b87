"""An open register: read in sessions that cannot write, written by one operation at a time.

Reading goes through connections that cannot write; writing goes through `operation`, which is one
transaction with one entry in the history, and announces afterwards what it touched.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Edition, MunicipalYear
from cp_desktop.places import FilePlace, Place, place_at

from . import chain, history, rules
from .file_errors import explained, translate_errors
from .own_copies import OwnCopies
from .sqlite_store import SqliteStore
from .store import (
    BUSY_SECONDS,
    NOTHING_CHANGED,
    NOTHING_SAVED,
    RegisterReplacedError,
    RegisterUnreadableError,
    Store,
    known_to,
)


def store_at(place: Place | Path) -> Store:
    """The store of the register at a place, or of a file, not open yet. Each kind of place has its own."""
    match place_at(place):
        case FilePlace(path):
            return SqliteStore(path)
        case other:
            raise UserError(f"This program cannot open {other}. Nothing was changed.")


@dataclass(frozen=True)
class Announcement:
    """What an operation touched: its label and the names of the tables."""

    label: str
    tables: frozenset[str]


class Register:
    """An open register, on a store that was opened.

    `own_copies` are those that it has made of it while it is written; None where it keeps none, and when it is closed.
    """

    def __init__(self, store: Store, own_copies: OwnCopies | None = None) -> None:
        self.store, self.own_copies = store, own_copies
        self.listeners: list[Callable[[Announcement], None]] = []
        self.last_done = 0  # the number of the last operation that was done through this object
        self._turn_to_write = threading.Lock()
        self._under_way: tuple[int, str] | None = None  # the thread and the label of the operation that has the turn
        self._readings = threading.local()

    # -- making, opening, closing

    @classmethod
    def create(cls, place: Place | Path, fill: Callable[[Self], None]) -> Self:
        """Makes a new register, with the rows that `fill` puts into it while nobody else sees it, and opens it.

        Raises UserError if there is one or it cannot be made there, and whatever `fill` raises; then nothing is left
        behind.
        """
        store = store_at(place)
        store.create(lambda empty: fill(cls(empty)))
        return cls(store)

    @classmethod
    def open(cls, place: Place | Path, write: bool = True) -> Self:
        """Opens a register, after checking that it is sound, upgrading it and keeping the day's copy.

        Falls back to reading only, and says why, when somebody else has it open or it may not be written.
        Raises UserError for one that is missing, foreign, damaged, newer than the program, or old and unwritable.
        """
        store = store_at(place)
        store.open(write)
        return cls(store, None if store.read_only_because else OwnCopies(store))

    def close(self) -> None:
        """Lets go of it, after the operation under way: nothing stays beside it. A second call does nothing."""
        own_copies, self.own_copies = self.own_copies, None
        try:
            if own_copies is not None:
                own_copies.keep_last()
        finally:
            with self._writing("Close", None):
                self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what it is

    @property
    def name(self) -> str:
        """What people call it."""
        return self.store.place.name

    @property
    def place(self) -> Place:
        """Where it is: for people to read, and what opens it again."""
        return self.store.place

    @property
    def before_upgrade(self) -> Path | None:
        """The copy of what was there when opening it brought it up to date, None when it was so already."""
        return self.store.before_upgrade

    @property
    def can_write(self) -> bool:
        return self.store.read_only_because is None

    @property
    def read_only_because(self) -> str | None:
        """Why it cannot be written, None when it can."""
        return self.store.read_only_because

    @property
    def doubts(self) -> Sequence[str]:
        """What the quick check of its opening found, in sentences."""
        return self.store.doubts

    # -- what took its place

    @property
    def trouble(self) -> RegisterReplacedError | None:
        """Why it can be neither read nor written: what is at its place is not the register that was opened."""
        return self.store.trouble

    @property
    def trouble_listeners(self) -> list[Callable[[], None]]:
        """Called, from whichever thread, when `trouble` has changed."""
        return self.store.trouble_listeners

    @property
    def followed(self) -> int:
        """How often something else took its place that held all that was seen: it goes on with that."""
        return self.store.followed

    @property
    def rescued(self) -> Path | None:
        """The copy of the register that was opened, kept when something else was found at its place, if one was."""
        return self.store.rescued

    @property
    def can_keep_opened(self) -> bool:
        """Whether the register that was opened can still be read, though something else is at its place."""
        return self.store.can_keep_opened()

    # -- reading

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the register and cannot write. Usable from any thread.

        An operation of the same thread waits until the block has ended, so it must not stand inside. Troubles with the
        file come out as UserError, and so does what breaks in the block over a file that is damaged.
        """
        with self._readable(), known_to(Session(self.store.reader), self.store) as session:
            mine = self._readings.__dict__.setdefault("sessions", [])
            mine.append(session)
            try:
                yield session
            finally:
                mine.remove(session)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        """Troubles with the file that come up inside leave as RegisterUnreadableError."""
        try:
            yield
        except (UserError, OSError):  # what is written meanwhile may fail, too: that is no trouble of the register
            raise
        except Exception as problem:
            if (known := explained(problem, NOTHING_CHANGED)) is not None:
                raise RegisterUnreadableError(str(known)) from problem
            if (unsound := self.store.damage(NOTHING_CHANGED)) is not None:
                raise RegisterUnreadableError(unsound) from problem
            raise

    # -- writing

    @contextmanager
    def operation(self, label: str, *, reversible: bool = True, keep_empty: bool = False) -> Iterator[Session]:
        """A session whose whole work is one labelled, audited, undoable operation.

        Commits when the block ends, rolls back when it raises; troubles with the file come out as UserError.
        `keep_empty` leaves an entry in the history even if no row changed; if that one is not `reversible`, it only
        notes that something was looked at, and Undo and Redo pass it by. A block that knows the right label
        only after its work puts it into `session.info["label"]`. Many rows go in fastest past the mapper:
        `session.execute(insert(table_of(Commitment)), rows)`.

        Another thread's operation is waited for, a while. An operation inside another, or inside a reading of
        the same thread, could never commit: RuntimeError.
        """
        with self._transaction(label) as (connection, announce):
            self.last_done = number = history.begin(self.store, connection, label, reversible)
            session = Session(connection, join_transaction_mode="rollback_only", expire_on_commit=False)
            with known_to(session, self.store):
                yield session
                session.flush()
            rules.enforce(connection, number)
            if "label" in session.info:
                label = session.info["label"]
                history.rename(connection, number, label)
            tables = chain.finish(self.store, connection, number, keep_empty)
            if tables or keep_empty:
                announce.append(Announcement(label, tables))

    def undo(self, number: int | None = None) -> str | None:
        """Takes back the latest operation, or the one of that number; returns its label, None if there is none.

        Raises UserError when what it changed was changed again since.
        """
        return self._turn(history.next_undo, number, "Undo")

    def redo(self, number: int | None = None) -> str | None:
        """Does again what was undone last, or the undone operation of that number; otherwise as `undo`."""
        return self._turn(history.next_redo, number, "Redo")

    def undoable(self) -> tuple[str | None, str | None]:
        """The labels of what Undo and Redo would do now. Raises UserError."""
        with self._readable(), self.store.reader.connect() as connection:
            undo, redo = history.next_undo(connection), history.next_redo(connection)
        return undo.label if undo else None, redo.label if redo else None

    def entries(self) -> list[history.HistoryEntry]:
        """Everything that was done, oldest first. Raises UserError."""
        with self._readable(), self.store.reader.connect() as connection:
            return history.entries(connection)

    def _turn(
        self, choose: Callable[[Connection], history.HistoryEntry | None], number: int | None, word: str
    ) -> str | None:
        with self._transaction(word, history.in_the_way) as (connection, announce):
            if number is None:
                entry = choose(connection)
            else:
                entry = next((entry for entry in history.entries(connection) if entry.number == number), None)
            if entry is None:
                if number is None:
                    return None
                raise UserError(f"The history has no entry {number}. Nothing was changed. Choose one from the list.")
            if not entry.reversible:
                raise UserError(history.why_not_reversible(connection, entry))
            if entry.stands != (word == "Undo"):
                state = "undone" if word == "Undo" else "done"
                raise UserError(f"“{entry.label}” is {state} already. Nothing was changed.")
            label = f"{word}: {entry.label}"
            self.last_done = begun = history.begin(self.store, connection, label, reverses=entry.last)
            history.reverse(self.store, connection, entry.last)
            rules.enforce_on_undo(connection, begun, lambda: history.seen_before(connection, entry))
            # Kept even where there was nothing to write back: an entry without rows is taken back all the same.
            announce.append(Announcement(label, chain.finish(self.store, connection, begun, keep_empty=True)))
        return entry.label

    @contextmanager
    def _transaction(
        self, label: str, refused: Callable[[IntegrityError], UserError] | None = None
    ) -> Iterator[tuple[Connection, list[Announcement]]]:
        announcements: list[Announcement] = []
        with self._writing(label, BUSY_SECONDS), self._forgotten_if_it_fails():
            writer = self.store.writer
            if writer is None:
                raise UserError(
                    f"This register cannot be changed here: {self.read_only_because}. Nothing was saved. "
                    "Open it where it can be written."
                )
            with self._no_bug_where_unsound(), translate_errors(refused), writer.begin() as connection:
                yield connection, announcements
        self._announce(announcements)

    @contextmanager
    def _no_bug_where_unsound(self) -> Iterator[None]:
        try:
            yield
        except (UserError, OSError):
            raise
        except Exception as problem:
            if (unsound := self.store.damage(NOTHING_SAVED)) is not None:
                raise UserError(unsound) from problem
            raise

    @contextmanager
    def _forgotten_if_it_fails(self) -> Iterator[None]:
        before = self.last_done
        try:
            yield
        except BaseException:
            self.last_done = before
            raise

    @contextmanager
    def _writing(self, label: str, patience: float | None) -> Iterator[None]:
        """The turn to write, among this program's threads."""
        me = threading.get_ident()
        under_way = self._under_way
        if under_way and under_way[0] == me:
            raise RuntimeError(f"“{label}” was begun inside “{under_way[1]}”: an operation cannot hold another")
        if patience and any(session.in_transaction() for session in self._readings.__dict__.get("sessions", ())):
            raise RuntimeError(f"“{label}” was begun inside a reading: its commit would wait for it for ever")
        if not self._turn_to_write.acquire(timeout=-1 if patience is None else patience):
            name = under_way[1] if under_way else "Something else"
            raise UserError(f"“{name}” is still under way. Nothing was saved. Try again when it has finished.")
        self._under_way = me, label
        try:
            yield
        finally:
            self._under_way = None
            self._turn_to_write.release()

    def _announce(self, announcements: list[Announcement]) -> None:
        """Tells every listener, whatever one of them makes of it: all is saved by now. Their bugs come out after."""
        bugs = []
        if self.own_copies is not None and any(announcement.tables for announcement in announcements):
            self.own_copies.changed()
        for announcement in announcements:
            for listener in list(self.listeners):
                try:
                    listener(announcement)
                except Exception as bug:
                    bugs.append(bug)
        if bugs:
            raise bugs[0]


def edition_of(session: Session, year: str | None = None) -> tuple[MunicipalYear, Edition | None]:
    """The municipal year of that label (the latest without one) and its menu. Raises UserError for an unknown year."""
    query = select(MunicipalYear).order_by(MunicipalYear.first_day.desc())
    if year is not None:
        query = query.where(MunicipalYear.label == year)
    found = session.scalars(query.limit(1)).first()
    if found is None:
        raise UserError(
            f"The register has no municipal year {year}. Nothing was changed. Add it under Settings > Years."
        )
    return found, session.scalars(select(Edition).where(Edition.year_id == found.id)).first()
