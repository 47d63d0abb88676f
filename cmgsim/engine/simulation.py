"""One run's world: clock, network, roles and conditions, built complete from a scenario."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from cmgsim.engine.administration import Administration
from cmgsim.engine.clock import Clock, Rank
from cmgsim.engine.conditions import Conditions, Opening
from cmgsim.engine.network import Network
from cmgsim.engine.ports import Ports
from cmgsim.engine.resolver import NEVER
from cmgsim.engine.roles.client import Devices
from cmgsim.engine.roles.cmg import Cmg, Instance
from cmgsim.engine.roles.connection_point import ConnectionPoint
from cmgsim.engine.roles.servers import Server
from cmgsim.engine.station import Station
from cmgsim.engine.variate import Variates
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.plan import Plan, PlannedStation
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Fault
from cmgsim.model.topology import HTTPS_SUP_PORTS as HTTPS_PORTS
from cmgsim.model.topology import build, instance_name
from cmgsim.protocol import channel as life
from cmgsim.trace import Record

SERVER_ROLES = (Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT)


class Simulation:
    """
    The roles of a planned scenario and the faults that come and go.

    Args:
        plan: The scenario, lowered: what the compiled engine reads too.
        record: Called with each message record, or None.
        start_ns: Where the clock starts; channels may be built before time zero.
    """

    def __init__(
        self,
        plan: Plan,
        *,
        seed: int,
        replication: int,
        record: Callable[[Record], None] | None = None,
        start_ns: int = 0,
    ) -> None:
        self.plan, self.scenario = plan, plan.scenario
        self.clock = Clock(start_ns)
        self.streams = Streams(seed, replication)
        self.conditions = Conditions()
        self.variates = Variates()
        self.network = Network(self.scenario, build(self.scenario), self.conditions, self.variates, record)
        instances = [self._instance(number) for number in range(1, self.scenario.cmg.instances + 1)]
        self.cmg = Cmg(self.clock, self.network, self.network.topology.node(Role.CMG), instances)
        self.servers = {role: list(self._servers(role)) for role in SERVER_ROLES}
        self.connection_points = list(self._connection_points())
        self.devices = Devices(self.clock, self.network, self.cmg)
        self.administration = Administration(self)
        self.breaks: list[int] = []
        """Instants at which an instance went down, and with it the connections of clients."""

    def begin(self, fault: Fault) -> None:
        """The fault starts: whatever it breaks is broken from now on."""
        self.conditions.add(fault)
        self._rebuild_network(fault)
        for instance in self.cmg.instances:
            if instance.station.up and self._takes_down(fault, instance):
                self._fail(instance)
                self.cmg.watch(instance)
        for point in self.connection_points:
            if fault.kind == "connection-point-down" and fault.value == point.node.name:
                point.fail()
        for server in self.servers[Role.MANAGEMENT_POINT]:
            if fault.kind == "management-point-down" and fault.value == server.node.name:
                server.station.fail()
        self._cut_channels()

    def end(self, fault: Fault) -> None:
        """The fault is over: what it had taken down comes back, unless another fault holds it down."""
        if fault not in self.conditions.active:
            return  # an administrator has mended it
        self.conditions.remove(fault)
        self._rebuild_network(fault)
        for instance in self.cmg.instances:
            held_down = any(self._takes_down(other, instance) for other in self.conditions.active)
            if not instance.station.up and not held_down:
                instance.station.recover()
                self.cmg.watch(instance)
        for point in self.connection_points:
            if self.conditions.find("connection-point-down", point.node.name) is None:
                point.station.recover()
        for server in self.servers[Role.MANAGEMENT_POINT]:
            if self.conditions.find("management-point-down", server.node.name) is None:
                server.station.recover()

    def set_instances(self, count: int) -> None:
        """
        From now on there are so many VM instances.

        From one to two the documented port of the first instance changes from 443 to 10124, so its channel is built
        anew at the next check. A new instance gets no clients before its first channel stands.
        """
        before = self.cmg.instances
        self.scenario = evolve(self.scenario, cmg=evolve(self.scenario.cmg, instances=count))
        self._rebuild_network()
        cmg = self.cmg
        for instance in cmg.instances[count:]:
            self._fail(instance)
        while len(cmg.ever) < count:
            added = self._instance(len(cmg.ever) + 1)
            added.station.capacity = [(NEVER, 0), (self.clock.now, added.station.workers)]
            cmg.ever.append(added)
        cmg.instances = cmg.ever[:count]
        cmg.in_view = [instance for instance in cmg.in_view if instance in cmg.instances]
        for instance in cmg.instances:
            instance.ready = instance.ready and instance in before
            if not any(self._takes_down(fault, instance) for fault in self.conditions.active):
                instance.station.recover()
            elif instance.station.up:
                self._fail(instance)
            cmg.watch(instance)

    def _fail(self, instance: Instance) -> None:
        instance.fail()
        self.breaks.append(self.clock.now)

    def _rebuild_network(self, fault: Fault | None = None) -> None:
        """Nodes and edges as they stand now; of the faults only a proxy in the way changes them."""
        if fault is not None and fault.kind != "proxy":
            return
        scenario = self.scenario
        if self.conditions.find("proxy") is not None:
            behind = tuple(evolve(table, proxy=True) for table in scenario.connection_points)
            scenario = evolve(scenario, connection_points=behind)
        self.network.use(scenario, build(scenario))

    def stations(self) -> Iterator[tuple[Role, Station]]:
        """Every station that ever was, in the order of the way."""
        yield from ((Role.INSTANCE, instance.station) for instance in self.cmg.ever)
        yield from ((Role.CMG_CONNECTION_POINT, point.station) for point in self.connection_points)
        for role in SERVER_ROLES:
            yield from ((role, server.station) for server in self.servers[role])

    @staticmethod
    def _takes_down(fault: Fault, instance: Instance) -> bool:
        return fault.kind == "cmg-stopped" or (fault.kind == "instance-down" and fault.value == instance.node.name)

    def _cut_channels(self) -> None:
        """A firewall that begins to block, a line that goes down: open channels break as well."""
        for point in self.connection_points:
            for instance, channel in point.channels.items():
                connection = channel.connection
                names = (self.network.names.service, self.network.names.deployment)
                opening = Opening(point.node, connection.acceptor, connection.port, names, instance.node)
                if channel.state is life.State.OPEN and self.conditions.at_the_connection(opening):
                    channel.lose()

    def _station(self, planned: PlannedStation, purpose: str, rank: Rank, name: str = "") -> Station:
        service_time = self.variates.of(purpose, self.plan.service_time(planned))
        return Station(self.clock, name or planned.name, planned.workers, service_time, rank)

    def _instance(self, number: int) -> Instance:
        plan, name = self.plan, instance_name(number)
        station = self._station(plan.stations[0], "instance/service", Rank.INSTANCE_DEPARTURE, name)  # all are alike
        instance = Instance(
            self.network.topology.node(name), number, self.clock, self.network, station, plan.connection_limit,
            plan.bandwidth_bps or None,
        )  # fmt: skip
        station.slowed = instance.slowed
        return instance

    def _servers(self, role: Role) -> Iterator[Server]:
        for planned in self._planned(role):
            station = self._station(planned, "server/service", Rank.SERVER_DEPARTURE)
            protocol = Protocol.HTTPS if planned.port in HTTPS_PORTS else Protocol.HTTP
            node = self.network.topology.node(planned.name)
            yield Server(node, self.clock, self.network, station, protocol, planned.port)

    def _connection_points(self) -> Iterator[ConnectionPoint]:
        limits = self.plan.ports.tolist()
        for number, planned in enumerate(self._planned(Role.CMG_CONNECTION_POINT)):
            station = self._station(planned, "connection-point/service", Rank.CONNECTION_POINT_DEPARTURE)
            node = self.network.topology.node(planned.name)
            yield ConnectionPoint(
                self.clock, self.network, self.streams, node, number, station, self.cmg, self.servers,
                Ports(*limits[number]),
            )  # fmt: skip

    def _planned(self, role: Role) -> Iterator[PlannedStation]:
        return (station for station in self.plan.stations if station.role is role)
