"""Everything the register holds about one person, for that person: the answer to a request for access.

It is printed for whoever is named and for nobody else, and is not kept among the tabled papers. What the register keeps
for this office alone (the narrative of a visit, safeguarding) is named and not printed: it is about others too, and is
looked at before it is told.
"""

import datetime as dt
from itertools import chain, repeat

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cp_desktop.disclosure import GUARDED
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Retention, TabledPaper, fields, record_named, show
from cp_desktop.register import edition_of
from cp_desktop.register.attached_files import NamedIn, kept_files
from cp_desktop.register.changes import RowChange
from cp_desktop.register.mentions import Mention, Mentions
from cp_desktop.register.people import Subject, subject_of
from cp_desktop.register.personal_data import WITHHELD, PersonalData, Referring
from cp_desktop.reports.blocks import Document
from cp_desktop.reports.builder import DocumentBuilder, column
from cp_desktop.reports.text import capital

COLUMNS = 4  # a table of more would be cut into slivers


def compose(
    session: Session, year: str | None = None, as_at: dt.date | None = None, person: str | None = None
) -> Document:
    """All that is held about the person of that name or key. Raises UserError where nobody is meant, or several."""
    if not person:
        raise UserError("Nobody was named. Nothing was printed. Say whose data is to be printed.")
    edition_of(session, year)  # an unknown year is refused here as everywhere, though what is held belongs to none
    return _Access(session, subject_of(session, person), as_at or dt.date.today()).composed()


class _Access:
    def __init__(self, session: Session, subject: Subject, day: dt.date) -> None:
        self.session, self.subject = session, subject
        self.data = PersonalData(session, subject)
        self.search = Mentions(session, subject)
        council = session.get_one(Council, 1)
        self.paper = DocumentBuilder(
            f"Everything held about {subject.name}",
            council=council.name,
            as_at=day,
            subject="What the corporate parenting register holds about one person",
            author=council.coordinator or council.name,
            mark=f"Private: for {subject.name} alone",
        )

    def composed(self) -> Document:
        subject, paper = self.subject, self.paper
        paper.title_block(
            [
                ("About", subject.name),
                ("Held as", capital(subject.one)),
                ("Also called", "; ".join(subject.names[1:])),
                ("Until", show(subject.left_on) if subject.left_on else ""),
            ]
        )
        paper.callout(
            "Private",
            f"This is for {subject.name} alone. Look at every page before it is handed over: what is about somebody "
            "else in it is taken out first.",
            warning=True,
        )
        paper.text(
            "The register is kept to plan, follow and report what councillors and officers do for the children in the "
            "council's care. What it holds was entered by the coordinator, or read from lists of the council."
        )
        self._record()
        self._referring()
        self._mentions()
        self._files()
        self._history()
        self._elsewhere()
        return paper.document()

    def _record(self) -> None:
        self.paper.heading(f"The record of the {self.subject.one}")
        said = self.data.record()
        if said:
            self.paper.table([column("", 35), column("In the register", 65)], said)
        else:
            self.paper.text("It was deleted. What the history keeps of it is told below.")

    def _referring(self) -> None:
        self.paper.heading(f"Records that refer to the {self.subject.one}")
        found = self.data.referring()
        for one in found:
            self._rows(one)
        if not found:
            self.paper.text("No other record refers to this one.")

    def _rows(self, found: Referring) -> None:
        name = capital(found.kind.many)
        self.paper.heading(f"{name}, through the {found.through}" if found.through else name, 2)
        labels = list(dict.fromkeys(label for row in found.rows for label, _ in row))
        if len(labels) <= COLUMNS:
            columns = [column("" if found.through else label, 100 / len(labels)) for label in labels]
            self.paper.table(columns, [[dict(row).get(label, "") for label in labels] for row in found.rows])
        else:
            said = [["; ".join(f"{label}: {value}" for label, value in row)] for row in found.rows]
            self.paper.table([column("What it says", 100)], said)

    def _mentions(self) -> None:
        self.paper.heading("Mentioned in")
        found = [one for one in self.search.all() if not one.earlier]
        if not found:
            self.paper.text("No text of the register has the name.")
            return
        self.paper.text(
            "Texts that have the full name, and those with the surname alone, which may be somebody else's."
            if any(not one.fully for one in found)
            else "Texts that have the full name."
        )
        self.paper.table(
            [column("Record", 28), column("Field", 22), column("Name", 14), column("Words", 36)],
            [[_where(one), one.label, "full" if one.fully else "perhaps", _words(one)] for one in found],
        )

    def _files(self) -> None:
        self.paper.heading("Files kept with visits")
        files = kept_files(self.session, self.search.naming)
        named = [file for file in files if file.names is NamedIn.YES or self.search.naming.names_fully(file.name)]
        if named:
            days = [show(dt.date.fromisoformat(file.visit)) if file.visit else "a visit that is gone" for file in named]
            self.paper.text(
                "Files with the name in them are kept with these visits. They are looked at before they are told."
            )
            self.paper.bullets(days)
        else:
            self.paper.text("No file that can be looked into has the name.")
        unread = [file for file in files if file.names is NamedIn.UNKNOWN and file not in named]
        if unread:
            what = "1 file is a PDF, a picture" if len(unread) == 1 else f"{len(unread)} files are PDFs, pictures"
            self.paper.note(f"{what} or of another kind that cannot be looked into: open them on their visits.")

    def _history(self) -> None:
        self.paper.heading("What was done, and by whom")
        entries = self.data.history()
        if not entries:
            self.paper.text("The history keeps nothing about it.")
            return
        self.paper.table(
            [column("When", 18), column("By", 18), column("What was done", 64)],
            [
                [*((show(entry.when), entry.who) if first else ("", "")), _changed(change)]
                for entry in entries
                for first, change in zip(chain([True], repeat(False)), entry.changes, strict=False)
            ],
        )

    def _elsewhere(self) -> None:
        self.paper.heading("What else there is")
        papers = self.session.scalar(select(func.count()).select_from(TabledPaper)) or 0
        periods = [
            f"{period.kind.label}: {period.months} {'month' if period.months == 1 else 'months'}."
            for period in self.session.scalars(select(Retention).order_by(Retention.id))
        ]
        self.paper.bullets(
            [
                "Letters are drafts in the coordinator's e-mail program: the register keeps of a reminder to whom and "
                "when it was sent, and of other letters nothing.",
                f"Papers kept as they were tabled: {papers}. What was published in them stays as it was.",
                "Copies of the register hold what it held on their day.",
                "Kept for: " + " ".join(periods)
                if periods
                else "No period is set after which anything is erased by itself.",
                "Whoever left may ask to be erased: the name and what leads to it go, and the figures stay.",
            ]
        )


def _where(one: Mention) -> str:
    kind = record_named(one.place[0])
    called = {name: said for name, _, said in fields(kind)}.get(kind.display_attribute)
    return kind.one if called and called.disclosure is GUARDED else one.what


def _words(one: Mention) -> str:
    table, _, name = one.place
    declared = {column.name: said for _, column, said in fields(record_named(table))}
    return WITHHELD if declared[name].disclosure is GUARDED else one.excerpt


def _changed(change: RowChange) -> str:
    """What a change did. What a row was made with stands in the row, unless it was changed since."""
    told = [
        f"{label}: {before or 'nothing'} → {after or 'nothing'}"
        for place, (label, before, after) in enumerate(change.fields, 1)
        if place not in change.guarded and change.verb == "Changed"
    ]
    what = f"{change.verb} {change.what if 0 not in change.guarded else WITHHELD}"
    return f"{what}. {'; '.join(told)}" if told else what
