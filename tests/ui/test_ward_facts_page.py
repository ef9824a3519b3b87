"""The grid of wards and measures: typed, pasted, cleared and saved by keyboard, as a spreadsheet is filled."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop.model import Councillor, District, Term, Ward, WardCount, WardMeasure, show
from cp_desktop.register import Register
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.ward_facts.grid_model import CellKind
from cp_desktop.ui.pages.ward_facts.letters import MonthlyLettersDialog
from cp_desktop.ui.pages.ward_facts.page import WardFactsPage
from tests.ui.keyboard import Keyboard

DECEMBER, JANUARY = dt.date(2017, 12, 1), dt.date(2018, 1, 31)
IN_CARE, FOSTER, OUTSIDE = WardMeasure.IN_CARE, WardMeasure.FOSTER_HOMES, WardMeasure.OUTSIDE
ROWS = ["Abbey", "Acton", "St Mary's", "Brook", "Brook", "Dell"]


@pytest.fixture
def counted(register: Register) -> Register:
    """Two wards of Abbey, one of Brook's district, one of none; children in care counted in December."""
    with register.operation("Begin") as session:
        abbey, brook = District(name="Abbey"), District(name="Brook")
        wards = [
            Ward(name="Acton", district=abbey),
            Ward(name="St Mary's", district=abbey),
            Ward(name="Brook", district=brook),
            Ward(name="Dell"),
        ]
        session.add_all(wards)
        session.flush()
        for ward, number in zip(wards, (30, 20, 10, 5), strict=True):
            session.add(WardCount(ward_id=ward.id, measure=IN_CARE, counted_on=DECEMBER, number=number))
        terms = [Term(ward=wards[0], start=dt.date(2014, 5, 22))]
        session.add(Councillor(forename="Ann", surname="Abel", email="ann@example.org", terms=terms))
    return register


@pytest.fixture
def page(counted: Register, qtbot: QtBot) -> Iterator[WardFactsPage]:
    app = AppSession(counted, JANUARY)
    yield opened(app, qtbot)
    app.close()


def opened(app: AppSession, qtbot: QtBot) -> WardFactsPage:
    """The page as it is found, turned to the end of January, on the first ward's first number."""
    page = WardFactsPage(app)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    qtbot.waitUntil(lambda: page.facts.facts is not None)
    page.show_day(JANUARY)
    wait_until_idle(page, qtbot)
    page.grid.setFocus()
    return page


def wait_until_idle(page: WardFactsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.app.busy, timeout=10_000)


def stand_on(page: WardFactsPage, ward: str, measure: WardMeasure) -> None:
    page.grid.stand_on(row_of(page, ward), list(WardMeasure).index(measure) + 1)


def row_of(page: WardFactsPage, name: str) -> int:
    """The row of a ward, or of a district where no ward has its name."""
    rows = {area.name: row for row, area in enumerate(page.facts.rows)}
    return rows[name]


def cell(page: WardFactsPage, name: str, measure: WardMeasure) -> tuple[CellKind, str]:
    column = list(WardMeasure).index(measure) + 1
    row = row_of(page, name)
    return page.facts.count(row, column)[0], page.facts.index(row, column).data()


def here(page: WardFactsPage) -> tuple[str, WardMeasure]:
    index = page.grid.currentIndex()
    return page.facts.rows[index.row()].name, list(WardMeasure)[index.column() - 1]


def stored(page: WardFactsPage, day: dt.date = JANUARY) -> dict[tuple[str, WardMeasure], int]:
    query = select(Ward.name, WardCount.measure, WardCount.number).join(Ward).where(WardCount.counted_on == day)
    return page.app.read(lambda session: {(name, m): number for name, m, number in session.execute(query)})


def labels(page: WardFactsPage) -> list[str]:
    return [entry.label for entry in page.app.register.entries() if entry.stands]


def said(page: WardFactsPage) -> list[str]:
    got: list[str] = []
    page.app.message.connect(lambda sentence, *_: got.append(sentence))
    return got


