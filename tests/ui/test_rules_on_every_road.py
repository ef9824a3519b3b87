"""Each rule about rows, on every road to its table: form, import, paste, command, service, bulk SQL.

All say the same sentence, and nothing is written. The table is whole by construction: every rule and every constraint
with a sentence has, for every road, either an attempt in `rule_cases` or a reason here why there is none; which roads
there are, and which tables they write, is read from the program.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import CheckConstraint, Date, DateTime

import cp_desktop
from cp_desktop import cli
from cp_desktop.model import (
    fields,
    records,
    table_of,
)
from cp_desktop.model.base import rules_of
from cp_desktop.register import Register
from cp_desktop.services import records as saved
from cp_desktop.ui.app_session import AppSession
from cp_desktop.ui.pages import settings
from tests.ui.roads import by_import, fill, imported, refused, written_list
from tests.ui.rule_cases import CASES

SOURCES = Path(cp_desktop.__file__).parent
ROADS = ("form", "lists", "paste", "command", "service", "sql")
# Why a road that writes a table cannot break one rule of it.
AUTHORITY = "Lists tell of the council what Ofsted calls its authority, and no more."
BESIDES: dict[tuple[str, str], str] = {
    ("visit.concern_raised", "form"): "It asks for the facts of a concern only where there is one.",
    ("visit.time_of_day", "form"): "What is no time of day is not read.",
    ("visit.time_of_day", "lists"): "What is no time of day is not read.",
    ("visit.somewhere", "lists"): "A row without a home or a place is refused as one that lacks a required value.",
    ("visit_action.done_on_has_been", "lists"): "Lists of visits say what was agreed, and never when it was done.",
    ("attachment.added_on_has_been", "service"): "It keeps today.",
    ("erasure.erased_on_has_been", "service"): "It keeps today.",
    ("erasure.erased_on_has_been", "command"): "It keeps today.",
    ("attachment.not_too_large", "service"): "A file that is larger is not read to its end.",
    ("councillor.has_a_seat", "lists"): "Each row brings its seat: one without a ward lacks a required value.",
    ("term.terms_apart", "lists"): "Terms that overlap in a list are parted where the later one begins, and told.",
    ("council.threshold_can_be", "lists"): AUTHORITY,
    ("council.email_is_an_address", "lists"): AUTHORITY,
    ("council.accent_carries_white", "lists"): AUTHORITY,
    ("council.accent_is_colour", "lists"): AUTHORITY,
    ("attendance.attended_by_today", "lists"): "A list takes no attendance at what is still to come, and says so.",
    ("role_held.end_in_order", "lists"): "Lists of councillors give roles no days.",
    ("commitment.withdrawn_on_has_been", "lists"): "An import withdraws nothing.",
    ("commitment.withdrawn_on_has_been", "paste"): "Pasting withdraws nothing.",
    ("commitment.withdrawn_on_in_order", "lists"): "An import withdraws nothing.",
    ("commitment.withdrawn_on_in_order", "paste"): "Pasting withdraws nothing.",
    ("commitment.withdrawn_on_in_order", "service"): "Only what stands on a day is withdrawn from it.",
    ("set_aside.one_source", "service"): "Evidence is of one source.",
    ("survey.closes_on_in_order", "lists"): "A survey made for imported replies has no days.",
    ("ward.end_in_order", "lists"): "Lists give wards no days.",
    ("edition.agreed_on_has_been", "lists"): "A menu made for imported items is not agreed yet.",
    ("municipal_year.years_apart", "command"): "A new register has one year.",
}

# What no single column of a list says.
OF_THE_WHOLE_ROW = {"reply.answers_something", "menu_return.received_on_has_been"}
# Days that may be planned, agreed or foreseen; all others say what has happened.
MAY_LIE_AHEAD = {
    "event.held_on",
    "goal.due_on",
    "goal.starts_on",
    "home.closed_on",
    "home.opened_on",
    "municipal_year.first_day",
    "municipal_year.last_day",
    "officer.end",
    "officer.start",
    "role_held.end",
    "role_held.start",
    "survey.closes_on",
    "survey.opens_on",
    "tabled_paper.as_at",
    "tabled_paper.made_at",  # kept by the program itself, in UTC
    "term.end",
    "term.start",
    "visit.visited_on",  # made visits have a rule of their own
    "visit_action.due_on",
    "ward.end",
    "ward.start",
}


@pytest.fixture
def council(register: Register) -> Register:
    with register.operation("Begin") as session:
        fill(session)
    return register


# -- the table is whole


def sources(folder: str) -> Iterator[tuple[Path, str]]:
    for path in sorted((SOURCES / folder).rglob("*.py")):
        yield path, path.read_text(encoding="utf-8")


def tables(names: set[str]) -> set[str]:
    """The tables of classes, by the classes' names."""
    return {kind.__tablename__ for kind in records() if kind.__name__ in names}


