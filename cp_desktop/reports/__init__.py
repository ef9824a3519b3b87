"""The printed papers. Nothing of the typesetter is imported before something is printed."""

import datetime as dt
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cp_desktop.errors import UserError
from cp_desktop.register import Register

DOCUMENTS: dict[str, str] = {
    "survey-summary": "Survey summary",
    "handbook": "Handbook",
    "visit-form": "Blank visit form",
    "visit-report": "Visit report",
    "coverage": "Coverage of homes",
}

Progress = Callable[[int, int, str], object]
Cancelled = Callable[[], bool]


@dataclass(frozen=True)
class Options:
    """What a document can be told besides its year and day; each takes what is meant for it.

    `visit` is the key of the visit that is reported, or for which the form is taken along (its home, day and
    councillors are filled in). `concern` prints the safeguarding facts in the report: whoever asks for them has put
    their opening into the history first. `home` is the name that stands on the form. `since` and `until` are the
    first and last day on which visits count for the coverage. `by` names the tables that the survey summary has
    besides the one by item: of "group", "district" and "ward".
    """

    visit: int | None = None
    concern: bool = False
    home: str | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    by: tuple[str, ...] = ()


USUAL = Options()


def render(
    register: Register,
    name: str,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
) -> bytes:
    """A document as a PDF, for a municipal year (the latest without one) as at a day (today, or the year's last day).

    The same register at the same day with the same options gives the same bytes. `progress(done, total, what)` is
    told of every page (total 0 while it is not known); when `cancelled()` says so, UserError is raised. Raises
    UserError too for an unknown document, year or visit, for safeguarding facts of a visit that has none, for a window
    that ends before it begins, and for a character that cannot be drawn.
    """
    if name not in DOCUMENTS:
        raise UserError(f"There is no document “{name}”. Nothing was printed. Choose one of: {', '.join(DOCUMENTS)}.")
    from . import coverage, handbook, survey_summary, visit_form, visit_report

    with register.reading() as session:
        match name:
            case "survey-summary":
                paper = survey_summary.compose(session, year, as_at, options.by)
            case "handbook":
                paper = handbook.compose(session, year, as_at)
            case "visit-form":
                paper = visit_form.compose(session, year, as_at, options.visit, options.home)
            case "visit-report":
                paper = visit_report.compose(session, year, as_at, options.visit, options.concern)
            case _:
                paper = coverage.compose(session, year, as_at, options.since, options.until)
    return paper.made(progress, cancelled)


def write(
    register: Register,
    name: str,
    out: Path,
    year: str | None = None,
    as_at: dt.date | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    options: Options = USUAL,
) -> None:
    """Writes a document to a file, whole or not at all; otherwise as `render`. Raises UserError."""
    made = render(register, name, year, as_at, progress, cancelled, options)
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
