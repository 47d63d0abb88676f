"""The client: it signs in, opens HTTPS to the CMG and asks (F3); it downloads content from storage (C2 to C6)."""

from __future__ import annotations

from typing import Final

from attrs import define

from cmgsim.engine.clock import Clock, Moment, Process, Rank, key
from cmgsim.engine.conditions import Opening
from cmgsim.engine.connections import Connection
from cmgsim.engine.network import Network
from cmgsim.engine.ports import Onward
from cmgsim.engine.resolver import NameCache
from cmgsim.engine.roles.cmg import REFUSAL_BYTES, Cmg, Instance
from cmgsim.engine.work import Answer, Attempt, Lost
from cmgsim.facts.failures import failure, service_status
from cmgsim.facts.http import HEADERS
from cmgsim.facts.limits import BLOB_REQUESTS
from cmgsim.facts.rows import Protocol, RequestKind, Role
from cmgsim.model.topology import HTTPS_PORT, Node
from cmgsim.protocol.session import CREDENTIALS

STORAGE_BUSY: Final = service_status("storage-busy")
SECOND: Final = 1_000_000_000
AT_INSTANCE: Final = key(Rank.INSTANCE_ARRIVAL, 0)
RESPONSE: Final = key(Rank.RESPONSE, 0)
"""With the order of an attempt, the keys of its events."""
OK: Final = 200
FOUND: Final = 207
"""HTTP: the listing that tells where the content is."""
PARTIAL: Final = 206
"""HTTP: the range that was asked for."""
A_DEVICE: Final = "a device on the way"
"""Who answers in the place of whom the client asked."""
RANGE: Final = next(row for row in HEADERS if row.name == "Range")
WHOLE_FILE: Final = Answer(OK, "and the whole file", "C6", REFUSAL_BYTES)
"""What storage answers to a request whose Range header was taken out; the client breaks off after the first bytes."""
SIGN_IN_BYTES: Final = (1_500, 3_000)
"""Sizes of a sign-in at Entra ID and of its answer; assumed, no page gives them."""


@define(eq=False)
class Session:
    """A client's connection to the CMG, the instance that it landed on, and what was opened onwards for it."""

    connection: Connection
    instance: Instance
    row: int
    """Its row in the instance's columns of connections."""
    epoch: int
    """Of the instance when the connection was opened; a VM that went down since knows nothing of it."""
    onward: Onward

    @property
    def is_known(self) -> bool:
        """Whether the instance still knows the connection."""
        return self.epoch == self.instance.station.epoch

    def was_cut_by(self, at_ns: int) -> bool:
        """Whether the instance went down, and the connection with it, at or before *at_ns*."""
        return not self.is_known and not self.instance.stood_after(self.row, at_ns)


class Storage:
    """
    Blob storage: so many requests a second for one file; more of them are told to come again.

    Example:
        >>> storage = Storage()
        >>> [storage.is_busy(at_ns) for at_ns in 500 * [0]].count(True), storage.is_busy(1), storage.is_busy(10**9)
        (0, True, False)
    """

    def __init__(self) -> None:
        self.second, self.requests = -1, 0

    def is_busy(self, now_ns: int) -> bool:
        """Whether a request that comes now is one too many in its second; all content counts as one file."""
        second = now_ns // SECOND
        if second != self.second:
            self.second, self.requests = second, 0
        self.requests += 1
        return self.requests > BLOB_REQUESTS.value


