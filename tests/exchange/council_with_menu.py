"""A register of four invented councillors and a menu whose wordings have commas and semicolons of their own."""

import csv
import datetime as dt
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import select

from cp_desktop import exchange
from cp_desktop.model import Answer, Commitment, Councillor, Item, Reply, table_of
from cp_desktop.register import Register
from cp_desktop.services import imports, registers

ADA, BEN, CAI, DOT = NAMES = ("Ada Ashdown", "Ben Brook", "Cai Cole", "Dot Dyer")
COUNCILLORS = "Forename,Surname,Ward,Email,Term start\n" + "".join(
    f"{name.replace(' ', ',')},Mill,{name.split()[0].lower()}@example.org,2014-05-22\n" for name in NAMES
)
WORDINGS = {
    1: "Hear what young people say",
    2: "Call at the homes in your ward",
    3: "Raise funds, gifts and prizes",
    4: "As a governor, speak up for our pupils; ask how they do",
    5: "Speak well of fostering",
    6: "Something of your own",
}
MENU = "No,Group,Wording,Own words wanted\n" + "".join(
    f'{number},Ward,"{said}",{"yes" if number == 6 else ""}\n' for number, said in WORDINGS.items()
)
# Who has which items: what every file of these tests says, in its own way.
TRUTH = {ADA: (1, 3), BEN: (2, 4, 5), CAI: (3, 4), DOT: (1, 5)}
PAIRS = {(name, number) for name, numbers in TRUTH.items() for number in numbers}


def made(folder: Path) -> Register:
    register = registers.create(
        folder / "menu.cpregister", "Northborough", "2017/18", dt.date(2017, 5, 23), dt.date(2018, 5, 21)
    )
    for kind, text in (("councillors", COUNCILLORS), ("menu", MENU)):
        (path := folder / f"{kind}.csv").write_text(text, encoding="utf-8")
        imports.apply(register, exchange.read(register, kind, path))
    return register


@pytest.fixture(scope="module")
def menu_register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """That register; it is read alone, so that the tests of a file share it."""
    with made(tmp_path_factory.mktemp("menu")) as register:
        yield register


Table = Sequence[Sequence[Any]]


def as_csv(path: Path, rows: Table) -> Path:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8")
    return path


def as_workbook(path: Path, rows: Table) -> Path:
    book = xlsxwriter.Workbook(path, {"default_date_format": "d/m/yyyy"})
    sheet = book.add_worksheet()
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            sheet.write(row, column, cell)
    book.close()
    return path


def planned(register: Register, kind: str | None, path: Path, **choices: Any) -> exchange.Plan:
    return exchange.read(register, kind, path, exchange.ImportChoices(**choices))


def pairs(register: Register, plan: exchange.Plan) -> set[tuple[str, int]]:
    """The commitments that a plan adds."""
    names, numbers = _names(register)
    added = plan.draft.added[Commitment].values()
    return {(names[one["councillor_id"]], numbers[one["item_id"]]) for one in added}


def answers(register: Register, plan: exchange.Plan) -> dict[tuple[str, int], str]:
    """What the replies that a plan adds say of the items."""
    names, numbers = _names(register)
    replies = {number: names[one["councillor_id"]] for number, one in plan.draft.added[Reply].items()}
    added = plan.draft.added[Answer].values()
    return {(replies[one["reply_id"]], numbers[one["item_id"]]): one["done"].value for one in added}


def undertaken(register: Register, plan: exchange.Plan) -> set[tuple[str, int]]:
    return {pair for pair, done in answers(register, plan).items() if done == "undertaken"}


def _names(register: Register) -> tuple[dict[int, str], dict[int, int]]:
    with register.reading() as session:
        people = {row.id: f"{row.forename} {row.surname}" for row in session.execute(select(table_of(Councillor)))}
        numbers = {row.id: row.number for row in session.execute(select(table_of(Item)))}
    return people, numbers
