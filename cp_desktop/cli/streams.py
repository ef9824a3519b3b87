"""Standard output and standard error, fit for whatever they lead to."""

import codecs
import contextlib
import io
import os
import sys
import threading
from collections.abc import Iterator
from typing import Any, TextIO

from cp_desktop.disclosure import PUBLIC, Released, is_notice, notice, require_released
from cp_desktop.errors import UserError


def report_error(sentence: str, code: int) -> int:
    """Says a sentence on standard error and returns the exit code that goes with it."""
    print(sentence, file=sys.stderr)
    return code


def prepare_streams() -> None:
    """Makes the standard streams fit for every name in the register, wherever they lead.

    Into a file or a pipe goes UTF-8, whatever the machine's code page; of a file's name that is none, its own bytes. A
    terminal keeps its own encoding, and what it cannot show must not stop the work. Windows gives a program without a
    console no streams at all: then what would be printed has no reader, and what went wrong goes to a file of its own.
    Not to the log, which is sent on.
    """
    codecs.register_error("as_it_was", _as_it_was)
    if sys.stdout is None:
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - no path, and open to the end
    if sys.stderr is None:
        sys.stderr = _messages_as_stream()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=stream.encoding if stream.isatty() else "utf-8", errors="as_it_was")


def _as_it_was(problem: UnicodeError) -> tuple[str | bytes, int]:
    """Gives the bytes of a name back where the system's encoding had none for them (PEP 383); "?" for all else."""
    assert isinstance(problem, UnicodeEncodeError)
    first = problem.object[problem.start]
    if "\udc80" <= first <= "\udcff":
        return bytes([ord(first) - 0xDC00]), problem.start + 1
    return "?", problem.start + 1


def tell_unseen_bugs() -> None:
    """Has bugs that nobody catches, those of threads and of objects that end among them, told by their details alone.

    Python itself would print their messages, which may quote the register.
    """

    def tell(problem: BaseException | None) -> None:
        with contextlib.suppress(Exception):  # in a program that is ending already, anything may be gone
            from cp_desktop.app_data import write_log
            from cp_desktop.bug_details import details, say

            if problem is not None:
                text = details(problem)
                write_log(text)
                say(text)

    sys.excepthook = lambda _kind, problem, trace: tell(problem.with_traceback(trace))
    threading.excepthook = lambda what: tell(what.exc_value)
    sys.unraisablehook = lambda what: tell(what.exc_value)


class OutputError(OSError):
    """Standard output cannot be written: nothing that is said of files or of the register follows from it."""


class Output(io.TextIOBase):
    """Standard output, whose troubles can be told from all others.

    What could not be written is raised by `flush` again: argparse passes over what keeps it from printing help.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lost: OutputError | None = None

    def write(self, text: str) -> int:
        with self._noted():
            return self._stream.write(text)

    def flush(self) -> None:
        if self._lost:
            raise self._lost
        with self._noted():
            self._stream.flush()

    def close(self) -> None:
        """Leaves the stream open and unasked: it is not ours, and what it lost was told."""

    @contextlib.contextmanager
    def _noted(self) -> Iterator[None]:
        try:
            yield
        except OSError as problem:
            self._lost = OutputError(problem.errno, problem.strerror)
            raise self._lost from problem


def _messages_as_stream() -> TextIO:
    from cp_desktop.app_data import make_room, messages_file
    from cp_desktop.private_files import append

    try:
        messages = messages_file()
        make_room(messages)
        return append(messages)
    except (OSError, UserError):
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123


def reader_gone() -> int:
    """Nobody reads our output any more (BrokenPipeError, on Windows EINVAL): nothing is lost, and that is no error."""
    with contextlib.suppress(OSError):  # what is left in the buffer goes nowhere, and silently
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def hand_out(released: Released) -> None:
    """Prints words that the gate let out; who may have them is said on the side where a program reads them."""
    require_released(released)
    print(released.words)
    if released.disclosure is not PUBLIC and not is_notice(released.words.partition("\n")[0]):
        report_error(notice(), 0)


def print_json(said: Any) -> None:
    """Prints what is said as JSON, for other programs; days as ISO text."""
    import json

    print(json.dumps(said, indent=1, default=str))
