"""The copies that an open register has made of it by itself: of what was done, while it is done.

After the first change of a session, after each hour in which something was changed, and at closing, if anything was
changed since the last one. (The copy of a day's first opening, from before any change, the store keeps.)
"""

import threading
import time
from collections.abc import Callable
from pathlib import Path

from cp_desktop.errors import UserError

from .store import CLOSING, FIRST_CHANGE, HOUR_OF_WORK, Store

HOUR = 3600  # seconds


class OwnCopies:
    """Knows when a copy of an open register is due, and keeps it. May be asked from any thread.

    `problem` is the sentence of the last copy that could not be kept, None when it could. `told` is called with it, and
    the `listeners` with the path of each copy, from the thread that keeps it.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self.problem = store.copy_problem and _not_kept(store.copy_problem)
        self.told: Callable[[str], None] = lambda _: None
        self.listeners: list[Callable[[Path], None]] = []
        self._store, self._clock = store, clock
        self._changed = False
        self._last: float | None = None  # when this session kept one
        self._turn = threading.Lock()

    def changed(self) -> None:
        """Something was changed in the register."""
        self._changed = True

    def due(self) -> str | None:
        """Why a copy is due now; None while none is."""
        if not self._changed:
            return None
        if self._last is None:
            return FIRST_CHANGE
        return HOUR_OF_WORK if self._clock() - self._last >= HOUR else None

    def keep_due(self) -> None:
        """Keeps the copy that is due, if one is. What prevents it is told, and it is due again after an hour."""
        with self._turn:
            why = self.due()
            if why is not None:
                self._keep(why)

    def keep_last(self) -> None:
        """Keeps what was changed since the last copy, before the register is closed."""
        with self._turn:
            if self._changed:
                self._keep(CLOSING)

    def tell(self, path: Path) -> None:
        """Tells the listeners of a copy, also of one that somebody asked for."""
        for listener in self.listeners:
            listener(path)

    def _keep(self, why: str) -> None:
        self._changed, self._last = False, self._clock()
        try:
            path = self._store.keep_own_copy(why)
        except UserError as problem:
            self._changed = True
            self.problem = _not_kept(problem)
            self.told(self.problem)
        else:
            self.problem = None
            self.tell(path)


def _not_kept(why: object) -> str:
    return f"No copy of the register could be kept. {why}"
