"""Limits of a process of our own on Linux and macOS (where the system keeps fewer of them)."""

import resource
import signal
from contextlib import suppress


def limit(seconds: float, memory: int) -> None:
    """From now on this process ends when it has computed so long, gets no more memory (bytes), writes no file."""
    signal.setitimer(signal.ITIMER_PROF, seconds)  # what SIGPROF does where nobody handles it: it ends the process
    for what, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # a lower limit is there already
            resource.setrlimit(what, (most, most))
