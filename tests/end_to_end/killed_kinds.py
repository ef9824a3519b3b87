"""What the program does that writes anything, and how to tell whether it is whole: for the rounds of `killing`."""

import contextlib
import datetime as dt
import os
import shutil
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import insert, select

from cp_desktop.exchange import listings
from cp_desktop.model import Councillor, Fact, Term, Visit, table_of
from cp_desktop.register import Register, backup, edition_of, sqlite_identity
from cp_desktop.services import attachments, checking, disclosure, monthly_letters, papers, privacy, registers
from tests import OWN_PLACES

AS_AT, MONTH = dt.date(2018, 1, 31), dt.date(2018, 1, 1)
NAME, SAVED = "Zebediah Vossenkemper", "saved by the victim"


@dataclass
class Scene:
    """Where a round happens: a register, a copy of it as it was, and a folder for what is written of it."""

    folder: Path

    @property
    def register(self) -> Path:
        return self.folder / "hers" / "work.cpregister"

    @property
    def copy(self) -> Path:
        return self.folder / "hers" / "copy.cpregister"

    @property
    def out(self) -> Path:
        return self.folder / "out"

    @property
    def temporary(self) -> Path:
        return self.folder / "tmp"

    @property
    def own(self) -> Path:
        return self.folder / "own"

    def enter(self) -> None:
        """This process has its own places, and its temporary files, here."""
        for name in OWN_PLACES:
            os.environ[name] = str(self.own)
        os.environ["TMPDIR"] = tempfile.tempdir = str(self.temporary)


Act = Callable[[Scene, Register], object]


@dataclass(frozen=True)
class Kind:
    """Something that the program does: `act` in an open register, after a save and before another. `wrong` says what is
    wrong with what it left. What is done to a closed register closes it first."""

    act: Act
    wrong: Callable[[Scene], Iterator[str]]
    prepare: Callable[[Scene], object] = lambda scene: None
    replaces: bool = False  # what was saved before is in the copies, not in the register


# -- what is done, and whether it is whole


def saves_in(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        [(number,)] = raw.execute("SELECT count(*) FROM fact WHERE label = ?", (SAVED,))
    return int(number)


def save(_: Scene, register: Register) -> None:
    for _again in range(3):
        with register.operation("Save a fact") as session:
            session.execute(insert(table_of(Fact)), [{"position": 1, "label": SAVED, "value": "x" * 40}])


def import_rows(_: Scene, register: Register) -> None:
    with register.operation("Many") as session:
        rows = [{"position": n, "label": "bulk", "value": "x" * 40} for n in range(3000)]
        session.execute(insert(table_of(Fact)), rows)


def whole_import(scene: Scene) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(scene.register)) as raw:
        [(rows,)] = raw.execute("SELECT count(*) FROM fact WHERE label = 'bulk'")
    if rows not in (0, 3000):
        yield f"{rows} of 3000 rows were saved"


def nothing_else(_: Scene) -> Iterator[str]:
    yield from ()


def letters(scene: Scene, register: Register) -> None:
    monthly_letters.write(register, MONTH, scene.out / "letters")


def old_letters(scene: Scene) -> None:
    scene.out.mkdir()
    (scene.out / "letters").mkdir()
    with Register.open(scene.register, write=False) as register:
        for number, path in enumerate(monthly_letters.write(register, MONTH, scene.out / "letters").paths):
            if number % 2:
                path.unlink()
            else:
                path.write_bytes(b"old")
    (scene.out / "letters" / "hers.eml").write_bytes(b"hers")


def whole_letters(scene: Scene) -> Iterator[str]:
    found = {path.name: path.read_bytes() for path in (scene.out / "letters").glob("*")}
    new = [content for content in found.values() if content not in (b"old", b"hers")]
    if any(not content.startswith(b"X-Unsent") or not content.endswith(b"\r\n") for content in new):
        yield "a letter is cut off"
    with Register.open(scene.register, write=False) as register, register.reading() as session:
        wanted = monthly_letters.foresee(session, MONTH).number
    if new and len(new) != wanted:
        yield f"{len(new)} of {wanted} letters"


def one_file(name: str, whole: Callable[[Path], object]) -> Callable[[Scene], Iterator[str]]:
    def wrong(scene: Scene) -> Iterator[str]:
        path = scene.out / name
        if path.exists():
            try:
                whole(path)
            except Exception as problem:  # whatever a reader makes of half a file
                yield f"{name} is not whole: {problem!r}"
        if scene.out.exists() and {one.name for one in scene.out.iterdir()} - {name}:
            yield f"beside {name}: {sorted(one.name for one in scene.out.iterdir())}"

    return wrong


