"""What imports go by that somebody chose for earlier files, in the settings: to be read, and forgotten."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.disclosure import INTERNAL
from cp_desktop.model import RememberedChoice
from cp_desktop.model.sql import sort_keys
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.plain_table import PlainTable
from cp_desktop.ui.records.section import PageSection
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.labels import Secondary

REMEMBERED = "Remembered choices"
HEADINGS = ("List", "About", "The file says", "Is taken as")


class RememberedChoicesSection(PageSection):
    """What was chosen for columns and words of earlier files; what is forgotten is asked about again."""

    def __init__(self, app: AppSession) -> None:
        super().__init__(
            app,
            REMEMBERED,
            "What you chose while importing a file, for the next file with the same headings. What you forget here is "
            "guessed or asked about again.",
        )
        self.forget_button = push_button("Fo&rget", "trash")
        self.forget_button.setToolTip("The marked ones; Ctrl+A in the list marks all. Undo brings them back")
        self.forget_button.clicked.connect(lambda _: self.forget())
        self.forget_button.setVisible(app.can_write)
        self.tools.addWidget(self.forget_button)
        self.table = PlainTable(REMEMBERED, INTERNAL)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._marked())
        self.none = Secondary(
            "Nothing is remembered yet. What you choose while importing a file is kept here.", wrap=True
        )
        self.body.addWidget(self.none)
        self.body.addWidget(self.table, 1)
        self.body.addStretch()
        self._ids: list[int] = []

    def refresh(self) -> None:
        from cp_desktop.services import imports  # brings every importer

        def query(session: Session) -> list[tuple[int, tuple[str, ...]]]:
            order = (*sort_keys(RememberedChoice.kind), RememberedChoice.id)
            return [
                (row.id, imports.in_words(row)) for row in session.scalars(select(RememberedChoice).order_by(*order))
            ]

        found = self.app.read(query)
        self._ids = [id for id, _ in found]
        self.table.set_rows(HEADINGS, [words for _, words in found])
        self.table.setVisible(bool(found))
        self.none.setVisible(not found)
        if found:
            self.table.selectRow(0)
        self._marked()

    def search(self) -> None:
        self.table.setFocus()

    def marked(self) -> list[int]:
        """The keys of the marked choices."""
        return [self._ids[row] for row in sorted({index.row() for index in self.table.selectionModel().selectedRows()})]

    def forget(self) -> None:
        """Forgets the marked choices."""
        from cp_desktop.services import imports

        done = self.app.try_(lambda: imports.forget(self.app.register, self.marked()))
        if done is not None:
            self.refresh()
            self.app.message.emit(f"{done.label}.", "info", "Undo")

    def _marked(self) -> None:
        self.forget_button.setEnabled(bool(self.marked()))
