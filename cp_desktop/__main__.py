"""The command line: no words opens the window; the rest is for other programs and for work without a screen."""

import argparse
import datetime as dt
import os
import re
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from . import __version__
from .errors import UserError

# What reads and writes the register is imported by the command that needs it: the window paints before SQLAlchemy.
if TYPE_CHECKING:
    from .register import Register

EPILOG = """\
examples:
  cp-desktop                                              open the window on the register used last
  cp-desktop demo                                         look around in an invented council's year
  cp-desktop new council.cpregister --council "Northborough City Council" --year 2017/18
  cp-desktop --register council.cpregister import councillors members.csv --dry-run
  cp-desktop --register council.cpregister figures --as-at 2018-01-31 --json
  cp-desktop --register council.cpregister print survey-summary --out summary.pdf

Without --register a command works on the register used last."""

IMPORTS = ("councillors", "menu", "commitments", "survey", "activity", "homes", "visits")
PAPERS = ("survey-summary", "handbook")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 something to put right, 2 wrong usage, 3 a bug.

    What went wrong stands in a sentence on standard error; a bug's details go to the log.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a name the terminal cannot show must not stop the work
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as done:  # --help, --version, wrong usage
        return int(done.code or 0)
    try:
        code: int = arguments.run(arguments)
        sys.stdout.flush()
        return code
    except UserError as problem:
        return _told(str(problem), 1)
    except BrokenPipeError:  # the reader of our output has gone: nothing is lost
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 0
    except KeyboardInterrupt:
        return _told("Stopped. What was not finished was not saved.", 130)
    except Exception:
        import traceback

        from .own_files import write_log

        log = write_log(traceback.format_exc())
        return _told(f"Something went wrong inside the program; nothing half-done was saved. Details: {log}", 3)


