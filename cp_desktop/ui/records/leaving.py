"""The one question before something typed is left: go on with it, save it, or let it go."""

from enum import Enum

from PySide6.QtWidgets import QMessageBox, QWidget


class Leaving(Enum):
    """What a person wants done with what she typed."""

    KEEP = "keep editing"
    SAVE = "save"
    DISCARD = "discard"


def ask_leaving(parent: QWidget, what: str, problem: str = "") -> Leaving:
    """Asks what becomes of something typed; `problem` is the sentence why it cannot be saved as it is, "" if it can.

    Esc and closing the question keep what was typed.
    """
    box = QMessageBox(parent)
    box.setWindowTitle("Not saved yet")
    box.setIcon(QMessageBox.Icon.Question)
    box.setText(f"{what} cannot be saved as it is." if problem else f"{what} is not saved yet.")
    box.setInformativeText(problem)
    keep = box.addButton("&Keep editing", QMessageBox.ButtonRole.RejectRole)
    save = None if problem else box.addButton("&Save", QMessageBox.ButtonRole.AcceptRole)
    discard = box.addButton("&Discard what was typed", QMessageBox.ButtonRole.DestructiveRole)
    box.setEscapeButton(keep)
    box.setDefaultButton(save or keep)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    if clicked is discard:
        return Leaving.DISCARD
    return Leaving.SAVE if save is not None and clicked is save else Leaving.KEEP
