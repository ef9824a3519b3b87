"""The migrations: equal to the mapped classes, safe to run on somebody's register, safe to fail."""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.pool import NullPool

from cp_desktop.cli import main
from cp_desktop.errors import UserError
from cp_desktop.model import (
    Base,
    Councillor,
    District,
    Edition,
    PartyAlias,
    Step,
    StepDone,
    Term,
    VisitAction,
    Ward,
)
from cp_desktop.register import Register, backup, schema, sqlite_file

Migration = Callable[[str], None]


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Migration:
    """Gives the program a newer version whose migration holds these statements."""

    def make(body: str) -> None:
        folder = tmp_path / "migrations"
        copytree(schema.MIGRATIONS, folder, ignore=ignore_patterns("__pycache__"))
        newest = schema.revisions()[-1]
        (folder / "versions" / "9999_newer.py").write_text(
            '"""A later version."""\n\nimport sqlalchemy as sa\nfrom alembic import op\n\n'
            f'revision = "9999"\ndown_revision = "{newest}"\n\n\ndef upgrade() -> None:\n    {body}\n'
        )
        monkeypatch.setattr(schema, "MIGRATIONS", folder)
        # That version would know its own tables.
        monkeypatch.setattr("cp_desktop.register.sqlite_check.strangers", lambda _: iter(()))

    return make


def shape(path: Path) -> dict[str, object]:
    """What SQLite itself knows of a file's tables: columns, references, indexes, and rules as written."""
    found: dict[str, object] = {}
    with closing(sqlite3.connect(path)) as raw:
        for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            found[name] = {
                "columns": sorted(row[1:] for row in raw.execute(f"PRAGMA table_info({name})")),
                "references": sorted(row[2:] for row in raw.execute(f"PRAGMA foreign_key_list({name})")),
                "rules": sorted(one.rstrip(" ,)") for one in re.findall(r"CONSTRAINT .*", sql)),
            }
        for name, sql in raw.execute("SELECT name, sql FROM sqlite_master WHERE type = 'index'").fetchall():
            found[f"index {name}"] = sql
    return found


