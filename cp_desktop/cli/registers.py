"""Commands about registers as files: opened in the window, made, copied, checked, and what a double click does."""

import argparse
import datetime as dt
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cp_desktop.errors import UserError
from cp_desktop.places import Place

from . import copies
from .streams import report_error
from .words import AddCommand, read_day, read_year

if TYPE_CHECKING:
    from cp_desktop.register import Register
    from cp_desktop.register.soundness import Soundness


def opened(arguments: argparse.Namespace, write: bool = False) -> "Register":
    """The register a command works on, opened and remembered. Raises UserError."""
    from cp_desktop.services import registers

    register, upgraded = registers.open_register(_place(arguments), write)
    if upgraded:
        print(upgraded, file=sys.stderr)
    if register.doubts:
        print(registers.doubtful(register), file=sys.stderr)
    if register.own_copies is not None:
        register.own_copies.told = lambda sentence: print(sentence, file=sys.stderr)
        if register.own_copies.problem:
            register.own_copies.told(register.own_copies.problem)
    return register


def _place(arguments: argparse.Namespace) -> Place:
    """The register that a command names, or the one opened last. Raises UserError."""
    from cp_desktop.app_data import recent_registers

    place: Place | None = arguments.register or next(iter(recent_registers()), None)
    if place is None:
        raise UserError("No register has been opened yet. Nothing was done. Name one with --register.")
    return place


# -- the window


def open_window(arguments: argparse.Namespace) -> int:
    because = _no_window()
    if because:
        raise UserError(f"No window was opened: {because}. Nothing was changed. See: cp-desktop --help")
    return _opened_window(arguments.register)


def _opened_window(place: Place | None, as_at: dt.date | None = None) -> int:
    try:
        from cp_desktop.ui.app import run
    except ImportError as missing:
        if missing.name and missing.name.startswith("cp_desktop"):
            raise
        raise UserError(
            f"No window was opened: a library of the system is missing ({missing}). Nothing was changed."
        ) from missing
    return run(place, as_at)


