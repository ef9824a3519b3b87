"""Survey entry by keyboard alone, the latest reply that counts, and who is still to be reminded."""

import datetime as dt
from copy import deepcopy
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPaintEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from cp_desktop import figures
from cp_desktop.figures.commitment_grid import STANDING, MenuStanding, items_of
from cp_desktop.figures.survey_replies import STATUS, Replied
from cp_desktop.model import Answer, Done, Reason, Reply, Survey
from cp_desktop.register import Register
from cp_desktop.services import replies
from cp_desktop.services.replies import ItemAnswer
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.survey.answers import AnswerRow
from cp_desktop.ui.pages.survey.page import SurveyPage
from tests.ui.keyboard import Keyboard

AS_AT = dt.date(2018, 1, 31)


def shown(app: AppSession, qtbot: QtBot) -> SurveyPage:
    page = SurveyPage(app)
    qtbot.addWidget(page)
    page.resize(1200, 760)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: bool(page.rows.model.ids))
    wait_until_idle(page, qtbot)
    return page


def wait_until_idle(page: SurveyPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.app.busy, timeout=10_000)


@pytest.fixture
def page(demo_app: AppSession, qtbot: QtBot) -> SurveyPage:
    return shown(demo_app, qtbot)


def save(keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_Return, modifier=Qt.KeyboardModifier.ControlModifier)


def without_reply(page: SurveyPage, at_least: int = 3) -> int:
    """Somebody with commitments and no reply."""
    scope = page.app.scope

    def query(session: Any) -> int:
        listing = page.listing()
        for id in session.scalars(listing.ids(filters={STATUS: {Replied.NO}, STANDING: {MenuStanding.SOME}})):
            if len(figures.grid(session, scope.edition_id, scope.as_at, [id])) >= at_least:
                return int(id)
        raise AssertionError("everybody has replied")

    return page.app.read(query)


def go_to(page: SurveyPage, id: int, qtbot: QtBot) -> Keyboard:
    """Goes to a councillor and into the reply, by Enter in the list."""
    page.go_to(id)
    page.rows.table.setFocus()
    keyboard = Keyboard(qtbot)
    keyboard.press(Qt.Key.Key_Return)
    keyboard.pressed = 0
    return keyboard


def replies_of(app: AppSession, id: int) -> list[Reply]:
    query = select(Reply).where(Reply.councillor_id == id).options(selectinload(Reply.answers))
    return app.read(lambda session: list(session.scalars(query.order_by(Reply.answered_at))))


def said(reply: Reply) -> dict[int, Answer]:
    return {answer.item_id: answer for answer in reply.answers}


