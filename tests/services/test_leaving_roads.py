"""What leaves, leaves by the gate: nothing else of the program writes outside, and nothing else makes what is let out.

Two looks at it, as at who writes to a register: `tests/leaving_roads.py` watches all that the tests do, and finds in
the source by which roads anything could leave, also of what no test runs.
"""

from collections import defaultdict
from pathlib import Path

import pytest

import cp_desktop
from cp_desktop import private_files
from cp_desktop.disclosure import PUBLIC, Released
from cp_desktop.exchange.exporting import write_table
from tests.leaving_roads import GATE, NotTheGateError, roads

PACKAGE = Path(cp_desktop.__file__).parent
# Who may open a road, and why it needs no gate, or has it.
KNOWN = {
    "own file": {
        "app_data.py": "the list of recent registers, drafts of forms, the log",
        "association.py": "the desktop's entry for the program",
        "register": "registers, their copies, their locks, and what is noted of them",
        "services/demo.py": "the demo register",
        "services/disclosure.py": "the gate: a table is written as it is read",
        "services/second_place.py": "a copy of a register at the second place, and where that is",
        "ui/pages/reports/delivery.py": "pages that the gate let out, printed to a file",
        "ui/ui_settings.py": "how the window was left",
        "written_files.py": "which files the program wrote",
    },
    "file": {
        "cli/streams.py": "standard output where there is none",
        "exchange/exporting.py": "a table that was let out",
        "private_files.py": "the one way to a file: what goes outside has to be let out",
        "register": "registers, their copies, their locks, and what is noted of them",
        "reports/word/package.py": "a paper, in memory",
        "sandbox/word_template.py": "the council's template, in memory",
        "services/second_place.py": "a copy of a register at the second place",
        "unfinished.py": "what a killed program left half done",
    },
    "handed out": {
        "cli/councillors.py": "what is recorded of two councillors who are one, for this office",
        "cli/privacy.py": "which texts name a person, without their words",
        "cli/figures.py": "what the gate let out",
        "reports/files.py": "a paper that was let out",
        "services/attachments.py": "a file that was let out",
        "services/drafts.py": "letters that the gate let out",
        "services/monthly_letters.py": "letters that the gate let out",
    },
    "clipboard": {
        "ui/records/clipboard.py": "what the gate let out",
        "ui/records/guarded.py": "what no other program reads",
    },
    "drag": {
        "ui/records/guarded.py": "what no other program reads",
        "ui/widgets/dropping.py": "which files were dropped or copied: they come in",
    },
    "printer": {"ui/pages/reports/delivery.py": "pages that the gate let out"},
    "terminal": {
        "cli/copies.py": "which copies there are, and what became of the command",
        "cli/files.py": "what became of the command",
        "cli/councillors.py": "what became of the command",
        "cli/imports.py": "what became of an import, and what it asks",
        "cli/privacy.py": "what became of the command",
        "cli/registers.py": "what became of the command",
        "cli/streams.py": "the way itself, which asks for what was let out",
        "sandbox/reader.py": "to the program itself",
    },
}


def test_no_road_is_new() -> None:
    """One that is: let the gate (`services/disclosure.py`) let out what goes by it, then name it above."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in PACKAGE.rglob("*.py"):
        for road in roads(path.read_text(encoding="utf-8")):
            name = path.relative_to(PACKAGE).as_posix()
            found[road].add("register" if name.startswith("register/") else name)
    assert found == {road: set(modules) for road, modules in KNOWN.items()}


@pytest.mark.parametrize(
    ("road", "source"),
    [
        ("file", "from pathlib import Path\nPath('names.txt').write_text(names)"),
        ("file", "with open(path, 'w', encoding='utf-8') as file: file.write(names)"),
        ("file", "path.open('xb').write(held)"),
        ("file", "os.open(path, os.O_CREAT | os.O_WRONLY)"),
        ("file", "zipfile.ZipFile(path, mode='a').writestr('a', held)"),
        ("file", "QFile(name).copy(other)"),
        ("file", "shutil.copyfile(kept, path)"),
        ("own file", "private_files.write(path, held)"),
        ("own file", "with private_files.replaced(path) as part: part.touch()"),
        ("handed out", "private_files.hand_out(path, released)"),
        ("clipboard", "QGuiApplication.clipboard().setText(names)"),
        ("clipboard", "self.clipboard.setPixmap(self.grab())"),
        ("drag", "QDrag(self).exec()"),
        ("drag", "table.setDragEnabled(True)"),
        ("drag", "class M(QAbstractTableModel):\n    def mimeData(self, indexes): return None"),
        ("printer", "QPdfWriter(path)"),
        ("terminal", "print(home.name)"),
    ],
)
def test_a_road_is_found_however_it_is_opened(road: str, source: str) -> None:
    assert road in set(roads(source))


def test_reading_is_no_road() -> None:
    assert not set(roads("Path(p).open('rb').read(); open(p).read(); zipfile.ZipFile(p).read('a'); Register.open(p)"))


def test_writers_take_only_what_was_let_out(tmp_path: Path) -> None:
    for write in (private_files.hand_out, private_files.write_released):
        with pytest.raises(TypeError, match="did not come through the gate"):
            write(tmp_path / "a.txt", b"names of homes")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="did not come through the gate"):
        write_table([["a"]], tmp_path / "a.csv", ".csv")  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


def test_only_the_gate_lets_anything_out() -> None:
    """Whatever it is called where it is made: who asks is seen on the stack."""
    made = "from cp_desktop.disclosure import PUBLIC, Released as Other\nOther(b'', PUBLIC)"
    for name in ("cp_desktop.ui.pages.homes", "cp_desktop.exchange.letters.mail", "cp_desktop.services.papers"):
        with pytest.raises(NotTheGateError, match=name):
            exec(made, {"__name__": name})
    exec(made, {"__name__": GATE})
    assert Released(b"", PUBLIC).octets == b"", "a test may"