def _no_window() -> str | None:
    """Why no window can be opened here, or None where one can."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        return "this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    return None


# -- demo


def add_demo(command: AddCommand) -> None:
    words = command(
        "demo", make_demo, "make the demonstration register, print its papers and open it", "demo --out demo"
    )
    words.add_argument("--out", type=Path, metavar="DIR", help="where to put it (otherwise among your own data)")
    words.add_argument("--no-window", action="store_true", help="open no window afterwards")


def make_demo(arguments: argparse.Namespace) -> int:
    from cp_desktop import reports
    from cp_desktop.services import demo, papers, registers
    from cp_desktop.written_files import origin_of

    path = demo.made_in(arguments.out)
    with registers.open_register(path)[0] as register:
        print(f"Register: {path}")
        for name, label in reports.DOCUMENTS.items():
            out = path.with_name(f"{name}{reports.PDF}")
            if (origin := origin_of(out)).precious:
                print(f"{out} {origin.value}, and was left as it is.", file=sys.stderr)
            else:
                papers.save(register, papers.PaperOrder(name, as_at=demo.AS_AT), out, table=False)
                print(f"{label}: {out}", flush=True)
    because = "--no-window was asked for" if arguments.no_window else _no_window()
    if because is None:
        try:
            return _opened_window(register.place, demo.AS_AT)
        except UserError as problem:
            print(problem)
            return 0
    print(f"No window was opened: {because}.")
    return 0


# -- new


def add_new(command: AddCommand) -> None:
    words = command(
        "new",
        make_register,
        "make a new register",
        'new city.cpregister --council "Northborough City Council" --year 2017/18',
    )
    words.add_argument("path", type=Path, metavar="F", help="the new file")
    words.add_argument("--council", required=True, metavar="NAME", help="the name of the council")
    words.add_argument("--year", required=True, type=read_year, help="the first municipal year, as 2017/18")
    words.add_argument("--first-day", type=read_day, metavar="D", help="day of its annual meeting (1 May without it)")
    words.add_argument("--last-day", type=read_day, metavar="D", help="its last day (30 April without it)")


def make_register(arguments: argparse.Namespace) -> int:
    from cp_desktop.app_data import remember_register
    from cp_desktop.services import registers

    begins = int(arguments.year[:4])
    first, last = arguments.first_day or dt.date(begins, 5, 1), arguments.last_day or dt.date(begins + 1, 4, 30)
    with registers.create(arguments.path, arguments.council, arguments.year, first, last) as register:
        remember_register(register.place)
        print(f"Made {register.place}")
    return 0


# -- backup


def add_backup(command: AddCommand) -> None:
    words = command("backup", back_up, "copy the register to another file", "backup --out copy.cpregister")
    words.add_argument("--out", type=Path, required=True, metavar="F", help="the copy")


def back_up(arguments: argparse.Namespace) -> int:
    from cp_desktop.services import registers

    with opened(arguments) as register:
        print(registers.back_up(register, arguments.out))
    return 0


# -- associate


def add_associate(command: AddCommand) -> None:
    words = command(
        "associate",
        associate,
        "make a double click on a register open it in this program, for you alone",
        "associate",
        "associate --remove",
    )
    words.add_argument("--remove", action="store_true", help="take that back")


def associate(arguments: argparse.Namespace) -> int:
    from cp_desktop import association

    if arguments.remove:
        association.remove()
        print("A double click on a register no longer opens this program.")
    else:
        association.associate()
        print("A double click on a register opens it in this program from now on. Take it back with --remove.")
    return 0


# -- check


def add_check(command: AddCommand) -> None:
    words = command(
        "check",
        check_register,
        "test that every page, row, value and entry of the history is sound, and count every figure a second way",
        "check",
        "check --copies",
    )
    words.add_argument("--copies", action="store_true", help="try every kept copy in this way instead")


def check_register(arguments: argparse.Namespace) -> int:
    from cp_desktop.services import checking, versions

    if arguments.copies:
        return copies.check(arguments)
    try:
        register = opened(arguments)  # an older one is brought up to date
    except UserError:
        found = checking.check_unopened(_place(arguments), _progress, lambda: False)
        if found is None or found.sound:
            raise  # it is not the file that is in the way
        return _told_beside(arguments, _say(found))
    with register:
        failed = _say(checking.check(register, _progress, lambda: False))
        if failed:
            return _told_beside(arguments, failed)
        print(f"{register.name} is sound.")
        for sentence in versions.told(register):
            print(sentence)
        return _counted_twice(register)


def _told_beside(arguments: argparse.Namespace, failed: int) -> int:
    """What lies beside a register that is not sound may be the way on. It takes nothing from what was found."""
    from cp_desktop.services import versions

    try:
        for sentence in versions.told_of_unsound(_place(arguments)):
            print(sentence)
    except UserError as problem:
        print(f"Whether other versions of it lie beside it could not be seen: {problem}")
    return failed


def _progress(done: int, total: int, what: str) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        print(
            f"\r{f'{what}: {done * 100 // total} %' if done < total else '':<60}\r", end="", file=sys.stderr, flush=True
        )


def _say(found: "Soundness") -> int:
    from cp_desktop.services.checking import REMEDY

    for sentence in (*found.told, *found.remarks):
        print(sentence)
    for sentence in found.damage:
        print(sentence, file=sys.stderr)
    if found.sound:
        return 0
    return report_error(f"The register is not sound. Nothing was changed. {REMEDY}", 1)


def _counted_twice(register: "Register") -> int:
    from cp_desktop.figures import reference_counts

    with register.reading() as session:
        found = reference_counts.check(session)
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found:
        return report_error(
            "The figures and their second count differ: this is a bug of the program, not of the register.", 1
        )
    print("Every figure was counted a second way and agrees.")
    return 0
