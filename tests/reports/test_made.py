"""A paper with all it came from: drafts of its texts, the state of the register, what it was told; and made again."""

import datetime as dt
import hashlib
from pathlib import Path

import pypdf
from sqlalchemy import func, select, update

from cp_desktop import reports
from cp_desktop.model import Council, DocumentText, Visit, show
from cp_desktop.register import Register, tabled, texts
from cp_desktop.reports import Options
from cp_desktop.reports.catalogue import PAPERS
from cp_desktop.services import papers
from tests.reports.writing import write_paper

from .conftest import AS_AT, EVERY, WITH_TEXTS, words


def text_of(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "shown.pdf"
    path.write_bytes(content)
    return words(pypdf.PdfReader(path))


@WITH_TEXTS
def test_a_draft_of_a_text_stands_in_the_pages_and_nothing_is_written(
    year: Register, tmp_path: Path, name: str
) -> None:
    with year.reading() as session:
        section = texts.sections(session, name, "2017/18")[0]
    drafts = {(name, section.key): f"# {section.title}\n\nTyped umbrella, in {{year}}."}
    other = {("another", section.key): "Typed parasol."}
    before = reports.make(year, name, as_at=AS_AT)
    drafted = reports.make(year, name, as_at=AS_AT, drafts=drafts | other)
    text = text_of(drafted.content, tmp_path)
    assert "Typed umbrella, in 2017/18." in text
    assert "parasol" not in text
    assert reports.make(year, name, as_at=AS_AT).content == before.content
    with year.reading() as session:
        assert session.scalar(select(func.count()).select_from(DocumentText)) == 0
    with year.operation("Save the text") as session:
        session.add(DocumentText(year_id=1, document=name, section=section.key, body=next(iter(drafts.values()))))
    assert reports.make(year, name, as_at=AS_AT).content == drafted.content


@EVERY
def test_a_tabled_paper_is_made_again_to_the_same_bytes_from_the_same_figures(year: Register, name: str) -> None:
    made = reports.make(year, name, as_at=AS_AT)
    paper = tabled.again(year, papers.table(year, made, None))
    assert reports.today(year, paper).content == paper.content == made.content
    with year.operation("Rename the council") as session:
        session.execute(update(Council).values(name="Southborough"))
    assert reports.today(year, paper).content != paper.content
    assert tabled.again(year, paper.id).content == made.content


def test_what_it_came_from_is_said(year: Register, tmp_path: Path) -> None:
    with year.reading() as session:
        visit = session.scalar(select(Visit.id))
    out = tmp_path / "report.pdf"
    made = write_paper(year, "visit-report", out, as_at=AS_AT, options=Options(visit=visit, concern=True))
    assert made.content == out.read_bytes()
    assert made.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (made.title, made.document, made.year, made.as_at, made.edition) == (
        "Visit report",
        "visit-report",
        "2017/18",
        AS_AT,
        "Standard",
    )
    assert made.state == year.entries()[-1].number
    assert made.guarded
    assert Options.from_json(made.told) == Options(visit=visit, concern=True)
    assert not reports.make(year, "visit-report", as_at=AS_AT).guarded


def test_what_a_document_was_told_is_read_back() -> None:
    got = Options(home="Élan House", by=("ward",), since=dt.date(2017, 4, 4), until=dt.date(2017, 10, 18))
    assert Options.from_json(got.as_json()) == got
    assert Options().as_json() == "{}"
    assert Options.from_json('{"of a later version": 1, "visit": 3}') == Options(visit=3)


def test_coverage_is_made_again_for_its_own_days(year: Register) -> None:
    options = Options(since=dt.date(2017, 4, 4), until=dt.date(2017, 10, 18))
    made = reports.make(year, "coverage", as_at=AS_AT, options=options)
    paper = tabled.again(year, papers.table(year, made, None))
    assert reports.today(year, paper).content == made.content
    assert reports.make(year, "coverage", as_at=AS_AT).content != made.content


@EVERY
def test_a_paper_says_to_which_day_it_counts(year: Register, name: str) -> None:
    with year.reading() as session:
        document = PAPERS[name].compose(session, None, AS_AT, Options())
    counts_nothing = name == "visit-form"
    assert (show(AS_AT) in repr(document.blocks)) is not counts_nothing
