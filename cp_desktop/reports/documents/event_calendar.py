"""The days that a published paper may tell of: training, and events to come. No home is named."""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cp_desktop.model import Event, EventKind, MunicipalYear, show
from cp_desktop.reports.builder import DocumentBuilder, column

from .quotations import WithheldNames


class EventCalendar:
    """The training of a year, and the events on a day and after it."""

    def __init__(self, session: Session, year: MunicipalYear, as_at: dt.date, unsaid: WithheldNames) -> None:
        self.year, self.as_at, self.unsaid = year, as_at, unsaid
        query = select(Event).where(
            or_(Event.held_on >= as_at, Event.kind.is_(EventKind.TRAINING) & (Event.held_on >= year.first_day)),
            Event.kind != EventKind.HOME,
        )
        found = session.scalars(query.order_by(Event.held_on, Event.id))
        self.events = [event for event in found if not unsaid.place(event.name)]

    def coming(self, kinds: Collection[EventKind]) -> str:
        """The events of some kinds that are to come, in words; "" where there are none."""
        return "; ".join(
            ", ".join(part for part in (show(event.held_on), event.name, self._place(event)) if part)
            for event in self.events
            if event.kind in kinds and event.held_on >= self.as_at
        )

    def _place(self, event: Event) -> str:
        return "ask the coordinator where" if self.unsaid.place(event.place) else show(event.place)

    def tell_training(self, paper: DocumentBuilder) -> None:
        """The calendar: the training to come, and what was held so far in the year."""
        training = [event for event in self.events if event.kind == EventKind.TRAINING]
        coming = [event for event in training if event.held_on >= self.as_at]
        if not coming:
            paper.text(f"No day for training after {show(self.as_at)} is settled yet.")
        self._calendar(paper, "Training to come", coming)
        held = [event for event in training if event.held_on < self.as_at]
        self._calendar(paper, f"Training held so far in {self.year.label}", held)

    def _calendar(self, paper: DocumentBuilder, caption: str, events: Sequence[Event]) -> None:
        if events:
            paper.table(
                [column("Training", 50), column("Day", 18), column("Place", 32)],
                [[event.name, event.held_on, self._place(event)] for event in events],
                caption=caption,
            )
