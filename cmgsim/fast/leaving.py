"""An attempt leaves: it takes up a connection or opens one, and sends its request towards an instance."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import clear, new_attempt, vanish
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.events import append, key_of, push
from cmgsim.fast.fields import (
    A_CONTENT,
    A_DOWN,
    A_FIRST_CLIENT,
    A_KEEP_ALIVE,
    A_KIND,
    A_LANE_TIMEOUT,
    A_RECONNECTS,
    A_ROTATES,
    A_SIGNS_IN,
    A_TIMEOUT,
    A_UP,
    ACTIVITY,
    ADDRESS_UNTIL,
    ALIAS_UNTIL,
    ASK,
    BACK,
    BEGAN,
    BY_END,
    C_INSTANCE,
    C_SIGN_IN,
    C_VERB,
    CERTIFICATE,
    CHOSEN,
    CLIENT,
    CONNECT_TIMEOUT,
    CREATED,
    CURRENT_ROW,
    DNS,
    DOWN_BYTES,
    FIRST_REQUEST,
    GHOST,
    HAS_ALIAS,
    I_ACTIVITY,
    I_CLIENT,
    I_MEMBER,
    I_OCCURRENCE,
    INSTANCE_ARRIVAL,
    KEEPS_REQUESTS,
    L_ATTEMPTS,
    LATENCY_CLIENT,
    LEG_LAW,
    LIST,
    LOST,
    MANIFEST_KIND,
    MANIFEST_UP,
    MEMBER,
    NONE,
    NOW,
    NOW_ASKED,
    NUMBER,
    O_REFUSED,
    O_TIMED_OUT,
    OCCURRENCE,
    OUTCOME,
    P_BALANCER,
    P_CLIENT,
    P_CONNECT,
    P_DOWN,
    P_TIMEOUT,
    P_UP,
    PHASE,
    REFUSED,
    REFUSED_BY,
    REQUEST,
    REQUESTS,
    RESUMPTION,
    S_READY,
    SENT,
    SERVER,
    SESSION,
    STATUS,
    TIMEOUT,
    TO_INSTANCE,
    TRIPS_NEW,
    TRIPS_RESUMED,
    TTL_ADDRESS,
    TTL_ALIAS,
    UP_BYTES,
    VANISHED,
    W_SEEN,
    WANTED,
)
from cmgsim.fast.sessions import DROPPED, FRESH, is_broken, open_session, resume
from cmgsim.fast.steps import CLIENT_LEG, NAME_STATUS, NAMES, SEEN, SHOWN, now_holds, schedule, travel
from cmgsim.fast.ways import draw_ahead, drawn, first_uniform, transit
from cmgsim.model.plan_world import NOTHING, SILENCE

AHEAD = 12
"""Arrivals after which a client is asked for that the processor is told of now: it takes that long to get there."""


@inlined
def ask(m: Any, arrival: Any) -> None:
    """A client asks for the first time; one that comes back does only if its notification session broke."""
    activity, client = tables.incoming(m, I_ACTIVITY)[arrival], tables.incoming(m, I_CLIENT)[arrival]
    if tables.activities(m, activity)[A_RECONNECTS] == 1 and not is_broken(m, client):
        if m[KEEPS_REQUESTS] == 1:
            tables.columns_of_8_bits(m, L_ATTEMPTS)[m[FIRST_REQUEST] + arrival] = 0
        return
    slot = new_attempt(m)
    attempt = tables.attempts(m, slot)
    soon = min(arrival + AHEAD, m[REQUESTS] - 1)
    tables.fetch(tables.clients(m, tables.incoming(m, I_CLIENT)[soon]))
    attempt[REQUEST], attempt[NUMBER] = m[FIRST_REQUEST] + arrival, 0
    attempt[ACTIVITY], attempt[CLIENT], attempt[CREATED] = activity, client, m[NOW]
    attempt[MEMBER] = tables.incoming(m, I_MEMBER)[arrival]
    attempt[OCCURRENCE] = tables.incoming(m, I_OCCURRENCE)[arrival]
    clear(attempt)
    start(m, slot)


@routine
def start(m: Any, slot: Any) -> None:
    """An attempt at a request begins."""
    attempt = tables.attempts(m, slot)
    activity = tables.activities(m, attempt[ACTIVITY])
    attempt[PHASE] = LIST if activity[A_CONTENT] == 1 else ASK
    attempt[WANTED] = NOW_ASKED
    attempt[LOST] = attempt[GHOST] = attempt[VANISHED] = attempt[BACK] = 0
    attempt[SERVER] = attempt[CLIENT] - activity[A_FIRST_CLIENT]
    if activity[A_ROTATES] == 1 and tables.rotations(m, attempt[CLIENT])[CHOSEN] != NONE:
        attempt[SERVER] = tables.rotations(m, attempt[CLIENT])[CHOSEN]
    attempt[UP_BYTES] = drawn(m, slot, P_UP, activity[A_UP])
    attempt[DOWN_BYTES] = drawn(m, slot, P_DOWN, activity[A_DOWN])
    attempt[LATENCY_CLIENT] = drawn(m, slot, P_CLIENT, m[LEG_LAW + CLIENT_LEG])
    draw_ahead(m, slot)
    deadline = m[NOW] + drawn(m, slot, P_TIMEOUT, activity[A_TIMEOUT])
    key = key_of(TIMEOUT, attempt[REQUEST], attempt[NUMBER])
    if activity[A_LANE_TIMEOUT] == NONE:
        push(m, deadline, key, slot)
    else:
        append(m, activity[A_LANE_TIMEOUT], deadline, key, slot)
    _approach(m, slot)


@inlined
def _approach(m: Any, slot: Any) -> None:
    """Take up a kept connection or open one, and send."""
    attempt = tables.attempts(m, slot)
    if tables.activities(m, attempt[ACTIVITY])[A_SIGNS_IN] == 1:
        meets, round_trip = tables.conditions(m, now_holds(m)), 2 * attempt[LATENCY_CLIENT]
        if is_stopped(m, slot, m[NOW] + round_trip, round_trip, m[C_SIGN_IN], meets):
            return
    keep_alive = tables.activities(m, attempt[ACTIVITY])[A_KEEP_ALIVE]
    session = FRESH if attempt[PHASE] == LIST else resume(m, attempt[CLIENT], keep_alive)
    if session == DROPPED:
        vanish(m, slot)
        return
    if session == FRESH:
        session = _connect(m, slot)
        if session == NONE:
            return
        tables.clients(m, attempt[CLIENT])[CERTIFICATE] = tables.world(m, m[CURRENT_ROW])[SHOWN]
    attempt[SESSION] = session
    _send(m, slot)


@inlined
def known_at(at_ns: Any, until_ns: Any, ttl_ns: Any) -> Any:
    """Whether the answer to a look-up is there, and still holds."""
    return until_ns - ttl_ns <= at_ns < until_ns


@inlined
def _connect(m: Any, slot: Any) -> Any:
    """Look the service up and open a connection to it; NONE when that fails."""
    attempt = tables.attempts(m, slot)
    client, meets = tables.clients(m, attempt[CLIENT]), tables.conditions(m, now_holds(m))
    now, round_trip = m[NOW], 2 * attempt[LATENCY_CLIENT]
    at_ns, wrong = now, False
    if m[HAS_ALIAS] == 1 and not known_at(at_ns, client[ALIAS_UNTIL], m[TTL_ALIAS]):
        at_ns += round_trip
        if meets[NAMES] == 1:
            _refused(m, slot, at_ns, O_REFUSED, meets[NAME_STATUS])
            return NONE
        wrong = meets[NAMES] == 2
        if not wrong:
            client[ALIAS_UNTIL] = at_ns + m[TTL_ALIAS]
    if not wrong and not known_at(at_ns, client[ADDRESS_UNTIL], m[TTL_ADDRESS]):
        at_ns += round_trip
        client[ADDRESS_UNTIL] = at_ns + m[TTL_ADDRESS]
    attempt[DNS] = at_ns - now
    seen = tables.world(m, m[CURRENT_ROW])
    place = int(first_uniform(m, slot, P_BALANCER) * seen[SEEN])
    instance = seen[m[W_SEEN] + place]
    if is_stopped(m, slot, at_ns, round_trip, m[C_INSTANCE] + 3 * instance, meets):
        return NONE
    resumed = m[RESUMPTION] == 1 and client[CERTIFICATE] == seen[SHOWN]
    trips = m[TRIPS_RESUMED] if resumed else m[TRIPS_NEW]
    return open_session(m, instance, at_ns + trips * round_trip)


@routine
def is_stopped(m: Any, slot: Any, at_ns: Any, round_trip: Any, place: Any, meets: Any) -> Any:
    """Whether something stands in the way of a connection of a client; then the attempt learns of it."""
    if meets[place] == NOTHING:
        return False
    if meets[place] == SILENCE:
        waits = drawn(m, slot, P_CONNECT, m[CONNECT_TIMEOUT])
        _refused(m, slot, at_ns + waits, O_TIMED_OUT, NONE)
    else:
        _refused(m, slot, at_ns + meets[place + 1] * round_trip, O_REFUSED, meets[place + 2])
    return True


@routine
def _refused(m: Any, slot: Any, at_ns: Any, outcome: Any, status: Any) -> None:
    """A connection failed, or a device answered in the place of the CMG; the client knows at *at_ns*."""
    attempt = tables.attempts(m, slot)
    attempt[OUTCOME], attempt[STATUS], attempt[REFUSED_BY] = outcome, status, BY_END
    schedule(m, slot, REFUSED, at_ns)


@inlined
def _send(m: Any, slot: Any) -> None:
    """The request leaves the client, as soon as the connection stands."""
    attempt = tables.attempts(m, slot)
    meets = tables.conditions(m, now_holds(m))
    sent_ns = max(m[NOW], tables.sessions(m, attempt[SESSION])[S_READY])
    listing = attempt[PHASE] == LIST
    kind = m[MANIFEST_KIND] if listing else tables.activities(m, attempt[ACTIVITY])[A_KIND]
    blocked = m[C_VERB] + 3 * kind
    if meets[blocked] != NOTHING:
        _refused(m, slot, sent_ns + 2 * attempt[LATENCY_CLIENT], O_REFUSED, meets[blocked + 1])
        return
    attempt[BEGAN], attempt[SENT] = m[NOW], sent_ns
    size = m[MANIFEST_UP] if listing else attempt[UP_BYTES]
    travel(m, slot, TO_INSTANCE, INSTANCE_ARRIVAL, sent_ns + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], size))
