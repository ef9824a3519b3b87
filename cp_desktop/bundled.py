"""The program itself: where its data files are (beside the package in a checkout, inside it once installed), what it
was made from, how it is started."""

import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_ROOT = _PACKAGE / "_bundled" if (_PACKAGE / "_bundled").is_dir() else _PACKAGE.parent

DB = _ROOT / "db"
RESOURCES = _ROOT / "resources"


def made_from() -> str:
    """What this program was made from: the commit it was packaged at, as the recipe noted it, or just the source."""
    try:
        return f"packaged from {(RESOURCES / 'built.txt').read_text('utf-8') or 'the source'}"
    except OSError:
        return "run from the source"


def start_words(*, windowed: bool = False) -> list[str]:
    """The words that start this program, without those of its command line; `windowed` without a console on Windows."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    python = Path(sys.executable)
    without = python.with_name("pythonw.exe")
    return [str(without if windowed and without.exists() else python), "-P", "-m", "cp_desktop"]
