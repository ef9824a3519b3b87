"""Code that nobody uses: what `python3 dev.py check dead` lists, and fails on.

vulture finds every name that is written down once and mentioned nowhere else. Some of those are used all the same,
by a library or by their declaration; `used_by_rule` knows them by what they are, so that a new column, a new choice or
another method that Qt calls needs no entry anywhere. What no rule can know stands in EXCUSED with its reason; an excuse
for what is no longer there is reported too.

A name that something else has as well hides from that; `tests.references` finds it, by what mypy knows of each name.

A test is no use of the program: what only tests call is dead, and goes or is put on the list. The tests themselves
are looked through as well, for helpers that nobody calls any more.
"""

import ast
import importlib
import inspect
import sys
from collections.abc import Callable, Iterator
from enum import Enum
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import DeclarativeBase
from vulture import Vulture
from vulture.core import Item

from tests.references import References, Unreached

ROOT = Path(__file__).parent.parent
PROGRAM = ("cp_desktop", "dev.py", "db")
OURS = ("cp_desktop", "tests")
PACKAGE = "cp_desktop"
OTHER_USERS = ("dev.py", "db", "resources/packaging")  # of the package, beside itself

EXCUSED = {  # module:qualified name, as a pattern: why it is used all the same
    "db.migrations.versions.*:down_revision": "Alembic reads it",
    "cp_desktop.ui.palette:Palette.*": "the style sheet names colours by their role",
    "cp_desktop.reports.pdf.layout:forget": "the bench measures a first laying out",
    "cp_desktop.reports.catalogue:PaperType.tells": "tests compare what a paper tells with what is for fewer",
    "cp_desktop.ui.*:*.busy": "tests and the bench wait until all that was asked for has come",
    "cp_desktop.ui.pages.reports.sheets_view:*.drawn": "tests wait for the pages in sight",
    "cp_desktop.ui.widgets.*:*.current": "tests ask where the keyboard stands",
    "cp_desktop.ui.pages.reports.document_texts:*.open_text": "tests ask which text is open",
    "tests.*:pytestmark": "pytest reads it",
    "tests.conftest:pytest_*": "pytest calls it",
    "tests.*:test_*": "Hypothesis makes a test case of a random walk, and pytest finds it",
}
LIBRARIES = {  # attributes set on an object of a library, which reads them
    "export_types": "mypy",
    "unraisablehook": "Python calls it",
    "preserve_asts": "mypy",
    "incremental": "mypy",
    "_multiBuildEdits": "ReportLab",
    "_doSave": "ReportLab",
    "draw": "ReportLab: how a flowable is drawn",
    "_linkRecord": "ReportLab",
    "_x": "ReportLab",
    "Metadata": "ReportLab writes every attribute of a PDF dictionary",
    "MarkInfo": "ReportLab, as above",
    "tempdir": "tempfile",
    "text_factory": "sqlite3",
    "Widths": "ReportLab, as above",
    "YMDhms": "ReportLab: the day in a paper's information",
    "useA85": "ReportLab",
    "splitInRow": "ReportLab",
    "cluster_level": "uharfbuzz",
    "buffer_text": "expat",
    "StartDoctypeDeclHandler": "expat",
    "StartElementHandler": "expat",
    "EndElementHandler": "expat",
    "CharacterDataHandler": "expat",
    "sortIndicator": "Qt: an option of a header's style",
    "optionxform": "configparser",
    "page_height": "python-docx",
    "comments": "python-docx",
    "last_modified_by": "python-docx",
    "created": "python-docx",
    "create_system": "zipfile",
    "validateLink": "markdown-it-py",
    "normalizeLink": "markdown-it-py",
}


def unused() -> Iterator[str]:
    """A line for each piece of dead code, and for each excuse that excuses nothing."""
    needed: set[str] = set()

    def used(item: Item) -> bool:
        excuses = _excuses(item)
        needed.update(excuses)
        return bool(excuses) or used_by_rule(item)

    in_tests = [item for item in _found((*PROGRAM, "tests")) if "tests" in _parts(item)]
    found = [item for item in (*_found(PROGRAM), *in_tests) if not used(item)]
    known = {(Path(item.filename), item.name) for item in found}
    found += [item for item in _hidden(used) if (item.filename, item.name) not in known]
    for item in found:
        yield f"{Path(item.filename).relative_to(ROOT)}:{item.first_lineno}: unused {item.typ} {item.name!r}"
    for name in sorted({*EXCUSED, *LIBRARIES} - needed):
        yield f"tests/dead_code.py: the excuse for {name!r} excuses nothing: take it out"


