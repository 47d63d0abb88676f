"""
How fast is a study: two workers beside one, what the ledger costs, how long resuming takes, and a day many times over.

Each figure in one go, on the machine as it is; seconds of a busy machine say little, ratios and processor time more.
`--day` runs the whole study of 480 days, which takes minutes; without it a few of its runs stand for all.
"""

from __future__ import annotations

import argparse
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cmgsim.api.simulate import warm_up
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import loads
from cmgsim.study.definition import Definition
from cmgsim.study.design import grid
from cmgsim.study.model_version import model_version
from cmgsim.study.rules import Fixed
from cmgsim.study.store import Store, open_folder
from cmgsim.study.sweep import run_study, sweep
from cmgsim.study.task import Outcome

INSTANCES, SIZES, REPLICATIONS = range(1, 17), ("B2s", "A2_v2", "A4_v2"), 10


def site(devices: int, duration: str) -> Scenario:
    """Devices that ask for policy once an hour."""
    return loads(f"""
        scenario = {{ name = "devices", duration = "{duration}" }}
        connection_points = [{{ count = 4 }}]
        management_points = [{{ count = 2 }}]
        [[clients]]
        count = {devices}
        activities = [{{ request = "policy", every = "60 min" }}]
    """)


def two_workers(runs: int) -> Iterator[tuple[str, str]]:
    """The same study with one worker process and with two, starting them included."""
    scenario = site(25_000, "2 h")
    took = {}
    for workers in (1, 2):
        began_s = time.perf_counter()
        sweep(scenario, replications=runs, engine="fast", executor="processes", workers=workers)
        took[workers] = time.perf_counter() - began_s
    yield f"{runs} runs of 50,000 requests, one worker", f"{took[1]:.1f} s"
    yield "the same, two workers", f"{took[2]:.1f} s, {took[1] / took[2]:.2f} times as fast"


def ledger_overhead(runs: int) -> Iterator[tuple[str, str]]:
    """The part of a study's time that writing and syncing its ledger takes, with runs of about 10 ms, in one thread."""
    with tempfile.TemporaryDirectory() as folder, timed(Store, "put", "counted", "commit") as spent:
        began_s, began_busy_s = time.perf_counter(), time.process_time()
        sweep(site(20, "5 min"), {"cmg.instances": [1, 2]}, replications=runs // 2, engine="simpy", folder=folder)
        took, busy = time.perf_counter() - began_s, time.process_time() - began_busy_s
        size = (Path(folder) / "ledger").stat().st_size / runs
    yield f"{runs} short runs with a ledger", f"{took:.1f} s, {runs / took:.0f} runs/s, {size:,.0f} bytes a run"
    yield "of this in the ledger, waits for the disk included", f"{1000 * spent[0]:.0f} ms, {spent[0] / took:.2%}"
    yield "of the processor time in the ledger", f"{1000 * spent[1]:.0f} ms, {spent[1] / busy:.2%}"


@contextmanager
def timed(cls: type, *names: str) -> Iterator[list[float]]:
    """Add up the time spent in methods of *cls*, and the processor time."""
    spent, real = [0.0, 0.0], {name: getattr(cls, name) for name in names}

    def watched(method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any) -> Any:
            began_s, began_busy_s = time.perf_counter(), time.process_time()
            try:
                return method(*args)
            finally:
                spent[0] += time.perf_counter() - began_s
                spent[1] += time.process_time() - began_busy_s

        return call

    for name, method in real.items():
        setattr(cls, name, watched(method))
    try:
        yield spent
    finally:
        for name, method in real.items():
            setattr(cls, name, method)


def resume(runs: int) -> Iterator[tuple[str, str]]:
    """Going on with a study that is finished: reading, checking, and writing its tables again."""
    points = runs // 10
    ends = [f"{20_000 + number} us" for number in range(points)]
    definition = Definition(site(20, "5 min"), grid({"cmg.service_time": ends}), Fixed(10), engine="simpy")
    done = definition.task(0, 0, "simpy", model_version()).outcome()
    with tempfile.TemporaryDirectory() as folder:
        _, store = open_folder(Path(folder), definition)
        store.put(
            Outcome(definition.run_id(point, number), done.summary, engine="simpy")
            for point in range(points)
            for number in range(10)
        )
        store.commit()
        store.close()
        began_s, began_busy_s = time.perf_counter(), time.process_time()
        study = run_study(None, Path(folder), resume=True)
        took, busy = time.perf_counter() - began_s, time.process_time() - began_busy_s
        size = (Path(folder) / "ledger").stat().st_size
    assert len(study) == runs
    told = f"{took:.2f} s, {busy:.2f} s of processor time"
    yield f"resuming {runs:,} finished runs, {size / 1e6:.0f} MB of ledger", told


def day(*, whole: bool) -> Iterator[tuple[str, str]]:
    """A day of 25,000 devices at every number of instances, every size of VM, ten times each, on two workers."""
    runs = len(INSTANCES) * len(SIZES) * REPLICATIONS
    levels = list(INSTANCES) if whole else [1, 4, 16]
    sizes, replications = (SIZES, REPLICATIONS) if whole else (SIZES[1:2], 2)
    began_s = time.perf_counter()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    factors = {"cmg.instances": levels, "cmg.vm_size": sizes}
    study = sweep(
        site(25_000, "24 h"), factors, replications=replications, engine="fast", executor="processes", workers=2
    )
    took = time.perf_counter() - began_s
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    yield f"{len(study)} days of 25,000 devices, {study.runs['created'][0]:,} requests each", f"{took:.0f} s"
    yield "processor time of a run", f"{processor / len(study):.2f} s"
    if not whole:
        yield f"so {runs} runs on two free cores", f"{runs * processor / len(study) / 2:.0f} s"


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--day", action=argparse.BooleanOptionalAction, help="the whole study of 480 days, or none of it"
    )
    parser.add_argument("--runs", type=int, default=40, help="of the comparison of workers")
    parser.add_argument("--short-runs", type=int, default=1_000, help="of the ledger's")
    parser.add_argument("--finished", type=int, default=10_000, help="runs to resume")
    asked = parser.parse_args()
    warm_up()
    print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    print("| what | measured |\n|---|---:|")
    rows = [two_workers(asked.runs), ledger_overhead(asked.short_runs), resume(asked.finished)]
    if asked.day is not False:
        rows.append(day(whole=bool(asked.day)))
    for part in rows:
        for what, measured in part:
            print(f"| {what} | {measured} |", flush=True)


if __name__ == "__main__":
    main()
