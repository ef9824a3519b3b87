"""Rows of an import get their keys from the store when they are written, whatever keys it has to give."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Table, select

from cp_desktop import exchange
from cp_desktop.exchange.choices import ImportChoices
from cp_desktop.exchange.listings import SUBJECTS
from cp_desktop.model import Edition, RememberedChoice
from cp_desktop.register import Register
from cp_desktop.register.sqlite_store import SqliteStore
from cp_desktop.services import demo, imports


def said(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What every listing of a register says, without the rows' keys; the history tells when it was done."""
    with Register.open(path, write=False) as register, register.reading() as session:
        edition = session.scalars(select(Edition.id)).one()
        listings = {name: make(edition, demo.AS_AT) for name, make in SUBJECTS.items() if name != "history"}
        return {name: [tuple(row[1:]) for row in session.execute(one.rows())] for name, one in listings.items()}


def test_rows_refer_to_one_another_by_whatever_keys_they_are_given(
    demo_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where other writers take keys between: from another one on for each table, and with gaps."""
    usual, given = SqliteStore.reserve_keys, set[str]()

    def with_gaps(self: SqliteStore, connection: Connection, table: Table, count: int) -> range:
        first = usual(self, connection, table, count).start + 100 * len(table.name)
        given.add(table.name)
        return range(first, first + 3 * count, 3)

    monkeypatch.setattr(SqliteStore, "reserve_keys", with_gaps)
    demo.make(tmp_path / "gaps.cpregister")
    assert {"councillor", "term", "commitment", "reply", "answer", "visit", "visitor", "step_done"} <= given
    assert said(tmp_path / "gaps.cpregister") == said(demo_file)


def test_a_plan_takes_no_key(register: Register, tmp_path: Path) -> None:
    (path := tmp_path / "councillors.csv").write_text(
        "Forename,Surname,Ward,Term start\nAda,Ashdown,Mill,2016-05-09\nBen,Ashdown,Quay,2016-05-09\n", "utf-8"
    )
    plan = exchange.read(register, "councillors", path)
    assert plan.ready
    keys = [key for rows in plan.draft.added.values() for key in rows]
    assert keys
    assert max(keys) < 0


def test_no_name_and_no_address_is_remembered(register: Register, tmp_path: Path) -> None:
    (path := tmp_path / "councillors.csv").write_text(
        "Forename,Surname,Ward,E-mail,Term start\nAda,Ashdown,Mill,ada@north,2016-05-09\n", "utf-8"
    )
    [question] = exchange.read(register, "councillors", path).open
    choices = ImportChoices(answers={question.key: "ada@north.example"})
    plan = exchange.read(register, "councillors", path, choices)
    assert plan.learned == {("word: E-mail", "ada@north"): "ada@north.example"}
    plan.learned |= {("word: Title", "Ada Ashdown (Cllr)"): "Cllr", ("word: Title", "Clr"): "Cllr"}
    imports.apply(register, plan)
    with register.reading() as session:
        assert [(one.said, one.means) for one in session.scalars(select(RememberedChoice))] == [("Clr", "Cllr")]
