"""Which register a file is, told by what is in it."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import Register, sqlite_file
from cp_desktop.register.sqlite_identity import file_id, identity_of


def test_a_register_is_known_by_its_number_under_any_name_and_while_somebody_writes(register: Register) -> None:
    path = register.place.path
    before = identity_of(path)
    with register.operation("Rename the council") as session:
        session.get_one(Council, 1).name = "Southborough"
        session.flush()
        assert identity_of(path) == before  # what is not saved is not there yet
    copy = Path(shutil.copy(path, path.with_name("Kept elsewhere.cpregister")))
    [last] = [entry for entry in register.entries() if entry.label == "Rename the council"]
    assert before.last is not None
    found = identity_of(copy)
    assert found.register_uid == before.register_uid
    assert found.last is not None
    assert (found.last.number, found.last.at) == (last.number, last.at)
    assert found.last.number > before.last.number
    assert file_id(copy) != file_id(path)
    os.link(path, path.with_name("Another name.cpregister"))
    assert file_id(path.with_name("Another name.cpregister")) == file_id(path)


def test_looking_at_a_strangers_file_runs_nothing_of_it_and_changes_nothing(empty_file: Path, tmp_path: Path) -> None:
    trap = Path(shutil.copy(empty_file, tmp_path / "trap.cpregister"))
    with closing(sqlite3.connect(trap)) as connection:
        connection.executescript(
            "ALTER TABLE council RENAME TO kept;"
            "CREATE VIEW council AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
            " SELECT 1 AS id, count(*) AS register_uid FROM n;"
        )
    before = trap.read_bytes()
    with pytest.raises(UserError, match="damaged"):
        identity_of(trap)
    assert trap.read_bytes() == before
    assert [one.name for one in tmp_path.iterdir()] == ["trap.cpregister"]


@pytest.mark.parametrize("what", ["missing", "a folder", "empty", "text", "another database", "half of one", "no date"])
def test_what_is_no_sound_register_is_told_in_a_sentence(what: str, empty_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "odd.cpregister"
    match what:
        case "a folder":
            path.mkdir()
        case "empty":
            path.touch()
        case "text":
            path.write_text("Dear Ada" * 1000, encoding="utf-8")
        case "another database":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute("CREATE TABLE council (id, register_uid)")
        case "half of one":
            with closing(sqlite3.connect(path)) as connection:
                connection.execute(f"PRAGMA application_id = {sqlite_file.APPLICATION_ID}")
        case "no date":
            shutil.copy(empty_file, path)
            with closing(sqlite3.connect(path)) as connection, connection:
                connection.execute("UPDATE operation SET at = 'yesterday'")
    with pytest.raises(UserError, match="Nothing was changed"):
        identity_of(path)
