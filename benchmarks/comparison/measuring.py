"""Measurements, each in a process of its own, on one core."""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from typing import Final

from attrs import Factory, asdict, evolve, frozen

from comparison import configurations, subjects
from comparison.outcome import Outcome

BRIEF_S, FEW = 0.5, 1_000_000
"""What takes less than this is measured several times, and so is up to so many requests whoever is fast enough for all
sizes; the quickest counts."""
SCRIPT: Final = Path(__file__).parents[1] / "compare.py"


class Failed(Exception):
    """A contestant did not get to its end; what it said last."""


@frozen
class Workshop:
    """Where the work is kept that is drawn once for all."""

    folder: Path
    rounds: int
    prepared: set[tuple[str, str, int]] = Factory(set)

    def measured(self, subject: subjects.Subject, configuration: str, requests: int) -> Outcome:
        """The quickest of a few rounds, or of one if that takes long."""
        if subject.kind != "ours" and (subject.kind, configuration, requests) not in self.prepared:
            self.start(subject, configuration, requests, "--prepare")
            self.prepared.add((subject.kind, configuration, requests))
        outcomes = [self._round(subject, configuration, requests)]
        again = outcomes[0].seconds < BRIEF_S or (subject.to_the_end and requests <= FEW)
        while again and len(outcomes) < self.rounds:
            outcomes.append(self._round(subject, configuration, requests))
        return min(outcomes, key=lambda outcome: outcome.seconds)

    def _round(self, subject: subjects.Subject, configuration: str, requests: int) -> Outcome:
        return Outcome.of(json.loads(self.start(subject, configuration, requests)))

    def clear(self) -> None:
        """Forget what was drawn: the next size needs other work."""
        for path in [*self.folder.glob("*.npz"), *self.folder.glob("*.arrivals")]:
            path.unlink()
        self.prepared.clear()

    def start(self, subject: subjects.Subject, configuration: str, requests: int, *words: str) -> str:
        """What another process says that does only this."""
        command = self.command(subject, configuration, requests, *words)
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise Failed(f"{subject.name} at {requests:,} requests: {(ran.stderr.splitlines() or ['no word'])[-1]}")
        return ran.stdout

    def command(self, subject: subjects.Subject, configuration: str, requests: int, *words: str) -> list[str]:
        """How this script calls itself."""
        return [
            sys.executable, str(SCRIPT), "--measure", subject.name, "--configurations", configuration,
            "--requests", str(requests), "--folder", str(self.folder), *words,
        ]  # fmt: skip

    def wall_s(self, subject: subjects.Subject, configuration: str, requests: int, *, at_once: bool) -> float:
        """How long two replications take from start to end, in a process each, one after the other or at once."""
        cores = sorted(os.sched_getaffinity(0))[-2:]
        commands = [
            self.command(subject, configuration, requests, "--replication", str(number), "--core", str(core))
            for number, core in enumerate(cores)
        ]
        began_s = time.perf_counter()
        for group in [commands] if at_once else [[command] for command in commands]:
            running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for command in group]
            codes = [process.wait() for process in running]
            if any(codes):
                raise Failed(f"{subject.name} did not get to its end")
        return time.perf_counter() - began_s


def add_options(parser: argparse.ArgumentParser) -> None:
    """What this script says to itself."""
    parser.add_argument("--measure", choices=subjects.BY_NAME, help=argparse.SUPPRESS)
    parser.add_argument("--prepare", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--replication", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--core", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)


def answer(options: argparse.Namespace) -> None:
    """Do what this process was started for, and print the outcome as JSON."""
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0)) if options.core is None else options.core})
    subject = subjects.BY_NAME[options.measure]
    configuration, requests = configurations.BY_NAME[options.configurations[0]], options.requests[0]
    if options.prepare:
        subject.prepare(configuration, requests, options.folder)
        return
    outcome = subject.run(configuration, requests, options.folder, options.replication)
    if not outcome.peak_bytes:
        outcome = evolve(outcome, peak_bytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
    print(json.dumps(asdict(outcome)))
