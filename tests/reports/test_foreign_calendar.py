"""Papers and letters name months and days in English, whatever language the machine speaks."""

import datetime as dt
import email
import email.policy
import re
import time
from pathlib import Path

import pytest

from cp_desktop import reports
from cp_desktop.register import Register
from cp_desktop.reports.options import Options
from cp_desktop.services import monthly_letters

from .conftest import AS_AT, EVERY
from .said import of_tree

FOREIGN = {"%B": "Ionawr", "%b": "Ion", "%h": "Ion", "%A": "Dydd Mercher", "%a": "Mer", "%c": "Mer Ion", "%x": "Ion"}


@pytest.fixture(autouse=True)
def welsh(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine whose calendar speaks Welsh: dates are formatted by what `time` says of its locale."""
    in_english = time.strftime

    def in_welsh(form: str, *moment: object) -> str:
        for sign, word in FOREIGN.items():
            form = form.replace(sign, word)
        return in_english(form, *moment)  # type: ignore[arg-type]

    monkeypatch.setattr(time, "strftime", in_welsh)
    if dt.date(2018, 1, 31).strftime("%B") != "Ionawr":
        pytest.skip("this Python asks the system itself for the names of months")


def foreign(text: str) -> list[str]:
    return [word for word in ("Ionawr", "Dydd", "Mer ", " Ion ") if word in text]


def test_a_date_asked_of_the_machine_would_be_seen() -> None:
    assert foreign(f"{dt.date(2018, 1, 31):%d %B %Y}") == ["Ionawr"]


@EVERY
def test_papers_are_dated_in_english(year: Register, name: str) -> None:
    with year.reading() as session:
        document, _ = reports.composed(session, name, None, AS_AT, Options())
    said = of_tree(document)
    text = " ".join(words for _, words in (*said.front, *said.body))
    assert foreign(text) == []
    assert re.search(r"\b\d{1,2} [A-Z][a-z]{2,8} 201[78]\b", text) or name == "visit-form"


def test_letters_are_dated_in_english(year: Register, tmp_path: Path) -> None:
    written = monthly_letters.write(year, dt.date(2018, 1, 1), tmp_path / "letters")
    assert written.paths
    for path in written.paths:
        letter = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        text = f"{letter['subject']} {letter.get_content()}"
        assert foreign(text) == []
        assert "January 2018" in text
