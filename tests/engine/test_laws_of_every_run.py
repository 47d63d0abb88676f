"""What holds for every run, whatever the scenario."""

from __future__ import annotations

from itertools import accumulate

import numpy as np
import pytest
import strategies
from engine.crowded_scenarios import CALM, COARSE, exploring
from hypothesis import given
from hypothesis import strategies as st

from cmgsim.engine.run import run_one
from cmgsim.facts.rows import Deployment
from cmgsim.flows.documented import FLOWS
from cmgsim.flows.examination import Situation, lay_out
from cmgsim.flows.laws import LAWS, WELL_FORMED, answers_match_requests
from cmgsim.model.distributions import Code
from cmgsim.request_log import NONE, STAGES, Outcome
from cmgsim.results import check_laws

# Each law gives the places where it does not hold.


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
