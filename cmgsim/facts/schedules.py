"""
What clients do by the clock: periods, random delays, and when they turn elsewhere.

These are the default client settings; `activities` says which request each of them makes.
"""

from __future__ import annotations

from typing import Final

from cmgsim.facts import sources as src
from cmgsim.facts.rows import Figure, Limit, Source


def _period(name: str, value: float, unit: str, source: Source, note: str = "") -> Limit:
    return Limit(name, Figure(value, unit, source, note=note))


# fmt: off
POLICY: Final = _period("policy-poll", 60, "min", src.CLIENT_SETTINGS, "no random delay is published")
STATE_MESSAGES: Final = _period(
    "state-messages", 15, "min", src.CLIENT_SETTINGS, "only when there is something to send")
HARDWARE_INVENTORY: Final = _period("hardware-inventory", 7, "d", src.CLIENT_SETTINGS)
HARDWARE_INVENTORY_DELAY: Final = Limit("hardware-inventory-random-delay", Figure(
    240, "min", src.CLIENT_SETTINGS, (0, 480), "at most; settable within the range"))
SOFTWARE_INVENTORY: Final = _period("software-inventory", 7, "d", src.CLIENT_SETTINGS)
SOFTWARE_METERING: Final = _period("software-metering-report", 7, "d", src.CLIENT_SETTINGS)
HEARTBEAT: Final = _period("heartbeat-discovery", 7, "d", src.DISCOVERY)
UPDATE_SCAN: Final = _period("software-update-scan", 7, "d", src.CLIENT_SETTINGS, "one day at the least")
UPDATE_SCAN_DELAY: Final = _period("software-update-scan-random-delay", 120, "min", src.UPDATE_COMPLIANCE, "at most")
UPDATE_EVALUATION: Final = _period("software-update-evaluation", 7, "d", src.CLIENT_SETTINGS)
APPLICATION_EVALUATION: Final = _period("application-evaluation", 7, "d", src.CLIENT_SETTINGS)
KEEP_ALIVE: Final = _period(
    "notification-keep-alive", 15, "min", src.MESSAGING_SESSION, "practitioners report the same")
LOCATION: Final = _period(
    "location-cycle", 25, "h", src.FIND_RESOURCES, "also on a change of network and when the service starts")
LOCATION_CMG_PAGE: Final = _period(
    "location-cycle-cmg-page", 24, "h", src.CLIENTS_FOR_CMG, "the CMG's own page says 24 hours; 25 is the default here")
FAILURES_BEFORE_ROTATION: Final = _period("management-point-rotation-failures", 5, "count", src.FIND_RESOURCES)
ROTATION_WINDOW: Final = _period("management-point-rotation-window", 10, "min", src.FIND_RESOURCES)
SUP_FALLBACK: Final = _period("software-update-point-fallback", 120, "min", src.BOUNDARY_GROUPS_SUP)
SUP_FAILED_SCANS: Final = _period(
    "software-update-point-failed-scans", 4, "count", src.BOUNDARY_GROUPS_SUP,
    "within the two hours before the fallback")
BOUNDARY_GROUP_FALLBACK: Final = _period(
    "boundary-group-fallback", 120, "min", src.BOUNDARY_GROUPS, "clients on the internet ignore boundary groups")
# fmt: on

SCHEDULES: Final[tuple[Limit, ...]] = tuple(row for row in list(globals().values()) if isinstance(row, Limit))
"""Every period above, in order; collected here so that none is forgotten."""
