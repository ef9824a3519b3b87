"""Comparing the open register with another version of it, in the window, and going on with one of them."""

from __future__ import annotations

from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cp_desktop.places import Place
    from cp_desktop.register import Register
    from cp_desktop.register.versions import Comparison
    from cp_desktop.ui.app_session import Cancelled, Progress
    from cp_desktop.ui.window import MainWindow


def compare(window: MainWindow, other: Place) -> None:
    """Shows what each version has that the other has not, and goes on with the one that she chooses."""
    from cp_desktop.errors import UserError
    from cp_desktop.services import versions

    app = window.app
    if app is None:
        return
    opened = ExitStack()

    def work(_: Progress, cancelled: Cancelled) -> tuple[Register, Comparison]:
        try:
            register = opened.enter_context(versions.opened(other))
            comparison = versions.compare(app.register, register)
            if cancelled():
                raise UserError("The versions were not compared, as you stopped it. Nothing was changed.")
        except BaseException:
            opened.close()
            raise
        return register, comparison

    def show(result: tuple[Register, Comparison]) -> None:
        from cp_desktop.ui.dialogs.versions_dialog import VersionsDialog

        dialog = VersionsDialog(app, other, *result, window)
        dialog.finished.connect(lambda _: opened.close())
        dialog.chose_this.connect(partial(_go_on_with_this, window, other))
        dialog.chose_other.connect(partial(_go_on_with_other, window, other))
        dialog.open()

    app.work(window, "Comparing the two versions", work, show)


def _go_on_with_this(window: MainWindow, other: Place) -> None:
    from cp_desktop.services import versions

    app = window.app
    if app is not None:
        said = app.try_(lambda: versions.go_on_with_this(app.register, other))
        if said:
            window.say(said)
        window.file_banners.versions.look()


def _go_on_with_other(window: MainWindow, other: Place) -> None:
    from cp_desktop.errors import UserError
    from cp_desktop.services import versions

    if window.app is None:
        return
    here = window.app.register.place
    if not window.close_register():
        return
    try:
        said = versions.go_on_with_other(here, other)
    except UserError as problem:
        window.open_register(here)
        window.say(str(problem), "error")
        return
    if window.open_register(here):
        window.say(said)
