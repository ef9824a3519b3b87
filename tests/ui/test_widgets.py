"""The small widgets: they say what they are, can be used by keyboard alone, and paint at any size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QCursor, QHelpEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPushButton,
    QTableView,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cp_desktop.ui import theme
from cp_desktop.ui.widgets import glyphs
from cp_desktop.ui.widgets.buttons import Chip, link_button, push_button, tool_button
from cp_desktop.ui.widgets.key_figure import KeyFigure
from cp_desktop.ui.widgets.labels import PageHeading, Secondary, SubHeading
from cp_desktop.ui.widgets.stacked_bars import StackedBars
from cp_desktop.ui.widgets.surfaces import Banner, Card, EmptyState
from tests.ui.screen_reader import accessible_name

LABELS = {
    glyphs.UNDERTAKEN: "Undertaken",
    glyphs.NOT_YET: "Not yet",
    glyphs.COMMITTED: "No answer",
    glyphs.UNDERTAKEN_UNCOMMITTED: "Without commitment",
}
ROWS = [
    ("Visit a children's home", {glyphs.UNDERTAKEN: 25, glyphs.NOT_YET: 18, glyphs.COMMITTED: 7}),
    ("Offer work experience", {glyphs.UNDERTAKEN: 0, glyphs.NOT_YET: 1, glyphs.UNDERTAKEN_UNCOMMITTED: 40}),
]


@pytest.fixture(autouse=True)
def _themed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "system")


@pytest.fixture
def bars(qtbot: QtBot) -> StackedBars:
    widget = StackedBars("Commitments by item", LABELS)
    qtbot.addWidget(widget)
    widget.set_rows(ROWS)
    widget.resize(800, widget.sizeHint().height())
    widget.show()
    return widget


def test_text_stands_on_the_type_scale_and_follows_the_font(qapp: QApplication, qtbot: QtBot) -> None:
    labels = [PageHeading("Homes"), SubHeading("Visits"), Secondary("as at 31 Jan 2018")]
    for label in labels:
        qtbot.addWidget(label)
        label.show()
    usual = qapp.font()
    sizes = [label.font().pointSizeF() / usual.pointSizeF() for label in labels]
    assert sizes == pytest.approx([1.6, 1.25, 0.9])
    larger = qapp.font()
    larger.setPointSizeF(usual.pointSizeF() * 2)
    qapp.setFont(larger)
    qapp.processEvents()
    try:
        assert [label.font().pointSizeF() / usual.pointSizeF() for label in labels] == pytest.approx([3.2, 2.5, 1.8])
    finally:
        qapp.setFont(usual)


def test_names_are_never_read_as_markup(qtbot: QtBot) -> None:
    label = PageHeading("<b>O'Hara</b>")
    qtbot.addWidget(label)
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_buttons_are_named_without_their_mnemonics(qtbot: QtBot) -> None:
    for button in (
        push_button("&Log visit", "add", primary=True),
        link_button("&Log visit"),
        tool_button("add", "&Log visit"),
    ):
        qtbot.addWidget(button)
        assert accessible_name(button) == "Log visit"
        assert button.focusPolicy() & Qt.FocusPolicy.TabFocus


# Banner


def test_a_banner_says_its_sentence_and_offers_its_action(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    assert banner.isHidden()
    banner.say("The last backup is 16 days old.", "warning", action="Back up now")
    assert banner.isVisible()
    assert banner.accessibleName() == "Warning: The last backup is 16 days old."
    action = banner.findChild(QPushButton)
    assert accessible_name(action) == "Back up now"
    with qtbot.waitSignal(banner.acted):
        qtbot.keyClick(action, Qt.Key.Key_Space)
    with qtbot.waitSignal(banner.closed):
        qtbot.keyClick(action, Qt.Key.Key_Escape)
    assert banner.isHidden()


def test_what_is_only_for_information_goes_by_itself(qtbot: QtBot) -> None:
    banner = Banner(info_for=20)
    qtbot.addWidget(banner)
    banner.move(QCursor.pos() + QPoint(100, 100))  # what is under the mouse stays
    with qtbot.waitSignal(banner.closed):
        banner.say("Saved.", "info")
    assert banner.isHidden()
    banner.say("Saved.", "info")
    banner.say("The last backup is 16 days old.", "warning")
    qtbot.wait(60)
    assert banner.isVisible()


def test_a_banner_shows_its_kind_and_takes_the_new_theme(qapp: QApplication, qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.resize(600, 60)
    for kind, background in (("info", "info_background"), ("error", "error_background")):
        banner.say("Nothing was changed.", kind)  # type: ignore[arg-type]
        for scheme in ("light", "dark"):
            theme.apply(qapp, scheme)  # type: ignore[arg-type]
            pixel = banner.grab().toImage().pixelColor(4, 30)
            assert pixel == theme.current().color(background)


def test_a_banner_that_may_not_be_closed_is_not(qtbot: QtBot) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say("This register is open read-only.", closable=False)
    qtbot.keyClick(banner, Qt.Key.Key_Escape)
    assert banner.isVisible()


# Chip, empty state, card


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_a_chip_is_removed_by_keyboard(qtbot: QtBot, key: Qt.Key) -> None:
    chip = Chip("Ward: Aston")
    qtbot.addWidget(chip)
    chip.show()
    assert chip.accessibleName() == "Remove filter Ward: Aston"
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, key)


def test_a_chip_with_many_words_stays_short(qtbot: QtBot) -> None:
    chip = Chip("Role: " + "a very long name " * 10)
    qtbot.addWidget(chip)
    assert chip.sizeHint().width() < chip.fontMetrics().averageCharWidth() * 50
    assert not chip.grab().isNull()


def test_an_empty_page_offers_its_steps(qtbot: QtBot) -> None:
    done: list[str] = []
    empty = EmptyState(
        "visits",
        "No visits have been logged in 2017/18.",
        [("Log visit", lambda: done.append("log")), ("Import a list", lambda: done.append("import"))],
    )
    qtbot.addWidget(empty)
    empty.show()
    assert empty.accessibleName() == "No visits have been logged in 2017/18."
    assert [button.property("primary") for button in empty.buttons] == [True, False]
    qtbot.keyClick(empty.buttons[1], Qt.Key.Key_Space)
    assert done == ["import"]
    with pytest.raises(ValueError, match="at most four"):
        EmptyState("visits", "", [("x", print)] * 5)


def test_a_card_stacks_what_it_is_given(qtbot: QtBot) -> None:
    card = Card()
    qtbot.addWidget(card)
    card.body.addWidget(SubHeading("Homes by district"))
    card.resize(300, 100)
    assert card.grab().toImage().pixelColor(150, 5) == theme.current().color("card")


# Key figure


def test_a_key_figure_reads_as_one_sentence_and_opens_by_keyboard_and_mouse(qtbot: QtBot) -> None:
    figure = KeyFigure("Members committed")
    qtbot.addWidget(figure)
    figure.set_figure("105", "105 of 120 members", 105 / 120)
    figure.show()
    assert figure.accessibleName() == "Members committed: 105, 105 of 120 members"
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
        with qtbot.waitSignal(figure.activated):
            qtbot.keyClick(figure, key)
    with qtbot.waitSignal(figure.activated):
        qtbot.mouseClick(figure, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("share", [None, -1.0, 0.0, 0.001, 0.5, 1.0, 7.0])
def test_a_key_figure_draws_any_share(qtbot: QtBot, share: float | None) -> None:
    figure = KeyFigure("Undertaken")
    qtbot.addWidget(figure)
    figure.set_figure("58%", "239 of 412 commitments", share)
    figure.resize(figure.sizeHint())
    image, palette = figure.grab().toImage(), theme.current()
    y = figure.height() - theme.SPACE.medium - 2
    filled = sum(image.pixelColor(x, y) == palette.color("accent") for x in range(image.width()))
    inner = figure.width() - 2 * theme.SPACE.medium
    expected = 0.0 if not share or share < 0 else min(share, 1.0) * inner
    assert abs(filled - expected) <= theme.SPACE.tight


def test_a_focused_widget_shows_its_ring(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    row = QHBoxLayout(host)
    other = push_button("Other")
    figure, chip, bars = KeyFigure("Homes visited"), Chip("Ward: Aston"), StackedBars("Bars", LABELS)
    bars.set_rows(ROWS)
    button, tool, link = push_button("Log visit"), tool_button("add", "Add"), link_button("Open")
    tested = (figure, chip, bars, button, tool, link)
    for widget in (other, *tested):
        row.addWidget(widget)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    for widget in tested:
        other.setFocus()
        before = widget.grab().toImage()
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert widget.grab().toImage() != before, type(widget).__name__


# Bars


def test_bars_say_every_count_in_words(bars: StackedBars) -> None:
    assert bars.accessibleName() == "Commitments by item"
    assert bars.accessibleDescription() == (
        "Visit a children's home, 50 in all: Undertaken 25, Not yet 18, No answer 7; "
        "Offer work experience, 41 in all: Undertaken 0, Not yet 1, Without commitment 40"
    )


def test_bars_are_walked_by_keyboard(bars: StackedBars, qtbot: QtBot) -> None:
    def press(*keys: Qt.Key) -> tuple[int, str]:
        for key in keys:
            qtbot.keyClick(bars, key)
        return bars.current()

    assert bars.current() == (0, "")
    assert press(Qt.Key.Key_Right) == (0, glyphs.UNDERTAKEN)
    assert press(Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right) == (0, glyphs.COMMITTED)
    assert press(Qt.Key.Key_Down) == (1, "")  # nothing of that state there
    assert press(Qt.Key.Key_Right) == (1, glyphs.NOT_YET)  # steps over what is nought
    with qtbot.waitSignal(bars.activated) as activated:
        press(Qt.Key.Key_Return)
    assert activated.args == [1, glyphs.NOT_YET]
    assert press(Qt.Key.Key_Down, Qt.Key.Key_Down) == (1, glyphs.NOT_YET)
    assert press(Qt.Key.Key_Home) == (0, glyphs.NOT_YET)
    assert press(Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Left) == (1, "")


def test_a_click_says_the_row_and_the_state(bars: StackedBars, qtbot: QtBot) -> None:
    for row, state in ((0, glyphs.NOT_YET), (1, glyphs.UNDERTAKEN_UNCOMMITTED)):
        with qtbot.waitSignal(bars.activated) as activated:
            qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.part_rect(row, state).center())
        assert activated.args == [row, state]
    with qtbot.waitSignal(bars.activated) as activated:
        qtbot.mouseClick(bars, Qt.MouseButton.LeftButton, pos=QPoint(5, bars.part_rect(1).center().y()))
    assert activated.args == [1, ""]


def test_bars_share_one_scale_and_every_part_can_be_seen(bars: StackedBars) -> None:
    first = bars.part_rect(0, glyphs.UNDERTAKEN).width() / 25
    assert bars.part_rect(1, glyphs.UNDERTAKEN_UNCOMMITTED).width() / 40 == pytest.approx(first, rel=0.05)
    assert bars.part_rect(1, glyphs.UNDERTAKEN).isEmpty()
    bars.set_rows([("A", {glyphs.UNDERTAKEN: 100_000, glyphs.NOT_YET: 1})])
    assert bars.part_rect(0, glyphs.NOT_YET).width() >= 3
    assert bars.part_rect(0, glyphs.NOT_YET).right() < bars.width()


@pytest.mark.parametrize("rows", [[], [("Visit a home", {})]])
def test_bars_without_counts(
    bars: StackedBars, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, rows: list[tuple[str, dict[str, int]]]
) -> None:
    bars.set_rows(rows)
    assert not bars.grab().isNull()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        qtbot.keyClick(bars, key)
    qtbot.mouseMove(bars, QPoint(10, 5))
    said: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _at, text, _widget: said.append(text))
    tip = QHelpEvent(QEvent.Type.ToolTip, QPoint(10, 5), bars.mapToGlobal(QPoint(10, 5)))
    assert QApplication.sendEvent(bars, tip)
    assert said == [f"{rows[0][0]}, 0 in all" if rows else ""]


def test_a_state_without_a_label_is_refused(bars: StackedBars) -> None:
    with pytest.raises(ValueError, match="no label for \\['known'\\]"):
        bars.set_rows([("A", {glyphs.KNOWN: 1})])


# Key to the signs, tables, fields


def test_the_key_wraps_where_it_must(qtbot: QtBot) -> None:
    key = glyphs.StateKey(list(LABELS.items()))
    qtbot.addWidget(key)
    assert key.accessibleName() == "Key: Undertaken, Not yet, No answer, Without commitment"
    wide = key.sizeHint().width()
    assert key.heightForWidth(wide) == key.sizeHint().height()
    assert key.heightForWidth(wide // 2) > key.heightForWidth(wide)
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    column.addWidget(key)
    host.resize(wide // 2, 200)
    host.show()
    assert not key.grab().isNull()


def test_a_table_has_its_style(qtbot: QtBot) -> None:
    table = QTableView()
    qtbot.addWidget(table)
    theme.style_table(table)
    assert table.verticalHeader().defaultSectionSize() == theme.row_height()
    assert not table.showGrid()


@pytest.mark.parametrize("width", [1, 20, 4000])
def test_everything_paints_at_any_width(qtbot: QtBot, width: int) -> None:
    figure, chip, bars = KeyFigure("Members committed"), Chip("Ward: Aston"), StackedBars("Bars", LABELS)
    figure.set_figure("105", "105 of 120 members", 0.9)
    bars.set_rows(ROWS)
    for widget in (figure, chip, bars, glyphs.StateKey(list(LABELS.items()))):
        qtbot.addWidget(widget)
        widget.setMinimumSize(1, 1)
        widget.resize(width, 40)
        assert not widget.grab().isNull()


def test_hovering_changes_nothing_but_the_paint(bars: StackedBars, qtbot: QtBot) -> None:
    qtbot.mouseMove(bars, bars.part_rect(0, glyphs.NOT_YET).center())
    QApplication.sendEvent(bars, QEvent(QEvent.Type.Leave))
    assert bars.current() == (0, "")
