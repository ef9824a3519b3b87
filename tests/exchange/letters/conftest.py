"""Reports on desks, for the letters about them."""

import datetime as dt

import pytest
from sqlalchemy import select

from cp_desktop.model import (
    ConcernKind,
    Council,
    Councillor,
    Home,
    Officer,
    Post,
    Step,
    StepDone,
    Term,
    Visit,
    Visitor,
    Ward,
)
from cp_desktop.register import Register


@pytest.fixture
def chased(register: Register) -> Register:
    """Two reports wait for three answers; one is still with its two councillors, one with the coordinator."""
    with register.operation("A week") as session:
        council = session.get_one(Council, 1)
        council.coordinator, council.email = "Pat Doe", "pat@example.org"
        posts = {post.title: post for post in session.scalars(select(Post))}
        posts["Assistant Director"].officers = [
            Officer(name="Old Hand", email="old@example.org", end=dt.date(2017, 12, 31)),
            Officer(name="Zoë Brøøm", email="zoe@example.org", start=dt.date(2018, 1, 1)),
        ]
        posts["Service Manager"].officers = [Officer(name="Sam Post")]
        ann = Councillor(forename="Ann", surname="O'Lee", email="ann@example.org")
        bo = Councillor(forename="Bo", surname="Lee")
        mill = Ward(name="Mill")
        for councillor in (ann, bo):
            councillor.terms.append(Term(ward=mill, start=dt.date(2014, 5, 22)))
        steps = session.scalars(select(Step).where(Step.position <= 3)).all()
        for name, done in (("Maple House", 3), ("Oak House", 3), ("Ash House", 0), ("Elm House", 1)):
            visit = Visit(home=Home(name=name), visited_on=dt.date(2017, 12, 1), seen="A secret story", concern=True)
            visit.concern_kind, visit.concern_reported_to = ConcernKind.ADULT, "The duty team"
            visit.visitors = [Visitor(councillor=ann), Visitor(councillor=bo)]
            visit.steps = [StepDone(step=step, done_on=dt.date(2017, 12, 10 + step.position)) for step in steps[:done]]
            session.add(visit)
    return register
