"""Dynamic ports of connection points: taken for connections inside the site, at rest for a while when these close."""

from __future__ import annotations

from typing import Any

from cmgsim.fast import tables
from cmgsim.fast.compiling import routine
from cmgsim.fast.fields import (
    CLIENT,
    INSTANCES,
    LISTENS,
    MOST_USED,
    NONE,
    NOW,
    PIN,
    POINT,
    POINTS,
    PORT_LIMIT,
    PORTS_REFUSED,
    PORTS_USED,
    REST,
    REST_FIRST,
    REST_LAST,
    S_ONWARD,
    SERVER,
    SERVERS,
    SESSIONS,
)


@routine
def take_port(m: Any, point: Any) -> Any:
    """Give a port out, if there is one."""
    one, ring, mask = tables.ports(m, point), tables.resting(m, point), m[tables.RESTING_WIDTH] - 1
    while one[REST_FIRST] < one[REST_LAST] and ring[one[REST_FIRST] & mask] <= m[NOW]:
        one[REST_FIRST] += 1
        one[PORTS_USED] -= 1
    if one[PORTS_USED] >= one[PORT_LIMIT]:
        one[PORTS_REFUSED] += 1
        return False
    one[PORTS_USED] += 1
    one[MOST_USED] = max(one[MOST_USED], one[PORTS_USED])
    return True


@routine
def give_back(m: Any, point: Any) -> None:
    """A connection closes: its port rests."""
    one = tables.ports(m, point)
    if one[REST] == 0:
        one[PORTS_USED] -= 1
        return
    last = one[REST_LAST]
    tables.resting(m, point)[last & (m[tables.RESTING_WIDTH] - 1)] = m[NOW] + one[REST]
    one[REST_LAST] = last + 1


@routine
def pair_of(m: Any, slot: Any) -> Any:
    """Number of the pair of the attempt's connection point and server."""
    attempt = tables.attempts(m, slot)
    return attempt[POINT] * m[SERVERS] + attempt[SERVER] - m[INSTANCES] - m[POINTS]


@routine
def taken_word(m: Any, pair: Any) -> Any:
    """Place, in a session, of the word that says whether it took a port for this pair."""
    return S_ONWARD + ((m[tables.SESSION_WIDTH] - S_ONWARD) >> 1) + (pair >> 5)


@routine
def gives_up(m: Any, session: Any, pair: Any) -> Any:
    """Take a port from a session; whether it had one for this pair."""
    one, word, bit = tables.sessions(m, session), taken_word(m, pair), 1 << (pair & 31)
    had = one[word] & bit != 0
    one[word] &= ~bit
    return had


@routine
def give_all_back(m: Any, session: Any) -> None:
    """Nothing uses the session any more: the connections that were opened for it close."""
    one, first = tables.sessions(m, session), taken_word(m, 0)
    for word in range(first, m[tables.SESSION_WIDTH]):
        bits, pair = one[word], (word - first) << 5
        while bits != 0:
            if bits & 1 == 1:
                give_back(m, pair // m[SERVERS])
            bits >>= 1
            pair += 1


@routine
def pin(m: Any, slot: Any, session: Any, moved: Any) -> None:
    """The client's notification session holds the port that its request took, unless it has one where it is."""
    pair, client = pair_of(m, slot), tables.attempts(m, slot)[CLIENT]
    pinned = tables.clients(m, client)[PIN]
    if tables.clients(m, client)[LISTENS] == NONE or (pinned != NONE and (pinned == pair or not moved)):
        return  # it has gone offline, or holds a port already
    unpin(m, client)
    tables.clients(m, client)[PIN] = pair if gives_up(m, session, pair) else NONE


@routine
def unpin(m: Any, client: Any) -> None:
    """The client's notification session is over, and so is the connection for it."""
    pinned = tables.clients(m, client)[PIN]
    if pinned != NONE:
        give_back(m, pinned // m[SERVERS])
        tables.clients(m, client)[PIN] = NONE


@routine
def lose_ports(m: Any, point: Any) -> None:
    """The connection point goes down: every port is free, and nobody holds one."""
    one, first = tables.ports(m, point), point * m[SERVERS]
    one[PORTS_USED] = one[REST_FIRST] = one[REST_LAST] = 0
    for session in range(m[SESSIONS]):
        for pair in range(first, first + m[SERVERS]):
            gives_up(m, session, pair)
    for client in range(m[tables.CLIENT_COUNT]):
        if tables.clients(m, client)[PIN] // m[SERVERS] == point:
            tables.clients(m, client)[PIN] = NONE
