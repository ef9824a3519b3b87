"""Lists that come again: the same file twice, and the rows that were left out once somebody has mended them."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from cp_desktop import exchange
from cp_desktop.exchange.plan import WHY_LEFT_OUT
from cp_desktop.register import Register
from cp_desktop.services import disclosure
from tests.exchange.test_any_column import LISTS

Bring = Callable[..., exchange.Plan]
pytestmark = pytest.mark.usefixtures("council")

# What each kind of list may be without, and of which day or span its rows are then asked about or taken for granted.
DATED = {
    "councillors": {"Term start", "Term end"},
    "commitments": {"Date"},
    "wards": {"From", "Until"},
    "officers": {"From", "Until"},
}
NO_DAY = "31/02/2014"
# A cell that cannot be read, in the first row of each kind of list.
SPOILT = {
    "councillors": ("Term start", NO_DAY),
    "menu": ("No", "the first"),
    "homes": ("Counted on", NO_DAY),
    "commitments": ("Date", NO_DAY),
    "survey": ("Completion time", NO_DAY),
    "activity": ("Date", NO_DAY),
    "visits": ("Date of visit", NO_DAY),
    "wards": ("From", NO_DAY),
    "events": ("Date", NO_DAY),
    "training": ("Trained on", NO_DAY),
    "ward-facts": ("Counted on", NO_DAY),
    "officers": ("From", NO_DAY),
}


def without(text: str, headings: set[str]) -> str:
    rows = list(csv.reader(io.StringIO(text)))
    places = [place for place, heading in enumerate(rows[0]) if heading not in headings]
    out = io.StringIO()
    csv.writer(out).writerows([[row[place] for place in places] for row in rows])
    return out.getvalue()


@pytest.mark.parametrize("kind", exchange.KINDS)
def test_the_same_list_twice_changes_nothing(register: Register, bring: Bring, kind: str) -> None:
    for text in (LISTS[kind], *([without(LISTS[kind], DATED[kind])] if kind in DATED else [])):
        first = bring(kind, text, proposed=True)
        assert first.ready, first.summary()
        before = len(register.entries())
        again = bring(kind, text, proposed=True)
        assert again.ready, again.summary()
        assert (again.added, again.changed) == ({}, {}), again.summary()
        assert again.left
        assert len(register.entries()) == before


@pytest.mark.parametrize("kind", DATED)
def test_a_list_without_days_twice_changes_nothing(bring: Bring, kind: str) -> None:
    """In a register that knows nothing of its rows before."""
    text = without(LISTS[kind], DATED[kind])
    if kind == "councillors":
        text = text.replace("ada@", "abe@").replace("Ada", "Abe").replace("\n1,", "\n9,")
    assert bring(kind, text, proposed=True).ready
    again = bring(kind, text, proposed=True)
    assert (again.ready, again.added, again.changed) == (True, {}, {}), again.summary()


@pytest.mark.parametrize("kind", exchange.KINDS)
def test_a_row_left_out_comes_in_once_it_is_mended(register: Register, bring: Bring, tmp_path: Path, kind: str) -> None:
    heading, bad = SPOILT[kind]
    rows = list(csv.reader(io.StringIO(LISTS[kind])))
    place = rows[0].index(heading)
    good, rows[1][place] = rows[1][place], bad
    spoilt = io.StringIO()
    csv.writer(spoilt).writerows(rows)
    asked = bring(kind, spoilt.getvalue())
    assert not asked.ready
    plan = bring(kind, spoilt.getvalue(), answers={one.key: "leave-out" for one in asked.open})
    assert plan.ready, plan.summary()
    assert [one.row for one in plan.left_out] == ["2"]
    with register.reading() as session:
        path = disclosure.rows_left_out(session, plan, tmp_path / "left out.csv")
    headings, *out = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    assert headings == [*rows[0], WHY_LEFT_OUT]
    assert [row[:-1] for row in out] == [rows[1]]
    assert bad in out[0][-1]
    out[0][place] = good
    mended = io.StringIO()
    csv.writer(mended).writerows([headings, *out])
    back = bring(kind, mended.getvalue())
    assert back.ready, back.summary()
    assert not [note for note in back.notes if WHY_LEFT_OUT in note], "the reasons are no column of the list"
    whole = bring(kind, LISTS[kind])
    assert (whole.ready, whole.added, whole.changed) == (True, {}, {}), whole.summary()


def test_a_row_left_out_keeps_the_order_of_its_dates(register: Register, bring: Bring, tmp_path: Path) -> None:
    """Alone it would be read the British way: what decided the order of the column has gone in."""
    text = "Date of visit,Home,Councillors\n9/23/2017,Oak House,Zoë Price\n9/6/2017,Nowhere,Zoë Price\n"
    plan = bring("visits", text, proposed=True)
    assert plan.ready, plan.summary()
    with register.reading() as session:
        path = disclosure.rows_left_out(session, plan, tmp_path / "left out.csv")
    _, row = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    assert row[:2] == ["2017-09-06", "Nowhere"]
