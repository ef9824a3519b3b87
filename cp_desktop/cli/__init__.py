"""The command line: words and what they print. Without words the window opens.

The rest is for other programs and for work without a screen. What a command does is a service, a figure, a listing or
a paper; nothing is counted here. What reads and writes the register is imported by the command that needs it:
`--version` and wrong words are answered at once.
"""

import contextlib
import errno
import sys
from collections.abc import Sequence

from cp_desktop import private_files, sandbox
from cp_desktop.errors import UserError

from .parser import make_parser
from .streams import Output, OutputError, prepare_streams, reader_gone, report_error, tell_unseen_bugs

__all__ = ["main"]

COPIES_PATIENCE = 5  # seconds


def _run(words: Sequence[str]) -> int:
    try:
        arguments = make_parser().parse_args(words)
    except SystemExit as done:  # --help, --version, wrong usage
        return int(done.code or 0)
    private_files.clear_unfinished()
    try:
        code: int = arguments.run(arguments)
    finally:
        _finish_copies()
    return code


def _finish_copies() -> None:
    """Lets copies that are on their way to a second place arrive, if they soon do. The window is closed by now."""
    if (second_place := sys.modules.get("cp_desktop.services.second_place")) is not None:
        second_place.finish(COPIES_PATIENCE)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code: 0 done, 1 something to put right, 2 wrong usage, 3 a bug.

    What went wrong stands in a sentence on standard error; a bug's details go to the log.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    prepare_streams()
    if words[:1] == [sandbox.WORD]:
        from cp_desktop.sandbox import reader

        return reader.run(words[1:])
    if argv is None:  # else somebody else's process, whose hooks these are not
        tell_unseen_bugs()
    if words and words[0].lower().endswith(".cpregister"):  # a double click on a register
        words = ["--register", *words]
    try:
        with contextlib.redirect_stdout(Output(sys.stdout)):
            code = _run(words)
            sys.stdout.flush()
        return code
    except UserError as problem:
        return report_error(str(problem), 1)
    except OutputError as problem:
        if problem.errno in (errno.EPIPE, errno.EINVAL):
            return reader_gone()
        return report_error(
            f"What there was to say could not be written ({problem.strerror}). What was asked for may be done all the "
            "same: look before you ask for it again.",
            1,
        )
    except OSError as problem:
        from cp_desktop.register.file_errors import explained

        return report_error(str(explained(problem)), 1)
    except KeyboardInterrupt:
        return report_error("Stopped. What was not finished was not saved.", 130)
    except Exception as problem:
        from cp_desktop.app_data import write_log
        from cp_desktop.bug_details import details

        text = details(problem)
        where = write_log(text) or f"could not be written down; they are:\n{text}"
        return report_error(
            f"Something went wrong inside the program; nothing half-done was saved. Details: {where}", 3
        )
