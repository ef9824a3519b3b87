"""A bug is written down with its place and its kind, and without a value of the register: logs are sent on."""

import argparse
import ast
import errno
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

import cp_desktop
from cp_desktop.app_data import log_file
from cp_desktop.bug_details import details
from cp_desktop.bundled import DB
from cp_desktop.cli import figures, main
from cp_desktop.errors import UserError
from cp_desktop.model import Visit, table_of
from cp_desktop.register import Register

MARKER = "Planted-7431"


def _no_such_column(session: Session) -> None:
    session.execute(text("INSERT INTO visit (nowhere) VALUES (:what)"), {"what": MARKER})


def _no_such_choice(session: Session) -> None:
    session.add(Visit(place="A hut", visited_on=None, concern=True, concern_kind=MARKER))
    session.flush()


def _many_rows(session: Session) -> None:
    rows = [{"concern_reference": MARKER, "visited_on": object()}, {"concern_reference": MARKER, "visited_on": None}]
    session.execute(insert(table_of(Visit)), rows)


def _no_such_type(session: Session) -> None:
    session.execute(text("SELECT :what, :other"), {"what": MARKER, "other": object()})


def _handled_badly(session: Session) -> None:
    try:
        _no_such_choice(session)
    except Exception as problem:
        raise UserError(f"{MARKER} was refused.") from problem
    finally:
        raise KeyError(MARKER)


def _several(session: Session) -> None:
    raise ExceptionGroup(MARKER, [ValueError(MARKER), OSError(5, "Input/output error", f"/letters/{MARKER}.eml")])


def _raised_as(kind: type[Exception]) -> Callable[[Session], None]:
    def raised(session: Session) -> None:
        raise kind(f"about {MARKER}")

    raised.__name__ = kind.__name__
    return raised


def _no_such_attribute(session: Session) -> None:
    getattr(session, MARKER)


def _no_such_module(session: Session) -> None:
    import_module(MARKER)


def _no_such_argument(session: Session) -> None:
    _no_such_attribute(**{MARKER: session})


def _in_the_statement(session: Session) -> None:
    session.execute(text(f"SELECT nowhere FROM visit WHERE place = '{MARKER}'"))


FAILURES = (
    _no_such_column,
    _no_such_choice,
    _many_rows,
    _no_such_type,
    _handled_badly,
    _several,
    _no_such_attribute,
    _no_such_module,
    _no_such_argument,
    _in_the_statement,
    *map(_raised_as, (TypeError, ArithmeticError, AttributeError, ImportError, NameError, NotImplementedError)),
    *map(_raised_as, (MemoryError, RecursionError, KeyError, RuntimeError)),
)


@pytest.fixture(params=FAILURES, ids=lambda failure: failure.__name__)
def failing(request: pytest.FixtureRequest, register: Register) -> Callable[..., int]:
    """A write of a concern's words that fails as a bug does."""

    def fail(*_: object) -> int:
        with register.operation("Write") as session:
            request.param(session)
        return 0

    return fail


def test_a_failed_write_leaves_no_value_in_the_log_nor_on_standard_error(
    failing: Callable[..., int], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(figures, "show_figures", failing)
    assert main(["figures"]) == 3
    log = log_file().read_text(encoding="utf-8")
    assert "test_bug_details.py" in log, "where it happened is told"
    assert MARKER not in log
    out, err = capsys.readouterr()
    assert MARKER not in out + err


def test_the_kind_and_what_the_database_says_are_told(register: Register) -> None:
    with pytest.raises(Exception) as raised, register.operation("Write") as session:  # noqa: PT011
        _no_such_column(session)
    got = details(raised.value)
    assert "sqlite3.OperationalError: SQLITE_ERROR table visit has no column named nowhere" in got
    assert "INSERT INTO visit (nowhere) VALUES (?)" in got
    assert MARKER not in str(raised.value), "a message that goes another way quotes it no more than the log does"


def _none(_: object) -> None:
    return None


def _words_of_the_program() -> None:
    raise RuntimeError("this stands in the program")


@pytest.mark.parametrize(
    ("bug", "said"),
    [
        (lambda: _none(1).surname, "AttributeError: NoneType has no attribute surname"),  # type: ignore[func-returns-value]
        (lambda: {}["surname"], "KeyError: surname"),
        (lambda: nowhere, "NameError: there is no nowhere"),  # type: ignore[name-defined]  # noqa: F821
        (lambda: "a" + 1, "TypeError: can only concatenate str"),  # type: ignore[operator]
        (lambda: len(3), "TypeError: object of type 'int' has no len()"),  # type: ignore[arg-type]
        (lambda: _none(), "TypeError: _none() missing"),  # type: ignore[call-arg]
        (lambda: 1 / 0, "ZeroDivisionError: division by zero"),
        (_words_of_the_program, "RuntimeError: this stands in the program"),
    ],
)
def test_what_is_the_programs_own_is_told(bug: Callable[[], object], said: str) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011
        bug()
    assert said in details(raised.value)


def test_a_trouble_of_the_system_is_told_in_the_systems_words() -> None:
    got = details(OSError(errno.EIO, f"cannot write {MARKER}", f"/letters/{MARKER}.eml"))
    assert "[Errno 5] Input/output error" in got
    assert MARKER not in got


def test_paths_begin_at_the_program() -> None:
    with pytest.raises(TypeError) as raised:
        Register.open(1)  # type: ignore[arg-type]
    got = details(raised.value)
    assert 'File "cp_desktop/register/file.py"' in got
    assert 'File "tests/test_bug_details.py"' in got
    assert str(Path(cp_desktop.__file__).parents[1]) not in got


def test_every_engine_hides_what_it_was_given() -> None:
    """One place makes engines, and it says so; another would be found here."""
    found = {}
    for path in (*Path(cp_desktop.__file__).parent.rglob("*.py"), *DB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("create_engine"):
                found[path.name] = {word.arg: ast.unparse(word.value) for word in node.keywords}
    assert {name: words.get("hide_parameters") for name, words in found.items()} == {"sqlite_file.py": "True"}


def test_arguments_are_no_part_of_it() -> None:
    def called(arguments: argparse.Namespace) -> None:
        raise RuntimeError(f"about {arguments.name}")

    with pytest.raises(RuntimeError) as raised:
        called(argparse.Namespace(name=MARKER))
    assert MARKER not in details(raised.value)
    assert "RuntimeError: (its message is left out" in details(raised.value)
