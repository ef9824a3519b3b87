"""How whoever waits for a paper is told how far it is, and how they stop it."""

from collections.abc import Callable

Progress = Callable[[int, int, str], object]  # done, of how many (0 while that is not known), what is being done
Cancelled = Callable[[], bool]

STOPPED = "Printing was stopped. No file was written."
