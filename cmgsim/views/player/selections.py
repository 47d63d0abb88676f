"""
Which positions of the switches a page carries: each alone on the base, and the combinations that teach something.

A selection becomes a scenario and a list of faults; the engine does the rest.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any, Final

from attrs import evolve, frozen

from cmgsim.facts.failures import failure, parse_fault
from cmgsim.facts.rows import Role
from cmgsim.model.names import names_of
from cmgsim.model.scenario import Scenario
from cmgsim.model.scenario_file import with_settings
from cmgsim.model.topology import build
from cmgsim.views.player.switches import BY_ID, SWITCHES, Switch, Value, key_of

ON: Final = "on"
_SETTINGS: Final[Mapping[str, str]] = {
    "deployment": "cmg.deployment", "instances": "cmg.instances", "cloud": "cmg.cloud",
    "authentication": "clients[0].authentication",
}  # fmt: skip
"""Keys of the scenario that switches set."""
_ON_THE_CHANNEL: Final = ("ports-blocked", "ports-dropped", "proxy")
_ALWAYS: Final = ("settings", "logs")
"""Groups of switches that stay when faults are chosen."""
_FULLY_COMBINED: Final = 4
"""Up to so many chosen faults are combined in all ways; of more, each pair."""


@frozen
class Selection:
    """Positions of the switches that are not the default, and what they mean to the engine."""

    key: str
    positions: Mapping[str, str]
    faults: tuple[str, ...]
    passing: bool
    """Whether the faults are over a minute later."""


@frozen
class Board:
    """The switches of one page: their defaults and their faults come from its scenario."""

    scenario: Scenario
    switches: tuple[Switch, ...]
    defaults: Mapping[str, str]
    chosen: tuple[str, ...] = ()
    """Faults that the page is about; empty: all of the table."""

    @classmethod
    def of(cls, scenario: Scenario, chosen: Sequence[str] = (), *, settings: bool = True) -> Board:
        """
        The board for a scenario.

        Args:
            scenario: Its settings are the defaults, its faults are switches too.
            chosen: Faults to have switches for; empty: all of the table.
            settings: Whether deployment, instances and the like can be changed.
        """
        if scenario.built_in:
            scenario = evolve(scenario, clients=(evolve(scenario.clients[0], name="client-1"),))
        defaults = {
            "deployment": str(scenario.cmg.deployment),
            "instances": str(scenario.cmg.instances),
            "connection-points": str(len(build(scenario).of_role(Role.CMG_CONNECTION_POINT))),
            "authentication": str(scenario.clients[0].authentication),
            "server-certificate": "pki",
            "cloud": str(scenario.cmg.cloud),
        }
        own = tuple(dict.fromkeys((*chosen, *(str(fault) for fault in scenario.faults))))
        switches = [_with_value(switch, defaults.get(switch.id)) for switch in SWITCHES]
        kept = [switch for switch in switches if not chosen or switch.group in _ALWAYS]
        kept = [switch for switch in kept if settings or switch.group != "settings"]
        for text in own:
            kept = _with_fault(kept, text)
        return cls(scenario, tuple(_filled(switch, scenario) for switch in kept), defaults, own if chosen else ())

    def selections(self) -> tuple[Selection, ...]:
        """Every selection that the page carries, the base first; none twice."""
        found: dict[str, Selection] = {}
        for positions in (*self._positions(), self._own()):
            selection = self._selection(positions)
            found.setdefault(selection.key, selection)
        return tuple(found.values())

    def start(self) -> str:
        """The key of the selection that the page opens with: the scenario's own faults are on."""
        return self._selection(self._own()).key

    def _own(self) -> dict[str, str]:
        """The positions in which the scenario's own faults are on."""
        own = [str(fault) for fault in self.scenario.faults]
        return {switch.id: position for switch, position in self._toggles() if _fault(switch, position) in own}

    def scenario_for(self, selection: Selection) -> Scenario:
        """The scenario with the settings of *selection*."""
        settings: dict[str, Any] = {
            path: int(value) if name == "instances" else value
            for name, value in selection.positions.items()
            if (path := _SETTINGS.get(name)) is not None
        }
        points = selection.positions.get("connection-points")
        scenario = with_settings(self.scenario, settings) if settings else self.scenario
        if points is None:
            return scenario
        return evolve(scenario, connection_points=(evolve(scenario.connection_points[0], count=int(points)),))

    def _toggles(self) -> Iterator[tuple[Switch, str]]:
        """Each way in which one switch breaks something."""
        for switch in self.switches:
            if switch.kind == "toggle":
                yield switch, ON
            elif switch.group != "settings":
                yield from ((switch, value.value) for value in switch.values if value.value)

    def _positions(self) -> Iterator[dict[str, str]]:
        there = {switch.id for switch in self.switches}
        yield {}
        for switch in self.switches:
            if switch.group == "settings":
                yield from ({switch.id: value.value} for value in switch.values)
        for switch, position in self._toggles():
            yield {switch.id: position}
            if switch.needs and there.issuperset(switch.needs):
                yield {**switch.needs, switch.id: position}
        if self.chosen:
            yield from self._together()
        elif "instances" in there:
            yield from self._on_the_channel(there)

    def _on_the_channel(self, there: Collection[str]) -> Iterator[dict[str, str]]:
        """Deployment and instances together, each with what stands in the way of the channel."""
        for deployment in ("scale-set", "classic"):
            for count in ("1", "2", "16"):
                both = {"deployment": deployment, "instances": count}
                yield from (both, *({**both, name: ON} for name in _ON_THE_CHANNEL if name in there))
        if "instance-down" in there:
            yield from ({"instances": value.value, "instance-down": ON} for value in BY_ID["instances"].values)

    def _together(self) -> Iterator[dict[str, str]]:
        """The chosen faults in all combinations, or of many, two by two."""
        toggles = [(switch.id, position) for switch, position in self._toggles() if switch.group != "logs"]
        sizes = range(2, len(toggles) + 1) if len(toggles) <= _FULLY_COMBINED else (2,)
        yield from (dict(some) for size in sizes for some in combinations(toggles, size))

    def _selection(self, positions: Mapping[str, str]) -> Selection:
        changed = {name: value for name, value in positions.items() if value != self.defaults.get(name)}
        faults = []
        for switch in self.switches:
            fault = _fault(switch, changed.get(switch.id, ""))
            trusted = switch.id == "untrusted-certificate" and changed.get("server-certificate") == "public"
            if fault is not None and not trusted:
                faults.append(fault)
        passing = changed.get("first-minutes") == ON
        if passing:
            faults.append("cmg-stopped")
        return Selection(key_of(changed, self.defaults), changed, tuple(dict.fromkeys(faults)), passing)


