"""Where a register is kept is opaque: nobody above the register takes it for a file, and an office's works as well."""

import ast
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import get_type_hints

import pytest
from PySide6.QtWidgets import QFileDialog, QLabel
from pytestqt.qtbot import QtBot

import cp_desktop
from cp_desktop import app_data, cli
from cp_desktop.cli import parser, words
from cp_desktop.places import FilePlace, Place, place_at
from cp_desktop.register import Register, file
from cp_desktop.register.sqlite_store import SqliteStore
from cp_desktop.register.store import Store
from cp_desktop.ui.dialogs.help import AboutDialog
from cp_desktop.ui.dialogs.restore_dialog import RestoreDialog
from cp_desktop.ui.pages import PAGES
from tests.ui.conftest import opened
from tests.ui.everywhere import wait_until_idle

PACKAGE = Path(cp_desktop.__file__).parent
OFFICE = "office:northborough/2017"

# -- what can be asked

# `name` is what people call a register: a path's happens to be called so too.
ASKED = {"name", "title", "folder", "identity", "is_there", "is_open"}


def test_a_place_answers_no_question_about_paths() -> None:
    """Its declared type has no more, so `dev.py check types` refuses `register.place.parent`, whatever it is called."""
    assert get_type_hints(Register.place.fget)["return"] is Place
    assert get_type_hints(Store)["place"] is Place
    assert {name for name in vars(Place) if not name.startswith("_")} == ASKED
    assert ASKED & set(dir(PurePath)) == {"name"}
    assert not hasattr(Register, "path")


@pytest.mark.parametrize(
    "planted",
    [
        "place.parent",
        "place / 'copy.cpregister'",
        "place.with_suffix('.pdf')",
        "place.exists()",
        "place.stat()",
        "os.fspath(place)",
        "os.path.isfile(place)",
        "Path(place)",
        "open(place)",
    ],
)
def test_a_place_is_no_path(planted: str) -> None:
    for place in (OfficePlace(Path("x")), FilePlace(Path("x"))):
        with pytest.raises((AttributeError, TypeError)):
            eval(planted, {"place": place, "os": os, "Path": Path})


# -- that nobody goes round it

KNOW_FILES = {"places.py", *(f"register/{path.name}" for path in (PACKAGE / "register").glob("*.py"))}
NOT_FOR_ALL = {"FilePlace", "lock_of", "SqliteStore"}
OF_PATHS = {"Path", "PurePath", "open", "fspath"}


def roads_round(source: str) -> Iterator[str]:
    """Where a module learns that a place is a file, or makes a path of what a place says."""
    tree = ast.parse(source)
    told = {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr)
        and node.value
        and _tells_a_place(node.value, set())
        for name in ast.walk(node)
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(names=names) if found := NOT_FOR_ALL & {one.name for one in names}:
                yield from found
            case ast.Attribute(attr=name) if name in NOT_FOR_ALL:
                yield name
            case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=arguments) if name in OF_PATHS:
                if any(_tells_a_place(argument, told) for argument in arguments):
                    yield f"{name} of a place"
            case ast.Call(func=ast.Attribute(value=ast.Attribute(attr="path")), args=arguments):
                if any(_tells_a_place(argument, told) for argument in arguments):
                    yield "os.path of a place"


def _tells_a_place(value: ast.expr, told: set[str]) -> bool:
    """Whether a place's own words come out of an expression; a capability of it, like its folder, is no place."""
    match value:
        case ast.Attribute(value=ast.Name("register") | ast.Attribute(attr="register" | "store"), attr="place"):
            return True
        case ast.Name(name):
            return name in told
        case ast.Attribute() | ast.Compare():
            return False
    return any(_tells_a_place(part, told) for part in ast.iter_child_nodes(value) if isinstance(part, ast.expr))


def test_nobody_above_the_register_knows_that_it_is_a_file() -> None:
    found = {
        name: roads
        for path in PACKAGE.rglob("*.py")
        if (name := path.relative_to(PACKAGE).as_posix()) not in KNOW_FILES
        and (roads := list(roads_round(path.read_text(encoding="utf-8"))))
    }
    assert found == {}, "ask the place itself, or the register's store"


@pytest.mark.parametrize(
    "planted",
    [
        "from cp_desktop.places import FilePlace as Where",
        "from cp_desktop import places\nplaces.lock_of(path)",
        "Path(str(self.app.register.place)).parent",
        "os.path.dirname(str(register.place))",
        "where = app.register.place\nfolder = Path(str(where)).parent",
        "if words := str(register.store.place):\n    open(words)",
        "Path(f'{register.place}.pdf')",
    ],
)
def test_each_road_round_is_found(planted: str) -> None:
    assert list(roads_round(planted))


# -- another kind of place


@dataclass(frozen=True)
class OfficePlace(Place):
    """A register that people know by an address, wherever this test keeps it."""

    kept: Path

    def __str__(self) -> str:
        return OFFICE

    @property
    def name(self) -> str:
        return "Northborough (office)"

    @property
    def title(self) -> str:
        return "Northborough"

    @property
    def folder(self) -> None:
        return None

    @property
    def identity(self) -> str:
        return OFFICE

    def is_there(self) -> bool:
        return True

    def is_open(self) -> bool:
        return False


class OfficeStore(SqliteStore):
    """A store whose place is no file's."""

    def __init__(self, place: OfficePlace) -> None:
        super().__init__(place.kept)
        self.place = place


@pytest.fixture
def office(demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OfficePlace:
    """The demo register at an office, and a program that knows offices."""
    place = OfficePlace(tmp_path / "kept" / "x.cpregister")
    place.kept.parent.mkdir()
    shutil.copyfile(demo_file, place.kept)

    def read(said: Place | Path | str) -> Place:
        return place if str(said) == OFFICE else place_at(said)

    real = file.store_at
    monkeypatch.setattr(
        file, "store_at", lambda place: OfficeStore(place) if isinstance(place, OfficePlace) else real(place)
    )
    monkeypatch.setattr("cp_desktop.services.copies.store_at", file.store_at)
    for module in (app_data, parser, words):
        monkeypatch.setattr(module, "place_at", read)
    return place


def test_an_office_has_a_window_like_any_file(
    office: OfficePlace, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = opened(office, qtbot)
    assert window.app is not None
    assert window.windowTitle().endswith("- Northborough (office) - CP Desktop")
    assert app_data.recent_registers() == [office]
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
    about = AboutDialog(window.app, window)
    assert any(f"This register: {OFFICE}" in label.text() for label in about.findChildren(QLabel))
    proposed: list[str] = []
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *words: (proposed.append(words[2]), ("", ""))[1])
    window.back_up()
    assert Path(proposed[0]).name.startswith("Northborough 20")
    window.menus.recent.aboutToShow.emit()
    assert [action.text() for action in window.menus.recent.actions()] == [OFFICE]
    copy = window.app.register.store.keep_copy("by hand")
    window.restore()
    [dialog] = window.findChildren(RestoreDialog)
    assert dialog.copies.chosen_copy() == copy
    with qtbot.waitSignal(window.ready):
        dialog.accept()
    assert window.app.register.place == office
    assert window.close_register()


def test_an_office_is_read_by_commands(office: OfficePlace, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "copy.cpregister"
    for command in (["figures", "--as-at", "2018-01-31"], ["check"], ["backup", "--out", str(out)]):
        assert cli.main(["--register", OFFICE, *command]) == 0, capsys.readouterr().err
        assert cli.main(command) == 0, "the register used last"
    assert "Northborough (office) is sound." in capsys.readouterr().out
    assert out.exists()
