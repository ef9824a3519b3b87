"""The demo year: its files are what their script makes, and its register shows the published totals."""

import datetime as dt
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from cp_desktop import exchange, figures
from cp_desktop.bundled import DB
from cp_desktop.errors import UserError
from cp_desktop.model import Council, Item, ItemContact, Officer, SubPoint
from cp_desktop.register import Register, edition_of
from cp_desktop.services import demo

PUBLISHED = {
    "members": 120,
    "menu_returns": 105,
    "commitments": 911,
    "replies": 30,
    "undertaken_replies": 159,
    "undertaken_replies_uncommitted": 18,
    "undertaken_known": 172,
    "undertaken_known_uncommitted": 27,
    "not_yet_replies": 117,
}


def test_the_files_are_what_the_script_makes() -> None:
    script = DB / "seed" / "make_demo.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_demo_register(demo_file: Path, tmp_path: Path) -> None:
    path = shutil.copyfile(demo_file, tmp_path / "demo.cpregister")
    assert [one.name for one in demo_file.parent.glob("demo*") if one.suffix != ".lock"] == ["demo.cpregister"]
    with Register.open(path) as register, register.reading() as session:
        edition = edition_of(session)[1]
        assert edition is not None
        shown = figures.totals(session, edition.id, demo.AS_AT)
        assert {name: shown[name].numerator for name in PUBLISHED} == PUBLISHED
        for day, wanted in ((demo.AS_AT, (54, 46, 8, 2, 6)), (dt.date(2017, 10, 18), (56, 36, 20, 12, 8))):
            counts = figures.homes(session, day)
            keys = ("open", "visited", "not_visited", "not_visited_with_children", "not_visited_without_children")
            assert tuple(_home_figure(counts, key) for key in keys) == wanted
        # The handbook has a text for every item, and somebody to turn to where the menu names a post.
        assert session.scalar(select(func.count()).where(Item.meaning.is_(None))) == 0
        assert session.scalar(select(func.count(SubPoint.id))) == 3
        assert session.scalar(select(func.count(ItemContact.id))) == 13
        managers = sum(1 for row in demo.read_rows("home-managers"))
        assert session.scalar(select(func.count(Officer.id))) == 8 + 3 + managers
        assert session.scalars(select(Council.coordinator)).one() is not None
        plan = exchange.read(register, "menu", demo.FILES / "menu.csv")
        assert (plan.added, plan.changed) == ({}, {})
    with pytest.raises(UserError, match="is there already"):
        demo.make(path)


def _home_figure(counts: dict[str, figures.Figure], key: str) -> int:
    return counts[key if key in counts else f"homes_{key}"].numerator
