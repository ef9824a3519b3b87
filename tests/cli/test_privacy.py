"""The commands about people's data."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from cp_desktop.cli import main
from cp_desktop.model import Officer, Post
from tests.conftest import as_made


@pytest.fixture
def place(empty_file: Path, tmp_path: Path) -> str:
    path = Path(shutil.copy(empty_file, tmp_path / "test.cpregister"))
    register = as_made(path)
    with register.operation("Set up") as session:
        officer = Officer(name="Konstantin Drewe", end=dt.date(2019, 1, 31))
        session.add(Post(title="Manager", officers=[officer, Officer(name="Ida Park")]))
    register.close()
    return str(path)


def test_everything_held_about_a_person_is_printed(place: str, tmp_path: Path) -> None:
    out = tmp_path / "about.html"
    assert main(["--register", place, "about", "konstantin drewe", "--out", str(out)]) == 0
    assert "Private: for Konstantin Drewe alone" in out.read_text("utf-8")


def test_erasing_tells_first_and_does_it_when_it_is_told_to(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--register", place, "erase", "Konstantin Drewe"]) == 0
    told = capsys.readouterr().out
    assert "The name becomes “Former officer 1”." in told
    assert "Nothing was changed." in told
    assert b"Konstantin" in Path(place).read_bytes()
    assert main(["--register", place, "erase", "Konstantin Drewe", "--yes"]) == 0
    assert "Erased: the officer is “Former officer 1” now." in capsys.readouterr().out
    assert b"Konstantin" not in Path(place).read_bytes()
    assert main(["--register", place, "erase", "Ida Park", "--yes"]) == 1
    assert "is still in office" in capsys.readouterr().err
