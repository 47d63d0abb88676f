"""The site's own initiators: the service connection point deploys the CMG (F1), the site server fills storage (D)."""

from __future__ import annotations

from typing import Final, NoReturn

from cmgsim.engine.clock import Clock, Process, Rank, key
from cmgsim.engine.connections import Connection, ConnectionFailed
from cmgsim.engine.network import Network
from cmgsim.engine.work import Stopped, Task
from cmgsim.facts.failures import failure
from cmgsim.facts.resources import REQUEST_BYTES, RESOURCES, SETUP_IN_VM, Resource
from cmgsim.facts.rows import Protocol, Role
from cmgsim.model.scenario import Fault
from cmgsim.model.topology import HTTPS_PORT, Node

CREATED: Final = 201
GROUP: Final = "resourceGroups"
"""What a subscription holds itself; everything else is in the group."""
PACKAGE_BYTES: Final = 100_000_000
"""Size of the package that a replay distributes: the file of Microsoft's own test."""


class _Initiator:
    """What both have in common: they look up, connect, ask and wait, one thing after the other."""

    def __init__(self, clock: Clock, network: Network, node: Node, task: Task) -> None:
        self.clock, self.network, self.node, self.task = clock, network, node, task

    def reach(self, target: Node, name: str, rule: str) -> Process:
        """Look *name* up and open HTTPS 443; Stopped if that fails."""
        network = self.network
        try:
            at_ns = network.resolver.other(self.node, name, rule=rule, at_ns=self.clock.now, job=self.task)
            connection = network.open(
                self.node, target, Protocol.HTTPS, HTTPS_PORT, rule=rule, at_ns=at_ns, job=self.task, names=(name,)
            )
        except ConnectionFailed as failed:
            yield from self.wait(failed.at_ns - self.clock.now)
            raise Stopped(
                rule, f"{self.node.name} cannot reach {name}: {failed.reason}", failed.status, failed.obstacle.fault
            ) from None
        yield from self.wait(connection.ready_ns - self.clock.now)
        return connection

    def exchange(  # a request and its answer have this many parts
        self,
        connection: Connection,
        rule: str,
        verb: str,
        path: str,
        size_bytes: int,
        status: int,
        texts: tuple[str, str],
    ) -> Process:
        """Send a request and wait for its answer; *texts* tell what is asked and what comes back."""
        network, clock, way = self.network, self.clock, self.network.way(self.node, connection.acceptor)
        network.journal.send(
            clock.now, "request", self.node, connection.acceptor, connection, rule,
            f"{self.node.name} {texts[0]}", verb=verb, path=path, bytes=size_bytes,
        )  # fmt: skip
        yield from self.wait(way.transit_ns(self.task, size_bytes))
        answer_bytes = int(REQUEST_BYTES.value)
        network.journal.send(
            clock.now,
            "response",
            connection.acceptor,
            self.node,
            connection,
            rule,
            texts[1],
            status=status,
            bytes=answer_bytes,
        )
        yield from self.wait(way.transit_ns(self.task, answer_bytes))

    def wait(self, delay_ns: int) -> Process:
        """Let time pass."""
        yield self.clock.wait(delay_ns, key(Rank.STEP, self.task.entity, self.task.attempt))


