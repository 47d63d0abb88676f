"""
How long do formulas take to answer, for scenarios of any size, and the command with its start-up?

The number of clients must not matter: nothing is simulated and no client is looked at.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from cmgsim.explain import explain
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import contoso, from_document
from cmgsim.theory.hashing import fullest_bin_mean

CMGSIM = str(Path(sys.executable).with_name("cmgsim"))


def many_cohorts(cohorts: int) -> Scenario:
    """As many cohorts of a hundred clients, each with the default schedules."""
    return from_document(
        {"cmg": {"instances": 16}, "clients": [{"name": f"c{n}", "count": 100} for n in range(cohorts)]}
    )


SCENARIOS = {
    "built-in, 10,000 clients": contoso,
    "150,000 clients, 16 instances": lambda: contoso(["clients[0].count=148000", "cmg.instances=16"]),
    "700,000 clients, 16 instances": lambda: contoso(["clients[0].count=698000", "cmg.instances=16"]),
    "200 cohorts, 2,000 activities": lambda: many_cohorts(200),
}


def seconds(work: Callable[[], object]) -> float:
    """How long *work* takes, with nothing remembered from before."""
    fullest_bin_mean.cache_clear()
    began_s = time.perf_counter()
    work()
    return time.perf_counter() - began_s


def main() -> None:
    """Print a Markdown table of median and longest times."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=9, help="how often each is measured")
    rounds = parser.parse_args().rounds
    print("| what | median ms | longest ms |")
    print("|---|---:|---:|")
    for name, build in SCENARIOS.items():
        scenario = build()
        times = [seconds(lambda scenario=scenario: explain(scenario)) for _ in range(rounds)]
        print(f"| `explain`, {name} | {statistics.median(times) * 1e3:.0f} | {max(times) * 1e3:.0f} |")
    command = [CMGSIM, "explain"]
    times = [seconds(lambda: subprocess.run(command, capture_output=True, check=True)) for _ in range(rounds)]
    print(f"| `cmgsim explain`, start to end | {statistics.median(times) * 1e3:.0f} | {max(times) * 1e3:.0f} |")


if __name__ == "__main__":
    main()
