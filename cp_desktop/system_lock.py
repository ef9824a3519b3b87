"""A lock that the operating system holds on an open file: a program that was killed lets go of it.

It binds those who ask for it, and nobody else: the file can be read and written all the same.
"""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    # Windows locks bytes against reading too: one far beyond the text keeps the text readable.
    _FAR = 1 << 20

    def take(handle: int) -> None:
        """Takes the lock of an open file. Raises OSError where somebody else has it."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        finally:
            os.lseek(handle, 0, os.SEEK_SET)  # also for who finds it locked, and reads there who has it

    def let_go(handle: int) -> None:
        """Lets go of the lock before the file is closed, which Windows would do some time later."""
        os.lseek(handle, _FAR, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def take(handle: int) -> None:
        """Takes the lock of an open file. Raises OSError where somebody else has it."""
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def let_go(handle: int) -> None:
        """Lets go of the lock before the file is closed."""
        fcntl.flock(handle, fcntl.LOCK_UN)
