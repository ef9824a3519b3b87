"""The command that reads other people's lists into the register."""

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cp_desktop.errors import UserError

from .registers import opened
from .streams import print_json, report_error
from .words import AddCommand, Names, one_of, read_day, read_year

if TYPE_CHECKING:
    from cp_desktop.exchange import ImportChoices, Question


def _imports() -> Iterable[str]:
    from cp_desktop.exchange import KINDS

    return KINDS


IMPORTS = Names(_imports)


def add_import(command: AddCommand) -> None:
    words = command(
        "import",
        import_file,
        "read a spreadsheet into the register, whole or not at all",
        "import councillors members.csv --dry-run",
        "import commitments menu-returns.xlsx --year 2017/18 --date 2017-07-11",
        "import councillors members.xml --complete --date 2018-05-08",
        'import survey replies.xlsx --means "Planned=not yet" --map "Your name=name" --proposed',
        "import replies.xlsx --answers answers.json --left-out left-out.csv",
    )
    kind = one_of("kind", IMPORTS)
    words.add_argument(
        "kind", nargs="?", type=kind, choices=IMPORTS, metavar="KIND", help="%(choices)s; guessed without it"
    )
    words.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX, XLS or ODS, or XML from ModernGov")
    words.add_argument("--year", type=read_year, help="the municipal year whose menu is meant (the latest without it)")
    words.add_argument("--date", type=read_day, metavar="D", help="the day it is true on; undated rows count from it")
    words.add_argument("--complete", action="store_true", help="whoever is not in it is no more: a councillor has left")
    words.add_argument("--sheet", action="append", default=[], metavar="S", help="read this sheet (may be repeated)")
    words.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="COLUMN=FIELD",
        help="what a column means; nothing after = for none",
    )
    words.add_argument(
        "--means",
        action="append",
        default=[],
        metavar="WORD=VALUE",
        help="what a word means; nothing after = for blank",
    )
    words.add_argument("--answer", action="append", default=[], metavar="KEY=VALUE", help="the answer to a question")
    words.add_argument("--answers", type=Path, metavar="F", help="answers in a file of JSON")
    words.add_argument("--proposed", action="store_true", help="answer every question as it is proposed")
    words.add_argument("--left-out", type=Path, metavar="F", help="write the rows left out to this .csv or .xlsx file")
    words.add_argument("--dry-run", action="store_true", help="only say what would be done")
    words.add_argument("--json", action="store_true", help="say it in JSON, with the keys of questions and answers")


def import_file(arguments: argparse.Namespace) -> int:
    from cp_desktop import exchange
    from cp_desktop.model.values import quoted
    from cp_desktop.services import disclosure, imports

    if not arguments.kind and str(arguments.file) in list(IMPORTS):
        return report_error(f"Which file of {arguments.file}? See: cp-desktop import --help", 2)
    with opened(arguments, write=not arguments.dry_run) as register:
        choices = _choices(arguments)
        plan = exchange.read(register, arguments.kind, arguments.file, choices)
        if not arguments.kind and plan.mapping:
            label = exchange.KINDS[plan.kind].what
            print(f"{plan.path.name} was taken for {label}: {plan.mapping.reason}.", file=sys.stderr)
        if arguments.json:
            print_json(plan.to_json())
        for key in sorted(set(choices.answers) - {one for asked in plan.questions for one in asked.keys}):
            print(f"Nothing was asked of the answer “{quoted(key)}”.", file=sys.stderr)
        for question in plan.open:
            print(_asked(question), file=sys.stderr)
        if not plan.ready:
            return report_error(
                "Nothing was imported. Answer with --answer KEY=VALUE, take every proposed answer with --proposed, or "
                "answer in the window.",
                1,
            )
        if not arguments.dry_run:
            if arguments.left_out and plan.left_out:  # before anything goes in: a place may not do
                with register.reading() as session:
                    path = disclosure.rows_left_out(session, plan, _new_file(arguments.left_out))
                print(f"Wrote the rows left out to {path}", file=sys.stderr)
            plan = imports.apply(register, plan)
        if not arguments.json:
            print(f"{'Nothing was imported yet; this would be done. ' if arguments.dry_run else ''}{plan.summary()}")
    return 0


def _new_file(path: Path) -> Path:
    """A place for a file that is none yet. Raises UserError for one that is there: it may be the list itself."""
    if path.exists():
        raise UserError(f"{path} is there already. Nothing was imported. Choose another name for the rows left out.")
    return path


def _choices(arguments: argparse.Namespace) -> "ImportChoices":
    from cp_desktop.exchange import ImportChoices, answers_in

    answers = answers_in(arguments.answers) if arguments.answers else {}
    return ImportChoices(
        sheets=tuple(arguments.sheet),
        columns=_pairs("--map", arguments.map),
        words=_pairs("--means", arguments.means),
        answers=answers | _pairs("--answer", arguments.answer),
        year=arguments.year,
        date=arguments.date,
        complete=arguments.complete,
        proposed=arguments.proposed,
    )


def _pairs(option: str, said: Sequence[str]) -> dict[str, str]:
    """What was said as NAME=VALUE; a name may hold "=" itself, a value not."""
    pairs = {}
    for one in said:
        name, sign, value = one.rpartition("=")
        if not sign or not name.strip():
            raise UserError(f"“{one}” after {option} has no “=” with a name before it. Nothing was imported.")
        pairs[name.strip()] = value.strip()
    return pairs


def _asked(question: "Question") -> str:
    """A question with its key and its answers, as a line of the terminal."""
    answers = [f"{one.value} ({one.label})" for one in question.answers]
    own = [f"a {question.takes} of your own"] if question.takes else []
    proposed = f" Proposed: {question.proposed}." if question.proposed else ""
    return f"{question.sentence} [{question.key}] Answers: {'; '.join([*answers, *own])}.{proposed}"
