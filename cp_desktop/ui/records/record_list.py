"""A listing's table at the left and the record at the right: how rows are opened, added, saved and put away."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from cp_desktop.model import Listing
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.form import RecordForm
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.surfaces import EmptyState


class RecordList(QWidget):
    """The rows of a listing and the form of one. `make_empty` gives what stands there while there are none.

    `form` edits the rows. `add_form` brings in others that take its place at the right; `new_form` is where
    something new begins: the same one unless told otherwise.
    """

    def __init__(
        self,
        app: AppSession,
        listing: Callable[[], Listing],
        form: RecordForm,
        make_empty: Callable[[], EmptyState],
        name: str,
    ) -> None:
        super().__init__()
        self.app = app
        self._make_empty, self._splitter_setting = make_empty, f"pages/{name}/splitter"
        self.rows = RecordTable(app, name, listing)
        self.form = self.new_form = form
        self._opening: int | None = None
        self._pointing: int | None = None
        self.side = QStackedWidget()
        self.side.hide()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.rows)
        self.splitter.addWidget(self.side)
        self.splitter.setStretchFactor(0, 3)
        self.splitter.setStretchFactor(1, 2)
        self.splitter.splitterMoved.connect(self._remember_splitter)
        self.empty: EmptyState | None = None
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)
        self.rows.opened.connect(self._open_and_enter)
        self.rows.moved.connect(self._follow)
        self.rows.arrived.connect(self._arrived)
        self.add_form(form)

    def add_form(self, form: RecordForm) -> None:
        """Lets another form stand at the right."""
        self.side.addWidget(form)
        form.saved.connect(self._saved)
        form.deleted.connect(self._put_away)
        form.left.connect(self.close_form)
        form.discarded.connect(self._put_away)
        form.closed.connect(self.close_form)

    @property
    def front(self) -> RecordForm | None:
        """The form that stands at the right, if one does."""
        form = self.side.currentWidget()
        return form if isinstance(form, RecordForm) and not self.side.isHidden() else None

    # -- as a page does

    def refresh(self) -> None:
        """Reads the rows again, and the record unless something was typed in it."""
        self.rows.refresh()
        if self.front is not None and not self.front.reopen():
            self._put_away()

    def new(self, **values: Any) -> None:
        """Begins a new record with these values."""
        if self.app.can_write and self.commit_pending():
            self.show_form(self.new_form)
            self.new_form.open_new(**values)

    def search(self) -> None:
        """Puts the keyboard into the search box."""
        self.rows.enter_search()

    def save(self) -> None:
        """Saves what is being typed."""
        if self.front is not None:
            self.front.save()

    def go_to(self, id: int) -> None:
        """Shows one record, as soon as the rows are there."""
        self._opening = id
        if self.rows.model.loaded:
            self._arrived()

    def commit_pending(self) -> bool:
        """Saves what was typed before something else is shown; False when that must wait for a mend."""
        return self.front is None or self.front.commit_pending()

    def show_form(self, form: RecordForm) -> None:
        """Puts a form at the right. The one that stood there has been left."""
        self.stack.setCurrentWidget(self.splitter)
        self.side.setCurrentWidget(form)
        if self.side.isHidden():
            self.side.show()
            sizes = recall(self._splitter_setting, [])
            width = max(self.splitter.width(), 600)
            self.splitter.setSizes([int(size) for size in sizes] or [width * 3 // 5, width * 2 // 5])

    def close_form(self) -> None:
        """Puts the record away, once it is saved."""
        if self.commit_pending():
            self._put_away()

    # -- table and form together

    def _arrived(self) -> None:
        nothing = not self.rows.model.ids and not self.rows.model.narrowed
        if nothing and self.front is None:
            self._show_empty()
        else:
            self.stack.setCurrentWidget(self.splitter)
        if self._pointing is not None:
            self.rows.table.go_to(self._pointing)
            self._pointing = None
        if self._opening is not None:
            id, self._opening = self._opening, None
            if not self.rows.table.go_to(id) and self.rows.model.narrowed:
                self._opening = id  # it is hidden by a filter: take those away, and come back
                self.rows.search.clear()
                self.rows.chips.set_only({})
                return
            self._open(id)

    def _show_empty(self) -> None:
        if self.empty is not None:
            self.stack.removeWidget(self.empty)
            self.empty.deleteLater()
        self.empty = self._make_empty()
        self.stack.addWidget(self.empty)
        self.stack.setCurrentWidget(self.empty)

    def _open(self, id: int) -> bool:
        if self.front is self.form and self.form.record and self.form.record.id == id:
            return True
        if not self.commit_pending():
            return False
        self.show_form(self.form)
        if not self.form.open(id):
            self._put_away()
            return False
        return True

    def _open_and_enter(self, id: int) -> None:
        if self._open(id):
            self.form.focus_first()

    def _follow(self, id: int) -> None:
        if self.front is not None and not self._open(id) and self.front.record:
            # Once the table is done with moving: in the midst of it only its selection would come back.
            QTimer.singleShot(0, self, partial(self.rows.table.go_to, self.front.record.id))

    def _put_away(self) -> None:
        if self.front is not None:
            self.front.put_away()
        self.side.hide()
        if not self.rows.model.ids:
            self._arrived()
        self.rows.table.setFocus()

    def _saved(self, id: int) -> None:
        if self.front is None:
            return
        message = self.front.saved_message(id)
        self.front.after_save(id)
        if self.front is self.form:
            self._pointing = id
        self.app.message.emit(*message)

    def _remember_splitter(self) -> None:
        remember(self._splitter_setting, self.splitter.sizes())
