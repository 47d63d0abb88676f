"""Who takes part: one row a contestant."""

from __future__ import annotations

import importlib
import importlib.util
import shutil
from pathlib import Path
from typing import Final, Literal

from attrs import frozen

from comparison import work
from comparison.configurations import Configuration
from comparison.outcome import Outcome

SIMPY_ENGINE, KERNEL, ENGINE, CIMBA = "our SimPy engine", "kernel", "compiled engine", "cimba"
CPP, CPP_LATENCIES = "C++", "C++, latencies only"
SWEEP = "sweep"
HISTOGRAMS = "compiled engine, histograms only"


@frozen
class Subject:
    """A contestant, and how it is called."""

    name: str
    adapter: str
    """Module below `peers`, and function."""
    kind: Literal["ours", "by hand", "peer"]
    needs: str
    """The package, or the program, without which it does not run."""
    get: str
    """How to get that."""
    where: str = ""
    """What else it needs, to be said behind that."""
    to_the_end: bool = False
    """Whether it is measured at every size, however long it takes."""
    only: str = ""
    """The one configuration that it can run; empty: any."""

    @property
    def is_there(self) -> bool:
        """Whether it can run here."""
        if self.kind == "by hand":
            return shutil.which(self.needs) is not None
        return importlib.util.find_spec(self.needs) is not None

    def prepare(self, configuration: Configuration, requests: int, folder: Path) -> None:
        """Whatever takes time or memory that is not the contestant's own, if it has not been done yet."""
        if self.kind == "by hand":
            importlib.import_module("peers.cpp_loop").prepare(configuration, requests, folder)
        elif self.kind == "peer" and not (path := _drawn(configuration, requests, folder)).exists():
            work.write(configuration, requests, path)

    def run(self, configuration: Configuration, requests: int, folder: Path, replication: int) -> Outcome:
        """Simulate, in this process."""
        module, _, function = self.adapter.partition(":")
        simulate = getattr(importlib.import_module(f"peers.{module}"), function)
        outcome: Outcome
        if self.kind == "peer":
            outcome = simulate(work.read(_drawn(configuration, requests, folder)))
        elif replication:
            outcome = simulate(configuration, requests, folder, replication)
        else:
            outcome = simulate(configuration, requests, folder)
        return outcome


def _drawn(configuration: Configuration, requests: int, folder: Path) -> Path:
    return folder / f"{configuration.name}-{requests}.npz"


SUBJECTS: Final = (
    Subject(CPP_LATENCIES, "cpp_loop:latencies", "by hand", "g++", "apt install g++", to_the_end=True),
    Subject(CPP, "cpp_loop:results", "by hand", "g++", "apt install g++", to_the_end=True),
    Subject(KERNEL, "ours:kernel", "ours", "numba", "pip install cmgsim", to_the_end=True),
    Subject(SWEEP, "ours:sweep", "ours", "numba", "pip install cmgsim", to_the_end=True, only="no-feedback"),
    Subject(ENGINE, "ours:fast", "ours", "numba", "pip install cmgsim", to_the_end=True),
    Subject(HISTOGRAMS, "ours:histograms", "ours", "numba", "pip install cmgsim", to_the_end=True),
    Subject(CIMBA, "cimba_processes:run", "peer", "cimba", "pip install cimba"),
    Subject(SIMPY_ENGINE, "ours:simpy_engine", "ours", "simpy", "pip install cmgsim"),
    Subject("SimPy", "simpy_processes:run", "peer", "simpy", "pip install simpy"),
    Subject("happysim", "happysim_entities:run", "peer", "happysimulator", "pip install happysim", " (Python 3.13)"),
    Subject("Ciw", "ciw_network:run", "peer", "ciw", "pip install ciw"),
    Subject("salabim", "salabim_components:run", "peer", "salabim", "pip install salabim"),
)
BY_NAME: Final = {subject.name: subject for subject in SUBJECTS}
