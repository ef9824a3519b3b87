"""Whatever is written for a column is read alike on every road: typed in its form, from a file, pasted on a grid."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Boolean, Integer, LargeBinary, String

from cp_desktop.errors import UserError
from cp_desktop.exchange import pasted_counts, pasted_ticks
from cp_desktop.exchange.cells import typed
from cp_desktop.model import Base, fields, records
from cp_desktop.model.base import ChoiceType
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.editors import ParagraphsEditor, TextEditor
from cp_desktop.ui.records.fields import editor_for

WRITTEN = [
    *("", "  ", "\u200b", "\u200e", "Ada Dean", "  two\u00a0 words\u200b ", "علی\u200cرضا", "ab\u202ecd", "ab\u2067cd"),
    *("x" * 32_767, "x" * 32_768, "#N/A", "#REF!", "n/a", "Yes", "✓", "no", "maybe", "perhaps not"),
    *("0", "7", "-3", "1,800", "12,34", "1_000", "3.5", "4.0", "1e3", "99999999999", "٣", "42859", "42859.5"),
    *("18/10/17", "18/ 10/2017", "Wed 18 Oct 2017", "Tue 18 Oct 2017", "18 Octuary 2017", "31/02/2017", "13/2017"),
    *("2017-10-18", "2017-10-18 00:00", "2017-10-18 14:30", "18/10/2017 2pm", "1900-01-01T00:00+14:00", "Oct 2017"),
    *("9:05", "9.05", "930", "1430", "2:30 pm", "0:30 am", "0:30 pm", "25:00", "noon", "midnight", "half past two"),
    *("ada@example.org", "ada at example.org", "a@b.org; c@d.org", "sc 012345", "2017/18", "2017-2018", "2017/19"),
    *("zoë@münchen.example", "a@localhost", "a@b.org.", "-" + 20 * "9", "999,999,999,999", "\u200e18/10/2017"),
    *("a\0b", "a\x07b", "a\vb", "a\u2028b", "a\x85b", "a\ufffeb", "\u3164", "Ada\u200f", "\U000e0041a"),
    *("Monitoring visit", "Reg 44", "Labour", "02920 123456", "https://example.org/a?b=c"),
]


def outcome(read: Callable[[], Any]) -> Any:
    """The value that is read with its type, or the sentence."""
    try:
        value = read()
    except UserError as problem:
        return str(problem)
    return value, type(value)


@pytest.mark.parametrize("record", records(), ids=lambda record: record.__name__)
def test_a_form_and_a_file_read_every_column_alike(record: type[Base], app: AppSession, qtbot: QtBot) -> None:
    for name, column, declared in fields(record):
        if column.foreign_keys or isinstance(column.type, LargeBinary):  # named by name, or a file
            continue
        editor = editor_for(app, column, declared)
        qtbot.addWidget(editor)
        match editor:
            case TextEditor():
                write = editor.line.setText
            case ParagraphsEditor():
                write = editor.box.setPlainText
            case _:  # chosen or ticked, never written: a closed list and no other type
                assert isinstance(column.type, ChoiceType | Boolean), name
                continue
        for text in WRITTEN:
            write(text)
            in_file = outcome(lambda text=text, kind=column.type: typed(text, kind))
            assert outcome(editor.value) == in_file, (name, text)


@dataclass(frozen=True)
class GridItem:
    """An item of the menu, as far as pasting knows one."""

    id: int
    number: int
    own_words: bool


def pasted_tick(text: str, own_words: bool) -> Any:
    """What a text pasted on the grid of commitments is read as: Yes, its own words, None for nothing."""
    item: Any = GridItem(1, 1, own_words)
    wanted = pasted_ticks.read_ticks(None, [[text]], [item], [1], [item])  # type: ignore[arg-type]
    return (wanted[1, 1] or True) if wanted else None


def without_place(said: Any) -> Any:
    """A sentence less the place in the pasted block, and what was not changed and may be done."""
    if not isinstance(said, str):
        return said
    said = said.partition(": ")[2]
    return said.partition(" Nothing was ")[0]


@pytest.mark.parametrize("text", WRITTEN, ids=lambda text: text[:20])
def test_what_is_pasted_on_a_grid_is_read_as_from_a_file(text: str) -> None:
    # A tick: what says no asks for nothing, as a blank does.
    in_file = outcome(lambda: typed(text, Boolean()) or None)
    assert without_place(outcome(lambda: pasted_tick(text, own_words=False))) == in_file
    # Own words, where they are no tick.
    with contextlib.suppress(UserError):
        if typed(text, Boolean()) is not None:
            return
    in_file = outcome(lambda: typed(text, String()))
    assert without_place(outcome(lambda: pasted_tick(text, own_words=True))) == in_file
    # A count, which cannot be fewer than none besides.
    in_file = outcome(lambda: typed(text, Integer()))
    if text != "-3":
        assert without_place(outcome(lambda: pasted_counts.read_number(text, "Here"))) == in_file
