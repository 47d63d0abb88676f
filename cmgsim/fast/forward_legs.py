"""What happens to a request between two stations: drawn, added up, and written into the table of those on their way."""

from __future__ import annotations

from typing import Any

from numba import uint64

from cmgsim.fast import forward_table as t
from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, kept
from cmgsim.fast.draws import CODE, CONSTANT, EXPONENTIAL, FIXED, block, exponential, quantity, uniform_of
from cmgsim.fast.fields import (
    A_DOWN,
    A_FIRST_CLIENT,
    A_SERVER,
    A_SERVERS,
    A_TIMEOUT,
    A_UP,
    ADDRESS_UNTIL,
    ALIAS_UNTIL,
    CERTIFICATE,
    CURRENT_ROW,
    HAS_ALIAS,
    INSTANCES,
    KEY0,
    LEG_LAW,
    NEVER,
    NIC_BANDWIDTH,
    P_AZURE,
    P_BALANCER,
    P_CLIENT,
    P_DOWN,
    P_SITE,
    P_TIMEOUT,
    P_UP,
    POINTS,
    QUEUED_FROM,
    RESUMPTION,
    TRIPS,
    TRIPS_NEW,
    TRIPS_RESUMED,
    TTL_ADDRESS,
    TTL_ALIAS,
    TURN,
    W_BLOCK,
    W_CHANNELS,
    W_SEEN,
)
from cmgsim.fast.leaving import known_at
from cmgsim.fast.steps import AZURE_LEG, CLIENT_LEG, SEEN, SHOWN, SITE_LEG, channel_wait
from cmgsim.fast.ways import LARGEST, transit, transmission_ns

AHEAD = 12
"""Requests after which a client comes that the processor is told of now."""


@inlined
def first_uniform(m: Any, way: Any, place: Any, purpose: Any) -> Any:
    """The first uniform that the first attempt at a request draws for *purpose*."""
    word, _, _, _ = block(
        uint64(way[t.MEMBER, place] + 1), uint64(0), uint64(0), uint64(way[t.OCCURRENCE, place]),
        uint64(m[KEY0]), tables.keys(m, way[t.ACTIVITY, place])[purpose],
    )  # fmt: skip
    return uniform_of(word)


@inlined
def drawn(m: Any, way: Any, place: Any, purpose: Any, law: Any) -> Any:
    """What the first attempt at a request draws for *purpose*."""
    code = tables.laws(m, law)[CODE]
    if code == FIXED:
        return tables.laws(m, law)[CONSTANT]
    if code == EXPONENTIAL:
        return exponential(tables.parameters(m, law)[0], first_uniform(m, way, place, purpose))
    counter = (uint64(way[t.MEMBER, place] + 1), uint64(0), uint64(way[t.OCCURRENCE, place]))
    return quantity(m, law, counter, uint64(m[KEY0]), tables.keys(m, way[t.ACTIVITY, place])[purpose])


@inlined
def _is_long(m: Any, size: Any) -> Any:
    """Whether a message waits for others at the network card of an instance."""
    return m[NIC_BANDWIDTH] > 0 and size > m[QUEUED_FROM]


@kept
def approach(registers: Any, way: Any, first: Any, behind: Any) -> None:
    """Clients ask, in order: each looks the service up and opens a connection, and its request is on its way."""
    m = tables.start_of(registers)
    world = tables.world(m, m[CURRENT_ROW])
    for place in range(first, behind):
        activity = tables.activities(m, way[t.ACTIVITY, place])
        client = tables.clients(m, way[t.CLIENT, place])
        tables.fetch(tables.clients(m, way[t.CLIENT, min(place + AHEAD, behind - 1)]))
        now = way[t.CREATED, place]
        up = way[t.UP, place] = drawn(m, way, place, P_UP, activity[A_UP])
        way[t.DOWN, place] = drawn(m, way, place, P_DOWN, activity[A_DOWN])
        latency = way[t.CLIENT_WAY, place] = drawn(m, way, place, P_CLIENT, m[LEG_LAW + CLIENT_LEG])
        way[t.DEADLINE, place] = now + drawn(m, way, place, P_TIMEOUT, activity[A_TIMEOUT])
        at_ns, round_trip = now, 2 * latency
        if m[HAS_ALIAS] == 1 and not known_at(at_ns, client[ALIAS_UNTIL], m[TTL_ALIAS]):
            at_ns += round_trip
            client[ALIAS_UNTIL] = at_ns + m[TTL_ALIAS]
        if not known_at(at_ns, client[ADDRESS_UNTIL], m[TTL_ADDRESS]):
            at_ns += round_trip
            client[ADDRESS_UNTIL] = at_ns + m[TTL_ADDRESS]
        way[t.DNS, place] = at_ns - now
        chosen = int(first_uniform(m, way, place, P_BALANCER) * world[SEEN])
        way[t.INSTANCE + t.WHERE, place] = world[m[W_SEEN] + chosen]
        resumed = m[RESUMPTION] == 1 and client[CERTIFICATE] == world[SHOWN]
        client[CERTIFICATE] = world[SHOWN]
        ready = way[t.READY, place] = at_ns + (m[TRIPS_RESUMED] if resumed else m[TRIPS_NEW]) * round_trip
        way[t.INSTANCE + t.CAME, place] = ready + transit(m, CLIENT_LEG, latency, up)
        member = way[t.CLIENT, place] - activity[A_FIRST_CLIENT]
        way[t.SERVER + t.WHERE, place] = activity[A_SERVER] + member % activity[A_SERVERS]


