"""The same arguments give the same bytes: in any process, under any hash seed, anywhere, with or without a trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context

import pytest
from elsewhere import fingerprint_of_replication

from cmgsim import loads, simulate
from cmgsim.engine.run import run_one

SCENARIO = """
[scenario]
name = "café"
duration = "6 min"
seed = 7
replications = 2

[cmg]
instances = 2
service_name = "GraniteFalls.contoso.com"
service_time = "lognormal(200 ms, 2)"
workers = 2

[[connection_points]]
count = 2
service_time = "erlang(20 ms, 3)"

[[management_points]]
count = 2
service_time = "hyperexponential(30 ms, 3)"

[[clients]]
name = "laptops"
count = 30
timeout = "3 s"
retry = ["exponential(2 s)", "10 s"]
keep_alive = "20 s"
activities = [
    { request = "policy", every = "30 s" },
    { request = "scan", every = "60 s", jitter = "uniform(0 s, 30 s)", share = 0.7 },
    { request = "notification", every = "45 s" },
]

[[clients]]
name = "desktops"
count = 20
authentication = "certificate"
timeout = "5 s"
retry = []
activities = [{ request = "state", rate = "4/s" }, { request = "content", at = ["10 s", "20 s"] }]

[network]
client_azure = { latency = "empirical(20 ms, 40 ms, 90 ms)", bandwidth = "20 Mbit/s" }

[[faults]]
kind = "instance-down=instance-1"
at = "1 min"
lasts = "50 s"

[[faults]]
kind = "internet-down"
at = "200 s"
lasts = "10 s"

[[changes]]
at = "150 s"
set = { "cmg.instances" = 3 }
"""

PRINT = """
import hashlib, json, sys
from cmgsim import loads, simulate

traced = sys.argv[1] == "traced"
run = simulate(loads(sys.stdin.buffer.read()), engine="simpy", trace=traced)
summary = {key: value for key, value in run.summary.items() if key != "wall_s"}
found = {"logs": [log.requests.fingerprint() for log in run.logs], "summary": summary}
if traced:
    found["trace"] = hashlib.sha256(run.trace.to_jsonl().encode()).hexdigest()
print(json.dumps(found))
"""


def elsewhere(*options, traced=True, cwd=None, **environment):
    """What a fresh Python with these options, there, in this environment, finds."""
    done = subprocess.run(
        [sys.executable, *options, "-c", PRINT, "traced" if traced else "plain"],
        input=SCENARIO.encode(),
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, **environment},
        timeout=120,
    )
    assert 0 == done.returncode, done.stderr.decode()
    return json.loads(done.stdout)


@cache
def found_once():
    return elsewhere(PYTHONHASHSEED="0")


def installed_locales():
    try:
        listed = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    except OSError:
        return set()
    return {name.lower().replace("-", "") for name in listed.split()}


@pytest.mark.slow
@pytest.mark.parametrize("hash_seed", ["1", "4294967295", "random"])
def test_the_hash_seed_does_not_matter(hash_seed):
    assert found_once() == elsewhere(PYTHONHASHSEED=hash_seed)


@pytest.mark.slow
def test_the_working_directory_does_not_matter(tmp_path):
    assert found_once() == elsewhere(cwd=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("locale", ["C", "fr_FR.UTF-8", "tr_TR.UTF-8"])
def test_the_locale_does_not_matter(locale):
    if locale != "C" and locale.lower().replace("-", "") not in installed_locales():
        pytest.skip(f"{locale} is not installed")

    assert found_once() == elsewhere(LC_ALL=locale, LANG=locale, PYTHONUTF8="0")


@pytest.mark.slow
def test_the_time_zone_does_not_matter():
    assert found_once() == elsewhere(TZ="Pacific/Chatham")


@pytest.mark.slow
@pytest.mark.parametrize("options", [("-O",), ("-OO",), ("-X", "dev")])
def test_the_ways_to_start_python_do_not_matter(options):
    assert found_once() == elsewhere(*options)


@pytest.mark.slow
def test_whether_a_trace_is_kept_does_not_matter():
    plain = elsewhere(traced=False)

    assert {key: value for key, value in found_once().items() if key != "trace"} == plain


@pytest.mark.slow
def test_this_process_finds_the_same_after_whatever_it_did_before():
    run = simulate(loads(SCENARIO), engine="simpy")

    assert found_once()["logs"] == [log.requests.fingerprint() for log in run.logs]


@pytest.mark.slow
def test_replications_may_be_run_by_other_processes_in_any_order():
    scenario = loads(SCENARIO)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        backwards = list(pool.map(partial(fingerprint_of_replication, scenario), (1, 0)))

    assert found_once()["logs"] == backwards[::-1]


@pytest.mark.slow
def test_another_seed_or_replication_is_another_run():
    scenario = loads(SCENARIO)
    prints = {
        run_one(scenario, seed=seed, replication=replication).requests.fingerprint()
        for seed in (7, 8)
        for replication in (0, 1)
    }

    assert 4 == len(prints)


@pytest.mark.slow
def test_the_scenario_of_these_tests_has_every_kind_of_end():
    outcomes = run_one(loads(SCENARIO), seed=7).requests.decoded("outcome")

    assert {"ok", "refused", "timed-out", "lost", "in-flight"} == set(outcomes)
