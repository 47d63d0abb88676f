"""What clients keep between requests: connections, and notification sessions."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.events import key_of, push
from cmgsim.fast.fields import (
    CONNECTED,
    CONNECTIONS,
    EPOCH,
    FREE_SESSION,
    IDLE,
    IDLE_TIMEOUT,
    IDLE_UNTIL,
    LISTENS,
    N_CLOSED,
    N_INSTANCE,
    N_OPENED,
    NEVER,
    NONE,
    NOW,
    OFFLINE,
    RECORD_VISITS,
    S_CLOSED,
    S_CUT,
    S_EPOCH,
    S_INSTANCE,
    S_NEXT,
    S_ONWARD,
    S_READY,
    S_ROW,
    SESSIONS,
    STINT,
    T_END,
    T_START,
)
from cmgsim.fast.occupancy import noted
from cmgsim.fast.ports import give_all_back, unpin

FRESH, DROPPED = -1, -2
"""What a client finds in the place of a kept connection: none, or one that the load balancer dropped in silence."""


@routine
def open_session(m: Any, instance: Any, ready_ns: Any) -> Any:
    """A new connection of a client; its number."""
    session = m[FREE_SESSION]
    if session == NONE:
        session = m[SESSIONS]
        m[SESSIONS] = session + 1
    else:
        m[FREE_SESSION] = tables.sessions(m, session)[S_NEXT]
    one = tables.sessions(m, session)
    one[S_INSTANCE], one[S_READY], one[S_CLOSED], one[S_CUT] = instance, ready_ns, NONE, NONE
    one[S_EPOCH] = tables.stations(m, instance)[EPOCH]
    for word in range(S_ONWARD, m[tables.SESSION_WIDTH]):
        one[word] = 0
    tables.stations(m, instance)[CONNECTED] += 1
    noted(m, ready_ns, instance, 1)
    if m[RECORD_VISITS] == 1:
        one[S_ROW] = row = m[CONNECTIONS]
        m[CONNECTIONS] = row + 1
        connection = tables.connections(m, row)
        connection[N_INSTANCE], connection[N_OPENED], connection[N_CLOSED] = instance, ready_ns, NONE
    return session


@inlined
def cut(m: Any, session: Any) -> None:
    """The connection ends, unless it has ended already."""
    one = tables.sessions(m, session)
    if one[S_CUT] == NONE:
        at_ns = one[S_CUT] = max(m[NOW], one[S_READY])
        instance = one[S_INSTANCE]
        tables.stations(m, instance)[CONNECTED] -= 1
        noted(m, at_ns, instance, 0)
        if m[RECORD_VISITS] == 1:
            tables.connections(m, one[S_ROW])[N_CLOSED] = at_ns


@inlined
def close_session(m: Any, session: Any) -> None:
    """The client closes; whatever still uses the session finds it closed."""
    tables.sessions(m, session)[S_CLOSED] = m[NOW]
    cut(m, session)


@inlined
def free_session(m: Any, session: Any) -> None:
    """Nothing uses the session any more."""
    give_all_back(m, session)
    tables.sessions(m, session)[S_NEXT] = m[FREE_SESSION]
    m[FREE_SESSION] = session


@inlined
def is_known(m: Any, session: Any) -> Any:
    """Whether the instance still knows the connection."""
    return tables.sessions(m, session)[S_EPOCH] == tables.stations(m, tables.sessions(m, session)[S_INSTANCE])[EPOCH]


@routine
def resume(m: Any, client: Any, keep_alive: Any) -> Any:
    """The kept connection of a client that keeps it so long, or why there is none."""
    session = tables.clients(m, client)[IDLE]
    if session == NONE:
        return FRESH
    tables.clients(m, client)[IDLE] = NONE
    found = session
    if not is_known(m, session):
        found = FRESH
    elif m[NOW] - tables.clients(m, client)[IDLE_UNTIL] + keep_alive >= m[IDLE_TIMEOUT]:
        found = DROPPED
    if found < 0:
        close_session(m, session)
        free_session(m, session)
    return found


@routine
def expire(m: Any, client: Any) -> None:
    """A kept connection has been silent for long enough, if it is still the same one."""
    session = tables.clients(m, client)[IDLE]
    if session != NONE and tables.clients(m, client)[IDLE_UNTIL] == m[NOW]:
        tables.clients(m, client)[IDLE] = NONE
        close_session(m, session)
        free_session(m, session)


@inlined
def is_broken(m: Any, client: Any) -> Any:
    """Whether the client's notification session went down with its instance."""
    session = tables.clients(m, client)[LISTENS]
    return session != NONE and tables.sessions(m, session)[S_CUT] != NONE


@routine
def listen(m: Any, client: Any, instance: Any) -> Any:
    """The client's notification session is at this instance from now on, while it is online; whether it has moved."""
    until_ns = online_until(m, client)
    if until_ns < m[NOW]:
        return False
    session = tables.clients(m, client)[LISTENS]
    if session != NONE:
        if tables.sessions(m, session)[S_INSTANCE] == instance and tables.sessions(m, session)[S_CUT] == NONE:
            return False
        cut(m, session)
        free_session(m, session)
    tables.clients(m, client)[LISTENS] = open_session(m, instance, m[NOW])
    if until_ns < NEVER:
        push(m, until_ns, key_of(OFFLINE, client, 0), client)
    return True


@routine
def leave(m: Any, client: Any) -> None:
    """The client goes offline, and its notification session ends."""
    session = tables.clients(m, client)[LISTENS]
    if session != NONE:
        cut(m, session)
        free_session(m, session)
        tables.clients(m, client)[LISTENS] = NONE
        unpin(m, client)


@inlined
def _coming(m: Any, client: Any, time_ns: Any) -> Any:
    """The row of a client's first time online that is not over then; there always is one, if only never."""
    place = tables.clients(m, client)[STINT]
    while tables.stints(m, place)[T_END] <= time_ns:
        place += 1
    return place


@routine
def online_until(m: Any, client: Any) -> Any:
    """When the client's time online ends; NEVER where it is always online, NONE where it is offline."""
    if tables.clients(m, client)[STINT] == NONE:
        return NEVER
    stint = tables.stints(m, _coming(m, client, m[NOW]))
    return stint[T_END] if stint[T_START] <= m[NOW] else NONE


@routine
def awake(m: Any, client: Any, time_ns: Any) -> Any:
    """The first time from then on at which the client is online."""
    if tables.clients(m, client)[STINT] == NONE:
        return time_ns
    return max(time_ns, tables.stints(m, _coming(m, client, time_ns))[T_START])