def forms() -> set[str]:
    """The tables that forms write: of every page of a list, every section of the settings, and every form by itself."""
    text = "".join(text for _, text in sources("ui"))
    named = set(re.findall(r"RecordForm\((?:self\.)?_?app, (\w+)", text)) | set(
        re.findall(r"^    kind = (\w+)", text, re.M)
    )
    kinds = [kind for kind in records() if kind.__name__ in named | {one.kind.__name__ for one in settings.SECTIONS}]
    for kind in kinds:
        kinds += [link.mapper.class_ for link in saved.belongings(kind) if link.mapper.class_ not in kinds]
    return {kind.__tablename__ for kind in kinds}


def imports() -> set[str]:
    """The tables into which imports put rows, or whose rows they change: the classes that a draft is given."""
    named = set()
    for call in (
        one for _, text in sources("exchange") for one in ast.walk(ast.parse(text)) if isinstance(one, ast.Call)
    ):
        if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value).split(".")[-1].strip("_") == "draft":
            named |= {argument.id for argument in call.args if isinstance(argument, ast.Name)}
    return tables(named)


def writing_services() -> set[str]:
    """Every function of a service that begins an operation."""
    found = set()
    for path, text in sources("services"):
        for function in ast.parse(text).body:
            calls = [one.func for one in ast.walk(function) if isinstance(one, ast.Call)]
            if any(isinstance(call, ast.Attribute) and call.attr == "operation" for call in calls):
                assert isinstance(function, ast.FunctionDef)
                found.add(f"{path.stem}.{function.name}")
    return found


def writing_commands() -> set[str]:
    """Every function of the command line that opens a register to write, or makes one."""
    found = set()
    for _, text in sources("cli"):
        for function in ast.parse(text).body:
            for call in [one for one in ast.walk(function) if isinstance(one, ast.Call)]:
                if any(word.arg == "write" for word in call.keywords) or ast.unparse(call.func) == "registers.create":
                    assert isinstance(function, ast.FunctionDef)
                    found.add(function.name)
    return found


# What each service writes beside what forms hold and imports bring, and each command; one that is new is entered here.
SERVICES: dict[str, set[str]] = {
    "attachments.attach": {"attachment", "content"},
    "attachments.remove": {"attachment"},
    "commitments.commit": {"commitment", "menu_return"},
    "commitments.paste": {"commitment", "menu_return"},
    "commitments.withdraw": {"commitment"},
    "commitments.record_activity": {"activity"},
    "concerns.note_opening": set(),
    "councillors.merge": {"commitment", "menu_return", "activity", "set_aside", "reply"},  # and what forms hold
    "councillors.split": {"commitment", "menu_return", "activity", "set_aside", "reply"},
    "council.set_logo": {"council"},
    "council.set_word_template": {"council", "content"},
    "demo._fill": set(),  # through the others, and nothing that anybody types
    "erasure.erase": {"erasure"},  # and what it writes over says nothing any more
    "evidence.confirm": {"activity"},
    "evidence.set_aside": {"set_aside"},
    "evidence.withdraw": {"activity"},
    "evidence.bring_back": {"set_aside"},
    "imports.forget": set(),
    "imports.apply": set(),  # the road "lists"
    "papers.table": {"tabled_paper", "content"},
    "records.save": {"survey"},  # and what forms hold
    "records.delete": set(),
    "reminders.note_sent": {"chaser"},
    "registers.create": {"municipal_year"},  # the road "command", and a dialog; all else is as the program has it
    "replies.save": {"reply", "answer", "survey"},
    "retention.clear": set(),  # what it clears says nothing any more
    "report_steps.mark_done": {"step_done"},
    "texts.edit_section": {"document_text"},
    "texts.edit_sentence": {"edited_sentence"},
    "texts.edit_involvement": {"involvement"},
    "versions._note": set(),
    "ward_facts.save": {"ward_count"},
    "years.start_menu": {"edition"},
    "years.copy_menu": {"edition"},
    "years.add_year": {"municipal_year", "edition"},
}
COMMANDS = {
    "import_file": set[str](),  # what imports write
    "erase_person": {"erasure"},
    "merge_councillors": set[str](),  # rows as they are, of another councillor
    "print_document": {"tabled_paper", "content"},
    "make_register": {"municipal_year"},  # its council and its steps are as the program has them
}
PASTES = {
    "pasted_ticks": {"commitment", "menu_return"},
    "pasted_counts": {"ward_count"},
    "pasted_names": set[str](),  # finds who is meant; what is done with them is a service's
}


