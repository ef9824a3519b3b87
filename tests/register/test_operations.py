"""An operation: whole or not at all, audited whatever road it takes, announced once."""

import datetime as dt
import json
import sqlite3
import threading
from contextlib import closing
from typing import Any

import pytest
from sqlalchemy import Column, Integer, LargeBinary, Table, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from cp_desktop.errors import UserError
from cp_desktop.model import Base, Council, District, Edition, Item, Post, Ward, table_of, usual_party_labels
from cp_desktop.register import Announcement, Register, history, operations
from cp_desktop.register.history import CHANGE


def names(register: Register) -> list[str]:
    with register.reading() as session:
        return list(session.scalars(select(District.name).order_by(District.name)))


def images(register: Register) -> list[tuple[str, int, Any, Any]]:
    """(table, row, before, after) of the latest operation."""
    with register.reading() as session:
        rows = session.execute(select(CHANGE).order_by(CHANGE.c.id)).all()
    last = rows[-1].operation_id
    return [
        (row.table_name, row.row_id, row.before and json.loads(row.before), row.after and json.loads(row.after))
        for row in rows
        if row.operation_id == last
    ]


def test_an_operation_is_kept_whole(register: Register) -> None:
    with register.operation("Add districts") as session:
        session.add_all([District(name="North"), District(name="South")])
    assert names(register) == ["North", "South"]
    assert [entry.label for entry in register.entries()] == ["Create the register", "Add districts"]
    entry = register.entries()[-1]
    assert entry.who
    assert abs(entry.at - dt.datetime.now(dt.UTC).replace(tzinfo=None)) < dt.timedelta(hours=1)


def test_an_operation_that_fails_leaves_nothing(register: Register) -> None:
    def half(session: Session) -> None:
        session.add(District(name="North"))
        session.flush()
        session.execute(insert(table_of(District)), [{"name": f"D{n}"} for n in range(100)])
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), register.operation("Add districts") as session:
        half(session)
    assert names(register) == []
    assert len(register.entries()) == 1
    with register.operation("Add district") as session:
        session.add(District(name="East"))
    assert names(register) == ["East"]


def test_a_rule_broken_at_the_end_leaves_nothing(register: Register) -> None:
    with (
        pytest.raises(UserError, match="There is another district with the same “District”") as refused,
        register.operation("Add twice") as session,
    ):
        session.add_all([District(name="North"), District(name="North")])
    assert refused.value.field == "name"
    assert names(register) == []
    assert len(register.entries()) == 1


def test_images_before_and_after(register: Register) -> None:
    with register.operation("Add") as session:
        session.add(District(name='Nørth "End"'))
    assert images(register) == [("district", 1, None, {"id": 1, "name": 'Nørth "End"'})]
    with register.operation("Rename") as session:
        session.get_one(District, 1).name = "South\n\tEnd\u2028"
    assert images(register) == [
        ("district", 1, {"id": 1, "name": 'Nørth "End"'}, {"id": 1, "name": "South\n\tEnd\u2028"})
    ]
    with register.operation("Delete") as session:
        session.delete(session.get_one(District, 1))
    assert images(register) == [("district", 1, {"id": 1, "name": "South\n\tEnd\u2028"}, None)]


def test_every_road_to_the_tables_is_audited(register: Register) -> None:
    with register.operation("Bulk") as session:
        session.execute(insert(District), [{"name": "A"}, {"name": "B"}])
        session.execute(insert(table_of(District)), [{"name": "C"}])
        session.execute(text("INSERT INTO district (name) VALUES ('D')"))
        session.connection().exec_driver_sql("UPDATE district SET name = name || '!' WHERE id > 2")
    assert len(images(register)) == 6
    with register.operation("Replace") as session:
        session.execute(text("INSERT OR REPLACE INTO district (id, name) VALUES (9, 'A')"))
    assert [(row, bool(before), bool(after)) for _, row, before, after in images(register)] == [
        (1, True, False),
        (9, False, True),
    ], "the row that was pushed out is in the audit too"
    register.undo()
    assert names(register) == ["A", "B", "C!", "D!"]


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO district (name) VALUES ('A')",
        "UPDATE council SET name = 'Another'",
        "DELETE FROM municipal_year",
    ],
)
def test_a_write_outside_an_operation_is_refused(register: Register, statement: str) -> None:
    assert register.store.writer is not None
    with pytest.raises(IntegrityError, match="outside an operation"), register.store.writer.begin() as connection:
        connection.exec_driver_sql(statement)
    with (
        pytest.raises(IntegrityError, match="outside an operation"),
        register.store.writer.begin() as connection,
    ):
        connection.execute(insert(table_of(District)), [{"name": "A"}, {"name": "B"}])
    assert names(register) == []


