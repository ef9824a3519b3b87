"""Tabled papers: kept as they were, proved by their SHA-256, passed by when something is undone."""

import datetime as dt
import hashlib
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from cp_desktop import reports
from cp_desktop.errors import UserError
from cp_desktop.model import Content, Council, TabledPaper, Visit, VisitStatus, tabled_papers
from cp_desktop.register import Register, tabled
from cp_desktop.register.tabled import RenderedDocument
from cp_desktop.reports import Options
from cp_desktop.services import papers
from cp_desktop.services.concerns import note_opening
from cp_desktop.services.papers import PaperOrder

PAPER = RenderedDocument(
    content=b"%PDF-1.7 \x00\xff the paper",
    title="Survey summary",
    document="survey-summary",
    edition="Standard",
    year="2017/18",
    as_at=dt.date(2018, 1, 31),
    state=1,
    told='{"visit": 7}',
)


def contents(register: Register) -> int:
    with register.reading() as session:
        return session.scalar(select(func.count()).select_from(Content)) or 0


def test_a_paper_comes_out_as_it_was_with_all_that_was_known_of_it(register: Register) -> None:
    before = dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
    id = papers.table(register, PAPER, "/papers/summary.pdf")
    found = tabled.again(register, id)
    assert found.content == PAPER.content
    assert (found.title, found.document, found.edition, found.year) == (
        "Survey summary",
        "survey-summary",
        "Standard",
        "2017/18",
    )
    assert (found.as_at, found.state, found.told, found.where_to) == (
        PAPER.as_at,
        1,
        '{"visit": 7}',
        "/papers/summary.pdf",
    )
    assert before <= found.made_at <= before + dt.timedelta(minutes=5)
    with register.reading() as session:
        assert session.scalar(select(TabledPaper.sha256)) == hashlib.sha256(PAPER.content).hexdigest()
        listing = tabled_papers()
        assert len(session.execute(listing.rows()).all()) == 1


def test_the_history_says_what_was_tabled_and_undo_passes_it_by(register: Register) -> None:
    with register.operation("Rename the council") as session:
        session.execute(update(Council).values(name="Southborough"))
    id = papers.table(register, PAPER, None)
    entry = register.entries()[-1]
    assert entry.label == (
        f"Table Survey summary 2017/18 as at 31 Jan 2018 (SHA-256 {hashlib.sha256(PAPER.content).hexdigest()[:12]}…)"
    )
    assert register.undoable() == ("Rename the council", None)
    assert register.undo() == "Rename the council"
    papers.table(register, PAPER, None)
    assert register.redo() == "Rename the council"
    with pytest.raises(UserError, match="cannot be taken back"):
        register.undo(entry.number)
    assert tabled.again(register, id).content == PAPER.content


def test_the_state_is_the_last_entry_of_the_history(register: Register) -> None:
    with register.reading() as session:
        first = tabled.state_of(session)
    with register.operation("Rename the council") as session:
        session.execute(update(Council).values(name="Southborough"))
    with register.reading() as session:
        assert tabled.state_of(session) == first + 1 == register.entries()[-1].number


def test_the_same_bytes_are_kept_once(register: Register) -> None:
    ids = [papers.table(register, PAPER, where) for where in ("a.pdf", "b.pdf")]
    papers.table(register, replace(PAPER, content=b"other"), None)
    assert contents(register) == 2
    assert [tabled.again(register, id).where_to for id in ids] == ["a.pdf", "b.pdf"]


def test_nobody_changes_or_removes_what_was_tabled(register: Register) -> None:
    id = papers.table(register, PAPER, None)
    for statement in (update(TabledPaper).values(sha256="0"), TabledPaper.__table__.delete()):
        with (
            pytest.raises((UserError, IntegrityError), match="only ever added"),
            register.operation("Forge") as session,
        ):
            session.execute(statement)
    assert tabled.again(register, id).content == PAPER.content


def test_bytes_changed_from_outside_are_not_given_out(register: Register) -> None:
    id = papers.table(register, PAPER, None)
    with closing(sqlite3.connect(register.place.path)) as raw:
        raw.execute("UPDATE content SET held = ?", (PAPER.content.replace(b"paper", b"forgery"),))
        raw.commit()
    with pytest.raises(UserError, match="no longer what was tabled"):
        tabled.again(register, id)


def test_an_unknown_paper_is_refused(register: Register) -> None:
    with pytest.raises(UserError, match="No paper 7 was tabled"):
        tabled.again(register, 7)


def test_safeguarding_facts_and_a_register_to_look_at_keep_nothing(register: Register) -> None:
    with pytest.raises(UserError, match="safeguarding facts"):
        papers.table(register, replace(PAPER, guarded=True), None)
    assert contents(register) == 0
    with Register.open(register.place, write=False) as other, pytest.raises(UserError, match="cannot be written"):
        papers.table(other, PAPER, None)


