"""Registers to measure on: the demo year, and the same year a thousand times over."""

import datetime as dt
import shutil
import sqlite3
from pathlib import Path

from cp_desktop.services import demo

from .clock import SMALL

AS_AT = dt.date(2018, 1, 31)
BIG = 10 if SMALL else 1000


def demo_register(folder: Path) -> Path:
    """The demo register: 120 councillors, 911 commitments."""
    path = folder / "demo.cpregister"
    if not path.exists():
        demo.make(path)
    return path


def thousandfold(folder: Path, times: int = BIG) -> Path:
    """The demo year with every councillor `times` over, each with the same commitments, reply and activities.

    Written past the history, which would only make the file larger: counting does not look at it.
    """
    path = folder / f"times{times}.cpregister"
    if path.exists():
        return path
    shutil.copyfile(demo_register(folder), path)
    raw = sqlite3.connect(path)
    raw.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
    raw.execute("CREATE TEMP TABLE copy (n INTEGER)")
    raw.executemany("INSERT INTO copy VALUES (?)", ((n,) for n in range(1, times)))
    step = {name: raw.execute(f"SELECT max(id) FROM {name}").fetchone()[0] for name in _COPIED}
    for table, links in _COPIED.items():
        columns = [row[1] for row in raw.execute(f"PRAGMA table_info({table})")]
        moved = {"id": f"id + n * {step[table]}"} | {k: f'"{k}" + n * {step[to]}' for k, to in links.items()}
        moved |= {"member_id": "member_id || '-' || n", "surname": "surname || ' ' || n"}
        values = ", ".join(moved.get(column, f'"{column}"') for column in columns)
        names = ", ".join(f'"{column}"' for column in columns)
        raw.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}, copy WHERE id <= {step[table]}")
    raw.execute("COMMIT")
    raw.close()
    return path


def with_visits(folder: Path, number: int) -> Path:
    """The demo year with so many visits in all, ten years back from the day, most of their reports closed.

    Written past the history, as above.
    """
    path = folder / f"visits{number}.cpregister"
    if path.exists():
        return path
    shutil.copyfile(demo_register(folder), path)
    raw = sqlite3.connect(path)
    raw.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; BEGIN")
    homes = [id for (id,) in raw.execute("SELECT id FROM home ORDER BY id")]
    councillors = [id for (id,) in raw.execute("SELECT id FROM councillor ORDER BY id")]
    steps = raw.execute("SELECT id, position FROM step ORDER BY position, id").fetchall()
    there, first = raw.execute("SELECT count(*), max(id) + 1 FROM visit").fetchone()
    for n in range(number - there):
        visit, day = first + n, AS_AT - dt.timedelta(days=n * 3650 // (number - there))
        kind = ("monitoring", "monitoring", "supported", "event", "buddy")[n % 5]
        raw.execute(
            "INSERT INTO visit (id, home_id, visited_on, kind, seen, status, concern) "
            "VALUES (?, ?, ?, ?, ?, 'made', 0)",
            (visit, homes[n % len(homes)], day.isoformat(), kind, "A warm kitchen. " * 20),
        )
        who = councillors[n * 7 % len(councillors)]
        raw.execute("INSERT INTO visitor (visit_id, councillor_id) VALUES (?, ?)", (visit, who))
        if kind in ("monitoring", "supported"):
            reached = 3 if n % 40 == 0 else 9  # one in forty stays on a desk
            raw.executemany(
                "INSERT INTO step_done (visit_id, step_id, done_on) VALUES (?, ?, ?)",
                [
                    (visit, step, (day + dt.timedelta(days=position * 4)).isoformat())
                    for step, position in steps
                    if position < reached
                ],
            )
    raw.execute("COMMIT")
    raw.close()
    return path


# Each table that grows, with its columns that refer to another that grows.
_COPIED: dict[str, dict[str, str]] = {
    "councillor": {},
    "term": {"councillor_id": "councillor"},
    "role_held": {"councillor_id": "councillor"},
    "menu_return": {"councillor_id": "councillor"},
    "commitment": {"councillor_id": "councillor"},
    "reply": {"councillor_id": "councillor"},
    "answer": {"reply_id": "reply"},
    "activity": {"councillor_id": "councillor"},
}