def test_every_table_of_the_model_is_watched() -> None:
    assert {table.name for table in history.watched()} == set(Base.metadata.tables) - {"operation", "change"}


def test_reading_cannot_write(register: Register) -> None:
    with register.reading() as session, pytest.raises(Exception, match="readonly"):
        session.execute(text("UPDATE council SET name = 'Another'"))


def test_the_label_may_be_known_only_after_the_work(register: Register) -> None:
    heard: list[Announcement] = []
    register.listeners.append(heard.append)
    with register.operation("Import") as session:
        session.add(District(name="North"))
        session.info["label"] = "Import 1 district"
    assert register.undoable() == ("Import 1 district", None)
    assert heard == [Announcement("Import 1 district", frozenset({"district"}))]


def test_an_operation_without_changes_leaves_no_entry_unless_asked(register: Register) -> None:
    heard: list[Announcement] = []
    register.listeners.append(heard.append)
    with register.operation("Nothing"):
        pass
    assert len(register.entries()) == 1
    assert heard == []
    with register.operation("Publish", keep_empty=True):
        pass
    assert register.undoable()[0] == "Publish"
    assert heard == [Announcement("Publish", frozenset())]


def test_announced_once_after_the_commit_and_never_for_a_rollback(register: Register) -> None:
    heard: list[tuple[Announcement, list[str]]] = []
    register.listeners.append(lambda announcement: heard.append((announcement, names(register))))
    with register.operation("Add") as session:
        session.add(District(name="North"))
        session.flush()
        session.add(Post(title="Head"))
        assert heard == []
    assert heard == [(Announcement("Add", frozenset({"district", "post"})), ["North"])]
    with (
        pytest.raises(UserError),
        register.operation("Fail") as session,
    ):
        session.add_all([District(name="South"), District(name="North")])
    assert len(heard) == 1
    register.undo()
    register.redo()
    assert [announcement.label for announcement, _ in heard[1:]] == ["Undo: Add", "Redo: Add"]


def test_a_listener_with_a_bug_loses_nothing_and_silences_nobody(register: Register) -> None:
    heard: list[Announcement] = []

    def broken(announcement: Announcement) -> None:
        raise LookupError("a bug of a page")

    register.listeners.extend([broken, heard.append])
    with pytest.raises(LookupError), register.operation("Add") as session:
        session.add(District(name="North"))
    assert names(register) == ["North"]
    assert len(heard) == 1


def test_a_listener_may_change_the_register(register: Register) -> None:
    def follow(announcement: Announcement) -> None:
        if announcement.label == "Add":
            with register.operation("Follow up") as session:
                session.add(District(name="South"))

    register.listeners.append(follow)
    with register.operation("Add") as session:
        session.add(District(name="North"))
    assert names(register) == ["North", "South"]


def test_an_operation_inside_another_is_told_at_once(register: Register) -> None:
    with (
        pytest.raises(RuntimeError, match="“Inner” was begun inside “Outer”"),
        register.operation("Outer"),
        register.operation("Inner"),
    ):
        pass
    with pytest.raises(RuntimeError, match="“Undo” was begun inside “Outer”"), register.operation("Outer"):
        register.undo()
    with pytest.raises(RuntimeError, match="inside “Outer”"), register.operation("Outer"):
        register.close()
    with register.operation("After") as session:
        session.add(District(name="North"))
    assert names(register) == ["North"]


def test_an_operation_inside_a_reading_is_told_at_once(register: Register) -> None:
    with register.reading() as session:
        session.scalars(select(Council)).one()
        with pytest.raises(RuntimeError, match="inside a reading"), register.operation("Write"):
            pass


