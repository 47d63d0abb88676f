"""One run of a study as a value that any executor can carry, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from attrs import frozen

from cmgsim.api.engine_choice import Engine
from cmgsim.api.simulate import Run, replicate
from cmgsim.errors import CmgsimError, StudyError
from cmgsim.model.scenario import Scenario
from cmgsim.results import summary
from cmgsim.study.model_version import model_version

NOT_KEPT: Final = ("schema", "replications", "stages", "wall_s", "engine")
"""What a record leaves out of a summary: what is the same in all, empty, or may differ between two equal runs."""


def run_id(scenario_sha256: str, replication: int) -> str:
    """
    The id of a run: a digest of its scenario, seed included, and its replication.

    It does not depend on the study, so that a study that grows, or gets a factor more, finds its runs again.
    """
    return sha256(f"{scenario_sha256}/{replication}".encode()).hexdigest()[:16]


@frozen(eq=False)
class Outcome:
    """What a run gave, or why it gave nothing."""

    run: str
    summary: Mapping[str, Any] | None = None
    """The summary of this replication, with the role of each station."""
    failed: str = ""
    wall_s: float = 0.0
    """Seconds that the simulation took; in no result."""
    engine: str = ""

    @property
    def fingerprint(self) -> str:
        """Of its request log; why there is none where it failed."""
        return self.failed if self.summary is None else str(self.summary["fingerprint"])

    def record(self) -> dict[str, Any]:
        """As the ledger holds it."""
        if self.summary is None:
            return {"run": self.run, "failed": self.failed}
        return {"run": self.run, "summary": self.summary, "wall_s": round(self.wall_s, 6), "engine": self.engine}

    @classmethod
    def of_record(cls, record: Mapping[str, Any]) -> Outcome:
        """The outcome of a record of the ledger."""
        return cls(**record)


@frozen
class Task:
    """A run to be done: everything a worker needs to know."""

    run: str
    scenario: Scenario
    replication: int
    engine: Engine = "auto"
    model: str = ""
    """The model version of whoever asks; empty: any."""

    def simulate(self) -> Run:
        """The run itself, with its request log."""
        return replicate(self.scenario, self.replication, engine=self.engine)

    def outcome(self) -> Outcome:
        """
        What is kept of the run.

        Raises:
            StudyError: The worker has another version of cmgsim than the one that asks.
        """
        if self.model and self.model != model_version():
            raise StudyError("worker", f"has cmgsim {model_version()}", f"{self.model}, as the study")
        try:
            return outcome_of(self.run, self.simulate())
        except (CmgsimError, ArithmeticError, LookupError, MemoryError, TypeError, ValueError) as error:
            words = str(error) if isinstance(error, CmgsimError) else f"{type(error).__name__}: {error}"
            return Outcome(self.run, failed=words)


def outcome_of(run: str, done: Run) -> Outcome:
    """What is kept of a finished run."""
    roles = {station.name: station.role for station in done.logs[0].stations}
    whole = summary(done.logs, intervals=False)
    kept = {key: value for key, value in whole.items() if key not in NOT_KEPT}
    for latency in (kept["latency_s"], *kept["by_activity"].values()):
        for key in [key for key in latency if key.endswith("_ci95")]:
            del latency[key]
    kept["stations"] = {name: {"role": roles[name], **row} for name, row in whole["stations"].items()}
    return Outcome(run, kept, wall_s=done.logs[0].wall_s, engine=done.logs[0].engine)


def run_task(task: Task) -> Outcome:
    """What executors call."""
    return task.outcome()
