"""The handbook: what a councillor keeps beside her through the year, with a section for every item of the menu."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, selectinload

from cp_desktop import figures
from cp_desktop.model import (
    Answer,
    Council,
    Councillor,
    Edition,
    Fact,
    Home,
    Item,
    ItemContact,
    MunicipalYear,
    Officer,
    Post,
    Reply,
    Survey,
    fold,
    show,
)
from cp_desktop.model.councillors import Term, lasting
from cp_desktop.register import edition_of, texts
from cp_desktop.register.texts import Section

from . import markdown
from .paper import Column, Paper
from .style import HEIGHT

MOST_QUOTED = 3  # of one item: a page that earns its place does not list everything


def compose(session: Session, year: str | None = None, as_at: dt.date | None = None) -> Paper:
    """The handbook of a municipal year as at a day. Without a menu yet, it says so where the items would stand."""
    municipal, edition = edition_of(session, year)
    council = session.get_one(Council, 1)
    day = as_at or figures.default_as_at(municipal, dt.date.today())
    return _Handbook(session, council, municipal, edition, day).composed()


class _Handbook:
    def __init__(
        self, session: Session, council: Council, year: MunicipalYear, edition: Edition | None, as_at: dt.date
    ) -> None:
        self.council, self.year, self.edition, self.as_at = council, year, edition, as_at
        self.sections = texts.sections(session, "handbook", year.label)
        self.values = texts.placeholders(council, year.label)
        self.items = _items(session, edition)
        self.quotes = _quotes(session, edition, as_at)
        self.holders = _holders(session, as_at)
        self.facts = session.scalars(select(Fact).order_by(Fact.position, Fact.id)).all()
        self.terms: list[str] = []
        self.paper = Paper(
            "A handbook for corporate parents",
            council=council.name,
            as_at=as_at,
            subject=f"For councillors, with the menu of involvement {year.label}",
            author=council.coordinator or council.name,
            cover=True,
        )

    def composed(self) -> Paper:
        paper, year = self.paper, self.year.label
        paper.cover(
            [f"For councillors, with the menu of involvement {year}"],
            f"As at {show(self.as_at)}. Never write a child's name in this book.",
        )
        paper.heading("Contents", contents=False)
        paper.contents()
        for section in self.sections:
            self._section(section)
        if not any(section.subject == "menu" for section in self.sections):
            self._menu()
        paper.columns()
        paper.heading("Index")
        paper.index([*self.terms, *self.holders])
        return paper

    def _section(self, section: Section) -> None:
        paper = self.paper
        body = texts.filled(section.body, self.values)
        paper.page_break()
        paper.heading(texts.filled(section.title, self.values))
        match section.subject:
            case "concern":
                paper.callout("", "**Pass it on today.** In immediate danger, ring **999**.", warning=True)
                paper.markdown(body)
            case "children":
                paper.markdown(body)
                self._facts()
            case "contacts":
                paper.markdown(body)
                self._contacts()
            case _:
                paper.markdown(body)
        if section.subject == "menu":
            self._menu()
        if section.subject == "glossary":
            self.terms += _defined(body)

    # -- the menu

    def _menu(self) -> None:
        paper = self.paper
        if not self.items:
            paper.text(f"The menu of {self.year.label} is not in the register yet.")
            return
        paper.caption("The menu at a glance")
        paper.table(
            [Column("No.", 7, number=True), Column("Item", 68), Column("Condition", 25)],
            [[item.number, item.wording, _sentence(item.condition or "")] for item in self.items],
        )
        group = None
        for item in self.items:
            paper.room(0.55 * HEIGHT)
            if item.group and item.group != group:
                paper.text(item.group, "council")
            group = item.group
            self._item(item)

    def _item(self, item: Item) -> None:
        paper = self.paper
        paper.heading(f"{item.number}. {item.wording}", contents=True, level=2, opens=True)
        if item.condition:
            paper.text(_sentence(item.condition), "lead")
        if item.sub_points:
            paper.bullets(point.wording for point in item.sub_points)
        self._part(item, "What it means", item.meaning)
        self._part(item, "How to do it", item.how_to)
        quotes = self.quotes.get(item.id, [])[:MOST_QUOTED]
        if item.examples or quotes:
            paper.heading("What others have done", 3)
            paper.markdown(texts.filled(item.examples or "", self.values), 3)
            for quote in quotes:
                paper.quotation(quote)
        self._part(item, "Questions worth asking", item.questions)
        done = texts.filled(item.counts_as_done or "", self.values).strip()
        contacts = "\n".join(f"- {self._contact(contact.post)}" for contact in item.contacts)
        if done:
            paper.callout("What counts as done", done + (f"\n\n**Whom to ask**\n{contacts}" if contacts else ""))
        elif contacts:
            paper.callout("Whom to ask", contacts)

    def _part(self, item: Item, title: str, text: str | None) -> None:
        if text and text.strip():
            self.paper.heading(title, 3)
            self.paper.markdown(texts.filled(text, self.values), 3)

    # -- contacts and facts

    def _contact(self, post: Post) -> str:
        held = self.holders.get(post.title) or []
        return f"**{post.title}**" + "".join(f": {'; '.join(_reached(officer) for officer in held)}" for _ in held[:1])

    def _contacts(self) -> None:
        if not self.holders:
            self.paper.text("The register names no officers yet.")
            return
        rows = [
            [
                title,
                ", ".join(officer.name for officer in held) or "vacant",
                " ".join(_mail(officer) for officer in held if officer.email),
                ", ".join(officer.phone for officer in held if officer.phone),
            ]
            for title, held in self.holders.items()
        ]
        self.paper.table(
            [Column("Post", 32), Column("Held by", 22), Column("E-mail", 30), Column("Telephone", 16)], rows
        )

    def _facts(self) -> None:
        if not self.facts:
            self.paper.text("The coordinator has not entered any figures yet.")
            return
        self.paper.caption("Figures about our children")
        self.paper.table(
            [Column("", 40), Column("Figure", 12, number=True), Column("As at", 16), Column("Source", 32)],
            [[fact.label, fact.value, fact.as_at, fact.source] for fact in self.facts],
        )


def _sentence(condition: str) -> str:
    """A condition as it is entered, "school governors" or "Only if you are a school governor", as a sentence."""
    condition = condition.strip().rstrip(".")
    if condition and not condition.casefold().startswith(("only", "if ", "for ")):
        condition = f"Only for {condition}"
    return f"{condition[:1].upper()}{condition[1:]}." if condition else ""


_DEFINED = re.compile(r"\*\*(.+?)\*\*")


def _defined(body: str) -> list[str]:
    """The terms a glossary explains: what is bold before the colon of each entry."""
    return [
        term.strip(" :.,")
        for piece in markdown.pieces(body)
        if piece.kind != "heading"
        for term in _DEFINED.findall(re.split(r":(?!\*)\s|\*\*:?\s*[–-]\s", piece.text, maxsplit=1)[0] + "")
    ]


def _reached(officer: Officer) -> str:
    return ", ".join(part for part in (officer.name, _mail(officer), officer.phone) if part)


def _mail(officer: Officer) -> str:
    return f"[{officer.email}](mailto:{officer.email})" if officer.email else ""


def _items(session: Session, edition: Edition | None) -> Sequence[Item]:
    if edition is None:
        return []
    query = select(Item).where(Item.edition_id == edition.id).order_by(Item.number)
    loaded = (selectinload(Item.sub_points), selectinload(Item.contacts).selectinload(ItemContact.post))
    return session.scalars(query.options(*loaded)).all()


def _holders(session: Session, as_at: dt.date) -> dict[str, list[Officer]]:
    """Every post by its title with who holds it on a day; the vacant ones only where the menu sends people to them.

    Never those of a home's manager: the title names the home.
    """
    held = session.scalars(select(Officer).where(lasting(Officer.start, Officer.end, as_at)).order_by(Officer.name))
    by_post: dict[int, list[Officer]] = defaultdict(list)
    for officer in held:
        by_post[officer.post_id].append(officer)
    named = select(ItemContact.id).where(ItemContact.post_id == Post.id).exists()
    manages = select(Home.id).where(Home.manager_id == Post.id).exists()
    posts = session.execute(select(Post.id, Post.title).where(~manages, or_(named, Post.id.in_(by_post)))).all()
    return {title: by_post.get(id, []) for id, title in sorted(posts, key=lambda post: fold(post.title))}


def _quotes(session: Session, edition: Edition | None, as_at: dt.date) -> dict[int, list[str]]:
    """By item, the examples that may be quoted from the latest reply of each councillor in office; no names.

    What names a councillor in office or a home is left out: leave was given for words, not for names.
    """
    if edition is None:
        return {}
    serving = select(Term.councillor_id).where(lasting(Term.start, Term.end, as_at))
    query = (
        select(Reply.councillor_id, Answer.item_id, Answer.example, Answer.may_be_quoted, Reply.id)
        .join(Answer, Answer.reply_id == Reply.id, isouter=True)
        .join(Survey, Survey.id == Reply.survey_id)
        .where(
            Survey.edition_id == edition.id,
            Reply.answered_at < dt.datetime.combine(as_at + dt.timedelta(days=1), dt.time()),
            Reply.councillor_id.in_(serving),
        )
        .order_by(Reply.answered_at, Reply.id, Answer.item_id)
    )
    latest: dict[int, list[tuple[int, int, str]]] = {}
    for councillor, item, example, may_be_quoted, reply in session.execute(query):
        kept = latest.setdefault(councillor, [])
        if kept and kept[0][0] != reply:
            kept.clear()
        kept.append((reply, item, example if may_be_quoted and example else ""))
    people = select(Councillor.name).where(Councillor.id.in_(serving))
    unsaid = {_bare(name) for query in (people, select(Home.name)) for name in session.scalars(query)} - {"  "}
    found: dict[int, list[str]] = defaultdict(list)
    for answers in latest.values():
        for _, item, example in answers:
            if not example or example.strip() in found[item]:
                continue
            bare = _bare(example)
            if not any(name in bare for name in unsaid):
                found[item].append(example.strip())
    return found


_WORD = re.compile(r"[^\W_]+")


def _bare(text: str) -> str:
    """Text to compare names in: folded, words between single blanks."""
    return " " + " ".join(_WORD.findall(fold(text))) + " "
