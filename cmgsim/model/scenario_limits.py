"""
What a scenario may ask for.

The documented limits come from `facts`; the others protect the machine from a slip of the keyboard and lie far above
anything that makes sense.
"""

from __future__ import annotations

from typing import Final

from cmgsim.facts import limits

MAX_INSTANCES: Final = int(limits.INSTANCES_PER_CMG.value)
MAX_CONNECTION_POINTS: Final = 64
"""Sixteen times what sixteen instances need by the documented rule of one for every four."""
MAX_SERVERS: Final = 64
"""Management points or software update points: four times what a primary site may have."""
MAX_CLIENTS: Final = 5_000_000
"""Seven times what a whole hierarchy may have; beyond, the arrivals alone fill the memory."""
MAX_COHORTS: Final = 1_000
MAX_ACTIVITIES: Final = 100
"""Of one cohort; the catalogue has a dozen kinds of request."""
MAX_MOMENTS: Final = 10_000
"""Times in one `at`; more are a rate."""
MAX_SPANS: Final = 24
"""Times online of one day."""
MAX_OBSERVED: Final = 2_000_000
"""Rows of a file of observed times."""
MAX_OBSERVED_BYTES: Final = 2**28
"""Of such a file."""
MAX_EVENTS: Final = 1_000
"""Faults, and changes, in one scenario."""
MAX_SETTINGS: Final = 100
"""Keys that one change sets; a scenario has some sixty."""
SETTABLE: Final = ("cmg.instances", "cmg.state", "cmg.certificate")
"""Key paths that an administrator may change while a scenario runs."""
MAX_RETRIES: Final = 100
MAX_WORKERS: Final = 100_000
"""Enough to make a station of any load one that never waits."""
MAX_PORTS: Final = 64_511
"""All ports of a machine but the first 1,024."""
MAX_ROUND_TRIPS: Final = 1_000
"""Of one request in an HTTPS channel; the pages promise less than three seconds."""
MAX_REPLICATIONS: Final = 10_000
MAX_SEED: Final = 2**63 - 1
"""Seeds are signed 64-bit integers wherever they are stored."""
MAX_RATE: Final = 1_000_000.0
"""Requests a second of one activity; two seconds of it are a million events already."""
MAX_BYTES: Final = 10**13
"""Ten terabytes: more than any message or package."""
MAX_EGRESS: Final = 10**15
"""A petabyte in fourteen days, the hundredfold of the documented default."""
MAX_BANDWIDTH: Final = 10**13
"""Ten terabits a second: no line is faster."""
NAME_LENGTH: Final = 63
NOTE_LENGTH: Final = 500
"""As long as a label of the domain name system, and short enough for a table."""
