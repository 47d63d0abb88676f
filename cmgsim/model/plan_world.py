"""
What happens to a site without its clients, as rows of integers.

Faults, changes, the load balancer's view and the channels depend on no client. So whoever knows what the world does
can work it out beforehand: one row an instant at which something changes, in order; between two rows nothing does.
Within an instant all of it comes before anything that concerns a request.
"""

from __future__ import annotations

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from cmgsim.request_log import Alert

Integers = NDArray[np.int64]

NOTHING, REFUSAL, SUCCESS = 0, 1, 2
"""What an answer is, in the first of its three numbers; the others are its status and its size in bytes."""
SILENCE = 1
REFUSED_CONNECTION = 2
"""What stands in the way of a connection, if anything; a refusal comes after so many round trips, with a status."""


@frozen
class WorldShape:
    """How many of everything there are, and so where in a row each number stands."""

    instances: int
    connection_points: int
    servers: int
    kinds: int
    authentications: int

    @property
    def stations(self) -> int:
        """Instances, connection points and servers together."""
        return self.instances + self.connection_points + self.servers

    # A row of the world: time, whether the clients start, number of its conditions, which server certificate, whether
    # the load balancer sees any healthy instance, among how many instances it chooses and which; up and epoch of every
    # station; and for every instance its channels.
    TIME = 0
    START = 1
    CONDITIONS = 2
    CERTIFICATE = 3
    IN_VIEW = 4
    SEEN = 5

    @property
    def station(self) -> int:
        """Where the pairs (up, epoch) begin."""
        return self.SEEN + 1 + self.instances

    @property
    def channels(self) -> int:
        """Where the blocks of the instances begin."""
        return self.station + 2 * self.stations

    @property
    def channel_block(self) -> int:
        """Width of one: how many, which connection points, and by connection point serial number and HTTPS or not."""
        return 1 + 3 * self.connection_points

    @property
    def row(self) -> int:
        """Width of a row of the world."""
        return self.channels + self.instances * self.channel_block

    # A row of conditions: how names are answered, then answers and obstacles of three numbers each.
    NAMES = 0
    NAME_STATUS = 1
    CONTENT_TOKEN = 2
    STORAGE = 5
    SIGN_IN = 8

    @property
    def token(self) -> int:
        """Answers to an invalid token, by way of authentication."""
        return self.SIGN_IN + 3

    @property
    def to_instance(self) -> int:
        """Obstacles between a client and each instance."""
        return self.token + 3 * self.authentications

    @property
    def verb(self) -> int:
        """What a device on the way answers to each kind of request."""
        return self.to_instance + 3 * self.instances

    @property
    def range(self) -> int:
        """What a client makes of storage's answer to each kind of request."""
        return self.verb + 3 * self.kinds

    @property
    def to_server(self) -> int:
        """Obstacles between each connection point and each server."""
        return self.range + 3 * self.kinds

    @property
    def refusal(self) -> int:
        """What each server answers to each kind of request, if it refuses."""
        return self.to_server + 3 * self.connection_points * self.servers

    @property
    def conditions(self) -> int:
        """Width of a row of conditions."""
        return self.refusal + 3 * self.servers * self.kinds


@frozen(eq=False)
class Answers:
    """The answers that need no fault: (status, size in bytes)."""

    served: int
    found: int
    """Where the content is."""
    storage: tuple[int, ...]
    """Status with which storage serves each kind of request."""
    no_channel: tuple[int, int]
    no_server: tuple[int, int]
    no_port: tuple[int, int]
    busy_storage: tuple[int, int]


@frozen(eq=False)
class World:
    """All that happens by itself in one replication."""

    shape: WorldShape
    rows: Integers
    conditions: Integers
    answers: Answers
    capacity: tuple[tuple[tuple[int, int], ...] | None, ...]
    """Steps of the number of workers, by station, as a station log has them; None: an instance that never was."""
    alerts: tuple[Alert, ...]
    """What the site noticed of its egress, if it watches a threshold."""
    breaks: tuple[int, ...]
    """Instants at which an instance goes down, and with it the connections of clients."""
    events: int
    """How many events it took."""
