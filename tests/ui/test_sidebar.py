"""The sidebar, used as a person does: by clicks, by keys, and by what a screen reader is told of it."""

from collections.abc import Iterator
from itertools import product

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QAction, QHelpEvent, QImage
from PySide6.QtWidgets import QApplication, QToolTip, QTreeView
from pytestqt.qtbot import QtBot

from cp_desktop.ui import theme
from cp_desktop.ui.pages import PAGES, PageEntry, SidebarSection, sections
from cp_desktop.ui.sidebar import Sidebar
from cp_desktop.ui.window import MainWindow
from tests.ui.conftest import opened
from tests.ui.keyboard import Keyboard

# By section, from the top down: the titles of its pages. Where a page stands is declared once, by its entry.
TITLES = {section: [entry.title for entry in entries] for section, entries in sections()}
SECTIONS = [section.heading for section in TITLES if section.heading]


def unfolded(*folded: str) -> list[str]:
    """What the sidebar shows while these sections are folded."""
    shown = []
    for section, titles in TITLES.items():
        shown += [section.heading] * bool(section.heading) + titles * (section.heading not in folded)
    return shown


OPEN = unfolded()


@pytest.fixture(autouse=True)
def _reader() -> Iterator[None]:
    """A screen reader that listens: only then is it told that rows folded away."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def sidebar(qtbot: QtBot) -> Sidebar:
    """The sidebar by itself, high enough for all of it."""
    return shown(qtbot)


def shown(qtbot: QtBot, height: int = 760) -> Sidebar:
    made = Sidebar()
    qtbot.addWidget(made)
    made.resize(made.width(), height)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def rows(sidebar: Sidebar) -> list[QAccessibleInterface]:
    """What a screen reader finds in it, from the top down."""
    QApplication.processEvents()  # it is told of what folded once that is painted
    found = []
    for tree in sidebar.findChildren(QTreeView):
        whole = QAccessible.queryAccessibleInterface(tree)
        found += [whole.child(place) for place in range(whole.childCount())]
    return [one for one in found if one.role() == QAccessible.Role.TreeItem]


def name(row: QAccessibleInterface) -> str:
    return str(row.text(QAccessible.Text.Name))


def row(sidebar: Sidebar, wanted: str, *, section: bool = False) -> QAccessibleInterface:
    [found] = [one for one in rows(sidebar) if name(one) == wanted and bool(one.state().expandable) is section]
    return found


def in_front(sidebar: Sidebar) -> list[str]:
    selected = [name(one) for one in rows(sidebar) if one.state().selected]
    assert selected == [entry.title for entry in PAGES if entry.key == sidebar.front()]
    return selected


def click(qtbot: QtBot, sidebar: Sidebar, place: QPoint) -> None:
    """A click where a person points, whatever is there."""
    target = sidebar.childAt(place) or sidebar
    qtbot.mouseClick(target, Qt.MouseButton.LeftButton, pos=target.mapFrom(sidebar, place))


def middle(sidebar: Sidebar, one: QAccessibleInterface) -> QPoint:
    return sidebar.mapFromGlobal(one.rect().center())


def press(keyboard: Keyboard, *keys: Qt.Key) -> str:
    """Presses keys, and says where the keyboard then stands."""
    keyboard.press(*keys)
    return here()


def here() -> str:
    tree = QApplication.focusWidget()
    assert isinstance(tree, QTreeView)
    return str(tree.currentIndex().data())


# Where pages stand


def test_the_pages_stand_in_their_sections(sidebar: Sidebar) -> None:
    assert [name(one) for one in rows(sidebar)] == OPEN
    for one in rows(sidebar):
        assert bool(one.state().expandable) == bool(one.state().expanded)
    homes = ", ".join(TITLES[SidebarSection.HOMES])
    assert homes.startswith("Homes, Visits")
    assert row(sidebar, "Homes", section=True).text(QAccessible.Text.Description) == homes
    assert row(sidebar, "Homes").text(QAccessible.Text.Description) == "Ctrl+6"
    assert [QAccessible.queryAccessibleInterface(tree).role() for tree in sidebar.findChildren(QTreeView)] == [
        QAccessible.Role.Tree,
        QAccessible.Role.Tree,
    ]


def test_an_entry_alone_gives_a_page_its_place(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    """Wherever it stands in the list: its section says where it is seen."""
    new = PageEntry(SidebarSection.YEAR, "pledges", "Pledges", "star", "menu:MenuPage")
    monkeypatch.setattr("cp_desktop.ui.pages.PAGES", (new, *PAGES))
    sidebar = shown(qtbot)
    names = [name(one) for one in rows(sidebar)]
    assert names[names.index("Year") + 1] == "Pledges"
    assert len(names) == len(OPEN) + 1


def test_every_page_is_in_the_sidebar_and_in_the_view_menu(window: MainWindow) -> None:
    titles = [entry.title for _, entries in sections() for entry in entries]
    assert sorted(titles) == sorted(entry.title for entry in PAGES)
    [view] = [action.menu() for action in window.menuBar().actions() if action.text() == "&View"]
    listed = [action.text().replace("&", "") for action in view.actions() if action.text()]
    assert listed[: len(titles)] == titles


def test_no_click_between_two_rows_is_lost(sidebar: Sidebar, qtbot: QtBot) -> None:
    """Each pixel from the first row of the list to its last, and from there to the foot's end, belongs to a row."""
    lost, chosen = [], []
    sidebar.chosen.connect(chosen.append)
    for first, last in (("Overview", "Trends"), ("History", "Settings")):
        top = sidebar.mapFromGlobal(row(sidebar, first).rect().topLeft()).y()
        bottom = sidebar.mapFromGlobal(row(sidebar, last).rect().bottomLeft()).y()
        for y, x in product(range(top, bottom + 1), (0, sidebar.width() // 2, sidebar.width() - 1)):
            before, folded = len(chosen), len(rows(sidebar))
            click(qtbot, sidebar, QPoint(x, y))
            if len(rows(sidebar)) != folded:
                click(qtbot, sidebar, QPoint(x, y))
                assert len(rows(sidebar)) == folded
            elif len(chosen) == before:
                lost.append((x, y))
    assert lost == []
    assert set(chosen) == {entry.key for entry in PAGES}


def test_the_list_and_the_foot_touch_when_the_window_is_low(qtbot: QtBot) -> None:
    sidebar = shown(qtbot, 420)
    chosen: list[str] = []
    sidebar.chosen.connect(chosen.append)
    y = sidebar.mapFromGlobal(row(sidebar, "History").rect().topLeft()).y()
    for place in range(y - 3, y + 3):
        click(qtbot, sidebar, QPoint(40, place))
    assert len(chosen) + (len(OPEN) - len(rows(sidebar))) >= 6
    assert chosen[-3:] == ["history"] * 3


# Folding


def test_a_click_on_a_section_folds_it_and_the_next_day_it_still_is(sidebar: Sidebar, qtbot: QtBot) -> None:
    for section in ("Homes", "Committee"):
        click(qtbot, sidebar, middle(sidebar, row(sidebar, section, section=True)))
    folded = unfolded("Homes", "Committee")
    assert len(folded) <= len(OPEN) - 6
    assert [name(one) for one in rows(sidebar)] == folded
    assert not row(sidebar, "Homes", section=True).state().expanded
    again = shown(qtbot)
    assert [name(one) for one in rows(again)] == folded
    for section in ("Homes", "Committee"):
        click(qtbot, again, middle(again, row(again, section, section=True)))
    once_more = shown(qtbot)
    assert [name(one) for one in rows(once_more)] == OPEN


def test_one_folded_section_is_remembered_too(sidebar: Sidebar, qtbot: QtBot) -> None:
    click(qtbot, sidebar, middle(sidebar, row(sidebar, "Year", section=True)))
    again = shown(qtbot)
    assert "Survey" not in [name(one) for one in rows(again)]


def test_going_to_a_page_unfolds_its_section(window: MainWindow, qtbot: QtBot) -> None:
    for section in SECTIONS:
        click(qtbot, window.sidebar, middle(window.sidebar, row(window.sidebar, section, section=True)))
    assert [name(one) for one in rows(window.sidebar)] == unfolded(*SECTIONS)
    qtbot.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert in_front(window.sidebar) == ["Visits"]
    window.show_page("trends")
    assert in_front(window.sidebar) == ["Trends"]
    assert "Survey" not in [name(one) for one in rows(window.sidebar)]


def test_a_section_folded_yesterday_stays_folded_when_the_window_opens_on_a_page_of_it(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_page("desks")
    click(qtbot, window.sidebar, middle(window.sidebar, row(window.sidebar, "Homes", section=True)))
    assert window.app is not None
    place = window.app.register.place
    window.close_register()
    assert window.sidebar.front() == ""
    again = opened(place, qtbot)
    for one in (again, window):  # a window of its own, and the register opened again in the one that was there
        assert one is again or one.open_register(place)
        assert one.page() is one.pages["desks"]
        assert one.sidebar.front() == "desks"
        assert not row(one.sidebar, "Homes", section=True).state().expanded
        assert "Desks" not in [name(row_) for row_ in rows(one.sidebar)]
        one.close_register()
    assert window.open_register(place)
    window.show_page("desks")  # asked for by now, though it is there
    assert row(window.sidebar, "Homes", section=True).state().expanded
    assert in_front(window.sidebar) == ["Desks"]


def test_unfolding_brings_what_it_holds_into_sight(sidebar: Sidebar, qtbot: QtBot) -> None:
    tree = sidebar.findChildren(QTreeView)[0]
    for section in SECTIONS:
        click(qtbot, sidebar, middle(sidebar, row(sidebar, section, section=True)))
    sidebar.resize(sidebar.width(), 420)
    for section in SECTIONS:
        tree.verticalScrollBar().setValue(tree.verticalScrollBar().maximum())
        click(qtbot, sidebar, middle(sidebar, row(sidebar, section, section=True)))
        for title in (section, TITLES[SidebarSection(section)][-1]):
            rect = row(sidebar, title, section=title == section).rect()
            assert tree.viewport().rect().contains(tree.viewport().mapFromGlobal(rect.center())), title


def test_the_page_in_front_is_brought_into_sight(qtbot: QtBot) -> None:
    sidebar = shown(qtbot, 420)
    tree = sidebar.findChildren(QTreeView)[0]
    assert tree.verticalScrollBar().maximum() > 0
    for key, title in (("trends", "Trends"), ("overview", "Overview")):
        sidebar.mark(key)
        assert tree.viewport().rect().contains(tree.viewport().mapFromGlobal(row(sidebar, title).rect().center()))


def test_a_page_that_cannot_be_left_stays_marked(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(window.page()), "commit_pending", lambda page: False)
    click(qtbot, window.sidebar, middle(window.sidebar, row(window.sidebar, "Survey")))
    assert in_front(window.sidebar) == ["Overview"]


# Keys


def test_arrows_go_through_all_that_is_visible(window: MainWindow, keyboard: Keyboard) -> None:
    window.sidebar.findChildren(QTreeView)[0].setFocus()
    assert press(keyboard, Qt.Key.Key_Home) == "Overview"
    assert [here(), *(press(keyboard, Qt.Key.Key_Down) for _ in OPEN[1:])] == OPEN
    assert press(keyboard, Qt.Key.Key_Down) == "Settings"
    assert [here(), *(press(keyboard, Qt.Key.Key_Up) for _ in OPEN[1:])] == OPEN[::-1]
    assert press(keyboard, Qt.Key.Key_Up) == "Overview"
    assert press(keyboard, Qt.Key.Key_End) == "Settings"
    assert press(keyboard, Qt.Key.Key_Home) == "Overview"
    assert in_front(window.sidebar) == ["Overview"]  # none of that opened a page
    assert window.page() is window.pages["overview"]


def test_left_and_right_fold_and_unfold(sidebar: Sidebar, keyboard: Keyboard) -> None:
    sidebar.findChildren(QTreeView)[0].setFocus()
    sidebar.mark("visits")
    assert press(keyboard, Qt.Key.Key_Left) == "Homes"
    press(keyboard, Qt.Key.Key_Left)
    assert not row(sidebar, "Homes", section=True).state().expanded
    assert press(keyboard, Qt.Key.Key_Down) == "People"
    assert press(keyboard, Qt.Key.Key_Up) == "Homes"
    press(keyboard, Qt.Key.Key_Right)
    assert row(sidebar, "Homes", section=True).state().expanded
    press(keyboard, Qt.Key.Key_Right)
    press(keyboard, Qt.Key.Key_Right)
    assert press(keyboard, Qt.Key.Key_Down) == "Visits"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_open_a_page_and_fold_a_section(sidebar: Sidebar, keyboard: Keyboard, key: Qt.Key) -> None:
    chosen: list[str] = []
    sidebar.chosen.connect(chosen.append)
    sidebar.findChildren(QTreeView)[0].setFocus()
    keyboard.press(Qt.Key.Key_Home, Qt.Key.Key_Down, key)
    assert not row(sidebar, "Year", section=True).state().expanded
    keyboard.press(key, Qt.Key.Key_Down, key)
    assert chosen == ["menu"]


def test_letters_go_to_the_next_row_that_begins_with_them(sidebar: Sidebar, keyboard: Keyboard, qtbot: QtBot) -> None:
    sidebar.findChildren(QTreeView)[0].setFocus()
    pause = QApplication.keyboardInputInterval() + 50

    def type(letters: str) -> str:
        qtbot.wait(pause)
        keyboard.type(letters)
        return here()

    keyboard.press(Qt.Key.Key_Home)
    assert type("m") == "Menu"
    assert type("se") == "Settings"  # in the foot
    assert type("c") == "Commitments"
    assert type("c") == "Coverage"
    assert type("cc") == "Committee"
    assert type("cou") == "Councillors"
    assert type("w") == "Ward facts"
    assert type("x") == "Ward facts"
    keyboard.press(Qt.Key.Key_Home)
    assert type("hom") == "Homes"


# The ring


def pictures(sidebar: Sidebar) -> QImage:
    QApplication.processEvents()
    return sidebar.grab().toImage()


def rings(sidebar: Sidebar) -> int:
    """How many pixels are in the colour of the focus ring."""
    picture, ring = pictures(sidebar), theme.current().color("focus")
    return sum(picture.pixelColor(x, y) == ring for x in range(picture.width()) for y in range(0, picture.height()))


def test_the_focus_ring_is_for_the_keyboard_alone(sidebar: Sidebar, qtbot: QtBot) -> None:
    window = sidebar.windowHandle()  # whose are the clicks and the keys, before any widget has them

    def press(key: Qt.Key) -> None:
        qtbot.keyClick(window, key)
        QApplication.processEvents()

    def click(place: QPoint) -> None:
        qtbot.mouseClick(window, Qt.MouseButton.LeftButton, pos=place)
        QApplication.processEvents()

    click(middle(sidebar, row(sidebar, "Visits")))
    assert rings(sidebar) == 0
    click(sidebar.icons_button.geometry().center())
    click(sidebar.icons_button.geometry().center())
    assert rings(sidebar) == 0
    for _ in range(3):  # the list, the foot and the button
        press(Qt.Key.Key_Tab)
        assert rings(sidebar) > 20
    click(middle(sidebar, row(sidebar, "Visits")))
    assert rings(sidebar) == 0
    press(Qt.Key.Key_Down)
    assert rings(sidebar) > 20


# Icons only


def test_icons_only_by_the_button_and_by_the_key(window: MainWindow, qtbot: QtBot) -> None:
    sidebar = window.sidebar
    [action] = [one for one in window.findChildren(QAction) if one.shortcut().toString() == "Ctrl+B"]
    wide = sidebar.width()
    qtbot.mouseClick(sidebar.icons_button, Qt.MouseButton.LeftButton)
    narrow = sidebar.width()
    assert narrow < wide / 2
    assert action.isChecked()
    assert [name(one) for one in rows(sidebar)] == OPEN  # a screen reader is told the words all the same
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert (sidebar.width(), action.isChecked()) == (wide, False)
    qtbot.keyClick(window, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert shown(qtbot).width() == narrow  # remembered


def test_icons_have_tool_tips(sidebar: Sidebar, qtbot: QtBot) -> None:
    qtbot.mouseClick(sidebar.icons_button, Qt.MouseButton.LeftButton)
    tips = []
    for one in rows(sidebar):
        tree = sidebar.childAt(middle(sidebar, one))
        assert tree is not None
        place = tree.mapFrom(sidebar, middle(sidebar, one))
        QApplication.sendEvent(tree, QHelpEvent(QEvent.Type.ToolTip, place, tree.mapToGlobal(place)))
        tips.append(QToolTip.text())
    assert [words.split(" (")[0].split(":")[0] for words in tips] == OPEN
    assert f"Homes: {', '.join(TITLES[SidebarSection.HOMES])}" in tips
    assert {f"{entry.title} ({entry.keys})" for entry in PAGES if entry.keys} <= set(tips)


@pytest.mark.parametrize("icons_only", [False, True])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("factor", [1, 2])
def test_words_and_icons_are_whole(
    qapp: QApplication, qtbot: QtBot, factor: int, scheme: theme.Scheme, icons_only: bool
) -> None:
    """At any size of the font no word is cut, and an icon keeps off the edge."""
    usual = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * factor)
    sidebar = shown(qtbot)
    try:
        qapp.setFont(larger)
        theme.apply(qapp, scheme)
        sidebar.set_icons_only(icons_only)
        wanted = max(tree.fontMetrics().horizontalAdvance("Commitments") for tree in sidebar.findChildren(QTreeView))
        assert icons_only or sidebar.width() > wanted + theme.icon_size().width()
        assert not icons_only or sidebar.width() >= theme.icon_size(1.1).width() + 16
        ground = theme.current().color("sidebar")
        picture = pictures(sidebar)
        assert all(picture.pixelColor(picture.width() - 1, y) == ground for y in range(0, 300, 7))
    finally:
        qapp.setFont(usual)
        theme.apply(qapp, "light")
