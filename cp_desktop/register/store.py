"""The store of a register: the one thing that knows which database holds it, where, and by which words of its own.

`Register` and the history above speak to this interface alone, and everything above them to `Register`. A second
database is a second implementation, beside `sqlite_store.py`, and its templates in `model/sql.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Any, Literal, Self

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.places import Place

from .soundness import Cancelled, Progress, Soundness

BUSY_SECONDS = 5  # how long a write waits for another one
SUFFIX = ".cpregister"
# What may be wrong with where a register is kept. `nothing` says what was not done: nothing saved, nothing changed.
NOTHING_SAVED, NOTHING_CHANGED = "Nothing was saved.", "Nothing was changed."
DISK_FULL = "The disk is full. {nothing} Free some space, then try again."
DAMAGED = "The register's file is damaged. {nothing} Restore the latest copy from File > Restore a copy."
Image = Mapping[str, Any]  # a row's values by column name, as the database keeps them; bytes in hexadecimal


# Why the program makes a copy by itself. They stand in the names of files, and in the list of copies.
FIRST_OPENING = "first opening of the day"
FIRST_CHANGE = "first change"
HOUR_OF_WORK = "hour of work"
CLOSING = "closing"
AUTOMATIC = (FIRST_OPENING, FIRST_CHANGE, HOUR_OF_WORK, CLOSING)


@dataclass(frozen=True)
class Copy:
    """A kept copy of a register, as a file: when it was made, how large it is (bytes), why."""

    path: Path
    made: datetime
    size: int
    why: str

    @property
    def automatic(self) -> bool:
        """Whether the program made it by itself, and not because somebody asked or something would be lost."""
        return self.why in AUTOMATIC


@dataclass(frozen=True)
class PastOperation:
    """Something that was done in a register, as its file tells it: `at` is by the clock of this machine."""

    number: int
    at: datetime
    label: str
    who: str

    @property
    def identity(self) -> tuple[int, datetime]:
        """The same in every copy of the register, whatever an erasure made of the words."""
        return self.number, self.at


@dataclass(frozen=True)
class Holdings:
    """What a register's file holds: which register it is, how much is in it, and the last thing that was done.

    `last_at` is by the clock of this machine, and None with an empty `last` where nothing was ever done. `others` are
    its homes and the items of its menus.
    """

    register_uid: str
    council: str
    councillors: int
    visits: int
    others: int
    operations: int
    last: str
    last_at: datetime | None

    @property
    def anything(self) -> bool:
        """Whether it holds what somebody put in, beyond what every new register has."""
        return bool(self.councillors or self.visits or self.others)


@dataclass(frozen=True)
class VersionBeside:
    """A register beside another that has the same number of its own, and the last operation it has, in UTC."""

    place: Place
    number: int
    at: datetime


class Replacement(Enum):
    """What is at a register's place instead of the register that was opened there."""

    MISSING = "nothing"
    RENAMED = "nothing, it has another name now"
    NO_REGISTER = "no register"
    ANOTHER = "another register"
    ANOTHER_STATE = "the same register, without what was seen of it last"
    ANOTHER_VERSION = "the same register, as another version of the program keeps it"


class RegisterUnreadableError(UserError):
    """The register cannot be read as its place, or the file there, is just now."""


class RegisterReplacedError(RegisterUnreadableError):
    """What is at a register's place is not the register that was opened there.

    `instead` is where a register can be opened now: what is at the place, or the one that was open under its new name.
    """

    def __init__(self, sentence: str, by: Replacement, instead: Place | None = None) -> None:
        super().__init__(sentence)
        self.by, self.instead = by, instead


@dataclass(frozen=True)
class Violation:
    """Which rule of the register a write broke, as far as the database says."""

    kind: Literal["unique", "required", "check", "reference", "other"]
    table: str = ""
    columns: Sequence[str] = ()  # of a unique rule, or the one that is required
    constraint: str = ""  # the name of a check


