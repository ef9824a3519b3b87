"""All commands, in the order in which `--help` tells them."""

import argparse

from cp_desktop import __version__
from cp_desktop.places import place_at

from . import copies, councillors, figures, files, imports, privacy, registers
from .words import Parser, command_adder

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
  cp-desktop --register council.cpregister restore latest --replace

Without --register a command works on the register used last."""

COMMANDS = (
    registers.add_demo,
    registers.add_new,
    imports.add_import,
    figures.add_figures,
    figures.add_coverage,
    figures.add_desks,
    files.add_letters,
    files.add_export,
    files.add_print,
    councillors.add_merge,
    privacy.add_about,
    privacy.add_erase,
    registers.add_backup,
    copies.add_restore,
    registers.add_associate,
    registers.add_check,
)


def make_parser() -> Parser:
    """The parser of the whole command line; what it reads has `run`, which takes it and returns the exit code."""
    parser = Parser(
        prog="cp-desktop",
        description="The register of a council's corporate parenting coordinator.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"CP Desktop {__version__}")
    parser.add_argument("--register", type=place_at, metavar="F", help="the register to work on")
    parser.set_defaults(run=registers.open_window)
    add = command_adder(parser)
    for add_command in COMMANDS:
        add_command(add)
    return parser