def paste(page: WardFactsPage, text: str, keyboard: Keyboard) -> None:
    QGuiApplication.clipboard().setText(text)
    page.grid.setFocus()
    keyboard.press(Qt.Key.Key_V, modifier=Qt.KeyboardModifier.ControlModifier)


def test_the_page_opens_on_the_latest_day_counted_and_shows_what_still_holds(counted: Register, qtbot: QtBot) -> None:
    app = AppSession(counted, JANUARY)
    page = WardFactsPage(app)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.facts.facts is not None)
    assert page.day == DECEMBER
    assert cell(page, "Acton", IN_CARE) == (CellKind.OF_THE_DAY, "30")
    page.show_day(JANUARY)
    wait_until_idle(page, qtbot)
    assert [area.name for area in page.facts.rows] == ROWS
    assert cell(page, "Acton", IN_CARE) == (CellKind.STILL_HOLDS, "30")
    assert cell(page, "Acton", FOSTER) == (CellKind.NOTHING, "")
    page.grid.stand_on(1, 1)
    assert page.cell_words.text() == "Acton, children in care: 30, counted on 1 Dec 2017, still holds on 31 Jan 2018."
    app.close()


def test_a_column_is_typed_downwards_and_saved_as_one_operation(page: WardFactsPage, keyboard: Keyboard) -> None:
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("31")
    keyboard.press(Qt.Key.Key_Return)
    keyboard.type("22")
    keyboard.press(Qt.Key.Key_Return)  # goes past the row of the district
    assert here(page) == ("Brook", IN_CARE)
    assert page.facts.ward(page.grid.currentIndex().row())
    keyboard.type("1,204")
    keyboard.press(Qt.Key.Key_Right)
    assert here(page) == ("Brook", FOSTER)
    keyboard.type("7")
    page.save()  # while the number is still being typed
    assert stored(page) == {
        ("Acton", IN_CARE): 31,
        ("St Mary's", IN_CARE): 22,
        ("Brook", IN_CARE): 1204,
        ("Brook", FOSTER): 7,
    }
    assert labels(page)[-1] == "Ward facts of 31 Jan 2018"
    assert not page.facts.typed
    assert cell(page, "Acton", IN_CARE) == (CellKind.OF_THE_DAY, "31")
    assert stored(page, DECEMBER)["Acton", IN_CARE] == 30


def test_a_number_typed_on_a_districts_total_changes_no_ward(page: WardFactsPage, keyboard: Keyboard) -> None:
    numbers = [cell(page, name, IN_CARE)[1] for name in ROWS]
    stand_on(page, "Abbey", IN_CARE)
    for digit in sorted({number[0] for number in numbers if number}):
        keyboard.type(digit * 2)
        assert here(page) == ("Abbey", IN_CARE)
    keyboard.press(Qt.Key.Key_Return)
    assert [cell(page, name, IN_CARE)[1] for name in ROWS] == numbers


def test_totals_follow_what_is_typed(page: WardFactsPage, keyboard: Keyboard) -> None:
    assert (cell(page, "Abbey", IN_CARE)[1], page.facts.total(1)) == ("50", "65")
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("40")
    keyboard.press(Qt.Key.Key_Return)
    assert (cell(page, "Abbey", IN_CARE)[1], page.facts.total(1)) == ("60", "75")


def test_undo_takes_back_the_saved_numbers_and_redo_brings_them_again(
    page: WardFactsPage, keyboard: Keyboard, qtbot: QtBot
) -> None:
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("31")
    keyboard.press(Qt.Key.Key_Return)
    page.save()
    page.app.undo()
    wait_until_idle(page, qtbot)
    assert stored(page) == {}
    assert cell(page, "Acton", IN_CARE) == (CellKind.STILL_HOLDS, "30")
    page.app.redo()
    wait_until_idle(page, qtbot)
    assert cell(page, "Acton", IN_CARE) == (CellKind.OF_THE_DAY, "31")


