"""
Dynamic ports of a CMG connection point: one for each connection that it opens to a server inside the site (F5).

Windows gives out 16,384 of them. A port that was closed rests for a while before it is given out again.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from types import MappingProxyType

from attrs import define, field

from cmgsim.engine.connections import Connection
from cmgsim.engine.network import Network

Line = tuple[str, str]
"""Names of a connection point and of a server."""


@define(eq=False)
class Ports:
    """
    The dynamic ports of one connection point.

    Example:
        >>> ports = Ports(limit=1, rest_ns=10)
        >>> ports.take(0), ports.take(0)
        (True, False)
        >>> ports.give_back(0, ports.epoch)
        >>> ports.take(9), ports.take(10)
        (False, True)
    """

    limit: int
    rest_ns: int
    in_use: int = 0
    """Taken or at rest."""
    peak: int = 0
    refused: int = 0
    """How often a connection could not be opened for want of a port."""
    epoch: int = 0
    """Grows when the connection point goes down, which frees every port."""
    resting: deque[int] = field(factory=deque)

    def take(self, now_ns: int) -> bool:
        """Give a port out, if there is one."""
        resting = self.resting
        while resting and resting[0] <= now_ns:
            resting.popleft()
            self.in_use -= 1
        if self.in_use >= self.limit:
            self.refused += 1
            return False
        self.in_use += 1
        self.peak = max(self.peak, self.in_use)
        return True

    def give_back(self, now_ns: int, epoch: int) -> None:
        """A connection closes that was opened in *epoch*."""
        if epoch != self.epoch:
            return
        if self.rest_ns:
            self.resting.append(now_ns + self.rest_ns)
        else:
            self.in_use -= 1

    def fail(self) -> None:
        """The connection point goes down."""
        self.in_use = 0
        self.resting.clear()
        self.epoch += 1


@define(eq=False)
class Held:
    """A connection to a server, and the port that stands for it."""

    line: Line
    ports: Ports
    epoch: int
    connection: Connection | None = None
    owned: bool = True
    """Whether whoever has this gives the port back; False where a client's notification session does."""

    @property
    def is_held(self) -> bool:
        """Whether the connection point has not gone down since."""
        return self.epoch == self.ports.epoch

    def close(self, network: Network, now_ns: int) -> None:
        """The connection point closes the connection."""
        if self.connection is not None and self.is_held:
            network.close(now_ns, self.connection, "F5")
        self.ports.give_back(now_ns, self.epoch)


@define(eq=False)
class Onward:
    """What was opened onwards for one connection of a client."""

    pins: Mapping[int, Held] = MappingProxyType({})
    """By client: the port of its notification session."""
    client: int = 0
    held: dict[Line, Held] = field(factory=dict)

    def covers(self, line: Line) -> bool:
        """Whether the client's notification session holds a connection on this line."""
        pin = self.pins.get(self.client)
        return pin is not None and pin.line == line and pin.is_held

    def hand_over(self, line: Line) -> Held | None:
        """Leave the port on this line to the client's notification session; None if there is none to leave."""
        held = self.held.get(line)
        if held is None or not held.owned:
            return None
        self.held[line] = Held(line, held.ports, held.epoch, held.connection, owned=False)
        return held

    def close(self, network: Network, now_ns: int) -> None:
        """Nothing is on its way any more, and nothing will be."""
        for line, held in self.held.items():
            if held.owned:
                held.close(network, now_ns)
            elif not self.covers(line):
                assert held.connection is not None
                network.close(now_ns, held.connection, "F5")
