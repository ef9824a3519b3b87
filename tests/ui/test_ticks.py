"""Rows that only name one of a closed list: boxes to tick on the form of the record that owns them."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Edition, Item, ItemVisitKind, VisitKind
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.owned import OwnedTicks
from tests.ui.keyboard import Keyboard


def item_form(app: AppSession, qtbot: QtBot) -> tuple[RecordForm, OwnedTicks]:
    """The form of an item for which monitoring and buddy visits are evidence."""
    edition = records.save(app.register, records.blank(Edition, year_id=1, title="Menu of involvement 2017/18"))
    item = records.blank(Item, edition_id=edition, number=1, wording="Visit homes")
    item.owned["visit_kinds"] = [
        records.blank(ItemVisitKind, kind=kind) for kind in (VisitKind.MONITORING, VisitKind.BUDDY)
    ]
    id = records.save(app.register, item)
    form = RecordForm(app, Item, ("edition_id",))
    qtbot.addWidget(form)
    form.show()
    form.open(id)
    ticks = form.owned["visit_kinds"]
    assert isinstance(ticks, OwnedTicks)
    return form, ticks


def kept(app: AppSession) -> dict[VisitKind, int]:
    with app.register.reading() as session:
        return {row.kind: row.id for row in session.scalars(select(ItemVisitKind))}


def test_boxes_are_ticked_with_the_keyboard_and_rows_that_stay_keep_their_keys(
    app: AppSession, qtbot: QtBot, keyboard: Keyboard
) -> None:
    form, ticks = item_form(app, qtbot)
    before = kept(app)
    ticked = [choice for choice, box in ticks.boxes.items() if box.isChecked()]
    assert ticked == [VisitKind.MONITORING, VisitKind.BUDDY]
    ticks.boxes[VisitKind.MONITORING].setFocus()
    keyboard.press(Qt.Key.Key_Enter)  # goes on without ticking
    assert ticks.boxes[VisitKind.INTRODUCTORY].hasFocus()
    keyboard.press(Qt.Key.Key_Space)
    ticks.boxes[VisitKind.BUDDY].setFocus()
    keyboard.press(Qt.Key.Key_Space)
    assert form.dirty
    assert form.save()
    after = kept(app)
    assert set(after) == {VisitKind.MONITORING, VisitKind.INTRODUCTORY}
    assert after[VisitKind.MONITORING] == before[VisitKind.MONITORING]
    app.undo()
    assert kept(app) == before


def test_a_box_cleared_and_ticked_again_changes_nothing(app: AppSession, qtbot: QtBot) -> None:
    form, ticks = item_form(app, qtbot)
    before = kept(app)
    ticks.boxes[VisitKind.BUDDY].click()
    ticks.boxes[VisitKind.BUDDY].click()
    assert form.save()
    assert kept(app) == before


def test_boxes_say_what_they_are_of_and_cannot_be_ticked_where_nothing_may_be_written(
    app: AppSession, qtbot: QtBot
) -> None:
    _, ticks = item_form(app, qtbot)
    box = ticks.boxes[VisitKind.SUPPORTED]
    assert (box.text(), box.accessibleDescription()) == (
        "Supported accommodation visit",
        "Visits that are evidence for it",
    )
    ticks.set_read_only(True)
    box.click()
    assert not box.isChecked()
