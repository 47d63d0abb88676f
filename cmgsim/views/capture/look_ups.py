"""Name resolution on the wire: questions, answers, and what a host takes from them to where it connects."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cmgsim.facts.rows import Role, Zone
from cmgsim.flows.beats import host
from cmgsim.trace import Record, Trace
from cmgsim.views.capture import dns
from cmgsim.views.capture.addresses import ANOTHER_HOST, Addresses
from cmgsim.views.capture.frames import Host, udp_frame
from cmgsim.views.capture.tcp import Packet

PORT: Final = 53
NO_NAME: Final = 3
_ALIAS: Final = " leads to "
_ASTRAY: Final = " the address of another host"
"""What an answer of the trace says that is not an address: its text is stable (`cmgsim.trace/1`)."""


class LookUps:
    """
    The look-ups of a trace.

    A name has the address of whoever the asker connects to next; a name that nobody connects to has one of its own.
    """

    def __init__(self, trace: Trace, addresses: Addresses) -> None:
        self.packets: list[Packet] = []
        self.names: dict[str, str] = {}
        """By host, the name that it asked for last, and first of all where that was an alias."""
        self.astray: dict[str, bytes] = {}
        """By host, the wrong address that a name led it to."""
        self._addresses = addresses
        self._leads = _next_connections(trace, addresses)
        self._known: dict[str, bytes] = {}
        self._waiting: dict[tuple[str, str], list[tuple[int, int, str]]] = {}
        self._alias: dict[str, bool] = {}

    def ask(self, record: Record, told: str) -> None:
        """A question."""
        name, number = host(record.text), len(self.packets) & 0xFFFF
        port = self._addresses.port(self._addresses.of_end(record, "src"))
        self._waiting.setdefault((record.src, record.dst), []).append((number, port, name))
        if not self._alias.pop(record.src, False):
            self.names[record.src] = name
        self.astray.pop(record.src, None)
        self._say(record, told, (port, PORT), dns.question(number, name))

    def answer(self, place: int, record: Record, told: str) -> None:
        """An answer, to the question of its receiver that has waited longest."""
        waiting = self._waiting.get((record.dst, record.src))
        number, port, name = waiting.pop(0) if waiting else (0, PORT, host(record.text))
        if record.status == NO_NAME:
            data = dns.no_such_name(number, name)
        elif _ALIAS in record.text:
            self._alias[record.dst] = True
            data = dns.alias_answer(number, name, host(record.text))
        elif _ASTRAY in record.text:
            self.astray[record.dst] = ANOTHER_HOST
            data = dns.address_answer(number, name, ANOTHER_HOST)
        else:
            data = dns.address_answer(number, name, self._address(place, name))
        self._say(record, told, (PORT, port), data)

    def _address(self, place: int, name: str) -> bytes:
        key = name.lower()
        own = self._leads.get(place) or self._known.get(key) or self._addresses.of(name, "", Zone.AZURE)
        self._known[key] = own
        return own

    def _say(self, record: Record, told: str, ports: tuple[int, int], data: bytes) -> None:
        ends = (self._addresses.of_end(record, "src"), self._addresses.of_end(record, "dst"))
        src, dst = (Host(address, port) for address, port in zip(ends, ports, strict=True))
        frame = udp_frame(src, dst, data, len(self.packets))
        self.packets.append(Packet(record.t_ns, frame, len(frame), (told,)))


def _next_connections(trace: Trace, addresses: Addresses) -> Mapping[int, bytes]:
    """For each answer, by its place in the trace, the address that its receiver connects to next; not a proxy's."""
    leads, following = dict[int, bytes](), dict[str, bytes]()
    for place in range(len(trace) - 1, -1, -1):
        record = trace.records[place]
        if record.kind == "connect" and record.dst_role != Role.PROXY:
            following[record.src] = addresses.of_end(record, "dst")
        elif record.kind == "dns-answer" and record.dst in following:
            leads[place] = following[record.dst]
    return leads
