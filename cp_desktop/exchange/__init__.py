"""Other people's formats, in and out: importers for seven kinds of list, tables out."""

from .importing import KINDS, read
from .plan import Plan, PlanLine, Problem, Question

__all__ = [
    "KINDS",
    "Plan",
    "PlanLine",
    "Problem",
    "Question",
    "read",
]
