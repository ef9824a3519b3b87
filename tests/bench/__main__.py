"""Runs every benchmark, or those named: python -m tests.bench window pages counting saving importing printing papers.

With --small in front, everything is gone through once on small registers: its numbers say nothing, but that it runs.
"""

import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests import OWN_PLACES

NAMES = ("window", "pages", "counting", "saving", "importing", "printing", "papers")


def main() -> None:
    """Prints a line a ratio. Registers are made in a folder that goes afterwards, and so do the window's settings."""
    chosen = sys.argv[1:]
    if chosen[:1] == ["--small"]:
        os.environ["CP_BENCH_SMALL"] = "1"  # for the processes that the benches start as well
        chosen = chosen[1:]
    with tempfile.TemporaryDirectory() as folder:
        for name in OWN_PLACES:
            os.environ[name] = folder
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        for name in chosen or NAMES:
            for line in import_module(f"tests.bench.{name}").lines(Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
