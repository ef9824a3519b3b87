"""Commands that show what is counted: every figure, the coverage of homes, the desks."""

import argparse
import datetime as dt
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from cp_desktop.disclosure import INTERNAL, PUBLIC

from .registers import opened
from .streams import hand_out
from .words import AddCommand, add_year_and_day, read_day


def add_figures(command: AddCommand) -> None:
    words = command(
        "figures",
        show_figures,
        "show every figure with its base",
        "figures",
        "figures --as-at 2018-01-31 --json",
    )
    words.add_argument("--json", action="store_true", help="the numbers alone, in JSON")
    add_year_and_day(words)


def show_figures(arguments: argparse.Namespace) -> int:
    from cp_desktop import figures
    from cp_desktop.register import edition_of
    from cp_desktop.services import disclosure

    with opened(arguments) as register, register.reading() as session:
        year, edition = edition_of(session, arguments.year)
        as_at = arguments.as_at or figures.default_as_at(year, dt.date.today())
        menu = edition.id if edition else None
        totals, items = figures.totals_and_items(session, menu, as_at)
        homes = figures.homes(session, as_at)
        label = year.label
    if arguments.json:
        hand_out(disclosure.data(_figures_as_json(totals, items, homes), PUBLIC))
    else:
        hand_out(disclosure.words("\n".join(_figure_lines(label, as_at, totals, items, homes)), PUBLIC))
    return 0


_TOTALS_KEPT = (
    "members",
    "menu_returns",
    "commitments",
    "replies",
    "undertaken_replies",
    "undertaken_replies_uncommitted",
    "undertaken_known",
    "undertaken_known_uncommitted",
    "not_yet_replies",
)
_ITEM_KEPT = ("commitments", "undertaken_replies", "undertaken_known", "not_yet_replies")
_HOMES_KEPT = ("open", "visited", "not_visited", "not_visited_with_children", "not_visited_without_children")


def _figures_as_json(totals: Any, items: Any, homes: Any) -> dict[str, Any]:
    def numbers(of: Any, keys: Sequence[str]) -> dict[str, int]:
        return {key: of[key].numerator for key in keys}

    # These keys are a promise to other programs: new ones may join, none may go.
    said: dict[str, Any] = numbers(totals, _TOTALS_KEPT)
    said["by_item"] = {str(line.number): numbers(line.figures, _ITEM_KEPT) for line in items}
    said["homes"] = numbers(homes, _HOMES_KEPT)
    return said


def _figure_lines(label: str, as_at: dt.date, totals: Any, items: Any, homes: Any) -> Iterator[str]:
    from cp_desktop.figures import HOME_MEASURES, MEASURES, twelve_months
    from cp_desktop.model import show

    def said(figures: Any) -> Iterator[str]:
        for figure in figures.values():
            measure = figure.measure
            name = measure.label if not measure.label.startswith("of which") else f"  {measure.label}"
            yield f"{name:<44} {figure.sentence()}"

    yield f"{label}, as at {show(as_at)}\n"
    yield from said(totals)
    if items:
        yield f"\n{'':<50} {'committed':>10} {'undertaken':>11} {'undertaken':>12} {'not yet':>10}"
        yield f"{'By item':<50} {'to':>10} {'(replies)':>11} {'(all known)':>12} {'(replies)':>10}"
        for line in items:
            name = textwrap.shorten(line.label, 50, placeholder=" …")
            one, two, three, four = (line.figures[key].numerator for key in _ITEM_KEPT)
            yield f"{name:<50} {one:>10,} {two:>11,} {three:>12,} {four:>10,}"
    yield f"\nHomes, visits from {show(twelve_months(as_at))} to {show(as_at)}\n"
    yield from said(homes)
    yield "\nHow these are counted\n"
    for measure in (MEASURES | HOME_MEASURES).values():
        yield textwrap.fill(f"{measure.title}: {measure.definition}", 100, subsequent_indent="  ")


def add_coverage(command: AddCommand) -> None:
    words = command(
        "coverage",
        show_coverage,
        "show which homes were visited in a window of dates",
        "coverage --from 2017-04-04 --to 2017-10-18",
        "coverage --from 2017-02-01 --to 2018-01-31 --json",
    )
    words.add_argument("--from", dest="since", type=read_day, required=True, metavar="D", help="the window's first day")
    words.add_argument("--to", dest="until", type=read_day, required=True, metavar="D", help="its last day")
    words.add_argument(
        "--as-at", type=read_day, metavar="D", help="the day homes and children are as at (the last day)"
    )
    words.add_argument("--json", action="store_true", help="the numbers alone, in JSON")


def show_coverage(arguments: argparse.Namespace) -> int:
    from cp_desktop import figures
    from cp_desktop.services import disclosure

    since, until, as_at = arguments.since, arguments.until, arguments.as_at or arguments.until
    with opened(arguments) as register, register.reading() as session:
        if arguments.json:
            hand_out(disclosure.data(figures.coverage_json(session, since, until, as_at), PUBLIC))
            return 0
        measured = figures.homes(session, as_at, since, until)
        changed = figures.homes_changed(session, as_at, since, until)
        parts = {by: figures.homes_breakdown(session, as_at, since, by, until) for by in figures.HOMES_BYS}
    hand_out(disclosure.words("\n".join(_coverage_lines(since, until, as_at, measured, changed, parts)), PUBLIC))
    return 0


def _coverage_lines(
    since: dt.date, until: dt.date, as_at: dt.date, measured: Any, changed: Any, parts: Any
) -> Iterator[str]:
    from cp_desktop.figures import HOW_COVERAGE
    from cp_desktop.model import show

    yield f"Homes as at {show(as_at)}, visits from {show(since)} to {show(until)}\n"
    for figure in (*measured.values(), *changed.values()):
        yield f"{figure.measure.title:<44} {figure.sentence()}"
    columns = {"open": "open", "visited": "visited", "not_visited_with_children": "due", "not_visited": "not visited"}
    for by, lines in parts.items():
        yield f"\n{f'By {by}':<44} {''.join(f'{word:>13}' for word in columns.values())}"
        for line in lines:
            name = textwrap.shorten(line.label, 44, placeholder=" …")
            yield f"{name:<44} {''.join(f'{line.figures[key].numerator:>13,}' for key in columns)}"
    yield "\nHow this is counted\n"
    for paragraph in HOW_COVERAGE.split("\n\n"):
        yield textwrap.fill(paragraph, 100, subsequent_indent="  ")


def add_desks(command: AddCommand) -> None:
    words = command("desks", show_desks, "show on whose desk every open report is", "desks --json")
    words.add_argument("--as-at", type=read_day, metavar="D", help="the day (today without it)")
    words.add_argument("--json", action="store_true", help="the rows alone, in JSON")


def show_desks(arguments: argparse.Namespace) -> int:
    from cp_desktop.figures import desks
    from cp_desktop.services import disclosure

    as_at = arguments.as_at or dt.date.today()
    with opened(arguments) as register, register.reading() as session:
        if arguments.json:
            hand_out(disclosure.data(desks.board(session, as_at), INTERNAL))
        else:
            hand_out(disclosure.words("\n".join(desks.lines(session, as_at)), INTERNAL))
    return 0
