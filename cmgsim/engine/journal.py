"""
The journal: the one place that writes message records, and where their sentences are worded.

Roles say what is sent and when; whoever wants no trace has a journal that writes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from cmgsim.engine.connections import Connection
from cmgsim.engine.work import Answer, Attempt
from cmgsim.facts.activities import external_path, role_id
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.topology import DNS_PORT, Node, Topology
from cmgsim.protocol.session import CREDENTIALS
from cmgsim.trace import Record

SENDS: Final = "{src} sends {row.verb} {row.name} to {dst}"
REQUEST_TEXTS: Final = {
    "F3": f"{SENDS} with {{proof}}",
    "C4": f"{SENDS} with its access token",
    "F4": "{src} hands {id} down the channel that {dst} opened",
    "F5": "{src} passes {id} on to {dst}",
}
ANSWER_TEXTS: Final = {
    "C1": ", the content token and the list of sources",
    "C2": ", which names {service} as the place of the content",
    "C5": ", the exact location of the content",
}
"""What an answer brings, by the step that it carries out, where the documentation says it."""


def internal_path(path: str) -> str:
    """
    The path on the site's own server: the published part, with the role id, is taken off.

    Example:
        >>> internal_path("/CCM_Proxy_MutualAuth/72057594037927937/ccm_system/request")
        '/ccm_system/request'
    """
    return "/" + path.split("/", 3)[-1]


class Journal:
    """
    Message records, as they happen.

    Args:
        topology: Where the published servers and the names of the service are found.
        write: Called with each record; None to keep none.
    """

    def __init__(self, topology: Topology, write: Callable[[Record], None] | None) -> None:
        self.topology, self.write = topology, write

    def request(self, at_ns: int, src: Node, dst: Node, connection: Connection, rule: str, attempt: Attempt) -> None:
        """Record that a client's request, on this hop, leaves *src* at *at_ns*."""
        if self.write is None:
            return
        path = external_path(attempt.row, attempt.authentication, self._role_id(attempt))
        self.send(
            at_ns, "request", src, dst, connection, rule,
            REQUEST_TEXTS.get(rule, SENDS).format(
                src=src.name, dst=dst.name, id=attempt.id, row=attempt.row,
                proof=CREDENTIALS[attempt.authentication].proof,
            ),
            verb=attempt.row.verb, path=internal_path(path) if rule == "F5" else path, request=attempt.id,
            bytes=attempt.up_bytes,
        )  # fmt: skip

    def response(
        self,
        at_ns: int,
        src: Node,
        dst: Node,
        connection: Connection,
        rule: str,
        attempt: Attempt,
        answer: Answer,
        *,
        by: str = "",
    ) -> None:
        """Record that the answer to a client's request, on this hop, leaves *src*, or *by* in its place, at *at_ns*."""
        if self.write is not None:
            brings = ANSWER_TEXTS.get(rule, "").format(service=self.topology.names.service) if answer.ok else ""
            text = f"{by or src.name} answers {attempt.id} with {answer.status}{brings} {answer.text}".rstrip()
            self.send(
                at_ns, "response", src, dst, connection, rule, text,
                status=answer.status, request=attempt.id, bytes=answer.size_bytes,
            )  # fmt: skip

    def send(
        self,
        at_ns: int,
        kind: str,
        src: Node,
        dst: Node,
        connection: Connection,
        rule: str,
        text: str,
        **details: Any,
    ) -> None:
        """Record any other request or response that leaves *src* at *at_ns*."""
        if self.write is not None:
            self._note(
                at_ns, kind, src, dst, rule=rule, port_rule=connection.port_rule, protocol=connection.protocol,
                port=connection.port, connection=connection.id, opened_by=connection.opener.name, via=connection.via,
                text=text, **details,
            )  # fmt: skip

    def state(self, at_ns: int, node: Node, rule: str, text: str, **details: Any) -> None:
        """Record that something about *node* changed."""
        if self.write is not None:
            self._note(at_ns, "state", node, node, rule=rule, text=text, **details)

    def look_up(
        self,
        at_ns: int,
        answered_ns: int,
        opener: Node,
        resolver: Node,
        rule: str,
        name: str,
        found: str,
        status: int | None,
    ) -> None:
        """Record a question for *name* and its answer."""
        if self.write is not None:
            common = {"rule": rule, "protocol": Protocol.DNS, "port": DNS_PORT}
            self._note(at_ns, "dns-query", opener, resolver, text=f"{opener.name} asks for {name}", **common)
            self._note(answered_ns, "dns-answer", resolver, opener, text=found, status=status, **common)

    def connection(
        self, at_ns: int, kind: str, connection: Connection, rule: str, text: str, status: int | None = None
    ) -> None:
        """Record what becomes of a connection: `connect`, `accepted`, `refused`, `timed-out` or `closed`."""
        if self.write is not None:
            self._note(
                at_ns, kind, connection.opener, connection.acceptor, rule=rule, port_rule=connection.port_rule,
                protocol=connection.protocol, port=connection.port, connection=connection.id,
                opened_by=connection.opener.name, via=connection.via, status=status, text=text,
            )  # fmt: skip

    def _role_id(self, attempt: Attempt) -> str:
        """The id under which the CMG publishes the server that *attempt* is for; management points come first."""
        number = 1
        for role in (Role.MANAGEMENT_POINT, Role.SOFTWARE_UPDATE_POINT):
            published = len(self.topology.of_role(role))
            if role is attempt.row.target:
                return role_id(number + attempt.server % published)
            number += published
        return ""

    def _note(self, at_ns: int, kind: str, src: Node, dst: Node, **details: Any) -> None:
        assert self.write is not None
        self.write(
            Record(
                at_ns, kind, src.name, dst.name, str(src.role), str(dst.role), str(src.zone), str(dst.zone), **details
            )
        )