def test_a_whole_reply_is_entered_by_a_few_keys(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    assert page.form.sheet
    items = [item.id for item in page.form.sheet.committed]
    keyboard.press("u", "e", *"Sold cakes", "\t", " ", "\t", " ")
    page.form.rows[1].setFocus()
    keyboard.press("n", "3", Qt.Key.Key_Down)
    for _ in items[2:]:
        keyboard.press("y", Qt.Key.Key_Return)
    other = page.form.sheet.others[0]
    keyboard.press(*str(other.number), Qt.Key.Key_Return)
    save(keyboard)
    assert keyboard.pressed <= 2 * len(items) + 20  # under a minute at one key in a second and a half
    [reply] = replies_of(page.app, id)
    answers = said(reply)
    assert (answers[items[0]].done, answers[items[0]].example) == (Done.UNDERTAKEN, "Sold cakes")
    assert answers[items[0]].may_be_quoted
    assert answers[items[0]].may_be_named
    assert (answers[items[1]].done, answers[items[1]].reason) == (Done.NOT_YET, Reason.PLANNED)
    assert answers[other.id].done == Done.UNDERTAKEN
    assert len(answers) == len(items) + 1
    assert reply.answered_at.date() == AS_AT
    name = page.app.register.undoable()[0]
    assert name
    assert name.startswith("Record the reply of ")
    page.app.undo()
    assert replies_of(page.app, id) == []


def test_a_blank_is_no_answer(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    keyboard.press("u", Qt.Key.Key_Down, "n", "0")
    save(keyboard)
    [reply] = replies_of(page.app, id)
    assert [answer.done for answer in reply.answers] == [Done.UNDERTAKEN]


def test_why_not_yet_is_asked_in_words_beside_its_choice(page: SurveyPage, qtbot: QtBot) -> None:
    keyboard = go_to(page, without_reply(page), qtbot)
    row = page.form.rows[0]
    assert not row.reason_label.isVisible()
    keyboard.press("n")
    assert row.reason_label.isVisible()
    assert row.reason_label.text() == "Why not yet"
    assert row.reason_label.buddy() is row.reason.box
    assert row.reason.box.accessibleName() == f"Item {row.item.number}: why not yet"
    assert row.reason_label.geometry().right() < row.reason.geometry().left()
    keyboard.press("u")
    assert not row.reason_label.isVisible()


def test_there_is_no_name_without_leave_to_quote(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    keyboard.press("u", "e", *"Sold cakes")
    row = page.form.rows[0]
    row.setFocus()
    keyboard.press("m")
    assert (row.answer().may_be_quoted, row.answer().may_be_named) == (True, True)
    keyboard.press("q")
    assert (row.answer().may_be_quoted, row.answer().may_be_named) == (False, False)
    assert not row.named.isEnabled()
    keyboard.press("q")
    save(keyboard)
    [reply] = replies_of(page.app, id)
    assert [(answer.may_be_quoted, answer.may_be_named) for answer in reply.answers] == [(True, False)]


def test_nothing_answered_is_not_a_reply(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    save(keyboard)
    assert replies_of(page.app, id) == []
    assert "Nothing was saved" in page.form.error.text()
    assert page.commit_pending()


def test_saving_goes_on_to_the_next_who_has_not_replied(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    keyboard.press("u")
    save(keyboard)
    qtbot.waitUntil(lambda: page.form.sheet is not None and page.form.sheet.councillor_id != id)
    wait_until_idle(page, qtbot)
    assert page.form.sheet
    assert page.form.sheet.replies == []
    where = QApplication.focusWidget()
    assert where is page.form.number or where is page.form.rows[0]


def test_the_list_and_the_sentence_follow_the_figures(page: SurveyPage, qtbot: QtBot) -> None:
    assert page.sentence.text().startswith("30 of 105 ")
    assert "28.6%" in page.sentence.text()
    page.waiting.click()
    wait_until_idle(page, qtbot)
    assert len(page.rows.model.ids) == 90
    keyboard = go_to(page, without_reply(page), qtbot)
    keyboard.press("u")
    save(keyboard)
    qtbot.waitUntil(lambda: page.sentence.text().startswith("31 of 105 "))
    qtbot.waitUntil(lambda: len(page.rows.model.ids) == 89)


def test_a_later_reply_counts_and_the_earlier_is_kept_to_read(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    assert page.form.sheet
    item = page.form.sheet.committed[0]
    keyboard.press("n")
    assert page.form.save()
    wait_until_idle(page, qtbot)
    page.go_to(id)
    page.form.again.click()
    page.form.rows[0].setFocus()
    keyboard.press("u")
    assert page.form.save()
    first, second = replies_of(page.app, id)
    assert first.answered_at < second.answered_at
    assert (said(first)[item.id].done, said(second)[item.id].done) == (Done.NOT_YET, Done.UNDERTAKEN)
    wait_until_idle(page, qtbot)
    assert page.form.sheet
    assert [(kept.id, kept.counts) for kept in page.form.sheet.replies] == [(second.id, True), (first.id, False)]
    state = page.app.read(lambda session: figures.grid(session, page.app.scope.edition_id, AS_AT, [id]))
    assert state[id, item.id].state == "undertaken"


def test_a_saved_reply_can_be_changed(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    keyboard.press("n", Qt.Key.Key_Down, "u")
    assert page.form.save()
    wait_until_idle(page, qtbot)
    assert page.form.sheet
    page.form.enter(page.form.sheet.replies[0])
    keyboard.press("0")
    assert page.form.save()
    [reply] = replies_of(page.app, id)
    assert [answer.done for answer in reply.answers] == [Done.UNDERTAKEN]


def test_a_begun_reply_is_saved_before_anybody_elses_is_shown(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    keyboard.press("u", Qt.Key.Key_Escape)
    assert page.form.dirty
    page.rows.table.setFocus()
    other = next(one for one in page.rows.model.ids if one != id)
    page.show_councillor(other)
    assert len(replies_of(page.app, id)) == 1
    assert page.form.sheet
    assert page.form.sheet.councillor_id == other


def test_a_date_that_cannot_be_read_keeps_the_page_and_what_was_entered(page: SurveyPage, qtbot: QtBot) -> None:
    id = without_reply(page)
    keyboard = go_to(page, id, qtbot)
    keyboard.press("u")
    page.form.day.line.setText("whenever")
    assert not page.commit_pending()
    assert "whenever" in page.form.error.text()
    page.form.day.line.setText("9 Jan 2018")
    assert page.commit_pending()
    [reply] = replies_of(page.app, id)
    assert reply.answered_at == dt.datetime(2018, 1, 9)


def test_the_first_reply_makes_the_survey(page: SurveyPage, qtbot: QtBot) -> None:
    with page.app.register.operation("Start again") as session:
        for kind in (Reply, Survey):
            for row in session.scalars(select(kind)):
                session.delete(row)
            session.flush()
    wait_until_idle(page, qtbot)
    keyboard = go_to(page, without_reply(page), qtbot)
    keyboard.press("u")
    save(keyboard)
    assert page.app.read(lambda session: session.scalar(select(func.count(Survey.id)))) == 1


def test_addresses_are_of_those_who_have_not_replied(page: SurveyPage, qtbot: QtBot) -> None:
    page.copy_addresses(returned=True)
    found = QGuiApplication.clipboard().text().split("; ")
    totals = page.app.read(lambda session: figures.totals(session, page.app.scope.edition_id, AS_AT))
    assert len(found) == totals["menu_returns"].numerator - totals["replies"].numerator
    assert all("@" in address for address in found)
    page.copy_addresses(returned=False)
    assert len(QGuiApplication.clipboard().text().split("; ")) == 90


def test_a_register_to_look_at_is_read_only(demo_register: Register, qtbot: QtBot) -> None:
    path = demo_register.place.path
    demo_register.close()
    app = AppSession(Register.open(path, write=False), AS_AT)
    page = shown(app, qtbot)
    go_to(page, without_reply(page), qtbot)
    assert not page.form.save_button.isVisible()
    assert not page.form.again.isVisible()
    assert page.form.rows == []
    wait_until_idle(page, qtbot)
    app.close()


def test_tab_goes_from_the_date_through_the_items_to_save(page: SurveyPage, qtbot: QtBot) -> None:
    go_to(page, without_reply(page), qtbot)
    page.form.source.line.setFocus()
    stops = []
    for _ in range(200):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
        if stops[-1] is page.form.save_button:
            break
    rows = [stop for stop in stops if stop in page.form.rows]
    assert page.form.sheet
    assert rows == page.form.rows[: len(page.form.sheet.committed)]
    assert stops.index(page.form.number) > stops.index(rows[-1])
    assert stops[-1] is page.form.save_button


def squeezed(page: SurveyPage) -> list[tuple[str, int, int]]:
    """The rows of the reply that are lower than their words need: name, height, what is needed."""
    wanted = [(row, row.heightForWidth(row.width())) for row in page.form.rows if not row.isHidden()]
    return [(row.accessibleName(), row.height(), needed) for row, needed in wanted if row.height() < needed]


@pytest.mark.parametrize("width", [1200, 900, 800])  # a window of its own may be no narrower
def test_no_row_of_the_next_reply_is_squeezed_not_even_at_first(
    page: SurveyPage, qtbot: QtBot, keyboard: Keyboard, width: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever a row is painted, it has the height that its words need."""
    seen: list[tuple[str, int, int]] = []
    paint = AnswerRow.paintEvent

    def painted(row: AnswerRow, event: QPaintEvent) -> None:
        seen.extend(squeezed(page))
        paint(row, event)

    monkeypatch.setattr(AnswerRow, "paintEvent", painted)
    page.resize(width, 500)
    page.show_councillor(without_reply(page), enter=True)
    for _ in range(4):
        wait_until_idle(page, qtbot)
        qtbot.wait(1)
        assert len(page.form.rows) > 3
        assert page.form.rows[0].visibleRegion().boundingRect().height() > 0
        keyboard.type("un3")
        save(keyboard)
    assert seen == []


def test_a_reply_changed_meanwhile_is_taken_in_where_nothing_was_entered_and_asked_for_elsewhere(
    page: SurveyPage, qtbot: QtBot
) -> None:
    app, who = page.app, without_reply(page)
    edition = app.scope.edition_id
    assert edition is not None
    items = app.read(lambda session: [one.id for one in items_of(session, edition)])
    yes, not_yet = ItemAnswer(Done.UNDERTAKEN), ItemAnswer(Done.NOT_YET)
    id = replies.save(app.register, edition, who, {items[0]: yes, items[1]: yes, items[2]: yes}, AS_AT, None)
    page.go_to(who)
    qtbot.waitUntil(lambda: page.form.sheet is not None and page.form.sheet.councillor_id == who)
    assert page.form.sheet is not None
    page.form.enter(page.form.sheet.replies[0])
    rows = {row.item.id: row for row in page.form.rows}
    rows[items[0]].example.setPlainText("Sang along")
    rows[items[1]].example.setPlainText("Mine")
    [as_read] = [one for one in page.form.sheet.replies if one.id == id]
    answers = {items[0]: yes, items[1]: not_yet, items[2]: not_yet}
    replies.save(app.register, edition, who, answers, AS_AT, "By post", deepcopy(as_read))
    wait_until_idle(page, qtbot)
    page.refresh()
    assert rows[items[2]].answer() == not_yet
    assert page.form.source.value() == "By post"
    assert rows[items[1]].answer().example == "Mine"
    assert not page.form.save()
    buttons = {one.text(): one for one in page.form.choice.findChildren(QPushButton)}
    assert list(buttons) == ["Yours: Undertaken. “Mine”", "Theirs: Not yet"]
    buttons["Theirs: Not yet"].click()
    [reply] = replies_of(app, who)
    kept = {one.item_id: (one.done, one.example) for one in reply.answers}
    assert kept == {
        items[0]: (Done.UNDERTAKEN, "Sang along"),
        items[1]: (Done.NOT_YET, None),
        items[2]: (Done.NOT_YET, None),
    }
    assert reply.source == "By post"
