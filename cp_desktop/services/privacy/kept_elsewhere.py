"""What else may hold a name that is erased: copies in the second place, and other versions beside the register."""

import threading

from cp_desktop.errors import UserError
from cp_desktop.model import show
from cp_desktop.register import Register
from cp_desktop.register.history import local
from cp_desktop.register.store import Copy
from cp_desktop.services import second_place

PATIENCE = 3  # seconds for a drive to answer


def told_elsewhere(register: Register, uid: str) -> list[str]:
    """A sentence for each place, with its days; also for one that was not reached."""
    return [*_in_second_place(uid), *_beside(register, uid)]


def _in_second_place(uid: str) -> list[str]:
    place = second_place.known(uid)
    if not place.folder:
        return []
    found: list[list[Copy]] = []

    def look() -> None:
        try:
            found.append(second_place.copies_there(uid))
        except UserError:
            return  # it is away, and said to be below

    thread = threading.Thread(target=look, name="copies elsewhere", daemon=True)
    thread.start()
    thread.join(PATIENCE)
    if not found:
        return [
            f"The second place, {place.folder}, was not reached: copies there made before the erasure still hold the "
            "name. Delete them there."
        ]
    days = [show(copy.made.date()) for copy in found[0]]
    if not days:
        return []
    when = days[0] if days[0] == days[-1] else f"{days[-1]} to {days[0]}"
    return [
        f"Copies in the second place, {place.folder}, hold the name still ({len(days)}, of {when}). Delete them there."
    ]


def _beside(register: Register, uid: str) -> list[str]:
    try:
        found = register.store.versions_beside(uid, set_aside=True)
    except UserError as problem:
        return [f"Whether other versions beside the register hold the name could not be seen: {problem}"]
    return [
        f"{one.place.name}, beside the register, is another version of it, last changed on {show(local(one.at))}, and "
        "may hold the name still. Delete it when you no longer need it."
        for one in found
    ]
