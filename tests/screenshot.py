"""A picture of the window without a screen: python3 dev.py screenshot visits [--out FILE] [--dark] [--size 1280x800]

The demo register is made for it and goes again. The page is named as in cp_desktop/ui/pages/__init__.py; a press of
keys first (`--keys Ctrl+K`) shows a dialog. The exit code is 2 for words not understood.
"""

import argparse
import os
import tempfile
from pathlib import Path

from tests import OWN_PLACES


def options(words: list[str] | None) -> argparse.Namespace:
    from cp_desktop.ui.pages import PAGES

    parser = argparse.ArgumentParser(prog="dev.py screenshot", description="A picture of one page of the window.")
    parser.add_argument("page", choices=[entry.key for entry in PAGES])
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to; screenshots/PAGE.png without it")
    parser.add_argument("--dark", action="store_true", help="in the dark theme")
    parser.add_argument("--size", default="1280x800", metavar="WIDTHxHEIGHT")
    parser.add_argument("--keys", metavar="KEYS", help="pressed once the page is there, such as Ctrl+N")
    wanted = parser.parse_args(words)
    try:
        wanted.width, wanted.height = map(int, wanted.size.split("x"))
    except ValueError:
        parser.error(f"a size is two numbers such as 1280x800, not {wanted.size!r}")
    wanted.out = wanted.out or Path("screenshots", f"{wanted.page}.png")
    return wanted


def take(wanted: argparse.Namespace, folder: Path) -> Path:
    """Opens the window on a demo register in `folder`, and writes what it shows."""
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from cp_desktop.services import demo
    from cp_desktop.ui.app import application
    from cp_desktop.ui.ui_settings import remember
    from cp_desktop.ui.window import MainWindow

    app = application()
    remember("window/scheme", "dark" if wanted.dark else "light")
    register = folder / "demo.cpregister"
    demo.make(register)
    window = MainWindow()
    window.build_ui()
    window.resize(wanted.width, wanted.height)
    window.show()
    window.open_register(register, demo.AS_AT)
    window.show_page(wanted.page)

    def wait_until_idle() -> None:
        QTest.qWait(50)
        while window.app is None or window.app.busy:
            QTest.qWait(20)
        QTest.qWait(50)

    wait_until_idle()
    if wanted.keys:
        pressed = QKeySequence(wanted.keys)[0]
        QTest.keyClick(window, pressed.key(), pressed.keyboardModifiers())
        wait_until_idle()
    out: Path = wanted.out
    front = QApplication.activeModalWidget() or QApplication.activeWindow() or window
    out.parent.mkdir(parents=True, exist_ok=True)
    if not front.grab().save(str(out)):
        raise SystemExit(f"the picture could not be written to {out}")
    window.close_register()
    window.close()
    app.processEvents()
    return out


def main(words: list[str] | None = None) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    wanted = options(words)
    with tempfile.TemporaryDirectory() as folder:
        for name in OWN_PLACES:
            os.environ[name] = folder
        print(take(wanted, Path(folder)))


if __name__ == "__main__":
    main()
