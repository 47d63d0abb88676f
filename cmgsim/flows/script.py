"""
A documented flow as a script: its steps in order, and the records that may carry each of them out.

A step lists its moves as a table does: a record that claims a step and fits none of its moves is forbidden there. The
same script drives the conformance check, names the steps in narrations and heads the diagrams.
"""

from __future__ import annotations

from typing import Final

from attrs import field, frozen

from cmgsim.facts.rows import Role
from cmgsim.facts.steps import STEPS
from cmgsim.trace import Record

OUTCOMES: Final = ("accepted", "refused", "timed-out")
"""What becomes of an attempt to connect: exactly one of these."""

ANYONE: Final = tuple(Role)


@frozen
class Move:
    """
    Records of one kind between two roles, by which a step is carried out.

    Example:
        >>> str(Move(("request",), (Role.CLIENT,), (Role.INSTANCE,), rows=("P7",), opened_by=Role.CLIENT))
        'request from client to instance'
    """

    kinds: tuple[str, ...]
    sources: tuple[Role, ...]
    targets: tuple[Role, ...]
    rows: tuple[str, ...] = ()
    """Rows of the port table that may allow the connection; empty: it needs none."""
    opened_by: Role | None = None
    """Who opened the connection that the message travels on; None: the record has no connection."""
    needed: bool = False
    """Whether a complete flow shows at least one."""

    def fits(self, record: Record) -> bool:
        """Whether *record* is this move."""
        return (
            record.kind in self.kinds
            and record.src_role in self.sources
            and record.dst_role in self.targets
            and (record.port_rule in self.rows if self.rows else record.port_rule is None)
            and self.opened_by == opener_role(record)
        )

    def __str__(self) -> str:
        sources, targets = (" or ".join(roles) for roles in (self.sources, self.targets))
        where = f"of {sources}" if sources == targets else f"from {sources} to {targets}"
        return f"{' or '.join(self.kinds)} {where}"


def opener_role(record: Record) -> str | None:
    """The role of the node that opened the connection of *record*; None without one, or when neither end opened it."""
    return {record.src: record.src_role, record.dst: record.dst_role}.get(record.opened_by or "")


@frozen
class Step:
    """One numbered step of the documentation, and the records that carry it out."""

    rule: str
    moves: tuple[Move, ...]

    @property
    def initiator(self) -> Role:
        """Who does it."""
        return STEPS[self.rule].initiator

    @property
    def acceptor(self) -> Role:
        """Towards whom; the initiator itself where no message leaves it."""
        return STEPS[self.rule].acceptor

    def carried_out_by(self, record: Record) -> bool:
        """Whether *record* is one of the step's moves."""
        return any(move.fits(record) for move in self.moves)


@frozen
class Flow:
    """Steps in the order of the documentation."""

    name: str
    steps: tuple[Step, ...]
    _places: dict[str, int] = field(init=False, eq=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "_places", {step.rule: place for place, step in enumerate(self.steps)})

    @property
    def rules(self) -> tuple[str, ...]:
        """Ids of the steps, in order: what a complete trace must show."""
        return tuple(step.rule for step in self.steps)

    def place(self, rule: str | None) -> int | None:
        """Position of the step *rule*, counted from 0; None when it is not of this flow."""
        return self._places.get(rule or "")

    def step(self, rule: str | None) -> Step | None:
        """The step *rule*; None when it is not of this flow."""
        place = self.place(rule)
        return None if place is None else self.steps[place]


def look_up(asker: Role, *servers: Role, needed: bool = False) -> tuple[Move, ...]:
    """A name is asked for and answered."""
    return (
        Move(("dns-query",), (asker,), servers, needed=needed),
        Move(("dns-answer",), servers, (asker,), needed=needed),
    )


def connection(opener: Role, *acceptors: Role, rows: tuple[str, ...] = (), needed: bool = True) -> tuple[Move, ...]:
    """A connection is opened, with its outcome, and closed by either end."""
    return (
        Move(("connect",), (opener,), acceptors, rows, opener, needed),
        Move(("accepted",), (opener,), acceptors, rows, opener, needed),
        Move(("refused", "timed-out"), (opener,), acceptors, rows, opener),
        *closing(opener, *acceptors, rows=rows),
    )


def closing(opener: Role, *acceptors: Role, rows: tuple[str, ...] = ()) -> tuple[Move, ...]:
    """A connection is closed by either end; often it serves a later step than the one that opened it."""
    return (
        Move(("closed",), (opener,), acceptors, rows, opener),
        Move(("closed",), acceptors, (opener,), rows, opener),
    )


def ask(source: Role, *targets: Role, opener: Role, rows: tuple[str, ...] = (), needed: bool = True) -> Move:
    """A request."""
    return Move(("request",), (source,), targets, rows, opener, needed)


def answer(source: Role, *targets: Role, opener: Role, rows: tuple[str, ...] = (), needed: bool = True) -> Move:
    """A response."""
    return Move(("response",), (source,), targets, rows, opener, needed)


def said(*roles: Role, needed: bool = False) -> Move:
    """Something about a node changes."""
    return Move(("state",), roles or ANYONE, roles or ANYONE, needed=needed)
