"""An attempt passes: an instance, down a channel to a connection point, a server, and each may refuse it."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import vanish
from cmgsim.fast.compiling import inlined
from cmgsim.fast.fields import (
    A_KIND,
    A_SERVER,
    A_SERVERS,
    A_TOKEN,
    ACTIVITY,
    AT_INSTANCE,
    BACK,
    BEGAN,
    BEGAN_SERVICE,
    BEGAN_VISIT,
    BY_SERVER,
    C_CONTENT,
    C_REFUSAL,
    C_SERVER,
    C_TOKEN,
    CHANNEL,
    CHANNEL_SERIAL,
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
    FETCH,
    FOUND,
    FROM_INSTANCE,
    INSTANCE_SERVICE,
    INSTANCE_WAIT,
    INSTANCES,
    KINDS,
    LATENCY_AZURE,
    LATENCY_SITE,
    LEFT,
    LEG_LAW,
    LIST,
    MANIFEST_DOWN,
    NO_CHANNEL_BYTES,
    NO_CHANNEL_STATUS,
    NO_PORT_BYTES,
    NO_PORT_STATUS,
    NONE,
    NOW,
    O_OK,
    O_REFUSED,
    P_AZURE,
    P_CONNECT,
    P_SITE,
    PASSED,
    PHASE,
    PIN,
    POINT,
    POINT_ARRIVAL,
    POINT_SERVICE,
    POINT_WAIT,
    POINTS,
    REFUSED,
    REFUSED_BY,
    RETURN,
    S_CLOSED,
    S_INSTANCE,
    S_ONWARD,
    SENT,
    SERVED,
    SERVER,
    SERVER_ARRIVAL,
    SERVER_SERVICE,
    SERVER_WAIT,
    SERVERS,
    SESSION,
    SIZE,
    TO_POINT,
    TO_SERVER,
    TRAVELLED,
    TRIPS,
    TURN,
    UP_BYTES,
    W_BLOCK,
    W_CHANNELS,
)
from cmgsim.fast.ports import take_port, taken_word
from cmgsim.fast.returning import answer, answer_of, at_storage, prepare, send_back, up_the_channel
from cmgsim.fast.sessions import is_known
from cmgsim.fast.stations import serve
from cmgsim.fast.steps import (
    AZURE_LEG,
    SITE_LEG,
    channel_stands,
    channel_wait,
    leaves_azure,
    now_holds,
    queues,
    schedule,
    sent_ns,
    travel,
)
from cmgsim.fast.ways import drawn, transit
from cmgsim.model.plan_world import NOTHING, SILENCE, SUCCESS


@inlined
def at_instance(m: Any, slot: Any) -> None:
    """The request arrives at its instance."""
    attempt = tables.attempts(m, slot)
    if attempt[PHASE] == RETURN:
        send_back(m, slot)
        return
    attempt[CONNECT] = m[NOW] - attempt[BEGAN] - attempt[DNS]
    session = attempt[SESSION]
    closed_ns = tables.sessions(m, session)[S_CLOSED]
    if not is_known(m, session) or (closed_ns != NONE and closed_ns < attempt[SENT]):
        vanish(m, slot)
        return
    instance = tables.sessions(m, session)[S_INSTANCE]
    attempt[AT_INSTANCE], attempt[CODE_INSTANCE] = instance, tables.stations(m, instance)[CODE]
    serve(m, slot, instance)


@inlined
def from_instance(m: Any, slot: Any) -> None:
    """The instance has served the request."""
    attempt = tables.attempts(m, slot)
    now, meets = m[NOW], tables.conditions(m, now_holds(m))
    attempt[INSTANCE_WAIT] = attempt[BEGAN_SERVICE] - attempt[BEGAN_VISIT]
    attempt[INSTANCE_SERVICE] = now - attempt[BEGAN_SERVICE]
    if attempt[PHASE] == LIST:
        place = m[C_CONTENT]
        if meets[place] == NOTHING:
            answer(m, slot, O_OK, m[FOUND], m[MANIFEST_DOWN])
        else:
            answer_of(m, slot, place)
        return
    token = m[C_TOKEN] + 3 * tables.activities(m, attempt[ACTIVITY])[A_TOKEN]
    if meets[token] != NOTHING:
        answer_of(m, slot, token)
        return
    instance = attempt[AT_INSTANCE]
    block = m[W_CHANNELS] + instance * m[W_BLOCK]
    world = tables.world(m, m[CURRENT_ROW])
    count = world[block]
    if count == 0:
        answer(m, slot, O_REFUSED, m[NO_CHANNEL_STATUS], m[NO_CHANNEL_BYTES])
        return
    turn = tables.stations(m, instance)[TURN] + 1
    if turn >= count:  # nearly never by more than one: a division would take longer than all else here
        turn %= count
    tables.stations(m, instance)[TURN] = turn
    point = world[block + 1 + (turn - 1 if turn > 0 else count - 1)]
    attempt[POINT], attempt[CHANNEL_SERIAL] = point, world[block + 1 + m[POINTS] + point]
    attempt[LEFT] = now
    leaves_azure(m, attempt[UP_BYTES], FROM_INSTANCE)
    latency = attempt[LATENCY_AZURE] = drawn(m, slot, P_AZURE, m[LEG_LAW + AZURE_LEG])
    arrives_ns = now + transit(m, AZURE_LEG, latency, attempt[UP_BYTES])
    if queues(m, attempt[UP_BYTES]):
        arrives_ns += sent_ns(m, instance, attempt[UP_BYTES]) - now
    if world[block + 1 + 2 * m[POINTS] + point] == 1:
        arrives_ns += channel_wait(m, latency)
    travel(m, slot, TO_POINT, POINT_ARRIVAL, arrives_ns)


@inlined
def at_point(m: Any, slot: Any) -> None:
    """The request arrives at its connection point."""
    attempt = tables.attempts(m, slot)
    if not channel_stands(m, slot):
        vanish(m, slot)
        return
    station = m[INSTANCES] + attempt[POINT]
    attempt[CODE_POINT] = tables.stations(m, station)[CODE]
    attempt[TRAVELLED] = m[NOW] - attempt[LEFT]
    serve(m, slot, station)


@inlined
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
        if tables.clients(m, attempt[CLIENT])[PIN] != pair:
            if not take_port(m, attempt[POINT]):
                attempt[CHANNEL] = attempt[TRAVELLED]
                prepare(m, slot, O_REFUSED, m[NO_PORT_STATUS], m[NO_PORT_BYTES])
                up_the_channel(m, slot)
                return
            session[taken_word(m, pair)] |= bit
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
    travel(m, slot, TO_SERVER, SERVER_ARRIVAL, ready_ns + transit(m, SITE_LEG, latency, attempt[UP_BYTES]))


@inlined
def at_server(m: Any, slot: Any) -> None:
    """The request arrives at its management point or software update point, or at storage."""
    attempt = tables.attempts(m, slot)
    if attempt[PHASE] == FETCH:
        at_storage(m, slot)
        return
    attempt[CHANNEL] = attempt[TRAVELLED] + m[NOW] - attempt[PASSED]
    attempt[CODE_SERVER] = tables.stations(m, attempt[SERVER])[CODE]
    serve(m, slot, attempt[SERVER])


@inlined
def from_server(m: Any, slot: Any) -> None:
    """The server has answered: back the same way."""
    attempt = tables.attempts(m, slot)
    attempt[SERVER_WAIT] = attempt[BEGAN_SERVICE] - attempt[BEGAN_VISIT]
    attempt[SERVER_SERVICE] = m[NOW] - attempt[BEGAN_SERVICE]
    number = attempt[SERVER] - m[INSTANCES] - m[POINTS]
    kind = tables.activities(m, attempt[ACTIVITY])[A_KIND]
    place, meets = m[C_REFUSAL] + 3 * (number * m[KINDS] + kind), tables.conditions(m, now_holds(m))
    if meets[place] == NOTHING:
        prepare(m, slot, O_OK, m[SERVED], attempt[DOWN_BYTES])
    else:
        prepare(m, slot, O_OK if meets[place] == SUCCESS else O_REFUSED, meets[place + 1], meets[place + 2])
    attempt[BACK] = transit(m, SITE_LEG, attempt[LATENCY_SITE], attempt[SIZE])
    up_the_channel(m, slot)
