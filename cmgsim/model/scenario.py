"""
What the user describes, as frozen values: times in nanoseconds, sizes in bytes, rates in bits or requests a second.

A `Scenario` that exists is valid: the scenario file's reader checks everything, and nothing is checked again further
in. Every default comes from `assumptions` or `facts`; none is written here as a bare number without its row.
"""

from __future__ import annotations

from typing import Any, Literal

from attrs import field, frozen

from cmgsim import display
from cmgsim.facts.limits import DYNAMIC_PORTS
from cmgsim.facts.profiles import PROFILES
from cmgsim.facts.rows import Authentication, Cloud, Deployment
from cmgsim.model import assumptions as assume
from cmgsim.model.distributions import Distribution

Tls = Literal["1.2", "1.3"]


@frozen(kw_only=True)
class General:
    """Section `[scenario]`: what the run is."""

    name: str = "scenario"
    duration_ns: int = assume.DURATION.ns
    start_ns: int = 0
    """Which moment of the week time zero is: nanoseconds since Monday's midnight, by the clock of the scenario."""
    warm_up_ns: int = 0
    """Left out of the statistics."""
    warm_up_by: Literal["time", "mser-5"] = "time"
    """Whether *warm_up_ns* is as given, or is found in each replication by the rule MSER-5."""
    requests_from_ns: int = 0
    """Requests before this are not made: it takes one window out of a long day."""
    seed: int = 1
    replications: int = 1


@frozen(kw_only=True)
class Cmg:
    """Section `[cmg]`: the cloud management gateway."""

    prefix: str = "GraniteFalls"
    region: str = "WestUS"
    service_name: str | None = None
    """Common name of the server certificate; None: the deployment name itself, no CNAME needed."""
    cloud: Cloud = Cloud.PUBLIC
    deployment: Deployment = Deployment.SCALE_SET
    vm_size: str = "A2_v2"
    instances: int = 1
    content: bool = True
    """Whether the CMG gives out content from its storage."""
    workers: int = assume.INSTANCE_WORKERS.count
    """Requests served at once by one instance."""
    service_time: Distribution = assume.INSTANCE_SERVICE_TIME.distribution
    queued_from: int = assume.QUEUED_FROM.count
    """Messages of more bytes than this wait for each other at the network card of an instance."""
    egress_threshold: int | None = None
    """Bytes that may leave in fourteen days; None: nobody watches."""
    stop_at_critical: bool = False
    """Whether the service is stopped when the critical level of the threshold is seen to be reached."""
    statistics_lag_ns: int = assume.STATISTICS_LAG.ns
    """How much later than at once the site learns what storage sent."""
    state: Literal["started", "stopped"] = "started"
    certificate: str = "first"
    """Which server authentication certificate is in use: any name; another name is a renewed certificate."""
    scale_out_time_ns: int = assume.SCALE_OUT_TIME.ns
    """From an administrator's change until the instances that it adds run."""
    start_time_ns: int = assume.START_TIME.ns
    """From an administrator's start of a stopped service until its instances run."""


@frozen(kw_only=True)
class ConnectionPoints:
    """One table of `[[connection_points]]`: *count* alike."""

    count: int = 1
    name: str | None = None
    workers: int = assume.CONNECTION_POINT_WORKERS.count
    service_time: Distribution = assume.CONNECTION_POINT_SERVICE_TIME.distribution
    proxy: bool = False
    """Whether these reach the internet through a proxy."""
    dynamic_ports: int = int(DYNAMIC_PORTS.value)
    """Connections to servers of the site that each may hold at once."""
    port_rest_ns: int = assume.PORT_REST.ns
    """Time after which the port of a closed connection is given out again."""


@frozen(kw_only=True)
class ManagementPoints:
    """One table of `[[management_points]]`: *count* alike."""

    count: int = 1
    name: str | None = None
    protocol: Literal["https", "http"] = "https"
    workers: int = assume.SERVER_WORKERS.count
    service_time: Distribution = assume.MANAGEMENT_POINT_SERVICE_TIME.distribution


