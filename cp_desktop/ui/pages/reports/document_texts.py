"""The texts of a printed document: the built-in ones, and the coordinator's own in their place."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from cp_desktop.figures.involvement import involved
from cp_desktop.register.texts import Drafts
from cp_desktop.reports.involvement import suggested
from cp_desktop.services import texts
from cp_desktop.services.texts import LETTERS, EditableText, InvolvementText, has_texts, home_named, home_names
from cp_desktop.ui import theme
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.reports.text_words import unfilled_words, words_for
from cp_desktop.ui.remark import Remark
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.accessibility import announce
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading

__all__ = ["LETTERS", "TextPanel"]

LONGEST = 400  # letters of a text that a notice quotes


class TextPanel(QWidget):
    """What of a document can be written, one of it open: sections, and of the survey summary also the sentences that
    its figures give, and what is told of members' involvement."""

    typed = Signal()  # something else stands in the text than before
    opened = Signal(str)  # the heading over the text that was chosen

    def __init__(self, app: AppSession) -> None:
        super().__init__()
        self._app = app
        self.document = ""
        self.rows: list[EditableText | None] = []  # None for a heading
        self._open: EditableText | None = None
        self._warned = ""  # what was spoken of last
        self._home_names: list[tuple[str, str]] = []
        self.list = QListWidget()
        self.list.setAccessibleName("Texts of the document")
        self.list.setMaximumHeight(theme.row_height() * 9 + SPACE.small)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._chosen)
        self.notice = _Notice()
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName("The text")
        self.editor.setTabChangesFocus(True)
        self.editor.setReadOnly(not app.can_write)
        self._refusal = Remark(app)
        self.editor.textChanged.connect(self._refusal.take_back)
        self.editor.textChanged.connect(self._show_state)
        self.editor.textChanged.connect(self.typed)
        self.marks = Secondary("", wrap=True)
        self.state = Secondary("", wrap=True)
        self.save_button = push_button("S&ave text", "save")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.keep_button = push_button("&Keep my words", "save")
        self.keep_button.setToolTip("They are right for the new figure")
        self.keep_button.clicked.connect(self.confirm)
        self.back_button = push_button("&Back to the built-in text", "restore")
        self.back_button.clicked.connect(self.back_to_built_in)
        self.suggest_button = push_button("S&uggest from evidence", "evidence")
        self.suggest_button.setToolTip("From confirmed evidence and recorded activities of this item")
        self.suggest_button.clicked.connect(self.suggest)
        self.theirs_button = push_button("Take &theirs", "undo")
        self.theirs_button.setToolTip("Shows what stands in the register instead of what you typed")
        self.theirs_button.clicked.connect(self._take_theirs)
        self.theirs_button.hide()
        buttons = QHBoxLayout()
        for button in (self.save_button, self.theirs_button, self.keep_button, self.back_button, self.suggest_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading("Texts of this document"))
        stack.addWidget(self.list)
        stack.addWidget(self.notice)
        stack.addWidget(self.editor, 1)
        stack.addWidget(self.marks)
        stack.addWidget(self.state)
        stack.addLayout(buttons)  # last: what is said above them takes its room from the editor, and they stay
        self._show_state()

    def has_texts(self, document: str) -> bool:
        """Whether a document has any texts that can be read or written here."""
        return self._app.read(lambda session: has_texts(session, document, self._app.scope.year))

    @property
    def dirty(self) -> bool:
        """Whether the open text differs from what is kept."""
        return self._open is not None and self.editor.toPlainText() != self._open.text

    @property
    def drafts(self) -> Drafts:
        """What is typed and not saved yet."""
        return self._open.drafts(self.editor.toPlainText()) if self._open is not None and self.dirty else {}

    @property
    def open_text(self) -> EditableText | None:
        """What is open."""
        return self._open

    def show_document(self, document: str) -> None:
        """Reads the texts of a document; what is being typed in one of them stays."""
        scope = self._app.scope
        keep = self._open.key if self._open is not None and document == self.document else ""
        typed = self.editor.toPlainText() if keep and self.dirty else None
        as_read = self._open.text if self._open is not None else ""
        self.document = document
        found, self._home_names = self._app.read(
            lambda s: (texts.load(s, document, scope.year, scope.edition_id, scope.as_at), home_names(s))
        )
        self.list.blockSignals(True)
        self.list.clear()
        self.rows = []
        for one in found:
            before = self.rows[-1].group if self.rows and self.rows[-1] else ""
            if one.group != before:
                self._add_heading(one.group)
            self._add(one)
        there = [place for place, one in enumerate(self.rows) if one is not None]
        place = next((at for at, one in enumerate(self.rows) if one and one.key == keep), there[0] if there else -1)
        self.list.setCurrentRow(place)
        self.list.scrollToItem(self.list.item(place))
        self.list.blockSignals(False)
        opened = self.rows[place] if there else None
        self._put(opened)
        if typed is not None and opened is not None and opened.key == keep:
            self.editor.setPlainText(typed)
            if opened.text not in (as_read, typed):
                self._say_changed(opened)

    def _say_changed(self, one: EditableText) -> None:
        """Says what the text was changed to while she was typing: saving keeps hers, the button takes the other."""
        shown = one.text if len(one.text) <= LONGEST else f"{one.text[:LONGEST]}…"
        self.notice.say(
            f"This text was changed meanwhile. In the register stands now:\n“{shown}”\n"
            "Save text keeps what you typed; Take theirs shows the other."
        )
        self.theirs_button.show()

    def _take_theirs(self) -> None:
        if self._open is not None:
            self.editor.setPlainText(self._open.text)
            self._put(self._open)
            self.editor.setFocus()

    def _add_heading(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.font(strong=True))
        item.setSizeHint(QSize(0, theme.row_height()))
        self.list.addItem(item)
        self.rows.append(None)

    def _add(self, one: EditableText) -> None:
        line = words_for(one).line
        item = QListWidgetItem(line)
        item.setSizeHint(QSize(0, theme.row_height()))
        item.setToolTip(one.notice or line)
        if one.notice:
            item.setIcon(theme.icon("warning", "warning_ink"))
        self.list.addItem(item)
        self.rows.append(one)

    def open_flagged(self) -> None:
        """Opens the first text of which something is to be seen before it is printed."""
        place = next((at for at, one in enumerate(self.rows) if one and one.notice), -1)
        if place >= 0:
            self.list.setCurrentRow(place)
            self.editor.setFocus()

    def _chosen(self, row: int) -> None:
        if self.dirty and not self.save():
            return
        one = self.rows[row] if 0 <= row < len(self.rows) else None
        if one is not None:
            self.list.setCurrentRow(row)
            self._put(one)
            self.opened.emit(one.heading)

    def _put(self, one: EditableText | None) -> None:
        text = "" if one is None else one.text
        same = self._open is not None and one is not None and self._open.key == one.key
        self._open = one
        if not (same and self.editor.toPlainText() == text):  # whoever is writing keeps her place
            self.editor.setPlainText(text)
        if one is not None:
            self.editor.setAccessibleName(f"Text of {one.title}")
            words = words_for(one)
            self.editor.setAccessibleDescription(words.help)
            self.marks.setText(words.help)
            self.back_button.setText(words.back)
        self.notice.say(one.notice if one is not None else "")
        self.theirs_button.hide()
        self._show_state()

    def _show_state(self) -> None:
        one, can = self._open, self._app.can_write
        self.save_button.setVisible(can)
        self.save_button.setEnabled(self.dirty)
        self.back_button.setVisible(can)
        self.back_button.setEnabled(one is not None and one.own)
        self.keep_button.setVisible(can and self._can_confirm())
        self.suggest_button.setVisible(can and isinstance(one, InvolvementText))
        warnings = self._warnings()
        if warnings and warnings != self._warned:
            announce(self.editor, warnings)
        self._warned = warnings
        kept = words_for(one).state if one is not None else ""
        self.state.setText(warnings or ("Not saved yet." if self.dirty else kept))

    def _warnings(self) -> str:
        """What is to be known of what stands in the editor before it is saved and printed."""
        one, typed = self._open, self.editor.toPlainText()
        if one is None:
            return ""
        home = home_named(typed, self._home_names)
        named = f"It names a home, {home}: papers for the public do not." if home else ""
        return " ".join(filter(None, (named, unfilled_words(one, typed))))

    def _can_confirm(self) -> bool:
        sentence = getattr(self._open, "sentence", None)
        return sentence is not None and sentence.stale and bool(sentence.composed)

    def say(self, problem: str) -> None:
        """Says what the pages cannot show of what is being typed."""
        self.state.setText(problem)

    def save(self) -> bool:
        """Keeps what was typed for this year; False when it could not be kept."""
        return not self.dirty or self._keep()

    def discard(self) -> None:
        """Lets go what was typed: the text is shown as it is kept."""
        self._read_again(self.document)

    def confirm(self) -> None:
        """Keeps her words for the figures as they are now: the sentence is no longer flagged."""
        if self._can_confirm():
            self._keep()

    def _keep(self) -> bool:
        one = self._open
        if one is None:
            return True
        register, year_id = self._app.register, self._app.scope.year_id
        document, text = self.document, self.editor.toPlainText()
        self._open = None  # so that nothing counts as unsaved meanwhile
        done = self._app.try_(lambda: one.save(register, year_id, text), self._refusal)
        self._open = one
        if done:
            if self.save_button.hasFocus():  # which is of no use any more: whoever pressed it goes on writing
                self.editor.setFocus()
            self._read_again(document)
            self._app.message.emit("Saved.", "info", "Undo")
            return True
        self.show_document(document)  # if it was refused for what changed meanwhile, that is seen now
        self._show_state()
        return False

    def back_to_built_in(self) -> None:
        """Takes the coordinator's own words away; Undo brings them back."""
        one = self._open
        if one is None:
            return
        register, year_id = self._app.register, self._app.scope.year_id
        if self._app.try_(lambda: one.take_back(register, year_id)):
            self._read_again(self.document)
            self._app.message.emit(words_for(one).back_done, "info", "Undo")

    def _read_again(self, document: str) -> None:
        one = self._open
        if one is not None:
            self.editor.blockSignals(True)
            self.editor.setPlainText(one.text)  # nothing is being typed any more
            self.editor.blockSignals(False)
        self.show_document(document)

    def suggest(self) -> None:
        """Puts what the register's records suggest into the editor, after what is there; nothing is saved yet."""
        one, scope = self._open, self._app.scope
        if not isinstance(one, InvolvementText):
            return
        found = self._app.read(lambda session: involved(session, scope.edition_id, scope.as_at))
        text = suggested(found.get(one.item_id))
        if not text:
            words = "No confirmed evidence and no recorded activity of this item by the day: confirm it under Evidence."
            self._app.message.emit(words, "info", "")
            return
        typed = self.editor.toPlainText().strip()
        if text in typed:
            announce(self.editor, "The suggestion is there already")
            return
        cursor = self.editor.textCursor()
        cursor.select(cursor.SelectionType.Document)
        cursor.insertText(f"{typed}\n{text}" if typed else text)  # one step back with Ctrl+Z
        self.editor.setFocus()


class _Notice(QFrame):
    """A warning above the editor: what changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("surface", "warning")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.small, SPACE.tight, SPACE.small, SPACE.tight)
        stack.addWidget(self._words)
        self.hide()

    def say(self, words: str) -> None:
        """Shows what changed, or nothing."""
        if words and words != self._words.text():
            announce(self, words)
        self._words.setText(words)
        self.setAccessibleName(f"Warning: {words}" if words else "")
        self.setVisible(bool(words))

    def text(self) -> str:
        """What it says."""
        return self._words.text()
