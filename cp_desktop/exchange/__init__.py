"""Other people's formats, in and out: importers for seven kinds of list, exports of any listing, the demo register."""

from .exporting import export, tsv
from .importing import KINDS, apply, read
from .plan import Plan, PlanLine, Problem, Question

__all__ = ["KINDS", "Plan", "PlanLine", "Problem", "Question", "apply", "export", "read", "tsv"]
