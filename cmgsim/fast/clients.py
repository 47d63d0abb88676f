"""What clients keep between requests: connections, notification sessions; and how an attempt ends for its client."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.events import append, key_of, push
from cmgsim.fast.fields import (
    A_KEEP_ALIVE,
    A_LANE_KEEP,
    A_NOTIFICATION,
    A_RETRIES,
    A_RETRY,
    ACTIVITY,
    AT,
    ATTEMPT,
    CLIENT,
    CODE_INSTANCE,
    CODE_POINT,
    CODE_SERVER,
    CONNECTED,
    CONNECTIONS,
    EPOCH,
    FREE_ATTEMPT,
    FREE_SESSION,
    GHOST,
    IDLE,
    IDLE_SINCE,
    IDLE_TIMEOUT,
    L_DONE,
    L_INSTANCE,
    L_OUTCOME,
    L_POINT,
    L_SERVER,
    L_STAGE,
    L_STATUS,
    LISTENS,
    N_CLOSED,
    N_INSTANCE,
    N_OPENED,
    NEXT,
    NONE,
    NOW,
    NUMBER,
    O_OK,
    P_RETRY,
    R_CURRENT,
    REQUEST,
    S_CLOSED,
    S_EPOCH,
    S_INSTANCE,
    S_NEXT,
    S_ONWARD,
    S_READY,
    S_ROW,
    SESSION,
    SESSIONS,
    STAGE,
    STEP,
    VALID,
    VANISHED,
)
from cmgsim.fast.ways import drawn

FRESH, DROPPED = -1, -2
"""What a client finds in the place of a kept connection: none, or one that the load balancer dropped in silence."""


@inlined
def open_row(m: Any, instance: Any, at_ns: Any) -> Any:
    """A client connects to an instance; the number of the row."""
    row = m[CONNECTIONS]
    m[CONNECTIONS] = row + 1
    connection = tables.connections(m, row)
    connection[N_INSTANCE], connection[N_OPENED], connection[N_CLOSED] = instance, at_ns, NONE
    tables.stations(m, instance)[CONNECTED] += 1
    return row


@inlined
def close_row(m: Any, row: Any) -> None:
    """It disconnects, unless the instance has gone down since."""
    connection = tables.connections(m, row)
    if connection[N_CLOSED] == NONE:
        connection[N_CLOSED] = max(m[NOW], connection[N_OPENED])
        tables.stations(m, connection[N_INSTANCE])[CONNECTED] -= 1


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
    one[S_INSTANCE], one[S_ROW], one[S_READY], one[S_CLOSED] = instance, open_row(m, instance, ready_ns), ready_ns, NONE
    one[S_EPOCH] = tables.stations(m, instance)[EPOCH]
    for word in range(S_ONWARD, m[tables.SESSION_WIDTH]):
        one[word] = 0
    return session


@inlined
def close_session(m: Any, session: Any) -> None:
    """The client closes; whatever still uses the session finds it closed."""
    tables.sessions(m, session)[S_CLOSED] = m[NOW]
    close_row(m, tables.sessions(m, session)[S_ROW])


@inlined
def free_session(m: Any, session: Any) -> None:
    """Nothing uses the session any more."""
    tables.sessions(m, session)[S_NEXT] = m[FREE_SESSION]
    m[FREE_SESSION] = session


@inlined
def is_known(m: Any, session: Any) -> Any:
    """Whether the instance still knows the connection."""
    return tables.sessions(m, session)[S_EPOCH] == tables.stations(m, tables.sessions(m, session)[S_INSTANCE])[EPOCH]


@routine
def resume(m: Any, client: Any) -> Any:
    """The kept connection of a client, or why there is none."""
    session = tables.clients(m, client)[IDLE]
    if session == NONE:
        return FRESH
    tables.clients(m, client)[IDLE] = NONE
    found = session
    if not is_known(m, session):
        found = FRESH
    elif m[NOW] - tables.clients(m, client)[IDLE_SINCE] >= m[IDLE_TIMEOUT]:
        found = DROPPED
    if found < 0:
        close_session(m, session)
        free_session(m, session)
    return found


@routine
def expire(m: Any, client: Any, since_ns: Any) -> None:
    """A kept connection has been silent for long enough, if it is still the same one."""
    session = tables.clients(m, client)[IDLE]
    if session != NONE and tables.clients(m, client)[IDLE_SINCE] == since_ns:
        tables.clients(m, client)[IDLE] = NONE
        close_session(m, session)
        free_session(m, session)


@routine
def listen(m: Any, client: Any, instance: Any) -> None:
    """The client's notification session is at this instance from now on."""
    row = tables.clients(m, client)[LISTENS]
    if row != NONE:
        if tables.connections(m, row)[N_INSTANCE] == instance and tables.connections(m, row)[N_CLOSED] == NONE:
            return
        close_row(m, row)
    tables.clients(m, client)[LISTENS] = open_row(m, instance, m[NOW])


