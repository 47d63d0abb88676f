"""An attempt leaves: it takes up a connection or opens one, and sends its request towards an instance."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import (
    DROPPED,
    FRESH,
    open_session,
    resume,
    vanish,
)
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.events import append, key_of, push
from cmgsim.fast.fields import (
    A_CONTENT,
    A_DOWN,
    A_FIRST_CLIENT,
    A_KIND,
    A_LANE_TIMEOUT,
    A_TIMEOUT,
    A_UP,
    ACTIVITY,
    ADDRESS_UNTIL,
    ALIAS_UNTIL,
    ASK,
    AT,
    ATTEMPTS,
    BACK,
    BEGAN,
    BY_END,
    C_INSTANCE,
    C_VERB,
    CERTIFICATE,
    CLIENT,
    CODE_INSTANCE,
    CODE_POINT,
    CODE_SERVER,
    CONNECT_TIMEOUT,
    CURRENT_ROW,
    DNS,
    DOWN_BYTES,
    FREE_ATTEMPT,
    GHOST,
    HAS_ALIAS,
    INSTANCE_ARRIVAL,
    L_ATTEMPTS,
    L_CLIENT,
    LATENCY_CLIENT,
    LEG_LAW,
    LIST,
    LOST,
    MANIFEST_KIND,
    MANIFEST_UP,
    MEMBER,
    NEXT,
    NONE,
    NOW,
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
    R_ACTIVITY,
    R_CURRENT,
    R_MEMBER,
    R_OCCURRENCE,
    REFUSED,
    REFUSED_BY,
    REQUEST,
    RESUMPTION,
    S_READY,
    SENT,
    SERVER,
    SESSION,
    STAGE,
    STATUS,
    TIMEOUT,
    TRIPS_NEW,
    TRIPS_RESUMED,
    TTL_ADDRESS,
    TTL_ALIAS,
    UP_BYTES,
    VANISHED,
    W_SEEN,
)
from cmgsim.fast.steps import CLIENT_LEG, NAME_STATUS, NAMES, SEEN, SHOWN, now_holds, schedule
from cmgsim.fast.ways import drawn, first_uniform, transit
from cmgsim.model.plan_world import NOTHING, SILENCE


@routine
def start(m: Any, request: Any, number: Any) -> None:
    """An attempt at a request begins."""
    asked = tables.requests(m, request)
    slot = m[FREE_ATTEMPT]
    if slot == NONE:
        slot = m[ATTEMPTS]
        m[ATTEMPTS] = slot + 1
    else:
        m[FREE_ATTEMPT] = tables.attempts(m, slot)[NEXT]
    attempt = tables.attempts(m, slot)
    activity = tables.activities(m, asked[R_ACTIVITY])
    client = tables.long_columns(m, L_CLIENT)[request]
    attempt[REQUEST], attempt[NUMBER], attempt[CLIENT] = request, number, client
    attempt[ACTIVITY], attempt[MEMBER], attempt[OCCURRENCE] = asked[R_ACTIVITY], asked[R_MEMBER], asked[R_OCCURRENCE]
    attempt[PHASE] = LIST if activity[A_CONTENT] == 1 else ASK
    attempt[SESSION] = attempt[AT] = NONE
    attempt[LOST] = attempt[GHOST] = attempt[VANISHED] = attempt[BACK] = 0
    attempt[SERVER] = client - activity[A_FIRST_CLIENT]
    attempt[CODE_INSTANCE] = attempt[CODE_POINT] = attempt[CODE_SERVER] = NONE
    for stage in range(STAGE, STAGE + 10):
        attempt[stage] = 0
    attempt[UP_BYTES] = drawn(m, slot, P_UP, activity[A_UP])
    attempt[DOWN_BYTES] = drawn(m, slot, P_DOWN, activity[A_DOWN])
    attempt[LATENCY_CLIENT] = drawn(m, slot, P_CLIENT, m[LEG_LAW + CLIENT_LEG])
    asked[R_CURRENT] = slot
    tables.codes(m, L_ATTEMPTS)[request] = number + 1
    deadline = m[NOW] + drawn(m, slot, P_TIMEOUT, activity[A_TIMEOUT])
    if activity[A_LANE_TIMEOUT] == NONE:
        push(m, deadline, key_of(TIMEOUT, request, number), NONE)
    else:
        append(m, activity[A_LANE_TIMEOUT], deadline, key_of(TIMEOUT, request, number))
    _approach(m, slot)


@routine
def _approach(m: Any, slot: Any) -> None:
    """Take up a kept connection or open one, and send."""
    attempt = tables.attempts(m, slot)
    session = FRESH if attempt[PHASE] == LIST else resume(m, attempt[CLIENT])
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


@routine
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


@routine
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
    schedule(m, slot, INSTANCE_ARRIVAL, sent_ns + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], size))
