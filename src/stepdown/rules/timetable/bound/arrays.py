"""The kinds of arrays that the bound reckons with, and the number that stands for never."""

from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Short = np.ndarray[Any, np.dtype[np.int16]]  # slots, moments and needs, of which there are most
Tiny = np.ndarray[Any, np.dtype[np.int8]]
Small = np.ndarray[Any, np.dtype[np.int32]]  # what never is a cost, of which there is most
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Kind = TypeVar("Kind", bound=np.ndarray[Any, Any])

NEVER = 1 << 44


class Once:
    """Equal arrays are kept once: people with like needs have like tables."""

    def __init__(self) -> None:
        self._kept: dict[tuple[bytes, tuple[int, ...], str], Any] = {}

    def __call__(self, array: Kind) -> Kind:
        digest = blake2b(array.tobytes(), digest_size=16).digest()
        kept: Kind = self._kept.setdefault((digest, array.shape, array.dtype.str), array)
        return kept
