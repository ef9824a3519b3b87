"""What each command does. What reads and writes the register is imported by the command that needs it."""

import argparse
import datetime as dt
import os
import sys
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .errors import UserError

if TYPE_CHECKING:
    from .register import Register


def told(sentence: str, code: int) -> int:
    """Says a sentence on standard error and returns the exit code that goes with it."""
    print(sentence, file=sys.stderr)
    return code


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


def open_window(arguments: argparse.Namespace) -> int:
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


def make_demo(arguments: argparse.Namespace) -> int:
    from . import private_files, reports
    from .exchange import demo
    from .own_files import remember_register
    from .register import SUFFIX, Register

    folder: Path = arguments.out or private_files.own_place("data") / "demo"
    path = folder.absolute() / f"demo{SUFFIX}"
    try:
        private_files.folder(folder)
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


def make_register(arguments: argparse.Namespace) -> int:
    from .own_files import remember_register
    from .register import Register

    year = int(arguments.year[:4])
    first, last = arguments.first_day or dt.date(year, 5, 1), arguments.last_day or dt.date(year + 1, 4, 30)
    with Register.create(arguments.path, arguments.council, arguments.year, first, last) as register:
        remember_register(register.path)
        print(f"Made {register.path}")
    return 0


def import_file(arguments: argparse.Namespace) -> int:
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
            return told("Nothing was imported." + (how if plan.questions else ""), 1)
        if not arguments.dry_run:
            exchange.apply(register, plan)
        if not arguments.json:
            print(f"{'Nothing was imported yet; this would be done. ' if arguments.dry_run else ''}{plan.summary()}")
    return 0


def show_figures(arguments: argparse.Namespace) -> int:
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
    def numbers(of: Any, keys: Sequence[str]) -> dict[str, int]:
        return {key: of[key].numerator for key in keys}

    # These keys are a promise to other programs: new ones may join, none may go.
    said: dict[str, Any] = numbers(totals, _TOTALS_KEPT)
    said["by_item"] = {str(line.number): numbers(line.figures, _ITEM_KEPT) for line in items}
    said["homes"] = numbers(homes, _HOMES_KEPT)
    _say_json(said)


def _say_figures(label: str, as_at: dt.date, totals: Any, items: Any, homes: Any) -> None:
    from .figures import HOME_MEASURES, MEASURES, twelve_months
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
    for measure in (MEASURES | HOME_MEASURES).values():
        print(textwrap.fill(f"{measure.title}: {measure.definition}", 100, subsequent_indent="  "))


def show_coverage(arguments: argparse.Namespace) -> int:
    from . import figures

    since, until, as_at = arguments.since, arguments.until, arguments.as_at or arguments.until
    if since > until:
        raise UserError("The window ends before it begins. Nothing was counted. Give its first day with --from.")
    with _opened(arguments) as register, register.reading() as session:
        if arguments.json:
            _say_json(figures.coverage_json(session, since, until, as_at))
            return 0
        told = figures.homes(session, as_at, since, until)
        changed = figures.homes_changed(session, as_at, since, until)
        parts = {by: figures.homes_breakdown(session, as_at, since, by, until) for by in figures.HOMES_BYS}
    _say_coverage(since, until, as_at, told, changed, parts)
    return 0


def _say_coverage(since: dt.date, until: dt.date, as_at: dt.date, told: Any, changed: Any, parts: Any) -> None:
    from .figures import HOW_COVERAGE
    from .model import show

    print(f"Homes as at {show(as_at)}, visits from {show(since)} to {show(until)}\n")
    for figure in (*told.values(), *changed.values()):
        print(f"{figure.measure.title:<44} {figure.sentence()}")
    columns = {"open": "open", "visited": "visited", "not_visited_with_children": "due", "not_visited": "not visited"}
    for by, lines in parts.items():
        print(f"\n{f'By {by}':<44} {''.join(f'{word:>13}' for word in columns.values())}")
        for line in lines:
            name = textwrap.shorten(line.label, 44, placeholder=" …")
            print(f"{name:<44} {''.join(f'{line.figures[key].numerator:>13,}' for key in columns)}")
    print("\nHow this is counted\n")
    for paragraph in HOW_COVERAGE.split("\n\n"):
        print(textwrap.fill(paragraph, 100, subsequent_indent="  "))


