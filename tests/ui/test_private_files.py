"""What the window writes is its owner's alone, with the umask that most machines have."""

from pathlib import Path

from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from cp_desktop.app_data import keep_draft, log_file, recent_registers
from cp_desktop.register import backup
from cp_desktop.ui.app import Crash
from cp_desktop.ui.pages.reports.page import ReportsPage
from cp_desktop.ui.records.record_table import RecordTable
from cp_desktop.ui.ui_settings import remember, settings_store
from cp_desktop.ui.window import MainWindow
from tests.test_private_files import on_posix, open_to_others, usual_umask

__all__ = ["usual_umask"]


def wait_until_idle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.app is not None and not window.app.busy, timeout=15_000)


@on_posix
def test_whatever_the_window_writes_is_its_owners_alone(
    usual_umask: None, window: MainWindow, qtbot: QtBot, tmp_path: Path, own_place: Path
) -> None:
    """Exports, papers, drafts of letters, what is being typed, its sizes, the day's copy, the log of a crash."""
    out = tmp_path / "made by the window"
    out.mkdir(mode=0o700)
    assert window.app is not None
    window.show_page("homes")
    wait_until_idle(window, qtbot)
    page = window.page()
    assert page is not None
    rows = page.findChildren(RecordTable)[0]
    for internal in (False, True):
        rows.export_to(out / "homes.xlsx", internal)
        wait_until_idle(window, qtbot)
    window.show_page("reports")
    wait_until_idle(window, qtbot)
    reports = window.page()
    assert isinstance(reports, ReportsPage)
    reports.delivery.save_to(out / "papers" / "paper.pdf")
    wait_until_idle(window, qtbot)
    reports.delivery.mail_to(out / "letters")
    wait_until_idle(window, qtbot)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out / "printed.pdf"))
    printer.setResolution(60)
    reports.delivery.print_on(printer)
    wait_until_idle(window, qtbot)
    assert (out / "printed.pdf").stat().st_size > 1000
    keep_draft(f"{window.app.uid}/visit-new", "{}")
    remember("sizes/of", 3)
    settings_store().sync()
    assert backup.copies(window.app.register.place.path)
    assert recent_registers()
    crash = Crash(window)
    crash(ZeroDivisionError, ZeroDivisionError("planted"), None)
    QApplication.processEvents()
    [message] = window.findChildren(QMessageBox)
    message.close()
    assert log_file().is_file()
    made = {path.suffix for path in out.rglob("*")}
    assert made >= {".xlsx", ".pdf", ".eml"}
    assert "of=3" in (own_place / "CP Desktop" / "window.ini").read_text()
    assert open_to_others(out, own_place) == []
