"""Management points and software update points: what they answer, and why they may refuse (F5)."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from attrs import define

from cmgsim.engine.clock import Clock, Process, Rank, key
from cmgsim.engine.connections import Connection
from cmgsim.engine.network import Network
from cmgsim.engine.roles.cmg import REFUSAL_BYTES
from cmgsim.engine.station import Station
from cmgsim.engine.work import Answer, Attempt, Lost
from cmgsim.facts.failures import failure
from cmgsim.facts.http import HEADERS
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.scenario import Fault
from cmgsim.model.topology import Node

OK: Final = 200
FORBIDDEN: Final = 403
AT_SERVER: Final = key(Rank.SERVER_ARRIVAL, 0)
"""With the order of an attempt, the key of its arrival."""
SIGNATURE_HEADERS: Final = tuple(row for row in HEADERS if row.name != "Range")


@lru_cache
def served(size_bytes: int) -> Answer:
    """What a server answers to a request that it serves; most answers to one kind of request have one size."""
    return Answer(OK, "", "F5", size_bytes)


@define(eq=False)
class Server:
    """One site system that answers clients' requests."""

    node: Node
    clock: Clock
    network: Network
    station: Station
    protocol: Protocol
    port: int

    def answer(self, attempt: Attempt, connection_point: Node, connection: Connection, travelled_ns: int) -> Process:
        """
        F5: serve what *connection_point* passes on; the answer, on its way back.

        Args:
            travelled_ns: Time already spent between instance and connection point, for the request log.
        """
        network, clock, way = self.network, self.clock, connection.way
        left_ns = clock.now
        ready_ns = max(left_ns, connection.ready_ns)
        if network.tracing:
            network.journal.request(ready_ns, connection_point, self.node, connection, "F5", attempt)
        arrives_ns = ready_ns + way.transit_ns(attempt, attempt.up_bytes)
        yield clock.wait(arrives_ns - left_ns, AT_SERVER | attempt.order)
        attempt.channel_ns = travelled_ns + arrives_ns - left_ns
        attempt.served_by = self.node.name
        visit = self.station.serve(attempt)
        yield visit
        if visit.lost:
            raise Lost
        attempt.server_wait_ns = visit.started_ns - visit.arrived_ns
        attempt.server_service_ns = clock.now - visit.started_ns
        answer = (self._refusal(attempt) if network.conditions.active else None) or served(attempt.down_bytes)
        attempt.back_ns = way.transit_ns(attempt, answer.size_bytes)
        if network.tracing:
            self._tell(attempt, connection_point, connection, answer)
        return answer

    def _tell(self, attempt: Attempt, connection_point: Node, connection: Connection, answer: Answer) -> None:
        network = self.network
        if attempt.step_of(answer, "F5") == "C1":
            network.journal.state(
                self.clock.now, self.node, "C1",
                f"{self.node.name} issues an access token for 24 hours and lists the content sources",
            )  # fmt: skip
        rule = attempt.step_of(answer, "F5")
        network.journal.response(self.clock.now, self.node, connection_point, connection, rule, attempt, answer)

    def _refusal(self, attempt: Attempt) -> Answer | None:
        """What this server refuses, if anything is wrong here."""
        find = self.network.conditions.find
        if self.node.role is Role.MANAGEMENT_POINT and self.protocol is Protocol.HTTPS:
            for kind in ("connection-point-certificate-missing", "management-point-binding-wrong"):
                if (fault := find(kind)) is not None:
                    row = failure(kind)
                    return Answer(row.status or 0, row.status_text or "", "F5", REFUSAL_BYTES, fault)
        if (stripped := self._stripped_signature(attempt)) is not None:
            row = failure(stripped.kind, stripped.value)
            return Answer(row.status or FORBIDDEN, row.status_text or "", "F5", REFUSAL_BYTES, stripped)
        return None

    def _stripped_signature(self, attempt: Attempt) -> Fault | None:
        """A header that signs the request and that a device on the way took out."""
        for header in SIGNATURE_HEADERS:
            if header.rule in attempt.row.headers:
                for name in (header.name, header.wire_name):
                    if name and (fault := self.network.conditions.find("header-blocked", name)) is not None:
                        return fault
        return None
