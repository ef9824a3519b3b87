"""What the words of every command share: how one is added, and how days, months, years and listings are read."""

import argparse
import datetime as dt
import re
from collections.abc import Callable, Container, Iterable, Iterator
from difflib import get_close_matches
from typing import NoReturn, Protocol, TypeVar

from cp_desktop.errors import UserError
from cp_desktop.places import place_at

Value = TypeVar("Value")
Run = Callable[[argparse.Namespace], int]

REGISTERLESS = ("demo", "new", "associate")  # the commands that work on no register


class Parser(argparse.ArgumentParser):
    """A parser whose complaint is one sentence."""

    def error(self, message: str) -> NoReturn:
        if message.endswith(("required: FILE", "required: F")) or re.search(r"arguments: -[^-\s]\S*\.\w", message):
            message += " (one whose name begins with a dash is given as ./-name)"
        self.exit(2, f"{message[:1].upper()}{message[1:].rstrip('.')}. See: {self.prog} --help\n")


class AddCommand(Protocol):
    """Adds a command: its name, what it does and says in help, its examples. Its options are added to the result."""

    def __call__(self, name: str, run: Run, help: str, *examples: str) -> argparse.ArgumentParser: ...


def command_adder(parser: argparse.ArgumentParser) -> AddCommand:
    """What adds commands to a parser."""
    words = parser.add_subparsers(title="commands", metavar="COMMAND", parser_class=Parser)

    def add(name: str, run: Run, help: str, *examples: str) -> argparse.ArgumentParser:
        command = words.add_parser(
            name,
            help=help,
            description=f"{help[0].upper()}{help[1:]}.",
            epilog="examples:\n" + "\n".join(f"  cp-desktop {example}" for example in examples),
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.set_defaults(run=run)
        if name not in REGISTERLESS:
            # Suppressed, or a --register before the command would be forgotten.
            command.add_argument("--register", type=place_at, metavar="F", default=argparse.SUPPRESS, help="as above")
        return command

    return add


def add_year_and_day(command: argparse.ArgumentParser) -> None:
    """The options of a command that speaks of a municipal year as at a day."""
    command.add_argument("--year", type=read_year, help="the municipal year (the latest without it)")
    command.add_argument("--as-at", type=read_day, metavar="D", help="the day (today, or a past year's last day)")


def read_year(text: str) -> str:
    """The label of a municipal year, as people write it. Raises ArgumentTypeError, as all of these."""
    from cp_desktop.model import values

    return _typed(values.read_year_label, text)


def read_month(text: str) -> dt.date:
    """The first day of a month, as people write one."""
    from cp_desktop.model import values

    return _typed(values.read_month, text)


def read_day(text: str) -> dt.date:
    """A day, as people write it."""
    from cp_desktop.model import values

    return _typed(values.read_day, text)


def read_line(text: str) -> str | None:
    """A line of text, None when nothing stands in it."""
    from sqlalchemy import String

    from cp_desktop.model import values

    found: str | None = _typed(lambda line: values.read(line, String()), text)
    return found


def _typed(read: Callable[[str], Value], text: str) -> Value:
    try:
        return read(text)
    except UserError as problem:
        raise argparse.ArgumentTypeError(str(problem)) from None


def read_listing(text: str) -> str:
    """The name of a listing."""
    from cp_desktop.exchange import listings

    return one_of("listing", listings.LISTINGS)(text)


class Names(Container[str]):
    """Names that are asked for only when they are read or told in help: the command line alone reads nothing heavy.

    As `choices` they are what `%(choices)s` tells; what is none of them the `type` has refused before.
    """

    def __init__(self, read: Callable[[], Iterable[str]]) -> None:
        self._read = read

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __contains__(self, name: object) -> bool:
        return True


def one_of(what: str, names: Iterable[str]) -> Callable[[str], str]:
    """Reads one of several names; of one that is none of them the nearest are told, or all where none is near."""

    def read(text: str) -> str:
        known = list(names)
        if text in known:
            return text
        from cp_desktop.model.values import quoted

        near = get_close_matches(text.strip().lower(), known, 3)
        rather = f"did you mean {' or '.join(near)}" if near else f"there are {', '.join(known)}"
        raise argparse.ArgumentTypeError(f"there is no {what} “{quoted(text)}”; {rather}")

    return read
