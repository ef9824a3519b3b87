"""Printing the survey summary, as a whole command and from the open window, over LibreOffice printing a sheet that
counts the same answers with COUNTIFS."""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import xlsxwriter

from cp_desktop import reports
from cp_desktop.register import Register

from . import worlds
from .clock import command, pairs, timed


def lines(folder: Path) -> Iterator[str]:
    """The two ratios, or a line that says why not."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        yield "print survey-summary / LibreOffice printing COUNTIFS: skipped, LibreOffice is not installed"
        return
    register, sheet = worlds.demo_register(folder), _sheet(folder / "counts.xlsx")
    out = folder / "survey-summary.pdf"
    profile = f"-env:UserInstallation={Path(tempfile.mkdtemp()).as_uri()}"
    office_words = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(sheet)]
    ours = [sys.executable, "-m", "cp_desktop", "--register", str(register), "print", "survey-summary"]
    yield pairs(lambda: command([*ours, "--out", str(out)]), lambda: command(office_words), 5).line(
        "print survey-summary, whole command / LibreOffice", 0.5
    )
    with Register.open(register, write=False) as opened:
        yield pairs(
            lambda: timed(lambda: reports.render(opened, "survey-summary", as_at=worlds.AS_AT)),
            lambda: command(office_words),
            5,
        ).line("print survey-summary from the open window / LibreOffice", 0.1)


def _sheet(path: Path) -> Path:
    """A year as a spreadsheet keeps it: 120 councillors by 21 items, counted underneath with COUNTIFS."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row in range(120):
        sheet.write(row, 0, f"Councillor {row}")
        for item in range(21):
            sheet.write(row, item + 1, "Yes" if (row * 7 + item * 3) % 5 < 2 else "")
    for item in range(21):
        column = chr(ord("B") + item)
        sheet.write_formula(121, item + 1, f'=COUNTIFS({column}1:{column}120,"Yes")')
    book.close()
    return path
