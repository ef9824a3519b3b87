"""Readers that misbehave in the way that the file names."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cp_desktop.errors import UserError


def read(path: Path) -> Iterator[object]:
    yield "begun"
    match path.read_text():
        case "time":
            while True:
                pass
        case "memory":
            yield len(bytearray(600_000_000))
        case "a little at a time":
            kept = []
            while True:
                kept.append(bytearray(1_000_000))
        case "abort":
            os.abort()
        case "stop in the middle":
            sys.stdout.write('["value", "and th')
            sys.stdout.flush()
            os._exit(0)
        case "bug":
            raise RuntimeError("planted")
        case "leave quietly":
            os._exit(0)
        case "wait":
            yield os.getpid()
            time.sleep(600)
        case "write":
            path.with_name("written").write_text("x" * 100_000)
        case "refuse":
            raise UserError("This is no list.")
    yield "done"
