"""
Ready-made habits of clients: when devices are online, and what they ask for on a special day.

The schedules that the documentation gives say how often a client asks and not when people switch their devices on. So
every row here is an assumption with its reason, except where it repeats a documented delay.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from attrs import field, frozen
from attrs.validators import instance_of

from cmgsim.facts import schedules as clock
from cmgsim.facts import sources as src
from cmgsim.facts.rows import Figure, Source

WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days as scenario files write them, in the order of the week."""
WORKDAYS: Final = WEEKDAYS[:5]


@frozen
class OnlineHours:
    """When the devices of a cohort are online, by their own clock; no spans: always."""

    spans: tuple[str, ...]
    weekdays: tuple[str, ...]
    source: Source = field(validator=instance_of(Source))
    note: str

    def __str__(self) -> str:
        return f"{', '.join(self.spans)} on {', '.join(self.weekdays)}" if self.spans else "always"


@frozen
class Habit:
    """What a profile changes about the default schedule of one request; None: nothing."""

    request: str
    every: Figure | None = None
    jitter: Figure | None = None
    filled: Figure | None = None

    @property
    def figures(self) -> dict[str, Figure]:
        """The numbers that it changes, by name."""
        found = {"every": self.every, "jitter": self.jitter, "share": self.filled}
        return {name: figure for name, figure in found.items() if figure is not None}


@frozen
class Profile:
    """
    One ready-made way of being a client.

    Example:
        >>> str(PROFILES["monday-morning"].online)
        '08:00-18:00 on mon, tue, wed, thu, fri'
    """

    name: str
    english: str
    french: str
    online: OnlineHours
    habits: tuple[Habit, ...] = ()


_ALWAYS: Final = OnlineHours(
    (), WEEKDAYS, src.ASSUMED,
    "every device is connected at any time: the worst case for connections, and the rule of thumb counts in this way",
)  # fmt: skip
_OFFICE: Final = OnlineHours(
    ("08:00-18:00",), WORKDAYS, src.ASSUMED,
    "ten hours on workdays; no page says when devices are online, and the console's own history of a site does",
)  # fmt: skip

# fmt: off
_STEADY: Final = Profile(
    "steady", "Devices that are always online and spread their requests evenly.",
    "Des appareils toujours en ligne, dont les demandes se répartissent également.", _ALWAYS,
)
_MONDAY: Final = Profile(
    "monday-morning", "Devices of an office: after the weekend all come online within an hour and catch up.",
    "Des appareils de bureau : après le week-end, tous reviennent en moins d'une heure et rattrapent leur retard.",
    _OFFICE,
)
_PATCH: Final = Profile(
    "patch-tuesday", "Devices of an office on the day on which updates are deployed: all scan, all report.",
    "Des appareils de bureau le jour du déploiement des mises à jour : tous analysent, tous rendent compte.",
    _OFFICE, (
        Habit("scan",
              every=Figure(1, "d", src.ASSUMED, (0.25, 7), "a deployment makes each device scan that day"),
              jitter=clock.UPDATE_SCAN_DELAY.figure),
        Habit("state",
              filled=Figure(1.0, "share", src.ASSUMED, (0.3, 1.0), "every cycle has a state of an update to report")),
    ),
)
# fmt: on
PROFILES: Final[Mapping[str, Profile]] = MappingProxyType({row.name: row for row in (_STEADY, _MONDAY, _PATCH)})
"""By name, the default first."""
