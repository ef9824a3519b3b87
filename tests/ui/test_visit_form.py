"""A visit as a whole: the line of its steps, its concern, what the councillors saw, actions, files, its report."""

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select
from sqlalchemy.dialects import sqlite

from cp_desktop.model import Council, Home, Post, StepDone, Visit, VisitAction, VisitKind, VisitStatus
from cp_desktop.model.concerns import ConcernKind
from cp_desktop.model.visits import NeedsMet
from cp_desktop.register import Register
from cp_desktop.register.changes import SAFEGUARDING, describe_operation
from cp_desktop.services import attachments
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.dialogs.drafts_folder import FOLDER
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.pages.visits.form import VisitForm
from cp_desktop.ui.pages.visits.page import VisitsPage
from cp_desktop.ui.pages.visits.visit_timeline import TimelineRow
from cp_desktop.ui.ui_settings import remember
from cp_desktop.ui.window import MainWindow
from tests.ui.keyboard import Keyboard, focusable
from tests.ui.screen_reader import accessible_name
from tests.ui.visiting import add_visit, make_page, open_visit, visits_of

REPORTED = {
    "concern": True,
    "concern_kind": ConcernKind.ADULT,
    "concern_raised_on": dt.date(2018, 1, 5),
    "concern_reported_on": dt.date(2018, 1, 6),
    "concern_reported_to": "The duty desk",
    "concern_reported_by": "Cllr Ng",
    "concern_reference": "LADO 123",
}


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> VisitsPage:
    return make_page(app, qtbot)


def form_of(page: VisitsPage) -> VisitForm:
    assert isinstance(page.form, VisitForm)
    return page.form


def rows(page: VisitsPage) -> dict[str, TimelineRow]:
    """The stops of the line that are on the screen, by what they are."""
    line = form_of(page).visit_timeline
    return {row.title.text(): row for row in line.findChildren(TimelineRow) if row.isVisibleTo(line)}


def choose(page: VisitsPage, name: str, value: object) -> None:
    """As a person chooses from a closed list."""
    editor = form_of(page).fields.boxes[name].editor
    editor.set_value(value)
    editor.edited.emit()


# The line


def test_a_report_received_is_enter_t_save(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    page.rows.table.setFocus()
    keyboard.press(Qt.Key.Key_Return)
    row = rows(page)["Report received"]
    assert QApplication.focusWidget() is row.day.line
    assert row.words.text() == "On the desk of Rhys Ng: 26 of 14 days, 12 days late"
    assert row.words.property("tone") == "warning"
    keyboard.type("t")
    assert "late" not in rows(page)["Sent to Children's Commissioning"].words.text()
    page.save()
    with page.app.register.reading() as session:
        [done] = session.scalars(select(StepDone))
    assert done.done_on == dt.date.today()
    assert page.app.register.undoable()[0] == "Edit visit: Oak Lodge, 5 Jan 2018"


def test_a_step_keeps_the_post_it_lay_with_and_can_be_undone(page: VisitsPage, qtbot: QtBot) -> None:
    with page.app.register.operation("A manager") as session:
        session.get_one(Home, 2).manager = Post(title="Manager, Oak Lodge")
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    for label, text in (("Home Manager answered", "20 Jan 2018"), ("Sent to the managers", "10/1/2018")):
        row = rows(page)[label]
        row.day.line.setText(text)
        row.day.edited.emit()
    assert "before an earlier step" in rows(page)["Home Manager answered"].words.text()
    page.save()
    with page.app.register.reading() as session:
        held = {done.step.label: done.post.title for done in session.scalars(select(StepDone)) if done.post}
    assert held == {"Home Manager answered": "Manager, Oak Lodge", "Sent to the managers": "Children's Commissioning"}
    row = rows(page)["Home Manager answered"]
    row.day.line.clear()
    row.day.edited.emit()
    page.save()
    with page.app.register.reading() as session:
        assert [done.step.label for done in session.scalars(select(StepDone))] == ["Sent to the managers"]


def test_the_line_says_where_the_report_is(page: VisitsPage, qtbot: QtBot) -> None:
    with page.app.register.operation("Coordinator") as session:
        session.get_one(Council, 1).coordinator = "Rosalind Achebe"
    open_visit(page, qtbot, add_visit(page.app))
    line = form_of(page).visit_timeline
    assert line.summary.text() == "It is on one desk, 12 days late as at 31 Jan 2018."
    for label, text in (("Report received", "30 Jan 2018"),):
        rows(page)[label].day.line.setText(text)
        rows(page)[label].day.edited.emit()
    assert line.summary.text() == "It is on one desk, in time as at 31 Jan 2018."
    assert rows(page)["Report received"].accessibleName() == "Report received: Rhys Ng: 25 of 14 days, 11 days late"
    assert "On the desk of Rosalind Achebe" in rows(page)["Sent to Children's Commissioning"].words.text()
    for row in line.rows.values():
        row.day.line.setText("2 Feb 2018")
        row.day.edited.emit()
    assert line.summary.text() == "It has come to its end on 2 Feb 2018, 28 days after the visit."


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (VisitStatus.CANCELLED, "The visit was cancelled: nothing more is to come."),
        (VisitStatus.REFUSED, "Entry was refused: nothing more is to come."),
    ],
)
def test_a_visit_that_was_not_made_ends_its_line_and_asks_why(
    page: VisitsPage, qtbot: QtBot, status: VisitStatus, said: str
) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    form = form_of(page)
    assert form.fields.boxes["reason"].isHidden()
    choose(page, "status", status)
    assert form.fields.boxes["reason"].isVisibleTo(form)
    assert form.visit_timeline.summary.text() == said
    assert len(rows(page)) == 1


