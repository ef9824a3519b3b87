"""Taking back what was done, and doing it again."""

from dataclasses import dataclass

from cp_desktop.register import Register


@dataclass(frozen=True)
class Reversal:
    """What became of an undo or a redo: what is to be said of it, and the word for going back, "" where nothing was
    done."""

    sentence: str
    back: str


def undo(register: Register, number: int | None = None) -> Reversal:
    """Takes back the latest operation, or the one of that number, as an operation of its own.

    Raises UserError when it cannot be taken back, what it changed was changed again since, or it is undone already.
    """
    label = register.undo(number)
    return Reversal(f"Undone: {label}", "Redo") if label else Reversal("There is nothing to undo.", "")


def redo(register: Register, number: int | None = None) -> Reversal:
    """Does again what was undone last, or the undone operation of that number; otherwise as `undo`."""
    label = register.redo(number)
    return Reversal(f"Done again: {label}", "Undo") if label else Reversal("There is nothing to redo.", "")
