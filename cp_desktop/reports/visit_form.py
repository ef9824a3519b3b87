"""The blank form of a visit, to take along and write on: every question of the register's own form."""

import datetime as dt

from sqlalchemy import inspect
from sqlalchemy.orm import Session

from cp_desktop import figures
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Field, NeedsMet, Paragraphs, Visit, VisitAction, VisitKind, fields, show
from cp_desktop.model.base import Base
from cp_desktop.model.concerns import DUTIES
from cp_desktop.register import edition_of, texts

from .pdf.drawer import Column, Paper
from .pdf.style import Style
from .report_way import ways

ROOM = 3  # lines for each answer
ACTIONS = 4  # rows of the table


def compose(
    session: Session,
    year: str | None = None,
    as_at: dt.date | None = None,
    visit: int | None = None,
    home: str | None = None,
    look: Style | None = None,
) -> Paper:
    """The form, for a planned visit with what is known of it filled in. Raises UserError for an unknown visit."""
    municipal, _ = edition_of(session, year)
    council = session.get_one(Council, 1)
    planned = None if visit is None else session.get(Visit, visit)
    if visit is not None and planned is None:
        raise UserError(f"The register has no visit {visit}. Nothing was printed. Choose another on the Visits page.")
    asked = labels(Visit)
    said = texts.placeholders(council, municipal.label)
    sections = {section.subject: section for section in texts.sections(session, "visit-form", municipal.label)}
    paper = Paper(
        "Visit to a children's home",
        council=council.name,
        as_at=as_at or figures.default_as_at(municipal, dt.date.today()),
        subject="A form to take along on a visit by councillors",
        author=council.coordinator or council.name,
        expected_pages=2,
        look=look,
        mark="Internal. Never a child's name.",
    )

    def callout(subject: str, more: str = "", *, warning: bool = False) -> None:
        if subject in sections:
            section = sections[subject]
            title, body = (texts.filled(text, said) for text in (section.title, section.body))
            paper.callout(title, f"{body}\n{more}".strip(), warning=warning)

    paper.title_block([])
    who = "; ".join(visitor.councillor.name for visitor in planned.visitors) if planned else ""
    paper.blanks(
        [(asked["home_id"].label, home or (place(planned) if planned else ""), 1)],
        [
            (asked["visited_on"].label, show(planned.visited_on) if planned else "", 34),
            (asked["starts_at"].label, show(planned.starts_at) if planned else "", 22),
            (asked["announced"].label, (show(True), show(False)), 44),
        ],
        [(inspect(Visit).relationships["visitors"].info["label"], who, 1)],
        [(asked["capacity"].label, show(planned.capacity) if planned else "", 1)],
        [(asked["met"].label, "", 1)],
    )
    callout("no-names")
    for _, column, declared in fields(Visit):
        if isinstance(column.type, Paragraphs) and not declared.guarded:
            paper.prompt(declared.label, declared.help, ROOM)
    paper.prompt(asked["needs_met"].label, [choice.label for choice in NeedsMet])
    action = labels(VisitAction)
    paper.prompt(inspect(Visit).relationships["actions"].info["label"])
    paper.table(
        [
            Column(action["what"].label, 56),
            Column(action["owner"].label, 26),
            Column(action["due_on"].label, 18),
        ],
        [],
        blank=ACTIONS,
    )
    contact = " · ".join(part for part in (council.coordinator, council.phone, council.email) if part)
    duties = "\n".join(f"- **{kind.label}:** {duty.tell}" for kind, duty in DUTIES.items())
    callout("concern", f"{duties}\n\n{contact}", warning=True)
    callout("afterwards", _way(session))
    return paper


def labels(record: type[Base]) -> dict[str, Field]:
    """What the columns of a record are called, by attribute."""
    return {name: declared for name, _, declared in fields(record)}


def place(visit: Visit) -> str:
    """Where a visit was, or will be."""
    return visit.home.name if visit.home else show(visit.place)


def _way(session: Session) -> str:
    """The steps of a monitoring visit's report, those of one position together, each with the days allowed."""
    by_number: dict[int, list[str]] = {}
    for number, step in next((steps for kinds, steps in ways(session) if VisitKind.MONITORING in kinds), []):
        within = f"{step.days} {'day' if step.days == 1 else 'days'}"
        by_number.setdefault(number, []).append(f"{step.label} ({within})")
    return " ".join(f"**{number}** {'; '.join(side)}." for number, side in by_number.items())
