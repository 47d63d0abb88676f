"""Scenarios in which almost everything happens at the same instants, much fails, and little is left to chance."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from cmgsim.model.scenario_file import from_document

TIMES = st.sampled_from(["0 s", "500 ms", "1 s", "2 s"])
LAW_OF_TIME = st.one_of(TIMES, st.sampled_from(["empirical(500 ms, 1 s)", "empirical(0 s, 2 s)", "exponential(1 s)"]))
STATION = {"workers": st.integers(1, 3), "service_time": LAW_OF_TIME}
LEG = st.fixed_dictionaries({"latency": LAW_OF_TIME})
SHORT, LONG = 30, 130
"""Seconds of a run: with and without a round of channel checks."""
MOMENTS = {SHORT: ["0 s", "1 s", "5 s", "10 s", "20 s"], LONG: ["0 s", "20 s", "50 s", "60 s", "65 s", "100 s"]}
NAMED_FAULTS = [
    *("cmg-stopped", "internet-down", "token-expired", "cname-missing", "cname-wrong", "proxy", "tls-inspection"),
    *("blob-blocked", "untrusted-certificate", "content-token-expired", "management-point-binding-wrong"),
    *("connection-point-down=cmg-connection-point-1", "management-point-down=management-point-1"),
    *("ports-blocked=443", "ports-dropped=10124-10139", "ports-blocked=10140-10155", "verb-blocked=CCM_POST"),
]


def tables(required, **optional):
    return st.fixed_dictionaries(required, optional=optional)


def some(*values):
    return st.sampled_from(values)


def coarse_activities(moments):
    requests = some("policy", "scan", "content", "notification", "location")
    periodic = tables({"request": requests, "every": some("5 s", "10 s", "30 s")}, jitter=LAW_OF_TIME, share=some(0.5))
    timed = tables({"request": requests, "at": st.lists(moments, min_size=1, max_size=3)})
    return st.one_of(periodic, timed, tables({"request": requests, "rate": some("1/s", "30/min")}))


def coarse_cohorts(moments):
    cohort = {
        "count": st.integers(1, 10),
        "timeout": some("3 s", "10 s", "exponential(5 s)"),
        "retry": st.lists(LAW_OF_TIME, max_size=3),
        "keep_alive": some("0 s", "2 s", "20 s"),
        "authentication": some("entra", "certificate", "site-token"),
        "activities": st.lists(coarse_activities(moments), min_size=1, max_size=2),
    }
    return st.lists(tables(cohort), min_size=1, max_size=2)


def coarse_faults(moments, instances):
    instance = st.integers(1, instances).map("instance-down=instance-{}".format)
    kinds = st.one_of(st.sampled_from(NAMED_FAULTS), instance)
    return st.lists(tables({"kind": kinds, "at": moments}, lasts=some("2 s", "10 s", "60 s")), max_size=3)


@st.composite
def coarse_documents(draw, *, faults=True):
    """A scenario of few clients, instances and instants, as a document."""
    seconds, instances = draw(some(SHORT, LONG)), draw(st.integers(1, 4))
    moments = st.sampled_from(MOMENTS[seconds])
    resized = tables({"at": moments, "set": tables({"cmg.instances": st.integers(1, 4)})})
    cmg = {"instances": st.just(instances), "deployment": some("scale-set", "classic"), "vm_size": some("A2_v2", "B2s")}
    server = {"count": st.integers(1, 2), **STATION}
    legs = dict.fromkeys(("client_azure", "azure_connection_point", "on_premises"), LEG)
    network = {"tls": some("1.2", "1.3"), "tls_resumption": st.booleans(), "connect_timeout": some("2 s", "5 s")}
    return draw(
        tables(
            {
                "scenario": st.just({"duration": f"{seconds} s"}),
                "cmg": tables(cmg | STATION, service_name=some("GraniteFalls.contoso.com")),
                "connection_points": st.lists(tables(server, proxy=st.booleans()), min_size=1, max_size=2),
                "management_points": st.lists(tables(server, protocol=some("https", "http")), min_size=1, max_size=1),
                "software_update_points": st.lists(tables(server), min_size=1, max_size=1),
                "network": tables(legs | network),
                "clients": coarse_cohorts(moments),
                "faults": coarse_faults(moments, instances) if faults else st.just([]),
                "changes": st.lists(resized, max_size=2) if faults else st.just([]),
            }
        )
    )


COARSE = coarse_documents().map(from_document)
CALM = coarse_documents(faults=False).map(from_document)


def exploring(examples):
    """Settings for tests that run whole scenarios, which takes its time."""
    return settings(max_examples=examples, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
