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
 CONNECTIONS, STARTED) = range(14)  # fmt: skip
# Settings
(END, EGRESS_FROM, REQUESTS, LANES, LANE_SIZE, IDLE_TIMEOUT, CONNECTION_LIMIT, KEY0, RESUMPTION, HAS_ALIAS, TTL_ALIAS,
 TTL_ADDRESS, TRIPS_NEW, TRIPS_RESUMED, CHANNEL_TRIPS, CHANNEL_WAIT, CONNECT_TIMEOUT, MANIFEST_KIND, MANIFEST_UP,
 MANIFEST_DOWN, INSTANCES, POINTS, SERVERS, KINDS, STORAGE_CODE, SERVED, FOUND, NO_CHANNEL_STATUS, NO_CHANNEL_BYTES,
 NO_SERVER_STATUS, NO_SERVER_BYTES, RECORD_VISITS) = range(14, 46)  # fmt: skip
LEG_LAW = 46  # of three legs
LEG_BANDWIDTH = 49
W_SEEN, W_STATION, W_CHANNELS, W_BLOCK = range(52, 56)
C_CONTENT, C_STORAGE, C_TOKEN, C_INSTANCE, C_VERB, C_RANGE, C_SERVER, C_REFUSAL = range(56, 64)
LANE_HEAD = 64
MAX_LANES = 8
LANE_TAIL = LANE_HEAD + MAX_LANES
FIRST_TABLE = LANE_TAIL + MAX_LANES
REGISTERS = FIRST_TABLE + 3 * 22

# A station; the last four columns are settings
BUSY, FIRST, LAST, UP, EPOCH, CONNECTED, TURN, WORKERS, SERVICE, RANK, TRIPS, CODE = range(12)
STATION_FIELDS = 12

# An attempt
(REQUEST, NUMBER, CLIENT, ACTIVITY, PHASE, SESSION, VALID, LOST, AT, VISIT, BEGAN_VISIT, BEGAN_SERVICE, NEXT, UP_BYTES,
 DOWN_BYTES, MEMBER, OCCURRENCE, LATENCY_CLIENT, LATENCY_AZURE, LATENCY_SITE, SERVER, CHANNEL_SERIAL, POINT, LEFT,
 PASSED, TRAVELLED, BACK, STATUS, OUTCOME, SIZE, LISTED, BEGAN, SENT, PASSED_BACK, GHOST, VANISHED, REFUSED_BY,
 AT_INSTANCE, CODE_INSTANCE, CODE_POINT, CODE_SERVER) = range(41)  # fmt: skip
STAGE = 41  # the ten stages, in the order of the request log
(DNS, CONNECT, INSTANCE_WAIT, INSTANCE_SERVICE, CHANNEL, POINT_WAIT, POINT_SERVICE, SERVER_WAIT, SERVER_SERVICE,
 RESPONSE) = range(STAGE, STAGE + 10)  # fmt: skip
ATTEMPT_FIELDS = STAGE + 10
ASK, LIST, FETCH = range(3)
"""Phases of an attempt."""
BY_END, BY_SERVER = range(2)
"""What a refusal that travels back means: the end of the attempt, or an answer for the connection point."""

# A session; then the words of the set of connections opened onwards for it
S_INSTANCE, S_ROW, S_EPOCH, S_READY, S_CLOSED, S_NEXT, S_ONWARD = range(7)

# A client
ALIAS_UNTIL, ADDRESS_UNTIL, CERTIFICATE, IDLE, IDLE_SINCE, LISTENS = range(6)
CLIENT_FIELDS = 6

# An activity
(A_COHORT, A_CODE, A_KIND, A_FIRST_CLIENT, A_UP, A_DOWN, A_TIMEOUT, A_CONTENT, A_SERVER, A_SERVERS, A_NOTIFICATION,
 A_KEEP_ALIVE, A_LANE_TIMEOUT, A_LANE_KEEP, A_RETRY, A_RETRIES, A_TOKEN) = range(17)  # fmt: skip
ACTIVITY_FIELDS = 17

# A request beside its row in the log
R_ACTIVITY, R_MEMBER, R_OCCURRENCE, R_CURRENT = range(4)
REQUEST_FIELDS = 4

# Columns of the log, 64 bits wide and 32 bits wide
L_REQUEST, L_CLIENT, L_CREATED, L_DONE, L_STAGE = range(5)
LONG_COLUMNS = L_STAGE + 10
L_COHORT, L_ACTIVITY, L_OUTCOME, L_STATUS, L_ATTEMPTS, L_INSTANCE, L_POINT, L_SERVER = range(8)
CODE_COLUMNS = 8

V_STATION, V_ARRIVED, V_STARTED, V_ENDED = range(4)
VISIT_FIELDS = 4
"""A visit; the station's number is doubled, and one more when the visit was lost."""
N_INSTANCE, N_OPENED, N_CLOSED = range(3)
CONNECTION_FIELDS = 3
H_TIME, H_KEY, H_ATTEMPT = range(3)

# Ranks of events, purposes of draws, outcomes
(INSTANCE_DEPARTURE, POINT_DEPARTURE, SERVER_DEPARTURE, ANSWERED, REFUSED, TIMEOUT, ATTEMPT, INSTANCE_ARRIVAL,
 POINT_ARRIVAL, SERVER_ARRIVAL, STEP) = range(5, 16)  # fmt: skip
(P_INSTANCE, P_POINT, P_SERVER, P_BALANCER, P_CLIENT, P_AZURE, P_SITE, P_UP, P_DOWN, P_TIMEOUT, P_RETRY,
 P_CONNECT) = range(12)  # fmt: skip
O_OK, O_REFUSED, O_TIMED_OUT, O_LOST, O_IN_FLIGHT = range(5)

# Why the kernel came back
DONE, MORE_HEAP, MORE_ATTEMPTS, MORE_SESSIONS, MORE_LANES, MORE_VISITS, MORE_CONNECTIONS = range(7)
MARGIN = 8
"""Places that one event may need."""

# Not Python's integers: numba would compile every function anew for each of those that it is called with.
globals().update({name: np.int64(value) for name, value in list(globals().items()) if type(value) is int})
