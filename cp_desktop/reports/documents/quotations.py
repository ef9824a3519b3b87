"""What others did, in their own words: only with leave to quote, and the name beside them only with leave for that."""

import datetime as dt
import re
from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cp_desktop.model import Answer, Councillor, Edition, Home, Reply, Survey, normalise
from cp_desktop.model.councillors import Term, valid_on


@dataclass(frozen=True)
class Quote:
    """Somebody's words about an item. `by` is empty without leave for the name; `whose` is never printed."""

    words: str
    by: str = ""
    whose: str = field(default="", compare=False)


class WithheldNames:
    """The names that no published text may hold: those of councillors (who gave leave for their words, not for
    others' names), and of homes, with the first lines of their addresses."""

    def __init__(self, session: Session) -> None:
        self.people = {id: bare(name) for id, name in session.execute(select(Councillor.id, Councillor.name))}
        homes = session.execute(select(Home.name, Home.address))
        places = {bare(place) for home, address in homes for place in (home, (address or "").partition("\n")[0])}
        self.places = places - {bare("")}

    def place(self, text: str | None) -> bool:
        """Whether a text names a home, or where it stands."""
        said = bare(text)
        return any(place in said for place in self.places)

    def person(self, text: str, but: int | None = None) -> bool:
        """Whether a text names a councillor, other than the one it may name."""
        said = bare(text)
        return any(name in said for id, name in self.people.items() if id != but and name != bare(""))


def quotes(session: Session, edition: Edition, as_at: dt.date, unsaid: WithheldNames) -> dict[int, list[Quote]]:
    """By item, the examples that may be quoted, from the latest reply by a day of each councillor then in office."""
    serving = select(Term.councillor_id).where(valid_on(Term.start, Term.end, as_at))
    query = (
        select(Reply.councillor_id, Reply.id, Councillor.title, Councillor.name, Answer)
        .join(Councillor, Councillor.id == Reply.councillor_id)
        .join(Survey, Survey.id == Reply.survey_id)
        .join(Answer, Answer.reply_id == Reply.id, isouter=True)
        .where(
            Survey.edition_id == edition.id,
            Reply.answered_at < dt.datetime.combine(as_at + dt.timedelta(days=1), dt.time()),
            Reply.councillor_id.in_(serving),
        )
        .where(or_(Answer.id.is_(None), Answer.example.is_not(None)))
        .order_by(Reply.answered_at, Reply.id, Answer.item_id)
    )
    latest: dict[int, tuple[int, list[tuple[str, Answer]]]] = {}
    for councillor, reply, title, name, answer in session.execute(query):
        if councillor not in latest or latest[councillor][0] != reply:
            latest[councillor] = (reply, [])
        if answer is not None and answer.may_be_quoted and (answer.example or "").strip():
            latest[councillor][1].append((f"{title or ''} {name}".strip(), answer))
    found: dict[int, list[Quote]] = defaultdict(list)
    for councillor, (_, answers) in latest.items():
        for name, answer in answers:
            words = (answer.example or "").strip()
            quoted = any(words == one.words for one in found[answer.item_id])
            own = councillor if answer.may_be_named else None
            if not (quoted or unsaid.place(words) or unsaid.person(words, own)):
                found[answer.item_id].append(Quote(words, name if answer.may_be_named else "", name))
    return found


_WORD = re.compile(r"[^\W_]+")


def bare(text: str | None) -> str:
    """Text to compare names in: normalised, words between single blanks."""
    return " " + " ".join(_WORD.findall(normalise(text))) + " "
