"""Standard output and standard error, fit for whatever they lead to."""

import contextlib
import io
import os
import sys
from typing import Any, TextIO


def report_error(sentence: str, code: int) -> int:
    """Says a sentence on standard error and returns the exit code that goes with it."""
    print(sentence, file=sys.stderr)
    return code


def prepare_streams() -> None:
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


class OutputError(OSError):
    """Standard output cannot be written: nothing that is said of files or of the register follows from it."""


class Output(io.TextIOBase):
    """Standard output, whose troubles can be told from all others."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        try:
            return self._stream.write(text)
        except OSError as problem:
            raise OutputError(problem.errno, problem.strerror) from problem

    def flush(self) -> None:
        try:
            self._stream.flush()
        except OSError as problem:
            raise OutputError(problem.errno, problem.strerror) from problem


def _log_as_stream() -> TextIO:
    from cp_desktop.app_data import log_file
    from cp_desktop.private_files import append

    try:
        return append(log_file())
    except OSError:
        return open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123


def reader_gone() -> int:
    """Nobody reads our output any more (BrokenPipeError, on Windows EINVAL): nothing is lost, and that is no error."""
    with contextlib.suppress(OSError):  # what is left in the buffer goes nowhere, and silently
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def print_json(said: Any) -> None:
    """Prints what is said as JSON, for other programs; days as ISO text."""
    import json

    print(json.dumps(said, indent=1, default=str))
