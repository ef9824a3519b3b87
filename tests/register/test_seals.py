"""The seals of the history: every operation has one, and whatever is done to the history outside the program shows."""

import hashlib
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from sqlalchemy import insert, select, update

from cp_desktop.errors import UserError
from cp_desktop.model import District, Post, usual_party_labels
from cp_desktop.register import Register, chain, schema, sqlite_file
from cp_desktop.register.history import CHANGE, OPERATION
from cp_desktop.services import papers
from tests.conftest import as_made
from tests.services.test_papers import PAPER


@pytest.fixture
def worked(register: Register) -> Register:
    """A register in which districts were added, renamed, taken back, done again; and a paper tabled."""
    with register.operation("Add") as session:
        session.add_all([District(name="North"), District(name="South")])
    with register.operation("Rename") as session:
        session.get_one(District, 1).name = "Far North"
    register.undo()
    register.redo()
    with register.operation("Look", reversible=False, keep_empty=True):
        pass
    with register.operation("Bulk") as session:
        session.execute(insert(District), [{"name": f"D{number}"} for number in range(2500)])
        session.info["label"] = "Add 2,500 districts"
    papers.table(register, PAPER, None)
    return register


def unfit(register: Register) -> list[int]:
    with register.store.reader.connect() as connection:
        return list(chain.unfit(connection))


def behind_its_back(register: Register, *statements: str) -> None:
    with closing(sqlite3.connect(register.place.path)) as raw, raw:
        for statement in statements:
            raw.execute(statement)


def test_every_kind_of_operation_is_sealed(worked: Register) -> None:
    with worked.reading() as session:
        sealed = session.execute(select(OPERATION.c.seal, OPERATION.c.sealed_anew_at)).all()
    assert len(sealed) == len({seal for seal, _ in sealed if seal}) == 8
    assert all(anew is None for _, anew in sealed)
    assert unfit(worked) == []
    with worked.operation("Nothing"):
        pass
    assert unfit(worked) == [], "an operation that left no entry leaves the chain as it was"


def test_a_seal_is_what_its_page_says(register: Register) -> None:
    """Worked out by hand for one operation: another program can do it from the words in `seals`."""
    with register.operation("Tø add") as session:
        session.add(District(name="Nørth"))
    with closing(sqlite3.connect(register.place.path)) as raw:
        [(before,), (seal,)] = raw.execute("SELECT seal FROM operation ORDER BY id").fetchall()
        [(who, at)] = raw.execute("SELECT who, at FROM operation WHERE id = 2").fetchall()
        [(image,)] = raw.execute("SELECT after FROM change WHERE operation_id = 2").fetchall()
    whole = (
        f"t64:{before}i1:2t6:Tø addt{len(who)}:{who}t{len(at)}:{at}i1:1n0:n0:t8:districti1:1n0:t{len(image)}:{image}"
    )
    assert seal == hashlib.sha256(whole.encode()).hexdigest()


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE operation SET label = 'Other' WHERE id = 3", [3]),
        ("UPDATE operation SET who = 'Nobody' WHERE id = 3", [3]),
        ("UPDATE operation SET at = '2017-01-01 00:00:00.000000' WHERE id = 3", [3]),
        ("UPDATE operation SET reversible = 1 WHERE id = 6", [6]),
        ("UPDATE operation SET reverses_id = 2 WHERE id = 4", [4]),
        ("UPDATE operation SET sealed_anew_at = '2017-01-01 00:00:00.000000' WHERE id = 3", [3]),
        ("UPDATE operation SET seal = 'x' || substr(seal, 2) WHERE id = 3", [3, 4]),
        ("UPDATE operation SET seal = NULL WHERE id = 3", [3, 4]),
        ("UPDATE change SET after = replace(after, 'Far', 'Too') WHERE operation_id = 3", [3]),
        ("UPDATE change SET before = NULL WHERE operation_id = 3", [3]),
        ("UPDATE change SET row_id = 2 WHERE operation_id = 3", [3]),
        ("UPDATE change SET table_name = 'ward' WHERE operation_id = 3", [3]),
        ("UPDATE change SET operation_id = 6 WHERE operation_id = 5", [5, 6]),
        ("DELETE FROM change WHERE operation_id = 7 AND row_id = 2000", [7]),
        ("INSERT INTO change (operation_id, table_name, row_id, after) VALUES (3, 'district', 9, '{}')", [3]),
        ("DELETE FROM operation WHERE id = 6", [7]),
        ("INSERT INTO operation VALUES (99, 'Own', 'me', '2017-01-01 00:00:00.000000', 1, NULL, NULL, NULL)", [99]),
    ],
)
def test_what_is_done_to_the_history_shows(worked: Register, statement: str, told: list[int]) -> None:
    behind_its_back(worked, statement)
    assert unfit(worked) == told


