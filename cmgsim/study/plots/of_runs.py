"""Plots of single runs: how long the warm-up is, how latency is distributed, who was connected when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from cmgsim.api.simulate import Run
from cmgsim.errors import StudyError
from cmgsim.request_log import Occupancy, Outcome
from cmgsim.results.distribution import latency_distribution as order_statistics
from cmgsim.results.latency import latencies_ns
from cmgsim.results.levels import open_connections
from cmgsim.study.plots.canvas import COLOURS, axes_of, ticker

BINS: Final = 120
"""Pieces of the run, over each of which latencies are averaged."""
PIECES: Final = 240
"""Pieces of the run of which each shows its highest number of connections."""
MOST_LINES: Final = 4
"""Instances whose lines can be told apart."""
HOUR: Final = 3_600e9
MINUTE: Final = 60e9


def warm_up(run: Run, *, window: int = 9, axes: Any = None) -> Any:
    """
    Welch's plot: mean latency of the requests created in each piece of the run, averaged over its replications.

    The thin line is the mean of the replications, the thick one its moving average; where that has become level, the
    warm-up is over. A dotted line stands at the warm-up that the scenario asks for. (P. D. Welch, in: Computer
    Performance Modeling Handbook, 1983; S. Robinson, Simulation, 2nd edition, section 9.5.1.)

    Args:
        run: Best of several replications.
        window: Pieces in the moving average.

    Raises:
        MissingExtra: matplotlib is not installed.
    """
    end, per = _span(run)
    edges = np.linspace(0, end, BINS + 1)
    means = _over_replications(np.array([_binned(run, number, edges) for number in range(len(run.logs))]))
    middles = (edges[:-1] + edges[1:]) / 2 / per
    axes = axes_of(axes, f"Warm-up of {run.scenario.general.name}, {len(run.logs)} replications")
    axes.plot(middles, means, color="#9ca3af", linewidth=0.8, label="mean over the replications")
    axes.plot(
        middles, _moving(means, window), color=COLOURS[0], linewidth=2, label=f"moving average of {window} pieces"
    )
    axes.axvline(
        run.scenario.general.warm_up_ns / per, color=COLOURS[1], linestyle=":", label="warm-up of the scenario"
    )
    axes.set_xlim(-0.01 * end / per, end / per)
    axes.set_xlabel(f"time of creation since the start [{_unit(per)}]")
    axes.set_ylabel("mean latency [s]")
    axes.set_ylim(bottom=0)
    axes.legend(frameon=False, fontsize="small")
    return axes


def _binned(run: Run, number: int, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean latency in seconds by time of creation; NaN where nothing was answered."""
    log = run.logs[number].requests
    ok = np.flatnonzero(log["outcome"] == Outcome.OK)
    created, took = log["created_ns"][ok], (log["done_ns"][ok] - log["created_ns"][ok]) / 1e9
    place = np.clip(np.searchsorted(edges, created, side="right") - 1, 0, BINS - 1)
    count, total = (np.bincount(place, weights, BINS) for weights in (None, took))
    means: NDArray[np.float64] = np.divide(total, count, out=np.full(BINS, np.nan), where=count > 0)
    return means