def _told(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


# -- the words


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message[:1].upper()}{message[1:]}. See: {self.prog} --help\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="cp-desktop",
        description="The register of a council's corporate parenting coordinator.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"CP Desktop {__version__}")
    parser.add_argument("--register", type=Path, metavar="F", help="the register to work on")
    parser.set_defaults(run=_window)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Any, help: str, *examples: str) -> argparse.ArgumentParser:
        one = commands.add_parser(
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}.",
            epilog="examples:\n" + "\n".join(f"  cp-desktop {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(run=run)
        if name not in ("demo", "new"):
            # Suppressed, or a --register before the command would be forgotten.
            one.add_argument("--register", type=Path, metavar="F", default=argparse.SUPPRESS, help="as above")
        return one

    demo = command("demo", _demo, "make the demonstration register, print its papers and open it", "demo --out demo")
    demo.add_argument("--out", type=Path, metavar="DIR", help="where to put it (otherwise among your own data)")
    demo.add_argument("--no-window", action="store_true", help="open no window afterwards")

    new = command(
        "new", _new, "make a new register", 'new city.cpregister --council "Northborough City Council" --year 2017/18'
    )
    new.add_argument("path", type=Path, metavar="F", help="the new file")
    new.add_argument("--council", required=True, metavar="NAME")
    new.add_argument("--year", required=True, type=_year, help="the first municipal year, as 2017/18")
    new.add_argument("--first-day", type=_day, metavar="D", help="day of its annual meeting (1 May without it)")
    new.add_argument("--last-day", type=_day, metavar="D", help="its last day (30 April without it)")

    take = command(
        "import",
        _import,
        "read a spreadsheet into the register, whole or not at all",
        "import councillors members.csv --dry-run",
        "import commitments menu-returns.xlsx --year 2017/18 --date 2017-07-11",
    )
    take.add_argument("kind", choices=IMPORTS, metavar="KIND", help=", ".join(IMPORTS))
    take.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX or ODS")
    take.add_argument("--year", type=_year, help="the municipal year whose menu is meant (the latest without it)")
    take.add_argument("--date", type=_day, metavar="D", help="the day from which undated rows count")
    take.add_argument("--dry-run", action="store_true", help="only say what would be done")
    take.add_argument("--json", action="store_true", help="say it in JSON")

    figures = command(
        "figures", _figures, "show every figure with its base", "figures", "figures --as-at 2018-01-31 --json"
    )
    figures.add_argument("--json", action="store_true", help="the numbers alone, in JSON")

    paper = command("print", _print, "print a document as a PDF", "print handbook --out handbook.pdf")
    paper.add_argument("document", choices=PAPERS, metavar="DOC", help=", ".join(PAPERS))
    paper.add_argument("--out", type=Path, required=True, metavar="F", help="the PDF to write")

    for dated in (figures, paper):
        dated.add_argument("--year", type=_year, help="the municipal year (the latest without it)")
        dated.add_argument("--as-at", type=_day, metavar="D", help="the day (today, or a past year's last day)")

    backup = command("backup", _backup, "copy the register to another file", "backup --out copy.cpregister")
    backup.add_argument("--out", type=Path, required=True, metavar="F", help="the copy")

    command("check", _check, "test that the file is sound and count every figure a second way", "check")
    return parser


def _year(text: str) -> str:
    found = re.fullmatch(r"(\d{4})/(\d{2})", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise argparse.ArgumentTypeError(f"“{text}” is no municipal year: write it as 2017/18")
    return text


def _day(text: str) -> dt.date:
    from .model.formats import read_date

    try:
        return read_date(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date: write it as 2018-01-31") from None


def _opened(arguments: argparse.Namespace, write: bool = False) -> "Register":
    """The register the command works on, opened and remembered. Raises UserError."""
    from .own_files import recent_registers, remember_register
    from .register import Register

    path = arguments.register or next(iter(recent_registers()), None)
    if path is None:
        raise UserError("No register has been opened yet. Nothing was done. Name one with --register.")
    try:
        register = Register.open(path, write)
    except UserError:
        if write:
            raise
        # One to be upgraded, or left by a killed program: opening it to write mends that.
        register = Register.open(path)
    if register.before_upgrade:
        print(
            f"{register.path.name} was brought up to this version of the program; "
            f"a copy of it as it was is kept at {register.before_upgrade}.",
            file=sys.stderr,
        )
    remember_register(register.path)
    return register


# -- the commands


def _window(arguments: argparse.Namespace) -> int:
    because = _no_window()
    if because:
        raise UserError(f"No window was opened: {because}. Nothing was changed. See: cp-desktop --help")
    return _opened_window(arguments.register)


def _opened_window(path: Path | None, as_at: dt.date | None = None) -> int:
    try:
        from .ui.app import run
    except ImportError as missing:
        if missing.name and missing.name.startswith("cp_desktop"):
            raise
        raise UserError(
            f"No window was opened: a library of the system is missing ({missing}). Nothing was changed."
        ) from missing
    return run(path, as_at)


def _no_window() -> str | None:
    """Why no window can be opened here, or None where one can."""
    screens = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    if sys.platform.startswith("linux") and not any(os.environ.get(name) for name in screens):
        return "this machine has no screen (neither DISPLAY nor WAYLAND_DISPLAY is set)"
    return None


def _demo(arguments: argparse.Namespace) -> int:
    from platformdirs import user_data_path

    from . import reports
    from .exchange import demo
    from .own_files import remember_register
    from .register import SUFFIX, Register

    folder: Path = arguments.out or user_data_path("CP Desktop", appauthor=False) / "demo"
    path = folder.absolute() / f"demo{SUFFIX}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise UserError(f"{folder} cannot be made ({problem.strerror}). Nothing was done. Choose another.") from problem
    if not path.exists():
        demo.make(path)
    with Register.open(path) as register:
        print(f"Register: {path}")
        for name, label in reports.DOCUMENTS.items():
            out = path.with_name(f"{name}.pdf")
            reports.write(register, name, out, as_at=demo.AS_AT)
            print(f"{label}: {out}", flush=True)
    remember_register(path)
    because = "--no-window was asked for" if arguments.no_window else _no_window()
    if because is None:
        try:
            return _opened_window(path, demo.AS_AT)
        except UserError as problem:
            print(problem)
            return 0
    print(f"No window was opened: {because}.")
    return 0


def _new(arguments: argparse.Namespace) -> int:
    from .own_files import remember_register
    from .register import Register

    year = int(arguments.year[:4])
    first, last = arguments.first_day or dt.date(year, 5, 1), arguments.last_day or dt.date(year + 1, 4, 30)
    with Register.create(arguments.path, arguments.council, arguments.year, first, last) as register:
        remember_register(register.path)
        print(f"Made {register.path}")
    return 0


def _import(arguments: argparse.Namespace) -> int:
    import json

    from . import exchange

    with _opened(arguments, write=not arguments.dry_run) as register:
        plan = exchange.read(register, arguments.kind, arguments.file, year=arguments.year, date=arguments.date)
        if arguments.json:
            print(json.dumps(plan.to_json(), indent=1, default=str))
        for sentence in [one.sentence for one in plan.problems] + [one.sentence for one in plan.questions]:
            print(sentence, file=sys.stderr)
        if not plan.ready:
            how = " Answer in the window, or in the file: a ward in brackets tells two of a name apart."
            return _told("Nothing was imported." + (how if plan.questions else ""), 1)
        if not arguments.dry_run:
            exchange.apply(register, plan)
        if not arguments.json:
            print(f"{'Nothing was imported yet; this would be done. ' if arguments.dry_run else ''}{plan.summary()}")
    return 0


def _figures(arguments: argparse.Namespace) -> int:
    from . import figures
    from .register import edition_of

    with _opened(arguments) as register, register.reading() as session:
        year, edition = edition_of(session, arguments.year)
        as_at = arguments.as_at or figures.default_as_at(year, dt.date.today())
        menu = edition.id if edition else None
        totals, items = figures.totals_and_items(session, menu, as_at)
        homes = figures.homes(session, as_at)
        label = year.label
    if arguments.json:
        _say_figures_as_json(totals, items, homes)
    else:
        _say_figures(label, as_at, totals, items, homes)
    return 0


_TOTALS_KEPT = (
    "members",
    "menu_returns",
    "commitments",
    "replies",
    "undertaken_replies",
    "undertaken_replies_uncommitted",
    "undertaken_known",
    "undertaken_known_uncommitted",
    "not_yet_replies",
)
_ITEM_KEPT = ("commitments", "undertaken_replies", "undertaken_known", "not_yet_replies")
_HOMES_KEPT = ("open", "visited", "not_visited", "not_visited_with_children", "not_visited_without_children")


def _say_figures_as_json(totals: Any, items: Any, homes: Any) -> None:
    import json

    def numbers(of: Any, keys: Sequence[str]) -> dict[str, int]:
        return {key: of[key].numerator for key in keys}

    # These keys are a promise to other programs: new ones may join, none may go.
    said: dict[str, Any] = numbers(totals, _TOTALS_KEPT)
    said["by_item"] = {str(line.number): numbers(line.figures, _ITEM_KEPT) for line in items}
    said["homes"] = numbers(homes, _HOMES_KEPT)
    print(json.dumps(said, indent=1))


def _say_figures(label: str, as_at: dt.date, totals: Any, items: Any, homes: Any) -> None:
    from .figures import ALL_MEASURES, twelve_months
    from .model import show

    def say(figures: Any) -> None:
        for figure in figures.values():
            measure = figure.measure
            name = measure.label if not measure.label.startswith("of which") else f"  {measure.label}"
            print(f"{name:<44} {figure.sentence()}")

    print(f"{label}, as at {show(as_at)}\n")
    say(totals)
    if items:
        print(f"\n{'':<50} {'committed':>10} {'undertaken':>11} {'undertaken':>12} {'not yet':>10}")
        print(f"{'By item':<50} {'to':>10} {'(replies)':>11} {'(all known)':>12} {'(replies)':>10}")
        for line in items:
            name = textwrap.shorten(line.label, 50, placeholder=" …")
            one, two, three, four = (line.figures[key].numerator for key in _ITEM_KEPT)
            print(f"{name:<50} {one:>10,} {two:>11,} {three:>12,} {four:>10,}")
    print(f"\nHomes, visits from {show(twelve_months(as_at))} to {show(as_at)}\n")
    say(homes)
    print("\nHow these are counted\n")
    for measure in ALL_MEASURES.values():
        print(textwrap.fill(f"{measure.title}: {measure.definition}", 100, subsequent_indent="  "))


def _print(arguments: argparse.Namespace) -> int:
    from . import reports

    with _opened(arguments) as register:
        reports.write(register, arguments.document, arguments.out, year=arguments.year, as_at=arguments.as_at)
    print(f"Printed {arguments.out}")
    return 0


def _backup(arguments: argparse.Namespace) -> int:
    from .register import backup, schema

    out: Path = arguments.out
    with _opened(arguments) as register:
        if out.exists():
            if out.samefile(register.path):
                raise UserError(f"{out.name} is the register itself. Nothing was copied. Choose another name.")
            schema.recognise_header(out)  # never over something that is no copy of a register
        backup.write(register.path, out)
    print(f"Copied to {out}")
    return 0


def _check(arguments: argparse.Namespace) -> int:
    from .figures import twin

    with _opened(arguments) as register:  # opening it is the test of the file
        print(f"{register.path.name} is sound.")
        with register.reading() as session:
            found = twin.check(session)
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found:
        return _told("The figures and their second count differ: this is a bug of the program, not of the register.", 1)
    print("Every figure was counted a second way and agrees.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
