"""
Known answers of queues, networks and capacity, for tests that hold the engine against them.

The values were computed by formula and once more by another method, apart from this program.
"""

from __future__ import annotations

# fmt: off
KNOWN = {
    "A01": 2.33333333,   # M/M/1, 1.4 arrivals a unit of time, served at 2: mean number in system
    "A02": 1.16666667,   # the same: mean wait
    "A03": 4.99288712,   # the same: 95th percentile of the sojourn
    "B01": 0.509433962,  # M/M/4, 6 arrivals, served at 2 each: probability of waiting
    "B02": 0.254716981,  # the same: mean wait
    "B03": 1.16063861,   # the same: 95th percentile of the wait
    "B04": 0.204573858,  # M/M/16, 12 arrivals, served at 1: probability of waiting
    "B07": 1.5,          # the load of B01 spread at random over four M/M/1: mean wait
    "B08": 0.823819572,  # the load of B01 dealt in turn to four servers, E4/M/1: mean wait
    "C01": 0.0787409,    # M/G/10/10 offered 7: probability of being refused, whatever the law of the stay
    "D01": 2.0,          # M/D/1 at 0.8: mean wait
    "D04": 2.5,          # M/G/1 at 0.5, lognormal of squared variation 4: mean wait
    "D05": 0.75,         # M/G/1 at 0.5, Erlang of two stages: mean wait
    "D07": 5.83333333,   # M/H2/1 at 0.7, balanced means, squared variation 4: mean wait
    "D08": 0.628629796,  # D/M/1, one arrival each 1.25: probability of waiting
    "D09": 1.69273084,   # the same: mean wait
    "E01": 50.0,         # M/G/inf, 100 an hour stay half an hour: mean number present
    "E02": 0.0721601798, # the same: probability of more than 60
    "E03": 31.6060279,   # the same from empty, exponential stay, after half an hour: mean number present
    "E04": 30.0,         # from empty, stays of exactly half an hour, after 0.3 hours: mean number present
    "F01": 7.5,          # M/M/1 to M/M/1, 0.6 arrivals, served at 1 and 0.8: mean time end to end
    "F07": 2.75,         # arrivals 0, 1, 2, 6, service 2: mean sojourn
    "F08": 1.375,        # the same until 8: time average of the number in system
    "H01": 160,          # round trip 80 ms, HTTP over TCP: ms to the first byte of the answer
    "H02": 320,          # TLS 1.2
    "H03": 320,          # TLS 1.2 with a client certificate in the handshake
    "H06": 240,          # TLS 1.3
    "H07": 160,          # TLS 1.3 with early data
    "H08": 80,           # a connection that was kept
    "I01": 6.13901448,   # 16 connections hashed to 4 instances: expected largest number
    "I02": 30.2326313,   # 100 connections to 4 instances: the same
    "I07": 0.377075195,  # 8 connections to 4 instances: probability that some instance gets none
    "J09": 15.0,         # 6,000 clients at once, 4 servers, 10 ms each: last completion
    "J10": 7.495,        # the same: mean wait
    "J12": 25.0,         # served at 100, three retries: load from which a stuck state can feed itself
    "J18": 1.90952634,   # 500 sources of period 625, service 1: mean wait of a request
    "K01": 5,            # 25,000 clients, 6,000 connections an instance: instances
    "K02": 3,            # the same with 10,000 an instance
    "K03": 4,            # connection points of 16 instances, one for every four
    "K04": 96_000,       # the most clients for which 16 instances of 6,000 are enough
    "K05": 2,            # 16,385 clients, 16,384 dynamic ports a connection point: connection points
    "K06": 462.962963,   # 100 MB to each of 50,000 clients in a day: Mbit/s
    "K07": 10139,        # port of the channel to instance 16 of a scale set
    "K08": 10155,        # port of the channel to instance 16 of a classic CMG
}
# fmt: on

STATIONS = ("cmg", "connection_points", "management_points")
REPLICATIONS = 30
