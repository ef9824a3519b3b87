"""Commands that read and write other files: imports, exports, letters and papers."""

import argparse
import datetime as dt
import sys
from collections.abc import Iterable
from pathlib import Path

from .registers import opened
from .words import AddCommand, Names, add_year_and_day, one_of, read_day, read_line, read_listing, read_month


def _listings() -> Iterable[str]:
    from cp_desktop.exchange.listings import SUBJECTS

    return SUBJECTS


def _papers() -> Iterable[str]:
    from cp_desktop.reports import DOCUMENTS

    return DOCUMENTS


LISTINGS, PAPERS = Names(_listings), Names(_papers)


# -- letters


def add_letters(command: AddCommand) -> None:
    words = command(
        "letters",
        write_letters,
        "write the monthly letters to all councillors as e-mail drafts",
        "letters --month 2018-01 --out letters",
    )
    words.add_argument("--month", type=read_month, required=True, metavar="M", help="the month, as 2018-01")
    words.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder for the drafts")


def write_letters(arguments: argparse.Namespace) -> int:
    from cp_desktop.services import monthly_letters

    with opened(arguments) as register:
        written = monthly_letters.write(register, arguments.month, arguments.out)
    if written.letters.without_numbers:
        print(written.letters.without_numbers, file=sys.stderr)
    for name in written.without_address:
        print(f"Without an address: {name}", file=sys.stderr)
    if written.others:
        print(f"{len(written.others)} other drafts lay in {arguments.out} already and were left.", file=sys.stderr)
    print(f"Wrote {len(written.paths)} drafts to {arguments.out}. They are internal: look at them, then send them.")
    return 0


# -- export


def add_export(command: AddCommand) -> None:
    words = command(
        "export",
        export_listing,
        "write a listing to a spreadsheet or CSV file, without private columns and small numbers of children",
        "export councillors --out councillors.xlsx",
        "export homes --as-at 2018-01-31 --out homes.csv",
        "export visits --internal --out visits-internal.xlsx",
        "export behind-not-visited-with-children --out due.csv",
    )
    words.add_argument(
        "listing",
        type=read_listing,
        choices=LISTINGS,
        metavar="LISTING",
        help="%(choices)s; or behind- and the key of a figure, as behind-members: the rows it counts",
    )
    words.add_argument("--out", type=Path, required=True, metavar="F", help="the file to write: .xlsx or .csv")
    words.add_argument(
        "--internal",
        action="store_true",
        help="with the private columns, for your office only: the file says so in its name and its first row",
    )
    add_year_and_day(words)


def export_listing(arguments: argparse.Namespace) -> int:
    from cp_desktop import figures
    from cp_desktop.exchange import listings
    from cp_desktop.register import edition_of
    from cp_desktop.services import disclosure

    out: Path = arguments.out
    with opened(arguments) as register, register.reading() as session:
        year, edition = edition_of(session, arguments.year)
        as_at = arguments.as_at or figures.default_as_at(year, dt.date.today())
        listing = listings.LISTINGS[arguments.listing](edition.id if edition else 0, as_at)
        done = disclosure.export(session, listing, out, internal=arguments.internal)
    print(done.sentence)
    if done.path != out:
        print(f"“internal” was added to its name: {out.name} would not have told whom it is for.", file=sys.stderr)
    return 0


# -- print


def add_print(command: AddCommand) -> None:
    words = command(
        "print",
        print_document,
        "print a document as a PDF, a web page or a Word document",
        "print handbook --out handbook.pdf",
        "print handbook --out handbook.html",
        "print survey-summary --out summary.docx",
        "print survey-summary --by ward --table --out summary.pdf",
        "print visit-form --out form.pdf",
        "print visit-report --visit 12 --out report.pdf",
        "print coverage --from 2017-05-23 --to 2018-01-31 --out coverage.pdf",
    )
    words.add_argument("document", type=one_of("document", PAPERS), choices=PAPERS, metavar="DOC", help="%(choices)s")
    words.add_argument("--out", type=Path, required=True, metavar="F", help="the file: .pdf, .html or .docx")
    words.add_argument(
        "--replace", action="store_true", help="write over what is there, even if somebody made or changed it"
    )
    words.add_argument("--visit", type=int, metavar="N", help="visit-report: its number in `desks --json` (the latest)")
    words.add_argument("--with-concern", action="store_true", help="visit-report: with the safeguarding facts; noted")
    words.add_argument("--home", type=read_line, metavar="NAME", help="visit-form: the name that stands on it")
    words.add_argument("--from", dest="since", type=read_day, metavar="D", help="coverage: the first day of the window")
    words.add_argument("--to", dest="until", type=read_day, metavar="D", help="coverage: its last day")
    words.add_argument(
        "--by",
        action="append",
        default=[],
        choices=("group", "district", "ward"),
        help="survey-summary: one more table, of the figures by group of items, district or ward",
    )
    words.add_argument("--large", action="store_true", help="the large-print edition")
    words.add_argument("--table", action="store_true", help="keep what was printed among the tabled papers")
    add_year_and_day(words)


def print_document(arguments: argparse.Namespace) -> int:
    from cp_desktop.reports import Options
    from cp_desktop.services import papers
    from cp_desktop.services.papers import PaperOrder

    options = Options(
        visit=arguments.visit,
        concern=arguments.with_concern,
        home=arguments.home,
        since=arguments.since,
        until=arguments.until,
        by=tuple(dict.fromkeys(arguments.by)),
        large=arguments.large,
    )
    order = PaperOrder(arguments.document, arguments.year, arguments.as_at, options)
    with opened(arguments, write=options.concern or arguments.table) as register:
        remark = papers.save(register, order, arguments.out, table=arguments.table, replace=arguments.replace)
    if remark:
        print(remark, file=sys.stderr)
    print(f"Printed {arguments.out}")
    return 0
