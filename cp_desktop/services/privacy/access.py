"""All that is held about a person, as a paper for that person."""

from cp_desktop.reports import Options
from cp_desktop.services.papers import PaperOrder


def order_about(person: str) -> PaperOrder:
    """The order for everything that is held about whom a name or key ("councillor:7") means."""
    return PaperOrder("personal-data", options=Options(person=person))