class Devices:
    """
    What clients do; one object for all of them, since a client is its node and its attempt.

    Every method that takes time is a generator; failures to connect come as `ConnectionFailed`.
    """

    def __init__(self, clock: Clock, network: Network, cmg: Cmg) -> None:
        self.clock, self.network, self.cmg = clock, network, cmg
        self.storage = Storage()

    def opening_of_entra(self, client: Node) -> Opening:
        """The connection that a client opens to sign in."""
        names = (self.network.names.entra,)
        return Opening(client, self.network.topology.node(Role.ENTRA_ID), HTTPS_PORT, names)

    def renew(self, attempt: Attempt) -> None:
        """
        Get a token of Entra ID, as an exchange of tokens needs a fresh one; in a run that takes no time of its own.

        Raises:
            ConnectionFailed: A fault is in the way.
        """
        opening = self.opening_of_entra(attempt.client)
        if self.network.conditions.at_the_connection(opening) is None:
            return
        network = self.network
        at_ns = network.resolver.other(
            attempt.client, network.names.entra, rule="F3", at_ns=self.clock.now, job=attempt
        )
        network.open(
            attempt.client, opening.acceptor, Protocol.HTTPS, HTTPS_PORT, rule="F3", at_ns=at_ns, job=attempt,
            names=opening.names,
        )  # fmt: skip

    def sign_in(self, attempt: Attempt) -> Process:
        """F3, beforehand: fetch a token from Entra ID, where the credential is based on one."""
        if not CREDENTIALS[attempt.authentication].signs_in_to_entra:
            return
        network, entra = self.network, self.network.topology.node(Role.ENTRA_ID)
        at_ns = network.resolver.other(
            attempt.client, network.names.entra, rule="F3", at_ns=self.clock.now, job=attempt
        )
        connection = network.open(
            attempt.client, entra, Protocol.HTTPS, HTTPS_PORT, rule="F3", at_ns=at_ns, job=attempt,
            names=(network.names.entra,),
        )  # fmt: skip
        way = network.way(attempt.client, entra)
        up, down = SIGN_IN_BYTES
        network.journal.send(
            connection.ready_ns, "request", attempt.client, entra, connection, "F3",
            f"{attempt.client.name} asks Entra ID for a token", verb="POST", path="/oauth2/v2.0/token", bytes=up,
        )  # fmt: skip
        answered_ns = connection.ready_ns + way.transit_ns(attempt, up)
        network.journal.send(
            answered_ns, "response", entra, attempt.client, connection, "F3", "Entra ID issues a token",
            status=200, bytes=down,
        )  # fmt: skip
        done_ns = answered_ns + way.transit_ns(attempt, down)
        network.close(done_ns, connection, "F3")
        yield self.clock.wait(done_ns - self.clock.now, key(Rank.STEP, attempt.entity, attempt.attempt))

    def connect(
        self,
        attempt: Attempt,
        *,
        rules: tuple[str, str, str] = ("F3", "F3", "F3"),
        cache: NameCache | None = None,
        resumed: bool = False,
        onward: Onward | None = None,
    ) -> Session:
        """
        Look the service up and open HTTPS 443 to it; the load balancer picks an instance (F3; in a download C2 to C4).

        Args:
            rules: Steps for the alias, for the address, for the connection.
            cache: The names that the client remembers; None: it asks for all of them.
            resumed: Whether the client takes up an earlier TLS session.
            onward: Where to keep what is opened onwards; None: nothing has been opened for this client before.
        """
        network, now_ns = self.network, self.clock.now
        at_ns = network.resolver.service(attempt.client, rules=rules, at_ns=now_ns, job=attempt, cache=cache)
        attempt.dns_ns = at_ns - now_ns
        instance = self.cmg.pick(attempt)
        connection = network.open(
            attempt.client, self.cmg.load_balancer, Protocol.HTTPS, HTTPS_PORT, rule=rules[2], at_ns=at_ns, job=attempt,
            names=(network.names.service, network.names.deployment), behind=instance.node, resumed=resumed,
            certificate=CREDENTIALS[attempt.authentication].in_handshake,
        )  # fmt: skip
        if network.tracing:
            network.journal.state(
                connection.ready_ns, self.cmg.load_balancer, rules[2],
                f"the load balancer hands the connection to {instance.node.name}",
            )  # fmt: skip
        row = instance.open_session(connection.ready_ns)
        return Session(connection, instance, row, instance.station.epoch, onward or Onward())

    def ask(self, attempt: Attempt, session: Session) -> Process:
        """F3 to F5: one request on an open connection, and its answer."""
        network, now_ns, ready_ns = self.network, self.clock.now, session.connection.ready_ns
        sent_ns = max(now_ns, ready_ns)
        if network.tracing or network.conditions.active:
            blocked = self._send(attempt, session, "F3", sent_ns)
            if blocked is not None:
                yield from self._wait_for_device(attempt, session, sent_ns)
                return blocked
        yield self._on_the_way(attempt, session, sent_ns)
        self._arrive(attempt, session, now_ns, sent_ns)
        answer: Answer = yield from session.instance.answer(attempt, session.onward)
        yield from self._receive(attempt, session, answer, attempt.step_of(answer, "F3"))
        return answer

    def list_content(self, attempt: Attempt, session: Session) -> Process:
        """C4, C5: show the content token to an instance; it checks it and tells the exact location."""
        now_ns = self.clock.now
        sent_ns = max(now_ns, session.connection.ready_ns)
        if (blocked := self._send(attempt, session, "C4", sent_ns)) is not None:
            yield from self._wait_for_device(attempt, session, sent_ns)
            return blocked
        yield self._on_the_way(attempt, session, sent_ns)
        self._arrive(attempt, session, now_ns, sent_ns)
        instance = attempt.instance = session.instance
        visit = instance.station.serve(attempt)
        yield visit
        instance.has_worked(visit, attempt)
        answer = Answer(FOUND, "", "C5", attempt.down_bytes)
        if (fault := self.network.conditions.find("content-token-expired")) is not None:
            row = failure(fault.kind)
            answer = Answer(row.status or 0, row.status_text or "", "C5", REFUSAL_BYTES, fault)
        outcome = "is valid" if answer.ok else "has expired"
        self.network.journal.state(
            self.clock.now, instance.node, "C5", f"{instance.node.name} checks the content token: it {outcome}"
        )
        yield from self._receive(attempt, session, answer, "C5")
        return answer

    def connect_storage(self, attempt: Attempt) -> Connection:
        """C6: the client trusts the service, looks up the storage and opens HTTPS 443 to it."""
        network, blob = self.network, self.network.topology.node(Role.BLOB_STORAGE)
        network.journal.state(
            self.clock.now, attempt.client, "C6", f"{attempt.client.name} trusts the server authentication certificate"
        )
        at_ns = network.resolver.other(attempt.client, network.names.blob, rule="C6", at_ns=self.clock.now, job=attempt)
        return network.open(
            attempt.client, blob, Protocol.HTTPS, HTTPS_PORT, rule="C6", at_ns=at_ns, job=attempt,
            names=(network.names.blob,),
        )  # fmt: skip

    def fetch(self, attempt: Attempt, connection: Connection) -> Process:
        """C6: one request to blob storage; content never crosses the instances."""
        network, way = self.network, self.network.way(attempt.client, connection.acceptor)
        sent_ns = max(self.clock.now, connection.ready_ns)
        network.journal.request(sent_ns, attempt.client, connection.acceptor, connection, "C6", attempt)
        arrived_ns = sent_ns + way.transit_ns(attempt, attempt.up_bytes)
        blocked, useless = self._blocked_verb(attempt.row, "C6"), self._stripped_range(attempt.row)
        served = Answer(PARTIAL if RANGE.rule in attempt.row.headers else OK, "", "C6", attempt.down_bytes)
        sent = blocked or (served if useless is None else WHOLE_FILE)
        by = A_DEVICE if blocked is not None else ""
        if blocked is None:
            yield self.clock.wait(
                arrived_ns - self.clock.now, key(Rank.SERVER_ARRIVAL, attempt.entity, attempt.attempt)
            )
            if self.storage.is_busy(arrived_ns):
                sent = useless = Answer(STORAGE_BUSY.status, STORAGE_BUSY.status_text, "C6", REFUSAL_BYTES)
        network.journal.response(
            arrived_ns, connection.acceptor, attempt.client, connection, "C6", attempt, sent, by=by
        )
        answer = blocked or useless or served
        if answer.ok:
            self.network.egress.leaves(answer.size_bytes, self.clock.now, from_storage=True)
            attempt.served_by = connection.acceptor.name
        done_ns = arrived_ns + way.transit_ns(attempt, answer.size_bytes)
        yield self.clock.wait(done_ns - self.clock.now, key(Rank.RESPONSE, attempt.entity, attempt.attempt))
        return answer

    def _send(self, attempt: Attempt, session: Session, rule: str, sent_ns: int) -> Answer | None:
        """Send a request to the CMG; what a device on the way answers in its place, or None."""
        network, connection, instance = self.network, session.connection, session.instance.node
        if network.tracing:
            network.journal.request(sent_ns, attempt.client, instance, connection, rule, attempt)
        answer = self._blocked_verb(attempt.row, rule) if network.conditions.active else None
        if answer is not None:
            met_ns = sent_ns + connection.way.latency_ns(attempt)
            network.journal.response(met_ns, instance, attempt.client, connection, rule, attempt, answer, by=A_DEVICE)
        return answer

    def _blocked_verb(self, row: RequestKind, rule: str) -> Answer | None:
        fault = self.network.conditions.find("verb-blocked", row.verb)
        if fault is None:
            return None
        meaning = failure(fault.kind, row.verb)
        return Answer(meaning.status or 0, meaning.status_text or "", rule, REFUSAL_BYTES, fault)

    def _stripped_range(self, row: RequestKind) -> Answer | None:
        """What the client makes of a whole file where it asked for a part: a transfer by ranges cannot use it."""
        fault = self.network.conditions.find("header-blocked", RANGE.name)
        if fault is None or RANGE.rule not in row.headers:
            return None
        meaning = failure(fault.kind, RANGE.name)
        return Answer(meaning.status, meaning.status_text or "", "C6", REFUSAL_BYTES, fault)

    def _wait_for_device(self, attempt: Attempt, session: Session, sent_ns: int) -> Process:
        done_ns = sent_ns + 2 * session.connection.way.latency_ns(attempt)
        yield self.clock.wait(done_ns - self.clock.now, key(Rank.REFUSAL, attempt.entity, attempt.attempt))

    def _on_the_way(self, attempt: Attempt, session: Session, sent_ns: int) -> Moment:
        """The request's arrival at the instance."""
        takes_ns = session.connection.way.transit_ns(attempt, attempt.up_bytes)
        return self.clock.wait(sent_ns - self.clock.now + takes_ns, AT_INSTANCE | attempt.order)

    def _arrive(self, attempt: Attempt, session: Session, began_ns: int, sent_ns: int) -> None:
        """The request has arrived; Lost if it was never sent, or nobody there knows the connection."""
        attempt.connect_ns = self.clock.now - began_ns - attempt.dns_ns
        closed_ns = session.connection.closed_ns
        if (closed_ns is not None and closed_ns < sent_ns) or session.epoch != session.instance.station.epoch:
            raise Lost

    def _receive(self, attempt: Attempt, session: Session, answer: Answer, rule: str) -> Process:
        """The answer's way to the client; Lost if the instance goes down before it has passed it on."""
        clock, network, connection, size_bytes = self.clock, self.network, session.connection, answer.size_bytes
        began_ns = clock.now
        passed_ns = began_ns + attempt.back_ns
        if connection.closed_ns is None:  # nobody listens any more where the client has given up
            network.egress.leaves(size_bytes, began_ns)
        if size_bytes > session.instance.queued_from:
            yield clock.wait(attempt.back_ns, AT_INSTANCE | attempt.order)
            if not session.is_known:
                raise Lost
            passed_ns = session.instance.sent_ns(size_bytes)
        if network.tracing:
            network.journal.response(
                passed_ns, session.instance.node, attempt.client, connection, rule, attempt, answer
            )
        done_ns = passed_ns + connection.way.transit_ns(attempt, size_bytes)
        attempt.response_ns = done_ns - began_ns
        yield clock.wait(done_ns - clock.now, RESPONSE | attempt.order)
        if session.epoch != session.instance.station.epoch and session.was_cut_by(passed_ns):
            raise Lost
