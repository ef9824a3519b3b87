"""Random work, undone, redone and reopened at random, against remembered states."""

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select, text

from cp_desktop.errors import UserError
from cp_desktop.model import District, Officer, Post, Ward
from cp_desktop.register import Register, history
from cp_desktop.services import registers

State = dict[str, list[tuple[Any, ...]]]
NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=3)
NUMBERS = st.integers(0, 5)


def content(register: Register) -> State:
    with register.reading() as session:
        return {
            table.name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {table.name} ORDER BY id"))]
            for table in history.watched()
        }


class Undoing(RuleBasedStateMachine):
    """`states[-1]` is what the register should hold; `undone` the states that Redo would bring back."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.register = registers.create(
            Path(self.folder.name) / "random.cpregister",
            "Northborough City Council",
            "2017/18",
            dt.date(2017, 5, 23),
            dt.date(2018, 5, 21),
        )
        self.states = [content(self.register)]
        self.undone: list[State] = []

    def teardown(self) -> None:
        self.register.close()
        self.folder.cleanup()

    @rule(steps=st.lists(st.tuples(st.integers(0, 6), NUMBERS, NUMBERS, NAMES), min_size=1, max_size=6))
    def work(self, steps: list[tuple[int, int, int, str]]) -> None:
        before = len(self.register.entries())
        try:
            with self.register.operation("Work") as session:
                for step, one, other, name in steps:
                    session.flush()
                    districts = session.scalars(select(District).order_by(District.id)).all()
                    wards = session.scalars(select(Ward).order_by(Ward.id)).all()
                    posts = session.scalars(select(Post).order_by(Post.id)).all()
                    match step:
                        case 0:
                            session.add(District(name=name))
                        case 1 if districts:
                            districts[one % len(districts)].name = name
                        case 2 if districts:
                            session.delete(districts[one % len(districts)])
                        case 3:
                            home = districts[other % len(districts)].id if districts else None
                            session.add(Ward(name=name, district_id=home))
                        case 4 if wards:
                            home = districts[other % len(districts)].id if districts else None
                            wards[one % len(wards)].district_id = home
                        case 5:
                            session.add(Post(title=name, officers=[Officer(name=name) for _ in range(other)]))
                        case 6 if posts:
                            session.delete(posts[one % len(posts)])
        except UserError:
            return  # a rule of the register: nothing may have changed, which the invariant sees
        if len(self.register.entries()) > before:
            self.states.append(content(self.register))
            self.undone.clear()

    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        for _ in range(count):
            label = self.register.undo()
            if len(self.states) == 1:
                assert label is None
            else:
                assert label == "Work"
                self.undone.append(self.states.pop())

    @rule(count=st.integers(1, 3))
    def redo(self, count: int) -> None:
        for _ in range(count):
            label = self.register.redo()
            if self.undone:
                assert label == "Work"
                self.states.append(self.undone.pop())
            else:
                assert label is None

    @rule(number=st.integers(2, 30))
    def undo_and_redo_any(self, number: int) -> None:
        try:
            self.register.undo(number)
        except UserError:
            return
        self.register.redo(number)

    @precondition(lambda self: len(self.states) > 1)
    @rule()
    def reopen(self) -> None:
        self.register.close()
        self.register = Register.open(self.register.place)

    @invariant()
    def holds_what_it_should(self) -> None:
        assert content(self.register) == self.states[-1]
        offered = self.register.undoable()
        assert (offered[0] is None) == (len(self.states) == 1)
        assert (offered[1] is None) == (not self.undone)


Undoing.TestCase.settings = settings(
    max_examples=30, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
test_random_work = Undoing.TestCase
