"""An answer returns: up the channel, over the client's line, or from storage; and what a refusal does."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.clients import finish, vanish
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.fields import (
    A_KIND,
    ACTIVITY,
    ANSWERED,
    BACK,
    BEGAN,
    BLOB_LIMIT,
    BLOB_REQUESTS,
    BLOB_SECOND,
    BUSY_BYTES,
    BUSY_STATUS,
    BY_END,
    C_RANGE,
    C_STORAGE,
    C_VERB,
    CHANNEL,
    CODE_SERVER,
    DOWN_BYTES,
    FETCH,
    FROM_INSTANCE,
    FROM_STORAGE,
    GHOST,
    INSTANCE_ARRIVAL,
    LATENCY_AZURE,
    LATENCY_CLIENT,
    LIST,
    LISTED,
    NO_SERVER_BYTES,
    NO_SERVER_STATUS,
    NONE,
    NOW,
    O_OK,
    O_REFUSED,
    OUTCOME,
    PASSED,
    PASSED_BACK,
    PHASE,
    POINT,
    REFUSED_BY,
    RESPONSE,
    RETURN,
    S_CLOSED,
    S_CUT,
    S_INSTANCE,
    SERVER_ARRIVAL,
    SESSION,
    SIZE,
    STATUS,
    STORAGE_CODE,
    TO_CLIENT,
    TRAVELLED,
    TRIPS_NEW,
    UP_BYTES,
    WAS,
)
from cmgsim.fast.leaving import is_stopped
from cmgsim.fast.ports import give_back, gives_up, pair_of
from cmgsim.fast.sessions import is_known
from cmgsim.fast.steps import (
    AZURE_LEG,
    CLIENT_LEG,
    channel_stands,
    leaves_azure,
    now_holds,
    queues,
    schedule,
    sent_ns,
    travel,
)
from cmgsim.fast.ways import NS_PER_S, transit
from cmgsim.model.plan_world import NOTHING, SUCCESS


@routine
def up_the_channel(m: Any, slot: Any) -> None:
    """From the connection point back to the instance, and on to the client."""
    attempt = tables.attempts(m, slot)
    if not channel_stands(m, slot):
        vanish(m, slot)
        return
    attempt[BACK] += transit(m, AZURE_LEG, attempt[LATENCY_AZURE], attempt[SIZE])
    _return(m, slot)


@inlined
def prepare(m: Any, slot: Any, outcome: Any, status: Any, size: Any) -> None:
    """What the answer says."""
    attempt = tables.attempts(m, slot)
    attempt[OUTCOME], attempt[STATUS], attempt[SIZE] = outcome, status, size


@routine
def answer(m: Any, slot: Any, outcome: Any, status: Any, size: Any) -> None:
    """The instance answers by itself."""
    prepare(m, slot, outcome, status, size)
    _return(m, slot)


@inlined
def answer_of(m: Any, slot: Any, place: Any) -> None:
    """The instance answers as the conditions say."""
    meets = tables.conditions(m, now_holds(m))
    answer(m, slot, O_OK if meets[place] == SUCCESS else O_REFUSED, meets[place + 1], meets[place + 2])


@routine
def _return(m: Any, slot: Any) -> None:
    """The answer's way to the client."""
    now, attempt = m[NOW], tables.attempts(m, slot)
    attempt[PASSED_BACK] = now + attempt[BACK]
    if tables.sessions(m, attempt[SESSION])[S_CLOSED] == NONE:
        leaves_azure(m, attempt[SIZE], FROM_INSTANCE)
    if queues(m, attempt[SIZE]):
        attempt[BEGAN], attempt[WAS], attempt[PHASE] = now, attempt[PHASE], RETURN
        schedule(m, slot, INSTANCE_ARRIVAL, attempt[PASSED_BACK])
        return
    attempt[RESPONSE] = attempt[BACK] + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[SIZE])
    travel(m, slot, TO_CLIENT, ANSWERED, now + attempt[RESPONSE])


