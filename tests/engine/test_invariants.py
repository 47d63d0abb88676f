"""What holds for every run, whatever the scenario; and what a change of the scenario must not change."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
import strategies
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from theory import NS_PER_S, runs

from cmgsim.engine.run import run_one
from cmgsim.facts.rows import Deployment
from cmgsim.flows.documented import FLOWS
from cmgsim.flows.examination import Situation, lay_out
from cmgsim.flows.laws import LAWS, WELL_FORMED, answers_match_requests
from cmgsim.model.distributions import Code
from cmgsim.model.scenario_file import document, from_document
from cmgsim.request_log import COLUMNS, NONE, STAGES, Outcome
from cmgsim.results import check_laws
from cmgsim.validation.queues import asking, quiet

# Scenarios in which almost everything happens at the same instants, much fails, and little is left to chance.

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


# What holds for every run. Each law gives the places where it does not hold.


def requests_end_once(scenario, log):
    """Every request that was created stands in the log once, with an end or in flight, and after an attempt."""
    rows, outcome, done = log.requests, log.requests["outcome"], log.requests["done_ns"]
    if np.any(np.diff(rows["request"]) < 1):  # who found that it need not ask has left its number
        yield "a request stands in the log twice"
    counts = np.bincount(outcome, minlength=len(Outcome))
    if counts.sum() != len(rows):
        yield f"{len(rows)} requests have {counts.sum()} ends"
    if np.any((outcome == Outcome.IN_FLIGHT) != (done == NONE)) or np.any(done >= log.end_ns):
        yield "an end is missing, or later than the run"
    if np.any(rows["attempts"] < 1):
        yield "a request without an attempt"


def nobody_tries_too_often_or_waits_too_long(scenario, log):
    """Attempts are as many as the client's patience allows, and each lasts at most its deadline."""
    rows = log.requests
    for number, cohort in enumerate(scenario.clients):
        mine = rows["cohort"] == number
        if np.any(rows["attempts"][mine] > 1 + len(cohort.retry)):
            yield f"{cohort.name} tries more often than {1 + len(cohort.retry)} times"
        if any(each.code is not Code.CONSTANT for each in (cohort.timeout, *cohort.retry)):
            continue
        timeout, *waits = (int(each.parameters[0]) for each in (cohort.timeout, *cohort.retry))
        longest = list(accumulate((wait + timeout for wait in waits), initial=timeout))
        ended = mine & (rows["done_ns"] != NONE)
        took = (rows["done_ns"] - rows["created_ns"])[ended]
        if np.any(took > np.array(longest)[rows["attempts"][ended] - 1]):
            yield f"a request of {cohort.name} takes longer than its deadlines and waits"


def stages_add_up(scenario, log):
    """The stages of a request that was answered at once are its latency, to the nanosecond."""
    rows = log.requests
    total = sum(rows[stage] for stage in STAGES)
    at_once = (rows["outcome"] == Outcome.OK) & (rows["attempts"] == 1)
    if np.any(total[at_once] != (rows["done_ns"] - rows["created_ns"])[at_once]):
        yield "stages and latency differ"


def answered_requests_have_been_somewhere(scenario, log):
    """Who was answered well was at an instance and a server, by way of a connection point unless storage served it."""
    rows = log.requests
    good = rows["outcome"] == Outcome.OK
    stored = np.array(rows.decoded("server")) == "blob-storage"
    if np.any(good & ((rows["instance"] == NONE) | (rows["server"] == NONE))):
        yield "an answer from nowhere"
    if np.any(good & ~stored & (rows["connection_point"] == NONE)):
        yield "an answer of the site that no connection point passed on"


def traces_are_well_formed(scenario, log):
    """Time, kinds, zones; nobody connects inwards; attempts have one outcome; messages travel on open connections."""
    case = lay_out(log.trace.records, FLOWS["communication"], Situation(), complete=False)
    for law in (*WELL_FORMED, *LAWS):
        if law is not answers_match_requests:  # a request that is tried again has several conversations of one name
            yield from (str(departure) for departure in law(case))
    if log.trace.records and log.trace.records[-1].t_ns >= log.end_ns:
        yield "a record after the end"


