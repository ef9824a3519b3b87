"""What the log and the crash box tell of a bug: where it happened and of what kind, never a value of the register.

The message of an exception quotes what it choked on ("'Oak House' is not a valid Kind"), and a log is sent on. So a
message is told only where it is proven to be the program's: it stands, word for word, in the code that the bug came
through; or the interpreter made it, and then of names only those that stand in that code. Paths of files begin at the
program: the folders above it may carry somebody's name.
"""

import builtins
import dis
import os
import re
import sys
import traceback
import types
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import cp_desktop
from cp_desktop.register.file_errors import safe_words

_UNSAID = "(its message is left out: it may quote the register)"
# Made by the interpreter, these speak of code: of types, names and kinds of numbers.
_ABOUT_CODE = (ArithmeticError, MemoryError, RecursionError, TypeError)
_HIDDEN = "…"
_TYPES = frozenset(dir(builtins)) | {kind.__name__ for kind in vars(types).values() if isinstance(kind, type)}
_WORD = re.compile(r"'[^']*'|\"[^\"]*\"|[^\s()\[\],:;+*/<>=-]+")
_PLAIN = re.compile(r"[a-z]+\.?")
_QUOTED = re.compile(r"'(?:[^']|'')*'|\"[^\"]*\"")


def details(problem: BaseException) -> str:
    """The traceback of a bug and of all that led to it, without the messages that may hold a value."""
    return "".join(_chain(problem, set()))


def say(text: str) -> None:
    """Writes a bug's details to standard error, where there is one: a window without a console has none."""
    with suppress(OSError, ValueError, AttributeError):  # gone, closed, or too narrow for a letter
        sys.stderr.write(text)


def _chain(problem: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(problem))
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield "\nwhich led to:\n\n" if problem.__cause__ else "\nand while that was handled:\n\n"
    yield "Traceback (most recent call last):\n"
    yield _places(problem.__traceback__)
    module = type(problem).__module__
    yield f"{'' if module == 'builtins' else f'{module}.'}{type(problem).__qualname__}: {_message(problem)}\n"
    if isinstance(problem, BaseExceptionGroup):
        for place, part in enumerate(problem.exceptions, 1):
            yield f"\npart {place} of {len(problem.exceptions)}:\n\n"
            yield from _chain(part, seen)


def _places(trace: types.TracebackType | None) -> str:
    text = "".join(traceback.format_tb(trace))
    for name in {place.filename for place in traceback.extract_tb(trace)}:
        text = text.replace(f'File "{name}"', f'File "{_short(name)}"')
    return text


def _short(name: str) -> str:
    """A file of the program, of a library or of Python, from there on; of any other its name alone."""
    path = Path(name)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    for root in (Path(cp_desktop.__file__).parents[1], Path(os.__file__).parent):
        if path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return path.name if path.is_absolute() else name


def _message(problem: BaseException) -> str:
    original = getattr(problem, "orig", None) or problem  # SQLAlchemy wraps what the driver, or a column's type, said
    said = _proven(original)
    statement = getattr(problem, "statement", None)
    return f"{said}\nSQL, without its values: {_QUOTED.sub(_HIDDEN, statement)}" if statement else said


def _proven(problem: BaseException) -> str:
    frames = [frame.f_code for frame, _ in traceback.walk_tb(problem.__traceback__)]
    match problem.args:
        case (str(said),) if said in _constants(frames):
            return said
    if isinstance(problem, OSError) and problem.errno is not None:
        return f"[Errno {problem.errno}] {os.strerror(problem.errno)}"  # without the path: a draft has its home's name
    if (words := safe_words(problem)) is not None:
        return _QUOTED.sub(_HIDDEN, words)
    if _was_raised(problem.__traceback__):
        return _UNSAID
    names = _names(frames)
    name = getattr(problem, "name", None)
    if isinstance(problem, AttributeError) and name in names:
        return f"{type(problem.obj).__qualname__} has no attribute {name}"
    if isinstance(problem, NameError | ImportError) and name in names:
        return f"there is no {name}"
    if isinstance(problem, _ABOUT_CODE):
        return _WORD.sub(lambda word: _kept(word[0], names), str(problem))
    return _UNSAID


def _kept(word: str, names: frozenset[str]) -> str:
    if set(word.strip("'\"").removesuffix("()").split(".")) <= names:
        return word
    return word if _PLAIN.fullmatch(word) else _HIDDEN


def _was_raised(trace: types.TracebackType | None) -> bool:
    """Whether a statement raised the exception; then its message is whatever the statement made of it."""
    if trace is None:
        return True
    while trace.tb_next is not None:
        trace = trace.tb_next
    return dis.opname[trace.tb_frame.f_code.co_code[trace.tb_lasti]] in ("RAISE_VARARGS", "RERAISE")


def _constants(frames: list[types.CodeType]) -> set[str]:
    return {one for frame in frames for one in frame.co_consts if isinstance(one, str)}


def _names(frames: list[types.CodeType]) -> frozenset[str]:
    """The names in code that a bug came through, and those of the interpreter's own types."""
    found = set(_TYPES)
    for frame in frames:
        found.update(frame.co_names, frame.co_varnames, frame.co_freevars, frame.co_cellvars)
        found.update(frame.co_qualname.split("."))
    return frozenset(found)