def test_values_cannot_pass_as_part_of_one_another(register: Register) -> None:
    """Letters moved from one column to the next give another seal."""
    with register.operation("Look", keep_empty=True):
        pass
    behind_its_back(register, "UPDATE operation SET who = 'k' || who, label = 'Loo' WHERE id = 2")
    assert unfit(register) == [2]


def test_what_is_kept_for_good_is_in_the_history_by_its_sha256(worked: Register) -> None:
    with worked.reading() as session:
        told = session.execute(
            select(CHANGE.c.table_name, CHANGE.c.after).where(CHANGE.c.table_name.in_(["content", "tabled_paper"]))
        ).all()
    assert [name for name, _ in told] == ["content", "tabled_paper"]
    assert all(PAPER.sha256 in image for _, image in told)
    assert '"held"' not in told[0].after
    assert worked.undoable() == ("Add 2,500 districts", None), "and no undo stops at it"


# -- rewriting it


def erase(register: Register) -> None:
    with register.operation("Erase a district", reversible=False) as session:
        session.get_one(District, 1).name = "Erased"
        with chain.rewriting_history(session):
            for side in (CHANGE.c.before, CHANGE.c.after):
                rows = (CHANGE.c.table_name == "district", CHANGE.c.row_id == 1, side.is_not(None))
                session.execute(update(CHANGE).where(*rows).values({side: '{"id": 1, "name": "Erased"}'}))


def test_an_erasure_seals_anew_from_what_it_rewrote_and_says_so(worked: Register) -> None:
    with worked.reading() as session:
        before = session.scalars(select(OPERATION.c.seal).order_by(OPERATION.c.id)).all()
    erase(worked)
    assert unfit(worked) == []
    with worked.reading() as session:
        after = session.execute(select(OPERATION.c.seal, OPERATION.c.sealed_anew_at).order_by(OPERATION.c.id)).all()
    assert [now.seal == then for now, then in zip(after, before, strict=False)] == [True] + [False] * 7
    assert [bool(now.sealed_anew_at) for now in after] == [False] + [True] * 7 + [False]
    with worked.operation("Go on") as session:
        session.add(Post(title="Head"))
    assert unfit(worked) == []


def test_an_erasure_hides_nothing_that_somebody_else_did(worked: Register) -> None:
    behind_its_back(worked, "UPDATE operation SET label = 'Other' WHERE id = 6")
    with pytest.raises(UserError, match=r"Entry 6 of the history is not as it was sealed.*Nothing was changed\."):
        erase(worked)
    assert unfit(worked) == [6]
    with worked.reading() as session:
        assert session.get_one(District, 1).name == "Far North"


# -- registers from before there were seals


@pytest.fixture
def unsealed(worked: Register, tmp_path: Path) -> Path:
    """The register as the version before the seals had it, with a row that no history knows."""
    worked.close()
    behind_its_back(
        worked,
        "ALTER TABLE operation DROP COLUMN seal",
        "ALTER TABLE operation DROP COLUMN sealed_anew_at",
        "DELETE FROM change WHERE table_name IN ('content', 'tabled_paper', 'party_alias')",
        "DELETE FROM change WHERE table_name = 'district' AND row_id = 2",
        "UPDATE district SET name = 'Elsewhere' WHERE id = 1",
        "DROP TABLE retention",
        "DROP TABLE erasure",
        "DROP TABLE party_alias",
        "DROP TABLE remembered_choice",
        "ALTER TABLE council DROP COLUMN ofsted_authority",
        "ALTER TABLE home DROP COLUMN judgement",
        "ALTER TABLE home DROP COLUMN judged_on",
        "UPDATE alembic_version SET version_num = '0004'",
        "PRAGMA user_version = 0",
    )
    return worked.place.path


