"""Reading other people's files in a process of its own, with limits of time and memory.

A file of one kilobyte can ask for a sheet of a thousand million cells, or a picture of as many pixels, and the
libraries that read such files end the whole process then. Here only the reader ends, and the asker gets a sentence.
Readers are modules with a function `read(path)` that yields what JSON can hold; a refusal leaves it as UserError.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from cp_desktop.errors import UserError

WORD = "--sandbox"  # by this word our own program knows that it is to be the reader
LONGEST_WAIT = 30.0  # seconds beyond the limit of computing: a reader that waits for a dead drive


class Overrun(Exception):  # noqa: N818 - what happened to the reader; the asker knows what to say of it
    """The reader took too much time or memory, or broke down."""


def read(reader: str, path: Path) -> Generator[Any, None, None]:
    """What the reader (a module's name) yields for the file, one by one, while it reads on.

    Raises UserError as the reader does, and Overrun. Closing the generator ends the reader.
    """
    ourselves = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "cp_desktop"]
    size = path.stat().st_size
    with subprocess.Popen(
        [*ourselves, WORD, reader, str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        # The settings that keep our own tests and tools quiet must not change how the reader starts.
        env=os.environ | {"PYTHONUTF8": "1"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),  # Windows would flash a console
    ) as process:
        late = threading.Timer(seconds(size) + LONGEST_WAIT, process.kill)
        late.daemon = True
        late.start()
        try:
            assert process.stdout is not None
            for line in process.stdout:
                kind, value = json.loads(line)
                if kind == "end":
                    return
                if kind == "refused":
                    raise UserError(value)
                yield value
            raise Overrun(f"{reader} ended with {process.wait()}")
        except ValueError as problem:  # it was stopped in the middle of a line
            raise Overrun(f"{reader} ended in the middle") from problem
        finally:
            late.cancel()
            process.kill()


def seconds(size: int) -> float:
    """How long a file of so many bytes may be computed on: a list of ours takes a tenth of it."""
    return 1.5 + size / 500_000


def memory(size: int) -> int:
    """How many bytes may be held in reading a file of so many bytes."""
    return 250_000_000 + 25 * size
