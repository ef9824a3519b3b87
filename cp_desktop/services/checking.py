"""Whether a register is sound: asked by the command, by the window on demand, and by itself once a week."""

from pathlib import Path

from cp_desktop.places import Place
from cp_desktop.register import Register, store_at
from cp_desktop.register.soundness import Cancelled, Progress, Soundness

DAYS_BETWEEN = 7  # after so many the window checks a register again by itself
REMEDY = "Restore the latest copy that is sound from File > Restore a copy, or ask whoever changed the file."


def check(register: Register, progress: Progress, cancelled: Cancelled) -> Soundness:
    """The whole check of an open register, whoever writes it meanwhile: of a copy, which goes afterwards.

    Raises UserError where that cannot be made, and where `cancelled` said so.
    """
    return register.store.check(progress, cancelled)


def check_unopened(place: Place | Path, progress: Progress, cancelled: Cancelled) -> Soundness | None:
    """The same of one that cannot be opened; None of one of an older version, which has no such tables to check.

    Raises UserError also where there is no register.
    """
    store = store_at(place)
    return store.check(progress, cancelled) if store.is_up_to_date() else None
