"""The generic page of a subject: table and record together, on a small register of councillors."""

import datetime as dt
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from cp_desktop.model import Column, Councillor, Term, Ward, councillors, table_of
from cp_desktop.services import records
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.councillors import CouncillorsPage
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.listing_model import ListingModel
from cp_desktop.ui.records.table import ListingTable
from tests.changing import change

PEOPLE = (("Siân", "O'Hara-Łukasz", "Aston"), ("Rhys", "Ng", "Aston"), ("Rhys", "Ng", "Soho"), ("Zoë", "Abara", "Soho"))


def add_people(app: AppSession) -> list[int]:
    wards = {name: records.save(app.register, records.blank(Ward, name=name)) for name in ("Aston", "Soho")}
    keys = []
    for forename, surname, ward in PEOPLE:
        councillor = records.blank(Councillor, forename=forename, surname=surname)
        councillor.owned["terms"].append(records.blank(Term, ward_id=wards[ward], start=dt.date(2014, 5, 22)))
        keys.append(records.save(app.register, councillor))
    return keys


@pytest.fixture
def page(app: AppSession, qtbot: QtBot) -> CouncillorsPage:
    add_people(app)
    made = CouncillorsPage(app)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitSignal(made.rows.arrived):
        made.show()
    return made


def shown(page: CouncillorsPage) -> list[str]:
    model = page.rows.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_search_ignores_accents_and_apostrophes(page: CouncillorsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.rows.arrived):
        qtbot.keyClicks(page.rows.search, "ohara lukasz")
    assert shown(page) == ["Siân O'Hara-Łukasz"]
    assert page.rows.count.text() == "1 shown"


def test_typing_in_the_table_searches(page: CouncillorsPage, qtbot: QtBot) -> None:
    page.rows.table.setFocus()
    with qtbot.waitSignal(page.rows.arrived):
        qtbot.keyClick(page.rows.table, Qt.Key.Key_Z)
    assert shown(page) == ["Zoë Abara", "Siân O'Hara-Łukasz"]  # "z" is in Łukasz too


def test_a_filter_is_a_chip_that_can_be_taken_away(page: CouncillorsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.rows.arrived):
        page.rows.chips.toggle("Ward", "Soho")
    assert shown(page) == ["Zoë Abara", "Rhys Ng"]
    with qtbot.waitSignal(page.rows.arrived):
        page.rows.chips.toggle("Ward", "Soho")
    assert len(shown(page)) == 4


def test_sorting_by_a_heading_and_back(page: CouncillorsPage, qtbot: QtBot) -> None:
    table = page.rows.table
    with qtbot.waitSignal(page.rows.arrived):
        table.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    assert [page.rows.model.index(row, 1).data() for row in range(4)] == ["Soho", "Soho", "Aston", "Aston"]


def test_ctrl_home_and_end_choose_the_first_and_the_last_row(page: CouncillorsPage, qtbot: QtBot) -> None:
    table = page.rows.table
    table.selectRow(1)
    for key, row in ((Qt.Key.Key_End, 3), (Qt.Key.Key_Home, 0)):
        qtbot.keyClick(table, key, Qt.KeyboardModifier.ControlModifier)
        assert [index.row() for index in table.selectionModel().selectedRows()] == [row]
        assert table.currentIndex().row() == row


def test_copy_takes_headings_and_reads_as_on_the_screen(page: CouncillorsPage, qtbot: QtBot) -> None:
    page.rows.table.setFocus()
    page.rows.table.selectAll()
    qtbot.keyClick(page.rows.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:2] == ["Councillor", "Ward"]
    assert lines[1].split("\t")[:2] == ["Zoë Abara", "Soho"]
    assert len(lines) == 5


def test_enter_opens_the_record_and_a_saved_change_is_in_the_table(page: CouncillorsPage, qtbot: QtBot) -> None:
    page.rows.table.setFocus()
    page.rows.table.go_to(page.rows.model.ids[0])
    qtbot.keyClick(page.rows.table, Qt.Key.Key_Return)
    assert page.form.isVisible()
    box = page.form.fields.boxes["surname"].editor.focusProxy()
    assert isinstance(box, QLineEdit)
    box.selectAll()
    qtbot.keyClicks(box, "Quill")
    with qtbot.waitSignal(page.rows.arrived):
        page.save()
    assert "Zoë Quill" in shown(page)
    assert page.app.register.undoable()[0] == "Edit councillor: Zoë Quill"


def test_leaving_a_typed_record_saves_it(page: CouncillorsPage, qtbot: QtBot) -> None:
    first, second = page.rows.model.ids[:2]
    page.go_to(first)
    box = page.form.fields.boxes["email"].editor.focusProxy()
    assert isinstance(box, QLineEdit)
    qtbot.keyClicks(box, "zoe@council.example")
    page.go_to(second)
    with page.app.register.reading() as session:
        assert session.get_one(Councillor, first).email == "zoe@council.example"


def test_what_cannot_be_saved_stays_with_its_sentence(page: CouncillorsPage, qtbot: QtBot) -> None:
    first, second = page.rows.model.ids[:2]
    page.go_to(first)
    box = page.form.fields.boxes["surname"].editor.focusProxy()
    assert isinstance(box, QLineEdit)
    box.clear()
    box.textEdited.emit("")
    page.go_to(second)
    assert page.form.record is not None
    assert page.form.record.id == first
    assert "Surname is required" in page.form.fields.boxes["surname"].error.text()


