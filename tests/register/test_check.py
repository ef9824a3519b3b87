"""The check of a register: whatever was done to its file outside the program is told, by row and column."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text

from cp_desktop.cli import main
from cp_desktop.model import Councillor, District
from cp_desktop.register import Register, sqlite_rows
from cp_desktop.register.soundness import CheckStoppedError, Soundness
from cp_desktop.services import attachments, checking, papers
from tests.conftest import as_made
from tests.register import flips
from tests.services.test_papers import PAPER

Planted = Callable[[str], Path]


@pytest.fixture(scope="session")
def worked_file(made_once: Callable[[str, Callable[[Path], object]], Path], demo_file: Path) -> Path:
    """The demo register with an attachment, a tabled paper, and something undone."""

    def make(path: Path) -> None:
        shutil.copyfile(demo_file, path)
        with closing(as_made(path)) as register:
            with register.operation("Add district") as session:
                session.add(District(name="Brambledown"))
            register.undo()
            papers.table(register, PAPER, None)
            letter = path.with_name("letter.txt")
            letter.write_bytes(b"An attached letter. " * 50)
            attachments.attach(register, 1, letter)
            with register.operation("Open the facts of a concern", reversible=False, keep_empty=True):
                pass

    return made_once("worked.cpregister", make)


@pytest.fixture
def worked(worked_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(worked_file, tmp_path / "worked.cpregister"))


@pytest.fixture
def planted(worked: Path) -> Planted:
    """The register after these statements were run on it outside the program."""

    def planted(statements: str) -> Path:
        with closing(sqlite3.connect(worked)) as raw:
            raw.executescript(statements)
        return worked

    return planted


def test_the_check_is_stopped_when_somebody_says_so(worked: Path, own_place: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    with pytest.raises(CheckStoppedError, match=r"stopped before its end\. Nothing was changed\."):
        checking.check_unopened(worked, lambda *moved: heard.append(moved), lambda: len(heard) > 3)
    assert len(heard) == 4
    assert not list(own_place.rglob("*checking*"))


def test_it_says_how_far_it_is_and_nobody_waits_for_it(worked: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    with closing(as_made(worked)) as register:

        def moved(*how_far: object) -> None:
            heard.append(how_far)  # type: ignore[arg-type]
            if len(heard) in (1, 20):
                with register.operation(f"Add a district {len(heard)}") as session:
                    session.add(District(name=f"D{len(heard)}"))

        assert checking.check(register, moved, lambda: False).sound, "one state of it, whatever is saved meanwhile"
        assert len(register.entries()) == 16
    assert [done for done, _, _ in heard] == sorted(done for done, _, _ in heard)
    assert list(dict.fromkeys(what for _, _, what in heard)) == [
        "Pages and indexes",
        "References",
        "Tables",
        "History",
        "Rows against the history",
        "Values",
        "Attachments and papers",
    ]


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ("UPDATE operation SET who = 'Somebody' WHERE id = 12", "Entry 12 of the history does not fit its seal"),
        ("DELETE FROM operation WHERE id = (SELECT max(id) FROM operation)", "taken entries out of it"),
        ("CREATE TRIGGER spy AFTER INSERT ON visit BEGIN DELETE FROM district; END", "The trigger “spy” is none of"),
    ],
)
def test_the_opening_tells_what_can_be_seen_at_once(
    planted: Planted, statements: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = planted(statements)
    with Register.open(path) as register:
        assert told in register.doubts[0]
        assert register.can_write
    assert main(["figures", "--register", str(path)]) == 0
    assert told in capsys.readouterr().err


def found(path: Path) -> Soundness:
    checked = checking.check_unopened(path, lambda *_: None, lambda: False)
    assert checked is not None
    return checked


def test_a_sound_register_is_called_sound(worked: Path, own_place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert found(worked) == Soundness([], [], [])
    with Register.open(worked) as register:
        assert register.doubts == []
    assert main(["check", "--register", str(worked)]) == 0
    assert capsys.readouterr().out.startswith("worked.cpregister is sound.\n")
    assert not list(own_place.rglob("*checking*")), "the copy that was looked at is gone"


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        # Rows that are not what the history says
        ("UPDATE councillor SET surname = 'Other' WHERE id = 3", "Councillor: {name}: “Surname” is “Other”, and “{3}”"),
        ("UPDATE term SET start = '2814-05-22' WHERE id = 3", "“From” is “22 May 2814”, and “"),
        ("UPDATE commitment SET item_id = 1 + item_id % 2 WHERE id = 1", "Commitment: .*“Item” is “"),
        (
            "UPDATE visit SET concern_reference = 'Secret' WHERE id = 1",
            "Visit: .*“Safeguarding” is not what the his",
        ),
        ("DELETE FROM term WHERE id = 3", "Term of office: .* is gone, and no entry of the history took it"),
        ("INSERT INTO district (name) VALUES ('Nowhere')", "District: Nowhere is in no entry of the history"),
        (
            "INSERT INTO district (id, name) SELECT row_id, 'Brambledown' FROM change "
            "WHERE table_name = 'district' AND after LIKE '%Brambledown%'",
            "District: Brambledown.*the history",
        ),
        # Values
        (
            "UPDATE term SET start = '2017-13-45' WHERE id = 3",
            "Term of office: .*“From” is “2017-13-45”, which is no date",
        ),
        ("UPDATE visit SET kind = 'gossip' WHERE id = 1", "Visit: .* is “gossip”, which this program does not know"),
        (
            "UPDATE councillor SET surname = CAST(x'ff41' AS TEXT) WHERE id = 3",
            "“Surname” holds what this program does",
        ),
        ("UPDATE councillor SET surname = x'41' WHERE id = 3", "“Surname” holds what this program does not keep there"),
        ("UPDATE step SET days = 'few' WHERE id = 1", "“Days allowed” is “few”, which is not a whole number"),
        # The history
        ("UPDATE operation SET who = 'Somebody' WHERE id = 2", "Entry 2 of the history does not fit its seal"),
        ("UPDATE change SET after = replace(after, 'e', 'a') WHERE id = 500", "of the history does not fit its seal"),
        (
            "DELETE FROM change WHERE operation_id = 4; DELETE FROM operation WHERE id = 4",
            "Entry 5 of the history does",
        ),
        (
            "DELETE FROM operation WHERE id = (SELECT max(id) FROM operation)",
            "last entry .* should be {last}, and is {but}",
        ),
        (
            "INSERT INTO operation (label, who, at, reversible) VALUES ('I', 'me', '2018-01-01 00:00:00.000000', 1)",
            "somebody has added entries to it",
        ),
        # What is kept for good
        ("UPDATE content SET held = replace(held, 'paper', 'paler')", "“Tabled paper: Survey summary”.*SHA-256"),
        (
            "UPDATE content SET held = CAST(replace(held, 'paper', 'paler') AS BLOB), sha256 = 'x' WHERE id = 1",
            "paper kept",
        ),
        (
            "UPDATE content SET held = replace(held, 'letter', 'better') WHERE id = 2",
            "“Attachment 1”.*SHA-256",
        ),
        ("UPDATE tabled_paper SET title = 'Other'", "Tabled paper: Survey summary: “Paper” is “Other”"),
        # What a stranger put in
        ("CREATE TRIGGER spy AFTER INSERT ON visit BEGIN DELETE FROM district; END", "The trigger “spy” is none of"),
        ("CREATE VIEW spy AS SELECT * FROM visit", "The view “spy” is none of this program's"),
        ("CREATE TABLE spy (x)", "The table “spy” is none of this program's"),
        ("CREATE VIRTUAL TABLE spy USING fts5(x)", "The virtual table “spy” is none of this program's"),
        ("CREATE INDEX spy ON visit (place)", "The index “spy” is none of this program's"),
        ("DROP INDEX ix_change_operation_id", "The index “ix_change_operation_id” is missing"),
        ("ALTER TABLE visit ADD COLUMN spy", "The table “visit” is not as this program makes it"),
        # References
        ("DELETE FROM councillor WHERE id = 3", "the councillor that it belongs to is not there"),
    ],
)
def test_what_was_done_outside_the_program_is_told(
    planted: Planted, statements: str, told: str, capsys: pytest.CaptureFixture[str], worked_file: Path
) -> None:
    path = planted(statements)
    assert main(["check", "--register", str(path)]) == 1
    said = capsys.readouterr()
    with closing(sqlite3.connect(worked_file)) as raw:
        [(last,)] = raw.execute("SELECT max(id) FROM operation").fetchall()
        [(forename, surname)] = raw.execute("SELECT forename, surname FROM councillor WHERE id = 3").fetchall()
    told = told.format(None, None, None, surname, name=f"{forename} {surname}", last=last, but=last - 1)
    assert re.search(told, said.err), said.err
    assert said.err.splitlines()[-1].startswith("The register is not sound. Nothing was changed. Restore the latest")
    assert "Secret" not in said.err


@pytest.fixture
def lax(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets an operation write what no version of today takes in."""
    monkeypatch.setattr("cp_desktop.register.file.rules.enforce", lambda *_: None)


