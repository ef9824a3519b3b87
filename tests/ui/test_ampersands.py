"""An & in a name is only an &: nowhere a mark for the letter after it, nowhere doubled."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import (
    QAbstractButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import String, select

from cp_desktop.model import Base, Content, TabledPaper, fields
from cp_desktop.register import Register
from cp_desktop.ui.window import MainWindow
from tests.ui.conftest import opened
from tests.ui.everywhere import screens
from tests.ui.screen_reader import heard, shown

ODD = "Q&Qx"
OF_A_FORM = {
    "accent",
    "register_uid",
    "sha256",
    "document",
    "section",
    "sentence",
    "email",
    "code",
    "member_id",
    "starts_at",
}


def rename_everything(register: Register) -> None:
    """Puts an & into every name and every word that somebody typed, the council's own terms included."""
    with register.operation("Rename everything") as session:
        for mapper in Base.registry.mappers:
            kind = mapper.class_
            if kind in (TabledPaper, Content):
                continue  # kept as they were
            names = [name for name, column, _ in fields(kind) if type(column.type) is String and name not in OF_A_FORM]
            for row in session.scalars(select(kind)) if names else ():
                for name in names:
                    if getattr(row, name):
                        setattr(row, name, f"{getattr(row, name)} {ODD}")


@pytest.fixture
def odd_window(demo_register: Register, qtbot: QtBot) -> Iterator[MainWindow]:
    """The whole window on a demo register in which every name has an &."""
    rename_everything(demo_register)
    path = demo_register.place.path
    demo_register.close()
    (path.parent / f"also {ODD}").mkdir()
    made = opened(path.rename(path.parent / f"also {ODD}" / path.name), qtbot)
    yield made
    made.close_register()


def wrongly(text: str) -> bool:
    """Whether an & of a name was taken for a mark, or stands there twice."""
    return "QQx" in text or "Q&&Q" in text


def test_an_ampersand_in_a_name_is_only_that(odd_window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    wrong: dict[str, None] = {}
    seen = 0
    for name, root in screens(odd_window, qtbot, tmp_path):
        for widget in [root, *root.findChildren(QWidget)]:
            if not widget.isVisible() or widget.window() is not root.window():
                continue
            texts = [*shown(widget), heard(widget), widget.toolTip()]
            seen += sum(ODD in text for text in texts)
            bad = [text for text in texts if wrongly(text)]
            if isinstance(widget, QAbstractButton) and widget.shortcut().toString() == "Alt+Q":
                bad.append(widget.shortcut().toString())
            wrong |= dict.fromkeys(f"{name}: {type(widget).__name__}: {text}" for text in bad)
    assert seen > 500
    assert not wrong, "\n".join(wrong)