@inlined
def free_attempt(m: Any, slot: Any) -> None:
    """An attempt is over for everybody."""
    attempt = tables.attempts(m, slot)
    if attempt[SESSION] != NONE:
        free_session(m, attempt[SESSION])
    attempt[AT] = NONE
    attempt[VALID] += 1
    attempt[NEXT] = m[FREE_ATTEMPT]
    m[FREE_ATTEMPT] = slot


@routine
def vanish(m: Any, slot: Any) -> None:
    """The work of an attempt is lost, and nobody will answer."""
    if tables.attempts(m, slot)[GHOST] == 1:
        free_attempt(m, slot)
    else:
        tables.attempts(m, slot)[VANISHED] = 1


@routine
def finish(m: Any, slot: Any, outcome: Any, status: Any) -> None:
    """The work of an attempt is done, whether or not its client still waits."""
    if tables.attempts(m, slot)[GHOST] == 0:
        end(m, slot, outcome, status)
    free_attempt(m, slot)


@routine
def end(m: Any, slot: Any, outcome: Any, status: Any) -> None:
    """An attempt has ended for its client: note it, or try again later."""
    now = m[NOW]
    attempt = tables.attempts(m, slot)
    activity = tables.activities(m, attempt[ACTIVITY])
    if attempt[SESSION] != NONE:
        instance = tables.sessions(m, attempt[SESSION])[S_INSTANCE]
        _release(m, slot, outcome == O_OK)
        if outcome == O_OK and activity[A_NOTIFICATION] == 1:
            listen(m, attempt[CLIENT], instance)
    request, number = attempt[REQUEST], attempt[NUMBER]
    tables.requests(m, request)[R_CURRENT] = NONE
    if outcome == O_OK or number >= activity[A_RETRIES]:
        record(m, slot, now, outcome, status)
        return
    delay = drawn(m, slot, P_RETRY, tables.retries(m, activity[A_RETRY] + number)[0])
    push(m, now + delay, key_of(ATTEMPT, request, number + 1), NONE)


@routine
def _release(m: Any, slot: Any, kept: Any) -> None:
    """The client keeps the connection for the next request, or closes it."""
    now = m[NOW]
    attempt = tables.attempts(m, slot)
    activity, client = tables.activities(m, attempt[ACTIVITY]), tables.clients(m, attempt[CLIENT])
    keep_alive = activity[A_KEEP_ALIVE]
    if not kept or keep_alive == 0 or client[IDLE] != NONE:
        close_session(m, attempt[SESSION])
        return
    client[IDLE], client[IDLE_SINCE] = attempt[SESSION], now
    attempt[SESSION] = NONE
    key = key_of(STEP, attempt[REQUEST], attempt[NUMBER])
    if activity[A_LANE_KEEP] == NONE:
        push(m, now + keep_alive, key, NONE)
    else:
        append(m, activity[A_LANE_KEEP], now + keep_alive, key)


@routine
def record(m: Any, slot: Any, done_ns: Any, outcome: Any, status: Any) -> None:
    """Write how a request stands into its row of the log."""
    attempt = tables.attempts(m, slot)
    row = attempt[REQUEST]
    tables.long_columns(m, L_DONE)[row] = done_ns
    tables.codes(m, L_OUTCOME)[row] = outcome
    tables.codes(m, L_STATUS)[row] = status
    tables.codes(m, L_INSTANCE)[row] = attempt[CODE_INSTANCE]
    tables.codes(m, L_POINT)[row] = attempt[CODE_POINT]
    tables.codes(m, L_SERVER)[row] = attempt[CODE_SERVER]
    for stage in range(10):
        tables.long_columns(m, L_STAGE + stage)[row] = attempt[STAGE + stage]
