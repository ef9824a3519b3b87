"""Runs every benchmark, or those named: python -m tests.bench window pages counting saving printing papers."""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests import OWN_PLACES

NAMES = ("window", "pages", "counting", "saving", "printing", "papers")


def main() -> None:
    """Prints a line a ratio. Registers are made in a folder that goes afterwards, and so do the window's settings."""
    chosen = sys.argv[1:] or NAMES
    with tempfile.TemporaryDirectory() as folder:
        for name in OWN_PLACES:
            os.environ[name] = folder
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in chosen:
            for line in import_module(f"tests.bench.{name}").lines(Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