def _fault(switch: Switch, position: str) -> str | None:
    if switch.kind == "toggle":
        return switch.fault if position == ON else None
    return next((value.fault for value in switch.values if value.value == position), None)


def _with_value(switch: Switch, default: str | None) -> Switch:
    """A choice that also has the scenario's own value, where the table lacks it."""
    if default is None or default in [value.value for value in switch.values]:
        return switch
    from cmgsim.facts.failure_rows import Bilingual

    values = (*switch.values, Value(default, Bilingual(default, default)))
    return evolve(switch, values=tuple(sorted(values, key=lambda value: int(value.value))))


def _with_fault(switches: Sequence[Switch], text: str) -> list[Switch]:
    """The switches with one for the fault *text*, in the place that the table gives its kind."""
    kind, value = parse_fault(text)
    row = BY_ID.get(kind)
    if row is None:
        return list(switches)
    if row.kind == "choice":
        known = next((switch for switch in switches if switch.id == kind), evolve(row, values=row.values[:1]))
        chosen = [one for one in row.values if one.value == value or one in known.values]
        made = evolve(row, values=tuple(chosen))
    else:
        made = evolve(row, fault=text if value is not None or row.fault is None or "=" not in row.fault else row.fault)
    rest = [switch for switch in switches if switch.id != kind]
    order = [switch.id for switch in SWITCHES]
    return sorted([*rest, made], key=lambda switch: order.index(switch.id))


def _filled(switch: Switch, scenario: Scenario) -> Switch:
    """A switch whose fault names what the scenario has."""
    if switch.fault is None or switch.kind != "toggle":
        return switch
    fault = switch.fault.format(resource_manager=names_of(scenario.cmg).resource_manager)
    kind, value = parse_fault(fault)
    row = failure(kind)
    if row.parameter == "node" and value is None and row.role is not None:
        first = build(scenario).of_role(row.role)[0].name
        fault = fault if first == row.default else f"{kind}={first}"
    return evolve(switch, fault=fault)