def show_desks(arguments: argparse.Namespace) -> int:
    from .figures import desks

    as_at = arguments.as_at or dt.date.today()
    with _opened(arguments) as register, register.reading() as session:
        if arguments.json:
            _say_json(desks.board(session, as_at))
        else:
            for line in desks.lines(session, as_at):
                print(line)
    return 0


def export_listing(arguments: argparse.Namespace) -> int:
    from . import exchange, figures
    from .exchange.listings import LISTINGS
    from .register import edition_of

    out: Path = arguments.out
    with _opened(arguments) as register, register.reading() as session:
        year, edition = edition_of(session, arguments.year)
        as_at = arguments.as_at or figures.default_as_at(year, dt.date.today())
        listing = LISTINGS[arguments.listing](edition.id if edition else 0, as_at)
        done = exchange.export(session, listing, out, internal=arguments.internal)
    print(done.sentence)
    if done.path != out:
        print(f"“internal” was added to its name: {out.name} would not have told whom it is for.", file=sys.stderr)
    return 0


def write_letters(arguments: argparse.Namespace) -> int:
    from .exchange import monthly_letters

    with _opened(arguments) as register:
        written = monthly_letters.letters(register, arguments.month, arguments.out)
    for name in written.without_address:
        print(f"Without an address: {name}", file=sys.stderr)
    if written.others:
        print(f"{len(written.others)} other drafts lay in {arguments.out} already and were left.", file=sys.stderr)
    print(f"Wrote {len(written.paths)} drafts to {arguments.out}. They are internal: look at them, then send them.")
    return 0


def _say_json(said: Any) -> None:
    import json

    print(json.dumps(said, indent=1))


def print_document(arguments: argparse.Namespace) -> int:
    from . import reports
    from .register import tabled
    from .register.concerns import note_opening

    options = reports.Options(
        visit=arguments.visit,
        concern=arguments.with_concern,
        home=arguments.home,
        since=arguments.since,
        until=arguments.until,
        by=tuple(dict.fromkeys(arguments.by)),
        large=arguments.large,
    )
    if options.concern and options.visit is None:
        raise UserError("Nothing was printed: say with --visit whose safeguarding facts are meant.")
    with _opened(arguments, write=options.concern or arguments.table) as register:
        if options.concern and options.visit is not None:
            note_opening(register, options.visit)
        made = reports.write(
            register, arguments.document, arguments.out, year=arguments.year, as_at=arguments.as_at, options=options
        )
        if made is None and arguments.table:
            print("A web page is not kept among the tabled papers: print the PDF for that.", file=sys.stderr)
        elif made is not None and arguments.table:
            try:
                tabled.table(register, made, str(arguments.out.absolute()))
            except UserError as problem:  # it is printed all the same
                print(problem, file=sys.stderr)
    if made is not None and made.left_out:
        print(made.left_out, file=sys.stderr)
    print(f"Printed {arguments.out}")
    return 0


def back_up(arguments: argparse.Namespace) -> int:
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


def check_register(arguments: argparse.Namespace) -> int:
    from .figures import twin

    with _opened(arguments) as register:  # opening it is the test of the file
        print(f"{register.path.name} is sound.")
        with register.reading() as session:
            found = twin.check(session)
    for sentence in found:
        print(sentence, file=sys.stderr)
    if found:
        return told("The figures and their second count differ: this is a bug of the program, not of the register.", 1)
    print("Every figure was counted a second way and agrees.")
    return 0


def associate(arguments: argparse.Namespace) -> int:
    from . import association

    if arguments.remove:
        association.remove()
        print("A double click on a register no longer opens this program.")
    else:
        association.associate()
        print("A double click on a register opens it in this program from now on. Take it back with --remove.")
    return 0