class ServiceConnectionPoint(_Initiator):
    """F1: it signs in to Entra ID and has Azure build the CMG."""

    def deploy(self) -> Process:
        """The whole deployment, until the service is ready; Stopped where a fault ends it."""
        find, network, cmg = self.network.conditions.find, self.network, self.network.topology.node(Role.CMG)
        if (offline := find("service-connection-point-offline")) is not None:
            raise Stopped("F1", f"{self.node.name} is offline and starts nothing", None, offline)
        yield from self._sign_in()
        manager = network.topology.node(Role.AZURE_RESOURCE_MANAGER)
        connection = yield from self.reach(manager, network.names.resource_manager, "F1")
        network.journal.state(self.clock.now, cmg, "F1", "the service is provisioning")
        for resource in RESOURCES:
            if resource.belongs_to(network.scenario.cmg.deployment):
                yield from self._create(resource, connection)
        yield from self.wait(SETUP_IN_VM.ns)
        count = network.scenario.cmg.instances
        network.journal.state(
            self.clock.now, cmg, "F1", f"setup has finished in {count} VM {'instance' if count == 1 else 'instances'}"
        )
        network.journal.state(
            self.clock.now,
            cmg,
            "F1",
            f"the server authentication certificate makes {network.names.service} an HTTPS service",
        )
        network.journal.state(self.clock.now, cmg, "F1", "the service is ready")
        network.close(self.clock.now, connection, "F1")

    def _sign_in(self) -> Process:
        entra = self.network.topology.node(Role.ENTRA_ID)
        connection = yield from self.reach(entra, self.network.names.entra, "F1")
        expired = self.network.conditions.find("app-secret-expired")
        if expired is None:
            text, status = "Entra ID issues a token for the site's application", 200
        else:
            row = failure(expired.kind)
            status = row.status or 401
            text = f"Entra ID answers with {status} {row.status_text}: the secret of the site's application has expired"
        texts = "asks Entra ID for a token", text
        yield from self.exchange(
            connection, "F1", "POST", "/oauth2/v2.0/token", int(REQUEST_BYTES.value), status, texts
        )
        self.network.close(self.clock.now, connection, "F1")
        if expired is not None:
            _stop("F1", text, expired)

    def _create(self, resource: Resource, connection: Connection) -> Process:
        taken = self.network.conditions.find("name-taken") if resource.unique else None
        prefix = self.network.scenario.cmg.prefix
        if taken is None:
            text, status = f"Azure accepts the {resource.name}", CREATED
        else:
            row = failure(taken.kind)
            status = row.status or 409
            text = f"Azure answers with {status} {row.status_text}: the name {prefix} is taken"
        group = "" if resource.provider == GROUP else f"resourceGroups/{prefix}/providers/"
        path = f"/subscriptions/<subscription>/{group}{resource.provider}"
        texts = f"asks Azure for the {resource.name}", text
        yield from self.exchange(connection, "F1", "PUT", path, int(REQUEST_BYTES.value), status, texts)
        if taken is not None:
            cmg = self.network.topology.node(Role.CMG)
            self.network.journal.state(self.clock.now, cmg, "F1", "the service is in error: it could not be created")
            self.network.close(self.clock.now, connection, "F1")
            _stop("F1", text, taken)
        yield from self.wait(resource.takes.ns)
        self.network.journal.state(self.clock.now, connection.acceptor, "F1", f"the {resource.name} is provisioned")


class SiteServer(_Initiator):
    """D1 to D4: it puts a package into the storage of the CMG."""

    def distribute(self) -> Process:
        """The four steps, until the package is in storage; Stopped where a fault ends them."""
        network, node = self.network, self.node
        network.journal.state(
            self.clock.now, node, "D1", "the distribution manager asks for the package to be sent to the CMG"
        )
        network.journal.state(
            self.clock.now, node, "D2", "the package transfer manager copies the package to a temporary share"
        )
        network.journal.state(
            self.clock.now, node, "D3", "the package transfer manager gets an access token for the CMG's storage"
        )
        blob = network.topology.node(Role.BLOB_STORAGE)
        connection = yield from self.reach(blob, network.names.blob, "D4")
        yield from self.exchange(
            connection, "D4", "PUT", "/<container>/<file>", PACKAGE_BYTES, CREATED,
            ("uploads the package to blob storage", "blob storage holds the package"),
        )  # fmt: skip
        network.close(self.clock.now, connection, "D4")


def _stop(rule: str, text: str, fault: Fault) -> NoReturn:
    row = failure(fault.kind)
    raise Stopped(rule, text, row.status, fault)
