"""Servers without a queue: Erlang's loss formula, and as many servers as there are customers."""

from __future__ import annotations

import math

from cmgsim.theory.arguments import need_count, need_positive


def erlang_b(servers: int, load: float) -> float:
    """
    Probability that an arrival finds all *servers* busy and goes away: M/G/c/c, whatever the law of service.

    The recursion B(k) = a B(k-1) / (k + a B(k-1)) only adds and divides positive numbers, so it neither overflows nor
    loses digits (A. K. Erlang, 1917; insensitivity: B. A. Sevastyanov, 1957).

    Args:
        servers: How many, from 1.
        load: Offered erlangs: arrival rate times mean holding time.

    Example:
        >>> round(erlang_b(10, 7), 9)
        0.078740883
    """
    need_count("servers", servers)
    need_positive("load", load)
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
        if not blocked:
            break  # below the smallest float, and it only gets smaller
    return blocked


def mginf_mean_number(arrival_rate: float, mean_stay: float) -> float:
    """
    Mean number present when nobody ever waits, M/G/inf: the number itself is Poisson, whatever the law of the stay.

    It is Little's law; that the number is Poisson, see L. Takács, Introduction to the Theory of Queues (1962).

    Example:
        >>> mginf_mean_number(100, 0.5)
        50.0
    """
    need_positive("arrival_rate", arrival_rate)
    need_positive("mean_stay", mean_stay)
    return arrival_rate * mean_stay


def poisson_above(mean: float, number: int) -> float:
    """
    Probability that a Poisson number with this *mean* is larger than *number*: the tail of M/G/inf.

    Summed from the term next to *number* outwards on the shorter side, so that small probabilities keep their digits.

    Example:
        >>> round(poisson_above(50, 60), 10)
        0.0721601798
    """
    need_positive("mean", mean)
    if number < 0:
        return 1.0
    if number < mean:
        return 1.0 - _terms(mean, number, -1)
    return _terms(mean, number + 1, 1)


def _terms(mean: float, first: int, step: int) -> float:
    """The Poisson probabilities from *first* on, upwards or downwards, as far as they matter."""
    term = math.exp(first * math.log(mean) - mean - math.lgamma(first + 1))
    total, number = 0.0, first
    while number >= 0 and term > total * 1e-17:
        total += term
        term *= mean / (number + 1) if step > 0 else number / mean
        number += step
    return total
