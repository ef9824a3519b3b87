"""Each command on a register that goes bad after it was opened: a sentence, and never a bug of the program."""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from cp_desktop.app_data import log_file
from cp_desktop.cli import main
from cp_desktop.places import Place
from cp_desktop.register import Register, sqlite_store
from cp_desktop.services import registers
from tests.spoiling import Spoil, damaged, emptied, locked

# What each command is given. One that opens no register as it is, or makes its own, has None.
WORDS: dict[str, Callable[[Path], list[str]] | None] = {
    "demo": None,
    "new": None,
    "associate": None,
    "restore": None,
    "import": lambda place: ["homes", str(_list(place))],
    "figures": lambda _: [],
    "coverage": lambda _: ["--from", "2017-05-23", "--to", "2018-01-31"],
    "desks": lambda _: [],
    "letters": lambda place: ["--month", "2018-01", "--out", str(place / "letters")],
    "export": lambda place: ["homes", "--out", str(place / "homes.csv")],
    "print": lambda place: ["survey-summary", "--out", str(place / "summary.html")],
    "merge": lambda _: ["councillor:7", "councillor:8"],
    "about": lambda place: ["councillor:7", "--out", str(place / "about.html")],
    "erase": lambda _: ["councillor:7"],
    "backup": lambda place: ["--out", str(place / "copy.cpregister")],
    "check": lambda _: [],
}
COMMANDS = [name for name, words in WORDS.items() if words is not None]


def _list(place: Path) -> Path:
    file = place / "homes.csv"
    file.write_text("Home,URN,Provider,Places\nOakfield,SC000001,Acorn Care,4\n", "utf-8")
    return file


@pytest.fixture
def spoiled(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Spoil], Path]]:
    """The demo register, which goes bad as soon as it is open."""
    monkeypatch.setattr(sqlite_store, "BUSY_SECONDS", 0)
    path = Path(shutil.copy(demo_file, tmp_path / "demo.cpregister"))
    really = registers.open_register
    with ExitStack() as bad:

        def spoiled(spoil: Spoil) -> Path:
            def open_register(place: Place | Path, write: bool = True) -> tuple[Register, str]:
                opened = really(place, write)
                bad.enter_context(spoil(path))
                return opened

            monkeypatch.setattr(registers, "open_register", open_register)
            return path

        yield spoiled


def test_every_command_is_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    listed = re.findall(r"^    (\w+)  ", capsys.readouterr().out, re.M)
    assert sorted(listed) == sorted(WORDS)


@pytest.mark.parametrize("spoil", [emptied, damaged, locked], ids=lambda spoil: spoil.__name__)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_says_why(
    command: str,
    spoil: Spoil,
    spoiled: Callable[[Spoil], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = spoiled(spoil)
    words = WORDS[command]
    assert words is not None
    assert main(["--register", str(path), command, *words(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert re.search(r"Nothing was (changed|saved|written)\.|damaged|not sound|empty", said), said
    assert "Traceback" not in said
    assert not log_file().exists()
    assert not list(tmp_path.glob("*.html"))
