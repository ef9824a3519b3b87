"""Places to fill in: Word's own content controls, called by what they ask for."""

from collections.abc import Iterator, Sequence
from typing import Any

from cp_desktop.reports.blocks import FormQuestion, FormRow, Text, plain

from . import tables
from .body import Body
from .elements import element
from .inline import answer, box, run

LABEL = 130.0  # points of the column of labels
HAND = 19.0  # points of a line, with room for a hurried hand


def rows(body: Body, rows: Sequence[FormRow], described: str) -> None:
    """A table of labels, each with a place to write in or boxes to tick."""
    label = body.points(LABEL)
    made: list[list[tables.Cell]] = []
    for row in rows:
        for asked in row.fields:
            name = plain(asked.label)
            there = (
                body.made("Form Answer", list(_boxes(body, asked.choices)))
                if asked.choices
                else answered(body, name, "Form Answer", plain(asked.value))
            )
            made.append([[body.words(asked.label, "Table Label")], [there]])
    tall = [body.twips(HAND)] * len(made)
    body.table(made, [label, body.width - label], heads=0, names=True, described=described, tall=tall)


def question(body: Body, asked: FormQuestion) -> None:
    """A question with what helps to answer it, and room for the answer or boxes to tick."""
    body.paragraph(asked.label, "Form Question")
    if asked.help:
        body.paragraph(asked.help, "Small Text", element("w:keepNext"))
    if asked.choices:
        body.add(body.made("Form Answer", list(_boxes(body, asked.choices))))
    if asked.lines:
        name = plain(asked.label)
        cell = [answered(body, name, "Form Answer", lines=True)]
        body.table([[cell]], [body.width], heads=0, described=name, tall=[body.twips(HAND * asked.lines)])


def answered(body: Body, label: str, style: str, given: str = "", *, lines: bool = False) -> Any:
    """A paragraph that is a place to write in, of several lines where it may have them."""
    return body.made(style, [answer(label, body.keys.next(), body.styles, given, lines)])


def tick(body: Body, text: Text) -> Any:
    """An item of a list to tick."""
    return body.made(
        "Tick Item", [box(plain(text), body.keys.next()), element("w:r", element("w:tab")), *body.runs(text)]
    )


def _boxes(body: Body, choices: Sequence[Text]) -> Iterator[Any]:
    """A box to tick before each choice, in one row."""
    for place, choice in enumerate(choices):
        if place:
            yield run("    ")
        yield box(plain(choice), body.keys.next())
        yield run(" ")
        yield from body.runs(choice)
