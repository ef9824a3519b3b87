"""Names of files: one rule for those that the program proposes and those that it accepts, on every system.

It is Windows' rule, for what is written here is handed on to people there, where a file of such a name could not even
be renamed. Windows opens a device instead of a file called CON or COM1, whatever its ending; it drops blanks and dots
at the end of a name, and writes what is called "a:b" unseen into a file "a". (Microsoft, "Naming Files, Paths, and
Namespaces"; the superscripts count as digits.)
"""

import re
import sys
import unicodedata
from pathlib import Path

from cp_desktop.errors import UserError

LONGEST = 100  # octets: Windows has 260 letters for a whole path
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *([.:]|$)", re.I)
_FORBIDDEN = '<>:"/\\|?*'


def safe(*words: str, ending: str = "") -> str:
    """A name made of words, such as every system takes, not too long and never empty. `ending` is kept whole."""
    name, ending = _bare(" ".join(words)), _bare(ending)
    if _DEVICE.match(name):
        name = f"_{name}"
    name = name.encode()[: LONGEST - len(ending.encode())].decode(errors="ignore").strip(" .")
    return (name if name.strip("-") else "Letter") + ending.rstrip(" .")


def _bare(text: str) -> str:
    text = unicodedata.normalize("NFC", text)
    text = "".join(" " if sign in _FORBIDDEN or unicodedata.category(sign)[0] in "CZ" else sign for sign in text)
    return " ".join(text.split())


def require_usable(path: Path) -> None:
    """Raises UserError for a path whose last part no file or folder of ours may be called."""
    name = path.name
    if name in ("", ".."):
        raise UserError(f"{path} is a folder, not a file. Nothing was written. Give the file a name.")
    if because := _why_not(name):
        shown = name.translate(dict.fromkeys((*range(32), 127), " ")).encode(errors="replace").decode()
        raise UserError(f"“{shown}” can be no file's name: {because}. Nothing was written. Choose another name.")


def _why_not(name: str) -> str | None:
    if name == "-":
        return "elsewhere it stands for what is printed, and this program writes files only"
    if any(sign < " " or sign == "\x7f" for sign in name):
        return "a line break or another unseen sign stands in it"
    if _DEVICE.match(name):
        return "Windows would open a device of that name"
    if name.endswith((" ", ".")):
        return "Windows drops blanks and dots at the end"
    if sys.platform == "win32" and (found := next((sign for sign in name if sign in _FORBIDDEN), None)):
        return f"Windows takes no “{found}” in one"  # elsewhere such a file is one, and can be renamed
    return None
