"""Many draws of one law at once, with the bits of single draws."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.model.distributions import LARGEST, Code, Distribution
from cmgsim.model.randomness import Streams

Quantities = Callable[[Distribution, str, Any, Any, Streams], NDArray[np.int64]]
"""From a law, the name of a stream, members and occurrences to one value for each."""
_LONG_MEAN: Final = LARGEST / 37
"""Beyond this mean an exponential draw may come to more than the largest; its logarithm never does to more than 37."""


def one_by_one(law: Distribution, stream: str, members: Any, occurrences: Any, streams: Streams) -> NDArray[np.int64]:
    """
    Draws for these members and occurrences.

    Sums and products have the same bits in NumPy as in Python; logarithms need not, so laws that take one are drawn
    one after the other.

    Example:
        >>> from cmgsim.model.distributions import uniform
        >>> draws = one_by_one(uniform(0, 10), "laptops/scan/1/jitter", np.arange(3), 1, Streams(1, 0))
        >>> single = Streams(1, 0).uniforms("laptops/scan/1/jitter", member=2, occurrence=1)
        >>> int(draws[2]) == uniform(0, 10).draw(single)
        True
    """
    if law.code is Code.CONSTANT:
        return np.full(len(members), int(law.parameters[0]), np.int64)
    table = streams.table(stream, members, occurrences=occurrences, width=law.uniforms_needed)
    if law.code is Code.UNIFORM:
        low, high = law.parameters
        values: NDArray[np.int64] = np.floor(low + (high - low) * table[:, 0] + 0.5).astype(np.int64)
        return values
    return np.array(quantities(law, table), np.int64)


def quantities(law: Distribution, table: NDArray[np.float64]) -> list[int]:
    """
    The values that rows of uniforms stand for, with the bits that `quantity` gives each.

    The exponential, which is drawn most, has its formula here once more, without a call for each value.

    Example:
        >>> from cmgsim.model.distributions import exponential
        >>> quantities(exponential(20), np.array([[0.5], [0.25]]))
        [14, 6]
    """
    if law.code is Code.EXPONENTIAL and law.parameters[0] <= _LONG_MEAN:
        (mean,) = law.parameters
        log1p, floor = math.log1p, math.floor
        return [floor(-mean * log1p(-u) + 0.5) for u in table[:, 0].tolist()]
    return [law.draw(row.__getitem__) for row in table.tolist()]
