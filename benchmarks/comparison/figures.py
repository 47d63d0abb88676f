"""The figures that the compiled engine is built to reach, out of what was measured."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, Literal

from attrs import frozen

from comparison.subjects import CIMBA, CPP, ENGINE, HISTOGRAMS, KERNEL, SIMPY_ENGINE, SWEEP
from comparison.tables import Sizes

EVERYTHING, NO_FEEDBACK = "every-feature", "no-feedback"


@frozen
class Ratio:
    """One contestant's requests a second over another's, at the largest size that both were measured at."""

    says: str
    configuration: str
    one: str
    other: str
    least: float | None
    """What it should be; None: for comparison."""

    def of(self, measured: Mapping[str, Sizes]) -> tuple[float, int] | None:
        """The ratio, and at which size."""
        for size, rows in reversed(measured.get(self.configuration, {}).items()):
            if self.one in rows and self.other in rows:
                return rows[self.one].requests_per_s / rows[self.other].requests_per_s, size
        return None


RATIOS: Final = (
    Ratio("the kernel, of the C++ loop, every feature on", EVERYTHING, KERNEL, CPP, 0.6),
    Ratio("the whole compiled engine, of the C++ loop", EVERYTHING, ENGINE, CPP, None),
    Ratio("the whole compiled engine, times our SimPy engine", EVERYTHING, ENGINE, SIMPY_ENGINE, 50),
    Ratio("the whole compiled engine, times cimba", EVERYTHING, ENGINE, CIMBA, 5),
    Ratio("the sweep, of the C++ loop, no feedback", NO_FEEDBACK, SWEEP, CPP, 2),
    Ratio("the whole compiled engine, of the C++ loop, no feedback", NO_FEEDBACK, ENGINE, CPP, 2),
)


@frozen
class Memory:
    """What a contestant keeps of a day, and what it may take for that."""

    name: str
    keeps: str
    most_mb: float


MEMORY: Final = (Memory(ENGINE, "full log", 600), Memory(HISTOGRAMS, "histograms only", 250))


@frozen
class Figure:
    """A figure, its bound, and what came out."""

    says: str
    bound: float | None
    measured: float
    unit: str = ""
    kind: Literal["at least", "at most"] = "at least"

    def __str__(self) -> str:
        bound, met = "", ""
        if self.bound is not None:
            bound = f"{self.kind} {self.bound:g}{self.unit}"
            reached = self.measured >= self.bound if self.kind == "at least" else self.measured <= self.bound
            met = "yes" if reached else "no"
        return f"| {self.says} | {bound} | {self.measured:,.3g}{self.unit} | {met} |"


def ratios(measured: Mapping[str, Sizes]) -> Iterator[Figure]:
    """Those that are ratios of speeds."""
    for ratio in RATIOS:
        found = ratio.of(measured)
        if found is not None:
            yield Figure(f"{ratio.says}, {found[1]:,} requests", ratio.least, found[0])


def linear(sizes: Sizes) -> Iterator[Figure]:
    """Whether time grows with the number of requests and not faster."""
    known = [(size, rows[ENGINE]) for size, rows in sizes.items() if ENGINE in rows]
    if len(known) >= 2:
        (less, before), (more, after) = known[-2:]
        times = before.requests_per_s / after.requests_per_s
        yield Figure(f"time a request at {more:,} over that at {less:,}", 1.2, times, kind="at most")


def table(figures: list[Figure]) -> Iterator[str]:
    """All of them."""
    yield "| figure | wanted | measured | reached |"
    yield "|---|---:|---:|---|"
    yield from map(str, figures)
