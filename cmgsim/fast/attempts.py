"""One attempt on its way: to an instance, down a channel, to a server and back; or to storage."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import (
    DROPPED,
    FRESH,
    finish,
    is_known,
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
    A_SERVER,
    A_SERVERS,
    A_TIMEOUT,
    A_TOKEN,
    A_UP,
    ACTIVITY,
    ADDRESS_UNTIL,
    ALIAS_UNTIL,
    ANSWERED,
    ASK,
    AT,
    AT_INSTANCE,
    ATTEMPTS,
    BACK,
    BEGAN,
    BEGAN_SERVICE,
    BEGAN_VISIT,
    BY_END,
    BY_SERVER,
    C_CONTENT,
    C_INSTANCE,
    C_RANGE,
    C_REFUSAL,
    C_SERVER,
    C_STORAGE,
    C_TOKEN,
    C_VERB,
    CHANNEL,
    CHANNEL_SERIAL,
    CHANNEL_TRIPS,
    CHANNEL_WAIT,
    CLIENT,
    CODE,
    CODE_INSTANCE,
    CODE_POINT,
    CODE_SERVER,
    CONNECT,
    CONNECT_TIMEOUT,
    CURRENT_ROW,
    DNS,
    DOWN_BYTES,
    EGRESS,
    EGRESS_FROM,
    FETCH,
    FOUND,
    FREE_ATTEMPT,
    GHOST,
    HAS_ALIAS,
    HAS_CONNECTED,
    INSTANCE_ARRIVAL,
    INSTANCE_SERVICE,
    INSTANCE_WAIT,
    INSTANCES,
    KINDS,
    L_ATTEMPTS,
    L_CLIENT,
    LATENCY_AZURE,
    LATENCY_CLIENT,
    LATENCY_SITE,
    LEFT,
    LEG_LAW,
    LIST,
    LISTED,
    LOST,
    MANIFEST_DOWN,
    MANIFEST_KIND,
    MANIFEST_UP,
    MEMBER,
    N_CLOSED,
    NEXT,
    NO_CHANNEL_BYTES,
    NO_CHANNEL_STATUS,
    NO_SERVER_BYTES,
    NO_SERVER_STATUS,
    NONE,
    NOW,
    NUMBER,
    O_OK,
    O_REFUSED,
    O_TIMED_OUT,
    OCCURRENCE,
    OUTCOME,
    P_AZURE,
    P_BALANCER,
    P_CLIENT,
    P_CONNECT,
    P_DOWN,
    P_SITE,
    P_TIMEOUT,
    P_UP,
    PASSED,
    PASSED_BACK,
    PHASE,
    POINT,
    POINT_ARRIVAL,
    POINT_SERVICE,
    POINT_WAIT,
    POINTS,
    R_ACTIVITY,
    R_CURRENT,
    R_MEMBER,
    R_OCCURRENCE,
    REFUSED,
    REFUSED_BY,
    REQUEST,
    RESPONSE,
    RESUMPTION,
    S_CLOSED,
    S_INSTANCE,
    S_ONWARD,
    S_READY,
    S_ROW,
    SENT,
    SERVED,
    SERVER,
    SERVER_ARRIVAL,
    SERVER_SERVICE,
    SERVER_WAIT,
    SERVERS,
    SESSION,
    SIZE,
    STAGE,
    STATUS,
    STORAGE_CODE,
    TIMEOUT,
    TRAVELLED,
    TRIPS,
    TRIPS_NEW,
    TRIPS_RESUMED,
    TTL_ADDRESS,
    TTL_ALIAS,
    TURN,
    UP_BYTES,
    VANISHED,
    W_BLOCK,
    W_CHANNELS,
    W_SEEN,
)
from cmgsim.fast.stations import serve
from cmgsim.fast.ways import drawn, first_uniform, transit
from cmgsim.model.plan_world import NOTHING, SILENCE, SUCCESS, WorldShape

CONDITIONS = WorldShape.CONDITIONS
NAMES, NAME_STATUS, SEEN = WorldShape.NAMES, WorldShape.NAME_STATUS, WorldShape.SEEN
CLIENT_LEG, AZURE_LEG, SITE_LEG = range(3)


@inlined
def schedule(m: Any, slot: Any, rank: Any, at_ns: Any) -> None:
    """The attempt goes on at *at_ns*."""
    attempt = tables.attempts(m, slot)
    push(m, at_ns, key_of(rank, attempt[REQUEST], attempt[NUMBER]), slot)


@inlined
def now_holds(m: Any) -> Any:
    """Number of the conditions that a message meets now."""
    return tables.world(m, m[CURRENT_ROW])[CONDITIONS]


@inlined
def leaves_azure(m: Any, size: Any) -> None:
    """Count what leaves Azure, from the end of the warm-up on."""
    if m[NOW] >= m[EGRESS_FROM]:
        m[EGRESS] += size


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
        tables.clients(m, attempt[CLIENT])[HAS_CONNECTED] = 1
    attempt[SESSION] = session
    _send(m, slot)


@routine
def _connect(m: Any, slot: Any) -> Any:
    """Look the service up and open a connection to it; NONE when that fails."""
    attempt = tables.attempts(m, slot)
    client, meets = tables.clients(m, attempt[CLIENT]), tables.conditions(m, now_holds(m))
    now, round_trip = m[NOW], 2 * attempt[LATENCY_CLIENT]
    at_ns, wrong = now, False
    if m[HAS_ALIAS] == 1 and client[ALIAS_UNTIL] <= at_ns:
        at_ns += round_trip
        if meets[NAMES] == 1:
            _refused(m, slot, at_ns, O_REFUSED, meets[NAME_STATUS])
            return NONE
        wrong = meets[NAMES] == 2
        if not wrong:
            client[ALIAS_UNTIL] = at_ns + m[TTL_ALIAS]
    if not wrong and client[ADDRESS_UNTIL] <= at_ns:
        at_ns += round_trip
        client[ADDRESS_UNTIL] = at_ns + m[TTL_ADDRESS]
    attempt[DNS] = at_ns - now
    seen = tables.world(m, m[CURRENT_ROW])
    place = int(first_uniform(m, slot, P_BALANCER) * seen[SEEN])
    instance = seen[m[W_SEEN] + place]
    if _is_stopped(m, slot, at_ns, round_trip, m[C_INSTANCE] + 3 * instance, meets):
        return NONE
    resumed = m[RESUMPTION] == 1 and client[HAS_CONNECTED] == 1
    trips = m[TRIPS_RESUMED] if resumed else m[TRIPS_NEW]
    return open_session(m, instance, at_ns + trips * round_trip)


@routine
def _is_stopped(m: Any, slot: Any, at_ns: Any, round_trip: Any, place: Any, meets: Any) -> Any:
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


@routine
def at_instance(m: Any, slot: Any) -> None:
    """The request arrives at its instance."""
    attempt = tables.attempts(m, slot)
    attempt[CONNECT] = m[NOW] - attempt[BEGAN] - attempt[DNS]
    session = attempt[SESSION]
    closed_ns = tables.sessions(m, session)[S_CLOSED]
    if not is_known(m, session) or (closed_ns != NONE and closed_ns < attempt[SENT]):
        vanish(m, slot)
        return
    instance = tables.sessions(m, session)[S_INSTANCE]
    attempt[AT_INSTANCE], attempt[CODE_INSTANCE] = instance, tables.stations(m, instance)[CODE]
    serve(m, slot, instance)


@routine
def from_instance(m: Any, slot: Any) -> None:
    """The instance has served the request."""
    attempt = tables.attempts(m, slot)
    now, meets = m[NOW], tables.conditions(m, now_holds(m))
    attempt[INSTANCE_WAIT] = attempt[BEGAN_SERVICE] - attempt[BEGAN_VISIT]
    attempt[INSTANCE_SERVICE] = now - attempt[BEGAN_SERVICE]
    if attempt[PHASE] == LIST:
        place = m[C_CONTENT]
        if meets[place] == NOTHING:
            _answer(m, slot, O_OK, m[FOUND], m[MANIFEST_DOWN])
        else:
            _answer_of(m, slot, place)
        return
    token = m[C_TOKEN] + 3 * tables.activities(m, attempt[ACTIVITY])[A_TOKEN]
    if meets[token] != NOTHING:
        _answer_of(m, slot, token)
        return
    instance = attempt[AT_INSTANCE]
    block = m[W_CHANNELS] + instance * m[W_BLOCK]
    world = tables.world(m, m[CURRENT_ROW])
    count = world[block]
    if count == 0:
        _answer(m, slot, O_REFUSED, m[NO_CHANNEL_STATUS], m[NO_CHANNEL_BYTES])
        return
    turn = (tables.stations(m, instance)[TURN] + 1) % count
    tables.stations(m, instance)[TURN] = turn
    point = world[block + 1 + (turn - 1 if turn > 0 else count - 1)]
    attempt[POINT], attempt[CHANNEL_SERIAL] = point, world[block + 1 + m[POINTS] + point]
    attempt[LEFT] = now
    leaves_azure(m, attempt[UP_BYTES])
    latency = attempt[LATENCY_AZURE] = drawn(m, slot, P_AZURE, m[LEG_LAW + AZURE_LEG])
    arrives_ns = now + transit(m, AZURE_LEG, latency, attempt[UP_BYTES])
    if world[block + 1 + 2 * m[POINTS] + point] == 1:
        arrives_ns += min(2 * m[CHANNEL_TRIPS] * latency, m[CHANNEL_WAIT])
    schedule(m, slot, POINT_ARRIVAL, arrives_ns)


@inlined
def _channel_stands(m: Any, slot: Any) -> Any:
    """Whether the channel that the request took is still the same."""
    attempt = tables.attempts(m, slot)
    block = m[W_CHANNELS] + attempt[AT_INSTANCE] * m[W_BLOCK]
    place = block + 1 + m[POINTS] + attempt[POINT]
    return tables.world(m, m[CURRENT_ROW])[place] == attempt[CHANNEL_SERIAL]


@routine
def at_point(m: Any, slot: Any) -> None:
    """The request arrives at its connection point."""
    attempt = tables.attempts(m, slot)
    if not _channel_stands(m, slot):
        vanish(m, slot)
        return
    station = m[INSTANCES] + attempt[POINT]
    attempt[CODE_POINT] = tables.stations(m, station)[CODE]
    attempt[TRAVELLED] = m[NOW] - attempt[LEFT]
    serve(m, slot, station)


@routine
def from_point(m: Any, slot: Any) -> None:
    """The connection point passes the request on."""
    attempt = tables.attempts(m, slot)
    now, meets = m[NOW], tables.conditions(m, now_holds(m))
    attempt[POINT_WAIT] = attempt[BEGAN_SERVICE] - attempt[BEGAN_VISIT]
    attempt[POINT_SERVICE] = now - attempt[BEGAN_SERVICE]
    activity = tables.activities(m, attempt[ACTIVITY])
    station = activity[A_SERVER] + attempt[SERVER] % activity[A_SERVERS]
    attempt[SERVER] = station
    attempt[PASSED] = ready_ns = now
    latency = attempt[LATENCY_SITE] = drawn(m, slot, P_SITE, m[LEG_LAW + SITE_LEG])
    pair = attempt[POINT] * m[SERVERS] + station - m[INSTANCES] - m[POINTS]
    word, bit = S_ONWARD + (pair >> 5), 1 << (pair & 31)
    session = tables.sessions(m, attempt[SESSION])
    if session[word] & bit == 0:
        place = m[C_SERVER] + 3 * pair
        if meets[place] != NOTHING:
            attempt[REFUSED_BY] = BY_SERVER
            waits = meets[place + 1] * 2 * latency
            if meets[place] == SILENCE:
                waits = drawn(m, slot, P_CONNECT, m[CONNECT_TIMEOUT])
            schedule(m, slot, REFUSED, now + waits)
            return
        session[word] |= bit
        ready_ns = now + tables.stations(m, station)[TRIPS] * 2 * latency
    schedule(m, slot, SERVER_ARRIVAL, ready_ns + transit(m, SITE_LEG, latency, attempt[UP_BYTES]))


@routine
def at_server(m: Any, slot: Any) -> None:
    """The request arrives at its management point or software update point."""
    attempt = tables.attempts(m, slot)
    attempt[CHANNEL] = attempt[TRAVELLED] + m[NOW] - attempt[PASSED]
    attempt[CODE_SERVER] = tables.stations(m, attempt[SERVER])[CODE]
    serve(m, slot, attempt[SERVER])


@routine
def from_server(m: Any, slot: Any) -> None:
    """The server has answered: back the same way."""
    attempt = tables.attempts(m, slot)
    attempt[SERVER_WAIT] = attempt[BEGAN_SERVICE] - attempt[BEGAN_VISIT]
    attempt[SERVER_SERVICE] = m[NOW] - attempt[BEGAN_SERVICE]
    number = attempt[SERVER] - m[INSTANCES] - m[POINTS]
    kind = tables.activities(m, attempt[ACTIVITY])[A_KIND]
    place, meets = m[C_REFUSAL] + 3 * (number * m[KINDS] + kind), tables.conditions(m, now_holds(m))
    if meets[place] == NOTHING:
        _prepare(m, slot, O_OK, m[SERVED], attempt[DOWN_BYTES])
    else:
        _prepare(m, slot, O_OK if meets[place] == SUCCESS else O_REFUSED, meets[place + 1], meets[place + 2])
    attempt[BACK] = transit(m, SITE_LEG, attempt[LATENCY_SITE], attempt[SIZE])
    _up_the_channel(m, slot)


@routine
def _up_the_channel(m: Any, slot: Any) -> None:
    """From the connection point back to the instance, and on to the client."""
    attempt = tables.attempts(m, slot)
    if not _channel_stands(m, slot):
        vanish(m, slot)
        return
    attempt[BACK] += transit(m, AZURE_LEG, attempt[LATENCY_AZURE], attempt[SIZE])
    _return(m, slot)


@inlined
def _prepare(m: Any, slot: Any, outcome: Any, status: Any, size: Any) -> None:
    """What the answer says."""
    attempt = tables.attempts(m, slot)
    attempt[OUTCOME], attempt[STATUS], attempt[SIZE] = outcome, status, size


@routine
def _answer(m: Any, slot: Any, outcome: Any, status: Any, size: Any) -> None:
    """The instance answers by itself."""
    _prepare(m, slot, outcome, status, size)
    _return(m, slot)


@inlined
def _answer_of(m: Any, slot: Any, place: Any) -> None:
    """The instance answers as the conditions say."""
    meets = tables.conditions(m, now_holds(m))
    _answer(m, slot, O_OK if meets[place] == SUCCESS else O_REFUSED, meets[place + 1], meets[place + 2])


@routine
def _return(m: Any, slot: Any) -> None:
    """The answer's way to the client."""
    now, attempt = m[NOW], tables.attempts(m, slot)
    attempt[PASSED_BACK] = now + attempt[BACK]
    leaves_azure(m, attempt[SIZE])
    attempt[RESPONSE] = attempt[BACK] + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[SIZE])
    schedule(m, slot, ANSWERED, now + attempt[RESPONSE])