@frozen(kw_only=True)
class SoftwareUpdatePoints:
    """One table of `[[software_update_points]]`: *count* alike."""

    count: int = 1
    name: str | None = None
    port: Literal[443, 80, 8530, 8531] = 8531
    workers: int = assume.SERVER_WORKERS.count
    service_time: Distribution = assume.SOFTWARE_UPDATE_POINT_SERVICE_TIME.distribution


@frozen
class Observed:
    """
    Requests that were observed: their times, and who made them where that is known.

    The scenario holds the times themselves and not the name of their file, so that it means the same everywhere.
    """

    packed: str
    """Times and clients as text, see `cmgsim.model.observed`."""
    count: int
    """How many requests."""
    clients: int
    """How many different clients made them; 0: nobody knows who."""
    first_ns: int
    """The first time."""


@frozen(kw_only=True)
class Activity:
    """
    One table of `[[clients.activities]]`: a kind of request and when it is made.

    Exactly one of *every*, *rate*, *at* and *observed* is given.
    """

    request: str
    """A row of the request catalogue."""
    every_ns: int | None = None
    """One request a client in each period, at a phase of its own, uniform over the period."""
    jitter: Distribution | None = None
    """Added to each periodic request."""
    share: float = 1.0
    """Share of the periods in which there is something to send."""
    rate_per_s: float | None = None
    """Poisson arrivals of the whole cohort, by clients drawn uniformly."""
    at_ns: tuple[int, ...] = ()
    """Every client of the cohort at these times since the start."""
    observed: Observed | None = None
    """The times of a file, one request each."""
    up: Distribution | None = None
    """Size of the request; None: the catalogue's."""
    down: Distribution | None = None
    """Size of the answer; None: the catalogue's."""


@frozen(kw_only=True)
class Clients:
    """One table of `[[clients]]`: a cohort of devices alike."""

    count: int
    name: str = "clients"
    authentication: Authentication = Authentication.ENTRA
    timeout: Distribution = assume.CLIENT_TIMEOUT.distribution
    """A client gives an attempt up."""
    retry: tuple[Distribution, ...] = assume.CLIENT_RETRY.distributions
    """Waits between attempts; empty for none."""
    keep_alive_ns: int = assume.CLIENT_KEEP_ALIVE.ns
    """How long an idle connection is kept for the next request; 0: one connection a request."""
    reconnect: Distribution = assume.CLIENT_RECONNECT.distribution
    """From the instant at which a notification session breaks until its client logs in again."""
    profile: str = next(iter(PROFILES))
    """Ready-made habits, which the keys below and *activities* overrule."""
    online: tuple[tuple[int, int], ...] | None = None
    """Spans of the day, in nanoseconds since midnight by their own clock; empty: all day; None: the profile's."""
    weekdays: tuple[str, ...] | None = None
    """Days on which those spans begin; None: the profile's."""
    time_zone_ns: int = 0
    """How far their clock is ahead of the scenario's."""
    spread: Distribution = assume.ONLINE_SPREAD.distribution
    """A device comes and goes so much later than the hours say."""
    catch_up: Distribution = assume.ONLINE_CATCH_UP.distribution
    """What was due while a device was offline comes so long after it is online."""
    traffic_bytes: int | None = None
    """Egress of one client in a month, to which assumed sizes are scaled; None: sizes as they are."""
    activities: tuple[Activity, ...] = ()
    """Empty: the documented default schedules, with what the profile changes."""


@frozen(kw_only=True)
class Leg:
    """One-way delay and bandwidth of a part of the way."""

    latency: Distribution
    bandwidth_bps: int | None = None
    """Bits per second; None: transmission takes no time."""


