"""Texts in the markup of the typesetter."""

from xml.sax.saxutils import escape

from cp_desktop.reports.blocks import Text

from . import style


def markup(text: Text, colour: str, *, bold: bool = False) -> str:
    """A text in the typesetter's markup, its links in a colour (#rrggbb). A `bold` one is set so as a whole."""
    made = []
    for run in text:
        if run.bold or run.italic:
            style.face(f"{'Bold' * (run.bold or bold)}{'Italic' * run.italic}")
        words = escape(run.text)
        if run.address:
            address = escape(run.address, {'"': "&quot;"})
            words = f'<a href="{address}" color="{colour}" underline="1">{words}</a>'
        if run.italic:
            words = f"<i>{words}</i>"
        made.append(f"<b>{words}</b>" if run.bold and not bold else words)
    return "".join(made)
