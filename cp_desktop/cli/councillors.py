"""The command that makes one councillor of two who are the same person."""

import argparse
from typing import TYPE_CHECKING

from cp_desktop.disclosure import INTERNAL

from .registers import opened
from .streams import hand_out
from .words import AddCommand, read_line

if TYPE_CHECKING:
    from cp_desktop.register import Register
    from cp_desktop.services.councillors import MergePlan


def add_merge(command: AddCommand) -> None:
    words = command(
        "merge",
        merge_councillors,
        "make one councillor of two: tell what moves and what clashes, and with --yes do it",
        "merge councillor:7 councillor:112",
        "merge councillor:7 councillor:112 --yes",
    )
    for name, metavar, help in (
        ("keep", "KEEP", "who stays: the name, or councillor:7 where two are called the same"),
        ("other", "OTHER", "who is the same person: all that is recorded of this one goes to the other"),
    ):
        words.add_argument(name, type=read_line, metavar=metavar, help=help)
    words.add_argument("--yes", action="store_true", help="do it; it can be undone in the window")


def merge_councillors(arguments: argparse.Namespace) -> int:
    from cp_desktop.services import councillors

    with opened(arguments, write=arguments.yes) as register:
        keep, other = (_councillor(register, name) for name in (arguments.keep, arguments.other))
        if arguments.yes:
            done = councillors.merge(register, keep, other)
            print(f"{done.label}. {done.number:,} {'record' if done.number == 1 else 'records'} moved.")
        else:
            _say(councillors.plan_merge(register, keep, other))
    return 0


def _councillor(register: "Register", named: str) -> int:
    from cp_desktop.errors import UserError
    from cp_desktop.model import Councillor
    from cp_desktop.register.people import subject_of

    with register.reading() as session:
        subject = subject_of(session, named)
    if subject.kind is not Councillor or subject.gone:
        raise UserError(f"{subject.name} is no councillor of this register. Nothing was done. Name a councillor.")
    return subject.id


def _say(plan: "MergePlan") -> None:
    from cp_desktop.services import disclosure
    from cp_desktop.services.councillors import told

    lines = [f"{plan.keep.name} stays, {plan.other.name} goes"]
    for label, mine in plan.keep.facts.items():
        lines.append(f"  {label}: {mine or '-'} | {plan.other.facts[label] or '-'}")
    for title, sentences in told(plan, named=False):
        lines += ["", title, *(f"  {sentence}" for sentence in sentences)]
    lines += ["", "Nothing was changed. With --yes it is done."]
    hand_out(disclosure.words("\n".join(lines), INTERNAL))
