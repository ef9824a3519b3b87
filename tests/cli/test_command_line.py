"""The commands as other programs use them: what they print, what they leave, and how they end."""

import errno
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from cp_desktop import __version__, exchange, reports
from cp_desktop.app_data import log_file, messages_file, recent_registers, remember_register
from cp_desktop.cli import files, imports, main
from cp_desktop.model import TabledPaper
from cp_desktop.places import place_at
from cp_desktop.register import Register, tabled
from tests import OWN_PLACES
from tests.conftest import MadeOnce

COUNCILLORS = """Member ID,Forename,Surname,Party,Ward,District,Term start
1,Asha,Ash,Green,Elm,North,2015-05-07
2,Zoë,Beck,Labour,Oak,North,2015-05-07
"""
README = Path(__file__).parents[2] / "README.md"
MENU = "No,Group,Wording\n1,Ward,Listen to children\n2,City,Visit a home\n"
ACTIVITY = "Date,Councillor,Ward,Item,What was done\n11/07/2017,Cllr Asha Ash,Elm,2,Came to see\n"


@pytest.fixture
def council(made_once: MadeOnce, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """A register with two councillors and a menu of two items, made by the commands, and the one used last."""

    def make(path: Path) -> None:
        assert main(["new", str(path), "--council", "Northborough City Council", "--year", "2017/18"]) == 0
        for kind in ("councillors", "menu"):
            assert main(["--register", str(path), "import", kind, str(tmp_path / f"{kind}.csv")]) == 0
        capsys.readouterr()

    for kind, text in (("councillors", COUNCILLORS), ("menu", MENU)):
        (tmp_path / f"{kind}.csv").write_text(text, encoding="utf-8")
    path = Path(shutil.copy(made_once("council.cpregister", make), tmp_path / "council.cpregister"))
    remember_register(place_at(path))
    return path


@pytest.fixture
def activity(tmp_path: Path) -> str:
    path = tmp_path / "activity.csv"
    path.write_text(ACTIVITY, encoding="utf-8")
    return str(path)


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cp_desktop", *words],
        env={name: value for name, value in (os.environ | environment).items() if value},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def sentence(capsys: pytest.CaptureFixture[str]) -> str:
    """The one line on standard error, with nothing on standard output."""
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "Traceback" not in err
    return err.strip()


def test_a_year_from_files_to_figures(council: Path, activity: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "activity", activity]) == 0
    assert "1 activit" in capsys.readouterr().out
    assert main(["figures", "--as-at", "2018-01-31", "--json"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert (got["members"], got["undertaken_known"], got["undertaken_known_uncommitted"]) == (2, 1, 1)
    assert got["by_item"]["2"] == {
        "commitments": 0,
        "undertaken_replies": 0,
        "undertaken_known": 1,
        "not_yet_replies": 0,
    }
    assert got["homes"] == dict.fromkeys(
        ("open", "visited", "not_visited", "not_visited_with_children", "not_visited_without_children"), 0
    )


def test_figures_in_words_have_their_bases_and_definitions(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--as-at", "2018-01-31"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Menu returns +0 of 2 members \(0\.0%\)", out)
    assert "2 Visit a home" in out
    assert "Members: Councillors in office on the day." in out


def test_figures_are_of_the_day_before_anybody_was_in_office(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures", "--as-at", "1 May 2015", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["members"] == 0


def test_a_dry_run_changes_nothing(council: Path, activity: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = council.read_bytes()
    assert main(["import", "activity", activity, "--dry-run", "--json"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["ready"]
    assert plan["added"] == {"activities": 1}
    assert council.read_bytes() == before


def test_a_file_with_a_mistake_is_refused_whole(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text(ACTIVITY + "no day,Cllr Zoë Beck,Oak,1,\n11/07/2017,Cllr Nobody,Oak,1,\n", encoding="utf-8")
    before = council.read_bytes()
    assert main(["import", "activity", str(wrong)]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert all("wrong.csv" in line for line in err.splitlines()[:-1])
    assert err.splitlines()[-1].startswith("Nothing was imported. Answer with --answer KEY=VALUE")
    assert council.read_bytes() == before


def test_the_register_may_stand_before_or_after_the_command(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.cpregister"
    assert main(["new", str(other), "--council", "Elsewhere", "--year", "2017/18"]) == 0
    capsys.readouterr()
    members = []
    for words in (
        ["figures", "--json"],  # the one used last
        ["--register", str(council), "figures", "--json"],
        ["figures", "--json", "--register", str(council)],
        ["figures", "--json"],
    ):
        assert main(words) == 0
        members.append(json.loads(capsys.readouterr().out)["members"])
    assert members == [0, 2, 2, 2]


def test_a_new_register_has_its_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.cpregister"
    assert main(["new", str(path), "--council", "X", "--year", "2023/24", "--last-day", "21 May 2024"]) == 0
    with Register.open(path) as register, register.reading() as session:
        years = session.connection().exec_driver_sql("SELECT label, first_day, last_day FROM municipal_year").all()
    assert years == [("2023/24", "2023-05-01", "2024-05-21")]
    assert recent_registers() == [place_at(path)]
    capsys.readouterr()
    assert main(["new", str(path), "--council", "X", "--year", "2023/24"]) == 1
    assert "there already" in sentence(capsys)


def test_a_backup_is_a_register_and_spares_other_files(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, letter = tmp_path / "copy.cpregister", tmp_path / "letter.txt"
    letter.write_text("Dear Asha", encoding="utf-8")
    for _ in range(2):
        assert main(["backup", "--out", str(copy)]) == 0
    capsys.readouterr()
    assert main(["backup", "--out", str(letter)]) == 1
    assert "letter.txt" in sentence(capsys)
    assert letter.read_text(encoding="utf-8") == "Dear Asha"
    assert main(["backup", "--out", str(council)]) == 1
    assert "the register itself" in sentence(capsys)
    assert main(["check", "--register", str(copy)]) == 0


def test_check_counts_a_second_way(
    council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["check"]) == 0
    assert "agrees" in capsys.readouterr().out
    monkeypatch.setattr("cp_desktop.figures.counts._added_up", lambda numbers: {"members": 7})
    assert main(["check"]) == 1
    assert "the figures say 7, a second count says 2" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words",
    [
        ["figures", "--as-at", "yesterday"],
        ["figures", "--year", "2017/19"],
        ["new", "x.cpregister", "--council", "X", "--year", "9999/00"],
        ["new", "x.cpregister", "--council", "X", "--year", "2017"],
        ["import", "homes"],
        ["import", "gossip", "x.csv"],
        ["print", "poem", "--out", "x.pdf"],
        ["print", "handbook"],
        ["publish"],
        ["--colour", "red"],
    ],
)
def test_wrong_usage_is_one_sentence(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    said = sentence(capsys)
    assert "--help" in said
    assert ".." not in said


@pytest.mark.parametrize(
    ("words", "part"),
    [
        (["figures", "--register", "missing.cpregister"], "no register at"),
        (["figures", "--year", "1999/00"], "1999/00"),
        (["import", "homes", "missing.csv"], "missing.csv"),
    ],
)
def test_what_the_user_can_mend_is_one_sentence(
    council: Path, words: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 1
    assert part in sentence(capsys)


def test_without_any_register_it_asks_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["figures"]) == 1
    assert "--register" in sentence(capsys)


def test_a_foreign_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    foreign = tmp_path / "foreign.cpregister"
    foreign.write_bytes(b"PK\x03\x04 a spreadsheet under a wrong name" * 20)
    assert main(["check", "--register", str(foreign)]) == 1
    assert "not a register" in sentence(capsys)


def test_a_bug_goes_to_the_log(
    council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(exchange, "read", broken)
    assert main(["import", "homes", "x.csv"]) == 3
    log = Path(sentence(capsys).rpartition("Details: ")[2])
    assert "ZeroDivisionError: planted" in log.read_text(encoding="utf-8")


def test_a_bug_is_told_where_no_log_can_be_written(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        (tmp_path / "a file").touch()
        for name in OWN_PLACES:
            monkeypatch.setenv(name, str(tmp_path / "a file"))
        raise ZeroDivisionError("planted")

    monkeypatch.setattr(exchange, "read", broken)
    assert main(["import", "homes", "x.csv"]) == 3
    err = capsys.readouterr().err
    assert "could not be written down" in err
    assert "ZeroDivisionError: planted" in err


def test_stopping_by_hand_is_no_bug(
    council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(exchange, "read", stopped)
    assert main(["import", "homes", "x.csv"]) == 130
    assert "not saved" in sentence(capsys)


@pytest.fixture
def homes(council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The same register with two homes, a visit whose report nobody has sent, and one with a concern."""
    (tmp_path / "homes.csv").write_text(
        "URN,Name,Ward,Our children,Counted on\nSC1,Oak House,Elm,3,2017-04-01\nSC2,Ivy House,Oak,2,2017-04-01\n"
    )
    (tmp_path / "visits.csv").write_text(
        "Date of visit,URN,Councillors,Type,Report received,Safeguarding concern,Concern reported to\n"
        "2017-09-04,SC1,Zoë Beck,Monitoring visit,,No,\n2017-10-02,SC1,Asha Ash,Event at a home,,Yes,The duty team\n",
        encoding="utf-8",
    )
    for kind in ("homes", "visits"):
        assert main(["import", kind, str(tmp_path / f"{kind}.csv")]) == 0
    capsys.readouterr()
    return council


def test_coverage_of_a_window(homes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["coverage", "--from", "2017-09-04", "--to", "2017-09-30", "--json"]) == 0
    got = json.loads(capsys.readouterr().out)
    assert (got["open"], got["visited"], got["not_visited_with_children"]) == (2, 1, 1)
    assert [(part["ward"], part["visited"]) for part in got["by_ward"]] == [("Elm", 1), ("Oak", 0)]
    assert main(["coverage", "--from", "2017-09-05", "--to", "2017-09-30"]) == 0
    out = capsys.readouterr().out
    assert re.search(r"Visited by a councillor +0 of 2 homes \(0\.0%\)", out)
    assert "How this is counted" in out
    assert main(["coverage", "--from", "2017-10-01", "--to", "2017-09-30"]) == 1
    assert "The period ends on 30 Sep 2017, before it begins on 1 Oct 2017." in sentence(capsys)
    assert main(["coverage", "--to", "2017-09-30"]) == 2


def test_whose_desk(homes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["desks", "--as-at", "2017-09-20", "--json"]) == 0
    [row] = json.loads(capsys.readouterr().out)
    assert (row["visit"], row["place"], row["since"]) == (1, "Oak House", "2017-09-04")
    assert (row["days"], row["allowed"], row["over"]) == (16, 14, 2)
    assert main(["desks", "--as-at", "2017-09-20"]) == 0
    assert "16 of 14 days, 2 late" in capsys.readouterr().out
    assert main(["desks", "--as-at", "2017-09-03"]) == 0
    assert "No report is on its way on 3 Sep 2017." in capsys.readouterr().out


def test_monthly_letters(homes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["letters", "--month", "2018-01", "--out", str(tmp_path / "letters")]) == 0
    out, err = capsys.readouterr()
    assert "Wrote 2 drafts" in out
    assert "Without an address: Asha Ash" in err
    assert "No ward had been counted by 31 Jan 2018: all 2 letters tell of the homes only." in err
    assert len(list((tmp_path / "letters").glob("*.eml"))) == 2
    assert main(["letters", "--month", "January", "--out", str(tmp_path)]) == 2


@pytest.mark.parametrize(
    ("words", "rather"),
    [
        (["export", "home", "--out", "x.csv"], "there is no listing “home”; did you mean homes"),
        (["export", "Councilors", "--out", "x.csv"], "did you mean councillors"),
        (["import", "home", "x.csv"], "there is no kind “home”; did you mean homes"),
        (["print", "handbok", "--out", "x.pdf"], "there is no document “handbok”; did you mean handbook"),
        (["print", "poem", "--out", "x.pdf"], "there are survey-summary, handbook"),
    ],
)
def test_the_nearest_is_named_for_what_there_is_not(
    words: list[str], rather: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words) == 2
    said = sentence(capsys)
    assert rather in said
    assert len(said) < 300


def test_papers_of_a_visit_and_of_the_coverage(homes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def printed(*words: str) -> str:
        out = tmp_path / "paper.pdf"
        assert main(["print", *words, "--out", str(out)]) == 0
        capsys.readouterr()
        return " ".join(page.extract_text() for page in PdfReader(out).pages)

    assert "Elm Lodge" in printed("visit-form", "--home", "Elm Lodge")
    assert "4 Sep 2017" in printed("visit-report", "--visit", "1", "--as-at", "2018-01-31")
    assert "4 Sep 2017" in printed("coverage", "--from", "2017-09-04", "--to", "2017-09-30")
    assert "duty team" not in printed("visit-report", "--visit", "2", "--as-at", "2018-01-31")
    assert "duty team" in printed("visit-report", "--visit", "2", "--with-concern", "--as-at", "2018-01-31")
    with Register.open(homes, write=False) as register:
        assert register.entries()[-1].label == "Open the safeguarding concern of the visit on 2 Oct 2017"
    assert main(["print", "visit-report", "--with-concern", "--out", str(tmp_path / "x.pdf")]) == 1
    assert "--visit" in sentence(capsys)
    assert main(["print", "visit-report", "--visit", "1", "--with-concern", "--out", str(tmp_path / "x.pdf")]) == 1
    assert "no safeguarding concern on record" in sentence(capsys)
    assert main(["print", "visit-report", "--visit", "77", "--out", str(tmp_path / "x.pdf")]) == 1
    assert "Nothing was printed" in sentence(capsys)


def test_a_paper_is_kept_as_tabled_when_asked_for(
    homes: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "coverage.pdf"
    words = ["print", "coverage", "--from", "2017-09-04", "--to", "2017-09-30", "--out", str(out)]
    assert main(words) == 0
    with Register.open(homes, write=False) as register, register.reading() as session:
        assert session.scalars(select(TabledPaper.sha256)).all() == []
    assert main([*words, "--table"]) == 0
    with Register.open(homes) as register:
        with register.reading() as session:
            [(number, digest)] = session.execute(select(TabledPaper.id, TabledPaper.sha256)).all()
        assert hashlib.sha256(out.read_bytes()).hexdigest() == digest
        assert tabled.again(register, number).content == out.read_bytes()
        capsys.readouterr()
        assert main([*words, "--table"]) == 0  # somebody else has the register: printed, and said that it was not kept
        said, complaint = capsys.readouterr()
        assert "Printed" in said
        assert complaint


def test_a_paper_is_never_written_over_what_is_none(homes: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = homes.read_bytes()
    assert main(["print", "visit-form", "--out", str(homes)]) == 1
    assert "does not say in which format" in sentence(capsys)
    assert homes.read_bytes() == before
    for ending in (".pdf", ".html", ".docx"):
        named = homes.with_name(f"register{ending}")
        named.write_bytes(before)
        assert main(["print", "visit-form", "--out", str(named)]) == 1
        assert "is no paper, and was left as it is" in sentence(capsys)
        assert named.read_bytes() == before
    out = homes.with_suffix(".pdf")
    assert [main(["print", "visit-form", "--out", str(out)]) for _ in range(2)] == [0, 0]


def test_the_tables_of_the_summary_on_request(council: Path, tmp_path: Path) -> None:
    def text(*more: str) -> str:
        out = tmp_path / "summary.pdf"
        assert main(["print", "survey-summary", "--out", str(out), *more]) == 0
        return " ".join(page.extract_text() for page in PdfReader(out).pages)

    assert "Elm" not in text()
    assert "Elm" in text("--by", "ward", "--by", "district")


def test_the_kinds_and_papers_offered_are_those_there_are() -> None:
    assert tuple(imports.IMPORTS) == tuple(exchange.KINDS)
    assert tuple(files.PAPERS) == tuple(reports.DOCUMENTS)


def help_entries(words: list[str], capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    """What `--help` says of each command or word: the word, then its help in one line."""
    assert main([*words, "--help"]) == 0
    listing = capsys.readouterr().out.partition("examples:")[0]
    # A word stands by itself at the left, its help beside it or in the lines below.
    entries = re.findall(r"^ {2,4}(\S.*?)(?: {2,}(.*)|$)((?:\n {6,}.*)*)", listing, re.M)
    return {word: " ".join(f"{beside} {below}".split()) for word, beside, below in entries}


def test_every_command_and_each_of_its_words_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    whole = help_entries([], capsys)
    commands = [word for word in whole if re.fullmatch(r"[a-z]+", word)]
    assert {"demo", "new", "import", "figures", "export", "print", "check"} <= set(commands)
    for command in commands:
        assert main([command, "--help"]) == 0
        assert f"\n  cp-desktop {command}" in capsys.readouterr().out, f"{command} has no example"
        words = help_entries([command], capsys)
        assert "-h, --help" in words
        for word, said in ({command: whole[command]} | words).items():
            assert len(said.split()) > 1, f"{command}, {word}: {said!r} explains nothing"
            assert "_" not in said, f"{command}, {word}: a name of the program's is no plain word"
    asked = [line.split() for line in re.findall(r"^cp-desktop .*$", README.read_text("utf-8"), re.M)]
    assert len(asked) >= 10
    for words in asked:
        command = next(word for word in words[1:] if word in commands)
        known = " ".join([*help_entries([command], capsys), *whole])
        assert [word for word in words if word.startswith("--") and word not in known] == []


def test_help_and_version_as_a_program() -> None:
    assert run("--version").stdout == f"CP Desktop {__version__}\n"
    got = run("--help").stdout
    assert "examples:" in got
    assert "--register council.cpregister import councillors members.csv --dry-run" in got


def test_the_parser_alone_imports_nothing_heavy() -> None:
    found = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, cp_desktop.cli as m; m.main(['--version']); "
            "print({'sqlalchemy', 'PySide6', 'reportlab'} & sys.modules.keys())",
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.splitlines()[1] == "set()"


def test_the_demo_does_its_whole_job_without_a_screen(tmp_path: Path) -> None:
    out = str(tmp_path / "demo")
    if sys.platform.startswith("linux"):  # elsewhere there always is one, and the window would wait for its user
        done = run("demo", "--out", out, DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
        assert "No window was opened: this machine has no screen" in done.stdout
        assert (done.returncode, done.stderr) == (0, "")
    again = run("demo", "--out", out, "--no-window")
    assert (again.returncode, again.stderr) == (0, "")
    for name in ("demo.cpregister", "survey-summary.pdf", "handbook.pdf"):
        assert str(tmp_path / "demo" / name) in again.stdout
        assert (tmp_path / "demo" / name).stat().st_size > 10_000
    got = json.loads(run("figures", "--as-at", "2018-01-31", "--json").stdout)
    published = {"members": 120, "menu_returns": 105, "commitments": 911, "replies": 30, "undertaken_replies": 159}
    published |= {"undertaken_known": 172, "undertaken_replies_uncommitted": 18, "undertaken_known_uncommitted": 27}
    assert {key: got[key] for key in (*published, "not_yet_replies")} == published | {"not_yet_replies": 117}
    assert got["homes"]["not_visited"] == 8
    assert run("check").returncode == 0


def test_no_window_without_a_screen() -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("only Linux has machines without a screen")
    done = run(DISPLAY="", WAYLAND_DISPLAY="", QT_QPA_PLATFORM="")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("No window was opened: this machine has no screen")


class _Gone(io.StringIO):
    """Standard output whose reader has gone, as Windows tells it."""

    def flush(self) -> None:
        raise OSError(errno.EINVAL, "Invalid argument")


def test_a_reader_that_goes_away_under_windows_is_no_error(
    council: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", _Gone())
    assert main(["figures"]) == 0
    assert capsys.readouterr().err == ""


class _Full(io.StringIO):
    """Standard output on a disk that is full."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_message_that_cannot_be_written_says_nothing_false_of_the_work(
    council: Path, activity: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdout", _Full())
    assert main(["import", "activity", activity]) == 1
    said = capsys.readouterr().err
    assert "could not be written (No space left on device). What was asked for may be done" in said
    assert "Nothing was" not in said
    with Register.open(council, write=False) as register:
        assert register.entries()[-1].label.startswith("Import activity")


def test_without_a_console_commands_work_and_troubles_go_to_a_file_of_their_own(
    council: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Windows starts a program that has no console: there are no standard streams."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    assert main(["backup", "--out", str(tmp_path / "copy.cpregister")]) == 0
    assert (tmp_path / "copy.cpregister").is_file()
    assert main(["--register", str(tmp_path / "none.cpregister"), "figures"]) == 1
    assert main(["figures", "--dance"]) == 2
    for stream in (sys.stdout, sys.stderr):
        stream.close()
    said = messages_file().read_text(encoding="utf-8")
    assert "There is no register at" in said
    assert "--dance" in said
    assert not log_file().exists(), "a log is sent on, and a sentence may quote the register"


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_redirected_output_is_utf_8(council: Path, tmp_path: Path, encoding: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "cp_desktop", "--register", str(tmp_path / "Łukasz.cpregister"), "figures"],
        env=os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Łukasz.cpregister" in done.stderr.decode("utf-8")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a device that is always full")
@pytest.mark.parametrize("words", [["--help"], ["--version"], ["print", "--help"], ["figures", "--help"]])
def test_help_that_cannot_be_written_is_told(words: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "cp_desktop", *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert "could not be written (No space left on device)" in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="on Windows names are letters, not bytes")
def test_a_name_is_told_in_its_own_bytes_where_the_system_has_no_letters_for_it(council: Path) -> None:
    out = os.fsencode(council.with_name("Ŵ.docx"))
    done = subprocess.run(
        [os.fsencode(sys.executable), b"-m", b"cp_desktop", b"print", b"visit-form", b"--out", out],
        env=os.environ | {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        capture_output=True,
        check=False,
    )
    assert done.stdout == b"Printed " + out + b"\n"


@pytest.mark.parametrize("name", ["-", "/", ".", "", "NUL", "COM¹"])
@pytest.mark.parametrize(
    "words",
    [
        ["print", "visit-form", "--out"],
        ["export", "menu", "--out"],
        ["backup", "--out"],
        ["letters", "--month", "2018-01", "--out"],
        ["demo", "--no-window", "--out"],
        ["new", "--council", "Northborough", "--year", "2017/18"],
    ],
    ids=lambda words: words[0],
)
def test_what_is_no_name_of_a_file_is_told_so(
    council: Path, words: list[str], name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if name in ("/", ".", "") and words[0] in ("letters", "demo"):
        pytest.skip("a folder is wanted")
    monkeypatch.chdir(council.parent)
    before = sorted(council.parent.iterdir())
    assert main([*words, name]) == 1
    said = sentence(capsys)
    assert re.search("Nothing was|left as it is", said), said
    told = (
        "can be no file's name",
        "is a folder",
        "cannot be used",
        "may not be used",
        "is there already",
        "is a pipe",
    )
    assert any(f" {part}" in said for part in told), said
    assert sorted(council.parent.iterdir()) == before


LONG = Path(*["a long folder's name" * 10] * 30)
COMMANDS = {
    "new": ["new", "{}/a.cpregister", "--council", "Northborough", "--year", "2017/18"],
    "figures": ["figures", "--register", "{}/a.cpregister"],
    "window": ["--register", "{}/a.cpregister", "check"],
    "import": ["import", "menu", "{}/a.csv"],
    "print": ["print", "visit-form", "--out", "{}/a.pdf"],
    "handbook": ["print", "handbook", "--out", "{}/a.html"],
    "letters": ["letters", "--month", "2018-01", "--out", "{}"],
    "backup": ["backup", "--out", "{}/a.cpregister"],
    "demo": ["demo", "--no-window", "--out", "{}"],
}


@pytest.mark.parametrize("place", ["too long", "no folder", "missing drive"])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_place_that_cannot_be_gets_a_sentence(
    council: Path, capsys: pytest.CaptureFixture[str], command: str, place: str
) -> None:
    (council.parent / "a file").touch()
    where = {"too long": council.parent / LONG, "no folder": council.parent / "a file", "missing drive": Path("Q:/x")}
    if place == "missing drive" and sys.platform != "win32":
        pytest.skip("only Windows has drives")
    assert main([word.replace("{}", str(where[place])) for word in COMMANDS[command]]) == 1
    said = sentence(capsys)
    assert re.search(r"Nothing was|None was|not (written|made|printed)", said), said


def test_a_reader_that_goes_away_is_no_error(council: Path) -> None:
    words = [sys.executable, "-m", "cp_desktop", "figures", "--register", str(council)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as writer:
        assert writer.stdout
        assert writer.stderr
        writer.stdout.close()
        assert writer.stderr.read() == b""
    assert writer.returncode == 0


def test_a_file_with_a_leading_dash_is_told_how_to_be_given(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "councillors", "-members.csv"]) == 2
    assert "begins with a dash is given as ./-name" in sentence(capsys)


PIPES = {
    "import": (["import", "councillors", "{}"], "is a pipe or a device, not a list. Nothing was imported"),
    "backup": (["backup", "--out", "{}"], "is a pipe or a device, not a register. Nothing was changed"),
    "export": (["export", "homes", "--out", "{}"], "is a pipe or a device, not a file. Nothing was written"),
}


@pytest.mark.skipif(sys.platform == "win32", reason="only POSIX has pipes among its files")
@pytest.mark.parametrize("command", PIPES)
def test_a_pipe_for_a_file_is_refused_and_nothing_waits_for_it(council: Path, command: str) -> None:
    """In a process of its own, with an end to its patience: to open a pipe would wait for ever."""
    pipe = council.with_name("pipe.csv")
    os.mkfifo(pipe)
    words, part = PIPES[command]
    done = subprocess.run(
        [sys.executable, "-m", "cp_desktop", *(word.replace("{}", str(pipe)) for word in words)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert part in done.stderr


def test_a_folder_for_a_list_is_called_a_folder(council: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "councillors", str(council.parent)]) == 1
    assert "is a folder, not a list. Nothing was imported" in sentence(capsys)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["new", "{}", "--council", "North\u202eborough", "--year", "2017/18"], 1),
        (["print", "visit-form", "--home", "Oak\u202eHouse", "--out", "{}.pdf"], 2),
    ],
)
def test_a_name_that_turns_its_letters_round_is_refused(
    council: Path, words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    place = council.with_name("other.cpregister")
    assert main([word.replace("{}", str(place)) for word in words]) == code
    assert "(U+202E) turns the order of its letters round" in sentence(capsys)
    assert not list(place.parent.glob("other.*"))


def test_rows_left_out_take_no_files_place_and_are_written_first(
    council: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list itself was written over, and a bad place was told after everything had gone in."""
    (path := tmp_path / "homes.csv").write_text("Home,URN,Places\nElm,SC777,a few\nAsh,SC778,4\n", "utf-8")
    words = ["import", "homes", str(path), "--answer", "word: Places: a few=leave-out", "--left-out"]
    before, held = council.read_bytes(), path.read_bytes()
    for place in (path, tmp_path / "left.txt", tmp_path / "nowhere" / "left.csv"):
        assert main([*words, str(place)]) == 1
        capsys.readouterr()
        assert (council.read_bytes(), path.read_bytes()) == (before, held), place
    assert main([*words, str(tmp_path / "left.csv"), "--dry-run"]) == 0
    assert not (tmp_path / "left.csv").exists()
    assert main([*words, str(tmp_path / "left.csv")]) == 0
    assert "SC777" in (tmp_path / "left.csv").read_text("utf-8-sig")
