"""On whose desk a report lies, or lay, is the same wherever it is said: board, reminder, paper, line of the visit."""

import datetime as dt
import io
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cp_desktop import reports
from cp_desktop.exchange.letters import reminders
from cp_desktop.figures import desks
from cp_desktop.model import Council, Councillor, Home, Officer, Post, Step, StepDone, Term, Visit, Visitor, Ward
from cp_desktop.register import Register
from cp_desktop.services import demo, records, report_steps
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages.visits.visit_timeline import VisitAsTyped, VisitTimeline

VISITED, DONE, AS_AT = dt.date(2017, 12, 1), dt.date(2017, 12, 11), dt.date(2018, 1, 31)
MANAGER = "Manager, Oak House"
# By step: the people on whose desk it is while it waits, the post; and what a paper calls the desk.
WAITS = {
    "Report received": ("Ann Ashdown", "", "The visiting councillor"),
    "Sent to Children's Commissioning": ("Pat Doe", "", "The coordinator"),
    "Sent to the managers": ("Cai Commission", "Children's Commissioning", "Children's Commissioning"),
    "Home Manager answered": ("Una Keeper", MANAGER, MANAGER),
    "Service Manager answered": ("Sam Service", "Service Manager", "Service Manager"),
    "Assistant Director answered": ("Dee Rector", "Assistant Director", "Assistant Director"),
    "Returned to the councillor": ("Pat Doe", "", "The coordinator"),
    "Closed": ("Pat Doe", "", "The coordinator"),
}


@pytest.fixture
def visit(app: AppSession) -> int:
    """A visit to a home that has a manager; every desk has somebody who sits there."""
    with app.register.operation("Set up") as session:
        session.get_one(Council, 1).coordinator = "Pat Doe"
        manager = Post(title=MANAGER)
        posts = {post.title: post for post in session.scalars(select(Post))} | {MANAGER: manager}
        for who, title, _ in WAITS.values():
            if title:
                posts[title].officers = [Officer(name=who, email=f"{who.split()[0].lower()}@example.org")]
        ann = Councillor(forename="Ann", surname="Ashdown", email="ann@example.org")
        ann.terms = [Term(ward=Ward(name="Abbey"), start=dt.date(2014, 5, 22))]
        made = Visit(home=Home(name="Oak House", manager=manager), visited_on=VISITED)
        made.visitors = [Visitor(councillor=ann)]
        session.add(made)
        session.flush()
        return made.id


def mark_done(app: AppSession, visit: int, before: int) -> list[str]:
    """Marks all steps before a position as done, and gives those that are open then."""
    with app.register.reading() as session:
        steps = [(step.id, step.position, step.label) for step in session.scalars(select(Step).order_by(Step.id))]
    earlier = [(visit, id) for id, position, _ in steps if position < before]
    if earlier:
        report_steps.mark_done(app.register, earlier, DONE)
    return [label for _, position, label in steps if position == before]


@pytest.mark.parametrize("position", range(1, 7))
def test_every_road_says_the_same_desk(app: AppSession, visit: int, position: int, qtbot: QtBot) -> None:
    waiting = mark_done(app, visit, position)
    assert waiting
    with app.register.reading() as session:
        board = {row["step"]: row for row in desks.board(session, AS_AT)}
        step_ids = {step.label: step.id for step in session.scalars(select(Step))}
        letters = reminders.drafts(session, [(visit, step_ids[label]) for label in waiting], AS_AT)
        steps = list(session.scalars(select(Step.id)))
    assert set(board) == set(waiting)
    pdf = reports.render(app.register, "visit-report", as_at=AS_AT, options=reports.Options(visit=visit))
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    line = VisitTimeline(app)
    qtbot.addWidget(line)
    with app.register.reading() as session:
        found = session.get_one(Visit, visit)
        seen = VisitAsTyped(found.kind, found.status, VISITED, None, None, found.home_id, (1,))
        done = {one.step_id: one for one in found.steps}
    app.choose_day(AS_AT)
    line.fill(app.read(lambda session: records.load(session, Visit, visit)).owned["steps"])
    line.show_visit(seen)
    for label in waiting:
        who, post, called = WAITS[label]
        assert board[label]["with"] == who
        assert f"{label} {called} not yet" in paper
        assert f"On the desk of {f'{who} ({post})' if post else who}:" in line.rows[step_ids[label]].words.text()
        addressed = [letter for letter in letters if (visit, step_ids[label]) in letter.reports]
        if who == "Pat Doe":  # her own desk
            assert addressed == []
        else:
            [letter] = addressed
            assert letter.desk == (post or f"Cllr {who}")
            assert letter.message.to == (f"{letter.desk if not post else who} <{who.split()[0].lower()}@example.org>",)
    for label, (_, post, called) in WAITS.items():
        if step_ids[label] in done:
            assert f"{label} {called} {DONE.day} Dec 2017" in paper
            words = line.rows[step_ids[label]].words.text()
            assert words.startswith(f"{post or WAITS[label][0]}: ")
    assert len(steps) == len(WAITS)


def test_a_post_that_has_changed_since_is_the_one_it_lay_with(app: AppSession, visit: int) -> None:
    mark_done(app, visit, 5)
    with app.register.operation("Another manager") as session:
        session.scalars(select(Home)).one().manager = Post(title="Manager of the two Oaks")
    pdf = reports.render(app.register, "visit-report", as_at=AS_AT, options=reports.Options(visit=visit))
    paper = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    assert f"Home Manager answered {MANAGER} 11 Dec 2017" in paper


def test_the_reports_of_the_demo_lay_with_those_whose_desk_it_was(demo_file: Path) -> None:
    with Register.open(demo_file, write=False) as register, register.reading() as session:
        found = session.scalars(select(StepDone)).all()
        assert len(found) >= len(demo.read_rows("report-steps"))
        for done in found:
            _, post, _ = WAITS[done.step.label]
            manager = done.visit.home.manager if done.visit.home else None
            expected = (manager.title if manager else "") if post == MANAGER else post
            assert (done.post.title if done.post else "") == expected, (done.step.label, done.visit.where)
        assert any(done.post and done.post.title.startswith("Manager, ") for done in found)
