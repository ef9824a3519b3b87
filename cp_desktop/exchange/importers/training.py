"""Imports who was trained on which day: events of the kind that counts as training for visits."""

from cp_desktop.model import Event, EventKind

from ..headings import Heading
from ..importer import ImportContext
from ..kind import Kind
from ..tables import RawTable
from .event_grids import HEADINGS, events_across, join_days, like_a_grid
from .events import EventList


def plan(context: ImportContext) -> None:
    EventList(context, only=EventKind.TRAINING).read()


def _speaks_of_training(table: RawTable) -> float:
    return like_a_grid(table) + any("train" in heading.casefold() for heading in table.headings)


_DAYS = ("Trained on", "Date of training", "Training date", "Date trained", "Date attended", "Date completed", "Date")
KIND = Kind(
    name="training",
    label="Training of councillors",
    what="training",
    plan=plan,
    needs=(("event.held_on",), ("councillors", "email")),
    stands_for=events_across,
    shapes=_speaks_of_training,
    prepare=join_days,
    records=(Event,),
    headings=(
        Heading("councillors", ("Councillor", "Who was trained", "Name", "Full name", "Delegate")),
        *HEADINGS,
        Heading("event.held_on", (*_DAYS, "Completed", "Completed on")),
        Heading("event.name", ("Training", "Course", "Course title", "Session", "Event")),
    ),
)
