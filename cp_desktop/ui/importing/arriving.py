"""Files, and lists that were copied, put before the dialog that shows what they would change."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from cp_desktop.errors import UserError
from cp_desktop.exchange import KINDS
from cp_desktop.exchange.readers import read_pasted
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.importing.import_dialog import ImportDialog
from cp_desktop.ui.importing.incoming import Incoming
from cp_desktop.ui.ui_settings import recall, remember
from cp_desktop.ui.widgets.dropping import copied_files

FILTER = "Lists (*.csv *.tsv *.txt *.xlsx *.xlsm *.xls *.ods *.xml *.html *.htm);;All files (*)"


def choose_and_import(app: AppSession, kind: str, parent: QWidget) -> None:
    """Asks for files of a kind ("" for any, each of its own), shows what they would change, and takes them in."""
    folder = str(recall("import/folder", str(Path.home())))
    title = f"Import {KINDS[kind].what}" if kind else "Import any lists"
    names, _ = QFileDialog.getOpenFileNames(parent, title, folder, FILTER)
    if names:
        remember("import/folder", str(Path(names[0]).parent))
        import_files(app, map(Path, names), parent, kind or None)


def import_files(app: AppSession, paths: Iterable[Path], parent: QWidget, kind: str | None = None) -> ImportDialog:
    """Shows what files would change, one after another, and takes them in."""
    dialog = ImportDialog(app, [Incoming(path, kind) for path in paths], parent)
    dialog.open()
    return dialog


def paste_list(app: AppSession, parent: QWidget) -> None:
    """Takes in the list that was copied elsewhere, as a file of it would be; says so where there is none."""
    if files := copied_files():
        import_files(app, files, parent)
        return
    try:
        file = read_pasted(QGuiApplication.clipboard().text())
    except UserError as problem:
        app.message.emit(str(problem), "warning", "")
        return
    ImportDialog(app, [Incoming(file.path, file=file)], parent).open()