def channels_follow_the_port_table(scenario, log):
    """N1, N2, N3: which protocol and port lead to which instance, and by which row."""
    classic = scenario.cmg.deployment is Deployment.CLASSIC
    for record in log.trace:
        if record.kind != "connect" or record.rule != "F2" or record.dst_role == "proxy":
            continue
        place = (record.protocol, record.port, record.dst_role, record.port_rule)
        number = int(record.dst.rpartition("-")[2]) if record.dst_role == "instance" else 1
        allowed = {
            ("HTTPS", 443, "load-balancer", "P5" if classic else "P2"),
            ("HTTPS", 10123 + number, "instance", "P6" if classic else "P3"),
        }
        if classic and record.via is None:
            allowed.add(("TCP-TLS", 10139 + number, "instance", "P4"))
        if place not in allowed:
            yield f"{record.text} by {place}"
        if not scenario.changes and record.protocol == "HTTPS":
            several = scenario.cmg.instances > 1
            if several != (record.port != 443):
                yield f"{record.text}, with {scenario.cmg.instances} instances"


def clients_use_443_only(scenario, log):
    """P7 and P8: a client opens HTTPS 443, to the load balancer or to storage."""
    for record in log.trace:
        if record.kind == "connect" and record.src_role == "client":
            place = (record.protocol, record.port, record.dst_role, record.port_rule)
            if place not in {("HTTPS", 443, "load-balancer", "P7"), ("HTTPS", 443, "blob-storage", "P8")}:
                yield record.text


def storage_comes_after_the_content_token(scenario, log):
    """C5 before C6: a client goes to storage after an instance has told it the place."""
    told = set()
    for record in log.trace:
        if record.kind == "response" and record.rule == "C5" and record.status == 207:
            told.add(record.dst)
        if record.kind == "connect" and record.dst_role == "blob-storage" and record.src not in told:
            yield f"{record.src} goes to storage unasked"


EVERY_RUN = (
    requests_end_once,
    nobody_tries_too_often_or_waits_too_long,
    stages_add_up,
    answered_requests_have_been_somewhere,
    traces_are_well_formed,
    channels_follow_the_port_table,
    clients_use_443_only,
    storage_comes_after_the_content_token,
)


def broken(scenario):
    """The laws that a run of *scenario* breaks, and where; at most a few of them."""
    log = run_one(scenario, seed=1, trace=True)
    check_laws(log)
    return [(law.__name__, where) for law in EVERY_RUN for where in law(scenario, log)][:5]


@pytest.mark.slow
@pytest.mark.rule("N1", "N2", "N3", "P2", "P3", "P4", "P5", "P6", "P7", "P8", "C5", "F4")
@exploring(60)
@given(COARSE)
def test_no_run_breaks_a_law(scenario):
    assert [] == broken(scenario)


@pytest.mark.slow
@exploring(25)
@given(strategies.scenarios())
def test_no_run_of_any_scenario_breaks_a_law(scenario):
    assert [] == broken(scenario)


@pytest.mark.slow
@exploring(25)
@given(CALM)
def test_where_nothing_fails_every_answer_answers_its_request(scenario):
    log = run_one(scenario, seed=1, trace=True)
    at_once = {
        f"r{row + 1}" for row in np.flatnonzero((log.requests["attempts"] == 1) & (log.requests["outcome"] == 0))
    }
    records = tuple(record for record in log.trace if record.request in at_once)
    case = lay_out(records, FLOWS["communication"], Situation(), complete=True)

    assert [] == [str(departure) for departure in answers_match_requests(case)][:5]


@pytest.mark.slow
@exploring(25)
@given(COARSE, st.integers(0, 2**63 - 1), st.integers(0, 3))
def test_a_run_is_a_function_of_its_arguments_and_a_trace_does_not_change_it(scenario, seed, replication):
    traced, again, plain = (
        run_one(scenario, seed=seed, replication=replication, trace=trace) for trace in (True, True, False)
    )

    assert "" == traced.requests.first_difference(plain.requests)
    assert traced.requests.fingerprint() == plain.requests.fingerprint()
    assert traced.trace.to_jsonl() == again.trace.to_jsonl()
    assert None is plain.trace
    assert (traced.egress_bytes, traced.events) == (plain.egress_bytes, plain.events)


