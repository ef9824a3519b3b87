"""Other people's formats, in and out: importers for many kinds of list, tables out."""

from .choices import ImportChoices, Option, Question, answers_in
from .importing import KINDS, read
from .plan import Plan, PlanLine

__all__ = [
    "KINDS",
    "ImportChoices",
    "Option",
    "Plan",
    "PlanLine",
    "Question",
    "answers_in",
    "read",
]
