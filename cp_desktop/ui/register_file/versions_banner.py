"""What stands over the pages while another version of the open register lies beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.surfaces import Banner

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from cp_desktop.register.store import VersionBeside
    from cp_desktop.ui.app_session import AppSession
    from cp_desktop.ui.register_file.file_watch import FileWatch

COMPARE = "Compare…"


class VersionsBanner(Banner):
    """Says that there is one until one of them was chosen. Closed, it comes again when there is more in it."""

    wants_comparison = Signal(object)  # its place

    def __init__(self) -> None:
        super().__init__()
        self._app: AppSession | None = None
        self._shown: list[VersionBeside] = []
        self.acted.connect(lambda: self.wants_comparison.emit(self._shown[0].place))
        self.closed.connect(self._leave)

    def serve(self, app: AppSession | None, watch: FileWatch | None) -> None:
        """Looks for versions beside the register of a session, whenever its file was looked at."""
        self._app, self._shown = app, []
        self.hide()
        if watch is not None:
            watch.looked.connect(self.look)

    def look(self) -> None:
        """Looks for them now, off this thread."""
        from cp_desktop.services import versions

        if self._app is not None:
            register, uid = self._app.register, self._app.uid

            def query(session: Session) -> list[VersionBeside]:
                return versions.beside(register, uid, session)

            self._app.ask(self, query, self._show)

    def _show(self, found: list[VersionBeside]) -> None:
        left = recall(self._setting(), [])
        found = [one for one in found if _mark(one) not in left]
        if found == self._shown:
            return
        self._shown = found
        if not found:
            self.hide()
            return
        name, more = found[0].place.name, len(found) - 1
        others = "" if not more else f" (and {more:,} more)"
        self.say(
            f"{name}{others} beside this register is another version of it: things were done there that are not in "
            "this one, as when two people saved at the same time. Compare them, and choose the one to go on with.",
            "warning",
            action=COMPARE,
        )

    def _leave(self) -> None:
        marks = [*recall(self._setting(), []), *map(_mark, self._shown)]
        remember(self._setting(), marks[-50:])

    def _setting(self) -> str:
        assert self._app is not None
        return f"registers/{self._app.uid}/versions_left"


def _mark(version: VersionBeside) -> str:
    return f"{version.number} {version.at.isoformat()}"