def test_a_planned_visit_waits_and_a_kind_without_steps_says_so(page: VisitsPage, qtbot: QtBot) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    choose(page, "status", VisitStatus.PLANNED)
    assert form_of(page).visit_timeline.summary.text() == "The visit is still to be made."
    assert rows(page)["Report received"].day.isHidden()
    choose(page, "status", VisitStatus.MADE)
    choose(page, "kind", VisitKind.SCHOOL)
    assert form_of(page).visit_timeline.summary.text() == "No report is asked of this kind of visit."
    assert list(rows(page)) == ["Made"]


def test_what_cannot_be_read_or_is_before_the_visit_is_said_and_not_saved(page: VisitsPage, qtbot: QtBot) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    row = rows(page)["Report received"]
    row.day.line.setText("soon")
    row.day.edited.emit()
    page.save()
    assert "“soon” is not a date" in row.error.text()
    row.day.line.setText("1 Jan 2018")
    page.save()
    assert "dated before the visit" in page.form.error.text()
    assert not page.form.error.isHidden()
    with page.app.register.reading() as session:
        assert session.scalars(select(StepDone)).all() == []


# The rest of the form


def test_a_visit_to_come_cannot_have_been_made(page: VisitsPage, qtbot: QtBot) -> None:
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    choose(page, "visited_on", dt.date.today() + dt.timedelta(days=3))
    page.save()
    assert "still to come" in page.form.fields.boxes["visited_on"].error.text()
    choose(page, "status", VisitStatus.PLANNED)
    page.save()
    [visit] = visits_of(page.app)
    assert (visit.status, visit.planned_on) == (VisitStatus.PLANNED, dt.date.today())


