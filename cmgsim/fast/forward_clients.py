"""
What clients hold while their requests are on their way: connections, notification sessions, ports.

None of it changes when anything happens, as long as there is enough of everything; so the sweep follows it behind the
requests, in the order of time, and stops where there is not.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, kept
from cmgsim.fast.fields import (
    A_NOTIFICATION,
    CONNECTED,
    CONNECTION_LIMIT,
    CONNECTIONS,
    CURRENT_ROW,
    EVENTS,
    INSTANCES,
    N_CLOSED,
    N_INSTANCE,
    N_OPENED,
    NEVER,
    NONE,
    NOW,
    POINTS,
    RECORD_VISITS,
    SERVERS,
    STINT,
    T_END,
    W_BLOCK,
    W_CHANNELS,
    W_SEEN,
)
from cmgsim.fast.machine import Machine
from cmgsim.fast.occupancy import CODE_BITS
from cmgsim.fast.ports import give_back, take_port
from cmgsim.fast.sessions import online_until

TAKE, ANSWER, ASK, LEAVE, NOTHING = range(5)
"""What may come next, in the order of the ranks of these events."""
FINE, CROWDED, NO_PORTS, INTERTWINED = range(4)
"""What the sweep may find."""
AT, ROW, PIN = range(3)
"""Of each client: the instance of its notification session, the number of that connection, and whose port it holds."""


@inlined
def _note(moves: Any, at_ns: Any, instance: Any, opens: Any) -> None:
    """A notification session begins or ends."""
    moves[0] += 1
    moves[moves[0]] = at_ns << CODE_BITS | 2 * instance + opens


@inlined
def _opened(m: Any, instance: Any, ready_ns: Any) -> Any:
    """One more connection; its number, if all are kept."""
    tables.stations(m, instance)[CONNECTED] += 1
    if m[RECORD_VISITS] == 0:
        return NONE
    row = m[CONNECTIONS]
    m[CONNECTIONS] = row + 1
    connection = tables.connections(m, row)
    connection[N_INSTANCE], connection[N_OPENED], connection[N_CLOSED] = instance, ready_ns, NONE
    return row


@inlined
def _closed(m: Any, instance: Any, row: Any) -> None:
    tables.stations(m, instance)[CONNECTED] -= 1
    if m[RECORD_VISITS] == 1:
        tables.connections(m, row)[N_CLOSED] = m[NOW]


@inlined
def _drop(m: Any, session: Any, moves: Any) -> None:
    """A client's notification session ends."""
    _closed(m, session[AT], session[ROW])
    _note(moves, m[NOW], session[AT], 0)
    session[AT] = NONE


@inlined
def _listen(m: Any, client: Any, session: Any, instance: Any, moves: Any) -> Any:
    """The client's notification session is at this instance from now on; whether it has moved."""
    until_ns = online_until(m, client)
    if until_ns < m[NOW] or session[AT] == instance:
        return False
    if session[AT] != NONE:
        _drop(m, session, moves)
    session[AT], session[ROW] = instance, _opened(m, instance, m[NOW])
    _note(moves, m[NOW], instance, 1)
    m[EVENTS] += until_ns < NEVER
    return True


