"""Reads a file as whatever it is: told by its bytes, never by its name."""

import codecs
import csv
import datetime as dt
import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cp_desktop import sandbox
from cp_desktop.errors import UserError
from cp_desktop.model.values import quoted
from cp_desktop.sandbox.workbook import OLD

from . import moderngov, text, workbooks
from .sheets import ImportFile

LARGEST_FILE = 200_000_000  # bytes

_OTHER_KINDS = {
    b"%PDF": "a PDF, not a table. Ask for it as a spreadsheet",
    b"SQLite format 3": "a database, not a table",
    b"\x89PNG": "a picture, not a table",
    b"\xff\xd8\xff": "a picture, not a table",
    b"{\\rtf": "a text document, not a table. Copy its table into a spreadsheet and save it as .xlsx",
}


def read_file(path: Path, waiting: Callable[[], None] | None = None) -> ImportFile:
    """What a file holds: CSV of any kind, Excel, OpenDocument, ModernGov's XML, the tables of a
    web page.

    `waiting` is called now and then; what it raises ends the reading. Raises UserError for a file that cannot be read.
    """
    try:
        with _no_search_for_rubbish():
            return _read(path, waiting)
    except sandbox.Overrun as problem:
        raise UserError(
            f"{path.name} is damaged, or too large to read in the time and memory of a list of ours. Nothing was "
            "imported. Open it in a spreadsheet program and copy the table alone into a new workbook."
        ) from problem
    except (csv.Error, UnicodeError) as problem:
        said = str(problem)
        why = "a quotation mark is out of place" if "expected after" in said else quoted(said)
        raise UserError(
            f"{path.name} cannot be read as a table: {why}. Nothing was imported. "
            "Open it in a spreadsheet program and save it as .xlsx."
        ) from problem
    except OSError as problem:
        raise UserError(f"{path.name} cannot be read ({problem.strerror}). Nothing was imported.") from problem


@contextmanager
def _no_search_for_rubbish() -> Iterator[None]:
    """Python would look through every row that is made, over and over, for rubbish that is not there."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _read(path: Path, waiting: Callable[[], None] | None) -> ImportFile:
    there = path.stat()
    if there.st_size > LARGEST_FILE:
        raise UserError(
            f"{path.name} is too large to be a list of ours ({there.st_size // 1_000_000} MB). Nothing was imported."
        )
    with path.open("rb") as file:
        start = file.read(1000)
    if not start.strip() and not _holds_anything(path):
        raise UserError(f"{path.name} is empty. Nothing was imported.")
    modified = dt.date.fromtimestamp(there.st_mtime)
    if start.startswith((b"PK\x03\x04", OLD)):
        return workbooks.read(path, modified, waiting)
    for sign, kind in _OTHER_KINDS.items():
        if start.startswith(sign):
            raise UserError(f"{path.name} is {kind}. Nothing was imported.")
    if (markup := _markup(start)) is not None:
        if moderngov.ROOT in markup:
            return moderngov.read(path, modified, waiting)
        if why := _no_page(markup):
            raise UserError(f"{path.name} is {why}. Nothing was imported.")
        return workbooks.read(path, modified, waiting, page=True)
    return text.read(path, start, modified, waiting)


def _markup(start: bytes) -> str | None:
    """How a web page or an XML file begins, in small letters; None for a file of another kind."""
    encoding = "utf-16" if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    said = start.decode(encoding, "replace").lstrip().lower()
    return said if re.match(r"<[a-z!?]", said) else None


def _no_page(said: str) -> str:
    """What a file of markup is that is no web page with a table in it; "" for one that may be."""
    if "window.location" in said or "httpredirect" in said or 'http-equiv="refresh"' in said:
        what = "a web page that sends on to another address, not the list itself"
        return f"{what}. Open that address in a browser and save what it answers"
    if said.startswith("<?xml") and not re.search(r"<!doctype html|<html", said):
        return "an XML file of a kind that is not known here, not a table. Ask for it as a spreadsheet"
    return ""


def _holds_anything(path: Path) -> bool:
    with path.open("rb") as file:
        return any(part.strip() for part in iter(lambda: file.read(1 << 20), b""))
