"""Name resolution: an alias in public DNS, an address in Azure's, and what a host remembers of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define

from cmgsim.engine.conditions import Obstacle
from cmgsim.engine.connections import ConnectionFailed
from cmgsim.engine.station import Job
from cmgsim.facts.rows import Role
from cmgsim.model.topology import Node

if TYPE_CHECKING:
    from cmgsim.engine.network import Network

NXDOMAIN: Final = 3
"""DNS: there is no such name."""
NEVER: Final = -(2**62)
HAS_ADDRESS: Final = "{name} has an address"
LEADS: Final = "{name} leads to {deployment}"
LEADS_ELSEWHERE: Final = "{name} has the address of another host"
NO_NAME: Final = "there is no name {name}"


@define(eq=False)
class NameCache:
    """What a host remembers of the service's names, and until when."""

    alias_until_ns: int = NEVER
    address_until_ns: int = NEVER
    certificate: int = 0
    """Of which server certificate there is an earlier TLS session to take up; 0: there is none."""


def _known(at_ns: int, until_ns: int, ttl_ns: int) -> bool:
    """Whether the answer to a look-up is there, and still holds."""
    return until_ns - ttl_ns <= at_ns < until_ns


class Resolver:
    """Who is asked for which name, and how long that takes."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self._public = network.topology.node(Role.PUBLIC_DNS)
        self._azure = network.topology.node(Role.AZURE_DNS)

    def service(
        self, opener: Node, *, rules: tuple[str, ...], at_ns: int, job: Job, cache: NameCache | None = None
    ) -> int:
        """
        Resolve the service name: the alias in public DNS (first rule), then the address in Azure's (second).

        Returns the instant when the address is known; ConnectionFailed when public DNS knows no such name. What *cache*
        still holds is not asked for again.
        """
        network, names = self.network, self.network.names
        legs, service = network.scenario.network, names.service
        if network.has_alias and (cache is None or not _known(at_ns, cache.alias_until_ns, legs.dns_ttl_cname_ns)):
            find = network.conditions.find
            missing, wrong = (find("cname-missing"), find("cname-wrong")) if network.conditions.active else (None, None)
            if missing is not None:
                at_ns = self._query(opener, self._public, service, rules[0], at_ns, job, NO_NAME, NXDOMAIN)
                reason = NO_NAME.format(name=service)
                raise ConnectionFailed(at_ns, "no-name", NXDOMAIN, Obstacle(missing, "refusal"), reason)
            if wrong is not None:  # the name leads past Azure's DNS; what answers there is not the CMG
                return self._query(opener, self._public, service, rules[0], at_ns, job, LEADS_ELSEWHERE)
            at_ns = self._query(opener, self._public, service, rules[0], at_ns, job, LEADS)
            if cache is not None:
                cache.alias_until_ns = at_ns + legs.dns_ttl_cname_ns
        if cache is None or not _known(at_ns, cache.address_until_ns, legs.dns_ttl_address_ns):
            at_ns = self._query(opener, self._azure, names.deployment, rules[1], at_ns, job)
            if cache is not None:
                cache.address_until_ns = at_ns + legs.dns_ttl_address_ns
        return at_ns

    def other(self, opener: Node, name: str, *, rule: str, at_ns: int, job: Job) -> int:
        """Resolve any other name; the instant when the address is known."""
        names = self.network.names
        of_azure = name.lower() in (names.blob.lower(), names.deployment.lower())
        return self._query(opener, self._azure if of_azure else self._public, name, rule, at_ns, job)

    def _query(  # who asks whom for what, when and why, and what comes of it
        self,
        opener: Node,
        resolver: Node,
        name: str,
        rule: str,
        at_ns: int,
        job: Job,
        found: str = HAS_ADDRESS,
        status: int | None = None,
    ) -> int:
        latency = self.network.way(opener, resolver).latency_ns(job)
        if self.network.tracing and not self._knows_by_heart(opener):
            text = found.format(name=name, deployment=self.network.names.deployment)
            self.network.journal.look_up(at_ns, at_ns + latency, opener, resolver, rule, name, text, status)
        return at_ns + 2 * latency

    def _knows_by_heart(self, opener: Node) -> bool:
        """With the site's line down the names come from the site's own resolver; only connections fail."""
        down = self.network.conditions.find("internet-down")
        return down is not None and opener.role is not Role.CLIENT
