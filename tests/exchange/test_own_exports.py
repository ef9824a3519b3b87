"""What this program exports comes back through its own importers and changes nothing: each listing, each format."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.errors import UserError
from cp_desktop.exchange.listings import LISTINGS, SUBJECTS
from cp_desktop.model import Edition
from cp_desktop.register import Register
from cp_desktop.services import demo, disclosure

# Which importer reads a listing back. The same as another are those of fewer rows or columns.
READ_BACK = {
    "councillors": "councillors",
    "councillors-ever": "councillors",
    "councillors-who-visit": "councillors",
    "councillors-who-never-visited": "councillors",
    "menu": "menu",
    "activity": "activity",
    "homes": "homes",
    "homes-ever": "homes",
    "homes-due": "homes",
    "homes-never-visited": "homes",
    "visits": "visits",
    "desks": "visits",
    "commitments": "commitments",
    "replies": "survey",
    "events": "events",
    "training": "training",
    "wards": "wards",
    "ward-facts": "ward-facts",
    "officers": "officers",
}
# What no importer takes, for it is worked out or is of the register alone.
NOT_IMPORTED = {"evidence", "evidence-confirmed", "evidence-set-aside", "tabled-papers", "history"}
# Which of them come back whole, without a question: in a file for this office, with all its columns.
WHOLE = {
    "councillors",
    "councillors-ever",
    "councillors-who-visit",
    "councillors-who-never-visited",
    "menu",
    "activity",
    "commitments",
    "homes",
    "homes-ever",
    "visits",
    "desks",
    "events",
    "training",
    "wards",
    "ward-facts",
    "officers",
}


@pytest.fixture(scope="module")
def year(demo_file: Path) -> Iterator[Register]:
    with Register.open(demo_file, write=False) as register:
        yield register


def exported(register: Register, name: str, path: Path, *, internal: bool) -> Path:
    """The file of a listing: for this office with all its columns, otherwise as it is handed on."""
    with register.reading() as session:
        listing = LISTINGS[name](session.scalars(select(Edition.id)).one(), demo.AS_AT)
        columns = listing.columns if internal else None
        return disclosure.export(session, listing, path, columns=columns, internal=internal).path


def test_each_listing_is_read_back_or_said_not_to_be() -> None:
    assert set(SUBJECTS) == READ_BACK.keys() | NOT_IMPORTED
    assert set(READ_BACK.values()) == exchange.KINDS.keys(), "what an importer takes, some listing gives"


@pytest.mark.parametrize("internal", [False, True], ids=["handed on", "internal"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("name", READ_BACK)
def test_an_export_that_is_imported_changes_nothing(
    year: Register, name: str, ending: str, internal: bool, tmp_path: Path
) -> None:
    path = exported(year, name, tmp_path / f"{name}.{ending}", internal=internal)
    whole = internal and name in WHOLE
    refusal = ""
    try:
        plan = exchange.read(year, READ_BACK[name], path)
    except UserError as problem:
        refusal = str(problem)
    if refusal:
        assert "Nothing was imported" in refusal
        assert not whole, refusal
        return
    assert (plan.added, plan.changed) == ({}, {}), plan.summary()
    assert not whole or (plan.ready and plan.left), plan.summary()


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_number_that_was_hidden_overwrites_none(year: Register, ending: str, tmp_path: Path) -> None:
    """What is handed on says "fewer than 5" where the register knows a number."""
    path = exported(year, "homes", tmp_path / f"homes.{ending}", internal=False)
    plan = exchange.read(year, "homes", path)
    assert plan.ready, plan.summary()
    assert (plan.added, plan.changed) == ({}, {})
    [note] = [one for one in plan.notes if "hidden" in one]
    assert "“fewer than 5”) are left as they are in the register" in note


# What nobody has confirmed yet: taken for known activities, it is news.
SUGGESTED = {"evidence"}


@pytest.mark.parametrize("name", sorted(LISTINGS.keys() - SUGGESTED))
def test_no_export_changes_anything_by_whatever_it_is_taken_for(year: Register, name: str, tmp_path: Path) -> None:
    """The kind being guessed, and every answer taken that is proposed."""
    path = exported(year, name, tmp_path / f"{name}.csv", internal=True)
    refusal = ""
    try:
        plan = exchange.read(year, None, path, exchange.ImportChoices(proposed=True))
    except UserError as problem:
        refusal = str(problem)
    if refusal:
        assert "Nothing was imported" in refusal
    else:
        assert (plan.added, plan.changed) == ({}, {}), plan.summary()
