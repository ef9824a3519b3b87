"""What stands over the pages while another file is at the open register's place: what happened, and both ways on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal

from cp_desktop.ui.widgets.surfaces import Banner

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.register_file.file_watch import FileWatch

OPEN_NOW, OPEN_RENAMED = "Open what is there now", "Open it under its new name"
KEEP, RESTORE = "Keep what was open as a file…", "Restore a copy…"


class TroubleBanner(Banner):
    """Stands as long as the trouble does, and cannot be closed before."""

    wants_register = Signal(object)  # the place of the register to open in place of this one
    wants_restore = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._app: AppSession | None = None
        self.acted.connect(self._go_on_with_what_is_there)
        self.acted_otherwise.connect(self._go_on_with_what_was_open)

    def serve(self, app: AppSession | None, watch: FileWatch | None) -> None:
        """Watches the register of a session; None when none is open any more."""
        self._app = app
        self.hide()
        if watch is not None:
            watch.changed.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def _show(self) -> None:
        trouble = self._app.register.trouble if self._app else None
        if self._app is None or trouble is None:
            self.dismiss()
            return
        action, other = "", KEEP if self._app.register.can_keep_opened else RESTORE
        if trouble.instead == self._app.register.place:
            action = OPEN_NOW
        elif trouble.instead is not None:  # it is what was open
            action, other = OPEN_RENAMED, ""
        kept = " What was open is kept among the copies, whichever you choose." if self._app.register.rescued else ""
        self.say(f"{trouble}{kept}", "error", action=action, other=other, closable=False)

    def _go_on_with_what_is_there(self) -> None:
        trouble = self._app.register.trouble if self._app else None
        if trouble is not None:
            self.wants_register.emit(trouble.instead)

    def _go_on_with_what_was_open(self) -> None:
        from cp_desktop.ui.dialogs import register_dialogs

        if self._app is None:
            return
        if not self._app.register.can_keep_opened:
            self.wants_restore.emit()
        elif (path := register_dialogs.keep_opened(self._app, self.window())) is not None:
            self.wants_register.emit(path)
