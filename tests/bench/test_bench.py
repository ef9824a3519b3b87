"""The benches run through: what they measure is printed and never asserted, but they must not break unseen."""

import subprocess
import sys

import pytest

from tests.bench.__main__ import NAMES


@pytest.mark.slow
def test_every_bench_runs_to_its_end() -> None:
    for name in NAMES:
        done = subprocess.run(
            [sys.executable, "-m", "tests.bench", "--small", name], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert done.stdout.strip(), name
