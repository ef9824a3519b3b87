"""Other people's formats, in and out: importers for seven kinds of list, exports of any listing."""

from .exporting import Exported, export, internal_name, left_out, private_columns, tsv
from .importing import KINDS, read
from .plan import Plan, PlanLine, Problem, Question

__all__ = [
    "KINDS",
    "Exported",
    "Plan",
    "PlanLine",
    "Problem",
    "Question",
    "export",
    "internal_name",
    "left_out",
    "private_columns",
    "read",
    "tsv",
]
