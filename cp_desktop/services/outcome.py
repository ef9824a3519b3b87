"""What a service says of itself when it is done."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """`label` is its entry in the history; `number` how many rows it made, changed or took away."""

    label: str
    number: int
