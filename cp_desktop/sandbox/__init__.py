"""Reading other people's files in a process of its own, with limits of time and memory.

A file of one kilobyte can ask for a sheet of a thousand million cells, or a picture of as many pixels, and the
libraries that read such files end the whole process then. Here only the reader ends, and the asker gets a sentence.
Readers are modules with a function `read(path)` that yields what JSON can hold, and a function `packed` for what else
they yield; a refusal leaves them as UserError.
"""

import json
import os
import queue
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext, suppress
from itertools import chain
from pathlib import Path
from typing import IO, Any

from cp_desktop.bundled import start_words
from cp_desktop.errors import UserError

WORD = "--sandbox"  # by this word our own program knows that it is to be the reader
LONGEST_WAIT = 30.0  # seconds beyond the limit of computing: a reader that waits for a dead drive
STEP = 0.1  # seconds after which somebody who waits is asked whether he still does


class Overrun(Exception):  # noqa: N818 - what happened to the reader; the asker knows what to say of it
    """The reader took too much time or memory, or broke down."""


def read(
    reader: str,
    path: Path,
    waiting: Callable[[], None] | None = None,
    unpacked: Callable[[dict[str, Any]], Any] | None = None,
) -> Generator[Any, None, None]:
    """What the reader (a module's name) yields for the file, one by one, while it reads on.

    `unpacked` makes again what the reader's `packed` was given.
    `waiting` is called now and then while nothing comes; what it raises ends the reading, as closing the generator
    does. Raises UserError as the reader does, and for what is no file: opening a pipe would wait for who writes into
    it. Raises OSError and Overrun.
    """
    there = path.stat()
    if not stat.S_ISREG(there.st_mode):
        raise UserError(f"{path.name} is a folder, a pipe or a device, and no file. Nothing was read. Choose a file.")
    size = there.st_size
    with (
        ExitStack() as watch,
        subprocess.Popen(
            [*start_words(), WORD, reader, str(path)],
            stdin=subprocess.PIPE,  # nothing is written: its end tells the reader that nobody asks any more
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # The settings that keep our own tests and tools quiet must not change how the reader starts.
            env=os.environ | {"PYTHONUTF8": "1"},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would flash a console
        ) as process,
    ):
        held: Callable[[], int] = int  # none, until it is known which process reads: ours may have started another

        def look() -> None:
            if held() > memory(size):
                raise Overrun(f"{reader} took too much memory")

        try:
            assert process.stdout is not None
            with closing(_lines(process.stdout, seconds(size) + LONGEST_WAIT, look, waiting)) as lines:
                for line in lines:
                    match json.loads(line, object_hook=unpacked):
                        case ["begun", number]:
                            held = watch.enter_context(_held_by(number))
                        case ["value", value]:
                            yield value
                        case ["refused", sentence]:
                            raise UserError(sentence)
                        case ["end", _]:
                            return
            raise Overrun(f"{reader} ended with {process.wait()}")
        except ValueError as problem:  # it was stopped in the middle of a line
            raise Overrun(f"{reader} ended in the middle") from problem
        finally:
            process.kill()


def _held_by(number: int) -> AbstractContextManager[Callable[[], int]]:
    """Says how many bytes a process holds, where a system's limit of memory may not be kept: of Windows' kinds one."""
    if sys.platform == "win32":
        from .windows_limits import held_by

        return held_by(number)
    return nullcontext(int)


def _lines(
    said: IO[bytes], patience: float, look: Callable[[], None], waiting: Callable[[], None] | None
) -> Generator[bytes, None, None]:
    """The lines that come through a pipe, for so many seconds at most. Raises Overrun after them.

    Before each line, and now and then while none comes, `look` is called.
    """
    arrived: queue.Queue[bytes] = queue.Queue(maxsize=4)  # what comes faster than it is used waits in the reader
    ended = threading.Event()

    def listen() -> None:
        with suppress(ValueError, OSError):  # the pipe was closed on our side
            for line in chain(said, [b""]):
                while not ended.is_set():
                    with suppress(queue.Full):
                        arrived.put(line, timeout=STEP)
                        break

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    until = time.monotonic() + patience
    try:
        while True:
            look()
            try:
                line = arrived.get(timeout=STEP)
            except queue.Empty:
                if time.monotonic() > until:
                    raise Overrun("it took too long") from None
                if waiting:
                    waiting()
                continue
            if not line:
                return
            yield line
    finally:
        ended.set()


def seconds(size: int) -> float:
    """How long a file of so many bytes may be computed on: a list of ours takes a tenth of it."""
    return 1.5 + size / 500_000


def memory(size: int) -> int:
    """How many bytes may be held in reading a file of so many bytes."""
    return 250_000_000 + 25 * size
