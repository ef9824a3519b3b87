"""Undo and redo: of everything, in any order that makes sense, across closing and reopening."""

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from cp_desktop.errors import UserError
from cp_desktop.model import (
    Activity,
    Answer,
    Commitment,
    Councillor,
    District,
    Done,
    Edition,
    Home,
    Item,
    Officer,
    Post,
    Reply,
    SubPoint,
    Survey,
    Term,
    Ward,
    table_of,
)
from cp_desktop.register import Register, history


def content(register: Register) -> dict[str, list[tuple[Any, ...]]]:
    """Everything the register holds, but for its history."""
    with register.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table.name} ORDER BY id"))]
            for table in history.watched()
        }


def add(register: Register, *names: str) -> None:
    with register.operation(f"Add {', '.join(names)}") as session:
        session.add_all([District(name=name) for name in names])


def rename(register: Register, id: int, name: str) -> None:
    with register.operation(f"Rename to {name}") as session:
        session.get_one(District, id).name = name


def names(register: Register) -> list[str]:
    with register.reading() as session:
        return list(session.scalars(select(District.name).order_by(District.name)))


def test_undo_and_redo_walk_back_and_forth(register: Register) -> None:
    states = [content(register)]
    add(register, "North", "South")
    states.append(content(register))
    rename(register, 1, "East")
    states.append(content(register))
    with register.operation("Delete") as session:
        session.delete(session.get_one(District, 2))
    states.append(content(register))

    for label, state in (("Delete", 2), ("Rename to East", 1), ("Add North, South", 0)):
        assert register.undoable()[0] == label
        assert register.undo() == label
        assert content(register) == states[state]
    assert register.undo() is None, "making the register is not taken back"
    for label, state in (("Add North, South", 1), ("Rename to East", 2), ("Delete", 3)):
        assert register.undoable()[1] == label
        assert register.redo() == label
        assert content(register) == states[state]
    assert register.redo() is None
    assert register.undoable() == ("Delete", None)


def test_undo_survives_closing(register: Register) -> None:
    empty = content(register)
    add(register, "North")
    full = content(register)
    register.close()
    with Register.open(register.place) as again:
        assert again.undoable() == ("Add North", None)
        again.undo()
        assert content(again) == empty
    with Register.open(register.place) as again:
        assert again.undoable() == (None, "Add North")
        again.redo()
        assert content(again) == full


def test_new_work_clears_redo(register: Register) -> None:
    add(register, "North")
    register.undo()
    add(register, "South")
    assert register.undoable() == ("Add South", None)
    assert register.redo() is None
    assert names(register) == ["South"]
    register.undo()
    assert register.undoable() == (None, "Add South"), "what was undone before the new work stays undone"
    register.redo()
    assert names(register) == ["South"]


def test_several_changes_of_one_row_in_one_operation(register: Register) -> None:
    add(register, "North", "South")
    before = content(register)
    with register.operation("Swap, add and drop") as session:
        run = session.connection().exec_driver_sql
        run("UPDATE district SET name = 'x' WHERE id = 1")
        run("UPDATE district SET name = 'North' WHERE id = 2")
        run("UPDATE district SET name = 'South' WHERE id = 1")
        run("INSERT INTO district (id, name) VALUES (7, 'Fleeting')")
        run("UPDATE district SET name = 'Still fleeting' WHERE id = 7")
        run("DELETE FROM district WHERE id = 7")
        run("DELETE FROM district WHERE id = 2")
        run("INSERT INTO district (id, name) VALUES (2, 'North again')")
    after = content(register)
    register.undo()
    assert content(register) == before
    register.redo()
    assert content(register) == after


def test_a_row_that_got_another_key(register: Register) -> None:
    add(register, "North")
    before = content(register)
    with register.operation("Renumber") as session:
        session.execute(text("UPDATE district SET id = 5 WHERE id = 1"))
    after = content(register)
    register.undo()
    assert content(register) == before
    register.redo()
    assert content(register) == after


def test_deleting_with_all_that_belongs(register: Register) -> None:
    with register.operation("Add") as session:
        edition = Edition(year_id=1, title="Menu")
        for number in (1, 2):
            item = Item(number=number, wording=f"Item {number}")
            item.sub_points.extend([SubPoint(wording="a"), SubPoint(wording="b")])
            edition.items.append(item)
        post = Post(title="Head", officers=[Officer(name="Pat Jones")])
        session.add_all([edition, post])
    full = content(register)
    with register.operation("Delete menu") as session:
        session.delete(session.scalars(select(Edition)).one())
    gone = content(register)
    assert gone["sub_point"] == gone["item"] == gone["edition"] == []
    register.undo()
    assert content(register) == full
    register.redo()
    assert content(register) == gone


