"""Poisson arrivals and exponential service: M/M/1, M/M/c, and M/M/c with a finite number of customers."""

from __future__ import annotations

import math
from itertools import accumulate
from typing import Final

from attrs import frozen

from cmgsim.theory.arguments import need_count, need_positive, need_share
from cmgsim.theory.loss import erlang_b

_HALVINGS: Final = 60
"""Of a range of 24 decades, to twelve digits."""


def mm1_mean_number(arrival_rate: float, service_rate: float) -> float:
    """
    Mean number in an M/M/1 system, waiting or served.

    Example:
        >>> round(mm1_mean_number(1.4, 2), 8)
        2.33333333
    """
    need_positive("arrival_rate", arrival_rate)
    if arrival_rate >= service_rate:
        return math.inf
    return arrival_rate / (service_rate - arrival_rate)


def mm1_sojourn_percentile(arrival_rate: float, service_rate: float, share: float) -> float:
    """
    What *share* of the stays in an M/M/1 system (wait and service) do not exceed: the stay is exponential.

    Example:
        >>> round(mm1_sojourn_percentile(1.4, 2, 0.95), 8)
        4.99288712
    """
    need_share("share", share)
    if arrival_rate >= service_rate:
        return math.inf
    return -math.log1p(-share) / (service_rate - arrival_rate)


def erlang_c(servers: int, load: float) -> float:
    """
    Probability that an arrival has to wait in M/M/c; 1 where the load is at least the number of servers.

    Erlang's second formula, from the first: C = c B / (c - a (1 - B)). Stable for ten thousand servers and more.

    Example:
        >>> round(erlang_c(4, 3), 9), erlang_c(4, 5)
        (0.509433962, 1.0)
    """
    need_count("servers", servers)
    need_positive("load", load)
    if load >= servers:
        return 1.0
    blocked = erlang_b(servers, load)
    return servers * blocked / (servers - load * (1.0 - blocked))


def mmc_mean_wait(servers: int, arrival_rate: float, service_rate: float) -> float:
    """
    Mean wait in M/M/c, first come first served, over all arrivals.

    Example:
        >>> round(mmc_mean_wait(4, 6, 2), 9), round(mmc_mean_wait(1, 1.4, 2), 8), mmc_mean_wait(2, 4, 2)
        (0.254716981, 1.16666667, inf)
    """
    spare = servers * service_rate - arrival_rate
    return erlang_c(servers, arrival_rate / service_rate) / spare if spare > 0 else math.inf


def mmc_wait_percentile(servers: int, arrival_rate: float, service_rate: float, share: float) -> float:
    """
    What *share* of the waits in M/M/c do not exceed; 0 where fewer than the rest wait at all.

    Those who wait, wait exponentially with the rate c mu - lambda.

    Example:
        >>> round(mmc_wait_percentile(4, 6, 2, 0.95), 8), mmc_wait_percentile(16, 1, 1, 0.95)
        (1.16063861, 0.0)
    """
    need_share("share", share)
    spare = servers * service_rate - arrival_rate
    if spare <= 0:
        return math.inf
    return wait_percentile(erlang_c(servers, arrival_rate / service_rate), spare, share)


def wait_percentile(waits: float, rate: float, share: float) -> float:
    """
    The percentile of a wait that is 0, or with probability *waits* exponential with *rate*.

    Example:
        >>> wait_percentile(0.04, 1.0, 0.95)
        0.0
    """
    return max(0.0, math.log(waits / (1.0 - share)) / rate) if waits > 0 else 0.0


@frozen
class FiniteSource:
    """
    M/M/c//N: a fixed number of customers, each away for an exponential time before it comes (again).

    Also called machine repair: customers are machines, being away is running (J. R. Artalejo and A. Gómez-Corral, or
    any text on birth-death chains). The time away may have any law of that mean if there is a server for everybody.

    Example:
        >>> instances = FiniteSource(customers=4, servers=1, away_rate=1 / 1000, service_rate=1 / 8)
        >>> round(instances.probabilities[0], 9)
        0.968260061
    """

    customers: int
    servers: int
    away_rate: float
    """One over the mean time away."""
    service_rate: float

    def __attrs_post_init__(self) -> None:
        need_count("customers", self.customers)
        need_count("servers", self.servers)

    @classmethod
    def with_throughput(cls, customers: int, servers: int, arrival_rate: float, service_rate: float) -> FiniteSource:
        """
        The one whose customers come so often that *arrival_rate* of them are served in a unit of time; by bisection.

        Args:
            arrival_rate: Less than the smaller of *customers* and *servers* can make, times *service_rate*.

        Example:
            >>> found = FiniteSource.with_throughput(customers=10, servers=1, arrival_rate=0.8, service_rate=1.0)
            >>> round(found.throughput, 9), round(found.mean_wait, 3)
            (0.8, 1.815)
        """
        low, high = 1e-12 * service_rate, 1e12 * service_rate
        for _ in range(_HALVINGS):
            middle = math.sqrt(low * high)
            if cls(customers, servers, middle, service_rate).throughput < arrival_rate:
                low = middle
            else:
                high = middle
        return cls(customers, servers, middle, service_rate)

    @property
    def probabilities(self) -> tuple[float, ...]:
        """Of 0, 1, … customers being at the station; in logarithms, so that no number of customers overflows."""
        steps = (
            math.log((self.customers - n) * self.away_rate) - math.log(min(n + 1, self.servers) * self.service_rate)
            for n in range(self.customers)
        )
        logs = list(accumulate(steps, initial=0.0))
        largest = max(logs)
        weights = [math.exp(each - largest) for each in logs]
        total = math.fsum(weights)
        return tuple(weight / total for weight in weights)

    @property
    def mean_number(self) -> float:
        """Customers at the station, waiting or served, in the mean."""
        return math.fsum(n * p for n, p in enumerate(self.probabilities))

    @property
    def throughput(self) -> float:
        """Customers served in a unit of time."""
        return (self.customers - self.mean_number) * self.away_rate

    @property
    def waits(self) -> float:
        """Probability that one who comes has to wait: it meets the station as the others keep it (arrival theorem)."""
        if self.customers <= self.servers:
            return 0.0
        others = FiniteSource(self.customers - 1, self.servers, self.away_rate, self.service_rate)
        return math.fsum(others.probabilities[self.servers :])

    @property
    def mean_wait(self) -> float:
        """Mean wait of those who come, by Little's law."""
        waiting = math.fsum(max(0, n - self.servers) * p for n, p in enumerate(self.probabilities))
        return waiting / self.throughput
