"""Random tests draw the same every time where CI runs them; figures count what old registers hold as well."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.old_registers import without_rules

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True, scope="module")
def _as_old_registers() -> Iterator[None]:
    """Visits without councillors, councillors without a seat, and replies that answer nothing are counted too."""
    with pytest.MonkeyPatch.context() as patch:
        without_rules(patch, "visit.made_by_somebody", "councillor.has_a_seat", "reply.answers_something")
        yield