@frozen(kw_only=True)
class NetworkLegs:
    """Section `[network]`."""

    client_azure: Leg = Leg(latency=assume.CLIENT_AZURE_LATENCY.distribution)
    azure_connection_point: Leg = Leg(latency=assume.AZURE_CONNECTION_POINT_LATENCY.distribution)
    """Also the way from the site's other roles to Azure and to public services."""
    on_premises: Leg = Leg(latency=assume.ON_PREMISES_LATENCY.distribution)
    tls: Tls = "1.2"
    """TLS version of new connections."""
    tls_resumption: bool = False
    """Whether a client that connects again resumes its TLS session."""
    connect_timeout: Distribution = assume.CONNECT_TIMEOUT.distribution
    """How long a connection attempt waits in silence."""
    https_channel_round_trips: int = assume.HTTPS_CHANNEL_ROUND_TRIPS.count
    """Round trips that a request waits for before it goes down an HTTPS channel; TCP-TLS needs none."""
    dns_ttl_cname_ns: int = assume.DNS_TTL_CNAME.ns
    dns_ttl_address_ns: int = assume.DNS_TTL_ADDRESS.ns


@frozen(kw_only=True)
class Fault:
    """One table of `[[faults]]`: something broken, for a time."""

    kind: str
    """A row of the fault catalogue."""
    value: str | None = None
    """What it is about, as in `kind=value`: ports, a verb, a header, a node or a name; in a file the key `target`."""
    at_ns: int = 0
    lasts_ns: int | None = None
    """None: until the end."""

    def __str__(self) -> str:
        return self.kind if self.value is None else f"{self.kind}={self.value}"


@frozen(kw_only=True)
class Change:
    """One table of `[[changes]]`: what an administrator sets while it runs."""

    at_ns: int
    set: tuple[tuple[str, Any], ...]
    """Key paths and new values, in base units: `(("cmg.instances", 4),)`."""


@frozen(kw_only=True)
class Note:
    """One table of `[[note]]`: what its author wants to say at a step; a player shows it, nothing else reads it."""

    step: str
    """F1 to F5, C1 to C6, D1 to D4, or a port note N1 to N3."""
    en: str | None = None
    fr: str | None = None
    """None: the same as in the other language."""


@frozen(kw_only=True)
class Targets:
    """Section `[targets]`: what a sizing must meet."""

    latency_ns: tuple[tuple[float, int], ...] = ()
    """Percentile and longest latency allowed: `((95.0, 5_000_000_000),)`."""
    success: float | None = None
    utilisation: float | None = None
    headroom: float = 0.0
    """Share of every documented limit that has to stay free."""
    survives: tuple[Literal["instance", "connection-point"], ...] = ("instance", "connection-point")
    """The loss of one of each, one at a time."""
    assurance: float = 0.9


@frozen(kw_only=True)
class Scenario:
    """
    A site, its CMG, its clients and what happens to them.

    Example:
        >>> Scenario(clients=(Clients(count=1),)).cmg.instances
        1
    """

    clients: tuple[Clients, ...]
    general: General = General()
    cmg: Cmg = Cmg()
    connection_points: tuple[ConnectionPoints, ...] = (ConnectionPoints(),)
    management_points: tuple[ManagementPoints, ...] = (ManagementPoints(),)
    software_update_points: tuple[SoftwareUpdatePoints, ...] = (SoftwareUpdatePoints(),)
    network: NetworkLegs = NetworkLegs()
    faults: tuple[Fault, ...] = ()
    changes: tuple[Change, ...] = ()
    targets: Targets = Targets()
    notes: tuple[Note, ...] = ()
    measured: tuple[tuple[str, str], ...] = ()
    """Key paths of numbers that were measured, and for each how that is known."""
    given: tuple[str, ...] = field(default=(), eq=False, repr=False)
    """Key paths that the user wrote, so that `assumptions` can tell what was given from what was assumed."""
    built_in: bool = field(default=False, eq=False, repr=False)
    """Whether it is the scenario that comes with cmgsim: what that says was chosen, not measured."""

    def _repr_html_(self) -> str:
        return display.html("scenario", self)
