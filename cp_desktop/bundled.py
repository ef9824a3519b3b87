"""Where the program's own data files are: beside the package in a checkout, inside it once installed."""

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