def test_parents_and_children_that_cross_in_one_operation(register: Register) -> None:
    with register.operation("Add") as session:
        session.execute(insert(table_of(District)), [{"id": 1, "name": "North"}, {"id": 2, "name": "South"}])
        session.execute(insert(table_of(Ward)), [{"id": 1, "name": "Abbey", "district_id": 1}])
    before = content(register)
    with register.operation("Move, drop the old home, add and re-house") as session:
        run = session.connection().exec_driver_sql
        run("UPDATE ward SET district_id = 2")
        run("DELETE FROM district WHERE id = 1")
        run("INSERT INTO district (id, name) VALUES (3, 'East')")
        run("UPDATE ward SET district_id = 3")
        run("DELETE FROM district WHERE id = 2")
        run("INSERT INTO ward (id, name, district_id) VALUES (2, 'Brook', 3)")
    after = content(register)
    for _ in range(2):
        register.undo()
        assert content(register) == before
        register.redo()
        assert content(register) == after


def test_every_kind_of_value_comes_back(register: Register) -> None:
    with register.operation("Add") as session:
        edition = Edition(year_id=1, title="Menu")
        edition.items.append(Item(number=1, wording="Tab\there, nul-free, “quotes”, 😀", own_words=True))
        person = Councillor(forename="Łukasz", surname="O'Hara", notes="")
        ward = Ward(name="Abbey", start=dt.date(2004, 6, 10))
        session.add_all([edition, person, ward, Survey(edition=edition, title="Follow-up")])
        session.flush()
        person.terms.append(Term(ward_id=ward.id, start=dt.date(2016, 5, 9)))
        reply = Reply(survey_id=1, councillor_id=person.id, answered_at=dt.datetime(2018, 1, 9, 23, 59, 59, 123456))
        reply.answers.append(Answer(item_id=1, done=Done.NOT_YET, may_be_quoted=True))
        session.add(reply)
        session.add(Home(name="Oak", places=2**53 + 1))
    full = content(register)
    register.undo()
    register.redo()
    assert content(register) == full


def test_undo_by_number_takes_back_just_that(register: Register) -> None:
    add(register, "North")
    add(register, "South")
    first = register.entries()[1]
    assert register.undo(first.number) == "Add North"
    assert names(register) == ["South"]
    assert [entry.stands for entry in register.entries()] == [True, False, True]
    assert register.redo(first.number) == "Add North"
    assert names(register) == ["North", "South"]


def test_undo_by_number_says_why_not(register: Register) -> None:
    add(register, "North")
    with pytest.raises(UserError, match=r"began this register|cannot be taken back"):
        register.undo(1)
    with pytest.raises(UserError, match="no entry 99"):
        register.undo(99)
    with pytest.raises(UserError, match=r"is done already\. Nothing was changed"):
        register.redo(2)
    register.undo()
    with pytest.raises(UserError, match=r"is undone already\. Nothing was changed"):
        register.undo(2)


def test_undo_is_refused_when_the_row_was_changed_since(register: Register) -> None:
    add(register, "North")
    rename(register, 1, "East")
    before = content(register)
    with pytest.raises(UserError, match=r"changed again by “Rename to East”.*Nothing was changed.*Undo the later"):
        register.undo(2)
    assert content(register) == before
    assert len(register.entries()) == 3
    register.undo(3)
    register.undo(2)
    assert names(register) == []


def test_undo_is_refused_when_later_records_depend_on_it(register: Register) -> None:
    add(register, "North")
    with register.operation("Add ward") as session:
        session.add(Ward(name="Abbey", district_id=1))
    before = content(register)
    with pytest.raises(UserError, match=r"later records depend on it\. Nothing was changed"):
        register.undo(2)
    assert content(register) == before


def test_undo_is_refused_when_a_later_record_took_the_place(register: Register) -> None:
    add(register, "North", "South")
    with register.operation("Delete") as session:
        session.delete(session.get_one(District, 1))
    add(register, "North")
    with pytest.raises(UserError, match="cannot be taken back by itself: later records are in its way"):
        register.undo(3)
    assert names(register) == ["North", "South"]


def test_a_new_row_on_an_old_key_is_not_taken_for_the_old_one(register: Register) -> None:
    """SQLite gives the highest key again once its row is gone."""
    add(register, "North")
    with register.operation("Delete") as session:
        session.delete(session.get_one(District, 1))
    add(register, "South")
    with pytest.raises(UserError, match="changed again by “Add South”"):
        register.undo(3)
    assert names(register) == ["South"]


