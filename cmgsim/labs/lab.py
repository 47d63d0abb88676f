"""A lab: the flow that is played, the fault that is planted in it, and what the learner is told."""

from __future__ import annotations

from attrs import frozen

from cmgsim.api.replay import replay
from cmgsim.facts.failure_rows import Bilingual
from cmgsim.trace import Trace


@frozen(kw_only=True)
class Lab:
    """One lab, as its file describes it."""

    name: str
    level: int
    """1 for beginners to 3."""
    title: Bilingual
    story: Bilingual
    """What people say has happened; never what is broken."""
    flow: str
    faults: tuple[str, ...]
    """What is planted, each as `kind` or `kind=value`."""
    hints: tuple[Bilingual, ...] = ()
    deployment: str = "scale-set"
    instances: int = 1
    connection_points: int = 1
    authentication: str = "entra"
    cloud: str = "public"
    seed: int = 1

    def play(self, faults: tuple[str, ...] | None = None) -> Trace:
        """The flow with the planted faults, or with others in their place."""
        return replay(
            self.flow,
            deployment=self.deployment,
            instances=self.instances,
            connection_points=self.connection_points,
            authentication=self.authentication,
            cloud=self.cloud,
            faults=self.faults if faults is None else faults,
            seed=self.seed,
        )
