"""The way back in the window: which copy takes which register's place, and the register opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cp_desktop.app_data import recent_registers
from cp_desktop.errors import UserError
from cp_desktop.services import copies
from cp_desktop.ui.dialogs.restore_dialog import RestoreDialog

if TYPE_CHECKING:
    from pathlib import Path

    from cp_desktop.places import Place
    from cp_desktop.ui.window import MainWindow


def ask_for_copy(window: MainWindow) -> None:
    """Shows the copies of the open register first, else of the one used last, and of all others that are known."""
    register = window.app.register.place if window.app else next(iter(recent_registers()), None)
    dialog = RestoreDialog(register, window, window.app.uid if window.app else None)
    dialog.chosen.connect(window.restore_copy)
    dialog.open()


def put_back(window: MainWindow, place: Place, copy: Path, another: bool) -> None:
    """Closes the open register, puts a copy in a place, and opens what is there then; what was open, if that fails."""
    was_open = window.app.register.place if window.app else None
    if not window.close_register():
        return
    try:
        restored = copies.restore(place, copy, another)
    except UserError as problem:
        if was_open is None:
            window.show_welcome()
        else:
            window.open_register(was_open)
        window.say(str(problem), "error")
        return
    if window.open_register(place):
        window.say(restored)