def _over_replications(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    known = ~np.isnan(rows)
    sums = np.where(known, rows, 0).sum(axis=0)
    means: NDArray[np.float64] = np.divide(sums, known.sum(axis=0), out=np.full(BINS, np.nan), where=known.any(axis=0))
    return means


def _moving(values: NDArray[np.float64], window: int) -> NDArray[np.float64]:
    """The mean of what is known within half a window to each side, less at the ends."""
    known, half = ~np.isnan(values), max(window, 1) // 2
    sums = np.concatenate([[0.0], np.cumsum(np.where(known, values, 0))])
    counts = np.concatenate([[0], np.cumsum(known)])
    low = np.clip(np.arange(len(values)) - half, 0, None)
    high = np.clip(np.arange(len(values)) + half + 1, None, len(values))
    number = counts[high] - counts[low]
    means: NDArray[np.float64] = np.divide(
        sums[high] - sums[low], number, out=np.full(len(values), np.nan), where=number > 0
    )
    return means


def latency_distribution(runs: Run | Mapping[str, Run], *, axes: Any = None) -> Any:
    """
    Which share of the answered requests takes longer than a time: the tail, on logarithmic axes.

    Order statistics of each replication, averaged over replications, as in the summary; p50, p95 and p99 are marked.

    Args:
        runs: A run, or several by name, to compare.

    Raises:
        StudyError: Nothing was answered.
        MissingExtra: matplotlib is not installed.
    """
    named = runs if isinstance(runs, Mapping) else {runs.scenario.general.name: runs}
    axes = axes_of(axes, "Latency of answered requests")
    for number, (name, run) in enumerate(named.items()):
        rows = order_statistics([latencies_ns(log, _observed(log)) for log in run.logs])
        if not rows:
            raise StudyError("plot", f"no request of {name} was answered", "a run with answers")
        tail = [row for row in rows if row["per_mille"] < 1000]
        colour = COLOURS[number % len(COLOURS)]
        axes.step([row["latency_s"] for row in tail], [1 - row["per_mille"] / 1000 for row in tail], where="post",
                  color=colour, linewidth=1.5, label=name)  # fmt: skip
        marked = [row for row in tail if row["per_mille"] in {500, 950, 990}]
        axes.plot([row["latency_s"] for row in marked], [1 - row["per_mille"] / 1000 for row in marked], "o",
                  color=colour, markersize=5)  # fmt: skip
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.xaxis.set_major_locator(ticker().LogLocator(subs=(1, 2, 5)))
    axes.xaxis.set_minor_locator(ticker().NullLocator())
    axes.xaxis.set_major_formatter("{x:g}")
    axes.set_yticks([0.5, 0.05, 0.01, 0.001], ["0.5 (p50)", "0.05 (p95)", "0.01 (p99)", "0.001"])
    axes.set_xlabel("latency [s]")
    axes.set_ylabel("share of answered requests that take longer")
    axes.legend(frameon=False, fontsize="small")
    return axes


def _observed(log: Any) -> NDArray[np.bool_]:
    return np.asarray(log.requests["created_ns"] >= log.observed_ns[0])


def connections(run: Run, *, axes: Any = None) -> Any:
    """
    Connections open on each instance over the time of the first replication, beside the documented limit.

    Of each piece of the run the most that were open at once: that is what a limit is about. A line an instance; of more
    than four, a strip an instance.

    Args:
        run: Of `simulate(…, visits=True)` or of the simpy engine: others keep what connections add up to only.

    Raises:
        StudyError: The run did not keep its connections.
        MissingExtra: matplotlib is not installed.
    """
    log = run.logs[0]
    kept = {name: held for name, held in log.connections.items() if isinstance(held, Occupancy)}
    if len(kept) < len(log.connections):
        raise StudyError("plot", "the run did not keep its connections", "`simulate(…, visits=True)`")
    end, per = _span(run)
    axes = axes_of(axes, f"Connections of {run.scenario.general.name}, by instance")
    axes.set_xlabel(f"time since the start [{_unit(per)}]")
    edges, highest = np.linspace(0, end, PIECES + 1), 0
    words = f"connections open at once, most within {end / PIECES / 1e9:.3g} s"
    if len(kept) > MOST_LINES:
        return _strips(axes, {name: _most_within(held, edges) for name, held in kept.items()}, end / per, words)
    for number, (name, held) in enumerate(kept.items()):
        most = _most_within(held, edges)
        highest = max(highest, int(most.max(initial=0)))
        axes.step(edges / per, np.append(most, most[-1:]), where="post", color=COLOURS[number % len(COLOURS)],
                  linewidth=1.1, label=name)  # fmt: skip
    limit = next((held.limit for held in kept.values() if held.limit), None)
    if limit and limit < 1.5 * max(highest, 1):
        highest = max(highest, limit)
        axes.axhline(limit, color="#111827", linestyle="--", linewidth=1, label=f"documented limit, {limit:,}")
    axes.set_xlim(0, end / per)
    axes.set_ylim(0, 1.08 * max(highest, 1))
    axes.set_ylabel(words)
    axes.yaxis.set_major_locator(ticker().MaxNLocator(integer=True))
    axes.legend(frameon=False, fontsize="small", loc="upper left", bbox_to_anchor=(1, 1))
    return axes


def _strips(axes: Any, rows: Mapping[str, NDArray[np.int64]], end: float, words: str) -> Any:
    """A strip an instance, as dark as there are connections: more lines than a few hide each other."""
    axes.grid(visible=False)
    image = axes.imshow(
        np.array(list(rows.values())), aspect="auto", cmap="cividis", vmin=0, interpolation="nearest",
        extent=(0, end, len(rows) - 0.5, -0.5),
    )  # fmt: skip
    axes.figure.colorbar(image, ax=axes, label=words, ticks=ticker().MaxNLocator(integer=True))
    axes.set_yticks(range(len(rows)), list(rows))
    return axes


def _most_within(held: Occupancy, edges: NDArray[np.float64]) -> NDArray[np.int64]:
    """The highest number of open connections between each edge and the next."""
    times, numbers = open_connections(held)
    before = np.concatenate([[0], numbers])[np.searchsorted(times, edges[:-1], side="right")]
    most: NDArray[np.int64] = before.copy()
    np.maximum.at(most, np.clip(np.searchsorted(edges, times, side="right") - 1, 0, PIECES - 1), numbers)
    return most


def _span(run: Run) -> tuple[int, float]:
    """The end of the run, and nanoseconds in the unit of its axis."""
    end = run.scenario.general.duration_ns
    return end, HOUR if end > 2 * HOUR else MINUTE


def _unit(per: float) -> str:
    return "h" if per == HOUR else "min"
