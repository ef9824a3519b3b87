"""One audited save over a bare commit, and a year's import over bare inserts of the same rows."""

import csv
import datetime as dt
import itertools
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from cp_desktop import exchange
from cp_desktop.model import District
from cp_desktop.register import Register
from cp_desktop.register.history import watched
from cp_desktop.services import demo, imports, registers

from . import worlds
from .clock import pairs, timed


def lines(folder: Path) -> Iterator[str]:
    """The two ratios."""
    yield _one_save(folder)
    yield _a_year(folder)


def _one_save(folder: Path) -> str:
    path = folder / "save.cpregister"
    shutil.copyfile(worlds.demo_register(folder), path)
    bare_path = folder / "bare.sqlite"
    bare = sqlite3.connect(bare_path, isolation_level=None)
    bare.execute("CREATE TABLE district (id INTEGER PRIMARY KEY, name VARCHAR NOT NULL UNIQUE)")
    number = itertools.count()
    with Register.open(path) as register:

        def ours() -> float:
            def save() -> None:
                with register.operation("Add district") as session:
                    session.add(District(name=f"District {next(number)}"))

            return timed(save)

        def other() -> float:
            def save() -> None:
                bare.execute("BEGIN IMMEDIATE")
                bare.execute("INSERT INTO district (name) VALUES (?)", (f"District {next(number)}",))
                bare.execute("COMMIT")

            return timed(save)

        ratio = pairs(ours, other, 41)
    bare.close()
    return ratio.line("one audited save / a bare SQLite commit")


def _a_year(folder: Path) -> str:
    made = itertools.count()
    order = ("councillors", "menu", "commitments", "survey", "activity", "homes", "visits")
    files = [(kind, demo.FILES / f"{kind}.csv") for kind in order]
    full = _empty(folder / "full.cpregister")
    for kind, file in files:
        imports.apply(full, exchange.read(full, kind, file))
    full.close()
    empty = _empty(folder / "empty.cpregister")
    empty.close()
    # What a new register holds already (its council, its year, the usual steps and their posts) no file brings.
    rows = {table.name: _brought(table.name, full.place.path, empty.place.path) for table in watched()}

    def ours() -> float:
        with _empty(folder / f"ours{next(made)}.cpregister") as register:
            return timed(lambda: [imports.apply(register, exchange.read(register, *each)) for each in files])

    def other() -> float:
        register = _empty(folder / f"other{next(made)}.cpregister")
        register.close()
        connection = sqlite3.connect(register.place.path, isolation_level=None)

        def insert() -> None:
            for _, file in files:
                with file.open(newline="", encoding="utf-8") as lines:
                    list(csv.DictReader(lines))
            connection.execute("BEGIN IMMEDIATE")
            for name, values in rows.items():
                if values:
                    marks = ", ".join("?" * len(values[0]))
                    connection.executemany(f"INSERT INTO {name} VALUES ({marks})", values)
            connection.execute("COMMIT")

        try:
            return timed(insert)
        finally:
            connection.close()

    return pairs(ours, other, 7).line("import of a year, audited / executemany of its rows", 3.0)


def _brought(table: str, full: Path, empty: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(full)) as raw:
        raw.execute("ATTACH ? AS new", (str(empty),))
        return raw.execute(f"SELECT * FROM main.{table} WHERE id NOT IN (SELECT id FROM new.{table})").fetchall()


def _empty(path: Path) -> Register:
    path.unlink(missing_ok=True)
    return registers.create(path, "Northborough City Council", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21))
