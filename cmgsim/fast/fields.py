"""
Where everything stands in the arrays of the compiled engine.

Rows are requests, attempts, stations and so on; these are the numbers of the columns. They are code and not settings:
numba freezes them, which is right, and settings reach the kernel in the registers instead.
"""

from __future__ import annotations

import numpy as np

NONE = -1

# Registers that change
(NOW, HEAP, FREE_ATTEMPT, ATTEMPTS, FREE_SESSION, SESSIONS, ARRIVED, WORLD_ROW, CURRENT_ROW, EGRESS, EVENTS, VISITS,
 CONNECTIONS, FIRST_REQUEST, CLOSING, OPENINGS, TOO_NARROW, RECORDED_ROW, RECORDED_SLOT,
 QUOTA, FIRST_LANE) = range(21)  # fmt: skip
# Settings
(END, EGRESS_FROM, REQUESTS, LANES, ARE_ALL, IDLE_TIMEOUT, CONNECTION_LIMIT, KEY0, RESUMPTION, HAS_ALIAS, TTL_ALIAS,
 TTL_ADDRESS, TRIPS_NEW, TRIPS_RESUMED, CHANNEL_TRIPS, CHANNEL_WAIT, CONNECT_TIMEOUT, MANIFEST_KIND, MANIFEST_UP,
 MANIFEST_DOWN, INSTANCES, POINTS, SERVERS, KINDS, STORAGE_CODE, SERVED, FOUND, NO_CHANNEL_STATUS, NO_CHANNEL_BYTES,
 NO_SERVER_STATUS, NO_SERVER_BYTES, RECORD_VISITS, KEEPS_REQUESTS, OBSERVED, WIDE) = range(21, 56)  # fmt: skip
LEG_LAW = 56  # of three legs
LEG_BANDWIDTH = 59
W_SEEN, W_STATION, W_CHANNELS, W_BLOCK = range(62, 66)
C_CONTENT, C_STORAGE, C_TOKEN, C_INSTANCE, C_VERB, C_RANGE, C_SERVER, C_REFUSAL = range(66, 74)
LANE_HEAD = 74
MAX_LANES = 12
LANE_TAIL = LANE_HEAD + MAX_LANES
HEAD_TIME = LANE_TAIL + MAX_LANES
HEAD_KEY = HEAD_TIME + MAX_LANES
ROTATION_WINDOW = HEAD_KEY + MAX_LANES
(NO_PORT_STATUS, NO_PORT_BYTES, NIC_BANDWIDTH, QUEUED_FROM, BLOB_LIMIT, BUSY_STATUS, BUSY_BYTES, BLOB_SECOND,
 BLOB_REQUESTS, C_SIGN_IN) = range(ROTATION_WINDOW + 1, ROTATION_WINDOW + 11)  # fmt: skip
NEXT_WINDOW = ROTATION_WINDOW + 11
DRAWN_AHEAD = NEXT_WINDOW + 1
"""Of three purposes: whether every station serves for an exponential time, so that its logarithm is drawn ahead."""
FIRST_TABLE = DRAWN_AHEAD + 3
TO_INSTANCE, TO_POINT, TO_SERVER, TO_CLIENT = range(4)
"""The lanes of messages on their way; those of deadlines and keep-alive times come behind."""
WAYS = 4
TABLES = 31
REGISTERS = FIRST_TABLE + 3 * TABLES

# A station: how it stands, five settings, and what it adds up to; sums too large for 64 bits have a word for their
# upper part and one for their lower 32 bits
(BUSY, FIRST, LAST, UP, EPOCH, CONNECTED, TURN, WAITING, WORKERS, SERVICE, RANK, TRIPS, CODE, SETTLED, BUSY_SUM,
 BUSY_LOW, WAITING_SUM, WAITING_LOW, STAYS_SUM, STAYS_LOW, WAITED_SUM, WAITED_LOW, MOST_WAITING, WAITS_BEGUN,
 WAS_SERVED, SENDING_UNTIL, WAITS_KEPT, OPEN, OPEN_SETTLED, OPEN_SUM, OPEN_LOW, OPEN_PEAK,
 WAITED_MOST) = range(33)  # fmt: skip
STATION_FIELDS = 33

# An attempt
(REQUEST, NUMBER, CLIENT, ACTIVITY, PHASE, SESSION, VALID, LOST, AT, VISIT, BEGAN_VISIT, BEGAN_SERVICE, NEXT, UP_BYTES,
 DOWN_BYTES, MEMBER, OCCURRENCE, LATENCY_CLIENT, LATENCY_AZURE, LATENCY_SITE, SERVER, CHANNEL_SERIAL, POINT, LEFT,
 PASSED, TRAVELLED, BACK, STATUS, OUTCOME, SIZE, LISTED, BEGAN, SENT, PASSED_BACK, GHOST, VANISHED, REFUSED_BY,
 AT_INSTANCE, CODE_INSTANCE, CODE_POINT, CODE_SERVER, WANTED, WAS, CREATED) = range(44)  # fmt: skip