@inlined
def _unpin(m: Any, session: Any) -> None:
    """The port of a client's notification session is given back."""
    if session[PIN] != NONE:
        give_back(m, session[PIN] // m[SERVERS])
        session[PIN] = NONE


@kept
def begin_listening(registers: Any, listening: Any, moves: Any) -> Any:
    """Clients that have been connected all along hold a port each; connection points take turns."""
    m = tables.start_of(registers)
    world = tables.world(m, m[CURRENT_ROW])
    for number in range(m[tables.LISTENER_COUNT]):
        listener = tables.listeners(m, number)
        client, instance = listener[0], world[m[W_SEEN] + listener[1]]
        block, session = m[W_CHANNELS] + instance * m[W_BLOCK], listening[client]
        if session[PIN] == NONE:
            point = world[block + 1 + client % world[block]]
            if not take_port(m, point):
                return NO_PORTS
            session[PIN] = point * m[SERVERS] + listener[2]
        _listen(m, client, session, instance, moves)
        if tables.stations(m, instance)[CONNECTED] > m[CONNECTION_LIMIT]:
            return CROWDED
    return FINE


@inlined
def _answered(m: Any, way: Any, place: Any, listening: Any, moves: Any) -> None:
    """A client has its answer, and closes the connection; a keep-alive may have moved its notification session."""
    client, instance = way[t.CLIENT, place], way[t.INSTANCE, place]
    point = way[t.POINT, place] - m[INSTANCES]
    _closed(m, instance, way[t.OPENING, place])
    if tables.activities(m, way[t.ACTIVITY, place])[A_NOTIFICATION] == 1:
        session = listening[client]
        moved = _listen(m, client, session, instance, moves)
        pair = point * m[SERVERS] + way[t.SERVER, place] - m[INSTANCES] - m[POINTS]
        if session[AT] != NONE and (session[PIN] == NONE or (session[PIN] != pair and moved)):
            _unpin(m, session)
            if way[t.HOLDS, place] == 1:
                way[t.HOLDS, place], session[PIN] = 0, pair
    if len(listening) == 0 or way[t.HOLDS, place] == 1:  # without sessions, whoever was passed on holds one
        give_back(m, point)


@inlined
def _passed_on(m: Any, way: Any, place: Any, listening: Any) -> Any:
    """A request leaves its connection point, which needs a port unless the client's session holds the same."""
    point = way[t.POINT, place] - m[INSTANCES]
    pair = point * m[SERVERS] + way[t.SERVER, place] - m[INSTANCES] - m[POINTS]
    if len(listening) > 0 and listening[way[t.CLIENT, place], PIN] == pair:
        return True
    way[t.HOLDS, place] = 1
    return take_port(m, point)


@kept
def follow_clients(
    registers: Any, way: Any, asked: Any, passed_on: Any, answered: Any, leaving: Any, listening: Any, moves: Any
) -> Any:
    """
    Follow what clients hold through one stretch.

    Args:
        asked: Who asks, in order.
        passed_on: Whom connection points pass on, in order.
        answered: Who is answered, in order.
        leaving: Rows of time and client: who goes offline, in order.
        listening: By client, where its notification session is; empty where nobody ever has one.
        moves: How many notification sessions have begun and ended, and behind it, each.

    Returns:
        FINE, or what there was not enough of.
    """
    m = tables.start_of(registers)
    asks = takes = answers = leaves = 0
    before_ns, was_hasty = -NEVER, False
    while True:
        now, what, place = NEVER, NOTHING, 0
        if takes < len(passed_on):
            now, what, place = way[t.POINT + t.LEFT, passed_on[takes]], TAKE, passed_on[takes]
        if answers < len(answered) and way[t.DONE, answered[answers]] < now:
            now, what, place = way[t.DONE, answered[answers]], ANSWER, answered[answers]
        if asks < len(asked) and way[t.CREATED, asked[asks]] < now:
            now, what, place = way[t.CREATED, asked[asks]], ASK, asked[asks]
        if leaves < len(leaving) and leaving[leaves, 0] < now:
            now, what = leaving[leaves, 0], LEAVE
        if what == NOTHING:
            return FINE
        m[NOW] = now
        is_hasty = what <= ANSWER and way[t.HASTY, place] == 1
        if now == before_ns and (is_hasty or was_hasty):
            return INTERTWINED
        before_ns, was_hasty = now, is_hasty
        if what == TAKE:
            takes += 1
            if not _passed_on(m, way, place, listening):
                return NO_PORTS
        elif what == ANSWER:
            answers += 1
            _answered(m, way, place, listening, moves)
            if tables.stations(m, way[t.INSTANCE, place])[CONNECTED] > m[CONNECTION_LIMIT]:
                return CROWDED
        elif what == ASK:
            asks += 1
            way[t.OPENING, place] = _opened(m, way[t.INSTANCE, place], way[t.READY, place])
            if tables.stations(m, way[t.INSTANCE, place])[CONNECTED] > m[CONNECTION_LIMIT]:
                return CROWDED
        else:
            client = leaving[leaves, 1]
            leaves += 1
            if listening[client, AT] != NONE:
                _drop(m, listening[client], moves)
                _unpin(m, listening[client])


def leaving_clients(machine: Machine, end_ns: int) -> NDArray[np.int64]:
    """When which client goes offline before the end: rows of time and client, in order."""
    firsts, ends = machine.tables["clients"][:, STINT], machine.tables["stints"][:, T_END]
    clients = np.flatnonzero(firsts >= 0)
    behind = np.append(firsts[clients][1:], len(ends))
    rows = np.stack([ends, np.repeat(clients, behind - firsts[clients])], axis=1)
    rows = rows[rows[:, 0] < end_ns]
    return np.ascontiguousarray(rows[np.lexsort((rows[:, 1], rows[:, 0]))])
