"""The search for dead code finds what nobody uses, and leaves alone what a library or a declaration uses."""

from pathlib import Path

import pytest

from tests import dead_code

PROGRAM = '''
"""A program that mentions forgotten in its documentation."""

from enum import Enum
from PySide6.QtCore import QObject


class Colour(Enum):
    RED = 1


class Watcher(QObject):
    def eventFilter(self, watched, event):
        return self.asked_by_name() is None

    def forgotten(self):
        return getattr(self, "by_name")

    def asked_by_name(self):
        return Colour

    def by_name(self):
        pass


def only_for_tests():
    return Watcher()
'''
TESTS = """
from cp_planted import only_for_tests


def nobody_calls_this_helper():
    only_for_tests()
"""

HIDDEN = {  # nothing of it has a name that is written down once
    "one": """
from typing import Any
from threading import Thread


class First(Thread):
    def show(self) -> int:
        return self.shared()

    def shared(self) -> int:
        return 1

    def run(self) -> None:
        self.told()

    def told(self) -> None:
        pass

    def stop(self) -> int:
        return stops()

    def asked(self) -> None:
        pass


class Second:
    def show(self) -> int:
        return 2

    def shared(self) -> int:
        return self.shared()

    def told(self) -> None:
        pass

    def asked(self) -> None:
        pass

    def unknown(self) -> None:
        pass


class Derived(Second):
    def show(self) -> int:
        return 3


def stops() -> int:
    return 0


def for_others() -> int:
    return 0


def unknown(thing: Any) -> None:
    thing.unknown()
    getattr(thing, "asked")
""",
    "two": """
from .one import Derived, First, Second, for_others, stops, unknown

stop = First()
shared = Second()
stop.show()
unknown(Derived().show())
""",
}
DEAD = [
    "method 'stop'",
    "method 'show'",  # of Second: the one of Derived is called
    "method 'shared'",
    "method 'told'",
    "function 'stops'",
    "variable 'shared'",
]


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cp_planted.py").write_text(PROGRAM, "utf-8")
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "helper.py").write_text(TESTS, "utf-8")
    (tmp_path / "cp_desktop").mkdir()
    (tmp_path / "cp_desktop" / "names.py").write_text("NAMES = ('by_name',)\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(dead_code, "ROOT", tmp_path)
    monkeypatch.setattr(dead_code, "PROGRAM", ("cp_planted.py",))
    monkeypatch.setattr(dead_code, "EXCUSED", {})
    monkeypatch.setattr(dead_code, "LIBRARIES", {})
    monkeypatch.setattr(dead_code, "PACKAGE", "cp_hidden")
    monkeypatch.setattr(dead_code, "OTHER_USERS", ("uses.py",))
    (tmp_path / "pyproject.toml").write_text("", "utf-8")
    (tmp_path / "uses.py").write_text("from cp_hidden.one import for_others\n", "utf-8")
    (tmp_path / "cp_hidden").mkdir()
    (tmp_path / "cp_hidden" / "__init__.py").touch()
    for name, text in HIDDEN.items():
        (tmp_path / "cp_hidden" / f"{name}.py").write_text(text, "utf-8")


@pytest.mark.usefixtures("planted")
def test_what_nobody_uses_is_found_and_what_a_library_or_a_declaration_uses_is_not() -> None:
    assert [line.partition("unused ")[2] for line in dead_code.unused()] == [
        "method 'forgotten'",
        "function 'only_for_tests'",
        "function 'nobody_calls_this_helper'",
        *DEAD,
    ]


@pytest.mark.usefixtures("planted")
def test_an_excuse_holds_for_its_place_alone_and_goes_when_it_is_needed_no_more(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    excused = {"cp_planted:Watcher.forgotten": "why", "cp_planted:Colour.forgotten": "why", "tests.*:nobody_*": "why"}
    monkeypatch.setattr(dead_code, "EXCUSED", excused)
    assert [line for line in dead_code.unused() if not line.startswith("cp_hidden")] == [
        f"cp_planted.py:{PROGRAM[: PROGRAM.index('def only')].count(chr(10)) + 1}: unused function 'only_for_tests'",
        "tests/dead_code.py: the excuse for 'cp_planted:Colour.forgotten' excuses nothing: take it out",
    ]
