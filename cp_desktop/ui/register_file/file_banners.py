"""What stands over the pages about the register's file, for as long as it is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cp_desktop.ui.register_file.check_banner import CheckBanner
from cp_desktop.ui.register_file.trouble_banner import TroubleBanner
from cp_desktop.ui.register_file.versions_banner import VersionsBanner
from cp_desktop.ui.theme import SPACE

if TYPE_CHECKING:
    from cp_desktop.ui.app_session import AppSession


class FileBanners(QWidget):
    """Another file at the register's place, other versions of it beside it, and whether it is sound."""

    wants_register = Signal(object)  # the place of the register to open in place of this one
    wants_restore = Signal()
    wants_comparison = Signal(object)  # the place of another version of the open register

    def __init__(self) -> None:
        super().__init__()
        self.trouble, self.versions, self.check = TroubleBanner(), VersionsBanner(), CheckBanner()
        self.trouble.wants_register.connect(self.wants_register)
        self.trouble.wants_restore.connect(self.wants_restore)
        self.versions.wants_comparison.connect(self.wants_comparison)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE.small)
        self.all = (self.trouble, self.versions, self.check)
        for banner in self.all:
            column.addWidget(banner)

    def serve(self, app: AppSession | None) -> None:
        """Watches the file of a session's register; None when none is open any more."""
        from cp_desktop.ui.register_file.file_watch import FileWatch

        watch = FileWatch(app) if app is not None else None
        self.trouble.serve(app, watch)
        self.versions.serve(app, watch)
        self.check.serve(app)
        if watch is not None:
            watch.look()
