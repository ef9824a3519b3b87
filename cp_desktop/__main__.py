"""The command line: no words opens the window; the rest is for other programs and for work without a screen."""

import argparse
import contextlib
import datetime as dt
import errno
import io
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn, TextIO

from . import __version__, commands, sandbox
from .commands import told
from .errors import UserError

EPILOG = """\
examples:
  cp-desktop                                              open the window on the register used last
  cp-desktop council.cpregister                           open it on this one
  cp-desktop demo                                         look around in an invented council's year
  cp-desktop new council.cpregister --council "Northborough City Council" --year 2017/18
  cp-desktop --register council.cpregister import councillors members.csv --dry-run
  cp-desktop --register council.cpregister figures --as-at 2018-01-31 --json
  cp-desktop --register council.cpregister coverage --from 2017-02-01 --to 2018-01-31
  cp-desktop --register council.cpregister desks
  cp-desktop --register council.cpregister letters --month 2018-01 --out letters
  cp-desktop --register council.cpregister export homes --out homes.xlsx
  cp-desktop --register council.cpregister print survey-summary --out summary.pdf

Without --register a command works on the register used last."""

IMPORTS = ("councillors", "menu", "commitments", "survey", "activity", "homes", "visits")
LISTINGS = (  # those of exchange.listings, told without reading it
    "councillors",
    "councillors-ever",
    "councillors-who-visit",
    "councillors-who-never-visited",
    "menu",
    "commitments",
    "replies",
    "activity",
    "evidence",
    "evidence-confirmed",
    "evidence-set-aside",
    "homes",
    "homes-ever",
    "homes-due",
    "homes-never-visited",
    "visits",
    "desks",
    "events",
    "tabled-papers",
    "history",
)
PAPERS = ("survey-summary", "handbook", "visit-form", "visit-report", "coverage")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 something to put right, 2 wrong usage, 3 a bug.

    What went wrong stands in a sentence on standard error; a bug's details go to the log.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    prepare_output()
    if words[:1] == [sandbox.WORD]:
        from .sandbox import reader

        return reader.run(words[1:])
    if words and words[0].lower().endswith(".cpregister"):  # a double click on a register
        words = ["--register", *words]
    try:
        arguments = _parser().parse_args(words)
    except SystemExit as done:  # --help, --version, wrong usage
        return int(done.code or 0)
    try:
        with contextlib.redirect_stdout(_Output(sys.stdout)):
            code: int = arguments.run(arguments)
            sys.stdout.flush()
        return code
    except UserError as problem:
        return told(str(problem), 1)
    except _OutputError as problem:
        if problem.errno in (errno.EPIPE, errno.EINVAL):
            return _reader_gone()
        return told(
            f"What there was to say could not be written ({problem.strerror}). What was asked for may be done all the "
            "same: look before you ask for it again.",
            1,
        )
    except OSError as problem:
        from .register.file_errors import explained

        return told(str(explained(problem)), 1)
    except KeyboardInterrupt:
        return told("Stopped. What was not finished was not saved.", 130)
    except Exception as problem:
        from .bug_details import details
        from .own_files import write_log

        text = details(problem)
        where = write_log(text) or f"could not be written down; they are:\n{text}"
        return told(f"Something went wrong inside the program; nothing half-done was saved. Details: {where}", 3)


# -- what is printed


def prepare_output() -> None:
    """Makes the standard streams fit for every name in the register, wherever they lead.

    Into a file or a pipe goes UTF-8, whatever the machine's code page. A terminal keeps its own encoding, and what it
    cannot show must not stop the work. Windows gives a program without a console no streams at all: then what would be
    printed has no reader, and what went wrong goes to the log.
    """
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - no path, and open to the end
    if sys.stderr is None:
        sys.stderr = _log_as_stream()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="replace")


class _OutputError(OSError):
    """Standard output cannot be written: nothing that is said of files or of the register follows from it."""


