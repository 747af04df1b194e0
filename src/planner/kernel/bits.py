"""Small helpers on bit masks, compiled into whatever calls them."""

from __future__ import annotations

import numpy as np
from numba import njit

ONE = np.uint64(1)
NONE = np.uint64(0)


@njit(cache=True, inline="always")
def count(x):
    """The number of bits set in a 64-bit mask."""
    x = x - ((x >> np.uint64(1)) & np.uint64(0x5555555555555555))
    x = (x & np.uint64(0x3333333333333333)) + ((x >> np.uint64(2)) & np.uint64(0x3333333333333333))
    x = (x + (x >> np.uint64(4))) & np.uint64(0x0F0F0F0F0F0F0F0F)
    return np.int64((x * np.uint64(0x0101010101010101)) >> np.uint64(56))


@njit(cache=True, inline="always")
def has(mask, i):
    """Whether bit i is set."""
    return ((mask >> np.uint64(i)) & ONE) != NONE
