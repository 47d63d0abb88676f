"""
Numbers that a run needs and the documentation does not give.

They look different from facts on purpose: each row says why the value was chosen and what range is plausible, a
scenario may change every one of them, and a report lists those that a run used (`assumption_rows`).
"""

from __future__ import annotations

from typing import Final

from attrs import evolve, frozen

from cmgsim.facts import sources as src
from cmgsim.facts.rows import Confidence
from cmgsim.model.distributions import Distribution, constant, exponential, uniform

MS: Final = 1_000_000
SECOND: Final = 1_000 * MS
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE


@frozen
class Assumption:
    """A number the model needs and no page gives."""

    name: str
    """Key path of the scenario file where it can be set, or a name of its own."""
    distributions: tuple[Distribution, ...]
    """The value in base units (nanoseconds, bytes); more than one where the value is a list."""
    unit: str
    """Unit in which people read it: `s`, `ms`, `bytes`, `bit/s`, `count`, `share`."""
    why: str
    plausible: tuple[float, float] | None
    """Lowest and highest plausible mean, in *unit*."""
    confidence: Confidence = Confidence.ASSUMED
    source: str = str(src.ASSUMED)

    @property
    def distribution(self) -> Distribution:
        """The value as a random quantity."""
        return self.distributions[0]

    @property
    def ns(self) -> int:
        """The value of a constant duration, in nanoseconds."""
        return self.distribution.draw(_no_randomness)

    @property
    def count(self) -> int:
        """The value of a constant count."""
        return self.distribution.draw(_no_randomness)


def _no_randomness(index: int) -> float:
    raise AssertionError(f"a constant needs no uniform number {index}")


def _one(name: str, value: Distribution | int, unit: str, plausible: tuple[float, float], why: str) -> Assumption:
    return Assumption(name, (value if isinstance(value, Distribution) else constant(value),), unit, why, plausible)


# fmt: off
DURATION: Final = _one(
    "scenario.duration", 24 * HOUR, "s", (3_600, 31_536_000),
    "one day shows every daily schedule once; weekly ones need a week to show all of their load",
)

# How much work a request is. No page gives a service time; these are the first numbers to measure: the CMG's own log
# counts requests and their average time, the connection point reports requests and bytes for each endpoint.
INSTANCE_WORKERS: Final = _one(
    "cmg.workers", 16, "count", (4, 64), "eight requests at once for each of the two virtual processors of an A2_v2",
)
INSTANCE_SERVICE_TIME: Final = _one(
    "cmg.service_time", exponential(20 * MS), "ms", (2, 100),
    "the only published sample is 218 ms for a whole token request as the CMG sees it, with all other legs in it",
)
CONNECTION_POINT_WORKERS: Final = _one(
    "connection_points.workers", 16, "count", (4, 128), "a mid-sized Windows server that only forwards",
)
CONNECTION_POINT_SERVICE_TIME: Final = _one(
    "connection_points.service_time", exponential(2 * MS), "ms", (0.5, 20),
    "forwarding without looking into content; a published log shows 2 ms to the management point and back",
)
PORT_REST: Final = _one(
    "connection_points.port_rest", 2 * MINUTE, "s", (30, 240),
    "Windows keeps the port of a closed connection for two minutes (TIME_WAIT) before it gives it out again",
)
SERVER_WORKERS: Final = _one(
    "management_points.workers", 16, "count", (4, 128), "threads of an IIS application pool on a mid-sized server",
)
SOFTWARE_UPDATE_POINT_WORKERS: Final = evolve(SERVER_WORKERS, name="software_update_points.workers")
MANAGEMENT_POINT_SERVICE_TIME: Final = _one(
    "management_points.service_time", exponential(10 * MS), "ms", (2, 200),
    "published logs show 2 ms for a token and 11 to 44 ms for a refusal; policy and location ask the database",
)
SOFTWARE_UPDATE_POINT_SERVICE_TIME: Final = _one(
    "software_update_points.service_time", exponential(50 * MS), "ms", (10, 1_000),
    "an update scan reads much more than a policy request; no public figure",
)
QUEUED_FROM: Final = _one(
    "cmg.queued_from", 65_536, "bytes", (1_500, 1_000_000),
    "about as much of a message as TCP has on its way at once: what is shorter slips between the parts of longer ones",
)
STATISTICS_LAG: Final = _one(
    "cmg.statistics_lag", 24 * HOUR, "s", (0, 86_400),
    "Azure's statistics of storage may lag by up to a day, says the page; the longest is what a threshold has to bear",
)

