"""Counter-based random numbers: each is a pure function of its key, so it does not depend on which others are drawn.

The key is (seed, block of households, part of the world, month, call within the part, child or home). Switching off a rule, or
leaving a child out of a step, therefore changes no other child's numbers.
"""

from __future__ import annotations

import hashlib

import numpy as np

from .. import portable
from .log import Floats, Ints
from .parameters import Length

_WEYL, _FIRST, _SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_SHIFT_1, _SHIFT_2, _SHIFT_3, _SHIFT_4 = np.uint64(30), np.uint64(27), np.uint64(31), np.uint64(11)
_WORD = 2**64 - 1


class Draws:
    """The random numbers of one part of the world in one month; each method call advances the key.

    The numbers are those of SplitMix64 (Steele, Lea and Flood, 2014) with a second key between its rounds, so that no two
    parts share a sequence.
    """

    def __init__(self, seed: int, block: int, part: str, month: int = -1) -> None:
        digest = hashlib.blake2b(f"{seed} {block} {month} {part}".encode(), digest_size=16).digest()
        self._start, self._key = int.from_bytes(digest[:8], "little"), np.uint64(int.from_bytes(digest[8:], "little"))
        self._turn = 0

    def random(self, who: Ints) -> Floats:
        """Return a uniform number from 0 (included) to 1 (not included) for each of `who`, by its number."""
        self._turn += 1
        start = np.uint64((self._start + self._turn * int(_FIRST)) & _WORD)
        bits = who.view(np.uint64) * _WEYL
        bits += start
        bits ^= bits >> _SHIFT_1
        bits *= _FIRST
        bits ^= self._key
        bits ^= bits >> _SHIFT_2
        bits *= _SECOND
        bits ^= bits >> _SHIFT_3
        bits >>= _SHIFT_4
        return np.asarray(bits * 2.0**-53)

    def normal(self, who: Ints, mean: float = 0, spread: float = 1) -> Floats:
        """Return a normal number for each of `who` (Box and Muller, 1958)."""
        radius = np.sqrt(-2 * portable.log1p(-self.random(who)))
        return np.asarray(mean + spread * radius * portable.cosine(self.random(who)))

    def integers(self, who: Ints, below: int) -> Ints:
        """Return a whole number from 0 to `below` - 1 for each of `who`."""
        return (self.random(who) * below).astype(np.int64)

    def wait(self, who: Ints, mean: float | Floats) -> Ints:
        """Return a number of days from 0 for each of `who`, geometric, with that mean."""
        left = portable.log(np.asarray(mean) / (1 + np.asarray(mean)))  # minus infinity where there is nothing to wait for
        return np.asarray((portable.log1p(-self.random(who)) / left).astype(np.int64))

    def length(self, who: Ints, of: Length) -> Ints:
        """Return a number of days for each of `who`, by the mean, shape and least of a length."""
        return self.lengths(who, of.mean, of.shape).astype(np.int64) + of.least

    def lengths(self, who: Ints, mean: float, shape: float) -> Floats:
        """Return a length for each of `who`, gamma with that mean and shape (Wilson and Hilferty, 1931)."""
        root = np.maximum(1 - 1 / (9 * shape) + self.normal(who) / (3 * np.sqrt(shape)), 0)
        return np.asarray(mean * (root * root * root))
