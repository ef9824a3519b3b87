"""Copies by the command line: kept of what a command did, listed, tried, and restored."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from cp_desktop.cli import main
from cp_desktop.register import Register, backup, schema, sqlite_file
from cp_desktop.register.sqlite_holdings import holdings_of
from cp_desktop.services import second_place

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


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    said = capsys.readouterr()
    return code, said.out, said.err


def southmere(council: Path) -> Path:
    """The register of another council."""
    path = Path(shutil.copy(council, council.with_name("southmere.cpregister")))
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE council SET register_uid = ?, name = 'Southmere Council'", ("d" * 32,))
    return path


def test_copies_are_listed(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup.keep(southmere(council), "by hand")
    code, out, err = run(capsys, "restore")
    assert (code, err) == (0, "")
    assert {line for line in out.splitlines() if "Council" in line and line[0] != " "} == {
        "Northborough City Council",
        "Southmere Council",
    }
    assert f"{council}\n" in out
    assert "closing: 2 councillors, 0 visits; last: Import councillors" in out
    code, out, err = run(capsys, "restore", "--register", str(council), "--json")
    [known] = json.loads(out)
    assert (known["council"], known["place"]) == ("Northborough City Council", str(council))
    assert [(copy["why"], copy["councillors"], copy["readable"]) for copy in known["copies"]] == [
        ("closing", 2, True),
        ("first opening of the day", 0, True),
    ]


def test_a_lost_register_is_restored(council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    council.unlink()
    code, out, err = run(capsys, "restore", "latest", "--register", str(council))
    assert (code, err) == (0, "")
    assert f"The register is {council} now." in out
    assert holdings_of(council).councillors == 2
    copy = str(backup.copies(council)[-1].path)
    assert run(capsys, "restore", copy, "--out", str(tmp_path / "early.cpregister"))[0] == 0
    assert holdings_of(tmp_path / "early.cpregister").councillors == 0


def test_what_is_there_is_replaced_only_on_asking_and_kept(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = str(backup.copies(council)[-1].path)
    before = council.read_bytes()
    code, out, err = run(capsys, "restore", empty, "--register", str(council))
    assert (code, out) == (1, "")
    assert "1 thing was done in council.cpregister since this copy, and would be gone from it:" in err
    assert "is there already. Nothing was changed. Give --replace" in err
    assert council.read_bytes() == before
    code, out, err = run(capsys, "restore", empty, "--register", str(council), "--replace")
    assert code == 0
    assert holdings_of(council).councillors == 0
    kept = backup.copies(council)[0]
    assert (kept.why, holdings_of(kept.path).councillors) == ("before restoring", 2)


def test_a_register_that_somebody_has_open_is_not_replaced(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    empty = str(backup.copies(council)[-1].path)
    with Register.open(council):
        code, _, err = run(capsys, "restore", empty, "--register", str(council), "--replace")
    assert code == 1
    assert "has council.cpregister open, so it was not restored. Nothing was changed." in err
    assert holdings_of(council).councillors == 2


def test_another_councils_copy_needs_a_word_of_its_own(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = southmere(council)
    words = ["restore", str(other), "--register", str(council), "--replace"]
    code, _, err = run(capsys, *words)
    assert code == 1
    assert (
        "council.cpregister holds another register, of Northborough City Council: all of it would be replaced." in err
    )
    assert "southmere.cpregister is a copy of another register than council.cpregister. Nothing was changed." in err
    assert holdings_of(council).council == "Northborough City Council"
    assert run(capsys, *words, "--another-register")[0] == 0
    assert holdings_of(council).council == "Southmere Council"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (["restore", "latest"], "say where to, with --out F or --register F"),
        (["restore", "latest", "--out", "{}/new.cpregister"], "of which register the latest copy is meant"),
        (["restore", "{}/none.cpregister", "--out", "{}/new.cpregister"], "none.cpregister"),
        (["restore", "{}/councillors.csv", "--out", "{}/new.cpregister"], "is not a register of this program"),
        (["restore", "latest", "--register", "{}/none.cpregister"], "There is no copy of none.cpregister"),
        (["check", "--copies", "--register", "{}/none.cpregister"], "There is no copy of none.cpregister"),
    ],
)
def test_what_cannot_be_restored_is_a_sentence(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    code, out, err = run(capsys, *(word.format(tmp_path) for word in words))
    assert (code, out, len(err.splitlines())) == (1, "", 1)
    assert why in err
    assert not (tmp_path / "new.cpregister").exists()


def test_every_copy_is_tried(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "--copies", "--register", str(council))
    assert (code, err) == (0, "")
    assert "closing: sound. 2 councillors, 0 visits; last: Import councillors" in out
    assert "All 2 copies were opened and checked whole. Nothing is wrong with them." in out
    copy = backup.copies(council)[0].path
    content = bytearray(copy.read_bytes())
    with closing(sqlite3.connect(copy)) as raw:
        [(page,)] = raw.execute("SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'change'")
        [(size,)] = raw.execute("PRAGMA page_size")
    content[page * size - 12] ^= 1  # in an entry of an index, where opening a register does not look
    copy.write_bytes(content)
    Register.open(copy, write=False).close()
    code, out, err = run(capsys, "check", "--copies")
    assert code == 1
    assert f"{copy.name} is not sound: " in err
    assert "1 of 2 copies could not be restored." in out


def test_a_copy_of_an_older_version_is_tried_as_a_restore_would_open_it(
    council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "revisions", lambda real=schema.revisions: [*real(), "9999"])
    upgraded: list[Path] = []
    monkeypatch.setattr(sqlite_file, "upgrade", upgraded.append)
    before = {copy.path: copy.path.read_bytes() for copy in backup.copies(council)}
    assert run(capsys, "check", "--copies", "--register", str(council))[0] == 0
    assert len(upgraded) == 2
    assert {path: path.read_bytes() for path in before} == before, "the copies stay as they are"
    assert not any(path.exists() for path in upgraded)


def test_copies_in_the_second_place_are_tried_too(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    stick, uid = tmp_path / "stick", holdings_of(council).register_uid
    stick.mkdir()
    second_place.choose(uid, stick, "Northborough")
    second_place.finish(60)
    code, out, err = run(capsys, "check", "--copies")
    assert (code, err) == (0, "")
    assert f"In the second place, {stick}:" in out
    assert "The only copy was opened and checked whole." in out
    [there] = stick.rglob("*.cpregister")
    there.write_bytes(there.read_bytes()[:-5000])
    assert run(capsys, "check", "--copies")[0] == 1
    shutil.rmtree(stick)
    code, _, err = run(capsys, "check", "--copies")
    assert (code, err.strip()) == (0, f"The second place for copies, {stick}, is not there.")


def test_a_command_brings_its_copy_to_the_second_place_before_it_ends(council: Path, tmp_path: Path) -> None:
    stick, uid = tmp_path / "stick", holdings_of(council).register_uid
    stick.mkdir()
    second_place.choose(uid, stick, "Northborough")
    second_place.finish(60)
    (tmp_path / "councillors.csv").write_text(COUNCILLORS + "3,Cyn,Crow,Green,Elm,North,2015-05-07\n", encoding="utf-8")
    assert main(["--register", str(council), "import", "councillors", str(tmp_path / "councillors.csv")]) == 0
    assert 3 in [holdings_of(path).councillors for path in stick.rglob("*.cpregister")]
