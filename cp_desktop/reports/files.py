"""The files of papers: which endings their names have, and over what one is written."""

import re
import zipfile
from pathlib import Path

from cp_desktop import private_files, written_files
from cp_desktop.disclosure import Released
from cp_desktop.errors import UserError

PDF = ".pdf"
# How the names of files end, and what their format is called.
FORMATS: dict[str, str] = {PDF: "PDF", ".html": "Web page", ".docx": "Word document"}
_ALIKE = {".htm": ".html"}
_ENDING = re.compile(r"\.[a-z][a-z0-9]{0,4}", re.I)  # of a kind of file; "Paper v1.2" and "To Cllr. Ash" have none


def ending_of(out: Path) -> str:
    """The ending in FORMATS that a file's name has. Raises UserError for another one, or none."""
    ending = _ALIKE.get(out.suffix.lower(), out.suffix.lower())
    if ending not in FORMATS:
        *first, last = FORMATS
        raise UserError(
            f"“{out.name}” does not say in which format the paper is wanted. Nothing was written. Let the name end "
            f"in {', '.join(first)} or {last}."
        )
    return ending


def named(out: Path, chosen: str) -> Path:
    """A file's name with the ending of the kind that was chosen, where it has none of its own. One that is typed wins.
    Raises UserError for one that is no paper's."""
    if not _ENDING.fullmatch(out.suffix):
        return out.with_name(f"{out.name.rstrip('. ')}{chosen}")
    ending_of(out)
    return out


def require_writable(out: Path, replace: bool = False) -> None:
    """Raises UserError where a paper may not be written to a file: for its name, over a file that is no paper (a
    register, say), and over a paper that somebody else wrote or changed, unless `replace` says that it is wanted."""
    private_files.require_file(out)
    ending_of(out)
    if not _is_paper(out):
        raise UserError(f"{out.name} is there already, is no paper, and was left as it is. Choose another name.")
    written_files.require_replaceable(out, replace)


def save(released: Released, out: Path, replace: bool = False) -> None:
    """Writes a document that was let out to a file, whole or not at all. Raises UserError, as `require_writable` and
    where it cannot be written."""
    require_writable(out, replace)
    private_files.hand_out(out, released)
    written_files.note(out)


def _is_paper(there: Path) -> bool:
    """Whether a file may be written over: a paper of any format, or none at all (or writing will say why not)."""
    try:
        with there.open("rb") as file:
            begin = file.read(9).lower()
        if begin.startswith(b"pk\x03\x04"):
            with zipfile.ZipFile(there) as archive:
                return "word/document.xml" in archive.namelist()
    except OSError:
        return True
    except zipfile.BadZipFile:
        return False
    return begin.startswith((b"%pdf", b"<!doctype", b"<html"))
