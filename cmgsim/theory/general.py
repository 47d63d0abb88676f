"""Arrivals and service of any law: Pollaczek-Khinchine for one server, Allen-Cunneen for several, merged streams."""

from __future__ import annotations

import math

from cmgsim.theory.arguments import need_count, need_positive
from cmgsim.theory.markov import erlang_c


def mg1_mean_wait(arrival_rate: float, mean_service: float, service_scv: float) -> float:
    """
    Mean wait in M/G/1: rho E[S] (1 + c²) / (2 (1 - rho)) (F. Pollaczek, 1930; A. Y. Khinchine, 1932). Exact.

    Args:
        arrival_rate: Of a Poisson stream.
        mean_service: Mean time of service.
        service_scv: Its squared coefficient of variation: 0 constant, 1 exponential.

    Example:
        >>> mg1_mean_wait(0.8, 1, 0), mg1_mean_wait(0.5, 1, 4), mg1_mean_wait(2, 1, 0)
        (2.0000000000000004, 2.5, inf)
    """
    return allen_cunneen_mean_wait(1, arrival_rate, mean_service, 1.0, service_scv)


def allen_cunneen_mean_wait(
    servers: int, arrival_rate: float, mean_service: float, arrival_scv: float, service_scv: float
) -> float:
    """
    Mean wait in GI/G/c, approximately: that of M/M/c times (ca² + cs²) / 2.

    Exact for M/M/c and for M/G/1; elsewhere commonly within ten per cent at high load (A. O. Allen, Probability,
    Statistics, and Queueing Theory, 1990; the form for Poisson arrivals is A. M. Lee and P. A. Longton's, 1959).

    Args:
        servers: How many, from 1.
        arrival_rate: Of all arrivals together.
        mean_service: Mean time of service.
        arrival_scv: Squared coefficient of variation of the time between arrivals: 1 for Poisson, 0 for a clock.
        service_scv: That of the time of service.

    Example:
        >>> round(allen_cunneen_mean_wait(4, 6, 0.5, 1, 1), 9)
        0.254716981
    """
    need_count("servers", servers)
    for name, value in (("arrival_rate", arrival_rate), ("mean_service", mean_service), ("arrival_scv", arrival_scv)):
        need_positive(name, value)
    need_positive("service_scv", service_scv)
    load = arrival_rate * mean_service
    if load >= servers:
        return math.inf
    return erlang_c(servers, load) * mean_service / (servers - load) * (arrival_scv + service_scv) / 2


def merged_scv(scv: float, streams: int, utilisation: float) -> float:
    """
    The squared coefficient of variation to use for *streams* equal streams merged into one, before a busy station.

    One stream keeps its own; many look Poisson (1). Between the two, the weight of Whitt's Queueing Network Analyzer
    (W. Whitt, Bell System Technical Journal 62, 1983, equations 29 and 30).

    Args:
        scv: Of the time between arrivals of each stream.
        streams: How many, from 1.
        utilisation: Of the station that they reach; the busier it is, the longer it remembers.

    Example:
        >>> merged_scv(0.25, 1, 0.5), merged_scv(0.25, 2, 0.5)
        (0.25, 0.625)
    """
    need_count("streams", streams)
    weight = 1.0 / (1.0 + 4.0 * (1.0 - utilisation) ** 2 * (streams - 1))
    return weight * scv + 1.0 - weight


def burst_clearing_time(jobs: int, servers: int, service: float) -> float:
    """
    When the last of *jobs* that come at once is done, with the same *service* time for each.

    Example:
        >>> burst_clearing_time(6000, 4, 0.01)
        15.0
    """
    need_count("servers", servers)
    return -(-jobs // servers) * service


def burst_mean_wait(jobs: int, servers: int, service: float) -> float:
    """
    Mean wait of *jobs* that come at once, with the same *service* time for each: they are served in rounds.

    Example:
        >>> burst_mean_wait(6000, 4, 0.01)
        7.495
    """
    need_count("jobs", jobs)
    rounds, rest = divmod(jobs, servers)
    waited = servers * rounds * (rounds - 1) // 2 + rest * rounds
    return waited * service / jobs
