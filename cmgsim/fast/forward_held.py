"""
What clients hold during a sweep, stretch after stretch: connections, notification sessions, ports.

Where it is known beforehand who holds what, it is counted; or else it is followed event by event.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import fields as f
from cmgsim.fast import forward_table as t
from cmgsim.fast.forward_clients import PIN, begin_listening, follow_clients, leaving_clients
from cmgsim.fast.forward_feedback import refuse_if
from cmgsim.fast.forward_holdings import UNDECIDED, code, follow_connections, follow_ports
from cmgsim.fast.machine import Machine

Integers = NDArray[np.int64]


class Held:
    """What the clients of one run hold, as far as the sweep has come."""

    def __init__(self, machine: Machine, way: t.OnTheWay, *, visits: bool) -> None:
        self._machine, self._way, self._visits = machine, way, visits
        self._registers, self._stations = machine.registers, machine.tables["stations"]
        some_listen = bool(machine.tables["activities"][:, f.A_NOTIFICATION].any())
        self._leaving = leaving_clients(machine, int(machine.registers[f.END]) if some_listen else 0)
        self._listening = np.full((len(machine.tables["clients"]) * some_listen, PIN + 1), f.NONE, np.int64)

    def begin(self) -> None:
        """Clients that have been connected all along are."""
        moves = np.zeros(1 + 2 * len(self._machine.tables["listeners"]), np.int64)
        refuse_if(begin_listening(self._registers, self._listening, moves))
        nobody = np.empty(0, np.int64)
        self._follow_connections(nobody, nobody, moves)

    def follow(self, from_ns: int, to_ns: int, passed_on: Integers, answered: Integers, *, by_instants: bool) -> None:
        """
        What becomes of it in a stretch.

        Args:
            passed_on: Whom connection points pass on, in order; *answered*, who is answered.
            by_instants: Whether the order of the events of one instant may matter.

        Raises:
            FeedbackError: There is not enough of something.
        """
        opening, table = self._way.due(t.READY, from_ns, to_ns), self._way.table
        asked = self._asked(from_ns, to_ns, len(answered) if len(self._listening) else 0)
        if not (len(self._listening) or len(asked) or self._visits or by_instants):
            found = follow_ports(self._registers, table, passed_on, answered)
            if found != UNDECIDED:
                refuse_if(found)
                self._follow_connections(opening, answered, np.zeros(1, np.int64))
                return
        first, behind = np.searchsorted(self._leaving[:, 0], [from_ns, to_ns])
        leaving = self._leaving[first:behind]
        sessions = len(answered) + len(leaving)
        if self._visits:
            self._make_room(len(asked) + sessions)
        moves = np.zeros(1 + 2 * sessions, np.int64)
        arguments = asked, passed_on, answered, leaving, self._listening, moves
        refuse_if(follow_clients(self._registers, table, *arguments))
        self._follow_connections(opening, answered, moves)

    def _asked(self, from_ns: int, to_ns: int, more: int) -> Integers:
        """
        Who asks, in order; nobody where it does not matter who asks before whom.

        So it is where no instance gets too many connections even if all of them, and so
        many *more* for sessions, are opened and none is closed.
        """
        table = self._way.table
        first, behind = np.searchsorted(table[t.CREATED, : self._way.count], [from_ns, to_ns])
        opened = np.bincount(table[t.INSTANCE, first:behind], minlength=len(self._stations))
        if self._visits or np.any(self._stations[:, f.CONNECTED] + opened + more > self._registers[f.CONNECTION_LIMIT]):
            return np.arange(first, behind)
        self._stations[:, f.CONNECTED] += opened
        return np.arange(0)

    def _make_room(self, more: int) -> None:
        """For so many more connections."""
        while len(self._machine.tables["connections"]) < self._registers[f.CONNECTIONS] + more:
            self._machine.grow(int(f.MORE_CONNECTIONS))

    def _follow_connections(self, opening: Integers, answered: Integers, moves: Integers) -> None:
        """Connections open and close: those of requests, and those of notification sessions."""
        sessions = moves[1 : 1 + moves[0]]
        opened, closed = self._codes(t.READY, opening, 1), self._codes(t.DONE, answered, 0)
        if len(sessions):
            opens = sessions & 1 == 1
            opened, closed = np.append(opened, sessions[opens]), np.append(closed, sessions[~opens])
            opened.sort()
            closed.sort()
        follow_connections(self._registers, opened, closed)

    def _codes(self, row: int, order: Integers, opens: int) -> Integers:
        codes = np.empty_like(order)
        code(self._way.table, row, order, opens, codes)
        return codes