# What an administrator's change takes. No page gives a duration.
SCALE_OUT_TIME: Final = _one(
    "cmg.scale_out_time", 8 * MINUTE, "s", (180, 1_200),
    "a virtual machine of a scale set and the setup inside it; the instances that are there keep working",
)
START_TIME: Final = _one(
    "cmg.start_time", 2 * MINUTE, "s", (60, 900), "a generic Windows virtual machine starts in about that time",
)

# What a client puts up with.
CLIENT_TIMEOUT: Final = _one(
    "clients.timeout", 60 * SECOND, "s", (30, 120), "Windows HTTP clients commonly wait 30 to 90 s for an answer",
)
CLIENT_RETRY: Final = Assumption(
    "clients.retry", tuple(constant(m * MINUTE) for m in (1, 5, 30, 60)), "s",
    f"these minutes are an example of the format ({src.MESSAGING_SETTINGS.title}); the default is not published",
    (10, 3_600),
)
CLIENT_KEEP_ALIVE: Final = _one(
    "clients.keep_alive", 0, "s", (0, 240),
    "a client's requests come minutes apart and the load balancer drops silent connections after four minutes, "
    "so each request opens its own",
)
CLIENT_RECONNECT: Final = _one(
    "clients.reconnect", uniform(0, 2 * MINUTE), "s", (1, 450),
    "a client whose notification session broke notices when it asks again: a request that waits for news has to end "
    "within the four minutes after which the load balancer drops silent connections, and every two are common",
)
ONLINE_SPREAD: Final = _one(
    "clients.spread", uniform(0, 30 * MINUTE), "s", (0, 7_200),
    "people start within an hour and not at the stroke of it; used where devices have online hours",
)
ONLINE_CATCH_UP: Final = _one(
    "clients.catch_up", uniform(0, 10 * MINUTE), "s", (0, 14_400),
    "a client runs what it missed soon after its service starts, with a random delay; which one is not published",
)

# The way.
CLIENT_AZURE_LATENCY: Final = _one(
    "network.client_azure.latency", 30 * MS, "ms", (5, 150), "one way, home line to the nearest regions",
)
AZURE_CONNECTION_POINT_LATENCY: Final = _one(
    "network.azure_connection_point.latency", 25 * MS, "ms", (2, 150), "one way, company line to the nearest regions",
)
ON_PREMISES_LATENCY: Final = _one(
    "network.on_premises.latency", 2 * MS, "ms", (0.1, 50),
    "one way; connection point and management point on one site or campus",
)
CONNECT_TIMEOUT: Final = _one(
    "network.connect_timeout", 21 * SECOND, "s", (5, 127),
    "Windows sends three SYN segments and waits 3 s, 6 s and 12 s for an answer",
)
HTTPS_CHANNEL_ROUND_TRIPS: Final = _one(
    "network.https_channel_round_trips", 1, "count", (0, 60),
    "HTTPS only answers, so the connection point has to ask again before the CMG may push; TCP-TLS pays nothing. "
    "The pages give only a cap of 3 s extra delay in Software Center",
)
DNS_TTL_CNAME: Final = _one(
    "network.dns_ttl_cname", HOUR, "s", (60, 86_400), "the owner of the domain chooses; an hour is common"
)
DNS_TTL_ADDRESS: Final = _one(
    "network.dns_ttl_address", MINUTE, "s", (10, 3_600), "Azure's records for addresses that may move are short-lived"
)
# fmt: on

ASSUMPTIONS: Final = tuple(row for row in list(globals().values()) if isinstance(row, Assumption))
"""Every assumption above, in order; collected here so that none is forgotten."""
