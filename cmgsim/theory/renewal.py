"""One exponential server and arrivals that are no Poisson stream: GI/M/1, and round robin as E_c/M/1."""

from __future__ import annotations

import math
from collections.abc import Callable

from attrs import frozen

from cmgsim.theory.arguments import need_count, need_positive, need_share
from cmgsim.theory.markov import wait_percentile


@frozen
class ExponentialServer:
    """
    GI/M/1 in equilibrium: *sigma* is the probability that an arrival waits; the wait of those is exponential.

    See L. Kleinrock, Queueing Systems I (1975), chapter 6.
    """

    sigma: float
    service_rate: float

    @property
    def mean_wait(self) -> float:
        """Mean wait over all arrivals; infinite where the server cannot keep up."""
        return self.sigma / (self.service_rate * (1.0 - self.sigma)) if self.sigma < 1.0 else math.inf

    def wait_percentile(self, share: float) -> float:
        """What *share* of the waits do not exceed."""
        need_share("share", share)
        if self.sigma >= 1.0:
            return math.inf
        return wait_percentile(self.sigma, self.service_rate * (1.0 - self.sigma), share)


def gim1(transform: Callable[[float], float], arrival_rate: float, service_rate: float) -> ExponentialServer:
    """
    GI/M/1: sigma is the root below 1 of sigma = A*(mu (1 - sigma)).

    The left side minus the right is concave in sigma, below 0 at 0 and 0 at 1; bisection finds where it crosses.

    Args:
        transform: A*(s), the mean of exp(-s t) over the time t between arrivals.
        arrival_rate: One over the mean time between arrivals.
        service_rate: One over the mean time of service.
    """
    need_positive("arrival_rate", arrival_rate)
    need_positive("service_rate", service_rate)
    if arrival_rate >= service_rate:
        return ExponentialServer(1.0, service_rate)
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if middle < transform(service_rate * (1.0 - middle)):
            low = middle
        else:
            high = middle
    return ExponentialServer(middle, service_rate)


def ekm1(stages: int, arrival_rate: float, service_rate: float) -> ExponentialServer:
    """
    E_k/M/1: the station sees every *stages*-th arrival of a Poisson stream, as each of *stages* taking turns does.

    Args:
        stages: Among how many the stream is dealt out in turn.
        arrival_rate: What reaches this one station.
        service_rate: One over its mean time of service.

    Example:
        >>> round(ekm1(4, 1.5, 2).mean_wait, 9)
        0.823819572
    """
    need_count("stages", stages)
    whole = stages * arrival_rate
    return gim1(lambda s: (whole / (whole + s)) ** stages, arrival_rate, service_rate)


def dm1(arrival_rate: float, service_rate: float) -> ExponentialServer:
    """
    D/M/1: one source that comes by the clock.

    Example:
        >>> round(dm1(1 / 1.25, 1).sigma, 9)
        0.628629796
    """
    return gim1(lambda s: math.exp(-s / arrival_rate), arrival_rate, service_rate)
