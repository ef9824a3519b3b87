"""The kept copies of the open register, in its settings: where they are, one more, and the way back to one."""

from PySide6.QtCore import Qt, Signal

from cp_desktop.register import thinning
from cp_desktop.services import copies, registers
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.records.section import PageSection
from cp_desktop.ui.widgets.buttons import push_button
from cp_desktop.ui.widgets.copy_list import CopiesPanel
from cp_desktop.ui.widgets.labels import Secondary
from cp_desktop.ui.widgets.second_place import SecondPlaceRow


class CopiesSection(PageSection):
    """The kept copies of this register: where they are, one more, and the way back to one."""

    wants_backup = Signal()
    wants_restore = Signal(object)

    def __init__(self, app: AppSession) -> None:
        super().__init__(
            app,
            "Copies",
            f"Copies are kept on this computer. {thinning.RULE}",
        )
        self.panel = CopiesPanel()
        self.copies = self.panel.copies
        self.folder = Secondary(app.register.store.copies_place, wrap=True)
        self.folder.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.folder.setAccessibleDescription("The folder of the copies")
        self.now_button = push_button("&Back up now", "backup")
        self.now_button.clicked.connect(self.back_up)
        self.elsewhere_button = push_button("Back up to another &place…", "export")
        self.elsewhere_button.clicked.connect(self.wants_backup)
        self.restore_button = push_button("&Restore this copy", "restore")
        self.restore_button.clicked.connect(self.restore)
        self.tools.addWidget(self.now_button)
        self.tools.addWidget(self.elsewhere_button)
        self.restore_button.setToolTip("What is in the register now is kept as a copy first.")
        self.panel.foot.insertWidget(0, self.restore_button)
        self.second_place = SecondPlaceRow(app)
        self.body.addWidget(self.second_place)
        self.body.addWidget(self.panel, 1)
        self.body.addWidget(self.folder)
        app.copy_keeper.kept.connect(self.refresh)

    def refresh(self) -> None:
        place = self.app.register.place
        self.panel.show_copies(copies.of_register(place), place)
        self.restore_button.setEnabled(self.copies.count() > 0 and self.app.can_write)

    def back_up(self) -> None:
        """Keeps a copy now."""
        register = self.app.register
        self.app.work(self, "Copying the register", lambda *_: registers.keep_copy(register), self._kept)

    def _kept(self, sentence: str) -> None:
        self.refresh()
        self.app.message.emit(sentence, "info", "")

    def restore(self) -> None:
        """Asks for the chosen copy in the register's place."""
        copy = self.copies.chosen_copy()
        if copy is not None:
            self.wants_restore.emit(copy)
