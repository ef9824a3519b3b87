"""What in the program nothing of the program leads to, even where something else has the same name.

mypy says what each name means. From the code that runs when modules are read, what is mentioned is followed, and what
that mentions in turn. Where mypy knows the class of what stands before a dot, only the attribute of that class is meant
and of those derived from it; where it does not, and for a name in a text, everything of that name.
"""

import ast
import contextlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from mypy import build, main
from mypy.nodes import (
    AssignmentStmt,
    Block,
    ClassDef,
    FuncDef,
    MemberExpr,
    NameExpr,
    Node,
    StrExpr,
    SuperExpr,
    TypeInfo,
)
from mypy.types import (
    CallableType,
    Instance,
    LiteralType,
    NoneType,
    Overloaded,
    TupleType,
    Type,
    TypeType,
    TypeVarType,
    UnionType,
    get_proper_type,
)

READ = ""  # what mentions the names in the code that runs when a module is read
AROUND = {"node", "info", "def_var", "names", "imports"}  # attributes of mypy's nodes that lead elsewhere


class Unreached(NamedTuple):
    """A definition that nothing leads to."""

    name: str  # with its module, "cp_desktop.model.homes.Home.name"
    path: Path
    line: int
    kind: str


class References:
    """What a package defines, and what mentions what. A mention that begins with a dot means all of that name;
    one that begins with ' what a text may name, a class or what it has."""

    def __init__(self, root: Path, package: str) -> None:
        """Raises mypy's CompileError where the package cannot be read."""
        self._definitions: dict[str, Unreached] = {}
        self._mentions: dict[str, set[str]] = defaultdict(set)
        self._overrides: dict[str, set[str]] = defaultdict(set)
        with contextlib.chdir(root):
            sources, options = main.process_options(["--config-file", "pyproject.toml", "--package", package])
            options.export_types = options.preserve_asts = True
            options.incremental = False
            checked = build.build(sources, options)
        self._types = checked.types
        for module, file in checked.files.items():
            if module.split(".")[0] == package:
                self._read(file.defs, module, root / file.path)
                self._note_overrides(file.names)

    def mention_all(self, path: Path) -> None:
        """Takes every name in a file of Python as a use of everything of that name."""
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            for attribute in ("id", "attr", "name"):
                if isinstance(name := getattr(node, attribute, None), str):
                    self._mentions[READ].add(f".{name}")

    def unreached(self, used_all_the_same: Callable[[Unreached], bool]) -> list[Unreached]:
        """The definitions that nothing leads to, but for those that are used all the same, and what these mention."""
        while True:
            reached = self._reached()
            left = [one for full, one in self._definitions.items() if full not in reached]
            used = {one.name for one in left if used_all_the_same(one)}
            if not used:
                return sorted(left, key=lambda one: (one.path, one.line))
            self._mentions[READ] |= used

    def _reached(self) -> set[str]:
        named = defaultdict(list)
        for full, one in self._definitions.items():
            name = full.rpartition(".")[2]
            named[f".{name}"].append(full)
            if one.kind != "function" and one.kind != "variable":
                named[f"'{name}"].append(full)
        reached: set[str] = set()
        left = [READ]
        while left:
            full = left.pop()
            if full not in reached:
                reached.add(full)
                for mentioned in self._mentions[full]:
                    left += named.get(mentioned, [mentioned])
                left += self._overrides[full]
        return reached

    def _read(self, code: Any, module: str, path: Path) -> None:
        """Notes what the code of a module defines, and what it mentions on behalf of the definition it stands in."""
        seen: set[int] = set()  # mypy's nodes lead back to one another
        left = [(code, READ, True)]
        while left:
            node, by, reachable = left.pop()
            if isinstance(node, list | tuple):
                left += [(one, by, reachable) for one in node]
            if not isinstance(node, Node) or id(node) in seen:
                continue
            seen.add(id(node))
            if by == READ:
                by = self._define(node, module, path)
            if isinstance(node, Block):
                reachable = reachable and not node.is_unreachable
            self._mention(node, by, reachable=reachable)
            for attribute in type(node).__mypyc_attrs__:
                if attribute not in AROUND and hasattr(node, attribute):
                    left.append((getattr(node, attribute), by, reachable))

    def _define(self, node: Node, module: str, path: Path) -> str:
        """Notes what a piece of code outside functions defines. Returns what its inner parts are mentioned by."""
        if isinstance(node, FuncDef) and not node.name.startswith("__"):
            kind = "function" if node.fullname == f"{module}.{node.name}" else "method"
            self._definitions.setdefault(node.fullname, Unreached(node.fullname, path, node.line, kind))
        if isinstance(node, ClassDef):
            self._definitions[node.fullname] = Unreached(node.fullname, path, node.line, "class")
        if isinstance(node, AssignmentStmt):
            for target in node.lvalues:
                if not isinstance(target, NameExpr) or not target.is_new_def or target.name.startswith("__"):
                    continue
                if target.fullname == f"{module}.{target.name}":
                    self._definitions[target.fullname] = Unreached(target.fullname, path, node.line, "variable")
        if not isinstance(node, FuncDef):
            return READ
        # Python calls these by no name of the program's.
        return READ if node.name.startswith("__") else node.fullname

    def _mention(self, node: Node, by: str, *, reachable: bool) -> None:
        mentions = self._mentions[by]
        if kind := getattr(node, "unanalyzed_type", None):
            mentions.update(f".{name}" for name in re.findall(r"\b_?[A-Z]\w*", str(kind)))
        if isinstance(node, StrExpr):
            mentions.add(f"'{node.value.rpartition(':')[2]}")
        if isinstance(node, MemberExpr) or (isinstance(node, NameExpr) and not node.is_new_def):
            if node.fullname:
                mentions.add(node.fullname)
            elif isinstance(node, NameExpr) or not reachable:
                mentions.add(f".{node.name}")
        if isinstance(node, MemberExpr) and not node.fullname:
            mentions.update(self._attributes(node.name, self._types.get(node.expr)))
        if isinstance(node, SuperExpr) and node.info:
            mentions.update(f"{base.fullname}.{node.name}" for base in node.info.mro[1:] if node.name in base.names)

    def _attributes(self, name: str, kind: Type | None) -> Iterator[str]:
        """What `.name` of something of a type means."""
        proper = None if kind is None else get_proper_type(kind)
        match proper:
            case UnionType(items=parts):
                for one in parts:
                    yield from self._attributes(name, one)
            case TypeVarType(upper_bound=inner) | TypeType(item=inner) | LiteralType(fallback=inner):
                yield from self._attributes(name, inner)
            case TupleType(partial_fallback=inner):
                yield from self._attributes(name, inner)
            case CallableType() | Overloaded() if proper.is_type_obj():
                yield from self._attributes(name, Instance(proper.type_object(), []))
            case Instance(type=info):
                owner = info.get_containing_type_info(name)
                yield f".{name}" if owner is None or owner.is_protocol else f"{owner.fullname}.{name}"
            case NoneType():
                pass
            case _:
                yield f".{name}"

    def _note_overrides(self, names: Any) -> None:
        """Notes for what classes have from their bases, or from what is mixed in, which other bases' it stands for."""
        for symbol in names.values():
            info = symbol.node
            if not isinstance(info, TypeInfo) or info.fullname not in self._definitions:
                continue
            for place, nearer in enumerate(info.mro):
                for name in nearer.names:
                    for base in info.mro[place + 1 :]:
                        if name not in base.names:
                            continue
                        if f"{base.fullname}.{name}" in self._definitions:
                            self._overrides[f"{base.fullname}.{name}"].add(f"{nearer.fullname}.{name}")
                        else:  # a library calls it, or a declaration is followed
                            self._mentions[READ].add(f"{nearer.fullname}.{name}")