def test_the_report_and_the_actions_are_kept(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    form = form_of(page)
    assert not form.form.is_open
    form.form.toggle.setFocus()
    keyboard.press(Qt.Key.Key_Return)
    assert form.form.is_open
    keyboard.press(Qt.Key.Key_Tab)
    for words in ("Light rooms", "Well run", "Warm", "Good", "Patient", "School helps", "The garden"):
        keyboard.type(words)
        keyboard.press(Qt.Key.Key_Tab)
    keyboard.press(Qt.Key.Key_Down, times=2)
    keyboard.press(Qt.Key.Key_Tab)
    keyboard.press(Qt.Key.Key_Space)  # Add action
    for words in ("Mend the boiler", "Manager", "15 Jan 2018"):
        keyboard.type(words)
        keyboard.press(Qt.Key.Key_Tab)
    page.save()
    [visit] = visits_of(page.app)
    assert (visit.seen, visit.running, visit.went_well) == ("Light rooms", "Well run", "The garden")
    assert visit.needs_met == NeedsMet.WELL
    with page.app.register.reading() as session:
        [action] = session.scalars(select(VisitAction))
    assert (action.what, action.owner, action.due_on) == ("Mend the boiler", "Manager", dt.date(2018, 1, 15))


def test_tab_goes_down_the_form_and_leaves_nothing_out(page: VisitsPage, qtbot: QtBot, keyboard: Keyboard) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    form = form_of(page)
    form.form.set_open(True)
    QApplication.processEvents()
    rows(page)["Report received"].day.line.setFocus()
    inside = form.area.widget()
    reachable = set(focusable(inside))
    places: list[QWidget] = []
    for _ in reachable:
        place = QApplication.focusWidget()
        assert place is not None
        places.append(place)
        keyboard.press(Qt.Key.Key_Tab)
    assert reachable - set(places) == set()
    heights = [place.mapTo(inside, QPoint(0, 0)).y() for place in places]
    assert all(one <= following + 40 for one, following in pairwise(heights))
    assert all(place.accessibleName() or accessible_name(place) for place in places)


def test_its_report_is_asked_for_once_it_is_saved(page: VisitsPage, qtbot: QtBot) -> None:
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    choose(page, "went_well", "The garden")
    with qtbot.waitSignal(page.wants_document) as wanted:
        form_of(page).print_button.click()
    assert wanted.args == ["visit-report", {"visit": id}]
    assert visits_of(page.app)[0].went_well == "The garden"


# The concern


def test_a_complete_concern_is_opened_on_purpose_and_that_is_noted(page: VisitsPage, qtbot: QtBot) -> None:
    id = add_visit(page.app, **REPORTED)
    other = add_visit(page.app, home_id=1)
    open_visit(page, qtbot, id)
    form = form_of(page)
    strip = form.strip
    assert strip.fields.isHidden()
    assert form.fields.boxes["concern"].isHidden()
    assert strip.closed_words.text() == "A safeguarding concern is recorded."
    before = page.app.register.undoable()
    strip.open_button.click()
    assert strip.fields.isVisible()
    assert form.fields.boxes["concern_reference"].editor.value() == "LADO 123"
    assert page.app.register.entries()[-1].label == "Open the safeguarding concern of the visit on 5 Jan 2018"
    assert page.app.register.undoable() == before
    open_visit(page, qtbot, other)
    page.go_to(id)
    assert strip.fields.isHidden()
    assert len([entry for entry in page.app.register.entries() if entry.label.startswith("Open")]) == 1


def test_a_concern_that_is_filled_in_closes_when_it_is_saved(page: VisitsPage, qtbot: QtBot) -> None:
    id = add_visit(page.app, **(REPORTED | {"concern_reference": None}))
    open_visit(page, qtbot, id)
    form = form_of(page)
    assert form.strip.fields.isVisible()
    assert form.strip.missing.text() == "Still to fill in: the outside reference."
    choose(page, "concern_reference", "LADO 9")
    assert form.strip.fields.isVisible()
    page.save()
    assert form.strip.fields.isHidden()
    assert visits_of(page.app)[0].concern_reference == "LADO 9"


def test_a_concern_unticked_leaves_nothing_behind(page: VisitsPage, qtbot: QtBot) -> None:
    open_visit(page, qtbot, add_visit(page.app, **(REPORTED | {"concern_reference": None})))
    choose(page, "concern", False)
    page.save()
    [visit] = visits_of(page.app)
    assert {name: getattr(visit, name) for name in REPORTED} == dict.fromkeys(REPORTED) | {"concern": False}
    page.app.undo()
    assert visits_of(page.app)[0].concern_reported_to == "The duty desk"


def test_where_it_cannot_be_noted_it_cannot_be_opened(register: Register, app: AppSession, qtbot: QtBot) -> None:
    page = make_page(app, qtbot)
    id = add_visit(app, **REPORTED)
    app.close()
    reader = AppSession(Register.open(register.place, write=False), dt.date(2018, 1, 31))
    looked = VisitsPage(reader)
    qtbot.addWidget(looked)
    with qtbot.waitSignal(looked.rows.arrived):
        looked.show()
    looked.go_to(id)
    strip = form_of(looked).strip
    assert strip.fields.isHidden()
    assert not strip.open_button.isVisibleTo(strip)
    assert "cannot be opened here" in strip.closed_words.text()
    page.hide()
    reader.close()


def test_no_history_no_table_and_no_copy_tells_a_concern(page: VisitsPage, qtbot: QtBot) -> None:
    id = add_visit(page.app, **REPORTED)
    open_visit(page, qtbot, id)
    number = page.app.register.entries()[-1].number
    got = page.app.read(lambda session: describe_operation(session, number))
    assert got is not None
    assert SAFEGUARDING in got.changes[0].fields
    without = add_visit(page.app)  # what is said of it is true of this one as well, and the same
    entry = page.app.register.entries()[-1].number
    plain = page.app.read(lambda session: describe_operation(session, entry))
    assert plain is not None
    assert without != id
    assert [line for line in plain.changes[0].fields if line[0] == SAFEGUARDING[0]] == [
        ("Safeguarding", "", "Not told here, whether there is a concern or none: see the visit")
    ]
    assert not [secret for secret in ("LADO", "duty desk") if secret in repr(got)]
    page.rows.table.selectAll()
    page.rows.table.copy()
    assert "LADO" not in QApplication.clipboard().text()
    for column in page.listing().columns:
        assert "concern" not in str(column.expression.compile(dialect=sqlite.dialect())).lower()


# Files


def drop(page: VisitsPage, *paths: Path) -> None:
    """As from a folder's window."""
    box, data = form_of(page).attachments, QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    box.dragEnterEvent(QDragEnterEvent(QPoint(5, 5), copy, data, left, none))
    box.dropEvent(QDropEvent(QPoint(5, 5).toPointF(), copy, data, left, none))


def test_files_are_dropped_saved_elsewhere_and_taken_away(
    page: VisitsPage, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = add_visit(page.app)
    open_visit(page, qtbot, id)
    box = form_of(page).attachments
    for name in ("report.msg", "photo.jpg"):
        (tmp_path / name).write_bytes(name.encode() * 200)
    drop(page, tmp_path / "report.msg", tmp_path / "photo.jpg")
    assert len(box.lines) == 2
    out = tmp_path / "out.msg"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(out), ""))
    save, remove = box.lines[0].findChildren(QToolButton)
    save.click()
    assert out.read_bytes() == b"report.msg" * 200
    remove.click()
    assert len(box.lines) == 1
    page.app.undo()
    assert len(box.lines) == 2
    with page.app.register.reading() as session:
        assert [kept.name for kept in attachments.of_visit(session, id)] == ["report.msg", "photo.jpg"]


