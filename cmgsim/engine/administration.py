"""
What an administrator changes while a run goes on, as the service connection point carries it out (F1).

The console tells the site, and the service connection point tells Azure. While it cannot, a change waits; Azure takes
its time for virtual machines; and a later change of the same key takes the place of one that is not in effect yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from cmgsim.engine.clock import Rank, key
from cmgsim.engine.conditions import Opening
from cmgsim.engine.header import ENGINE
from cmgsim.errors import Unsupported
from cmgsim.facts.limits import MAINTENANCE_RETRY
from cmgsim.facts.rows import Role
from cmgsim.model.scenario import Change, Fault
from cmgsim.model.scenario_limits import SETTABLE
from cmgsim.model.topology import HTTPS_PORT

if TYPE_CHECKING:
    from cmgsim.engine.simulation import Simulation

STOPPED: Final = Fault(kind="cmg-stopped", at_ns=-1)
"""What it means that the service was stopped: the same as the fault of that name."""
EXPIRED: Final = "server-certificate-expired"
CUTS: Final = ("service-connection-point-offline", "app-secret-expired")
"""Faults of the service connection point itself that keep it from Azure."""


def refuse_unsupported(changes: Iterable[Change]) -> None:
    """Unsupported, with the name of every key among *changes* that cannot change while a run goes on."""
    others = sorted({path for change in changes for path, _ in change.set if path not in SETTABLE})
    if others:
        raise Unsupported(ENGINE, tuple(f"changing {path} while a run goes on" for path in others))


class Administration:
    """The administrator's orders in one simulation, and how far they have come."""

    def __init__(self, world: Simulation) -> None:
        self.world = world
        self.orders: dict[str, int] = {}
        """By key: how many orders there have been; only the latest counts."""
        self.pending: dict[str, Any] = {}
        """By key: the value that was ordered and is not in effect yet."""

    def ask(self, number: int, change: Change) -> None:
        """An administrator makes a change; *number* is its place among simultaneous ones."""
        for path, value in change.set:
            self._tell(f"an administrator sets {path} to {value}")
            if self.pending.get(path) == value:
                continue  # it is on its way already
            self.orders[path], self.pending[path] = self.orders.get(path, 0) + 1, value
            self._try(number, path, value, self.orders[path])

    def cut(self) -> Fault | None:
        """What keeps the service connection point from changing anything in Azure, if something does."""
        world, topology = self.world, self.world.network.topology
        for kind in CUTS:
            if (fault := world.conditions.find(kind)) is not None:
                return fault
        names, point = world.network.names, topology.node(Role.SERVICE_CONNECTION_POINT)
        for role, name in ((Role.ENTRA_ID, names.entra), (Role.AZURE_RESOURCE_MANAGER, names.resource_manager)):
            obstacle = world.conditions.at_the_connection(Opening(point, topology.node(role), HTTPS_PORT, (name,)))
            if obstacle is not None:
                return obstacle.fault
        return None

    @property
    def runs(self) -> bool:
        """Whether nobody has stopped the service."""
        return STOPPED not in self.world.conditions.active

    def stop(self) -> None:
        """The service is stopped, at once."""
        if self.runs:
            self.world.begin(STOPPED)
            self._tell("the service is stopped")

    def _try(self, number: int, path: str, value: Any, order: int) -> None:
        """Tell Azure, or try again at the documented interval of maintenance tasks."""
        if self.orders[path] != order:
            return
        fault = self.cut()
        if fault is not None:
            self._tell(f"{Role.SERVICE_CONNECTION_POINT} cannot change the service: {fault}")
            self._later(MAINTENANCE_RETRY.ns, number, partial(self._try, number, path, value, order))
            return
        delay_ns = self._takes_ns(path, value)
        if delay_ns:
            self._later(delay_ns, number, partial(self._apply, path, value, order))
        else:
            self._apply(path, value, order)

    def _takes_ns(self, path: str, value: Any) -> int:
        cmg = self.world.scenario.cmg
        if path == "cmg.instances" and value > cmg.instances:
            return cmg.scale_out_time_ns
        return cmg.start_time_ns if (path, value) == ("cmg.state", "started") else 0

    def _apply(self, path: str, value: Any, order: int) -> None:
        if self.orders[path] != order:
            return
        del self.pending[path]
        if path == "cmg.instances":
            self.world.set_instances(value)
            self._tell(f"the service has {value} {'instance' if value == 1 else 'instances'}")
        elif path == "cmg.certificate":
            self._renew()
        elif value == "stopped":
            self.stop()
        else:
            self.world.end(STOPPED)
            self._tell("the service is ready")

    def _renew(self) -> None:
        """A new server certificate: no TLS session of the old one is taken up, and no expired one is shown."""
        self.world.cmg.certificate += 1
        for fault in tuple(self.world.conditions.active):
            if fault.kind == EXPIRED:
                self.world.end(fault)
        self._tell("the service shows a new server authentication certificate")

    def _later(self, delay_ns: int, number: int, action: partial[None]) -> None:
        self.world.clock.call(delay_ns, key(Rank.SCALING, number, 1), action)

    def _tell(self, text: str) -> None:
        network = self.world.network
        node = network.topology.node(Role.SERVICE_CONNECTION_POINT)
        network.journal.state(self.world.clock.now, node, "F1", text)
