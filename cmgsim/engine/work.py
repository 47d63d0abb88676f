"""What is being worked on: a client's attempt at a request, and the tasks of the site's own roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, field, frozen

from cmgsim.engine.clock import ATTEMPT_BITS, order
from cmgsim.engine.draws import RequestDraws
from cmgsim.engine.variate import Variate
from cmgsim.facts.rows import Authentication, RequestKind
from cmgsim.model.distributions import Uniforms
from cmgsim.model.randomness import Streams
from cmgsim.model.scenario import Fault
from cmgsim.model.topology import Node

if TYPE_CHECKING:
    from cmgsim.engine.ports import Onward
    from cmgsim.engine.roles.cmg import Instance

BAD_REQUEST: Final = 400
"""HTTP: from here on a status is a refusal."""


@frozen
class Answer:
    """What comes back for a request."""

    status: int | None
    """None: the answer came, and the client cannot use it."""
    text: str
    """Reason as Configuration Manager's logs show it; empty for success."""
    rule: str
    """Step of the flow at which the answer was given."""
    size_bytes: int
    fault: Fault | None = None
    """What is to blame, if something is."""

    @property
    def ok(self) -> bool:
        """Whether the request was served."""
        return self.status is not None and self.status < BAD_REQUEST


_LOCATION_STEPS: Final = {"F5": "C1", "F4": "C1", "F3": "C2"}
"""The answer to a content location request carries out the first steps of the content flow on its way back."""


class Lost(Exception):
    """The work vanished with the machine it was on; nobody will answer."""


class Stopped(Exception):
    """A replayed flow cannot go on."""

    def __init__(self, rule: str, text: str, status: int | None = None, fault: Fault | None = None) -> None:
        super().__init__(rule, text, status, fault)
        self.rule, self.text, self.status, self.fault = rule, text, status, fault


@define(eq=False, slots=True)
class Attempt:
    """One attempt of a client at one request, and where its time went."""

    entity: int
    """Number of the request in its run: its place among simultaneous events."""
    attempt: int
    client: Node
    row: RequestKind
    up_bytes: int
    down_bytes: int
    authentication: Authentication
    draws: RequestDraws
    server: int = 0
    """Which of the management or software update points, counted from 0."""
    instance: Instance | None = None
    connection_point: str | None = None
    served_by: str | None = None
    onward: Onward | None = None
    """What was opened onwards for its connection, as long as it is the last to use that."""
    back_ns: int = 0
    """How long the answer travels, as far as the way back is known."""
    dns_ns: int = 0
    connect_ns: int = 0
    instance_wait_ns: int = 0
    instance_service_ns: int = 0
    channel_ns: int = 0
    connection_point_wait_ns: int = 0
    connection_point_service_ns: int = 0
    server_wait_ns: int = 0
    server_service_ns: int = 0
    response_ns: int = 0
    order: int = field(init=False)
    """Its part of the keys of its events."""

    def __attrs_post_init__(self) -> None:
        self.order = self.entity << ATTEMPT_BITS | self.attempt  # as `order` says, without a call for each attempt

    @property
    def id(self) -> str:
        """Correlation id in a trace, the same on every hop."""
        return f"r{self.entity + 1}"

    def step_of(self, answer: Answer, step: str) -> str:
        """The step that *answer* carries out on the leg of *step*."""
        return _LOCATION_STEPS[step] if self.row.name == "location" and answer.ok else step

    def draw(self, variate: Variate) -> int:
        """A value of *variate*; the same at every call of one attempt."""
        return self.draws.value(variate)


class Task:
    """Work of a role of its own accord (building a channel, deploying): its order and its draws."""

    def __init__(self, streams: Streams, stream: str, entity: int, attempt: int = 0) -> None:
        self.entity, self.attempt, self.order = entity, attempt, order(entity, attempt)
        self._streams, self._stream = streams, stream

    def uniforms(self, purpose: str) -> Uniforms:
        """The uniforms of this task for *purpose*."""
        return self._streams.uniforms(f"{self._stream}/{purpose}", self.entity, self.attempt)

    def draw(self, variate: Variate) -> int:
        """A value of *variate*; the same at every call."""
        constant = variate.constant
        return variate.distribution.draw(self.uniforms(variate.purpose)) if constant is None else constant
