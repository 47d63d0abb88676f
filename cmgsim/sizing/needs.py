"""What an answer must meet: the scenario's targets, or, where it names none, what is commonly asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from attrs import frozen

from cmgsim.model.scenario import Scenario

SECOND: Final = 1_000_000_000
USUAL_LATENCY: Final = ((95.0, 5 * SECOND),)
"""A person at a Software Center notices what takes longer; no page states a latency."""
USUAL_SUCCESS: Final = 0.999
USUAL_UTILISATION: Final = 0.7
"""Above it waits grow steeply."""
STATES: Final = ("none", "instance", "connection-point")
"""What is down: nothing, one instance, one connection point."""


@frozen
class Needs:
    """The targets of a sizing with nothing left open."""

    latency_ns: tuple[tuple[float, int], ...]
    success: float | None
    utilisation: float | None
    headroom: float
    survives: tuple[str, ...]
    assurance: float
    assumed: bool
    """Whether latency, success and utilisation were taken because the scenario names none of them."""
    instances_lost: int = 1
    """How many instances are down at once in the state `instance`."""

    @classmethod
    def of(cls, scenario: Scenario) -> Needs:
        """
        The targets of *scenario*.

        Example:
            >>> from cmgsim.model.scenario_file import contoso
            >>> needs = Needs.of(contoso())
            >>> needs.assumed, needs.latency_ns, needs.states
            (True, ((95.0, 5000000000),), ('none', 'instance', 'connection-point'))
        """
        given = scenario.targets
        assumed = not given.latency_ns and given.success is None and given.utilisation is None
        return cls(
            latency_ns=USUAL_LATENCY if assumed else given.latency_ns,
            success=USUAL_SUCCESS if assumed else given.success,
            utilisation=USUAL_UTILISATION if assumed else given.utilisation,
            headroom=given.headroom,
            survives=tuple(given.survives),
            assurance=given.assurance,
            assumed=assumed,
        )

    @property
    def states(self) -> tuple[str, ...]:
        """Under which losses the targets hold, the whole service first."""
        return tuple(state for state in STATES if state == "none" or state in self.survives)

    @property
    def patience_ns(self) -> int:
        """How long an answer may take before it is late, whatever the target."""
        return max((longest for _, longest in self.latency_ns), default=USUAL_LATENCY[0][1])

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row a target: its id, its value and unit, and where it comes from."""
        origin = "assumed, since the scenario has no [targets]" if self.assumed else "[targets] of the scenario"
        for percent, longest in self.latency_ns:
            yield {"id": latency_id(percent), "value": longest / SECOND, "unit": "s", "source": origin}
        if self.success is not None:
            yield {"id": "success", "value": self.success, "unit": "share", "source": origin}
        if self.utilisation is not None:
            yield {"id": "utilisation", "value": self.utilisation, "unit": "share", "source": origin}
        yield {"id": "headroom", "value": self.headroom, "unit": "share", "source": "[targets] of the scenario"}
        yield {"id": "assurance", "value": self.assurance, "unit": "share", "source": "[targets] of the scenario"}


def latency_id(percent: float) -> str:
    """
    The key of a latency target.

    Example:
        >>> latency_id(95.0), latency_id(99.9)
        ('p95_latency', 'p99_9_latency')
    """
    return f"p{percent:g}_latency".replace(".", "_")
