"""What is held about people: told, kept for a time, and erased (UK GDPR, articles 5(1)(e), 15 and 17)."""

from .access import order_about
from .erasure import ErasureChoices, ErasurePlan, erase, plan_erasure, usual_choices
from .retention import clear
from .telling import told

__all__ = [
    "ErasureChoices",
    "ErasurePlan",
    "clear",
    "erase",
    "order_about",
    "plan_erasure",
    "told",
    "usual_choices",
]