def _hidden(used: Callable[[Item], bool]) -> Iterator[Item]:
    """What nothing in the package leads to, though its name is written down elsewhere too."""
    references = References(ROOT, PACKAGE)
    for place in OTHER_USERS:
        for path in sorted((ROOT / place).rglob("*")) if (ROOT / place).is_dir() else [ROOT / place]:
            if path.suffix in (".py", ".spec"):
                references.mention_all(path)
    for one in references.unreached(lambda one: used(_item(one))):
        yield _item(one)


def _excuses(item: Item) -> set[str]:
    return {name for name in EXCUSED if fnmatch(_qualified(item), name)} | {item.name} & set(LIBRARIES)


def _item(one: Unreached) -> Item:
    return Item(one.name.rpartition(".")[2], one.kind, one.path, one.line, one.line)


def used_by_rule(item: Item) -> bool:
    """Whether a name is used by what it is: a declaration that is read as a whole, or part of a library's protocol."""
    if _named_in_a_text(item) or _asked_for_by_a_decorator(item):
        return True
    owner, inside = _class_around(item)
    # A parameter belongs to its method: what a library calls has the parameters that it is called with.
    return owner is not None and (_is_declaration(owner, item) or _is_of_a_library(owner, [*inside, item.name][0]))


def _is_declaration(owner: type, item: Item) -> bool:
    """Columns and relationships of a mapped class, and choices: forms, listings and exports go through all of them."""
    return item.typ == "variable" and issubclass(owner, (DeclarativeBase, Enum))


def _is_of_a_library(owner: type, name: str) -> bool:
    """Whether a class has a name from a base that is not ours: Qt's virtual methods, ReportLab's hooks."""
    foreign = [base for base in owner.__mro__[1:] if base is not object and base.__module__.split(".")[0] not in OURS]
    return any(hasattr(base, name) or name in inspect.get_annotations(base) for base in foreign)


def _named_in_a_text(item: Item) -> bool:
    """Whether the name is somewhere a text, for getattr or a fixture, or as the class in "module:Class"."""
    texts = _texts(ROOT / ("tests" if _parts(item)[0] == "tests" else "cp_desktop"))
    return item.name in texts or (item.typ == "class" and any(text.endswith(f":{item.name}") for text in texts))


def _asked_for_by_a_decorator(item: Item) -> bool:
    """Fixtures that every test has, the steps of a random walk, a construct in a dialect's words: pytest, Hypothesis
    and SQLAlchemy find them."""
    for node in ast.walk(_tree(item.filename)):
        if isinstance(node, ast.FunctionDef) and node.name == item.name:
            said = [ast.unparse(one) for one in node.decorator_list]
            return any("autouse=True" in one or one.startswith(("rule(", "invariant(", "compiles(")) for one in said)
    return False


def _found(paths: tuple[str, ...]) -> list[Item]:
    vulture = Vulture()
    vulture.scavenge([str(ROOT / path) for path in paths])
    return vulture.get_unused_code()


def _parts(item: Item) -> tuple[str, ...]:
    return Path(item.filename).relative_to(ROOT).parts


@cache
def _tree(path: Path | str) -> ast.Module:
    return ast.parse(Path(path).read_text("utf-8"))


@cache
def _texts(folder: Path) -> frozenset[str]:
    """Every text in the code of a folder but its documentation."""
    found = set()
    for path in folder.rglob("*.py"):
        alone = {id(node.value) for node in ast.walk(_tree(path)) if isinstance(node, ast.Expr)}
        for node in ast.walk(_tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
                found.add(node.value)
    return frozenset(found)


def _names_around(item: Item) -> list[str]:
    """The classes and functions that a name stands in, from the outside."""
    around: list[str] = []
    nodes: list[Any] = list(_tree(item.filename).body)
    while nodes:
        node = nodes.pop(0)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.lineno <= item.first_lineno <= node.end_lineno:
            if node.name == item.name and item.typ not in ("variable", "attribute"):
                break
            around.append(node.name)
            nodes = list(node.body)
        elif isinstance(node, ast.If | ast.Try):
            nodes = [*ast.iter_child_nodes(node), *nodes]
    return around


def _module(item: Item) -> str:
    return ".".join((*_parts(item)[:-1], Path(item.filename).stem)).removesuffix(".__init__")


def _qualified(item: Item) -> str:
    return f"{_module(item)}:{'.'.join((*_names_around(item), item.name))}"


def _class_around(item: Item) -> tuple[type | None, list[str]]:
    """The class that a name stands in, and the functions within it."""
    place: Any = None
    around = _names_around(item)
    while around:
        try:
            inner = getattr(place or importlib.import_module(_module(item)), around[0], None)
        except ImportError:  # another system's, or no module of a package
            break
        if not isinstance(inner, type):
            break
        place = inner
        around.pop(0)
    return place, around


def main() -> None:
    """Prints what is dead. The exit code is 1 where there is any."""
    found = list(unused())
    print("\n".join(found) or "no dead code")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