def test_an_entry_without_rows_does_not_stop_undo(register: Register) -> None:
    add(register, "North")
    with register.operation("Publish", keep_empty=True):
        pass
    assert register.undo() == "Publish"
    assert register.undo() == "Add North"
    assert names(register) == []
    assert register.redo() == "Add North"
    assert register.redo() == "Publish"


def test_a_look_is_in_the_history_and_neither_stops_undo_nor_is_undone(register: Register) -> None:
    add(register, "North")
    with register.operation("Look", reversible=False, keep_empty=True):
        pass
    assert [entry.label for entry in register.entries()] == ["Create the register", "Add North", "Look"]
    assert register.undoable() == ("Add North", None)
    assert register.undo() == "Add North"
    with register.operation("Look again", reversible=False, keep_empty=True):
        pass
    assert register.undoable() == (None, "Add North")
    assert register.redo() == "Add North"
    assert register.undo() == "Add North"
    assert [entry.stands for entry in register.entries()] == [True, False, True, True]


def test_undoing_is_in_the_history_and_names_who(register: Register) -> None:
    add(register, "North")
    register.undo()
    with register.reading() as session:
        labels = session.scalars(select(history.Operation.label).order_by(history.Operation.id)).all()
    assert labels == ["Create the register", "Add North", "Undo: Add North"]


def test_what_an_older_version_kept_otherwise(register: Register) -> None:
    """Images lack columns that came later, and may name tables that are gone."""
    with register.operation("Add") as session:
        session.add(Home(name="Oak", provider="Acme"))
    with register.operation("Edit") as session:
        session.get_one(Home, 1).name = "Elm"
    with register.operation("Delete") as session:
        session.delete(session.get_one(Home, 1))
    _rewrite(
        register,
        "UPDATE change SET before = json_remove(before, '$.kind', '$.provider'), "
        "after = json_remove(after, '$.kind', '$.provider')",
    )
    register.undo()
    with register.reading() as session:
        home = session.get_one(Home, 1)
        assert (home.name, home.kind.value, home.provider) == ("Elm", "home", None), "a new column takes its default"
    with register.operation("Now known") as session:
        session.get_one(Home, 1).provider = "Bright"
    register.undo(3)
    with register.reading() as session:
        home = session.get_one(Home, 1)
        assert (home.name, home.provider) == ("Oak", "Bright"), "what the image does not know stays"

    add(register, "North")
    _rewrite(register, "UPDATE change SET table_name = 'borough' WHERE table_name = 'district'")
    with pytest.raises(UserError, match=r"older version.*Nothing was changed"):
        register.undo()


def _rewrite(register: Register, statement: str) -> None:
    assert register.store.writer is not None
    with register.store.writer.begin() as connection:
        connection.exec_driver_sql(statement)


def test_a_whole_import_is_one_undo(register: Register) -> None:
    with register.operation("Councillors and menu") as session:
        session.execute(insert(table_of(Edition)), [{"id": 1, "year_id": 1, "title": "Menu"}])
        session.execute(
            insert(table_of(Item)), [{"edition_id": 1, "number": n, "wording": f"Item {n}"} for n in range(1, 22)]
        )
        session.execute(insert(table_of(Councillor)), [{"forename": "Ann", "surname": f"S{n}"} for n in range(120)])
        session.execute(insert(table_of(Ward)), [{"id": 1, "name": "Abbey"}])
        seats = [{"councillor_id": n, "ward_id": 1, "start": dt.date(2014, 5, 22)} for n in range(1, 121)]
        session.execute(insert(table_of(Term)), seats)
    before = content(register)
    day = dt.date(2017, 6, 1)
    rows = [{"councillor_id": c, "item_id": i, "made_on": day} for c in range(1, 121) for i in range(1, 22)]
    with register.operation("Import 2,520 commitments") as session:
        session.execute(insert(table_of(Commitment)), rows)
        session.execute(insert(table_of(Activity)), [{"councillor_id": 1, "item_id": 1, "done_on": day}])
        session.execute(table_of(Commitment).update().where(Commitment.item_id == 3).values(own_words="mine"))
    after = content(register)
    register.undo()
    assert content(register) == before
    register.redo()
    assert content(register) == after


def test_a_parent_that_was_replaced_under_its_children(register: Register) -> None:
    """One statement takes the row away and puts another there, so that no order of single steps keeps every rule."""
    add(register, "North")
    with register.operation("Add ward") as session:
        session.add(Ward(name="Abbey", district_id=1))
    before = content(register)
    with register.operation("Replace") as session:
        session.execute(text("INSERT OR REPLACE INTO district (id, name) VALUES (1, 'East')"))
    after = content(register)
    register.undo()
    assert content(register) == before
    register.redo()
    assert content(register) == after
