"""The papers over other ways to set the same words: bare ReportLab without a tag, LibreOffice, WeasyPrint; and many
documents one after the other."""

import io
import shutil
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from reportlab.lib.pagesizes import A4
from reportlab.platypus import CondPageBreak, Flowable, KeepTogether, PageBreak, Paragraph, SimpleDocTemplate, Table
from reportlab.platypus.paraparser import ParaFrag
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.model import Visit, VisitStatus
from cp_desktop.register import Register
from cp_desktop.reports.documents import handbook, survey_summary
from cp_desktop.reports.pdf import layout, style
from cp_desktop.reports.pdf.drawer import PdfDrawing, draw
from cp_desktop.reports.pdf.flowables import Words
from tests.reports.writing import write_paper

from . import worlds
from .clock import SMALL, command, pairs, timed

COMPOSE = {"survey-summary": survey_summary.compose, "handbook": handbook.compose}
MANY = 4 if SMALL else 120


def lines(folder: Path) -> Iterator[str]:
    """A ratio for each way; what is not installed is said to be skipped."""
    with Register.open(worlds.demo_register(folder), write=False) as register:
        for name, compose in COMPOSE.items():
            with register.reading() as session:
                composed = compose(session, None, worlds.AS_AT)
            bare = partial(_bare, _said(PdfDrawing(composed, style.edition()).parts))
            for how, before in (("first", layout.forget), ("again", lambda: None)):
                ours = partial(_drawn, register, compose, before)
                yield pairs(ours, bare, 7).line(f"{name}, laid out, {how} / bare ReportLab", 1.6)
        page = folder / "handbook.html"
        write_paper(register, "handbook", page, as_at=worlds.AS_AT)

        def ours() -> float:
            return timed(lambda: reports.render(register, "handbook", as_at=worlds.AS_AT))

        yield from _others(folder, page, ours)
        yield _many(register)


def _drawn(register: Register, compose: Callable[..., Any], before: Callable[[], object]) -> float:
    """The seconds from the composed blocks to the finished file: what ReportLab is asked for on the other side."""
    with register.reading() as session:
        composed = compose(session, None, worlds.AS_AT)
    before()
    return timed(lambda: draw(composed))


def _said(parts: list[Any]) -> list[Any]:
    """What a paper says, as plain data: (pieces, style) of a paragraph, the rows of a table, None for a new page.

    Charts, contents and index are left out: bare ReportLab has the easier task.
    """
    said: list[Any] = []
    for part in parts:
        if isinstance(part, PageBreak):
            said.append(None)
        elif isinstance(part, Words):
            said.append((part.frags, part.style))
        elif isinstance(part, Table):
            said.append(
                [[_said(cell if isinstance(cell, list) else [cell]) for cell in row] for row in part._cellvalues]
            )
        elif isinstance(part, KeepTogether):
            said += _said(list(part._content))
    return said


def _bare(said: list[Any]) -> float:
    """The seconds that ReportLab alone takes for the same words, built and laid out once, without a tag."""

    def built(pieces: list[Any]) -> list[Flowable]:
        made: list[Flowable] = []
        for piece in pieces:
            if piece is None:
                made.append(PageBreak())
            elif isinstance(piece, tuple):
                pieces_of_it = [ParaFrag(**one.__dict__) for one in piece[0] if not hasattr(one, "cbDefn")]
                made += [CondPageBreak(30), Paragraph("", piece[1], frags=pieces_of_it)]
            else:
                rows = [[[one for one in built(cell) if isinstance(one, Paragraph)] for cell in row] for row in piece]
                made.append(Table(rows, repeatRows=1))
        return made

    return timed(lambda: SimpleDocTemplate(io.BytesIO(), pagesize=A4).build(built(said)))


def _others(folder: Path, page: Path, ours: Callable[[], float]) -> Iterator[str]:
    """The handbook over programs that make a PDF of its HTML page."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        yield "handbook / LibreOffice: skipped, LibreOffice is not installed"
    else:
        profile = f"-env:UserInstallation={Path(tempfile.mkdtemp()).as_uri()}"
        words = [office, profile, "--headless", "--writer", "--convert-to", "pdf", "--outdir", str(folder), str(page)]
        yield pairs(ours, partial(command, words), 3).line("handbook, tagged / LibreOffice, its HTML page")
    if find_spec("weasyprint") is None:
        yield "handbook / WeasyPrint: skipped, WeasyPrint is not installed"
    else:
        words = [sys.executable, "-m", "weasyprint", str(page), str(folder / "weasyprint.pdf")]
        yield pairs(ours, partial(command, words), 3).line("handbook, tagged / WeasyPrint, its HTML page")


def _many(register: Register) -> str:
    """One report a visit, as many as a council sends out in a year."""
    with register.reading() as session:
        visits = session.scalars(select(Visit.id).where(Visit.status == VisitStatus.MADE)).all()
    chosen = [visits[n % len(visits)] for n in range(MANY)]

    def all_of_them() -> None:
        for visit in chosen:
            options = reports.Options(visit=visit)
            reports.render(register, "visit-report", as_at=worlds.AS_AT, options=options)

    taken = statistics.median(timed(all_of_them) for _ in range(1 if SMALL else 3))
    return f"{MANY} reports of visits, one after the other: {taken:.2f} s, {MANY / taken:.0f} documents a second"
