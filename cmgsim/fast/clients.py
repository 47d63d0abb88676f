"""How an attempt begins and ends for its client, and what is written down of it."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.counting import count
from cmgsim.fast.events import append, key_of, push
from cmgsim.fast.fields import (
    A_FIRST_CLIENT,
    A_KEEP_ALIVE,
    A_LANE_KEEP,
    A_NOTIFICATION,
    A_RETRIES,
    A_RETRY,
    A_ROTATES,
    A_SERVERS,
    ACTIVITY,
    AT,
    ATTEMPT,
    ATTEMPTS,
    CHOSEN,
    CLIENT,
    CODE_INSTANCE,
    CODE_POINT,
    CODE_SERVER,
    CREATED,
    FAILED,
    FREE_ATTEMPT,
    GHOST,
    IDLE,
    IDLE_UNTIL,
    KEEPS_REQUESTS,
    L_ATTEMPTS,
    L_DONE,
    L_INSTANCE,
    L_OUTCOME,
    L_POINT,
    L_SERVER,
    L_STAGE,
    L_STATUS,
    LATER,
    MEMBER,
    NARROW_END,
    NEXT,
    NOBODY,
    NONE,
    NOW,
    NUMBER,
    O_OK,
    OCCURRENCE,
    P_RETRY,
    P_ROTATION,
    QUOTA,
    RECORDED_ROW,
    RECORDED_SLOT,
    REQUEST,
    ROTATION_WINDOW,
    S_INSTANCE,
    SESSION,
    STAGE,
    STEP,
    TOO_NARROW,
    VALID,
    VANISHED,
    WANTED,
    WIDE,
)
from cmgsim.fast.ports import pin
from cmgsim.fast.sessions import awake, close_session, free_session, listen
from cmgsim.fast.ways import drawn, first_uniform

NEVER = -(1 << 62)


@inlined
def new_attempt(m: Any) -> Any:
    """An unused row of the attempts."""
    slot = m[FREE_ATTEMPT]
    if slot == NONE:
        slot = m[ATTEMPTS]
        m[ATTEMPTS] = slot + 1
    else:
        m[FREE_ATTEMPT] = tables.attempts(m, slot)[NEXT]
    return slot


@inlined
def clear(attempt: Any) -> None:
    """Nothing has become of an attempt so far."""
    attempt[SESSION] = attempt[AT] = NONE
    attempt[CODE_INSTANCE] = attempt[CODE_POINT] = attempt[CODE_SERVER] = NONE
    for stage in range(STAGE, STAGE + 10):
        attempt[stage] = 0


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
        session = attempt[SESSION]
        instance = tables.sessions(m, session)[S_INSTANCE]
        _release(m, slot, outcome == O_OK)
        if outcome == O_OK and activity[A_NOTIFICATION] == 1:
            pin(m, slot, session, listen(m, attempt[CLIENT], instance))
    attempt[WANTED] = NOBODY
    number = attempt[NUMBER]
    if outcome != O_OK and activity[A_ROTATES] == 1:
        _count_failure(m, slot)
    if outcome == O_OK or number >= activity[A_RETRIES]:
        record(m, slot, now, outcome, status, number + 1)
        return
    delay = drawn(m, slot, P_RETRY, tables.retries(m, activity[A_RETRY] + number)[0])
    again = _prepare(m, slot)
    push(m, awake(m, attempt[CLIENT], now + delay), key_of(ATTEMPT, attempt[REQUEST], number + 1), again)


@routine
def _count_failure(m: Any, slot: Any) -> None:
    """After so many failures within the documented time the client turns to another management point."""
    attempt = tables.attempts(m, slot)
    activity, turned = tables.activities(m, attempt[ACTIVITY]), tables.rotations(m, attempt[CLIENT])
    last, points = m[tables.ROTATION_WIDTH] - 1, activity[A_SERVERS]
    for place in range(FAILED, last):
        turned[place] = turned[place + 1]
    turned[last] = m[NOW]
    if m[NOW] - turned[FAILED] > m[ROTATION_WINDOW]:
        return
    current = turned[CHOSEN]
    if current == NONE:
        current = (attempt[CLIENT] - activity[A_FIRST_CLIENT]) % points
    turned[CHOSEN] = (current + 1 + int(first_uniform(m, slot, P_ROTATION) * (points - 1))) % points
    for place in range(FAILED, last + 1):
        turned[place] = NEVER


@routine
def _prepare(m: Any, slot: Any) -> Any:
    """The next attempt at the same request, which will begin later."""
    again = new_attempt(m)
    before, after = tables.attempts(m, slot), tables.attempts(m, again)
    after[REQUEST], after[NUMBER], after[CLIENT] = before[REQUEST], before[NUMBER] + 1, before[CLIENT]
    after[ACTIVITY], after[MEMBER], after[OCCURRENCE] = before[ACTIVITY], before[MEMBER], before[OCCURRENCE]
    after[CREATED], after[WANTED] = before[CREATED], LATER
    clear(after)
    return again


@inlined
def _release(m: Any, slot: Any, kept: Any) -> None:
    """The client keeps the connection for the next request, or closes it."""
    now = m[NOW]
    attempt = tables.attempts(m, slot)
    activity, client = tables.activities(m, attempt[ACTIVITY]), tables.clients(m, attempt[CLIENT])
    keep_alive = activity[A_KEEP_ALIVE]
    if not kept or keep_alive == 0 or client[IDLE] != NONE:
        close_session(m, attempt[SESSION])
        return
    client[IDLE], client[IDLE_UNTIL] = attempt[SESSION], now + keep_alive
    attempt[SESSION] = NONE
    key = key_of(STEP, attempt[REQUEST], attempt[NUMBER])
    if activity[A_LANE_KEEP] == NONE:
        push(m, now + keep_alive, key, attempt[CLIENT])
    else:
        append(m, activity[A_LANE_KEEP], now + keep_alive, key, attempt[CLIENT])


@inlined
def record(m: Any, slot: Any, done_ns: Any, outcome: Any, status: Any, attempts: Any) -> None:
    """Write how a request ended, or stands, into its row of the log; or count it where none is kept."""
    if m[KEEPS_REQUESTS] == 0:
        count(m, slot, done_ns, outcome)
        return
    attempt = tables.attempts(m, slot)
    row = attempt[REQUEST]
    tables.columns_of_64_bits(m, L_DONE)[row] = done_ns
    tables.columns_of_16_bits(m, L_STATUS)[row] = status
    tables.columns_of_16_bits(m, L_SERVER)[row] = attempt[CODE_SERVER]
    tables.columns_of_8_bits(m, L_OUTCOME)[row] = outcome
    tables.columns_of_8_bits(m, L_ATTEMPTS)[row] = attempts
    tables.columns_of_8_bits(m, L_INSTANCE)[row] = attempt[CODE_INSTANCE]
    tables.columns_of_8_bits(m, L_POINT)[row] = attempt[CODE_POINT]
    wide = m[WIDE]
    for stage in range(10):
        took = attempt[STAGE + stage]
        if wide >> stage & 1:
            tables.columns_of_64_bits(m, L_STAGE + stage)[row] = took
        else:
            tables.columns_of_32_bits(m, L_STAGE + stage)[row] = took
            if took >= NARROW_END:
                m[TOO_NARROW] |= 1 << stage
                m[RECORDED_ROW], m[RECORDED_SLOT], m[QUOTA] = row, slot, 0