def sentences() -> Iterator[str]:
    for kind in records():
        yield from (f"{kind.__tablename__}.{rule.name}" for rule in rules_of(kind))
        for one in table_of(kind).constraints:
            if isinstance(one, CheckConstraint) and "sentence" in one.info:
                yield f"{kind.__tablename__}.{str(one.name).removeprefix(f'ck_{kind.__tablename__}_')}"


def test_every_rule_is_walked() -> None:
    assert sorted(CASES) == sorted(sentences())


def test_every_road_is_known() -> None:
    assert set(SERVICES) == writing_services()
    assert set(COMMANDS) == writing_commands()
    assert set(PASTES) == {path.stem for path, _ in sources("exchange") if path.stem.startswith("pasted_")}


def test_every_rule_is_walked_on_every_road_that_writes_its_table() -> None:
    lists = imports()
    writes = {
        "form": forms(),
        "lists": lists,
        "paste": set().union(*PASTES.values()),
        "command": lists.union(*COMMANDS.values()),
        "service": forms().union(*SERVICES.values()),
    }
    for rule, case in CASES.items():
        table = rule.partition(".")[0]
        for road in ROADS[:-1]:
            reason = BESIDES.get((rule, road)) or (road == "command" and BESIDES.get((rule, "lists")))
            walked = bool(case.command or case.lists) if road == "command" else bool(getattr(case, road))
            if table in writes[road]:
                assert walked != bool(reason), f"{rule} on the road {road}: {reason or 'neither attempt nor reason'}"
            else:
                assert not walked, f"{road} writes {table}, and the table of roads does not know"
                assert (rule, road) not in BESIDES, f"{road} does not write {table} at all"


def test_every_day_has_happened_or_may_lie_ahead() -> None:
    days = {
        f"{kind.__tablename__}.{name}"
        for kind in records()
        for name, column, said in fields(kind)
        if isinstance(column.type, Date | DateTime) and not said.happened
    }
    assert days == MAY_LIE_AHEAD


# -- the roads


def walked(road: str) -> Any:
    return pytest.mark.parametrize("rule", [rule for rule, case in CASES.items() if getattr(case, road)])


@walked("form")
def test_the_form_refuses(council: Register, app: AppSession, qtbot: QtBot, rule: str) -> None:
    before = council.entries()
    assert CASES[rule].sentence in CASES[rule].form(app, qtbot)
    assert council.entries() == before


@walked("lists")
def test_an_import_refuses_and_names_the_row(council: Register, tmp_path: Path, rule: str) -> None:
    case = CASES[rule]
    said = imported(case.lists, council, tmp_path)
    assert (case.lists[3] or case.sentence) in said
    assert (".csv, row 2: " if rule in OF_THE_WHOLE_ROW else ".csv, row 2, column ") in said


@walked("lists")
def test_the_command_to_import_refuses(
    council: Register, tmp_path: Path, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    case = CASES[rule]
    path = written_list(case.lists, tmp_path)
    council.close()
    assert cli.main(["--register", str(council.place), "import", path.stem, str(path), "--year", case.lists[2]]) == 1
    assert (case.lists[3] or case.sentence) in capsys.readouterr().err


@walked("command")
def test_other_commands_refuse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rule: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(CASES[rule].command) == 1
    assert CASES[rule].sentence in capsys.readouterr().err
    assert list(tmp_path.glob("new*")) == []


@walked("paste")
def test_pasting_is_refused(council: Register, rule: str) -> None:
    before = council.entries()
    assert CASES[rule].sentence in refused(lambda: CASES[rule].paste(council))
    assert council.entries() == before


@walked("service")
def test_the_service_refuses(council: Register, rule: str) -> None:
    before = council.entries()
    assert refused(lambda: CASES[rule].service(council)).startswith(CASES[rule].sentence)
    assert council.entries() == before


@walked("sql")
def test_sql_in_bulk_is_refused(council: Register, rule: str) -> None:
    before = council.entries()
    assert refused(lambda: CASES[rule].sql(council)).startswith(CASES[rule].sentence)
    assert council.entries() == before


def test_a_list_dated_for_the_whole_file_is_refused(council: Register, tmp_path: Path) -> None:
    path = written_list(by_import("commitments", "Councillor,1 Listen\nBea Brook,Yes\n"), tmp_path)
    council.close()
    words = ["--register", str(council.place), "import", "commitments", str(path), "--year", "2017/18", "--date"]
    assert cli.main([*words, "2017-05-22"]) == 1
    assert cli.main([*words, "2018-05-22"]) == 1
    assert cli.main([*words, "2018-05-21"]) == 0
