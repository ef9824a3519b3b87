"""Letters as drafts in files, let out by the gate: who is to have one is in its name and at its top."""

from pathlib import Path

from cp_desktop import file_names, private_files
from cp_desktop.disclosure import PUBLIC, internal_name
from cp_desktop.exchange.letters.mail import Message

from . import disclosure


def save(message: Message, path: Path, sender: str | None = None) -> Path:
    """Writes a draft, whole or not at all, in a folder that is made if need be, and returns where it is.

    The name of one that is not for everybody says so. Raises UserError.
    """
    path = named(message, path)
    private_files.hand_out(path, disclosure.letter(message, sender))
    return path


def save_beside(message: Message, folder: Path, name: str) -> Path:
    """Writes a draft into a folder, beside what is there already; where it is. Raises UserError."""
    name = file_names.safe(name)
    path, number = folder / f"{name}.eml", 1
    while named(message, path).exists():
        number += 1
        path = folder / f"{name} ({number}).eml"
    return save(message, path)


def named(message: Message, path: Path) -> Path:
    """The path of a letter's file: the name of one that is not for everybody says "internal"."""
    return path if message.disclosure is PUBLIC else internal_name(path)
