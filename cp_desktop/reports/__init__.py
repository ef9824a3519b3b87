"""The printed papers. Nothing of the typesetter is imported before something is printed."""

import datetime as dt
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from cp_desktop.errors import UserError
from cp_desktop.register import Register

DOCUMENTS: dict[str, str] = {"survey-summary": "Survey summary", "handbook": "Handbook"}

Progress = Callable[[int, int, str], object]
Cancelled = Callable[[], bool]


def render(
    register: Register,
    name: str,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> bytes:
    """A document as a PDF, for a municipal year (the latest without one) as at a day (today, or the year's last day).

    The same register at the same day gives the same bytes. `progress(done, total, what)` is told of every page
    (total 0 while it is not known); when `cancelled()` says so, UserError is raised. Raises UserError too for an
    unknown document or year, and for a character that cannot be drawn.
    """
    if name not in DOCUMENTS:
        raise UserError(f"There is no document “{name}”. Nothing was printed. Choose one of: {', '.join(DOCUMENTS)}.")
    from . import handbook, survey_summary

    compose = {"survey-summary": survey_summary.compose, "handbook": handbook.compose}[name]
    with register.reading() as session:
        paper = compose(session, year, as_at)
    return paper.made(progress, cancelled)


def write(
    register: Register,
    name: str,
    out: Path,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> None:
    """Writes a document to a file, whole or not at all; otherwise as `render`. Raises UserError."""
    made = render(register, name, year, as_at, progress, cancelled)
    part = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        part.replace(out)
    except OSError as problem:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UserError(
            f"{out} could not be written ({problem.strerror or problem}). Nothing was changed there. "
            "Close the file if it is open, or choose another place."
        ) from problem