# What a change of the scenario does not change.


def same_rows(one, other, *, without=(), chosen=None, shift=0):
    """Where two logs differ, by what their rows say; *chosen* rows of the other, its clients counted from *shift*."""
    theirs = other if chosen is None else other.where(chosen)
    if len(one) != len(theirs):
        return [f"{len(one)} rows against {len(theirs)}"]
    differing = []
    for column in COLUMNS:
        mine, its = (log.decoded(column.name) if column.table else log[column.name].tolist() for log in (one, theirs))
        if column.name == "client":
            its = [client - shift for client in its]
        if column.name not in ("request", *without) and mine != its:
            row = next(place for place, pair in enumerate(zip(mine, its, strict=True)) if pair[0] != pair[1])
            differing.append(f"{column.name} of row {row}: {mine[row]} against {its[row]}")
    return differing


@pytest.mark.slow
@exploring(25)
@given(COARSE, st.booleans(), st.integers(1, 10))
def test_clients_that_never_ask_change_nobodys_rows(scenario, in_front, count):
    idle = {"name": "idle", "count": count, "activities": [{"request": "policy", "every": "5 s", "share": 0.0}]}
    written = document(scenario)
    cohorts = [idle, *written["clients"]] if in_front else [*written["clients"], idle]
    more = from_document(written | {"clients": cohorts})

    before, after = (run_one(each, seed=1).requests for each in (scenario, more))

    assert [] == same_rows(before, after, shift=count if in_front else 0)


@pytest.mark.slow
@exploring(25)
@given(COARSE)
def test_a_longer_run_begins_like_a_shorter_one(scenario):
    longer = evolve(scenario, general=evolve(scenario.general, duration_ns=2 * scenario.general.duration_ns))
    short, long = (run_one(each, seed=1).requests for each in (scenario, longer))
    # Requests that a jitter puts behind the end are missing in the shorter run; those before it are the same.
    created = long["created_ns"] < scenario.general.duration_ns
    ended = (long["done_ns"] != NONE) & (long["done_ns"] < scenario.general.duration_ns)

    assert short["created_ns"].tolist() == long["created_ns"][created].tolist()
    assert [] == same_rows(short.where(short["outcome"] != Outcome.IN_FLIGHT), long, chosen=created & ended)


PLENTY = {"workers": 1_000}


@pytest.mark.slow
@pytest.mark.parametrize("added", [{"count": 41}, {"activities": 1}, {"cohort": 1}])
def test_where_nobody_queues_newcomers_change_nobody(added):
    policy, scan = (
        {"request": "policy", "every": "10 s"},
        {"request": "scan", "every": "7 s", "jitter": "exponential(1 s)"},
    )

    def scenario(count=40, activities=0, cohort=0):
        first = {"name": "first", "count": count, "activities": [policy, *activities * [scan]]}
        others = cohort * [{"name": "others", "count": 5, "activities": [policy]}]
        shared = {"service_time": "exponential(1 s)"} | PLENTY
        return from_document(
            {
                "scenario": {"duration": "60 s"},
                "cmg": shared | {"instances": 3},
                "connection_points": [shared],
                "management_points": [shared | {"count": 2}],
                # Not on the way of the clients: of what one request looks up, the next of the same client profits.
                "network": {"client_azure": {"latency": "0 s"}, "on_premises": {"latency": "exponential(100 ms)"}},
                "clients": [first, *others],
            }
        )

    before, after = (run_one(each, seed=1).requests for each in (scenario(), scenario(**added)))

    mine = (after["cohort"] == 0) & (after["client"] < 40) & (after["activity"] == 0)
    assert len(after) > len(before)
    assert [] == same_rows(before, after, chosen=mine)


SERVICE = "empirical(100 ms, 200 ms, 1 s, 3 s)"


