"""
Reports in a row as what happened between them: increments, and the time that each covers.

Whether counters start anew with every report is not documented. They do unless none of them ever falls over many
reports, which counters of an interval hardly ever manage.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Final, Literal

from attrs import evolve, frozen

from cmgsim.calibration.counters import Count, Origin, Sample, added
from cmgsim.calibration.endpoints import REQUEST_OF

Counting = Literal["interval", "cumulative"]
ENOUGH: Final = 6
"""Reports that may tell the two ways of counting apart."""
REPORT_S: Final = 300
"""Documented time between two reports of a connection point."""
LONGEST_GAP: Final = 3.0
"""Times the usual distance of two reports; beyond it nothing was reported, and the time between does not count."""


@frozen
class Interval:
    """What one server counted in one stretch of time."""

    server: str
    at_s: float
    covers_s: float
    counts: Mapping[str, Count]
    """By endpoint."""


def counting_of(samples: Sequence[Sample]) -> Counting:
    """How the counters of *samples* count."""
    pairs = falls = 0
    for row in _by_server(samples).values():
        for earlier, later in pairwise(row):
            for name in earlier.counts.keys() & later.counts.keys():
                one, other = earlier.counts[name], later.counts[name]
                changed = (one.requests, one.up_bytes) != (other.requests, other.up_bytes)
                pairs += changed
                falls += other.requests < one.requests or other.up_bytes < one.up_bytes
    return "cumulative" if pairs >= ENOUGH and falls * 20 <= pairs else "interval"


def intervals_of(samples: Sequence[Sample], counting: Counting) -> tuple[Interval, ...]:
    """The stretches of time that *samples* tell of, in order."""
    found = [interval for row in _by_server(samples).values() for interval in _of_server(row, counting)]
    return tuple(sorted(found, key=lambda interval: (interval.at_s, interval.server)))


def _of_server(row: Sequence[Sample], counting: Counting) -> Iterable[Interval]:
    gaps = [later.at_s - earlier.at_s for earlier, later in pairwise(row)]
    usual = median(gaps) if gaps else REPORT_S
    longest = LONGEST_GAP * max(usual, 1.0)
    before: dict[str, Count] = {}
    for place, sample in enumerate(row):
        gap = gaps[place - 1] if place else None
        covers = usual if gap is None or gap > longest else gap
        counts = dict(sample.counts)
        if counting == "cumulative":
            counts = {name: _since(before.get(name), count) for name, count in sample.counts.items()}
            before.update(sample.counts)
            if gap is None or gap > longest:
                continue  # nobody knows since when it counts
        yield Interval(sample.server, sample.at_s, covers, counts)


def _since(before: Count | None, now: Count) -> Count:
    """What was added; a counter that fell has started anew."""
    if before is None or now.requests < before.requests:
        return now
    return evolve(
        now, requests=now.requests - before.requests, up_bytes=max(0, now.up_bytes - before.up_bytes),
        down_bytes=max(0, now.down_bytes - before.down_bytes), failed=max(0, now.failed - before.failed),
    )  # fmt: skip


def _by_server(samples: Iterable[Sample]) -> dict[str, list[Sample]]:
    rows: dict[str, list[Sample]] = {}
    for sample in samples:
        rows.setdefault(sample.server, []).append(sample)
    return rows


def of_origin(samples: Iterable[Sample], origin: Origin) -> list[Sample]:
    """Those of connection points, or those of instances."""
    return [sample for sample in samples if sample.origin == origin]


def requests_in(interval: Interval) -> dict[str, Count]:
    """The counts by request of the catalogue; endpoints that stand for none under their own name with a mark."""
    found: dict[str, Count] = {}
    for endpoint, count in interval.counts.items():
        name = REQUEST_OF.get(endpoint, f"?{endpoint}")
        known = found.get(name)
        found[name] = count if known is None else added(known, count)
    return found
