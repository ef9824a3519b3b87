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
from cp_desktop.reports.blocks import Document
from cp_desktop.reports.builder import DocumentBuilder, column, field

from .report_route import routes

ROOM = 3  # lines for each answer
ACTIONS = 4  # rows of the table


def compose(
    session: Session,
    year: str | None = None,
    as_at: dt.date | None = None,
    visit: int | None = None,
    home: str | None = None,
) -> Document:
    """The form, for a planned visit with what is known of it filled in. Raises UserError for an unknown visit."""
    municipal, _ = edition_of(session, year)
    council = session.get_one(Council, 1)
    planned = None if visit is None else session.get(Visit, visit)
    if visit is not None and planned is None:
        raise UserError(f"The register has no visit {visit}. Nothing was printed. Choose another on the Visits page.")
    asked = labels(Visit)
    said = texts.placeholders(council, municipal.label)
    sections = {section.subject: section for section in texts.sections(session, "visit-form", municipal.label)}
    paper = DocumentBuilder(
        "Visit to a children's home",
        council=council.name,
        as_at=as_at or figures.default_as_at(municipal, dt.date.today()),
        subject="A form to take along on a visit by councillors",
        author=council.coordinator or council.name,
        expected_pages=2,
        mark="Internal. Never a child's name.",
    )

    def callout(subject: str, more: str = "", *, warning: bool = False) -> None:
        if subject in sections:
            section = sections[subject]
            title, body = (texts.filled(text, said) for text in (section.title, section.body))
            paper.callout(title, f"{body}\n{more}".strip(), warning=warning)

    paper.title_block([])
    _known(paper, asked, planned, home)
    callout("no-names")
    for _, mapped, declared in fields(Visit):
        if isinstance(mapped.type, Paragraphs) and not declared.safeguarding:
            paper.question(declared.label, declared.help, lines=ROOM)
    paper.question(asked["needs_met"].label, choices=[choice.label for choice in NeedsMet])
    action = labels(VisitAction)
    paper.question(inspect(Visit).relationships["actions"].info["label"])
    paper.table(
        [
            column(action["what"].label, 56),
            column(action["owner"].label, 26),
            column(action["due_on"].label, 18),
        ],
        [],
        blank=ACTIONS,
    )
    contact = " · ".join(part for part in (council.coordinator, council.phone, council.email) if part)
    duties = "\n".join(f"- **{kind.label}:** {duty.tell}" for kind, duty in DUTIES.items())
    callout("concern", f"{duties}\n\n{contact}", warning=True)
    callout("afterwards", _route(session))
    return paper.document()


def _known(paper: DocumentBuilder, asked: dict[str, Field], planned: Visit | None, home: str | None) -> None:
    """Where, when and who, as far as it is known of a planned visit."""
    who = "; ".join(one.name for one in planned.people) if planned else ""
    paper.fields(
        [field(asked["home_id"].label, home or (planned.where if planned else ""))],
        [
            field(asked["visited_on"].label, show(planned.visited_on) if planned else "", share=34),
            field(asked["starts_at"].label, show(planned.starts_at) if planned else "", share=22),
            field(asked["announced"].label, choices=(show(True), show(False)), share=44),
        ],
        [field(inspect(Visit).relationships["visitors"].info["label"], who)],
        [field(asked["capacity"].label, show(planned.capacity) if planned else "")],
        [field(asked["met"].label)],
    )


def labels(record: type[Base]) -> dict[str, Field]:
    """What the columns of a record are called, by attribute."""
    return {name: declared for name, _, declared in fields(record)}


def _route(session: Session) -> str:
    """The steps of a monitoring visit's report, those of one position together, each with the days allowed."""
    by_number: dict[int, list[str]] = {}
    for number, step in next((steps for kinds, steps in routes(session) if VisitKind.MONITORING in kinds), []):
        within = f"{step.days} {'day' if step.days == 1 else 'days'}"
        by_number.setdefault(number, []).append(f"{step.label} ({within})")
    return " ".join(f"**{number}** {'; '.join(side)}." for number, side in by_number.items())