def test_undo_in_the_grid_first_takes_back_what_is_not_saved(page: WardFactsPage, keyboard: Keyboard) -> None:
    before = labels(page)
    stand_on(page, "Acton", IN_CARE)
    for number in ("31", "22"):
        keyboard.type(number)
        keyboard.press(Qt.Key.Key_Return)
    keyboard.press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert list(page.facts.typed.values()) == [31]
    keyboard.press(Qt.Key.Key_Z, modifier=Qt.KeyboardModifier.ControlModifier)
    assert not page.facts.typed
    assert not page.save_button.isEnabled()
    assert labels(page) == before


def test_delete_clears_the_day_and_what_held_before_holds_again(
    page: WardFactsPage, keyboard: Keyboard, qtbot: QtBot
) -> None:
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("31")
    keyboard.press(Qt.Key.Key_Return)
    page.save()
    stand_on(page, "Acton", IN_CARE)
    keyboard.press(Qt.Key.Key_Delete)
    assert cell(page, "Acton", IN_CARE) == (CellKind.STILL_HOLDS, "30")
    assert cell(page, "Abbey", IN_CARE)[1] == "50"
    page.save()
    assert stored(page) == {}
    assert stored(page, DECEMBER)["Acton", IN_CARE] == 30


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3x", "Acton, Foster homes: “3x” is not a whole number. Nothing was changed. Write a count, such as 31."),
        (
            "-3",
            "Acton, Foster homes: A count cannot be less than none. Nothing was changed. Write a count, such as 31.",
        ),
    ],
)
def test_what_cannot_be_read_is_said_with_its_place(
    page: WardFactsPage, keyboard: Keyboard, typed: str, sentence: str
) -> None:
    got = said(page)
    stand_on(page, "Acton", FOSTER)
    keyboard.type(typed)
    keyboard.press(Qt.Key.Key_Return)
    assert got == [sentence]
    assert here(page) == ("Acton", FOSTER)  # to be mended
    assert not page.facts.typed


def test_escape_leaves_the_number_as_it_was(page: WardFactsPage, keyboard: Keyboard) -> None:
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("99")
    keyboard.press(Qt.Key.Key_Escape)
    assert cell(page, "Acton", IN_CARE) == (CellKind.STILL_HOLDS, "30")


def test_f2_changes_a_number_within(page: WardFactsPage, keyboard: Keyboard) -> None:
    stand_on(page, "Acton", IN_CARE)
    keyboard.press(Qt.Key.Key_F2)
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    keyboard.press(Qt.Key.Key_End)
    keyboard.press(Qt.Key.Key_Left)  # moves in the number, not in the grid
    keyboard.type("4")
    keyboard.press(Qt.Key.Key_Return)
    assert cell(page, "Acton", IN_CARE) == (CellKind.TYPED, "340")


# -- pasting


def test_a_whole_sheet_is_pasted_by_its_headings_and_names(page: WardFactsPage, keyboard: Keyboard) -> None:
    got = said(page)
    stand_on(page, "Brook", OUTSIDE)  # does not matter
    sheet = (
        "Ward\tFoster carers\tLooked-after children\tRemarks\n"
        "ST MARYS WARD\t4\t21\tsee note\nbrook\t2\t1,011\t\nActon\t\t32\t\n\nAbbey\t6\t53\t\nTotal\t6\t74\t\n"
    )
    paste(page, sheet, keyboard)
    page.save()
    assert stored(page) == {
        ("St Mary's", FOSTER): 4,
        ("St Mary's", IN_CARE): 21,
        ("Brook", FOSTER): 2,
        ("Brook", IN_CARE): 1011,
        ("Acton", IN_CARE): 32,
    }
    [sentence] = got
    assert sentence.startswith("Pasted 5 numbers for 3 wards. Left out: the column “Remarks”, row 6 (“Abbey”), row 7")


def test_names_and_numbers_without_headings_are_the_measures_in_their_order(
    page: WardFactsPage, keyboard: Keyboard
) -> None:
    stand_on(page, "Brook", FOSTER)
    paste(page, "Dell\t1\t2\t3\t4\t5\t6\nActon\t11\t12\t13\t14\t15\t16\n", keyboard)
    assert cell(page, "Dell", IN_CARE) == (CellKind.TYPED, "1")
    assert cell(page, "Acton", OUTSIDE) == (CellKind.TYPED, "16")