STAGE = 44  # the ten stages, in the order of the request log
(DNS, CONNECT, INSTANCE_WAIT, INSTANCE_SERVICE, CHANNEL, POINT_WAIT, POINT_SERVICE, SERVER_WAIT, SERVER_SERVICE,
 RESPONSE) = range(STAGE, STAGE + 10)  # fmt: skip
LOGARITHM = STAGE + 10
"""Of three services: what was drawn ahead, a floating-point number."""
ATTEMPT_FIELDS = LOGARITHM + 3
NOBODY, LATER, NOW_ASKED = range(3)
"""Who wants an attempt: nobody (any more), a client that will begin it later, a client that waits for its answer."""
ASK, LIST, FETCH, RETURN = range(4)
"""Phases of an attempt."""
BY_END, BY_SERVER = range(2)
"""What a refusal that travels back means: the end of the attempt, or an answer for the connection point."""

# A session; then the words of the set of connections opened onwards for it, and of the set of those that took a port
S_INSTANCE, S_ROW, S_EPOCH, S_READY, S_CLOSED, S_CUT, S_NEXT, S_ONWARD = range(8)
"""The client closed it at one time; its connection ended then, or before, when the instance went down."""

# A client
ALIAS_UNTIL, ADDRESS_UNTIL, CERTIFICATE, IDLE, IDLE_UNTIL, LISTENS, STINT, PIN = range(8)
CLIENT_FIELDS = 8
"""As long as a line of the processor's cache, since which client comes next cannot be foreseen."""

# The ports of a connection point; those at rest stand in a ring, in the order in which they are given out again
PORTS_USED, MOST_USED, PORTS_REFUSED, REST_FIRST, REST_LAST, PORT_LIMIT, REST = range(7)
PORT_FIELDS = 7

# What the requests of an activity add up to, where they are not kept: counts by outcome, then sums of two words
R_OUTCOMES, R_MOST, R_LATENCY, R_STAGES = 0, 5, 6, 8
TOTAL_FIELDS = R_STAGES + 2 * 10

FROM_INSTANCE, FROM_STORAGE = range(2)
"""Columns of the egress, which has a row from each look of the site at it to the next."""

# What a client remembers of failures at management points: which it has turned to, and when the last ones were
CHOSEN, FAILED = range(2)

# An activity
(A_COHORT, A_CODE, A_KIND, A_FIRST_CLIENT, A_UP, A_DOWN, A_TIMEOUT, A_CONTENT, A_SERVER, A_SERVERS, A_NOTIFICATION,
 A_KEEP_ALIVE, A_LANE_TIMEOUT, A_LANE_KEEP, A_RETRY, A_RETRIES, A_TOKEN, A_RECONNECTS,
 A_ROTATES, A_SIGNS_IN) = range(20)  # fmt: skip
ACTIVITY_FIELDS = 20

# Rows of the arrivals that were laid out last
I_CREATED, I_ACTIVITY, I_CLIENT, I_MEMBER, I_OCCURRENCE = range(5)

# Columns of the log that the kernel writes: eight of one byte to eight, then the ten stages of four or eight
L_DONE, L_STATUS, L_SERVER, L_OUTCOME, L_ATTEMPTS, L_INSTANCE, L_POINT, L_STAGE = range(8)
LOG_COLUMNS = L_STAGE + 10
NARROW_END = 1 << 32
"""What a stage of four bytes cannot hold."""

V_STATION, V_ARRIVED, V_STARTED, V_ENDED = range(4)
VISIT_FIELDS = 4
"""A visit; the station's number is doubled, and one more when the visit was lost."""
N_INSTANCE, N_OPENED, N_CLOSED = range(3)
CONNECTION_FIELDS = 3
H_TIME, H_KEY, H_ATTEMPT = range(3)
T_START, T_END = range(2)
"""A time online of a client."""
NEVER = 2**62
"""When a client comes back that does not come back in this run."""

# Ranks of events, purposes of draws, outcomes
(INSTANCE_DEPARTURE, POINT_DEPARTURE, SERVER_DEPARTURE, ANSWERED, REFUSED, TIMEOUT, ATTEMPT, INSTANCE_ARRIVAL,
 POINT_ARRIVAL, SERVER_ARRIVAL, STEP, OFFLINE) = range(5, 17)  # fmt: skip
(P_INSTANCE, P_POINT, P_SERVER, P_BALANCER, P_CLIENT, P_AZURE, P_SITE, P_UP, P_DOWN, P_TIMEOUT, P_RETRY,
 P_CONNECT, P_ROTATION) = range(13)  # fmt: skip
O_OK, O_REFUSED, O_TIMED_OUT, O_LOST, O_IN_FLIGHT = range(5)

# Why the kernel came back
(DONE, MORE_HEAP, MORE_ATTEMPTS, MORE_SESSIONS, MORE_LANES, MORE_VISITS, MORE_CONNECTIONS, MORE_ARRIVALS, MORE_WAITS,
 MORE_OPENINGS, MORE_ROOM_FOR_STAGES, END_OF_WINDOW) = range(12)  # fmt: skip
PER_EVENT = 4
"""Places in a table that one event may need, at most."""
MARGIN = 2 * PER_EVENT

# Not Python's integers: numba would compile every function anew for each of those that it is called with.
globals().update({name: np.int64(value) for name, value in list(globals().items()) if type(value) is int})
