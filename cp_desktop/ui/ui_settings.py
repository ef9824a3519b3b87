"""What the window remembers between days: sizes and columns. Never anything of the register."""

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from PySide6.QtCore import QSettings

from cp_desktop import private_files
from cp_desktop.model import normalise


def settings_store() -> QSettings:
    """The window's own settings, in a file that can be deleted without losing anything but comfort."""
    file = private_files.own_place("config") / "window.ini"
    with suppress(OSError):
        private_files.folder(file.parent)
        private_files.append(file).close()  # Qt would make it for all to read, and keeps the rights it has
    return QSettings(str(file), QSettings.Format.IniFormat)


def recall(key: str, default: Any = None) -> Any:
    """What was remembered under a key. Lists of one come back from the file as plain text: mended here."""
    value = settings_store().value(key, default)
    return [value] if isinstance(default, list) and not isinstance(value, list) else value


def forget_texts(names: Sequence[str]) -> None:
    """Forgets what was remembered that has one of these names in it, such as a folder named after somebody."""
    store = settings_store()
    wanted = [normalise(name) for name in names]
    for key in store.allKeys():
        text = normalise(str(store.value(key)))
        if any(name and name in text for name in wanted):
            store.remove(key)


def remember(key: str, value: Any) -> None:
    """Keeps a value under a key; None forgets it."""
    if value is None:
        settings_store().remove(key)
    else:
        settings_store().setValue(key, value)