def test_a_block_of_numbers_is_laid_from_the_cursor_over_the_wards(page: WardFactsPage, keyboard: Keyboard) -> None:
    stand_on(page, "St Mary's", FOSTER)
    paste(page, "7\t8\r\n\t9\r\n", keyboard)  # the second line is Brook's: the row of a district takes no numbers
    assert cell(page, "St Mary's", FOSTER) == (CellKind.TYPED, "7")
    assert cell(page, "Brook", FOSTER) == (CellKind.NOTHING, "")
    assert cell(page, "Brook", WardMeasure.SUPPORTED) == (CellKind.TYPED, "9")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Ward\tIn care\tFoster homes\nActon\t1\t3\nBrook\t2\t<5", "Row 3 (Brook), Foster homes: “<5” is not a whole"),
        ("Acton\t1\nAtlantis\t2", "Row 2: no ward is called “Atlantis”. Nothing was pasted."),
        ("Acton\t1\nacton\t2", "Row 2: Acton stands there twice."),
        ("5\nfive\n6", "Row 2 (St Mary's), Children in care: “five” is not a whole number. Nothing was pasted."),
        ("1\n2\n3\n4\n5", "The block has 5 rows, and only 4 wards stand from here down. Nothing was pasted."),
        ("1\t2\t3\t4\t5\t6\t7", "The block has 7 columns of numbers, and only 6 stand from here on."),
        ("Ward\tCare leavers\tCare leavers\nActon\t1\t2", "Two columns are headed “Care leavers”. Nothing was pasted."),
    ],
)
def test_a_block_with_anything_wrong_is_not_pasted_at_all(
    page: WardFactsPage, keyboard: Keyboard, text: str, sentence: str
) -> None:
    got = said(page)
    stand_on(page, "Acton", IN_CARE)
    paste(page, text, keyboard)
    assert [one[: len(sentence)] for one in got] == [sentence]
    assert not page.facts.typed


def test_what_is_copied_has_headings_and_can_be_pasted_on_another_day(
    page: WardFactsPage, keyboard: Keyboard, qtbot: QtBot
) -> None:
    top, bottom = page.facts.index(0, 1), page.facts.index(len(ROWS) - 1, 2)
    page.grid.selectionModel().select(QItemSelection(top, bottom), QItemSelectionModel.SelectionFlag.ClearAndSelect)
    keyboard.press(Qt.Key.Key_C, modifier=Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0] == "Internal: for this office only. Do not hand it on."
    assert text.splitlines()[1:4] == ["Ward\tChildren in care\tFoster homes", "Abbey (district)\t50\t", "Acton\t30\t"]
    page.show_day(dt.date(2018, 2, 28))
    wait_until_idle(page, qtbot)
    paste(page, text, keyboard)
    assert cell(page, "Acton", IN_CARE) == (CellKind.TYPED, "30")
    assert len(page.facts.typed) == 4


# -- the day, the filter, the draft


def test_another_day_saves_what_was_typed_and_the_menu_leads_back(
    page: WardFactsPage, keyboard: Keyboard, qtbot: QtBot
) -> None:
    stand_on(page, "Dell", FOSTER)
    keyboard.type("3")
    keyboard.press(Qt.Key.Key_Return)
    page.new()
    page.date.line.setText("28/2/18")
    keyboard.press(Qt.Key.Key_Return)
    wait_until_idle(page, qtbot)
    assert page.day == dt.date(2018, 2, 28)
    assert stored(page) == {("Dell", FOSTER): 3}
    assert cell(page, "Dell", FOSTER) == (CellKind.STILL_HOLDS, "3")
    menu = page.days_menu()
    assert [action.text() for action in menu.actions()] == ["31 Jan 2018\t1 number", "1 Dec 2017\t4 numbers"]
    menu.actions()[1].trigger()
    wait_until_idle(page, qtbot)
    assert page.day == DECEMBER
    assert page.date.line.text() == show(DECEMBER)


