"""Names stand in people's order, accents, case and apostrophes no matter, in whatever is shown and printed.

No statement that the program sends puts rows in order by a text as it is stored.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, String, event

from cp_desktop import reports
from cp_desktop.model import Base
from cp_desktop.ui.pages import PAGES
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.window import MainWindow
from tests.ui.everywhere import wait_until_idle

DAY = dt.date(2018, 1, 31)
TEXTS = {  # with their tables; a table that goes by another name in a statement may be any of them
    (place, column.name)
    for table in Base.metadata.tables.values()
    for column in table.columns
    for place in (table.name, None)
    if isinstance(column.type, String)
}
_ORDERED = re.compile(r"ORDER BY ((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)")
_BARE = re.compile(r"(?:(\w+)\.)?(\w+)(?: ASC| DESC)?")


def bare_texts(statement: str) -> set[str]:
    """The columns of text that a statement orders rows by, as they are stored."""
    keys = (key.strip() for found in _ORDERED.findall(statement) for key in found.split(","))
    named = [match.groups() for key in keys if (match := _BARE.fullmatch(key))]
    return {name for table, name in named if (table if table in Base.metadata.tables else None, name) in TEXTS}


@pytest.fixture
def in_order_of() -> Iterator[dict[str, str]]:
    """The columns of text that rows were ordered by as they are stored, each with the statement."""
    found: dict[str, str] = {}

    def read(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        found.update(dict.fromkeys(bare_texts(" ".join(statement.split())), statement))

    event.listen(Engine, "before_cursor_execute", read)
    yield found
    event.remove(Engine, "before_cursor_execute", read)


def test_the_reader_of_statements_sees_a_bare_name() -> None:
    assert bare_texts("SELECT a FROM b ORDER BY fold(home.name), home.provider DESC, home.id LIMIT 3") == {"provider"}
    assert bare_texts("SELECT a FROM b ORDER BY home_1.name") == {"name"}
    assert bare_texts("SELECT a FROM b ORDER BY home.kind") == set(), "a choice is in the order of its list"
    assert bare_texts("SELECT (SELECT x FROM y ORDER BY y.name) FROM b ORDER BY max(name, 2)") == {"name"}


def test_no_page_and_no_paper_puts_names_in_the_order_of_their_bytes(
    window: MainWindow, qtbot: QtBot, in_order_of: dict[str, str]
) -> None:
    for entry in PAGES:
        window.show_page(entry.key)
        wait_until_idle(window, qtbot)
        page = window.page()
        assert page is not None
        if isinstance(page, SettingsPage):
            for row in range(page.names.count()):
                page.names.setCurrentRow(row)
                wait_until_idle(window, qtbot)
        for choice in page.findChildren(QComboBox):
            if choice.isVisible():
                for place in range(choice.count()):
                    choice.setCurrentIndex(place)
                    choice.activated.emit(place)
                    wait_until_idle(window, qtbot)
        page.new()
        wait_until_idle(window, qtbot)
        assert page.commit_pending()
        wait_until_idle(window, qtbot)
    assert window.app is not None
    for name in reports.DOCUMENTS:
        reports.render(window.app.register, name, as_at=DAY)
    assert in_order_of == {}
