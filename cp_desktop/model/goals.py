"""Deadlines the council has set itself: "all homes with our children visited by 31 July"."""

import datetime as dt

from sqlalchemy.orm import Mapped

from cp_desktop.disclosure import PUBLIC

from .base import Base, Choice, field, in_order


class GoalHomes(Choice):
    """Which homes a goal is about."""

    WITH_CHILDREN = "with_children", "Homes with our children"
    ALL = "open", "All open homes"


class Goal(Base):
    """Homes to be visited by a councillor from one day to another."""

    __tablename__ = "goal"
    __table_args__ = (in_order("starts_on", "due_on", "The goal is due before it begins."),)
    one, many = "goal", "goals"
    display_attribute = "title"

    title: Mapped[str] = field("Goal", PUBLIC, help='For example "All homes with our children by 31 July"')
    homes: Mapped[GoalHomes] = field("Which homes", PUBLIC, choices=GoalHomes, default=GoalHomes.WITH_CHILDREN)
    starts_on: Mapped[dt.date] = field("Visits count from", PUBLIC)
    due_on: Mapped[dt.date] = field("Due on", PUBLIC)
