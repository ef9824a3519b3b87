"""Where papers are written: what their files may be called, and what they never write over."""

import os
import sys
from pathlib import Path

import docx
import pytest

from cp_desktop import reports
from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.model import Council
from cp_desktop.register import Register
from tests.reports.writing import write_paper

from .conftest import AS_AT

ENDINGS = pytest.mark.parametrize("ending", list(reports.FORMATS))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("paper", "paper.docx"),
        ("Paper v1.2", "Paper v1.2.docx"),
        ("Report 31.01.2018", "Report 31.01.2018.docx"),
        ("To Cllr. Ash", "To Cllr. Ash.docx"),
        ("paper.", "paper.docx"),
        ("paper.pdf", "paper.pdf"),
        ("paper.HTM", "paper.HTM"),
        ("Paper v1.2.html", "Paper v1.2.html"),
    ],
)
def test_a_name_without_an_ending_gets_that_of_the_kind_chosen(tmp_path: Path, typed: str, kept: str) -> None:
    assert reports.named(tmp_path / typed, ".docx") == tmp_path / kept
    reports.require_writable(tmp_path / kept)


@pytest.mark.parametrize("typed", ["paper.txt", "paper.odt", "Paper v1.2.doc", "paper.pdf.zip", "a.cpreg"])
def test_an_ending_that_is_no_papers_is_refused_in_the_same_words_everywhere(
    year: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str], typed: str
) -> None:
    with pytest.raises(UserError, match=r"Let the name end in \.pdf, \.html or \.docx\.") as refused:
        reports.named(tmp_path / typed, ".docx")
    assert main(["--register", str(year.place), "print", "visit-form", "--out", str(tmp_path / typed)]) == 1
    assert capsys.readouterr().err.strip() == str(refused.value)
    assert not (tmp_path / typed).exists()


def write(register: Register, out: Path, **more: bool) -> None:
    write_paper(register, "visit-form", out, as_at=AS_AT, **more)


@ENDINGS
def test_what_the_program_wrote_is_written_again_and_what_somebody_changed_is_not(
    year: Register, tmp_path: Path, ending: str
) -> None:
    out = tmp_path / f"form{ending}"
    write(year, out)
    first = out.read_bytes()
    with year.operation("Rename") as session:
        session.get_one(Council, 1).coordinator = "Another Person"
    write(year, out)
    assert out.read_bytes() != first
    if ending == ".docx":
        paper = docx.Document(str(out))
        paper.add_paragraph("Written in by hand.")
        paper.save(str(out))
    else:
        out.write_bytes(out.read_bytes() + b"\n")
    edited = out.read_bytes()
    with pytest.raises(UserError, match=r"was changed since this program wrote it, and was left as it is\..*--replace"):
        write(year, out)
    assert out.read_bytes() == edited
    write(year, out, replace=True)
    assert out.read_bytes() != edited


@ENDINGS
def test_somebody_elses_paper_is_left_and_a_copy_of_ours_is_not_somebody_elses(
    year: Register, tmp_path: Path, ending: str
) -> None:
    ours, moved, theirs = (tmp_path / f"{name}{ending}" for name in ("ours", "moved", "theirs"))
    write(year, ours)
    moved.write_bytes(ours.read_bytes())
    write(year, moved)
    theirs.write_bytes(ours.read_bytes() + b" ")
    before = theirs.read_bytes()
    with pytest.raises(UserError, match=r"may be somebody's own work, and was left as it is"):
        write(year, theirs)
    assert theirs.read_bytes() == before


def test_the_command_refuses_before_safeguarding_facts_are_opened(
    year: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.docx"
    docx.Document().save(str(out))
    before, entries = out.read_bytes(), len(year.entries())
    year.close()
    words = [
        "--register",
        str(year.place),
        "print",
        "visit-report",
        "--visit",
        "1",
        "--with-concern",
        "--out",
        str(out),
    ]
    assert main(words) == 1
    assert "somebody's own work, and was left as it is" in capsys.readouterr().err
    assert out.read_bytes() == before
    with Register.open(year.place) as register:
        assert len(register.entries()) == entries
    assert main([*words, "--replace"]) == 0
    assert out.read_bytes() != before


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files in folders")
def test_a_pipe_is_no_paper_and_nothing_waits_for_it(year: Register, tmp_path: Path) -> None:
    out = tmp_path / "pipe.pdf"
    os.mkfifo(out)
    for replace in (False, True):
        with pytest.raises(UserError, match=r"is a pipe or a device, not a file\. Nothing was written"):
            write(year, out, replace=replace)
    assert out.is_fifo()
