"""What the window remembers between days: sizes and columns. Never anything of the register."""

from typing import Any

from PySide6.QtCore import QSettings, QStandardPaths


def memory() -> QSettings:
    """The window's own settings, in a file that can be deleted without losing anything but comfort."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    return QSettings(f"{folder}/CP Desktop/window.ini", QSettings.Format.IniFormat)


def recall(key: str, default: Any = None) -> Any:
    """What was remembered under a key. Lists of one come back from the file as plain text: mended here."""
    value = memory().value(key, default)
    return [value] if isinstance(default, list) and not isinstance(value, list) else value


def remember(key: str, value: Any) -> None:
    """Keeps a value under a key; None forgets it."""
    if value is None:
        memory().remove(key)
    else:
        memory().setValue(key, value)
