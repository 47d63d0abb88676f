"""
The life of a CMG channel, seen from the connection point that keeps it.

Rule: whatever decides the next state is in this file, in this table; an event that is missing is forbidden. What is
*not* here: which protocol and port come first. That is the order of the rows of the port table.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import Final

from cmgsim.errors import IllegalTransition


class State(StrEnum):
    """Where a channel to one VM instance stands."""

    CLOSED = "closed"
    CONNECTING = "connecting"
    OPEN = "open"


class Event(StrEnum):
    """What happens to it."""

    CONNECT = "connect"
    ACCEPTED = "accepted"
    FAILED = "failed"
    """Refused, or no answer within the connect timeout: the next row of the port table is tried."""
    LOST = "lost"
    """The instance, the line or a firewall broke it."""
    WITHDRAWN = "withdrawn"
    """The documented port is another one now, because the number of instances changed."""


TRANSITIONS: Final = MappingProxyType(
    {
        State.CLOSED: MappingProxyType({Event.CONNECT: State.CONNECTING}),
        State.CONNECTING: MappingProxyType({Event.ACCEPTED: State.OPEN, Event.FAILED: State.CLOSED}),
        State.OPEN: MappingProxyType({Event.LOST: State.CLOSED, Event.WITHDRAWN: State.CLOSED}),
    }
)


def advance(state: State, event: Event) -> State:
    """
    The state after *event*; IllegalTransition if the table has no such row.

    Example:
        >>> advance(State.CONNECTING, Event.ACCEPTED)
        <State.OPEN: 'open'>
    """
    try:
        return TRANSITIONS[state][event]
    except KeyError:
        raise IllegalTransition("CMG channel", state, event, tuple(TRANSITIONS[state])) from None
