"""Whom to turn to: the posts, and who holds them on a day."""

import datetime as dt
from collections import defaultdict

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cp_desktop.model import Council, Home, Item, ItemContact, Officer, Post, normalise, show
from cp_desktop.model.councillors import valid_on
from cp_desktop.model.sql import sort_keys
from cp_desktop.reports.builder import DocumentBuilder, column


class Contacts:
    """Every post by its title with who holds it on a day (`held`); the vacant ones only where the menu names them.

    Never those of a home's manager: the title names the home.
    """

    def __init__(self, session: Session, council: Council, as_at: dt.date) -> None:
        self.council, self.as_at = council, as_at
        officers = select(Officer).where(valid_on(Officer.start, Officer.end, as_at)).order_by(*sort_keys(Officer.name))
        by_post: dict[int, list[Officer]] = defaultdict(list)
        for officer in session.scalars(officers):
            by_post[officer.post_id].append(officer)
        named = select(ItemContact.id).where(ItemContact.post_id == Post.id).exists()
        manages = select(Home.id).where(Home.manager_id == Post.id).exists()
        posts = session.execute(select(Post.id, Post.title).where(~manages, or_(named, Post.id.in_(by_post)))).all()
        # Their titles name homes: nothing that is printed may.
        self.managers = set(session.scalars(select(Post.title).where(manages)))
        self.held = {title: by_post.get(id, []) for id, title in sorted(posts, key=lambda post: normalise(post.title))}

    def of(self, item: Item) -> str:
        """Whom to contact about an item: the holders of its posts, or else the coordinator."""
        posts = [contact.post for contact in item.contacts if contact.post.title in self.held]
        return "; ".join(map(self._post, posts)) or self._coordinator()

    def _post(self, post: Post) -> str:
        held = self.held.get(post.title) or []
        reached = "; ".join(_reached(officer.name, officer.email, officer.phone) for officer in held)
        return f"{post.title} ({reached or 'the post is vacant: ask the coordinator'})"

    def _coordinator(self) -> str:
        reached = _reached(self.council.coordinator, self.council.email, self.council.phone)
        return f"the coordinator ({reached})" if reached else "the coordinator"

    def tell(self, paper: DocumentBuilder) -> None:
        """The table of all of them."""
        if not self.held:
            paper.text("The register names no officers yet.")
            return
        rows = [
            [
                title,
                ", ".join(officer.name for officer in held) or "vacant",
                " ".join(_mail(officer.email) for officer in held if officer.email),
                ", ".join(officer.phone for officer in held if officer.phone),
            ]
            for title, held in self.held.items()
        ]
        paper.table(
            [column("Post", 32), column("Held by", 22), column("E-mail", 30), column("Telephone", 16)],
            rows,
            caption=f"Posts, and who holds them on {show(self.as_at)}",
        )


def _reached(name: str | None, email: str | None, phone: str | None) -> str:
    return ", ".join(part for part in (name, _mail(email), phone) if part)


def _mail(email: str | None) -> str:
    return f"[{email}](mailto:{email})" if email else ""
