"""
What a run leaves behind, as columns: one row a client request, one a visit of a station, one a connection.

Every engine fills these types and all results are computed from them afterwards, so that no counter has to be kept,
reset after the warm-up, or trusted. Nothing here knows an engine.
"""

from cmgsim.request_log.builder import RequestLogBuilder
from cmgsim.request_log.columns import COLUMNS, NONE, SCHEMA, STAGES, Column, Names, Outcome
from cmgsim.request_log.histogram import BINS, RELATIVE_ERROR, Histogram
from cmgsim.request_log.log import RequestLog
from cmgsim.request_log.run_log import HOUR_NS, Alert, Occupancy, PortUse, RunLog, StationLog, Visits, by_hour
from cmgsim.request_log.totals import (
    FIVE_MINUTES_NS,
    ActivityTotals,
    ConnectionTotals,
    RequestTotals,
    StationTotals,
    Waits,
    Windows,
    window_ns,
)

__all__ = [
    "BINS",
    "COLUMNS",
    "FIVE_MINUTES_NS",
    "HOUR_NS",
    "NONE",
    "RELATIVE_ERROR",
    "SCHEMA",
    "STAGES",
    "ActivityTotals",
    "Alert",
    "Column",
    "ConnectionTotals",
    "Histogram",
    "Names",
    "Occupancy",
    "Outcome",
    "PortUse",
    "RequestLog",
    "RequestLogBuilder",
    "RequestTotals",
    "RunLog",
    "StationLog",
    "StationTotals",
    "Visits",
    "Waits",
    "Windows",
    "by_hour",
    "window_ns",
]
