"""A section of a page: a title with its sentence, buttons, and content; most are a list of records with a form."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cp_desktop.model import Base, Listing
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.record_list import RecordList
from cp_desktop.ui.theme import SPACE
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary, SubHeading
from cp_desktop.ui.widgets.letters import literal
from cp_desktop.ui.widgets.surfaces import EmptyState


class PageSection(QWidget):
    """One section: its title and sentence, its buttons, and its content in `body`."""

    def __init__(self, app: AppSession, title: str, sentence: str) -> None:
        super().__init__()
        self.app, self._title, self._said = app, title, sentence
        self._heading = SubHeading()
        self._sentence = Secondary("", wrap=True)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(SPACE.small)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._heading)
        words.addWidget(self._sentence)
        head = QHBoxLayout()
        head.addLayout(words, 1)
        head.addLayout(self.tools)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(SPACE.small)
        self.body.addLayout(head)
        app.terms_changed.connect(self.reword)
        self.reword()

    def reword(self) -> None:
        """Says its title in the council's terms."""
        self._heading.setText(self.app.terms.said(self._title))
        self._sentence.setText(self.app.terms.said(self._said))

    def refresh(self) -> None:
        """Reads again what it shows."""

    def new(self, **values: Any) -> None:
        """Begins something new."""

    def search(self) -> None:
        """Puts the keyboard into its search box."""

    def save(self) -> None:
        """Saves what is being typed."""

    def commit_pending(self) -> bool:
        """Saves what was typed before something else is shown; False when that must wait for a mend."""
        return True


@dataclass(frozen=True)
class Records:
    """A section that is a list of records: what it lists, and with what a new one begins."""

    title: str
    sentence: str
    kind: type[Base]
    listing: Callable[[AppSession], Listing]
    defaults: Callable[[AppSession], dict[str, Any]] = field(default=lambda _: {})
    form: Callable[[AppSession], RecordForm] | None = None


class ListSection(PageSection):
    """A list of records with the form of one."""

    def __init__(self, app: AppSession, records: Records) -> None:
        super().__init__(app, records.title, records.sentence)
        self._records = records
        form = records.form(app) if records.form else RecordForm(app, records.kind)
        self.list = RecordList(app, self._listing, form, self._make_empty, records.kind.many.capitalize())
        self.form, self.rows = form, self.list.rows
        self.add_button = push_button(f"&Add {records.kind.one}", "add")
        if not app.can_write:
            self.add_button.hide()
        self.add_button.clicked.connect(lambda _: self.new())
        self.tools.addWidget(self.add_button)
        self.body.addWidget(self.list, 1)
        self.reword()

    def reword(self) -> None:
        super().reword()
        if hasattr(self, "add_button"):
            words = self.app.terms.said(f"Add {self._records.kind.one}")
            self.add_button.setText(f"&{literal(words)}")

    def _listing(self) -> Listing:
        return self._records.listing(self.app)

    def _make_empty(self) -> EmptyState:
        one = self.app.terms.said(self._records.kind.one)
        actions = [(f"Add the first {one}", self.new)] if self.app.can_write else []
        return EmptyState("settings", self.app.terms.said(self._records.sentence), actions)

    def refresh(self) -> None:
        self.list.refresh()

    def new(self, **values: Any) -> None:
        self.list.new(**(self._records.defaults(self.app) | values))

    def search(self) -> None:
        self.list.search()

    def save(self) -> None:
        self.list.save()

    def commit_pending(self) -> bool:
        return self.list.commit_pending()
