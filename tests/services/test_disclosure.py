"""What papers, letters and commands tell, with a mark in every text of the register that is not public.

Listings and the window's tables are walked by `tests/exchange/test_export_gate.py` and `tests/ui/test_exports.py`.
"""

import argparse
import email
import email.policy
import html
import json
import re
import shutil
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.cli import main
from cp_desktop.cli.parser import make_parser
from cp_desktop.disclosure import GUARDED, INTERNAL, PUBLIC, Disclosure
from cp_desktop.errors import UserError
from cp_desktop.exchange.letters.mail import Message
from cp_desktop.figures import desks
from cp_desktop.model import Attachment, Visit, VisitStatus, fields, record_named
from cp_desktop.register import Register
from cp_desktop.reports import Options
from cp_desktop.reports.catalogue import PAPERS
from cp_desktop.services import attachments, demo, disclosure, drafts, invitations, monthly_letters, papers, reminders
from tests.planting import GUARDED as GUARDED_MARK
from tests.planting import PLANTED

DAY = demo.AS_AT
MARK = re.compile(f"{PLANTED}([a-z]+) ([a-z_]+)\\.([a-z_]+) ")
FOR_US = "Internal: for this office only. Do not hand it on."


@pytest.fixture(scope="module")
def planted(planted_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    made = shutil.copyfile(planted_file, tmp_path_factory.mktemp("planted") / "demo.cpregister")
    with Register.open(made) as register:
        yield register


def marks(text: str) -> set[tuple[Disclosure, str, str]]:
    """The marks in a text: class, table and column of each."""
    found = MARK.findall(html.unescape(text))
    assert text.count(PLANTED) == len(found), "a mark is cut in two"
    return {(Disclosure[kind.upper()], table, column) for kind, table, column in found}


def visit(register: Register, status: VisitStatus) -> int:
    with register.reading() as session:
        query = select(Visit.id).where(Visit.status == status, Visit.visitors.any())
        return session.scalars(query.order_by(Visit.id)).first() or 0


# -- papers


@pytest.mark.parametrize("ending", reports.FORMATS)
def test_papers_tell_no_more_than_their_kind_may(planted: Register, tmp_path: Path, ending: str) -> None:
    """Each in its fullest form; a new one is walked as it is."""
    fullest = {
        "survey-summary": Options(by=("group", "district", "ward")),
        "visit-form": Options(visit=visit(planted, VisitStatus.PLANNED)),
        "visit-report": Options(visit=visit(planted, VisitStatus.MADE)),
        "personal-data": Options(person="councillor:1"),
    }
    told = {}
    for name, paper in PAPERS.items():
        if ending != ".html" and paper.disclosure is not INTERNAL:
            continue  # all formats draw one tree; of the long ones a page is read
        out = tmp_path / f"{name}{ending}"
        papers.save(planted, papers.PaperOrder(name, None, DAY, fullest.get(name, Options())), out, False)
        text = words_of(out)
        told[name] = marks(text)
        for kind, table, column in told[name]:
            said = {key: field for key, _, field in fields(record_named(table))}[column]
            assert kind <= paper.disclosure or table in paper.tells, f"{name} tells {table}.{column}"
            assert not said.safeguarding, name
        if paper.disclosure > PUBLIC:
            assert ("Private: for " if paper.about_person else "Internal") in text, name
    assert {kind for kind, *_ in told["visit-report"]} >= {INTERNAL, GUARDED}, "the marks would be seen"


def words_of(out: Path) -> str:
    """The words of a paper, as they are kept in its file."""
    if out.suffix == ".html":
        return out.read_text("utf-8")
    if out.suffix == ".docx":
        import docx

        document = docx.Document(str(out))
        marked = [part.text for section in document.sections for part in section.footer.paragraphs]
        return "\n".join([*marked, *(one.text or "" for one in document.element.body.iter() if one.tag.endswith("}t"))])
    import pypdf

    return " ".join("\n".join(page.extract_text() for page in pypdf.PdfReader(out).pages).split())


def test_a_paper_of_ours_is_told_by_its_name(planted: Register, tmp_path: Path) -> None:
    assert disclosure.paper_name("visit-report", "Report Oak St. Mary") == "Report Oak St. Mary-internal"
    assert disclosure.paper_name("visit-report", "Internal report") == "Internal report"
    assert disclosure.paper_name("handbook", "Handbook") == "Handbook"
    order = papers.PaperOrder("visit-form", None, DAY)
    said = papers.save(planted, order, tmp_path / "form.html", False)
    assert said == "It is internal, not for publication, which its pages say and its name form.html does not."
    assert papers.save(planted, order, tmp_path / "form-internal.html", False) == ""


def test_a_paper_that_does_not_say_for_whom_it_is_stays() -> None:
    assert reports.catalogue.PaperType("New", "new").disclosure is GUARDED
    with pytest.raises(UserError, match="stays in the register"):
        disclosure.words("a story", GUARDED)


# -- letters


def letter(path: Path) -> EmailMessage:
    read = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(read, EmailMessage)
    return read


def test_letters_say_for_whom_they_are_and_tell_no_more(planted: Register, tmp_path: Path) -> None:
    written = monthly_letters.write(planted, DAY, tmp_path / "letters").paths[:5]
    invited = invitations.draft(planted, visit(planted, VisitStatus.PLANNED), tmp_path / "drafts").path
    with planted.reading() as session:
        open_steps = [(line.visit_id, line.step_id) for line in session.execute(desks.open_steps(DAY))][:8]
    reminders.draft(planted, open_steps, DAY, tmp_path / "drafts", with_reports=False)
    told = set()
    drafted = [*written, *(tmp_path / "drafts").iterdir()]
    assert len(drafted) > len(written) + 1
    assert invited in drafted
    for path in drafted:
        read = letter(path)
        body = read.get_body(("plain",))
        assert body is not None
        assert "internal" in path.stem.split(",")[-1].split("-")[-1], path.name
        assert "internal" in str(read["Subject"]).casefold()
        assert "INTERNAL" in body.get_content().splitlines()[0]
        enclosed = [part.get_payload(decode=True) for part in read.iter_attachments()]
        whole = "\n".join([body.get_content(), *(one.decode() for one in enclosed if isinstance(one, bytes))])
        told |= marks(re.sub(r"\r?\n ", "", whole))
    assert {(kind, table) for kind, table, _ in told} >= {(INTERNAL, "home")}
    assert max(kind for kind, *_ in told) is INTERNAL


def test_a_letter_that_does_not_say_for_whom_it_is_is_not_let_out(tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="guarded"):
        drafts.save(Message((), "S", "T"), tmp_path / "a.eml")
    assert list(tmp_path.iterdir()) == []


# -- commands

# For whom what a command prints is; None for one that prints nothing of the register but names of files and counts.
COMMANDS: dict[str, Disclosure | None] = {
    "figures": PUBLIC,
    "coverage": PUBLIC,
    "desks": INTERNAL,
    "export": None,
    "letters": None,
    "print": None,
    "about": None,
    "erase": None,  # but of whoever is named: which texts have the name, without their words
    "merge": None,  # but of the two who are named: what is recorded of them
    "backup": None,
    "restore": None,
    "check": None,
    "import": None,
    "new": None,
    "demo": None,
    "associate": None,
}
WORDS = {
    "coverage": ["--from", "2017-02-01", "--to", "2018-01-31"],
    "figures": ["--as-at", "2018-01-31"],
    "desks": ["--as-at", "2018-01-31"],
}


def test_every_command_says_for_whom_it_prints() -> None:
    [commands] = [one for one in make_parser()._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001
    assert set(commands.choices) == set(COMMANDS), "a new command: walk it here"


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["words", "json"])
@pytest.mark.parametrize("command", [name for name, kind in COMMANDS.items() if kind is not None])
def test_commands_tell_no_more_than_they_may(
    planted_file: Path, tmp_path: Path, command: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copyfile(planted_file, tmp_path / "demo.cpregister")
    assert main(["--register", str(copy), command, *WORDS[command], *more]) == 0
    out, err = capsys.readouterr()
    told = {kind for kind, *_ in marks(re.sub(r"(?<=\d)[.;,]|\"", " ", out))}
    if COMMANDS[command] is PUBLIC:
        assert not told
        assert FOR_US not in out + err
    else:
        assert told == {INTERNAL}
        assert (err if more else out).startswith(FOR_US)
    if more:
        json.loads(out)


def test_commands_that_write_name_nothing_but_files(
    planted_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = shutil.copyfile(planted_file, tmp_path / "demo.cpregister")
    for words in (
        ["check"],
        ["backup", "--out", str(tmp_path / "copy.cpregister")],
        ["export", "visits", "--internal", "--out", str(tmp_path / "visits.csv")],
        ["letters", "--month", "2018-01", "--out", str(tmp_path / "letters")],
        ["print", "visit-report", "--as-at", "2018-01-31", "--out", str(tmp_path / "report.html")],
    ):
        assert main(["--register", str(copy), *words]) == 0, words
        out, err = capsys.readouterr()
        assert PLANTED not in out + err, words
    assert "its name report.html does not" in err


# -- files kept with visits


def test_a_kept_file_is_given_back_as_it_came(planted: Register, tmp_path: Path) -> None:
    with planted.reading() as session:
        kept = session.scalars(select(Attachment.id)).first() or 0
    path = attachments.save_as(planted, kept, tmp_path / "back.pdf")
    assert path.read_bytes() == f"{GUARDED_MARK} bytes".encode()
