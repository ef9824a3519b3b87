"""For tests of rights: a folder that others may enter, and a program that runs without a root's rights."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest


@pytest.fixture
def open_place() -> Iterator[Path]:
    """A folder that everybody may enter: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def as_nobody() -> Callable[[str, Path], str]:
    """Runs code as a user without rights, with `path` set, and gives what it prints."""
    if sys.platform == "win32" or os.geteuid() != 0:
        pytest.skip("gives up root's rights, and these are not root's")

    def run(code: str, path: Path) -> str:
        # Imported before the rights go, because the interpreter itself may stand where nobody may look.
        whole = (
            "import datetime, os, sqlalchemy.dialects.sqlite\nfrom pathlib import Path\n"
            "from cp_desktop.register import Register, backup\n"
            "from cp_desktop.services import registers\n"
            "from cp_desktop.register.lock import LockHeld, WriterLock\n"
            f"os.setgroups([]); os.setgid(65534); os.setuid(65534)\npath = Path({str(path)!r})\n{code}"
        )
        done = subprocess.run([sys.executable, "-c", whole], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run
