"""Copies that are kept while she works in the window, and at its end."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from cp_desktop.model import District
from cp_desktop.register import Register, kept_copies
from cp_desktop.register.store import CLOSING, FIRST_CHANGE, FIRST_OPENING
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.copies import CopiesSection
from cp_desktop.ui.register_file import copy_keeper
from cp_desktop.ui.window import MainWindow


def add(register: Register, name: str) -> None:
    with register.operation(f"Add {name}") as session:
        session.add(District(name=name))


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copy_keeper, "SOON", 0)


def kept(app: AppSession) -> list[str]:
    return [copy.why for copy in reversed(kept_copies.copies_of(app.uid))]


def test_the_first_change_is_copied_while_she_works_and_the_rest_at_closing(
    empty_window: MainWindow, qtbot: QtBot
) -> None:
    app = empty_window.app
    assert app is not None
    empty_window.show_page("settings")
    section = empty_window.page().open_section("Copies")  # type: ignore[union-attr]
    assert isinstance(section, CopiesSection)
    assert kept(app) == [FIRST_OPENING]
    with qtbot.waitSignal(app.copy_keeper.kept):
        add(app.register, "North")
    assert kept(app) == [FIRST_OPENING, FIRST_CHANGE]
    qtbot.waitUntil(lambda: section.copies.count() == 2)
    add(app.register, "South")
    assert empty_window.close_register()
    assert kept(app) == [FIRST_OPENING, FIRST_CHANGE, CLOSING]


def test_a_copy_that_cannot_be_kept_is_said_in_the_window(
    empty_window: MainWindow, qtbot: QtBot, own_place: Path
) -> None:
    app = empty_window.app
    assert app is not None
    folder = own_place / "CP Desktop" / "copies"
    folder.rename(own_place / "away")
    folder.write_text("a file where the copies would go")
    with qtbot.waitSignal(app.message):
        add(app.register, "North")
    assert "No copy of the register could be kept. " in empty_window.banner.text()
