"""Files kept with a visit: in, out, away and back, and what is refused."""

import datetime as dt
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cp_desktop.errors import UserError
from cp_desktop.model import Attachment, Content, Visit, VisitStatus
from cp_desktop.model.visits import ATTACHMENT_LIMIT
from cp_desktop.register import Register
from cp_desktop.register.changes import describe_operation
from cp_desktop.services import attachments, records, registers

REPORT = b"From: a councillor\r\n\r\n\x00\xff The report."


@pytest.fixture
def visit(register: Register) -> int:
    return records.save(
        register, records.blank(Visit, place="Elm House", visited_on=dt.date(2018, 1, 12), status=VisitStatus.PLANNED)
    )


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.msg"
    path.write_bytes(REPORT)
    return path


def names(register: Register, visit: int) -> list[str]:
    with register.reading() as session:
        return [kept.name for kept in attachments.of_visit(session, visit)]


def contents(register: Register) -> int:
    with register.reading() as session:
        return session.scalar(select(func.count()).select_from(Content)) or 0


def test_what_goes_in_comes_out_byte_for_byte(register: Register, visit: int, report: Path, tmp_path: Path) -> None:
    id = attachments.attach(register, visit, report)
    assert register.undoable()[0] == "Attach report.msg to the visit on 12 Jan 2018"
    report.unlink()
    attachments.save_as(register, id, tmp_path / "copy.msg")
    assert (tmp_path / "copy.msg").read_bytes() == REPORT
    with register.reading() as session:
        [kept] = attachments.of_visit(session, visit)
    assert (kept.name, kept.size, kept.added_on) == ("report.msg", len(REPORT), dt.date.today())


def test_each_is_undone_and_done_again(register: Register, visit: int, report: Path, tmp_path: Path) -> None:
    id = attachments.attach(register, visit, report)
    register.undo()
    assert names(register, visit) == []
    register.redo()
    assert names(register, visit) == ["report.msg"]
    attachments.remove(register, id)
    assert register.undoable()[0] == "Remove report.msg from the visit on 12 Jan 2018"
    assert names(register, visit) == []
    register.undo()
    attachments.save_as(register, id, tmp_path / "again.msg")
    assert (tmp_path / "again.msg").read_bytes() == REPORT


def test_a_deleted_visit_comes_back_with_its_files(register: Register, visit: int, report: Path) -> None:
    attachments.attach(register, visit, report)
    records.delete(register, Visit, visit)
    register.undo()
    assert names(register, visit) == ["report.msg"]


def test_the_same_bytes_are_kept_once(register: Register, visit: int, report: Path, tmp_path: Path) -> None:
    other = records.save(
        register, records.blank(Visit, place="Oak Lodge", visited_on=dt.date(2018, 1, 13), status=VisitStatus.PLANNED)
    )
    attachments.attach(register, visit, report)
    attachments.attach(register, other, report)
    assert contents(register) == 1
    same = tmp_path / "the same.msg"
    same.write_bytes(REPORT)
    with pytest.raises(UserError, match="kept with this visit already"):
        attachments.attach(register, visit, same)
    assert names(register, visit) == ["report.msg"]


def test_the_history_holds_no_second_copy_of_the_bytes(register: Register, visit: int, tmp_path: Path) -> None:
    large = tmp_path / "photographs.zip"
    large.write_bytes(os.urandom(2**20))
    before = register.place.path.stat().st_size
    attachments.attach(register, visit, large)
    assert register.place.path.stat().st_size - before < 1.1 * 2**20
    with register.reading() as session:
        got = describe_operation(session, register.entries()[-1].number)
    assert got is not None
    assert [change.what for change in got.changes] == ["attachment: photographs.zip"]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda path: path.write_bytes(b""), "is empty"),
        (lambda path: path.mkdir(), "is a folder"),
        (lambda path: None, "is not there"),
        (lambda path: path.write_bytes(bytes(ATTACHMENT_LIMIT + 1)), "larger than 20 MB"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is(
    register: Register, visit: int, tmp_path: Path, make: Callable[[Path], object], said: str
) -> None:
    path = tmp_path / "report.msg"
    make(path)
    with pytest.raises(UserError, match=said):
        attachments.attach(register, visit, path)
    assert contents(register) == 0
    assert len(register.entries()) == 2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files in folders")
def test_a_pipe_is_refused_and_nothing_waits_for_it(register: Register, visit: int, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "report.msg")
    with pytest.raises(UserError, match="is a pipe or a device"):
        attachments.attach(register, visit, tmp_path / "report.msg")


def test_one_of_exactly_the_limit_is_kept(register: Register, visit: int, tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(bytes(ATTACHMENT_LIMIT))
    attachments.attach(register, visit, path)
    assert names(register, visit) == ["film.mp4"]


def test_one_that_may_not_be_read_is_said(
    open_place: Path, as_nobody: Callable[[str, Path], str], register: Register
) -> None:
    secret = open_place / "secret.msg"
    secret.write_bytes(REPORT)
    secret.chmod(0o600)
    code = (
        "from cp_desktop.services import attachments\n"
        "try:\n attachments._read(path)\nexcept Exception as problem:\n print(type(problem).__name__, problem)"
    )
    assert as_nobody(code, secret).startswith("UserError")


def test_a_place_that_cannot_be_written_keeps_what_is_there(
    register: Register, visit: int, report: Path, tmp_path: Path
) -> None:
    id = attachments.attach(register, visit, report)
    with pytest.raises(UserError, match="not there"):
        attachments.save_as(register, id, tmp_path / "no such folder" / "copy.msg")
    with pytest.raises(UserError, match="the register itself"):
        attachments.save_as(register, id, register.place.path)
    other = tmp_path / "other.cpregister"
    registers.back_up(register, other)
    with pytest.raises(UserError, match="is a register"):
        attachments.save_as(register, id, other)
    Register.open(other, write=False).close()
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(UserError):
        attachments.save_as(register, id, folder)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix == ".part") == []


def test_gone_files_and_visits_are_said(register: Register, visit: int, report: Path, tmp_path: Path) -> None:
    id = attachments.attach(register, visit, report)
    attachments.remove(register, id)
    with pytest.raises(UserError, match="no longer kept"):
        attachments.remove(register, id)
    with pytest.raises(UserError, match="no longer kept"):
        attachments.save_as(register, id, tmp_path / "copy.msg")
    records.delete(register, Visit, visit)
    with pytest.raises(UserError, match="no longer in the register"):
        attachments.attach(register, visit, report)
    with register.reading() as session:
        assert session.scalar(select(func.count()).select_from(Attachment)) == 0


def test_a_name_that_turns_its_letters_round_is_refused(register: Register, visit: int, tmp_path: Path) -> None:
    path = tmp_path / "report\u202egpj.exe"
    path.write_bytes(REPORT)
    with pytest.raises(UserError, match=r"U\+202E"):
        attachments.attach(register, visit, path)
    assert names(register, visit) == []