def test_words_filter_the_wards_and_the_cursor_stays_with_its_ward(page: WardFactsPage, keyboard: Keyboard) -> None:
    stand_on(page, "Brook", FOSTER)
    page.search()
    keyboard.type("brook")
    assert [area.name for area in page.facts.rows] == ["Brook", "Brook"]
    assert here(page) == ("Brook", FOSTER)
    assert page.facts.total(1) == "65"  # still the whole council's
    keyboard.press(Qt.Key.Key_Escape)
    assert [area.name for area in page.facts.rows] == ROWS


def test_what_was_typed_comes_back_after_a_crash(page: WardFactsPage, keyboard: Keyboard, qtbot: QtBot) -> None:
    stand_on(page, "Acton", FOSTER)
    keyboard.type("12")
    keyboard.press(Qt.Key.Key_Return)
    again = WardFactsPage(page.app)
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again.facts.facts is not None)
    assert again.day == JANUARY
    assert cell(again, "Acton", FOSTER) == (CellKind.TYPED, "12")
    again.save()
    third = WardFactsPage(page.app)
    qtbot.addWidget(third)
    third.show()
    qtbot.waitUntil(lambda: third.facts.facts is not None)
    assert not third.facts.typed


def test_a_register_to_look_at_takes_no_numbers(counted: Register, qtbot: QtBot, keyboard: Keyboard) -> None:
    path = counted.place.path
    counted.close()
    app = AppSession(Register.open(path, write=False), JANUARY)
    page = opened(app, qtbot)
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("31")
    keyboard.press(Qt.Key.Key_Return, Qt.Key.Key_Delete)
    paste(page, "1\n2", keyboard)
    assert not page.facts.typed
    assert page.save_button.isHidden()
    app.close()


def test_without_wards_the_page_says_where_they_come_from(app: AppSession, qtbot: QtBot) -> None:
    page = WardFactsPage(app)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.nothing)
    with qtbot.waitSignal(page.wants_import) as wanted:
        page.nothing.buttons[0].click()
    assert wanted.args == ["councillors"]


# -- letters


def test_the_monthly_letters_are_written_and_told_of(
    page: WardFactsPage, keyboard: Keyboard, qtbot: QtBot, tmp_path: Path
) -> None:
    stand_on(page, "Acton", IN_CARE)
    keyboard.type("31")
    keyboard.press(Qt.Key.Key_Return)
    page.letters_button.click()
    dialog = page.findChild(MonthlyLettersDialog)
    assert isinstance(dialog, MonthlyLettersDialog)
    assert stored(page) == {("Acton", IN_CARE): 31}  # what was typed is in the letters
    assert dialog.month.currentText() == "January 2018"
    assert dialog.counted.text() == "As at 31 Jan 2018. The latest numbers by then are of 31 Jan 2018."
    assert dialog.foreseen.text() == "1 letter will be written into this folder, over drafts of the same names."
    assert dialog.write_button.text() == "&Write 1 letter"
    out = tmp_path / "letters"
    dialog.folder.setText(str(out))
    dialog.write_button.click()
    qtbot.waitUntil(lambda: not dialog.said.isHidden())
    assert dialog.said.text() == f"1 letter as at 31 Jan 2018 written into {out}."
    [path] = out.iterdir()
    assert b"Children in care: 31" in path.read_bytes()
    assert not dialog.open_button.isHidden()
    dialog.month.setCurrentText("November 2017")
    assert dialog.counted.text() == "No ward had been counted by 30 Nov 2017: the letter tells of the homes only."
    dialog.folder.setText(str(tmp_path / "homes only"))
    dialog.write_button.click()
    qtbot.waitUntil(lambda: "No ward had been counted by 30 Nov 2017" in dialog.said.text())
    dialog.folder.setText(str(page.app.register.place))
    dialog.write_button.click()
    qtbot.waitUntil(lambda: "could not be written" in dialog.said.text())
    dialog.reject()
