"""
A trace laid out for examination: its connections gathered, and the situation that it claims to show.

A check is a function from a `Case` to the departures that it finds; `laws` has those that hold for every trace,
`port_laws` those of the port table, `conformance` those of the documented steps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from attrs import frozen

from cmgsim.facts.rows import Deployment, Role
from cmgsim.flows.script import OUTCOMES, Flow
from cmgsim.trace import Record

TRACE: Final = "trace"
"""Stands for a rule id where no documented step is broken but the promise of what a trace is."""

CMG_FACES: Final = (Role.CMG, Role.LOAD_BALANCER, Role.INSTANCE)
"""What the port table calls the CMG: the service, and how a connection to it is addressed."""


@frozen
class Departure:
    """
    One place where a trace departs from what is documented.

    Example:
        >>> print(Departure(3, "N3", "instance-2 is reached on 10124; 10125 would be right"))
        record 4 (N3): instance-2 is reached on 10124; 10125 would be right
    """

    position: int
    """Index of the record; the number of records when something is missing at the end."""
    rule: str
    """Id of the rule that is broken, or `trace`."""
    message: str
    """What, where, and what would be right."""

    def __str__(self) -> str:
        return f"record {self.position + 1} ({self.rule}): {self.message}"


@frozen
class Situation:
    """What the trace is a trace of."""

    deployment: Deployment = Deployment.SCALE_SET
    instances: int = 1
    connection_points: int = 1
    proxy: bool = False
    """Whether a proxy stands between the connection points and the internet."""


@frozen
class Talk:
    """Everything that names one connection, by position."""

    id: str
    positions: tuple[int, ...]
    opened: int | None
    """Where it is opened for the first time; None: nowhere."""
    outcomes: tuple[int, ...]
    accepted: int | None
    """Where its attempt is accepted, if that is its only outcome."""
    closed: int | None


@frozen
class Case:
    """What a check is given."""

    records: tuple[Record, ...]
    flow: Flow
    situation: Situation
    talks: dict[str, Talk]
    stopped: str | None
    """The step at which the flow says that it stopped."""
    complete: bool
    """Whether the trace has to show the whole flow."""

    def talk(self, record: Record) -> Talk:
        """The connection of *record*."""
        assert record.connection is not None
        return self.talks[record.connection]

    def opening(self, talk: Talk) -> Record:
        """The record that opens *talk*."""
        assert talk.opened is not None
        return self.records[talk.opened]

    def openings(self) -> Iterator[tuple[int, Record]]:
        """Every attempt to connect, with its position."""
        return ((position, record) for position, record in enumerate(self.records) if record.kind == "connect")


Check = Callable[[Case], Iterator[Departure]]


def told(record: Record) -> str:
    """How a message speaks of *record*."""
    where = f"of {record.src}" if record.src == record.dst else f"from {record.src} to {record.dst}"
    return f"the {record.kind} {where}"


def asked_as(record: Record) -> str:
    """What a request is known by: its id, or its connection where it is not part of a client's request."""
    return record.request or f"on {record.connection}"


def lay_out(records: tuple[Record, ...], flow: Flow, situation: Situation, *, complete: bool | None) -> Case:
    """
    The case of *records*.

    Args:
        records: In order of occurrence.
        flow: The documented flow that they claim to show.
        situation: What they are a trace of.
        complete: Whether the whole flow must be there; None: unless the last record says that it stopped.
    """
    stopped = _stopped_at(records)
    whole = stopped is None if complete is None else complete
    return Case(records, flow, situation, _gather(records), None if complete else stopped, whole)


def _stopped_at(records: tuple[Record, ...]) -> str | None:
    if not records or records[-1].kind != "state" or not records[-1].text.lower().startswith("stopped"):
        return None
    return records[-1].rule


def _gather(records: tuple[Record, ...]) -> dict[str, Talk]:
    places: dict[str, list[int]] = {}
    for position, record in enumerate(records):
        if record.connection is not None:
            places.setdefault(record.connection, []).append(position)
    return {id_: _talk(id_, tuple(positions), records) for id_, positions in places.items()}


def _talk(id_: str, positions: tuple[int, ...], records: tuple[Record, ...]) -> Talk:
    def where(*kinds: str) -> tuple[int, ...]:
        return tuple(position for position in positions if records[position].kind in kinds)

    outcomes = where(*OUTCOMES)
    accepted = outcomes[0] if len(outcomes) == 1 and records[outcomes[0]].kind == "accepted" else None
    opened, closed = (next(iter(where(kind)), None) for kind in ("connect", "closed"))
    return Talk(id_, positions, opened, outcomes, accepted, closed)
