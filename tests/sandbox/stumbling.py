"""A reader with a bug that quotes what it reads."""

from collections.abc import Iterator
from pathlib import Path


def read(path: Path) -> Iterator[str]:
    """Yields the first line, and breaks over the second."""
    first, second = path.read_text("utf-8").splitlines()
    yield first
    raise ValueError(second)