def test_reading_sees_the_last_commit_while_another_thread_writes(register: Register) -> None:
    """Even while more is written than the cache would hold: a bulk import never locks a page out."""
    written, read = threading.Event(), threading.Event()
    problems: list[BaseException] = []

    def work() -> None:
        try:
            with register.operation("Bulk") as session:
                session.connection().exec_driver_sql("PRAGMA cache_size = 10")
                session.execute(insert(table_of(District)), [{"name": f"{n:>200}"} for n in range(3000)])
                written.set()
                assert read.wait(30)
        except BaseException as problem:
            problems.append(problem)
            written.set()

    thread = threading.Thread(target=work)
    thread.start()
    assert written.wait(30)
    try:
        assert names(register) == []
    finally:
        read.set()
        thread.join()
    assert problems == []
    assert len(names(register)) == 3000


def test_operations_of_several_threads_follow_one_another(register: Register) -> None:
    def work(letter: str) -> None:
        for number in range(10):
            with register.operation(f"Add {letter}{number}") as session:
                session.add(District(name=f"{letter}{number}"))

    threads = [threading.Thread(target=work, args=(letter,)) for letter in "ABC"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(names(register)) == 30
    assert len(register.entries()) == 31


def test_a_writer_that_keeps_the_turn_is_named(register: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cp_desktop.register.file.BUSY_SECONDS", 0.05)
    begun, finish = threading.Event(), threading.Event()

    def work() -> None:
        with register.operation("A long import") as session:
            session.add(District(name="North"))
            begun.set()
            finish.wait(30)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(30)
    try:
        with pytest.raises(UserError, match=r"“A long import” is still under way\. Nothing was saved\. Try again"):
            register.undo()
    finally:
        finish.set()
        thread.join()
    assert names(register) == ["North"]


def test_closing_waits_for_the_operation_under_way(register: Register) -> None:
    begun, finish, closed = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        with register.operation("A long import") as session:
            session.add(District(name="North"))
            begun.set()
            finish.wait(30)

    def close() -> None:
        register.close()
        closed.set()

    writer, closer = threading.Thread(target=work), threading.Thread(target=close)
    writer.start()
    assert begun.wait(30)
    closer.start()
    assert not closed.wait(0.05)
    finish.set()
    writer.join()
    closer.join()
    with Register.open(register.place) as again:
        assert names(again) == ["North"]


def test_a_closed_register_takes_no_more(register: Register) -> None:
    register.close()
    register.close()
    assert not register.can_write
    with pytest.raises(UserError, match="closed"), register.operation("Late") as session:
        session.add(District(name="North"))


def test_deleting_what_others_need_is_refused(register: Register) -> None:
    with register.operation("Add") as session:
        north = District(name="North")
        session.add(north)
        session.flush()
        session.add(Ward(name="Abbey", district_id=north.id))
    with (
        pytest.raises(UserError, match=r"Other records of the register depend on this one.*Nothing was saved"),
        register.operation("Delete") as session,
    ):
        session.delete(session.get_one(District, north.id))
    assert names(register) == ["North"]


def test_the_history_lists_operations_with_their_rows(register: Register) -> None:
    with register.operation("Add menu") as session:
        edition = Edition(year_id=1, title="Menu")
        edition.items.extend(Item(number=number, wording="Listen") for number in range(1, 4))
        session.add(edition)
    listing = operations()
    with register.reading() as session:
        rows = session.execute(listing.rows(columns=[listing.column("What was done"), listing.column("Rows")])).all()
    # Made with it: the council, its year, the usual steps of a report with their kinds and posts, labels of parties.
    made = 2 + 8 + 16 + 3 + len(usual_party_labels())
    assert [(label, count) for _, label, count in rows] == [("Add menu", 4), ("Create the register", made)]


def test_bytes_go_into_the_history_and_back(register: Register) -> None:
    table = Table("scan", Base.metadata, Column("id", Integer, primary_key=True), Column("page", LargeBinary))
    try:
        register.close()
        with closing(sqlite3.connect(register.place.path)) as raw:
            raw.execute("CREATE TABLE scan (id INTEGER PRIMARY KEY, page BLOB)")
        with Register.open(register.place) as again:
            with again.operation("Add") as session:
                session.execute(insert(table), [{"page": b"\x00\xff'%PDF"}, {"page": None}, {"page": b""}])
            with again.operation("Delete") as session:
                session.execute(table.delete())
            again.undo()
            with again.reading() as session:
                assert session.scalars(select(table.c.page).order_by(table.c.id)).all() == [b"\x00\xff'%PDF", None, b""]
            again.redo()
            with again.reading() as session:
                assert session.scalars(select(table.c.page)).all() == []
    finally:
        Base.metadata.remove(table)
