"""The process that reads: limits itself, then reads one file and says what it finds, a line of JSON each.

It must start quickly, so it imports only what the reader needs.
"""

import gc
import json
import os
import sys
import threading
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from cp_desktop.errors import UserError

from . import memory, seconds


def run(words: list[str]) -> int:
    """Reads a file with a reader: `words` are its module's name and the file's path."""
    reader, path = words[0], Path(words[1])
    module = import_module(reader)
    size = path.stat().st_size
    if sys.platform == "win32":
        from . import windows_limits as limits
    else:
        from . import posix_limits as limits
    limits.limit(seconds(size), memory(size))
    gc.disable()  # it would look through every row that is made, over and over, for rubbish that is not there
    threading.Thread(target=_end_with_the_asker, daemon=True).start()
    _say("begun", os.getpid())
    try:
        for value in module.read(path):
            _say("value", value, getattr(module, "packed", None))
        _say("end", None)
    except UserError as problem:
        _say("refused", str(problem))
    except MemoryError:
        return 1
    return 0


def _end_with_the_asker() -> None:
    """A reader that waits (for a drive that has gone, say) computes nothing, and no limit would end it."""
    if sys.stdin is not None:
        sys.stdin.buffer.read()
        os._exit(1)


def _say(kind: str, value: Any, packed: Callable[[Any], Any] | None = None) -> None:
    sys.stdout.write(json.dumps([kind, value], default=packed) + "\n")
    sys.stdout.flush()  # or the asker would wait for a full buffer
