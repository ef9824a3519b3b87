"""By which roads something can leave the program: found in its source, and watched while the tests run.

`roads` finds them in a module: files made or written, the clipboard, a drag, a printer, what is printed on a terminal.
`watch` is called once, before the first test: from then on only the gate makes what is released. So a new road either
takes what the gate let out, or a test names it.
"""

import ast
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from cp_desktop.disclosure import Released, ReleasedTable
from tests import writing_roads
from tests.writing_roads import asker

GATE = "cp_desktop.services.disclosure"
# Calls by the name of the method or function; those of writing modes are looked at by their arguments.
FILES = {
    *("write_text", "write_bytes", "hardlink_to", "symlink_to", "copyfile", "copy2", "copytree"),
    *("NamedTemporaryFile", "mkstemp", "mkdtemp", "TemporaryDirectory", "QSaveFile", "QTemporaryFile"),
}
CLIPBOARD = {"setMimeData", "QMimeData", "createMimeDataFromSelection"}
DRAG = {"QDrag", "setDragEnabled", "mimeData", "startDrag"}
PRINTER = {"QPrinter", "QPrintDialog", "QPdfWriter", "print_"}
# Of `private_files`, for what is the program's own.
OWN_FILES = {"write", "replaced", "empty", "append", "hands_out", "part_folder"}
HANDED_OUT = {"write_released", "hand_out", "put_all"}


class NotTheGateError(AssertionError):
    """A part of the program let something out that is not the gate."""


def watch() -> None:
    """Watches who lets something out from now on."""
    for kind in (Released, ReleasedTable):
        _watch(kind, kind.__init__)


def _watch(kind: type, made: Callable[..., None]) -> None:
    @wraps(made)
    def watched(self: Any, *args: Any, **words: Any) -> None:
        name = asker(("cp_desktop.disclosure",), (__file__, writing_roads.__file__))
        if name not in ("", GATE):
            raise NotTheGateError(f"{name} lets something out: that is for a function in {GATE} to do")
        made(self, *args, **words)

    kind.__init__ = watched  # type: ignore[misc]


def roads(source: str) -> Iterator[str]:
    """The roads that a module opens, each by its kind: "file", "own file", "clipboard", "drag", "printer",
    "terminal"."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _road_of(node)
        elif isinstance(node, ast.FunctionDef) and node.name in CLIPBOARD | DRAG:
            yield "drag"


def _road_of(call: ast.Call) -> Iterator[str]:
    called = ast.unparse(call.func)
    owner, _, name = called.rpartition(".")
    if name in FILES or _opens_for_writing(call, owner, name):
        yield "file"
    if owner.endswith("private_files") and name in OWN_FILES:
        yield "own file"
    if name in HANDED_OUT:
        yield "handed out"
    if name in CLIPBOARD or (name in ("setText", "setPixmap", "setImage") and "clipboard" in owner.casefold()):
        yield "clipboard"
    if name in DRAG:
        yield "drag"
    if name in PRINTER:
        yield "printer"
    if called in ("print", "sys.stdout.write", "sys.stdout.buffer.write"):
        yield "terminal"


def _opens_for_writing(call: ast.Call, owner: str, name: str) -> bool:
    """Whether a file is opened to be written: by its mode or flags, or by something that has no other use."""
    if (owner, name) == ("os", "open"):
        return "O_WRONLY" in ast.unparse(call) or "O_RDWR" in ast.unparse(call)
    if name in ("QFile", "FileIO"):
        return True
    if name not in ("open", "ZipFile", "fdopen"):
        return False
    words = [one for one in (*call.args, *(key.value for key in call.keywords)) if isinstance(one, ast.Constant)]
    return any(isinstance(one.value, str) and set(one.value) & set("wax+") and len(one.value) <= 3 for one in words)
