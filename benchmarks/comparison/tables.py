"""What is printed: Markdown, line by line, while it is measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from comparison.checks import formula_disagrees
from comparison.outcome import Outcome
from comparison.subjects import CPP, ENGINE, SIMPY_ENGINE

Rows = Mapping[str, Outcome]
Sizes = Mapping[int, Rows]
"""By the size that was asked for."""
HEADER = (
    "| | requests | seconds | requests/s | million events/s | of C++ | times our SimPy engine | peak memory MB |",
    "|---|---:|---:|---:|---:|---:|---:|---:|",
)


def rows(sizes: Sizes) -> Iterator[str]:
    """The rows of the size that was measured last."""
    *_, measured = sizes.values()
    simpy = last_speed(sizes, SIMPY_ENGINE)
    for name, row in measured.items():
        speed, cpp = row.requests_per_s, measured.get(CPP)
        yield (
            f"| {name} | {row.requests:,} | {row.seconds:.3f} | {speed:,.0f} | "
            f"{'' if row.events is None else format(row.events / row.seconds / 1e6, '.2f')} | "
            f"{'' if cpp is None else format(speed / cpp.requests_per_s, '.3f')} | "
            f"{'' if simpy is None else format(speed / simpy, ',.1f')} | {row.peak_bytes / 1e6:,.0f} |"
        )


def last_speed(sizes: Sizes, name: str) -> float | None:
    """Requests a second of a contestant at the largest size that it was measured at."""
    speeds = [measured[name].requests_per_s for measured in sizes.values() if name in measured]
    return speeds[-1] if speeds else None


def agreement(sizes: Sizes) -> Iterator[str]:
    """What all found, size by size; the checks have passed."""
    yield "The same mean latency in every row of a size:"
    yield ""
    for measured in sizes.values():
        row = next(iter(measured.values()))
        line = f"- {row.requests:,} requests: {row.mean_s:.9f} s over {row.answered:,} that were answered"
        wait = measured[ENGINE].wait_s if ENGINE in measured else None
        if wait is not None:
            line += f"; {wait[0]:.4f} s of it waiting at an instance (± {wait[1]:.4f} s)"
        counted = [f"{name} {one.events:,}" for name, one in measured.items() if one.events is not None]
        if counted:
            line += f"; events by their own count: {', '.join(counted)}"
        yield line + "."


def formula(sizes: Sizes) -> Iterator[str]:
    """
    Disagreement with a formula that nobody here has programmed.

    Looked at where a run is an hour or less: later every device asks at the same phase of its hour again, and the
    interval, which takes batches for independent, would be too narrow.
    """
    for measured in sizes.values():
        row = measured.get(ENGINE)
        if row is not None and row.wait_s is not None and 10_000 < row.requests < 200_000:
            sentence = formula_disagrees(row.requests, *row.wait_s)
            if sentence is not None:
                yield sentence


def growth(sizes: Sizes) -> Iterator[str]:
    """Requests a second by size, and memory from the last size but one to the last."""
    yield f"| requests/s at | {' | '.join(f'{size:,}' for size in sizes)} | bytes a further request |"
    yield "|---|" + "---:|" * (len(sizes) + 1)
    for name in dict.fromkeys(name for measured in sizes.values() for name in measured):
        found = [measured.get(name) for measured in sizes.values()]
        speeds = " | ".join("" if row is None else f"{row.requests_per_s:,.0f}" for row in found)
        known = [row for row in found if row is not None]
        yield f"| {name} | {speeds} | {_bytes_a_request(known)} |"


def _bytes_a_request(known: list[Outcome]) -> str:
    if len(known) < 2:
        return ""
    less, more = known[-2:]
    return f"{(more.peak_bytes - less.peak_bytes) / (more.requests - less.requests):,.0f}"
