"""Changing a register in a test as no service does: something that another road, or another person, may have done."""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from cp_desktop.register import Register

T = TypeVar("T")


def change(register: Register, label: str, work: Callable[[Session], T]) -> T:
    """Does some work as one operation of that label, and returns what comes of it."""
    with register.operation(label) as session:
        return work(session)