def test_an_older_register_is_sealed_as_it_is(unsealed: Path) -> None:
    with Register.open(unsealed) as register:
        assert unfit(register) == []
        with register.reading() as session:
            operations = session.execute(select(OPERATION).order_by(OPERATION.c.id)).all()
            noted = session.execute(
                select(CHANGE.c.table_name, CHANGE.c.row_id, CHANGE.c.before, CHANGE.c.after)
                .where(CHANGE.c.operation_id == operations[-1].id)
                .order_by(CHANGE.c.table_name, CHANGE.c.row_id)
            ).all()
        assert [bool(one.sealed_anew_at) for one in operations] == [True] * 8 + [False]
        assert operations[-1].label == "Bring the register up to this version of the program"
        assert [(name, row) for name, row, _, _ in noted] == [
            ("content", 1),
            ("district", 1),
            ("district", 2),
            *(("party_alias", number) for number in range(1, len(usual_party_labels()) + 1)),
            ("tabled_paper", 1),
        ]
        assert noted[1][2:] == ('{"id":1,"name":"Elsewhere"}',) * 2
        assert register.undoable()[0] == "Add 2,500 districts", "an upgrade does not stand in the way of Undo"
        register.undo()
        assert unfit(register) == []


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Gives the program a later version, whose migration runs this SQL."""

    def newer(statement: str) -> None:
        folder = tmp_path / "migrations"
        copytree(schema.MIGRATIONS, folder, ignore=ignore_patterns("__pycache__"))
        (folder / "versions" / "9999_newer.py").write_text(
            '"""A later version."""\n\nfrom alembic import op\n\n'
            f'revision = "9999"\ndown_revision = "{schema.revisions()[-1]}"\n\n\n'
            f"def upgrade() -> None:\n    op.execute({statement!r})\n"
        )
        monkeypatch.setattr(schema, "MIGRATIONS", folder)

    return newer


def test_what_a_migration_does_to_rows_is_noted(worked: Register, newer: Callable[[str], None]) -> None:
    worked.close()
    newer("UPDATE district SET name = upper(name) WHERE id < 3")
    sqlite_file.upgrade(worked.place.path)
    with as_made(worked.place.path) as register:
        assert unfit(register) == []
        with register.reading() as session:
            assert session.scalars(
                select(CHANGE.c.after).where(CHANGE.c.table_name == "district", CHANGE.c.row_id < 3)
            ).all()[-2:] == ['{"id":1,"name":"FAR NORTH"}', '{"id":2,"name":"SOUTH"}']


def test_a_migration_that_rewrites_the_history_takes_the_seals_away(
    worked: Register, newer: Callable[[str], None]
) -> None:
    worked.close()
    newer("UPDATE operation SET reversible = 0, seal = NULL WHERE id = 3")
    sqlite_file.upgrade(worked.place.path)
    with as_made(worked.place.path) as register:
        assert unfit(register) == []


def test_an_upgrade_hides_nothing_that_somebody_did_before(worked: Register, newer: Callable[[str], None]) -> None:
    worked.close()
    behind_its_back(
        worked,
        "UPDATE district SET name = 'Elsewhere' WHERE id = 1",
        "UPDATE operation SET label = 'Other' WHERE id = 6",
    )
    newer("UPDATE district SET name = upper(name) WHERE id = 2")
    sqlite_file.upgrade(worked.place.path)
    with as_made(worked.place.path) as register:
        assert unfit(register) == [6]
        with register.reading() as session:
            noted = session.scalars(select(CHANGE.c.row_id).where(CHANGE.c.operation_id == 9)).all()
        assert noted == [2]
