"""Random tests draw the same every time where CI runs them; figures count what old registers hold as well."""

import os

import pytest
from hypothesis import settings

settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("ci")


@pytest.fixture(autouse=True)
def _as_old_registers(visits_by_nobody: None) -> None:
    """Visits without councillors are counted too."""
