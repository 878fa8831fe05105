"""Memory that a solved model held goes back to the machine."""

import ctypes
from contextlib import suppress


def give_back() -> None:
    """A search makes and drops models of every size, and the C library keeps what lies between
    them: a fifth of all at 2,000 people. Takes milliseconds; nothing where that is another one."""
    with suppress(AttributeError, OSError):
        ctypes.CDLL(None).malloc_trim(0)
