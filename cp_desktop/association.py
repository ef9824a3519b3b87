"""Double click: tells the desktop, for this user alone, that registers open with this program; and takes it back."""

import shutil
import subprocess
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

from . import private_files
from .bundled import RESOURCES, start_words
from .errors import UserError

SUFFIX_KEY = r"Software\Classes\.cpregister"
CLASS = "CPDesktop.Register"
CLASS_KEY = rf"Software\Classes\{CLASS}"
MIME = "application/x-cpregister"
LABEL = "Register of CP Desktop"


def associate() -> None:
    """Makes a double click on a register open it here. Raises UserError where the system offers no such thing."""
    if sys.platform == "win32":
        _associate_windows()
    elif sys.platform.startswith("linux"):
        _associate_linux()
    else:
        raise UserError("This system is told in its own way which program opens a file. Nothing was changed.")


def remove() -> None:
    """Takes back what `associate` did, and nothing else."""
    if sys.platform == "win32":
        _remove_windows()
    elif sys.platform.startswith("linux"):
        for path in _linux_files():
            path.unlink(missing_ok=True)
        _tell_linux()


# -- Linux: files below the user's own data, as freedesktop.org lays them down


def _data() -> Path:
    from platformdirs import user_data_path

    return user_data_path()


def _linux_files() -> dict[Path, str]:
    """Each file and what it holds."""
    icon = (RESOURCES / "icons" / "cp-desktop.svg").read_text("utf-8")
    data = _data()
    icons = data / "icons" / "hicolor" / "scalable"
    # Quoted as the Desktop Entry Specification wants: inside quotes these four take a backslash, each of them doubled
    # once more because the value is a string; a percent sign is doubled.
    words = " ".join(
        '"' + "".join(rf"\\{sign}" if sign in '"`$' else sign for sign in word.replace("\\", r"\\\\")) + '"'
        for word in (word.replace("%", "%%") for word in start_words(windowed=True))
    )
    entry = (
        "[Desktop Entry]\nType=Application\nName=CP Desktop\nComment=The corporate parenting coordinator's register\n"
        f"Exec={words} --register %f\nIcon=cp-desktop\nTerminal=false\nCategories=Office;\nMimeType={MIME};\n"
    )
    kind = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">\n'
        f"  <mime-type type={quoteattr(MIME)}>\n    <comment>{LABEL}</comment>\n"
        '    <glob pattern="*.cpregister"/>\n  </mime-type>\n</mime-info>\n'
    )
    return {
        data / "applications" / "cp-desktop.desktop": entry,
        data / "mime" / "packages" / "cp-desktop.xml": kind,
        icons / "apps" / "cp-desktop.svg": icon,
        icons / "mimetypes" / "application-x-cpregister.svg": icon,
    }


def _associate_linux() -> None:
    for path, text in _linux_files().items():
        private_files.folder(path.parent)
        private_files.write(path, text.encode())
    _tell_linux()
    _quietly("xdg-mime", "default", "cp-desktop.desktop", MIME)


def _tell_linux() -> None:
    """Has the desktop's lists made afresh; a desktop without these tools looks by itself."""
    _quietly("update-mime-database", str(_data() / "mime"))
    _quietly("update-desktop-database", str(_data() / "applications"))


def _quietly(*words: str) -> None:
    if shutil.which(words[0]):
        subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, check=False, umask=0o077)


# -- Windows: keys of the user's own part of the registry

if sys.platform == "win32":
    import ctypes
    import winreg

    def _associate_windows() -> None:
        words = start_words(windowed=True)
        values = {
            SUFFIX_KEY: CLASS,
            CLASS_KEY: LABEL,
            rf"{CLASS_KEY}\DefaultIcon": f'"{words[0]}",0',
            rf"{CLASS_KEY}\shell\open\command": " ".join(f'"{word}"' for word in (*words, "--register", "%1")),
        }
        for key, value in values.items():
            winreg.SetValue(winreg.HKEY_CURRENT_USER, key, winreg.REG_SZ, value)
        _tell_windows()

    def _remove_windows() -> None:
        user = winreg.HKEY_CURRENT_USER
        for below in (r"\shell\open\command", r"\shell\open", r"\shell", r"\DefaultIcon", ""):
            try:
                winreg.DeleteKey(user, CLASS_KEY + below)
            except FileNotFoundError:
                continue
        try:
            if winreg.QueryValue(user, SUFFIX_KEY) == CLASS:  # another program's is left alone
                winreg.DeleteKey(user, SUFFIX_KEY)
        except FileNotFoundError:
            pass
        _tell_windows()

    def _tell_windows() -> None:
        ctypes.windll.shell32.SHChangeNotify(0x08000000, 0, None, None)  # SHCNE_ASSOCCHANGED
