"""The question before something is lost for good: it is kept, unless she says otherwise."""

from PySide6.QtWidgets import QMessageBox, QWidget


def may_go(
    parent: QWidget, title: str, text: str, more: str, verb: str, *, keep_verb: str = "&Keep it", warns: bool = True
) -> bool:
    """Whether something may go: `verb` is the button that lets it ("&Clear it"). Esc, Enter and closing keep it."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setIcon(QMessageBox.Icon.Warning if warns else QMessageBox.Icon.Question)
    box.setText(text)
    box.setInformativeText(more)
    keep = box.addButton(keep_verb, QMessageBox.ButtonRole.RejectRole)
    go = box.addButton(verb, QMessageBox.ButtonRole.DestructiveRole)
    box.setEscapeButton(keep)
    box.setDefaultButton(keep)
    box.exec()
    clicked = box.clickedButton()
    box.deleteLater()
    return clicked is go
