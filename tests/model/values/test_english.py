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
            case ast.Call(func=ast.Attribute(attr="strftime"), args=[ast.Constant(value=form)]):
                yield from (f"{node.lineno}: strftime {sign}" for sign in OF_THE_LOCALE if sign in str(form))
            case ast.Call(func=ast.Attribute(attr="strftime")):
                yield f"{node.lineno}: strftime of what is not written there"
            case ast.FormattedValue(format_spec=ast.JoinedStr(values=parts)):
                form = "".join(str(part.value) for part in parts if isinstance(part, ast.Constant))
                yield from (f"{node.lineno}: {form}" for sign in OF_THE_LOCALE if sign in form)
            case ast.Call(func=ast.Name(id="QLocale"), args=[]):
                yield f"{node.lineno}: QLocale()"
            case ast.Attribute(value=ast.Name(id="QLocale"), attr="system"):
                yield f"{node.lineno}: QLocale.system"
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
        "QLocale().monthName(1)",
        "QLocale.system().monthName(1)",
        "from PySide6.QtCore import QDate",
    ],
)
def test_the_search_finds_each_way_to_ask(line: str) -> None:
    assert len(list(asks_the_locale(ast.parse(line)))) == 1
