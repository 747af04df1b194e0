"""Compiling the inner loops before they are needed: one tiny search with every kind of array."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from planner.kernel.pack import Packed
from planner.model import Bit, Block, Cell, Model, Piece


def warm() -> None:
    """Search one block of one piece; what is compiled stays on disk beside the sources."""
    piece = Piece(0, range(1), 1.0, [(0, 60)], [(0, 60)], [1], [1], bits=1, asks=[1])
    block = Block(0, range(1), [piece], [1], [Cell(1.0, 60)], [60], [Bit()])
    packed = Packed(Model([], [block], [[0]], [[(0, 0)]]))
    with ThreadPoolExecutor(1) as pool:
        packed.search(packed.points, packed.bit_points, np.zeros(1), 10, 1, pool)
