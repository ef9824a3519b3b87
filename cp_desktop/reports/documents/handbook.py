"""The handbook: what a councillor keeps beside her through the year, with a page for every item of the menu.

It is published: no home is named, no count of children stands in it but those the coordinator typed in, and
councillors' words only with their leave.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from cp_desktop import figures
from cp_desktop.figures import Figure
from cp_desktop.model import (
    Council,
    Edition,
    EventKind,
    Fact,
    Item,
    ItemContact,
    MunicipalYear,
    Step,
    VisitKind,
    show,
)
from cp_desktop.model.concerns import DUTIES
from cp_desktop.register import edition_of, texts
from cp_desktop.register.texts import Section
from cp_desktop.reports import markdown
from cp_desktop.reports.blocks import Document, ItemList, Paragraph, Text
from cp_desktop.reports.builder import DocumentBuilder, column

from .contacts import Contacts
from .event_calendar import EventCalendar
from .handbook_changes import HandbookChanges, change_sentences, changes, paired, previous
from .quotations import Quote, WithheldNames, quotes
from .report_route import routes

MOST_QUOTED = 2  # of one item: a page that earns its place does not list everything
SAFEGUARDING = "safeguarding-box"  # the section that is no chapter but a box on other pages
BOXED = ("visiting", "first-visit", "rules", "questions")  # the chapters that begin with it,
SHARING = ("rules", "report", "training", "contacts")  # chapters that begin a page only
CHAPTER_ROOM = 323.95  # points, not quite half a page: where less than this is left of the last
WITH_CHILDREN = {EventKind.HOME, EventKind.LISTENING, EventKind.CELEBRATION}  # and events whose items end with it


def compose(
    session: Session,
    year: str | None = None,
    as_at: dt.date | None = None,
) -> Document:
    """The handbook of a municipal year as at a day. Without a menu yet, it says so where the items would stand."""
    municipal, edition = edition_of(session, year)
    council = session.get_one(Council, 1)
    day = as_at or figures.default_as_at(municipal, dt.date.today())
    return _Handbook(session, council, municipal, edition, day).composed()


class _Handbook:
    def __init__(
        self,
        session: Session,
        council: Council,
        year: MunicipalYear,
        edition: Edition | None,
        as_at: dt.date,
    ) -> None:
        self.session, self.council, self.year, self.as_at = session, council, year, as_at
        self.unsaid = WithheldNames(session)
        sections = {section.subject: section for section in texts.sections(session, "handbook", year.label)}
        self.box = sections.pop(SAFEGUARDING, None)
        self.sections = list(sections.values())
        self.values = texts.placeholders(council, year.label) | {"previous": "the year before"}  # until one is known
        self.items = _items(session, edition)
        self.quotes, self.changes = self._others(edition)
        self.contacts = Contacts(session, council, as_at)
        self.calendar = EventCalendar(session, year, as_at, self.unsaid)
        self.terms: list[str] = []
        self.paper = DocumentBuilder(
            "A handbook for corporate parents",
            council=council.name,
            as_at=as_at,
            subject=f"For councillors, with the menu of involvement {year.label}",
            author=council.coordinator or council.name,
        )

    def _others(self, edition: Edition | None) -> tuple[dict[int, list[Quote]], HandbookChanges | None]:
        """What was said of each item, this year's words before last year's; and what is new since last year."""
        if edition is None:
            return {}, None
        said = quotes(self.session, edition, self.as_at, self.unsaid)
        last = previous(self.session, self.year)
        if last is None:
            return said, None
        pairs = paired(last.items, self.items)
        before = quotes(self.session, last, self.as_at, self.unsaid)
        for old, item in pairs:
            said[item.id] = [*said.get(item.id, []), *before.get(old.id, [])]
        then = texts.sections(self.session, "handbook", last.year.label)
        now = texts.sections(self.session, "handbook", self.year.label)
        self.values["previous"] = last.year.label
        return said, changes(last, pairs, self.items, then, now)

    def composed(self) -> Document:
        paper, year = self.paper, self.year.label
        paper.cover(
            [f"For councillors, with the menu of involvement {year}"],
            f"As at {show(self.as_at)}. Never write a child's name in this book.",
        )
        paper.heading("Contents", contents=False)
        paper.contents()
        for section in self.sections:
            if section.subject != "news" or self.changes:
                self._section(section)
        if not any(section.subject == "menu" for section in self.sections):
            self._menu()
        paper.page_break(columns=True)
        paper.heading("Index")
        paper.index([*self.terms, *self.contacts.held])
        return paper.document()

    def _filled(self, text: str | None) -> str:
        return texts.filled(text or "", self.values).strip()

    def _section(self, section: Section) -> None:
        paper = self.paper
        body = self._filled(section.body)
        if section.subject in SHARING:
            paper.room(CHAPTER_ROOM)
        else:
            paper.page_break()
        paper.heading(self._filled(section.title))
        if section.subject in BOXED:
            self._safeguarding()
        match section.subject:
            case "concern":
                paper.callout("", "**Pass it on today.** In immediate danger, ring **999**.", warning=True)
                self._duties()
                paper.markdown(body)
            case "checklist":
                paper.fold_card(body)
            case "report":
                # The way stands before the first heading of the text, which introduces it.
                before, heading, after = body.partition("\n## ")
                paper.markdown(before)
                self._route()
                paper.markdown(heading.strip("\n") + after)
            case _:
                paper.markdown(body)
        match section.subject:
            case "news":
                self._changes()
            case "menu":
                self._menu()
            case "children":
                self._facts()
            case "training":
                self.calendar.tell_training(paper)
            case "glossary":
                self.terms += _defined(body)
            case "contacts":
                self.contacts.tell(paper)

    def _safeguarding(self) -> None:
        if self.box:
            title, body = self._filled(self.box.title), self._filled(self.box.body)
            self.paper.callout("", f"**{title}:** {body}" if title else body, warning=True)

    # -- what is new

    def _changes(self) -> None:
        changed, paper = self.changes, self.paper
        assert changed is not None
        lists = [(title, lines) for title, lines in change_sentences(changed) if lines]
        if not lists and not changed.reworded:
            paper.text(f"Nothing has changed since {changed.since}, on the menu or in the chapters.")
        for title, lines in lists:
            paper.heading(title, 2, contents=False)
            paper.bullets(self._filled(line) for line in lines)
        if changed.reworded:
            paper.heading("Reworded", 2, contents=False)
            paper.table(
                [column("No.", 7, number=True), column(f"In {self.year.label}", 47), column(f"In {changed.since}", 46)],
                [[item.number, item.wording, old.wording] for old, item in changed.reworded],
                caption="Items of the menu in other words",
            )

    # -- the menu

    def _menu(self) -> None:
        paper = self.paper
        if not self.items:
            paper.text(f"The menu of {self.year.label} is not in the register yet.")
            return
        for group, items in groupby(self.items, lambda item: item.group):
            paper.table(
                [column("No.", 7, number=True), column("Item", 93)],
                [[item.number, ". ".join(filter(None, (item.wording, _sentence(item.condition))))] for item in items],
                caption=f"The menu at a glance: {_within(group)}" if group else "The menu at a glance",
            )
        for item in self.items:
            paper.page_break()
            self._item(item)

    def _item(self, item: Item) -> None:
        paper = self.paper
        paper.heading(f"{item.number}. {item.wording}", contents=True, level=2, opens=True)
        about = [f"{item.group.strip().rstrip('.')}." if item.group else "", _sentence(item.condition)]
        paper.text(" ".join(part for part in about if part), "small")
        meaning = self._filled(item.meaning)
        if meaning or item.sub_points:
            paper.heading("What it asks", 3)
            paper.markdown(meaning, 3)
            paper.bullets(point.wording for point in item.sub_points)
        how_to = self._filled(item.how_to)
        self._part("Three ways to begin" if _listed(how_to) == 3 else "How to begin", how_to)
        said = self.quotes.get(item.id, [])[:MOST_QUOTED]
        self._part("What others did", self._filled(item.examples), always=bool(said))
        for quote in said:
            paper.quotation(quote.words, quote.by, quote.whose)
        self._part("Questions worth asking", self._filled(item.questions))
        kinds = {kind.kind for kind in item.event_kinds}
        contact = f"**Whom to contact:** {self.contacts.of(item)}"
        coming = self.calendar.coming(kinds)
        days = f"**Days to keep free:** {coming}" if coming else ""
        done = self._filled(item.counts_as_done)
        paper.callout("What counts as done" if done else "", f"{done}\n\n{contact}\n\n{days}".strip())
        if item.visit_kinds or kinds & WITH_CHILDREN:
            self._safeguarding()

    def _part(self, title: str, text: str, always: bool = False) -> None:
        if text or always:
            self.paper.heading(title, 3)
            self.paper.markdown(text, 3)

    # -- reports and concerns

    def _duties(self) -> None:
        self.paper.table(
            [column("What the concern is about", 32), column("Who must be told", 68)],
            [[kind.label, duty.tell] for kind, duty in DUTIES.items()],
            caption="Who must be told, and by when",
        )

    def _route(self) -> None:
        """The council's own steps, for each kind of visit whose report takes them."""
        report_routes = routes(self.session)
        for kinds, steps in report_routes:
            self.paper.table(
                [
                    column("", 6, number=True),
                    column("Step", 38),
                    column("Until then it lies with", 40),
                    column("Days", 16),
                ],
                [[number, step.label, self._desk(step), _days(step.days)] for number, step in steps],
                caption=f"The way of a report: {_and(kind.label.lower() for kind in kinds)}",
            )
        taken = {kind for kinds, _ in report_routes for kind in kinds}
        others = [kind.label.lower() for kind in VisitKind if kind not in taken]
        if report_routes:
            self.paper.note("Steps of one number go side by side. Days include weekends.")
        if report_routes and others:
            self.paper.text(
                f"After other visits ({_and(others)}) no report goes this way: tell the coordinator of them."
            )

    def _desk(self, step: Step) -> str:
        # A post's officer of the day is among the contacts: the way is a matter of posts.
        if step.post is not None and step.post.title in self.contacts.managers:
            return "the manager of the home"
        return {
            "councillor": "you",
            "coordinator": "the coordinator",
            "manager": "the manager of the home",
            "post": step.post.title if step.post else "",
        }[step.holder.value]

    # -- facts

    def _facts(self) -> None:
        facts = self.session.scalars(select(Fact).order_by(Fact.position, Fact.id)).all()
        columns = [column("What", 38), column("Figure", 19, number=True), column("As at", 15), column("Source", 28)]
        if facts:
            self.paper.table(
                columns,
                [[fact.label, fact.value, fact.as_at, fact.source] for fact in facts],
                caption="Figures about our children",
            )
        else:
            self.paper.text("The coordinator has not entered any figures about our children yet.")
        homes = figures.homes(self.session, self.as_at)
        if homes["open"].numerator:
            rows = (
                ("Children's homes that are open", homes["open"]),
                (f"Homes where {self.council.children} live", homes["with_children"]),
                ("Homes visited by a councillor in twelve months", homes["visited"]),
                (f"Visited of those where {self.council.children} live", homes["visited_with_children"]),
            )
            source = "The council's own register"
            self.paper.table(
                columns,
                [[label, _share(figure), self.as_at, source] for label, figure in rows],
                caption="Figures about children's homes",
                room=160,
            )