def bare(path: Path) -> Path:
    """A file of ours before its first migration."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute(f"PRAGMA application_id = {sqlite_file.APPLICATION_ID}")
    return path


def test_running_every_migration_gives_what_the_mapped_classes_say(tmp_path: Path, register: Register) -> None:
    """After adding a mapped column, this fails until its migration is written."""
    path = bare(tmp_path / "migrated.cpregister")
    sqlite_file.upgrade(path)
    register.close()
    assert shape(path) == shape(register.place.path)
    assert sqlite_file.recognise(path) == schema.revisions()[-1]


def test_alembic_finds_nothing_left_to_migrate(register: Register) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(register.place.path), poolclass=NullPool)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_migrations_are_one_line_of_numbers() -> None:
    for before, (number, path) in zip(
        [None, *schema.revisions()],
        zip(schema.revisions(), sorted((schema.MIGRATIONS / "versions").glob("[0-9]*.py")), strict=True),
        strict=False,
    ):
        text = path.read_text()
        assert f'revision = "{number}"' in text
        assert f"down_revision = {before!r}".replace("'", '"') in text


def test_an_older_register_is_upgraded_after_a_copy(register: Register, second: Migration) -> None:
    with register.operation("Add") as session:
        session.add(
            Councillor(forename="Ann", surname="Lee", terms=[Term(ward=Ward(name="Mill"), start=dt.date(2014, 5, 22))])
        )
    register.close()
    older = schema.revisions()[-1]
    second('op.add_column("councillor", sa.Column("nickname", sa.String()))')
    with Register.open(register.place) as upgraded:
        assert upgraded.can_write
        kept = upgraded.before_upgrade
        assert sqlite_file.recognise(upgraded.place.path) == "9999"
        with upgraded.reading() as session:
            assert session.scalars(select(Councillor.surname)).all() == ["Lee"]
    before = [copy for copy in backup.copies(register.place.path) if backup.BEFORE_UPGRADE in copy.path.stem]
    assert len(before) == 1
    assert sqlite_file.recognise(before[0].path) == older
    assert kept == before[0].path
    with Register.open(register.place) as again:
        assert again.before_upgrade is None
    assert len([copy for copy in backup.copies(register.place.path) if backup.BEFORE_UPGRADE in copy.path.stem]) == 1


@pytest.mark.parametrize("words", [["figures", "--json"], ["check"], ["print", "survey-summary"]])
def test_a_command_that_only_reads_tells_of_the_upgrade_and_where_the_copy_is(
    register: Register, second: Migration, words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with register.operation("Add a menu") as session:
        session.add(Edition(year_id=1, title="Menu"))
    register.close()
    second('op.add_column("councillor", sa.Column("nickname", sa.String()))')
    if words[0] == "print":
        words = [*words, "--out", str(tmp_path / "paper.pdf")]
    assert main(["--register", str(register.place), *words]) == 0
    [copy] = [copy.path for copy in backup.copies(register.place.path) if backup.BEFORE_UPGRADE in copy.path.stem]
    said = capsys.readouterr()
    assert said.err == (
        f"{register.place.path.name} was brought up to this version of the program; "
        f"a copy of it as it was is kept at {copy}.\n"
    )
    if words[0] == "figures":
        json.loads(said.out)  # for other programs: nothing of it stands among the numbers
    assert main(["--register", str(register.place), *words]) == 0
    assert capsys.readouterr().err == ""


def test_rebuilding_a_parent_table_keeps_its_children(register: Register, second: Migration) -> None:
    """SQLite rebuilds a table by dropping it, which with references enforced would take or refuse its children."""
    with register.operation("Add") as session:
        district = District(name="North")
        session.add(district)
        session.flush()
        session.add(Ward(name="Abbey", district_id=district.id))
    register.close()
    second(
        'with op.batch_alter_table("district", recreate="always") as batch:\n'
        '        batch.alter_column("name", nullable=True)'
    )
    with Register.open(register.place) as upgraded, upgraded.reading() as session:
        assert session.scalars(select(Ward.name).join(Ward.district)).all() == ["Abbey"]


@pytest.mark.parametrize(
    "body",
    [
        'op.add_column("ward", sa.Column("extra", sa.String()))\n    op.execute("SELECT * FROM nowhere")',
        'op.drop_table("fact")\n    print(1 / 0)',
        'op.execute("DELETE FROM district")',  # wards would be left without theirs
    ],
)
def test_a_migration_that_fails_leaves_the_register_as_it_was(register: Register, second: Migration, body: str) -> None:
    with register.operation("Add") as session:
        district = District(name="North")
        session.add(district)
        session.flush()
        session.add(Ward(name="Abbey", district_id=district.id))
    register.close()
    before = register.place.path.read_bytes()
    second(body)
    with pytest.raises(UserError, match=r"could not be brought up to this version.*left as it was.*older version"):
        Register.open(register.place)
    assert register.place.path.read_bytes() == before
    assert [one.name for one in register.place.path.parent.iterdir() if one.is_file()] == [register.place.path.name]


def test_an_older_register_that_cannot_be_written_is_not_opened(register: Register, second: Migration) -> None:
    before = register.place.path.read_bytes()
    second('op.add_column("councillor", sa.Column("nickname", sa.String()))')
    with pytest.raises(UserError, match=r"older version.*has it open.*Nothing was changed"):
        Register.open(register.place)
    register.close()
    with pytest.raises(UserError, match=r"older version.*look at only.*Nothing was changed"):
        Register.open(register.place, write=False)
    assert register.place.path.read_bytes() == before


def test_no_upgrade_without_a_copy(register: Register, second: Migration, own_place: Path) -> None:
    register.close()
    (own_place / "CP Desktop" / "copies").write_text("a file where the copies would go")
    before = register.place.path.read_bytes()
    second('op.add_column("councillor", sa.Column("nickname", sa.String()))')
    with pytest.raises(UserError, match="cannot be used"):
        Register.open(register.place)
    assert register.place.path.read_bytes() == before


def test_a_newer_register_is_refused(register: Register) -> None:
    register.close()
    with closing(sqlite3.connect(register.place.path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    before = register.place.path.read_bytes()
    with pytest.raises(UserError, match=r"newer version.*9999.*Nothing was changed.*Install"):
        Register.open(register.place)
    assert register.place.path.read_bytes() == before


def test_an_older_register_gets_the_labels_of_parties_that_a_new_one_has(tmp_path: Path, register: Register) -> None:
    path = bare(tmp_path / "older.cpregister")
    sqlite_file.upgrade(path)
    with closing(sqlite3.connect(path)) as raw:
        there = raw.execute("SELECT label, party FROM party_alias ORDER BY id").fetchall()
    with register.reading() as session:
        assert [(one.label, one.party) for one in session.scalars(select(PartyAlias).order_by(PartyAlias.id))] == there
    assert ("Liberal Democrats", "Liberal Democrat") in there


PASSED = (  # by a report that came back
    "Sent to the managers",
    "Home Manager answered",
    "Service Manager answered",
    "Assistant Director answered",
    "Returned to the councillor",
    "Closed",
)


def test_the_three_days_of_a_report_become_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A register of the first version keeps where each report was, what was agreed, and all its history."""
    path = bare(tmp_path / "first.cpregister")
    first = tmp_path / "first"
    copytree(schema.MIGRATIONS, first, ignore=ignore_patterns("__pycache__", "000[2-9]*"))
    with monkeypatch.context() as then:
        then.setattr(schema, "MIGRATIONS", first)
        sqlite_file.upgrade(path)
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript("""
            INSERT INTO council VALUES (1, 'X', 'X children', 'ward', 'wards', 'district', 'districts', 5, NULL, NULL,
                NULL, NULL, 'uid');
            INSERT INTO municipal_year VALUES (1, '2017/18', '2017-05-23', '2018-05-21');
            INSERT INTO post (id, title) VALUES (7, 'Service Manager');
            INSERT INTO visit (id, place, visited_on, kind, status, concern, actions, report_received_on,
                report_sent_on, report_returned_on) VALUES
                (1, 'Oak', '2017-06-01', 'monitoring', 'made', 0, 'Mend the gate', '2017-06-05', '2017-06-06', NULL),
                (2, 'Elm', '2017-07-01', 'event', 'made', 0, ' ', NULL, NULL, '2017-08-01'),
                (3, 'Ash', '2017-07-01', 'monitoring', 'made', 0, NULL, '2017-07-05', '2017-07-06', '2017-08-01');
            INSERT INTO operation VALUES (1, 'Log visit', 'me', '2017-06-01', 1, NULL), (2, 'Other', 'me', '2017-06-01',
                1, NULL);
            INSERT INTO change VALUES (1, 1, 'visit', 1, NULL, '{"id": 1, "actions": "Mend the gate"}');
        """)
        raw.commit()
    with Register.open(path) as register, register.reading() as session:
        days = session.execute(
            select(StepDone.visit_id, Step.label, StepDone.done_on)
            .join(Step)
            .order_by(StepDone.visit_id, Step.position)
        ).all()
        assert [(visit, label, day.isoformat()) for visit, label, day in days] == [
            (1, "Report received", "2017-06-05"),
            (1, "Sent to Children's Commissioning", "2017-06-06"),
            (2, "Returned to the councillor", "2017-08-01"),
            (3, "Report received", "2017-07-05"),
            (3, "Sent to Children's Commissioning", "2017-07-06"),
            *((3, label, "2017-08-01") for label in PASSED),
        ]
        assert session.execute(select(VisitAction.visit_id, VisitAction.what)).all() == [(1, "Mend the gate")]
        service = session.scalars(select(Step).where(Step.label == "Service Manager answered")).one()
        assert service.post_id == 7
        # The last one notes the rows as the upgrade left them.
        assert [entry.reversible for entry in register.entries()] == [False, True, False]
