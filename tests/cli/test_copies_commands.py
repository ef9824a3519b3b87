"""Copies by the command line: kept of what a command did, listed, tried, and restored."""

from pathlib import Path

import pytest

from cp_desktop.cli import main
from cp_desktop.register import backup
from cp_desktop.register.sqlite_holdings import holdings_of

COUNCILLORS = """Member ID,Forename,Surname,Party,Ward,District,Term start
1,Asha,Ash,Green,Elm,North,2015-05-07
2,Zoë,Beck,Labour,Oak,North,2015-05-07
"""


@pytest.fixture
def council(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A register into which the councillors were imported, on the day that it was made."""
    path = tmp_path / "council.cpregister"
    (tmp_path / "councillors.csv").write_text(COUNCILLORS, encoding="utf-8")
    assert main(["new", str(path), "--council", "Northborough City Council", "--year", "2017/18"]) == 0
    assert main(["--register", str(path), "import", "councillors", str(tmp_path / "councillors.csv")]) == 0
    capsys.readouterr()
    return path


def test_what_a_command_did_is_in_a_copy(council: Path) -> None:
    held = [(copy.why, holdings_of(copy.path).councillors) for copy in backup.copies(council)]
    assert held == [("closing", 2), ("first opening of the day", 0)]


def test_a_command_tells_that_no_copy_could_be_kept(
    council: Path, tmp_path: Path, own_place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (own_place / "CP Desktop" / "copies").rename(own_place / "away")
    (own_place / "CP Desktop" / "copies").write_text("a file where the copies would go")
    (tmp_path / "councillors.csv").write_text(COUNCILLORS + "3,Cyn,Crow,Green,Elm,North,2015-05-07\n", encoding="utf-8")
    words = ["--register", str(council), "import", "councillors", str(tmp_path / "councillors.csv")]
    assert main(words) == 0, "the import itself was done"
    first, last = capsys.readouterr().err.splitlines()
    assert first == last
    assert first.startswith("No copy of the register could be kept. ")