class Store(ABC):
    """Where one register is kept. Making one touches nothing; `create` or `open` begins, `close` ends.

    `place` is what opens it again and tells people where it is.
    `read_only_because` is None while it may be written, and otherwise says why not. `before_upgrade` is the copy of
    what was there when opening it brought it up to date, None when it was so already or no copy is kept.
    `copy_problem` says why the copy of the day's first opening could not be kept, None when there was no trouble.
    `doubts` are the sentences of what the quick check of its opening found, which does not stop the work.

    Each transaction of a store that is open raises RegisterReplacedError, before anything of it is read or written,
    where what is at the place is not the register that was opened, with all that was seen of it. `trouble` is the one
    that stands, None while none does; `trouble_listeners` are called, from whichever thread, when that has changed.
    """

    place: Place
    trouble_listeners: list[Callable[[], None]]
    read_only_because: str | None = "it is not open"
    before_upgrade: Path | None = None
    copy_problem: str | None = None
    doubts: Sequence[str] = ()

    # -- what took its place

    @property
    @abstractmethod
    def trouble(self) -> RegisterReplacedError | None:
        """Why no transaction can begin: what is at the place is not the register that was opened."""

    @property
    @abstractmethod
    def followed(self) -> int:
        """How often something else took its place that held all that was seen: it goes on with that."""

    @property
    @abstractmethod
    def rescued(self) -> Path | None:
        """The copy of the register that was opened, kept when something else was found at its place, if one was."""

    @abstractmethod
    def can_keep_opened(self) -> bool:
        """Whether the register that was opened can still be read, though something else is at its place."""

    @abstractmethod
    def keep_opened(self, out: Path) -> None:
        """Writes the register that was opened to a new file, whole or not at all. Raises UserError."""

    # -- life

    @abstractmethod
    def create(self, fill: Callable[[Self], None]) -> None:
        """Makes an empty register with its tables, has it filled through an open store, and opens it for writing.

        Whole or not at all: nobody sees it before `fill` has ended, and nothing is left behind when that, or anything
        else here, raises. UserError if there is something at the place already, or it cannot be made there.
        """

    @abstractmethod
    def open(self, write: bool) -> None:
        """Opens what is there, after checking that it is sound, upgrading it, and keeping the day's copy.

        Without `write`, or when somebody else writes it or it may not be written, it can only be read and
        `read_only_because` says why. UserError for what is missing, no register, damaged, newer than the program, or
        old and unwritable. What a killed program left half done is taken back first.
        """

    @abstractmethod
    def close(self) -> None:
        """Lets go of it and leaves nothing of an open register behind. A second call does nothing."""

    @abstractmethod
    def check(self, progress: Progress, cancelled: Cancelled) -> Soundness:
        """The whole check of one state of what is there, whoever writes it meanwhile; asked also of one not open.

        Raises UserError where it is missing, no register, of another version, or there is no room for the copy that is
        looked at; and CheckStoppedError when `cancelled` says so.
        """

    # -- reading and writing

    @property
    @abstractmethod
    def reader(self) -> Engine:
        """Connections that cannot write; each transaction sees one state. Usable from any thread."""

    @property
    @abstractmethod
    def writer(self) -> Engine | None:
        """Connections whose transaction holds the right to write from its beginning; None where it cannot be written.

        Every insert, update and delete there of a table of the model is kept as a row of `change`, in the same
        transaction, whatever road it takes; outside an entered operation it is refused. Their number is limited to
        one: it is `Register` that takes turns.
        """

    @abstractmethod
    def enter_operation(self, connection: Connection, number: int) -> None:
        """Says of which operation the writes of this transaction are from now on."""

    @abstractmethod
    def leave_operation(self, connection: Connection) -> None:
        """Says that none is under way any more."""

    @abstractmethod
    def note_last_operation(self, connection: Connection, number: int) -> None:
        """Keeps, outside the history, which of its entries is the last: that one cannot go unseen."""

    @abstractmethod
    def reserve_keys(self, connection: Connection, table: Table, count: int) -> range:
        """Keys for so many new rows of a table, which nobody else will take."""

    @abstractmethod
    def insert_rows(self, connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts rows that have a value for every column, as fast as the database takes them."""

    @abstractmethod
    def failing(self, condition: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[Any]:
        """Of rows that are in no table yet, those for which a table's rule is false; an unknown one passes.

        `names` are the columns that the rule reads; a row is its key and their values. Gives the keys.
        """

    @abstractmethod
    def damage(self, nothing: str) -> str | None:
        """The sentence for what is not sound in it just now, None where all can be read: what broke while an unsound
        one was read is no bug of the program. `nothing` is what was not done."""

    # -- history

    @abstractmethod
    def images(self, connection: Connection, table: Table, keys: Sequence[int]) -> Iterator[tuple[int, str]]:
        """(key, image as JSON) of the rows as they are now, written exactly as those of `change` are."""

    @abstractmethod
    def write_back(
        self, connection: Connection, table: Table, images: Sequence[tuple[int, Image]], missing: bool
    ) -> None:
        """Gives rows, by their keys, the values of images, or inserts them where they are `missing`; one after another,
        in this order, as a row may come twice and two rows may exchange what is unique.

        All images have the same columns, some of the table's; values go in as they are, past the types of the columns.
        """

    @abstractmethod
    def defer_references(self, connection: Connection) -> None:
        """Has references between rows checked only at the end of this transaction."""

    # -- other versions of it

    @property
    @abstractmethod
    def known_uid(self) -> str | None:
        """Its own number; of one that is gone or cannot be read, that of the one last there. None if unknown."""

    @abstractmethod
    def versions_beside(self, register_uid: str, set_aside: bool = False) -> list[VersionBeside]:
        """Other registers beside it that have its number, those `set_aside` only if asked for. Raises UserError."""

    @abstractmethod
    def is_up_to_date(self) -> bool:
        """Whether it is of this version of the program. Raises UserError for what is no sound register of ours."""

    @abstractmethod
    def write_upgraded(self, out: Path) -> None:
        """Copies it to a new file and brings that up to date. Raises UserError."""

    @abstractmethod
    def set_aside(self) -> Place:
        """Gives it a name that says that it was set aside; returns that. It must be open nowhere. Raises UserError."""

    @abstractmethod
    def put_in_place_of(self, here: Place) -> Place:
        """Sets the register at another place aside and moves there itself; returns where that one is now.

        Both must be open nowhere. Raises UserError, and leaves both as they were.
        """

    # -- erasing

    @abstractmethod
    def unprotected(self, connection: Connection) -> AbstractContextManager[None]:
        """Within the block, and this operation, what is only ever added can be changed and deleted: an erasure does.

        It is audited as other rows are.
        """

    @abstractmethod
    def overwrite_deleted(self) -> None:
        """Writes it anew, so that nothing is left in it of what was deleted or replaced.

        Raises UserError where somebody reads it meanwhile, or there is no room: it is then as it was.
        """

    @abstractmethod
    def remove_copies(self, copies: Sequence[Copy]) -> None:
        """Deletes kept copies. UserError for the first that cannot be deleted; those before it are gone."""

    # -- copies

    @abstractmethod
    def copies(self) -> list[Copy]:
        """The kept copies, the latest first. Asked also of a store that is not open."""

    @abstractmethod
    def holdings(self) -> Holdings:
        """What it holds. Asked also of a store that is not open. UserError where it cannot be read."""

    @abstractmethod
    def past_operations(self) -> list[PastOperation]:
        """All that was done in it, the oldest first. Asked also of a store that is not open. UserError, as above."""

    @property
    @abstractmethod
    def copies_place(self) -> str:
        """Where the copies are kept, for people to read; "" where that is not known of a store that is not open."""

    @abstractmethod
    def keep_copy(self, why: str) -> Path:
        """Keeps a copy now, named by the moment and the reason, for whom asks. Raises UserError."""

    @abstractmethod
    def keep_own_copy(self, why: str) -> Path:
        """The same for a reason of the program's own, one of `AUTOMATIC`: nobody asked, and the oldest may go."""

    @abstractmethod
    def write_copy(self, out: Path) -> None:
        """Copies it to a file, whole or not at all, even while somebody writes it.

        A copy that is there is replaced. UserError if there is the register itself, a register that somebody has
        open, or anything that is no register, and where it cannot be written.
        """

    @abstractmethod
    def restore(self, copy: Path, another: bool = False) -> None:
        """Puts a copy in its place, after keeping what was there. It must be open nowhere.

        UserError, with the register left as it was, for a copy that is no register or not sound, for one of another
        register unless `another` is wanted, for a register that somebody has open, and when there is no room.
        """

    @abstractmethod
    def must_not_replace(self, path: Path) -> None:
        """UserError where a file is a register, this one or another: nothing else that is written takes its place."""


_STORE = "store"


def known_to(session: Session, store: Store) -> Session:
    """The session, which from now on knows the store it reads or writes."""
    session.info[_STORE] = store
    return session


def store_of(session: Session) -> Store:
    """The store that a session of a register reads or writes."""
    found: Store = session.info[_STORE]
    return found
