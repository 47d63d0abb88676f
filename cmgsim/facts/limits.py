"""
Numbers that the pages state: what one part carries, how many there may be, how long things take.

What wears off (tokens, keys) is in `tokens`, what clients do by the clock in `schedules`. Limits are documented facts;
what a run needs and no page gives is in `model.assumptions`.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.rows import Figure, Limit, Source, VmSize

_LAB_NOTE = (
    "A lab size: ten clients is what Microsoft supports on it, not what it was measured to carry. "
    "That it has two processors is common knowledge, not on a page cited here; its bandwidth is not stated."
)
_SERIES_NOTE = f"{{}} size. Processors and bandwidth: {src.AV2_SERIES}."

# fmt: off
_SIZES: Final = (
    VmSize("B2s", 10, 2, None, src.SCALE, _LAB_NOTE),
    VmSize("A2_v2", 6_000, 2, 500, src.SCALE, _SERIES_NOTE.format("Standard")),
    VmSize("A4_v2", 10_000, 4, 1_000, src.SCALE, _SERIES_NOTE.format("Large")),
)
# fmt: on
VM_SIZES: Final = MappingProxyType({row.name: row for row in _SIZES})
"""By name, smallest first: the sizes that may be chosen (`sources.REGION_TROUBLE` lists them)."""


def bandwidth_of(vm_size: str) -> int | None:
    """
    Bits a second that an instance of this size sends; None where no page states it.

    Example:
        >>> bandwidth_of("A2_v2"), bandwidth_of("B2s")
        (500000000, None)
    """
    mbps = VM_SIZES[vm_size].network_mbps
    return None if mbps is None else mbps * 1_000_000


def _limit(name: str, value: float, unit: str, source: Source, note: str = "") -> Limit:
    return Limit(name, Figure(value, unit, source, note=note))


# fmt: off
# What a CMG carries
INSTANCES_PER_CMG: Final = _limit("instances-per-cmg", 16, "count", src.SCALE)
DEFAULT_INSTANCES: Final = _limit("default-instances", 1, "count", src.COST)
CLASSIC_CLIENTS: Final = _limit(
    "clients-per-instance-classic", 6_000, "connections", src.SCALE, "cloud service (classic), versions up to 2111")
EARLY_SCALE_SET_CLIENTS: Final = _limit(
    "clients-per-instance-scale-set-2010", 2_000, "connections", src.SCALE,
    "virtual machine scale set in versions 2010 and 2103, offered to CSP subscriptions only")
SOFTWARE_CENTER_DELAY: Final = _limit(
    "software-center-extra-delay", 3, "s", src.PLAN,
    "at most; actions in Software Center through a scale set, the documented price of the HTTPS channel")

# What a CMG connection point carries
INSTANCES_PER_CONNECTION_POINT: Final = _limit("instances-per-connection-point", 4, "count", src.SCALE_CONNECTION_POINT)
DYNAMIC_PORTS: Final = _limit(
    "dynamic-ports-per-connection-point", 16_384, "clients", src.PERFORMANCE,
    "one TCP port a client towards the management point, out of the dynamic range of Windows; "
    "the number of instances alone may ask for fewer connection points than the ports do")
INSTANCES_FOR_AVAILABILITY: Final = _limit(
    "instances-for-availability", 2, "count", src.PERFORMANCE, "advice, at least")
CONNECTION_POINTS_FOR_AVAILABILITY: Final = _limit(
    "connection-points-for-availability", 2, "count", src.PERFORMANCE, "advice, at least, in a site")
CHANNEL_CHECK: Final = _limit(
    "channel-check-interval", 60, "s", src.SECURITY,
    "every connection point looks after its connection to every instance")
TRAFFIC_REPORT: Final = _limit("traffic-report-interval", 300, "s", src.SECURITY)

# What the site carries
MANAGEMENT_POINT_CLIENTS: Final = _limit(
    "clients-per-management-point", 25_000, "clients", src.SIZE_AND_SCALE, "the same when clients come through a CMG")
MANAGEMENT_POINTS_PER_SITE: Final = _limit("management-points-per-primary-site", 15, "count", src.SIZE_AND_SCALE)
SHARED_SUP_CLIENTS: Final = _limit(
    "clients-per-software-update-point-shared", 25_000, "clients", src.SIZE_AND_SCALE,
    "WSUS shares its server with another role")
DEDICATED_SUP_CLIENTS: Final = _limit(
    "clients-per-software-update-point-dedicated", 150_000, "clients", src.SIZE_AND_SCALE,
    "WSUS has its server to itself, with the application pool's queue and memory raised as the page says")
SITE_CLIENTS: Final = _limit(
    "clients-per-primary-site", 150_000, "clients", src.SIZE_AND_SCALE,
    "sixteen A4_v2 instances carry more than one primary site")
HIERARCHY_CLIENTS: Final = _limit("clients-per-hierarchy", 700_000, "clients", src.SIZE_AND_SCALE)
DISTRIBUTION_POINT_CLIENTS: Final = _limit(
    "clients-per-distribution-point", 4_000, "clients", src.SIZE_AND_SCALE, "an ordinary one, for comparison")

# Content
BLOB_REQUESTS: Final = _limit("requests-per-blob", 500, "req/s", src.PERFORMANCE)
ACCOUNT_REQUESTS: Final = _limit("requests-per-storage-account", 20_000, "req/s", src.STORAGE_LIMITS)
CONTENT_TEST_SIZE: Final = _limit(
    "content-test-file", 100, "MB", src.PERFORMANCE, "Microsoft's test: one file from one CMG")
CONTENT_TEST_CLIENTS: Final = _limit("content-test-clients", 50_000, "clients", src.PERFORMANCE, "all of them served")
CONTENT_TEST_TIME: Final = _limit("content-test-time", 24, "h", src.PERFORMANCE)

# Cost and its alerts
EGRESS_LOW: Final = _limit(
    "egress-per-client-month-default", 100, "MB", src.COST, "default client settings; what is deployed comes on top")
EGRESS_HIGH: Final = _limit(
    "egress-per-client-month-aggressive", 300, "MB", src.COST, "client settings made to run often")
EGRESS_THRESHOLD: Final = _limit(
    "egress-threshold-14-days", 10_000, "GB", src.MONITOR,
    "an older edition printed 10 GB in one place, since corrected")
STORAGE_THRESHOLD: Final = _limit(
    "storage-threshold", 2_000, "GB", src.MONITOR, "an older edition printed 2 GB in one place, since corrected")
WARNING_LEVEL: Final = _limit("threshold-warning-level", 50, "%", src.MONITOR)
CRITICAL_LEVEL: Final = _limit("threshold-critical-level", 90, "%", src.MONITOR, "may be set to stop the service")
THRESHOLD_CHECK: Final = _limit("threshold-check-interval", 6, "min", src.MONITOR)
USAGE_DOWNLOAD: Final = _limit("usage-download-interval", 60, "min", src.MONITOR)
STATISTICS_LAG: Final = _limit("azure-statistics-lag", 24, "h", src.MONITOR, "at most")

# Operation
LOGS_TO_STORAGE: Final = _limit("log-sync-to-storage", 5, "min", src.CMG_LOGS, "from the instance to its storage")
LOGS_TO_SITE: Final = _limit(
    "log-sync-to-site", 5, "min", src.CMG_LOGS, "from storage to the site: ten minutes in all at most")
LOG_SIZE: Final = _limit(
    "log-file-size", 250_000, "bytes", src.LOG_FILES, "then it becomes the one .lo_ file of history")
MAINTENANCE_RETRY: Final = _limit("maintenance-retry", 20, "min", src.PUBLIC_IP_TROUBLE)

# Azure's load balancer
LB_IDLE_TIMEOUT: Final = _limit(
    "load-balancer-idle-timeout", 4, "min", src.LOAD_BALANCER_RESET,
    "default; 30 at most; dropped in silence unless TCP reset is on")
LB_PROBE_INTERVAL: Final = _limit("load-balancer-probe-interval", 5, "s", src.LOAD_BALANCER_PROBES)
LB_PROBE_TIMEOUT: Final = _limit("load-balancer-http-probe-timeout", 30, "s", src.LOAD_BALANCER_PROBES)
LB_TUPLE: Final = _limit(
    "load-balancer-hash-fields", 5, "count", src.LOAD_BALANCER_DISTRIBUTION,
    "addresses and ports of both ends and the protocol; what a CMG sets is not published, so the default is assumed")
# fmt: on

LIMITS: Final[tuple[Limit, ...]] = tuple(row for row in list(globals().values()) if isinstance(row, Limit))
"""Every limit above, in order; collected here so that none is forgotten."""
