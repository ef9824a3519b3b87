"""Other people's formats, in and out: importers for many kinds of list, tables out."""

from .choices import Answer, ImportChoices, Question, answers_in
from .importing import KINDS, read
from .plan import Plan, PlanLine

__all__ = [
    "KINDS",
    "Answer",
    "ImportChoices",
    "Plan",
    "PlanLine",
    "Question",
    "answers_in",
    "read",
]