@routine
def send_back(m: Any, slot: Any) -> None:
    """A long answer is at its instance, and waits for others at the network card."""
    attempt = tables.attempts(m, slot)
    attempt[PHASE] = attempt[WAS]
    session = attempt[SESSION]
    if not is_known(m, session):
        vanish(m, slot)
        return
    attempt[PASSED_BACK] = sent_ns(m, tables.sessions(m, session)[S_INSTANCE], attempt[SIZE])
    done_ns = attempt[PASSED_BACK] + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[SIZE])
    attempt[RESPONSE] = done_ns - attempt[BEGAN]
    schedule(m, slot, ANSWERED, done_ns)


@inlined
def answered(m: Any, slot: Any) -> None:
    """The answer has reached the client."""
    attempt = tables.attempts(m, slot)
    if attempt[PHASE] == FETCH:
        attempt[RESPONSE] += m[NOW] - attempt[LISTED]
        finish(m, slot, attempt[OUTCOME], attempt[STATUS])
        return
    session = attempt[SESSION]
    if not is_known(m, session):
        closed_ns = tables.sessions(m, session)[S_CUT]
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
    if is_stopped(m, slot, at_ns, round_trip, m[C_STORAGE], meets):
        return
    leaves_ns = at_ns + m[TRIPS_NEW] * round_trip
    kind = tables.activities(m, attempt[ACTIVITY])[A_KIND]
    verb, part = m[C_VERB] + 3 * kind, m[C_RANGE] + 3 * kind
    place = verb if meets[verb] != NOTHING else part
    if meets[place] == NOTHING:
        prepare(m, slot, O_OK, tables.storage(m, kind)[0], attempt[DOWN_BYTES])
    else:
        prepare(m, slot, O_OK if meets[place] == SUCCESS else O_REFUSED, meets[place + 1], meets[place + 2])
    arrives_ns = leaves_ns + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[UP_BYTES])
    if place == verb:
        back_ns = transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[SIZE])
        schedule(m, slot, ANSWERED, arrives_ns + back_ns)
    else:
        schedule(m, slot, SERVER_ARRIVAL, arrives_ns)


@routine
def at_storage(m: Any, slot: Any) -> None:
    """Storage serves so many requests a second for one file, and tells more of them to come again."""
    attempt, second = tables.attempts(m, slot), m[NOW] // NS_PER_S
    if second != m[BLOB_SECOND]:
        m[BLOB_SECOND], m[BLOB_REQUESTS] = second, 0
    m[BLOB_REQUESTS] += 1
    if m[BLOB_REQUESTS] > m[BLOB_LIMIT]:
        prepare(m, slot, O_REFUSED, m[BUSY_STATUS], m[BUSY_BYTES])
    if attempt[OUTCOME] == O_OK:
        leaves_azure(m, attempt[SIZE], FROM_STORAGE)
        attempt[CODE_SERVER] = m[STORAGE_CODE]
    travel(m, slot, TO_CLIENT, ANSWERED, m[NOW] + transit(m, CLIENT_LEG, attempt[LATENCY_CLIENT], attempt[SIZE]))


@routine
def refused(m: Any, slot: Any) -> None:
    """A refusal is known: to the client, or to the connection point, which tells the client."""
    attempt = tables.attempts(m, slot)
    if attempt[REFUSED_BY] == BY_END:
        finish(m, slot, attempt[OUTCOME], attempt[STATUS])
        return
    if gives_up(m, attempt[SESSION], pair_of(m, slot)):
        give_back(m, attempt[POINT])
    attempt[CHANNEL] = attempt[TRAVELLED] + m[NOW] - attempt[PASSED]
    prepare(m, slot, O_REFUSED, m[NO_SERVER_STATUS], m[NO_SERVER_BYTES])
    up_the_channel(m, slot)
