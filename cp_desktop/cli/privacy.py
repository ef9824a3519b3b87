"""Commands about people's data: who is on the register, all that is held about one, and erasing one who left."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from cp_desktop.disclosure import PRIVATE

from .registers import opened
from .streams import hand_out
from .words import AddCommand, read_line

if TYPE_CHECKING:
    from cp_desktop.services.privacy import ErasurePlan


def add_about(command: AddCommand) -> None:
    words = command(
        "about",
        print_about,
        "print everything held about one person, for that person",
        'about "Ann Bell" --out about.pdf',
        "about councillor:7 --out about.docx",
    )
    words.add_argument("person", type=read_line, metavar="WHO", help="the name, or the kind and number: councillor:7")
    words.add_argument("--out", type=Path, required=True, metavar="F", help="the file: .pdf, .html or .docx")
    words.add_argument(
        "--replace", action="store_true", help="write over what is there, even if somebody made or changed it"
    )


def print_about(arguments: argparse.Namespace) -> int:
    from cp_desktop.services.papers import save
    from cp_desktop.services.privacy import order_about

    with opened(arguments) as register:
        remark = save(register, order_about(arguments.person), arguments.out, replace=arguments.replace)
    if remark:
        print(remark, file=sys.stderr)
    print(f"Printed {arguments.out}")
    return 0


def add_erase(command: AddCommand) -> None:
    words = command(
        "erase",
        erase_person,
        "erase one who left: tell what goes and what stays, and with --yes do it",
        'erase "Ann Bell"',
        "erase councillor:7 --yes",
    )
    words.add_argument("person", type=read_line, metavar="WHO", help="the name, or the kind and number: councillor:7")
    words.add_argument("--yes", action="store_true", help="do it: it cannot be taken back")


def erase_person(arguments: argparse.Namespace) -> int:
    from cp_desktop.services.privacy import erase, plan_erasure

    with opened(arguments, write=arguments.yes) as register:
        if arguments.yes:
            print(erase(register, arguments.person))
        else:
            _say(plan_erasure(register, arguments.person))
    return 0


def _say(plan: "ErasurePlan") -> None:
    from cp_desktop.services import disclosure
    from cp_desktop.services.privacy import told, usual_choices

    chosen, lines = usual_choices(plan), []
    for title, sentences in told(plan, named=False):
        lines += [title, *(f"  {sentence}" for sentence in sentences), ""]
    if plan.mentions:
        lines.append("Texts that name them, or somebody of that name")
        for one in plan.mentions:
            table, number, _ = one.place
            does = "replace" if one.place in chosen.mentions else "leave"
            lines.append(f"  {does}: {table} {number}, {one.label}{' (in the history)' if one.earlier else ''}")
        lines.append("")
    lines.append("Nothing was changed. With --yes it is done, for good. In the window you choose each text.")
    hand_out(disclosure.words("\n".join(lines), PRIVATE))