def _share(figure: Figure) -> str:
    """A number, with its base and share where it has one: "46 of 54 (85.2%)"."""
    if not figure.denominator:
        return show(figure.numerator)
    return f"{show(figure.numerator)} of {show(figure.denominator)} ({figure.percent()})"


def _sentence(condition: str | None) -> str:
    """A condition as it is entered, "school governors" or "Only if you are a school governor", as a sentence."""
    condition = (condition or "").strip().rstrip(".")
    if condition and not condition.casefold().startswith(("only", "if ", "for ")):
        condition = f"Only for {condition}"
    return f"{condition[:1].upper()}{condition[1:]}." if condition else ""


def _within(group: str) -> str:
    """A group's name within a sentence: "as a City Councillor"."""
    first, _, rest = group.partition(" ")
    return f"{first.lower()} {rest}" if first in ("As", "In", "For", "On") else group


def _listed(text: str) -> int:
    """How many items a text's lists have, if it is a list and nothing else; else 0."""
    found = markdown.blocks(text)
    lists = [block for block in found if isinstance(block, ItemList)]
    return sum(len(block.items) for block in lists) if len(lists) == len(found) else 0


def _days(days: int) -> str:
    return f"{days} {'day' if days == 1 else 'days'}"


def _and(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last


def _defined(body: str) -> list[str]:
    """The terms a glossary explains: what is bold before the colon or dash of each entry."""
    found: list[str] = []
    for block in markdown.blocks(body):
        if isinstance(block, ItemList):
            found += [term for item in block.items for term in _terms(item.text)]
        elif isinstance(block, Paragraph):
            found += _terms(block.text)
    return found


def _terms(entry: Text) -> Iterator[str]:
    for at, run in enumerate(entry):
        if re.search(r":\s", run.text) or (at and entry[at - 1].bold and re.match(r":?\s*[–-]\s", run.text)):
            return
        if run.bold:
            yield run.text.strip(" :.,")


def _items(session: Session, edition: Edition | None) -> Sequence[Item]:
    if edition is None:
        return []
    query = select(Item).where(Item.edition_id == edition.id).order_by(Item.number)
    loaded = (
        selectinload(Item.sub_points),
        selectinload(Item.contacts).selectinload(ItemContact.post),
        selectinload(Item.visit_kinds),
        selectinload(Item.event_kinds),
    )
    return session.scalars(query.options(*loaded)).all()
