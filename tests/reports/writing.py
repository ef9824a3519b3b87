"""A paper written to a file, as the program writes one: made, let out by the gate, saved."""

from pathlib import Path
from typing import Any

from cp_desktop import reports
from cp_desktop.register import Register
from cp_desktop.register.tabled import RenderedDocument
from cp_desktop.services import disclosure


def write_paper(
    register: Register, name: str, out: Path, year: str | None = None, *, replace: bool = False, **how: Any
) -> RenderedDocument:
    """Writes a document to a file in the format that its ending says, and returns it; `how` is for `reports.make`."""
    reports.require_writable(out, replace)
    made = reports.make(register, name, year, ending=reports.ending_of(out), **how)
    reports.save(disclosure.paper(made), out, replace)
    return made