@kept
def hand_down(registers: Any, way: Any, order: Any) -> Any:
    """
    Instances pass requests on, in the order in which they have served them: connection points take turns.

    Returns:
        Whether any is long enough to wait for others at the network card.
    """
    m, some_queue = tables.start_of(registers), False
    world = tables.world(m, m[CURRENT_ROW])
    for place in order:
        instance, now, up = way[t.INSTANCE, place], way[t.INSTANCE + t.LEFT, place], way[t.UP, place]
        block_of = m[W_CHANNELS] + instance * m[W_BLOCK]
        count, here = world[block_of], tables.stations(m, instance)
        turn = here[TURN] + 1
        if turn >= count:
            turn = 0
        here[TURN] = turn
        point = world[block_of + 1 + (turn - 1 if turn > 0 else count - 1)]
        way[t.POINT + t.WHERE, place] = m[INSTANCES] + point
        latency = way[t.AZURE_WAY, place] = drawn(m, way, place, P_AZURE, m[LEG_LAW + AZURE_LEG])
        arrives_ns = now + transit(m, AZURE_LEG, latency, up)
        if world[block_of + 1 + 2 * m[POINTS] + point] == 1:
            arrives_ns += channel_wait(m, latency)
        way[t.POINT + t.CAME, place] = arrives_ns
        some_queue |= _is_long(m, up)
    return some_queue


@kept
def pass_on(registers: Any, way: Any, order: Any) -> None:
    """Connection points forward requests, each over a connection that is opened for it."""
    m = tables.start_of(registers)
    for place in order:
        server = tables.stations(m, way[t.SERVER + t.WHERE, place])
        latency = way[t.SITE_WAY, place] = drawn(m, way, place, P_SITE, m[LEG_LAW + SITE_LEG])
        ready_ns = way[t.POINT + t.LEFT, place] + server[TRIPS] * 2 * latency
        way[t.SERVER + t.CAME, place] = ready_ns + transit(m, SITE_LEG, latency, way[t.UP, place])


@kept
def come_back(registers: Any, way: Any, those: Any) -> Any:
    """
    Servers have answered: the answer is with the client after its way, or at the card of its instance.

    Returns:
        Whether any is at a card.
    """
    m, some_queue = tables.start_of(registers), False
    for place in those:
        now, size = way[t.SERVER + t.LEFT, place], way[t.DOWN, place]
        back = transit(m, SITE_LEG, way[t.SITE_WAY, place], size)
        back += transit(m, AZURE_LEG, way[t.AZURE_WAY, place], size)
        if _is_long(m, size):
            some_queue = True
            way[t.RETURNED, place] = now + back
            way[t.RESPONSE, place], way[t.DONE, place] = 0, NEVER
        else:
            way[t.RESPONSE, place] = back + transit(m, CLIENT_LEG, way[t.CLIENT_WAY, place], size)
            way[t.DONE, place] = now + way[t.RESPONSE, place]
    return some_queue


@kept
def queue_at_cards(registers: Any, way: Any, those: Any, times: Any, sizes: Any, sending: Any) -> None:
    """Network cards send long messages one after the other; *times*, when they come, turn into when they are sent."""
    m = tables.start_of(registers)
    for number in range(len(those)):
        card = way[t.INSTANCE, those[number]]
        sent = max(times[number], sending[card]) + transmission_ns(sizes[number], m[NIC_BANDWIDTH])
        times[number] = sending[card] = min(sent, LARGEST)


@kept
def arrive(registers: Any, way: Any, those: Any, sent: Any) -> None:
    """Long answers that have left the card reach their clients."""
    m = tables.start_of(registers)
    for number in range(len(those)):
        place = those[number]
        done_ns = sent[number] + transit(m, CLIENT_LEG, way[t.CLIENT_WAY, place], way[t.DOWN, place])
        way[t.DONE, place], way[t.RESPONSE, place] = done_ns, done_ns - way[t.SERVER + t.LEFT, place]
