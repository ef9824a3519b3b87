"""What an erasure would do, in words: told in the window and on the command line before anything is done."""

import datetime as dt

from cp_desktop.model import show
from cp_desktop.model.formats import listed
from cp_desktop.register.attached_files import KeptFile

from .erasure import ErasurePlan, copies_said


def told(plan: ErasurePlan, named: bool = True) -> list[tuple[str, list[str]]]:
    """(heading, sentences) of what goes, what stays, and what is still to be done by hand. Unless files are `named`,
    they are counted: what they are called leaves the register by no command."""
    subject = plan.subject
    goes = [
        f"Of the record: {listed(plan.texts)}. The name becomes “{subject.pseudonym}”.",
        "The same in all that the history keeps. What was changed with the name in it can no longer be undone.",
    ]
    if subject.gone:
        goes = ["The name and contacts of the deleted record, in all that the history keeps."]
    if plan.entries:
        goes.append(f"The name in the words of {_number(plan.entries, 'entry', 'entries')} of the history.")
    if plan.files:
        goes.append(f"Files kept with visits that have the name in them: {_files(plan.files, named)}.")
    if plan.drafts:
        goes.append(f"On this computer: {_number(len(plan.drafts), 'text', 'texts')} half typed with the name in it.")
    stays = [
        "What figures count: wards, parties, roles, commitments, replies and visits. Every figure stays as it was.",
        "Who knows who held a seat or a post, and when, can still tell who is meant.",
        "That somebody was erased, when and by whom.",
    ]
    if plan.tabled:
        stays.append(f"{_number(plan.tabled, 'paper', 'papers')} as tabled: what was published stays as it was.")
    if plan.unread:
        stays.append(
            "Files that cannot be looked into (PDFs, pictures); open them on their visits, and remove those that name "
            f"somebody: {_files(plan.unread, named)}."
        )
    found = [("What goes", goes), ("What stays", stays)]
    if plan.copies:
        found.append(("Copies made before", [f"{copies_said(plan.copies)} the name still, until they are deleted."]))
    if plan.elsewhere:
        found.append(("Elsewhere", plan.elsewhere))
    return found


def _number(number: int, one: str, many: str) -> str:
    return f"{show(number)} {one if number == 1 else many}"


def _files(files: list[KeptFile], named: bool) -> str:
    return listed([f"{file.name} ({_day(file.visit)})" for file in files]) if named else str(len(files))


def _day(iso: str) -> str:
    return f"visit on {show(dt.date.fromisoformat(iso))}" if iso else "its visit is gone"
