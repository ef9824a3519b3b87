"""Registers as earlier versions of the program left them: rows that break rules which there were not yet."""

import pytest

from cp_desktop.model import Base, record_named
from cp_desktop.model.base import rules_of
from cp_desktop.model.rules import Rule
from cp_desktop.register import rules


def without_rules(patch: pytest.MonkeyPatch, *names: str) -> None:
    """Lets rows in that break these rules, such as "visit.made_by_somebody", for as long as the patch lasts."""
    dropped = [name.partition(".")[::2] for name in names]
    for table, rule in dropped:
        assert rule in {one.name for one in rules_of(record_named(table))}

    def kept(kind: type[Base]) -> tuple[Rule, ...]:
        return tuple(one for one in rules_of(kind) if (kind.__tablename__, one.name) not in dropped)

    patch.setattr(rules, "rules_of", kept)
