"""The kinds of arrays that the bound reckons with, and the number that stands for never."""

from typing import Any

import numpy as np

Ints = np.ndarray[Any, np.dtype[np.int64]]
Small = np.ndarray[Any, np.dtype[np.int32]]  # what never is a cost, of which there is most
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

NEVER = 1 << 44
