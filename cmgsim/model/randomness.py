"""
Randomness as keyed streams: a draw is a pure function of seed, replication, stream, entity and attempt.

The generator is Philox4x64-10 (Salmon et al., 2011), the one behind `numpy.random.Philox`: block *b* of
`numpy.random.Philox(key=[k0, k1])` is `block(b + 1, 0, 0, 0, k0, k1)` here. Because a block needs no state, adding a
client, a fault or a retry moves no other draw, and any engine recomputes the same bits where it needs them.

The counter's four words are: member (which client, or which number of a series), attempt, block of the draw, and
occurrence (which period of a periodic activity).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

_MASK: Final = (1 << 64) - 1
_MULTIPLIERS: Final = (0xD2E7470EE14C6C93, 0xCA5A826395121157)
_WEYL: Final = (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)
_ROUNDS: Final = 10
_TO_UNIT: Final = 2.0**-53
WORDS: Final = 4
"""Uniforms of one block."""

Block = tuple[int, int, int, int]


def digest64(text: str) -> int:
    """
    64 bits of a name, the same in every process and on every machine.

    Example:
        >>> digest64("instance/service") == digest64("instance/service")
        True
    """
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little")


def block(c0: int, c1: int, c2: int, c3: int, key0: int, key1: int) -> Block:
    """The four 64-bit words at this counter, with plain integers: for the draws that come one at a time."""
    for _ in range(_ROUNDS):
        product0, product1 = _MULTIPLIERS[0] * c0, _MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (product1 >> 64) ^ c1 ^ key0, product1 & _MASK, (product0 >> 64) ^ c3 ^ key1, product0 & _MASK
        key0, key1 = (key0 + _WEYL[0]) & _MASK, (key1 + _WEYL[1]) & _MASK
    return c0, c1, c2, c3


def blocks(c0: Any, c1: Any, c2: Any, c3: Any, key0: int, key1: int | NDArray[np.uint64]) -> NDArray[np.float64]:
    """
    Uniforms in [0, 1) at many counters at once: shape (n, 4), row *i* from counter *i*.

    The counters broadcast; each is an array of unsigned integers or one integer. The second word of the key may be an
    array too: one a row. Equal, bit for bit, to `block`.
    """
    words = [np.array(word, np.uint64) for word in np.broadcast_arrays(c0, c1, c2, c3)]
    for _ in range(_ROUNDS):
        high0, low0 = _multiply(_MULTIPLIERS[0], words[0])
        high1, low1 = _multiply(_MULTIPLIERS[1], words[2])
        words = [high1 ^ words[1] ^ np.uint64(key0), low1, high0 ^ words[3] ^ np.uint64(key1), low0]
        key0 = (key0 + _WEYL[0]) & _MASK
        key1 = (key1 + _WEYL[1]) & _MASK if isinstance(key1, int) else key1 + np.uint64(_WEYL[1])
    uniforms: NDArray[np.float64] = (np.stack(words, axis=-1) >> np.uint64(11)) * np.float64(_TO_UNIT)
    return uniforms


def _successive(c0: NDArray[np.uint64], c1: int, c2: int, c3: int, key0: int, key1: int) -> NDArray[np.float64]:
    """The same for counters that follow one another, by NumPy's own Philox, which takes a twentieth of the time."""
    counter = np.array([c0[0] - np.uint64(1), c1, c2, c3], np.uint64)  # the first block is that of the next counter
    bits = np.random.Philox(counter=counter, key=np.array([key0, key1], np.uint64))
    return np.random.Generator(bits).random(WORDS * len(c0)).reshape(-1, WORDS)


def _multiply(constant: int, values: NDArray[np.uint64]) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """High and low 64 bits of a product, by halves: NumPy has no 128-bit integer."""
    low_mask, half = np.uint64(0xFFFFFFFF), np.uint64(32)
    a_low, a_high = np.uint64(constant & 0xFFFFFFFF), np.uint64(constant >> 32)
    b_low, b_high = values & low_mask, values >> half
    low = a_low * b_low
    cross1, cross2 = a_low * b_high, a_high * b_low
    middle = (low >> half) + (cross1 & low_mask) + (cross2 & low_mask)
    high = a_high * b_high + (cross1 >> half) + (cross2 >> half) + (middle >> half)
    return high, np.uint64(constant) * values


@frozen
class Streams:
    """
    The random numbers of one replication.

    Example:
        >>> one, other = Streams(seed=1, replication=0), Streams(seed=1, replication=1)
        >>> one.uniforms("instance/service", member=7)(0) == other.uniforms("instance/service", member=7)(0)
        False
    """

    seed: int
    replication: int

    @property
    def key(self) -> int:
        """First word of every key of this replication."""
        return digest64(f"{self.seed}/{self.replication}")

    def uniforms(self, stream: str, member: int = 0, attempt: int = 0, occurrence: int = 0) -> Callable[[int], float]:
        """The uniforms of one draw, by index; computed when asked for."""
        return uniforms_at(self.key, digest64(stream), member, attempt, occurrence)

    def table(
        self, stream: str, members: Any, attempt: int = 0, occurrences: Any = 0, width: int = WORDS
    ) -> NDArray[np.float64]:
        """The first *width* uniforms of many draws at once: shape (n, a multiple of 4)."""
        first = np.asarray(members, np.uint64) + np.uint64(1)
        further = np.asarray(occurrences, np.uint64)
        key0, key1, numbers = self.key, digest64(stream), range(-(-width // WORDS))
        if further.ndim and further.size and (further == further[0]).all():
            further = further[0]
        if not further.ndim and first.ndim == 1 and len(first) > 1 and (np.diff(first) == 1).all():
            parts = [_successive(first, attempt, number, int(further), key0, key1) for number in numbers]
        else:
            parts = [blocks(first, attempt, number, further, key0, key1) for number in numbers]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=-1)


def uniforms_of_streams(
    key0: int, key1: NDArray[np.uint64], members: Any, occurrences: Any, width: int
) -> NDArray[np.float64]:
    """
    The first *width* uniforms of draws from many streams at once: what `Streams.table` gives, a stream a row.

    Example:
        >>> streams, names = Streams(1, 0), ("laptops/scan/jitter", "desktops/scan/jitter")
        >>> keys = np.array([digest64(name) for name in names], np.uint64)
        >>> together = uniforms_of_streams(streams.key, keys, np.array([7, 8]), 0, 1)
        >>> single = [streams.uniforms(name, member)(0) for name, member in zip(names, (7, 8))]
        >>> together[:, 0].tolist() == single
        True
    """
    first, further = np.asarray(members, np.uint64) + np.uint64(1), np.asarray(occurrences, np.uint64)
    return np.concatenate([blocks(first, 0, number, further, key0, key1) for number in range(-(-width // WORDS))], -1)


def uniforms_at(key0: int, key1: int, member: int, attempt: int, occurrence: int) -> Callable[[int], float]:
    """The uniforms of the draw at these keys and counters; number *i* is word *i* mod 4 of block *i* div 4."""
    known: dict[int, Block] = {}

    def uniform(index: int) -> float:
        number = index >> 2
        if number not in known:
            known[number] = block(member + 1, attempt, number, occurrence, key0, key1)
        return (known[number][index & 3] >> 11) * _TO_UNIT

    return uniform
