"""The names of months and weekdays are English, whatever the machine's locale."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import cp_desktop

PACKAGE = Path(cp_desktop.__file__).parent
NAMES_OF_CALENDAR = {"month_name", "month_abbr", "day_name", "day_abbr"}
OF_THE_LOCALE = ("%a", "%A", "%b", "%B", "%c", "%x", "%X", "%p", "%Z")
OF_QT = {"QDate", "QDateTime", "QTime"}


def asks_the_locale(tree: ast.AST) -> Iterator[str]:
    """What in a module's text would follow the machine's locale, with its line."""
    written = {  # each strftime whose form stands beside it, and is judged as a text
        id(node.func)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and any(isinstance(form, ast.Constant) for form in node.args)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(attr=name) if name in NAMES_OF_CALENDAR | {"strptime", "setlocale", "nl_langinfo"}:
                yield f"{node.lineno}: {name}"
            case ast.ImportFrom(module="calendar", names=names):
                yield from (f"{node.lineno}: {one.name}" for one in names if one.name in NAMES_OF_CALENDAR)
            case ast.Import(names=names) if any(one.name == "locale" for one in names):
                yield f"{node.lineno}: import locale"
            case ast.ImportFrom(module="locale"):
                yield f"{node.lineno}: from locale"
            case ast.ImportFrom(module="time" | "_strptime", names=names):
                yield from (f"{node.lineno}: {one.name}" for one in names if one.name in {"strftime", "strptime"})
            case ast.Constant(value=str(form)) if any(sign in form for sign in OF_THE_LOCALE):
                yield f"{node.lineno}: {form}"
            case ast.Attribute(attr="strftime") if id(node) not in written:
                yield f"{node.lineno}: strftime of what is not written there"
            case ast.Call(func=ast.Name(id="QLocale") | ast.Attribute(attr="QLocale"), args=[]):
                yield f"{node.lineno}: QLocale()"
            case ast.Attribute(value=ast.Name(id="QLocale") | ast.Attribute(attr="QLocale"), attr="system"):
                yield f"{node.lineno}: QLocale.system"
            case ast.ImportFrom(module="PySide6.QtCore", names=names) if any(
                one.name == "QLocale" and one.asname for one in names
            ):
                yield f"{node.lineno}: QLocale by another name"
            case ast.Attribute(attr=name) if name in OF_QT:
                yield f"{node.lineno}: {name}"
            case ast.ImportFrom(module="PySide6.QtCore", names=names):
                yield from (f"{node.lineno}: {one.name}" for one in names if one.name in OF_QT)


def test_nothing_in_the_program_asks_the_locale_for_a_name() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{got}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for got in asks_the_locale(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "calendar.month_name[1]",
        "from calendar import day_name",
        "dt.date.today().strftime('%d %B %Y')",
        "dt.date.today().strftime(form)",
        "f'{day:%d %b}'",
        "dt.datetime.strptime(text, '%d')",
        "import locale",
        "import locale as here",
        "locale.nl_langinfo(locale.MON_1)",
        "format(day, '%d %B')",
        "'{:%d %B}'.format(day)",
        "day.__format__('%A')",
        "form = '%d %B'",
        "write = day.strftime",
        "from time import strftime as write",
        "from calendar import month_name as names",
        "QtCore.QLocale().monthName(1)",
        "QtCore.QDate.currentDate().toString('MMMM')",
        "from PySide6.QtCore import QLocale as Here",
        "from PySide6.QtCore import QDate as Day",
        "QLocale().monthName(1)",
        "QLocale.system().monthName(1)",
        "from PySide6.QtCore import QDate",
    ],
)
def test_the_search_finds_each_way_to_ask(line: str) -> None:
    assert len(list(asks_the_locale(ast.parse(line)))) == 1
