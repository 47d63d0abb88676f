"""What every step of an attempt needs: going on later, the conditions of now, and what leaves Azure."""

from __future__ import annotations

from typing import Any

import numpy as np

from cmgsim.facts.limits import THRESHOLD_CHECK
from cmgsim.fast import tables
from cmgsim.fast.compiling import inlined, routine
from cmgsim.fast.events import append_or_push, key_of, push
from cmgsim.fast.fields import (
    AT_INSTANCE,
    CHANNEL_SERIAL,
    CHANNEL_TRIPS,
    CHANNEL_WAIT,
    CURRENT_ROW,
    EGRESS,
    EGRESS_FROM,
    NIC_BANDWIDTH,
    NOW,
    NUMBER,
    POINT,
    POINTS,
    QUEUED_FROM,
    REQUEST,
    SENDING_UNTIL,
    W_BLOCK,
    W_CHANNELS,
)
from cmgsim.fast.ways import LARGEST, transmission_ns
from cmgsim.model.plan_world import WorldShape

CONDITIONS = WorldShape.CONDITIONS
NAMES, NAME_STATUS = WorldShape.NAMES, WorldShape.NAME_STATUS
SHOWN, SEEN = WorldShape.CERTIFICATE, WorldShape.SEEN
CLIENT_LEG, AZURE_LEG, SITE_LEG = range(3)
SLOT = np.int64(THRESHOLD_CHECK.ns)


@inlined
def schedule(m: Any, slot: Any, rank: Any, at_ns: Any) -> None:
    """The attempt goes on at *at_ns*."""
    attempt = tables.attempts(m, slot)
    push(m, at_ns, key_of(rank, attempt[REQUEST], attempt[NUMBER]), slot)


@inlined
def travel(m: Any, slot: Any, way: Any, rank: Any, at_ns: Any) -> None:
    """A message of the attempt arrives at *at_ns*."""
    attempt = tables.attempts(m, slot)
    append_or_push(m, way, at_ns, key_of(rank, attempt[REQUEST], attempt[NUMBER]), slot)


@inlined
def now_holds(m: Any) -> Any:
    """Number of the conditions that a message meets now."""
    return tables.world(m, m[CURRENT_ROW])[CONDITIONS]


@inlined
def leaves_azure(m: Any, size: Any, source: Any) -> None:
    """Count what leaves Azure: from one look of the site to the next, and from the end of the warm-up on."""
    tables.egress(m, m[NOW] // SLOT)[source] += size
    if m[NOW] >= m[EGRESS_FROM]:
        m[EGRESS] += size


@inlined
def queues(m: Any, size: Any) -> Any:
    """Whether a message of this size waits for others at the network card of an instance."""
    return m[NIC_BANDWIDTH] > 0 and size > m[QUEUED_FROM]


@routine
def sent_ns(m: Any, instance: Any, size: Any) -> Any:
    """When the network card will have sent a long message that comes to it now."""
    here = tables.stations(m, instance)
    sent = max(m[NOW], here[SENDING_UNTIL]) + transmission_ns(size, m[NIC_BANDWIDTH])
    here[SENDING_UNTIL] = min(sent, LARGEST)
    return here[SENDING_UNTIL]


@inlined
def channel_wait(m: Any, latency: Any) -> Any:
    """How long a request waits before it goes down an HTTPS channel; a long latency is cut before it is multiplied."""
    return min(2 * m[CHANNEL_TRIPS] * min(latency, m[CHANNEL_WAIT]), m[CHANNEL_WAIT])


@inlined
def channel_stands(m: Any, slot: Any) -> Any:
    """Whether the channel that the request took is still the same."""
    attempt = tables.attempts(m, slot)
    block = m[W_CHANNELS] + attempt[AT_INSTANCE] * m[W_BLOCK]
    place = block + 1 + m[POINTS] + attempt[POINT]
    return tables.world(m, m[CURRENT_ROW])[place] == attempt[CHANNEL_SERIAL]
