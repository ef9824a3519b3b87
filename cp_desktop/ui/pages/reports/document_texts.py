"""The texts of a printed document: the built-in ones, and the coordinator's own in their place."""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPlainTextEdit, QVBoxLayout, QWidget
from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.model import DocumentText
from cp_desktop.register.texts import Section, sections
from cp_desktop.ui.desk import Desk
from cp_desktop.ui.looks import theme
from cp_desktop.ui.looks.theme import SPACE
from cp_desktop.ui.looks.widgets import Secondary, SubHeading, push_button

MARKS = (
    "**bold**, *italic*, [words](https://address), a line that begins with - or 1. is a list, with ## a heading. "
    "Words in braces, as {council}, are filled in. Never a child's name."
)
LETTERS = "letters"  # the texts of what is sent by e-mail: a document without pages
LETTER_MARKS = (
    "The first line, after the #, is the subject. Letters are plain text: no bold, no links. Words in braces, as "
    "{name}, are filled in for each letter. Never a child's name."
)


class TextPanel(QWidget):
    """The sections of a document, one of them open to be written."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.document = ""
        self._sections: list[Section] = []
        self._open: Section | None = None
        self.list = QListWidget()
        self.list.setAccessibleName("Sections of the document")
        self.list.setMaximumHeight(theme.row_height() * 8 + SPACE.small)
        self.list.currentRowChanged.connect(self._chosen)
        self.editor = QPlainTextEdit()
        self.editor.setAccessibleName("Text of the section")
        self.editor.setTabChangesFocus(True)
        self.editor.setReadOnly(not desk.can_write)
        self.editor.textChanged.connect(self._show_state)
        self.marks = Secondary("", wrap=True)
        self.state = Secondary("", wrap=True)
        self.save_button = push_button("Save &text", "save")
        self.save_button.setToolTip("Ctrl+S")
        self.save_button.clicked.connect(self.save)
        self.back_button = push_button("&Back to the built-in text", "restore")
        self.back_button.clicked.connect(self.back_to_built_in)
        buttons = QHBoxLayout()
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.back_button)
        buttons.addStretch(1)
        stack = QVBoxLayout(self)
        stack.setContentsMargins(SPACE.medium, 0, 0, 0)
        stack.setSpacing(SPACE.small)
        stack.addWidget(SubHeading("Texts of this document"))
        stack.addWidget(self.list)
        stack.addWidget(self.editor, 1)
        stack.addWidget(self.marks)
        stack.addLayout(buttons)
        stack.addWidget(self.state)
        for button in (self.save_button, self.back_button):
            button.setVisible(desk.can_write)

    def has_texts(self, document: str) -> bool:
        """Whether a document has any texts that can be read or written here."""
        year = self._desk.scope.year
        return bool(self._desk.read(lambda session: sections(session, document, year)))

    @property
    def dirty(self) -> bool:
        """Whether the open text differs from what is kept."""
        return self._open is not None and self.editor.toPlainText() != _whole(self._open)

    def show_document(self, document: str) -> None:
        """Reads the sections of a document; what is being typed in one of them stays."""
        year = self._desk.scope.year
        keep = self._open.key if self._open is not None and document == self.document else ""
        typed = self.editor.toPlainText() if keep and self.dirty else None
        self.document = document
        self.marks.setText(LETTER_MARKS if document == LETTERS else MARKS)
        self.editor.setAccessibleDescription(self.marks.text())
        self._sections = self._desk.read(lambda session: sections(session, document, year))
        self.list.blockSignals(True)
        self.list.clear()
        for section in self._sections:
            item = QListWidgetItem(section.title + (" (your own words)" if section.edited else ""))
            item.setSizeHint(QSize(0, theme.row_height()))
            self.list.addItem(item)
        place = next((place for place, section in enumerate(self._sections) if section.key == keep), 0)
        self.list.setCurrentRow(place)
        self.list.blockSignals(False)
        self._put(self._sections[place] if self._sections else None)
        if typed is not None:
            self.editor.setPlainText(typed)

    def _chosen(self, row: int) -> None:
        if self.dirty and not self.save():
            return
        if 0 <= row < len(self._sections):
            self.list.setCurrentRow(row)
            self._put(self._sections[row])

    def _put(self, section: Section | None) -> None:
        text = "" if section is None else _whole(section)
        same = self._open is not None and section is not None and self._open.key == section.key
        self._open = section
        if not (same and self.editor.toPlainText() == text):  # whoever is writing keeps her place
            self.editor.setPlainText(text)
        self._show_state()

    def _show_state(self) -> None:
        section = self._open
        self.save_button.setEnabled(self.dirty)
        self.back_button.setEnabled(section is not None and section.edited)
        if section is None:
            self.state.setText("")
        elif self.dirty:
            self.state.setText("Not saved yet.")
        else:
            self.state.setText("Your own words." if section.edited else "The built-in text.")

    def save(self) -> bool:
        """Keeps what was typed as the section's text for this year; False when it could not be kept."""
        section = self._open
        if section is None or not self.dirty:
            return True
        body = self.editor.toPlainText()
        self._open = Section(section.key, section.title, body, True)  # so that nothing counts as unsaved meanwhile
        year_id, document = self._desk.scope.year_id, self.document

        def work(session: Session) -> bool:
            text = _kept(session, year_id, document, section.key)
            if text is None:
                text = DocumentText(year_id=year_id, document=document, section=section.key)
                session.add(text)
            text.body = body
            return True

        if self._desk.do(f"Edit text: {section.title}", work):
            self.show_document(document)
            self._desk.said.emit("Saved.", "info", "Undo")
            return True
        self._open = section
        self._show_state()
        return False

    def back_to_built_in(self) -> None:
        """Takes the coordinator's own words away; Undo brings them back."""
        section = self._open
        if section is None:
            return
        year_id, document = self._desk.scope.year_id, self.document

        def work(session: Session) -> bool:
            text = _kept(session, year_id, document, section.key)
            if text is not None:
                session.delete(text)
            return True

        if self._desk.do(f"Back to the built-in text: {section.title}", work):
            self._open = None
            self.show_document(document)
            self._desk.said.emit("The built-in text is back.", "info", "Undo")


def _whole(section: Section) -> str:
    return f"# {section.title}\n\n{section.body}"


def _kept(session: Session, year_id: int, document: str, key: str) -> DocumentText | None:
    query = select(DocumentText).where(
        DocumentText.year_id == year_id, DocumentText.document == document, DocumentText.section == key
    )
    return session.scalars(query).first()
