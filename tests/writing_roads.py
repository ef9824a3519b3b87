"""Who writes to a register while the tests run: the program only through its services, the tests as they like.

`watch` is called once, before the first test. From then on every write raises `NotAServiceError` where the part of the
program that asked for it is none of the services: an operation begun, taken back or done again, a file made, opened,
upgraded, copied or restored, a statement that writes, a value given to a row, a paper with safeguarding facts. Who asks
is seen on the stack, so that neither another name for a function nor another word for a statement hides it.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import Engine, event

from cp_desktop import reports
from cp_desktop.model import Base
from cp_desktop.register.sqlite_store import SqliteStore

TESTS = str(Path(__file__).parent)
SERVICES = "cp_desktop.services"
# They do what they are asked: who asked them is wanted.
ASKED = ("cp_desktop.register", "cp_desktop.model")
OF_THE_STORE = ("create", "open", "enter_operation", "restore", "write_copy", "keep_copy")
WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class NotAServiceError(AssertionError):
    """A part of the program that is no service wrote, or had something written."""


def watch() -> None:
    """Watches all that is written from now on."""
    for name in OF_THE_STORE:
        _watch(SqliteStore, name, f"SqliteStore.{name}")
    event.listen(Engine, "before_cursor_execute", _look_at_statement)
    Base.__setattr__ = _set  # type: ignore[method-assign, assignment]
    _watch_safeguarding_facts()


def asker(but: tuple[str, ...] = ASKED, watchers: tuple[str, ...] = (__file__,)) -> str:
    """The module of the program that asks for what is being done, outside some of its packages; "" where the tests
    ask themselves, other than by their `watchers`."""
    frame: FrameType | None = inspect.currentframe()
    while frame is not None:
        name = str(frame.f_globals.get("__name__", ""))
        if name.startswith("cp_desktop."):
            if not _in(name, but):
                return name
        elif frame.f_code.co_filename not in watchers and frame.f_code.co_filename.startswith(TESTS):
            return ""
        frame = frame.f_back
    return ""


def _in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def _must_be_service(what: str, but: tuple[str, ...] = ASKED) -> None:
    name = asker(but)
    if name and not _in(name, (SERVICES,)):
        raise NotAServiceError(f"{name} asks for {what}: that is for a function in {SERVICES} to do")


def _watch(kind: type, name: str, what: str) -> None:
    done: Callable[..., Any] = getattr(kind, name)

    @wraps(done)
    def watched(*args: Any, **options: Any) -> Any:
        _must_be_service(what)
        return done(*args, **options)

    setattr(kind, name, watched)


def _look_at_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    if statement.lstrip()[:7].upper().startswith(WRITES):
        _must_be_service(f"“{statement.split('(')[0].strip()[:60]}”")


def _set(row: Base, name: str, value: Any) -> None:
    if name[0] != "_":  # SQLAlchemy's own, on every row that is read
        _must_be_service(f"another {type(row).__name__}.{name}")
    object.__setattr__(row, name, value)


def _watch_safeguarding_facts() -> None:
    """Papers with them are made by a service, which notes their opening."""
    make = reports.make

    @wraps(make)
    def watched(*args: Any, **options: Any) -> Any:
        told = [one for one in (*args, *options.values()) if isinstance(one, reports.Options)]
        if any(one.concern for one in told):
            _must_be_service("a paper with safeguarding facts", (*ASKED, "cp_desktop.reports"))
        return make(*args, **options)

    reports.make = watched