@pytest.mark.slow
@exploring(20)
@given(st.integers(1, 3), st.integers(1, 3), st.sampled_from(["1/s", "120/min", "4/s"]), st.integers(0, 2**32))
def test_more_workers_let_nobody_wait_longer(workers, more, rate, seed):
    fewer, many = (
        run_one(
            quiet(cmg={"workers": count, "service_time": SERVICE}, cohort=asking(50, rate=rate), seconds=120), seed=seed
        ).requests
        for count in (workers, workers + more)
    )

    assert fewer["created_ns"].tolist() == many["created_ns"].tolist()
    done = np.where(fewer["done_ns"] == NONE, 120 * NS_PER_S, fewer["done_ns"])
    assert np.all(np.where(many["done_ns"] == NONE, 120 * NS_PER_S, many["done_ns"]) <= done)
    completed = [np.count_nonzero(log["outcome"] == Outcome.OK) for log in (fewer, many)]
    assert completed[0] <= completed[1]


@pytest.mark.slow
@exploring(20)
@given(st.integers(1, 4), st.integers(0, 2**32))
def test_more_instances_do_not_slow_anybody_down_where_nobody_queues(instances, seed):
    few, more = (
        run_one(
            quiet(
                cmg={"instances": count, "service_time": SERVICE} | PLENTY, cohort=asking(9, every="5 s"), seconds=60
            ),
            seed=seed,
        ).requests
        for count in (instances, instances + 1)
    )

    assert [] == same_rows(few, more, without=("instance",))


# Along an idle way, a delay costs what its round trips say.

ROUND_TRIPS = [
    ("client_azure", {}, "scale-set", "1.2", 1 + 1 + 2 + 1),
    ("client_azure", {"service_name": "GraniteFalls.contoso.com"}, "scale-set", "1.2", 2 + 1 + 2 + 1),
    ("client_azure", {}, "scale-set", "1.3", 1 + 1 + 1 + 1),
    ("azure_connection_point", {}, "scale-set", "1.2", 1 + 1),
    ("azure_connection_point", {}, "classic", "1.2", 1),
    ("on_premises", {}, "scale-set", "1.2", 1 + 2 + 1),
    ("on_premises", {}, "scale-set", "1.3", 1 + 1 + 1),
]
"""Leg, what else differs, and round trips: look-ups, TCP, TLS, the request; an HTTPS channel is asked for once more."""


@given(st.sampled_from(ROUND_TRIPS), st.integers(0, 10**9), st.integers(0, 10**8))
def test_a_longer_way_costs_its_round_trips_exactly(row, before_ns, more_ns):
    leg, cmg, deployment, tls, trips = row
    latencies = [
        quiet(
            cmg=cmg | {"deployment": deployment, "service_time": "3 ms"},
            network={leg: {"latency": f"{ns} ns"}, "tls": tls},
            cohort=asking(1, at=["1 s"]),
            seconds=3_600,
        )
        for ns in (before_ns, before_ns + more_ns)
    ]

    short, long = (run_one(scenario, seed=1).requests["done_ns"][0] for scenario in latencies)

    assert 2 * trips * more_ns == long - short


@exploring(20)
@given(st.integers(2, 5), st.lists(st.integers(0, 20), min_size=1, max_size=6))
def test_time_has_no_scale_of_its_own(factor, moments):
    def scenario(unit):
        return quiet(
            cmg={"service_time": f"{700 * unit} us", "workers": 2},
            network={leg: {"latency": f"{90 * unit} us"} for leg in ("client_azure", "on_premises")}
            | {"dns_ttl_address": f"{2 * unit} ms"},
            cohort=asking(2, at=[f"{moment * unit} ms" for moment in moments])
            | {"timeout": f"{3 * unit} ms", "retry": [f"{unit} ms"]},
            seconds=1,
        )

    one, other = (run_one(scenario(unit), seed=1).requests for unit in (1, factor))

    assert one.decoded("outcome") == other.decoded("outcome")
    for column in ("created_ns", "done_ns", *STAGES):
        assert (factor * one[column]).tolist() == other[column].tolist()


def test_a_scenario_is_not_changed_by_its_runs():
    change = {"at": "5 s", "set": {"cmg.instances": 3}}
    scenario = quiet(cmg={"instances": 2}, cohort=asking(9, every="1 s"), seconds=200, changes=[change])
    written = document(scenario)

    runs(scenario, 2)

    assert written == document(scenario)
