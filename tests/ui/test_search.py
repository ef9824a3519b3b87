"""The search over everything: the best answer comes first, and whatever is typed is looked for as it is typed."""

import datetime as dt

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import Councillor, Home, Term, Ward
from cp_desktop.ui.dialogs.search import SearchDialog
from cp_desktop.ui.records.list_page import ListPage
from cp_desktop.ui.records.listing_model import ListingModel
from cp_desktop.ui.window import MainWindow
from tests.changing import change
from tests.ui.everywhere import wait_until_idle


def open_search(window: MainWindow, qtbot: QtBot) -> SearchDialog:
    """The search over everything, as Ctrl+K opens it."""
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    [dialog] = window.findChildren(SearchDialog)
    return dialog


def search_list(window: MainWindow, qtbot: QtBot, key: str, words: str) -> ListingModel:
    """The rows of a page's list that its own search finds."""
    window.show_page(key)
    wait_until_idle(window, qtbot)
    page = window.page()
    assert isinstance(page, ListPage)
    page.rows.search.setText(words)
    qtbot.wait(200)
    wait_until_idle(window, qtbot)
    return page.rows.model


def found_for(dialog: SearchDialog, qtbot: QtBot, words: str) -> list[str]:
    """What the search shows for words, from the top, once it has answered."""
    dialog.line.setText(words)
    dialog.line.textEdited.emit(words)
    qtbot.wait(200)  # it waits for the next letter
    parent = dialog.parent()
    assert isinstance(parent, MainWindow)
    wait_until_idle(parent, qtbot)
    return [dialog.found.item(row).text() for row in range(dialog.found.count())]


def test_search_shows_the_best_answer_first(window: MainWindow, qtbot: QtBot) -> None:
    """Whose name it is, then whose name begins so, then words, then whatever holds the letters; people before homes."""

    def fill(session: Session) -> None:
        ward = session.scalars(select(Ward)).first()
        for forename, surname in (("Orla", "Ó Briain"), ("Ann", "O'Hara"), ("Siân", "Elm"), ("Elma", "Sianson")):
            term = Term(ward=ward, start=dt.date(2016, 5, 9))
            session.add(Councillor(forename=forename, surname=surname, terms=[term]))
        for name in ("Elm", "Elm Lodge", "The Elms", "Overelm", "Siân's Place", "Visits Court"):
            session.add(Home(name=name, provider="Briain Care"))

    assert window.app is not None
    change(window.app.register, "Add", fill)
    dialog = open_search(window, qtbot)

    def first_words(words: str, number: int) -> list[str]:
        return [text.partition(" · ")[0] for text in found_for(dialog, qtbot, words)][:number]

    for words in ("Ó Briain", "o briain", "Ó BRIAIN", "briain"):
        assert first_words(words, 1) == ["Orla Ó Briain"], words
    for words in ("O'Hara", "O’Hara", "ohara", "OHARA"):
        assert first_words(words, 1) == ["Ann O'Hara"], words
    for words in ("Siân", "sian"):
        people = first_words(words, 3)
        assert set(people) >= {"Siân Elm"}, words
        assert "Elma Sianson" not in people[:1], words
    assert first_words("elm", 2) == ["Elm", "Siân Elm"]
    found = first_words("elm", 40)
    in_order = ["Elm Lodge", "Elma Sianson", "The Elms", "Overelm"]
    assert [one for one in found if one in in_order] == in_order
    assert first_words("visits", 2)[0] == "Visits"
    assert "Visits Court" in first_words("visits", 2)


@pytest.mark.parametrize("words", ["%", "_", "\\", "%" * 32_767, "word " * 6_553, " ".join(map(str, range(6_000)))])
def test_search_takes_whatever_is_typed(window: MainWindow, qtbot: QtBot, words: str) -> None:
    dialog = open_search(window, qtbot)
    assert found_for(dialog, qtbot, words) == ["Nothing found. Fewer letters find more."]
    assert window.banner.isHidden()
    dialog.close()
    for key in ("visits", "commitments", "ward_facts"):
        window.show_page(key)
        page = window.page()
        assert page is not None
        search = next(line for line in page.findChildren(QLineEdit) if line.placeholderText().startswith("Search"))
        search.setText(words)
        qtbot.wait(200)
        wait_until_idle(window, qtbot)
        assert window.banner.isHidden(), key


ODD = ("Fifty % House", "Snake_Case House", "Back\\slash House", "Plain House")


@pytest.mark.parametrize(("typed", "name"), [("%", ODD[0]), ("_", ODD[1]), ("\\", ODD[2])])
def test_signs_of_patterns_are_found_as_they_are_typed(window: MainWindow, qtbot: QtBot, typed: str, name: str) -> None:
    """Over everything and in a list: each finds the one name that has it, and no other."""
    assert window.app is not None
    change(window.app.register, "Add", lambda session: session.add_all(Home(name=name, provider="X") for name in ODD))
    dialog = open_search(window, qtbot)
    homes = [text for text in found_for(dialog, qtbot, typed) if text.startswith(ODD)]
    assert [text.partition(" · ")[0] for text in homes] == [name]
    dialog.reject()
    model = search_list(window, qtbot, "homes", typed)
    assert [model.index(row, 0).data() for row in range(model.rowCount())] == [name]


@pytest.mark.parametrize("typed", ["%" * 32_767, "a " * 16_383, " ".join(f"w{one}" for one in range(5_000))])
def test_the_longest_text_that_a_line_takes_is_answered(window: MainWindow, qtbot: QtBot, typed: str) -> None:
    dialog = open_search(window, qtbot)
    wide = dialog.width()
    assert found_for(dialog, qtbot, typed)
    assert dialog.width() == wide
    if not typed.startswith("a "):
        assert found_for(dialog, qtbot, typed) == ["Nothing found. Fewer letters find more."]
    dialog.reject()
    model = search_list(window, qtbot, "councillors", typed)
    assert (model.rowCount() > 0) == typed.startswith("a ")
