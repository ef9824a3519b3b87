"""Commands about the copies of registers: the way back, and whether it would hold."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cp_desktop.errors import UserError
from cp_desktop.places import Place, place_at

from .streams import report_error
from .words import AddCommand

if TYPE_CHECKING:
    from cp_desktop.services.copies import Copy, KnownRegister

LATEST = "latest"


# -- restore


def add_restore(command: AddCommand) -> None:
    words = command(
        "restore",
        restore,
        "list the kept copies of registers, or put one back",
        "restore",
        "restore latest --register council.cpregister --replace",
        'restore "2018-01-31 143000 closing.cpregister" --out council.cpregister',
    )
    words.add_argument(
        "copy", nargs="?", metavar="COPY", help="the copy's path, or “latest” of --register; without it they are listed"
    )
    words.add_argument("--out", type=Path, metavar="F", help="the file it becomes (otherwise --register)")
    words.add_argument(
        "--replace", action="store_true", help="take the place of the register that is there, which is kept as a copy"
    )
    words.add_argument(
        "--another-register", action="store_true", help="even though that is another register, of another council"
    )
    words.add_argument("--json", action="store_true", help="list them as JSON")


def restore(arguments: argparse.Namespace) -> int:
    from cp_desktop.app_data import remember_register
    from cp_desktop.services import copies

    if arguments.copy is None:
        return _list(arguments)
    target = place_at(arguments.out) if arguments.out else arguments.register
    if target is None:
        raise UserError("Nothing was restored: say where to, with --out F or --register F.")
    copy = _latest(arguments.register) if arguments.copy == LATEST else Path(arguments.copy)
    loss = copies.loss(target, copy)
    if loss is not None:
        for sentence in loss.sentences:
            print(sentence, file=sys.stderr)
        if not arguments.replace:
            raise UserError(
                f"{target.name} is there already. Nothing was changed. Give --replace to put the copy in its place "
                "(what is there is kept as a copy first), or another file with --out."
            )
        if loss.council is not None and not arguments.another_register:
            raise UserError(
                f"{copy.name} is a copy of another register than {target.name}. Nothing was changed. Restore it to a "
                "file of its own with --out, or give --another-register too."
            )
    print(copies.restore(target, copy, arguments.another_register))
    remember_register(target)
    return 0


def _latest(register: Place | None) -> Path:
    from cp_desktop.services import copies

    if register is None:
        raise UserError("Nothing was restored: say of which register the latest copy is meant, with --register F.")
    found = copies.of_register(register)
    if not found:
        raise UserError(f"There is no copy of {register.name}. Nothing was restored. See: cp-desktop restore")
    return found[0].path


def _list(arguments: argparse.Namespace) -> int:
    from cp_desktop.model import show
    from cp_desktop.services import copies

    known = _meant(arguments.register)
    if arguments.json:
        print(json.dumps([_as_json(one) for one in known], indent=2, ensure_ascii=False))
        return 0
    for one in known:
        print(copies.known_words(one))
        for copy in one.copies:
            held = copies.holdings_of(copy.path)
            print(f"  {show(copy.made)}  {copy.why}: {copies.described(held) if held else 'cannot be read'}")
            print(f"    {copy.path}")
    if not known:
        print("There are no copies.")
    return 0


def _meant(register: Place | None) -> "list[KnownRegister]":
    """The registers that are known by their copies, or the one that is meant."""
    from cp_desktop.services import copies

    known = copies.known_registers()
    if register is None:
        return known
    own = {copy.path for copy in copies.of_register(register)}
    return [one for one in known if not own.isdisjoint(copy.path for copy in one.copies)]


def _as_json(known: "KnownRegister") -> dict[str, Any]:
    from cp_desktop.services import copies

    held = known.holdings
    return {
        "register_uid": known.register_uid,
        "council": held.council if held else None,
        "place": str(known.place) if known.place else None,
        "copies": [_copy_as_json(copy, copies.holdings_of(copy.path)) for copy in known.copies],
    }


def _copy_as_json(copy: "Copy", held: Any) -> dict[str, Any]:
    told: dict[str, Any] = {"path": str(copy.path), "made": copy.made.isoformat(" ", "seconds"), "why": copy.why}
    if held is None:
        return told | {"readable": False}
    last = held.last_at.isoformat(" ", "seconds") if held.last_at else None
    counts = {"councillors": held.councillors, "visits": held.visits, "operations": held.operations}
    return told | {"readable": True} | counts | {"last": held.last, "last_at": last}


# -- check --copies


def check(arguments: argparse.Namespace) -> int:
    """Opens every copy of a register, or of all that are known, and counts what each holds."""
    from cp_desktop.services import copies, second_place

    known = _meant(arguments.register)
    if not known:
        whose = f" of {arguments.register.name}" if arguments.register else ""
        raise UserError(f"There is no copy{whose}. Keep one with: cp-desktop backup --out F")
    bad = 0
    for one in known:
        print(copies.known_words(one).splitlines()[0])
        bad += _try(one.copies)
        second = second_place.known(one.register_uid).folder
        if second:
            print(f"In the second place, {second}:")
            try:
                bad += _try(second_place.copies_there(one.register_uid))
            except UserError as problem:
                print(f"  {problem}", file=sys.stderr)
    return report_error("Some copies could not be restored. The register itself was not looked at.", 1) if bad else 0


def _try(found: "list[Copy]") -> int:
    """Tries copies, says of each what became of it, and returns how many would not serve."""
    from cp_desktop.services import copies

    tried = copies.try_all(found, lambda *_: None, lambda: False)
    for result in tried:
        print(f"  {result.sentence}", file=sys.stdout if result.holdings else sys.stderr)
    print(copies.drill_summary(tried))
    return sum(result.holdings is None for result in tried)
