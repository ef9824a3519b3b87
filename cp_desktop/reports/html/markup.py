"""Texts as HTML."""

from itertools import groupby
from xml.sax.saxutils import escape

from cp_desktop.reports.blocks import Run, Text


def markup(text: Text) -> str:
    """A text with its bold and italic words and its links."""
    made = []
    for bold, runs in groupby(text, lambda run: run.bold):
        words = "".join(map(_run, runs))
        made.append(f"<strong>{words}</strong>" if bold else words)
    return "".join(made)


def _run(run: Run) -> str:
    words = escape(run.text)
    if run.address:
        words = f'<a href="{quoted(run.address)}">{words}</a>'
    return f"<em>{words}</em>" if run.italic else words


def quoted(text: str) -> str:
    """A text as it stands in an attribute."""
    return escape(text, {'"': "&quot;"})
