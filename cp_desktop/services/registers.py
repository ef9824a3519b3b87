"""What is done with a register as a file: its copies."""

from pathlib import Path

from cp_desktop.errors import UserError
from cp_desktop.register import Register, must_be_register


def back_up(register: Register, path: Path) -> None:
    """Copies an open register to another file, whole or not at all; an earlier copy there is replaced.

    Raises UserError where that is the register itself, or anything that is no register: it stays as it is.
    """
    if path.exists():
        if register.store.is_at(path):
            raise UserError(f"{path.name} is the register itself. Nothing was copied. Choose another name.")
        must_be_register(path)
    register.store.write_copy(path)
