"""Where a trace departs from its flow, for tests that break one thing of a good trace."""

from __future__ import annotations

from cmgsim.flows.conformance import departures
from cmgsim.trace import Trace

POINT, CLIENT, INSTANCE, SERVER = "cmg-connection-point-1", "client-1", "instance-1", "management-point-1"


def found(trace, flow, **situation):
    """The rule and the position of each departure."""
    return [(departure.rule, departure.position) for departure in departures(trace, flow, **situation)]


def joined(*traces: Trace) -> Trace:
    """One after the other, each with connections and requests of its own."""
    records, later = [], 0
    for number, trace in enumerate(traces):
        for r in trace:
            own = {
                column: f"{getattr(r, column)}-{number}" for column in ("connection", "request") if getattr(r, column)
            }
            records.append(r._replace(t_ns=r.t_ns + later, **own))
        later = records[-1].t_ns
    return Trace(traces[0].header, tuple(records))
