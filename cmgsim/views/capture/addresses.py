"""
Which address each node of a trace has, and which name stands for which address.

Addresses come from ranges that nobody routes: private ones for the site, shared ones for clients behind a provider
(RFC 6598), those for benchmarks (RFC 2544) for Azure. The instances of a CMG and its load balancer share one address,
as they share one name: what tells them apart is the port.
"""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from types import MappingProxyType
from typing import Final, Literal

from attrs import define, field

from cmgsim.facts.rows import Role, Zone
from cmgsim.trace import Record, Trace

RANGES: Final = MappingProxyType(
    {
        Zone.ON_PREMISES: IPv4Network("10.0.0.0/9"),
        Zone.INTERNET: IPv4Network("100.64.0.0/10"),
        Zone.AZURE: IPv4Network("198.18.0.0/15"),
    }
)
ELSEWHERE: Final = IPv4Network("10.128.0.0/9")
"""For zones that the model does not know, in traces from elsewhere."""
PARTS_OF_THE_CMG: Final = (Role.LOAD_BALANCER, Role.INSTANCE, Role.CMG)
ANOTHER_HOST: Final = IPv4Network("192.0.2.0/24")[1].packed
"""Where a name leads that is wrong (RFC 5737)."""
DYNAMIC_PORTS: Final = (49_152, 65_535)
"""The ports that Windows opens connections from."""


@define
class Addresses:
    """Addresses, given out in the order in which nodes are met."""

    of_nodes: dict[str, bytes] = field(factory=dict)
    _next: dict[IPv4Network, Iterator[int]] = field(factory=dict)
    _ports: dict[bytes, int] = field(factory=dict)

    def of(self, node: str, role: str, zone: str) -> bytes:
        """The address of *node*, packed."""
        shared = str(Role.CMG) if role in PARTS_OF_THE_CMG else node
        if shared not in self.of_nodes:
            network = RANGES.get(Zone(zone), ELSEWHERE) if zone in tuple(Zone) else ELSEWHERE
            hosts = self._next.setdefault(network, iter(range(1, network.num_addresses - 1)))
            self.of_nodes[shared] = network[next(hosts)].packed
        return self.of_nodes[shared]

    def of_end(self, record: Record, end: Literal["src", "dst"]) -> bytes:
        """The address of one end of *record*."""
        if end == "src":
            return self.of(record.src, record.src_role, record.src_zone)
        return self.of(record.dst, record.dst_role, record.dst_zone)

    def port(self, address: bytes) -> int:
        """The next port that the host with this *address* opens a connection from."""
        first, last = DYNAMIC_PORTS
        port = self._ports.get(address, first)
        self._ports[address] = first if port == last else port + 1
        return port


def addressed(trace: Trace) -> Addresses:
    """The addresses of everybody who says something in *trace*."""
    addresses = Addresses()
    for record in trace:
        if record.kind != "state":
            addresses.of_end(record, "src")
            addresses.of_end(record, "dst")
    return addresses