def test_a_file_that_cannot_be_kept_is_said(page: VisitsPage, qtbot: QtBot, tmp_path: Path) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    with qtbot.waitSignal(page.app.message) as said:
        drop(page, tmp_path)
    assert said.args is not None
    assert "is a folder" in said.args[0]
    assert form_of(page).attachments.lines == []


def test_what_is_typed_stays_while_a_file_comes(page: VisitsPage, qtbot: QtBot, tmp_path: Path) -> None:
    open_visit(page, qtbot, add_visit(page.app))
    choose(page, "went_well", "The garden")
    (tmp_path / "report.msg").write_bytes(b"x")
    drop(page, tmp_path / "report.msg")
    assert page.form.dirty
    assert page.form.fields.boxes["went_well"].editor.value() == "The garden"
    page.save()
    with page.app.register.reading() as session:
        [visit] = session.scalars(select(Visit))
        assert visit.went_well == "The garden"
        assert len(visit.attachments) == 1


def test_its_report_comes_up_on_the_reports_page(window: MainWindow, qtbot: QtBot) -> None:
    window.show_page("visits", 40)
    page = window.page()
    assert isinstance(page, VisitsPage)
    qtbot.waitUntil(lambda: page.list.front is page.form)
    form_of(page).print_button.click()
    reports = window.page()
    assert isinstance(reports, ReportsPage)
    assert reports.document == "visit-report"
    qtbot.waitUntil(lambda: window.app is not None and not window.app.busy)


def test_a_planned_visit_prints_the_form_to_take_along(page: VisitsPage, qtbot: QtBot) -> None:
    with page.app.register.operation("Plan") as session:
        visit = Visit(place="Scout hut", visited_on=dt.date(2018, 2, 1), status=VisitStatus.PLANNED)
        session.add(visit)
        session.flush()
        id = visit.id
    page.go_to(id)
    qtbot.waitUntil(lambda: form_of(page).record is not None and form_of(page).record.id == id)
    assert accessible_name(form_of(page).print_button) == "Print form to take along"
    with qtbot.waitSignal(page.wants_document) as wanted:
        form_of(page).print_button.click()
    assert wanted.args == ["visit-form", {"visit": id}]


# Its letter


def test_a_visit_that_moves_or_is_called_off_has_its_letter_drafted(
    page: VisitsPage, qtbot: QtBot, tmp_path: Path
) -> None:
    remember(FOLDER, str(tmp_path))
    said: list[str] = []
    page.app.message.connect(lambda sentence, *_: said.append(sentence))
    day = page.app.scope.as_at + dt.timedelta(days=10)
    id = add_visit(page.app, visited_on=day, status=VisitStatus.PLANNED)
    open_visit(page, qtbot, id)
    form = form_of(page)
    assert form.letter_button.text() == "Draft in&vitation"
    form.fields.boxes["starts_at"].editor.line.setText("15:00")  # not saved yet: it is, before the letter is made
    form.fields.boxes["starts_at"].editor.edited.emit()
    form.letter_button.click()
    [letter] = tmp_path.glob("Invitation Oak Lodge *.eml")
    assert said[-1] == (
        f"The letter is a draft in {letter}: open it, read it, send it. No e-mail address is known of Cllr Rhys Ng. "
        "Diaries will not move it with the visit: the settings have no e-mail address of yours."
    )
    assert b"at 15:00" in letter.read_bytes()
    choose(page, "status", VisitStatus.CANCELLED)
    assert form.save()
    open_visit(page, qtbot, id)
    assert form.letter_button.text() == "Draft cance&llation"
    form.letter_button.click()
    assert [path.name.partition(" ")[0] for path in sorted(tmp_path.glob("*.eml"))] == ["Cancellation", "Invitation"]
    choose(page, "status", VisitStatus.REFUSED)
    assert form.save()
    open_visit(page, qtbot, id)
    assert not form.letter_button.isVisible()
