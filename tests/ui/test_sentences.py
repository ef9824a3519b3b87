"""Sentences and member involvement written on the Reports page: kept, flagged, confirmed, suggested, taken back."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import delete, select

from cp_desktop.figures.involvement import involved
from cp_desktop.model import Activity, Commitment, EditedSentence, Home, Involvement
from cp_desktop.register import Register
from cp_desktop.reports.involvement import suggested
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.reports.page import ReportsPage
from tests.changing import change
from tests.ui.conftest import AS_AT


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> Iterator[ReportsPage]:
    """The Reports page with the survey summary and its texts open."""
    made = ReportsPage(demo_app)
    qtbot.addWidget(made)
    made.resize(1180, 760)
    with qtbot.waitSignal(made.arrived, timeout=30_000):
        made.show()
    qtbot.keyClick(made.edit_button, Qt.Key.Key_Space)
    yield made
    made.close()


def row(page: ReportsPage, key: str) -> int:
    """The row of a text in the list."""
    return next(at for at, one in enumerate(page.texts.rows) if one is not None and one.key == key)


def pages(page: ReportsPage) -> str:
    return " ".join(page.view.text().split())


def write(page: ReportsPage, key: str, words: str, qtbot: QtBot) -> None:
    """Writes a text and saves it."""
    page.texts.list.setCurrentRow(row(page, key))
    page.texts.editor.setPlainText(words)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.save()


def one_commitment_less(page: ReportsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        change(
            page.app.register, "One less", lambda session: session.delete(session.scalars(select(Commitment)).first())
        )
    qtbot.waitUntil(lambda: not page.app.busy)


def test_a_sentence_in_her_words_is_on_the_page_and_back_again(page: ReportsPage, qtbot: QtBot) -> None:
    texts = page.texts
    assert "and together they had made 911 commitments." in pages(page)
    write(page, "sentence committed", "We made 911 promises.", qtbot)
    assert "We made 911 promises." in pages(page)
    assert "and together they had made" not in pages(page)
    assert page.app.register.undoable()[0] == "Edit sentence: What councillors promised"
    assert texts.list.item(row(page, "sentence committed")).text() == "Your own words: We made 911 promises."
    assert texts.notice.text() == ""
    assert not texts.keep_button.isVisible()
    assert not page.stale.isVisible()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClick(texts.back_button, Qt.Key.Key_Space)
    assert "and together they had made 911 commitments." in pages(page)
    assert "911 commitments" in texts.editor.toPlainText()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.app.undo()
    assert "We made 911 promises." in pages(page)


def test_a_changed_figure_is_told_and_her_words_can_be_kept(page: ReportsPage, qtbot: QtBot) -> None:
    texts = page.texts
    write(page, "sentence committed", "We made over 900 promises.", qtbot)
    one_commitment_less(page, qtbot)
    assert page.stale.isVisible()
    assert page.stale.text().startswith("1 sentence in your own words has a figure that changed")
    assert "We made over 900 promises." in pages(page)  # hers until she chooses
    page.edit_button.click()
    page.texts.list.setCurrentRow(0)
    page.stale.acted.emit()
    assert texts.isVisible()
    assert texts.open_text is not None
    assert texts.open_text.key == "sentence committed"
    assert texts.list.item(row(page, "sentence committed")).text().startswith("Figure changed: We made")
    assert not texts.list.item(row(page, "sentence committed")).icon().isNull()
    notice = texts.notice.text().splitlines()
    assert notice[1].startswith("It was: “There were 120 councillors")
    assert "911" in notice[1]
    assert notice[2].startswith("Now it is: “There were 120 councillors")
    assert "910" in notice[2]
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClick(texts.keep_button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not page.stale.isVisible())
    assert not texts.notice.isVisible()
    assert not texts.keep_button.isVisible()
    assert "We made over 900 promises." in pages(page)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.app.undo()
    qtbot.waitUntil(page.stale.isVisible)


def test_the_new_sentence_can_be_taken(page: ReportsPage, qtbot: QtBot) -> None:
    write(page, "sentence committed", "We made 911 promises.", qtbot)
    one_commitment_less(page, qtbot)
    page.stale.acted.emit()
    assert page.texts.back_button.text().replace("&", "") == "Take the new sentence"
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClick(page.texts.back_button, Qt.Key.Key_Space)
    assert "together they had made 910 commitments." in pages(page)
    qtbot.waitUntil(lambda: not page.stale.isVisible())
    assert page.app.read(lambda session: session.scalar(select(EditedSentence.id))) is None


def test_the_warning_belongs_to_the_summary(page: ReportsPage, qtbot: QtBot) -> None:
    write(page, "sentence committed", "We made 911 promises.", qtbot)
    one_commitment_less(page, qtbot)
    assert page.stale.isVisible()
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("coverage")
    qtbot.waitUntil(lambda: not page.stale.isVisible())


def test_headings_of_the_list_are_passed_over(page: ReportsPage, qtbot: QtBot) -> None:
    texts = page.texts
    heading = next(at for at, one in enumerate(texts.rows) if one is None)
    assert texts.list.item(heading).text() == "Sentences from the figures"
    texts.list.setCurrentRow(heading - 1)
    qtbot.keyClick(texts.list, Qt.Key.Key_Down)
    assert texts.list.currentRow() == heading + 1
    assert texts.open_text is not None
    assert texts.open_text.key == "sentence committed"


def test_involvement_is_suggested_from_what_is_recorded(page: ReportsPage, qtbot: QtBot) -> None:
    with page.app.register.operation("Tell nothing yet") as session:  # the demo tells of three items
        session.execute(delete(Involvement))
    texts, scope = page.texts, page.app.scope
    item = page.app.read(lambda session: session.scalars(select(Activity.item_id)).first())
    assert item is not None
    found = page.app.read(lambda session: involved(session, scope.edition_id, AS_AT))
    texts.list.setCurrentRow(row(page, f"involvement {item}"))
    assert texts.state.text() == "Nothing is told of this item."
    qtbot.keyClick(texts.suggest_button, Qt.Key.Key_Space)
    assert texts.editor.toPlainText() == suggested(found[item])
    assert texts.state.text() == "Not saved yet."
    assert page.app.read(lambda session: session.scalar(select(Involvement.id))) is None
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.save()
    assert suggested(found[item]) in pages(page)
    assert "No involvement recorded" not in pages(page)
    assert page.app.register.undoable()[0].startswith("Edit member involvement: ")
    qtbot.keyClick(texts.suggest_button, Qt.Key.Key_Space)
    assert texts.editor.toPlainText() == suggested(found[item])  # not twice
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        qtbot.keyClick(texts.back_button, Qt.Key.Key_Space)
    assert "No involvement recorded" in pages(page)
    nothing = next(
        one.key for one in texts.rows if one and one.key.startswith("involvement") and int(one.key[12:]) not in found
    )
    texts.list.setCurrentRow(row(page, nothing))
    with qtbot.waitSignal(page.app.message) as said:
        texts.suggest_button.click()
    assert said.args is not None
    assert said.args[0].startswith("No confirmed evidence")
    assert texts.editor.toPlainText() == ""


def test_a_text_that_names_a_home_is_told(page: ReportsPage, qtbot: QtBot) -> None:
    name = page.app.read(lambda session: session.scalars(select(Home.name)).first())
    texts = page.texts
    texts.list.setCurrentRow(row(page, "sentence active"))
    texts.editor.setPlainText(f"We went to {str(name).upper()}, and saw.")
    assert texts.state.text() == f"It names a home, {name}: papers for the public do not."
    texts.editor.setPlainText("We went there, and saw.")
    assert texts.state.text() == "Not saved yet."
    page.save()


def test_tables_are_chosen_by_boxes_and_remembered(page: ReportsPage, qtbot: QtBot, demo_app: AppSession) -> None:
    assert "by group of the menu" not in pages(page)
    for name in ("group", "ward"):
        with qtbot.waitSignal(page.arrived, timeout=30_000):
            qtbot.keyClick(page.options.by[name], Qt.Key.Key_Space)
    assert page.options.options.by == ("group", "ward")
    assert "by group of the menu" in pages(page)
    assert "activity by ward" in pages(page)
    assert "activity by district" not in pages(page)
    again = ReportsPage(demo_app)
    qtbot.addWidget(again)
    assert again.options.options.by == ("group", "ward")
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show_document("coverage")
    assert not page.options.by["ward"].isVisible()


def test_a_register_that_may_only_be_read_shows_and_offers_nothing(demo_register: Register, qtbot: QtBot) -> None:
    path = demo_register.place.path
    demo_register.close()
    app = AppSession(Register.open(path, write=False), AS_AT)
    page = ReportsPage(app)
    qtbot.addWidget(page)
    with qtbot.waitSignal(page.arrived, timeout=30_000):
        page.show()
    page.edit_button.click()
    texts = page.texts
    texts.list.setCurrentRow(row(page, "sentence committed"))
    assert texts.editor.isReadOnly()
    assert not texts.save_button.isVisible()
    texts.list.setCurrentRow(len(texts.rows) - 1)
    assert not texts.suggest_button.isVisible()
    page.close()
    app.close()
