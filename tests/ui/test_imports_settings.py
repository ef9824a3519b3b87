"""What imports go by, in the settings: labels of parties, and choices that are remembered until they are forgotten."""

from typing import cast

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import PartyAlias, RememberedChoice
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.remembered_choices import REMEMBERED, RememberedChoicesSection
from cp_desktop.ui.pages.settings import SettingsPage
from cp_desktop.ui.records.section import ListSection

CHOICES = [
    ("councillors", "column", "wibble", "term.party"),
    ("survey", "word: Done?", "Partly", "not_yet"),
    ("survey", "word: Done?", "?", ""),
    ("of later", "sheet", "May", "leave-out"),
]


def shown(page: SettingsPage, qtbot: QtBot) -> SettingsPage:
    qtbot.addWidget(page)
    page.show()
    return page


def remember(register: Register) -> None:
    with register.operation("As imports do") as session:
        for kind, subject, said, means in CHOICES:
            session.add(RememberedChoice(kind=kind, shape="f00d", subject=subject, said=said, means=means))


def test_choices_are_read_in_words_and_forgotten_and_that_is_undone(
    register: Register, app: AppSession, qtbot: QtBot
) -> None:
    said: list[tuple[str, str, str]] = []
    app.message.connect(lambda *words: said.append(words))
    page = shown(SettingsPage(app), qtbot)
    section = cast(RememberedChoicesSection, page.open_section(REMEMBERED))
    assert section.none.isVisible()
    assert not section.forget_button.isEnabled()
    remember(register)
    section.refresh()
    assert section.table.texts() == [
        ("Councillors", "Column", "wibble", "Party"),
        ("of later", "Sheet", "May", "Leave the row out"),
        ("Survey replies", "Word in “Done?”", "Partly", "Not yet"),
        ("Survey replies", "Word in “Done?”", "?", "Take it as blank"),
    ]
    section.table.selectRow(2)
    section.table.setFocus()
    qtbot.keyClick(section.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    section.forget_button.click()
    assert [row[2] for row in section.table.texts()] == ["wibble", "May"]
    assert said == [("Forget 2 choices of imports.", "info", "Undo")]
    app.undo()
    section.refresh()
    assert len(section.table.texts()) == len(CHOICES)


def test_a_label_of_a_party_is_added_edited_and_deleted(app: AppSession, qtbot: QtBot) -> None:
    page = shown(SettingsPage(app), qtbot)
    section = cast(ListSection, page.open_section("Party labels"))
    section.new()
    for name, words in (("label", "Wibbly Party"), ("party", "Wobbly")):
        section.form.fields.boxes[name].editor.set_value(words)
    section.form.fields.edited.emit()
    assert section.form.save()
    query = select(PartyAlias.party).where(PartyAlias.label == "Wibbly Party")
    assert app.read(lambda session: session.scalars(query).all()) == ["Wobbly"]
    section.form.fields.boxes["party"].editor.set_value("Steady")
    section.form.fields.edited.emit()
    assert section.form.save()
    assert app.read(lambda session: session.scalars(query).all()) == ["Steady"]
    section.form.delete()
    assert app.read(lambda session: session.scalars(query).all()) == []