def whole_zip(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None


def whole_pdf(path: Path) -> None:
    held = path.read_bytes()
    assert held.startswith(b"%PDF") and held.rstrip().endswith(b"%%EOF")  # noqa: PT018


def whole_csv(path: Path) -> None:
    assert path.read_bytes().endswith(b"\r\n")


def whole_register(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
    assert sqlite_identity.identity_of(path).last


def paper(document: str, ending: str) -> Act:
    def act(scene: Scene, register: Register) -> None:
        order = papers.PaperOrder(document, "2017/18", AS_AT)
        papers.save(register, order, scene.out / f"paper{ending}", table=ending == ".pdf")

    return act


def export(ending: str) -> Act:
    def act(scene: Scene, register: Register) -> None:
        with register.reading() as session:
            _, edition = edition_of(session)
            listing = listings.LISTINGS["visits"](edition.id if edition else 0, AS_AT)
            disclosure.export(session, listing, scene.out / f"table{ending}")

    return act


def out_folder(scene: Scene) -> None:
    scene.out.mkdir()


def send_to_printer(scene: Scene, register: Register) -> None:
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QApplication

    from cp_desktop import private_files
    from cp_desktop.ui.pages.reports.sheets import print_pages

    app = QApplication.instance() or QApplication(["killed", "-platform", "offscreen"])
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setResolution(60)

    def send(pages: bytes) -> bool:
        with private_files.hands_out(scene.out / "printed.pdf") as filled:
            printer.setOutputFileName(str(filled))
            return print_pages(pages, printer, lambda *_: None, lambda: False)

    papers.print_out(register, papers.PaperOrder("visit-form", "2017/18", AS_AT), send, "printed.pdf")
    del app


def back_up(scene: Scene, register: Register) -> None:
    registers.back_up(register, scene.out / "copy.cpregister")


def earlier_copy(scene: Scene) -> None:
    scene.out.mkdir()
    shutil.copyfile(scene.copy, scene.out / "copy.cpregister")


def attach(scene: Scene, register: Register) -> None:
    with register.reading() as session:
        visit = session.scalars(select(Visit.id).order_by(Visit.id)).first()
    assert visit is not None
    key = attachments.attach(register, visit, scene.folder / "enclosed.pdf")
    attachments.save_as(register, key, scene.out / "enclosed.pdf")


def enclosed(scene: Scene) -> None:
    scene.out.mkdir()
    (scene.folder / "enclosed.pdf").write_bytes(b"%PDF" + os.urandom(3_000_000) + b"%%EOF")


def restore(scene: Scene, register: Register) -> None:
    register.close()
    backup.restore(scene.register, scene.copy)


def restored(scene: Scene) -> Iterator[str]:
    """The register is what it was or what the copy is, and what it was is kept in any case."""
    names = [scene.register, *(copy.path for copy in backup.copies(scene.register))]
    if not any(saves_in(path) for path in names):
        yield "what was saved before it was restored is in no copy"


def create(scene: Scene, register: Register) -> None:
    register.close()
    registers.create(
        scene.out / "new.cpregister", "Northborough", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)
    ).close()


def keep_copy(scene: Scene, register: Register) -> None:
    registers.keep_copy(register)
    register.close()  # which keeps one as well
    with Register.open(scene.register):
        pass


def somebody_left(scene: Scene) -> None:
    with Register.open(scene.register) as register:
        with register.operation("Somebody who left") as session:
            ward = session.scalars(select(Term.ward_id)).first()
            session.add(
                Councillor(
                    forename=NAME.split()[0],
                    surname=NAME.split()[1],
                    terms=[Term(ward_id=ward, start=dt.date(2010, 5, 6), end=dt.date(2014, 5, 22))],
                )
            )
        register.own_copies = None


def erase(_: Scene, register: Register) -> None:
    with register.reading() as session:
        key = session.scalars(select(Councillor.id).where(Councillor.surname == NAME.split()[1])).one()
    privacy.erase(register, f"councillor:{key}")


def erased(scene: Scene) -> Iterator[str]:
    with contextlib.closing(sqlite3.connect(scene.register)) as raw:
        [(named,)] = raw.execute("SELECT count(*) FROM councillor WHERE surname = 'Vossenkemper'")
        [(told,)] = raw.execute("SELECT count(*) FROM operation WHERE label LIKE 'Erase a %'")
    if bool(named) == bool(told):
        yield "the history does not say what became of who was to be erased"
    if not named and b"Vossenkemper" in scene.register.read_bytes():
        yield "the name that was erased is still among the file's bytes"


def check(_: Scene, register: Register) -> None:
    found = checking.check(register, lambda *_: None, lambda: False)
    assert found.sound, found


PRINTED = "print to a file"
KINDS = {
    "save": Kind(save, nothing_else),
    "import": Kind(import_rows, whole_import),
    "letters, a new folder": Kind(letters, whole_letters),
    "letters, among others": Kind(letters, whole_letters, old_letters),
    "restore": Kind(restore, restored, replaces=True),
    "print PDF": Kind(paper("survey-summary", ".pdf"), one_file("paper.pdf", whole_pdf), out_folder),
    "print Word": Kind(paper("visit-form", ".docx"), one_file("paper.docx", whole_zip), out_folder),
    PRINTED: Kind(send_to_printer, one_file("printed.pdf", whole_pdf), out_folder),
    "export XLSX": Kind(export(".xlsx"), one_file("table.xlsx", whole_zip), out_folder),
    "export CSV": Kind(export(".csv"), one_file("table.csv", whole_csv), out_folder),
    "backup": Kind(back_up, one_file("copy.cpregister", whole_register), out_folder),
    "backup over another": Kind(back_up, one_file("copy.cpregister", whole_register), earlier_copy),
    "attachment": Kind(attach, one_file("enclosed.pdf", whole_pdf), enclosed),
    "new register": Kind(create, one_file("new.cpregister", whole_register), out_folder),
    "own copies": Kind(keep_copy, nothing_else),
    "erase": Kind(erase, erased, somebody_left),
    "weekly check": Kind(check, nothing_else),
}
