"""Registers as earlier versions of the program left them: rows that break rules which there were not yet."""

import pytest

from cp_desktop.model import record_named


def without_rules(patch: pytest.MonkeyPatch, *names: str) -> None:
    """Lets rows in that break these rules, such as "visit.made_by_somebody", for as long as the patch lasts."""
    for name in names:
        table, _, rule = name.partition(".")
        kind = record_named(table)
        kept = tuple(one for one in kind.rules if one.name != rule)
        assert len(kept) == len(kind.rules) - 1
        patch.setattr(kind, "rules", kept)
