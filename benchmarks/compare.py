"""
How fast are the engines beside C++ by hand, beside SimPy, and beside the strongest peers on the package index?

Everything is measured in one run on one core, each measurement in a process of its own; ratios hold within one run. All
contestants get the same work and have to find the same mean latency, or the command fails. Seconds are of the
processor, for the simulation alone. Contestants that are not installed are named with the command that gets them.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import re
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from comparison import checks, figures, measuring, tables
from comparison.configurations import BY_NAME, CONFIGURATIONS, Configuration
from comparison.contest import Contest
from comparison.measuring import Failed, Workshop
from comparison.outcome import Outcome
from comparison.subjects import BY_NAME as SUBJECT
from comparison.subjects import ENGINE, SUBJECTS

A_DAY = 2_400_000
"""Requests of a day of the site."""
TWICE = 1_000_000
"""Requests of each of two replications."""
BEGIN, END = "<!-- measured -->\n", "<!-- end of what was measured -->\n"


class Disagreement(Exception):
    """Contestants did not do the same work."""


def main() -> None:
    """Print the tables, or write them into a page as well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, nargs="+", help="these sizes instead of 10^4 to 10^7")
    parser.add_argument("--configurations", nargs="+", choices=BY_NAME, default=[*BY_NAME], help="which of them")
    parser.add_argument("--only", nargs="+", choices=SUBJECT, default=[*SUBJECT], help="only these contestants")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds that a measurement may take, about")
    parser.add_argument("--rounds", type=int, default=3, help="how often what is brief is measured")
    parser.add_argument("--no-extras", action="store_true", help="neither two processes nor the memory of a day")
    parser.add_argument("--write", type=Path, metavar="PAGE", help="put the tables into this page as well")
    measuring.add_options(parser)
    options = parser.parse_args()
    if options.measure is not None:
        measuring.answer(options)
        return
    if options.write is not None and not has_place(options.write):
        parser.error(f"{options.write}: no page with the lines {BEGIN.strip()} and {END.strip()}")
    printed = []
    try:
        for line in report(options):
            print(line, flush=True)
            printed.append(line)
    except (Disagreement, Failed) as problem:
        sys.exit(f"compare: {problem}")
    if options.write is not None:
        put_into(options.write, printed)


def report(options: argparse.Namespace) -> Iterator[str]:
    """All lines, while they are measured."""
    wanted = [subject for subject in SUBJECTS if subject.name in options.only]
    there = [subject for subject in wanted if subject.is_there]
    yield machine()
    for absent in (subject for subject in wanted if not subject.is_there):
        yield f"{absent.name} is not there: `{absent.get}`{absent.where}."
    with tempfile.TemporaryDirectory() as folder:
        workshop, measured = Workshop(Path(folder), options.rounds), {}
        contest = Contest(workshop, there, options.patience)
        if SUBJECT[ENGINE] in there:
            workshop.start(SUBJECT[ENGINE], CONFIGURATIONS[0].name, 1_000)  # whatever has to be compiled is
        for configuration in (BY_NAME[name] for name in options.configurations):
            measured[configuration.name] = sizes = {}
            yield from compared(contest, configuration, options.requests, sizes)
        yield from ["", *contest.failures] if contest.failures else []
        yield from ["", "### Figures", ""]
        reached = [*figures.ratios(measured), *figures.linear(measured.get(figures.EVERYTHING, {}))]
        if not options.no_extras and SUBJECT[ENGINE] in there:
            reached += extras(workshop)
        yield from figures.table(reached)


def compared(
    contest: Contest, configuration: Configuration, wanted: list[int] | None, sizes: dict[int, dict[str, Outcome]]
) -> Iterator[str]:
    """One configuration, size by size, into *sizes*; raises Disagreement."""
    yield from ["", f"### {configuration.name}: {configuration.says}", "", *tables.HEADER]
    for requests in wanted or configuration.sizes:
        sizes[requests] = contest.measured(configuration, requests)
        if problems := [*checks.disagreements(sizes[requests]), *tables.formula(sizes)]:
            raise Disagreement("; ".join(problems))
        yield from tables.rows(sizes)
    yield from ["", *tables.agreement(sizes), "", *tables.growth(sizes)]


def extras(workshop: Workshop) -> Iterator[figures.Figure]:
    """Two replications at once, and the memory of a day."""
    engine, name = SUBJECT[ENGINE], CONFIGURATIONS[0].name
    if len(os.sched_getaffinity(0)) > 1:
        alone, together = (
            min(workshop.wall_s(engine, name, TWICE, at_once=at_once) for _ in range(2)) for at_once in (False, True)
        )
        says = "two replications in two processes, times as fast as one by one (on the wall)"
        yield figures.Figure(says, 1.8, alone / together)
    for memory in figures.MEMORY:
        peak_mb = workshop.measured(SUBJECT[memory.name], name, A_DAY).peak_bytes / 1e6
        yield figures.Figure(f"memory of {A_DAY:,} requests, {memory.keeps}", memory.most_mb, peak_mb, " MB", "at most")


def machine() -> str:
    """What this was measured on."""
    packages = ("numpy", "numba", "simpy", "cimba", "happysim", "ciw", "salabim")
    parts = [f"CPython {platform.python_version()}"]
    for package in packages:
        with contextlib.suppress(PackageNotFoundError):
            parts.append(f"{package} {version(package)}")
    cores, load = os.cpu_count(), os.getloadavg()[0]
    return f"Measured with {', '.join(parts)} on {processor()}, {cores} cores, {load:.1f} processes waiting at first."


def processor() -> str:
    """The name of the processor."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.machine()


def has_place(page: Path) -> bool:
    """Whether there is a page with a place for what was measured; asked before it takes ten minutes."""
    return page.is_file() and re.search(f"{BEGIN}.*{END}", page.read_text(encoding="utf-8"), re.DOTALL) is not None


def put_into(page: Path, lines: list[str]) -> None:
    """Replace what the page says was measured."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    page.write_text(before + BEGIN + "\n" + "\n".join(lines) + "\n\n" + END + after, encoding="utf-8")


if __name__ == "__main__":
    main()
