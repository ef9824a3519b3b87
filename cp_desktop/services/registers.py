"""What is done with a register as a whole: made, opened, copied."""

import datetime as dt
import uuid
from pathlib import Path

from sqlalchemy import String

from cp_desktop.app_data import remember_register
from cp_desktop.errors import UserError
from cp_desktop.model import Council, MunicipalYear, usual_party_labels, usual_steps
from cp_desktop.model.values import read, read_year_label
from cp_desktop.places import Place
from cp_desktop.register import Register
from cp_desktop.services import second_place


def create(
    place: Place | Path, council: str, year: str, first_day: dt.date | None, last_day: dt.date | None
) -> Register:
    """Makes a new register with its council, its first year (labelled as "2017/18") and the usual steps of reports
    and labels of parties, and opens it.

    Raises UserError, and leaves nothing behind, if there is one, it cannot be made there, or a value is missing or
    wrong.
    """
    name = read(council, String())
    if name is None:
        raise UserError("A register needs the name of its council. Nothing was made.", "name")
    label = read_year_label(year)
    if first_day is None or last_day is None:
        raise UserError("A year needs its first and its last day. Nothing was made.")

    def fill(empty: Register) -> None:
        with empty.operation("Create the register", reversible=False) as session:
            children = f"{name.split()[0]} children"
            session.add(Council(name=name, children=children, register_uid=uuid.uuid4().hex))
            session.add(MunicipalYear(label=label, first_day=first_day, last_day=last_day))
            session.add_all([*usual_steps({}), *usual_party_labels()])

    return Register.create(place, fill)


def open_register(place: Place | Path, write: bool = True) -> tuple[Register, str]:
    """Opens a register as the one that is worked on, brought up to date first if need be, and remembers it as that.

    Without `write` it is only looked at, unless opening it to write is what mends it: an older one, or one that a
    killed program left. It is only looked at too where it cannot be written. Returns it, and what is to be said of
    its being brought up to date, "" where it was not. Raises UserError.
    """
    try:
        register = Register.open(place, write)
    except UserError:
        if write:
            raise
        register = Register.open(place)
    remember_register(register.place)
    _bring_copies_to_second_place(register)
    if register.before_upgrade is None:
        return register, ""
    return register, (
        f"{register.name} was brought up to this version of the program; "
        f"a copy of it as it was is kept at {register.before_upgrade}."
    )


def _bring_copies_to_second_place(register: Register) -> None:
    own = register.own_copies
    if own is not None:
        with register.reading() as session:
            uid = session.get_one(Council, 1).register_uid
        own.listeners.append(lambda _: second_place.bring_soon(uid))
        second_place.bring_soon(uid)


def doubtful(register: Register) -> str:
    """What is to be said of a register in which the quick check of its opening found something, "" where it has not."""
    if not register.doubts:
        return ""
    more = len(register.doubts) - 1
    besides = f" And {more} more." if more else ""
    return f"{register.name} is not sound. {register.doubts[0]}{besides} File > Check the register tells all of it."


def back_up(register: Register, path: Path) -> str:
    """Copies an open register to another file, whole or not at all, and says so; an earlier copy there is replaced.

    Raises UserError where that is the register itself, or anything that is no register: it stays as it is.
    """
    register.store.write_copy(path)
    return f"The register was copied to {path}."


def keep_copy(register: Register) -> str:
    """Keeps a copy where the program keeps its own, and says how it is called. Raises UserError."""
    kept = register.store.keep_copy("by hand")
    if register.own_copies is not None:
        register.own_copies.tell(kept)
    return f"Kept a copy: {kept.name}."


def keep_opened(register: Register, path: Path) -> str:
    """Writes the register that was opened, though something else took its place meanwhile, to a new file; says so.

    Raises UserError where there is a file already, and where what was opened cannot be read any more.
    """
    register.store.keep_opened(path)
    return f"What was open was kept as {path.name}, and you go on with that."
