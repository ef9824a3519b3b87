"""What the tests stand on: nothing of a run reaches the tester's own folders, and what is made once stays as made."""

import os
from pathlib import Path

import pytest

from cp_desktop.private_files import own_place as own_folder
from cp_desktop.register import Register
from tests.conftest import MadeOnce


@pytest.fixture(scope="session")
def place_of_the_run() -> Path:
    """Where the program keeps its data while a fixture of the whole run is made: before any test has its own place."""
    return own_folder("data")


def test_what_is_made_for_all_tests_stays_out_of_the_testers_folders(
    place_of_the_run: Path, own_place: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    assert place_of_the_run.is_relative_to(tmp_path_factory.getbasetemp())
    assert own_folder("data").is_relative_to(own_place)


def test_a_file_is_made_once_and_a_maker_that_fails_leaves_none(made_once: MadeOnce) -> None:
    made: list[Path] = []

    def make(path: Path) -> None:
        made.append(path)
        path.write_text("whole")

    def fails(path: Path) -> None:
        path.write_text("half")
        raise OSError("it broke off")

    name = f"once-{os.getpid()}"
    with pytest.raises(OSError, match="broke off"):
        made_once(name, fails)
    assert made_once(name, make) == made_once(name, make)
    assert len(made) == 1
    assert made_once(name, fails).read_text() == "whole"


def test_each_register_of_a_test_is_its_own(register: Register, empty_file: Path) -> None:
    before = empty_file.read_bytes()
    with register.operation("Change it") as session:
        session.connection().exec_driver_sql("UPDATE council SET name = 'Changed'")
    register.close()
    assert empty_file.read_bytes() == before
    assert register.place.path.read_bytes() != before
