"""Real files, where they are at hand: the seven of a whole year with their totals, and everything else as trouble.

They belong to other people and are not part of this project: the folder is named by CP_REAL_FILES, or is
../shared/examples beside the checkout. Without it these tests are skipped.
"""

import datetime as dt
import json
import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cp_desktop import exchange, figures, reports
from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.model import Base
from cp_desktop.register import Register
from cp_desktop.services import imports, registers

from .reports.reading import faults

FOLDER = Path(os.environ.get("CP_REAL_FILES") or Path(__file__).parents[2] / "shared" / "examples")
YEAR = FOLDER / "cycle-2017-18"

# Which of the totals expected of the year is that of a window: the council's own drive to see every home, and a year.
COVERAGE = (
    ("figures --as-at 2017-10-18", dt.date(2017, 4, 4), dt.date(2017, 10, 18)),
    ("figures --as-at 2018-01-31", dt.date(2017, 2, 1), dt.date(2018, 1, 31)),
)

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no real files at {FOLDER} (CP_REAL_FILES names them)")


# Of these kinds the year has no file; every other has one.
WITHOUT_A_FILE = {"wards", "events", "training", "ward-facts", "officers"}


def files() -> dict[str, Path]:
    """The year's file for each kind that it has one of, in the order in which they can be imported."""
    found = {
        kind: path
        for kind in exchange.KINDS
        for path in sorted(YEAR.iterdir(), reverse=True)
        if path.stem.startswith(kind)
    }
    assert found.keys() | WITHOUT_A_FILE == set(exchange.KINDS)
    return found


def counted(register: Register) -> dict[str, int]:
    with register.reading() as session:
        tables = [table for table in Base.metadata.sorted_tables if table.name not in ("operation", "change")]
        return {table.name: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables}


def test_a_year_goes_in_once_and_comes_out_again(register: Register) -> None:
    before = []
    for kind, path in files().items():
        before.append(counted(register))
        plan = exchange.read(register, kind, path)
        assert plan.ready, plan.summary()
        imports.apply(register, plan)
    full = counted(register)
    for kind, path in files().items():
        plan = exchange.read(register, kind, path)
        assert (plan.added, plan.changed, plan.ready) == ({}, {}, True), plan.summary()
        imports.apply(register, plan)
    assert counted(register) == full
    for state in reversed(before):
        assert register.undo()
        assert counted(register) == state


def test_the_figures_of_the_year(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "year.cpregister"
    first, last = dt.date(2017, 5, 23), dt.date(2018, 5, 21)
    with registers.create(path, "Northborough City Council", "2017/18", first, last) as register:
        for kind, file in files().items():
            imports.apply(register, exchange.read(register, kind, file))
    expected = json.loads((YEAR / "expected.json").read_text(encoding="utf-8"))
    for title, wanted in expected.items():
        capsys.readouterr()
        assert not main(["--register", str(path), *title.split(), "--json"])
        said = json.loads(capsys.readouterr().out)
        assert {key: said[key] for key in wanted} == wanted
    with Register.open(path) as register, register.reading() as session:
        for title, since, until in COVERAGE:
            wanted = expected[title]["homes"]
            coverage = figures.coverage_json(session, since, until)
            assert {key: coverage[key] for key in wanted} == wanted
            for parts in (coverage["by_ward"], coverage["by_district"]):
                assert {key: sum(part[key] for part in parts) for key in wanted} == wanted


def test_the_papers_of_the_year_have_no_fault(register: Register) -> None:
    for kind, path in files().items():
        imports.apply(register, exchange.read(register, kind, path))
    for name in set(reports.DOCUMENTS) - {"visit-report"}:  # the year tells which homes were seen, not what was seen
        assert faults(reports.render(register, name, as_at=dt.date(2018, 1, 31))) == [], name


@pytest.mark.parametrize(
    "path", sorted(path for path in FOLDER.rglob("*") if path.is_file()), ids=lambda path: path.name
)
def test_any_file_as_any_kind_is_planned_or_refused_in_a_sentence(register: Register, path: Path) -> None:
    for kind in ("councillors", "menu", "homes"):
        imports.apply(register, exchange.read(register, kind, files()[kind]))
    for kind in exchange.KINDS:
        try:
            plan = exchange.read(register, kind, path)
        except UserError as problem:
            said = str(problem)
        else:
            said = plan.summary()
            json.dumps(plan.to_json())
        assert said.endswith((".", ")"))
        assert "Traceback" not in said