def test_a_new_councillor_without_a_term_is_led_to_it(page: CouncillorsPage, qtbot: QtBot) -> None:
    page.resize(1000, 500)
    page.new()
    boxes = page.form.fields.boxes
    boxes["forename"].editor.line.setText("Una")  # type: ignore[attr-defined]
    boxes["surname"].editor.line.setText("Ellis")  # type: ignore[attr-defined]
    page.save()
    assert page.form.error.text().startswith("Una Ellis has no term of office")
    add = page.form.owned["terms"].add_button  # type: ignore[attr-defined]
    qtbot.waitUntil(add.hasFocus)
    assert add.visibleRegion().boundingRect().height() == add.height()


def test_a_new_councillor_with_a_term_by_typing(page: CouncillorsPage, qtbot: QtBot) -> None:
    page.new()
    boxes = page.form.fields.boxes
    boxes["forename"].editor.line.setText("Una")  # type: ignore[attr-defined]
    boxes["surname"].editor.line.setText("Ellis")  # type: ignore[attr-defined]
    page.form.owned["terms"].add_button.click()
    [term] = page.form.owned["terms"].lines()  # type: ignore[attr-defined]
    ward, start = term.boxes["ward_id"].editor, term.boxes["start"].editor
    qtbot.keyClicks(ward.focusProxy(), "sOh")  # type: ignore[arg-type]
    qtbot.keyClicks(start.focusProxy(), "5/5/2016")  # type: ignore[arg-type]
    with qtbot.waitSignal(page.rows.arrived):
        page.save()
    assert "Una Ellis" in shown(page)
    row = shown(page).index("Una Ellis")
    assert page.rows.model.index(row, 1).data() == "Soho"


def test_delete_needs_no_question_because_undo_brings_it_back(page: CouncillorsPage, qtbot: QtBot) -> None:
    page.go_to(page.rows.model.ids[0])
    with qtbot.waitSignal(page.rows.arrived):
        page.form.delete()
    assert "Zoë Abara" not in shown(page)
    with qtbot.waitSignal(page.rows.arrived):
        page.app.undo()
    assert "Zoë Abara" in shown(page)


def test_a_change_elsewhere_reaches_the_table_at_once(page: CouncillorsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.rows.arrived):
        change(page.app.register, "Rename", lambda session: setattr(session.get_one(Ward, 1), "name", "Northgate"))
    assert page.rows.model.index(1, 1).data() == "Northgate"


def test_another_day_shows_who_sat_then(page: CouncillorsPage, qtbot: QtBot) -> None:
    with qtbot.waitSignal(page.rows.arrived):
        page.app.choose_day(dt.date(2014, 5, 21))
    assert shown(page) == []


def other_table(app: AppSession, qtbot: QtBot, columns: tuple[Column, ...]) -> ListingTable:
    """A table of councillors, as another release declares their columns."""
    listing = replace(councillors(app.scope.as_at), columns=columns)
    table = ListingTable(ListingModel(app), "Councillors")
    qtbot.addWidget(table)
    table.resize(900, 400)
    table.show()
    with qtbot.waitSignal(table.listing_model.counted):
        table.show_listing(listing)
    return table


def test_a_table_stays_as_it_was_left_when_a_release_adds_and_drops_columns(app: AppSession, qtbot: QtBot) -> None:
    add_people(app)
    declared = councillors(app.scope.as_at).columns
    table = other_table(app, qtbot, declared)
    labels = [column.label for column in declared]
    shown = [labels[place] for place in table.shown_columns()]
    assert shown[:4] == ["Councillor", "Ward", "District", "Party"]
    table.horizontalHeader().moveSection(2, 0)
    table.setColumnWidth(labels.index("Ward"), 321)
    [party] = [action for action in table.column_menu().actions() if action.text() == "Party"]
    party.trigger()
    table.sortByColumn(labels.index("Ward"), Qt.SortOrder.DescendingOrder)

    nickname = Column("Nickname", table_of(Councillor).c.forename)
    secret = Column("Shoe size", table_of(Councillor).c.surname, listed=False)
    later = (declared[0], nickname, *(column for column in declared[1:] if column.label != "District"), secret)
    table = other_table(app, qtbot, later)
    labels = [column.label for column in later]
    assert [labels[place] for place in table.shown_columns()] == [
        *("Councillor", "Nickname", "Ward"),
        *(label for label in shown if label not in ("Councillor", "Ward", "District", "Party")),
    ]
    assert table.columnWidth(labels.index("Ward")) == 321
    assert table.columnWidth(labels.index("Nickname")) < 321
    assert (table.listing_model.sorted_by, table.listing_model.descending) == ("Ward", True)

    table = other_table(app, qtbot, declared)
    labels = [column.label for column in declared]
    assert table.columnWidth(labels.index("Ward")) == 321
    assert "Party" not in [labels[place] for place in table.shown_columns()]


def test_a_save_that_changes_nothing_offers_no_undo_of_something_else(app: AppSession, qtbot: QtBot) -> None:
    with app.register.operation("Add a councillor") as session:
        seat = Term(ward=Ward(name="Abbey"), start=dt.date(2014, 5, 22))
        session.add(Councillor(forename="Ada", surname="Dean", member_id="7", terms=[seat]))
    form = RecordForm(app, Councillor)
    qtbot.addWidget(form)
    form.saved.connect(lambda id: app.message.emit(*form.saved_message(id)))
    form.open(1)
    said: list[tuple[str, str, str]] = []
    app.message.connect(lambda *words: said.append(words))
    form.fields.boxes["member_id"].editor.line.setText("7 ")
    form.fields.boxes["member_id"].editor.edited.emit()
    assert form.save()
    assert said == [("Nothing had changed, and nothing was written.", "info", "")]
    form.fields.boxes["member_id"].editor.line.setText("8")
    form.fields.boxes["member_id"].editor.edited.emit()
    assert form.save()
    assert said[1:] == [("Saved.", "info", "Undo")]
