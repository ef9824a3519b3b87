"""The texts of the printed documents: Markdown files, each replaced by the coordinator's own if there is one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cp_desktop.bundled import RESOURCES
from cp_desktop.model import Council, DocumentText, MunicipalYear

TEXTS = RESOURCES / "texts"

# What is being typed and not saved yet, by document (or whatever else it belongs to) and key.
Drafts = Mapping[tuple[str, str], str]
_DRAFTS = "drafts of texts"

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_BRACES = re.compile(r"\{[^{}\n]*\}")
# What is filled in beside what every text has, by document and what the section is about ("" for all of them).
_OWN_PLACEHOLDERS: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("letters", "chaser"): ("name", "what", "reports", "desk"),
    ("letters", "invitation"): ("councillors", "home", "day", "time", "kind", "report"),
    ("letters", "cancellation"): ("councillors", "home", "day", "time", "kind"),
    ("letters", "monthly-letter"): (
        "councillor",
        "ward_name",
        "homes",
        "facts",
        "small_numbers",
        "month",
        "day",
    ),
    ("letters", "paper"): ("paper", "day", "sha256"),
    ("coverage", ""): ("since", "until", "day"),
    ("handbook", ""): ("previous",),
}
# Without an e-mail address the mention of it goes, with the comma before it.
_MAIL = re.compile(r",?\s*\[\{email\}\]\(mailto:\{email\}\)")


@dataclass(frozen=True)
class Section:
    """One section of a document. `body` still has its placeholders; `edited` says whether it is the council's own."""

    key: str
    title: str
    body: str
    edited: bool

    @property
    def subject(self) -> str:
        """What the section is about, by its key without the number that orders it: "glossary"."""
        return self.key.partition("-")[2] or self.key


def draft(session: Session, drafts: Drafts) -> None:
    """Has this session read texts as if these drafts were saved; nothing is written."""
    session.info[_DRAFTS] = dict(drafts)


def drafted(session: Session, document: str) -> dict[str, str]:
    """The drafts that this session reads for a document, by their keys."""
    return {key: text for (name, key), text in session.info.get(_DRAFTS, {}).items() if name == document}


def sections(session: Session, document: str, year: str | None = None) -> list[Section]:
    """The sections of a document in their order, as they stand for a municipal year (the latest without one).

    A text of the register's with the same key replaces the built-in one, and one with another key is added in
    its place; a draft of the session's (see `draft`) goes before both. Its first line may be its title ("# Title");
    without one the built-in title stays.
    """
    query = (
        select(DocumentText.section, DocumentText.body)
        .join(MunicipalYear, MunicipalYear.id == DocumentText.year_id)
        .where(DocumentText.document == document)
    )
    if year is None:
        latest = select(MunicipalYear.id).order_by(MunicipalYear.first_day.desc()).limit(1).scalar_subquery()
        query = query.where(MunicipalYear.id == latest)
    else:
        query = query.where(MunicipalYear.label == year)
    own: dict[str, str] = {row.section: row.body for row in session.execute(query)}
    own |= drafted(session, document)
    found = {path.stem: path.read_text(encoding="utf-8") for path in sorted((TEXTS / document).glob("*.md"))}
    made = []
    for key in sorted(found.keys() | own.keys()):
        title, body = _split(found.get(key, ""))
        if key in own:
            own_title, body = _split(own[key])
            title = own_title or title
        made.append(Section(key, title or key.partition("-")[2].replace("-", " ").capitalize(), body, key in own))
    return made


def _split(text: str) -> tuple[str, str]:
    """Title and body of a text whose first line may be "# Title"."""
    first, _, rest = text.lstrip("\ufeff\r\n ").partition("\n")
    if first.startswith("# "):
        return first[2:].strip(), rest.strip()
    return "", text.strip()


def placeholders(council: Council, year: str) -> dict[str, str]:
    """What the placeholders of a text stand for, by name."""
    return {
        "council": council.name,
        "children": council.children,
        "ward": council.ward_word,
        "wards": council.wards_word,
        "district": council.district_word,
        "districts": council.districts_word,
        "year": year,
        "coordinator": council.coordinator or "the corporate parenting coordinator",
        "email": council.email or "",
    }


def placeholder_names(document: str, subject: str) -> tuple[str, ...]:
    """The placeholders that are filled in in a document's section about a subject: its own first."""
    own = (name for about in (subject, "") for name in _OWN_PLACEHOLDERS.get((document, about), ()))
    return tuple(dict.fromkeys((*own, *placeholders(Council(), ""))))


def unfilled(text: str, names: Collection[str]) -> list[str]:
    """What stands in braces in a text and is none of these placeholders, as it was typed: it is printed so."""
    known = {f"{{{name}}}" for name in names}
    return [words for words in dict.fromkeys(_BRACES.findall(text)) if words not in known]


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its placeholders filled in. Unknown ones stay as they were typed."""
    if not values.get("email"):
        text = _MAIL.sub("", text)
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)