class _Output(io.TextIOBase):
    """Standard output, whose troubles can be told from all others."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as problem:
            raise _OutputError(problem.errno, problem.strerror) from problem

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as problem:
            raise _OutputError(problem.errno, problem.strerror) from problem


def _log_as_stream() -> TextIO:
    from .own_files import log_file
    from .private_files import append

    try:
        return append(log_file())
    except OSError:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123


def _reader_gone() -> int:
    """Nobody reads our output any more (BrokenPipeError, on Windows EINVAL): nothing is lost, and that is no error."""
    with contextlib.suppress(OSError):  # what is left in the buffer goes nowhere, and silently
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


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
    parser.set_defaults(run=commands.open_window)
    words = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=_Parser)

    def command(name: str, run: Any, help: str, *examples: str) -> argparse.ArgumentParser:
        one = words.add_parser(
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}.",
            epilog="examples:\n" + "\n".join(f"  cp-desktop {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        one.set_defaults(run=run)
        if name not in ("demo", "new", "associate"):
            # Suppressed, or a --register before the command would be forgotten.
            one.add_argument("--register", type=Path, metavar="F", default=argparse.SUPPRESS, help="as above")
        return one

    demo = command(
        "demo", commands.make_demo, "make the demonstration register, print its papers and open it", "demo --out demo"
    )
    demo.add_argument("--out", type=Path, metavar="DIR", help="where to put it (otherwise among your own data)")
    demo.add_argument("--no-window", action="store_true", help="open no window afterwards")

    new = command(
        "new",
        commands.make_register,
        "make a new register",
        'new city.cpregister --council "Northborough City Council" --year 2017/18',
    )
    new.add_argument("path", type=Path, metavar="F", help="the new file")
    new.add_argument("--council", required=True, metavar="NAME")
    new.add_argument("--year", required=True, type=_year, help="the first municipal year, as 2017/18")
    new.add_argument("--first-day", type=_day, metavar="D", help="day of its annual meeting (1 May without it)")
    new.add_argument("--last-day", type=_day, metavar="D", help="its last day (30 April without it)")

    take = command(
        "import",
        commands.import_file,
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
        "figures",
        commands.show_figures,
        "show every figure with its base",
        "figures",
        "figures --as-at 2018-01-31 --json",
    )
    figures.add_argument("--json", action="store_true", help="the numbers alone, in JSON")

    covered = command(
        "coverage",
        commands.show_coverage,
        "show which homes were visited in a window of dates",
        "coverage --from 2017-04-04 --to 2017-10-18",
        "coverage --from 2017-02-01 --to 2018-01-31 --json",
    )
    covered.add_argument("--from", dest="since", type=_day, required=True, metavar="D", help="the window's first day")
    covered.add_argument("--to", dest="until", type=_day, required=True, metavar="D", help="its last day")
    covered.add_argument("--as-at", type=_day, metavar="D", help="the day homes and children are as at (the last day)")
    covered.add_argument("--json", action="store_true", help="the numbers alone, in JSON")

    desks = command("desks", commands.show_desks, "show on whose desk every open report is", "desks --json")
    desks.add_argument("--as-at", type=_day, metavar="D", help="the day (today without it)")
    desks.add_argument("--json", action="store_true", help="the rows alone, in JSON")

    letters = command(
        "letters",
        commands.write_letters,
        "write the monthly letters to all councillors as e-mail drafts",
        "letters --month 2018-01 --out letters",
    )
    letters.add_argument("--month", type=_month, required=True, metavar="M", help="the month, as 2018-01")
    letters.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the drafts")

    table = command(
        "export",
        commands.export_listing,
        "write a listing to a spreadsheet or CSV file, without private columns and small numbers of children",
        "export councillors --out councillors.xlsx",
        "export homes --as-at 2018-01-31 --out homes.csv",
        "export visits --internal --out visits-internal.xlsx",
        "export behind-not-visited-with-children --out due.csv",
    )
    table.add_argument(
        "listing",
        type=_listing,
        metavar="LISTING",
        help=f"{', '.join(LISTINGS)}; or behind- and the key of a figure, as behind-members: the rows it counts",
    )
    table.add_argument("--out", type=Path, required=True, metavar="F", help="the file to write: .xlsx or .csv")
    table.add_argument(
        "--internal",
        action="store_true",
        help="with the private columns, for your office only: the file says so in its name and its first row",
    )

    paper = command(
        "print",
        commands.print_document,
        "print a document as a PDF, or the handbook as a web page",
        "print handbook --out handbook.pdf",
        "print handbook --out handbook.html",
        "print survey-summary --by ward --table --out summary.pdf",
        "print visit-form --out form.pdf",
        "print visit-report --visit 12 --out report.pdf",
        "print coverage --from 2017-05-23 --to 2018-01-31 --out coverage.pdf",
    )
    paper.add_argument("document", choices=PAPERS, metavar="DOC", help=", ".join(PAPERS))
    paper.add_argument("--out", type=Path, required=True, metavar="F", help="the PDF to write; handbook: .html as well")
    paper.add_argument("--visit", type=int, metavar="N", help="visit-report: its number in `desks --json` (the latest)")
    paper.add_argument("--with-concern", action="store_true", help="visit-report: with the safeguarding facts; noted")
    paper.add_argument("--home", metavar="NAME", help="visit-form: the name that stands on it")
    paper.add_argument("--from", dest="since", type=_day, metavar="D", help="coverage: the first day of the window")
    paper.add_argument("--to", dest="until", type=_day, metavar="D", help="coverage: its last day")
    paper.add_argument(
        "--by",
        action="append",
        default=[],
        choices=("group", "district", "ward"),
        help="survey-summary: one more table, of the figures by group of items, district or ward",
    )
    paper.add_argument("--large", action="store_true", help="the large-print edition")
    paper.add_argument("--table", action="store_true", help="keep what was printed among the tabled papers")

    for dated in (figures, table, paper):
        dated.add_argument("--year", type=_year, help="the municipal year (the latest without it)")
        dated.add_argument("--as-at", type=_day, metavar="D", help="the day (today, or a past year's last day)")

    backup = command("backup", commands.back_up, "copy the register to another file", "backup --out copy.cpregister")
    backup.add_argument("--out", type=Path, required=True, metavar="F", help="the copy")

    double_click = command(
        "associate",
        commands.associate,
        "make a double click on a register open it in this program, for you alone",
        "associate",
        "associate --remove",
    )
    double_click.add_argument("--remove", action="store_true", help="take that back")

    command(
        "check", commands.check_register, "test that the file is sound and count every figure a second way", "check"
    )
    return parser


def _listing(text: str) -> str:
    from .exchange import listings

    if text not in listings.LISTINGS:
        raise argparse.ArgumentTypeError(f"there is no listing “{text}”; there are {', '.join(listings.LISTINGS)}")
    return text


def _year(text: str) -> str:
    found = re.fullmatch(r"(\d{4})/(\d{2})", text)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise argparse.ArgumentTypeError(f"“{text}” is no municipal year: write it as 2017/18")
    return text


def _month(text: str) -> dt.date:
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(f"“{text}” is no month: write it as 2018-01")
    return dt.date.fromisoformat(f"{text}-01")


def _day(text: str) -> dt.date:
    from .model.formats import read_date

    try:
        return read_date(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no date: write it as 2018-01-31") from None


if __name__ == "__main__":
    sys.exit(main())