@pytest.mark.usefixtures("lax")
def test_what_an_earlier_version_took_in_is_a_remark(worked: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(as_made(worked)) as register, register.operation("As versions did that read any year") as session:
        session.execute(text("UPDATE term SET start = '1817-05-22' WHERE id = 3"))
        session.get_one(Councillor, 4).email = "not an address"
    checked = found(worked)
    assert checked.sound
    assert len(checked.remarks) == 2
    assert main(["check", "--register", str(worked)]) == 0
    said = capsys.readouterr().out
    assert "“From” is 22 May 1817: years are read between 1900 and 2100." in said
    assert "“E-mail” would not be taken in today: “not an address” is not an e-mail address: it has no @." in said


@pytest.mark.usefixtures("lax")
def test_an_unreadable_date_is_told_though_the_history_has_it_too(worked: Path) -> None:
    with closing(as_made(worked)) as register, register.operation("A stranger's program") as session:
        session.execute(text("UPDATE term SET start = '2017-02-30' WHERE id = 3"))
    [sentence] = found(worked).damage
    assert sentence.startswith("Term of office: ")
    assert sentence.endswith(": “From” is “2017-02-30”, which is no date.")


def test_so_many_findings_are_told_and_the_others_counted(planted: Planted) -> None:
    told = found(planted("UPDATE commitment SET made_on = '2017-06-02'")).damage
    assert len(told) == 21
    assert told[-1] == "There are 891 more like this."


def test_each_row_finds_its_last_image_by_an_index(worked: Path) -> None:
    """Or a register of 120,000 councillors would be looked at for hours."""
    sent: list[str] = []

    @event.listens_for(Engine, "before_cursor_execute")
    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "last_change AS l" in statement:
            sent.append(statement)

    try:
        found(worked)
    finally:
        event.remove(Engine, "before_cursor_execute", hear)
    with closing(sqlite3.connect(worked)) as raw:
        for statement in sqlite_rows.LAST_CHANGES:
            raw.execute(statement)
        plan = [str(row) for row in raw.execute(f"EXPLAIN QUERY PLAN {sent[0]}")]
    assert any("SEARCH l USING PRIMARY KEY (table_name=? AND row_id=?)" in one for one in plan), plan


# -- damage by chance


def test_a_letter_of_a_name_is_told_wherever_it_stands_in_the_file(worked: Path) -> None:
    """In the row, in the images of the history, in an index, in an entry's words."""
    content, turned = worked.read_bytes(), worked.with_name("turned.cpregister")
    name = b"Juniper Gate"
    places = [at for at in range(len(content)) if content.startswith(name, at)]
    assert len(places) >= 3
    for at in places:
        turned.write_bytes(flips.Flip(at + 3, 0).done(content))
        assert flips.told(turned), at


def test_no_bit_turned_over_changes_anything_unseen(worked: Path) -> None:
    content, turned, before = worked.read_bytes(), worked.with_name("turned.cpregister"), flips.shown(worked)
    for flip in flips.some(content, 4):
        turned.write_bytes(flip.done(content))
        assert flips.outcome(turned, before) != flips.SILENT, flip


def test_of_an_older_version_that_cannot_be_opened_only_that_is_said(
    worked: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its tables are not ours of today, and nobody is to be told that a stranger changed them."""
    with closing(sqlite3.connect(worked)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '0004'")
        raw.commit()
    assert checking.check_unopened(worked, lambda *_: None, lambda: False) is None
    assert main(["check", "--register", str(worked)]) == 1
    said = capsys.readouterr().err
    assert "could not be brought up to this version" in said
    assert "as this program makes it" not in said
