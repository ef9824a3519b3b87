"""What the log and the crash dialog tell of a bug: where it happened and of what kind, never a value of the register.

The message of an exception quotes what it choked on ("'Oak House' is not a valid Kind"), and a log is sent on.
"""

import traceback
from collections.abc import Iterator

from cp_desktop.register.file_errors import safe_words

# What these say is about code; a database's complaint names tables, columns and rules; every other message may quote.
_ABOUT_CODE = (
    ArithmeticError,
    AttributeError,
    ImportError,
    MemoryError,
    NameError,
    NotImplementedError,
    RecursionError,
    TypeError,
)
_UNSAID = "(its message is left out: it may quote the register)"


def details(problem: BaseException) -> str:
    """The traceback of a bug and of all that led to it, the messages left out that may hold a value."""
    return "".join(_chain(problem, set()))


def _chain(problem: BaseException, seen: set[int]) -> Iterator[str]:
    seen.add(id(problem))
    before = problem.__cause__ or (None if problem.__suppress_context__ else problem.__context__)
    if before is not None and id(before) not in seen:
        yield from _chain(before, seen)
        yield "\nwhich led to:\n\n" if problem.__cause__ else "\nand while that was handled:\n\n"
    yield "Traceback (most recent call last):\n"
    yield from traceback.format_tb(problem.__traceback__)
    module = type(problem).__module__
    yield f"{'' if module == 'builtins' else f'{module}.'}{type(problem).__qualname__}: {_message(problem)}\n"
    if isinstance(problem, BaseExceptionGroup):
        for place, part in enumerate(problem.exceptions, 1):
            yield f"\npart {place} of {len(problem.exceptions)}:\n\n"
            yield from _chain(part, seen)


def _message(problem: BaseException) -> str:
    original = getattr(problem, "orig", problem)  # SQLAlchemy wraps what the driver, or a column's type, said
    statement = getattr(problem, "statement", None)
    if isinstance(original, OSError):
        said = f"[Errno {original.errno}] {original.strerror}"  # without the path: a draft is called by its home
    elif isinstance(original, _ABOUT_CODE):
        said = str(original)
    else:
        said = safe_words(original) or _UNSAID
    return f"{said}\nSQL, without its values: {statement}" if statement else said
