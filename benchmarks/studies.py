"""
How fast is a study: two workers beside one, what the ledger costs, how long resuming takes, and a day many times over.

Each figure in one go, on the machine as it is, in two to three minutes. Two workers need two free cores; seconds of a
busy machine say little, and a ratio of times in which other work took a core says little too. `--day` runs the whole
study of 480 days, which takes some minutes more; without it a few of its runs stand for all.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from cmgsim.api.simulate import warm_up
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import loads
from cmgsim.study.definition import Definition
from cmgsim.study.design import grid
from cmgsim.study.model_version import model_version
from cmgsim.study.rules import Fixed
from cmgsim.study.store import Store, open_folder
from cmgsim.study.study import Study
from cmgsim.study.sweep import run_study, sweep
from cmgsim.study.task import Outcome

INSTANCES, SIZES, REPLICATIONS = range(1, 17), ("B2s", "A2_v2", "A4_v2"), 10


def site_text(devices: int, duration: str) -> str:
    """Devices that ask for policy once an hour, as a file has them."""
    return f"""
        scenario = {{ name = "devices", duration = "{duration}" }}
        connection_points = [{{ count = 4 }}]
        management_points = [{{ count = 2 }}]
        [[clients]]
        count = {devices}
        activities = [{{ request = "policy", every = "60 min" }}]
    """


def site(devices: int, duration: str) -> Scenario:
    """The same, read."""
    return loads(site_text(devices, duration))


def workers(runs: int, rounds: int) -> Iterator[tuple[str, str]]:
    """The same study in this process, in one worker process and in two, in turns; starting the workers included."""
    ways: dict[str, Callable[[], object]] = {
        "in this process": lambda: study_of(runs, executor="inline"),
        "one worker process": lambda: study_of(runs, executor="processes", workers=1),
        "two worker processes": lambda: study_of(runs, executor="processes", workers=2),
    }
    yield from in_turns(f"{runs} runs of 50,000 requests", ways, rounds)


def command(runs: int, rounds: int) -> Iterator[tuple[str, str]]:
    """The same by the command, start to end: two workers beside one when everything has to be loaded first."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "site.toml").write_text(site_text(25_000, "2 h"))
        file = Path(folder) / "study.toml"
        file.write_text(f'study = {{ scenario = "site.toml", replications = {runs}, engine = "fast" }}')
        words = [str(Path(sys.executable).with_name("cmgsim")), "sweep", str(file), "--workers"]

        def called(number: int) -> None:
            subprocess.run([*words, str(number)], capture_output=True, check=True)

        ways: dict[str, Callable[[], object]] = {
            "`--workers 1`": lambda: called(1),
            "`--workers 2`": lambda: called(2),
        }
        yield from in_turns(f"`cmgsim sweep` with {runs} of them", ways, rounds)


def in_turns(what: str, ways: Mapping[str, Callable[[], object]], rounds: int) -> Iterator[tuple[str, str]]:
    """
    Seconds of each way to do *what*, the median of *rounds* in which all take their turn.

    The last way is compared with each other one within the same round, since a machine is not the same for long.
    """
    took: dict[str, list[float]] = {way: [] for way in ways}
    for _ in range(rounds):
        for way, do in ways.items():
            began_s = time.perf_counter()
            do()
            took[way].append(time.perf_counter() - began_s)
    *others, last = ways
    for way in ways:
        yield f"{what}, {way}", f"{median(took[way]):.2f} s"
    for way in others:
        ratios = [one / two for one, two in zip(took[way], took[last], strict=True)]
        told = f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        yield f"{last}, times as fast as {way}", told


def study_of(runs: int, **how: Any) -> Study:
    """The study that workers are compared by."""
    return sweep(site(25_000, "2 h"), replications=runs, engine="fast", **how)


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


def day() -> Iterator[tuple[str, str]]:
    """A few days of 25,000 devices, one after the other, and what the study of all of them would take."""
    runs = len(INSTANCES) * len(SIZES) * REPLICATIONS
    began_s, began_busy_s = time.perf_counter(), time.process_time()
    study = sweep(site(25_000, "24 h"), {"cmg.instances": [1, 4, 16]}, replications=2, engine="fast")
    took, busy = time.perf_counter() - began_s, (time.process_time() - began_busy_s) / len(study)
    one = f"one day of 25,000 devices, {study.runs['created'][0]:,} requests"
    yield f"{one}, in this process, the mean of {len(study)}", f"{took / len(study):.1f} s"
    yield f"processor time of {one}", f"{busy:.2f} s"
    yield f"so {runs} of them on two free cores", f"{runs * busy / 2:.0f} s"


def whole_day() -> Iterator[tuple[str, str]]:
    """A day of 25,000 devices at every number of instances, every size of VM, ten times each, on two workers."""
    factors = {"cmg.instances": INSTANCES, "cmg.vm_size": SIZES}
    began_s = time.perf_counter()
    study = sweep(
        site(25_000, "24 h"), factors, replications=REPLICATIONS, engine="fast", executor="processes", workers=2
    )
    yield f"{len(study)} days of 25,000 devices, on two workers", f"{time.perf_counter() - began_s:.0f} s"


def main() -> None:
    """Measure, and print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--day", action=argparse.BooleanOptionalAction, help="the whole study of 480 days, or none of it"
    )
    parser.add_argument("--runs", type=int, nargs="+", default=[40, 200], help="of the comparisons of workers")
    parser.add_argument("--rounds", type=int, default=3, help="how often each takes its turn")
    parser.add_argument("--short-runs", type=int, default=1_000, help="of the ledger's")
    parser.add_argument("--finished", type=int, default=10_000, help="runs to resume")
    asked = parser.parse_args()
    study_of(2, executor="processes", workers=2)  # as in a program that has run a study before
    warm_up()
    print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    print("| what | measured |\n|---|---:|")
    rows = [workers(runs, asked.rounds) for runs in asked.runs]
    rows += [command(max(asked.runs), asked.rounds), ledger_overhead(asked.short_runs), resume(asked.finished)]
    if asked.day is not False:
        rows.append(whole_day() if asked.day else day())
    for part in rows:
        for what, measured in part:
            print(f"| {what} | {measured} |", flush=True)


if __name__ == "__main__":
    main()
