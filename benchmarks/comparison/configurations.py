"""
What is simulated: one site, with everything that a client of cmgsim does, or with nothing that feeds back.

100,000 devices ask once an hour, so the load is the same however long the run: a hash over four instances, then one of
two connection points in turn, then the management point, all at seven tenths of what they can serve. Delays are
constant, service times exponential.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from cmgsim.model.scenario import Scenario

DEVICES: Final = 100_000
PERIOD_S: Final = 3_600
INSTANCES, POINTS = 4, 2
INSTANCE_WORKERS, POINT_WORKERS, SERVER_WORKERS = 4, 8, 16
SERVICE: Final = "exponential(400 ms)"
SEED: Final = 1


@frozen(kw_only=True)
class Configuration:
    """One way to simulate the site."""

    name: str
    says: str
    """What is on, for people."""
    deadline: str = "60 s"
    keep_alive: str
    retry: tuple[str, ...]
    peers_deadline: bool
    """Whether the peers that can give their requests a deadline do so."""
    sizes: tuple[int, ...]
    """How many requests, about; from one size to the next the load is the same, and the run longer."""

    def scenario(self, requests: int) -> Scenario:
        """The site, for as long as it takes to get about this many requests."""
        from cmgsim.model.scenario_file import from_document

        station = {"service_time": SERVICE}
        return from_document(
            {
                "scenario": {"name": self.name, "duration": f"{round(requests * PERIOD_S / DEVICES)} s"},
                "clients": [
                    {
                        "name": "devices",
                        "count": DEVICES,
                        "timeout": self.deadline,
                        "keep_alive": self.keep_alive,
                        "retry": list(self.retry),
                        "activities": [{"request": "policy", "every": f"{PERIOD_S} s"}],
                    }
                ],
                "cmg": {"instances": INSTANCES, "workers": INSTANCE_WORKERS, **station},
                "connection_points": [{"count": POINTS, "workers": POINT_WORKERS, **station}],
                "management_points": [{"workers": SERVER_WORKERS, **station}],
            }
        )


CONFIGURATIONS: Final = (
    Configuration(
        name="every-feature",
        says="deadlines, retries, connections that are kept for two minutes, names that are remembered",
        keep_alive="2 min",
        retry=("1 min", "5 min", "30 min", "60 min"),
        peers_deadline=True,
        sizes=(10_000, 100_000, 1_000_000, 10_000_000),
    ),
    Configuration(
        name="no-feedback",
        says="no retries and no kept connections, so that nothing that happens later changes what came before",
        keep_alive="0 s",
        retry=(),
        peers_deadline=False,
        sizes=(100_000, 1_000_000),
    ),
)
BY_NAME: Final = {configuration.name: configuration for configuration in CONFIGURATIONS}