@routine
def answered(m: Any, slot: Any) -> None:
    """The answer has reached the client."""
    attempt = tables.attempts(m, slot)
    if attempt[PHASE] == FETCH:
        attempt[RESPONSE] += m[NOW] - attempt[LISTED]
        finish(m, slot, attempt[OUTCOME], attempt[STATUS])
        return
    session = attempt[SESSION]
    if not is_known(m, session):
        closed_ns = tables.connections(m, tables.sessions(m, session)[S_ROW])[N_CLOSED]
        if closed_ns != NONE and closed_ns <= attempt[PASSED_BACK]:
            vanish(m, slot)
            return
    if attempt[PHASE] == LIST and attempt[GHOST] == 1:
        vanish(m, slot)  # the client has given up, and goes on no further
    elif attempt[PHASE] == LIST and attempt[OUTCOME] == O_OK:
        _fetch(m, slot)
    else:
        finish(m, slot, attempt[OUTCOME], attempt[STATUS])


@routine
def _fetch(m: Any, slot: Any) -> None:
    """One request to storage, on a connection of its own."""
    attempt = tables.attempts(m, slot)
    now, meets, round_trip = m[NOW], tables.conditions(m, now_holds(m)), 2 * attempt[LATENCY_CLIENT]
    attempt[PHASE], attempt[LISTED] = FETCH, now
    at_ns = now + round_trip
    if _is_stopped(m, slot, at_ns, round_trip, m[C_STORAGE], meets):
        return
    sent_ns = at_ns + m[TRIPS_NEW] * round_trip
    kind = tables.activities(m, attempt[ACTIVITY])[A_KIND]
    verb, part = m[C_VERB] + 3 * kind, m[C_RANGE] + 3 * kind
    place = verb if meets[verb] != NOTHING else part
    if meets[place] == NOTHING:
        _prepare(m, slot, O_OK, tables.storage(m, kind)[0], attempt[DOWN_BYTES])
    else:
        _prepare(m, slot, O_OK if meets[place] == SUCCESS else O_REFUSED, meets[place + 1], meets[place + 2])
    if attempt[OUTCOME] == O_OK:
        leaves_azure(m, attempt[SIZE])
        attempt[CODE_SERVER] = m[STORAGE_CODE]
    arrived_ns = sent_ns + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[UP_BYTES])
    schedule(m, slot, ANSWERED, arrived_ns + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[SIZE]))


@routine
def refused(m: Any, slot: Any) -> None:
    """A refusal is known: to the client, or to the connection point, which tells the client."""
    attempt = tables.attempts(m, slot)
    if attempt[REFUSED_BY] == BY_END:
        finish(m, slot, attempt[OUTCOME], attempt[STATUS])
        return
    attempt[CHANNEL] = attempt[TRAVELLED] + m[NOW] - attempt[PASSED]
    _prepare(m, slot, O_REFUSED, m[NO_SERVER_STATUS], m[NO_SERVER_BYTES])
    _up_the_channel(m, slot)
