"""The command that makes one councillor of two."""

import pytest
from sqlalchemy import select

from cp_desktop.cli import main
from cp_desktop.model import Councillor
from cp_desktop.register import Register
from tests.services.test_councillors import ANN, BEN, NAN, twice

__all__ = ["twice"]


@pytest.fixture
def place(twice: Register) -> str:
    twice.close()
    return str(twice.place)


def keys(place: str) -> list[int]:
    with Register.open(place, write=False) as register, register.reading() as session:
        return list(session.scalars(select(Councillor.id).order_by(Councillor.id)))


def test_merging_tells_first_and_does_it_when_it_is_told_to(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--register", place, "merge", "councillor:1", "councillor:2"]
    assert main(words) == 0
    told = capsys.readouterr().out
    assert told.startswith("Internal: ")
    assert "Ann Bell stays, Ann Bell goes" in told
    assert "  Member ID: 7 | -" in told
    assert "Term of office (Mill, Labour, from 1 Sep 2017): both have it" in told
    assert "Moves: 1 commitment" in told
    assert "Not on Mondays" not in told, "notes are for this office's window alone"
    assert keys(place) == [ANN, NAN, BEN]
    assert main([*words, "--yes"]) == 0
    assert capsys.readouterr().out == "Merge councillor Ann Bell (Mill) into Ann Bell (Mill). 5 records moved.\n"
    assert keys(place) == [ANN, BEN]


def test_who_is_meant_has_to_be_clear(place: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--register", place, "merge", "Ann Bell", "Ben Cole", "--yes"]) == 1
    assert "Several people are called Ann Bell: councillor:1 (Ann Bell), councillor:2" in capsys.readouterr().err
    assert main(["--register", place, "merge", "Ben Cole", "ben cole", "--yes"]) == 1
    assert "one and the same councillor" in capsys.readouterr().err
    assert keys(place) == [ANN, NAN, BEN]
