"""Imports officers: who holds which post, how they are reached, from which day to which."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from cp_desktop.model import Officer, Post, show, table_of
from cp_desktop.model.values import key, quoted

from ..choices import Option
from ..headings import Heading
from ..importer import ImportContext, describe_changes
from ..kind import Kind
from ..people import name_key
from ..plan import ADDED, CHANGED, LEFT
from ..readers import Row
from .days import ask_day, on_the_day

_CAUSE = "Who holds a post"
_BOTH, _STILL = Option("both", "They hold it together"), Option("left", "They hold it still")
VACANT = {"vacant", "vacancy", "tbc", "tba", "none", "na", "postvacant", "vacantpost", "torecruit", "recruiting"}


def plan(context: ImportContext) -> None:
    posts = Posts(context)
    for row in context.rows():
        said = context.values(row, Officer)
        title = context.text(row, "post.title")
        if not title:
            context.missing(row, "post.title")
        if context.stopped:
            continue
        if key(said.get("name", "")) in VACANT:
            posts.vacate(row, title)
        elif not said.get("name"):
            posts.post(title)
            context.line(row, title, LEFT, "Nobody is named")
        elif (held := posts.put(row, title, said)) is not None:
            context.line(row, said["name"], held.verdict, "; ".join(held.details))


@dataclass(frozen=True)
class Held:
    """A post that a row has somebody hold, and what became of it."""

    post: int
    verdict: str
    details: list[str]


class Posts:
    """The posts of the register and of the file, with who holds them."""

    def __init__(self, context: ImportContext) -> None:
        self.context = context
        run = context.session.execute
        post = table_of(Post).c
        self.called = {row.id: str(row.title) for row in run(select(post.id, post.title))}
        self.titles: dict[str, int] = {key(row.title): row.id for row in run(select(post.id, post.title))}
        self.stored = {row.id: row for row in run(select(table_of(Officer)))}
        self.holders: dict[int, list[dict[str, Any]]] = {}
        for row in self.stored.values():
            self.holders.setdefault(row.post_id, []).append(dict(row._mapping))

    def post(self, title: str) -> int:
        """The post of that title, made where there is none."""
        if key(title) not in self.titles:
            self.titles[key(title)] = self.context.draft.add(Post, title=title)
        return self.titles[key(title)]

    def put(self, row: Row, title: str, said: dict[str, Any]) -> Held | None:
        """Has somebody hold a post, as a row says; None while something is asked."""
        context, post = self.context, self.post(title)
        holders = self.holders.setdefault(post, [])
        same = [one for one in holders if name_key(one["name"]) == name_key(said["name"])]
        # The same person may have held it twice: then the days tell which time is meant.
        found = next((one for one in same if said.get("start") in (None, one["start"])), same[-1] if same else None)
        if found is not None and not _another_time(found, said):
            told = self._mend(found, said)
            return Held(post, CHANGED if told else LEFT, told)
        ended = self._ask_who_leaves(row, title, holders, said)
        if context.stopped:
            return None
        number = context.draft.add(Officer, post_id=post, **said)
        holders.append({"start": None, "end": None} | said | {"id": number, "post_id": post})
        return Held(post, ADDED, [title, *ended])

    def _mend(self, found: dict[str, Any], said: dict[str, Any]) -> list[str]:
        """Drafts what a row says otherwise of a holder; returns it in words."""
        context = self.context
        said = {name: value for name, value in said.items() if name != "name"}
        changes = {name: value for name, value in said.items() if found.get(name) != value}
        told = describe_changes(Officer, changes, before=found)
        if found["id"] in self.stored:
            told = context.update(Officer, self.stored[found["id"]], said)
        elif changes:
            context.draft.change(Officer, found["id"], changes)
        found.update(changes)
        return told

    def _ask_who_leaves(self, row: Row, title: str, holders: list[dict[str, Any]], said: dict[str, Any]) -> list[str]:
        """Whether whoever holds the post now gives it up to somebody new, and when; what became of them, in words."""
        context, told = self.context, []
        start = said.get("start") or context.date
        for one in holders:
            began_later = one["start"] and start and one["start"] > start
            if one["end"] or said.get("end") or began_later or one["id"] not in self.stored:
                continue
            last = on_the_day(start - dt.timedelta(days=1) if start else None, f"{one['name']} held it until")
            day = ask_day(
                context,
                f"post: {title}: {one['name']} | {said['name']}",
                f"{quoted(one['name'])} holds the post {quoted(title)} in the register, and the file names "
                f"{quoted(said['name'])}" + (f" from {show(start)}" if start else ", without a day"),
                [*last, _BOTH],
                cause=_CAUSE,
                row=row,
                column="officer.name",
                proposed=last[0].value if last else None,
            )
            if day is None:
                continue
            self._end(one, day)
            told.append(f"{one['name']} until {show(one['end'])}")
            if not said.get("start"):
                said["start"] = one["end"] + dt.timedelta(days=1)
        return told

    def _end(self, holder: dict[str, Any], day: dt.date) -> None:
        holder["end"] = day
        self.context.draft.change(Officer, holder["id"], {"end": day})

    def vacate(self, row: Row, title: str) -> None:
        """A post that the file has as vacant: whoever holds it is asked about."""
        context, told = self.context, []
        for one in self.holders.setdefault(self.post(title), []):
            if one["end"] or one["id"] not in self.stored:
                continue
            day = ask_day(
                context,
                f"vacant: {title}: {one['name']}",
                f"the file has the post {quoted(title)} as vacant, and {quoted(one['name'])} holds it in the register",
                [*on_the_day(context.date, "They held it until"), _STILL],
                cause=_CAUSE,
                row=row,
                column="officer.name",
                proposed=_STILL.value,
            )
            if day:
                self._end(one, day)
                told.append(f"{one['name']} until {show(one['end'])}")
        if not context.stopped:
            context.line(row, title, CHANGED if told else LEFT, "; ".join(told) or "Vacant")


def _another_time(found: dict[str, Any], said: dict[str, Any]) -> bool:
    """Whether a row speaks of another time in the post than the one that is known of the same person."""
    return bool(found["end"] and said.get("start") and said["start"] > found["end"])


KIND = Kind(
    name="officers",
    label="Officers and their posts",
    what="officers",
    plan=plan,
    needs=(("post.title",), ("officer.name", "officer.email")),
    records=(Post, Officer),
    headings=(
        Heading("post.title", ("Post", "Job title", "Title of post", "Position", "Role", "Job")),
        Heading("officer.name", ("Name", "Officer", "Officer name", "Held by", "Post holder", "Postholder", "Contact")),
        Heading("officer.email", ("E-mail", "Email address", "Mail")),
        Heading("officer.phone", ("Telephone", "Phone", "Tel", "Telephone number", "Phone number", "Ext", "Extension")),
        Heading("officer.start", ("From", "Start", "Start date", "Since", "In post since")),
        Heading("officer.end", ("Until", "To", "End", "End date", "Left")),
    ),
    dated="They are in post from",
    dated_help="Where the file gives no day",
)