def test_what_went_out_says_what_it_lacks_and_why_it_was_not_kept(register: Register) -> None:
    lacks = replace(PAPER, left_out="Two letters have no shape.")
    assert papers.keep_printed(register, lacks, "/papers/summary.pdf") == "Two letters have no shape."
    assert contents(register) == 1
    said = papers.keep_printed(register, replace(lacks, content=b"other", guarded=True), "Printer Upstairs")
    assert said.startswith("Two letters have no shape. The paper was not kept among the tabled papers, because")
    again = tabled.again(register, 1)
    assert papers.keep_printed(register, again, "Printer Upstairs") == ""
    assert contents(register) == 1
    with register.reading() as session:
        assert session.scalar(select(func.count()).select_from(TabledPaper)) == 1, "a tabled paper is tabled once"


@pytest.mark.parametrize("asked", [None, True, False], ids=["as usual", "asked for", "not wanted"])
@pytest.mark.parametrize("ending", reports.FORMATS)
def test_only_a_pdf_is_tabled_and_whoever_asked_for_another_is_told(
    register: Register, tmp_path: Path, ending: str, asked: bool | None
) -> None:
    said = papers.save(register, PaperOrder("visit-form", as_at=PAPER.as_at), tmp_path / f"form{ending}", asked)
    with register.reading() as session:
        kept = session.scalars(select(TabledPaper.where_to)).all()
    assert kept == ([str(tmp_path / "form.pdf")] if ending == ".pdf" and asked is not False else [])
    assert ("Only a PDF is kept" in said) == (asked is True and ending != ".pdf")


@pytest.fixture
def concerned(register: Register) -> int:
    """The key of a visit with a safeguarding concern."""
    with register.operation("A visit") as session:
        visit = Visit(place="A hut", visited_on=dt.date(2018, 1, 15), status=VisitStatus.REFUSED, concern=True)
        visit.concern_reported_to = "Duty team Umbrella"
        session.add(visit)
        session.flush()
        return visit.id


def openings(register: Register) -> int:
    return sum(entry.label.startswith("Open the safeguarding concern") for entry in register.entries())


@pytest.mark.parametrize("road", ["make", "save", "print_out", "draft_mail"])
def test_every_road_to_safeguarding_facts_notes_that_they_were_opened(
    register: Register, tmp_path: Path, concerned: int, road: str
) -> None:
    order = PaperOrder("visit-report", as_at=PAPER.as_at, options=Options(visit=concerned, concern=True))
    pages: list[bytes] = []

    def take(one: PaperOrder) -> None:
        match road:
            case "make":
                pages.append(papers.make(register, one).content)
            case "save":
                papers.save(register, one, tmp_path / "report.pdf")
            case "print_out":
                said = papers.print_out(register, one, lambda pdf: not pages.append(pdf), "Printer Upstairs")  # type: ignore[func-returns-value]
                assert said is not None
                assert "was not kept" in said
            case "draft_mail":
                with pytest.raises(UserError, match="not sent by e-mail"):
                    papers.draft_mail(register, one, tmp_path, "Report")

    take(order)
    assert openings(register) == 1
    # Whoever has opened them on a page is noted once, and only of that visit.
    opening = note_opening(register, concerned)
    assert openings(register) == 2
    take(replace(order, opening=opening))
    assert openings(register) == 2
    take(replace(order, opening=replace(opening, visit_id=concerned + 1)))
    assert openings(register) == 3
    with register.reading() as session:
        assert session.scalars(select(TabledPaper)).all() == []


def test_facts_that_cannot_be_noted_or_written_are_not_opened(
    register: Register, tmp_path: Path, concerned: int
) -> None:
    order = PaperOrder("visit-report", as_at=PAPER.as_at, options=Options(visit=concerned, concern=True))
    out = tmp_path / "report.pdf"
    out.write_bytes(b"a letter to Ada")
    with pytest.raises(UserError, match=r"report\.pdf"):
        papers.save(register, order, out)
    assert out.read_bytes() == b"a letter to Ada"
    with pytest.raises(UserError, match="none was named"):
        papers.save(register, replace(order, options=Options(concern=True)), tmp_path / "other.pdf")
    assert openings(register) == 0
    with Register.open(register.place, write=False) as other, pytest.raises(UserError, match="was not opened"):
        papers.save(other, order, tmp_path / "other.pdf")
    assert not (tmp_path / "other.pdf").exists()


def test_printing_that_was_stopped_keeps_nothing(register: Register) -> None:
    order = PaperOrder("visit-form", as_at=PAPER.as_at)
    assert papers.print_out(register, order, lambda _: False, "Printer Upstairs") is None
    assert contents(register) == 0
    assert papers.print_out(register, order, lambda _: True, "Printer Upstairs") == ""
    assert contents(register) == 1
