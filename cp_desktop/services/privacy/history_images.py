"""What the history keeps of a person, found and rewritten: the images of rows, and the words of its entries."""

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import bindparam, false, or_, select, update
from sqlalchemy.orm import Session

from cp_desktop.model import Attachment
from cp_desktop.register.history import CHANGE, OPERATION
from cp_desktop.register.mentions import Mentions, Place
from cp_desktop.register.people import Subject


class Rewriting:
    """Rewrites images as if the person had always had the pseudonym; of other texts those places alone that are given,
    each with whether it is the surname alone that stands there. `files` are the keys of bytes that are gone."""

    def __init__(
        self, subject: Subject, search: Mentions, places: Mapping[Place, bool], files: Collection[int]
    ) -> None:
        self._subject, self._search, self._places, self._files = subject, search, places, files
        self._own = subject.person.erased(subject.id)

    def entries(self, session: Session) -> str:
        """The numbers of the entries of the history that will be rewritten, between commas: of those that were done,
        not of their undoings."""
        named = {change.operation_id for change in self._changes(session) if self._rewritten(change)}
        named |= {row.id for row in self._search.entries()}
        named |= set(self._of_files(session))
        return ",".join(map(str, sorted(rooted(session, named))))

    def rewrite(self, session: Session) -> None:
        """Rewrites images and labels; entries of which something was rewritten can no longer be taken back."""
        connection = session.connection()
        changed = [(change.id, *images) for change in self._changes(session) if (images := self._rewritten(change))]
        entries = [int(number) for number in self.entries(session).split(",") if number]
        if changed:
            statement = CHANGE.update().where(CHANGE.c.id == bindparam("number"))
            statement = statement.values(before=bindparam("then"), after=bindparam("now"))
            connection.execute(statement, [{"number": id, "then": then, "now": now} for id, then, now in changed])
        for row in self._search.entries():
            label, who = (
                self._search.naming.replaced(words, self._subject.pseudonym) for words in (row.label, row.who)
            )
            connection.execute(update(OPERATION).where(OPERATION.c.id == row.id).values(label=label, who=who))
        take_back_no_more(session, entries)

    def _changes(self, session: Session) -> list[Any]:
        """The changes that may hold something of the person: of the row itself, or with the name in an image."""
        mine = (CHANGE.c.table_name == self._subject.kind.__tablename__) & (CHANGE.c.row_id == self._subject.id)
        found = {change.id: change for change in self._search.changes()}
        for change in session.execute(select(CHANGE).where(or_(mine, self._at_places()))):
            found[change.id] = change
        return [found[id] for id in sorted(found)]

    def _of_files(self, session: Session) -> Iterator[int]:
        attachments = select(CHANGE).where(CHANGE.c.table_name == Attachment.__tablename__)
        for change in session.execute(attachments) if self._files else ():
            images = (json.loads(image) for image in (change.before, change.after) if image)
            if any(image["content_id"] in self._files for image in images):
                yield change.operation_id

    def _at_places(self) -> Any:
        return or_(
            false(),
            *((CHANGE.c.table_name == table) & (CHANGE.c.row_id == id) for table, id in {p[:2] for p in self._places}),
        )

    def _rewritten(self, change: Any) -> tuple[str | None, str | None] | None:
        """The images of a change as they are to be; None where they stay."""
        made = tuple(self._image(change.table_name, change.row_id, image) for image in (change.before, change.after))
        return None if made == (change.before, change.after) else (made[0], made[1])

    def _image(self, table: str, id: int, image: str | None) -> str | None:
        if image is None:
            return None
        values = json.loads(image)
        made = dict(values)
        if table == self._subject.kind.__tablename__ and id == self._subject.id:
            made |= {column: word for column, word in self._own.items() if column in values}
        for column, text in values.items():
            loosely = self._places.get((table, id, column))
            if loosely is not None and isinstance(text, str):
                made[column] = self._search.naming.replaced(text, self._subject.pseudonym, loosely)
        return written(image, values, made)


def written(image: str, values: Mapping[str, Any], made: Mapping[str, Any]) -> str:
    """An image with the values that were `made` of its own, as the store writes them; the same where none differs."""
    return image if made == values else json.dumps(made, ensure_ascii=False, separators=(",", ":"))


def rooted(session: Session, operations: Collection[int]) -> set[int]:
    """The entries of the history to which some operations belong: of an undoing, what it undid. Not the one under
    way."""
    root: dict[int, int] = {}
    for id, reverses in session.execute(select(OPERATION.c.id, OPERATION.c.reverses_id).order_by(OPERATION.c.id)):
        root[id] = id if reverses is None else root[reverses]
    return {root[id] for id in operations if id != max(root)}


def take_back_no_more(session: Session, entries: Collection[int]) -> None:
    """Has entries refuse to be taken back, or done again."""
    for number in entries:
        session.execute(update(OPERATION).where(OPERATION.c.id == number).values(reversible=False))
