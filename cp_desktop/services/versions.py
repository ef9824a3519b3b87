"""Two versions of one register: found beside it, compared, and one of them gone on with. Neither is ever deleted."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.orm import Session

from cp_desktop import private_files
from cp_desktop.errors import UserError
from cp_desktop.model import Council, show
from cp_desktop.places import Place
from cp_desktop.register import Register, store_at, versions
from cp_desktop.register.history import local
from cp_desktop.register.store import VersionBeside


def beside(register: Register, register_uid: str, session: Session) -> list[VersionBeside]:
    """The other versions of an open register, by its own number, that hold something that it has not.

    `session` reads the register; it is asked last, so that nobody waits with a save for a slow folder. A copy of how
    the register was once is no other version. Raises UserError where the folder cannot be read.
    """
    found = register.store.versions_beside(register_uid)
    return [one for one in found if not versions.holds(session, one)]


@contextmanager
def opened(place: Place) -> Iterator[Register]:
    """Another version of a register, to be read. One that an older program made is read from a copy brought up to date.

    Raises UserError for one that cannot be read.
    """
    store = store_at(place)
    if store.is_up_to_date():
        with Register.open(place, write=False) as register:
            yield register
        return
    with private_files.workspace() as folder:
        copy = folder / place.name
        store.write_upgraded(copy)
        with Register.open(copy, write=False) as register:
            yield register


def compare(register: Register, other: Register) -> versions.Comparison:
    """What each of two versions of a register has done that the other has not. Raises UserError."""
    with register.reading() as here, other.reading() as there:
        return versions.compare(here, there)


def told(register: Register) -> list[str]:
    """A sentence for each other version beside an open register. Raises UserError where the register cannot be read."""
    with register.reading() as session:
        uid = session.get_one(Council, 1).register_uid
    with register.reading() as session:
        found = beside(register, uid, session)
    return [_sentence(register, one.place) for one in found]


def told_of_unsound(place: Place | Path) -> list[str]:
    """The same for a register that is not sound, which nothing can be compared with. Raises UserError."""
    store = store_at(place)
    uid = store.known_uid
    found = store.versions_beside(uid) if uid is not None else []
    return [
        f"Beside it, {one.place.name} is another version of this register, last changed on {show(local(one.at))}: "
        "it may be sound. Check that, too, before you restore a copy."
        for one in found
    ]


def _sentence(register: Register, place: Place) -> str:
    beginning = f"Beside it, {place.name} is another version of this register"
    try:
        with opened(place) as other:
            comparison = compare(register, other)
    except UserError as problem:
        return f"{beginning}, and cannot be compared: {problem}"
    last = f" (the last on {show(local(comparison.there[-1].at))})" if comparison.there else ""
    return (
        f"{beginning}. Both begin with the same {count(comparison.both)}. Only here: {count(comparison.here)}. "
        f"Only there: {count(comparison.there)}{last}. Open this register in the window: it "
        "compares them, and you choose the one to go on with."
    )


def count(operations: Sequence[versions.VersionOperation]) -> str:
    """How many operations: "1 operation"."""
    return "1 operation" if len(operations) == 1 else f"{len(operations):,} operations"


def go_on_with_this(register: Register, other: Place) -> str:
    """Goes on with the open register: the other version gets a name that says that it was set aside. Says which.

    Raises UserError, and changes nothing, where that is open somewhere or may not be renamed.
    """
    _require_writable(register)
    aside = store_at(other).set_aside()
    _note(register, f"Go on with this version; {other.name} was set aside as {aside.name}")
    return f"You go on with this version. The other one is kept as {aside.name}."


def go_on_with_other(here: Place, other: Place) -> str:
    """Goes on with the other version, which takes the place of a register that is open nowhere; that one is set aside
    under a name that says so. Says which.

    Raises UserError, and changes nothing, where either is open somewhere, the other is not sound, or one of them may
    not be renamed.
    """
    with Register.open(other) as register:  # sound, and brought up to date
        _require_writable(register)
    aside = store_at(other).put_in_place_of(here)
    with Register.open(here) as register:
        _note(register, f"Go on with this version, {other.name}; the one before was set aside as {aside.name}")
    return f"You go on with what was in {other.name}. What was open is kept as {aside.name}."


def _require_writable(register: Register) -> None:
    if register.read_only_because:
        raise UserError(
            f"{register.name} cannot be changed here: {register.read_only_because}. Nothing was changed. "
            "Choose where it can be written."
        )


def _note(register: Register, label: str) -> None:
    with register.operation(label, reversible=False, keep_empty=True):
        pass
